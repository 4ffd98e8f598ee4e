/* locale: plurals, numbers, days, lists, order and folding, language by language. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/locale.h"

#define LEN(a) (sizeof(a) / sizeof(*(a)))

static struct arena *arena;

static int setup(void **state) {
	(void)state;
	arena = arena_new();
	return 0;
}

static int teardown(void **state) {
	(void)state;
	arena_free(arena);
	return 0;
}

static void test_plurals(void **state) {
	static const struct { const char *lang; double n; const char *category; } cases[] = {
		{ "en", 0, "other" }, { "en", 1, "one" }, { "en", 2, "other" }, { "en", 1.5, "other" }, { "en-GB", 1, "one" },
		{ "fr", 0, "one" }, { "fr", 1, "one" }, { "fr", 1.5, "one" }, { "fr", 2, "other" }, { "fr", 1000000, "many" },
		{ "fr", 1000001, "other" }, { "uk", 1, "one" }, { "uk", 3, "few" }, { "uk", 11, "many" }, { "ar", 0, "zero" },
		{ "ar", 2, "two" }, { "ja", 1, "other" }, { "de", 1, "one" }, { "no such tongue", 1, "other" },
	};
	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		assert_string_equal(locale_plural(cases[i].lang, cases[i].n), cases[i].category);
	}
}

static void test_numbers(void **state) {
	static const struct { const char *lang; double n; int decimals; const char *text; } cases[] = {
		{ "en", 0, -1, "0" }, { "en", 999, -1, "999" }, { "en", 1000, -1, "1,000" }, { "en", 1234567.5, -1, "1,234,567.5" },
		{ "en", -1234.5, 2, "-1,234.50" }, { "en", 0.1 + 0.2, -1, "0.3" }, { "en", -0.001, 1, "0.0" },
		{ "en", 12.0, 0, "12" }, { "en", 1e15, -1, "1,000,000,000,000,000" }, { "en", 2.5e-9, -1, "0.000000003" },
		{ "fr", 1234567.5, -1, "1\u202F234\u202F567,5" }, { "fr", -0.5, 2, "-0,50" },
		{ "en", 0.25, 1, "0.3" }, { "en", 0.15, 1, "0.2" }, { "en", 0.14, 1, "0.1" }, { "en", 2.5, 0, "3" }, { "en", 1.005, 2, "1.01" },
		{ "en", 999.995, 2, "1,000.00" }, { "en", 9.5, 0, "10" }, { "en", -0.5, 0, "-1" }, { "en", -0.4, 0, "0" }, { "de", -0.04, 1, "0,0" }, { "de", -0.05, 1, "-0,1" }, { "de", 0.25, 1, "0,3" },
		{ "de", 1.005, 2, "1,01" }, { "de", 1234.5, 1, "1.234,5" }, { "en-US", 1234.5, -1, "1,234.5" }, { "ar", 12, 0, "12" },
	};
	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		assert_string_equal(locale_number(arena, cases[i].lang, cases[i].n, cases[i].decimals), cases[i].text);
	}
	assert_string_equal(locale_number(arena, "en", NAN, -1), "NaN");
	assert_string_equal(locale_number(arena, "en", -INFINITY, -1), "-∞");
	assert_true(strlen(locale_number(arena, "en", 1e300, 2)) > 300);
}

static void test_dates(void **state) {
	static const struct { const char *lang, *iso, *style, *text; } cases[] = {
		{ "en", "2024-03-07", "long", "7 March 2024" }, { "en", "2024-03-07", "short", "7 Mar 2024" },
		{ "en", "2024-03-07", "month", "March 2024" }, { "en", "2024-03-07", "year", "2024" },
		{ "en", "2024-03", "long", "March 2024" }, { "en", "2024-03", "short", "Mar 2024" },
		{ "en", "1994", "long", "1994" }, { "en", "1994", "month", "1994" }, { "en", "2024-01-01", "long", "1 January 2024" },
		{ "en", "2024-02-29", "long", "29 February 2024" },
		{ "fr", "2024-03-01", "long", "1er mars 2024" }, { "fr", "2024-08-15", "long", "15 août 2024" },
		{ "fr", "2024-12-02", "short", "2 déc. 2024" }, { "fr", "2024-12", "long", "décembre 2024" },
		{ "de", "2024-03-07", "long", "7. März 2024" }, { "de", "2024-03", "month", "März 2024" },
		{ "en-US", "2024-03-07", "long", "March 7, 2024" }, { "es", "2024-03-07", "long", "7 de marzo de 2024" },
	};
	static const char *const no_dates[] = {
		"", "soon", "24-03-07", "2024-3-7", "2024-13", "2024-00-10", "2023-02-29", "2024-04-31", "2024-03-07T00:00", "2024/03/07",
	};
	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		char *text = locale_date(arena, cases[i].lang, cases[i].iso, cases[i].style);
		assert_non_null(text);
		assert_string_equal(text, cases[i].text);
	}
	for (size_t i = 0; i < LEN(no_dates); i++) {
		assert_null(locale_date(arena, "en", no_dates[i], "long"));
	}
	assert_null(locale_date(arena, "en", "2024-03-07", "no such style"));
}

static void test_lists(void **state) {
	static const char *const items[] = { "Georgia", "Moldova", "Ukraine" };
	static const struct { const char *lang; int n; const char *text; } cases[] = {
		{ "en", 0, "" }, { "en", 1, "Georgia" }, { "en", 2, "Georgia and Moldova" },
		{ "en", 3, "Georgia, Moldova and Ukraine" }, { "fr", 3, "Georgia, Moldova et Ukraine" },
		{ "de", 3, "Georgia, Moldova und Ukraine" }, { "de", 1, "Georgia" },
	};
	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		assert_string_equal(locale_list(arena, cases[i].lang, items, cases[i].n), cases[i].text);
	}
}

static const char *order_lang;

static int by_locale(const void *a, const void *b) {
	return locale_compare(order_lang, *(const char *const *)a, *(const char *const *)b);
}

static void test_order(void **state) {
	static const struct { const char *lang; const char *sorted[5]; } cases[] = {
		{ "en", { "côté", "Egypt", "Éire", "Zambia", "Östersund" } },
		{ "sv", { "Egypt", "zebra", "Åland", "Ära", "Östersund" } },
	};
	(void)state;
	const char *english[] = { "Zambia", "Östersund", "côté", "Éire", "Egypt" };
	order_lang = "en";
	qsort(english, 5, sizeof(*english), by_locale);
	assert_string_equal(english[0], "côté");
	assert_string_equal(english[1], "Egypt");
	assert_string_equal(english[2], "Éire");
	assert_string_equal(english[3], "Östersund");
	assert_string_equal(english[4], "Zambia");
	const char *swedish[] = { "Östersund", "Åland", "Egypt", "zebra", "Ära" };
	order_lang = "sv";
	qsort(swedish, 5, sizeof(*swedish), by_locale);
	for (size_t i = 0; i < 5; i++) {
		assert_string_equal(swedish[i], cases[1].sorted[i]);
	}
	/* total: what collates alike is still told apart */
	assert_int_equal(locale_compare("en", "a", "a"), 0);
	assert_true(locale_compare("en", "\u00E9", "e\u0301") != 0);
	assert_true(locale_compare("en", "a", "b") < 0 && locale_compare("en", "b", "a") > 0);
}

static void test_fold(void **state) {
	static const struct { const char *text, *folded; } cases[] = {
		{ "Ukraine", "ukraine" }, { "Türkiye", "turkiye" }, { "Côte d’Ivoire", "cote d'ivoire" }, { "Łódź", "lodz" },
		{ "STRASSE", "strasse" }, { "Straße", "strasse" }, { "Bosnia\u2013Herzegovina", "bosnia-herzegovina" },
		{ "É", "e" }, { "e\u0301", "e" }, { "ΕΛΛΆΔΑ", "ελλαδα" }, { "", "" }, { "Æthel", "aethel" },
	};
	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		assert_string_equal(locale_fold(arena, cases[i].text), cases[i].folded);
	}
}

static void test_italic(void **state) {
	static const struct { const char *lang; bool slants; } cases[] = {
		{ "en", true }, { "fr-CA", true }, { "uk", true }, { "el", true }, { "sr-Latn", true }, { "xx", true },
		{ "ar", false }, { "he", false }, { "ka", false }, { "zh", false }, { "hi", false },
	};
	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		if (locale_has_italic(cases[i].lang) != cases[i].slants) {
			fail_msg("%s: %s", cases[i].lang, cases[i].slants ? "no italic" : "an italic");
		}
	}
}

static void test_initial(void **state) {
	static const struct { const char *lang, *text, *initial; } cases[] = {
		{ "en", "ally", "A" }, { "fr", "État", "E" }, { "sv", "Åland", "Å" }, { "de", "Österreich", "O" }, { "en", "1994", "" }, { "en", "", "" },
		{ "uk", "Їжак", "Ї" }, { "ar", "حلف", "ح" },
	};
	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		assert_string_equal(locale_initial(arena, cases[i].lang, cases[i].text), cases[i].initial);
	}
}

static void test_superior(void **state) {
	static const struct { const char *lang, *text, *raised; } cases[] = {
		{ "fr", "Au 1er octobre", "er" }, { "fr", "1er", "er" }, { "fr", "le\u00A01er\u00A0mars", "er" }, { "fr", "la 1re fois", "re" },
		{ "fr", "le 25e participant", "e" }, { "fr", "l\u2019article (2e)", "e" }, { "fr", "7 mars, 32e, 1er", "e" },
		{ "fr", "le 2 mars", "" }, { "fr", "b970530e.htm", "" }, { "fr", "nato.int/1er/x", "" }, { "fr", "12erg", "" }, { "fr", "er", "" }, { "fr", "", "" },
		{ "en", "the 1er mars", "" }, { "de", "der 2e", "" },
	};
	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		size_t at = 0, n = locale_superior(cases[i].lang, cases[i].text, &at);
		if (n != strlen(cases[i].raised) || strncmp(cases[i].text + at, cases[i].raised, n) != 0) {
			fail_msg("%s: %zu bytes at %zu", cases[i].text, n, at);
		}
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_fold),
		cmocka_unit_test(test_initial),
		cmocka_unit_test(test_italic),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_plurals),
		cmocka_unit_test(test_superior),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
