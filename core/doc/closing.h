/* closing: what closes what in a text of Markdown, and what is opened and never closed, so that its marks would be printed. */
#ifndef DOC_CLOSING_H
#define DOC_CLOSING_H

#include <stddef.h>

struct cmark_node;

/* The length of the code span at text, or of its ticks where none closes it in the same paragraph. */
size_t closing_code(const char *text);

/*
 * For each '[' of text the offset of the ']' that closes it, 0 where none does: found once for all, or brackets that never
 * close would be sought to the end each. Escapes and code are stepped over. The caller frees it (mem_free).
 */
size_t *closing_brackets(const char *text, size_t len);

/* A mark, what is wrong where it is printed, and what to do. */
struct closing_mark {
	const char *mark, *what, *hint;
};

/*
 * The first mark that cmark took for words, though seen, which it read, does not escape it; NULL where there is none. *node
 * is the text it is in.
 */
const struct closing_mark *closing_missing(const char *seen, struct cmark_node *document, struct cmark_node **node);

#endif
