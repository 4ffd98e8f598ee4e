/* second: the engine's own words in a bilingual edition, which has a second language. For layout/ alone. */
#ifndef LAYOUT_SECOND_H
#define LAYOUT_SECOND_H

#include <stdbool.h>

#include "doc/labels.h"

struct node;
struct setter;
struct tag_attrs;

/* A label of the engine's, in the language of node's own; else (or where node is NULL) as label_both() has it. */
const char *second_label(struct setter *setter, const struct node *node, enum label label);

/* What an appendix is called: "Appendix A", "Appendix A / Annexe A". */
const char *second_appendix(struct setter *setter, const struct node *heading);

/* The words of a heading or caption, of a bilingual edition those of its leading language. */
const char *second_leading(struct setter *setter, const struct node *node);

/* What a drawing says to who cannot see it: alt, and in a bilingual edition second (NULL: alt says it in both). */
void second_alt(struct setter *setter, const char *alt, const char *second, struct tag_attrs *attrs);

/*
 * A block that holds words in the second language of a bilingual edition: on its own, or as they stand behind
 * others.
 */
const struct node *second_block(struct setter *setter, const char *words, bool is_behind);

#endif
