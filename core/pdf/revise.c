#include "pdf/revise.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/str.h"
#include "pdf/meta.h"
#include "pdf/objs.h"
#include "pdf/qpdf.h"

/* What stands for the offsets until they are known: libqpdf leaves numbers as they are. */
#define RANGE_DIGITS "9999999999"
#define RANGES_EMPTY RANGE_DIGITS " " RANGE_DIGITS " " RANGE_DIGITS

struct update {
	const struct qpdf *q;
	qpdf_data data;
	const char *pdf;
	size_t len;
	struct buf *out;
	size_t start;                /* of the file in out */
	struct entry {
		unsigned num;
		size_t at;
	} entries[5];
	size_t n;
};

static bool load(struct update *u, const char *password, struct err *err) {
	u->q = qpdf_open(err);
	if (!u->q) {
		return false;
	}
	u->data = u->q->init();
	u->q->silence_errors(u->data);
	u->q->set_suppress_warnings(u->data, QPDF_TRUE);
	return (u->q->read_memory(u->data, "the PDF", u->pdf, u->len, password) & QPDF_ERRORS) == 0 ||
	       qpdf_fail(u->q, u->data, "the PDF cannot be read", NULL, err);
}

static void unload(struct update *u) {
	if (u->q) {
		u->q->cleanup(&u->data);
	}
}

/* ---- a place for a signature ---- */

/* Where the file's own cross-reference stream is: "startxref\nN\n%%EOF\n" at its end. */
static bool last_xref(const struct update *u, size_t *at, struct err *err) {
	static const char key[] = "startxref\n", end[] = "\n%%EOF\n";
	size_t tail = u->len < 64 ? u->len : 64;
	const char *p = memmem(u->pdf + u->len - tail, tail, key, sizeof(key) - 1);
	char *stop;

	if (!p) {
		return err_set(err, ERR_INPUT, "the PDF does not end as Sitrep's do");
	}
	*at = strtoul(p + sizeof(key) - 1, &stop, 10);
	return (size_t)(u->pdf + u->len - stop) == sizeof(end) - 1 && memcmp(stop, end, sizeof(end) - 1) == 0 ? true
	       : err_set(err, ERR_INPUT, "the PDF does not end as Sitrep's do");
}

static void begin(struct update *u, unsigned num) {
	u->entries[u->n++] = (struct entry){ num, u->out->len - u->start };
	buf_addf(u->out, "%u 0 obj\n", num);
}

/* The dictionary as it is, and more in it. */
static void put_dict(struct update *u, qpdf_oh dict, const char *more) {
	const char *text = u->q->oh_unparse_resolved(u->data, dict);
	size_t n = strlen(text);

	begin(u, (unsigned)u->q->oh_get_object_id(u->data, dict));
	buf_add(u->out, text, n - 2);            /* without its brackets */
	buf_addf(u->out, "%s>>\nendobj\n", more);
}

static void put_annots(struct update *u, qpdf_oh page, unsigned widget, struct buf *more) {
	qpdf_oh annots = u->q->oh_get_key(u->data, page, "/Annots");
	int n = u->q->oh_is_array(u->data, annots) ? u->q->oh_get_array_n_items(u->data, annots) : 0;

	buf_adds(more, "/Annots[");
	for (int i = 0; i < n; i++) {
		buf_addf(more, "%s ", u->q->oh_unparse(u->data, u->q->oh_get_array_item(u->data, annots, i)));
	}
	buf_addf(more, "%u 0 R]", widget);
	u->q->oh_remove_key(u->data, page, "/Annots");
	if (!u->q->oh_has_key(u->data, page, "/Tabs")) {
		buf_adds(more, "/Tabs/S");
	}
}

static void put_signature(struct update *u, unsigned num, const char *at, const char *reason) {
	begin(u, num);
	buf_adds(u->out, "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached");
	meta_put_date(u->out, "/M", at);
	if (reason && *reason) {
		buf_adds(u->out, "/Reason");
		objs_put_text(u->out, reason);
	}
	buf_adds(u->out, "/ByteRange[0 " RANGES_EMPTY "]/Contents<");
	for (size_t i = 0; i < REVISE_SIGNATURE_MAX; i++) {
		buf_add(u->out, "00", 2);
	}
	buf_adds(u->out, ">>>\nendobj\n");
}

static int by_num(const void *a, const void *b) {
	const struct entry *x = a, *y = b;

	return x->num < y->num ? -1 : x->num > y->num;
}

static void put_xref(struct update *u, unsigned num, size_t previous) {
	qpdf_oh trailer = u->q->get_trailer(u->data), id = u->q->oh_get_key(u->data, trailer, "/ID");
	size_t at = u->out->len - u->start;
	char hex[HASH_HEX];

	begin(u, num);
	qsort(u->entries, u->n, sizeof(*u->entries), by_num);
	hash_hex(u->out->p + u->start, u->out->len - u->start, hex);
	/* As unparse hands out one text at a time, each is written before the next is asked for. */
	buf_addf(u->out, "<</Type/XRef/Size %u/Root %s", num + 1, u->q->oh_unparse(u->data, u->q->get_root(u->data)));
	buf_addf(u->out, "/Info %s", u->q->oh_unparse(u->data, u->q->oh_get_key(u->data, trailer, "/Info")));
	buf_addf(u->out, "/ID[%s", u->q->oh_unparse(u->data, u->q->oh_get_array_item(u->data, id, 0)));
	buf_addf(u->out, "<%.32s>]/Prev %zu/W[1 4 2]/Index[", hex, previous);
	for (size_t i = 0; i < u->n; i++) {
		buf_addf(u->out, "%s%u 1", i > 0 ? " " : "", u->entries[i].num);
	}
	buf_addf(u->out, "]/Length %zu>>\nstream\n", u->n * 7);
	for (size_t i = 0; i < u->n; i++) {
		size_t to = u->entries[i].at;
		const char row[7] = { 1, (char)(to >> 24), (char)(to >> 16), (char)(to >> 8), (char)to, 0, 0 };
		buf_add(u->out, row, sizeof(row));
	}
	buf_addf(u->out, "\nendstream\nendobj\nstartxref\n%zu\n%%%%EOF\n", at);
}

/* No field is seen: its widget has no size and lies off the page, so it needs no appearance and no element. */
static void put_update(struct update *u, const char *at, const char *reason, size_t previous) {
	qpdf_oh root = u->q->get_root(u->data), page = u->q->get_page_n(u->data, 0);
	unsigned size = (unsigned)u->q->oh_get_uint_value_as_uint(u->data, u->q->oh_get_key(u->data, u->q->get_trailer(u->data), "/Size"));
	unsigned signature = size, widget = size + 1;
	struct buf more = BUF_INIT;

	buf_addf(&more, "/AcroForm<</Fields[%u 0 R]/SigFlags 3>>", widget);
	put_dict(u, root, buf_str(&more));
	buf_reset(&more);
	put_annots(u, page, widget, &more);
	put_dict(u, page, buf_str(&more));
	put_signature(u, signature, at, reason);
	begin(u, widget);
	buf_addf(u->out, "<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature)/TU(Signature of the publisher)/F 132/Rect[-1 -1 -1 -1]/P %u 0 R/V %u 0 R>>\nendobj\n",
	         (unsigned)u->q->oh_get_object_id(u->data, page), signature);
	put_xref(u, size + 2, previous);
	buf_fini(&more);
}

bool revise_add_signature(const char *pdf, size_t len, const char *at, const char *reason, struct buf *out, struct err *err) {
	struct update u = { .pdf = pdf, .len = len, .out = out, .start = out->len };
	size_t previous = 0;
	bool ok = load(&u, NULL, err) && last_xref(&u, &previous, err);

	if (ok && u.q->get_num_pages(u.data) < 1) {
		ok = qpdf_fail(u.q, u.data, "the PDF has no page", NULL, err);
	}
	if (ok) {
		buf_add(out, pdf, len);
		put_update(&u, at, reason, previous);
		ok = !u.q->has_error(u.data) || qpdf_fail(u.q, u.data, "the PDF cannot be read", NULL, err);
	}
	unload(&u);
	return ok;
}

/* ---- what it signs ---- */

static const char *find_last(const char *p, size_t len, const char *what) {
	const char *found = NULL;

	for (const char *at = p; (at = memmem(at, len - (size_t)(at - p), what, strlen(what))); at++) {
		found = at;
	}
	return found;
}

/* The string of REVISE_SIGNATURE_MAX bytes in hex that stands near the ranges: behind them, or, where libqpdf sorted the keys, before. */
static bool find_contents(const char *pdf, size_t len, const char *near, struct revise_ranges *r) {
	static const char key[] = "/Contents";
	size_t reach = 2 * REVISE_SIGNATURE_MAX + 4096;
	const char *at = (size_t)(near - pdf) > reach ? near - reach : pdf, *stop = (size_t)(pdf + len - near) > reach ? near + reach : pdf + len;

	while ((at = memmem(at, (size_t)(stop - at), key, sizeof(key) - 1)) != NULL) {
		at += sizeof(key) - 1;
		const char *open = at + (at < stop && *at == ' '), *end = open < stop && *open == '<' ? memchr(open, '>', (size_t)(stop - open)) : NULL;
		if (!end || end - open - 1 != 2 * REVISE_SIGNATURE_MAX) {
			continue;
		}
		r->hex_at = (size_t)(open + 1 - pdf);
		r->hex_len = 2 * REVISE_SIGNATURE_MAX;
		r->at[0] = 0;
		r->len[0] = r->hex_at - 1;       /* the brackets are not signed */
		r->at[1] = r->hex_at + r->hex_len + 1;
		r->len[1] = len - r->at[1];
		return true;
	}
	return false;
}

bool revise_set_ranges(struct buf *pdf, struct revise_ranges *r, struct err *err) {
	const char *empty = find_last(pdf->p, pdf->len, RANGES_EMPTY);
	char text[64];

	if (!empty || !find_contents(pdf->p, pdf->len, empty, r)) {
		return err_set(err, ERR_BUG, "the PDF has no empty signature");
	}
	snprintf(text, sizeof(text), "%-10zu %-10zu %-10zu", r->len[0], r->at[1], r->len[1]);
	memcpy(pdf->p + (empty - pdf->p), text, sizeof(RANGES_EMPTY) - 1);
	return true;
}

bool revise_find_ranges(const char *pdf, size_t len, struct revise_ranges *r) {
	const char *key = find_last(pdf, len, "/ByteRange");
	unsigned long long a, b, c, d;
	char text[80];

	if (!key) {
		return false;
	}
	size_t n = len - (size_t)(key - pdf) < sizeof(text) - 1 ? len - (size_t)(key - pdf) : sizeof(text) - 1;
	memcpy(text, key, n);
	text[n] = '\0';
	return sscanf(text, "/ByteRange [ %llu %llu %llu %llu", &a, &b, &c, &d) == 4 && find_contents(pdf, len, key, r) && a == 0 &&
	       b == r->len[0] && c == r->at[1] && d == r->len[1];
}

/* ---- encryption ---- */

static bool write_encrypted(struct update *u, const char *password, struct err *err) {
	const struct qpdf *q = u->q;
	unsigned char noise[32];
	char owner[HASH_HEX];

	/* An owner's password that nobody knows: what a reader may do is not to be lifted, and an empty one would open the file. */
	if (getrandom(noise, sizeof(noise), 0) != sizeof(noise)) {
		return err_sys(err, "no random bytes can be had");
	}
	hash_hex(noise, sizeof(noise), owner);
	if (q->init_write_memory(u->data) & QPDF_ERRORS) {
		return qpdf_fail(q, u->data, "the PDF cannot be encrypted", NULL, err);
	}
	q->set_r6_encryption_parameters2(u->data, password, owner, QPDF_TRUE, QPDF_TRUE, QPDF_FALSE, QPDF_FALSE, QPDF_FALSE, QPDF_FALSE, qpdf_r3p_full,
	                                 QPDF_TRUE);
	q->set_object_stream_mode(u->data, qpdf_o_preserve);
	if (q->write(u->data) & QPDF_ERRORS) {
		return qpdf_fail(q, u->data, "the PDF cannot be encrypted", NULL, err);
	}
	buf_add(u->out, q->get_buffer(u->data), q->get_buffer_length(u->data));
	return true;
}

bool revise_encrypt(const char *pdf, size_t len, const char *password, struct buf *out, struct err *err) {
	struct update u = { .pdf = pdf, .len = len, .out = out };
	bool ok = load(&u, NULL, err) && write_encrypted(&u, password, err);

	unload(&u);
	return ok;
}
