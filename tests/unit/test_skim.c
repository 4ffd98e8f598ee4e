/* One value out of a text, or none; never a read past its end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/skim.h"
#include "base/str.h"

static void check(const char *text, const char *key, const char *expected) {
	struct arena *arena = arena_new();
	struct buf out = BUF_INIT;
	struct json_out json = JSON_OUT(&out, 0);
	/* A copy of just that size: a sanitizer sees what is read behind it. */
	char *copy = mem_alloc(strlen(text) + 1);
	memcpy(copy, text, strlen(text));
	char *exact = mem_realloc(copy, strlen(text) > 0 ? strlen(text) : 1);
	const struct json *value = skim_lookup(arena, exact, strlen(text), key);
	if (value != NULL) {
		json_add_value(&json, value);
	}
	if (!str_eq(value != NULL ? buf_str(&out) : "-", expected)) {
		fail_msg("%s: %s is %s, not %s", text, key, value != NULL ? buf_str(&out) : "-", expected);
	}
	mem_free(exact);
	buf_fini(&out);
	arena_free(arena);
}

static void finds_values(void **unused) {
	(void)unused;
	check("{\"a\":1}", "a", "1");
	check(" { \"x\" : \"}\" , \"a\" : \"y\" } ", "a", "\"y\"");
	check("{\"x\":{\"a\":1},\"a\":[{\"b\":\"]\"},2]}", "a", "[{\"b\":\"]\"},2]");
	check("{\"x\":\"\\\\\",\"a\":true}", "a", "true");
	check("{\"x\":\"\\\"a\\\":1\",\"a\":null,\"y\":", "a", "null");
	check("{\"data\":[[],{},\"[\"],\"a\":\"\"}", "a", "\"\"");
}

static void finds_none(void **unused) {
	(void)unused;
	static const char *const texts[] = {
		"", " ", "{", "{}", "[\"a\",1]", "\"a\"", "{\"a\"", "{\"a\":", "{\"a\":}", "{\"a\":\"x", "{\"a\":\"x\\", "{\"a\":[1}", "{\"b\":{\"a\":1}}",
		"{\"x\" \"a\":1}", "{\"\\u0061\":1}", "{a:1}", "{\"x\":1 \"a\":2}",
	};
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		check(texts[i], "a", "-");
	}
}

int main(void) {
	const struct CMUnitTest tests[] = { cmocka_unit_test(finds_values), cmocka_unit_test(finds_none) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
