/* hyphen: words with their points as '-', and what is no word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "text/hyphen.h"

struct word_case {
	const char *text, *expected;
};

/* '=' stands for a point, since some texts hold a hyphen. */
static const struct word_case english[] = {
	{ "cooperation", "co=oper=a=tion" },
	{ "(interoperability),", "(in=ter=op=er=ab=il=ity)," },
	{ "Partnership", "Part=ner=ship" },
	{ "Ukraine\u2019s", "Ukraine\u2019s" },
	{ "ally", "ally" },
	{ "NATO", "NATO" },
	{ "McDonald", "McDonald" },
	{ "exercise2020", "exercise2020" },
	{ "well-known", "well-known" },
	{ "https://association.example", "https://association.example" },
	{ "", "" },
	{ "...", "..." },
	{ "\xFF\xFE", "\xFF\xFE" },
};

static const struct word_case french[] = {
	{ "coopération", "co=opé=ra=tion" },
	{ "l\u2019interopérabilité", "l\u2019in=ter=opé=ra=bi=lité" },
	{ "Élargissement", "Élar=gis=se=ment" },
	{ "«gouvernement»", "«gou=ver=ne=ment»" },
	{ "OTAN", "OTAN" },
};

static void check(struct patterns *patterns, const struct word_case *cases, size_t n) {
	for (size_t i = 0; i < n; i++) {
		uint16_t points[32];
		struct buf out = BUF_INIT;
		size_t len = strlen(cases[i].text), from = 0;
		size_t count = hyphen_points(patterns, cases[i].text, len, points, 32);
		for (size_t k = 0; k < count; k++) {
			assert_true(points[k] > from && points[k] < len);
			buf_add(&out, cases[i].text + from, points[k] - from);
			buf_addc(&out, '=');
			from = points[k];
		}
		buf_adds(&out, cases[i].text + from);
		assert_string_equal(buf_str(&out), cases[i].expected);
		buf_fini(&out);
	}
}

static struct patterns *open_patterns(const char *path) {
	struct err err = ERR_INIT;
	struct patterns *patterns = patterns_open(path, 2, 3, &err);
	if (!patterns) {
		fail_msg("%s", err.msg);
	}
	return patterns;
}

static void test_english(void **state) {
	struct patterns *patterns = open_patterns("/usr/share/hyphen/hyph_en_GB.dic");
	(void)state;
	check(patterns, english, sizeof(english) / sizeof(*english));
	patterns_free(patterns);
}

static void test_french(void **state) {
	struct patterns *patterns = open_patterns("/usr/share/hyphen/hyph_fr.dic");
	(void)state;
	check(patterns, french, sizeof(french) / sizeof(*french));
	patterns_free(patterns);
}

static void test_bounds(void **state) {
	struct patterns *patterns = open_patterns("/usr/share/hyphen/hyph_en_GB.dic");
	uint16_t points[2];
	char longest[300];
	(void)state;
	assert_int_equal(hyphen_points(patterns, "interoperability", 16, points, 2), 2);
	memset(longest, 'a', sizeof(longest));
	assert_int_equal(hyphen_points(patterns, longest, sizeof(longest), points, 2), 0);
	patterns_free(patterns);
}

static void test_no_file(void **state) {
	struct err err = ERR_INIT;
	(void)state;
	assert_null(patterns_open("/nowhere/hyph.dic", 2, 3, &err));
	assert_int_equal(err.code, ERR_SYSTEM);
	assert_non_null(strstr(err.msg, "/nowhere/hyph.dic"));
	assert_non_null(strstr(err.hint, "hyphen-en-gb"));
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_english),
		cmocka_unit_test(test_french),
		cmocka_unit_test(test_no_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
