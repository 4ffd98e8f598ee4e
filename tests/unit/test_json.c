/* json: texts that are none with their places, texts that are, and the writer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"

#define LEN(a) (sizeof(a) / sizeof(*(a)))

struct bad {
	const char *text;
	size_t len;              /* 0: strlen(text) */
	int line, col;
	const char *msg;         /* the message begins with it */
};

static const struct bad bad_texts[] = {
	/* nothing, or not enough */
	{ "", 0, 1, 1, "the text is empty" },
	{ " \n ", 0, 2, 2, "the text is empty" },
	{ "[", 0, 1, 2, "the text ends inside the array that begins at line 1, column 1" },
	{ "[1", 0, 1, 3, "the text ends inside the array" },
	{ "[1,", 0, 1, 4, "the text ends inside the array" },
	{ "{", 0, 1, 2, "the text ends inside the object" },
	{ "{\"a\"", 0, 1, 5, "the text ends inside the object" },
	{ "{\"a\":", 0, 1, 6, "the text ends inside the object" },
	{ "{\"a\":1,\n", 0, 2, 1, "the text ends inside the object that begins at line 1, column 1" },
	{ "{\"a\":[1,{\n\"b\":2", 0, 2, 6, "the text ends inside the object that begins at line 1, column 9" },
	/* commas, colons and brackets */
	{ "[1,]", 0, 1, 4, "expected a value after ','" },
	{ "[,1]", 0, 1, 2, "expected a value or ']'" },
	{ "[1,,2]", 0, 1, 4, "expected a value after ','" },
	{ "[1 2]", 0, 1, 4, "expected ',' or ']' after the value" },
	{ "[1}", 0, 1, 3, "expected ',' or ']' after the value" },
	{ "[\"a\" \"b\"]", 0, 1, 6, "expected ',' or ']' after the value" },
	{ "[:]", 0, 1, 2, "expected a value or ']'" },
	{ "{\"a\":1,}", 0, 1, 8, "expected a key after ','" },
	{ "{,}", 0, 1, 2, "expected a key in double quotes or '}'" },
	{ "{\"a\" 1}", 0, 1, 6, "expected ':' after the key" },
	{ "{\"a\":}", 0, 1, 6, "expected a value after ':'" },
	{ "{\"a\"::1}", 0, 1, 6, "expected a value after ':'" },
	{ "{\"a\",1}", 0, 1, 5, "expected ':' after the key" },
	{ "{1:1}", 0, 1, 2, "expected a key in double quotes or '}'" },
	{ "{a:1}", 0, 1, 2, "expected a key in double quotes or '}'" },
	{ "{\"a\":1,b:2}", 0, 1, 8, "expected a key in double quotes after ','" },
	{ "{\"a\":1]", 0, 1, 7, "expected ',' or '}' after the value" },
	{ "{\n  \"report\": \"x\"\n  \"title\": 1\n}", 0, 3, 3, "expected ',' or '}' after the value" },
	{ "{\"a\":{}1}", 0, 1, 8, "expected ',' or '}' after the value" },
	{ "]", 0, 1, 1, "expected a value" },
	{ "}", 0, 1, 1, "expected a value" },
	{ ",", 0, 1, 1, "expected a value" },
	{ "&", 0, 1, 1, "expected a value" },
	{ "1 2", 0, 1, 3, "nothing may follow" },
	{ "{} x", 0, 1, 4, "nothing may follow" },
	{ "[]]", 0, 1, 3, "nothing may follow" },
	{ "{}\n}", 0, 2, 1, "nothing may follow" },
	/* strings */
	{ "\"abc", 0, 1, 1, "the string that begins here has no closing" },
	{ "[\"a\nb\"]", 0, 1, 2, "the string that begins here has no closing" },
	{ "[\"a\tb\"]", 0, 1, 4, "the control character U+0009" },
	{ "[\"\x1f\"]", 0, 1, 3, "the control character U+001F" },
	{ "[\"\\x\"]", 0, 1, 3, "unknown escape" },
	{ "[\"\\\"]", 0, 1, 2, "the string that begins here has no closing" },
	{ "[\"\\u12\"]", 0, 1, 3, "\\u needs four" },
	{ "[\"\\u12G4\"]", 0, 1, 3, "\\u needs four" },
	{ "[\"\\U0041\"]", 0, 1, 3, "unknown escape" },
	{ "['a']", 0, 1, 2, "strings are written with double quotes" },
	{ "{'a':1}", 0, 1, 2, "strings are written with double quotes" },
	{ "{\u201Ca\u201D:1}", 0, 1, 2, "strings are written with straight double quotes" },
	{ "[\u201Ca\u201D]", 0, 1, 2, "strings are written with straight double quotes" },
	{ "[\"\\ud800\"]", 0, 1, 3, "half a surrogate pair" },
	{ "[\"ab\\ud83dcd\"]", 0, 1, 5, "half a surrogate pair" },
	{ "[\"\\udc00\"]", 0, 1, 3, "half a surrogate pair" },
	{ "[\"\\ud800\\ud800\"]", 0, 1, 3, "half a surrogate pair" },
	{ "[\"\\ud800\\n\"]", 0, 1, 3, "half a surrogate pair" },
	{ "{\"\\udead\":1}", 0, 1, 3, "half a surrogate pair" },
	{ "[\"a\\u0000b\"]", 0, 1, 4, "a string may not contain the character U+0000" },
	{ "{\"\\u0000\":1}", 0, 1, 3, "a string may not contain the character U+0000" },
	/* numbers */
	{ "[01]", 0, 1, 2, "a number may not begin with 0" },
	{ "[-01]", 0, 1, 3, "a number may not begin with 0" },
	{ "[-]", 0, 1, 3, "a digit is expected after '-'" },
	{ "[+1]", 0, 1, 2, "a number may not begin with '+'" },
	{ "[.5]", 0, 1, 2, "a number needs a digit before the '.'" },
	{ "[1.]", 0, 1, 4, "a digit is expected after the '.'" },
	{ "[1.e1]", 0, 1, 4, "a digit is expected after the '.'" },
	{ "[1e]", 0, 1, 4, "a digit is expected in the exponent" },
	{ "[1e+]", 0, 1, 5, "a digit is expected in the exponent" },
	{ "[1.5.2]", 0, 1, 5, "expected ',' or ']' after the value" },
	{ "[0x1F]", 0, 1, 3, "expected ',' or ']' after the value" },
	{ "[1_000]", 0, 1, 3, "expected ',' or ']' after the value" },
	{ "[1e999]", 0, 1, 2, "the number is too large" },
	{ "[-1e999]", 0, 1, 2, "the number is too large" },
	/* words */
	{ "[True]", 0, 1, 2, "unknown word True" },
	{ "[tru]", 0, 1, 2, "unknown word tru" },
	{ "[NaN]", 0, 1, 2, "unknown word NaN" },
	{ "[-Infinity]", 0, 1, 3, "a digit is expected after '-'" },
	{ "{\"a\": hello}", 0, 1, 7, "unknown word hello" },
	{ "[nulll]", 0, 1, 6, "expected ',' or ']' after the value" },
	/* comments */
	{ "// x\n{}", 0, 1, 1, "JSON has no comments" },
	{ "[1, /* x */ 2]", 0, 1, 5, "JSON has no comments" },
	{ "{\"a\":1 // x\n}", 0, 1, 8, "JSON has no comments" },
	{ "{ # x\n}", 0, 1, 3, "JSON has no comments" },
	/* encoding */
	{ "\xEF\xBB\xBF{}", 0, 1, 1, "the text begins with a byte-order mark" },
	{ "\xFF\xFE{\0}\0", 6, 1, 1, "the text is UTF-16" },
	{ "[\"\xE9t\xE9\"]", 0, 1, 3, "the byte 0xE9 is no UTF-8" },
	{ "[\"\xC0\xAF\"]", 0, 1, 3, "the byte 0xC0 is no UTF-8" },
	{ "[\"\xED\xA0\x80\"]", 0, 1, 3, "the byte 0xED is no UTF-8" },
	{ "[\"\xF4\x90\x80\x80\"]", 0, 1, 3, "the byte 0xF4 is no UTF-8" },
	{ "[\"\xE2\x82\"]", 0, 1, 3, "the byte 0xE2 is no UTF-8" },
	{ "\xE9", 0, 1, 1, "the byte 0xE9 is no UTF-8" },
	{ "{\n\0}", 4, 2, 1, "a NUL byte in the text" },
	{ "[\"a\0b\"]", 7, 1, 4, "a NUL byte in the text" },
	{ "[\xE2\x80\x83]", 0, 1, 2, "expected a value or ']'" },
	{ "[\f]", 0, 1, 2, "the control character U+000C may not stand here" },
	{ "[1]\v", 0, 1, 4, "the control character U+000B may not stand here" },
	/* columns count characters, not bytes */
	{ "[\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\" x]", 0, 1, 8, "expected ',' or ']' after the value" },
	/* duplicate keys */
	{ "{\"a\":1,\"a\":2}", 0, 1, 8, "duplicate key \"a\"; the first is at line 1, column 2" },
	{ "{\"a\":1,\n\"b\":{\"a\":2},\n \"\\u0061\":3}", 0, 3, 2, "duplicate key \"a\"; the first is at line 1, column 2" },
	{ "[{\"x\":{\"k\":1,\"l\":2,\"k\":3}}]", 0, 1, 20, "duplicate key \"k\"; the first is at line 1, column 8" },
};

static void refuses_with_place(void **state) {
	(void)state;
	for (size_t i = 0; i < LEN(bad_texts); i++) {
		const struct bad *t = &bad_texts[i];
		struct arena *arena = arena_new();
		struct err err = ERR_INIT;
		struct json *value = json_parse(arena, t->text, t->len ? t->len : strlen(t->text), NULL, &err);
		if (value || err.at.line != t->line || err.at.col != t->col || !str_prefix(err.msg, t->msg) ||
		    err.code != ERR_INPUT) {
			fail_msg("%s: %s at %d:%d, expected %d:%d %s", t->text, value ? "parsed" : err.msg, err.at.line,
			         err.at.col, t->line, t->col, t->msg);
		}
		arena_free(arena);
	}
}

/* Text, and what the writer makes of it; NULL: the same. */
static const struct good {
	const char *text, *written;
} good_texts[] = {
	{ "null", NULL }, { "true", NULL }, { "false", NULL }, { "\"\"", NULL }, { "[]", NULL }, { "{}", NULL },
	{ "0", NULL }, { "-1", NULL }, { "42", NULL }, { " 42", "42" }, { "42 ", "42" }, { "[42]", NULL },
	{ "\r\n\t [ 1 , 2 ] \n", "[1,2]" },
	{ "[[],[[]],{}]", NULL },
	{ "{\"a\":1,\"b\":[true,null],\"c\":{\"a\":2}}", NULL },
	{ "{\"\":0}", NULL },
	{ "[1.5]", NULL }, { "[1E22]", "[1e+22]" }, { "[1e-2]", "[0.01]" }, { "[0e1]", "[0]" }, { "[-0.0]", "[-0]" },
	{ "[0.1]", NULL }, { "[0.30000000000000004]", NULL }, { "[1.7976931348623157e+308]", NULL }, { "[5e-324]", NULL },
	{ "[1e-999]", "[0]" },
	{ "[9223372036854775807]", NULL }, { "[-9223372036854775808]", NULL },
	{ "[9223372036854775808]", "[9.223372036854776e+18]" },
	{ "[100000000000000000000]", "[1e+20]" },
	{ "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", "[\"\\\"\\\\/\\b\\f\\n\\r\\t\"]" },
	{ "[\"\\u0041\\u00e9\\u20ac\\ud83d\\ude00\"]", "[\"A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"]" },
	{ "[\"\\u001f\x7F\"]", "[\"\\u001f\x7F\"]" },
	{ "[\"\xF4\x8F\xBF\xBF\xEF\xBF\xBF\"]", NULL },
	{ "[\"\xEF\xBB\xBF\"]", NULL },
	{ "[\"\\\\ud800\"]", NULL },
	{ "[\"// no comment /* */ # ',:]\"]", NULL },
	{ "{\"A\":1,\"a\":2}", NULL },
	{ "[{\"a\":1},{\"a\":2}]", NULL },
};

static void reads_and_writes(void **state) {
	(void)state;
	for (size_t i = 0; i < LEN(good_texts); i++) {
		const char *text = good_texts[i].text, *written = good_texts[i].written ? good_texts[i].written : text;
		struct arena *arena = arena_new();
		struct err err = ERR_INIT;
		struct buf buf = BUF_INIT;
		struct json *value = json_parse(arena, text, strlen(text), NULL, &err);
		if (!value) {
			fail_msg("%s: %s at %d:%d", text, err.msg, err.at.line, err.at.col);
			return;
		}
		struct json_out out = JSON_OUT(&buf, 0);
		json_add_value(&out, value);
		assert_string_equal(buf_str(&buf), written);
		buf_fini(&buf);
		arena_free(arena);
	}
}

static void keeps_places(void **state) {
	(void)state;
	static const char text[] = "{ \"a\\n\" : [ 12 , \"x\\ty\", true,\n null ], \"b\":{\"c\" :-1.5}}";
	struct arena *arena = arena_new();
	struct json *root = json_parse(arena, text, strlen(text), NULL, NULL);
	assert_non_null(root);
	const struct json *a = json_lookup(root, "a\n"), *b = json_lookup(root, "b");
	assert_int_equal(root->count, 2);
	assert_int_equal(a->key_offset, 2);
	assert_int_equal(a->offset, strchr(text, '[') - text);
	assert_int_equal(a->count, 4);
	static const char *const starts[] = { "12", "\"x", "true", "null" };
	size_t i = 0;
	for (const struct json *v = a->first; v; v = v->next, i++) {
		assert_memory_equal(text + v->offset, starts[i], strlen(starts[i]));
	}
	assert_int_equal(b->key_offset, strstr(text, "\"b\"") - text);
	assert_int_equal(b->offset, strstr(text, "{\"c") - text);
	assert_int_equal(b->first->offset, strstr(text, "-1.5") - text);
	assert_false(b->first->is_int);
	assert_true(a->first->is_int);
	assert_int_equal(a->first->next->len, 3);
	arena_free(arena);
}

/* A text of n times `piece`. */
static void repeat(struct buf *buf, const char *piece, size_t n) {
	while (n-- > 0) {
		buf_adds(buf, piece);
	}
}

static void keeps_limits(void **state) {
	(void)state;
	struct arena *arena = arena_new();
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;
	repeat(&text, "[", 64);
	repeat(&text, "]", 64);
	assert_non_null(json_parse(arena, text.p, text.len, NULL, &err));

	buf_reset(&text);
	repeat(&text, "[", 200000);
	assert_null(json_parse(arena, text.p, text.len, NULL, &err));
	assert_int_equal(err.code, ERR_INPUT);
	assert_string_equal(err.msg, "nested more than 64 deep");
	assert_int_equal(err.at.col, 65);

	buf_reset(&text);
	repeat(&text, "{\"a\":", 65);
	assert_null(json_parse(arena, text.p, text.len, NULL, &err));
	assert_int_equal(err.at.col, 64 * 5 + 1);

	const struct json_limits few = { .max_depth = 2, .max_values = 3 };
	assert_non_null(json_parse(arena, "[1,2]", 5, &few, &err));
	assert_null(json_parse(arena, "[1,2,3]", 7, &few, &err));
	assert_int_equal(err.code, ERR_INPUT);
	assert_string_equal(err.msg, "more than 3 values");
	assert_int_equal(err.at.col, 6);
	buf_fini(&text);
	arena_free(arena);
}

static void finds_a_late_duplicate(void **state) {
	(void)state;
	struct arena *arena = arena_new();
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;
	buf_addc(&text, '{');
	for (int i = 0; i < 20000; i++) {
		buf_addf(&text, "\"k%d\":%d,\n", i, i);
	}
	buf_adds(&text, "\"k7\":0}");
	assert_null(json_parse(arena, text.p, text.len, NULL, &err));
	assert_int_equal(err.at.line, 20001);
	assert_string_equal(err.msg, "duplicate key \"k7\"; the first is at line 8, column 1");
	buf_fini(&text);
	arena_free(arena);
}

static void looks_up(void **state) {
	(void)state;
	static const char text[] = "{\"s\":\"x\",\"i\":7,\"n\":1.5,\"b\":true,\"z\":null}";
	struct arena *arena = arena_new();
	struct json *root = json_parse(arena, text, strlen(text), NULL, NULL);
	assert_string_equal(json_str(root, "s", "?"), "x");
	assert_string_equal(json_str(root, "i", "?"), "?");
	assert_null(json_str(root, "none", NULL));
	assert_int_equal(json_int(root, "i", -1), 7);
	assert_int_equal(json_int(root, "n", -1), -1);
	assert_true(json_num(root, "n", 0) == 1.5);
	assert_true(json_bool(root, "b", false));
	assert_true(json_bool(root, "z", true));
	assert_null(json_lookup(json_lookup(root, "s"), "s"));
	assert_null(json_lookup(NULL, "s"));
	arena_free(arena);
}

static void writes(void **state) {
	(void)state;
	struct buf buf = BUF_INIT;
	struct json_out out = JSON_OUT(&buf, 2);
	json_begin(&out, '{');
	json_put_str(&out, "a", "x\n\"\\\x01");
	json_put_str(&out, "none", NULL);
	json_key(&out, "list");
	json_begin(&out, '[');
	json_add_int(&out, INT64_MIN);
	json_add_num(&out, NAN);
	json_add_num(&out, -INFINITY);
	json_end(&out, ']');
	json_key(&out, "empty");
	json_begin(&out, '{');
	json_end(&out, '}');
	json_put_bool(&out, "bad", false);
	json_put_str(&out, "latin", "\xE9t\xE9");
	json_end(&out, '}');
	assert_string_equal(buf_str(&buf),
	                    "{\n  \"a\": \"x\\n\\\"\\\\\\u0001\",\n  \"none\": null,\n  \"list\": [\n"
	                    "    -9223372036854775808,\n    null,\n    null\n  ],\n  \"empty\": {},\n"
	                    "  \"bad\": false,\n  \"latin\": \"\xEF\xBF\xBDt\xEF\xBF\xBD\"\n}");
	buf_fini(&buf);
}

static void doubles_round_trip(void **state) {
	(void)state;
	uint64_t seed = 88172645463325252u;
	struct buf buf = BUF_INIT;
	for (int i = 0; i < 20000; i++) {
		seed ^= seed << 13;
		seed ^= seed >> 7;
		seed ^= seed << 17;
		double v;
		memcpy(&v, &seed, sizeof(v));
		if (!isfinite(v)) {
			continue;
		}
		buf_reset(&buf);
		struct json_out out = JSON_OUT(&buf, 0);
		json_add_num(&out, v);
		assert_true(strtod(buf_str(&buf), NULL) == v);
	}
	buf_fini(&buf);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_with_place),
		cmocka_unit_test(reads_and_writes),
		cmocka_unit_test(keeps_places),
		cmocka_unit_test(keeps_limits),
		cmocka_unit_test(finds_a_late_duplicate),
		cmocka_unit_test(looks_up),
		cmocka_unit_test(writes),
		cmocka_unit_test(doubles_round_trip),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
