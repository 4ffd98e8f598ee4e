/* finish: the pass over what Cairo writes takes that and nothing else, and says what is wrong with the rest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <qpdf/qpdf-c.h>

#include "../drawn.h"
#include "pdf/finish.h"
#include "pdf/spell.h"

/* What Cairo writes for a page with a rectangle; the pass must take it, and nothing else. */
static const char cairo_content[] = "1 0 0 -1 0 842 cm\nq\n0.999 1 1 rg /a0 gs\n10 10 9 9 re f\nQ\n";
static const char cairo_before[] = "%PDF-1.5\n%\xB5\xED\xAE\xFB\n4 0 obj\n<< /Length 5 0 R\n>>\nstream\n";
static const char cairo_after[] =
	"3 0 obj\n<<\n   /ExtGState <<\n      /a0 << /CA 1 /ca 1 >>\n   >>\n>>\nendobj\n"
	"2 0 obj\n<< /Type /Page % 1\n   /Parent 1 0 R\n   /Contents 4 0 R\n   /Resources 3 0 R\n>>\nendobj\n"
	"1 0 obj\n<< /Type /Pages\n   /Kids [ 2 0 R ]\n>>\nendobj\n"
	"6 0 obj\n<< /Producer (cairo)\n>>\nendobj\n7 0 obj\n<< /Type /Catalog\n>>\nendobj\n"
	"xref\n0 8\ntrailer\n<< /Size 8 >>\nstartxref\n1000\n%%EOF\n";

/* text with the first `from` replaced by `to`. */
static void put_changed(struct buf *out, const char *text, const char *from, const char *to) {
	const char *at = from ? strstr(text, from) : NULL;

	if (!at) {
		buf_adds(out, text);
		return;
	}
	buf_add(out, text, (size_t)(at - text));
	buf_adds(out, to);
	buf_adds(out, at + strlen(from));
}

/* Some bytes of it are others, missing or there twice, by the seed. */
static void damage(struct buf *cairo, unsigned seed) {
	uint32_t at = seed;

	for (unsigned i = 0; i < seed % 4 + 1; i++) {
		at = at * 1664525u + 1013904223u;
		size_t from = (at >> 8) % cairo->len, n = (at >> 4) % 24 + 1;
		n = n < cairo->len - from ? n : cairo->len - from;
		if (at >> 30 == 0 && cairo->len > 2 * n) {
			memmove(cairo->p + from, cairo->p + from + n, cairo->len - from - n);
			cairo->len -= n;
		} else if (at >> 30 == 1) {
			memmove(cairo->p + (at >> 5) % (cairo->len - n + 1), cairo->p + from, n);
		} else {
			cairo->p[from] = (char)(at >> 16);
		}
	}
}

/* seed: damaged by it; 0: it is not. */
static bool finish_changed(const char *from, const char *to, unsigned seed, struct buf *out, struct err *err) {
	struct sheet *s = sheet_new();
	struct tags tags;
	struct spells *spells = spells_new();
	struct finish *finish;
	struct buf content = BUF_INIT, cairo = BUF_INIT;
	bool ok;

	page(s, "1");
	begin(s, TAG_DOCUMENT);
	begin(s, TAG_P);
	begin(s, TAG_SPAN);
	rect(s, 10, 10, 9, 9);
	end(s, TAG_SPAN);
	end(s, TAG_P);
	end(s, TAG_DOCUMENT);
	tags_init(&tags);
	tags_page_begin(&tags, &s->pages.v[0]);
	for (size_t i = 0; i < s->pages.v[0].op_count; i++) {
		assert_true(tags_op(&tags, &s->pages.v[0].ops[i], err));
		if (s->pages.v[0].ops[i].kind == OP_RECT) {
			assert_int_equal(tags_ink(&tags, s->pages.v[0].ops[i].u.rect.color), 1);
		}
	}
	put_changed(&content, cairo_content, from, to);
	put_changed(&cairo, cairo_before, from, to);
	buf_addf(&cairo, "%s\nendstream\nendobj\n5 0 obj\n   %zu\nendobj\n", buf_str(&content), content.len);
	put_changed(&cairo, cairo_after, from, to);
	if (seed > 0) {
		damage(&cairo, seed);
	}
	finish = finish_new(&tags, spells, NULL, out);
	buf_add(finish_input(finish), cairo.p, cairo.len);
	struct pages_feed feed;
	ok = finish_end(finish, pages_feed(&feed, &s->pages), &meta, err);
	finish_free(finish);
	spells_free(spells);
	tags_fini(&tags);
	buf_fini(&content);
	buf_fini(&cairo);
	sheet_free(s);
	return ok;
}

static void test_pass_is_strict(void **state) {
	static const struct { const char *from, *to, *message; } cases[] = {
		{ "%PDF-1.5", "%!PS", "does not begin as a PDF" },
		{ "\n>>\nstream", "\n   /Filter /FlateDecode\n>>\nstream", "a stream that is neither page nor font" },
		{ "\n>>\nstream", "\n   /Type /XObject\n>>\nstream", "a stream that is neither page nor font" },
		{ "0.999 1 1 rg", "0.998 1 1 rg", "a colour that is no ink number" },
		{ "0.999 1 1 rg", "0.9985 1 1 rg", "a colour that is no ink number" },
		{ "0.999 1 1 rg", "1 1 1 rg", "a colour that is no ink number" },
		{ "0.999 1 1 rg", "0.999 1 1.001 rg", "a colour that is no ink number" },
		{ "0.999 1 1 rg", "0.999 1 0.1 rg", "a colour that is no ink number" },
		{ "0.999 1 1 rg", "0.999 1 rg", "a colour that is no ink number" },
		{ "0.999 1 1 rg", "", "paint without ink" },
		{ "re f\nQ", "re f\nQ\n0 0 1 1 re f", "paint without ink" },
		{ "re f", "re f /x5 Do", "an operator Cairo is not known to write" },
		{ "re f", "re f 0.5 g", "an operator Cairo is not known to write" },
		{ "re f", "re f BT", "a Q too many" },
		{ "re f", "re f /Span << /MCID 0 >> BDC", "marked content that Cairo was not asked for" },
		{ "re f", "re f EMC", "an EMC too many" },
		{ "re f", "re f (", "a string without end" },
		{ "re f\nQ", "re f", "an end in the middle" },
		{ "5 0 R\n", "6 0 R\n", "no cross-reference table where the objects end" },
		{ "/Contents 4 0 R", "/Contents 9 0 R", "a page that does not follow its content" },
		{ "/a0 << /CA 1 /ca 1 >>", "/a0 << /CA 0.5 /ca 0.5 >>", "an object of unknown kind" },
		{ "   >>\n>>", "   >>\n   /XObject << /x5 9 0 R >>\n>>", "a resource that was not painted" },
		{ "<< /Type /Catalog", "<< /Type /Sound", "an object of unknown kind" },
		{ "7 0 obj", "6 0 obj", "its number is taken" },
		{ "7 0 obj", "99999999 0 obj", "its number is taken" },
		{ "xref\n0 8", "trailer", "no cross-reference table where the objects end" },
		{ "2 0 obj\n<< /Type /Page %", "2 0 obj\n<< /Type /Pages\n%", "1 pages were painted, Cairo wrote 0" },
	};
	struct buf out = BUF_INIT;
	struct err err = ERR_INIT;

	(void)state;
	if (!finish_changed(NULL, NULL, 0, &out, &err)) {
		fail_msg("%s", err.msg);
	}
	must_pass(&out);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		err = (struct err)ERR_INIT;
		buf_reset(&out);
		assert_false(finish_changed(cases[i].from, cases[i].to, 0, &out, &err));
		if (!strstr(err.msg, cases[i].message)) {
			fail_msg("case %zu: '%s' instead of '%s'", i, err.msg, cases[i].message);
		}
	}
	buf_fini(&out);
}

/* Whatever Cairo might write: the pass says what is wrong, or writes a file that holds together. */
static void test_pass_of_damaged(void **state) {
	struct buf out = BUF_INIT;
	size_t passed = 0;

	(void)state;
	for (unsigned seed = 1; seed <= 6000; seed++) {
		struct err err = ERR_INIT;

		buf_reset(&out);
		if (!finish_changed(NULL, NULL, seed, &out, &err)) {
			assert_true(err.code != ERR_NONE && err.msg[0] != '\0');
		} else if (++passed % 40 == 0) {
			qpdf_data q = qpdf_init();
			qpdf_silence_errors(q);
			assert_int_equal(qpdf_read_memory(q, "passed", out.p, out.len, NULL), QPDF_SUCCESS);
			qpdf_cleanup(&q);
		}
	}
	assert_true(passed > 0 && passed < 6000);
	buf_fini(&out);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pass_is_strict),
		cmocka_unit_test(test_pass_of_damaged),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
