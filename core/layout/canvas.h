/*
 * canvas: what drawn blocks draw on: short texts, marks and paths, on top of operations. All of a canvas's paint, its
 * text too, becomes one Figure, whose alt text says what it shows. For layout/ alone.
 */
#ifndef LAYOUT_CANVAS_H
#define LAYOUT_CANVAS_H

#include <stdbool.h>
#include <stddef.h>

#include "doc/template.h"
#include "layout/box.h"

struct inline_para;
struct node;
struct text_line;

/* Lengths are points, y grows downwards from the block's top; x is the text area's. */
struct canvas {
	struct setter *setter;
	const struct node *node;     /* the block: its language, and who is to blame */
	struct ops ops;              /* what was drawn */
	double x, width;             /* of all of it */
	double column;               /* width of the column that the block stands in */
	double y;                    /* top of what comes next; in the end the height of all */
	double leading;              /* of its text: STYLE_CHART_LABEL */
	double most;                 /* height that a page has for it */
	size_t part_from;            /* of a drawing in parts: the row this one begins with; it sets the row of the next, 0: none */
	size_t part_next;
	double plot;                 /* out, where it is not the height asked for: of what can be made lower */
	bool is_squeezed;            /* the height asked for is all there is on a page */
};

/* A short text, shaped; lives in the arena. */
struct canvas_text {
	struct inline_para *para;
	const struct text_line *v;   /* as last broken */
	size_t lines;
	double width;                /* of the widest of them */
};

struct arena *canvas_arena(const struct canvas *canvas);
const char *canvas_lang(const struct canvas *canvas);

/* Shape text on one line. False with the setter's err, which names the block. */
bool canvas_text(struct canvas *canvas, const char *words, bool bold, struct canvas_text *text);

/* A number as the language writes it; decimals -1: as many as needed. */
bool canvas_number(struct canvas *canvas, double value, int decimals, struct canvas_text *text);

/* The same with what stands before and after it; NULL: nothing. */
const char *canvas_quantity_words(const struct canvas *canvas, double value, int decimals, const char *prefix, const char *unit);
bool canvas_quantity(struct canvas *canvas, double value, int decimals, const char *prefix, const char *unit, struct canvas_text *text);

/*
 * Text on one line of width at most: what is too long ends in an ellipsis, but of a bilingual edition's two wordings the second is left out before.
 * *is_cut is set where it was cut, else left as it is.
 */
bool canvas_text_cut(struct canvas *canvas, const char *words, bool bold, double width, struct canvas_text *text, bool *is_cut);

void canvas_text_break(struct canvas *canvas, struct canvas_text *text, double width);

/* Lines of text from the top y on, each with its part `at` (0 left, 0.5 middle, 1 right) at x. */
void canvas_text_draw(struct canvas *canvas, const struct canvas_text *text, double x, double y, double at, struct template_color color);

/* words at canvas->y over the whole width, broken as need be; moves y below them. */
bool canvas_words(struct canvas *canvas, const char *words, bool bold, double at, struct template_color color);

/*
 * In a document that runs from right to left plots are drawn as they are everywhere. What is read with the text, titles and
 * legends, stands between canvas_with_text() and canvas_with_text_end(): x counts from the right there.
 */
void canvas_with_text(struct canvas *canvas);
void canvas_with_text_end(struct canvas *canvas);

/* What stands between is turned about (x, y) by degrees, clockwise. */
void canvas_rotate(struct canvas *canvas, double x, double y, double degrees);
void canvas_rotate_end(struct canvas *canvas);

struct path_seg canvas_point(enum path_verb verb, double x, double y);

/* segs are copied. width 0: not stroked. */
void canvas_path(struct canvas *canvas, const struct path_seg *segs, size_t n, bool is_filled, struct template_color fill,
                 struct template_color stroke, double width);
void canvas_line(struct canvas *canvas, double x0, double y0, double x1, double y1, double width, struct template_color color,
                 double dash);   /* dash 0: solid */
void canvas_rect(struct canvas *canvas, double x, double y, double w, double h, struct template_color color);
void canvas_polyline(struct canvas *canvas, const struct path_seg *segs, size_t n, struct template_color color, double width, double dash);
void canvas_circle(struct canvas *canvas, double x, double y, double r, struct template_color fill, struct template_color stroke,
                   double width);

void canvas_ring(struct canvas *canvas, double x, double y, double r, struct template_color color, double width);

/* from mixed with so much of to (0 to 1). */
struct template_color canvas_mix(struct template_color from, struct template_color to, double part);

/* How light it is to the eye: 0 black to 1 white. */
double canvas_light(struct template_color color);

/* Colour i of the template's palette; past its end the colours come again, lighter. */
struct template_color canvas_color(const struct canvas *canvas, size_t i);

/* The same, dark enough to be read in small letters. */
struct template_color canvas_word_color(const struct canvas *canvas, size_t i);

#endif
