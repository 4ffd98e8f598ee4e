/*
 * phrase: what an operator writes with {values} in it: a subject, a text, the name of a file. A line that names values of
 * which none has anything to say is left out, so that one text serves with and without a series. Pure.
 */
#ifndef DELIVER_PHRASE_H
#define DELIVER_PHRASE_H

#include <stdbool.h>

struct buf;
struct err;

/* The values that may be named, with what they are; ends with a name of NULL. */
struct phrase_value {
	const char *name, *help;
};
extern const struct phrase_value phrase_values[];
#define PHRASE_VALUES 30

/* The place of a value in the table; -1 for an unknown name of n bytes. */
int phrase_index(const char *name, int n);

/* Is it well formed, and does it name known values only? *err says what is not, with the nearest name. */
bool phrase_check(const char *text, struct err *err);

/* Add text with its values, which are by place in the table and NULL or "" where there is none. */
void phrase_fill(const char *text, const char *const values[PHRASE_VALUES], struct buf *out);

/*
 * The same for one path below a folder: parts between '/' are cleaned of what a name of a file should not hold, and those that are
 * empty then are left out.
 */
void phrase_path(const char *text, const char *const values[PHRASE_VALUES], struct buf *out);

#endif
