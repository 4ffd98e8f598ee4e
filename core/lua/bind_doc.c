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
#include "lua/opts.h"
#include "lua/plugin.h"
#include "lua/state.h"

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

static const struct opt heading_opts[] = {
	{ "appendix", OPT_BOOLEAN }, { "id", OPT_STRING }, { "level", OPT_INTEGER },
	{ "numbered", OPT_BOOLEAN }, { NULL, 0 }
};

static int doc_heading(lua_State *L) {
	struct bind_section *section = bind_section_of(L, "heading");
	lua_settop(L, 3);
	const char *text = opt_check_words(L, 2, "doc:heading", "the heading");
	int o = opt_optional(L, 3, "doc:heading", heading_opts);
	lua_Integer level = opt_integer(L, o, "level", 1);
	if (level < 1 || level > 6) {
		opt_raise(L, "doc:heading", "level 1 is the section's own", "level is %lld; 1 to 6 was expected", (long long)level);
	}
	struct node *node = bind_open(L, section, NODE_HEADING, opt_text(L, o, "doc:heading", "id"), "doc:heading");
	node->u.heading.level = (int)level;
	node->u.heading.unnumbered = !opt_boolean(L, o, "numbered", true);
	node->u.heading.is_appendix = opt_boolean(L, o, "appendix", false);
	bind_inlines(L, section, text, "doc:heading");
	build_close(section->build);
	return 0;
}

static int doc_text(lua_State *L) {
	struct bind_section *section = bind_section_of(L, "text");
	bind_refuse_file(L, section, 2);
	bind_blocks(L, section, opt_check_text(L, 2, "doc:text", "the text"), NULL, "doc:text");
	return 0;
}

static const struct opt numbered_opts[] = { { "id", OPT_STRING }, { NULL, 0 } };

/* Paragraphs with numbers: words of one that has an id, or all that stand in Markdown. */
static int doc_numbered(lua_State *L) {
	struct bind_section *section = bind_section_of(L, "numbered");
	lua_settop(L, 3);
	const char *text = opt_check_text(L, 2, "doc:numbered", "the text");
	int o = opt_optional(L, 3, "doc:numbered", numbered_opts);
	const char *id = opt_text(L, o, "doc:numbered", "id");
	if (id) {
		bind_open(L, section, NODE_PARA, id, "doc:numbered")->u.para.is_numbered = true;
		bind_inlines(L, section, text, "doc:numbered");
		build_close(section->build);
		return 0;
	}
	struct node *parent = build_current(section->build), *before = parent->last;
	bind_blocks(L, section, text, NULL, "doc:numbered");
	for (struct node *node = before ? before->next : parent->first; node; node = node->next) {
		if (node->kind == NODE_PARA) {
			node->u.para.is_numbered = true;
		}
	}
	return 0;
}

static const struct opt runin_opts[] = { { "id", OPT_STRING }, { NULL, 0 } };

static int doc_runin(lua_State *L) {
	struct bind_section *section = bind_section_of(L, "runin");
	lua_settop(L, 4);
	const char *title = opt_check_text(L, 2, "doc:runin", "the title"), *text = opt_check_text(L, 3, "doc:runin", "the text");
	int o = opt_optional(L, 4, "doc:runin", runin_opts);
	struct node *node = bind_open(L, section, NODE_RUNIN, opt_text(L, o, "doc:runin", "id"), "doc:runin");
	bind_open(L, section, NODE_TERM, NULL, "doc:runin");
	bind_inlines(L, section, title, "doc:runin › the title");
	build_close(section->build);
	bind_blocks(L, section, text, NULL, "doc:runin");
	build_close(section->build);
	if (node->first == node->last) {
		opt_raise(L, "doc:runin", NULL, "the text is empty: a heading in the line needs the words it leads");
	}
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
	const char *filled = bind_message(L, prose, BIND_PROSE_VALUES);
	record_text(&section->record, filled, fell_back ? "en" : NULL);
	struct node *parent = build_current(section->build), *before = parent->last;
	build_from_file(section->build, prose->path, 1);
	bind_blocks(L, section, filled, prose, "doc:prose");
	/* English is read, hyphenated and set from left to right as English. */
	for (struct node *n = before ? before->next : parent->first; n && fell_back; n = n->next) {
		n->lang = "en";
	}
	return 0;
}

static int doc_pagebreak(lua_State *L) {
	struct bind_section *section = bind_section_of(L, "pagebreak");
	bind_open(L, section, NODE_PAGEBREAK, NULL, "doc:pagebreak");
	build_close(section->build);
	return 0;
}

const struct lib_shape bind_doc_shapes[] = {
	{ "doc.heading", heading_opts },
	{ "doc.numbered", numbered_opts },
	{ "doc.runin", runin_opts },
	{ NULL }
};

const struct lib_fn bind_doc_fns[] = {
	{ "heading", doc_heading, "doc:heading(text, { id =, level =, numbered =, appendix = })",
	  "A heading. level 1 (the default) is the section's own; numbered = false leaves the number out. appendix = true, at level 1, "
	  "begins Appendix A, B …, and what is below it is A.1."
	  "\n\n    doc:heading(\"Partners\", { id = \"partners\" })",
	  "text: string, options?: doc.heading" },
	{ "note", doc_note, "doc:note(key, markdown)", "Text of the note that `[^key]` marks in the texts that follow in this section. In a text of its own, `[^key]: …` as a paragraph says the same."
	  "\n\n    doc:note(\"a\", \"Since 2008.\")\n"
	  "    doc:text(\"Georgia takes part[^a].\")",
	  "key: string, markdown: string" },
	{ "numbered", doc_numbered, "doc:numbered(markdown, { id = })",
	  "Paragraphs with numbers that count through the document. With an id the text is one paragraph, which `[](#id)` calls by its number."
	  "\n\n    doc:numbered(\"The Council met in May.\", { id = \"met\" })",
	  "markdown: string, options?: doc.numbered" },
	{ "pagebreak", doc_pagebreak, "doc:pagebreak()", "What follows begins on a new page."
	  "\n\n    doc:pagebreak()",
	  "" },
	{ "prose", doc_prose, "doc:prose(key, values)",
	  "The text of the plugin's file KEY.LANG.md (English where the report's language lacks it), its {placeholders} filled from values."
	  "\n\n    doc:prose(\"intro\", { n = 3 })",
	  "key: string, values?: table<string, any>" },
	{ "runin", doc_runin, "doc:runin(title, markdown, { id = })",
	  "A paragraph that begins with its heading, in bold, a level below the last; it has no number and is not in the contents."
	  "\n\n    doc:runin(\"Outlook\", \"It depends on the talks.\")",
	  "title: string, markdown: string, options?: doc.runin" },
	{ "text", doc_text, "doc:text(markdown)", "Paragraphs, lists, quotations, plain tables (| a | b |) and headings in Markdown; '#' is level 1. No HTML, no pictures."
	  "\n\n    doc:text(\"Georgia is **a partner**: see [](#partners).\")",
	  "markdown: string" },
	{ NULL, NULL, NULL, NULL }
};

void bind_push_doc(lua_State *L, struct bind_section *section) {
	struct bind_section **doc = lua_newuserdatauv(L, sizeof(*doc), 0);
	*doc = section;
	build_notes(section->build, find_note, section);
	build_loose(section->build, bind_let_stand, section);
	if (luaL_newmetatable(L, BIND_DOC_TYPE)) {
		lua_newtable(L);
		lib_register(L, bind_doc_fns);
		lib_register(L, bind_diagram_fns);
		lib_register(L, bind_aside_fns);
		lib_register(L, bind_list_fns);
		lib_register(L, bind_matter_fns);
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
