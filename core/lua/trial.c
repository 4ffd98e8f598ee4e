/* trial: see trial.h. */
#include "lua/trial.h"

#include <lauxlib.h>
#include <math.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/node.h"
#include "lua/host.h"
#include "lua/opts.h"
#include "lua/state.h"
#include "lua/value.h"

#define SHOWN 160                /* bytes of a value, in messages */
#define DEPTH_MAX 100

/* ---- the text of blocks ---- */

static bool is_inline(const char *kind) {
	for (int i = 0; i < NODE_KINDS; i++) {
		if (str_eq(node_kind_name((enum node_kind)i), kind)) {
			return node_is_inline((enum node_kind)i);
		}
	}
	return false;
}

static const char *field(lua_State *L, int idx, const char *name) {
	lua_pushstring(L, name);
	lua_rawget(L, idx < 0 ? idx - 1 : idx);
	const char *s = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
	lua_pop(L, 1);               /* it stays in its table */
	return s;
}

/* Add what the block or string on top says, one block a line; notes are no part of the text that they belong to. */
static void add_text(lua_State *L, struct buf *out, int depth) {
	if (lua_type(L, -1) == LUA_TSTRING) {
		buf_adds(out, lua_tostring(L, -1));
		return;
	}
	const char *kind = lua_istable(L, -1) ? field(L, -1, "kind") : NULL;
	if (!kind || depth > DEPTH_MAX || str_eq(kind, "note")) {
		return;
	}
	state_charge(L, 10);
	luaL_checkstack(L, 6, "too deep");
	if (!is_inline(kind) && out->len > 0 && out->p[out->len - 1] != '\n') {
		buf_addc(out, '\n');
	}
	const char *own = field(L, -1, "text");
	if (own) {
		buf_adds(out, own);
	}
	lua_getfield(L, -1, "in");
	lua_Integer n = lua_istable(L, -1) ? luaL_len(L, -1) : 0;
	for (lua_Integer i = 1; i <= n; i++) {
		lua_geti(L, -1, i);
		add_text(L, out, depth + 1);
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
}

/* Spaces at which no line may end are as any space to who writes down what is expected. */
static void plain_spaces(char *s) {
	static const char *const spaces[] = { "\u00A0", "\u202F" };
	char *to = s;
	while (*s != '\0') {
		size_t n = 0;
		for (size_t i = 0; i < 2 && n == 0; i++) {
			n = str_prefix(s, spaces[i]) ? strlen(spaces[i]) : 0;
		}
		*to++ = n > 0 ? ' ' : *s;
		s += n > 0 ? n : 1;
	}
	*to = '\0';
}

/* Push the text of the block on top of the stack. */
static void push_text(lua_State *L) {
	struct buf *text = state_scratch(state_of(L));
	buf_reset(text);
	add_text(L, text, 0);
	plain_spaces(text->p);
	lua_pushstring(L, text->p);
}

/* ---- doc ---- */

static void check_doc(lua_State *L, const char *name) {
	if (!lua_istable(L, 1) || lua_getfield(L, 1, "root") != LUA_TTABLE) {
		opt_raise(L, "doc", "doc has this in the tests of a section", "doc:%s is called with a colon, on a document", name);
	}
	lua_pop(L, 1);
}

/* "words:said" goes by "said" too. */
static bool is_id(const char *id, const char *wanted) {
	const char *colon = strchr(id, ':');
	return str_eq(id, wanted) || (colon && str_eq(colon + 1, wanted));
}

/* Whether the block at the top has what the table at idx says of it. What is left on the stack above it is the caller's to drop. */
static bool matches(lua_State *L, int idx) {
	int block = lua_gettop(L), key = block + 1;
	lua_pushnil(L);
	while (lua_next(L, idx)) {
		const char *name = lua_type(L, key) == LUA_TSTRING ? lua_tostring(L, key) : "";
		bool is_text = lua_type(L, -1) == LUA_TSTRING;
		const char *wanted = is_text ? lua_tostring(L, -1) : NULL;
		if (is_text && str_eq(name, "text")) {
			lua_pushvalue(L, block);
			push_text(L);
			if (!strstr(lua_tostring(L, -1), wanted)) {
				return false;
			}
		} else if (is_text && str_eq(name, "id")) {
			const char *id = field(L, block, "id");
			if (!id || !is_id(id, wanted)) {
				return false;
			}
		} else {
			lua_pushvalue(L, key);
			lua_rawget(L, block);
			if (!lua_rawequal(L, -1, -2)) {
				return false;
			}
		}
		lua_settop(L, key);
	}
	return true;
}

/* Collect, into the list at 4, the blocks below the one on top that match; as many as most. */
static void collect(lua_State *L, const char *kind, lua_Integer most, int depth) {
	luaL_checkstack(L, 8, "too deep");
	state_charge(L, 10);
	lua_getfield(L, -1, "in");
	lua_Integer n = lua_istable(L, -1) && depth < DEPTH_MAX ? luaL_len(L, -1) : 0;
	for (lua_Integer i = 1; i <= n && (lua_Integer)lua_rawlen(L, 4) < most; i++) {
		if (lua_geti(L, -1, i) == LUA_TTABLE) {
			const char *is = field(L, -1, "kind");
			int block = lua_gettop(L);
			bool fits = (!kind || (is && str_eq(is, kind))) && (!lua_istable(L, 3) || matches(L, 3));
			lua_settop(L, block);
			if (fits) {
				lua_pushvalue(L, -1);
				lua_rawseti(L, 4, (lua_Integer)lua_rawlen(L, 4) + 1);
			}
			collect(L, kind, most, depth + 1);
		}
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
}

static void look(lua_State *L, const char *name, lua_Integer most) {
	check_doc(L, name);
	lua_settop(L, 3);
	const char *kind = luaL_optstring(L, 2, NULL);
	bool is_known = kind == NULL;
	const char *names[NODE_KINDS + 1] = { NULL };
	for (int i = 0; i < NODE_KINDS; i++) {
		names[i] = node_kind_name((enum node_kind)i);
		is_known = is_known || str_eq(names[i], kind);
	}
	if (!is_known) {
		const char *near = err_nearest(kind, names);
		opt_raise(L, "doc", near ? arena_printf(state_arena(state_of(L)), "did you mean \"%s\"?", near) : NULL,
		          "there are no blocks of kind \"%.40s\"", kind);
	}
	if (!lua_isnil(L, 3)) {
		luaL_checktype(L, 3, LUA_TTABLE);
	}
	lua_newtable(L);
	lua_getfield(L, 1, "root");
	collect(L, kind, most, 0);
	lua_settop(L, 4);
}

static int doc_all(lua_State *L) {
	look(L, "all", LUA_MAXINTEGER);
	return 1;
}

static int doc_find(lua_State *L) {
	look(L, "find", 1);
	lua_geti(L, 4, 1);
	return 1;
}

static int doc_text(lua_State *L) {
	check_doc(L, "text");
	lua_settop(L, 2);
	if (lua_isnil(L, 2)) {
		lua_getfield(L, 1, "root");
		lua_replace(L, 2);
	}
	push_text(L);
	return 1;
}

static int doc_rows(lua_State *L) {
	check_doc(L, "rows");
	if (!lua_istable(L, 2)) {
		opt_raise(L, "doc:rows", "doc:find gives nil where there is none", "%s was given; a table of the document was expected", opt_given(L, 2));
	}
	lua_settop(L, 2);
	lua_newtable(L);
	lua_getfield(L, 2, "in");
	lua_Integer n = lua_istable(L, -1) ? luaL_len(L, -1) : 0;
	for (lua_Integer i = 1; i <= n; i++) {
		lua_geti(L, 4, i);
		const char *kind = lua_istable(L, -1) ? field(L, -1, "kind") : NULL;
		if (kind && str_eq(kind, "row")) {
			lua_newtable(L);
			lua_getfield(L, -2, "in");
			lua_Integer cells = lua_istable(L, -1) ? luaL_len(L, -1) : 0;
			for (lua_Integer k = 1; k <= cells; k++) {
				lua_geti(L, -1, k);
				push_text(L);
				lua_rawseti(L, -4, k);
				lua_pop(L, 1);
			}
			lua_pop(L, 1);
			lua_rawseti(L, 3, (lua_Integer)lua_rawlen(L, 3) + 1);
		}
		lua_settop(L, 4);
	}
	lua_settop(L, 3);
	return 1;
}

static const struct opt block_opts[] = {
	{ "id", OPT_STRING, "string" }, { "in", OPT_TABLE, "(block|string)[]" }, { "kind", OPT_STRING, "!string" }, { "[string]", OPT_ANY, "!any" }, { NULL, 0 }
};
static const struct opt warning_opts[] = {
	{ "file", OPT_STRING, "!string" }, { "line", OPT_INTEGER, "!integer" }, { "message", OPT_STRING, "!string" }, { "section", OPT_STRING, "!string" }, { NULL, 0 }
};

const struct lib_shape trial_doc_shapes[] = {
	{ "block", block_opts },
	{ "test.warning", warning_opts },
	{ NULL }
};

const struct lib_fn trial_doc_fns[] = {
	{ "all", doc_all, "doc:all(kind, { id =, text =, … })",
	  "The blocks of a kind (\"heading\", \"para\", \"table\", \"row\", \"chart\", \"callout\" …; nil: of all kinds), in order. What the table names "
	  "they must have: id as it was given to doc, text as a part of what they say, any other field as it is."
	  "\n\n    #doc:all(\"heading\", { level = 1 }) --> 1",
	  "kind?: string, match?: table<string, any>", "block[]" },
	{ "as_of", NULL, "doc.as_of", "The day it speaks of.",
	  NULL, "string" },
	{ "find", doc_find, "doc:find(kind, { id =, text =, … })", "The first of these; nil where there is none."
	  "\n\n    doc:find(\"table\", { id = \"ships\" }).kind --> \"table\"",
	  "kind?: string, match?: table<string, any>", "block" },
	{ "findings", NULL, "doc.findings", "What the collect of each section returned, by section.",
	  NULL, "table<string, any>" },
	{ "pages", NULL, "doc.pages", "How many pages it has.",
	  NULL, "integer" },
	{ "rows", doc_rows, "doc:rows(table)", "The rows of a table, its heads first, each a list of the texts of its cells."
	  "\n\n    doc:rows(doc:find(\"table\", { id = \"ships\" }))[2] --> { \"Nord\", \"7\" }",
	  "table: block", "string[][]" },
	{ "sources", NULL, "doc.sources", "What it cites: a list of { number, key, title, date, url }.",
	  NULL, "table[]" },
	{ "text", doc_text, "doc:text(block)", "What the block says, without the document's notes, with plain spaces for those at which no line may end; without a block, all of it."
	  "\n\n    doc:text(doc:find(\"heading\")) --> \"Partners\"",
	  "block?: block|string", "string" },
	{ "title", NULL, "doc.title", "Its title.",
	  NULL, "string" },
	{ "warnings", NULL, "doc.warnings", "What was told on the way: a list of { message, section, file, line }.",
	  NULL, "test.warning[]" },
	{ NULL, NULL, NULL, NULL }
};

static void push_warnings(lua_State *L, const struct errs *warnings) {
	lua_newtable(L);
	for (size_t i = 0; i < warnings->n; i++) {
		const struct err *w = &warnings->v[i];
		lua_createtable(L, 0, 4);
		lua_pushstring(L, w->msg);
		lua_setfield(L, -2, "message");
		lua_pushstring(L, w->section);
		lua_setfield(L, -2, "section");
		lua_pushstring(L, w->at.file);
		lua_setfield(L, -2, "file");
		lua_pushinteger(L, w->at.line);
		lua_setfield(L, -2, "line");
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
}

void trial_push_doc(lua_State *L, const struct host_tried *made) {
	int findings = lua_gettop(L);
	value_push(L, made->document);
	lua_pushvalue(L, findings);
	lua_setfield(L, -2, "findings");
	lua_pushinteger(L, (lua_Integer)made->pages);
	lua_setfield(L, -2, "pages");
	push_warnings(L, made->warnings);
	lua_setfield(L, -2, "warnings");
	lib_register(L, trial_doc_fns);
	lib_guard(L, -1, "doc");
	lua_remove(L, findings);
}

/* ---- t ---- */

static struct trial *trial_of(lua_State *L) {
	return lua_touserdata(L, lua_upvalueindex(1));
}

/* As Lua would have it written: what cannot be seen stands as an escape. */
static void add_string(struct buf *out, const char *s) {
	buf_addc(out, '"');
	for (size_t left = strlen(s), n; left > 0; s += n, left -= n) {
		uint32_t cp;
		n = utf8_decode(s, left, &cp);
		bool is_hidden = cp == 0xA0 || cp == 0xAD || cp == 0x202F || (cp >= 0x2000 && cp <= 0x200F) || cp == 0x2011 || cp == 0x2060;
		if (n == 0) {
			n = 1;
			buf_addf(out, "\\x%02X", (unsigned char)*s);
		} else if (is_hidden) {
			buf_addf(out, "\\u{%X}", cp);
		} else if (cp == '\n') {
			buf_adds(out, "\\n");
		} else {
			buf_add(out, s, n);
		}
	}
	buf_addc(out, '"');
}

/* Values as people read them, in the arena. */
static const char *shown(lua_State *L, int idx) {
	struct arena *arena = state_arena(state_of(L));
	struct buf text = BUF_INIT;
	struct json *bad = NULL;
	struct err err = ERR_INIT;
	if (lua_type(L, idx) == LUA_TSTRING) {
		add_string(&text, lua_tostring(L, idx));
	} else if (lua_isnil(L, idx)) {
		buf_adds(&text, "nil");
	} else {
		struct json_out out = JSON_OUT(&text, 0);
		json_add_value(&out, value_read(L, idx, arena, true, &bad, &err));
	}
	const char *s = text.len <= SHOWN ? arena_strdup(arena, buf_str(&text))
	                                  : arena_printf(arena, "%.*s…", (int)utf8_start(buf_str(&text), SHOWN), buf_str(&text));
	buf_fini(&text);
	return s;
}

static void fail_at(lua_State *L, const char *what, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* Note a failure at the line of the test that asked. what: the author's words for it; may be NULL. */
static void fail_at(lua_State *L, const char *what, const char *fmt, ...) {
	struct trial *trial = trial_of(L);
	struct err *err = errs_add(trial->failures);
	char msg[480];
	int line;
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(msg, sizeof(msg), fmt, ap);
	va_end(ap);
	err_set(err, ERR_PLUGIN, "%s%s%s", what ? what : "", what ? ": " : "", msg);
	const struct state_source *where = state_where(L, &line);
	if (where) {
		size_t offset = 0;
		for (int at = 1; at < line && offset < where->len; offset++) {
			at += where->text[offset] == '\n';
		}
		offset += strspn(where->text + offset, " \t");
		err_at_offset(err, where->text, where->len, offset);
		err_at_file(err, where->path);
	}
	STR_COPY(err->plugin, trial->plugin);
}

static bool is_alike(lua_State *L, int a, int b, struct buf *path, int depth);

static bool table_is_alike(lua_State *L, int a, int b, struct buf *path, int depth) {
	for (int round = 0; round < 2; round++) {
		int from = round == 0 ? b : a, other = round == 0 ? a : b;
		lua_pushnil(L);
		while (lua_next(L, from)) {
			size_t len = path->len;
			lua_pushvalue(L, -2);
			lua_rawget(L, other);
			if (lua_type(L, -3) == LUA_TSTRING) {
				buf_addf(path, ".%s", lua_tostring(L, -3));
			} else {
				buf_addf(path, "[%lld]", (long long)lua_tointeger(L, -3));
			}
			int given = round == 0 ? lua_gettop(L) : lua_gettop(L) - 1, wanted = round == 0 ? lua_gettop(L) - 1 : lua_gettop(L);
			if (!is_alike(L, given, wanted, path, depth + 1)) {
				return false;            /* the two stay on top, given first */
			}
			path->len = len;
			path->p[len] = '\0';
			lua_pop(L, 2);
		}
	}
	return true;
}

/* False with what differs pushed, given and wanted, and where that is in path. */
static bool is_alike(lua_State *L, int a, int b, struct buf *path, int depth) {
	luaL_checkstack(L, 12, "too deep");
	state_charge(L, 10);
	if (lua_istable(L, a) && lua_istable(L, b) && depth < DEPTH_MAX) {
		return table_is_alike(L, a, b, path, depth);
	}
	if (lua_rawequal(L, a, b)) {
		return true;
	}
	lua_pushvalue(L, a);
	lua_pushvalue(L, b);
	return false;
}

/* Where two long texts part, with what is around. */
static void fail_texts(lua_State *L, const char *what, const char *path, const char *given, const char *wanted) {
	size_t same = 0;
	while (given[same] && given[same] == wanted[same]) {
		same++;
	}
	size_t from = same > 40 ? utf8_start(given, same - 40) : 0;
	same = utf8_start(given, same);
	fail_at(L, what, "%s%s%s differs from character %zu on: \"%s%.*s\" where \"%s%.*s\" was expected", *path ? "at " : "it", path,
	        *path ? " it" : "", utf8_count(given, same) + 1, from ? "…" : "", (int)utf8_start(given + from, strnlen(given + from, 100)),
	        given + from, from ? "…" : "", (int)utf8_start(wanted + from, strnlen(wanted + from, 100)), wanted + from);
}

static int t_equal(lua_State *L) {
	struct buf *path = state_scratch(state_of(L));
	lua_settop(L, 3);
	trial_of(L)->checks++;
	const char *what = luaL_optstring(L, 3, NULL);
	buf_reset(path);
	if (!is_alike(L, 1, 2, path, 0)) {
		const char *where = arena_strdup(state_arena(state_of(L)), path->p[0] == '.' ? path->p + 1 : path->p);
		if (lua_type(L, -2) == LUA_TSTRING && lua_type(L, -1) == LUA_TSTRING && lua_rawlen(L, -2) > 60 && lua_rawlen(L, -1) > 60) {
			fail_texts(L, what, where, lua_tostring(L, -2), lua_tostring(L, -1));
		} else {
			fail_at(L, what, "%s%s%s is %s; %s was expected", *where ? "at " : "it", where, *where ? " it" : "", shown(L, -2), shown(L, -1));
		}
	}
	return 0;
}

static int t_ok(lua_State *L) {
	trial_of(L)->checks++;
	const char *what = luaL_optstring(L, 2, NULL);
	if (!lua_toboolean(L, 1)) {
		fail_at(L, what, "it is %s", lua_isnil(L, 1) ? "nil" : "false");
	}
	lua_pushboolean(L, lua_toboolean(L, 1));
	return 1;
}

/* The string at arg with plain spaces, in the arena. */
static const char *arg_words(lua_State *L, int arg) {
	char *s = arena_strdup(state_arena(state_of(L)), luaL_checkstring(L, arg));
	plain_spaces(s);
	return s;
}

/* The text of argument 1: a string, or a block of the document. */
static const char *text_arg(lua_State *L, const char *name) {
	if (lua_istable(L, 1)) {
		lua_pushvalue(L, 1);
		push_text(L);
		lua_replace(L, 1);
		lua_pop(L, 1);
	} else if (lua_type(L, 1) != LUA_TSTRING) {
		fail_at(L, luaL_optstring(L, 3, NULL), "t.%s looks into %s; a text or a block was expected", name, opt_given(L, 1));
		return NULL;
	}
	return arg_words(L, 1);
}

static int t_contains(lua_State *L) {
	lua_settop(L, 3);
	trial_of(L)->checks++;
	const char *words = arg_words(L, 2), *text = text_arg(L, "contains");
	if (text && !strstr(text, words)) {
		fail_at(L, luaL_optstring(L, 3, NULL), "\"%s\" is not in %s", words, shown(L, 1));
	}
	return 0;
}

static int t_lacks(lua_State *L) {
	lua_settop(L, 3);
	trial_of(L)->checks++;
	const char *words = arg_words(L, 2), *text = text_arg(L, "lacks"), *at = text ? strstr(text, words) : NULL;
	if (at) {
		size_t from = at - text > 40 ? utf8_start(text, (size_t)(at - text) - 40) : 0;
		fail_at(L, luaL_optstring(L, 3, NULL), "\"%s\" is in it: \"%s%.*s\"", words, from ? "…" : "",
		        (int)utf8_start(text + from, strnlen(text + from, 120)), text + from);
	}
	return 0;
}

static int t_near(lua_State *L) {
	trial_of(L)->checks++;
	lua_Number wanted = luaL_checknumber(L, 2), within = luaL_checknumber(L, 3);
	if (lua_type(L, 1) != LUA_TNUMBER || fabs(lua_tonumber(L, 1) - wanted) > within) {
		fail_at(L, luaL_optstring(L, 4, NULL), "it is %s; %.14g, give or take %.14g, was expected", shown(L, 1), wanted, within);
	}
	return 0;
}

static int t_fail(lua_State *L) {
	trial_of(L)->checks++;
	fail_at(L, NULL, "%s", luaL_checkstring(L, 1));
	return 0;
}

static int t_raises(lua_State *L) {
	luaL_checktype(L, 1, LUA_TFUNCTION);
	lua_settop(L, 3);
	const char *words = luaL_checkstring(L, 2);
	trial_of(L)->checks++;
	lua_pushvalue(L, 1);
	if (lua_pcall(L, 0, 0, 0) == LUA_OK) {
		fail_at(L, luaL_optstring(L, 3, NULL), "it raised no error; \"%s\" was expected", words);
		return 0;
	}
	if (state_spent(L)) {
		state_raise_spent(L);
	}
	const char *msg = lib_tostring(L, -1);
	if (!strstr(msg, words)) {
		fail_at(L, luaL_optstring(L, 3, NULL), "it raised \"%s\"; \"%s\" was expected", msg, words);
	}
	return 0;
}

const struct lib_fn trial_t_fns[] = {
	{ "contains", t_contains, "t.contains(text, words, what)", "The words are in the text, or in what the block says. Any space is as another."
	  "\n\n    t.contains(doc:text(), \"takes part\")",
	  "text: string|block, words: string, what?: string" },
	{ "equal", t_equal, "t.equal(given, wanted, what)",
	  "The two are alike: tables if all that is in them is. Of tables the place is told where they differ."
	  "\n\n    t.equal(doc.findings.examples.total, 3, \"of all ships\")",
	  "given: any, wanted: any, what?: string" },
	{ "fail", t_fail, "t.fail(message)", "It is wrong, whatever the reason."
	  "\n\n    if doc.pages > 100 then t.fail(\"nobody reads so many pages\") end",
	  "message: string" },
	{ "lacks", t_lacks, "t.lacks(text, words, what)", "The words are not in it."
	  "\n\n    t.lacks(doc:text(), \"Atlantis\")",
	  "text: string|block, words: string, what?: string" },
	{ "near", t_near, "t.near(given, wanted, within, what)", "The number is wanted, or no further from it than within."
	  "\n\n    t.near(0.1 + 0.2, 0.3, 1e-9)",
	  "given: any, wanted: number, within: number, what?: string" },
	{ "ok", t_ok, "t.ok(value, what)", "The value is neither nil nor false. Returns whether it is."
	  "\n\n    t.ok(doc:find(\"chart\"), \"a chart\")",
	  "value: any, what?: string", "boolean" },
	{ "raises", t_raises, "t.raises(fn, words, what)", "fn, called without arguments, raises an error with these words in it."
	  "\n\n    t.raises(function() error(\"no ships\") end, \"no ships\")",
	  "fn: fun(), words: string, what?: string" },
	{ NULL, NULL, NULL, NULL }
};

void trial_push_t(lua_State *L, struct trial *trial) {
	lua_newtable(L);
	for (const struct lib_fn *fn = trial_t_fns; fn->name; fn++) {
		lua_pushlightuserdata(L, trial);
		lua_pushcclosure(L, fn->fn, 1);
		lua_setfield(L, -2, fn->name);
	}
	lib_guard(L, -1, "t");
	lib_push_view(L, -1, "t");
	lua_remove(L, -2);
}
