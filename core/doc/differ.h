/*
 * differ: what is different between two documents, as they say it (doc/said.h): blocks, rows and cells that were added, removed
 * or changed, each with its place. What only moved is no difference, nor that each tells its own day.
 */
#ifndef DOC_DIFFER_H
#define DOC_DIFFER_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct differences;
struct json;
struct said;

/*
 * Compare; in the order of the later one, what was removed behind what it stood after. Nodes of the later one that were added
 * or changed are marked (node.h, is_changed), where it has nodes. Texts borrow from both.
 *
 * before, after and out are lists of as many as there are languages. What is different in any of them is told in all, so that the lists in out are
 * of one shape, each in its words; where its language says what it said, is_alike is set. The first decides what belongs to
 * what. False, with nothing told, where the languages of either do not say the same block by block; of one alone always true.
 */
bool differ(struct arena *arena, const struct said *const *before, const struct said *const *after, size_t languages, struct differences *out);

/*
 * The same of findings, by section id, values by the path that leads to them; lists whose elements are objects with an id,
 * code, key or name go by that. No more than a thousand are told.
 */
void differ_findings(struct arena *arena, const struct json *before, const struct json *after, struct differences *out);

#endif
