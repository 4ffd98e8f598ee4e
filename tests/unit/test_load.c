/* load: Lua files as data: values, places, mistakes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "lua/host.h"
#include "lua/load.h"

#define LEN(a) (sizeof(a) / sizeof(*(a)))

static struct arena *arena;
static char dir[] = "/tmp/test_load.XXXXXX";

static void put(const char *name, const char *text) {
	struct err err;
	char path[300];
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	assert_true(file_mkdirs(dir, 0700, &err));
	assert_true(file_write(path, text, strlen(text), 0600, &err));
}

static const struct json *load(const char *text, enum load_kind kind, struct err *err) {
	const char *read;
	size_t len;
	put("plugin.lua", text);
	memset(err, 0, sizeof(*err));
	return load_file(arena, path_join(arena, dir, "plugin.lua"), kind, PARTS_NOW, &read, &len, err);
}

static void check_value(const char *text, enum load_kind kind, const char *json) {
	struct err err;
	const struct json *value = load(text, kind, &err);
	if (!value) {
		fail_msg("%s: %s", text, err.msg);
	}
	struct buf buf = BUF_INIT;
	struct json_out out = JSON_OUT(&buf, 0);
	json_add_value(&out, value);
	assert_string_equal(buf_str(&buf), json);
	buf_fini(&buf);
}

static void test_values(void **unused) {
	(void)unused;
	check_value("return { name = 'x', n = 1, f = 1.5, yes = true, list = { 1, 2 } }", LOAD_REPORT,
	            "{\"name\":\"x\",\"n\":1,\"f\":1.5,\"yes\":true,\"list\":[1,2]}");
	check_value("return { z = 1, y = { b = 1, a = 2 }, x = 3 }", LOAD_REPORT, "{\"z\":1,\"y\":{\"b\":1,\"a\":2},\"x\":3}");
	check_value("return { sections = { { 'regional', regions = '$regions' } } }", LOAD_REPORT,
	            "{\"sections\":[{\"1\":\"regional\",\"regions\":\"$regions\"}]}");
	check_value("return { a = {}, b = nil }", LOAD_REPORT, "{\"a\":[]}");
	check_value("return { build = function(ctx, doc) end, name = 'x' }", LOAD_PLUGIN, "{\"build\":true,\"name\":\"x\"}");
	check_value("local base = { size = 10 }\nreturn { body = base, small = { size = base.size * 0.8 } }", LOAD_TEMPLATE,
	            "{\"body\":{\"size\":10},\"small\":{\"size\":8}}");
	check_value("local M = { name = 'x' }\nM.build = function() end\nreturn M", LOAD_PLUGIN, "{\"name\":\"x\",\"build\":true}");
	check_value("return { { a = 1 }, { a = 1, b = { a = 1 } }, f = function() return { a = 1, a = 2 } end }", LOAD_PLUGIN,
	            "{\"1\":{\"a\":1},\"2\":{\"a\":1,\"b\":{\"a\":1}},\"f\":true}");
	check_value("local x, y = 'p', 'q' return { x = 1, [x] = 2, [y] = 3, ['y'] = 4 }", LOAD_REPORT, "{\"x\":1,\"y\":4,\"p\":2,\"q\":3}");
	check_value("-- a comment with return { x = 1 }\nreturn { x = [[return { y = 2 }]] }", LOAD_REPORT,
	            "{\"x\":\"return { y = 2 }\"}");
}

/* The place of a key's value, as a checker finds it. */
static void test_places(void **unused) {
	(void)unused;
	static const char text[] =
		"-- { decoy = 1 }\n"
		"local function f() return { sections = 1 } end\n"
		"return {\n"
		"  name = \"x\", ['title'] = 'T',\n"
		"  params = { countries = { type = \"country[]\" } },\n"
		"  build = function(a, b) local t = { 1, 2 } if a then b() end for i = 1, 2 do t[i] = 3 end end,\n"
		"  sections = {\n"
		"    { \"one\" },\n"
		"    { \"two\", regions = { \"a\", \"b\" .. \"c\" }; [\"limit\"] = 3 },\n"
		"  },\n"
		"  reckoned = f(),\n"
		"}\n";
	static const struct { const char *key; int line, col; } cases[] = {
		{ "name", 4, 10 }, { "title", 4, 27 }, { "params.countries.type", 5, 35 }, { "build", 6, 11 }, { "sections", 7, 14 },
		{ "sections[1]", 8, 5 }, { "sections[2]", 9, 5 }, { "sections[2].1", 9, 7 }, { "sections[2].regions[2]", 9, 31 },
		{ "sections[2].limit", 9, 57 }, { "reckoned", 11, 14 }, { "reckoned.sections", 11, 14 },
	};
	struct err err;
	const struct json *root = load(text, LOAD_PLUGIN, &err);
	assert_non_null(root);
	for (size_t i = 0; i < LEN(cases); i++) {
		const struct json *value = load_lookup(root, cases[i].key, NULL);
		if (!value) {
			fail_msg("no %s", cases[i].key);
		}
		err_at_offset(&err, text, strlen(text), value->offset);
		if (err.at.line != cases[i].line || err.at.col != cases[i].col) {
			fail_msg("%s: %d:%d", cases[i].key, err.at.line, err.at.col);
		}
	}
	const struct json *nearest;
	assert_null(load_lookup(root, "sections[2].regoins[1]", &nearest));
	assert_ptr_equal(nearest, load_lookup(root, "sections[2]", NULL));
	assert_null(load_lookup(root, "sections[3]", &nearest));
	assert_ptr_equal(nearest, load_lookup(root, "sections", NULL));
}

struct bad {
	const char *text;
	enum load_kind kind;
	enum err_code code;
	int line, col;
	const char *says;
};

static const struct bad bad_files[] = {
	{ "", LOAD_REPORT, ERR_PLUGIN, 0, 0, "the file returns nothing; it must return a table: return { … }" },
	{ "return 5", LOAD_CONFIG, ERR_PLUGIN, 0, 0, "the file returns number; it must return a table" },
	{ "return {\n  name = 'x\n}", LOAD_REPORT, ERR_PLUGIN, 2, 10, "unfinished string" },
	{ "return {\n  name = 'x'\n  title = 'y'\n}", LOAD_REPORT, ERR_PLUGIN, 3, 3, "'}' expected" },
	{ "return {", LOAD_REPORT, ERR_PLUGIN, 1, 8, "near <eof>" },
	{ "return {\n  a = 1,\n  f = function() end }", LOAD_REPORT, ERR_PLUGIN, 3, 7, "f is a function" },
	{ "return {\n  a = { b = { 1, 0/0 } } }", LOAD_REPORT, ERR_PLUGIN, 2, 18, "a.b[2] is not a finite number" },
	{ "return {\n  a = { 1, nil, 3 } }", LOAD_REPORT, ERR_PLUGIN, 2, 7, "a has holes" },
	{ "return {\n  a = { [{}] = 3 } }", LOAD_REPORT, ERR_PLUGIN, 2, 7, "a has a key that is neither" },
	{ "local t = {}\nt.x = { t }\nreturn { a = t }", LOAD_REPORT, ERR_PLUGIN, 3, 14, "a.x[1] contains itself" },
	{ "return {\n  a = 'x\\255' }", LOAD_REPORT, ERR_PLUGIN, 2, 7, "not valid UTF-8" },
	{ "return { a = 'x\xff' }", LOAD_REPORT, ERR_PLUGIN, 1, 16, "not valid UTF-8" },
	{ "return {\n  { name = 'a', cron = 'x',\n    name = 'b' } }", LOAD_SCHEDULES, ERR_PLUGIN, 3, 5, "the key 'name' stands twice" },
	{ "return {\n  a = { b = 1, [\"b\"] = { 2 } } }", LOAD_CONFIG, ERR_PLUGIN, 2, 16, "the key 'b' stands twice" },
	{ "x = 1\nreturn {}", LOAD_CONFIG, ERR_PLUGIN, 1, 1, "'x' is no local variable" },
	{ "return { spool = os.getenv('HOME') }", LOAD_CONFIG, ERR_PLUGIN, 1, 18, "os is not to be had" },
	{ "return { a = nothing.b }", LOAD_CONFIG, ERR_PLUGIN, 1, 14, "no variable 'nothing'" },
	{ "while true do end", LOAD_CONFIG, ERR_LIMIT, 1, 0, "computing time" },
	{ "local t = {} while true do t = { t, ('x'):rep(1000) .. #t } end", LOAD_CONFIG, ERR_LIMIT, 1, 0, "MB of memory" },
	{ "\x1bLua", LOAD_CONFIG, ERR_PLUGIN, 0, 0, "binary file" },
};

static void test_mistakes(void **unused) {
	(void)unused;
	for (size_t i = 0; i < LEN(bad_files); i++) {
		const struct bad *bad = &bad_files[i];
		struct err err;
		assert_null(load(bad->text, bad->kind, &err));
		if (!strstr(err.msg, bad->says) || err.code != bad->code || err.at.line != bad->line || err.at.col != bad->col) {
			fail_msg("%s: %s %d:%d: %s", bad->text, err_code_name(err.code), err.at.line, err.at.col, err.msg);
		}
		assert_true(str_suffix(err.at.file, "/plugin.lua"));
	}
}

/* A plugin's folder for a test. */

static const struct json *vocab(const char *source, struct err *err) {
	static const char manifest[] = "{ \"name\": \"facts\", \"data\": { \"partners\": \"partners.json\" } }";
	put("plugin.lua", source);
	put("partners.json", "[ { \"code\": \"UKR\", \"name\": \"Ukraine\", \"left\": null } ]");
	memset(err, 0, sizeof(*err));
	struct host_plugin plugin = { .name = "facts", .dir = dir,
	                              .manifest = json_parse(arena, manifest, strlen(manifest), NULL, err) };
	return load_vocab(arena, &plugin, err);
}

static void test_vocab(void **unused) {
	(void)unused;
	struct err err;
	const struct json *words = vocab("return { vocab = function(data)\n  local p = data.partners[1]\n  assert(p.left == nil)\n"
	                                 "  return { country = { { code = p.code, names = { 'UA', p.name } } } }\nend }", &err);
	if (!words) {
		fail_msg("%s", err.msg);
	}
	assert_string_equal(load_lookup(words, "country[1].names[2]", NULL)->str, "Ukraine");
	words = vocab("return { provide = function() end }", &err);
	assert_non_null(words);
	assert_int_equal(words->count, 0);
	assert_null(vocab("return { vocab = function(data)\n  return data.partnres.x\nend }", &err));
	assert_int_equal(err.at.line, 2);
	assert_int_equal(err.at.col, 15);
	assert_string_equal(err.plugin, "facts");
	assert_null(vocab("return { vocab = function(data) return { country = { { names = { 'x' } } } } end }", &err));
	assert_non_null(strstr(err.msg, "country[1] has no code"));
	assert_null(vocab("return { vocab = function(data) return { country = { { code = 'x', names = { 5 } } } } end }", &err));
	assert_non_null(strstr(err.msg, "a name of country \"x\" is a number"));
	assert_null(vocab("return { vocab = function(data) while true do end end }", &err));
	assert_int_equal(err.code, ERR_LIMIT);
}

static void test_vocab_files(void **unused) {
	(void)unused;
	static const char manifest[] = "{ \"data\": { \"x\": \"missing.json\" } }", outside[] = "{ \"data\": { \"x\": \"../x.json\" } }";
	struct err err = ERR_INIT;
	struct host_plugin plugin = { .name = "facts", .dir = dir };
	put("plugin.lua", "return { vocab = function(data) return { country = { data.x } } end }");
	plugin.manifest = json_parse(arena, manifest, strlen(manifest), NULL, &err);
	assert_null(load_vocab(arena, &plugin, &err));
	assert_true(str_suffix(err.at.file, "missing.json") || strstr(err.msg, "missing.json"));
	plugin.manifest = json_parse(arena, outside, strlen(outside), NULL, &err);
	assert_null(load_vocab(arena, &plugin, &err));
	assert_non_null(strstr(err.msg, "leads out of"));
	put("broken.json", "[1,");
	static const char broken[] = "{ \"data\": { \"x\": \"broken.json\" } }";
	plugin.manifest = json_parse(arena, broken, strlen(broken), NULL, &err);
	assert_null(load_vocab(arena, &plugin, &err));
	assert_int_equal(err.code, ERR_PLUGIN);
	assert_int_equal(err.at.col, 4);
}

static int set_up(void **unused) {
	(void)unused;
	arena = arena_new();
	return mkdtemp(dir) ? 0 : -1;
}

static int tear_down(void **unused) {
	(void)unused;
	static const char *const names[] = { "plugin.lua", "partners.json", "broken.json" };
	for (size_t i = 0; i < LEN(names); i++) {
		char path[300];
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		unlink(path);
	}
	rmdir(dir);
	arena_free(arena);
	return 0;
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_vocab),
		cmocka_unit_test(test_vocab_files),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
