/* diagram: what drawings of time and membership share: an axis of days, a legend, signs. For layout/ alone. */
#ifndef LAYOUT_DIAGRAM_H
#define LAYOUT_DIAGRAM_H

#include <stdbool.h>
#include <stddef.h>

#include "doc/template.h"

struct canvas;
struct diagram_category;
struct setter;
struct vlist;

/* Days from..to over the width from left to right. */
struct diagram_scale {
	double from, to;
	double left, right;
};

double diagram_x(const struct diagram_scale *scale, double day);     /* within left..right, whatever the day */

/* A day as it is known: "1994", "Jan 1994", "10 Jan 1994"; the whole date as given where it is none. */
const char *diagram_date(struct canvas *canvas, const char *iso);

/*
 * The labels of the axis, their tops at canvas->y, which moves below them; and light rules at its ticks from y0 to y1.
 * False with the setter's err.
 */
bool diagram_axis(struct canvas *canvas, const struct diagram_scale *scale);
void diagram_grid(struct canvas *canvas, const struct diagram_scale *scale, double y0, double y1);

/*
 * The title (NULL: none), and a line for each category in the colours they have, side by side; one category alone needs none. Read as
 * the text is: from the right in a document that runs so. Moves canvas->y below.
 */
bool diagram_head(struct canvas *canvas, const char *title, const struct diagram_category *categories, size_t n);

/* Sign i of a matrix or timeline about (x, y), r from its middle to its edge: told apart by shape, not by colour alone. */
void diagram_sign(struct canvas *canvas, size_t i, double x, double y, double r);

/* Ink that can be read on the colour. */
struct template_color diagram_ink_on(const struct canvas *canvas, struct template_color ground);

#endif
