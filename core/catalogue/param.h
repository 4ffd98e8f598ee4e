/* param: declared parameters ({ type = "country[]", default = "all", … }), their declarations and their values. */
#ifndef CATALOGUE_PARAM_H
#define CATALOGUE_PARAM_H

#include <stdbool.h>

struct arena;
struct buf;
struct json;
struct mistake_source;
struct words;

/* What a checker of params works with. words may be NULL: vocabulary values are then taken as they are (not known yet). */
struct param_check {
	struct arena *arena;
	const struct words *words;
	const struct mistake_source *source;
	bool is_data;                /* a data set: its lists are long */
};

/*
 * Check one declaration: its keys, type, and whether its default fits. False when there is a mistake.
 */
bool param_declaration(const struct param_check *check, const struct json *declaration, const char *path);

/*
 * Check a value against a checked declaration. The typed value (countries as codes, "all" as the list of all codes, a JSON
 * value without a place) lives in the arena; NULL when there is a mistake.
 */
const struct json *param_value(const struct param_check *check, const struct json *declaration, const struct json *value,
                               const char *path);

/*
 * The same for one value of a list ("country" for "countries", where the declaration says single): the list that
 * holds it.
 */
const struct json *param_single(const struct param_check *check, const struct json *declaration, const struct json *value,
                                const char *path);

/* The declaration's default, typed; NULL where it has none (nil in Lua). */
const struct json *param_default(const struct param_check *check, const struct json *declaration);

/* Whether a value as from declares it can always stand where to is declared: the same type, and text takes string. */
bool param_fits(const struct json *from, const struct json *to);

/* The authors' manual of declarations, as Markdown. */
void param_manual(struct buf *out);
void param_library(struct buf *out);         /* and as a class for editors */

bool param_is_list(const char *type);

/* What each value of a declared parameter is, of a list each item: "country" of "country[]" and of a list of countries. */
const char *param_item_type(struct arena *arena, const struct json *declaration);
bool param_is_vocabulary(const char *type);      /* "country" and "country[]" are */

#endif
