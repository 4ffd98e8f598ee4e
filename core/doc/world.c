/* The bytes are our own and were checked when they were made (tests/unit/test_world.c does it again): nothing is checked here. */
#include "doc/world.h"

#include <math.h>

#include "base/str.h"

extern const unsigned char world_map[];          /* world_map.S */

/* As written by world/convert.py: little-endian, each table aligned for its fields. */
struct head {
	char magic[8];
	uint32_t countries, rings, refs, arcs, bytes;
	uint32_t pad;
	double scale_lon, scale_lat, shift_lon, shift_lat;
};

struct country {
	char code[4], alpha2[4];     /* with their ends */
	uint16_t parent, first_ring, ring_count;
	int16_t lon, lat;            /* hundredths of a degree */
	uint16_t pad;
};

/* Boxes are fiftieths of a degree of longitude, hundredths of latitude. */
struct ring {
	int16_t box[4];
	uint32_t first_ref;
	uint16_t ref_count, country;
};

struct arc {
	uint32_t offset;
	uint16_t point_count;
	uint8_t line, pad;
	int16_t box[4];
	uint16_t left, right;
};

_Static_assert(sizeof(struct head) == 64 && sizeof(struct country) == 20 && sizeof(struct ring) == 16 && sizeof(struct arc) == 20,
               "the tables of world.map");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "world.map is read as it lies");

static const uint16_t NOBODY = 0xffff;
static const double LEAST_AREA = 1.5e-5;         /* of level 0; two levels up it is twice that */

/* States that are no more, by who followed them where they stood. */
static const struct { const char *code; const char *members[WORLD_MEMBERS_MAX]; } former[] = {
	{ "CSK", { "CZE", "SVK" } },
	{ "DDR", { "DEU" } },
	{ "SCG", { "SRB", "MNE", "XKX" } },
	{ "SUN", { "RUS", "UKR", "BLR", "MDA", "EST", "LVA", "LTU", "GEO", "ARM", "AZE", "KAZ", "KGZ", "TJK", "TKM", "UZB" } },
	{ "YUG", { "SRB", "MNE", "XKX", "HRV", "SVN", "BIH", "MKD" } },
};

static const struct head *head(void) {
	return (const struct head *)(const void *)world_map;
}

static const struct country *countries(void) {
	return (const struct country *)(const void *)(world_map + sizeof(struct head));
}

static const struct ring *rings(void) {
	return (const struct ring *)(const void *)(countries() + head()->countries);
}

static const struct arc *arcs(void) {
	return (const struct arc *)(const void *)(rings() + head()->rings);
}

static const uint16_t *refs(void) {
	return (const uint16_t *)(const void *)(arcs() + head()->arcs);
}

static const unsigned char *points(void) {
	return (const unsigned char *)(refs() + head()->refs);
}

/* ---- countries ---- */

size_t world_count(void) {
	return head()->countries;
}

/* Codes are in order, alpha-2 are not. */
int world_find(const char *code) {
	size_t n = strlen(code), low = 0, high = world_count();

	for (size_t i = 0; n == 2 && i < world_count(); i++) {
		if (strcmp(countries()[i].alpha2, code) == 0) {
			return (int)i;
		}
	}
	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(countries()[middle].code, code);
		if (order == 0) {
			return (int)middle;
		}
		if (order < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return WORLD_NONE;
}

size_t world_members(const char *code, int members[WORLD_MEMBERS_MAX]) {
	size_t n = 0;

	for (size_t i = 0; i < sizeof(former) / sizeof(*former); i++) {
		for (size_t k = 0; str_eq(former[i].code, code) && k < WORLD_MEMBERS_MAX && former[i].members[k] != NULL; k++) {
			members[n++] = world_find(former[i].members[k]);
		}
	}
	if (n == 0) {
		members[0] = world_find(code);
		n = members[0] != WORLD_NONE;
	}
	return n;
}

const char *world_code(int country) {
	return countries()[country].code;
}

const char *world_alpha2(int country) {
	return countries()[country].alpha2;
}

int world_parent(int country) {
	uint16_t parent = countries()[country].parent;

	return parent == NOBODY ? WORLD_NONE : (int)parent;
}

struct world_point world_place(int country) {
	return (struct world_point){ countries()[country].lon / 100.0, countries()[country].lat / 100.0 };
}

/* ---- shapes ---- */

static struct world_box box_of(const int16_t v[4]) {
	return (struct world_box){ v[0] / 50.0, v[1] / 100.0, v[2] / 50.0, v[3] / 100.0 };
}

size_t world_ring_count(int country) {
	return countries()[country].ring_count;
}

struct world_ring world_ring(int country, size_t i) {
	const struct ring *r = &rings()[countries()[country].first_ring + i];

	return (struct world_ring){ .box = box_of(r->box), .refs = refs() + r->first_ref, .ref_count = r->ref_count };
}

size_t world_arc_count(void) {
	return head()->arcs;
}

struct world_arc world_arc(size_t i) {
	const struct arc *a = &arcs()[i];

	return (struct world_arc){
		.line = (enum world_line)a->line, .left = a->left, .right = a->right == NOBODY ? WORLD_NONE : (int)a->right,
		.box = box_of(a->box), .point_count = a->point_count,
	};
}

/* Seven bits a byte, the least first; the lowest bit is the sign. */
static const unsigned char *read_number(const unsigned char *p, int32_t *value) {
	uint32_t n = 0;

	for (int shift = 0;; shift += 7) {
		n |= (uint32_t)(*p & 127) << shift;
		if (*p++ < 128) {
			break;
		}
	}
	*value = (n & 1) != 0 ? -(int32_t)((n + 1) / 2) : (int32_t)(n / 2);
	return p;
}

/* The levels come after the points, one a byte. */
static const unsigned char *skip_numbers(const unsigned char *p, size_t n) {
	for (; n > 0; n -= *p++ < 128) {
	}
	return p;
}

size_t world_arc_points(size_t i, int least_level, struct world_point *out) {
	const struct arc *a = &arcs()[i];
	const struct head *h = head();
	const unsigned char *p = points() + a->offset, *levels = skip_numbers(p, (size_t)a->point_count * 2);
	int32_t x = 0, y = 0, d;
	size_t n = 0;

	for (size_t k = 0; k < a->point_count; k++) {
		p = read_number(p, &d);
		x += d;
		p = read_number(p, &d);
		y += d;
		if (levels[k] >= least_level || k == 0 || k + 1 == a->point_count) {
			out[n++] = (struct world_point){ x * h->scale_lon + h->shift_lon, y * h->scale_lat + h->shift_lat };
		}
	}
	return n;
}

int world_level(double square_degrees) {
	if (!(square_degrees > LEAST_AREA)) {
		return 0;
	}
	double level = ceil(2 * log2(square_degrees / LEAST_AREA));
	return level >= WORLD_LEVELS - 1 ? WORLD_LEVELS - 1 : (int)level;
}
