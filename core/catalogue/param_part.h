/* param_part: what the two halves of param.h share. For param.c and declaration.c alone. */
#ifndef CATALOGUE_PARAM_PART_H
#define CATALOGUE_PARAM_PART_H

#include <stdbool.h>

struct arena;
struct json;
struct param_given;

struct param_type {
	const char *name;
	const char *one, *many;      /* as messages say it */
	bool is_vocabulary;
	const struct json *(*check)(const struct param_given *v);
	const char *help;
};

extern const struct param_type param_types[];    /* sorted; name NULL ends it */
extern const char *const param_file_kinds[];     /* NULL-terminated */

const struct param_type *param_type_lookup(const char *name);    /* NULL: there is none of that name */

/* Of "country[]" the name is "country". */
const char *param_base_type(struct arena *arena, const char *type);

/* { type = "integer" } of "integer", what is written where nothing else is to be said. */
const struct json *param_declaration_of(struct arena *arena, const struct json *of);

/* Whether the pattern, a POSIX extended regular expression, matches all of s; *is_valid: whether it is one. */
bool param_matches(const char *pattern, const char *s, bool *is_valid);

#endif
