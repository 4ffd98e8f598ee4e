/*
 * pair: two languages of a document become one bilingual edition. Plugins build it once a language; here the
 * trees, which must have the same structure, are paired block by block:
 *
 *   headings, captions, cells,    once, with both wordings: the second in a NODE_SPAN that is_second, behind a break or a space
 *   facts, lines under tables
 *   text, lists, quotes, boxes    side by side: NODE_COLUMNS that is_pair, the second column in its language
 *   tables and figures            once; of a figure's words its caption, alt text, title and legend are in both languages
 *   notes                         once, with both texts; what was the second one's mark leads there
 *   columns of the author's       one below the other: the languages stand side by side
 *
 * What both languages say alike stands once: names, and numbers that differ by their punctuation alone, as the
 * leading one has them. A cell with a day that is written out stands as YYYY-MM-DD (ISO 8601), which is neither's.
 */
#ifndef DOC_PAIR_H
#define DOC_PAIR_H

#include <stdbool.h>

struct arena;
struct doc;
struct errs;

/*
 * Pair doc with doc->second, both resolved; doc is then the edition, made of the nodes of both, its sources all
 * that either cites. Where they differ in structure *errors tells the section, both blocks and their places; false
 * when there is one: neither is to be used then.
 */
bool doc_pair(struct arena *arena, struct doc *doc, struct errs *errors);

#endif
