/*
 * keep: sections as they were last issued, for reports whose policy is "last-good". A kept section is JSON, made
 * by one job and given to later ones: { section, as_of, sources: [ … ], calls: lua/record.h }.
 */
#ifndef RENDER_KEEP_H
#define RENDER_KEEP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/hash.h"

struct arena;
struct buf;
struct doc;
struct doc_source;
struct json;
struct node;
struct request;

/* The largest that is kept, bytes. */
#define KEEP_MAX ((size_t)4 << 20)

/*
 * What section i of the request is kept under: the same report, section, parameters, language and replaced data.
 * Equal keys mean that one may stand for the other.
 */
void keep_key(const struct request *request, size_t i, char key[HASH_HEX]);

/*
 * Does the request's report want its sections kept? Of a bilingual edition none is: what was issued in one
 * language has no second.
 */
bool keep_wanted(const struct request *request);

/* Append the section whose node is given, as resolved, with what its build said (JSON). */
void keep_format(struct buf *out, const char *section, const char *as_of, const struct doc *doc, struct node *node,
                 const char *calls);

/* The source of that key among those a kept section cites; false where it has none. Strings borrow from it. */
bool keep_source(const struct json *kept, const char *key, struct doc_source *source);

#endif
