#include "layout/clip.h"

#include <math.h>

#include "base/mem.h"

enum side { SIDE_LEFT, SIDE_RIGHT, SIDE_LOW, SIDE_HIGH, SIDES };

void clip_add(struct arena *arena, struct clip_path *path, double x, double y) {
	*ARENA_PUSH(arena, path->v, path->n, path->cap) = (struct clip_point){ x, y };
}

struct clip_box clip_bounds(const struct clip_path *path) {
	struct clip_box b = { INFINITY, INFINITY, -INFINITY, -INFINITY };

	for (size_t i = 0; i < path->n; i++) {
		b.x0 = fmin(b.x0, path->v[i].x);
		b.y0 = fmin(b.y0, path->v[i].y);
		b.x1 = fmax(b.x1, path->v[i].x);
		b.y1 = fmax(b.y1, path->v[i].y);
	}
	return b;
}

bool clip_within(const struct clip_box *inner, const struct clip_box *outer) {
	return inner->x0 >= outer->x0 && inner->y0 >= outer->y0 && inner->x1 <= outer->x1 && inner->y1 <= outer->y1;
}

bool clip_meets(const struct clip_box *a, const struct clip_box *b) {
	return a->x0 <= b->x1 && a->x1 >= b->x0 && a->y0 <= b->y1 && a->y1 >= b->y0;
}

double clip_area(const struct clip_path *polygon) {
	double area = 0;

	for (size_t i = 0, j = polygon->n - 1; i < polygon->n; j = i++) {
		area += polygon->v[j].x * polygon->v[i].y - polygon->v[i].x * polygon->v[j].y;
	}
	return area / 2;
}

/* How far within the side a point lies; negative: beyond it. */
static double depth(struct clip_point p, enum side side, const struct clip_box *box) {
	switch (side) {
	case SIDE_LEFT: return p.x - box->x0;
	case SIDE_RIGHT: return box->x1 - p.x;
	case SIDE_LOW: return p.y - box->y0;
	default: return box->y1 - p.y;
	}
}

/* Where a to b crosses the side, on it exactly. */
static struct clip_point crossing(struct clip_point a, struct clip_point b, double da, double db, enum side side,
                                  const struct clip_box *box) {
	double t = da / (da - db);
	struct clip_point p = { a.x + t * (b.x - a.x), a.y + t * (b.y - a.y) };

	switch (side) {
	case SIDE_LEFT: p.x = box->x0; break;
	case SIDE_RIGHT: p.x = box->x1; break;
	case SIDE_LOW: p.y = box->y0; break;
	default: p.y = box->y1; break;
	}
	return p;
}

static void cut_side(struct arena *arena, const struct clip_path *in, struct clip_path *out, enum side side,
                     const struct clip_box *box) {
	out->n = 0;
	for (size_t i = 0, j = in->n - 1; i < in->n; j = i++) {
		struct clip_point a = in->v[j], b = in->v[i];
		double da = depth(a, side, box), db = depth(b, side, box);

		if ((da < 0) != (db < 0)) {
			struct clip_point p = crossing(a, b, da, db, side, box);
			clip_add(arena, out, p.x, p.y);
		}
		if (db >= 0) {
			clip_add(arena, out, b.x, b.y);
		}
	}
}

void clip_polygon(struct arena *arena, struct clip_path *polygon, struct clip_path *spare, const struct clip_box *box) {
	for (enum side side = SIDE_LEFT; side < SIDES && polygon->n > 0; side++) {
		cut_side(arena, polygon, spare, side, box);
		struct clip_path swap = *polygon;
		*polygon = *spare;
		*spare = swap;
	}
}

/* The part of a to b within the box, as *t0 to *t1 of the way; false for none. */
static bool cut_segment(struct clip_point a, struct clip_point b, const struct clip_box *box, double *t0, double *t1) {
	*t0 = 0;
	*t1 = 1;
	for (enum side side = SIDE_LEFT; side < SIDES; side++) {
		double da = depth(a, side, box), db = depth(b, side, box);
		if (da < 0 && db < 0) {
			return false;
		}
		if (da < 0) {
			*t0 = fmax(*t0, da / (da - db));
		} else if (db < 0) {
			*t1 = fmin(*t1, da / (da - db));
		}
	}
	return *t0 <= *t1;
}

static void end_part(struct clip_path *part, clip_part_fn on_part, void *ctx) {
	if (part->n > 1) {
		on_part(ctx, part);
	}
	part->n = 0;
}

void clip_line(struct arena *arena, const struct clip_path *line, struct clip_path *part, const struct clip_box *box,
               clip_part_fn on_part, void *ctx) {
	part->n = 0;
	for (size_t i = 1; i < line->n; i++) {
		struct clip_point a = line->v[i - 1], b = line->v[i];
		double t0, t1;

		if (!cut_segment(a, b, box, &t0, &t1)) {
			end_part(part, on_part, ctx);
			continue;
		}
		if (t0 > 0 || part->n == 0) {
			end_part(part, on_part, ctx);
			clip_add(arena, part, a.x + t0 * (b.x - a.x), a.y + t0 * (b.y - a.y));
		}
		clip_add(arena, part, a.x + t1 * (b.x - a.x), a.y + t1 * (b.y - a.y));
		if (t1 < 1) {
			end_part(part, on_part, ctx);
		}
	}
	end_part(part, on_part, ctx);
}
