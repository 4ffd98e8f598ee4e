/* make: JSON values that were reckoned, not parsed; in an arena, without a place. */
#ifndef CATALOGUE_MAKE_H
#define CATALOGUE_MAKE_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct json;

struct json *make_object(struct arena *arena);
struct json *make_array(struct arena *arena);
struct json *make_string(struct arena *arena, const char *s);   /* s is copied */
struct json *make_int(struct arena *arena, int64_t v);

/*
 * Append a value to a parent (key NULL for an array), which must have been made here. A value that has a place elsewhere
 * is copied first, the top of it: what is below is shared.
 */
void make_add(struct arena *arena, struct json *parent, const char *key, const struct json *value);

/* What own says, and where it says nothing what base does: objects key by key, all else (lists too) as a whole. */
const struct json *make_over(struct arena *arena, const struct json *base, const struct json *own);

#endif
