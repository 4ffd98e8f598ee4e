/* err: messages, places, carets, lists, and the nearest name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>

#include "base/err.h"
#include "base/str.h"

#define LEN(a) (sizeof(a) / sizeof(*(a)))

static void sets_and_wraps(void **state) {
	(void)state;
	struct err err = ERR_INIT;
	err_at(&err, "old", 9, 9);
	assert_false(err_set(&err, ERR_INPUT, "unknown key '%s'", "raport"));
	assert_int_equal(err.code, ERR_INPUT);
	assert_string_equal(err.msg, "unknown key 'raport'");
	assert_int_equal(err.at.line, 0);
	assert_false(err_wrap(&err, "in %s", err.msg));
	assert_string_equal(err.msg, "in unknown key 'raport': unknown key 'raport'");
	errno = ENOSPC;
	assert_false(err_sys(&err, "cannot write %s", "x"));
	assert_int_equal(err.code, ERR_SYSTEM);
	assert_string_equal(err.msg, "cannot write x: No space left on device");
	assert_false(err_hint(&err, "make %d bytes free", 7));
	assert_string_equal(err.hint, "make 7 bytes free");

	assert_false(err_set(NULL, ERR_INPUT, "x"));
	assert_false(err_sys(NULL, "x"));
	assert_false(err_wrap(NULL, "x"));
	assert_false(err_hint(NULL, "x"));
	err_at(NULL, "x", 1, 1);
	err_at_file(NULL, "x");
	err_at_offset(NULL, "x", 1, 0);
}

static void cuts_between_characters(void **state) {
	(void)state;
	struct buf long_text = BUF_INIT;
	for (int shift = 0; shift < 3; shift++) {
		buf_reset(&long_text);
		buf_add(&long_text, "xxx", (size_t)shift);
		for (int i = 0; i < 400; i++) {
			buf_adds(&long_text, "\xE2\x82\xAC");
		}
		struct err err = ERR_INIT;
		err_set(&err, ERR_INPUT, "%s", buf_str(&long_text));
		assert_true(utf8_valid(err.msg, strlen(err.msg), NULL));
		assert_true(strlen(err.msg) > sizeof(err.msg) - 4);
	}
	buf_fini(&long_text);
}

static const struct {
	const char *text;
	size_t offset;
	int line, col;
	const char *source;
} places[] = {
	{ "", 0, 1, 1, "" },
	{ "abc", 0, 1, 1, "abc" },
	{ "abc", 3, 1, 4, "abc" },
	{ "abc", 99, 1, 4, "abc" },
	{ "a\nbc\nd", 2, 2, 1, "bc" },
	{ "a\nbc\nd", 3, 2, 2, "bc" },
	{ "a\nbc\nd", 4, 2, 3, "bc" },
	{ "a\r\nbc\r\n", 4, 2, 2, "bc" },
	{ "a\n", 2, 2, 1, "" },
	{ "\xC3\xA9\xE2\x82\xAC=x", 6, 1, 4, "\xC3\xA9\xE2\x82\xAC=x" },
	{ "\xFFz", 1, 1, 2, "\xFFz" },
};

static void finds_line_and_column(void **state) {
	(void)state;
	for (size_t i = 0; i < LEN(places); i++) {
		struct err err = ERR_INIT;
		err_at_offset(&err, places[i].text, strlen(places[i].text), places[i].offset);
		assert_int_equal(err.at.line, places[i].line);
		assert_int_equal(err.at.col, places[i].col);
		assert_string_equal(err.source, places[i].source);
	}
}

static void formats(void **state) {
	(void)state;
	struct buf out = BUF_INIT;
	struct err err = ERR_INIT;
	static const char text[] = "{\n\t\"raport\": 1\n}";
	err_set(&err, ERR_INPUT, "unknown key 'raport'");
	err_at_offset(&err, text, strlen(text), 3);
	err_at_file(&err, "inbox/ukraine.json");
	err_hint(&err, "did you mean 'report'?");
	err_format(&err, &out);
	assert_string_equal(buf_str(&out), "inbox/ukraine.json:2:2: unknown key 'raport'\n"
	                                   "    \t\"raport\": 1\n"
	                                   "    \t^\n"
	                                   "    hint: did you mean 'report'?\n");
	buf_reset(&out);
	err_set(&err, ERR_PLUGIN, "no\x1b[31m\nred\xFF");
	STR_COPY(err.plugin, "regional");
	STR_COPY(err.key, "sections[2]");
	err_format(&err, &out);
	assert_string_equal(buf_str(&out), "no [31m red\xEF\xBF\xBD\n    in plugin regional, request key sections[2]\n");
	buf_fini(&out);
}

/* The caret stands under the X however long the line is. */
static void keeps_long_lines_around_the_place(void **state) {
	(void)state;
	for (size_t at = 0; at < 2000; at += 37) {
		struct buf text = BUF_INIT, out = BUF_INIT;
		struct err err = ERR_INIT;
		for (size_t i = 0; i < 2000; i++) {
			buf_addc(&text, i == at ? 'X' : '.');
		}
		err_at_offset(&err, text.p, text.len, at);
		assert_int_equal(err.at.col, (int)at + 1);
		err_format(&err, &out);
		const char *source = strstr(buf_str(&out), "    ");
		const char *caret_line = strchr(source, '\n') + 1;
		assert_int_equal(strchr(source, 'X') - source, strchr(caret_line, '^') - caret_line);
		buf_fini(&text);
		buf_fini(&out);
	}
}

static void collects(void **state) {
	(void)state;
	struct errs errs = ERRS_INIT;
	for (int i = 0; i < ERRS_MAX + 5; i++) {
		struct err *err = errs_add(&errs);
		assert_int_equal(err->code, ERR_NONE);
		err_set(err, ERR_INPUT, "mistake %d", i);
	}
	assert_int_equal(errs.n, ERRS_MAX);
	assert_int_equal(errs.dropped, 5);
	assert_string_equal(errs.v[ERRS_MAX - 1].msg, "mistake 99");
	struct buf out = BUF_INIT;
	errs_format(&errs, &out);
	assert_true(str_suffix(buf_str(&out), "mistake 99\nand 5 more\n"));
	buf_fini(&out);
	errs_fini(&errs);
	errs_fini(&errs);
}

static void finds_the_nearest(void **state) {
	(void)state;
	static const char *const names[] = { "report", "title", "as_of", "language", "params", "on_conflict", "timezone", NULL };
	static const struct { const char *word, *nearest; } cases[] = {
		{ "raport", "report" }, { "reprot", "report" }, { "Report", "report" }, { "reports", "report" },
		{ "titel", "title" }, { "asof", "as_of" }, { "as-of", "as_of" }, { "AS_OF", "as_of" },
		{ "lang", "language" }, { "zone", "timezone" }, { "title_text", "title" }, { "one", NULL }, { "langauge", "language" }, { "parms", "params" }, { "onconflict", "on_conflict" },
		{ "x", NULL }, { "", NULL }, { "zebra", NULL }, { "tit", "title" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		const char *nearest = err_nearest(cases[i].word, names);
		if (!cases[i].nearest) {
			assert_null(nearest);
		} else {
			assert_non_null(nearest);
			assert_string_equal(nearest, cases[i].nearest);
		}
	}
	char huge[500];
	memset(huge, 'r', sizeof(huge) - 1);
	huge[sizeof(huge) - 1] = '\0';
	assert_null(err_nearest(huge, names));
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sets_and_wraps),
		cmocka_unit_test(cuts_between_characters),
		cmocka_unit_test(finds_line_and_column),
		cmocka_unit_test(formats),
		cmocka_unit_test(keeps_long_lines_around_the_place),
		cmocka_unit_test(collects),
		cmocka_unit_test(finds_the_nearest),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
