/* place: labels where they touch nothing, each at one of a few spots. Plain boxes, knows no text. For layout/ alone. */
#ifndef LAYOUT_PLACE_H
#define LAYOUT_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "layout/clip.h"

/* A place a label may have; the cheaper the better. */
struct place_spot {
	struct clip_box box;
	double cost;
};

struct place_label {
	struct place_spot *spots;
	size_t spot_count;
	int chosen;                  /* the answer: a spot's number, -1 for none */
};

/*
 * Choose a spot for each label, the first ones first: within the frame, on no obstacle and no other label. One that finds no free
 * spot may move a label placed before it to that one's next best. Takes labels² × spots steps.
 */
void place_labels(struct place_label *labels, size_t n, const struct clip_box *obstacles, size_t obstacle_count,
                  const struct clip_box *frame);

#endif
