/* bind_doc: what a section writes with: each function checks what it is given and makes nodes. */
#include <lauxlib.h>
#include <stdio.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/build.h"
#include "doc/node.h"
#include "lua/bind.h"
#include "lua/bind_node.h"
#include "lua/host.h"
#include "lua/opts.h"
#include "lua/plugin.h"
#include "lua/state.h"

#define LIST_DEPTH_MAX 6

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
	struct bind_section *section = bind_section_of(L, "note");
	struct arena *arena = state_arena(state_of(L));
	const char *key = opt_check_text(L, 2, "doc:note", "the key"), *text = opt_check_text(L, 3, "doc:note", "the text");
	for (size_t i = 0; i < section->note_count; i++) {
		if (str_eq(section->notes[i].key, key)) {
			opt_raise(L, "doc:note", NULL, "there is a note '%s' already", key);
		}
	}
	*ARENA_PUSH(arena, section->notes, section->note_count, section->note_cap) = (struct bind_note){
		.key = arena_strdup(arena, key), .text = arena_strdup(arena, text) };
	return 0;
}

/* Blocks of text. */

static int doc_heading(lua_State *L) {
	static const struct opt opts[] = { { "id", OPT_STRING }, { "level", OPT_INTEGER }, { "numbered", OPT_BOOLEAN }, { NULL, 0 } };
	struct bind_section *section = bind_section_of(L, "heading");
	lua_settop(L, 3);
	const char *text = opt_check_text(L, 2, "doc:heading", "the text");
	int o = opt_optional(L, 3, "doc:heading", opts);
	lua_Integer level = opt_integer(L, o, "level", 1);
	if (level < 1 || level > 6) {
		opt_raise(L, "doc:heading", "level 1 is the section's own", "level is %lld; 1 to 6 was expected", (long long)level);
	}
	struct node *node = bind_open(L, section, NODE_HEADING, opt_text(L, o, "doc:heading", "id"), "doc:heading");
	node->u.heading.level = (int)level;
	node->u.heading.unnumbered = !opt_boolean(L, o, "numbered", true);
	bind_inlines(L, section, text, "doc:heading");
	build_close(section->build);
	return 0;
}

static int doc_text(lua_State *L) {
	struct bind_section *section = bind_section_of(L, "text");
	bind_blocks(L, section, opt_check_text(L, 2, "doc:text", "the text"), NULL, "doc:text");
	return 0;
}

static int doc_quote(lua_State *L) {
	static const struct opt opts[] = { { "id", OPT_STRING }, { NULL, 0 } };
	struct bind_section *section = bind_section_of(L, "quote");
	lua_settop(L, 3);
	const char *text = opt_check_text(L, 2, "doc:quote", "the text");
	int o = opt_optional(L, 3, "doc:quote", opts);
	bind_open(L, section, NODE_QUOTE, opt_text(L, o, "doc:quote", "id"), "doc:quote");
	bind_blocks(L, section, text, NULL, "doc:quote");
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
	opt_raise(L, "doc:prose", hint, "the plugin has no prose file %s%s.en.md", own, key);
}

static int doc_prose(lua_State *L) {
	struct bind_section *section = bind_section_of(L, "prose");
	const struct plugin *plugin = section->scope.plugin;
	lua_settop(L, 3);
	const char *key = opt_check_text(L, 2, "doc:prose", "the key");
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
	struct node *parent = build_current(section->build), *before = parent->last;
	build_from_file(section->build, prose->path, prose->line);
	bind_blocks(L, section, filled, prose, "doc:prose");
	/* English is read, hyphenated and set from left to right as English. */
	for (struct node *n = before ? before->next : parent->first; n && fell_back; n = n->next) {
		n->lang = "en";
	}
	return 0;
}

static int doc_callout(lua_State *L) {
	static const struct opt opts[] = { BIND_PLACE_OPTS, { "id", OPT_STRING }, { "text", OPT_STRING }, { "title", OPT_STRING },
	                                   { "tone", OPT_STRING }, { NULL, 0 } };
	static const char *const tones[] = { "note", "key", "warning", NULL };
	struct bind_section *section = bind_section_of(L, "callout");
	char where[40];
	snprintf(where, sizeof(where), "callout %zu", ++section->callouts);
	lua_settop(L, 2);
	opt_required(L, 2, where, opts, false);
	const char *text = opt_text(L, 2, where, "text"), *title = opt_plain(L, 2, where, "title");
	if (!text) {
		opt_raise(L, where, NULL, "text is missing");
	}
	struct node *node = bind_open(L, section, NODE_CALLOUT, opt_text(L, 2, where, "id"), where);
	node->u.callout.tone = tones[opt_choice(L, 2, where, "tone", tones, 0)];
	node->u.callout.title = title;
	bind_place(L, node, 2, where);
	bind_blocks(L, section, text, NULL, where);
	build_close(section->build);
	return 0;
}

/* Lists. */

static void add_list(lua_State *L, struct bind_section *section, int idx, const char *where, int depth);

/* Open an item that holds one paragraph of text; it stays open for a list below it. */
static void open_item(lua_State *L, struct bind_section *section, const char *text, const char *id, const char *where) {
	bind_open(L, section, NODE_ITEM, id, where);
	bind_open(L, section, NODE_PARA, NULL, where);
	bind_inlines(L, section, text, where);
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
				opt_raise(L, here, NULL, "a list inside a list follows the item it belongs to");
			}
			add_list(L, section, item, here, depth + 1);
			lua_settop(L, item - 1);
			continue;
		}
		if (is_open) {
			build_close(section->build);
		}
		if (lua_istable(L, item)) {
			opt_check(L, item, here, item_opts, false);
			open_item(L, section, opt_text(L, item, here, "text"), opt_text(L, item, here, "id"), here);
		} else {
			open_item(L, section, opt_check_text(L, item, here, "it"), NULL, here);
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
		opt_raise(L, where, NULL, "lists are nested deeper than %d", LIST_DEPTH_MAX);
	}
	opt_required(L, idx, where, opts, true);
	if (luaL_len(L, idx) == 0) {
		opt_raise(L, where, NULL, "the list is empty");
	}
	struct node *node = bind_open(L, section, NODE_LIST, opt_text(L, idx, where, "id"), where);
	node->u.list.style = opt_boolean(L, idx, "ordered", false) ? LIST_DECIMAL : LIST_BULLET;
	node->u.list.start = (int)opt_integer(L, idx, "start", 1);
	add_items(L, section, idx, where, depth);
	build_close(section->build);
}

static int doc_list(lua_State *L) {
	struct bind_section *section = bind_section_of(L, "list");
	char where[40];
	snprintf(where, sizeof(where), "list %zu", ++section->lists);
	lua_settop(L, 2);
	add_list(L, section, 2, where, 1);
	return 0;
}

/* What the engine fills. */

static int doc_contents(lua_State *L) {
	static const struct opt opts[] = { { "depth", OPT_INTEGER }, { "id", OPT_STRING }, { "title", OPT_STRING }, { NULL, 0 } };
	struct bind_section *section = bind_section_of(L, "contents");
	lua_settop(L, 2);
	int o = opt_optional(L, 2, "doc:contents", opts);
	lua_Integer depth = opt_integer(L, o, "depth", 2);
	if (depth < 1 || depth > 6) {
		opt_raise(L, "doc:contents", NULL, "depth is %lld; 1 to 6 was expected", (long long)depth);
	}
	struct node *node = bind_open(L, section, NODE_CONTENTS, opt_text(L, o, "doc:contents", "id"), "doc:contents");
	node->u.contents.depth = (int)depth;
	node->u.contents.title = opt_plain(L, o, "doc:contents", "title");
	build_close(section->build);
	return 0;
}

static int doc_sources(lua_State *L) {
	static const struct opt opts[] = { { "id", OPT_STRING }, { "title", OPT_STRING }, { NULL, 0 } };
	struct bind_section *section = bind_section_of(L, "sources");
	lua_settop(L, 2);
	int o = opt_optional(L, 2, "doc:sources", opts);
	struct node *node = bind_open(L, section, NODE_SOURCES, opt_text(L, o, "doc:sources", "id"), "doc:sources");
	node->u.sources.title = opt_plain(L, o, "doc:sources", "title");
	build_close(section->build);
	return 0;
}

static int doc_pagebreak(lua_State *L) {
	struct bind_section *section = bind_section_of(L, "pagebreak");
	bind_open(L, section, NODE_PAGEBREAK, NULL, "doc:pagebreak");
	build_close(section->build);
	return 0;
}

const struct lib_fn bind_doc_fns[] = {
	{ "callout", doc_callout, "doc:callout { text =, title =, tone =, place =, landscape =, id = }",
	  "A box set apart. text is Markdown blocks; tone is \"note\" (the default), \"key\" or \"warning\"; place and landscape: see below, pages." },
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
	{ "text", doc_text, "doc:text(markdown)", "Paragraphs, lists, quotations and headings in Markdown; '#' is level 1. No HTML." },
	{ NULL, NULL, NULL, NULL }
};

void bind_push_doc(lua_State *L, struct bind_section *section) {
	struct bind_section **doc = lua_newuserdatauv(L, sizeof(*doc), 0);
	*doc = section;
	build_notes(section->build, find_note, section);
	if (luaL_newmetatable(L, BIND_DOC_TYPE)) {
		lua_newtable(L);
		lib_register(L, bind_doc_fns);
		lib_register(L, bind_diagram_fns);
		lib_register(L, bind_figure_fns);
		lib_register(L, bind_image_fns);
		lib_register(L, bind_map_fns);
		lib_register(L, bind_page_fns);
		lib_register(L, bind_table_fns);
		lib_guard(L, -1, "doc");
		lua_setfield(L, -2, "__index");
		lua_pushboolean(L, 0);
		lua_setfield(L, -2, "__metatable");
	}
	lua_setmetatable(L, -2);
}
