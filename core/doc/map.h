/* map: what maps show: data alone; layout/ draws it, figure.c says it in words and as a table. */
#ifndef DOC_MAP_H
#define DOC_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "doc/node.h"

struct arena;

enum map_projection { MAP_AUTO, MAP_EQUAL_EARTH, MAP_AZIMUTHAL, MAP_ALBERS, MAP_CONFORMAL };

/* What is written into countries. */
enum map_labels { MAP_LABELS_NONE, MAP_LABELS_CODES, MAP_LABELS_NAMES, MAP_LABELS_VALUES };

enum map_mark { MAP_DOT, MAP_SQUARE, MAP_TRIANGLE, MAP_DIAMOND, MAP_RING };

struct map_category {
	const char *key, *title;
	bool has_color;              /* else the palette's by its place in the list */
	double red, green, blue;     /* 0 to 1 */
};

/* A country (alpha-3, or a state that is no more) belongs to a category, or has a number. */
struct map_value {
	const char *code;
	size_t category;
	double number;
};

struct map_point {
	double lon, lat;
	const char *label;           /* NULL: none */
	enum map_mark mark;
	double size_pt;              /* across; 0: the usual */
};

struct map_name { const char *code, *name; };

/* What a map shows. Codes are those of doc/world.h and known there. */
struct node_map {
	struct node_figure base;
	const char *area;            /* key of doc/area.h, or NULL */
	double west, south, east, north;     /* degrees; east may lie beyond 180 */
	bool is_world;
	enum map_projection projection;
	struct map_category *categories;     /* none: values are numbers */
	size_t category_count;
	struct map_value *values;
	size_t value_count;
	double *breaks;              /* of numbers: where a class ends and the next begins; none: chosen */
	size_t break_count;
	const char *value_title;     /* what the numbers are, or NULL */
	struct map_point *points;
	size_t point_count;
	struct map_name *names;      /* what countries are called; else as the language calls them */
	size_t name_count;
	enum map_labels labels;
	const char **labelled;       /* only these; none: those with a value or in focus, or all where there are no values */
	size_t labelled_count;
	const char **focus;          /* outlined */
	size_t focus_count;
	bool no_legend, has_graticule, has_scale;
};

/* What a country is called: by the author, else by the language, else its code. doc: of the map; lang: of what is written. */
const char *map_country_name(struct arena *arena, const struct doc *doc, const char *lang, const struct node_map *map, const char *code);

#endif
