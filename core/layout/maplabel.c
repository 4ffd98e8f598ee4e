/* Words on a map: names within the countries they are of, names beside points, none upon another. */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "doc/labels.h"
#include "doc/map.h"
#include "layout/map.h"
#include "layout/place.h"
#include "layout/scan.h"

static const double SMALL = 4;                   /* square points: a country that is no larger gets a dot */
static const double STATE_RADIUS = 2.2, STATE_RADIUS_COARSE = 1.5, POINT_SIZE = 4.4;
static const double COARSE = 4;                  /* points a degree: dots are smaller below this */
static const double MIXED = 7;                   /* cost of words half on dark, half on light */
static const double CROSSED = 15;                /* of words on a line in dispute */
static const double LINE_GAP = 2;                /* from words to such a line */
static const double ROW = 1.5;                   /* from row to row, where room within a country is looked for */
static const double MARGIN = 1.5;                /* between words and their country's edge */
static const double FRAME_MARGIN = 2;
static const double OUTER_MOST = 80, OUTER_COST = 4; /* how far words may stand from the middle of a country they do not fit into */
static const double OUTER_SEA = 9, OUTER_NEAR = 5;   /* and from its coast; and must stand from that of others */
static const double LED_SEA = 40, LED_NEAR = 1;  /* the same where a line leads to it, as for who was asked for by name */
static const double OUTER_GAP = 2.5;             /* to its own coast */

enum { INNER_SPOTS = 6, POINT_SPOTS = 8, LEADERS = 12, SPOTS_MAX = POINT_SPOTS + 2 * LEADERS, DROPPED_NAMED = 8 };

/* A label that is to be placed, and what it is of. */
struct word {
	struct canvas_text text;
	const char *name;            /* for warnings; NULL: nobody asked for it by name */
	bool is_point;
	bool is_quiet;               /* of a country that says nothing */
	double x, y, radius;         /* of the point */
};

struct words {
	struct map *map;
	struct word *v;
	size_t n, cap;
	struct place_label *labels;  /* as many, in the same order */
	size_t label_count, label_cap;
	struct clip_box *obstacles;
	size_t obstacle_count, obstacle_cap;
};

static struct arena *arena_of(const struct words *w) {
	return canvas_arena(w->map->canvas);
}

bool maplabel_is_small(const struct map *map, int country) {
	const struct map_land *land = map->lands[country];
	struct world_point at = world_place(country);
	double x, y;

	if ((map->own[country] == MAP_NOTHING && !map->in_focus[country]) || !map_view_point(map->view, at.lon, at.lat, &x, &y)) {
		return false;
	}
	return land == NULL || (land->area < SMALL && land->whole < 4 * SMALL);
}

/* What it costs words to stand where they are hard to read. */
static double cost_under(const struct words *w, const struct clip_box *box) {
	struct clip_box wide = { box->x0 - LINE_GAP, box->y0 - LINE_GAP, box->x1 + LINE_GAP, box->y1 + LINE_GAP };
	struct map_under under = maptone_under(w->map, box);

	return (under.dark > 0.12 && under.dark < 0.88 ? MIXED : 0) + (maptone_under(w->map, &wide).has_line ? CROSSED : 0);
}

/* ---- spots within a country ---- */

struct span { size_t row; double x0, x1; };

struct room {
	struct words *w;
	struct span *v;
	size_t n, cap;
	size_t *first;               /* by row, the number of its first span; one more at the end */
	size_t rows;
};

static void add_span(void *ctx, size_t row, double x0, double x1) {
	struct room *room = ctx;

	*ARENA_PUSH(arena_of(room->w), room->v, room->n, room->cap) = (struct span){ row, x0, x1 };
}

/* The span of a row that shares most with [*x0, *x1], which is cut to it. False for none. */
static bool narrow(const struct room *room, size_t row, double *x0, double *x1) {
	double best = 0, left = 0, right = 0;

	for (size_t i = room->first[row]; i < room->first[row + 1]; i++) {
		double a = fmax(*x0, room->v[i].x0), b = fmin(*x1, room->v[i].x1);
		if (b - a > best) {
			best = b - a;
			left = a;
			right = b;
		}
	}
	*x0 = left;
	*x1 = right;
	return best > 0;
}

static struct clip_point middle_of(const struct map_land *land) {
	const struct clip_path *ring = &land->rings[0];
	double area = 0, x = 0, y = 0, most = 0;

	for (size_t i = 0; i < land->ring_count; i++) {
		double a = fabs(clip_area(&land->rings[i]));
		if (a > most) {
			most = a;
			ring = &land->rings[i];
		}
	}
	for (size_t i = 0, k = ring->n - 1; i < ring->n; k = i++) {
		struct clip_point p = ring->v[k], q = ring->v[i];
		double c = p.x * q.y - q.x * p.y;
		area += c;
		x += (p.x + q.x) * c;
		y += (p.y + q.y) * c;
	}
	return area != 0 ? (struct clip_point){ x / (3 * area), y / (3 * area) } : ring->v[0];
}

static int by_cost(const void *a, const void *b) {
	const struct place_spot *p = a, *q = b;

	if (p->cost != q->cost) {
		return p->cost < q->cost ? -1 : 1;
	}
	return (p->box.y0 > q->box.y0) - (p->box.y0 < q->box.y0);
}

/* Boxes of width by height that lie within the country, the best first: near its middle, and with room on both sides. */
static size_t find_inner(struct words *w, const struct map_land *land, double width, double height, struct place_spot *spots) {
	struct room room = { .w = w };
	struct clip_box box = { INFINITY, INFINITY, -INFINITY, -INFINITY };
	size_t need = (size_t)ceil(height / ROW) + 1, n = 0;

	for (size_t i = 0; i < land->ring_count; i++) {
		struct clip_box b = clip_bounds(&land->rings[i]);
		box.y0 = fmin(box.y0, b.y0);
		box.y1 = fmax(box.y1, b.y1);
	}
	room.rows = (size_t)fmax(0, floor((box.y1 - box.y0) / ROW));
	if (room.rows < need) {
		return 0;
	}
	scan_rows(arena_of(w), land->rings, land->ring_count, box.y0 + ROW / 2, ROW, room.rows, add_span, &room);
	room.first = arena_alloc(arena_of(w), (room.rows + 1) * sizeof(*room.first));
	for (size_t i = 0, row = 0; row <= room.rows; row++) {
		while (i < room.n && room.v[i].row < row) {
			i++;
		}
		room.first[row] = i;
	}
	struct clip_point middle = middle_of(land);
	struct place_spot *found = arena_alloc(arena_of(w), (3 * room.n + 1) * sizeof(*found));
	for (size_t i = 0; i < room.n && room.v[i].row + need <= room.rows; i++) {
		double x0 = room.v[i].x0, x1 = room.v[i].x1;
		size_t k = 1;
		while (k < need && x1 - x0 >= width + 2 * MARGIN && narrow(&room, room.v[i].row + k, &x0, &x1)) {
			k++;
		}
		double slack = x1 - x0 - width - 2 * MARGIN;
		if (k < need || slack < 0) {
			continue;
		}
		double top = box.y0 + ROW / 2 + (double)room.v[i].row * ROW + ((double)(need - 1) * ROW - height) / 2;
		const double lefts[] = { fmax(x0 + MARGIN, fmin(x1 - MARGIN - width, middle.x - width / 2)), x0 + MARGIN + slack / 4,
		                         x1 - MARGIN - width - slack / 4 };
		for (size_t p = 0; p < (slack > 2 * width ? 3 : 1); p++) {
			double centre = (x0 + x1) / 2 - lefts[p] - width / 2;
			struct clip_box spot = { lefts[p], top, lefts[p] + width, top + height };
			found[n++] = (struct place_spot){
				.box = spot,
				.cost = fabs(top + height / 2 - middle.y) + 0.4 * fabs(lefts[p] + width / 2 - middle.x) + 0.2 * fabs(centre) +
				        12 / (slack + 1) + cost_under(w, &spot),
			};
		}
	}
	qsort(found, n, sizeof(*found), by_cost);
	n = n < INNER_SPOTS ? n : INNER_SPOTS;
	memcpy(spots, found, n * sizeof(*found));
	return n;
}

/* ---- words for countries ---- */

static bool is_listed(const struct map *map, const char *code) {
	for (size_t i = 0; i < map->data->labelled_count; i++) {
		if (str_eq(map->data->labelled[i], code)) {
			return true;
		}
	}
	return false;
}

/* The state that is no more whose value the country shows, or NULL. */
static const char *former_state(const struct map *map, int country) {
	const char *code = map->own[country] != MAP_NOTHING ? map->data->values[map->own[country]].code : NULL;

	return code != NULL && !str_eq(code, world_code(country)) ? code : NULL;
}

/* Is the country the largest part of the state that is no more which it shows? That one alone is named. */
static bool speaks_for_state(const struct map *map, int country) {
	int members[WORLD_MEMBERS_MAX];
	size_t n = world_members(map->data->values[map->own[country]].code, members);

	for (size_t i = 0; i < n; i++) {
		const struct map_land *other = map->lands[members[i]];
		if (map->own[members[i]] == map->own[country] && other != NULL &&
		    (map->lands[country] == NULL || other->area > map->lands[country]->area)) {
			return false;
		}
	}
	return true;
}

static bool wants_label(const struct map *map, int country) {
	const struct node_map *data = map->data;

	if (data->labels == MAP_LABELS_NONE || (former_state(map, country) != NULL && !speaks_for_state(map, country))) {
		return false;
	}
	if (data->labelled_count > 0) {
		return is_listed(map, world_code(country));
	}
	/* An island far from the rest would have the name of the whole. */
	bool is_part = map->lands[country] != NULL && !map->lands[country]->has_largest && !map->in_focus[country];
	/* Far from the middle of half the earth countries are slivers, and their names would lie on others. */
	struct world_point at = world_place(country);
	bool is_far = map_view_is_rim(map->view, at.lon, at.lat) && !map->in_focus[country];
	return (map->own[country] != MAP_NOTHING || map->in_focus[country] || data->value_count == 0) && !is_part && !is_far;
}

static const char *name_of(const struct map *map, const char *code) {
	return map_country_name(canvas_arena(map->canvas), map->canvas->setter->doc, canvas_lang(map->canvas), map->data, code);
}

static const char *code_of(const struct map *map, int country) {
	const char *state = former_state(map, country);

	return state != NULL ? state : world_code(country);
}

static const char *label_of(const struct map *map, int country) {
	const struct node_map *data = map->data;
	const char *code = code_of(map, country);

	switch (data->labels) {
	case MAP_LABELS_VALUES:
		if (map->own[country] != MAP_NOTHING) {
			return canvas_quantity_words(map->canvas, data->values[map->own[country]].number, -1, NULL, NULL);
		}
		return NULL;
	case MAP_LABELS_CODES:
		return code;
	default:
		return name_of(map, code);
	}
}

static double text_height(const struct map *map, const struct canvas_text *text) {
	return (double)text->lines * map->canvas->leading - 2;
}

static struct place_label *add_word(struct words *w, const struct word *word, const struct place_spot *spots, size_t n) {
	*ARENA_PUSH(arena_of(w), w->v, w->n, w->cap) = *word;
	struct place_label *label = ARENA_PUSH(arena_of(w), w->labels, w->label_count, w->label_cap);
	label->spots = arena_copy(arena_of(w), spots, n * sizeof(*spots));
	label->spot_count = n;
	return label;
}

/*
 * Words beside a country, wholly on the sea: at most so much of it from its own coast, and not near another's, so that they are not taken
 * for that. How many spots there are.
 */
static size_t find_outer(struct words *w, const struct word *word, int country, double sea, double near, struct place_spot *spots) {
	struct clip_point middle = middle_of(w->map->lands[country]);
	double width = word->text.width, height = text_height(w->map, &word->text);
	size_t n = 0;

	for (double far = 5; far <= OUTER_MOST && n < SPOTS_MAX; far += 4) {
		for (int i = 0; i < LEADERS && n < SPOTS_MAX; i++) {
			double angle = i * 2 * M_PI / LEADERS, c = cos(angle), s = sin(angle);
			double x = middle.x + far * c - width * (1 - c) / 2, y = middle.y + far * s - height * (1 - s) / 2;
			struct clip_box box = { x, y, x + width, y + height };
			struct clip_box about = { x - near, y - near / 2, x + width + near, y + height + near / 2 };
			struct clip_point to = { fmax(x, fmin(x + width, middle.x)), fmax(y, fmin(y + height, middle.y)) };
			struct clip_box clear = { x - OUTER_GAP, y - OUTER_GAP / 2, x + width + OUTER_GAP, y + height + OUTER_GAP / 2 };
			struct map_under under = maptone_under(w->map, &clear);
			if (under.land == 0 && !under.has_line && clip_within(&box, &w->map->frame) && maptone_is_alone(w->map, &about, country) &&
			    maptone_way(w->map, middle, to, country) <= sea) {
				spots[n++] = (struct place_spot){ box, OUTER_COST + far / 4 + (i == 0 ? -1 : 0) };
			}
		}
	}
	return n;
}

/* Farther out, with a line that leads there, for countries that the map is about. */
static size_t find_led(struct words *w, struct word *word, int country, struct place_spot *spots) {
	struct clip_point middle = middle_of(w->map->lands[country]);
	size_t n = 0;

	if (w->map->in_focus[country] || w->map->data->labelled_count > 0) {
		n = find_outer(w, word, country, LED_SEA, LED_NEAR, spots);
		word->is_point = n > 0;
		word->x = middle.x;
		word->y = middle.y;
	}
	return n;
}

/* On one line within where that fits, else on two, else beside it on the sea, else by its code. */
static bool add_country(struct words *w, int country) {
	struct map *map = w->map;
	const struct map_land *land = map->lands[country];
	struct word word = {
		.name = map->data->labelled_count > 0 ? name_of(map, world_code(country)) : NULL,
		.is_quiet = map->own[country] == MAP_NOTHING && !map->in_focus[country],
	};
	struct place_spot spots[SPOTS_MAX];
	const char *label = label_of(map, country);

	if (label == NULL || land == NULL || maplabel_is_small(map, country)) {
		return true;
	}
	if (!canvas_text(map->canvas, label, false, &word.text)) {
		return false;
	}
	size_t n = find_inner(w, land, word.text.width, text_height(map, &word.text), spots);
	if (n == 0 && strchr(label, ' ') != NULL) {
		canvas_text_break(map->canvas, &word.text, word.text.width * 0.62);
		n = word.text.lines == 2 ? find_inner(w, land, word.text.width, text_height(map, &word.text), spots) : 0;
	}
	/* A number beside its country could be another's. */
	if (n == 0 && !word.is_quiet && map->data->labels != MAP_LABELS_VALUES) {
		canvas_text_break(map->canvas, &word.text, inline_max_width(word.text.para) + 1);
		n = find_outer(w, &word, country, OUTER_SEA, OUTER_NEAR, spots);
		n = n == 0 ? find_led(w, &word, country, spots) : n;
	}
	if (n == 0 && map->data->labels == MAP_LABELS_NAMES) {
		if (!canvas_text(map->canvas, code_of(map, country), false, &word.text)) {
			return false;
		}
		n = find_inner(w, land, word.text.width, text_height(map, &word.text), spots);
		n = n == 0 ? find_led(w, &word, country, spots) : n;
	}
	if (n > 0 || word.name != NULL) {
		add_word(w, &word, spots, n);
	}
	return true;
}

/* ---- words beside points ---- */

/* Where words stand beside a point, as offsets in widths and heights, best first (Imhof 1975). */
static const struct { double x, y, cost; } beside[POINT_SPOTS] = {
	{ 0, -0.5, 0 }, { 0, -1, 0.8 }, { 0, 0, 1.6 }, { -1, -0.5, 2 }, { -1, -1, 2.8 }, { -0.5, -1, 3 }, { -1, 0, 3.4 }, { -0.5, 0, 3.6 },
};

static void add_spot(struct words *w, struct place_spot *spots, size_t *n, struct clip_box box, double cost) {
	spots[(*n)++] = (struct place_spot){ box, cost + cost_under(w, &box) };
}

static void add_point_spots(struct words *w, const struct word *word, struct place_spot *spots, size_t *n) {
	double width = word->text.width, height = text_height(w->map, &word->text), gap = word->radius + 2;

	for (size_t i = 0; i < POINT_SPOTS; i++) {
		bool is_level = beside[i].y == -0.5, is_above = beside[i].x == -0.5;
		double dx = is_above ? 0 : beside[i].x < 0 ? -gap : gap, dy = is_level ? 0 : beside[i].y < 0 ? -gap : gap;
		if (!is_level && !is_above) {
			dx *= 0.7;
			dy *= 0.4;
		}
		double x = word->x + beside[i].x * width + dx, y = word->y + beside[i].y * height + dy;
		add_spot(w, spots, n, (struct clip_box){ x, y, x + width, y + height }, beside[i].cost);
	}
	for (int ring = 1; ring <= 2; ring++) {
		for (int i = 0; i < LEADERS; i++) {
			double angle = (i + 0.5) * 2 * M_PI / LEADERS, far = word->radius + 3 + 9 * ring;
			double x = word->x + far * cos(angle), y = word->y + far * sin(angle) - height / 2;
			x -= cos(angle) < 0 ? width : 0;
			add_spot(w, spots, n, (struct clip_box){ x, y, x + width, y + height }, 9 + 6 * ring);
		}
	}
}

/* The spots that are on the sea alone, in their order; how many they are. */
static size_t at_sea(const struct words *w, struct place_spot *spots, size_t n) {
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (maptone_under(w->map, &spots[i].box).land == 0) {
			spots[kept++] = spots[i];
		}
	}
	return kept;
}

/* is_afloat: on land the words would be taken for that of another, so that they have none of it. */
static bool add_point_word(struct words *w, const char *label, double x, double y, double radius, bool is_named, bool is_afloat) {
	struct word word = { .name = is_named ? label : NULL, .is_point = true, .x = x, .y = y, .radius = radius };
	struct place_spot spots[SPOTS_MAX];
	size_t n = 0;

	if (!canvas_text(w->map->canvas, label, false, &word.text)) {
		return false;
	}
	add_point_spots(w, &word, spots, &n);
	add_word(w, &word, spots, is_afloat ? at_sea(w, spots, n) : n);
	return true;
}

static void add_obstacle(struct words *w, double x, double y, double r) {
	*ARENA_PUSH(arena_of(w), w->obstacles, w->obstacle_count, w->obstacle_cap) = (struct clip_box){ x - r, y - r, x + r, y + r };
}

/* ---- marks ---- */

static void draw_mark(struct map *map, enum map_mark mark, double x, double y, double r) {
	static const struct { size_t n; double x[4], y[4]; } shapes[] = {
		[MAP_SQUARE] = { 4, { -0.9, 0.9, 0.9, -0.9 }, { -0.9, -0.9, 0.9, 0.9 } },
		[MAP_TRIANGLE] = { 3, { 0, 1.15, -1.15 }, { -1.2, 0.8, 0.8 } },
		[MAP_DIAMOND] = { 4, { 0, 1.25, 0, -1.25 }, { -1.25, 0, 1.25, 0 } },
	};
	struct template_color ink = map->canvas->setter->template->ink, white = { 1, 1, 1 };
	struct path_seg segs[5];
	size_t n = 0;

	if (mark == MAP_DOT || mark == MAP_RING) {
		canvas_circle(map->canvas, x, y, r, mark == MAP_DOT ? ink : white, mark == MAP_DOT ? white : ink, mark == MAP_DOT ? 0.7 : 1);
		return;
	}
	for (; n < shapes[mark].n; n++) {
		segs[n] = canvas_point(n == 0 ? PATH_MOVE : PATH_LINE, x + r * shapes[mark].x[n], y + r * shapes[mark].y[n]);
	}
	segs[n++] = (struct path_seg){ .verb = PATH_CLOSE };
	canvas_path(map->canvas, segs, n, true, ink, white, 0.7);
}

static bool add_points(struct words *w) {
	struct map *map = w->map;
	size_t outside = 0, first = 0;

	for (size_t i = 0; i < map->data->point_count; i++) {
		const struct map_point *p = &map->data->points[i];
		double x, y, r = (p->size_pt > 0 ? p->size_pt : POINT_SIZE) / 2;
		if (!map_view_point(map->view, p->lon, p->lat, &x, &y)) {
			first = outside++ == 0 ? i : first;
			continue;
		}
		draw_mark(map, p->mark, x, y, r);
		add_obstacle(w, x, y, r + 0.5);
		if (p->label != NULL && !add_point_word(w, p->label, x, y, r, true, false)) {
			return false;
		}
	}
	if (outside > 0) {
		const char *label = map->data->points[first].label;
		setter_warn(map->canvas->setter, map->canvas->node, "of the map's points %zu cannot be shown on it, first point %zu%s%s%s", outside, first + 1,
		            label != NULL ? ", \"" : "", label != NULL ? label : "", label != NULL ? "\"" : "");
	}
	return true;
}

static bool add_small_states(struct words *w) {
	struct map *map = w->map;

	for (size_t i = 0; i < world_count(); i++) {
		struct world_point at = world_place((int)i);
		double x, y, r = map_view_scale(map->view) < COARSE ? STATE_RADIUS_COARSE : STATE_RADIUS;
		if (!maplabel_is_small(map, (int)i) || !map_view_point(map->view, at.lon, at.lat, &x, &y)) {
			continue;
		}
		struct template_color color = map->class_of[i] != MAP_NOTHING ? map->classes[map->class_of[i]].color : mapkey_land(map);
		canvas_circle(map->canvas, x, y, r, color, map->canvas->setter->template->map.border, 0.5);
		add_obstacle(w, x, y, r);
		const char *label = wants_label(map, (int)i) ? label_of(map, (int)i) : NULL;
		bool is_asked = map->data->labelled_count > 0;
		if (label != NULL && !add_point_word(w, label, x, y, r, is_asked, !is_asked && !map->in_focus[i])) {
			return false;
		}
	}
	return true;
}

/* ---- the whole ---- */

static void draw_leader(struct words *w, const struct word *word, const struct clip_box *box, struct template_color color) {
	double x = fmax(box->x0, fmin(box->x1, word->x)), y = fmax(box->y0, fmin(box->y1, word->y));
	double far = hypot(x - word->x, y - word->y);

	if (far > word->radius + 6) {
		double dx = (x - word->x) / far, dy = (y - word->y) / far, from = word->radius + 0.8;
		ops_line(arena_of(w), &w->map->canvas->ops, word->x + dx * from, word->y + dy * from, x - dx, y - dy, 0.4, color, 0);
	}
}

static void draw_word(struct words *w, const struct word *word, const struct clip_box *box) {
	const struct template *t = w->map->canvas->setter->template;
	struct template_color white = { 1, 1, 1 }, color = word->is_quiet ? t->muted : t->ink;

	struct map_under under = maptone_under(w->map, box);
	if (under.dark > 0.5) {
		color = white;
	}
	int hatched = maptone_owner(w->map, (box->x0 + box->x1) / 2, (box->y0 + box->y1) / 2);
	if (hatched != WORLD_NONE && w->map->class_of[hatched] != MAP_NOTHING && w->map->classes[w->map->class_of[hatched]].hatch > 0 &&
	    maptone_is_alone(w->map, box, hatched) && under.land == 1) {
		/* Hatching makes room for words. */
		ops_rect(arena_of(w), &w->map->canvas->ops, box->x0 - 1.5, box->y0 - 0.5, box->x1 - box->x0 + 3, box->y1 - box->y0 + 1,
		         w->map->classes[w->map->class_of[hatched]].color);
	}
	if (word->is_point) {
		draw_leader(w, word, box, color);
	}
	double at = word->text.lines > 1 ? 0.5 : 0;
	canvas_text_draw(w->map->canvas, &word->text, box->x0 + at * word->text.width, box->y0 - 1, at, color);
}

/* What found no room is said, by name where that is not too long. */
static void warn_dropped(struct words *w) {
	struct buf names = BUF_INIT;
	size_t dropped = 0;

	for (size_t i = 0; i < w->n; i++) {
		if (w->labels[i].chosen < 0 && w->v[i].name != NULL) {
			if (++dropped <= DROPPED_NAMED) {
				buf_addf(&names, "%s%s", dropped > 1 ? ", " : "", w->v[i].name);
			}
		}
	}
	if (dropped > 0) {
		setter_warn(w->map->canvas->setter, w->map->canvas->node, "no room on the map for %zu of its labels: %s%s", dropped, buf_str(&names),
		            dropped > DROPPED_NAMED ? " …" : "");
	}
	buf_fini(&names);
}

/* Those in focus first: what comes first finds the better place. */
static bool add_countries(struct words *w, bool in_focus) {
	for (size_t i = 0; i < world_count(); i++) {
		if (w->map->in_focus[i] == in_focus && wants_label(w->map, (int)i) && !add_country(w, (int)i)) {
			return false;
		}
	}
	return true;
}

bool maplabel_draw(struct map *map) {
	struct words w = { .map = map };
	const struct clip_box *f = &map->frame;
	struct clip_box inner = { f->x0 + FRAME_MARGIN, f->y0 + FRAME_MARGIN, f->x1 - FRAME_MARGIN, f->y1 - FRAME_MARGIN };

	if (map->scale.x1 > map->scale.x0) {
		*ARENA_PUSH(arena_of(&w), w.obstacles, w.obstacle_count, w.obstacle_cap) = map->scale;
	}
	if (!add_small_states(&w) || !add_points(&w) || !add_countries(&w, true) || !add_countries(&w, false)) {
		return false;
	}
	place_labels(w.labels, w.n, w.obstacles, w.obstacle_count, &inner);
	for (size_t i = 0; i < w.n; i++) {
		if (w.labels[i].chosen >= 0) {
			draw_word(&w, &w.v[i], &w.labels[i].spots[w.labels[i].chosen].box);
		}
	}
	warn_dropped(&w);
	return true;
}
