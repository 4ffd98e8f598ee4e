/* river: see river.h. One walk over the items, with the gaps of two lines in hand. */
#include "text/river.h"

#include <math.h>

#include "text/item.h"
#include "text/line.h"

#define GAPS_MAX     64          /* of a line; what a line has more is not looked at */
#define RIVER_LINES  3
#define WIDE_RATIO   0.3         /* a line of gaps that are no wider than that makes no river that is seen */
#define OVERLAP      0.6         /* of the narrower of two gaps */

struct gap {
	double from, to;
	int lines;                   /* how many in a row have a gap here */
};

struct gaps {
	struct gap v[GAPS_MAX];
	size_t n;
};

/* Lines down to this one that have a gap where this one is. Gaps of both come from left to right. */
static int lines_above(const struct gap *gap, const struct gaps *above, size_t *first) {
	while (*first < above->n && above->v[*first].to <= gap->from) {
		(*first)++;
	}
	int lines = 1;
	for (size_t i = *first; i < above->n && above->v[i].from < gap->to; i++) {
		const struct gap *other = &above->v[i];
		double shared = fmin(gap->to, other->to) - fmax(gap->from, other->from);
		double narrower = fmin(gap->to - gap->from, other->to - other->from);
		if (shared >= OVERLAP * narrower && other->lines >= lines) {
			lines = other->lines + 1;
		}
	}
	return lines;
}

/* Sums over the items before the one in hand. */
struct sums {
	uint32_t item;
	double width, stretch;
};

static void count_to(const struct para *para, struct sums *sums, uint32_t to) {
	for (; sums->item < to; sums->item++) {
		const struct item *item = &para->items[sums->item];
		sums->width += item->width;
		if (item->kind == ITEM_SPACE) {
			sums->stretch += item_stretch(item, para->voices[item->voice].style->size_pt);
		}
	}
}

/* The gaps of the line from place a to place b, stretched by ratio; true: one of them ends a river. */
static bool take_gaps(const struct para *para, const struct line_break *from, const struct line_place *a, const struct line_place *b,
                      double ratio, double indent, struct sums *sums, const struct gaps *above, struct gaps *gaps) {
	bool is_river = false;
	size_t first = 0;
	gaps->n = 0;
	for (uint32_t i = a->next_item; i < b->end_item; i++) {
		const struct item *item = &para->items[i];
		if (item->kind != ITEM_SPACE || item->glue != GLUE_SPACE || gaps->n == GAPS_MAX) {
			continue;
		}
		count_to(para, sums, i);
		double x = indent + sums->width - from->next_width + ratio * (sums->stretch - from->next_stretch);
		double wide = item->width + ratio * item_stretch(item, para->voices[item->voice].style->size_pt);
		struct gap *gap = &gaps->v[gaps->n++];
		*gap = (struct gap){ .from = x, .to = x + wide };
		gap->lines = lines_above(gap, above, &first);
		is_river = is_river || gap->lines >= RIVER_LINES;
	}
	return is_river;
}

size_t river_find(const struct para *para, const struct line_opts *opts, const uint32_t *chosen, size_t n) {
	const struct scratch *scratch = para->scratch;
	struct gaps lines[2] = { { .n = 0 }, { .n = 0 } };
	struct sums sums = { 0 };
	for (size_t i = 0; i < n; i++) {
		uint32_t start = i ? chosen[i - 1] : 0;
		const struct line_break *a = &scratch->breaks[start], *b = &scratch->breaks[chosen[i]];
		struct gaps *above = &lines[i % 2], *gaps = &lines[(i + 1) % 2];
		struct line_cost cost;
		line_judge(opts, a, b, i == 0, &cost);
		if (cost.ratio < WIDE_RATIO || b->is_last) {
			gaps->n = 0;
			continue;
		}
		double indent = i == 0 ? opts->first_indent : 0;
		if (take_gaps(para, a, &scratch->places[start], &scratch->places[chosen[i]], cost.ratio, indent, &sums, above, gaps)) {
			return i - 1;
		}
	}
	return SIZE_MAX;
}
