/* difference: what is told of two texts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "cli/difference.h"

static void expect(const char *before, const char *after, const char *told) {
	struct buf out = BUF_INIT;
	difference_format(before, after, &out);
	assert_string_equal(buf_str(&out), told);
	buf_fini(&out);
}

static void cases(void **state) {
	(void)state;
	expect("", "", "");
	expect("a\nb\n", "a\nb\n", "");
	expect("", "a\n", "@@ 1\n+ a\n");
	expect("a\n", "", "@@ 1\n- a\n");
	expect("a\nb\nc\n", "a\nx\nc\n", "@@ 2\n  a\n- b\n+ x\n");
	expect("a\nb\nc\nd\n", "a\nc\nd\ne\n", "@@ 2\n  a\n- b\n@@ 4\n  d\n+ e\n");
	expect("a\nb\n", "a\nx\ny\nb\n", "@@ 2\n  a\n+ x\n+ y\n");
	expect("a\nb", "a\nb\n", "");       /* the end of the last line is no line */
}

/* A long line is cut before where it differs, never inside a character. */
static void long_lines(void **state) {
	struct buf before = BUF_INIT, after = BUF_INIT, out = BUF_INIT;
	(void)state;
	for (int i = 0; i < 400; i++) {
		buf_adds(&before, "é");
		buf_adds(&after, i == 300 ? "X" : "é");
	}
	difference_format(buf_str(&before), buf_str(&after), &out);
	size_t bad;
	assert_true(utf8_valid(out.p, out.len, &bad));
	assert_non_null(strstr(out.p, "X"));
	assert_true(out.len < 500);
	buf_fini(&before);
	buf_fini(&after);
	buf_fini(&out);
}

static void many_lines(void **state) {
	struct buf before = BUF_INIT, after = BUF_INIT, out = BUF_INIT;
	(void)state;
	for (int i = 0; i < 10000; i++) {
		buf_addf(&before, "before %d\n", i);
		buf_addf(&after, "after %d\n", i);
	}
	difference_format(buf_str(&before), buf_str(&after), &out);
	assert_non_null(strstr(out.p, "and 19960 lines more\n"));
	buf_fini(&before);
	buf_fini(&after);
	buf_fini(&out);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cases), cmocka_unit_test(long_lines), cmocka_unit_test(many_lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
