/* bind: what a line's end must not part stays together, and nothing else does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/str.h"
#include "text/bind.h"

/* '~' stands for a space that binds. */
static const char *const cases[] = {
	/* initials and titles */
	"by J.~Smith and J.~R.~Smith", "by Mr~Wörner, Dr.~Who and Mme~Ött", "MM.~Dupont et Durand", "Gen.~Petraeus (Lt.~Col.~Smith)",
	"St~Petersburg, Sir~Ernest", "the U.S.~Congress", "Ж.~Иванов",
	/* numbers of things */
	"No.~7, Nos.~8 and n°~9", "art.~5 (art.~6), §~12", "see p.~34, pp.~35 and Fig.~2", "vol.~2, para.~3",
	/* numbers with their units */
	"50~% of 10~km, 5~MW; 12~°C.", "3~t or 3~kg, (4~ha)", "5~EUR, €~50, USD~3, 5~€", "1~000~000 and 10~000~km",
	/* and what only looks like one of them */
	"we said no. Five left", "Mr said", "in 1994 the", "a. Smith", "as 5 people", "and m 5", "No way", "p. x",
	"5 mice", "the end.", "in 1994 there were 100", "12 1000", "0 000", "x 5~%",
};

static void test_cases(void **state) {
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char text[128];
		size_t len = strlen(cases[i]);
		for (size_t k = 0; k <= len; k++) {
			text[k] = cases[i][k] == '~' ? ' ' : cases[i][k];
		}
		for (size_t k = 0; k < len; k++) {
			bool binds = text[k] == ' ' && bind_space(text, len, k);
			if (binds != (cases[i][k] == '~')) {
				fail_msg("%s: byte %zu", cases[i], k);
			}
		}
	}
}

/* At the ends of a text there is nothing to hold together. */
static void test_ends(void **state) {
	(void)state;
	assert_false(bind_space(" 5", 2, 0));
	assert_false(bind_space("5 ", 2, 1));
	assert_false(bind_space(" ", 1, 0));
	assert_false(bind_space("No.  5", 6, 3));
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
