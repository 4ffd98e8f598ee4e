/*
 * A map, drawn for print: a calm sea and land, what countries say in colour, their borders thin, what is in dispute dashed, and no
 * position taken. From the ground up: sea, land, borders, coast, focus, marks, words.
 */
#include "layout/map.h"

#include <math.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/labels.h"
#include "doc/map.h"
#include "layout/figure.h"
#include "layout/second.h"

static const double HIGHEST = 0.72, LOWEST = 0.3;    /* of the width: heights that a map takes by itself */
static const double BORDER_WIDTH = 0.45, COAST_WIDTH = 0.3, DISPUTED_WIDTH = 0.55, FOCUS_WIDTH = 1.1, GRATICULE_WIDTH = 0.25;
static const double DASH = 1.7, COARSE = 4;         /* points a degree: below this land ends without a line, and dashes are as quiet as borders */
static const double FOCUS_LAND = 0.3;               /* of the land's colour, where the focus says nothing else */
static const double KILOMETRES = 111.195;            /* a degree of a great circle on a sphere of 6371 km */

double map_height(const struct canvas *canvas) {
	const struct map_view *view = map_view_new(canvas_arena(canvas), canvas->node->u.map);

	return canvas->width * fmax(LOWEST, fmin(HIGHEST, map_view_aspect(view)));
}

/* ---- paths ---- */

/* A path whose length is known before it is filled: they are long, and what grows is copied. */
struct path {
	struct path_seg *v;
	size_t n;
};

static void add_point(struct path *path, enum path_verb verb, double x, double y) {
	path->v[path->n++] = canvas_point(verb, x, y);
}

static void add_ring(struct path *path, const struct clip_path *ring) {
	for (size_t i = 0; i < ring->n; i++) {
		add_point(path, i == 0 ? PATH_MOVE : PATH_LINE, ring->v[i].x, ring->v[i].y);
	}
	path->v[path->n++].verb = PATH_CLOSE;
}

/* width 0: filled, else stroked. */
static void draw_path(struct map *map, const struct path *path, struct template_color color, double width, double dash) {
	struct op *op = ARENA_PUSH(canvas_arena(map->canvas), map->canvas->ops.v, map->canvas->ops.n, map->canvas->ops.cap);
	struct color paint = { (float)color.r, (float)color.g, (float)color.b };

	op->kind = OP_PATH;
	op->u.path.segs = path->v;
	op->u.path.n = path->n;
	op->u.path.fill = width == 0;
	op->u.path.stroke = width > 0;
	op->u.path.fill_color = op->u.path.stroke_color = paint;
	op->u.path.width = width;
	op->u.path.dash = (float)dash;
	op->u.path.is_rough = true;      /* half the bytes of a coast are what is finer */
}

static void stroke(struct map *map, const struct map_lines *lines, struct template_color color, double width, double dash) {
	struct path path = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < lines->n; i++) {
		n += lines->v[i].path.n;
	}
	if (n == 0) {
		return;
	}
	path.v = arena_alloc(canvas_arena(map->canvas), n * sizeof(*path.v));
	for (size_t i = 0; i < lines->n; i++) {
		const struct clip_path *part = &lines->v[i].path;
		for (size_t k = 0; k < part->n; k++) {
			add_point(&path, k == 0 ? PATH_MOVE : PATH_LINE, part->v[k].x, part->v[k].y);
		}
	}
	draw_path(map, &path, color, width, dash);
}

/* ---- sea and land ---- */

static void draw_sea(struct map *map) {
	const struct clip_path *ground = map_view_ground(map->view);
	struct path path = { .v = arena_alloc(canvas_arena(map->canvas), (ground->n + 1) * sizeof(*path.v)) };

	add_ring(&path, ground);
	draw_path(map, &path, map->canvas->setter->template->map.sea, 0, 0);
}

static void draw_graticule(struct map *map) {
	struct map_lines lines = { 0 };

	if (map->data->has_graticule) {
		map_view_graticule(map->view, &lines);
		stroke(map, &lines, map->canvas->setter->template->map.coast, GRATICULE_WIDTH, 0);
	}
}

/* Is the country's land filled with its class, in focus or not? */
static bool is_of_class(const struct map *map, size_t country, int class, bool in_focus) {
	return map->lands[country] != NULL && map->class_of[country] == class &&
	       (class != MAP_NOTHING || map->in_focus[country] == in_focus);
}

/* All countries of a class in one path. */
static void fill_class(struct map *map, int class, bool in_focus, struct template_color color) {
	struct path path = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < world_count(); i++) {
		for (size_t k = 0; is_of_class(map, i, class, in_focus) && k < map->lands[i]->ring_count; k++) {
			n += map->lands[i]->rings[k].n + 1;
		}
	}
	if (n == 0) {
		return;
	}
	path.v = arena_alloc(canvas_arena(map->canvas), n * sizeof(*path.v));
	for (size_t i = 0; i < world_count(); i++) {
		for (size_t k = 0; is_of_class(map, i, class, in_focus) && k < map->lands[i]->ring_count; k++) {
			add_ring(&path, &map->lands[i]->rings[k]);
		}
	}
	draw_path(map, &path, color, 0, 0);
}

static void draw_land(struct map *map) {
	struct template_color plain = mapkey_land(map);

	fill_class(map, MAP_NOTHING, false, plain);
	fill_class(map, MAP_NOTHING, true, (struct template_color){ 1 - (1 - plain.r) * FOCUS_LAND, 1 - (1 - plain.g) * FOCUS_LAND,
	                                                            1 - (1 - plain.b) * FOCUS_LAND });
	for (size_t c = 0; c < map->class_count; c++) {
		fill_class(map, (int)c, false, map->classes[c].color);
	}
	for (size_t i = 0; i < world_count(); i++) {
		const struct map_land *land = map->lands[i];
		const struct map_class *class = map->class_of[i] != MAP_NOTHING ? &map->classes[map->class_of[i]] : NULL;
		if (land != NULL && class != NULL && class->hatch > 0) {
			mapkey_hatch(map, land->rings, land->ring_count, class->hatch, class->color);
		}
	}
}

/* ---- lines ---- */

/* A line of the focus: it has a country in focus on one of its sides. What is in dispute stays dashed. */
static bool bounds_focus(const struct map *map, const struct world_arc *arc) {
	bool left = map->in_focus[arc->left], right = arc->right != WORLD_NONE && map->in_focus[arc->right];

	return arc->line != WORLD_CONTROL && arc->line != WORLD_DISPUTED && left != right;
}

static void draw_lines(struct map *map) {
	const struct template *t = map->canvas->setter->template;
	struct map_lines borders = { 0 }, coast = { 0 }, disputed = { 0 }, focus = { 0 };

	for (size_t i = 0; i < world_arc_count(); i++) {
		struct world_arc arc = world_arc(i);
		struct map_lines *lines = bounds_focus(map, &arc) ? &focus : arc.line == WORLD_COAST ? &coast :
		                          arc.line == WORLD_BORDER ? &borders : &disputed;
		map_view_arc(map->view, i, lines);
	}
	stroke(map, &borders, t->map.border, BORDER_WIDTH, 0);
	if (map_view_scale(map->view) < COARSE) {
		stroke(map, &disputed, t->map.border, BORDER_WIDTH, DASH);
	} else {
		stroke(map, &coast, t->map.coast, COAST_WIDTH, 0);
		/* On white, so that the dashes are seen on every colour. */
		stroke(map, &disputed, t->map.border, DISPUTED_WIDTH, 0);
		stroke(map, &disputed, t->ink, DISPUTED_WIDTH, DASH);
	}
	maptone_lines(map, &disputed);
	maptone_lines(map, &focus);
	stroke(map, &focus, t->ink, FOCUS_WIDTH, 0);
}

/* ---- round the map ---- */

static double round_length(double km) {
	double power = pow(10, floor(log10(km))), lead = km / power;

	return power * (lead >= 5 ? 5 : lead >= 2 ? 2 : 1);
}

/* The corner of the frame where a bar of that length can be read best, the lower left one if it can be. */
static void place_scale(struct map *map, double length) {
	const struct clip_box *f = &map->frame;
	double height = map->canvas->leading + 6, left = f->x0 + 7, right = f->x1 - 7 - length, best = INFINITY;
	const struct { double x, y; } corners[] = {
		{ left, f->y1 - 6 - height }, { right, f->y1 - 6 - height }, { left, f->y0 + 5 }, { right, f->y0 + 5 },
	};

	for (size_t i = 0; i < sizeof(corners) / sizeof(*corners); i++) {
		struct clip_box box = { corners[i].x, corners[i].y, corners[i].x + length, corners[i].y + height };
		struct map_under under = maptone_under(map, &box);
		double cost = fmin(under.dark, 1 - under.dark) + fmin(under.land, 1 - under.land) + (under.has_line ? 1 : 0);
		if (cost < best - 0.05) {
			best = cost;
			map->scale = box;
		}
	}
}

static bool draw_scale(struct map *map) {
	struct canvas *c = map->canvas;
	double degree = map_view_scale(map->view), km = round_length((map->frame.x1 - map->frame.x0) / 5 / degree * KILOMETRES);
	double length = km / KILOMETRES * degree;

	place_scale(map, length);
	double x = map->scale.x0, y = map->scale.y1 - 1;
	struct template_color white = { 1, 1, 1 }, color = maptone_under(map, &map->scale).dark > 0.5 ? white : c->setter->template->ink;
	const struct path_seg bar[] = {
		canvas_point(PATH_MOVE, x, y - 3), canvas_point(PATH_LINE, x, y), canvas_point(PATH_LINE, x + length, y),
		canvas_point(PATH_LINE, x + length, y - 3),
	};
	struct canvas_text text;

	if (!canvas_number(c, km, 0, &text)) {
		return false;
	}
	struct canvas_text unit;
	if (!canvas_text(c, label_text(canvas_lang(c), LABEL_MAP_KM), false, &unit)) {
		return false;
	}
	canvas_path(c, bar, sizeof(bar) / sizeof(*bar), false, color, color, 0.6);
	double width = text.width + 2.5 + unit.width, left = x + (length - width) / 2;
	bool is_rtl = c->setter->is_rtl;
	canvas_text_draw(c, is_rtl ? &unit : &text, left, y - 3 - c->leading, 0, color);
	canvas_text_draw(c, is_rtl ? &text : &unit, left + width, y - 3 - c->leading, 1, color);
	return true;
}

static bool wants_scale(struct map *map) {
	if (map->data->has_scale && map->data->is_world) {
		setter_warn(map->canvas->setter, map->canvas->node, "a map of the world has no one scale: its bar was left out");
	}
	return map->data->has_scale && !map->data->is_world;
}

/* The title and the legend, read as the text is. */
static bool draw_head(struct map *map) {
	struct canvas *c = map->canvas;
	const char *title = map->data->base.title;

	canvas_with_text(c);
	bool ok = (title == NULL || canvas_words(c, title, true, 0, c->setter->template->ink)) && mapkey_draw(map);
	canvas_with_text_end(c);
	return ok;
}

static bool draw_foot(struct map *map) {
	struct canvas *c = map->canvas;

	c->y = map->frame.y1 + 3;
	canvas_with_text(c);
	bool ok = canvas_words(c, second_label(c->setter, c->node, LABEL_MAP_POSITION), false, 0, c->setter->template->muted);
	canvas_with_text_end(c);
	return ok;
}

/* ---- the whole ---- */

static struct map *map_new(struct canvas *canvas) {
	struct arena *arena = canvas_arena(canvas);
	struct map *map = arena_alloc(arena, sizeof(*map));
	size_t n = world_count();

	*map = (struct map){ .canvas = canvas, .data = canvas->node->u.map };
	map->view = map_view_new(arena, map->data);
	map->own = arena_alloc(arena, n * sizeof(*map->own));
	map->class_of = arena_alloc(arena, n * sizeof(*map->class_of));
	map->in_focus = arena_alloc(arena, n * sizeof(*map->in_focus));
	map->lands = arena_alloc(arena, n * sizeof(*map->lands));
	for (size_t i = 0; i < map->data->focus_count; i++) {
		int members[WORLD_MEMBERS_MAX];
		size_t count = world_members(map->data->focus[i], members);
		for (size_t k = 0; k < count; k++) {
			map->in_focus[members[k]] = true;
		}
	}
	return map;
}

static void place(struct map *map, double height) {
	struct canvas *c = map->canvas;

	map->frame = (struct clip_box){ c->x, c->y, c->x + c->width, c->y + height };
	map_view_place(map->view, &map->frame);
	map->frame = *map_view_frame(map->view);
}

/* The legend asks what is seen, and what is seen moves down for the legend. */
static void move_lands(struct map *map, double down) {
	for (size_t i = 0; i < world_count(); i++) {
		for (size_t k = 0; map->lands[i] != NULL && k < map->lands[i]->ring_count; k++) {
			struct clip_path *ring = &map->lands[i]->rings[k];
			for (size_t p = 0; p < ring->n; p++) {
				ring->v[p].y += down;
			}
		}
	}
}

bool map_draw(struct canvas *canvas, double height) {
	struct map *map = map_new(canvas);

	if (!mapkey_make(map)) {
		return false;
	}
	place(map, height);
	for (size_t i = 0; i < world_count(); i++) {
		map->lands[i] = map_view_land(map->view, (int)i);
	}
	double top = map->frame.y0;
	if (!draw_head(map)) {
		return false;
	}
	place(map, height);
	move_lands(map, map->frame.y0 - top);
	maptone_make(map);
	draw_sea(map);
	draw_graticule(map);
	draw_land(map);
	draw_lines(map);
	if ((wants_scale(map) && !draw_scale(map)) || !maplabel_draw(map)) {
		return false;
	}
	return draw_foot(map);
}
