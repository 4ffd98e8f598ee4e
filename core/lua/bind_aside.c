/* bind_aside: blocks that stand apart from the text: quotes, callouts, facts. */
#include <lauxlib.h>
#include <stdio.h>

#include "base/mem.h"
#include "base/str.h"
#include "doc/build.h"
#include "doc/node.h"
#include "lua/bind.h"
#include "lua/bind_node.h"
#include "lua/opts.h"
#include "lua/state.h"
#include "text/locale.h"

#define FACTS_MAX 24
#define VALUE_MAX 80          /* bytes: a row of facts stands on one page */
#define LABEL_MAX 400

/* Quotes. */

static const struct opt said_opts[] = { { "by", OPT_STRING, "string" }, { "id", OPT_STRING, "string" }, { NULL, 0 } };

/* What somebody said, and who: of blocks where it is Markdown blocks, else of a paragraph. */
static int add_said(lua_State *L, const char *name, enum node_kind kind, bool is_blocks) {
	struct bind_section *section = bind_section_of(L, name);
	const char *where = arena_printf(state_arena(state_of(L)), "doc:%s", name);
	lua_settop(L, 3);
	const char *text = opt_check_words(L, 2, where, "the text");
	int o = opt_optional(L, 3, where, said_opts);
	const char *by = opt_text(L, o, where, "by");
	bind_open(L, section, kind, opt_text(L, o, where, "id"), where);
	if (is_blocks) {
		bind_blocks(L, section, text, NULL, where);
	} else {
		bind_words(L, section, NODE_PARA, text, where);
	}
	if (by) {
		bind_words(L, section, NODE_CREDIT, by, where);
	}
	build_close(section->build);
	return 0;
}

static int doc_quote(lua_State *L) {
	return add_said(L, "quote", NODE_QUOTE, true);
}

static int doc_pull(lua_State *L) {
	return add_said(L, "pull", NODE_PULL, false);
}

static const struct opt callout_opts[] = {
	BIND_PLACE_OPTS, { "id", OPT_STRING }, { "text", OPT_STRING, "!string" }, { "title", OPT_STRING },
	{ "tone", OPT_STRING, "\"note\"|\"key\"|\"warning\"|\"judgement\"" }, { NULL, 0 }
};

static int doc_callout(lua_State *L) {
	static const char *const tones[] = { "note", "key", "warning", "judgement", NULL };
	struct bind_section *section = bind_section_of(L, "callout");
	char where[40];
	snprintf(where, sizeof(where), "callout %zu", ++section->callouts);
	lua_settop(L, 2);
	opt_required(L, 2, where, callout_opts, false);
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

/* Facts. */

/* One of a fact's two texts, at position i of the table on top; a number is written as the language does. */
static const char *fact_text(lua_State *L, lua_Integer i, const char *where, const char *what) {
	struct state *state = state_of(L);
	const char *text;
	if (lua_geti(L, -1, i) == LUA_TNUMBER) {
		text = locale_number(state_arena(state), state_lang(state), lua_tonumber(L, -1), -1);
	} else {
		text = arena_strdup(state_arena(state), opt_check_text(L, -1, where, what));
	}
	lua_pop(L, 1);
	return text;
}

static const struct opt fact_fact_opts[] = { { NULL, 0 } };
static const struct opt fact_state_opts[] = { { "state", OPT_STRING, "\"good\"|\"caution\"|\"bad\"" }, { NULL, 0 } };

/* { label, value }, on top. */
static void add_fact(lua_State *L, struct bind_section *section, bool is_strip, const char *where) {
	static const char *const states[] = { [STATE_NONE] = "none", [STATE_GOOD] = "good", [STATE_CAUTION] = "caution", [STATE_BAD] = "bad", NULL };
	int fact = lua_gettop(L);
	opt_required(L, fact, where, is_strip ? fact_state_opts : fact_fact_opts, true);
	if (luaL_len(L, fact) != 2) {
		opt_raise(L, where, "{ \"Members\", \"32\" }", "it has %lld parts; what it is and its value were expected",
		          (long long)luaL_len(L, fact));
	}
	const char *label = fact_text(L, 1, where, "its first part"), *value = fact_text(L, 2, where, "its second part");
	if (strlen(label) > LABEL_MAX || strlen(value) > VALUE_MAX) {
		opt_raise(L, where, "what needs more words is a paragraph, or a row of a table",
		          "it has %zu bytes of words and a value of %zu; %d and %d are the most", strlen(label), strlen(value), LABEL_MAX, VALUE_MAX);
	}
	struct node *node = bind_open(L, section, NODE_FACT, NULL, where);
	if (is_strip) {
		node->u.fact.state = (enum fact_state)opt_choice(L, fact, where, "state", states, STATE_NONE);
	}
	bind_words(L, section, NODE_TERM, value, where);
	bind_words(L, section, NODE_PARA, label, where);
	build_close(section->build);
}

static const struct opt facts_opts[] = { { "columns", OPT_INTEGER }, { "id", OPT_STRING }, { "title", OPT_STRING }, { NULL, 0 } };

static int add_facts(lua_State *L, const char *name, bool is_strip) {
	struct bind_section *section = bind_section_of(L, name);
	const char *where = arena_printf(state_arena(state_of(L)), "doc:%s", name);
	lua_settop(L, 2);
	opt_required(L, 2, where, facts_opts, true);
	lua_Integer n = luaL_len(L, 2), columns = opt_integer(L, 2, "columns", 0), most = is_strip ? 6 : 4;
	if (n < 1 || n > FACTS_MAX) {
		opt_raise(L, where, NULL, "there are %lld of them; 1 to %d were expected", (long long)n, FACTS_MAX);
	}
	if (columns != 0 && (columns < 2 || columns > most)) {
		opt_raise(L, where, NULL, "columns is %lld; 2 to %lld were expected", (long long)columns, (long long)most);
	}
	struct node *node = bind_open(L, section, NODE_FACTS, opt_text(L, 2, where, "id"), where);
	node->u.facts.title = opt_plain(L, 2, where, "title");
	node->u.facts.columns = (int)columns;
	node->u.facts.is_strip = is_strip;
	for (lua_Integer i = 1; i <= n; i++) {
		const char *here = arena_printf(state_arena(state_of(L)), "%s › %lld", where, (long long)i);
		lua_geti(L, 2, i);
		add_fact(L, section, is_strip, here);
		lua_settop(L, 2);
	}
	build_close(section->build);
	return 0;
}

static int doc_facts(lua_State *L) {
	return add_facts(L, "facts", false);
}

static int doc_status(lua_State *L) {
	return add_facts(L, "status", true);
}

const struct lib_shape bind_aside_shapes[] = {
	{ "doc.callout", callout_opts },
	{ "doc.fact", fact_fact_opts, "string|number" },
	{ "doc.facts", facts_opts, "doc.fact|doc.state" },
	{ "doc.said", said_opts },
	{ "doc.state", fact_state_opts, "string|number" },
	{ NULL }
};

const struct lib_fn bind_aside_fns[] = {
	{ "callout", doc_callout, "doc:callout { text =, title =, tone =, place =, landscape =, id = }",
	  "A box set apart. text is Markdown blocks; tone is \"note\" (the default), \"key\", \"warning\" or \"judgement\" (what is concluded, set off from what is known); place and landscape: see below, pages."
	  "\n\n    doc:callout { tone = \"judgement\", title = \"Outlook\", text = \"It is **likely** to go on.\" }",
	  "options: doc.callout" },
	{ "facts", doc_facts, "doc:facts { { \"Members\", \"32\" }, …, title =, columns =, id = }",
	  "Large figures over what they count, 2 to 4 in a row. A number is written as the language does."
	  "\n\n    doc:facts { { \"Members\", 32 }, { \"Share\", \"71 %\" }, columns = 2 }",
	  "options: doc.facts" },
	{ "pull", doc_pull, "doc:pull(markdown, { by =, id = })",
	  "A sentence set large between rules. Where the section says the same in its text, it is read there and passed over here."
	  "\n\n    doc:pull(\"The door remains open.\", { by = \"A speaker\" })",
	  "markdown: string, options?: doc.said" },
	{ "quote", doc_quote, "doc:quote(markdown, { by =, id = })", "A quotation set apart; by says whose."
	  "\n\n    doc:quote(\"The door remains open.\", { by = \"A speaker\" })",
	  "markdown: string, options?: doc.said" },
	{ "status", doc_status, "doc:status { { \"Ratification\", \"Delayed\", state = \"caution\" }, …, title =, columns =, id = }",
	  "States side by side, up to 6 in a row. state (\"good\", \"caution\", \"bad\") sets a mark before it; its words must say the same."
	  "\n\n    doc:status { { \"Ratification\", \"Delayed\", state = \"caution\" }, { \"Funding\", \"Secured\", state = \"good\" } }",
	  "options: doc.facts" },
	{ NULL, NULL, NULL, NULL }
};
