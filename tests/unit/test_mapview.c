/* Countries on paper: their areas against the known ones, whatever is cut on the way; the date line, the poles, each area by name. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "doc/area.h"
#include "doc/map.h"
#include "doc/world.h"
#include "layout/mapview.h"

static struct arena *arena;
static const struct clip_box paper = { 0, 0, 800, 500 };

static int begin(void **state) {
	(void)state;
	arena = arena_new();
	return 0;
}

static int end(void **state) {
	(void)state;
	arena_free(arena);
	return 0;
}

static struct map_view *view_of(struct node_map *map, struct world_box box, bool is_world) {
	map->west = box.west;
	map->south = box.south;
	map->east = box.east;
	map->north = box.north;
	map->is_world = is_world;
	struct map_view *view = map_view_new(arena, map);
	map_view_place(view, &paper);
	return view;
}

/* Thousands of square kilometres, with signs for holes. */
static double area_on(struct map_view *view, const char *code) {
	const struct map_land *land = map_view_land(view, world_find(code));
	double area = 0, km = 111.195 / map_view_scale(view);

	for (size_t i = 0; land != NULL && i < land->ring_count; i++) {
		area += clip_area(&land->rings[i]);
	}
	return fabs(area) * km * km / 1000;
}

/* From the CIA's World Factbook: total areas with inland water, as the shapes have it. */
static const struct { const char *code; double area; } known[] = {
	{ "RUS", 17098 }, { "CAN", 9985 }, { "USA", 9834 }, { "CHN", 9597 }, { "BRA", 8516 }, { "AUS", 7741 }, { "IND", 3287 }, { "ARG", 2780 },
	{ "KAZ", 2725 }, { "DZA", 2382 }, { "COD", 2345 }, { "MEX", 1964 }, { "GRL", 2166 }, { "ZAF", 1219 }, { "UKR", 604 }, { "FRA", 644 },
	{ "TUR", 784 }, { "ESP", 505 }, { "DEU", 357 }, { "JPN", 378 }, { "NZL", 268 }, { "GEO", 69.7 }, { "ESH", 266 }, { "LSO", 30.4 },
};

static void areas_on_the_world(void **state) {
	struct node_map map = { 0 };
	struct map_view *view = view_of(&map, area_lookup("world")->box, true);

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		double area = area_on(view, known[i].code);
		if (fabs(area / known[i].area - 1) > 0.06) {
			fail_msg("%s: %.0f, not %.0f thousand km²", known[i].code, area, known[i].area);
		}
	}
}

/* The same on planes and cones round the country itself. */
static void areas_on_their_own(void **state) {
	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		for (int p = MAP_AZIMUTHAL; p <= MAP_ALBERS; p++) {
			struct node_map map = { .projection = (enum map_projection)p };
			int country = world_find(known[i].code);
			struct world_box box;
			assert_true(area_of_countries(&country, 1, &box));
			double area = area_on(view_of(&map, box, false), known[i].code);
			/* Guiana is not on a map of France; the Great Lakes are nobody's. */
			double expected = known[i].area == 644 ? 551 : known[i].area;
			if (fabs(area / expected - 1) > 0.05) {
				fail_msg("%s by projection %d: %.0f, not %.0f thousand km²", known[i].code, p, area, expected);
			}
			arena_reset(arena);
		}
	}
}

/* Round a pole nothing is lost: Antarctica is 14,200 with its shelves, of which the source has most. */
static void round_the_pole(void **state) {
	struct node_map map = { 0 };
	double area = area_on(view_of(&map, (struct world_box){ -180, -90, 180, -55 }, false), "ATA");

	(void)state;
	assert_true(area > 11500 && area < 14500);
	arena_reset(arena);
	/* And seen from the other one it is not there. */
	assert_true(area_on(view_of(&map, area_lookup("arctic")->box, false), "ATA") == 0);
}

/* A country over the date line is whole where the line is in the middle, and on both sides where it is the edge. */
static void over_the_date_line(void **state) {
	struct node_map map = { 0 };
	double x, y, whole = area_on(view_of(&map, (struct world_box){ 150, -30, 210, 0 }, false), "FJI");

	(void)state;
	assert_true(fabs(whole / 18.3 - 1) < 0.12);
	struct map_view *view = view_of(&map, (struct world_box){ 90, -48, 210, 54 }, false);
	assert_true(map_view_point(view, 178, -18, &x, &y) && x > 400);
	assert_true(map_view_point(view, -175, -18, &x, &y) && x > 400);
	assert_false(map_view_point(view, 0, 0, &x, &y));
}

/* Qatar is at the rim of a map of Asia and the Pacific, Kazakhstan not yet; nothing is on a map of the world. */
static void rims_are_of_parts(void **state) {
	struct node_map map = { 0 };
	struct map_view *view = view_of(&map, area_lookup("asia-pacific")->box, false);

	(void)state;
	assert_true(map_view_is_rim(view, 51, 25) && !map_view_is_rim(view, 67, 48) && map_view_is_rim(view, -98, 39));
	view = view_of(&map, area_lookup("world")->box, true);
	assert_false(map_view_is_rim(view, 51, 25) || map_view_is_rim(view, -98, 39));
}

/* A frame that is too high for the earth is cut to it, and one too wide for the world as well. */
static void frames_end_with_the_earth(void **state) {
	struct node_map map = { 0 };
	struct map_view *view = view_of(&map, area_lookup("world")->box, true);

	(void)state;
	map_view_place(view, &(struct clip_box){ 0, 10, 400, 900 });
	const struct clip_box *frame = map_view_frame(view);
	assert_true(frame->y0 == 10 && frame->y1 < 220);
	struct clip_box ground = clip_bounds(map_view_ground(view));
	assert_true(fabs(ground.y0 - frame->y0) < 0.01 && fabs(ground.y1 - frame->y1) < 0.01);
	map_view_place(view, &(struct clip_box){ 0, 0, 900, 100 });
	assert_true(map_view_frame(view)->x0 > 100 && map_view_frame(view)->x1 < 800);
	assert_true(map_view_frame(view)->y1 == 100);
}

static bool is_whole(const struct clip_path *ring) {
	for (size_t i = 0; i < ring->n; i++) {
		double x = ring->v[i].x * 16, y = ring->v[i].y * 16;
		if (!isfinite(x) || !isfinite(y) || x != round(x) || y != round(y)) {
			return false;
		}
	}
	return true;
}

/* Every area by name, every country: all of it finite and within the frame. */
static void all_areas_stay_in_their_frame(void **state) {
	(void)state;
	for (const char *const *key = area_keys(); *key != NULL; key++) {
		struct node_map map = { 0 };
		struct map_view *view = view_of(&map, area_lookup(*key)->box, area_lookup(*key)->is_world);
		size_t seen = 0;
		assert_true(map_view_aspect(view) > 0.2 && map_view_aspect(view) < 3);
		for (int c = 0; c < (int)world_count(); c++) {
			const struct map_land *land = map_view_land(view, c);
			seen += land != NULL;
			for (size_t i = 0; land != NULL && i < land->ring_count; i++) {
				struct clip_box box = clip_bounds(&land->rings[i]);
				assert_true(clip_within(&box, &paper) && is_whole(&land->rings[i]));
			}
		}
		struct map_lines lines = { 0 };
		for (size_t i = 0; i < world_arc_count(); i++) {
			map_view_arc(view, i, &lines);
		}
		map_view_graticule(view, &lines);
		for (size_t i = 0; i < lines.n; i++) {
			struct clip_box box = clip_bounds(&lines.v[i].path);
			assert_true(clip_within(&box, &paper) && is_whole(&lines.v[i].path));
		}
		assert_true(seen >= 3 && lines.n > 3);
		arena_reset(arena);
	}
}

/* ---- every view in every frame ---- */

static const double widths[] = { 180, 442 }, heights[] = { 40, 70, 110, 160, 290, 500 };
static const double ROUGH = 1.5;                 /* points */
enum { WIDTHS = sizeof(widths) / sizeof(*widths), HEIGHTS = sizeof(heights) / sizeof(*heights), CELLS = 6 };

/* How often the rings go round (x, y): what the winding rule fills is not 0. */
static int turns_round(const struct map_land *land, const struct clip_box *boxes, double x, double y) {
	int turns = 0;

	for (size_t i = 0; i < land->ring_count; i++) {
		const struct clip_path *r = &land->rings[i];
		struct clip_box box = boxes[i];
		if (x > box.x1 || y < box.y0 || y > box.y1) {
			continue;
		}
		for (size_t k = 0, j = r->n - 1; k < r->n; j = k++) {
			struct clip_point a = r->v[j], b = r->v[k];
			if ((a.y <= y) != (b.y <= y) && a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x) > x) {
				turns += a.y <= y ? 1 : -1;
			}
		}
	}
	return turns;
}

/* All that is drawn, country by country. */
struct drawn {
	struct map_view *view;
	struct map_land **lands;
	struct clip_box **boxes;     /* of the rings */
};

static struct drawn draw_lands(struct map_view *view) {
	struct drawn d = { view, arena_alloc(arena, world_count() * sizeof(*d.lands)), arena_alloc(arena, world_count() * sizeof(*d.boxes)) };

	for (size_t c = 0; c < world_count(); c++) {
		const struct map_land *land = d.lands[c] = map_view_land(view, (int)c);
		d.boxes[c] = arena_alloc(arena, (land != NULL ? land->ring_count : 0) * sizeof(**d.boxes) + 1);
		for (size_t i = 0; land != NULL && i < land->ring_count; i++) {
			d.boxes[c][i] = clip_bounds(&land->rings[i]);
		}
	}
	return d;
}

/* What is painted at a place that lies on the paper. */
enum paint { OFF, SEA, LAND };

static enum paint paint_at(const struct drawn *d, double lon, double lat) {
	double x, y;

	if (!map_view_point(d->view, lon, lat, &x, &y)) {
		return OFF;
	}
	for (size_t c = 0; c < world_count(); c++) {
		if (d->lands[c] != NULL && turns_round(d->lands[c], d->boxes[c], x, y) != 0) {
			return LAND;
		}
	}
	return SEA;
}

/* A place, what is there, and four places round it up to which the same is there. */
struct probe {
	struct world_point at, round[4];
	enum paint paint;
};

static void place_round(struct probe *p, double by) {
	double east = fmin(by / cos(p->at.lat * M_PI / 180), 20);

	p->round[0] = (struct world_point){ .lon = p->at.lon - east, .lat = p->at.lat };
	p->round[1] = (struct world_point){ .lon = p->at.lon + east, .lat = p->at.lat };
	p->round[2] = (struct world_point){ .lon = p->at.lon, .lat = p->at.lat - by };
	p->round[3] = (struct world_point){ .lon = p->at.lon, .lat = p->at.lat + by };
}

static bool is_alike(const struct drawn *d, const struct probe *p) {
	for (int i = 0; i < 4; i++) {
		if (paint_at(d, p->round[i].lon, p->round[i].lat) != p->paint) {
			return false;
		}
	}
	return true;
}

/* Every five degrees, the world's own map is asked what is there. */
static size_t make_probes(struct probe *probes) {
	struct node_map map = { 0 };
	struct map_view *view = view_of(&map, area_lookup("world")->box, true);
	map_view_place(view, &(struct clip_box){ 0, 0, 4000, 2000 });
	struct drawn world = draw_lands(view);
	size_t n = 0;

	for (int lat = -85; lat <= 85; lat += 5) {
		for (int lon = -178; lon < 180; lon += 5) {
			struct probe p = { .at = { .lon = lon, .lat = lat }, .paint = paint_at(&world, lon, lat) };
			double by = 0.125;
			for (place_round(&p, by); by <= 4 && is_alike(&world, &p); place_round(&p, by)) {
				by *= 2;
			}
			if (p.paint != OFF && by > 0.125) {
				place_round(&p, by / 2);
				probes[n++] = p;
			}
		}
	}
	return n;
}

/* How far (x, y) lies from the line from a to b. */
static double way_to(struct clip_point a, struct clip_point b, double x, double y) {
	double dx = b.x - a.x, dy = b.y - a.y, square = dx * dx + dy * dy;
	double t = square > 0 ? fmax(0, fmin(1, ((x - a.x) * dx + (y - a.y) * dy) / square)) : 0;

	return hypot(a.x + t * dx - x, a.y + t * dy - y);
}

/* Are the places round it so far away on the paper that a coast beyond them cannot come near, however roughly it is drawn? */
static bool is_clear(const struct map_view *view, const struct probe *p) {
	double x, y, round_x, round_y;

	map_view_point(view, p->at.lon, p->at.lat, &x, &y);
	for (int i = 0; i < 4; i++) {
		map_view_point(view, p->round[i].lon, p->round[i].lat, &round_x, &round_y);
		if (hypot(round_x - x, round_y - y) < ROUGH) {
			return false;
		}
	}
	const struct clip_path *ground = map_view_ground(view);
	for (size_t i = 0, j = ground->n - 1; i < ground->n; j = i++) {
		if (way_to(ground->v[j], ground->v[i], x, y) < ROUGH) {
			return false;        /* at the earth's edge all is narrow */
		}
	}
	return true;
}

/* The earth lies under all of the frame: each of its cells has a place. */
static bool is_covered(const struct map_view *view) {
	const struct clip_box *f = map_view_frame(view);
	double wide = (f->x1 - f->x0) / CELLS, high = (f->y1 - f->y0) / CELLS, step = fmin(5, fmin(wide, high) / 3 / map_view_scale(view));
	bool has[CELLS][CELLS] = { { false } };
	int n = 0;

	for (double lat = -89.9; lat < 90; lat += step) {
		for (double lon = -180; lon < 180; lon += fmin(20, step / cos(lat * M_PI / 180))) {
			double x, y;
			if (map_view_point(view, lon, lat, &x, &y)) {
				bool *cell = &has[(int)fmin(CELLS - 1, (y - f->y0) / high)][(int)fmin(CELLS - 1, (x - f->x0) / wide)];
				n += !*cell;
				*cell = true;
			}
		}
	}
	return n == CELLS * CELLS;
}

static bool is_frame(const struct clip_path *ground, const struct clip_box *frame) {
	struct clip_box b = clip_bounds(ground);

	return ground->n == 4 && clip_within(frame, &b) && clip_within(&b, frame);
}

static void check_view(const char *name, struct map_view *view, bool is_whole, const struct probe *probes, size_t n) {
	const struct clip_box *f = map_view_frame(view);
	struct drawn drawn = draw_lands(view);

	if (!is_whole && (!is_frame(map_view_ground(view), f) || !is_covered(view))) {
		fail_msg("%s in %.0f by %.0f: there is something beside the earth", name, f->x1 - f->x0, f->y1 - f->y0);
	}
	for (size_t i = 0; i < n; i++) {
		enum paint paint = paint_at(&drawn, probes[i].at.lon, probes[i].at.lat);
		if (paint != OFF && paint != probes[i].paint && is_clear(view, &probes[i])) {
			fail_msg("%s in %.0f by %.0f: %s at %.0f, %.0f", name, f->x1 - f->x0, f->y1 - f->y0, paint == LAND ? "land" : "sea",
			         probes[i].at.lon, probes[i].at.lat);
		}
	}
}

static void check_frames(const char *name, struct node_map *map, struct world_box box, bool is_whole, const struct probe *probes, size_t n) {
	for (size_t w = 0; w < WIDTHS; w++) {
		for (size_t h = 0; h < HEIGHTS; h++) {
			struct map_view *view = view_of(map, box, map->is_world);
			struct clip_box wanted = { 20, 30, 20 + widths[w], 30 + heights[h] };
			map_view_place(view, &wanted);
			struct clip_box f = *map_view_frame(view);
			assert_true(f.x0 > wanted.x0 - 1e-6 && f.y0 == wanted.y0 && f.x1 < wanted.x1 + 1e-6 && f.y1 < wanted.y1 + 1e-6);
			check_view(name, view, is_whole, probes, n);
		}
	}
}

/*
 * A map of Asia and the Pacific in a frame of 442 by 160 showed the whole globe, and all of it was land but the continents: a plane round
 * (133, 3) has its antipode in Brazil, which then goes round everything.
 */
static void all_areas_in_all_frames(void **state) {
	struct probe probes[36 * 72];
	size_t n = make_probes(probes);

	(void)state;
	assert_true(n > 1500);
	for (const char *const *key = area_keys(); *key != NULL; key++) {
		const struct area *area = area_lookup(*key);
		struct node_map map = { .is_world = area->is_world };
		struct arena *kept = arena;
		arena = arena_new();
		check_frames(*key, &map, area->box, area->is_world, probes, n);
		arena_free(arena);
		arena = kept;
	}
}

/* Wide boxes: the whole globe on planes, with the antipode on land, on sea, on a coast, at a pole; and what is wide, but no globe. */
static void wide_boxes(void **state) {
	static const struct { const char *name; enum map_projection projection; struct world_box box; bool is_world, is_part; } wide[] = {
		{ "world on a plane", MAP_AZIMUTHAL, { -180, -90, 180, 90 }, true, false },
		{ "world on a cone", MAP_ALBERS, { -180, -90, 180, 90 }, true, false },
		{ "antipode in Brazil", MAP_AZIMUTHAL, { -15, -77, 282, 83 }, false, false },
		{ "antipode in China", MAP_AZIMUTHAL, { -220, -90, 70, 30 }, false, false },
		{ "antipode in the Pacific", MAP_AZIMUTHAL, { -130, -70, 160, 90 }, false, false },
		{ "antipode on a coast", MAP_AZIMUTHAL, { -45, -90, 245, 70 }, false, false },
		{ "antipode at the south pole", MAP_AZIMUTHAL, { -180, -60, 180, 90 }, false, false },
		{ "antipode at the north pole", MAP_AZIMUTHAL, { -180, -90, 180, 60 }, false, false },
		{ "all round the north", MAP_AUTO, { -180, 50, 180, 80 }, false, true },
		{ "all round the south", MAP_AUTO, { -180, -85, 180, -55 }, false, true },
		{ "over the pole", MAP_AUTO, { -140, 40, 60, 75 }, false, true },
	};
	struct probe probes[36 * 72];
	size_t n = make_probes(probes);

	(void)state;
	for (size_t i = 0; i < sizeof(wide) / sizeof(*wide); i++) {
		struct node_map map = { .projection = wide[i].projection, .is_world = wide[i].is_world };
		check_frames(wide[i].name, &map, wide[i].box, !wide[i].is_part, probes, n);
	}
}

/* What one sees of the world is coarse: a map of it must stay small. */
static void the_world_is_coarse(void **state) {
	struct node_map map = { 0 };
	struct map_view *view = map_view_new(arena, &map);
	size_t n = 0;

	(void)state;
	view = view_of(&map, area_lookup("world")->box, true);
	map_view_place(view, &(struct clip_box){ 0, 0, 442, 200 });
	for (int c = 0; c < (int)world_count(); c++) {
		const struct map_land *land = map_view_land(view, c);
		for (size_t i = 0; land != NULL && i < land->ring_count; i++) {
			n += land->rings[i].n;
		}
	}
	assert_true(n > 3000 && n < 12000);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(areas_on_the_world, begin, end), cmocka_unit_test_setup_teardown(areas_on_their_own, begin, end),
		cmocka_unit_test_setup_teardown(round_the_pole, begin, end), cmocka_unit_test_setup_teardown(over_the_date_line, begin, end),
		cmocka_unit_test_setup_teardown(all_areas_stay_in_their_frame, begin, end),
		cmocka_unit_test_setup_teardown(all_areas_in_all_frames, begin, end), cmocka_unit_test_setup_teardown(wide_boxes, begin, end),
		cmocka_unit_test_setup_teardown(the_world_is_coarse, begin, end),
		cmocka_unit_test_setup_teardown(rims_are_of_parts, begin, end),
		cmocka_unit_test_setup_teardown(frames_end_with_the_earth, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
