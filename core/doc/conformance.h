/*
 * conformance: what a finished file may declare: PDF/UA-1, which every file does, and beside it one level of PDF/A (ISO 19005-2, -3).
 * Requests and templates list them by name.
 */
#ifndef DOC_CONFORMANCE_H
#define DOC_CONFORMANCE_H

#include <stdbool.h>

struct err;

/* A level of PDF/A. */
struct conformance {
	const char *name;            /* "pdf/a-3a" */
	int part;
	char level;                  /* 'A', 'B' or 'U' */
	bool may_attach;             /* files of any kind, that is: part 2 allows none but PDF/A */
};

/* All names, PDF/UA-1 first; NULL-terminated. */
extern const char *const conformance_names[];

const struct conformance *conformance_lookup(const char *name);      /* NULL: no level of PDF/A has that name, which may be NULL */

/*
 * A name of a list, into *archive where it is a level of PDF/A; *archive is NULL before the first. False with
 * the message and hint in *err: not supported, or a second level.
 */
bool conformance_take(const char *name, const char **archive, struct err *err);

#endif
