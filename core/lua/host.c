/* host: see host.h. */
#include "lua/host.h"

#include <lauxlib.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/build.h"
#include "doc/node.h"
#include "lua/bind.h"
#include "lua/lib.h"
#include "lua/opts.h"
#include "lua/order.h"
#include "lua/plugin.h"
#include "lua/state.h"
#include "lua/trial.h"
#include "lua/value.h"
#include "text/locale.h"

/* A plugin in the state. References are to the registry; those of the job are LUA_NOREF before it. */
struct loaded {
	struct plugin plugin;
	int chunk_ref, data_ref;     /* made in the warm slot */
	int table_ref, api_ref;      /* of the job: what the chunk returned, what provide returned */
	struct bind_scope scope;     /* of provide */
	bool is_used, is_opening;
};

/* A data plugin as the leading language has it: see struct loaded. */
struct library {
	struct loaded *loaded;
	int table_ref, api_ref;
};

struct host {
	struct arena *arena;         /* the warm slot's */
	struct state *state;
	struct loaded *plugins;
	size_t count;
	struct host_file *files;
	size_t file_count, file_cap;

	struct host_job job;
	struct bind_section *sections;
	struct library *libraries;   /* used data plugins, in the order the sections use them */
	size_t library_count, library_cap;
	int findings_ref;
	const struct json *changes;  /* since the edition before; NULL: nothing to compare with */
	const char *leading;         /* language that the job began in */
	struct orders *orders;       /* NULL: in one language */
	bool is_second;              /* of two languages */
	const char **replaced;
	size_t replaced_count, replaced_cap;
	struct errs warnings;
};

/* Warm. */

static struct loaded *find_plugin(const struct host *host, const char *name) {
	for (size_t i = 0; i < host->count; i++) {
		if (str_eq(host->plugins[i].plugin.name, name)) {
			return &host->plugins[i];
		}
	}
	return NULL;
}

/* Push the plugin's data sets as a table, frozen but for its own keys, which a job may replace. */
static int push_data(lua_State *L) {
	const struct plugin *plugin = lua_touserdata(L, 1);
	lua_newtable(L);
	for (size_t i = 0; i < plugin->data_count; i++) {
		value_push(L, plugin->data[i].value);
		lib_freeze(L, -1, plugin->data[i].name);
		lua_setfield(L, -2, plugin->data[i].name);
	}
	lib_guard(L, -1, "ctx.data");
	return 1;
}

static bool open_plugin(struct host *host, struct loaded *loaded, const struct host_plugin *what, struct err *err) {
	lua_State *L = state_lua(host->state);
	*loaded = (struct loaded){ .chunk_ref = LUA_NOREF, .data_ref = LUA_NOREF, .table_ref = LUA_NOREF, .api_ref = LUA_NOREF };
	if (!plugin_read(host->arena, what, PLUGIN_WHOLE, &loaded->plugin, err)) {
		return false;
	}
	for (size_t i = 0; i < loaded->plugin.file_count; i++) {
		*ARENA_PUSH(host->arena, host->files, host->file_count, host->file_cap) = loaded->plugin.files[i];
	}
	if (!parts_push_env(host->state, &loaded->plugin.parts, PARTS_NOW, err) || !state_load(host->state, &loaded->plugin.source, err)) {
		return false;
	}
	loaded->chunk_ref = luaL_ref(L, LUA_REGISTRYINDEX);
	lua_pushcfunction(L, push_data);
	lua_pushlightuserdata(L, &loaded->plugin);
	if (!state_call(host->state, 1, 1, err)) {
		return false;
	}
	loaded->data_ref = luaL_ref(L, LUA_REGISTRYINDEX);
	return true;
}

/* Ask for what a language needs once, so that its tables are loaded here and not in every child. */
static void warm_language(struct host *host, const char *lang) {
	locale_compare(lang, "a", "b");
	locale_plural(lang, 1);
	locale_date(host->arena, lang, "2024-03-07", "long");
	locale_number(host->arena, lang, 1.5, -1);
}

static void warm_languages(struct host *host) {
	struct map *done = map_new();
	for (size_t i = 0; i < host->count; i++) {
		const struct plugin *plugin = &host->plugins[i].plugin;
		for (size_t k = 0; k < plugin->label_count; k++) {
			const char *lang = plugin->labels[k].lang;
			if (!map_lookup(done, lang)) {
				map_put(done, lang, host);
				warm_language(host, lang);
			}
		}
	}
	map_free(done);
}

static int compare_plugins(const void *a, const void *b) {
	return strcmp(((const struct host_plugin *)a)->name, ((const struct host_plugin *)b)->name);
}

struct host *host_new(const struct host_plugin *plugins, size_t n, struct err *err) {
	struct host *host = mem_alloc(sizeof(*host));
	host->arena = arena_new();
	host->state = state_new();
	host->plugins = arena_alloc(host->arena, (n + 1) * sizeof(*host->plugins));
	host->findings_ref = LUA_NOREF;
	struct host_plugin *sorted = arena_copy(host->arena, plugins, n * sizeof(*plugins));
	if (n) {
		qsort(sorted, n, sizeof(*sorted), compare_plugins);
	}
	for (size_t i = 0; i < n; i++) {
		if (!open_plugin(host, &host->plugins[i], &sorted[i], err)) {
			host_free(host);
			return NULL;
		}
		host->count++;
	}
	warm_languages(host);
	lua_gc(state_lua(host->state), LUA_GCCOLLECT);
	lua_gc(state_lua(host->state), LUA_GCSTOP);      /* what is here now is shared with every child: leave it untouched */
	return host;
}

void host_free(struct host *host) {
	if (!host) {
		return;
	}
	state_free(host->state);
	for (size_t i = 0; host->sections && i < host->job.section_count; i++) {
		record_fini(&host->sections[i].record);
	}
	orders_free(host->orders);
	errs_fini(&host->warnings);
	arena_free(host->arena);
	mem_free(host);
}

const struct host_file *host_files(const struct host *host, size_t *n) {
	*n = host->file_count;
	return host->files;
}

static void add_words(const struct plugin_text *texts, size_t n, struct buf *out) {
	for (size_t i = 0; i < n; i++) {
		buf_adds(out, texts[i].text);
		buf_addc(out, '\n');
	}
}

void host_words(const struct host *host, struct buf *out) {
	for (size_t i = 0; i < host->count; i++) {
		const struct plugin *plugin = &host->plugins[i].plugin;
		add_words(plugin->prose, plugin->prose_count, out);
		add_words(plugin->labels, plugin->label_count, out);
	}
}

/* The job. What follows until host_begin runs inside state_call: errors are raised. */

static struct host *host_arg(lua_State *L) {
	return lua_touserdata(L, 1);
}

/* Push function name of the table at idx, or nil; false where it is neither. */
static bool push_function(lua_State *L, int idx, const char *name) {
	idx = lua_absindex(L, idx);
	lua_pushstring(L, name);
	lua_rawget(L, idx);
	return lua_isnil(L, -1) || lua_isfunction(L, -1);
}

static void raise_plugin(lua_State *L, const struct loaded *loaded, const char *msg) {
	struct err err;
	err_set(&err, ERR_PLUGIN, "%s", msg);
	err_at_file(&err, loaded->plugin.source.path);
	STR_COPY(err.plugin, loaded->plugin.name);
	state_raise(L, &err);
}

/* Of what the plugin's function gave back, on top: it is placed where state_enter said. */
static void raise_returned(lua_State *L, const char *function, const char *wanted) {
	struct err err;
	err_set(&err, ERR_PLUGIN, "%s returned %s; %s was expected", function, opt_given(L, -1), wanted);
	state_raise(L, &err);
}

static void note_replaced(struct host *host, const char *name) {
	for (size_t i = 0; i < host->replaced_count; i++) {
		if (str_eq(host->replaced[i], name)) {
			return;
		}
	}
	*ARENA_PUSH(host->job.arena, host->replaced, host->replaced_count, host->replaced_cap) = name;
}

static void replace_data(lua_State *L, struct host *host, struct loaded *loaded) {
	lua_rawgeti(L, LUA_REGISTRYINDEX, loaded->data_ref);
	for (size_t i = 0; i < loaded->plugin.data_count; i++) {
		const char *name = loaded->plugin.data[i].name;
		const struct json *value = json_lookup(host->job.data, name);
		if (value) {
			value_push(L, value);
			lib_freeze(L, -1, name);
			lua_setfield(L, -2, name);
			note_replaced(host, name);
		}
	}
	lua_pop(L, 1);
}

/* What provide returned, at the top, becomes a view that knows its names. */
static void wrap_api(lua_State *L, struct host *host, struct loaded *loaded) {
	const char *what = arena_printf(host->job.arena, "ctx.%s", loaded->plugin.name);
	if (!lua_istable(L, -1)) {
		raise_returned(L, "provide", "a table of functions");
	}
	if (!lua_getmetatable(L, -1)) {
		lua_newtable(L);
		lua_pushnil(L);
		while (lua_next(L, -3)) {
			lua_pushvalue(L, -2);
			lua_insert(L, -2);
			lua_rawset(L, -4);
		}
		lua_remove(L, -2);
		lib_guard(L, -1, what);
	} else {
		lua_pop(L, 1);               /* an object: its own metatable says what it has */
	}
	lib_push_view(L, -1, what);
	lua_remove(L, -2);
}

static void use_plugin(lua_State *L, struct host *host, struct loaded *loaded);

/* Set ctx.NAME, in the fields on top, for each plugin that loaded uses. */
static void set_used(lua_State *L, struct host *host, const struct plugin *plugin) {
	for (size_t i = 0; i < plugin->use_count; i++) {
		struct loaded *used = find_plugin(host, plugin->uses[i]);
		lua_rawgeti(L, LUA_REGISTRYINDEX, used->api_ref);
		/* "rates@1" is version 1 of rates. */
		lua_pushlstring(L, plugin->uses[i], strcspn(plugin->uses[i], "@"));
		lua_insert(L, -2);
		lua_rawset(L, -3);
	}
}

/* NULL: it is none yet. What it is is asked for sources to the end. */
static const struct library *find_library(const struct host *host, const struct loaded *loaded) {
	for (size_t i = 0; i < host->library_count; i++) {
		if (host->libraries[i].loaded == loaded) {
			return &host->libraries[i];
		}
	}
	return NULL;
}

static void run_provide(lua_State *L, struct host *host, struct loaded *loaded) {
	lua_rawgeti(L, LUA_REGISTRYINDEX, loaded->table_ref);
	if (!push_function(L, -1, "provide") || lua_isnil(L, -1)) {
		raise_plugin(L, loaded, "the plugin has no function provide, yet others name it in uses");
	}
	loaded->scope = (struct bind_scope){ .job = &host->job, .plugin = &loaded->plugin, .language = host->job.language, .warnings = &host->warnings };
	lua_createtable(L, 0, 8);
	bind_ctx_common(L, &loaded->scope, loaded->data_ref);
	set_used(L, host, &loaded->plugin);
	lib_guard(L, -1, "ctx");
	lib_push_view(L, -1, "ctx");
	lua_remove(L, -2);
	state_enter(L, -2);
	lua_call(L, 1, 1);
	wrap_api(L, host, loaded);
	loaded->api_ref = luaL_ref(L, LUA_REGISTRYINDEX);
	lua_pop(L, 1);
	if (!host->is_second && !find_library(host, loaded)) {
		*ARENA_PUSH(host->job.arena, host->libraries, host->library_count, host->library_cap) =
		        (struct library){ loaded, loaded->table_ref, loaded->api_ref };
	}
}

/* Open what the plugin uses, each with its provide. */
static void use_libraries(lua_State *L, struct host *host, struct loaded *loaded) {
	for (size_t i = 0; i < loaded->plugin.use_count; i++) {
		struct loaded *used = find_plugin(host, loaded->plugin.uses[i]);
		if (!used) {
			raise_plugin(L, loaded, lua_pushfstring(L, "uses names '%s', and there is no such plugin", loaded->plugin.uses[i]));
		}
		if (used->is_opening) {
			raise_plugin(L, loaded, lua_pushfstring(L, "%s and %s use each other", loaded->plugin.name, used->plugin.name));
		}
		use_plugin(L, host, used);
		if (used->api_ref == LUA_NOREF) {
			run_provide(L, host, used);
		}
	}
}

/* Run the plugin's chunk, and what it uses before, once. */
static void use_plugin(lua_State *L, struct host *host, struct loaded *loaded) {
	luaL_checkstack(L, 20, "too many plugins use each other");
	if (loaded->is_used) {
		return;
	}
	loaded->is_used = loaded->is_opening = true;
	replace_data(L, host, loaded);
	use_libraries(L, host, loaded);
	lua_rawgeti(L, LUA_REGISTRYINDEX, loaded->chunk_ref);
	lua_call(L, 0, 1);
	if (!lua_istable(L, -1)) {
		raise_plugin(L, loaded, lua_pushfstring(L, "the plugin returns %s; a table was expected: return { … }",
		                                        lua_isnil(L, -1) ? "nothing" : luaL_typename(L, -1)));
	}
	loaded->table_ref = luaL_ref(L, LUA_REGISTRYINDEX);
	loaded->is_opening = false;
}

/* Open the section's plugin and make its ctx: in its first phase, so that its budget and deadline cover that too. */
static void open_section(lua_State *L, struct host *host, struct bind_section *section) {
	struct loaded *loaded = find_plugin(host, section->is->plugin);
	if (section->ctx_ref != LUA_NOREF) {
		return;
	}
	use_plugin(L, host, loaded);
	lua_createtable(L, 0, 16);
	bind_ctx_common(L, &section->scope, loaded->data_ref);
	bind_ctx_section(L, section);
	set_used(L, host, &loaded->plugin);
	lua_rawgeti(L, LUA_REGISTRYINDEX, host->findings_ref);
	lib_push_view(L, -1, "ctx.findings");
	lua_setfield(L, -3, "findings");
	lua_pop(L, 1);
	lib_guard(L, -1, "ctx");
	lib_push_view(L, -1, "ctx");
	section->ctx_ref = luaL_ref(L, LUA_REGISTRYINDEX);
	section->fields_ref = luaL_ref(L, LUA_REGISTRYINDEX);
}

static int begin_job(lua_State *L) {
	struct host *host = host_arg(L);
	lua_newtable(L);
	host->findings_ref = luaL_ref(L, LUA_REGISTRYINDEX);
	return 0;
}

/* Call fn(host, extra) in the protected state, within a section's budget. */
static bool call(struct host *host, lua_CFunction fn, void *extra, const char *what, struct err *err) {
	lua_State *L = state_lua(host->state);
	state_limit_time(host->state, host->job.section_seconds, host->job.section_wall_seconds, what);
	lua_pushcfunction(L, fn);
	lua_pushlightuserdata(L, host);
	lua_pushlightuserdata(L, extra);
	return state_call(host->state, 2, 0, err);
}

static void forget(lua_State *L, int *ref) {
	luaL_unref(L, LUA_REGISTRYINDEX, *ref);
	*ref = LUA_NOREF;
}

/* What plugins made for one language says nothing in another: chunks are run again, and nothing of theirs is kept. */
static void forget_language(struct host *host) {
	lua_State *L = state_lua(host->state);

	for (size_t i = 0; i < host->count; i++) {
		struct loaded *loaded = &host->plugins[i];
		const struct library *library = find_library(host, loaded);
		if (library && library->table_ref == loaded->table_ref) {
			loaded->table_ref = loaded->api_ref = LUA_NOREF;
		}
		forget(L, &loaded->table_ref);
		forget(L, &loaded->api_ref);
		loaded->is_used = loaded->is_opening = false;
	}
	for (size_t i = 0; i < host->job.section_count; i++) {
		forget(L, &host->sections[i].ctx_ref);
		forget(L, &host->sections[i].fields_ref);
	}
	forget(L, &host->findings_ref);
	orders_again(host->orders);
}

bool host_begin(struct host *host, const struct host_job *job, struct err *err) {
	bool is_first = host->job.arena == NULL;

	if (!is_first) {
		forget_language(host);
	} else {
		host->orders = job->is_bilingual ? orders_new(job->arena) : NULL;
		host->leading = job->language;
	}
	host->job = *job;
	host->is_second = !str_eq(job->language, host->leading);
	host->sections = arena_alloc(job->arena, (job->section_count + 1) * sizeof(*host->sections));
	for (size_t i = 0; i < job->section_count; i++) {
		const struct host_section *is = &job->sections[i];
		struct loaded *loaded = find_plugin(host, is->plugin);
		if (!loaded) {
			return err_set(err, ERR_INPUT, "there is no plugin '%s'", is->plugin);
		}
		host->sections[i] = (struct bind_section){
			.is = is, .index = i, .record = RECORD_INIT, .ctx_ref = LUA_NOREF, .fields_ref = LUA_NOREF,
			.scope = { .job = &host->job, .plugin = &loaded->plugin, .section = is->id, .warnings = &host->warnings,
			           .language = plugin_speaks(&loaded->plugin, job->language) ? job->language : "en",
			           .random = job->seed ^ hash_bytes(is->id, strlen(is->id)) } };
	}
	state_use_arena(host->state, job->arena);
	state_use_lang(host->state, job->language);
	state_use_orders(host->state, host->orders);
	if (is_first) {
		state_limit_memory(host->state, job->memory_bytes);
	}
	return call(host, begin_job, NULL, "the job", err);
}

/* What was being opened when a section failed is opened again, and fails again, for the next one that uses it. */
static void forget_half_open(struct host *host) {
	for (size_t i = 0; i < host->count; i++) {
		if (host->plugins[i].table_ref == LUA_NOREF) {
			host->plugins[i].is_used = host->plugins[i].is_opening = false;
		}
	}
}

/* Which parameter an error is about. */

/* Whether msg quotes the string or an element of value; *index is its position in a list, else 0. */
static bool is_quoted(const char *msg, const struct json *value, size_t *index) {
	if (value->type == JSON_STRING && value->len > 0) {
		char quoted[2][130];
		snprintf(quoted[0], sizeof(quoted[0]), "\"%.120s\"", value->str);
		snprintf(quoted[1], sizeof(quoted[1]), "'%.120s'", value->str);
		*index = 0;
		return strstr(msg, quoted[0]) || strstr(msg, quoted[1]);
	}
	size_t i = 0, dummy;
	for (const struct json *v = value->type == JSON_ARRAY ? value->first : NULL; v; v = v->next) {
		i++;
		if (is_quoted(msg, v, &dummy)) {
			*index = i;
			return true;
		}
	}
	return false;
}

/* Whether the source line reads params.name. */
static bool is_read(const char *line, const char *name) {
	for (const char *p = strstr(line, "params."); p; p = strstr(p + 1, "params.")) {
		size_t len = strlen(name);
		if (strncmp(p + 7, name, len) == 0 && !strchr("_abcdefghijklmnopqrstuvwxyz0123456789", p[7 + len] ? p[7 + len] : ' ')) {
			return true;
		}
	}
	return false;
}

/* Lua does not say where a value came from: the message may quote one that the request gave, or the line may read a parameter. */
static void blame_param(const struct host_section *is, struct err *err) {
	for (const struct json *v = is->params ? is->params->first : NULL; v; v = v->next) {
		size_t index = 0;
		const char *key = json_str(is->keys, v->key, NULL);
		if (!key || (!is_quoted(err->msg, v, &index) && !is_read(err->source, v->key))) {
			continue;
		}
		snprintf(err->key, sizeof(err->key), index ? "%s[%zu]" : "%s", key, index);
		return;
	}
}

static bool blame(struct host *host, const struct bind_section *section, struct err *err) {
	forget_half_open(host);
	if (!err) {
		return false;
	}
	STR_COPY(err->section, section->is->id);
	if (!err->plugin[0]) {
		STR_COPY(err->plugin, section->is->plugin);
	}
	if (!err->at.file[0]) {
		err_at_file(err, section->scope.plugin->source.path);
	}
	blame_param(section->is, err);
	return false;
}

/* Push function name of the section's plugin and its ctx; false (nothing pushed) where it has none. */
static bool push_phase(lua_State *L, struct host *host, struct bind_section *section, const char *name) {
	struct loaded *loaded = find_plugin(host, section->is->plugin);
	lua_rawgeti(L, LUA_REGISTRYINDEX, loaded->table_ref);
	if (!push_function(L, -1, name)) {
		raise_plugin(L, loaded, lua_pushfstring(L, "%s is a %s; a function was expected", name, luaL_typename(L, -1)));
	}
	if (lua_isnil(L, -1)) {
		lua_pop(L, 2);
		return false;
	}
	lua_remove(L, -2);
	lua_rawgeti(L, LUA_REGISTRYINDEX, section->ctx_ref);
	return true;
}

struct found_call {
	const char *section;
	struct arena *arena;
	const struct json *found;
};

static int run_collect(lua_State *L) {
	struct host *host = host_arg(L);
	struct bind_section *section = lua_touserdata(L, 2);
	open_section(L, host, section);
	if (!push_phase(L, host, section, "collect")) {
		return 0;
	}
	state_enter(L, -2);
	lua_call(L, 1, 1);
	if (lua_isnil(L, -1)) {
		lua_pop(L, 1);
		lua_newtable(L);
	}
	if (!lua_istable(L, -1)) {
		raise_returned(L, "collect", "a table");
	}
	lib_freeze(L, -1, "what collect returned");
	lua_rawgeti(L, LUA_REGISTRYINDEX, section->fields_ref);
	lua_pushvalue(L, -2);
	lua_setfield(L, -2, "found");
	lua_rawgeti(L, LUA_REGISTRYINDEX, host->findings_ref);
	lua_pushvalue(L, -3);
	lua_setfield(L, -2, section->is->id);
	lua_pushvalue(L, -3);
	lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
	return 0;
}

static int run_found(lua_State *L) {
	struct host *host = host_arg(L);
	struct found_call *asked = lua_touserdata(L, 2);
	struct json *bad = NULL;
	struct err err;
	lua_rawgeti(L, LUA_REGISTRYINDEX, host->findings_ref);
	lua_getfield(L, -1, asked->section);
	if (lua_istable(L, -1)) {
		asked->found = value_read(L, -1, asked->arena, false, &bad, &err);
	}
	return 0;
}

const struct json *host_found(struct host *host, size_t i, struct arena *arena) {
	struct found_call asked = { .section = host->sections[i].is->id, .arena = arena };
	call(host, run_found, &asked, "what was found", NULL);
	return asked.found;
}

void host_changes(struct host *host, const struct json *changes) {
	host->changes = changes;
}

/* ctx.changes, of a section that is built when all others are. */
static void set_changes(lua_State *L, const struct host *host, const struct bind_section *section) {
	if (!json_bool(section->scope.plugin->manifest, "last", false)) {
		return;
	}
	lua_rawgeti(L, LUA_REGISTRYINDEX, section->fields_ref);
	if (host->changes) {
		value_push(L, host->changes);
		lib_freeze(L, -1, "ctx.changes");
	} else {
		lua_pushboolean(L, 0);
	}
	lua_setfield(L, -2, "changes");
	lua_pop(L, 1);
}

static int run_build(lua_State *L) {
	struct host *host = host_arg(L);
	struct bind_section *section = lua_touserdata(L, 2);
	open_section(L, host, section);
	set_changes(L, host, section);
	if (!push_phase(L, host, section, "build")) {
		raise_plugin(L, find_plugin(host, section->is->plugin), "the plugin has no function build: it is no section");
	}
	bind_push_doc(L, section);
	lua_call(L, 2, 0);
	return 0;
}

static int run_replay(lua_State *L) {
	struct bind_section *section = lua_touserdata(L, 2);
	bind_push_doc(L, section);
	record_replay(L, section->replayed);
	return 0;
}

/*
 * Lists are sorted in one order in both languages: those of a section's phase, whichever section comes before it. A section without texts in
 * the job's language is English throughout, the dates and lists in its sentences, too.
 */
static void enter_phase(struct host *host, const char *phase, size_t i) {
	state_use_lang(host->state, host->sections[i].scope.language);
	if (host->orders) {
		orders_enter(host->orders, arena_printf(host->job.arena, "%s %zu", phase, i));
	}
}

bool host_collect(struct host *host, size_t i, struct err *err) {
	struct bind_section *section = &host->sections[i];
	enter_phase(host, "collect", i);
	bool ok = call(host, run_collect, section, "collect of the section", err) || blame(host, section, err);
	state_use_lang(host->state, host->job.language);
	return ok;
}

static void *mark_build(void *ctx) {
	return build_current(ctx);
}

static void restore_build(void *ctx, void *mark) {
	build_rewind(ctx, mark);
}

static bool build_with(struct host *host, lua_CFunction run, struct bind_section *section, struct build *build, struct err *err) {
	struct node *top = build_current(build);
	const struct state_catch on_catch = { mark_build, restore_build, build };
	section->build = build;
	state_on_catch(host->state, &on_catch);
	bool ok = call(host, run, section, "build of the section", err);
	state_on_catch(host->state, NULL);
	section->build = NULL;
	build_notes(build, NULL, NULL);
	build_loose(build, NULL, NULL);
	build_origin(build, NULL, NULL, NULL, 0);
	while (build_current(build) != top) {
		build_close(build);
	}
	return ok || blame(host, section, err);
}

bool host_build(struct host *host, size_t i, struct build *build, struct err *err) {
	struct bind_section *section = &host->sections[i];
	enter_phase(host, "build", i);
	section->record.is_on = host->job.records;
	bool ok = build_with(host, run_build, section, build, err);
	for (struct node *n = build_current(build)->first; n && !str_eq(section->scope.language, host->job.language); n = n->next) {
		n->lang = section->scope.language;
	}
	state_use_lang(host->state, host->job.language);
	section->record.is_on &= ok;
	return ok;
}

const char *host_recorded(struct host *host, size_t i) {
	return record_end(&host->sections[i].record);
}

bool host_replay(struct host *host, size_t i, struct build *build, const struct json *calls, struct err *err) {
	struct bind_section *section = &host->sections[i];
	section->record.is_on = false;
	section->note_count = 0;
	section->replayed = calls;
	return build_with(host, run_replay, section, build, err);
}

/* Sources. */

struct source_call {
	const struct library *library;
	const char *key;
	struct doc_source *source;
	bool found;
};

static const struct opt source_opts[] = {
	{ "accessed", OPT_STRING }, { "date", OPT_STRING }, { "language", OPT_STRING }, { "note", OPT_STRING }, { "publisher", OPT_STRING },
	{ "title", OPT_STRING }, { "url", OPT_STRING }, { "verified", OPT_BOOLEAN }, { NULL, 0 }
};

static const char *field(lua_State *L, struct arena *arena, const char *name) {
	lua_getfield(L, -1, name);
	const char *s = lua_isstring(L, -1) ? arena_strdup(arena, lua_tostring(L, -1)) : NULL;
	lua_pop(L, 1);
	return s;
}

static int run_source(lua_State *L) {
	struct host *host = host_arg(L);
	struct source_call *asked = lua_touserdata(L, 2);
	struct arena *arena = host->job.arena;
	lua_rawgeti(L, LUA_REGISTRYINDEX, asked->library->table_ref);
	if (!push_function(L, -1, "source") || lua_isnil(L, -1)) {
		return 0;
	}
	lua_rawgeti(L, LUA_REGISTRYINDEX, asked->library->api_ref);
	lua_pushstring(L, asked->key);
	state_enter(L, -3);
	lua_call(L, 2, 1);
	if (lua_isnil(L, -1)) {
		return 0;
	}
	if (!lua_istable(L, -1)) {
		raise_returned(L, "source", "a table or nil");
	}
	opt_check(L, -1, "what source returned", source_opts, false);
	struct doc_source *source = asked->source;
	*source = (struct doc_source){
		.key = arena_strdup(arena, asked->key), .title = field(L, arena, "title"), .publisher = field(L, arena, "publisher"),
		.date = field(L, arena, "date"), .url = field(L, arena, "url"), .accessed = field(L, arena, "accessed"),
		.note = field(L, arena, "note"), .lang = field(L, arena, "language"),
	};
	source->when = source->date ? locale_date(arena, host->leading, source->date, "long") : NULL;
	source->accessed_when = source->accessed ? locale_date(arena, host->leading, source->accessed, "long") : NULL;
	lua_getfield(L, -1, "verified");
	source->verified = lua_toboolean(L, -1);
	asked->found = true;
	return 0;
}

bool host_source(void *ctx, const char *key, struct doc_source *source, struct err *why) {
	struct host *host = ctx;
	state_use_lang(host->state, host->leading);
	state_use_orders(host->state, NULL);
	for (size_t i = 0; i < host->library_count; i++) {
		struct source_call asked = { .library = &host->libraries[i], .key = key, .source = source };
		struct err err = ERR_INIT;
		if (!call(host, run_source, &asked, "source", &err)) {
			err_wrap(&err, "source '%s'", key);
			*why = why->code == ERR_NONE ? err : *why;
		}
		if (asked.found) {
			*why = (struct err)ERR_INIT;
			return true;
		}
	}
	return false;
}

/* Tests. */

struct try_call {
	const struct host_trial *trial;
	const struct host_tried *made;
	struct bind_scope scope;
	struct trial asked;
};

/* ctx of a test: what the plugin itself provides, as ctx.NAME, beside what all data plugins are told. */
static void push_try_ctx(lua_State *L, struct host *host, struct try_call *tried, struct loaded *loaded) {
	use_plugin(L, host, loaded);
	if (loaded->api_ref == LUA_NOREF) {
		run_provide(L, host, loaded);
	}
	lua_createtable(L, 0, 8);
	bind_ctx_common(L, &tried->scope, loaded->data_ref);
	set_used(L, host, &loaded->plugin);
	lua_rawgeti(L, LUA_REGISTRYINDEX, loaded->api_ref);
	lua_setfield(L, -2, loaded->plugin.name);
	lib_guard(L, -1, "ctx");
	lib_push_view(L, -1, "ctx");
	lua_remove(L, -2);
}

/* On top: the test's check, doc or ctx, and t. */
static int run_try(lua_State *L) {
	struct host *host = host_arg(L);
	struct try_call *tried = lua_touserdata(L, 2);
	struct loaded *loaded = find_plugin(host, tried->trial->plugin);
	if (lua_geti(L, 3, (lua_Integer)tried->trial->index + 1) != LUA_TTABLE || lua_getfield(L, -1, "check") != LUA_TFUNCTION) {
		return 0;
	}
	tried->scope = (struct bind_scope){ .job = &host->job, .plugin = &loaded->plugin, .language = host->job.language, .warnings = &host->warnings };
	if (json_lookup(loaded->plugin.manifest, "build")) {
		lua_rawgeti(L, LUA_REGISTRYINDEX, host->findings_ref);
		trial_push_doc(L, tried->made);
	} else {
		push_try_ctx(L, host, tried, loaded);
	}
	trial_push_t(L, &tried->asked);
	lua_call(L, 2, 0);
	return 0;
}

size_t host_try(struct host *host, const struct host_trial *trial, const struct host_tried *made, struct errs *failures) {
	struct loaded *loaded = find_plugin(host, trial->plugin);
	lua_State *L = state_lua(host->state);
	struct state_source *source = arena_alloc(host->job.arena, sizeof(*source));
	struct try_call *tried = arena_alloc(host->job.arena, sizeof(*tried));
	struct err err = ERR_INIT;

	*source = (struct state_source){ .chunk = "test", .path = trial->path, .plugin = trial->plugin, .text = trial->text, .len = trial->len };
	*tried = (struct try_call){ .trial = trial, .made = made, .asked = { .plugin = trial->plugin, .failures = failures } };
	state_limit_time(host->state, host->job.section_seconds, host->job.section_wall_seconds, "the test");
	lua_pushcfunction(L, run_try);
	lua_pushlightuserdata(L, host);
	lua_pushlightuserdata(L, tried);
	if (!parts_push_env(host->state, &loaded->plugin.parts, PARTS_WHEN_REQUIRED, &err) || !state_load(host->state, source, &err) ||
	    !state_call(host->state, 0, 1, &err) || !state_call(host->state, 3, 0, &err)) {
		*errs_add(failures) = err;
	}
	return tried->asked.checks;
}

#define HELD_MAX_KB 4096         /* what is not worth the time that giving it back takes */

void host_end(struct host *host) {
	if (host->state && lua_gc(state_lua(host->state), LUA_GCCOUNT) > HELD_MAX_KB) {
		state_free(host->state);
		host->state = NULL;
	}
}

size_t host_bytes(const struct host *host) {
	return host->state != NULL ? state_bytes(host->state) : 0;
}

void host_quote(const struct host *host, struct errs *errs) {
	for (size_t i = 0; i < errs->n; i++) {
		for (size_t k = 0; k < host->count && errs->v[i].source[0] == '\0'; k++) {
			plugin_quote(&host->plugins[k].plugin, &errs->v[i]);
		}
	}
}

const struct errs *host_warnings(const struct host *host) {
	return &host->warnings;
}

const char *const *host_replaced(const struct host *host) {
	static const char *const none[] = { NULL };
	if (host->replaced_count == 0) {
		return none;
	}
	const char **list = arena_alloc(host->job.arena, (host->replaced_count + 1) * sizeof(*list));
	memcpy(list, host->replaced, host->replaced_count * sizeof(*list));
	return list;
}
