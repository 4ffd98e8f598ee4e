/*
 * loading: what the parts of the loader share while one catalogue is made (loading.c), and the parts themselves (packs.c, plugins.c,
 * definitions.c, calendars.c, timing.c, lint.c, cases.c). Private to them and loader.c.
 */
#ifndef CATALOGUE_LOADING_H
#define CATALOGUE_LOADING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "catalogue/mistake.h"
#include "lua/load.h"

struct arena;
struct json;
struct map;
struct words;

struct loading {
	struct arena *arena;
	struct errs problems;
	bool lacks_folder;           /* of plugins, reports or templates: what lies in it is no mistake of who names it */
	struct errs remarks;         /* of plugins_lint: what is probably wrong, and stops nobody */
	struct json *files;          /* path -> SHA-256 of all that was read */
	struct json *packs;          /* { name, version, summary, dir, root, requires, plugins, reports, templates }, one each */
	struct json *plugins, *reports, *templates, *schedules, *calendars;      /* what is right, for the catalogue */
	struct json *cases;          /* plugin -> its tests; NULL: not asked for */
	struct map *left_out;        /* names of plugins that are there and have mistakes */
	struct map *bad_calendars, *bad_templates;       /* likewise */
	bool lacks_calendars;        /* their file could not be read */
	struct json *vocabulary;     /* type -> entries */
	struct words *words;         /* the same; NULL until plugins are read */
	bool is_tolerant;            /* templates may be pale: config "accessibility" */
	const char *cwd;             /* messages name files from here */

	/* Names wanted by a catalogue that is not whole; NULL: all. What is read adds what it needs. */
	struct map *wanted_plugins, *wanted_templates, *wanted_reports;
	bool is_whole;
};

/* A Lua file that was read: its table and what mistakes in it need. */
struct loaded {
	const char *path;            /* as opened */
	const struct json *table;
	struct mistake_source source;
	size_t before;               /* problems there were when it was opened */
};

/* Run the file, note its hash. False when it is unusable; the problem is noted. plugin: NULL where it is none. */
bool loading_open(struct loading *l, const char *path, enum load_kind kind, const char *plugin, struct loaded *file);

/* Whether the file has had a mistake so far. */
bool loading_is_bad(const struct loading *l, const struct loaded *file);

void loading_hash(struct loading *l, const char *path, const void *bytes, size_t n);
const char *loading_shown(const struct loading *l, const char *path);    /* the path as messages name it */

/* What a report's file (a test's case) may say: how it is written, and what it means. Ends with a name of NULL. */
struct report_key {
	const char *name, *form, *help;
	const char *as;              /* its type in definitions: lua/library.h */
};
extern const struct report_key report_keys[], case_keys[], schedule_keys[], calendar_keys[];

/* Checkers that the parts share. names: NULL-terminated. */
void loading_known_keys(struct loading *l, const struct loaded *file, const struct json *object, const char *path,
                        const char *const *names);
const char *const *loading_key_names(struct loading *l, const struct report_key *keys);
const char *loading_string(struct loading *l, const struct loaded *file, const struct json *object, const char *path, const char *key);

/* The same where it must be there; names are the keys that object may have. */
const char *loading_needed_string(struct loading *l, const struct loaded *file, const struct json *object, const char *path, const char *key,
                                  const char *const *names);
bool loading_name_fits(const char *name);        /* lower-case letters, digits, '-' and '_', a letter first */

/* A table's own view: {} is an empty object where one is meant. */
const struct json *loading_object(struct loading *l, const struct loaded *file, const struct json *value, const char *path);

/*
 * Files NAME.lua (suffix ".lua") or folders (suffix "") of the folders, the first of each name, sorted by folder and name.
 * wanted: those names alone, also what fn adds to them; NULL: all.
 */
typedef void (*loading_found_fn)(struct loading *l, const char *path, const char *name, void *ctx);
void loading_each(struct loading *l, const struct json *folders, const char *suffix, const char *what, struct map *wanted,
                  loading_found_fn fn, void *ctx);
void loading_want(struct map *wanted, const char *name);     /* wanted may be NULL */

/*
 * The report that a test's case (the table at path of the file) asks for, under that name, among the others: its
 * sections, or the plugin alone; of a data plugin none, but what it needs. False where it has mistakes.
 */
bool report_of_case(struct loading *l, const struct loaded *file, const struct json *entry, const char *path,
                    const struct json *plugin, const char *name);

/*
 * What the report needs first: the plugins of its sections, its template. For a catalogue that is not whole, before the
 * parts; what is wrong with the report is told when that is read with them.
 */
void reports_want(struct loading *l, const struct json *folders, const char *report);

/*
 * Packs: those in folder, and more (NULL: none), which stands in for one of its name. Returns where their plugins, reports and
 * templates lie; what is known of them is in l->packs.
 */
const struct json *packs_load(struct loading *l, const char *folder, const char *more);

/* The parts, in this order. */
void plugins_load(struct loading *l, const struct json *folders, bool with_data);    /* with_data: data plugins check theirs */
void templates_load(struct loading *l, const struct json *folders);
void reports_load(struct loading *l, const struct json *folders);
void calendars_load(struct loading *l, const char *path);
void schedules_load(struct loading *l, const char *path);

/* Check what a schedule says of time. */
void timing_check(struct loading *l, const struct loaded *file, const struct json *schedule, const char *path);
void plugins_lint(struct loading *l);            /* of all that are right: what can be seen without running them */
void cases_load(struct loading *l);              /* of all plugins that are right */

#endif
