/* Projections against the worked examples of Snyder 1987 and what Šavrič et al. 2018 say; there and back again. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "layout/geo.h"

static void assert_near(double value, double expected, double by) {
	if (!(fabs(value - expected) <= by)) {
		fail_msg("%.9f, not %.9f", value, expected);
	}
}

static void assert_at(const struct geo *geo, double lon, double lat, double x, double y, double by) {
	double at_x, at_y;

	geo_forward(geo, lon, lat, &at_x, &at_y);
	assert_near(at_x, x, by);
	assert_near(at_y, y, by);
}

/* Snyder 1987, page 291: sphere of radius 1, standard parallels 29.5 and 45.5. */
static void albers_example(void **state) {
	struct geo geo = geo_cone(GEO_ALBERS, -96, 23, 29.5, 45.5);

	(void)state;
	assert_near(geo.n, 0.6028370, 5e-8);
	assert_at(&geo, -75, 35, 0.2952720, 0.2416774, 5e-8);
}

/* Page 295: sphere of radius 1, standard parallels 33 and 45. */
static void conformal_example(void **state) {
	struct geo geo = geo_cone(GEO_CONFORMAL, -96, 23, 33, 45);

	(void)state;
	assert_near(geo.n, 0.6304777, 5e-8);
	assert_at(&geo, -75, 35, 0.2966785, 0.2462112, 5e-8);
}

/* Page 332: radius 3. */
static void azimuthal_example(void **state) {
	struct geo geo = geo_make(GEO_AZIMUTHAL, -100, 40, 0, 0);

	(void)state;
	assert_at(&geo, 100, -20, -4.2339303 / 3, 4.0257775 / 3, 5e-8);
}

/* The outline's measures, Šavrič et al. 2018: the equator is 2.05458 times as long as the middle meridian, the poles 0.59247 of the equator. */
static void equal_earth_outline(void **state) {
	struct geo geo = geo_make(GEO_EQUAL_EARTH, 0, 0, 0, 0);
	double x, y, pole_x, pole_y;

	(void)state;
	geo_forward(&geo, 180, 0, &x, &y);
	geo_forward(&geo, 180, 90, &pole_x, &pole_y);
	assert_near(y, 0, 1e-12);
	assert_near(x / pole_y, 2.05458, 1e-5);
	assert_near(pole_x / x, 0.59247, 1e-5);
	assert_at(&geo, 0, 0, 0, 0, 0);
}

/* The area of a cell of 0.02 by 0.02 degrees, by its corners, over its area on the sphere. */
static double area_scale(const struct geo *geo, double lon, double lat) {
	const double d = 0.01, rad = 3.14159265358979323846 / 180;
	double x[4], y[4], area = 0;

	geo_forward(geo, lon - d, lat - d, &x[0], &y[0]);
	geo_forward(geo, lon + d, lat - d, &x[1], &y[1]);
	geo_forward(geo, lon + d, lat + d, &x[2], &y[2]);
	geo_forward(geo, lon - d, lat + d, &x[3], &y[3]);
	for (int i = 0; i < 4; i++) {
		area += x[i] * y[(i + 1) % 4] - x[(i + 1) % 4] * y[i];
	}
	return area / 2 / (2 * d * rad * (sin((lat + d) * rad) - sin((lat - d) * rad)));
}

static const struct geo *projections(size_t *n) {
	static struct geo geos[5];

	geos[0] = geo_make(GEO_EQUAL_EARTH, 11, 0, 0, 0);
	geos[1] = geo_make(GEO_AZIMUTHAL, 10, 52, 0, 0);
	geos[2] = geo_make(GEO_ALBERS, 20, 50, 35, 70);
	geos[3] = geo_make(GEO_ALBERS, 140, -25, -45, -10);
	geos[4] = geo_make(GEO_CONFORMAL, 20, 50, 35, 70);
	*n = 5;
	return geos;
}

/* Equal areas are what countries are compared by: at every place but the conformal one's. */
static void areas_are_equal(void **state) {
	size_t n;
	const struct geo *geos = projections(&n);

	(void)state;
	for (size_t i = 0; i + 1 < n; i++) {
		for (int lat = -80; lat <= 80; lat += 20) {
			for (int lon = -140; lon <= 140; lon += 35) {
				assert_near(area_scale(&geos[i], geos[i].lon0 + lon, lat), 1, 1e-5);
			}
		}
	}
}

static void there_and_back(void **state) {
	size_t n;
	const struct geo *geos = projections(&n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		for (int lat = -75; lat <= 75; lat += 15) {
			for (int lon = -150; lon <= 150; lon += 30) {
				double x, y, back_lon, back_lat;
				geo_forward(&geos[i], geos[i].lon0 + lon, lat, &x, &y);
				assert_true(geo_inverse(&geos[i], x, y, &back_lon, &back_lat));
				assert_near(geo_near(back_lon, geos[i].lon0), geos[i].lon0 + lon, 1e-7);
				assert_near(back_lat, lat, 1e-7);
			}
		}
	}
}

static void beyond_the_earth(void **state) {
	size_t n;
	const struct geo *geos = projections(&n);
	double lon, lat;

	(void)state;
	assert_false(geo_inverse(&geos[0], 0, 1.4, &lon, &lat));
	assert_false(geo_inverse(&geos[0], 2.8, 0, &lon, &lat));
	assert_false(geo_inverse(&geos[1], 2.1, 0, &lon, &lat));
	assert_false(geo_inverse(&geos[2], 0, 9, &lon, &lat));
}

/* A cone cannot stand on the equator. */
static void cylinders_are_azimuthal(void **state) {
	(void)state;
	assert_int_equal(geo_make(GEO_ALBERS, 0, 0, -30, 30).kind, GEO_AZIMUTHAL);
	assert_int_equal(geo_make(GEO_CONFORMAL, 0, 0, -10, 10).kind, GEO_AZIMUTHAL);
	assert_int_equal(geo_make(GEO_ALBERS, 0, 40, 30, 50).kind, GEO_ALBERS);
}

static void whole_turns(void **state) {
	static const struct { double lon, middle, near; } cases[] = {
		{ 0, 0, 0 }, { 190, 0, -170 }, { -190, 0, 170 }, { 180, 0, -180 }, { -170, 150, 190 }, { 540, 0, -180 }, { 10, 370, 370 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_near(geo_near(cases[i].lon, cases[i].middle), cases[i].near, 0);
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(albers_example), cmocka_unit_test(conformal_example), cmocka_unit_test(azimuthal_example),
		cmocka_unit_test(equal_earth_outline), cmocka_unit_test(areas_are_equal), cmocka_unit_test(there_and_back),
		cmocka_unit_test(beyond_the_earth), cmocka_unit_test(cylinders_are_azimuthal), cmocka_unit_test(whole_turns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
