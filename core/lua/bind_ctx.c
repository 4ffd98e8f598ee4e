/* bind_ctx: what a plugin is told of its job. */
#include <lauxlib.h>
#include <stdio.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "lua/bind.h"
#include "lua/host.h"
#include "lua/message.h"
#include "lua/opts.h"
#include "lua/plugin.h"
#include "lua/state.h"
#include "lua/value.h"

static struct bind_scope *scope_of(lua_State *L) {
	return lua_touserdata(L, lua_upvalueindex(1));
}

void bind_warn(lua_State *L, struct bind_scope *scope, const char *msg, const char *hint) {
	int line;
	const struct state_source *where = state_where(L, &line);
	struct err *err = errs_add(scope->warnings);
	err_set(err, ERR_PLUGIN, "%s", msg);
	if (hint) {
		err_hint(err, "%s", hint);
	}
	if (where) {
		err_at(err, where->path, line, 0);
	}
	STR_COPY(err->plugin, scope->plugin->name);
	STR_COPY(err->section, scope->section ? scope->section : "");
}

/* Messages. */

static struct message_value *collect_values(lua_State *L, int idx, size_t *n) {
	struct arena *arena = state_arena(state_of(L));
	struct message_value *values = NULL;
	size_t cap = 0;
	*n = 0;
	if (lua_isnoneornil(L, idx)) {
		return NULL;
	}
	luaL_checktype(L, idx, LUA_TTABLE);
	lua_pushnil(L);
	while (lua_next(L, idx)) {
		if (lua_type(L, -2) != LUA_TSTRING) {
			luaL_argerror(L, idx, "the values of a text have names: { n = 3 }");
		}
		struct message_value value = { .name = arena_strdup(arena, lua_tostring(L, -2)) };
		if (lua_type(L, -1) == LUA_TNUMBER) {
			value.number = lua_tonumber(L, -1);
			lua_pushvalue(L, -1);
			value.digits = arena_strdup(arena, lua_tostring(L, -1));
			lua_pop(L, 1);
			size_t len = strlen(value.digits);
			if (str_suffix(value.digits, ".0")) {
				value.digits = arena_strndup(arena, value.digits, len - 2);
			}
		} else if (lua_type(L, -1) == LUA_TSTRING) {
			value.str = arena_strdup(arena, lua_tostring(L, -1));
		} else {
			luaL_argerror(L, idx, lua_pushfstring(L, "value '%s' is a %s; a string or number was expected", value.name,
			                                      luaL_typename(L, -1)));
		}
		*ARENA_PUSH(arena, values, *n, cap) = value;
		lua_pop(L, 1);
	}
	return values;
}

/* Give err the place in the file of text where its offset is. */
static void place_in_text(struct err *err, const struct plugin_text *text, size_t offset) {
	if (text->file) {                /* a label: its escapes are gone, the column would be wrong */
		err_at_offset(err, text->file, text->len, text->offset);
	} else {
		err_at_offset(err, text->text, strlen(text->text), offset);
	}
	err_at_file(err, text->path);
}

const char *bind_message(lua_State *L, const struct plugin_text *text, int idx) {
	struct state *state = state_of(L);
	struct buf out = BUF_INIT;
	size_t n, bad;
	struct err err;
	struct message_value *values = collect_values(L, idx, &n);
	bool ok = message_format(state_arena(state), state_lang(state), text->text, values, n, &out, &bad, &err);
	const char *filled = ok ? arena_strndup(state_arena(state), buf_str(&out), out.len) : NULL;
	buf_fini(&out);
	if (!ok) {
		int line;
		const struct state_source *where = state_where(L, &line);
		place_in_text(&err, text, bad);
		if (where) {                 /* as likely as the text, it is what asks for it that is wrong */
			snprintf(err.from, sizeof(err.from), "%s:%d", where->path, line);
		}
		err_wrap(&err, "text '%s'", text->key);
		state_raise(L, &err);
	}
	return filled;
}

void bind_message_place(lua_State *L, const struct plugin_text *text, int idx, size_t offset, struct err *err) {
	struct state *state = state_of(L);
	size_t n;
	struct message_value *values = collect_values(L, idx, &n);
	place_in_text(err, text, message_origin(state_arena(state), state_lang(state), text->text, values, n, offset));
}

static void raise_unknown_label(lua_State *L, const struct plugin *plugin, const char *key) {
	struct arena *arena = state_arena(state_of(L));
	const char **names = arena_alloc(arena, (plugin->label_count + 1) * sizeof(*names));
	struct err err;
	for (size_t i = 0; i < plugin->label_count; i++) {
		names[i] = plugin->labels[i].key;
	}
	const char *lang = state_lang(state_of(L));
	const char *own = str_eq(lang, "en") ? "" : arena_printf(arena, "labels.%s.json, nor in ", lang);
	err_set(&err, ERR_PLUGIN, "there is no label '%s' in %slabels.en.json", key, own);
	const char *near = err_nearest(key, names);
	if (near && !str_eq(near, key)) {
		err_hint(&err, "did you mean '%s'?", near);
	} else if (near) {
		err_hint(&err, "other languages have it: English, which stands in for all, must");
	}
	state_raise(L, &err);
}

static int ctx_label(lua_State *L) {
	struct bind_scope *scope = scope_of(L);
	const struct plugin *plugin = scope->plugin;
	if (lua_type(L, 1) == LUA_TTABLE) {
		return luaL_error(L, "ctx.label is called with a dot: ctx.label(key, values)");
	}
	const char *key = luaL_checkstring(L, 1);
	lua_settop(L, 2);
	bool fell_back;
	const struct plugin_text *text = plugin_text(plugin->labels, plugin->label_count, key, state_lang(state_of(L)), &fell_back);
	if (!text) {
		raise_unknown_label(L, plugin, key);
	}
	if (fell_back && !scope->told_labels) {
		scope->told_labels = true;
		bind_warn(L, scope, lua_pushfstring(L, "label '%s' has no text in the language of the report (%s); English is used",
		                                    key, state_lang(state_of(L))), "add it to the labels file of that language; others may lack too");
	}
	lua_pushstring(L, bind_message(L, text, 2));
	return 1;
}

static int ctx_warn(lua_State *L) {
	if (lua_type(L, 1) == LUA_TTABLE) {
		return luaL_error(L, "ctx.warn is called with a dot: ctx.warn(message)");
	}
	bind_warn(L, scope_of(L), luaL_checkstring(L, 1), NULL);
	return 0;
}

/* SplitMix64 (Steele, Lea, Flood 2014): one word of state, so that each section has a stream of its own. */
static uint64_t next_random(struct bind_scope *scope) {
	uint64_t z = scope->random += 0x9E3779B97F4A7C15u;
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

static int ctx_random(lua_State *L) {
	struct bind_scope *scope = scope_of(L);
	lua_Integer low = 1, high;
	switch (lua_gettop(L)) {
	case 0:
		lua_pushnumber(L, (double)(next_random(scope) >> 11) * 0x1p-53);
		return 1;
	case 1:
		high = luaL_checkinteger(L, 1);
		break;
	default:
		low = luaL_checkinteger(L, 1);
		high = luaL_checkinteger(L, 2);
	}
	luaL_argcheck(L, low <= high, lua_gettop(L), "the interval is empty");
	uint64_t span = (uint64_t)high - (uint64_t)low + 1, r = next_random(scope);
	if (span != 0) {
		uint64_t rest = (UINT64_MAX % span + 1) % span;      /* values past the last whole multiple are drawn again */
		while (r > UINT64_MAX - rest) {
			r = next_random(scope);
		}
		r %= span;
	}
	lua_pushinteger(L, (lua_Integer)((uint64_t)low + r));
	return 1;
}

/* __index of ctx.params: declared and without a value is nil; undeclared is an error. Upvalue 1: the scope. */
static int on_missing_param(lua_State *L) {
	const struct bind_scope *scope = scope_of(L);
	const struct json *declared = json_lookup(scope->plugin->manifest, "params");
	const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : luaL_typename(L, 2);
	if (json_lookup(declared, name)) {
		lua_pushnil(L);
		return 1;
	}
	size_t n = declared ? declared->count : 0, i = 0;
	const char **names = arena_alloc(state_arena(state_of(L)), (n + 1) * sizeof(*names));
	for (const struct json *v = declared ? declared->first : NULL; v; v = v->next) {
		names[i++] = v->key ? v->key : "";
	}
	struct err err;
	err_set(&err, ERR_PLUGIN, "parameter '%s' is not declared in params of %s", name, scope->plugin->name);
	const char *near = err_nearest(name, names);
	if (near) {
		err_hint(&err, "did you mean ctx.params.%s?", near);
	}
	state_raise(L, &err);
}

static void push_params(lua_State *L, struct bind_section *section) {
	if (section->is->params && section->is->params->type == JSON_OBJECT) {
		value_push(L, section->is->params);
		lua_pushnil(L);
		while (lua_next(L, -2)) {
			lib_freeze(L, -1, "ctx.params");
			lua_pop(L, 1);
		}
	} else {
		lua_newtable(L);
	}
	lua_createtable(L, 0, 1);
	lua_pushlightuserdata(L, &section->scope);
	lua_pushcclosure(L, on_missing_param, 1);
	lua_setfield(L, -2, "__index");
	lua_setmetatable(L, -2);
	lib_push_view(L, -1, "ctx.params");
	lua_remove(L, -2);
}

static void set_string(lua_State *L, const char *name, const char *value) {
	lua_pushstring(L, value ? value : "");
	lua_setfield(L, -2, name);
}

static void set_function(lua_State *L, struct bind_scope *scope, const char *name) {
	for (const struct lib_fn *fn = bind_ctx_fns; fn->name; fn++) {
		if (str_eq(fn->name, name)) {
			lua_pushlightuserdata(L, scope);
			lua_pushcclosure(L, fn->fn, 1);
			lua_setfield(L, -2, name);
		}
	}
}

static void push_period(lua_State *L, const struct host_job *job) {
	if (job->period_from == NULL) {
		lua_pushboolean(L, 0);
		return;
	}
	lua_createtable(L, 0, 2);
	set_string(L, "from", job->period_from);
	set_string(L, "to", job->period_to);
	lib_guard(L, -1, "ctx.period");
	lib_push_view(L, -1, "ctx.period");
	lua_remove(L, -2);
}

static void push_edition(lua_State *L, const struct json *edition) {
	if (edition) {
		value_push(L, edition);
		lib_freeze(L, -1, "ctx.edition");
	} else {
		lua_pushboolean(L, 0);
	}
}

void bind_ctx_common(lua_State *L, struct bind_scope *scope, int data_ref) {
	set_string(L, "as_of", scope->job->as_of);
	set_string(L, "language", scope->language);
	set_string(L, "now", scope->job->now);
	push_period(L, scope->job);
	lua_setfield(L, -2, "period");
	push_edition(L, scope->job->edition);
	lua_setfield(L, -2, "edition");
	set_function(L, scope, "label");
	set_function(L, scope, "warn");
	lua_rawgeti(L, LUA_REGISTRYINDEX, data_ref);
	lib_push_view(L, -1, "ctx.data");
	lua_setfield(L, -3, "data");
	lua_pop(L, 1);
}

void bind_ctx_section(lua_State *L, struct bind_section *section) {
	set_string(L, "title", section->scope.job->title);
	set_string(L, "report", section->scope.job->report);
	set_function(L, &section->scope, "random");
	set_function(L, &section->scope, "read");
	set_function(L, &section->scope, "read_csv");
	set_function(L, &section->scope, "read_json");
	bind_push_files(L, section->scope.job);
	lua_setfield(L, -2, "files");
	push_params(L, section);
	lua_setfield(L, -2, "params");
	lua_createtable(L, 0, 3);
	set_string(L, "id", section->is->id);
	set_string(L, "name", section->is->plugin);
	lua_pushinteger(L, (lua_Integer)section->index + 1);
	lua_setfield(L, -2, "index");
	lib_guard(L, -1, "ctx.section");
	lib_push_view(L, -1, "ctx.section");
	lua_setfield(L, -3, "section");
	lua_pop(L, 1);
}

static const struct opt csv_opts[] = { { "columns", OPT_TABLE, "!string[]" }, { "rows", OPT_TABLE, "!string[][]" }, { NULL, 0 } };
static const struct opt file_opts[] = {
	{ "kind", OPT_STRING, "!\"image\"|\"csv\"|\"json\"|\"text\"|\"other\"" }, { "name", OPT_STRING, "!string" }, { "size", OPT_INTEGER, "!integer" }, { NULL, 0 }
};
static const struct opt period_opts[] = { { "from", OPT_STRING, "!string" }, { "to", OPT_STRING, "!string" }, { NULL, 0 } };
static const struct opt section_opts[] = {
	{ "id", OPT_STRING, "!string" }, { "index", OPT_INTEGER, "!integer" }, { "name", OPT_STRING, "!string" }, { NULL, 0 }
};

const struct lib_shape bind_ctx_shapes[] = {
	{ "ctx.csv", csv_opts },
	{ "ctx.file", file_opts },
	{ "ctx.period", period_opts },
	{ "ctx.section", section_opts },
	{ NULL }
};

const struct lib_fn bind_ctx_fns[] = {
	{ "as_of", NULL, "ctx.as_of", "The day the briefing speaks of, \"YYYY-MM-DD\"."
	  "\n\n    ctx.as_of --> \"2024-06-15\"",
	  NULL, "string" },
	{ "changes", NULL, "ctx.changes",
	  "What is different from the edition before, for a section whose plugin says last = true, in build: a list of { how, what, section, "
	  "section_title, under, block, id, row, column, before, after, was, is, kind, follows }. how is \"added\", \"removed\" or \"changed\"; what is \"section\", "
	  "\"row\", \"cell\", \"column\", \"item\", \"event\", \"fact\", \"title\", \"source\" or the kind of a block (\"para\", \"table\", …); under "
	  "the headings above it; block (its title), id, row and column where it is; before and after what it says (what does not apply is nil), was and is what is different of that, with some words around it; follows: it is in the section and block of the one before it. Empty where "
	  "nothing changed, false where there is no edition before to compare with. In a bilingual edition what is different in either language is told in both, "
	  "each in its own words; where one says what it said, before and after are the same. Sections that are built last have no part in it."
	  "\n\n    for _, change in ipairs(ctx.changes or {}) do\n"
	  "      doc:text(change.how .. \": \" .. change.section_title)\n"
	  "    end",
	  NULL, "table[]|false" },
	{ "data", NULL, "ctx.data.NAME", "The data sets the plugin declares in `data`, or what the request gives in their place. Read-only."
	  "\n\n    ctx.data.ships[1].name --> \"Nord\"",
	  NULL, "table<string, any>" },
	{ "edition", NULL, "ctx.edition",
	  "Of an edition of a series { series, number, revision, previous, corrected, reason }, else false. previous is the "
	  "edition before it, { number, revision, as_of, issued, period_from, period_to, findings } (findings as they were, by section id, in this language if it was issued in it), nil of the "
	  "first; corrected the same of what a correction takes the place of, for the reason given. Read-only."
	  "\n\n    if ctx.edition then\n"
	  "      doc:text(\"Edition \" .. ctx.edition.number)\n"
	  "    end",
	  NULL, "table<string, any>|false" },
	{ "files", NULL, "ctx.files",
	  "The files that came with the request, in its folder: a list of { name, size, kind }, kind being \"image\", \"csv\", \"json\", \"text\" or "
	  "\"other\". An image is shown by doc:figure { image = \"request:NAME\" }. Read-only."
	  "\n\n    for _, file in ipairs(ctx.files) do\n"
	  "      doc:text(text.escape(file.name))\n"
	  "    end",
	  NULL, "ctx.file[]" },
	{ "findings", NULL, "ctx.findings[ID]",
	  "What the collect of each section returned, by section id and in order; nil for a section that is not in the report. Read-only."
	  "\n\n    ctx.findings.examples.total --> 3",
	  NULL, "table<string|integer, any>" },
	{ "found", NULL, "ctx.found", "What this section's own collect returned; in build."
	  "\n\n    ctx.found.total --> 3",
	  NULL, "any" },
	{ "label", ctx_label, "ctx.label(key, values)",
	  "The text of key in labels.LANG.json (English where the report's language lacks it), its {placeholders} filled from values."
	  "\n\n    ctx.label(\"ships\", { n = 3 }) --> \"3 ships\"",
	  "key: string, values?: table<string, any>", "string" },
	{ "language", NULL, "ctx.language", "Language of the report: \"en\", \"fr\". A bilingual edition is collected and built once in each of "
	  "its two: collect and build must write the same blocks in the same order in both, and only their words differ. Rows (of matrices, too), items and "
	  "events that are sorted by their names need an id, by which they are paired."
	  "\n\n    ctx.language --> \"en\"",
	  NULL, "string" },
	{ "now", NULL, "ctx.now", "When the job was accepted, \"2026-11-23T21:03:51Z\". There is no other clock."
	  "\n\n    ctx.now --> \"2024-06-15T12:00:00Z\"",
	  NULL, "string" },
	{ "params", NULL, "ctx.params.NAME", "The section's parameters, checked and typed as declared. Read-only."
	  "\n\n    ctx.params.least --> 5",
	  NULL, "table<string, any>" },
	{ "period", NULL, "ctx.period", "The days that the briefing covers, { from = \"YYYY-MM-DD\", to = \"YYYY-MM-DD\" }, both included: what the schedule "
	  "or the request says; false where it covers none."
	  "\n\n    if ctx.period then\n"
	  "      doc:text(date.format(ctx.period.from) .. \" to \" .. date.format(ctx.period.to))\n"
	  "    end",
	  NULL, "ctx.period|false" },
	{ "random", ctx_random, "ctx.random(m, n)",
	  "A number from 0 to 1 without arguments, from 1 to m, or from m to n. The same request gives the same numbers."
	  "\n\n    local die = ctx.random(1, 6)",
	  "m?: integer, n?: integer", "number" },
	{ "read", bind_read, "ctx.read(name)", "The bytes of a file that came with the request, as a string."
	  "\n\n    doc:text(ctx.read(\"note.md\"))",
	  "name: string", "string" },
	{ "read_csv", bind_read_csv, "ctx.read_csv(name)",
	  "A CSV file that came with the request: { columns = { \"Name\", … }, rows = { { \"…\", … }, … } }, the first line being the columns. Commas, "
	  "semicolons or tabs separate; cells are strings."
	  "\n\n    ctx.read_csv(\"ships.csv\").rows[1] --> { \"Nord\", \"7\" }",
	  "name: string", "ctx.csv" },
	{ "read_json", bind_read_json, "ctx.read_json(name)", "The value in a JSON file that came with the request."
	  "\n\n    ctx.read_json(\"ship.json\").tons --> 7",
	  "name: string", "any" },
	{ "report", NULL, "ctx.report", "Name of the report."
	  "\n\n    if ctx.report == \"weekly-brief\" then\n"
	  "      doc:text(\"Of this week.\")\n"
	  "    end",
	  NULL, "string" },
	{ "section", NULL, "ctx.section", "{ id, name, index }: the section's id in this report, its plugin, its position."
	  "\n\n    ctx.section.index --> 1",
	  NULL, "ctx.section" },
	{ "title", NULL, "ctx.title", "Title of the briefing."
	  "\n\n    doc:text(text.escape(ctx.title))",
	  NULL, "string" },
	{ "warn", ctx_warn, "ctx.warn(message)", "Add a warning to the job's result; the report is issued all the same."
	  "\n\n    ctx.warn(\"The list of ships is a month old.\")",
	  "message: string" },
	{ "NAME", NULL, "ctx.NAME", "What the data plugin NAME provides, for each name in `uses`." 
	  "\n\n    ctx.facts:name(\"SWE\") --> \"Sweden\""},
	{ NULL, NULL, NULL, NULL }
};
