/* bind_matter: what the engine fills: contents, lists, notes, sources, indexes, the colophon. */
#include <lauxlib.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "doc/build.h"
#include "doc/node.h"
#include "lua/bind.h"
#include "lua/bind_node.h"
#include "lua/opts.h"
#include "lua/state.h"

#define TERMS_MAX 2000

static const struct opt contents_opts[] = { { "depth", OPT_INTEGER }, { "id", OPT_STRING }, { "title", OPT_STRING }, { NULL, 0 } };

static int doc_contents(lua_State *L) {
	struct bind_section *section = bind_section_of(L, "contents");
	lua_settop(L, 2);
	int o = opt_optional(L, 2, "doc:contents", contents_opts);
	lua_Integer depth = opt_integer(L, o, "depth", 0);
	if (depth < 0 || depth > 6) {
		opt_raise(L, "doc:contents", NULL, "depth is %lld; 1 to 6 was expected", (long long)depth);
	}
	struct node *node = bind_open(L, section, NODE_CONTENTS, opt_text(L, o, "doc:contents", "id"), "doc:contents");
	node->u.contents.depth = (int)depth;
	node->u.contents.title = opt_plain(L, o, "doc:contents", "title");
	build_close(section->build);
	return 0;
}

static const struct opt sources_opts[] = { { "id", OPT_STRING }, { "short", OPT_BOOLEAN }, { "title", OPT_STRING }, { NULL, 0 } };

static int doc_sources(lua_State *L) {
	struct bind_section *section = bind_section_of(L, "sources");
	lua_settop(L, 2);
	int o = opt_optional(L, 2, "doc:sources", sources_opts);
	struct node *node = bind_open(L, section, NODE_SOURCES, opt_text(L, o, "doc:sources", "id"), "doc:sources");
	node->u.sources.title = opt_plain(L, o, "doc:sources", "title");
	node->u.sources.is_short = opt_boolean(L, o, "short", false);
	build_close(section->build);
	return 0;
}

static const struct opt endnotes_opts[] = { { "id", OPT_STRING }, { "title", OPT_STRING }, { NULL, 0 } };

static int doc_endnotes(lua_State *L) {
	struct bind_section *section = bind_section_of(L, "endnotes");
	lua_settop(L, 2);
	int o = opt_optional(L, 2, "doc:endnotes", endnotes_opts);
	struct node *node = bind_open(L, section, NODE_ENDNOTES, opt_text(L, o, "doc:endnotes", "id"), "doc:endnotes");
	node->u.endnotes.title = opt_plain(L, o, "doc:endnotes", "title");
	build_close(section->build);
	return 0;
}

static const struct opt list_of_opts[] = { { "id", OPT_STRING }, { "title", OPT_STRING }, { NULL, 0 } };

static int doc_list_of(lua_State *L) {
	struct bind_section *section = bind_section_of(L, "list_of");
	lua_settop(L, 3);
	const char *what = opt_check_text(L, 2, "doc:list_of", "what it lists");
	int o = opt_optional(L, 3, "doc:list_of", list_of_opts);
	if (!str_eq(what, "tables") && !str_eq(what, "figures")) {
		opt_raise(L, "doc:list_of", NULL, "there is no list of \"%.40s\"; \"tables\" or \"figures\" was expected", what);
	}
	struct node *node = bind_open(L, section, NODE_LISTOF, opt_text(L, o, "doc:list_of", "id"), "doc:list_of");
	node->u.listof.of_figures = str_eq(what, "figures");
	node->u.listof.title = opt_plain(L, o, "doc:list_of", "title");
	build_close(section->build);
	return 0;
}

static const struct opt colophon_opts[] = { { "id", OPT_STRING }, { "title", OPT_STRING }, { NULL, 0 } };

static int doc_colophon(lua_State *L) {
	struct bind_section *section = bind_section_of(L, "colophon");
	lua_settop(L, 2);
	int o = opt_optional(L, 2, "doc:colophon", colophon_opts);
	struct node *node = bind_open(L, section, NODE_COLOPHON, opt_text(L, o, "doc:colophon", "id"), "doc:colophon");
	node->u.colophon.title = opt_plain(L, o, "doc:colophon", "title");
	build_close(section->build);
	return 0;
}

static int compare_terms(const void *a, const void *b) {
	return strcmp(((const struct index_term *)a)->key, ((const struct index_term *)b)->key);
}

/* Keys and names of the table at idx, by key: what is the same in a table must come out in the same order. */
static void read_terms(lua_State *L, int idx, struct node_index *index) {
	struct arena *arena = state_arena(state_of(L));
	size_t cap = 0;
	lua_pushnil(L);
	while (lua_next(L, idx)) {
		if (lua_type(L, -2) != LUA_TSTRING || index->term_count == TERMS_MAX) {
			opt_raise(L, "doc:index › terms", NULL, lua_type(L, -2) == LUA_TSTRING ? "there are more than %d of them"
			          : "a key is no string: { GEO = \"Georgia\" } was expected", TERMS_MAX);
		}
		const char *name = opt_check_text(L, -1, "doc:index › terms", lua_tostring(L, -2));
		if (!*name) {
			opt_raise(L, "doc:index › terms", NULL, "%s has no name", lua_tostring(L, -2));
		}
		*ARENA_PUSH(arena, index->terms, index->term_count, cap) = (struct index_term){
			.key = arena_strdup(arena, lua_tostring(L, -2)), .name = arena_strdup(arena, name) };
		lua_pop(L, 1);
	}
	if (index->term_count > 0) {
		qsort(index->terms, index->term_count, sizeof(*index->terms), compare_terms);
	}
}

static const struct opt index_opts[] = {
	{ "automatic", OPT_BOOLEAN }, { "id", OPT_STRING }, { "kind", OPT_STRING },
	{ "terms", OPT_TABLE, "table<string, string>" }, { "title", OPT_STRING }, { NULL, 0 }
};

static int doc_index(lua_State *L) {
	struct bind_section *section = bind_section_of(L, "index");
	lua_settop(L, 2);
	int o = opt_optional(L, 2, "doc:index", index_opts);
	struct node *node = bind_open(L, section, NODE_INDEX, opt_text(L, o, "doc:index", "id"), "doc:index");
	node->u.index = arena_alloc(state_arena(state_of(L)), sizeof(*node->u.index));
	node->u.index->title = opt_plain(L, o, "doc:index", "title");
	node->u.index->kind = opt_text(L, o, "doc:index", "kind");
	node->u.index->is_automatic = opt_boolean(L, o, "automatic", false);
	if (o && lua_getfield(L, o, "terms") == LUA_TTABLE) {
		read_terms(L, lua_gettop(L), node->u.index);
	}
	if (node->u.index->is_automatic && node->u.index->term_count == 0) {
		opt_raise(L, "doc:index", "terms = { GEO = \"Georgia\" } says what is to be found", "it is automatic, but has no terms");
	}
	build_close(section->build);
	return 0;
}

const struct lib_shape bind_matter_shapes[] = {
	{ "doc.colophon", colophon_opts },
	{ "doc.contents", contents_opts },
	{ "doc.endnotes", endnotes_opts },
	{ "doc.index", index_opts },
	{ "doc.list_of", list_of_opts },
	{ "doc.sources", sources_opts },
	{ NULL }
};

const struct lib_fn bind_matter_fns[] = {
	{ "colophon", doc_colophon, "doc:colophon { title =, id = }",
	  "How the document was made: report, day, data with their hashes, engine, typefaces, and what the template says of publisher, licence "
	  "and contact."
	  "\n\n    doc:colophon { title = \"How this was made\" }",
	  "options?: doc.colophon" },
	{ "contents", doc_contents, "doc:contents { depth =, title =, id = }",
	  "The table of contents, down to heading level depth (the template's)."
	  "\n\n    doc:contents { depth = 2 }",
	  "options?: doc.contents" },
	{ "endnotes", doc_endnotes, "doc:endnotes { title =, id = }",
	  "The notes since the last place of endnotes. All notes of the document are endnotes then; those after the last place stand at its end."
	  "\n\n    doc:endnotes { title = \"Notes\" }",
	  "options?: doc.endnotes" },
	{ "index", doc_index, "doc:index { title =, kind =, terms =, automatic =, id = }",
	  "Words and their pages, in the language's order: those marked by [words]{index}, or under a key by [words]{index=KEY} and "
	  "[words]{index=KIND:KEY}. kind lists those of a kind alone; terms = { GEO = \"Georgia\" } names keys, and automatic = true finds the "
	  "names in the text."
	  "\n\n    doc:text(\"[Sweden]{index} joined.\")\n"
	  "    doc:index { title = \"Index\" }",
	  "options?: doc.index" },
	{ "list_of", doc_list_of, "doc:list_of(\"tables\" | \"figures\", { title =, id = })", "All that have a caption, with their pages."
	  "\n\n    doc:list_of(\"tables\", { title = \"Tables\" })",
	  "what: \"tables\"|\"figures\", options?: doc.list_of" },
	{ "sources", doc_sources, "doc:sources { title =, short =, id = }",
	  "The list of all sources the document cites. short = true, where there is little room, leaves out their addresses: the title leads there."
	  "\n\n    doc:sources { title = \"Sources\", short = true }",
	  "options?: doc.sources" },
	{ NULL, NULL, NULL, NULL }
};
