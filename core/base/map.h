/* map: string keys to pointers, in the order they were put; iteration is deterministic. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stddef.h>

/* Keys are copied; values are borrowed. Entries keep the order of their first map_put. */
struct map;

struct map *map_new(void);
void map_free(struct map *map);            /* NULL is fine */
void *map_lookup(const struct map *map, const char *key);   /* NULL: not there */
void map_put(struct map *map, const char *key, void *value);    /* replaces; value is not NULL */
size_t map_count(const struct map *map);
const char *map_key(const struct map *map, size_t i);
void *map_value(const struct map *map, size_t i);

#endif
