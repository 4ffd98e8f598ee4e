/* bind_doc: what a section writes with: each function checks what it is given and makes nodes. */
#include <lauxlib.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/build.h"
#include "doc/node.h"
#include "lua/bind.h"
#include "lua/host.h"
#include "lua/plugin.h"
#include "lua/state.h"

#define DOC_TYPE "sitrep.doc"
#define COLUMNS_MAX 60
#define ROWS_MAX 100000
#define POINTS_MAX 10000
#define SERIES_MAX 40
#define LIST_DEPTH_MAX 6

/* Options. */

enum opt_type { OPT_BOOLEAN, OPT_INTEGER, OPT_NUMBER, OPT_STRING, OPT_TABLE, OPT_ANY };

struct opt {
	const char *name;
	enum opt_type type;
};

static const char *const opt_words[] = {
	[OPT_BOOLEAN] = "true or false", [OPT_INTEGER] = "a whole number", [OPT_NUMBER] = "a number", [OPT_STRING] = "a string",
	[OPT_TABLE] = "a table", [OPT_ANY] = "a value",
};

static bool opt_fits(lua_State *L, int idx, enum opt_type type) {
	switch (type) {
	case OPT_BOOLEAN: return lua_isboolean(L, idx);
	case OPT_INTEGER: return lua_isinteger(L, idx);
	case OPT_NUMBER: return lua_type(L, idx) == LUA_TNUMBER;
	case OPT_STRING: return lua_type(L, idx) == LUA_TSTRING || lua_type(L, idx) == LUA_TNUMBER;
	case OPT_TABLE: return lua_istable(L, idx);
	default: return true;
	}
}

/* "a string \"two\"", "a table": what was given, for messages. */
static const char *given(lua_State *L, int idx) {
	switch (lua_type(L, idx)) {
	case LUA_TSTRING: {
		char cut[44];
		STR_COPY(cut, lua_tostring(L, idx));
		return lua_pushfstring(L, "the string \"%s\"", cut);
	}
	case LUA_TNUMBER: return lua_pushfstring(L, "the number %s", lib_tostring(L, idx));
	case LUA_TBOOLEAN: return lua_toboolean(L, idx) ? "true" : "false";
	case LUA_TNIL: case LUA_TNONE: return "nothing";
	default: return lua_pushfstring(L, "a %s", luaL_typename(L, idx));
	}
}

/* Raise at the place where ("table 2 › row 14"): what is wrong, and what to do where hint is not NULL. */
static _Noreturn void raise_at(lua_State *L, const char *where, const char *hint, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

static _Noreturn void raise_at(lua_State *L, const char *where, const char *hint, const char *fmt, ...) {
	struct err err;
	char msg[400];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(msg, sizeof(msg), fmt, ap);
	va_end(ap);
	err_set(&err, ERR_PLUGIN, "%s: %s", where, msg);
	if (hint) {
		err_hint(&err, "%s", hint);
	}
	state_raise(L, &err);
}

static void raise_unknown(lua_State *L, const char *where, const struct opt *opts, const char *name) {
	const char *names[24];
	size_t n = 0;
	char hint[200], *at = hint, *end = hint + sizeof(hint);
	for (; opts[n].name && n < 23; n++) {
		names[n] = opts[n].name;
		at += snprintf(at, (size_t)(end - at), "%s%s", n ? ", " : "there are ", names[n]);
		at = at < end ? at : end - 1;
	}
	names[n] = NULL;
	const char *near = err_nearest(name, names);
	if (near) {
		snprintf(hint, sizeof(hint), "did you mean '%s'?", near);
	}
	raise_at(L, where, n ? hint : NULL, "there is no option '%s'", name);
}

/* Every key of the table at idx is an option of its type; positions are allowed where listed. */
static void check_opts(lua_State *L, int idx, const char *where, const struct opt *opts, bool listed) {
	idx = lua_absindex(L, idx);
	size_t n = 0;
	lua_pushnil(L);
	while (lua_next(L, idx)) {
		if (++n % 1024 == 0) {
			state_charge(L, 1024);
		}
		if (listed && lua_isinteger(L, -2)) {
			lua_pop(L, 1);
			continue;
		}
		if (lua_type(L, -2) != LUA_TSTRING) {
			raise_at(L, where, NULL, "options have names; %s cannot stand here", given(L, -1));
		}
		const char *name = lua_tostring(L, -2);
		const struct opt *opt = opts;
		while (opt->name && !str_eq(opt->name, name)) {
			opt++;
		}
		if (!opt->name) {
			raise_unknown(L, where, opts, name);
		}
		if (!opt_fits(L, -1, opt->type)) {
			raise_at(L, where, NULL, "%s is %s; %s was expected", name, given(L, -1), opt_words[opt->type]);
		}
		lua_pop(L, 1);
	}
}

/* The options at arg, which may be left out: an index of a table that was checked, 0 where there are none. */
static int optional_opts(lua_State *L, int arg, const char *where, const struct opt *opts) {
	if (lua_isnoneornil(L, arg)) {
		return 0;
	}
	if (!lua_istable(L, arg)) {
		raise_at(L, where, NULL, "the options are a table, { id = \"…\" }, not %s", given(L, arg));
	}
	check_opts(L, arg, where, opts, false);
	return arg;
}

static void required_opts(lua_State *L, int arg, const char *where, const struct opt *opts, bool listed) {
	if (!lua_istable(L, arg)) {
		raise_at(L, where, NULL, "a table was expected, not %s", given(L, arg));
	}
	check_opts(L, arg, where, opts, listed);
}

/* Strings and numbers as text: valid UTF-8 without zeros. Borrowed from the value, which must stay where it is. */
static const char *check_text(lua_State *L, int idx, const char *where, const char *what) {
	size_t len, bad;
	if (lua_type(L, idx) != LUA_TSTRING && lua_type(L, idx) != LUA_TNUMBER) {
		raise_at(L, where, NULL, "%s is %s; a string was expected", what, given(L, idx));
	}
	idx = lua_absindex(L, idx);
	if (lua_type(L, idx) == LUA_TNUMBER) {
		lua_pushvalue(L, idx);
		lua_tostring(L, -1);
		lua_replace(L, idx);
	}
	const char *s = lua_tolstring(L, idx, &len);
	if (memchr(s, '\0', len)) {
		raise_at(L, where, NULL, "%s holds a zero byte", what);
	}
	if (!utf8_valid(s, len, &bad)) {
		raise_at(L, where, "a string that was cut with string.sub may end inside a letter; use utf8.offset",
		         "%s is not valid UTF-8 at byte %zu", what, bad + 1);
	}
	return s;
}

/* The option name as a copy in the document's memory; NULL where it is not given. */
static const char *opt_text(lua_State *L, int opts, const char *where, const char *name) {
	if (!opts) {
		return NULL;
	}
	const char *s = NULL;
	if (lua_getfield(L, opts, name) != LUA_TNIL) {
		s = arena_strdup(state_arena(state_of(L)), check_text(L, -1, where, name));
	}
	lua_pop(L, 1);
	return s;
}

/* The same, of what is shown as it is and never parsed as Markdown: escapes are taken off. */
static const char *opt_plain(lua_State *L, int opts, const char *where, const char *name) {
	const char *s = opt_text(L, opts, where, name);
	char *to = (char *)(uintptr_t)s;
	for (const char *p = s; p && *p; p++) {
		p += *p == '\\' && p[1] && strchr("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", p[1]);
		*to++ = *p;
	}
	if (to) {
		*to = '\0';
	}
	return s;
}

static lua_Integer opt_integer(lua_State *L, int opts, const char *name, lua_Integer fallback) {
	if (!opts) {
		return fallback;
	}
	lua_getfield(L, opts, name);
	lua_Integer n = lua_isnil(L, -1) ? fallback : lua_tointeger(L, -1);
	lua_pop(L, 1);
	return n;
}

static bool opt_boolean(lua_State *L, int opts, const char *name, bool fallback) {
	if (!opts) {
		return fallback;
	}
	lua_getfield(L, opts, name);
	bool b = lua_isnil(L, -1) ? fallback : lua_toboolean(L, -1);
	lua_pop(L, 1);
	return b;
}

/* One of names (NULL-terminated), its index; fallback where it is not given. */
static int opt_choice(lua_State *L, int opts, const char *where, const char *name, const char *const *names, int fallback) {
	const char *s = opt_text(L, opts, where, name);
	char list[160] = "";
	size_t len = 0;
	if (!s) {
		return fallback;
	}
	for (int i = 0; names[i]; i++) {
		if (str_eq(names[i], s)) {
			return i;
		}
		len += (size_t)snprintf(list + len, sizeof(list) - len, "%s\"%s\"", i ? ", " : "", names[i]);
	}
	const char *near = err_nearest(s, names);
	char hint[80];
	snprintf(hint, sizeof(hint), "did you mean \"%s\"?", near ? near : "");
	raise_at(L, where, near ? hint : NULL, "%s is \"%.40s\"; one of %s was expected", name, s, list);
}

/* Building. */

static struct bind_section *check_doc(lua_State *L, const char *name) {
	struct bind_section **section = luaL_testudata(L, 1, DOC_TYPE);
	if (!section) {
		luaL_error(L, "doc.%s is called with a colon: doc:%s(…)", name, name);
	}
	if (!(*section)->build) {
		luaL_error(L, "doc:%s: doc can be written only while this section is built", name);
	}
	int line;
	const struct state_source *where = state_where(L, &line);
	const struct plugin *plugin = (*section)->scope.plugin;
	build_origin((*section)->build, plugin->name, (*section)->is->id, where ? where->path : plugin->source.path, line);
	return *section;
}

/* Raise err, which names a line and column of text, at the place in the file where that text is written, if it can be found. */
static _Noreturn void raise_in_text(lua_State *L, const char *where, const char *text, const struct plugin_text *prose,
                                    struct err *err) {
	int line, text_line = err->at.line, text_col = err->at.col;
	const struct state_source *source = state_where(L, &line);
	if (prose) {
		err_at(err, prose->path, text_line, strchr(prose->text, '{') ? 0 : text_col);
		err_wrap(err, "text '%s'", prose->key);
		state_raise(L, err);
	}
	for (int i = 1; i < text_line && text; i++) {
		text = strchr(text, '\n');
		text += text != NULL;
	}
	size_t len = text ? strcspn(text, "\n") : 0;
	const char *at = source && len > 3 ? memmem(source->text, source->len, text, len) : NULL;
	if (at && !memmem(at + 1, source->len - (size_t)(at + 1 - source->text), text, len)) {
		size_t offset = (size_t)(at - source->text);
		for (int i = 1; i < text_col && at[i - 1]; i++) {
			offset++;                /* columns count characters; err_at_offset goes to the start of one */
			while (((unsigned char)source->text[offset] & 0xC0) == 0x80) {
				offset++;
			}
		}
		err_at_offset(err, source->text, source->len, offset);
		err_at_file(err, source->path);
	} else {
		err->at = (struct place){ .line = 0 };
		err->source[0] = '\0';
	}
	err_wrap(err, "%s", where);
	state_raise(L, err);
}

/* Raise err of the builder. */
static _Noreturn void raise_build(lua_State *L, const char *where, struct err *err) {
	err->at = (struct place){ .line = 0 };
	err_wrap(err, "%s", where);
	state_raise(L, err);
}

static struct node *open_node(lua_State *L, struct bind_section *section, enum node_kind kind, const char *id, const char *where) {
	struct err err = ERR_INIT;
	struct node *node = build_open(section->build, kind, id, &err);
	if (!node) {
		raise_build(L, where, &err);
	}
	return node;
}

static void add_inlines(lua_State *L, struct bind_section *section, const char *markdown, const char *where) {
	struct err err = ERR_INIT;
	if (!build_inlines(section->build, markdown, &err)) {
		raise_in_text(L, where, markdown, NULL, &err);
	}
}

static void add_blocks(lua_State *L, struct bind_section *section, const char *markdown, const struct plugin_text *prose,
                       const char *where) {
	struct err err = ERR_INIT;
	state_charge(L, strlen(markdown));
	if (!build_blocks(section->build, markdown, 1, &err)) {
		raise_in_text(L, where, markdown, prose, &err);
	}
}

/* Notes: kept by the section, looked up when a text of it holds [^key]. */

static const char *find_note(void *ctx, const char *key) {
	struct bind_section *section = ctx;
	for (size_t i = 0; i < section->note_count; i++) {
		if (str_eq(section->notes[i].key, key)) {
			section->notes[i].is_used = true;
			return section->notes[i].text;
		}
	}
	return NULL;
}

static int doc_note(lua_State *L) {
	struct bind_section *section = check_doc(L, "note");
	struct arena *arena = state_arena(state_of(L));
	const char *key = check_text(L, 2, "doc:note", "the key"), *text = check_text(L, 3, "doc:note", "the text");
	for (size_t i = 0; i < section->note_count; i++) {
		if (str_eq(section->notes[i].key, key)) {
			raise_at(L, "doc:note", NULL, "there is a note '%s' already", key);
		}
	}
	*ARENA_PUSH(arena, section->notes, section->note_count, section->note_cap) = (struct bind_note){
		.key = arena_strdup(arena, key), .text = arena_strdup(arena, text) };
	return 0;
}

/* Blocks of text. */

static int doc_heading(lua_State *L) {
	static const struct opt opts[] = { { "id", OPT_STRING }, { "level", OPT_INTEGER }, { "numbered", OPT_BOOLEAN }, { NULL, 0 } };
	struct bind_section *section = check_doc(L, "heading");
	lua_settop(L, 3);
	const char *text = check_text(L, 2, "doc:heading", "the text");
	int o = optional_opts(L, 3, "doc:heading", opts);
	lua_Integer level = opt_integer(L, o, "level", 1);
	if (level < 1 || level > 6) {
		raise_at(L, "doc:heading", "level 1 is the section's own", "level is %lld; 1 to 6 was expected", (long long)level);
	}
	struct node *node = open_node(L, section, NODE_HEADING, opt_text(L, o, "doc:heading", "id"), "doc:heading");
	node->u.heading.level = (int)level;
	node->u.heading.unnumbered = !opt_boolean(L, o, "numbered", true);
	add_inlines(L, section, text, "doc:heading");
	build_close(section->build);
	return 0;
}

static int doc_text(lua_State *L) {
	struct bind_section *section = check_doc(L, "text");
	add_blocks(L, section, check_text(L, 2, "doc:text", "the text"), NULL, "doc:text");
	return 0;
}

static int doc_quote(lua_State *L) {
	static const struct opt opts[] = { { "id", OPT_STRING }, { NULL, 0 } };
	struct bind_section *section = check_doc(L, "quote");
	lua_settop(L, 3);
	const char *text = check_text(L, 2, "doc:quote", "the text");
	int o = optional_opts(L, 3, "doc:quote", opts);
	open_node(L, section, NODE_QUOTE, opt_text(L, o, "doc:quote", "id"), "doc:quote");
	add_blocks(L, section, text, NULL, "doc:quote");
	build_close(section->build);
	return 0;
}

static void raise_unknown_prose(lua_State *L, const struct plugin *plugin, const char *key) {
	const char **names = arena_alloc(state_arena(state_of(L)), (plugin->prose_count + 1) * sizeof(*names));
	char hint[160];
	for (size_t i = 0; i < plugin->prose_count; i++) {
		names[i] = plugin->prose[i].key;
	}
	const char *near = err_nearest(key, names);
	snprintf(hint, sizeof(hint), near ? "did you mean '%s'?" : "write %s.en.md beside plugin.lua", near ? near : key);
	const char *lang = state_lang(state_of(L));
	const char *own = str_eq(lang, "en") ? "" : arena_printf(state_arena(state_of(L)), "%s.%s.md, nor ", key, lang);
	raise_at(L, "doc:prose", hint, "the plugin has no prose file %s%s.en.md", own, key);
}

static int doc_prose(lua_State *L) {
	struct bind_section *section = check_doc(L, "prose");
	const struct plugin *plugin = section->scope.plugin;
	lua_settop(L, 3);
	const char *key = check_text(L, 2, "doc:prose", "the key");
	bool fell_back;
	const struct plugin_text *prose = plugin_text(plugin->prose, plugin->prose_count, key, state_lang(state_of(L)), &fell_back);
	if (!prose) {
		raise_unknown_prose(L, plugin, key);
	}
	if (fell_back) {
		bind_warn(L, &section->scope, lua_pushfstring(L, "there is no %s.%s.md; the English text is used", key,
		                                              state_lang(state_of(L))), NULL);
	}
	const char *filled = bind_message(L, prose, 3);
	struct err err = ERR_INIT;
	build_from_file(section->build, prose->path, prose->line);
	if (!build_blocks(section->build, filled, 1, &err)) {
		raise_in_text(L, "doc:prose", filled, prose, &err);
	}
	return 0;
}

static int doc_callout(lua_State *L) {
	static const struct opt opts[] = { { "id", OPT_STRING }, { "text", OPT_STRING }, { "title", OPT_STRING }, { "tone", OPT_STRING },
	                                   { NULL, 0 } };
	static const char *const tones[] = { "note", "key", "warning", NULL };
	struct bind_section *section = check_doc(L, "callout");
	char where[40];
	snprintf(where, sizeof(where), "callout %zu", ++section->callouts);
	lua_settop(L, 2);
	required_opts(L, 2, where, opts, false);
	const char *text = opt_text(L, 2, where, "text"), *title = opt_plain(L, 2, where, "title");
	if (!text) {
		raise_at(L, where, NULL, "text is missing");
	}
	struct node *node = open_node(L, section, NODE_CALLOUT, opt_text(L, 2, where, "id"), where);
	node->u.callout.tone = tones[opt_choice(L, 2, where, "tone", tones, 0)];
	node->u.callout.title = title;
	add_blocks(L, section, text, NULL, where);
	build_close(section->build);
	return 0;
}

/* Lists. */

static void add_list(lua_State *L, struct bind_section *section, int idx, const char *where, int depth);

/* Open an item that holds one paragraph of text; it stays open for a list below it. */
static void open_item(lua_State *L, struct bind_section *section, const char *text, const char *id, const char *where) {
	open_node(L, section, NODE_ITEM, id, where);
	open_node(L, section, NODE_PARA, NULL, where);
	add_inlines(L, section, text, where);
	build_close(section->build);
}

/* Whether the table on top is an item, { text = … }, rather than a list. */
static bool is_item(lua_State *L) {
	bool is = lua_getfield(L, -1, "text") != LUA_TNIL;
	lua_pop(L, 1);
	return is;
}

static void add_items(lua_State *L, struct bind_section *section, int idx, const char *where, int depth) {
	static const struct opt item_opts[] = { { "id", OPT_STRING }, { "text", OPT_STRING }, { NULL, 0 } };
	lua_Integer n = luaL_len(L, idx);
	bool is_open = false;
	for (lua_Integer i = 1; i <= n; i++) {
		char here[200];
		snprintf(here, sizeof(here), "%s › item %lld", where, (long long)i);
		state_charge(L, 4);
		lua_geti(L, idx, i);
		int item = lua_gettop(L);
		if (lua_istable(L, item) && !is_item(L)) {
			if (!is_open) {
				raise_at(L, here, NULL, "a list inside a list follows the item it belongs to");
			}
			add_list(L, section, item, here, depth + 1);
			lua_settop(L, item - 1);
			continue;
		}
		if (is_open) {
			build_close(section->build);
		}
		if (lua_istable(L, item)) {
			check_opts(L, item, here, item_opts, false);
			open_item(L, section, opt_text(L, item, here, "text"), opt_text(L, item, here, "id"), here);
		} else {
			open_item(L, section, check_text(L, item, here, "it"), NULL, here);
		}
		is_open = true;
		lua_settop(L, item - 1);
	}
	if (is_open) {
		build_close(section->build);
	}
}

static void add_list(lua_State *L, struct bind_section *section, int idx, const char *where, int depth) {
	static const struct opt opts[] = { { "id", OPT_STRING }, { "ordered", OPT_BOOLEAN }, { "start", OPT_INTEGER }, { NULL, 0 } };
	luaL_checkstack(L, 10, "lists nested too deep");
	if (depth > LIST_DEPTH_MAX) {
		raise_at(L, where, NULL, "lists are nested deeper than %d", LIST_DEPTH_MAX);
	}
	required_opts(L, idx, where, opts, true);
	if (luaL_len(L, idx) == 0) {
		raise_at(L, where, NULL, "the list is empty");
	}
	struct node *node = open_node(L, section, NODE_LIST, opt_text(L, idx, where, "id"), where);
	node->u.list.ordered = opt_boolean(L, idx, "ordered", false);
	node->u.list.start = (int)opt_integer(L, idx, "start", 1);
	add_items(L, section, idx, where, depth);
	build_close(section->build);
}

static int doc_list(lua_State *L) {
	struct bind_section *section = check_doc(L, "list");
	char where[40];
	snprintf(where, sizeof(where), "list %zu", ++section->lists);
	lua_settop(L, 2);
	add_list(L, section, 2, where, 1);
	return 0;
}

/* Tables. */

struct table {
	lua_State *L;
	struct bind_section *section;
	const char *where;           /* "table 2" */
	struct node_column *columns;
	const char **titles;         /* NULL: the column has none */
	bool *headers;               /* cells of the column head their rows */
	int *left;                   /* rows that a cell above still covers, a column each */
	size_t count;
};

static const char *const aligns[] = { "left", "right", "center", "decimal", NULL };

/* "auto", "30%", "2*" or points. */
static void read_width(struct table *t, const char *where, struct node_column *column) {
	lua_State *L = t->L;
	lua_getfield(L, -1, "width");
	column->unit = WIDTH_AUTO;
	if (lua_type(L, -1) == LUA_TNUMBER) {
		column->unit = WIDTH_PT;
		column->width = lua_tonumber(L, -1);
	} else if (!lua_isnil(L, -1)) {
		char *end = NULL;
		const char *s = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "";
		column->width = strtod(s, &end);
		column->unit = *s && str_eq(end, "%") ? WIDTH_PERCENT : *s && str_eq(end, "*") ? WIDTH_SHARE : WIDTH_AUTO;
		if (column->unit == WIDTH_AUTO && !str_eq(s, "auto")) {
			raise_at(L, where, NULL, "width is %s; \"auto\", \"30%%\", \"2*\" or points was expected", given(L, -1));
		}
	}
	if (column->unit != WIDTH_AUTO && !(column->width > 0 && column->width < 10000)) {
		raise_at(L, where, NULL, "width is %s; it is above zero", given(L, -1));
	}
	lua_pop(L, 1);
}

static void read_column(struct table *t, size_t i) {
	static const struct opt opts[] = { { "align", OPT_STRING }, { "header", OPT_BOOLEAN }, { "title", OPT_STRING },
	                                   { "width", OPT_ANY }, { NULL, 0 } };
	lua_State *L = t->L;
	char where[80];
	snprintf(where, sizeof(where), "%s › column %zu", t->where, i + 1);
	lua_geti(L, -1, (lua_Integer)i + 1);
	if (lua_type(L, -1) == LUA_TSTRING) {
		t->titles[i] = arena_strdup(state_arena(state_of(L)), check_text(L, -1, where, "the title"));
	} else {
		int idx = lua_gettop(L);
		required_opts(L, idx, where, opts, false);
		t->titles[i] = opt_text(L, idx, where, "title");
		t->headers[i] = opt_boolean(L, idx, "header", false);
		t->columns[i].align = (enum node_align)opt_choice(L, idx, where, "align", aligns, ALIGN_LEFT);
		read_width(t, where, &t->columns[i]);
	}
	lua_pop(L, 1);
}

static void read_columns(struct table *t) {
	lua_State *L = t->L;
	struct arena *arena = state_arena(state_of(L));
	if (lua_getfield(L, 2, "columns") == LUA_TNIL) {
		raise_at(L, t->where, "columns = { { title = \"Country\" }, … }", "columns are missing");
	}
	lua_Integer n = luaL_len(L, -1);
	if (n < 1 || n > COLUMNS_MAX) {
		raise_at(L, t->where, NULL, "it has %lld columns; 1 to %d can be set", (long long)n, COLUMNS_MAX);
	}
	t->count = (size_t)n;
	t->columns = arena_alloc(arena, t->count * sizeof(*t->columns));
	t->titles = arena_alloc(arena, t->count * sizeof(*t->titles));
	t->headers = arena_alloc(arena, t->count * sizeof(*t->headers));
	t->left = arena_alloc(arena, t->count * sizeof(*t->left));
	for (size_t i = 0; i < t->count; i++) {
		read_column(t, i);
	}
	lua_pop(L, 1);
}

/* "table 2 › row 14 › column "Joined"". */
static void cell_place(const struct table *t, lua_Integer row, size_t column, char *out, size_t size) {
	if (column < t->count && t->titles[column]) {
		snprintf(out, size, "%s › row %lld › column \"%s\"", t->where, (long long)row, t->titles[column]);
	} else {
		snprintf(out, size, "%s › row %lld › column %zu", t->where, (long long)row, column + 1);
	}
}

static struct node *open_cell(struct table *t, const char *id, const char *where) {
	return open_node(t->L, t->section, NODE_CELL, id, where);
}

static int check_span(struct table *t, int cell, const char *where, const char *name, lua_Integer max) {
	lua_Integer n = opt_integer(t->L, cell, name, 1);
	if (n < 1 || n > max) {
		raise_at(t->L, where, NULL, "%s is %lld; 1 to %lld was expected", name, (long long)n, (long long)max);
	}
	return (int)n;
}

/* Add the cell on top of the stack, which begins in column; how many columns it takes. */
static size_t add_cell(struct table *t, lua_Integer row, size_t column) {
	static const struct opt opts[] = { { "align", OPT_STRING }, { "colspan", OPT_INTEGER }, { "header", OPT_BOOLEAN },
	                                   { "id", OPT_STRING }, { "rowspan", OPT_INTEGER }, { "text", OPT_STRING }, { NULL, 0 } };
	lua_State *L = t->L;
	int cell = lua_gettop(L), colspan = 1, rowspan = 1, align = -1;
	bool is_header = t->headers[column];
	const char *text, *id = NULL;
	char where[200];
	cell_place(t, row, column, where, sizeof(where));
	if (lua_istable(L, cell)) {
		check_opts(L, cell, where, opts, false);
		text = opt_text(L, cell, where, "text");
		if (!text) {
			raise_at(L, where, NULL, "the cell has no text");
		}
		id = opt_text(L, cell, where, "id");
		colspan = check_span(t, cell, where, "colspan", (lua_Integer)(t->count - column));
		rowspan = check_span(t, cell, where, "rowspan", ROWS_MAX);
		align = opt_choice(L, cell, where, "align", aligns, -1);
		is_header = opt_boolean(L, cell, "header", is_header);
	} else {
		text = check_text(L, cell, where, "the cell");
	}
	struct node *node = open_cell(t, id, where);
	node->u.cell.colspan = colspan;
	node->u.cell.rowspan = rowspan;
	node->u.cell.is_header = is_header;
	node->u.cell.align = align;
	add_inlines(L, t->section, text, where);
	build_close(t->section->build);
	for (int i = 0; i < colspan; i++) {
		t->left[column + (size_t)i] = rowspan;
	}
	return (size_t)colspan;
}

/* A row of one cell over all columns. */
static void add_group(struct table *t, int row, lua_Integer number) {
	lua_State *L = t->L;
	char where[80];
	snprintf(where, sizeof(where), "%s › row %lld", t->where, (long long)number);
	if (lua_rawlen(L, row) > 0) {
		raise_at(L, where, NULL, "a group row has no cells beside its name");
	}
	const char *text = opt_text(L, row, where, "group");
	struct node *node = open_cell(t, NULL, where);
	node->u.cell.colspan = (int)t->count;
	node->u.cell.is_header = true;
	add_inlines(L, t->section, text, where);
	build_close(t->section->build);
}

static void raise_too_many(struct table *t, lua_Integer row, lua_Integer cells) {
	char where[80];
	snprintf(where, sizeof(where), "%s › row %lld", t->where, (long long)row);
	raise_at(t->L, where, NULL, "it has %lld cells, more than the %zu columns have room for", (long long)cells, t->count);
}

static void add_cells(struct table *t, int row, lua_Integer number) {
	lua_State *L = t->L;
	lua_Integer next = 1;
	for (size_t column = 0; column < t->count;) {
		if (t->left[column] > 0) {
			column++;                /* a cell above covers it */
			continue;
		}
		if (lua_geti(L, row, next++) == LUA_TNIL) {
			char where[200];
			cell_place(t, number, column, where, sizeof(where));
			raise_at(L, where, "write \"\" for an empty cell", "the cell is missing");
		}
		column += add_cell(t, number, column);
		lua_settop(L, row);
	}
	lua_Integer cells = (lua_Integer)lua_rawlen(L, row);
	if (cells >= next) {
		raise_too_many(t, number, cells);
	}
}

static void add_row(struct table *t, lua_Integer number) {
	static const struct opt opts[] = { { "group", OPT_STRING }, { "id", OPT_STRING }, { "total", OPT_BOOLEAN }, { NULL, 0 } };
	lua_State *L = t->L;
	int row = lua_gettop(L);
	char where[80];
	snprintf(where, sizeof(where), "%s › row %lld", t->where, (long long)number);
	required_opts(L, row, where, opts, true);
	state_charge(L, 8 * t->count);
	lua_getfield(L, row, "group");
	bool is_group = !lua_isnil(L, -1);
	lua_pop(L, 1);
	struct node *node = open_node(L, t->section, NODE_ROW, opt_text(L, row, where, "id"), where);
	node->u.row.is_group = is_group;
	node->u.row.is_total = opt_boolean(L, row, "total", false);
	if (is_group) {
		add_group(t, row, number);
	} else {
		add_cells(t, row, number);
	}
	for (size_t i = 0; i < t->count; i++) {
		t->left[i] -= t->left[i] > 0;
	}
	build_close(t->section->build);
}

static bool has_titles(const struct table *t) {
	for (size_t i = 0; i < t->count; i++) {
		if (t->titles[i]) {
			return true;
		}
	}
	return false;
}

static void add_header_row(struct table *t) {
	struct node *row = open_node(t->L, t->section, NODE_ROW, NULL, t->where);
	row->u.row.is_header = true;
	for (size_t i = 0; i < t->count; i++) {
		struct node *cell = open_cell(t, NULL, t->where);
		cell->u.cell.is_header = true;
		add_inlines(t->L, t->section, t->titles[i] ? t->titles[i] : "", t->where);
		build_close(t->section->build);
	}
	build_close(t->section->build);
}

static void add_caption(lua_State *L, struct bind_section *section, int opts, const char *where) {
	const char *caption = opt_text(L, opts, where, "caption");
	if (caption) {
		open_node(L, section, NODE_CAPTION, NULL, where);
		add_inlines(L, section, caption, where);
		build_close(section->build);
	}
}

static int doc_table(lua_State *L) {
	static const struct opt opts[] = { { "caption", OPT_STRING }, { "columns", OPT_TABLE }, { "id", OPT_STRING }, { "rows", OPT_TABLE },
	                                   { NULL, 0 } };
	struct bind_section *section = check_doc(L, "table");
	char where[40];
	snprintf(where, sizeof(where), "table %zu", ++section->tables);
	struct table t = { .L = L, .section = section, .where = where };
	lua_settop(L, 2);
	required_opts(L, 2, where, opts, false);
	read_columns(&t);
	struct node *node = open_node(L, section, NODE_TABLE, opt_text(L, 2, where, "id"), where);
	node->u.table.columns = t.columns;
	node->u.table.column_count = t.count;
	node->u.table.header_rows = has_titles(&t) ? 1 : 0;
	add_caption(L, section, 2, where);
	if (has_titles(&t)) {
		add_header_row(&t);
	}
	if (lua_getfield(L, 2, "rows") == LUA_TNIL) {
		raise_at(L, where, "rows = { { \"Georgia\", \"1994\" }, … }", "rows are missing");
	}
	lua_Integer n = luaL_len(L, 3);
	if (n > ROWS_MAX) {
		raise_at(L, where, NULL, "it has %lld rows; %d can be set", (long long)n, ROWS_MAX);
	}
	for (lua_Integer i = 1; i <= n; i++) {
		lua_geti(L, 3, i);
		add_row(&t, i);
		lua_settop(L, 3);
	}
	build_close(section->build);
	return 0;
}

/* Charts. */

static void read_labels(lua_State *L, struct node_chart *chart, const char *where) {
	struct arena *arena = state_arena(state_of(L));
	if (lua_getfield(L, 2, "labels") == LUA_TNIL) {
		raise_at(L, where, NULL, "labels are missing: the categories along the x axis");
	}
	lua_Integer n = luaL_len(L, -1);
	if (n < 1 || n > POINTS_MAX) {
		raise_at(L, where, NULL, "it has %lld labels; 1 to %d can be drawn", (long long)n, POINTS_MAX);
	}
	chart->label_count = (size_t)n;
	chart->labels = arena_alloc(arena, chart->label_count * sizeof(*chart->labels));
	for (size_t i = 0; i < chart->label_count; i++) {
		char what[32];
		snprintf(what, sizeof(what), "label %zu", i + 1);
		lua_geti(L, -1, (lua_Integer)i + 1);
		chart->labels[i] = arena_strdup(arena, check_text(L, -1, where, what));
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
}

/* The series on top of the stack. */
static void read_series(lua_State *L, const struct node_chart *chart, struct chart_series *series, const char *where) {
	static const struct opt opts[] = { { "name", OPT_STRING }, { "values", OPT_TABLE }, { NULL, 0 } };
	int idx = lua_gettop(L);
	required_opts(L, idx, where, opts, false);
	series->name = opt_plain(L, idx, where, "name");
	series->values = arena_alloc(state_arena(state_of(L)), chart->label_count * sizeof(*series->values));
	if (!series->name) {
		raise_at(L, where, NULL, "name is missing");
	}
	if (lua_getfield(L, idx, "values") == LUA_TNIL) {
		raise_at(L, where, NULL, "values are missing");
	}
	if ((lua_Integer)lua_rawlen(L, -1) > (lua_Integer)chart->label_count) {
		raise_at(L, where, NULL, "it has %zu values for %zu labels", (size_t)lua_rawlen(L, -1), chart->label_count);
	}
	for (size_t i = 0; i < chart->label_count; i++) {
		state_charge(L, 1);
		lua_geti(L, -1, (lua_Integer)i + 1);
		if (lua_type(L, -1) != LUA_TNUMBER || isinf(lua_tonumber(L, -1))) {
			raise_at(L, where, "write 0/0 where there is no value", "value %zu (label \"%s\") is %s; a number was expected",
			         i + 1, chart->labels[i], given(L, -1));
		}
		series->values[i] = lua_tonumber(L, -1);
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
}

static void read_all_series(lua_State *L, struct node_chart *chart, const char *where) {
	if (lua_getfield(L, 2, "series") == LUA_TNIL) {
		raise_at(L, where, "series = { { name = \"…\", values = { … } } }", "series are missing");
	}
	lua_Integer n = luaL_len(L, -1);
	if (n < 1 || n > SERIES_MAX) {
		raise_at(L, where, NULL, "it has %lld series; 1 to %d can be drawn", (long long)n, SERIES_MAX);
	}
	chart->series_count = (size_t)n;
	chart->series = arena_alloc(state_arena(state_of(L)), chart->series_count * sizeof(*chart->series));
	for (size_t i = 0; i < chart->series_count; i++) {
		char here[80];
		snprintf(here, sizeof(here), "%s › series %zu", where, i + 1);
		lua_geti(L, -1, (lua_Integer)i + 1);
		read_series(L, chart, &chart->series[i], here);
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
}

static int doc_chart(lua_State *L) {
	static const struct opt opts[] = {
		{ "alt", OPT_STRING }, { "caption", OPT_STRING }, { "height", OPT_NUMBER }, { "id", OPT_STRING }, { "kind", OPT_STRING },
		{ "labels", OPT_TABLE }, { "series", OPT_TABLE }, { "show_values", OPT_BOOLEAN }, { "title", OPT_STRING },
		{ "x_title", OPT_STRING }, { "y_title", OPT_STRING }, { NULL, 0 }
	};
	static const char *const kinds[] = { "bar", "line", NULL };
	struct bind_section *section = check_doc(L, "chart");
	char where[40];
	snprintf(where, sizeof(where), "chart %zu", ++section->charts);
	lua_settop(L, 2);
	required_opts(L, 2, where, opts, false);
	struct node_chart *chart = arena_alloc(state_arena(state_of(L)), sizeof(*chart));
	int kind = opt_choice(L, 2, where, "kind", kinds, -1);
	if (kind < 0) {
		raise_at(L, where, NULL, "kind is missing: \"bar\" or \"line\"");
	}
	chart->kind = (enum chart_kind)kind;
	chart->alt = opt_plain(L, 2, where, "alt");
	if (!chart->alt || !chart->alt[0]) {
		raise_at(L, where, "alt = \"…\": what the chart shows, in a sentence, for who cannot see it", "alt is missing");
	}
	chart->title = opt_plain(L, 2, where, "title");
	chart->x_title = opt_plain(L, 2, where, "x_title");
	chart->y_title = opt_plain(L, 2, where, "y_title");
	chart->show_values = opt_boolean(L, 2, "show_values", false);
	lua_getfield(L, 2, "height");
	chart->height_pt = lua_tonumber(L, -1);
	lua_pop(L, 1);
	if (!(chart->height_pt >= 0 && chart->height_pt <= 2000)) {
		raise_at(L, where, NULL, "height is %g; points up to 2000 were expected", chart->height_pt);
	}
	read_labels(L, chart, where);
	read_all_series(L, chart, where);
	struct node *node = open_node(L, section, NODE_CHART, opt_text(L, 2, where, "id"), where);
	node->u.chart = chart;
	add_caption(L, section, 2, where);
	build_close(section->build);
	return 0;
}

/* What the engine fills. */

static int doc_contents(lua_State *L) {
	static const struct opt opts[] = { { "depth", OPT_INTEGER }, { "id", OPT_STRING }, { "title", OPT_STRING }, { NULL, 0 } };
	struct bind_section *section = check_doc(L, "contents");
	lua_settop(L, 2);
	int o = optional_opts(L, 2, "doc:contents", opts);
	lua_Integer depth = opt_integer(L, o, "depth", 2);
	if (depth < 1 || depth > 6) {
		raise_at(L, "doc:contents", NULL, "depth is %lld; 1 to 6 was expected", (long long)depth);
	}
	struct node *node = open_node(L, section, NODE_CONTENTS, opt_text(L, o, "doc:contents", "id"), "doc:contents");
	node->u.contents.depth = (int)depth;
	node->u.contents.title = opt_plain(L, o, "doc:contents", "title");
	build_close(section->build);
	return 0;
}

static int doc_sources(lua_State *L) {
	static const struct opt opts[] = { { "id", OPT_STRING }, { "title", OPT_STRING }, { NULL, 0 } };
	struct bind_section *section = check_doc(L, "sources");
	lua_settop(L, 2);
	int o = optional_opts(L, 2, "doc:sources", opts);
	struct node *node = open_node(L, section, NODE_SOURCES, opt_text(L, o, "doc:sources", "id"), "doc:sources");
	node->u.sources.title = opt_plain(L, o, "doc:sources", "title");
	build_close(section->build);
	return 0;
}

static int doc_pagebreak(lua_State *L) {
	struct bind_section *section = check_doc(L, "pagebreak");
	open_node(L, section, NODE_PAGEBREAK, NULL, "doc:pagebreak");
	build_close(section->build);
	return 0;
}

const struct lib_fn bind_doc_fns[] = {
	{ "callout", doc_callout, "doc:callout { text =, title =, tone =, id = }",
	  "A box set apart. text is Markdown blocks; tone is \"note\" (the default), \"key\" or \"warning\"." },
	{ "chart", doc_chart, "doc:chart { kind =, labels =, series =, alt =, caption =, title =, x_title =, y_title =, show_values =, height =, id = }",
	  "A chart; the engine draws it. kind is \"bar\" or \"line\"; labels stand along x; series is { { name =, values = {…} }, … } with "
	  "a number for each label, 0/0 where there is none. alt is required: what it shows, in a sentence." },
	{ "contents", doc_contents, "doc:contents { depth =, title =, id = }", "The table of contents, down to heading level depth (2)." },
	{ "heading", doc_heading, "doc:heading(text, { id =, level =, numbered = })",
	  "A heading. level 1 (the default) is the section's own; numbered = false leaves the number out." },
	{ "list", doc_list, "doc:list { \"one\", \"two\", { \"below two\" }, ordered =, start =, id = }",
	  "A list. An item is Markdown, or { text =, id = }; a table in between is a list below the item before it." },
	{ "note", doc_note, "doc:note(key, markdown)", "Text of the note that `[^key]` marks in the texts that follow in this section." },
	{ "pagebreak", doc_pagebreak, "doc:pagebreak()", "What follows begins on a new page." },
	{ "prose", doc_prose, "doc:prose(key, values)",
	  "The text of the plugin's file KEY.LANG.md (English where the report's language lacks it), its {placeholders} filled from values." },
	{ "quote", doc_quote, "doc:quote(markdown, { id = })", "A quotation set apart." },
	{ "sources", doc_sources, "doc:sources { title =, id = }", "The list of all sources the document cites." },
	{ "table", doc_table, "doc:table { columns =, rows =, caption =, id = }",
	  "A table. A column is { title =, align = \"left\" | \"right\" | \"center\" | \"decimal\", width = \"auto\" | \"30%\" | \"2*\" | points, "
	  "header = }; header = true makes its cells the heads of their rows. A row is a list of cells, with id =, total = true where it "
	  "sums up; or { group = \"South\" }. A cell is Markdown, a number, or { text =, colspan =, rowspan =, align =, header =, id = }." },
	{ "text", doc_text, "doc:text(markdown)", "Paragraphs, lists, quotations and headings in Markdown; '#' is level 1. No HTML." },
	{ NULL, NULL, NULL, NULL }
};

void bind_push_doc(lua_State *L, struct bind_section *section) {
	struct bind_section **doc = lua_newuserdatauv(L, sizeof(*doc), 0);
	*doc = section;
	build_notes(section->build, find_note, section);
	if (luaL_newmetatable(L, DOC_TYPE)) {
		lua_newtable(L);
		lib_register(L, bind_doc_fns);
		lib_guard(L, -1, "doc");
		lua_setfield(L, -2, "__index");
		lua_pushboolean(L, 0);
		lua_setfield(L, -2, "__metatable");
	}
	lua_setmetatable(L, -2);
}
