/* picture: a figure that shows an image file. */
#ifndef DOC_PICTURE_H
#define DOC_PICTURE_H

#include "doc/node.h"

struct image;

/* How large it is to be; kept within its column and page, and never distorted. */
struct node_picture {
	struct node_figure base;     /* height_pt 0: as width, or the image, has it */
	const struct image *image;
	enum width_unit unit;        /* WIDTH_AUTO: the image's natural width, else WIDTH_PERCENT of the column or WIDTH_PT */
	double width;
	int align;                   /* enum template_align in a wider column; -1: as the template has it */
};

#endif
