/* order: see order.h. */
#include "lua/order.h"

#include <stdbool.h>

#include "base/map.h"
#include "base/mem.h"

/* The calls of one line, in order. */
struct call {
	const size_t *index;
	size_t n;
	struct call *next;
};

struct line {
	struct call *first, *last;
	struct call *at;             /* the one that comes next when they are made again */
};

struct orders {
	struct arena *arena;
	struct map *lines;
	const char *scope;
	bool is_again;
};

struct orders *orders_new(struct arena *arena) {
	struct orders *orders = arena_alloc(arena, sizeof(*orders));
	*orders = (struct orders){ .arena = arena, .lines = map_new(), .scope = "" };
	return orders;
}

void orders_free(struct orders *orders) {
	if (orders) {
		map_free(orders->lines);
	}
}

void orders_again(struct orders *orders) {
	orders->is_again = true;
	for (size_t i = 0; i < map_count(orders->lines); i++) {
		struct line *line = map_value(orders->lines, i);
		line->at = line->first;
	}
}

void orders_enter(struct orders *orders, const char *scope) {
	orders->scope = scope;
}

static const char *within(const struct orders *orders, const char *where) {
	return arena_printf(orders->arena, "%s %s", orders->scope, where);
}

void orders_keep(struct orders *orders, const char *where, const size_t *index, size_t n) {
	const char *key = within(orders, where);
	struct line *line = map_lookup(orders->lines, key);
	struct call *call = arena_alloc(orders->arena, sizeof(*call));
	*call = (struct call){ .index = index, .n = n };
	if (!line) {
		line = arena_alloc(orders->arena, sizeof(*line));
		*line = (struct line){ .first = call };
		map_put(orders->lines, key, line);
	} else {
		line->last->next = call;
	}
	line->last = call;
}

const size_t *orders_next(struct orders *orders, const char *where, size_t n) {
	struct line *line = orders->is_again ? map_lookup(orders->lines, within(orders, where)) : NULL;
	struct call *call = line ? line->at : NULL;
	if (!call) {
		return NULL;
	}
	line->at = call->next;
	return call->n == n ? call->index : NULL;
}
