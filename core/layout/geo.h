/*
 * geo: map projections of a sphere of radius 1. Longitudes and latitudes are degrees, east and north positive; x grows to the
 * east, y to the north. Pure numbers. For layout/ alone.
 *
 * Snyder, "Map Projections: A Working Manual", USGS Professional Paper 1395 (1987): numbers of equations below. Equal Earth: Šavrič,
 * Patterson and Jenny, "The Equal Earth map projection", IJGIS 33:3 (2018).
 */
#ifndef LAYOUT_GEO_H
#define LAYOUT_GEO_H

#include <stdbool.h>

enum geo_kind {
	GEO_EQUAL_EARTH,             /* the world; equal area */
	GEO_AZIMUTHAL,               /* Lambert azimuthal equal-area, section 24 */
	GEO_ALBERS,                  /* Albers equal-area conic, section 14 */
	GEO_CONFORMAL,               /* Lambert conformal conic, section 15 */
};

/* One projection; filled by geo_make. */
struct geo {
	enum geo_kind kind;
	double lon0, lat0;           /* of its middle, degrees */
	double n, c, rho0;           /* of cones */
	double sin0, cos0;           /* of lat0 */
};

/*
 * lon0, lat0: the middle (lat0 is nothing to Equal Earth); south and north: what a cone is to show, whose standard parallels stand a
 * sixth of it from each end (Snyder, page 99). A cone that would be a cylinder (as much south as north of the equator) is made azimuthal.
 */
struct geo geo_make(enum geo_kind kind, double lon0, double lat0, double south, double north);

/* A cone with the given standard parallels, which are not each other's mirror images. */
struct geo geo_cone(enum geo_kind kind, double lon0, double lat0, double lat1, double lat2);

/* lon within 180 degrees of the middle: what lies beyond comes to lie beyond. */
void geo_forward(const struct geo *geo, double lon, double lat, double *x, double *y);

/* False where nothing of the earth lies at (x, y). */
bool geo_inverse(const struct geo *geo, double x, double y, double *lon, double *lat);

/* lon moved by whole turns to within 180 degrees of middle: [middle - 180, middle + 180). */
double geo_near(double lon, double middle);

#endif
