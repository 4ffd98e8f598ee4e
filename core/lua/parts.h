/*
 * parts: the Lua files beside plugin.lua. A plugin takes them by name: require("legal") gives what its legal.lua
 * returns, run once a job, in the plugin's own environment. Nothing else can be required.
 */
#ifndef LUA_PARTS_H
#define LUA_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "lua/state.h"

struct arena;
struct err;

#define PARTS_MAX 100
#define PART_MAX_BYTES ((size_t)1 << 20)

struct parts {
	struct state_source *v;      /* sorted by name */
	size_t n, cap;
};

/* "legal.lua" -> "legal", in the arena; NULL where the file is no part (plugin.lua itself is none). */
const char *parts_name(struct arena *arena, const char *file);

/* Add the part called name of plugin: text (len bytes, both borrowed) of the file at path. */
bool parts_add(struct arena *arena, struct parts *parts, const char *plugin, const char *name, const char *path,
               const char *text, size_t len, struct err *err);

/* Read all parts in the plugin's folder dir. False with *err at the file that cannot be read. */
bool parts_read(struct arena *arena, struct parts *parts, const char *plugin, const char *dir, struct err *err);

/*
 * Push an environment in which the parts can be required; they are run when asked for. parts must outlive the state.
 * PARTS_NOW: they are compiled now, so that each is known to be Lua: false with *err at the part that is none, and
 * nothing pushed. PARTS_WHEN_REQUIRED: each when it is asked for, which raises what is wrong with it.
 */
enum parts_when { PARTS_NOW, PARTS_WHEN_REQUIRED };
bool parts_push_env(struct state *state, const struct parts *parts, enum parts_when when, struct err *err);

#endif
