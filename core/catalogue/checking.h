/* checking: what the parts of the check of a request share. Private to request.c and request_*.c. */
#ifndef CATALOGUE_CHECKING_H
#define CATALOGUE_CHECKING_H

#include <stdbool.h>

#include "base/json.h"
#include "catalogue/mistake.h"
#include "catalogue/param.h"

struct arena;
struct catalogue;
struct request;

/* What a check works on; what is found wrong leaves its part of the request empty. */
struct checking {
	struct arena *arena;
	const struct catalogue *catalogue;
	const char *today;
	const struct json *root;
	const struct json *report;   /* of the catalogue; NULL while unknown */
	struct request *request;
	struct mistake_source source;        /* of mistakes */
	struct mistake_source warnings;      /* the same text, another list */
	struct param_check params;
	struct json *typed;          /* request parameters that are right, typed; "params.x" each */
	const struct json *title, *subtitle;     /* as given: a line, or a line a language; NULL: none */
};

/* A key that an object may have, what checks its value, and what authors are told of it. Lists of them end with a name of NULL. */
struct checking_key {
	const char *name;
	void (*check)(struct checking *c, const struct json *value);
	const char *form, *help;
};
extern const struct checking_key checking_output_keys[];

/* Check each key of the object at path; those that keys do not have are mistakes. */
void checking_keys(struct checking *c, const struct json *object, const char *path, const struct checking_key *keys);

/* Whether the value is of the type; where it is not, a mistake says that it must be what ("a string"). */
bool checking_wants(struct checking *c, const struct json *value, const char *path, enum json_type type, const char *what);

/* The one of choices (NULL-terminated) that the value says; NULL with a mistake. */
const char *checking_choice(struct checking *c, const struct json *value, const char *path, const char *const *choices);

/* Whether the report or template of that name is there and has mistakes, with which it is not in the catalogue. */
bool checking_is_broken(const struct checking *c, const char *name);

/* The declaration that a request's parameter goes by: the report's, or that of a section that takes it from the request. NULL: none. */
const struct json *checking_declaration(const struct checking *c, const char *name);

/* Whether the report's entry of a section sets the parameter itself. */
bool checking_binds(const struct json *entry, const char *name);

/* The list that a request gives by one value: "country" for "countries". NULL where no list of the report can be. */
const struct json *checking_single(const struct checking *c, const char *name);

/* The report's entry of a section, by the section's id; NULL: it has none. */
const struct json *checking_entry(const struct json *report, const char *id);

/* All that the request did not say, once its values are right; further mistakes and warnings go to their lists. */
void checking_fill(struct checking *c);

/* The value of "output". */
void checking_output(struct checking *c, const struct json *value);

/* What it did not say, from the template, which is known by now. */
void checking_fill_output(struct checking *c);

/* The values of "deliver" and "notify": names of targets. */
void checking_deliver(struct checking *c, const struct json *value);
void checking_notify(struct checking *c, const struct json *value);

/* Those of "series" and "issue_when". */
void checking_series(struct checking *c, const struct json *value);
void checking_issue_when(struct checking *c, const struct json *value);

#endif
