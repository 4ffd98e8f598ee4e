/* map: see map.h. Entries stand in a vector; an open-addressed table of indices finds them. */
#include "base/map.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/str.h"

struct entry {
	char *key;
	uint64_t hash;
	void *value;
};

/* slots: a power of two, at most half full; each holds the index of an entry plus one, 0 when free. */
struct map {
	struct entry *v;
	size_t n, cap;
	size_t *slots;
	size_t slot_count;
};

struct map *map_new(void) {
	return mem_alloc(sizeof(struct map));
}

void map_free(struct map *map) {
	if (!map) {
		return;
	}
	for (size_t i = 0; i < map->n; i++) {
		mem_free(map->v[i].key);
	}
	mem_free(map->v);
	mem_free(map->slots);
	mem_free(map);
}

/* The slot of key, or the free one where it would go. */
static size_t *find(const struct map *map, const char *key, uint64_t hash) {
	size_t i = hash & (map->slot_count - 1);
	while (map->slots[i]) {
		const struct entry *entry = &map->v[map->slots[i] - 1];
		if (entry->hash == hash && str_eq(entry->key, key)) {
			break;
		}
		i = (i + 1) & (map->slot_count - 1);
	}
	return &map->slots[i];
}

static void widen(struct map *map) {
	map->slot_count = map->slot_count ? map->slot_count * 2 : 16;
	mem_free(map->slots);
	map->slots = mem_alloc(map->slot_count * sizeof(*map->slots));
	for (size_t i = 0; i < map->n; i++) {
		*find(map, map->v[i].key, map->v[i].hash) = i + 1;
	}
}

void *map_lookup(const struct map *map, const char *key) {
	if (map->n == 0) {
		return NULL;
	}
	size_t slot = *find(map, key, hash_bytes(key, strlen(key)));
	return slot ? map->v[slot - 1].value : NULL;
}

void map_put(struct map *map, const char *key, void *value) {
	if ((map->n + 1) * 2 > map->slot_count) {
		widen(map);
	}
	uint64_t hash = hash_bytes(key, strlen(key));
	size_t *slot = find(map, key, hash);
	if (*slot) {
		map->v[*slot - 1].value = value;
		return;
	}
	struct entry *entry = VEC_PUSH(map->v, map->n, map->cap);
	entry->key = mem_strdup(key);
	entry->hash = hash;
	entry->value = value;
	*slot = map->n;
}

size_t map_count(const struct map *map) {
	return map->n;
}

const char *map_key(const struct map *map, size_t i) {
	return map->v[i].key;
}

void *map_value(const struct map *map, size_t i) {
	return map->v[i].value;
}
