/* uax14: the same places as ICU's iterator, on tables and on random text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <unicode/uchar.h>

#include "base/str.h"
#include "text/uax14.h"

/* '|' where a line may end; every '|' is taken out before asking. */
static const char *const cases[] = {
	"one |two",
	"well-|known",
	"and/|or",
	"1994-|a 12.5% $1,000.50 -1 (3)",
	"1994-95",
	"a|—|b",
	"10–|20",
	"« |la |paix »",
	"(in |brackets) |and \"|quotes\"",
	"no\u00A0break",
	"thin\u202Fspace",
	"a\u2060b",
	"a\u200B|b",
	"საქართველო |ქვეყანა",
	"ՀՀ |Հայաստան",
	"Ελλάδα |και |Κύπρος",
	"日|本|語",
	"ภาษา|ไทย",
};

/*
 * The rules in uax14.c are those of Unicode 15.0, Debian 12's; Unicode 15.1 (Debian 13's) changed what
 * happens at quotation marks. Breaks are ours either way: only the comparison has no sense there.
 */
static void skip_other_rules(void) {
	if (strncmp(U_UNICODE_VERSION, "15.0", 4) != 0) {
		print_message("ICU has the rules of Unicode %s: not compared\n", U_UNICODE_VERSION);
		skip();
	}
}

static void test_table(void **state) {
	(void)state;
	skip_other_rules();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char text[128];
		uint8_t icu[128], own[128];
		size_t n = 0;
		for (const char *p = cases[i]; *p; p++) {
			if (*p != '|') {
				text[n++] = *p;
			}
		}
		uax14_breaks(text, n, "en", own);
		uax14_breaks_icu(text, n, "en", icu);
		assert_memory_equal(own, icu, n);
	}
}

/* The marks of the table themselves, for what needs no dictionary. */
static void test_marks(void **state) {
	static const char *const plain[] = {
		"one |two", "well-|known", "and/|or", "1994-95", "a|—|b", "no\u00A0break", "thin\u202Fspace",
		"a\u200B|b", "12.5% |$1,000 |(3)", "Ελλάδα |και",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++) {
		char text[128];
		uint8_t breaks[128], expected[128] = { 0 };
		size_t n = 0;
		for (const char *p = plain[i]; *p; p++) {
			if (*p == '|') {
				expected[n] = UAX14_ALLOWED;
			} else {
				text[n++] = *p;
			}
		}
		uax14_breaks(text, n, "en", breaks);
		if (memcmp(breaks, expected, n) != 0) {
			fail_msg("%s", plain[i]);
		}
	}
}

static void test_random_as_icu(void **state) {
	static const char *const pool[] = {
		"a", "b", "1", "2", " ", " ", "-", "/", ".", ",", "(", ")", "[", "]", "\"", "'", "$", "%", "!", "?", ":",
		";", "—", "–", "«", "»", "\u00A0", "é", "ა", "ש", "ا", "‐", "…", "+", "|", "{", "}", "\u2060", "\u200B",
		"€", "°", "\u0301", "“", "”", "’", "\n", "&", "=", "\u202F", "¡", "\\", "·", "×", "Ж", "Հ", "١", "₣",
	};
	uint32_t seed = 7;
	(void)state;
	skip_other_rules();
	for (int i = 0; i < 60000; i++) {
		char text[64];
		uint8_t own[64], icu[64];
		size_t n = 0;
		seed = seed * 1664525 + 1013904223;
		for (uint32_t k = 2 + (seed >> 10) % 7; k > 0; k--) {
			seed = seed * 1664525 + 1013904223;
			const char *s = pool[(seed >> 8) % (sizeof(pool) / sizeof(*pool))];
			memcpy(text + n, s, strlen(s));
			n += strlen(s);
		}
		uax14_breaks(text, n, "en", own);
		uax14_breaks_icu(text, n, "en", icu);
		if (memcmp(own, icu, n) != 0) {
			fail_msg("case %d: \"%.*s\"", i, (int)n, text);
		}
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_random_as_icu),
		cmocka_unit_test(test_table),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
