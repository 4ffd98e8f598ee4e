/* difference: what is different at one place of two documents, as differ finds it: as a value, cut to what matters, as JSON. */
#ifndef DOC_DIFFERENCE_H
#define DOC_DIFFERENCE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct json_out;

enum difference_how { DIFFERENCE_ADDED, DIFFERENCE_REMOVED, DIFFERENCE_CHANGED };

struct difference {
	enum difference_how how;
	const char *what;            /* "section", "column", "row", "cell", "title", "source", "finding"; else the kind of a block: "para" */
	const char *section;         /* instance id; NULL of sources */
	const char *section_title;
	const char *under;           /* headings above it, "" for none */
	const char *block;           /* title of the table it is in or is; NULL: none */
	const char *id;              /* of that, as its author gave it; NULL: none */
	const char *row, *column;    /* of a row, a cell, a column; NULL: none */
	const char *before, *after;  /* text; NULL where it was not, or is not */
	const char *kind;            /* of the block: "table" */
	bool is_alike;               /* told because another language says something else: this one says what it said */
	const char *lang;            /* that it is told in, where the list is in another; NULL */
	bool follows;                /* it is in the section, and the table, of the one before it in the list */
};

struct differences {
	struct difference *v;
	size_t n, cap;
};

/*
 * What is different of before and after (either may be NULL), in whole words with some around them; of one alone its beginning. In the arena; before and
 * after of the struct stay whole.
 */
void difference_narrow(struct arena *arena, const struct difference *difference, const char **before, const char **after);

const char *difference_how_name(enum difference_how how);    /* "added", "removed", "changed" */

/* A list of objects, with was and is as difference_narrow has them: how, what, kind, section, section_title, under, block, id, row, column, before, after, lang, follows; what does not apply is left out. */
void differences_format(const struct differences *differences, struct json_out *out);

#endif
