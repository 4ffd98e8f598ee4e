/*
 * catalogue: everything that was configured, checked: config values, schedules, reports, templates,
 * plugin manifests and the words that requests may use. Made once a generation by the loader (a
 * sandboxed process that runs the Lua), carried as JSON, read here in plain C. Its JSON is described in README.md here.
 */
#ifndef CATALOGUE_CATALOGUE_H
#define CATALOGUE_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;
struct err;
struct errs;
struct json;
struct words;

struct catalogue;

/* Where the loader looks. Lists are NULL-terminated; extra folders come before the configured ones. */
struct catalogue_paths {
	const char *config;                  /* config/sitrep.lua; NULL: the default order of design "Command line" */
	const char *const *plugins, *const *reports, *const *templates;
	const char *pack;                    /* the folder of a pack that is to be added: taken with the others; NULL: none */
	bool check_data;                     /* data plugins that can, look at what their data say */
	bool with_lint;                      /* the code and texts of plugins are looked at, too */
	bool with_tests;                     /* the tests of plugins are read, too, and have reports */

	/*
	 * NULL: all there is. "NAME": what a request for that report, set in template (NULL: the report's own), is checked and made
	 * with, and no more; "": the configuration alone. Less is looked at then: of data sets and texts what the job looks at
	 * itself. Where such a catalogue has problems or refuses a request, the whole one tells why.
	 */
	const char *report, *template;

	void (*meanwhile)(void);             /* of catalogue_load: called once while the loader works; NULL: nothing is */
};

/*
 * Run every Lua file of the configuration in the sandboxed host and print the catalogue as JSON. Mistakes do not
 * stop it: they are in the catalogue as problems, and what has a mistake is left out. False only when there is no config at all
 * or the machine refuses. To be called in a short-lived process (role "loader").
 */
bool catalogue_build(const struct catalogue_paths *paths, struct buf *json, struct err *err);

/* Read a catalogue; the caller owns the result. */
struct catalogue *catalogue_parse(const char *json, size_t len, struct err *err);
void catalogue_free(struct catalogue *catalogue);

/* Run `sitrep loader` (self, /proc/self/exe) with a deadline and read its catalogue; blocking, for the CLI and for a thread. */
struct catalogue *catalogue_load(const struct catalogue_paths *paths, int timeout_ms, struct buf *json, struct err *err);

const char *catalogue_generation(const struct catalogue *catalogue);   /* hash over everything in it */
const struct errs *catalogue_problems(const struct catalogue *catalogue);
const struct errs *catalogue_remarks(const struct catalogue *catalogue);       /* with_lint: what is probably wrong */

/* Config values by their dotted key ("workers", "limits.report_seconds"): every key of the table has a value. */
int64_t catalogue_int(const struct catalogue *catalogue, const char *key);
double catalogue_num(const struct catalogue *catalogue, const char *key);
bool catalogue_bool(const struct catalogue *catalogue, const char *key);
const struct json *catalogue_value(const struct catalogue *catalogue, const char *key);   /* lists, and tables by name */
const struct json *catalogue_config(const struct catalogue *catalogue);          /* all of them, one object */
const char *catalogue_str(const struct catalogue *catalogue, const char *key);   /* paths are made absolute by the loader */

const char *catalogue_config_file(const struct catalogue *catalogue);
const struct json *catalogue_files(const struct catalogue *catalogue);    /* path -> SHA-256 of what was read */

/* The languages that the sections of the report (of this catalogue) have texts in: NULL-terminated, in the arena; none: they are set in any. */
const char **catalogue_languages(struct arena *arena, const struct catalogue *catalogue, const struct json *report);

/* Call fn for each plugin that the report needs (NULL: for all there are), each once, behind those that it uses. */
typedef void (*catalogue_plugin_fn)(void *ctx, const struct json *plugin);
void catalogue_each_plugin(const struct catalogue *catalogue, const char *report, catalogue_plugin_fn fn, void *ctx);

/* The parts as checked JSON, borrowed; NULL when there is none of that name. */
const struct json *catalogue_report(const struct catalogue *catalogue, const char *name);
const struct json *catalogue_plugin(const struct catalogue *catalogue, const char *name);
const struct json *catalogue_reports(const struct catalogue *catalogue);       /* objects by name; likewise below */
const struct json *catalogue_templates(const struct catalogue *catalogue);
const struct json *catalogue_plugins(const struct catalogue *catalogue);
const struct json *catalogue_cases(const struct catalogue *catalogue);         /* arrays by plugin; NULL: read without tests */
const struct json *catalogue_calendars(const struct catalogue *catalogue);     /* objects by name: weekend (bits), off and on (pairs of days), yearly, files */
const struct json *catalogue_schedules(const struct catalogue *catalogue);     /* an array */
const struct json *catalogue_packs(const struct catalogue *catalogue);         /* an array: README.md here; of a whole catalogue */
const struct json *catalogue_words(const struct catalogue *catalogue, const char *type);   /* "country" -> array of { code, names, refuse } */
const struct words *catalogue_vocabulary(const struct catalogue *catalogue);                       /* the same, for looking up */

#endif
