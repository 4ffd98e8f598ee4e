/* load: Lua files that are data (config, calendars, schedules, reports, templates, plugin manifests), run in the sandbox and given as JSON values. */
#ifndef LUA_LOAD_H
#define LUA_LOAD_H

#include <stdbool.h>
#include <stddef.h>

#include "lua/parts.h"

struct arena;
struct err;
struct errs;
struct host_plugin;
struct json;

/* What a file is decides what it may hold: functions are allowed in a plugin and its tests only. */
enum load_kind { LOAD_CONFIG, LOAD_CALENDARS, LOAD_SCHEDULES, LOAD_REPORT, LOAD_TEMPLATE, LOAD_PLUGIN, LOAD_TEST };

/*
 * Run the file at path, with the files beside plugin.lua (parts.h, which says when they are compiled) where it is a plugin's, in a
 * state of its own with tight budgets, and
 * describe the table it returns, in the arena; its text is in *text and *len, in the arena too. NULL with *err at line
 * and column (and the source line) where it cannot be read, is no Lua, fails, runs too long, has a key twice in a table, or returns what
 * is no data: ERR_SYSTEM, ERR_PLUGIN, ERR_LIMIT, ERR_LATE.
 *
 *   nil             absent            {1, 2}           array; holes are an error
 *   {}              empty array       { "x", a = 1 }   object: positions are keys "1", "2" …, first
 *   function        true (LOAD_PLUGIN and LOAD_TEST only: says that build, check, collect … exist)
 *
 * offset and key_offset are those of the value and key in text, as if it were JSON: err_at_offset(err, *text, *len,
 * value->offset) names the place. A value that was reckoned and not written has its nearest parent's. Objects keep the
 * order of the text.
 */
const struct json *load_file(struct arena *arena, const char *path, enum load_kind kind, enum parts_when when, const char **text,
                             size_t *len, struct err *err);

/*
 * The value at key ("sections[2].regions", "params.countries.type"; positions count from 1); NULL: none. *nearest is the
 * deepest one on the way there.
 */
const struct json *load_lookup(const struct json *value, const char *key, const struct json **nearest);

/*
 * Run a data plugin's `vocab(data)`: { country = [ { code, names = [ … ], refuse } ], … }, checked. NULL with *err where
 * it fails; an empty object where the plugin has none. A data set is read when vocab asks for it by name, all with pairs(data).
 */
const struct json *load_vocab(struct arena *arena, const struct host_plugin *plugin, struct err *err);

/*
 * Run a data plugin's `check(data)`, which looks at its data sets and returns what is wrong with them: a list of
 * { set = "events", path = { 12, "title_fr" }, message =, hint = }. Each is added to mistakes at its place in the
 * file (the nearest that is there). False with *err where check itself fails.
 */
bool load_check(struct arena *arena, const struct host_plugin *plugin, struct errs *mistakes, struct err *err);

#endif
