/*
 * differ: what is different between two documents, as they say it (doc/said.h): blocks, rows and cells that were added, removed
 * or changed, each with its place. What only moved is no difference, nor that each tells its own day.
 */
#ifndef DOC_DIFFER_H
#define DOC_DIFFER_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct json;
struct json_out;
struct said;

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
	bool follows;                /* it is in the section, and the table, of the one before it in the list */
};

struct differences {
	struct difference *v;
	size_t n, cap;
};

/*
 * Compare; in the order of the later one, what was removed behind what it stood after. Nodes of the later one that were added
 * or changed are marked (node.h, is_changed), where it has nodes. Texts borrow from both.
 *
 * before, after and out are lists of as many as there are languages. What is different in any of them is told in all, so that the lists in out are
 * of one shape, each in its words; where its language says what it said, before and after are the same. The first decides what belongs to
 * what. False, with nothing told, where the languages of either do not say the same block by block; of one alone always true.
 */
bool differ(struct arena *arena, const struct said *const *before, const struct said *const *after, size_t languages, struct differences *out);

/*
 * The same of findings, by section id, values by the path that leads to them; lists whose elements are objects with an id,
 * code, key or name go by that. No more than a thousand are told.
 */
void differ_findings(struct arena *arena, const struct json *before, const struct json *after, struct differences *out);

/*
 * What is different of before and after (either may be NULL), in whole words with some around them; of one alone its beginning. In the arena; before and
 * after of the struct stay whole.
 */
void difference_narrow(struct arena *arena, const struct difference *difference, const char **before, const char **after);

const char *difference_how_name(enum difference_how how);    /* "added", "removed", "changed" */

/* A list of objects, with was and is as difference_narrow has them: how, what, kind, section, section_title, under, block, id, row, column, before, after, follows; what does not apply is left out. */
void differences_format(const struct differences *differences, struct json_out *out);

#endif
