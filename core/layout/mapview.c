#include "layout/mapview.h"

#include <math.h>

#include "base/mem.h"
#include "base/str.h"
#include "doc/map.h"

static const double RAD = M_PI / 180;

static const double WORLD_LON0 = 11;             /* so that the cut goes through the Bering Strait, not through Russia */
static const double WORLD_SOUTH = -57, WORLD_NORTH = 84;    /* a map of the world is not one of Antarctica */
static const double WORLD_SPAN = 120;            /* degrees: what is wider is shown as the world is */
static const double WIDE = 1.55;                 /* by height: what is wider is shown on a cone, not on a plane */
static const double REACH = 120;                 /* degrees from the middle: a map of a part shows no more beside it */
static const double RIM = 75;                    /* the same: beyond, shapes are narrow */
static const double FAR = 1.8;                   /* radii from an azimuthal map's middle: from there lines go round the antipode */
static const double ROUND_STEP = 0.05;           /* radians, on that way */
static const double STEP = 2;                    /* degrees: longer edges are bent as the projection bends them */
static const double LEAST_TRIANGLE = 0.17;        /* square points that a point of a line must make a difference of */
static const double LEAST_ISLAND = 0.4;         /* square points */
static const double LEAST_GAP = 0.25;            /* points from one point to the next */
static const double GRID = 16;                   /* coordinates are whole parts of a point: what is finer costs bytes and shows nothing */

enum { SAMPLES = 33 };

/* An arc's points, read once. */
struct arc {
	struct world_point *v;
	size_t n;
};

struct map_view {
	struct arena *arena;
	const struct node_map *map;
	struct geo geo;
	double x0, y0, x1, y1;       /* of the map's box, projected */
	double scale, cx, cy;        /* points by radius; the projected middle */
	struct clip_box frame;
	bool is_whole;               /* the earth's outline may show: a map of the world */
	struct clip_box window;      /* degrees: what of the earth the frame can show */
	struct clip_path ground;
	int level;
	struct arc *arcs;
	struct world_point *scratch; /* an arc's points before it is known how many are kept */
	size_t scratch_cap;
	struct clip_path ring, part, spare, line;    /* room to work in */
};

/* ---- choice ---- */

static enum geo_kind choose_kind(const struct node_map *m) {
	double width = (m->east - m->west) * cos((m->south + m->north) / 2 * RAD), height = m->north - m->south;
	double middle = fabs(m->south + m->north) / 2;

	switch (m->projection) {
	case MAP_EQUAL_EARTH: return GEO_EQUAL_EARTH;
	case MAP_AZIMUTHAL: return GEO_AZIMUTHAL;
	case MAP_ALBERS: return GEO_ALBERS;
	case MAP_CONFORMAL: return GEO_CONFORMAL;
	case MAP_AUTO: break;
	}
	if (m->is_world || (m->east - m->west > WORLD_SPAN && middle < 45)) {
		return GEO_EQUAL_EARTH;
	}
	return width > WIDE * height && middle > 12 && fabs(m->south) < 88 && fabs(m->north) < 88 ? GEO_ALBERS : GEO_AZIMUTHAL;
}

/* The box's edges and middle lines, projected: they hold its extremes. */
static void find_bounds(struct map_view *v, double west, double south, double east, double north) {
	v->x0 = v->y0 = INFINITY;
	v->x1 = v->y1 = -INFINITY;
	for (int i = 0; i < SAMPLES; i++) {
		for (int k = 0; k < SAMPLES; k++) {
			double x, y, lon = west + (east - west) * i / (SAMPLES - 1);
			geo_forward(&v->geo, fmax(v->geo.lon0 - 180, fmin(v->geo.lon0 + 180, lon)), south + (north - south) * k / (SAMPLES - 1), &x, &y);
			v->x0 = fmin(v->x0, x);
			v->x1 = fmax(v->x1, x);
			v->y0 = fmin(v->y0, y);
			v->y1 = fmax(v->y1, y);
		}
	}
}

/* Degrees of a great circle. */
static double angle_from_middle(const struct map_view *v, double lon, double lat) {
	double lat0 = v->geo.lat0 * RAD, by = (lon - v->geo.lon0) * RAD;
	double cosine = sin(lat0) * sin(lat * RAD) + cos(lat0) * cos(lat * RAD) * cos(by);

	return acos(fmax(-1, fmin(1, cosine))) / RAD;
}

/* Is (x, y), as projected, on the earth and no farther from the map's middle than that? */
static bool is_within(const struct map_view *v, double x, double y, double degrees) {
	double lon, lat;

	return geo_inverse(&v->geo, x, y, &lon, &lat) && angle_from_middle(v, lon, lat) <= degrees;
}

/* The same of all of a frame round the middle of the map's box, by its edges: what lies within them is nearer. */
static bool frame_is_within(const struct map_view *v, double half_width, double half_height, double degrees) {
	double cx = (v->x0 + v->x1) / 2, cy = (v->y0 + v->y1) / 2;

	for (int i = 0; i < SAMPLES; i++) {
		double t = 2.0 * i / (SAMPLES - 1) - 1, x = t * half_width, y = t * half_height;
		if (!is_within(v, cx + x, cy - half_height, degrees) || !is_within(v, cx + x, cy + half_height, degrees) ||
		    !is_within(v, cx - half_width, cy + y, degrees) || !is_within(v, cx + half_width, cy + y, degrees)) {
			return false;
		}
	}
	return true;
}

static void set_projection(struct map_view *v, enum geo_kind kind) {
	const struct node_map *m = v->map;
	double west = m->west, south = m->south, east = m->east, north = m->north;
	double lon0 = (west + east) / 2, lat0 = (south + north) / 2;

	if (m->is_world) {
		lon0 = kind == GEO_EQUAL_EARTH ? WORLD_LON0 : lon0;
		west = lon0 - 180;
		east = lon0 + 180;
		south = WORLD_SOUTH;
		north = WORLD_NORTH;
	} else if (east - west > 300 && kind == GEO_AZIMUTHAL) {
		lat0 = lat0 > 0 ? 90 : -90;      /* all round: a pole */
	}
	v->geo = geo_make(kind, lon0, lat0, fmax(south, -85), fmin(north, 85));
	find_bounds(v, west, south, east, north);
}

struct map_view *map_view_new(struct arena *arena, const struct node_map *map) {
	struct map_view *v = arena_alloc(arena, sizeof(*v));
	enum geo_kind kind = choose_kind(map);

	*v = (struct map_view){ .arena = arena, .map = map };
	set_projection(v, kind);
	if (map->projection == MAP_AUTO && kind == GEO_ALBERS && !frame_is_within(v, (v->x1 - v->x0) / 2, (v->y1 - v->y0) / 2, 180)) {
		/* A cone has nothing beyond its pole, which stands lower than the sides of a wide map: a plane goes on there. */
		set_projection(v, GEO_AZIMUTHAL);
	}
	v->arcs = arena_alloc(arena, world_arc_count() * sizeof(*v->arcs));
	return v;
}

double map_view_aspect(const struct map_view *view) {
	return (view->y1 - view->y0) / (view->x1 - view->x0);
}

double map_view_scale(const struct map_view *view) {
	return view->scale * RAD;
}

/* ---- the frame ---- */

static void to_paper(const struct map_view *v, double x, double y, double *px, double *py) {
	*px = (v->frame.x0 + v->frame.x1) / 2 + (x - v->cx) * v->scale;
	*py = (v->frame.y0 + v->frame.y1) / 2 - (y - v->cy) * v->scale;
}

static void project(const struct map_view *v, double lon, double lat, double *px, double *py) {
	double x, y;

	geo_forward(&v->geo, lon, lat, &x, &y);
	to_paper(v, x, y, px, py);
}

static bool is_in_frame(const struct map_view *v, double lon, double lat) {
	double x, y;

	project(v, lon, lat, &x, &y);
	return x >= v->frame.x0 && x <= v->frame.x1 && y >= v->frame.y0 && y <= v->frame.y1;
}

/* What of the earth lies in the frame: asked of the way back at a grid of places. */
static void find_window(struct map_view *v) {
	struct clip_box w = { INFINITY, INFINITY, -INFINITY, -INFINITY };
	double lon0 = v->geo.lon0;

	for (int i = 0; i < SAMPLES; i++) {
		for (int k = 0; k < SAMPLES; k++) {
			double x = v->cx + ((double)i / (SAMPLES - 1) - 0.5) * (v->frame.x1 - v->frame.x0) / v->scale;
			double y = v->cy + ((double)k / (SAMPLES - 1) - 0.5) * (v->frame.y1 - v->frame.y0) / v->scale;
			double lon, lat;
			if (!geo_inverse(&v->geo, x, y, &lon, &lat)) {
				w = (struct clip_box){ lon0 - 180, -90, lon0 + 180, 90 };   /* over the earth's edge: all of it may show */
				continue;
			}
			lon = geo_near(lon, lon0);
			w = (struct clip_box){ fmin(w.x0, lon), fmin(w.y0, lat), fmax(w.x1, lon), fmax(w.y1, lat) };
		}
	}
	double more_lon = fmax(1, (w.x1 - w.x0) / 16), more_lat = fmax(1, (w.y1 - w.y0) / 16);
	w = (struct clip_box){ fmax(lon0 - 180, w.x0 - more_lon), fmax(-90, w.y0 - more_lat), fmin(lon0 + 180, w.x1 + more_lon),
	                       fmin(90, w.y1 + more_lat) };
	for (int pole = -90; pole <= 90; pole += 180) {
		if (is_in_frame(v, lon0, pole)) {
			w = (struct clip_box){ lon0 - 180, fmin(w.y0, pole), lon0 + 180, fmax(w.y1, pole) };
		}
	}
	v->window = w;
}

static void add_bent(struct map_view *v, struct clip_path *out, struct clip_point a, struct clip_point b);

/* The earth's outline where a map shows the world, else the frame. */
static void find_ground(struct map_view *v) {
	static const double corners[5][2] = { { -1, -1 }, { 1, -1 }, { 1, 1 }, { -1, 1 }, { -1, -1 } };

	v->ground = (struct clip_path){ 0 };
	if (!v->is_whole) {
		clip_add(v->arena, &v->ground, v->frame.x0, v->frame.y0);
		clip_add(v->arena, &v->ground, v->frame.x1, v->frame.y0);
		clip_add(v->arena, &v->ground, v->frame.x1, v->frame.y1);
		clip_add(v->arena, &v->ground, v->frame.x0, v->frame.y1);
		return;
	}
	for (int i = 0; i < 4; i++) {
		add_bent(v, &v->ground, (struct clip_point){ v->geo.lon0 + corners[i][0] * 180, corners[i][1] * 90 },
		         (struct clip_point){ v->geo.lon0 + corners[i + 1][0] * 180, corners[i + 1][1] * 90 });
	}
	clip_polygon(v->arena, &v->ground, &v->spare, &v->frame);
}

/* The world ends at its poles and its edges: a frame that is too high for the map's box shows more of the other side, or is cut. */
static void keep_on_world(struct map_view *v, double *half_width, double *half_height) {
	double x, pole, edge, y;

	geo_forward(&v->geo, v->geo.lon0, 90, &x, &pole);
	geo_forward(&v->geo, v->geo.lon0 + 180, 0, &edge, &y);
	*half_width = fmin(*half_width, edge);
	*half_height = fmin(*half_height, pole);
	v->cy = fmax(*half_height - pole, fmin(pole - *half_height, v->cy));
}

/* A map of a part ends where the other side of the earth begins: a frame of another shape than the box shows less beside it. */
static void keep_in_reach(const struct map_view *v, double *half_width, double *half_height) {
	double box_width = (v->x1 - v->x0) / 2, box_height = (v->y1 - v->y0) / 2, low = 0, high = 1;
	double more_width = *half_width - box_width, more_height = *half_height - box_height;

	if (frame_is_within(v, *half_width, *half_height, REACH)) {
		return;
	}
	for (int i = 0; i < 20; i++) {
		double middle = (low + high) / 2;
		bool is_fit = frame_is_within(v, box_width + middle * more_width, box_height + middle * more_height, REACH);
		*(is_fit ? &low : &high) = middle;
	}
	*half_width = box_width + low * more_width;
	*half_height = box_height + low * more_height;
}

void map_view_place(struct map_view *view, const struct clip_box *frame) {
	double w = frame->x1 - frame->x0, h = frame->y1 - frame->y0;

	view->scale = fmin(w / (view->x1 - view->x0), h / (view->y1 - view->y0));
	view->cx = (view->x0 + view->x1) / 2;
	view->cy = (view->y0 + view->y1) / 2;
	double half_width = w / 2 / view->scale, half_height = h / 2 / view->scale, middle = (frame->x0 + frame->x1) / 2;
	if (view->geo.kind == GEO_EQUAL_EARTH) {
		keep_on_world(view, &half_width, &half_height);
	} else {
		keep_in_reach(view, &half_width, &half_height);
	}
	view->frame = (struct clip_box){ middle - half_width * view->scale, frame->y0, middle + half_width * view->scale,
	                                 frame->y0 + 2 * half_height * view->scale };
	view->is_whole = view->geo.kind == GEO_EQUAL_EARTH || !frame_is_within(view, half_width, half_height, 180);
	double degree = view->scale * RAD;
	view->level = world_level(LEAST_TRIANGLE / (degree * degree));
	memset(view->arcs, 0, world_arc_count() * sizeof(*view->arcs));
	find_window(view);
	find_ground(view);
}

bool map_view_point(const struct map_view *view, double lon, double lat, double *x, double *y) {
	project(view, geo_near(lon, view->geo.lon0), lat, x, y);
	return *x >= view->frame.x0 && *x <= view->frame.x1 && *y >= view->frame.y0 && *y <= view->frame.y1 &&
	       geo_near(lon, view->geo.lon0) >= view->window.x0 && geo_near(lon, view->geo.lon0) <= view->window.x1;
}

bool map_view_is_rim(const struct map_view *view, double lon, double lat) {
	return !view->is_whole && angle_from_middle(view, lon, lat) > RIM;
}

const struct clip_box *map_view_frame(const struct map_view *view) {
	return &view->frame;
}

const struct clip_path *map_view_ground(const struct map_view *view) {
	return &view->ground;
}

/* ---- from degrees to paper ---- */

static double snapped(double v) {
	return round(v * GRID) / GRID;
}

/* Points that lie on each other are one. */
static void add_snapped(struct map_view *v, struct clip_path *out, double x, double y) {
	const struct clip_point *last = out->n > 0 ? &out->v[out->n - 1] : NULL;

	if (last == NULL || (x - last->x) * (x - last->x) + (y - last->y) * (y - last->y) >= LEAST_GAP * LEAST_GAP) {
		clip_add(v->arena, out, x, y);
	}
}

/*
 * The antipode of an azimuthal map's middle is a circle on paper: a short way past it is long there, and goes round, on the side of the
 * middle meridian that it is on. Straight across, it would turn land and sea inside out.
 */
static void add_round(struct map_view *v, struct clip_path *out, struct clip_point a, struct clip_point b) {
	double ax, ay, bx, by, side = a.x + b.x < 2 * v->geo.lon0 ? -1 : 1;

	geo_forward(&v->geo, a.x, a.y, &ax, &ay);
	geo_forward(&v->geo, b.x, b.y, &bx, &by);
	double from = hypot(ax, ay), to = hypot(bx, by);
	if (from < FAR || to < FAR) {
		return;
	}
	double angle = atan2(ay, side * ax), turn = atan2(by, side * bx) - angle;
	int n = (int)ceil(fabs(turn) / ROUND_STEP);
	for (int i = 1; i < n; i++) {
		double t = (double)i / n, radius = from + (to - from) * t, x, y;
		to_paper(v, side * radius * cos(angle + turn * t), radius * sin(angle + turn * t), &x, &y);
		add_snapped(v, out, x, y);
	}
}

static struct clip_point between(struct clip_point a, struct clip_point b, double t) {
	return (struct clip_point){ a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t };
}

/* The way from a to b (degrees) without b itself, bent where it is long. */
static void add_bent(struct map_view *v, struct clip_path *out, struct clip_point a, struct clip_point b) {
	int n = (int)fmax(1, ceil(fmax(fabs(b.x - a.x), fabs(b.y - a.y)) / STEP));

	for (int i = 0; i < n; i++) {
		struct clip_point from = between(a, b, (double)i / n);
		double x, y;
		project(v, from.x, from.y, &x, &y);
		add_snapped(v, out, x, y);
		if (v->geo.kind == GEO_AZIMUTHAL) {
			add_round(v, out, from, between(a, b, (double)(i + 1) / n));
		}
	}
}

static const struct arc *read_arc(struct map_view *v, size_t i) {
	struct arc *arc = &v->arcs[i];

	if (arc->v == NULL) {
		struct world_arc a = world_arc(i);
		double west = a.box.west, span = a.box.east - a.box.west;
		bool is_seen = a.box.north >= v->window.y0 && a.box.south <= v->window.y1;
		/* What cannot be seen is kept closed, but no more: its ends do, and lie in its box with all between. */
		west = geo_near(west, v->window.x0 + 180);
		is_seen = is_seen && (west <= v->window.x1 || west + span >= v->window.x0 + 360);
		if (a.point_count > v->scratch_cap) {
			v->scratch_cap = a.point_count * 2;
			v->scratch = arena_alloc(v->arena, v->scratch_cap * sizeof(*v->scratch));
		}
		arc->n = world_arc_points(i, is_seen ? v->level : WORLD_LEVELS - 1, v->scratch);
		arc->v = arena_copy(v->arena, v->scratch, arc->n * sizeof(*arc->v));
	}
	return arc;
}

/* The ring in degrees into v->ring, going on past 180. False when it is too small to be seen. */
static void read_ring(struct map_view *v, const struct world_ring *ring) {
	v->ring.n = 0;
	for (size_t i = 0; i < ring->ref_count; i++) {
		const struct arc *arc = read_arc(v, ring->refs[i] / 2);
		bool back = ring->refs[i] % 2 == 1;
		double from = arc->v[back ? arc->n - 1 : 0].lon;
		double by = v->ring.n > 0 ? geo_near(from, v->ring.v[v->ring.n - 1].x) - from : 0;
		for (size_t k = v->ring.n > 0; k < arc->n; k++) {
			const struct world_point *p = &arc->v[back ? arc->n - 1 - k : k];
			clip_add(v->arena, &v->ring, p->lon + by, p->lat);
		}
	}
	/* Once round the earth: closed over the pole that it goes round. */
	struct clip_point first = v->ring.v[0], last = v->ring.v[v->ring.n - 1];
	if (fabs(last.x - first.x) > 180) {
		clip_add(v->arena, &v->ring, last.x, first.y < 0 ? -90 : 90);
		clip_add(v->arena, &v->ring, first.x, first.y < 0 ? -90 : 90);
	}
}

static void copy_moved(struct map_view *v, const struct clip_path *from, double by, struct clip_path *to) {
	to->n = 0;
	for (size_t i = 0; i < from->n; i++) {
		clip_add(v->arena, to, from->v[i].x + by, from->v[i].y);
	}
}

static struct clip_path snapped_copy(struct map_view *v, const struct clip_path *path) {
	struct clip_path copy = { .v = arena_alloc(v->arena, path->n * sizeof(*copy.v) + 1), .n = path->n, .cap = path->n };

	for (size_t i = 0; i < path->n; i++) {
		copy.v[i] = (struct clip_point){ snapped(path->v[i].x), snapped(path->v[i].y) };
	}
	return copy;
}

/* v->part (degrees, within the window) to the paper, as a ring of land. */
static void add_ring(struct map_view *v, struct map_land *land, bool is_first) {
	v->line.n = 0;
	for (size_t i = 0; i < v->part.n; i++) {
		add_bent(v, &v->line, v->part.v[i], v->part.v[(i + 1) % v->part.n]);
	}
	struct clip_box bounds = clip_bounds(&v->line);
	if (v->line.n < 3 || !clip_meets(&bounds, &v->frame)) {
		return;
	}
	if (!clip_within(&bounds, &v->frame)) {
		clip_polygon(v->arena, &v->line, &v->spare, &v->frame);
	}
	struct clip_path ring = snapped_copy(v, &v->line);
	double area = clip_area(&ring);
	if (ring.n < 3 || area == 0 || (!is_first && fabs(area) < LEAST_ISLAND)) {
		return;
	}
	*ARENA_PUSH(v->arena, land->rings, land->ring_count, land->ring_cap) = ring;
	land->area += fabs(area);
}

/* All of the ring that the window shows: where the earth was cut it may come in twice. */
static void add_copies(struct map_view *v, struct map_land *land, bool is_first) {
	struct clip_box bounds = clip_bounds(&v->ring);
	int from = (int)ceil((v->window.x0 - bounds.x1) / 360), to = (int)floor((v->window.x1 - bounds.x0) / 360);

	if (bounds.y1 < v->window.y0 || bounds.y0 > v->window.y1) {
		return;
	}
	for (int k = from; k <= to; k++) {
		copy_moved(v, &v->ring, 360 * k, &v->part);
		struct clip_box moved = { bounds.x0 + 360 * k, bounds.y0, bounds.x1 + 360 * k, bounds.y1 };
		if (!clip_within(&moved, &v->window)) {
			clip_polygon(v->arena, &v->part, &v->spare, &v->window);
		}
		if (v->part.n > 2) {
			add_ring(v, land, is_first);
		}
	}
}

/* Can any of the box be seen, and is it not too small to be? */
static bool is_worth(const struct map_view *v, const struct world_box *box, double least) {
	double degree = map_view_scale(v), west = geo_near(box->west, v->window.x0 + 180), span = box->east - box->west;
	double width = span * cos(fmin(fabs(box->south), fabs(box->north)) * RAD) * degree, height = (box->north - box->south) * degree;

	return box->north >= v->window.y0 && box->south <= v->window.y1 && width * height >= least &&
	       (west <= v->window.x1 || west + span >= v->window.x0 + 360);
}

struct map_land *map_view_land(struct map_view *view, int country) {
	struct map_land land = { 0 };
	double degree = map_view_scale(view);

	for (size_t i = 0; i < world_ring_count(country); i++) {
		struct world_ring ring = world_ring(country, i);
		double middle = (ring.box.south + ring.box.north) / 2;
		land.whole += (ring.box.east - ring.box.west) * cos(middle * RAD) * (ring.box.north - ring.box.south) * degree * degree / 2;
		if (is_worth(view, &ring.box, i == 0 ? 0 : LEAST_ISLAND)) {
			read_ring(view, &ring);
			add_copies(view, &land, i == 0);
			land.has_largest = land.has_largest || (i == 0 && land.ring_count > 0);
		}
	}
	return land.ring_count > 0 ? arena_copy(view->arena, &land, sizeof(land)) : NULL;
}

/* ---- lines ---- */

struct drawing {
	struct map_view *view;
	struct map_lines *lines;
};

static void keep_part(void *ctx, const struct clip_path *part) {
	struct drawing *d = ctx;
	struct clip_path kept = snapped_copy(d->view, part);

	ARENA_PUSH(d->view->arena, d->lines->v, d->lines->n, d->lines->cap)->path = kept;
}

/* A part within the window, in degrees: bent, and cut to the frame. */
static void project_part(void *ctx, const struct clip_path *part) {
	struct drawing *d = ctx;
	struct map_view *v = d->view;
	struct clip_path line = { 0 };
	struct clip_point last = part->v[part->n - 1];

	for (size_t i = 0; i + 1 < part->n; i++) {
		add_bent(v, &line, part->v[i], part->v[i + 1]);
	}
	double x, y;
	project(v, last.x, last.y, &x, &y);
	clip_add(v->arena, &line, x, y);
	clip_line(v->arena, &line, &v->spare, &v->frame, keep_part, d);
}

/* v->ring as a line in degrees, wherever the window shows it. */
static void add_line(struct map_view *v, struct map_lines *lines) {
	struct clip_box bounds = clip_bounds(&v->ring);
	int from = (int)ceil((v->window.x0 - bounds.x1) / 360), to = (int)floor((v->window.x1 - bounds.x0) / 360);
	struct drawing drawing = { v, lines };

	for (int k = from; k <= to; k++) {
		copy_moved(v, &v->ring, 360 * k, &v->line);
		clip_line(v->arena, &v->line, &v->part, &v->window, project_part, &drawing);
	}
}

void map_view_arc(struct map_view *view, size_t i, struct map_lines *lines) {
	struct world_arc a = world_arc(i);
	bool is_closed_coast = a.line == WORLD_COAST;

	if (!is_worth(view, &a.box, is_closed_coast ? LEAST_ISLAND / 2 : 0)) {
		return;
	}
	const struct arc *arc = read_arc(view, i);
	view->ring.n = 0;
	for (size_t k = 0; k < arc->n; k++) {
		clip_add(view->arena, &view->ring, arc->v[k].lon, arc->v[k].lat);
	}
	add_line(view, lines);
}

/* Degrees from line to line: a step from a list that gives four to eight of them across. */
static double graticule_step(double span) {
	static const double steps[] = { 1, 2, 5, 10, 15, 30 };

	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		if (span / steps[i] <= 8) {
			return steps[i];
		}
	}
	return 30;
}

void map_view_graticule(struct map_view *view, struct map_lines *lines) {
	const struct clip_box *w = &view->window;
	double step = graticule_step(fmin(w->x1 - w->x0, w->y1 - w->y0)), across = graticule_step((w->x1 - w->x0) * 0.6);
	/* Meridians end before a pole in sight, where they would run into one. */
	double low = fmax(w->y0, step - 90), high = fmin(w->y1, 90 - step);

	for (double lon = ceil(w->x0 / across) * across; lon <= w->x1; lon += across) {
		view->ring.n = 0;
		clip_add(view->arena, &view->ring, lon, low);
		clip_add(view->arena, &view->ring, lon, high);
		add_line(view, lines);
	}
	for (double lat = ceil(w->y0 / step) * step; lat <= w->y1; lat += step) {
		view->ring.n = 0;
		clip_add(view->arena, &view->ring, w->x0, lat);
		clip_add(view->arena, &view->ring, w->x1, lat);
		add_line(view, lines);
	}
}
