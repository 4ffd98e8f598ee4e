/* What lies under words: a coarse grid over the frame that knows land, dark colours and lines in dispute. */
#include <math.h>
#include <stdint.h>

#include "base/mem.h"
#include "layout/map.h"
#include "layout/scan.h"

static const double CELL = 3;                    /* points */
static const double DARK = 0.52;                 /* lightness below this wants white words */

struct cell {
	uint16_t owner;              /* country + 1; 0: sea */
	bool is_dark, has_line;
};

struct map_tone {
	struct clip_box frame;
	size_t columns, rows;
	struct cell *cells;          /* row by row */
	struct cell ink;             /* what is being written */
};

static void add_span(void *ctx, size_t row, double x0, double x1) {
	struct map_tone *t = ctx;
	long from = lround((x0 - t->frame.x0) / CELL), to = lround((x1 - t->frame.x0) / CELL);

	for (long i = from > 0 ? from : 0; i < to && i < (long)t->columns && row < t->rows; i++) {
		t->cells[row * t->columns + (size_t)i] = t->ink;
	}
}

/* NULL outside of the frame. */
static struct cell *cell_at(const struct map_tone *t, double x, double y) {
	double column = (x - t->frame.x0) / CELL, row = (y - t->frame.y0) / CELL;

	if (column >= 0 && row >= 0 && column < (double)t->columns && row < (double)t->rows) {
		return &t->cells[(size_t)row * t->columns + (size_t)column];
	}
	return NULL;
}

/* Islands and spits that no row meets, and what of land lies in cells whose middle does not. */
static void add_coast(struct map_tone *t, const struct map_land *land) {
	for (size_t i = 0; i < land->ring_count; i++) {
		for (size_t k = 0; k < land->rings[i].n; k++) {
			struct cell *cell = cell_at(t, land->rings[i].v[k].x, land->rings[i].v[k].y);
			if (cell != NULL && cell->owner == 0) {
				*cell = t->ink;
			}
		}
	}
}

void maptone_make(struct map *map) {
	struct arena *arena = canvas_arena(map->canvas);
	struct map_tone *t = arena_alloc(arena, sizeof(*t));

	t->frame = map->frame;
	t->columns = (size_t)ceil((t->frame.x1 - t->frame.x0) / CELL);
	t->rows = (size_t)ceil((t->frame.y1 - t->frame.y0) / CELL);
	t->cells = arena_alloc(arena, (t->columns * t->rows + 1) * sizeof(*t->cells));
	for (size_t i = 0; i < world_count(); i++) {
		const struct map_land *land = map->lands[i];
		if (land != NULL) {
			bool is_dark = map->class_of[i] != MAP_NOTHING && canvas_light(map->classes[map->class_of[i]].color) < DARK;
			t->ink = (struct cell){ .owner = (uint16_t)(i + 1), .is_dark = is_dark };
			scan_rows(arena, land->rings, land->ring_count, t->frame.y0 + CELL / 2, CELL, t->rows, add_span, t);
			add_coast(t, land);
		}
	}
	map->tone = t;
}

void maptone_lines(struct map *map, const struct map_lines *lines) {
	for (size_t i = 0; i < lines->n; i++) {
		const struct clip_path *p = &lines->v[i].path;
		for (size_t k = 1; k < p->n; k++) {
			double length = hypot(p->v[k].x - p->v[k - 1].x, p->v[k].y - p->v[k - 1].y);
			int steps = (int)ceil(length / (CELL / 2)) + 1;
			for (int s = 0; s <= steps; s++) {
				double part = (double)s / steps;
				struct cell *cell = cell_at(map->tone, p->v[k - 1].x + (p->v[k].x - p->v[k - 1].x) * part,
				                            p->v[k - 1].y + (p->v[k].y - p->v[k - 1].y) * part);
				if (cell != NULL) {
					cell->has_line = true;
				}
			}
		}
	}
}

struct map_under maptone_under(const struct map *map, const struct clip_box *box) {
	size_t all = 0, dark = 0, land = 0;
	bool has_line = false;

	for (double y = box->y0 + 1; y < box->y1; y += CELL) {
		for (double x = box->x0 + 1; x < box->x1; x += CELL) {
			const struct cell *cell = cell_at(map->tone, x, y);
			if (cell != NULL) {
				all++;
				dark += cell->is_dark;
				land += cell->owner != 0;
				has_line = has_line || cell->has_line;
			}
		}
	}
	all = all > 0 ? all : 1;
	return (struct map_under){ (double)dark / (double)all, (double)land / (double)all, has_line };
}

int maptone_owner(const struct map *map, double x, double y) {
	const struct cell *cell = cell_at(map->tone, x, y);

	return cell != NULL && cell->owner != 0 ? cell->owner - 1 : WORLD_NONE;
}

bool maptone_is_alone(const struct map *map, const struct clip_box *box, int country) {
	for (double y = box->y0; y < box->y1 + CELL; y += CELL) {
		for (double x = box->x0; x < box->x1 + CELL; x += CELL) {
			const struct cell *cell = cell_at(map->tone, fmin(x, box->x1), fmin(y, box->y1));
			if (cell != NULL && cell->owner != 0 && cell->owner != country + 1) {
				return false;
			}
		}
	}
	return true;
}

double maptone_way(const struct map *map, struct clip_point from, struct clip_point to, int country) {
	double length = hypot(to.x - from.x, to.y - from.y), sea = 0;
	int steps = (int)ceil(length / CELL) + 1;

	for (int i = 0; i <= steps; i++) {
		const struct cell *cell = cell_at(map->tone, from.x + (to.x - from.x) * i / steps, from.y + (to.y - from.y) * i / steps);
		if (cell != NULL && cell->owner != 0 && cell->owner != country + 1) {
			return INFINITY;
		}
		sea += cell == NULL || cell->owner == 0 ? length / steps : 0;
	}
	return sea;
}
