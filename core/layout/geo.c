#include "layout/geo.h"

#include <math.h>

static const double RAD = M_PI / 180;

/* Coefficients of Equal Earth's polynomial (Šavrič et al. 2018, equation 7). */
static const double A1 = 1.340264, A2 = -0.081106, A3 = 0.000893, A4 = 0.003796;
static const double FLAT = 0.02;                 /* a cone's constant below this is a cylinder's */
static const double ANTIPODE = 1e-9;

double geo_near(double lon, double middle) {
	return lon - 360 * floor((lon - middle + 180) / 360);
}

/* ---- Equal Earth ---- */

static void equal_earth(double lambda, double phi, double *x, double *y) {
	double theta = asin(sqrt(3) / 2 * sin(phi)), t2 = theta * theta, t6 = t2 * t2 * t2;

	*x = 2 * sqrt(3) * lambda * cos(theta) / (3 * (A1 + 3 * A2 * t2 + t6 * (7 * A3 + 9 * A4 * t2)));
	*y = theta * (A1 + A2 * t2 + t6 * (A3 + A4 * t2));
}

/* Newton's way to theta; the slope is never 0, and a few steps do. */
static bool equal_earth_inverse(double x, double y, double *lambda, double *phi) {
	double theta = y;

	for (int i = 0; i < 12; i++) {
		double t2 = theta * theta, t6 = t2 * t2 * t2;
		double step = (theta * (A1 + A2 * t2 + t6 * (A3 + A4 * t2)) - y) / (A1 + 3 * A2 * t2 + t6 * (7 * A3 + 9 * A4 * t2));
		theta -= step;
		if (fabs(step) < 1e-12) {
			break;
		}
	}
	double t2 = theta * theta, t6 = t2 * t2 * t2, s = 2 / sqrt(3) * sin(theta);
	if (fabs(s) > 1) {
		return false;
	}
	*phi = asin(s);
	*lambda = 3 * x * (A1 + 3 * A2 * t2 + t6 * (7 * A3 + 9 * A4 * t2)) / (2 * sqrt(3) * cos(theta));
	return fabs(*lambda) <= M_PI + 1e-9;
}

/* ---- azimuthal: equations 24-2 to 24-4 and 20-14, 20-15, 24-16 ---- */

static void azimuthal(const struct geo *g, double lambda, double phi, double *x, double *y) {
	double cosine = g->sin0 * sin(phi) + g->cos0 * cos(phi) * cos(lambda);
	if (1 + cosine < ANTIPODE) {
		*x = 2 * sin(lambda);        /* the antipode is a circle; a pole's meridians each end at a point of their own */
		*y = (g->sin0 < 0 ? 2 : -2) * cos(lambda);
		return;
	}
	double k = sqrt(2 / (1 + cosine));
	*x = k * cos(phi) * sin(lambda);
	*y = k * (g->cos0 * sin(phi) - g->sin0 * cos(phi) * cos(lambda));
}

static bool azimuthal_inverse(const struct geo *g, double x, double y, double *lambda, double *phi) {
	double rho = hypot(x, y);

	if (rho > 2) {
		return false;
	}
	if (rho < 1e-12) {
		*lambda = 0;
		*phi = g->lat0 * RAD;
		return true;
	}
	double c = 2 * asin(rho / 2), s = cos(c) * g->sin0 + y * sin(c) * g->cos0 / rho;
	*phi = asin(fmax(-1, fmin(1, s)));
	*lambda = atan2(x * sin(c), rho * g->cos0 * cos(c) - y * g->sin0 * sin(c));
	return true;
}

/* ---- cones: equations 14-1 to 14-11 and 15-1 to 15-5, 14-9 to 14-11 ---- */

/* The conformal one has no end at the far pole: what lies beyond this is put there. */
static double conformal_lat(const struct geo *g, double phi) {
	return g->n > 0 ? fmax(phi, -80 * RAD) : fmin(phi, 80 * RAD);
}

static double cone_rho(const struct geo *g, double phi) {
	if (g->kind == GEO_ALBERS) {
		return sqrt(fmax(0, g->c - 2 * g->n * sin(phi))) / g->n;
	}
	double t = tan(M_PI / 4 + conformal_lat(g, phi) / 2);
	return t > 0 ? g->c / pow(t, g->n) : 0;
}

static void cone(const struct geo *g, double lambda, double phi, double *x, double *y) {
	double rho = cone_rho(g, phi), theta = g->n * lambda;

	*x = rho * sin(theta);
	*y = g->rho0 - rho * cos(theta);
}

static bool cone_inverse(const struct geo *g, double x, double y, double *lambda, double *phi) {
	double sign = g->n < 0 ? -1 : 1, down = g->rho0 - y, rho = sign * hypot(x, down);
	double theta = atan2(sign * x, sign * down);

	if (g->kind == GEO_ALBERS) {
		double s = (g->c - rho * rho * g->n * g->n) / (2 * g->n);
		if (fabs(s) > 1) {
			return false;
		}
		*phi = asin(s);
	} else {
		*phi = rho == 0 ? sign * M_PI / 2 : 2 * atan(pow(g->c / rho, 1 / g->n)) - M_PI / 2;
	}
	*lambda = theta / g->n;
	return fabs(*lambda) <= M_PI;
}

/* Twins (one standard parallel) have the same formulas with n = sin(lat1): equations 14-3 and 15-3 at their limit. */
struct geo geo_cone(enum geo_kind kind, double lon0, double lat0, double lat1, double lat2) {
	struct geo g = { .kind = kind, .lon0 = lon0, .lat0 = lat0 };
	double p1 = lat1 * RAD, p2 = lat2 * RAD;

	if (kind == GEO_ALBERS) {
		g.n = (sin(p1) + sin(p2)) / 2;
		g.c = cos(p1) * cos(p1) + 2 * g.n * sin(p1);
	} else {
		g.n = fabs(p1 - p2) < 1e-9 ? sin(p1)
		                           : log(cos(p1) / cos(p2)) / log(tan(M_PI / 4 + p2 / 2) / tan(M_PI / 4 + p1 / 2));
		g.c = cos(p1) * pow(tan(M_PI / 4 + p1 / 2), g.n) / g.n;
	}
	g.rho0 = cone_rho(&g, lat0 * RAD);
	return g;
}

struct geo geo_make(enum geo_kind kind, double lon0, double lat0, double south, double north) {
	double sixth = (north - south) / 6, lat1 = south + sixth, lat2 = north - sixth;

	if ((kind == GEO_ALBERS || kind == GEO_CONFORMAL) && fabs(sin(lat1 * RAD) + sin(lat2 * RAD)) / 2 >= FLAT) {
		return geo_cone(kind, lon0, lat0, lat1, lat2);
	}
	if (kind == GEO_EQUAL_EARTH) {
		return (struct geo){ .kind = kind, .lon0 = lon0 };
	}
	return (struct geo){ .kind = GEO_AZIMUTHAL, .lon0 = lon0, .lat0 = lat0, .sin0 = sin(lat0 * RAD), .cos0 = cos(lat0 * RAD) };
}

void geo_forward(const struct geo *geo, double lon, double lat, double *x, double *y) {
	double lambda = (lon - geo->lon0) * RAD, phi = lat * RAD;

	switch (geo->kind) {
	case GEO_EQUAL_EARTH:
		equal_earth(lambda, phi, x, y);
		break;
	case GEO_AZIMUTHAL:
		azimuthal(geo, lambda, phi, x, y);
		break;
	case GEO_ALBERS:
	case GEO_CONFORMAL:
		cone(geo, lambda, phi, x, y);
		break;
	}
}

bool geo_inverse(const struct geo *geo, double x, double y, double *lon, double *lat) {
	double lambda = 0, phi = 0;
	bool ok = geo->kind == GEO_EQUAL_EARTH ? equal_earth_inverse(x, y, &lambda, &phi)
	          : geo->kind == GEO_AZIMUTHAL ? azimuthal_inverse(geo, x, y, &lambda, &phi)
	                                       : cone_inverse(geo, x, y, &lambda, &phi);

	*lon = geo->lon0 + lambda / RAD;
	*lat = phi / RAD;
	return ok;
}
