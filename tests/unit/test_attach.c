/* attach: files within a PDF, and what a file declares beside PDF/UA-1. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <qpdf/qpdf-c.h>
#include <stdlib.h>

#include "../pdfcheck.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "layout/page.h"
#include "pdf/pdf.h"

static const char grain[] = "grain";             /* stands for the block that a figure shows */
static struct arena *arena;
static struct page page;

static struct op *add(enum op_kind kind) {
	struct op *op = ARENA_PUSH(arena, page.ops, page.op_count, page.op_cap);

	op->kind = kind;
	return op;
}

/* A page with a figure, made from grain, of one rectangle. */
static void set_page(void) {
	struct tag_attrs attrs = { .alt = "A square", .bbox = { 10, 10, 60, 60 }, .source = grain };

	page = (struct page){ .width_pt = 200, .height_pt = 200, .label = "1" };
	add(OP_TAG_BEGIN)->u.tag.tag = TAG_DOCUMENT;
	struct op *op = add(OP_TAG_BEGIN);
	op->u.tag.tag = TAG_FIGURE;
	op->u.tag.attrs = arena_copy(arena, &attrs, sizeof(attrs));
	op = add(OP_RECT);
	op->u.rect.x = op->u.rect.y = 10;
	op->u.rect.w = op->u.rect.h = 50;
	add(OP_TAG_END)->u.tag.tag = TAG_FIGURE;
	add(OP_TAG_END)->u.tag.tag = TAG_DOCUMENT;
}

static bool write_with(const struct pdf_attachment *attachments, size_t n, const char *archive, struct buf *pdf, struct err *err) {
	const struct pdf_meta meta = {
		.title = "Grain", .lang = "en", .created = "2026-09-30T12:00:00Z", .creator = "Sitrep", .id_seed = "seed",
		.archive = archive, .attachments = attachments, .attachment_count = n,
	};
	struct pages pages = { .v = &page, .n = 1, .cap = 1 };
	struct pages_feed feed;
	struct pdf_cost cost;

	buf_reset(pdf);
	return pdf_write(pages_feed(&feed, &pages), &meta, pdf, &cost, err);
}

static bool make_manifest(void *ctx, const void *before, size_t len, struct buf *bytes, struct err *err) {
	(void)err;
	buf_add(ctx, before, len);
	buf_addf(bytes, "%zu bytes before", len);
	return true;
}

static bool make_nothing(void *ctx, const void *before, size_t len, struct buf *bytes, struct err *err) {
	(void)ctx;
	(void)before;
	(void)len;
	(void)bytes;
	return err_set(err, ERR_SYSTEM, "no luck");
}

static const char csv[] = "Town,Tonnes\r\nOdesa,12\r\n";

static qpdf_oh path(qpdf_data q, qpdf_oh at, const char *const *keys) {
	for (; *keys; keys++) {
		at = (*keys)[0] == '/' ? qpdf_oh_get_key(q, at, *keys) : qpdf_oh_get_array_item(q, at, atoi(*keys));
	}
	return at;
}
#define PATH(q, at, ...) path(q, at, (const char *const[]){ __VA_ARGS__, NULL })

static void must_hold(qpdf_data q, qpdf_oh spec, const char *name, const char *relation, const char *kind, const char *bytes) {
	unsigned char *data = NULL;
	size_t len = 0;
	qpdf_oh file = PATH(q, spec, "/EF", "/F");

	assert_string_equal(qpdf_oh_get_utf8_value(q, PATH(q, spec, "/UF")), name);
	assert_string_equal(qpdf_oh_get_name(q, PATH(q, spec, "/AFRelationship")), relation);
	assert_string_equal(qpdf_oh_get_name(q, qpdf_oh_get_key(q, qpdf_oh_get_dict(q, file), "/Subtype")), kind);
	assert_int_equal(qpdf_oh_get_stream_data(q, file, qpdf_dl_all, NULL, &data, &len), 0);
	assert_int_equal(len, strlen(bytes));
	assert_memory_equal(data, bytes, len);
	free(data);
}

static void test_attached(void **state) {
	struct buf before = BUF_INIT, pdf = BUF_INIT, again = BUF_INIT, report = BUF_INIT, said = BUF_INIT;
	const struct pdf_attachment files[] = {
		{ .name = "request.json", .kind = "application/json", .description = "The request", .relation = PDF_SOURCE, .bytes = "{}", .len = 2 },
		{ .name = "manifest.json", .kind = "application/json", .description = "Of all before", .relation = PDF_SUPPLEMENT,
		  .make = make_manifest, .ctx = &before, .is_plain = true },
		{ .name = "figure-1.csv", .kind = "text/csv", .description = "Données du blé", .relation = PDF_DATA, .source = grain,
		  .bytes = csv, .len = sizeof(csv) - 1 },
	};
	struct err err = ERR_INIT;
	qpdf_data q;
	qpdf_oh root, figure;

	(void)state;
	assert_true(write_with(files, 3, "pdf/a-3a", &pdf, &err));
	assert_true(before.len > 0 && before.len < pdf.len);
	assert_memory_equal(before.p, pdf.p, before.len);
	buf_addf(&said, "\n%zu bytes before\n", before.len);
	assert_non_null(strstr(pdf.p + before.len, buf_str(&said)));
	buf_reset(&before);
	assert_true(write_with(files, 3, "pdf/a-3a", &again, &err));
	assert_int_equal(pdf.len, again.len);
	assert_memory_equal(pdf.p, again.p, pdf.len);
	if (!pdfcheck(pdf.p, pdf.len, &report)) {
		fail_msg("%s", buf_str(&report));
	}

	q = qpdf_init();
	assert_int_equal(qpdf_read_memory(q, "pdf", pdf.p, pdf.len, NULL), 0);
	root = qpdf_get_root(q);
	assert_int_equal(qpdf_oh_get_array_n_items(q, PATH(q, root, "/AF")), 3);
	buf_reset(&said);
	buf_addf(&said, "%zu bytes before", before.len);
	must_hold(q, PATH(q, root, "/AF", "0"), "request.json", "/Source", "/application/json", "{}");
	must_hold(q, PATH(q, root, "/AF", "1"), "manifest.json", "/Supplement", "/application/json", buf_str(&said));
	/* By name in the pane; and the figure has its own. */
	assert_string_equal(qpdf_oh_get_utf8_value(q, PATH(q, root, "/Names", "/EmbeddedFiles", "/Names", "0")), "figure-1.csv");
	figure = PATH(q, root, "/StructTreeRoot", "/K", "/K", "0");
	assert_int_equal(qpdf_oh_get_array_n_items(q, PATH(q, figure, "/AF")), 1);
	must_hold(q, PATH(q, figure, "/AF", "0"), "figure-1.csv", "/Data", "/text/csv", csv);
	assert_string_equal(qpdf_oh_get_utf8_value(q, PATH(q, figure, "/AF", "0", "/Desc")), "Données du blé");
	qpdf_cleanup(&q);
	buf_fini(&before);
	buf_fini(&pdf);
	buf_fini(&again);
	buf_fini(&report);
	buf_fini(&said);
}

static void test_refused(void **state) {
	static const struct { struct pdf_attachment files[2]; size_t n; const char *archive, *message; } cases[] = {
		{ { { .name = "a/b.csv", .kind = "text/csv", .description = "x" } }, 1, NULL, "needs a plain name" },
		{ { { .name = "", .kind = "text/csv", .description = "x" } }, 1, NULL, "needs a plain name" },
		{ { { .name = "a.csv", .kind = "csv", .description = "x" } }, 1, NULL, "a kind such as text/csv" },
		{ { { .name = "a.csv", .kind = "text/c sv", .description = "x" } }, 1, NULL, "a kind such as text/csv" },
		{ { { .name = "a.csv", .kind = "text/csv", .description = "" } }, 1, NULL, "a description" },
		{ { { .name = "a.csv", .kind = "text/csv", .description = "x" }, { .name = "a.csv", .kind = "text/csv", .description = "y" } }, 2,
		  NULL, "two attachments are named 'a.csv'" },
		{ { { .name = "a.csv", .kind = "text/csv", .description = "x" } }, 1, "pdf/a-2b", "pdf/a-2b may hold no files" },
		{ { { .name = "a.csv", .kind = "text/csv", .description = "x", .make = make_nothing } }, 1, NULL, "no luck" },
		{ { { NULL } }, 0, "pdf/a-9", "there is no 'pdf/a-9' to declare" },
	};
	struct buf pdf = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct err err = ERR_INIT;

		assert_false(write_with(cases[i].files, cases[i].n, cases[i].archive, &pdf, &err));
		if (!strstr(err.msg, cases[i].message)) {
			fail_msg("case %zu: no '%s' in '%s'", i, cases[i].message, err.msg);
		}
		assert_int_equal(pdf.len, 0);
	}
	buf_fini(&pdf);
}

static int set_up(void **state) {
	(void)state;
	arena = arena_new();
	set_page();
	return 0;
}

static int tear_down(void **state) {
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_attached),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
