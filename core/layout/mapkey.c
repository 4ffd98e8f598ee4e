/* What the colours of a map mean: its classes, and the legend that says so. */
#include <math.h>

#include "base/mem.h"
#include "base/str.h"
#include "doc/map.h"
#include "layout/legend.h"
#include "layout/map.h"
#include "layout/scan.h"
#include "layout/second.h"

static const double SWATCH_WIDTH = 13, SWATCH_HEIGHT = 7.5, SWATCH_GAP = 4, ENTRY_GAP = 14;
static const double HATCH_STEP = 3.2, HATCH_WIDTH = 0.55;
static const double ALIKE = 0.13;                /* of lightness: classes nearer than this look the same in grey */
static const double LIGHTEST = 0.22, DARKEST = 1;    /* of the scale's colour, over white */
static const double NO_DATA = 0.45;              /* of the land's colour, where all countries might have a number */

enum { NUMBER_CLASSES = 5, HATCHES = 3 };

/* part of the colour, the rest white. */
static struct template_color over_white(struct template_color color, double part) {
	return canvas_mix((struct template_color){ 1, 1, 1 }, color, part);
}

static bool has_numbers(const struct map *map) {
	return map->data->category_count == 0 && map->data->value_count > 0;
}

/* Where numbers are shown, land without one stands back behind the lightest of them. */
struct template_color mapkey_land(const struct map *map) {
	struct template_color land = map->canvas->setter->template->map.land;

	return has_numbers(map) ? over_white(land, NO_DATA) : land;
}

/* ---- classes ---- */

/* A class that looks like one before it when printed in grey is hatched, as none of those like it is. */
static void tell_apart(struct map *map) {
	for (size_t i = 0; i < map->class_count; i++) {
		bool taken[HATCHES + 1] = { false };
		double light = canvas_light(map->classes[i].color);
		for (size_t k = 0; k < i; k++) {
			if (fabs(canvas_light(map->classes[k].color) - light) < ALIKE) {
				taken[map->classes[k].hatch] = true;
			}
		}
		taken[0] = taken[0] || fabs(canvas_light(mapkey_land(map)) - light) < ALIKE / 2;
		int hatch = 0;
		while (hatch < HATCHES && taken[hatch]) {
			hatch++;
		}
		map->classes[i].hatch = hatch;
	}
}

static void make_categories(struct map *map) {
	const struct node_map *data = map->data;

	map->class_count = data->category_count;
	map->classes = arena_alloc(canvas_arena(map->canvas), map->class_count * sizeof(*map->classes));
	for (size_t i = 0; i < map->class_count; i++) {
		const struct map_category *c = &data->categories[i];
		struct template_color own = { c->red, c->green, c->blue };
		map->classes[i] = (struct map_class){ .title = c->title, .color = c->has_color ? own : canvas_color(map->canvas, i) };
	}
	tell_apart(map);
}

static const char *number(struct map *map, double v, int decimals) {
	return canvas_quantity_words(map->canvas, v, decimals, NULL, NULL);
}

static const char *range(struct map *map, size_t i, int decimals) {
	struct arena *arena = canvas_arena(map->canvas);
	const double *b = map->breaks;

	if (i == 0) {
		return arena_printf(arena, "< %s", number(map, b[0], decimals));
	}
	if (i == map->break_count) {
		return arena_printf(arena, "≥ %s", number(map, b[i - 1], decimals));
	}
	return arena_printf(arena, "%s–%s", number(map, b[i - 1], decimals), number(map, b[i], decimals));
}

static void make_ranges(struct map *map) {
	const struct node_map *data = map->data;
	struct arena *arena = canvas_arena(map->canvas);
	double *values = arena_alloc(arena, data->value_count * sizeof(*values));

	for (size_t i = 0; i < data->value_count; i++) {
		values[i] = data->values[i].number;
	}
	if (data->break_count > 0) {
		map->break_count = data->break_count;
		memcpy(map->breaks, data->breaks, data->break_count * sizeof(*data->breaks));
	} else {
		map->break_count = classes_make(values, data->value_count, NUMBER_CLASSES, map->breaks);
	}
	int decimals = classes_decimals(map->breaks, map->break_count);
	map->class_count = map->break_count + 1;
	map->classes = arena_alloc(arena, map->class_count * sizeof(*map->classes));
	for (size_t i = 0; i < map->class_count; i++) {
		double t = map->break_count > 0 ? (double)i / (double)map->break_count : 0.5;
		map->classes[i].color = over_white(map->canvas->setter->template->map.scale, LIGHTEST + (DARKEST - LIGHTEST) * t);
		map->classes[i].title = map->break_count > 0 ? range(map, i, decimals) : number(map, values[0], -1);
	}
}

/* Which class a country is of; who has no value of its own is shown as who it belongs to. */
static void class_countries(struct map *map) {
	const struct node_map *data = map->data;
	size_t n = world_count();

	for (size_t i = 0; i < n; i++) {
		map->own[i] = map->class_of[i] = MAP_NOTHING;
	}
	for (size_t i = 0; i < data->value_count; i++) {
		int members[WORLD_MEMBERS_MAX];
		size_t count = world_members(data->values[i].code, members);
		for (size_t k = 0; k < count; k++) {
			/* A state that is no more says nothing of one that speaks for itself. */
			if (count == 1 || map->own[members[k]] == MAP_NOTHING) {
				map->own[members[k]] = (int)i;
			}
		}
	}
	for (size_t i = 0; i < n; i++) {
		int speaker = map->own[i] == MAP_NOTHING && world_parent((int)i) != WORLD_NONE ? world_parent((int)i) : (int)i;
		if (map->own[speaker] != MAP_NOTHING) {
			const struct map_value *v = &data->values[map->own[speaker]];
			map->class_of[i] = data->category_count > 0 ? (int)v->category
			                                            : (int)classes_find(map->breaks, map->break_count, v->number);
		}
	}
}

bool mapkey_make(struct map *map) {
	if (map->data->category_count > 0) {
		make_categories(map);
	} else if (map->data->value_count > 0) {
		make_ranges(map);
	}
	class_countries(map);
	return true;
}

/* ---- hatching ---- */

struct strokes {
	struct map *map;
	struct path_seg *v;
	size_t n, cap;
	double y0, cos, sin;         /* of the rows; how they lie */
};

/* A span of a turned row, turned back. */
static void add_stroke(void *ctx, size_t row, double x0, double x1) {
	struct strokes *s = ctx;
	struct arena *arena = canvas_arena(s->map->canvas);
	double y = s->y0 + (double)row * HATCH_STEP;

	*ARENA_PUSH(arena, s->v, s->n, s->cap) = canvas_point(PATH_MOVE, x0 * s->cos - y * s->sin, x0 * s->sin + y * s->cos);
	*ARENA_PUSH(arena, s->v, s->n, s->cap) = canvas_point(PATH_LINE, x1 * s->cos - y * s->sin, x1 * s->sin + y * s->cos);
}

/* Rows are counted from the paper's own origin, so that they meet across borders. */
static void add_rows(struct strokes *s, const struct clip_path *rings, size_t n, double degrees) {
	struct arena *arena = canvas_arena(s->map->canvas);
	struct clip_path *turned = arena_alloc(arena, n * sizeof(*turned));
	double angle = degrees * M_PI / 180, low = INFINITY, high = -INFINITY;

	s->cos = cos(angle);
	s->sin = sin(angle);
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < rings[i].n; k++) {
			struct clip_point p = rings[i].v[k];
			clip_add(arena, &turned[i], p.x * s->cos + p.y * s->sin, p.y * s->cos - p.x * s->sin);
		}
		struct clip_box box = clip_bounds(&turned[i]);
		low = fmin(low, box.y0);
		high = fmax(high, box.y1);
	}
	if (high > low) {
		s->y0 = ceil(low / HATCH_STEP) * HATCH_STEP;
		scan_rows(arena, turned, n, s->y0, HATCH_STEP, (size_t)((high - low) / HATCH_STEP) + 1, add_stroke, s);
	}
}

void mapkey_hatch(struct map *map, const struct clip_path *rings, size_t n, int hatch, struct template_color color) {
	static const struct { int count; double degrees[2]; } hatches[HATCHES + 1] = { { 0, { 0 } }, { 1, { 45 } }, { 1, { -45 } }, { 2, { 45, -45 } } };
	struct strokes s = { .map = map };
	struct template_color line = canvas_light(color) > 0.5 ? (struct template_color){ color.r * 0.5, color.g * 0.5, color.b * 0.5 }
	                                                       : over_white(color, 0.35);

	for (int i = 0; i < hatches[hatch].count; i++) {
		add_rows(&s, rings, n, hatches[hatch].degrees[i]);
	}
	if (s.n > 0) {
		canvas_path(map->canvas, s.v, s.n, false, line, line, HATCH_WIDTH);
	}
}

/* ---- the legend ---- */

struct entry {
	const char *title;
	struct template_color color;
	int hatch;
};

static void draw_swatch(struct map *map, const struct entry *e, double x, double y) {
	struct canvas *c = map->canvas;
	double top = y + (c->leading - SWATCH_HEIGHT) / 2;
	struct clip_path box = { 0 };
	const struct path_seg segs[] = {
		canvas_point(PATH_MOVE, x, top), canvas_point(PATH_LINE, x + SWATCH_WIDTH, top),
		canvas_point(PATH_LINE, x + SWATCH_WIDTH, top + SWATCH_HEIGHT), canvas_point(PATH_LINE, x, top + SWATCH_HEIGHT),
		{ .verb = PATH_CLOSE },
	};

	clip_add(canvas_arena(c), &box, x, top);
	clip_add(canvas_arena(c), &box, x + SWATCH_WIDTH, top);
	clip_add(canvas_arena(c), &box, x + SWATCH_WIDTH, top + SWATCH_HEIGHT);
	clip_add(canvas_arena(c), &box, x, top + SWATCH_HEIGHT);
	canvas_path(c, segs, sizeof(segs) / sizeof(*segs), true, e->color, e->color, 0);
	mapkey_hatch(map, &box, 1, e->hatch, e->color);
	canvas_path(c, segs, sizeof(segs) / sizeof(*segs), false, e->color, c->setter->template->map.coast, 0.3);
}

/* Is a country of the class in the frame, MAP_NOTHING for one that says nothing? */
static bool is_seen(const struct map *map, int class) {
	for (size_t i = 0; i < world_count(); i++) {
		if (map->class_of[i] == class && (map->lands[i] != NULL || maplabel_is_small(map, (int)i))) {
			return true;
		}
	}
	return false;
}

/* The categories that are seen, or all ranges of numbers and what countries without one are coloured as. */
static size_t list_entries(struct map *map, struct entry *entries) {
	struct setter *setter = map->canvas->setter;
	size_t n = 0;

	for (size_t k = 0; k < map->class_count; k++) {
		if (has_numbers(map) || is_seen(map, (int)k)) {
			entries[n++] = (struct entry){ map->classes[k].title, map->classes[k].color, map->classes[k].hatch };
		}
	}
	if (has_numbers(map) && is_seen(map, MAP_NOTHING)) {
		entries[n++] = (struct entry){ second_label(setter, map->canvas->node, LABEL_NO_DATA), mapkey_land(map), 0 };
	}
	return n;
}

static bool draw_entry(struct map *map, const struct entry *e, struct legend *legend) {
	struct canvas *c = map->canvas;
	struct canvas_text text;

	if (!canvas_text(c, e->title, false, &text)) {
		return false;
	}
	double x = legend_next(c, legend, &text);
	draw_swatch(map, e, x, c->y);
	canvas_text_draw(c, &text, x + legend->sign, c->y, 0, c->setter->template->ink);
	legend_take(legend, &text);
	return true;
}

bool mapkey_draw(struct map *map) {
	struct canvas *c = map->canvas;
	struct entry *entries = arena_alloc(canvas_arena(c), (map->class_count + 1) * sizeof(*entries));
	struct legend legend = legend_begin(c, SWATCH_WIDTH + SWATCH_GAP, ENTRY_GAP);

	if (map->class_count == 0 || map->data->no_legend) {
		return true;
	}
	if (map->data->value_title != NULL && !canvas_words(c, map->data->value_title, false, 0, c->setter->template->muted)) {
		return false;
	}
	size_t n = list_entries(map, entries);
	for (size_t i = 0; i < n; i++) {
		if (!draw_entry(map, &entries[i], &legend)) {
			return false;
		}
	}
	legend_end(c, &legend, 5);
	return true;
}
