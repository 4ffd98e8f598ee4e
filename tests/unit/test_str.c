/* str: growable text, bounded copies, integers, UTF-8. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/str.h"

#define LEN(a) (sizeof(a) / sizeof(*(a)))

static void buf_is_always_a_string(void **state) {
	(void)state;
	struct buf buf = BUF_INIT;
	assert_string_equal(buf_str(&buf), "");
	buf_reset(&buf);
	buf_add(&buf, NULL, 0);
	assert_string_equal(buf_str(&buf), "");
	buf_adds(&buf, "ab");
	buf_addc(&buf, 'c');
	buf_addf(&buf, "-%05d-%s", 42, "x");
	assert_string_equal(buf_str(&buf), "abc-00042-x");
	assert_int_equal(buf.len, 11);
	buf_add(&buf, "\0z", 2);
	assert_int_equal(buf.len, 13);
	assert_int_equal(buf.p[13], '\0');
	buf_reset(&buf);
	assert_string_equal(buf_str(&buf), "");
	for (int i = 0; i < 10000; i++) {
		buf_addf(&buf, "%d", i % 10);
	}
	assert_int_equal(strlen(buf_str(&buf)), 10000);
	size_t len;
	char *p = buf_detach(&buf, &len);
	assert_int_equal(len, 10000);
	assert_string_equal(buf_str(&buf), "");
	mem_free(p);
	p = buf_detach(&buf, NULL);
	assert_string_equal(p, "");
	mem_free(p);
	buf_fini(&buf);
	buf_fini(&buf);
}

static void copies_bounded(void **state) {
	(void)state;
	static const struct { const char *src, *dst; bool whole; } cases[] = {
		{ "", "", true }, { "abcdefg", "abcdefg", true }, { "abcdefgh", "abcdefg", false },
		{ "abcde\xE2\x82\xAC", "abcde", false }, { "abcd\xE2\x82\xAC", "abcd\xE2\x82\xAC", true },
		{ "abcd\xE2\x82\xACx", "abcd\xE2\x82\xAC", false }, { "abcdef\xC3\xA9", "abcdef", false },
		{ "\xF0\x9F\x98\x80\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80", false },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		char dst[8];
		assert_int_equal(STR_COPY(dst, cases[i].src), cases[i].whole);
		assert_string_equal(dst, cases[i].dst);
	}
}

static void sees_ends(void **state) {
	(void)state;
	assert_true(str_prefix("request.json", "req") && str_prefix("x", ""));
	assert_false(str_prefix("re", "req"));
	assert_true(str_suffix("request.json", ".json") && str_suffix("x", ""));
	assert_false(str_suffix("json", ".json"));
}

static void reads_integers(void **state) {
	(void)state;
	static const struct { const char *s; bool ok; int64_t v; } cases[] = {
		{ "0", true, 0 }, { "-7", true, -7 }, { "007", true, 7 }, { "100", true, 100 }, { "101", false, 0 },
		{ "-101", false, 0 }, { "", false, 0 }, { "-", false, 0 }, { "+1", false, 0 }, { " 1", false, 0 },
		{ "1 ", false, 0 }, { "1x", false, 0 }, { "--1", false, 0 }, { "0x10", false, 0 },
		{ "99999999999999999999", false, 0 },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		int64_t v = 55;
		assert_int_equal(str_int(cases[i].s, -100, 100, &v), cases[i].ok);
		assert_int_equal(v, cases[i].ok ? cases[i].v : 55);
	}
	int64_t v;
	assert_true(str_int("-9223372036854775808", INT64_MIN, INT64_MAX, &v) && v == INT64_MIN);
}

static void utf8_is_strict(void **state) {
	(void)state;
	static const struct { const char *s; size_t len; uint32_t cp; } cases[] = {
		{ "a", 1, 'a' }, { "\x7F", 1, 0x7F }, { "\xC2\x80", 2, 0x80 }, { "\xDF\xBF", 2, 0x7FF },
		{ "\xE0\xA0\x80", 3, 0x800 }, { "\xED\x9F\xBF", 3, 0xD7FF }, { "\xEE\x80\x80", 3, 0xE000 },
		{ "\xEF\xBF\xBF", 3, 0xFFFF }, { "\xF0\x90\x80\x80", 4, 0x10000 }, { "\xF4\x8F\xBF\xBF", 4, 0x10FFFF },
		{ "\x80", 0, 0 }, { "\xBF", 0, 0 }, { "\xC0\x80", 0, 0 }, { "\xC1\xBF", 0, 0 }, { "\xC2", 0, 0 },
		{ "\xC2\x20", 0, 0 }, { "\xE0\x9F\xBF", 0, 0 }, { "\xE2\x82", 0, 0 }, { "\xED\xA0\x80", 0, 0 },
		{ "\xED\xBF\xBF", 0, 0 }, { "\xF0\x8F\xBF\xBF", 0, 0 }, { "\xF4\x90\x80\x80", 0, 0 },
		{ "\xF5\x80\x80\x80", 0, 0 }, { "\xFE", 0, 0 }, { "\xFF", 0, 0 },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		uint32_t cp = 0;
		assert_int_equal(utf8_decode(cases[i].s, strlen(cases[i].s), &cp), cases[i].len);
		assert_int_equal(cp, cases[i].cp);
	}
	for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
		if (cp == 0xD800) {
			cp = 0xE000;
		}
		char out[4];
		uint32_t back = 0;
		size_t n = utf8_encode(cp, out);
		if (utf8_decode(out, n, &back) != n || back != cp) {
			fail_msg("U+%04X does not come back", cp);
		}
	}
	size_t bad = 99;
	assert_true(utf8_valid("a\0b", 3, &bad) && bad == 99);
	assert_false(utf8_valid("ab\xFFz", 4, &bad));
	assert_int_equal(bad, 2);
}

static void hash_is_fnv(void **state) {
	(void)state;
	assert_true(hash_bytes("", 0) == 0xcbf29ce484222325u);
	assert_true(hash_bytes("a", 1) == 0xaf63dc4c8601ec8cu);
	assert_true(hash_bytes("foobar", 6) == 0x85944171f73967e8u);
}

static void utf8_is_cut_between_characters(void **state) {
	(void)state;
	/* a é € 𝄞 b: 1, 2, 3, 4 and 1 bytes */
	const char *s = "a\u00E9\u20AC\U0001D11Eb";
	static const size_t starts[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11 };

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++) {
		assert_int_equal(utf8_start(s, i), starts[i]);
	}
	assert_int_equal(utf8_count(s, strlen(s)), 5);
	assert_int_equal(utf8_count(s, 3), 2);
	assert_int_equal(utf8_count("", 0), 0);
}

static void texts_say_the_same(void **state) {
	static const struct { const char *a, *b; bool same; } cases[] = {
		{ "1,250.5", "1\u202F250,5", true }, { "42%", "42 %", true }, { "–", "—", true }, { "a-b", "a–b", true }, { "NATO", "OTAN", false },
		{ "5", "6", false }, { "5", "50", false }, { "5†", "5", false }, { "120 m", "120 M", true }, { "«x»", "“x”", true }, { "", "x", false },
		{ "État", "Etat", false }, { "a\nb", "a b", true }, { "co\u00ADoperate", "cooperate", true },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		if (str_says_same(cases[i].a, cases[i].b) != cases[i].same) {
			fail_msg("'%s' and '%s'", cases[i].a, cases[i].b);
		}
	}
}

static void texts_say_nothing(void **state) {
	static const char *const nothing[] = { "", " ", "\t\n", "\u00A0", "\u200B\u2060", ".", "–", "« … »" }, *const something[] = { "0", " a.", "ß", "ა", "図" };
	(void)state;
	for (size_t i = 0; i < sizeof(nothing) / sizeof(*nothing); i++) {
		assert_true(str_says_nothing(nothing[i]));
	}
	for (size_t i = 0; i < sizeof(something) / sizeof(*something); i++) {
		assert_false(str_says_nothing(something[i]));
	}
}

static void urls_are_encoded(void **state) {
	static const struct { const char *text, *kept, *encoded; } rows[] = {
		{ "", "", "" },
		{ "AZaz09-._~", "AZaz09-._~", "AZaz09-._~" },
		{ "a/b c", "a/b%20c", "a%2Fb%20c" },
		{ "é%?&=#\n", "%C3%A9%25%3F%26%3D%23%0A", "%C3%A9%25%3F%26%3D%23%0A" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf out = BUF_INIT;
		buf_add_percent(&out, rows[i].text, true);
		assert_string_equal(buf_str(&out), rows[i].kept);
		buf_reset(&out);
		buf_add_percent(&out, rows[i].text, false);
		assert_string_equal(buf_str(&out), rows[i].encoded);
		buf_fini(&out);
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(buf_is_always_a_string),
		cmocka_unit_test(copies_bounded),
		cmocka_unit_test(sees_ends),
		cmocka_unit_test(reads_integers),
		cmocka_unit_test(urls_are_encoded),
		cmocka_unit_test(utf8_is_strict),
		cmocka_unit_test(utf8_is_cut_between_characters),
		cmocka_unit_test(texts_say_the_same),
		cmocka_unit_test(texts_say_nothing),
		cmocka_unit_test(hash_is_fnv),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
