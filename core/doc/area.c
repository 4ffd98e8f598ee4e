#include "doc/area.h"

#include <math.h>

#include "base/str.h"

static const double NEAR = 6;                    /* degrees: islands this near to a country's largest part are shown with it */
static const double ROOM = 0.06;                 /* of the height and the width, on each side */

/* In order of their keys. Boxes are what a reader expects to see on such a map, not what lies in them. */
static const struct { struct area area; const char *en, *fr; } areas[] = {
	{ { "africa", { -20, -36, 53, 38 }, false }, "Africa", "Afrique" },
	{ { "arctic", { -180, 60, 180, 90 }, false }, "The Arctic", "Arctique" },
	{ { "asia-pacific", { 85, -48, 182, 54 }, false }, "Asia-Pacific", "Asie-Pacifique" },
	{ { "balkans", { 12.5, 38.5, 30, 47.5 }, false }, "The Balkans", "Balkans" },
	{ { "baltic", { 9, 52.5, 32, 66.5 }, false }, "The Baltic region", "Région de la Baltique" },
	{ { "black-sea", { 24, 38, 48, 52.5 }, false }, "The Black Sea", "Mer Noire" },
	{ { "central-asia", { 46, 34, 88, 56 }, false }, "Central Asia", "Asie centrale" },
	{ { "central-europe", { 8, 44.5, 27, 55.5 }, false }, "Central Europe", "Europe centrale" },
	{ { "eastern-europe-black-sea", { 19, 39, 60, 61 }, false }, "Eastern Europe and the Black Sea", "Europe orientale et mer Noire" },
	{ { "euro-atlantic", { -135, 25, 50, 73 }, false }, "The Euro-Atlantic area", "Zone euro-atlantique" },
	{ { "europe", { -12, 34.5, 44, 71 }, false }, "Europe", "Europe" },
	{ { "gulf-middle-east", { 33, 12, 61, 39.5 }, false }, "The Gulf and the Middle East", "Golfe et Moyen-Orient" },
	{ { "latin-america", { -118, -56, -34, 33 }, false }, "Latin America", "Amérique latine" },
	{ { "mediterranean-north-africa", { -18, 14, 42, 46 }, false }, "The Mediterranean and North Africa", "Méditerranée et Afrique du Nord" },
	{ { "mediterranean", { -10, 29, 38, 47 }, false }, "The Mediterranean", "Méditerranée" },
	{ { "middle-east", { 24, 11, 64, 43 }, false }, "The Middle East", "Moyen-Orient" },
	{ { "nordic", { -25, 53.5, 33, 72 }, false }, "The Nordic countries", "Pays nordiques" },
	{ { "north-america", { -168, 13, -52, 75 }, false }, "North America", "Amérique du Nord" },
	{ { "sahel", { -18, 2, 40, 28 }, false }, "The Sahel", "Sahel" },
	{ { "south-asia", { 58, 5, 98, 39.5 }, false }, "South Asia", "Asie du Sud" },
	{ { "south-caucasus", { 38.5, 37.5, 51.5, 44.5 }, false }, "The South Caucasus", "Caucase du Sud" },
	{ { "western-balkans", { 12.5, 38.8, 24.5, 47 }, false }, "The Western Balkans", "Balkans occidentaux" },
	{ { "western-europe-neutrals", { -11, 35, 18, 56 }, false }, "Western Europe", "Europe occidentale" },
	{ { "world", { -180, -90, 180, 90 }, true }, "The world", "Monde" },
};
enum { AREAS = sizeof(areas) / sizeof(*areas) };

const struct area *area_lookup(const char *key) {
	for (size_t i = 0; i < AREAS; i++) {
		if (str_eq(areas[i].area.key, key)) {
			return &areas[i].area;
		}
	}
	return NULL;
}

const char *const *area_keys(void) {
	static const char *keys[AREAS + 1];

	for (size_t i = 0; i < AREAS; i++) {
		keys[i] = areas[i].area.key;
	}
	return keys;
}

const char *area_name(const struct area *area, const char *lang) {
	size_t i = 0;

	while (&areas[i].area != area) {
		i++;
	}
	return strncmp(lang, "fr", 2) == 0 ? areas[i].fr : areas[i].en;
}

static double moved(double lon, double middle) {
	return lon - 360 * floor((lon - middle + 180) / 360);
}

static struct world_box beside(struct world_box box, double middle) {
	double by = moved((box.west + box.east) / 2, middle) - (box.west + box.east) / 2;

	box.west += by;
	box.east += by;
	return box;
}

static void widen(struct world_box *box, struct world_box by) {
	box->west = fmin(box->west, by.west);
	box->east = fmax(box->east, by.east);
	box->south = fmin(box->south, by.south);
	box->north = fmax(box->north, by.north);
}

/* Of one country: overseas parts are left out. */
static struct world_box box_of(int country) {
	struct world_point p = world_place(country);
	struct world_box box = { p.lon - 0.4, p.lat - 0.4, p.lon + 0.4, p.lat + 0.4 };

	if (world_ring_count(country) == 0) {
		return box;
	}
	box = world_ring(country, 0).box;
	struct world_box first = box;
	for (size_t i = 1; i < world_ring_count(country); i++) {
		struct world_box ring = beside(world_ring(country, i).box, (first.west + first.east) / 2);
		if (ring.west < first.east + NEAR && ring.east > first.west - NEAR && ring.south < first.north + NEAR &&
		    ring.north > first.south - NEAR) {
			widen(&box, ring);
		}
	}
	return box;
}

bool area_of_countries(const int *countries, size_t n, struct world_box *box) {
	for (size_t i = 0; i < n; i++) {
		struct world_box own = box_of(countries[i]);
		if (i == 0) {
			*box = own;
		} else {
			widen(box, beside(own, (box->west + box->east) / 2));
		}
	}
	if (n == 0 || box->east - box->west > 180) {
		return false;
	}
	double x = (box->east - box->west) * ROOM, y = (box->north - box->south) * ROOM;
	*box = (struct world_box){ box->west - x, fmax(-90, box->south - y), box->east + x, fmin(90, box->north + y) };
	return true;
}
