/* verify: what is said of two manifests that differ, in inputs and in parts; which digits of a file are its seal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "pdf/revise.h"
#include "render/manifest.h"
#include "render/verify.h"

#define LEN(a) (sizeof(a) / sizeof(*(a)))

static struct arena *arena;

static int set_up(void **state) {
	(void)state;
	arena = arena_new();
	return 0;
}

static int tear_down(void **state) {
	(void)state;
	arena_free(arena);
	return 0;
}

static const struct json *parse(const char *text) {
	struct err err = ERR_INIT;
	const struct json *json = json_parse(arena, arena_strdup(arena, text), strlen(text), NULL, &err);
	if (json == NULL) {
		fail_msg("%s: %s", text, err.msg);
	}
	return json;
}

/* All that was told, joined by "; ". */
static const char *joined(const struct verify_changes *changes) {
	struct buf text = BUF_INIT;
	for (size_t i = 0; i < changes->n; i++) {
		buf_addf(&text, "%s%s", i > 0 ? "; " : "", changes->v[i]);
	}
	const char *copy = arena_strdup(arena, buf_str(&text));
	buf_fini(&text);
	return copy;
}

#define FILES(a, b) "{\"plugins\":[{\"name\":\"facts\",\"version\":\"1\",\"files\":[{\"path\":\"a\",\"sha256\":\"" a "\"},{\"path\":\"b\",\"sha256\":\"" b "\"}]}]}"

static void test_inputs(void **state) {
	static const struct {
		const char *then, *now, *said;
	} cases[] = {
		{ "{}", "{}", "" },
		{ FILES("1", "2"), FILES("1", "2"), "" },
		{ FILES("1", "2"), FILES("1", "3"), "plugin facts: b is another" },
		{ FILES("1", "2"), "{\"plugins\":[]}", "plugin facts is not used any more" },
		{ "{\"plugins\":[]}", FILES("1", "2"), "plugin facts was not used then" },
		{ FILES("1", "2"), "{\"plugins\":[{\"name\":\"facts\",\"version\":\"2\",\"files\":[{\"path\":\"a\",\"sha256\":\"1\"},{\"path\":\"c\",\"sha256\":\"2\"}]}]}",
		  "plugin facts: version 1 then, 2 now; plugin facts: b is missing; plugin facts: c is new" },
		{ "{\"engine\":\"1.0\",\"libraries\":\"Cairo 1\"}", "{\"engine\":\"1.1\",\"libraries\":\"Cairo 2\"}",
		  "the engine: 1.0 then, 1.1 now; libraries: Cairo 1 then, Cairo 2 now" },
		{ "{\"request\":{\"sha256\":\"1\"},\"issued\":\"a\"}", "{\"request\":{\"sha256\":\"2\"},\"issued\":\"b\"}",
		  "the instant it is made at: a then, b now; the request is another" },
		{ "{\"attached\":[{\"name\":\"x.csv\",\"sha256\":\"1\"}]}", "{}", "beside the request, the file x.csv is missing" },
		{ "{\"report\":{\"name\":\"r\",\"sha256\":\"1\"},\"template\":{\"name\":\"t\",\"sha256\":\"1\",\"logo_sha256\":\"1\"}}",
		  "{\"report\":{\"name\":\"r\",\"sha256\":\"2\"},\"template\":{\"name\":\"t\",\"sha256\":\"1\",\"logo_sha256\":\"2\"}}",
		  "the report \"r\" is another; the logo of the template \"t\" is another" },
		{ "{\"settings\":{\"a\":1}}", "{\"settings\":{\"a\":2}}", "settings: {\"a\":1} then, {\"a\":2} now" },
		{ "{\"left_out\":[\"x\"]}", "{}", "sections left out: [\"x\"] then, none now" },
		{ "{\"fonts\":[{\"name\":\"Sans\",\"sha256\":\"1\"}]}", "{\"fonts\":[{\"name\":\"Sans\",\"sha256\":\"2\"}]}", "the font Sans is another" },
		/* Whatever somebody wrote into it. */
		{ "{\"plugins\":{\"a\":1},\"fonts\":[1,\"x\",{\"name\":2}],\"report\":[],\"request\":7}", "{}", "the font  is missing; the font  is missing; the font  is missing" },
	};
	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		struct verify_changes changes = { NULL, 0, 0 };
		verify_inputs(arena, parse(cases[i].then), parse(cases[i].now), &changes);
		if (!str_eq(joined(&changes), cases[i].said)) {
			fail_msg("case %zu: %s", i, joined(&changes));
		}
	}
}

/* Pages are letters. */
static const struct json *pages(const char *letters) {
	struct buf text = BUF_INIT;
	buf_adds(&text, "{\"pages\":[");
	for (const char *p = letters; *p != '\0'; p++) {
		buf_addf(&text, "%s\"%c\"", p > letters ? "," : "", *p);
	}
	buf_adds(&text, "]}");
	const struct json *json = parse(buf_str(&text));
	buf_fini(&text);
	return json;
}

static void test_pages(void **state) {
	static const struct {
		const char *then, *now, *said;
	} cases[] = {
		{ "abc", "abc", "" },
		{ "abc", "axc", "page 2 is another" },
		{ "abcd", "xbcy", "page 1 is another; page 4 is another" },
		{ "abc", "ac", "page 2 is missing" },
		{ "abcde", "ae", "pages 2 to 4 are missing" },
		{ "abc", "abcx", "page 4 was added" },
		{ "abc", "xyabc", "pages 1 to 2 were added" },
		{ "aa", "aaa", "page 3 was added" },
		{ "abc", "bac", "page 1 is another; page 2 is another" },
		{ "abcde", "axe", "in place of pages 2 to 4 there is page 2" },
		{ "abc", "", "pages 1 to 3 are missing" },
		{ "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", NULL },
	};
	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		struct verify_changes changes = { NULL, 0, 0 };
		verify_parts(arena, pages(cases[i].then), pages(cases[i].now), &changes);
		if (cases[i].said == NULL) {
			assert_int_equal(changes.n, 21);
			assert_string_equal(changes.v[20], "6 pages more are others");
		} else if (!str_eq(joined(&changes), cases[i].said)) {
			fail_msg("case %zu: %s", i, joined(&changes));
		}
	}
}

static void test_seal_place(void **state) {
	static const char key[] = MANIFEST_SEAL_KEY, zero[] = MANIFEST_SEAL_ZERO;
	const char *once = arena_printf(arena, "%%PDF {%s%s\"} end", key, zero), *twice = arena_printf(arena, "%s%s\" and {%s%s\"}", key, zero, key, zero);
	(void)state;
	assert_int_equal(manifest_find_seal(once, strlen(once)), strstr(once, key) - once + (long)strlen(key));
	/* A text may say the same: the manifest comes last. */
	assert_int_equal(manifest_find_seal(twice, strlen(twice)), strstr(twice, "{") - twice + 1 + (long)strlen(key));
	assert_true(manifest_find_seal("%PDF-1.7", 8) == SIZE_MAX);
	for (size_t n = 0; n < strlen(once) - 5; n++) {
		assert_true(manifest_find_seal(once, n) == SIZE_MAX);     /* cut short */
	}
}

/* A file with an empty signature, its keys in either order; and strings of the same name before it. */
static void test_ranges(void **state) {
	struct buf hex = BUF_INIT;
	(void)state;
	for (size_t i = 0; i < REVISE_SIGNATURE_MAX; i++) {
		buf_adds(&hex, "00");
	}
	for (int first = 0; first < 2; first++) {
		static const char ranges[] = "/ByteRange [ 0 9999999999 9999999999 9999999999 ]";
		struct buf pdf = BUF_INIT;
		struct revise_ranges set, found;
		struct err err = ERR_INIT;
		buf_adds(&pdf, "%PDF /Contents<FEFF0041> /Contents (words) <<");
		buf_adds(&pdf, first ? ranges : "");
		buf_addf(&pdf, "/Contents%s<%s>", first ? " " : "", buf_str(&hex));
		buf_adds(&pdf, first ? "" : ranges);
		buf_adds(&pdf, ">>\n%%EOF\n");
		assert_true(revise_set_ranges(&pdf, &set, &err));
		assert_int_equal(set.hex_len, 2 * REVISE_SIGNATURE_MAX);
		assert_int_equal(pdf.p[set.len[0]], '<');
		assert_int_equal(pdf.p[set.at[1] - 1], '>');
		assert_int_equal(set.at[1] + set.len[1], pdf.len);
		assert_true(revise_find_ranges(pdf.p, pdf.len, &found));
		assert_memory_equal(&found, &set, sizeof(set));
		/* What stands behind is in no range. */
		buf_adds(&pdf, "% more");
		assert_false(revise_find_ranges(pdf.p, pdf.len, &found));
		assert_false(revise_set_ranges(&pdf, &set, &err));
		buf_fini(&pdf);
	}
	struct revise_ranges none;
	assert_false(revise_find_ranges("%PDF /ByteRange", 15, &none));
	buf_fini(&hex);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void) {
	const struct CMUnitTest tests[] = {
		CASE(test_inputs), CASE(test_pages), CASE(test_seal_place), CASE(test_ranges),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
