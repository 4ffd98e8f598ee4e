/*
 * world: the shapes of the countries (Natural Earth 1:50m, public domain), and what they are called by. They are part of the
 * program and are read where they lie; world/README.md has their form, and what was changed in them.
 *
 * A country is a number from 0 to world_count() - 1. Its shape is rings, a ring is arcs; an arc is the line between the same two
 * neighbours, so that a border is drawn once and never gapes. Longitudes are degrees and go on past 180 within a ring or an arc.
 */
#ifndef DOC_WORLD_H
#define DOC_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WORLD_NONE = -1, WORLD_MEMBERS_MAX = 16, WORLD_LEVELS = 32 };

/* What an arc parts: land from the sea, two countries, two countries that do not agree on it; or what one country does not control. */
enum world_line { WORLD_COAST, WORLD_BORDER, WORLD_DISPUTED, WORLD_CONTROL };

struct world_box { double west, south, east, north; };

struct world_point { double lon, lat; };

struct world_ring {
	struct world_box box;
	const uint16_t *refs;        /* arc * 2, + 1 where it is walked backwards */
	size_t ref_count;
};

struct world_arc {
	enum world_line line;
	int left, right;             /* countries; right WORLD_NONE: the sea */
	struct world_box box;
	size_t point_count;
};

size_t world_count(void);

/* The country of an alpha-3 or alpha-2 code; WORLD_NONE where there is none. */
int world_find(const char *code);

/* The countries a code stands for, into members: several for a state that is no more ("CSK"). How many; 0: the code is none. */
size_t world_members(const char *code, int members[WORLD_MEMBERS_MAX]);

const char *world_code(int country);             /* alpha-3 */
const char *world_alpha2(int country);           /* "" where there is none */
int world_parent(int country);                   /* whose colour it has when it has none of its own: Greenland, Denmark's */

/* Where a dot for it stands. */
struct world_point world_place(int country);

size_t world_ring_count(int country);            /* 0: it has no shape, only a place */
struct world_ring world_ring(int country, size_t i);     /* the largest first */

size_t world_arc_count(void);
struct world_arc world_arc(size_t i);

/*
 * The arc's points of a level, its ends always; out has room for point_count of them. A point's level says how large the smallest triangle
 * is that goes with it (Visvalingam and Whyatt 1993): see world_level.
 */
size_t world_arc_points(size_t i, int least_level, struct world_point *out);

/* The level that keeps what triangles of so many square degrees (of the equator) change. */
int world_level(double square_degrees);

#endif
