#include "layout/scan.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

struct crossing {
	size_t row;
	double x;
};

struct crossings {
	struct crossing *v;
	size_t n, cap;
};

static int by_place(const void *a, const void *b) {
	const struct crossing *p = a, *q = b;

	return p->row != q->row ? (p->row > q->row) - (p->row < q->row) : (p->x > q->x) - (p->x < q->x);
}

/* A row that goes through a point crosses the edge below it alone: half-open, so that each crossing counts once. */
static void add_edge(struct arena *arena, struct crossings *c, struct clip_point a, struct clip_point b, double y, double step, size_t count) {
	double low = fmin(a.y, b.y), high = fmax(a.y, b.y);

	if (high <= y || low == high) {
		return;
	}
	/*
	 * Rounding down: a row that it takes too early is passed over, but one missed would turn land into sea from
	 * there on.
	 */
	for (size_t row = low <= y ? 0 : (size_t)floor((low - y) / step); row < count; row++) {
		double at = y + (double)row * step;
		if (at >= high) {
			break;
		}
		if (at >= low) {
			*ARENA_PUSH(arena, c->v, c->n, c->cap) = (struct crossing){ row, a.x + (b.x - a.x) * (at - a.y) / (b.y - a.y) };
		}
	}
}

void scan_rows(struct arena *arena, const struct clip_path *polygons, size_t n, double y, double step, size_t count,
               scan_span_fn on_span, void *ctx) {
	struct crossings c = { 0 };

	for (size_t p = 0; p < n; p++) {
		for (size_t i = 0, k = polygons[p].n - 1; i < polygons[p].n; k = i++) {
			add_edge(arena, &c, polygons[p].v[k], polygons[p].v[i], y, step, count);
		}
	}
	if (c.n > 0) {
		qsort(c.v, c.n, sizeof(*c.v), by_place);
	}
	for (size_t i = 0; i + 1 < c.n; i += 2) {
		if (c.v[i].row == c.v[i + 1].row && c.v[i + 1].x > c.v[i].x) {
			on_span(ctx, c.v[i].row, c.v[i].x, c.v[i + 1].x);
		}
	}
}
