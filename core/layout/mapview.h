/*
 * mapview: a part of the earth on a rectangle of paper: which projection, what scale, and the shapes that come to lie on it,
 * no finer than the paper can show. For layout/ alone.
 */
#ifndef LAYOUT_MAPVIEW_H
#define LAYOUT_MAPVIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "doc/world.h"
#include "layout/clip.h"
#include "layout/geo.h"

struct arena;
struct node_map;

/* A country as it lies on the paper, in points, y downwards; filled by the winding rule. */
struct map_land {
	struct clip_path *rings;
	size_t ring_count, ring_cap;
	bool has_largest;            /* its largest ring is among them */
	double area;                 /* of what can be seen, square points */
	double whole;                /* of all of it, by its box: so that a part at the edge is not taken for a small state */
};

/* A line on the paper: parts of it, one after the other. */
struct map_part { struct clip_path path; };
struct map_lines {
	struct map_part *v;
	size_t n, cap;
};

struct map_view;

/* Choose the projection for the map's box. Lives in the arena. */
struct map_view *map_view_new(struct arena *arena, const struct node_map *map);

/* The height by the width that shows the map's box and no more. */
double map_view_aspect(const struct map_view *view);

/* Lay the box into the frame, as large as it can be; all that follows is asked after that. */
void map_view_place(struct map_view *view, const struct clip_box *frame);

/* The same frame, or less: of the world where the earth would not fill it, of a part where it would show the other side. */
const struct clip_box *map_view_frame(const struct map_view *view);

/* Where a place comes to lie; false where that is outside of the frame. */
bool map_view_point(const struct map_view *view, double lon, double lat, double *x, double *y);

/* Is the place so far from the middle of a map of a part that shapes are narrow there? */
bool map_view_is_rim(const struct map_view *view, double lon, double lat);

double map_view_scale(const struct map_view *view);      /* points for each degree of a great circle, in the middle */

/* What of the frame is the earth: all of it, but for maps of the world. */
const struct clip_path *map_view_ground(const struct map_view *view);

/* The country, NULL where nothing of it lies in the frame. */
struct map_land *map_view_land(struct map_view *view, int country);

/* Add the parts of an arc that lie in the frame. */
void map_view_arc(struct map_view *view, size_t arc, struct map_lines *lines);

/* Add the meridians and parallels, as many degrees apart as looks right. */
void map_view_graticule(struct map_view *view, struct map_lines *lines);

#endif
