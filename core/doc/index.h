/* index: where the words of an index stand in the text. Pages are layout's. For resolve.c alone. */
#ifndef DOC_INDEX_H
#define DOC_INDEX_H

struct arena;
struct doc;

/*
 * Mark in the text what the terms of the document's indexes name (its first place in a block), number the places on from *numbered, and
 * list every place under the entries it belongs to, in the order of the text. What reads alike is one entry.
 */
void index_fill(struct arena *arena, struct doc *doc, int *numbered);

#endif
