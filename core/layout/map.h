/*
 * map: what the parts of a map's drawing share: its view, what each country says, and the colours of that. map.c puts it together,
 * mapkey.c has classes, colours and the legend,
 * maptone.c knows what lies under words, maplabel.c sets them. For layout/ alone.
 */
#ifndef LAYOUT_MAP_H
#define LAYOUT_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "doc/template.h"
#include "doc/world.h"
#include "layout/canvas.h"
#include "layout/clip.h"
#include "layout/classes.h"
#include "layout/mapview.h"

struct node_map;

enum { MAP_NOTHING = -1 };

/* A category, or a range of numbers. */
struct map_class {
	const char *title;
	struct template_color color;
	int hatch;                   /* 0: none; else 1 to 3: how it is hatched, to be told from others without colour */
};

struct map_tone;

struct map {
	struct canvas *canvas;
	const struct node_map *data;
	struct map_view *view;
	struct clip_box frame;
	struct map_class *classes;
	size_t class_count;
	double breaks[CLASSES_MAX];
	size_t break_count;
	int *own;                    /* by country: the number of its value, or MAP_NOTHING */
	int *class_of;               /* by country: its own or its parent's class, or MAP_NOTHING */
	bool *in_focus;              /* by country */
	struct map_land **lands;     /* by country; NULL: nothing of it is seen */
	struct map_tone *tone;
	struct clip_box scale;       /* where the bar of the scale stands; empty: nowhere */
};

/* ---- maptone.c ---- */

/* What lies under a box: parts of it, 0 to 1, and whether a line in dispute runs through. */
struct map_under {
	double dark, land;
	bool has_line;
};

void maptone_make(struct map *map);              /* of the lands */
void maptone_lines(struct map *map, const struct map_lines *lines);
struct map_under maptone_under(const struct map *map, const struct clip_box *box);

int maptone_owner(const struct map *map, double x, double y);    /* whose land; WORLD_NONE: the sea */

/* Does the box lie on the sea and the country alone? */
bool maptone_is_alone(const struct map *map, const struct clip_box *box, int country);

/* How much of the way lies over the sea; INFINITY where it crosses another country. */
double maptone_way(const struct map *map, struct clip_point from, struct clip_point to, int country);

/* ---- mapkey.c ---- */

/* What each country says, and the classes. */
bool mapkey_make(struct map *map);

/* The legend at canvas->y, which moves below it. */
bool mapkey_draw(struct map *map);

struct template_color mapkey_land(const struct map *map);        /* of countries that say nothing */

/* Strokes over a country's shape. */
void mapkey_hatch(struct map *map, const struct clip_path *rings, size_t n, int hatch, struct template_color color);

/* ---- maplabel.c ---- */

/* Marks of places and small states, and all words in the frame. */
bool maplabel_draw(struct map *map);

/* A country with something to say that is too small to be seen as a shape. */
bool maplabel_is_small(const struct map *map, int country);

#endif
