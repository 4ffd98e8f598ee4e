#include "doc/partners.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"

#define ALIKE         0.5      /* words in common, from which on one text is held for the other, changed */
#define CANDIDATES    200      /* of which the likest is sought */

static size_t *no_partners(struct arena *arena, size_t n) {
	size_t *v = arena_alloc(arena, (n + 1) * sizeof(*v));

	for (size_t i = 0; i < n; i++) {
		v[i] = PARTNERS_NONE;
	}
	return v;
}

struct partners partners_new(struct arena *arena, const struct partners_list *before, const struct partners_list *after) {
	return (struct partners){ arena, *before, *after, no_partners(arena, before->n), no_partners(arena, after->n) };
}

/* The n-th of a name goes with the n-th of it on the other side. */
static const char *numbered(struct arena *arena, struct map *seen, const char *name) {
	size_t n = (size_t)map_lookup(seen, name) + 1;

	map_put(seen, name, (void *)n);
	return arena_printf(arena, "%zu\2%s", n, name);
}

static const char *ask(const struct partners_list *list, partners_name_fn name, size_t i) {
	return name(list->side, list->things, i);
}

void partners_by_name(struct partners *p, partners_name_fn name) {
	struct map *seen[2] = { map_new(), map_new() }, *places = map_new();

	for (size_t i = 0; i < p->before.n; i++) {
		const char *called = p->from[i] == PARTNERS_NONE ? ask(&p->before, name, i) : NULL;
		if (called != NULL) {
			map_put(places, numbered(p->arena, seen[0], called), (void *)(i + 1));
		}
	}
	for (size_t i = 0; i < p->after.n; i++) {
		const char *called = p->to[i] == PARTNERS_NONE ? ask(&p->after, name, i) : NULL;
		size_t at = called != NULL ? (size_t)map_lookup(places, numbered(p->arena, seen[1], called)) : 0;
		if (at > 0) {
			p->to[i] = at - 1;
			p->from[at - 1] = i;
		}
	}
	map_free(seen[0]);
	map_free(seen[1]);
	map_free(places);
}

/* The words of a text, as sorted hashes. */
struct bag {
	uint64_t *v;
	size_t n, cap;
};

static int by_value(const void *a, const void *b) {
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static struct bag bag_of(struct arena *arena, const char *text) {
	struct bag bag = { NULL, 0, 0 };

	while (*text != '\0') {
		size_t n = strcspn(text, " .,;:()");
		if (n > 0) {
			*ARENA_PUSH(arena, bag.v, bag.n, bag.cap) = hash_bytes(text, n);
		}
		text += n + (text[n] != '\0');
	}
	if (bag.n > 1) {
		qsort(bag.v, bag.n, sizeof(*bag.v), by_value);
	}
	return bag;
}

/* How much two have in common, 0 to 1. */
static double likeness(const struct bag *a, const struct bag *b) {
	size_t common = 0;

	for (size_t i = 0, k = 0; i < a->n && k < b->n;) {
		common += a->v[i] == b->v[k];
		size_t next = i + (a->v[i] <= b->v[k]);
		k += a->v[i] >= b->v[k];
		i = next;
	}
	return a->n + b->n > 0 ? 2.0 * (double)common / (double)(a->n + b->n) : 1;
}

void partners_by_likeness(struct partners *p, partners_name_fn words, partners_name_fn kind) {
	struct bag *bags = arena_alloc(p->arena, (p->before.n + 1) * sizeof(*bags));

	for (size_t i = 0; i < p->before.n; i++) {
		bags[i] = p->from[i] == PARTNERS_NONE ? bag_of(p->arena, ask(&p->before, words, i)) : (struct bag){ NULL, 0, 0 };
	}
	for (size_t i = 0; i < p->after.n; i++) {
		if (p->to[i] != PARTNERS_NONE) {
			continue;
		}
		struct bag bag = bag_of(p->arena, ask(&p->after, words, i));
		size_t best = PARTNERS_NONE, tried = 0;
		double most = ALIKE;
		for (size_t k = 0; k < p->before.n && tried < CANDIDATES; k++) {
			if (p->from[k] != PARTNERS_NONE || !str_eq(ask(&p->before, kind, k), ask(&p->after, kind, i))) {
				continue;
			}
			double like = likeness(&bags[k], &bag);
			tried++;
			if (like > most || (like == most && best == PARTNERS_NONE)) {
				most = like;
				best = k;
			}
		}
		if (best != PARTNERS_NONE) {
			p->to[i] = best;
			p->from[best] = i;
		}
	}
}
