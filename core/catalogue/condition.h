/* condition: what parameters, and fields of a table, say of each other (needs, excludes, when), and which must be given. */
#ifndef CATALOGUE_CONDITION_H
#define CATALOGUE_CONDITION_H

#include <stdbool.h>

struct json;
struct param_check;

/* Check what the declarations (an object of them, each right for itself) say of each other. False where there is a mistake. path ("params") leads to each. */
bool condition_declarations(const struct param_check *check, const struct json *declared, const char *path);

/* The values of one report or section, or of a table. */
struct condition_values {
	const struct json *declared;
	const struct json *typed;    /* what each has, defaults too */
	const struct json *given;    /* what was given, as it was written where it was the request: for its place */
};

/* Whether what `when` of the declaration asks for is so. */
bool condition_holds(const struct param_check *check, const struct condition_values *values, const struct json *declaration);

/* Check all that was given: a parameter that may not be there, or lacks another. path ("params") leads to each. */
bool condition_check(const struct param_check *check, const struct condition_values *values, const char *path);

#endif
