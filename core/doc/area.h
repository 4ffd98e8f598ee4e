/* area: what parts of the earth a map can be asked for by name, and the part that countries take. */
#ifndef DOC_AREA_H
#define DOC_AREA_H

#include <stdbool.h>
#include <stddef.h>

#include "doc/world.h"

struct area {
	const char *key;             /* "europe" */
	struct world_box box;        /* east may lie beyond 180 */
	bool is_world;
};

/* NULL where there is none. */
const struct area *area_lookup(const char *key);

/* All keys in order, NULL-terminated: for messages and manuals. */
const char *const *area_keys(void);

/* "Europe": what it is called in lang (English where lang has no name for it). */
const char *area_name(const struct area *area, const char *lang);

/*
 * The box of n countries with some room round it: of the largest part of each, and of what lies near that. False where n is 0 or they
 * lie more than half round the earth.
 */
bool area_of_countries(const int *countries, size_t n, struct world_box *box);

#endif
