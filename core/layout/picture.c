/* picture: image files as figures: as large as they are to be, never larger than their column and page, never distorted. */
#include <math.h>

#include "doc/image.h"
#include "doc/picture.h"
#include "layout/block.h"
#include "layout/canvas.h"
#include "layout/figure.h"

static const double COARSE_DPI = 100;            /* below it pixels are seen */
static const double WORDS_PART = 0.42;           /* of the column, that words may have beside a narrow picture */
static const double SHRUNK = 0.5;                /* points less than what was asked for, that nobody sees */

static double aspect(const struct image *image) {
	return image->height_pt / image->width_pt;
}

/* The width that the author, or the image, asks for, whatever room there is. */
static double wanted_width(const struct canvas *canvas) {
	const struct node_picture *picture = canvas->node->u.picture;
	double height = picture->base.height_pt, width = picture->image->width_pt;

	if (picture->unit != WIDTH_AUTO) {
		width = picture->unit == WIDTH_PERCENT ? canvas->column * picture->width / 100 : picture->width;
		return height > 0 ? fmin(width, height / aspect(picture->image)) : width;
	}
	return height > 0 ? height / aspect(picture->image) : width;
}

static double align_part(const struct canvas *canvas) {
	int align = canvas->node->u.picture->align;

	switch (align >= 0 ? (enum template_align)align : canvas->setter->template->picture.align) {
	case TEMPLATE_RIGHT:
		return 1;
	case TEMPLATE_CENTER:
		return 0.5;
	default:
		return 0;
	}
}

/* What caption and credits need on one line each. Where they cannot be set, they say so themselves when they are. */
static double words_width(const struct canvas *canvas) {
	double width = 0;

	for (const struct node *c = canvas->node->first; c != NULL; c = c->next) {
		bool is_caption = c->kind == NODE_CAPTION;
		enum template_style_id style = is_caption ? STYLE_CAPTION : STYLE_CREDIT;
		const struct inline_opts opts = {
			.style = style, .align = -1, .prefix = is_caption ? canvas->node->u.figure->label : block_prefix(canvas->setter, c),
			.prefix_gap = canvas->setter->template->styles[style].size,
		};
		struct inline_para *para = inline_new(canvas->setter, c, &opts);
		width = para != NULL ? fmax(width, inline_max_width(para) + 1) : width;
	}
	return width;
}

/*
 * Caption, picture and credit share their left edge, and stand in the column as one: the words have the picture's width, or as much
 * as words need, up to a part of the column.
 */
double picture_place(struct canvas *canvas) {
	double picture = fmin(wanted_width(canvas), canvas->column), width = picture;

	if (picture < WORDS_PART * canvas->column) {
		width = fmax(picture, fmin(words_width(canvas), WORDS_PART * canvas->column));
	}
	canvas->x += align_part(canvas) * (canvas->column - width);
	canvas->width = width;
	return picture * aspect(canvas->node->u.picture->image);
}

static void warn_of_size(const struct canvas *canvas, double width) {
	const struct node_picture *picture = canvas->node->u.picture;
	const struct image *image = picture->image;
	bool is_stated = picture->unit != WIDTH_AUTO || picture->base.height_pt > 0;
	double wanted = wanted_width(canvas), dpi = image->width_px * 72 / width;

	if (is_stated && width < wanted - SHRUNK) {
		setter_warn(canvas->setter, canvas->node, "%s was to be %.0f points wide, and there is room for %.0f: it was made smaller",
		            image->name, wanted, width);
	}
	if (image->kind != IMAGE_SVG && dpi < COARSE_DPI && width > image->width_pt * 1.01) {
		setter_warn(canvas->setter, canvas->node, "%s has %u pixels for %.0f points: at %.0f dpi they will be seen", image->name,
		            image->width_px, width, dpi);
	}
}

bool picture_draw(struct canvas *canvas, double height) {
	const struct image *image = canvas->node->u.picture->image;
	double width = height / aspect(image);

	warn_of_size(canvas, width);
	/* A page that is too low has made it narrower than its place. */
	canvas->x += canvas->node->first == NULL ? align_part(canvas) * (canvas->width - width) : 0;
	canvas->width = width;
	canvas_with_text(canvas);
	ops_image(canvas_arena(canvas), &canvas->ops, image, canvas->x, canvas->y, width, height);
	canvas_with_text_end(canvas);
	canvas->y += height;
	return true;
}
