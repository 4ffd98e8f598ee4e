#include "layout/canvas.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/contrast.h"
#include "doc/labels.h"
#include "doc/node.h"
#include "text/locale.h"
#include "text/para.h"

static const double WORD_LIGHT = 0.42;

struct arena *canvas_arena(const struct canvas *canvas) {
	return canvas->setter->arena;
}

const char *canvas_lang(const struct canvas *canvas) {
	return canvas->node->lang != NULL ? canvas->node->lang : canvas->setter->doc->lang;
}

/* ---- text ---- */

void canvas_text_break(struct canvas *canvas, struct canvas_text *text, double width) {
	text->lines = inline_break(canvas->setter, text->para, width, &text->v);
	text->width = 0;
	for (size_t i = 0; i < text->lines; i++) {
		text->width = fmax(text->width, text->v[i].width_pt);
	}
}

bool canvas_text(struct canvas *canvas, const char *words, bool bold, struct canvas_text *text) {
	const struct inline_opts opts = { .style = STYLE_CHART_LABEL, .align = TEMPLATE_LEFT, .bold = bold, .no_hyphens = true };

	text->para = inline_text(canvas->setter, words, &opts);
	if (text->para == NULL) {
		node_blame(canvas->node, canvas->setter->err);
		return false;
	}
	canvas_text_break(canvas, text, inline_max_width(text->para) + 1);
	return true;
}

const char *canvas_quantity_words(const struct canvas *canvas, double value, int decimals, const char *prefix, const char *unit) {
	struct arena *arena = canvas_arena(canvas);
	char digits[40];

	/* No more digits than were meant: sums of fractions leave crumbs. */
	snprintf(digits, sizeof(digits), "%.12g", fabs(value));
	const char *number = locale_number(arena, canvas_lang(canvas), strtod(digits, NULL), decimals);

	/* An en dash looks like the minus sign, and every font has it. */
	return arena_printf(arena, "%s%s%s%s", value < 0 && !str_is_zero(number) ? "–" : "", prefix != NULL ? prefix : "", number, unit != NULL ? unit : "");
}

bool canvas_quantity(struct canvas *canvas, double value, int decimals, const char *prefix, const char *unit, struct canvas_text *text) {
	return canvas_text(canvas, canvas_quantity_words(canvas, value, decimals, prefix, unit), false, text);
}

bool canvas_number(struct canvas *canvas, double value, int decimals, struct canvas_text *text) {
	return canvas_quantity(canvas, value, decimals, NULL, NULL, text);
}

bool canvas_text_cut(struct canvas *canvas, const char *words, bool bold, double width, struct canvas_text *text, bool *is_cut) {
	const char *second = canvas->setter->doc->second != NULL ? label_second(words) : NULL;

	if (!canvas_text(canvas, words, bold, text)) {
		return false;
	}
	/* Of two wordings the second is left out before a letter is. */
	if (second != NULL && (text->width > width || text->lines > 1)) {
		words = label_first(canvas_arena(canvas), words);
		if (!canvas_text(canvas, words, bold, text)) {
			return false;
		}
	}
	size_t len = strlen(words);
	while ((text->width > width || text->lines > 1) && len > 1) {
		/* As much less as is too wide, but a letter at the least. */
		size_t next = text->width > width ? (size_t)((double)len * width / text->width) : len - 1;
		len = utf8_start(words, next < len ? next : len - 1);
		len = len > 0 ? len : 1;
		*is_cut = true;
		if (!canvas_text(canvas, arena_printf(canvas_arena(canvas), "%.*s…", (int)utf8_start(words, len), words), bold, text)) {
			return false;
		}
	}
	return true;
}

static struct color to_color(struct template_color c) {
	return (struct color){ c.r, c.g, c.b };
}

void canvas_text_draw(struct canvas *canvas, const struct canvas_text *text, double x, double y, double at, struct template_color color) {
	size_t first = canvas->ops.n;

	for (size_t i = 0; i < text->lines; i++) {
		inline_ops(canvas->setter, text->para, i, x - at * text->v[i].width_pt, y + (double)i * canvas->leading, true, &canvas->ops);
	}
	ops_color(&canvas->ops, first, color);
}

bool canvas_words(struct canvas *canvas, const char *words, bool bold, double at, struct template_color color) {
	struct canvas_text text;

	if (!canvas_text(canvas, words, bold, &text)) {
		return false;
	}
	canvas_text_break(canvas, &text, canvas->width);
	canvas_text_draw(canvas, &text, canvas->x + at * canvas->width, canvas->y, at, color);
	canvas->y += (double)text.lines * canvas->leading + 2;
	return true;
}

/* ---- sides ---- */

void canvas_with_text(struct canvas *canvas) {
	struct setter *setter = canvas->setter;

	if (setter->is_rtl) {
		ops_as_drawn_end(setter->arena, &canvas->ops);
		setter->mirrors = true;
	}
}

void canvas_with_text_end(struct canvas *canvas) {
	struct setter *setter = canvas->setter;

	if (setter->is_rtl) {
		ops_as_drawn(setter->arena, &canvas->ops, canvas->x, canvas->width);
		setter->mirrors = false;
	}
}

/* ---- paint ---- */

static struct op *add_op(struct canvas *canvas, enum op_kind kind) {
	struct op *op = ARENA_PUSH(canvas_arena(canvas), canvas->ops.v, canvas->ops.n, canvas->ops.cap);

	op->kind = kind;
	return op;
}

void canvas_rotate(struct canvas *canvas, double x, double y, double degrees) {
	struct op *op = add_op(canvas, OP_ROTATE_BEGIN);

	op->u.rotate.x = x;
	op->u.rotate.y = y;
	op->u.rotate.degrees = degrees;
}

void canvas_rotate_end(struct canvas *canvas) {
	add_op(canvas, OP_ROTATE_END);
}

struct path_seg canvas_point(enum path_verb verb, double x, double y) {
	return (struct path_seg){ .verb = verb, .x = { x }, .y = { y } };
}

void canvas_path(struct canvas *canvas, const struct path_seg *segs, size_t n, bool is_filled, struct template_color fill,
                 struct template_color stroke, double width) {
	struct op *op = add_op(canvas, OP_PATH);

	op->u.path.segs = arena_copy(canvas_arena(canvas), segs, n * sizeof(*segs));
	op->u.path.n = n;
	op->u.path.fill = is_filled;
	op->u.path.stroke = width > 0;
	op->u.path.fill_color = to_color(fill);
	op->u.path.stroke_color = to_color(stroke);
	op->u.path.width = width;
}

void canvas_line(struct canvas *canvas, double x0, double y0, double x1, double y1, double width, struct template_color color,
                 double dash) {
	ops_line(canvas_arena(canvas), &canvas->ops, x0, y0, x1, y1, width, color, dash);
}

void canvas_rect(struct canvas *canvas, double x, double y, double w, double h, struct template_color color) {
	ops_rect(canvas_arena(canvas), &canvas->ops, x, y, w, h, color);
}

void canvas_polyline(struct canvas *canvas, const struct path_seg *segs, size_t n, struct template_color color, double width, double dash) {
	canvas_path(canvas, segs, n, false, color, color, width);
	canvas->ops.v[canvas->ops.n - 1].u.path.dash = (float)dash;
}

static struct path_seg curve(double x1, double y1, double x2, double y2, double x3, double y3) {
	return (struct path_seg){ .verb = PATH_CURVE, .x = { x1, x2, x3 }, .y = { y1, y2, y3 } };
}

static void add_circle(struct canvas *canvas, double x, double y, double r, bool is_filled, struct template_color fill,
                       struct template_color stroke, double width) {
	double k = 0.5523 * r;
	const struct path_seg segs[] = {
		canvas_point(PATH_MOVE, x + r, y),
		curve(x + r, y + k, x + k, y + r, x, y + r),
		curve(x - k, y + r, x - r, y + k, x - r, y),
		curve(x - r, y - k, x - k, y - r, x, y - r),
		curve(x + k, y - r, x + r, y - k, x + r, y),
		{ .verb = PATH_CLOSE },
	};

	canvas_path(canvas, segs, sizeof(segs) / sizeof(*segs), is_filled, fill, stroke, width);
}

void canvas_ring(struct canvas *canvas, double x, double y, double r, struct template_color color, double width) {
	add_circle(canvas, x, y, r, false, color, color, width);
}

void canvas_circle(struct canvas *canvas, double x, double y, double r, struct template_color fill, struct template_color stroke,
                   double width) {
	add_circle(canvas, x, y, r, true, fill, stroke, width);
}

/* ---- colours ---- */

struct template_color canvas_mix(struct template_color from, struct template_color to, double part) {
	return (struct template_color){ from.r + (to.r - from.r) * part, from.g + (to.g - from.g) * part, from.b + (to.b - from.b) * part };
}

double canvas_light(struct template_color color) {
	return 0.3 * color.r + 0.59 * color.g + 0.11 * color.b;
}

struct template_color canvas_color(const struct canvas *canvas, size_t i) {
	const struct template *t = canvas->setter->template;
	const struct template_color white = { 1, 1, 1 };

	return canvas_mix(t->chart.palette[i % t->chart.palette_count], white, i / t->chart.palette_count % 2 == 1 ? 0.45 : 0);
}

struct template_color canvas_word_color(const struct canvas *canvas, size_t i) {
	struct template_color color = canvas_color(canvas, i), black = { 0, 0, 0 }, white = { 1, 1, 1 };
	double light = canvas_light(color);

	color = light > WORD_LIGHT ? canvas_mix(color, black, 1 - WORD_LIGHT / light) : color;
	return contrast_mend(color, white, CONTRAST_NORMAL);
}
