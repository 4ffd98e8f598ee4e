#include "layout/place.h"

#include <math.h>

struct placing {
	struct place_label *labels;
	size_t n;
	const struct clip_box *obstacles;
	size_t obstacle_count;
	const struct clip_box *frame;
};

/* Boxes that only touch do not overlap. */
static bool overlap(const struct clip_box *a, const struct clip_box *b) {
	return a->x0 < b->x1 && a->x1 > b->x0 && a->y0 < b->y1 && a->y1 > b->y0;
}

static bool is_possible(const struct placing *p, const struct clip_box *box) {
	if (!clip_within(box, p->frame)) {
		return false;
	}
	for (size_t i = 0; i < p->obstacle_count; i++) {
		if (overlap(box, &p->obstacles[i])) {
			return false;
		}
	}
	return true;
}

/* How many placed labels (not self, nor other) lie on the box; *which is the last of them. */
static size_t count_hits(const struct placing *p, const struct clip_box *box, size_t self, size_t other, size_t *which) {
	size_t hits = 0;

	for (size_t i = 0; i < p->n; i++) {
		const struct place_label *l = &p->labels[i];
		if (i != self && i != other && l->chosen >= 0 && overlap(box, &l->spots[l->chosen].box)) {
			*which = i;
			hits++;
		}
	}
	return hits;
}

/* The cheapest possible spot of a label that nothing lies on, beside what other has; avoid: a box that is to be kept free, or NULL. -1: none. */
static int best_spot(const struct placing *p, size_t label, size_t other, const struct clip_box *avoid) {
	const struct place_label *l = &p->labels[label];
	size_t which;
	int best = -1;

	for (size_t s = 0; s < l->spot_count; s++) {
		const struct clip_box *box = &l->spots[s].box;
		if ((best < 0 || l->spots[s].cost < l->spots[best].cost) && (avoid == NULL || !overlap(box, avoid)) &&
		    is_possible(p, box) && count_hits(p, box, label, other, &which) == 0) {
			best = (int)s;
		}
	}
	return best;
}

/* Where one label alone is in the way and has another spot, it makes room: the cheapest such exchange. */
static bool make_room(struct placing *p, size_t label) {
	struct place_label *l = &p->labels[label];
	double least = INFINITY;
	size_t moved = 0;
	int moved_to = -1;

	for (size_t s = 0; s < l->spot_count; s++) {
		size_t which = 0;
		if (!is_possible(p, &l->spots[s].box) || count_hits(p, &l->spots[s].box, label, label, &which) != 1) {
			continue;
		}
		int to = best_spot(p, which, label, &l->spots[s].box);
		const struct place_label *w = &p->labels[which];
		double cost = to >= 0 ? l->spots[s].cost + w->spots[to].cost - w->spots[w->chosen].cost : INFINITY;
		if (cost < least) {
			least = cost;
			moved = which;
			moved_to = to;
			l->chosen = (int)s;
		}
	}
	if (moved_to < 0) {
		l->chosen = -1;
		return false;
	}
	p->labels[moved].chosen = moved_to;
	return true;
}

void place_labels(struct place_label *labels, size_t n, const struct clip_box *obstacles, size_t obstacle_count,
                  const struct clip_box *frame) {
	struct placing p = { labels, n, obstacles, obstacle_count, frame };

	for (size_t i = 0; i < n; i++) {
		labels[i].chosen = -1;
	}
	for (size_t i = 0; i < n; i++) {
		labels[i].chosen = best_spot(&p, i, i, NULL);
		if (labels[i].chosen < 0) {
			make_room(&p, i);
		}
	}
}
