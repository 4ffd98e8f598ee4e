/* number: letters, Roman figures, numbers of headings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "doc/number.h"

#define LEN(a) (sizeof(a) / sizeof(*(a)))

static void test_format(void **state) {
	static const struct { enum number_style style; int n; const char *text; } cases[] = {
		{ NUMBER_DECIMAL, 12, "12" }, { NUMBER_DECIMAL, -3, "-3" },
		{ NUMBER_ALPHA, 1, "a" }, { NUMBER_ALPHA, 26, "z" }, { NUMBER_ALPHA, 27, "aa" }, { NUMBER_ALPHA, 702, "zz" },
		{ NUMBER_ALPHA, 703, "aaa" }, { NUMBER_UPPER_ALPHA, 3, "C" }, { NUMBER_UPPER_ALPHA, 2147483647, "FXSHRXW" },
		{ NUMBER_ALPHA, 0, "0" }, { NUMBER_ROMAN, 4, "iv" }, { NUMBER_ROMAN, 1999, "mcmxcix" },
		{ NUMBER_UPPER_ROMAN, 3888, "MMMDCCCLXXXVIII" }, { NUMBER_ROMAN, 4000, "4000" }, { NUMBER_ROMAN, 0, "0" },
	};

	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		char text[NUMBER_MAX];
		number_format(cases[i].style, cases[i].n, "en", text);
		assert_string_equal(text, cases[i].text);
	}
}

static void test_letters(void **state) {
	static const struct { const char *lang; enum number_style style; int n; const char *text; } cases[] = {
		{ "ar", NUMBER_ALPHA, 3, "ج" }, { "ar-EG", NUMBER_UPPER_ALPHA, 28, "غ" }, { "ar", NUMBER_ALPHA, 29, "أأ" }, { "arn", NUMBER_ALPHA, 1, "a" },
		{ "ar", NUMBER_ALPHA, 145, "هـهـ" }, { "ar", NUMBER_ROMAN, 4, "iv" }, { "he", NUMBER_UPPER_ALPHA, 22, "ת" }, { "fr", NUMBER_ALPHA, 3, "c" },
	};

	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		char text[NUMBER_MAX];
		number_format(cases[i].style, cases[i].n, cases[i].lang, text);
		assert_string_equal(text, cases[i].text);
	}
}

static void test_heading(void **state) {
	static const struct { const char *format; int levels; const char *text; bool ok; } cases[] = {
		{ NULL, 1, "2", true }, { NULL, 3, "2.3.4", true }, { "{1I}.", 1, "II.", true }, { "{1A}", 3, "B", true },
		{ "{1I}.{2}", 2, "II.3", true }, { "({3a})", 3, "(d)", true }, { "§ {2i}", 2, "§ iii", true },
		{ "{4}", 3, "", false }, { "{0}", 3, "", false }, { "{1x}", 1, "", false }, { "{", 1, "", false }, { "", 1, "", false },
		{ "a heading's number that goes on and on", 1, "", false },
	};
	static const int counts[] = { 2, 3, 4 };

	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		char text[NUMBER_MAX];
		assert_int_equal(number_heading(cases[i].format, counts, cases[i].levels, "en", text, sizeof(text)), cases[i].ok);
		assert_string_equal(text, cases[i].text);
	}
}

static void test_digits(void **state) {
	static const struct { size_t n; int digits; } cases[] = { { 0, 1 }, { 9, 1 }, { 10, 2 }, { 99, 2 }, { 100, 3 }, { 12345, 5 } };

	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		assert_int_equal(number_digits(cases[i].n), cases[i].digits);
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_format), cmocka_unit_test(test_letters), cmocka_unit_test(test_heading), cmocka_unit_test(test_digits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
