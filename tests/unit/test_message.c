/* message: placeholders, plurals and choices, and what is said of those that are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/err.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "lua/message.h"

#define LEN(a) (sizeof(a) / sizeof(*(a)))

static const struct message_value values[] = {
	{ .name = "name", .str = "A*B_[c]" }, { .name = "n", .number = 1, .digits = "1" }, { .name = "many", .number = 12345, .digits = "12345" },
	{ .name = "none", .number = 0, .digits = "0" }, { .name = "half", .number = 1.5, .digits = "1.5" },
	{ .name = "day", .str = "2024-03-07" }, { .name = "kind", .str = "ally" }, { .name = "a.b-c", .str = "dotted" },
	{ .name = "year", .number = 1994, .digits = "1994" }, { .name = "item", .str = "1. x" },
};

static bool format(const char *lang, const char *text, struct buf *out, size_t *bad, struct err *err) {
	struct arena *arena = arena_new();
	memset(err, 0, sizeof(*err));
	bool ok = message_format(arena, lang, text, values, LEN(values), out, bad, err);
	arena_free(arena);
	return ok;
}

static void test_right(void **unused) {
	(void)unused;
	static const struct { const char *lang, *text, *expected; } cases[] = {
		{ "en", "plain", "plain" },
		{ "en", "", "" },
		{ "en", "{name}", "A\\*B\\_\\[c\\]" },
		{ "en", "{name:raw} { name }", "A*B_[c] A\\*B\\_\\[c\\]" },
		{ "en", "{a.b-c}{year}", "dotted1994" },
		{ "en", "{item}", "1\\. x" },
		{ "en", "{many, number} {half, number, 2}", "12,345 1.50" },
		{ "fr", "{many, number}", "12\u202F345" },
		{ "en", "{day, date} / {day, date, short} / {day, date, year}", "7 March 2024 / 7 Mar 2024 / 2024" },
		{ "fr", "{day, date}", "7 mars 2024" },
		{ "en", "{n, plural, one {# partner} other {# partners}}", "1 partner" },
		{ "en", "{many, plural, one {# partner} other {# partners}}", "12,345 partners" },
		{ "en", "{none, plural, one {# partner} other {# partners}}", "0 partners" },
		{ "fr", "{none, plural, one {# partenaire} other {# partenaires}}", "0 partenaire" },
		{ "en", "{none, plural, =0 {no partner} one {one} other {# partners}}", "no partner" },
		{ "en", "{none, plural, one {one} other {# partners} =0 {no partner}}", "no partner" },
		{ "en", "{n, plural, one {{name} and # {kind}} other {}}", "A\\*B\\_\\[c\\] and 1 ally" },
		{ "en", "{n, plural, one {{many, plural, one {x} other {#}} of #} other {}}", "12,345 of 1" },
		{ "en", "{kind, select, ally {Ally} other {partner}} # {name, select, x {y} other {z}}", "Ally # z" },
		{ "en", "[mot]{lang=fr} \\{x\\} # [@key]", "[mot]{lang=fr} \\{x\\} # [@key]" },
		{ "en", "[word]{index} and [word]{index=KEY}", "[word]{index} and [word]{index=KEY}" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		struct buf out = BUF_INIT;
		struct err err;
		size_t bad;
		if (!format(cases[i].lang, cases[i].text, &out, &bad, &err)) {
			fail_msg("%s: %s", cases[i].text, err.msg);
		}
		assert_string_equal(buf_str(&out), cases[i].expected);
		buf_fini(&out);
	}
}

static void test_wrong(void **unused) {
	(void)unused;
	static const struct { const char *text; size_t bad; const char *says, *hint; } cases[] = {
		{ "a {nmae}", 3, "no value 'nmae' was given", "did you mean 'name'?" },
		{ "a {vessels}", 3, "no value 'vessels' was given", "what was given: a.b-c, day, half, item, kind, many, n, name, none, year" },
		{ "a {", 2, "never closed", "" },
		{ "a {name", 2, "never closed", "" },
		{ "a }", 2, "closes nothing", "" },
		{ "{}", 0, "no placeholder", "" },
		{ "{5}", 0, "no placeholder", "" },
		{ "{name!}", 0, "no placeholder", "" },
		{ "{name:bold}", 0, "no placeholder", "" },
		{ "x {lang=fr}", 2, "no placeholder", "" },
		{ "{n, plurl, other {x}}", 4, "'plurl' is no kind of placeholder", "did you mean 'plural'?" },
		{ "{n, plural, one {x}}", 12, "a branch 'other {…}' is needed", "" },
		{ "{n, plural, single {x} other {y}}", 12, "'single' is no plural category", "they are zero, one, two, few, many and other; or =5, of one number" },
		{ "{n, plural, one x other {y}}", 12, "a branch is a name and its text", "" },
		{ "{n, plural}", 10, "a branch 'other", "" },
		{ "{name, plural, other {x}}", 7, "a number was expected", "" },
		{ "{name, number}", 7, "a number was expected", "" },
		{ "{name, date}", 7, "is no date", "" },
		{ "{day, date, wide}", 6, "no style", "" },
		{ "{n, plural, one {{a} } other {}}", 18, "no value 'a'", "what was given: a.b-c, day, half, item, kind, many, n, name, none, year" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		struct buf out = BUF_INIT;
		struct err err;
		size_t bad;
		if (format("en", cases[i].text, &out, &bad, &err) || bad != cases[i].bad || !strstr(err.msg, cases[i].says) ||
		    !str_eq(err.hint, cases[i].hint)) {
			fail_msg("%s: at %zu: %s (%s)", cases[i].text, bad, err.msg, err.hint);
		}
		buf_fini(&out);
	}
}

/* Without values every branch is looked at, and who asks for them is known. */
static void test_check(void **unused) {
	(void)unused;
	static const struct { const char *text, *asks; size_t bad; const char *says; } cases[] = {
		{ "plain # [mot]{lang=fr} [](#x){page}", "", 0, NULL },
		{ "{name} {a.b-c:raw} {name}", "name a.b-c ", 0, NULL },
		{ "{n, plural, one {# of {all}} other {{day, date, short}}}", "n all day ", 0, NULL },
		{ "{kind, select, a {{n, number, 1}} other {}}", "kind n ", 0, NULL },
		{ "{n, plural, one {x {y} other {}}", "", 0, "never closed" },
		{ "{n, plural, one {{x, plurl}} other {}}", "n x ", 21, "no kind of placeholder" },
		{ "{n, plural, one {x} othr {}}", "n ", 20, "no plural category" },
		{ "{kind, select, a {x}}", "kind ", 15, "'other {…}' is needed" },
		{ "{day, date, wide}", "day ", 12, "'wide' is no style of a date" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		struct arena *arena = arena_new();
		struct map *asked = map_new();
		struct buf asks = BUF_INIT;
		struct err err = ERR_INIT;
		size_t bad;
		bool ok = message_check(arena, "en", cases[i].text, asked, &bad, &err);
		for (size_t k = 0; k < map_count(asked); k++) {
			buf_addf(&asks, "%s ", map_key(asked, k));
		}
		if (ok != (cases[i].says == NULL) || !str_eq(buf_str(&asks), cases[i].asks) ||
		    (!ok && (bad != cases[i].bad || !strstr(err.msg, cases[i].says)))) {
			fail_msg("%s: asks %s, at %zu: %s", cases[i].text, buf_str(&asks), bad, err.msg);
		}
		buf_fini(&asks);
		map_free(asked);
		arena_free(arena);
	}
}

static void test_depth(void **unused) {
	(void)unused;
	struct buf text = BUF_INIT, out = BUF_INIT;
	struct err err;
	size_t bad;
	for (int i = 0; i < 1000; i++) {
		buf_adds(&text, "{n, plural, other {");
	}
	for (int i = 0; i < 1000; i++) {
		buf_adds(&text, "}}");
	}
	assert_false(format("en", buf_str(&text), &out, &bad, &err));
	assert_non_null(strstr(err.msg, "nested too deep"));
	buf_fini(&text);
	buf_fini(&out);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_right),
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_depth),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
