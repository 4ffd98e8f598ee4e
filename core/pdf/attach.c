#include "pdf/attach.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/conformance.h"
#include "pdf/meta.h"
#include "pdf/objs.h"
#include "pdf/pdf.h"

#define NAME_MAX_BYTES 120       /* of an attachment: it will be saved as a file */

static const char *const relations[] = {
	[PDF_SOURCE] = "Source", [PDF_DATA] = "Data", [PDF_ALTERNATIVE] = "Alternative", [PDF_SUPPLEMENT] = "Supplement",
};

/* A name that any system can save it under, and that sorts the same everywhere. */
static bool is_file_name(const char *name) {
	size_t n = name ? strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") : 0;

	return n > 0 && n <= NAME_MAX_BYTES && name[n] == '\0' && *name != '.';
}

/* "text/csv": of the letters that stand for themselves in a PDF name, and one slash. */
static bool is_kind(const char *kind) {
	size_t n = kind ? strcspn(kind, "/") : 0;
	const char *rest = n > 0 && kind[n] == '/' ? kind + n + 1 : "";

	for (const char *p = kind; p && *p; p++) {
		if (p != kind + n && !isalnum((unsigned char)*p) && !strchr("-+.", *p)) {
			return false;
		}
	}
	return *rest != '\0';
}

bool attach_check(const struct pdf_meta *meta, struct err *err) {
	const struct conformance *archive = conformance_lookup(meta->archive);

	if (meta->attachment_count > 0 && archive && !archive->may_attach) {
		return err_set(err, ERR_BUG, "%s may hold no files, and there are %zu to attach", archive->name, meta->attachment_count);
	}
	for (size_t i = 0; i < meta->attachment_count; i++) {
		const struct pdf_attachment *a = &meta->attachments[i];

		if (!is_file_name(a->name) || !is_kind(a->kind) || !a->description || !*a->description) {
			return err_set(err, ERR_BUG, "attachment %zu, '%s', needs a plain name, a kind such as text/csv and a description", i,
			               a->name ? a->name : "");
		}
		for (size_t k = 0; k < i; k++) {
			if (str_eq(meta->attachments[k].name, a->name)) {
				return err_set(err, ERR_BUG, "two attachments are named '%s'", a->name);
			}
		}
	}
	return true;
}

void attach_init(struct attach *attach, struct objs *objs, const struct pdf_meta *meta) {
	size_t n = meta->attachment_count;

	*attach = (struct attach){ .objs = objs, .meta = meta };
	attach->specs = mem_alloc(n * sizeof(*attach->specs));
	attach->files = mem_alloc(n * sizeof(*attach->files));
	for (size_t i = 0; i < n; i++) {
		attach->specs[i] = objs_take(objs);
		attach->files[i] = objs_take(objs);
	}
}

void attach_fini(struct attach *attach) {
	mem_free(attach->specs);
	mem_free(attach->files);
	*attach = (struct attach){ NULL };
}

void attach_put_of(const struct attach *attach, const void *source, struct buf *out) {
	bool is_open = false;

	for (size_t i = 0; source && i < attach->meta->attachment_count; i++) {
		if (attach->meta->attachments[i].source == source) {
			buf_adds(out, is_open ? "" : "/AF[");
			objs_put_ref(out, attach->specs[i]);
			is_open = true;
		}
	}
	buf_adds(out, is_open ? "]" : "");
}

void attach_put_all(const struct attach *attach, struct buf *out) {
	if (attach->meta->attachment_count == 0) {
		return;
	}
	buf_adds(out, "/AF[");
	for (size_t i = 0; i < attach->meta->attachment_count; i++) {
		objs_put_ref(out, attach->specs[i]);
	}
	buf_addc(out, ']');
}

struct named {
	const char *name;
	unsigned spec;
};

static int by_name(const void *a, const void *b) {
	return strcmp(((const struct named *)a)->name, ((const struct named *)b)->name);
}

/* A name tree of one node (7.9.6): hundreds at the most. */
void attach_put_names(const struct attach *attach, struct buf *out) {
	size_t n = attach->meta->attachment_count;
	struct named *names = mem_alloc(n * sizeof(*names));

	for (size_t i = 0; i < n; i++) {
		names[i] = (struct named){ attach->meta->attachments[i].name, attach->specs[i] };
	}
	if (n) {
		qsort(names, n, sizeof(*names), by_name);
		buf_adds(out, "/EmbeddedFiles<</Names[");
		for (size_t i = 0; i < n; i++) {
			objs_put_bytes(out, names[i].name);
			objs_put_ref(out, names[i].spec);
		}
		buf_adds(out, "]>>");
	}
	mem_free(names);
}

static void write_spec(const struct attach *attach, size_t i) {
	const struct pdf_attachment *a = &attach->meta->attachments[i];
	struct buf body = BUF_INIT;

	buf_adds(&body, "<</Type/Filespec/F");
	objs_put_bytes(&body, a->name);
	buf_adds(&body, "/UF");
	objs_put_text(&body, a->name);
	buf_adds(&body, "/Desc");
	objs_put_text(&body, a->description);
	buf_addf(&body, "/AFRelationship/%s/EF<</F %u 0 R/UF %u 0 R>>>>", relations[a->relation], attach->files[i], attach->files[i]);
	objs_add(attach->objs, attach->specs[i], &body);
	buf_fini(&body);
}

static void write_file(const struct attach *attach, size_t i, const void *bytes, size_t len) {
	const struct pdf_attachment *a = &attach->meta->attachments[i];
	const char *rest = strchr(a->kind, '/');
	struct buf dict = BUF_INIT;

	buf_addf(&dict, "/Type/EmbeddedFile/Subtype/%.*s#2F%s/Params<</Size %zu", (int)(rest - a->kind), a->kind, rest + 1, len);
	meta_put_date(&dict, "/ModDate", attach->meta->created);
	buf_adds(&dict, ">>");
	(a->is_plain ? objs_add_plain : objs_add_stream)(attach->objs, attach->files[i], buf_str(&dict), bytes, len);
	buf_fini(&dict);
}

bool attach_write(const struct attach *attach, struct err *err) {
	const struct pdf_meta *meta = attach->meta;
	struct buf made = BUF_INIT;
	bool ok = true;

	for (size_t i = 0; i < meta->attachment_count; i++) {
		write_spec(attach, i);
		if (!meta->attachments[i].make) {
			write_file(attach, i, meta->attachments[i].bytes, meta->attachments[i].len);
		}
	}
	for (size_t i = 0; i < meta->attachment_count && ok; i++) {
		const struct pdf_attachment *a = &meta->attachments[i];

		if (a->make) {
			size_t len;
			const void *before = objs_written(attach->objs, &len);

			buf_reset(&made);
			ok = a->make(a->ctx, before, len, &made, err);
			if (ok) {
				write_file(attach, i, made.p, made.len);
			}
		}
	}
	buf_fini(&made);
	return ok;
}
