/*
 * mistake: what is wrong at a place of a checked text, and lists of that as JSON. A source is JSON or Lua whose
 * values know their offsets (base/json.h, lua/load.h): the checkers of both are the same.
 */
#ifndef CATALOGUE_MISTAKE_H
#define CATALOGUE_MISTAKE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct arena;
struct json;
struct json_out;

/* The text that is checked, and where its mistakes go. */
struct mistake_source {
	const char *file;
	const char *text;
	size_t len;
	enum err_code code;          /* ERR_INPUT, or ERR_PLUGIN for what a plugin says */
	const char *plugin;          /* NULL: none */
	bool is_request;             /* key paths are a request's: kept with the mistake */
	bool has_lines, has_rows;    /* the value is a table of lines (CSV), or of rows that have no place (a database) */
	struct errs *errors;
};

/*
 * Add a mistake about the value at, whose key path is path. The result is for err_hint at once, and valid until the next
 * mistake. A list that is full only counts: no place is looked for, so that a file of mistakes costs little.
 */
struct err *mistake(const struct mistake_source *source, const struct json *at, const char *path, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* The same, at the value's key: unknown keys and the like. */
struct err *mistake_key(const struct mistake_source *source, const struct json *at, const char *path, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* The keys of object (NULL: none), for mistake_hint: NULL-terminated, in the arena. */
const char **mistake_names(struct arena *arena, const struct json *object);

/* Adds "did you mean X?", or, where no name is near, "known are: …" (as many as fit). names is NULL-terminated. */
void mistake_hint(struct err *err, const char *word, const char *const *names);

/*
 * Whether a key of object that is none of names (NULL-terminated) was most likely meant to be that one: then it is told, and that
 * the right one is missing follows from it.
 */
bool mistake_misspells(const struct json *object, const char *meant, const char *const *names);

/* "path.key", "path[2]", in the arena; path "" is the root. */
const char *mistake_path(struct arena *arena, const char *path, const char *key);
const char *mistake_item(struct arena *arena, const char *path, size_t index);

/* By line and column, those without a place last; equal ones keep their order. */
void mistake_sort(struct errs *errs);

/* A list as a JSON array of { code, message, file, line, column, key, hint, source, plugin, section, from }: see README.md here. */
void mistake_write(struct json_out *out, const struct errs *errs);
void mistake_read(const struct json *array, struct errs *errs);

#endif
