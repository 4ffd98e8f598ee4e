/* resolve: what can be known without pages: numbers, labels, citations, references; and whether the document is sound. */
#ifndef DOC_RESOLVE_H
#define DOC_RESOLVE_H

#include <stdbool.h>

struct arena;
struct buf;
struct doc;
struct errs;

/*
 * Describe source key in *source (strings in the arena); false when no data
 * plugin knows it: where that is because one failed, *why says how.
 */
struct doc_source;
struct err;
typedef bool (*resolve_source_fn)(void *ctx, const char *key, struct doc_source *source, struct err *why);

/*
 * Validate the tree (ids unique, references that lead somewhere, alt texts, heading levels
 * without gaps, tables whose rows fit their columns and that have headers, text that Unicode knows), then number headings, tables, charts and
 * notes, put citations in order (behind the sources that doc comes with), write the texts of references and fill
 * NODE_SOURCES (added at the end where the document cites and has none). All mistakes are collected; false when
 * there is one. warnings are what is probably wrong.
 */
bool doc_resolve(struct arena *arena, struct doc *doc, resolve_source_fn source, void *ctx,
                 struct errs *errors, struct errs *warnings);

/* The document as JSON, one node a line where it is short: for golden tests and editions. Stable. */
void doc_dump(const struct doc *doc, struct buf *out);

#endif
