/*
 * matter: what the engine itself writes at the end of a document or where a section asks for it: the lists of sources and
 * endnotes, the colophon; and the headings over them. For resolve.c alone.
 */
#ifndef DOC_MATTER_H
#define DOC_MATTER_H

#include <stdbool.h>
#include <stddef.h>

#include "doc/node.h"

struct arena;
struct errs;
struct matter;

enum { MATTER_LEVELS = 6 };      /* of headings */

struct matter *matter_new(struct arena *arena, struct doc *doc);    /* lives in the arena */

/* A block of its kinds stands in the document, below a heading of level (0: none). */
void matter_add(struct matter *matter, struct node *node, int level);
bool matter_has(const struct matter *matter, enum node_kind kind);

/*
 * Once citations have their numbers: fill what was added and put its title before it as a heading; append a
 * section for what is needed and stands nowhere: sources, endnotes after the first `noted` notes, a colophon. A
 * list without entries has no heading either, and is a warning.
 */
void matter_fill(struct matter *matter, size_t noted, struct errs *warnings);

#endif
