/* clip: polygons and lines cut to a rectangle. Pure numbers, in any unit. For layout/ alone. */
#ifndef LAYOUT_CLIP_H
#define LAYOUT_CLIP_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct clip_point { double x, y; };
struct clip_box { double x0, y0, x1, y1; };

/* A list of points in the arena; a polygon is closed by itself. Emptied by n = 0, and used again. */
struct clip_path {
	struct clip_point *v;
	size_t n, cap;
};

void clip_add(struct arena *arena, struct clip_path *path, double x, double y);

struct clip_box clip_bounds(const struct clip_path *path);
bool clip_within(const struct clip_box *inner, const struct clip_box *outer);
bool clip_meets(const struct clip_box *a, const struct clip_box *b);

/* Signed: positive where it goes anticlockwise with y upwards. */
double clip_area(const struct clip_path *polygon);

/*
 * Cut the polygon to the box, in place, by Sutherland and Hodgman 1974: what is left in several parts hangs together by edges on the box's
 * sides that have no area, so fill it, but never draw its outline. spare is room to work in.
 */
void clip_polygon(struct arena *arena, struct clip_path *polygon, struct clip_path *spare, const struct clip_box *box);

/* Called for each part of a line that lies within the box. */
typedef void (*clip_part_fn)(void *ctx, const struct clip_path *part);

/* Cut an open line to the box, by Liang and Barsky 1984; part is room to work in. */
void clip_line(struct arena *arena, const struct clip_path *line, struct clip_path *part, const struct clip_box *box,
               clip_part_fn on_part, void *ctx);

#endif
