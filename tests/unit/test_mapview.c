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
		cmocka_unit_test_setup_teardown(the_world_is_coarse, begin, end),
		cmocka_unit_test_setup_teardown(frames_end_with_the_earth, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
