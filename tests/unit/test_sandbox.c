/*
 * The sandbox from inside: what plugins may not do, each script ending with a named error within a bounded time.
 * Not bounded in here, and left to the service's SIGKILL: single instructions that go through all of a long
 * string (==, <, ..) or pass very many values (...): a thousand of them may pass between two looks at the clock.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <lua.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"
#include "lua/lib.h"
#include "lua/state.h"

#define SECONDS 0.1
#define MEGABYTES 16
#ifdef __SANITIZE_ADDRESS__
#define SLACK_MS 4000
#else
#define SLACK_MS 800
#endif

struct script {
	const char *name, *text;
	enum err_code code;
	const char *says;            /* part of the message */
};

/* Seconds are enough for all but what must spend its memory first, however slow the build. */
static struct state *run_for(double seconds, const char *text, bool *ok, struct err *err) {
	static struct state_source source;
	source = (struct state_source){ .chunk = "test", .path = "plugins/test/plugin.lua", .plugin = "test", .text = text,
	                                .len = strlen(text) };
	struct state *state = state_new();
	state_limit_memory(state, (int64_t)MEGABYTES << 20);
	state_limit_time(state, seconds, 0, "the section");
	lib_push_env(state_lua(state));
	memset(err, 0, sizeof(*err));
	*ok = state_load(state, &source, err) && state_call(state, 0, 1, err);
	return state;
}

static struct state *run(const char *text, bool *ok, struct err *err) {
	return run_for(SECONDS, text, ok, err);
}

#define TIME "computing time"
#define MEMORY "MB of memory"

static const struct script hostile[] = {
	{ "endless loop", "while true do end", ERR_LIMIT, TIME },
	{ "repeat", "repeat until false", ERR_LIMIT, TIME },
	{ "goto", "::a:: goto a", ERR_LIMIT, TIME },
	{ "pcall swallows", "while true do pcall(function() while true do end end) end", ERR_LIMIT, TIME },
	{ "pcall in pcall", "local function f() pcall(f) while true do end end f()", ERR_LIMIT, TIME },
	{ "pcall and go on", "pcall(function() while true do end end) return 1", ERR_LIMIT, TIME },
	{ "xpcall handler loops", "xpcall(error, function() while true do end end)", ERR_LIMIT, TIME },
	{ "xpcall handler after budget", "xpcall(function() while true do end end, function() while true do end end)", ERR_LIMIT, TIME },
	{ "xpcall recursion", "local function h() return xpcall(error, h) end while true do xpcall(error, h) end", ERR_PLUGIN, "overflow" },
	{ "coroutine loops", "coroutine.resume(coroutine.create(function() while true do end end)) return 1", ERR_LIMIT, TIME },
	{ "many short coroutines", "while true do coroutine.wrap(function() for i = 1, 900 do end end)() end", ERR_LIMIT, TIME },
	{ "wrap in pcall", "while true do pcall(coroutine.wrap(function() while true do end end)) end", ERR_LIMIT, TIME },
	{ "close loops", "do local x <close> = setmetatable({}, { __close = function() while true do end end }) end", ERR_LIMIT, TIME },
	{ "close after budget", "local m = { __close = function() while true do end end } while true do local x <close> = "
	  "setmetatable({}, m) while true do end end", ERR_LIMIT, TIME },
	{ "pattern backtracking", "('a'):rep(30000):find('.-b.-b.-c')", ERR_LIMIT, TIME },
	{ "pattern greedy", "('a'):rep(200):match(('a*'):rep(30) .. 'b')", ERR_LIMIT, TIME },
	{ "gmatch bomb", "for _ in ('a'):rep(100000):gmatch('.-.-.-.-.-.-b') do end", ERR_LIMIT, TIME },
	{ "gsub bomb", "while true do (('a'):rep(100000)):gsub('a', 'b') end", ERR_LIMIT, TIME },
	{ "balance bomb", "(('('):rep(300000)):gsub('%b()', '')", ERR_LIMIT, TIME },
	{ "plain find", "local s = ('a'):rep(4000000) while true do s:find('b', 1, true) end", ERR_LIMIT, TIME },
	{ "rep of nothing", "while true do (''):rep(1e15) end", ERR_LIMIT, TIME },
	{ "rep too long", "('x'):rep(1e15)", ERR_PLUGIN, "string.rep: the result would be larger than 16 MB" },
	{ "rep separator", "(''):rep(1e15, 'x')", ERR_PLUGIN, "string.rep" },
	{ "string doubling", "local s = 'x' while true do s = s .. s end", ERR_LIMIT, MEMORY },
	{ "string growing", "local s = '' while true do s = s .. 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' end", ERR_LIMIT, "" },
	{ "table growing", "local t = {} for i = 1, 1e12 do t[i] = i end", ERR_LIMIT, MEMORY },
	{ "tables growing", "local t = {} while true do t = { t } end", ERR_LIMIT, MEMORY },
	{ "memory in pcall", "local t = {} while true do pcall(function() while true do t[#t + 1] = ('x'):rep(1000) .. #t end end) end",
	  ERR_LIMIT, MEMORY },
	{ "text made without end", "local s = ('a'):rep(1000000) while true do text.upper_first(s) end", ERR_LIMIT, MEMORY },
	{ "lists made without end", "local s = ('a'):rep(20000) local t = { s } while true do text.list(t) end", ERR_LIMIT, MEMORY },
	{ "closures growing", "local f while true do local g = f f = function() return g end end", ERR_LIMIT, MEMORY },
	{ "coroutines growing", "local t = {} while true do t[#t + 1] = coroutine.create(function() end) end", ERR_LIMIT, MEMORY },
	{ "table.move", "table.move({}, 1, 1e15, 2)", ERR_LIMIT, TIME },
	{ "table.concat", "table.concat(setmetatable({}, { __index = function() return '' end }), '', 1, 1e15)", ERR_LIMIT, TIME },
	{ "table.insert with len", "table.insert(setmetatable({}, { __len = function() return 1 << 50 end }), 1, 1)", ERR_LIMIT, TIME },
	{ "table.remove with len", "table.remove(setmetatable({}, { __len = function() return 1 << 50 end }), 1)", ERR_LIMIT, TIME },
	{ "table.sort with len", "table.sort(setmetatable({}, { __len = function() return (1 << 31) - 2 end, __index = function() "
	  "return 1 end }))", ERR_LIMIT, "" },
	{ "table.sort comparator loops", "table.sort({ 1, 2, 3 }, function() while true do end end)", ERR_LIMIT, TIME },
	{ "table.unpack", "table.unpack({}, 1, 1e7)", ERR_PLUGIN, "too many results" },
	{ "unpack loop", "local t = {} while true do local x = select('#', table.unpack(t, 1, 9999)) end", ERR_LIMIT, TIME },
	{ "next loop", "local t = {} for i = 1, 1000 do t['k' .. i] = i end while true do next(t) end", ERR_LIMIT, TIME },
	{ "tostring loops", "tostring(setmetatable({}, { __tostring = function() while true do end end }))", ERR_LIMIT, TIME },
	{ "format loops", "('%s'):format(setmetatable({}, { __tostring = function() while true do end end }))", ERR_LIMIT, TIME },
	{ "index chain", "local a = {} setmetatable(a, { __index = a, __metatable = false }) return a.x.y", ERR_PLUGIN, "loop" },
	{ "deep recursion", "local function f() return 1 + f() end f()", ERR_LIMIT, MEMORY },      /* with more memory: stack overflow */
	{ "deep recursion in C", "local function f() return (('x'):gsub('x', f)) end f()", ERR_PLUGIN, "stack overflow" },
	{ "recursion by tostring", "local t = setmetatable({}, {}) getmetatable(t).__tostring = function() return tostring(t) end "
	  "tostring(t)", ERR_PLUGIN, "overflow" },
	{ "nested coroutines", "local function f() return coroutine.wrap(f)() end f()", ERR_PLUGIN, "overflow" },
	{ "finalizer", "setmetatable({}, { __gc = function() while true do end end })", ERR_PLUGIN, "finalizers" },
	{ "weak table", "setmetatable({}, { __mode = 'k' })", ERR_PLUGIN, "weak tables" },
	{ "string metatable", "getmetatable('').__index = nil", ERR_PLUGIN, "index a boolean value" },
	{ "string metatable 2", "setmetatable('', {})", ERR_PLUGIN, "table expected" },
	{ "shared library", "string.format = nil", ERR_PLUGIN, "string is shared: 'format' cannot be assigned" },
	{ "shared library, raw", "rawset(string, 'format', nil)", ERR_PLUGIN, "protected" },
	{ "global", "x = 1", ERR_PLUGIN, "'x' is no local variable" },
	{ "global over", "pairs = nil", ERR_PLUGIN, "'pairs' is no local variable" },
	{ "global, raw", "rawset(_ENV, 'pairs', nil)", ERR_PLUGIN, "protected" },
	{ "environment's metatable", "setmetatable(_ENV, {})", ERR_PLUGIN, "protected" },
	{ "os", "os.exit(1)", ERR_PLUGIN, "os is not to be had" },
	{ "io", "io.open('/etc/passwd')", ERR_PLUGIN, "io is not to be had" },
	{ "load", "load('return 1')()", ERR_PLUGIN, "load is not to be had" },
	{ "require", "require 'os'", ERR_PLUGIN, "require is not to be had" },
	{ "debug", "debug.sethook()", ERR_PLUGIN, "debug is not to be had" },
	{ "random", "return math.random()", ERR_PLUGIN, "math.random is not to be had" },
	{ "dump", "string.dump(function() end)", ERR_PLUGIN, "string.dump is not to be had" },
	{ "dump by method", "return ('x'):dump()", ERR_PLUGIN, "string.dump is not to be had" },
	{ "typing error", "return string.fromat('x')", ERR_PLUGIN, "string has no 'fromat'" },
	{ "address", "return ('%p'):format({})", ERR_PLUGIN, "address" },
	{ "unordered keys", "for _ in pairs({ [{}] = 1 }) do end", ERR_PLUGIN, "has a table for a key" },
	{ "error object", "error({})", ERR_PLUGIN, "error was called with a table" },
	{ "error object with message", "error({ message = 'no such partner' })", ERR_PLUGIN, "no such partner" },
	{ "error object that loops", "error(setmetatable({}, { __tostring = function() while true do end end }))", ERR_PLUGIN,
	  "error was called with a table" },
	{ "error nil", "error()", ERR_PLUGIN, "error was called with a nil" },
	{ "binary", "\x1bLua", ERR_PLUGIN, "binary file" },
	{ "bad pattern", "return ('x'):find('[a')", ERR_PLUGIN, "malformed pattern" },
	{ "bad pattern 2", "return ('x'):find('%')", ERR_PLUGIN, "malformed pattern" },
	{ "bad pattern 3", "return ('x'):find('[%')", ERR_PLUGIN, "malformed pattern" },
	{ "deep pattern", "return ('x'):rep(1000):find(('x?'):rep(1000))", ERR_PLUGIN, "too complex" },
};

static void test_hostile(void **unused) {
	(void)unused;
	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		const struct script *script = &hostile[i];
		struct err err;
		bool ok;
		int64_t start = clock_cpu_us();      /* the machine may have others to serve */
		double seconds = str_eq(script->says, MEMORY) ? 10 * SECONDS : SECONDS;
		struct state *state = run_for(seconds, script->text, &ok, &err);
		int64_t took = (clock_cpu_us() - start) / 1000;
		state_free(state);
		if (ok || err.code != script->code || !strstr(err.msg, script->says) || took > seconds * 1000 + SLACK_MS) {
			fail_msg("%s: %s, %s, \"%s\", %lld ms", script->name, ok ? "ended well" : "failed", err_code_name(err.code),
			         err.msg, (long long)took);
		}
		if (!str_eq(script->name, "binary")) {
			assert_string_equal(err.at.file, "plugins/test/plugin.lua");
			assert_int_equal(err.at.line, 1);
			assert_string_equal(err.plugin, "test");
		}
	}
}

/* What a script returns, as text. */
static void check(const char *text, const char *expected) {
	struct err err;
	bool ok;
	struct state *state = run(text, &ok, &err);
	if (!ok) {
		fail_msg("%s: %s", text, err.msg);
	}
	assert_string_equal(lib_tostring(state_lua(state), -1), expected);
	state_free(state);
}

static void test_order(void **unused) {
	(void)unused;
	check("local s = '' for k, v in pairs({ 'a', 'b', z = 1, y = 2, [true] = 3, [10] = 4, [-1] = 5, [2.5] = 6 }) do "
	      "s = s .. tostring(k) .. ' ' end return s", "-1 1 2 2.5 10 y z true ");
	check("local s = '' for k, v in pairs({ 1, 2, nil, 4 }) do s = s .. k .. v end return s", "112244");
	check("local t = { a = 1, b = 2, c = 3 } local s = '' for k in pairs(t) do t.b = nil s = s .. k end return s", "ac");
	check("local t = { 1, 2, 3, 4 } local s = '' for k in pairs(t) do t[3] = nil s = s .. k end return s", "124");
	check("local t, k, s = { b = 1, a = 2, 7 }, nil, '' repeat k = next(t, k) s = s .. tostring(k) until not k return s", "1abnil");
	check("for k in pairs(string) do return k end", "byte");
}

static void test_no_addresses(void **unused) {
	(void)unused;
	check("return tostring({}) .. tostring(pairs) .. tostring(coroutine.create(pairs))", "tablefunctionthread");
	check("return ('%s %s'):format({}, pairs)", "table function");
	check("return select(2, pcall(error, {}))", "table");
}

static void test_sort(void **unused) {
	(void)unused;
	check("local t = {} for i = 1, 500 do t[i] = { i % 3, i } end table.sort(t, function(a, b) return a[1] < b[1] end) "
	      "for i = 2, 500 do local a, b = t[i - 1], t[i] assert(a[1] < b[1] or (a[1] == b[1] and a[2] < b[2])) end return #t", "500");
	check("local t = { 'b', 'a', 'c' } table.sort(t) return table.concat(t)", "abc");
	check("local t = {} table.sort(t) return #t", "0");
}

static void test_strings(void **unused) {
	(void)unused;
	check("return ('%5.2f|%-4d|%04x|%s|%q|%c|%%|%i'):format(3.14159, 7, 255, true, 'a\\n\"', 65, -3)",
	      " 3.14|7   |00ff|true|\"a\\\n\\\"\"|A|%|-3");
	check("return ('[%3s][%-3s][%.2s]'):format('a', 'b', 'cde')", "[  a][b  ][cd]");
	check("return select(2, ('key = value'):match('^(%w+)%s*=%s*(%w+)$'))", "value");
	check("return (('hello world'):gsub('o', '0'))", "hell0 w0rld");
	check("return (('hello world'):gsub('(%w+)', '<%1>'))", "<hello> <world>");
	check("return (('abc'):gsub('', '-'))", "-a-b-c-");
	check("return (('abc'):gsub('%w', { a = 'x', b = false }))", "xbc");
	check("return (('abc'):gsub('%w', function(c) return c == 'b' and c:upper() end))", "aBc");
	check("local s = '' for k, v in ('a=1, b=2'):gmatch('(%w+)=(%w+)') do s = s .. k .. v end return s", "a1b2");
	check("local s = '' for w in ('one two'):gmatch('%a*') do s = s .. '[' .. w .. ']' end return s", "[one][two]");
	check("return (('THE (quick) fox'):find('%((%a+)%)'))", "5");
	check("return ('f(a(b)c)d'):match('%b()')", "(a(b)c)");
	check("return (('THE fox'):gsub('%f[%a]%a+', string.len))", "3 3");
	check("return ('x'):match('()')", "1");
	check("return tostring(('a.b'):find('.', 1, true))", "2");
	check("return tostring(('aXb'):match('^%u'))", "nil");
	check("return ('abab'):match('(ab)%1') or 'no'", "ab");
	check("return select(2, ('2024-03-07'):match('^(%d+)-[%d]+-(%d%d?)$'))", "07");
	check("return ('[]'):match('[]]') .. ('a^'):match('[a^]+') .. ('a-'):match('[%a-]+')", "]a^a-");
	check("return table.concat({ ('a,b,,c'):find(',-c') }, ' ')", "4 6");
	check("return ('x'):rep(3, '-') .. ('é'):upper() .. utf8.len('é')", "x-x-xé1");
}

static void test_pcall(void **unused) {
	(void)unused;
	check("return select(2, pcall(error, 'x', 0))", "x");
	check("return select('#', pcall(function(...) return ... end, 1, 2, nil))", "4");
	check("local ok, e = xpcall(function(a) error(a, 0) end, function(e) return e .. '!' end, 'x') return e", "x!");
	check("return select(2, xpcall(function(a, b) return a + b end, error, 1, 2))", "3");
	check("local co = coroutine.wrap(function() local ok, v = pcall(function() return coroutine.yield(1) + 1 end) return v end) "
	      "co() return co(41)", "42");
	check("local co = coroutine.wrap(function() return select(2, xpcall(function() error(coroutine.yield(1), 0) end, "
	      "function(e) return e .. '!' end)) end) co() return co('x')", "x!");
}

/* Where others compute, the clock is over first. */
static void test_clock(void **unused) {
	(void)unused;
	static const char text[] = "local a\nwhile true do end";
	static const struct state_source source = { .chunk = "test", .path = "plugins/test/plugin.lua", .text = text, .len = sizeof(text) - 1 };
	struct err err = ERR_INIT;
	struct state *state = state_new();
	state_limit_time(state, 5, 0.05, "the section");
	lib_push_env(state_lua(state));
	assert_true(state_load(state, &source, &err));
	assert_false(state_call(state, 0, 1, &err));
	assert_int_equal(err.code, ERR_LATE);
	assert_int_equal(err.at.line, 2);
	assert_non_null(strstr(err.msg, "the section ran longer than 0.05 s"));
	state_free(state);
}

/* Where the parser stumbles over the beginning of a line, the hint is the line before; and what other languages write is known. */
static void test_line_before(void **unused) {
	(void)unused;
	static const struct { const char *text, *hint; } cases[] = {
		{ "for i = 1, 2\n\n  f(i)\nend", "to the end of line 1" },
		{ "local t = {\n  a = 1\n  b = 2,\n}", "one may be missing at the end of line 2" },
		{ "for i = 1, 2 f(i)\nend", "" },
		{ "local t = { a = 1 b = 2 }", "commas part" },
		{ "if 1 != 2 then end", "~=" },
		{ "local n = 1\nn += 1", "n = n + 1" },
		{ "if n = 1 then end", "is written ==" },
		{ "if a && b then end", "'and' is written" },
		{ "if a || b then end", "'or' is written" },
		{ "return { f = function()\n  if a then b()\n  else if c then d() end\n  end,\n}", "elseif does not" },
		{ "local t = {\n  a = 1,\nlocal b = 2\nreturn t", "the '{' of line 1" },
		{ "local t = { function() if x then return (1) end end,\n\nfor i = 1, 2 do end", "the '{' of line 1" },
		{ "return { f = function()\n  g(1,\n  local b = 2\nend }", "the '(' of line 2" },
		{ "return { f = function() x local b = 2 end }", "" },
		{ "local t = {\n  a = 1\n", "" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct err err;
		bool ok;
		state_free(run(cases[i].text, &ok, &err));
		assert_false(ok);
		assert_true(cases[i].hint[0] ? strstr(err.hint, cases[i].hint) != NULL : err.hint[0] == '\0');
	}
}

static void test_places(void **unused) {
	(void)unused;
	static const struct { const char *text; int line, col; const char *says, *source; } cases[] = {
		{ "local x = {}\nreturn x.rows.first\n", 2, 10, "field 'rows'", "return x.rows.first" },
		{ "local x = {}\n\n  x.y = = 3\n", 3, 9, "near '='", "  x.y = = 3" },
		{ "local function f(\n", 1, 17, "near <eof>", "local function f(" },
		{ "local t = {\n  a = 1\n  b = 2,\n}", 3, 3, "'}' expected", "  b = 2," },
		{ "local k <const> = 1\nk = 2\n\nreturn 3", 2, 1, "const variable 'k'", "k = 2" },
		{ "local x = 1\ngoto there\nreturn x", 2, 6, "no visible label 'there'", "goto there" },
		{ "local t, i = {}, 1\nreturn t[i].name", 2, 0, "index a nil value (an element of a table)", "return t[i].name" },
		{ "for _, x in { 1 } do end", 1, 10, "(what 'in' is to go through)", "for _, x in { 1 } do end" },
		{ "local year = { year = {} }\nreturn year.year + 1", 2, 13, "arithmetic on a table value (field 'year')", "return year.year + 1" },
		{ "local year = {}\nlocal y = year .. year.year", 2, 16, "concatenate", "local y = year .. year.year" },
		{ "return 'abc\n", 1, 8, "unfinished string", "return 'abc" },
		{ "local f = function() error('deep', 2) end\nlocal g = function()\n  f()\nend\ng()", 3, 0, "deep", "  f()" },
		{ "local a\nlocal b = 1 + a\nreturn b", 2, 15, "local 'a'", "local b = 1 + a" },
		{ "return undefned0", 1, 8, "no variable 'undefned0'", "return undefned0" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct err err;
		bool ok;
		state_free(run(cases[i].text, &ok, &err));
		assert_false(ok);
		if (!strstr(err.msg, cases[i].says) || err.at.line != cases[i].line || err.at.col != cases[i].col) {
			fail_msg("%s: %d:%d: %s", cases[i].text, err.at.line, err.at.col, err.msg);
		}
		assert_string_equal(err.source, cases[i].source);
	}
}

/* Much garbage beside much that lives is no reason to fail. */
static void test_garbage(void **unused) {
	(void)unused;
	static const char *const scripts[] = {
		"local t = {} for i = 1, 20000 do t[i % 100 + 1] = ('x'):rep(100000) .. i end return #t",
		"local t = {} for i = 1, 300000 do t[i % 100 + 1] = { i, { i } } end return #t",
		"local s for i = 1, 300 do s = ('x'):rep(5000000) end return 100",
		"return coroutine.wrap(function() local t = {} for i = 1, 20000 do t[i % 100 + 1] = ('x'):rep(100000) .. i end return #t end)()",
	};
	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		struct err err;
		bool ok;
		struct state *state = run_for(30, scripts[i], &ok, &err);
		if (!ok) {
			fail_msg("%s: %s", scripts[i], err.msg);
		}
		assert_string_equal(lib_tostring(state_lua(state), -1), "100");
		state_free(state);
	}
}

static void test_names_and_reasons(void **unused) {
	(void)unused;
	struct err err;
	bool ok;
	state_free(run("return strng.rep('x', 2)", &ok, &err));
	assert_string_equal(err.hint, "did you mean string?");
	state_free(run("return table.concta({})", &ok, &err));
	assert_string_equal(err.hint, "did you mean table.concat?");
	state_free(run("print(1)", &ok, &err));
	assert_non_null(strstr(err.hint, "ctx.warn"));
	state_free(run("return os.time()", &ok, &err));
	assert_non_null(strstr(err.hint, "ctx.as_of"));
}


int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_no_addresses),
		cmocka_unit_test(test_sort),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_pcall),
		cmocka_unit_test(test_clock),
		cmocka_unit_test(test_line_before), cmocka_unit_test(test_places),
		cmocka_unit_test(test_garbage),
		cmocka_unit_test(test_names_and_reasons),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
