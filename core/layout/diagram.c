#include "layout/diagram.h"

#include <math.h>
#include <stdio.h>

#include "base/day.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/diagram.h"
#include "doc/node.h"
#include "layout/calendar.h"
#include "layout/canvas.h"
#include "layout/legend.h"
#include "text/locale.h"

static const double TICK_ROOM = 1.7;             /* labels of ticks take so much of their width, or are fewer */
static const double GRID_WIDTH = 0.4;
static const double SWATCH = 7, SWATCH_GAP = 4, LEGEND_GAP = 16;
static const double SIGN_STROKE = 1.1;
static const double DARK = 0.45;                 /* of a ground that wants light letters */

double diagram_x(const struct diagram_scale *scale, double day) {
	double part = scale->to > scale->from ? (day - scale->from) / (scale->to - scale->from) : 0;

	return scale->left + fmin(1, fmax(0, part)) * (scale->right - scale->left);
}

const char *diagram_date(struct canvas *canvas, const char *iso) {
	const char *words = locale_date(canvas_arena(canvas), canvas_lang(canvas), iso, strlen(iso) > 4 ? "short" : "year");

	return words != NULL ? words : arena_strdup(canvas_arena(canvas), iso);    /* iso may be the caller's for a moment only */
}

/* ---- the axis ---- */

static const char *tick_date(struct canvas *canvas, struct day day, int months) {
	char iso[12];

	snprintf(iso, sizeof(iso), months % 12 == 0 ? "%04d" : "%04d-%02d", day.year, day.month);
	return diagram_date(canvas, iso);
}

/* As many ticks as labels find room beside each other. */
static bool make_ticks(struct canvas *canvas, const struct diagram_scale *scale, struct calendar *ticks) {
	struct canvas_text sample;
	double room = scale->right - scale->left;

	/* Months where their names have room, else years. */
	for (int least = 1; least <= 12; least += 11) {
		if (!canvas_text(canvas, tick_date(canvas, (struct day){ 2000, 9, 1 }, least), false, &sample)) {
			return false;
		}
		size_t most = (size_t)fmax(1, room / (sample.width * TICK_ROOM));
		*ticks = calendar_make((int64_t)floor(scale->from), (int64_t)floor(scale->to), least, most);
		if (least == 1 && ticks->months % 12 != 0) {
			return true;
		}
	}
	return true;
}

bool diagram_axis(struct canvas *canvas, const struct diagram_scale *scale) {
	struct calendar ticks;

	if (!make_ticks(canvas, scale, &ticks)) {
		return false;
	}
	for (size_t i = 0; i < ticks.count; i++) {
		struct day day = calendar_tick(&ticks, i);
		double x = diagram_x(scale, (double)day_number(day));
		struct canvas_text text;
		if (!canvas_text(canvas, tick_date(canvas, day, ticks.months), false, &text)) {
			return false;
		}
		x = fmin(fmax(x, canvas->x + text.width / 2), canvas->x + canvas->width - text.width / 2);
		canvas_text_draw(canvas, &text, x, canvas->y, 0.5, canvas->setter->template->muted);
	}
	canvas->y += canvas->leading + 2;
	return true;
}

void diagram_grid(struct canvas *canvas, const struct diagram_scale *scale, double y0, double y1) {
	struct calendar ticks;

	if (!make_ticks(canvas, scale, &ticks)) {
		return;
	}
	for (size_t i = 0; i < ticks.count; i++) {
		double x = diagram_x(scale, (double)day_number(calendar_tick(&ticks, i)));
		ops_line(canvas_arena(canvas), &canvas->ops, x, y0, x, y1, GRID_WIDTH, canvas->setter->template->rule, 0);
	}
}

/* ---- the legend ---- */

static bool draw_legend(struct canvas *canvas, const struct diagram_category *categories, size_t n) {
	struct legend legend = legend_begin(canvas, SWATCH + SWATCH_GAP, LEGEND_GAP);

	if (n < 2) {
		return true;
	}
	for (size_t i = 0; i < n; i++) {
		struct canvas_text text;
		if (!categories[i].is_used) {
			continue;
		}
		if (!canvas_text(canvas, categories[i].title, false, &text)) {
			return false;
		}
		double x = legend_next(canvas, &legend, &text);
		canvas_rect(canvas, x, canvas->y + (canvas->leading - SWATCH) / 2, SWATCH, SWATCH, canvas_color(canvas, i));
		canvas_text_draw(canvas, &text, x + SWATCH + SWATCH_GAP, canvas->y, 0, canvas->setter->template->ink);
		legend_take(&legend, &text);
	}
	legend_end(canvas, &legend, 5);
	return true;
}

bool diagram_head(struct canvas *canvas, const char *title, const struct diagram_category *categories, size_t n) {
	canvas_with_text(canvas);
	bool ok = (title == NULL || canvas_words(canvas, title, true, 0, canvas->setter->template->ink)) && draw_legend(canvas, categories, n);
	canvas_with_text_end(canvas);
	return ok;
}

/* ---- signs ---- */

static void polygon(struct canvas *canvas, double x, double y, double r, const double *at, size_t n, struct template_color fill,
                    struct template_color stroke) {
	struct path_seg segs[8];

	for (size_t i = 0; i < n; i++) {
		segs[i] = canvas_point(i == 0 ? PATH_MOVE : PATH_LINE, x + r * at[2 * i], y + r * at[2 * i + 1]);
	}
	segs[n] = (struct path_seg){ .verb = PATH_CLOSE };
	canvas_path(canvas, segs, n + 1, true, fill, stroke, SIGN_STROKE);
}

static void half(struct canvas *canvas, double x, double y, double r, struct template_color color) {
	double k = 0.5523 * r;
	const struct path_seg segs[] = {
		canvas_point(PATH_MOVE, x, y - r),
		{ .verb = PATH_CURVE, .x = { x - k, x - r, x - r }, .y = { y - r, y - k, y } },
		{ .verb = PATH_CURVE, .x = { x - r, x - k, x }, .y = { y + k, y + r, y + r } },
		{ .verb = PATH_CLOSE },
	};

	canvas_circle(canvas, x, y, r, (struct template_color){ 1, 1, 1 }, color, SIGN_STROKE);
	canvas_path(canvas, segs, sizeof(segs) / sizeof(*segs), true, color, color, 0);
}

void diagram_sign(struct canvas *canvas, size_t i, double x, double y, double r) {
	static const double square[] = { -0.88, -0.88, 0.88, -0.88, 0.88, 0.88, -0.88, 0.88 };
	static const double diamond[] = { 0, -1.2, 1.2, 0, 0, 1.2, -1.2, 0 }, triangle[] = { 0, -1.05, 1.05, 0.85, -1.05, 0.85 };
	const struct template_color color = canvas_color(canvas, i), white = { 1, 1, 1 };

	switch (i % 8) {
	case 0:
		canvas_circle(canvas, x, y, r, color, color, SIGN_STROKE);
		break;
	case 1:
		canvas_circle(canvas, x, y, r, white, color, SIGN_STROKE);
		break;
	case 2:
		half(canvas, x, y, r, color);
		break;
	case 3:
		polygon(canvas, x, y, r, square, 4, color, color);
		break;
	case 4:
		polygon(canvas, x, y, r, diamond, 4, white, color);
		break;
	case 5:
		polygon(canvas, x, y, r, triangle, 3, color, color);
		break;
	case 6:
		polygon(canvas, x, y, r, square, 4, white, color);
		break;
	default:
		polygon(canvas, x, y, r, diamond, 4, color, color);
	}
}

struct template_color diagram_ink_on(const struct canvas *canvas, struct template_color ground) {
	return canvas_light(ground) < DARK ? (struct template_color){ 1, 1, 1 } : canvas->setter->template->ink;
}
