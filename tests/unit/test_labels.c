/* labels: every language says all of them, with the placeholders that English has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/str.h"
#include "doc/labels.h"

/* Some labels are placeholders and marks alone: those may be the same. */
static bool has_words(const char *text) {
	for (bool is_inside = false; *text; text++) {
		is_inside = *text == '{' || (is_inside && *text != '}');
		if (!is_inside && ((*text | 0x20) >= 'a' && (*text | 0x20) <= 'z')) {
			return true;
		}
	}
	return false;
}

static void test_all(void **state) {
	static const char *const languages[] = { "en", "fr", "ar", "he" };
	(void)state;
	for (int label = 0; label < LABELS; label++) {
		const char *english = label_text("en", (enum label)label);
		assert_non_null(english);
		for (size_t i = 0; i < sizeof(languages) / sizeof(*languages); i++) {
			const char *text = label_text(languages[i], (enum label)label);
			assert_true(utf8_valid(text, strlen(text), NULL));
			if (i > 1 && text == english && has_words(english)) {
				fail_msg("%s lacks \"%s\"", languages[i], english);
			}
			for (const char *p = strchr(english, '{'); p; p = strchr(p + 1, '{')) {
				char name[32] = "";
				size_t n = (size_t)(strchr(p, '}') - p) + 1;
				assert_true(n < sizeof(name));
				memcpy(name, p, n);
				if (!strstr(text, name)) {
					fail_msg("%s: \"%s\" has no %s", languages[i], text, name);
				}
			}
		}
	}
}

/* French is set with ’. */
static void test_apostrophes(void **state) {
	(void)state;
	for (int label = 0; label < LABELS; label++) {
		assert_null(strchr(label_text("fr", (enum label)label), '\''));
	}
}

static void test_languages(void **state) {
	(void)state;
	assert_true(label_speaks("ar") && label_speaks("he-IL") && label_speaks("en-GB"));
	assert_false(label_speaks("de") || label_speaks("arn") || label_speaks("e"));
	assert_string_equal(label_text("de", LABEL_TABLE), "Table");
	assert_string_equal(label_text("fr-CA", LABEL_TABLE), "Tableau");
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all),
		cmocka_unit_test(test_apostrophes),
		cmocka_unit_test(test_languages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
