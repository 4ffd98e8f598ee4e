/* The shapes of countries as the program holds them: whole, closed, and with all that the base of facts speaks of. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/world.h"

static struct world_point points[20000];

/* The ring's points at a level, into out; how many. */
static size_t ring_points(const struct world_ring *ring, int level, struct world_point *out) {
	size_t n = 0;

	for (size_t i = 0; i < ring->ref_count; i++) {
		size_t arc = ring->refs[i] / 2, count = world_arc_points(arc, level, out + n);
		assert_true(count >= 2 && count <= world_arc(arc).point_count);
		for (size_t k = 0; k < count / 2 && ring->refs[i] % 2 == 1; k++) {
			struct world_point swap = out[n + k];
			out[n + k] = out[n + count - 1 - k];
			out[n + count - 1 - k] = swap;
		}
		n += count;
		assert_true(n < 18000);
	}
	return n;
}

static double turn(double lon) {
	return lon - 360 * floor((lon + 180) / 360);
}

static bool same_place(struct world_point a, struct world_point b) {
	double lon = fabs(turn(a.lon) - turn(b.lon));

	return (lon < 1e-6 || fabs(lon - 360) < 0.004) && fabs(a.lat - b.lat) < 1e-6;
}

/* Arcs of a ring follow on each other and come back to where they began. */
static void rings_are_closed(void **state) {
	(void)state;
	for (int c = 0; c < (int)world_count(); c++) {
		for (size_t r = 0; r < world_ring_count(c); r++) {
			struct world_ring ring = world_ring(c, r);
			struct world_point first = { 0 }, last = { 0 };
			for (size_t i = 0; i < ring.ref_count; i++) {
				size_t n = world_arc_points(ring.refs[i] / 2, WORLD_LEVELS - 1, points);
				struct world_point a = ring.refs[i] % 2 == 0 ? points[0] : points[n - 1];
				if (i == 0) {
					first = a;
				} else if (!same_place(a, last)) {
					fail_msg("%s, ring %zu, arc %zu", world_code(c), r, i);
				}
				last = ring.refs[i] % 2 == 0 ? points[n - 1] : points[0];
			}
			assert_true(same_place(first, last));
		}
	}
}

/* Every arc lies in its box, names its neighbours, and stands in the rings of both. */
static void arcs_have_sides(void **state) {
	(void)state;
	for (size_t i = 0; i < world_arc_count(); i++) {
		struct world_arc arc = world_arc(i);
		size_t n = world_arc_points(i, 0, points);
		assert_int_equal(n, arc.point_count);
		for (size_t k = 0; k < n; k++) {
			assert_true(points[k].lon >= arc.box.west - 1e-9 && points[k].lon <= arc.box.east + 1e-9);
			assert_true(points[k].lat >= arc.box.south - 1e-9 && points[k].lat <= arc.box.north + 1e-9);
		}
		assert_true(arc.left >= 0 && arc.left < (int)world_count());
		assert_true((arc.right == WORLD_NONE) == (arc.line == WORLD_COAST));
		assert_true(arc.line != WORLD_CONTROL || arc.left == arc.right);
	}
}

static bool contains(const char *code, double lon, double lat) {
	int c = world_find(code);
	bool odd = false;

	assert_int_not_equal(c, WORLD_NONE);
	for (size_t r = 0; r < world_ring_count(c); r++) {
		struct world_ring ring = world_ring(c, r);
		size_t n = ring_points(&ring, 0, points);
		for (size_t i = 0, j = n - 1; i < n; j = i++) {
			double x1 = turn(points[j].lon), y1 = points[j].lat, x2 = turn(points[i].lon), y2 = points[i].lat;
			if (fabs(x1 - x2) < 180 && (y1 > lat) != (y2 > lat) && lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1) {
				odd = !odd;
			}
		}
	}
	return odd;
}

/* Where places are, those in dispute as world/README.md says. */
static void places(void **state) {
	static const struct { const char *name, *code, *not_code; double lon, lat; } cases[] = {
		{ "Paris", "FRA", "DEU", 2.35, 48.86 }, { "Cayenne's forest", "FRA", "BRA", -53, 4 }, { "Sevastopol", "UKR", "RUS", 34.2, 45.2 },
		{ "Kaliningrad", "RUS", "POL", 21.3, 54.7 }, { "Laayoune", "ESH", "MAR", -13, 26 }, { "Tindouf", "DZA", "MAR", -8, 27.5 },
		{ "the Golan", "SYR", "ISR", 35.8, 33.0 }, { "Hargeisa", "SOM", "ETH", 45, 9.5 }, { "Kyrenia", "CYP", "TUR", 33.3, 35.3 },
		{ "Pristina", "XKX", "SRB", 21.1, 42.6 }, { "Sukhumi", "GEO", "RUS", 41.2, 43.0 }, { "Tiraspol", "MDA", "UKR", 29.6, 46.84 },
		{ "Taipei", "TWN", "CHN", 121.3, 24.9 }, { "Maseru", "LSO", "ZAF", 28, -29.5 }, { "Anadyr", "RUS", "USA", 177, 65 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		if (!contains(cases[i].code, cases[i].lon, cases[i].lat) || contains(cases[i].not_code, cases[i].lon, cases[i].lat)) {
			fail_msg("%s is not where it should be", cases[i].name);
		}
	}
}

static void codes(void **state) {
	int members[WORLD_MEMBERS_MAX];

	(void)state;
	assert_int_equal(world_find("GE"), world_find("GEO"));
	assert_string_equal(world_code(world_find("XK")), "XKX");
	assert_string_equal(world_alpha2(world_find("UKR")), "UA");
	assert_int_equal(world_find("XXX"), WORLD_NONE);
	assert_int_equal(world_find(""), WORLD_NONE);
	assert_int_equal(world_members("CSK", members), 2);
	assert_string_equal(world_code(members[1]), "SVK");
	assert_int_equal(world_members("NOP", members), 0);
	assert_string_equal(world_code(world_parent(world_find("GRL"))), "DNK");
	for (int c = 1; c < (int)world_count(); c++) {
		assert_true(strcmp(world_code(c - 1), world_code(c)) < 0);
	}
}

/* Each country of the base that the content uses can be drawn. */
static void countries_of_the_base(void **state) {
	static const char *const files[] = { "plugins/facts/data/partners.json", "plugins/facts/data/members.json" };
	struct arena *arena = arena_new();
	size_t seen = 0;

	(void)state;
	for (size_t f = 0; f < 2; f++) {
		struct buf text = BUF_INIT;
		struct err err = ERR_INIT;
		assert_true(file_read(files[f], 64 << 20, &text, &err));
		struct json *json = json_parse(arena, text.p, text.len, NULL, &err);
		assert_non_null(json);
		for (const struct json *c = json->first; c != NULL; c = c->next) {
			const char *code = json_str(c, "alpha3", "");
			int members[WORLD_MEMBERS_MAX];
			if (world_members(code, members) == 0) {
				fail_msg("'%s' has neither a shape nor a place", code);
			}
			seen++;
		}
		buf_fini(&text);
	}
	assert_true(seen >= 80);
	arena_free(arena);
}

static void levels(void **state) {
	size_t before = SIZE_MAX;

	(void)state;
	assert_int_equal(world_level(0), 0);
	assert_int_equal(world_level(1.5e-5), 0);
	assert_int_equal(world_level(3.1e-5), 3);
	assert_int_equal(world_level(1e9), WORLD_LEVELS - 1);
	for (int level = 0; level < WORLD_LEVELS; level++) {
		size_t n = 0;
		for (size_t i = 0; i < world_arc_count(); i++) {
			n += world_arc_points(i, level, points);
		}
		assert_true(n < before);
		before = n;
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rings_are_closed), cmocka_unit_test(arcs_have_sides), cmocka_unit_test(places), cmocka_unit_test(codes),
		cmocka_unit_test(countries_of_the_base), cmocka_unit_test(levels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
