/* sheet: CSV as spreadsheets write it, and what is wrong with it, with its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "lua/sheet.h"

/* Cells between '|', lines between '/'; or what is wrong, with its place. */
static const struct { const char *text, *expected; } cases[] = {
	{ "a,b\n1,2\n", "a|b/1|2" },
	{ "a,b\r\n1,2", "a|b/1|2" },
	{ "\xEF\xBB\xBF" "a;b\n1;2,5\n", "a|b/1|2,5" },
	{ "a\tb\n\n\r\n1\t\n", "a|b/1|" },
	{ "a,b\n\"x, \"\"y\"\"\",\"two\nlines\"\n", "a|b/x, \"y\"|two\nlines" },
	{ "\"a;b;c\",d\n1,2\n", "a;b;c|d/1|2" },
	{ "a\r,b\n", "a\r|b" },
	{ "a\n\"\"\n", "a/" },
	{ "", "1:1: the file is empty: its first line names the columns" },
	{ "\xEF\xBB\xBF", "1:1: the file is empty: its first line names the columns" },
	{ "a\n\"b\n", "2:1: a quote is not closed, or something stands behind it" },
	{ "a\n\"b\"c\n", "2:1: a quote is not closed, or something stands behind it" },
	{ "a\nb,\"", "2:3: a quote is not closed, or something stands behind it" },
	{ "a\nb\xE9\n", "2:2: the file is no UTF-8 text" },
};

static void read_all(struct sheet *sheet, struct buf *out, struct err *err) {
	bool ok = true;
	for (int line = 0; ok && sheet_next(sheet); line++) {
		bool goes_on = true;
		buf_adds(out, line > 0 ? "/" : "");
		for (int n = 0; ok && goes_on; n++) {
			const char *cell;
			size_t len;
			ok = sheet_cell(sheet, &cell, &len, &goes_on);
			if (ok) {
				buf_adds(out, n > 0 ? "|" : "");
				buf_add(out, cell, len);
			}
		}
	}
	if (!ok) {
		buf_reset(out);
		buf_addf(out, "%d:%d: %s", err->at.line, err->at.col, err->msg);
	}
}

static void test_cases(void **state) {
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena *arena = arena_new();
		struct buf out = BUF_INIT;
		struct err err = ERR_INIT;
		struct sheet sheet;
		if (sheet_open(&sheet, arena, cases[i].text, strlen(cases[i].text), &err)) {
			read_all(&sheet, &out, &err);
		} else {
			buf_addf(&out, "%d:%d: %s", err.at.line, err.at.col, err.msg);
		}
		assert_string_equal(buf_str(&out), cases[i].expected);
		buf_fini(&out);
		arena_free(arena);
	}
}

int main(void) {
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_cases) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
