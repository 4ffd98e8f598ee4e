#include "pdf/inspect.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "pdf/qpdf.h"

struct reading {
	const struct qpdf *q;
	qpdf_data data;
	struct arena *arena;
	struct inspected *found;
};

/* What could not be read is told by its absence: libqpdf is not to say so on standard error too. */
static void forget_error(struct reading *r) {
	if (r->q->has_error(r->data)) {
		(void)r->q->get_error(r->data);
	}
}

static bool read_pages(struct reading *r, struct err *err) {
	int n = r->q->get_num_pages(r->data);

	if (n < 0) {
		return qpdf_fail(r->q, r->data, "its pages cannot be read", NULL, err);
	}
	r->found->pages = arena_alloc(r->arena, ((size_t)n + 1) * sizeof(*r->found->pages));
	for (int i = 0; i < n; i++) {
		unsigned char *bytes = NULL;
		size_t len = 0;
		qpdf_oh page = r->q->get_page_n(r->data, (size_t)i);

		/* What cannot be inflated is no content that was issued. */
		if ((r->q->oh_get_page_content_data(r->data, page, &bytes, &len) & QPDF_ERRORS) == 0 && bytes) {
			hash_hex(bytes, len, r->found->pages[r->found->page_count]);
		}
		forget_error(r);
		r->found->page_count++;
		if (bytes) {
			free(bytes);            /* the C interface hands out what malloc gave */
		}
	}
	return true;
}

/* The stream's bytes, inflated, in the arena with a NUL behind; NULL: there are none that can be read. */
static const char *read_stream(struct reading *r, qpdf_oh stream, size_t *len) {
	unsigned char *bytes = NULL;
	const char *copy = NULL;

	if (!r->q->oh_is_stream(r->data, stream)) {
		return NULL;
	}
	if ((r->q->oh_get_stream_data(r->data, stream, qpdf_dl_generalized, NULL, &bytes, len) & QPDF_ERRORS) == 0) {
		char *p = arena_alloc(r->arena, *len + 1);
		if (bytes) {
			memcpy(p, bytes, *len);
		}
		copy = p;
	}
	forget_error(r);
	if (bytes) {
		free(bytes);            /* the C interface hands out what malloc gave */
	}
	return copy;
}

static void read_files(struct reading *r, qpdf_oh root) {
	qpdf_oh list = r->q->oh_get_key(r->data, root, "/AF");
	int n = r->q->oh_is_array(r->data, list) ? r->q->oh_get_array_n_items(r->data, list) : 0;

	for (int i = 0; i < n; i++) {
		qpdf_oh spec = r->q->oh_get_array_item(r->data, list, i), name = r->q->oh_get_key(r->data, spec, "/UF");
		qpdf_oh stream = r->q->oh_get_key(r->data, r->q->oh_get_key(r->data, spec, "/EF"), "/F");
		struct inspected_file file = { .name = "" };

		if (r->q->oh_is_string(r->data, name)) {
			file.name = arena_strdup(r->arena, r->q->oh_get_utf8_value(r->data, name));
		}
		file.bytes = read_stream(r, stream, &file.len);
		if (file.bytes) {
			*ARENA_PUSH(r->arena, r->found->files, r->found->file_count, r->found->file_cap) = file;
		}
	}
}

bool inspect_load(struct err *err) {
	return qpdf_open(err) != NULL;
}

bool inspect_pdf(struct arena *arena, const char *pdf, size_t len, const char *password, struct inspected *found, struct err *err) {
	const struct qpdf *q = qpdf_open(err);
	struct reading r = { .q = q, .arena = arena, .found = found };
	size_t metadata_len = 0;
	bool ok = false;

	*found = (struct inspected){ 0 };
	if (!q) {
		return false;
	}
	r.data = q->init();
	q->silence_errors(r.data);
	q->set_suppress_warnings(r.data, QPDF_TRUE);
	if (q->read_memory(r.data, "the PDF", pdf, len, password) & QPDF_ERRORS) {
		qpdf_fail(q, r.data, "it cannot be read", &found->is_encrypted, err);
		goto out;
	}
	found->is_encrypted = q->is_encrypted(r.data);
	if (!read_pages(&r, err)) {
		goto out;
	}
	qpdf_oh root = q->get_root(r.data);
	const char *metadata = read_stream(&r, q->oh_get_key(r.data, root, "/Metadata"), &metadata_len);
	if (metadata) {
		hash_hex(metadata, metadata_len, found->metadata);
	}
	read_files(&r, root);
	ok = true;
out:
	q->cleanup(&r.data);
	return ok;
}
