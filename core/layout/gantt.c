/*
 * gantt: rows of stretches of time under one axis. What is open at an end runs to the plot's edge and ends in a point; a moment
 * is a diamond; what is known about only has broken ends. Rows that a page cannot hold go on in another figure.
 */
#include <math.h>

#include "base/mem.h"
#include "base/str.h"
#include "doc/diagram.h"
#include "doc/node.h"
#include "layout/canvas.h"
#include "layout/diagram.h"
#include "layout/figure.h"

static const double NAME_PART = 0.3;             /* of the width, that names may take */
static const double NAME_GAP = 10;
static const double ROW_PAD = 3;                 /* above and below a row's name */
static const double BAR_OVER = 1.2;              /* by which a bar is higher than a line of words */
static const double LANE_GAP = 1.4;
static const double GROUP_SPACE = 3;             /* above a group's name */
static const double CUTS = 6;                    /* width of an end that is known about only */
static const double SEAM = 0.5;                  /* white, where one bar ends and the next begins */
static const double LABEL_GAP = 3.5;
static const double TIP = 5;                     /* length of an open end's point */
static const double MOMENT = 3.4;                /* half of a diamond */
static const double LEAST_BAR = 1.6;             /* what is too short to be seen is drawn so wide */
static const double ROUND_YEARS = 0.02;          /* the axis reaches beyond the data by this part */

/* Where a span stands in its row: spans that overlap lie in lanes below each other. */
struct stand {
	size_t lane;
	double x0, x1;
	double word0, word1;         /* its label beside it; word1 0: none */
};

/* A row as it is drawn. */
struct band {
	struct stand *stands;        /* of its spans */
	size_t lanes;
	double height;
	struct canvas_text group;    /* named above it; no lines: none */
};

struct gantt {
	struct canvas *canvas;
	const struct node_gantt *data;
	struct diagram_scale scale;
	struct canvas_text *names;
	struct band *bands;          /* by row */
};

/* ---- the axis ---- */

static void reach(double day, double *low, double *high) {
	if (!isnan(day)) {
		*low = isnan(*low) ? day : fmin(*low, day);
		*high = isnan(*high) ? day : fmax(*high, day);
	}
}

static void find_range(struct gantt *g) {
	double low = g->data->from, high = g->data->to;

	for (size_t r = 0; r < g->data->row_count; r++) {
		for (size_t i = 0; i < g->data->rows[r].span_count; i++) {
			const struct diagram_span *span = &g->data->rows[r].spans[i];
			reach(isnan(g->data->from) ? span->from : NAN, &low, &high);
			reach(isnan(g->data->to) && !span->is_moment ? span->to : isnan(g->data->to) ? span->from : NAN, &low, &high);
		}
	}
	for (size_t i = 0; i < g->data->mark_count; i++) {
		reach(isnan(g->data->from) && isnan(g->data->to) ? g->data->marks[i].from : NAN, &low, &high);
	}
	low = isnan(low) ? 0 : low;
	high = isnan(high) || high <= low ? low + 365 : high;
	g->scale.from = isnan(g->data->from) ? low - (high - low) * ROUND_YEARS : low;
	g->scale.to = isnan(g->data->to) ? high + (high - low) * ROUND_YEARS : high;
}

static double lane_height(const struct gantt *g) {
	return g->canvas->leading + BAR_OVER + LANE_GAP;
}

static bool make_names(struct gantt *g) {
	double width = 0, most = g->canvas->width * NAME_PART;

	g->names = arena_alloc(canvas_arena(g->canvas), (g->data->row_count + 1) * sizeof(*g->names));
	for (size_t r = 0; r < g->data->row_count; r++) {
		if (!canvas_text(g->canvas, g->data->rows[r].title, false, &g->names[r])) {
			return false;
		}
		canvas_text_break(g->canvas, &g->names[r], most);
		width = fmax(width, g->names[r].width);
	}
	double names = fmin(width, most) + NAME_GAP;
	bool is_rtl = g->canvas->setter->is_rtl;
	g->scale.left = g->canvas->x + (is_rtl ? 0 : names);
	g->scale.right = g->canvas->x + g->canvas->width - (is_rtl ? names : 0);
	return true;
}

/* ---- where spans stand ---- */

static bool is_outside(const struct gantt *g, const struct diagram_span *span) {
	double to = span->is_moment ? span->from : span->to;

	return (!isnan(span->from) && span->from > g->scale.to) || (!isnan(to) && to < g->scale.from);
}

static struct stand stand_of(const struct gantt *g, const struct diagram_span *span) {
	double x0 = isnan(span->from) ? g->scale.left : diagram_x(&g->scale, span->from);
	double x1 = isnan(span->to) ? g->scale.right : diagram_x(&g->scale, span->to);

	if (span->is_moment) {
		x0 = fmin(fmax(x0, g->scale.left + MOMENT), g->scale.right - MOMENT);
		return (struct stand){ .x0 = x0 - MOMENT, .x1 = x0 + MOMENT };
	}
	x0 = fmin(x0, g->scale.right - LEAST_BAR);
	return (struct stand){ .x0 = x0, .x1 = fmax(x1 - (isnan(span->to) ? 0 : SEAM), x0 + LEAST_BAR) };
}

static bool is_lane_free(const struct gantt *g, const struct gantt_row *row, const struct band *band, size_t n, size_t lane, const struct stand *s) {
	for (size_t i = 0; i < n; i++) {
		const struct stand *other = &band->stands[i];
		if (!is_outside(g, &row->spans[i]) && other->lane == lane && s->x0 < other->x1 - 0.01 && other->x0 < s->x1 - 0.01) {
			return false;
		}
	}
	return true;
}

static bool make_band(struct gantt *g, size_t r) {
	const struct gantt_row *row = &g->data->rows[r];
	struct band *band = &g->bands[r];

	band->stands = arena_alloc(canvas_arena(g->canvas), (row->span_count + 1) * sizeof(*band->stands));
	band->lanes = 1;
	for (size_t i = 0; i < row->span_count; i++) {
		struct stand *s = &band->stands[i];
		*s = stand_of(g, &row->spans[i]);
		while (!is_outside(g, &row->spans[i]) && !is_lane_free(g, row, band, i, s->lane, s)) {
			s->lane++;
		}
		band->lanes = s->lane + 1 > band->lanes ? s->lane + 1 : band->lanes;
	}
	band->height = fmax((double)g->names[r].lines * g->canvas->leading, (double)band->lanes * lane_height(g)) + 2 * ROW_PAD;
	if (row->group == NULL) {
		return true;
	}
	if (!canvas_text(g->canvas, row->group, true, &band->group)) {
		return false;
	}
	canvas_text_break(g->canvas, &band->group, g->canvas->width);
	return true;
}

/* ---- spans ---- */

/* A bar with a point at its open ends. */
static void draw_bar(struct gantt *g, const struct diagram_span *span, double x0, double x1, double y, double height) {
	struct template_color color = canvas_color(g->canvas, span->category);
	bool opens_left = isnan(span->from), opens_right = isnan(span->to);
	double tip = fmin(TIP, (x1 - x0) / 2), middle = y + height / 2;
	struct path_seg segs[7];
	size_t n = 0;

	segs[n++] = canvas_point(PATH_MOVE, opens_left ? x0 + tip : x0, y);
	segs[n++] = canvas_point(PATH_LINE, opens_right ? x1 - tip : x1, y);
	if (opens_right) {
		segs[n++] = canvas_point(PATH_LINE, x1, middle);
	}
	segs[n++] = canvas_point(PATH_LINE, opens_right ? x1 - tip : x1, y + height);
	segs[n++] = canvas_point(PATH_LINE, opens_left ? x0 + tip : x0, y + height);
	if (opens_left) {
		segs[n++] = canvas_point(PATH_LINE, x0, middle);
	}
	segs[n++] = (struct path_seg){ .verb = PATH_CLOSE };
	canvas_path(g->canvas, segs, n, true, color, color, 0);
	if (span->is_approximate) {
		/* White cuts at the ends that are known about only. */
		for (int i = 1; i <= 2; i++) {
			double at = 2.2 * i;
			if (x1 - x0 > 4 * at && !opens_left) {
				ops_rect(canvas_arena(g->canvas), &g->canvas->ops, x0 + at, y, 0.9, height, (struct template_color){ 1, 1, 1 });
			}
			if (x1 - x0 > 4 * at && !opens_right) {
				ops_rect(canvas_arena(g->canvas), &g->canvas->ops, x1 - at - 0.9, y, 0.9, height, (struct template_color){ 1, 1, 1 });
			}
		}
	}
}

static void draw_moment(struct gantt *g, const struct diagram_span *span, double x, double y) {
	struct template_color color = canvas_color(g->canvas, span->category), white = { 1, 1, 1 };
	const struct path_seg segs[] = {
		canvas_point(PATH_MOVE, x, y - MOMENT), canvas_point(PATH_LINE, x + MOMENT, y), canvas_point(PATH_LINE, x, y + MOMENT),
		canvas_point(PATH_LINE, x - MOMENT, y), { .verb = PATH_CLOSE },
	};

	canvas_path(g->canvas, segs, sizeof(segs) / sizeof(*segs), true, span->is_approximate ? white : color, color, 0.9);
}

/* Is x0 to x1 of the lane free of bars and of the words beside them? */
static bool is_room(const struct gantt *g, const struct gantt_row *row, const struct band *band, size_t lane, double x0, double x1) {
	if (x0 < g->scale.left || x1 > g->scale.right) {
		return false;
	}
	for (size_t i = 0; i < row->span_count; i++) {
		const struct stand *s = &band->stands[i];
		if (s->lane != lane || is_outside(g, &row->spans[i])) {
			continue;
		}
		if ((x0 < s->x1 - 0.01 && s->x0 < x1 - 0.01) || (x0 < s->word1 && s->word0 < x1)) {
			return false;
		}
	}
	return true;
}

/* A label stands in its bar where it fits, else beside it, to the right if it can; what finds no room there is left to the data. */
static bool draw_label(struct gantt *g, const struct gantt_row *row, struct band *band, size_t i, double y) {
	const struct diagram_span *span = &row->spans[i];
	struct stand *s = &band->stands[i];
	const struct template *t = g->canvas->setter->template;
	double top = y - g->canvas->leading / 2;
	struct canvas_text text;

	if (span->label == NULL) {
		return true;
	}
	if (!canvas_text(g->canvas, span->label, false, &text)) {
		return false;
	}
	double room = text.width + 2 * LABEL_GAP;
	double ends = (isnan(span->from) ? TIP : 0) + (isnan(span->to) ? TIP : 0) + (span->is_approximate ? 2 * CUTS : 0);
	if (!span->is_moment && room + ends <= s->x1 - s->x0) {
		canvas_text_draw(g->canvas, &text, s->x0 + LABEL_GAP + (isnan(span->from) ? TIP : span->is_approximate ? CUTS : 0), top, 0,
		                 diagram_ink_on(g->canvas, canvas_color(g->canvas, span->category)));
	} else if (is_room(g, row, band, s->lane, s->x1, s->x1 + room)) {
		s->word0 = s->x1;
		s->word1 = s->x1 + room;
		canvas_text_draw(g->canvas, &text, s->x1 + LABEL_GAP, top, 0, t->ink);
	} else if (is_room(g, row, band, s->lane, s->x0 - room, s->x0)) {
		s->word0 = s->x0 - room;
		s->word1 = s->x0;
		canvas_text_draw(g->canvas, &text, s->x0 - LABEL_GAP, top, 1, t->ink);
	} else {
		setter_warn(g->canvas->setter, g->canvas->node, "\"%s\" of row \"%s\" finds no room beside its bar and was left out", span->label,
		            row->title);
	}
	return true;
}

static bool draw_span(struct gantt *g, size_t r, size_t i, double top) {
	const struct gantt_row *row = &g->data->rows[r];
	const struct diagram_span *span = &row->spans[i];
	const struct stand *s = &g->bands[r].stands[i];
	double height = g->canvas->leading + BAR_OVER, y = top + ((double)s->lane + 0.5) * lane_height(g);

	if (is_outside(g, span)) {
		return true;
	}
	if (span->is_moment) {
		draw_moment(g, span, (s->x0 + s->x1) / 2, y);
	} else {
		draw_bar(g, span, s->x0, s->x1, y - height / 2, height);
	}
	return draw_label(g, row, &g->bands[r], i, y);
}

/* ---- rows ---- */

static void draw_rule(struct gantt *g, double y) {
	ops_line(canvas_arena(g->canvas), &g->canvas->ops, g->canvas->x, y, g->canvas->x + g->canvas->width, y, 0.35, g->canvas->setter->template->rule, 0);
}

static double group_height(const struct gantt *g, size_t r) {
	const struct canvas_text *group = &g->bands[r].group;

	return group->lines > 0 ? (double)group->lines * g->canvas->leading + 2 * ROW_PAD + (r > g->canvas->part_from ? GROUP_SPACE : 0) : 0;
}

/* Names of rows and groups stand where lines begin; time runs from left to right all the same. */
static void draw_name(struct gantt *g, const struct canvas_text *name, double y, struct template_color color) {
	bool is_rtl = g->canvas->setter->is_rtl;

	canvas_text_draw(g->canvas, name, g->canvas->x + (is_rtl ? g->canvas->width : 0), y, is_rtl ? 1 : 0, color);
}

static void draw_group(struct gantt *g, size_t r) {
	const struct canvas_text *group = &g->bands[r].group;

	if (group->lines > 0) {
		double y = g->canvas->y + group_height(g, r) - ROW_PAD - (double)group->lines * g->canvas->leading;
		draw_name(g, group, y, g->canvas->setter->template->accent);
		g->canvas->y += group_height(g, r);
	}
}

static bool draw_row(struct gantt *g, size_t r) {
	double height = g->bands[r].height, y = g->canvas->y, lanes = (double)g->bands[r].lanes * lane_height(g);

	draw_name(g, &g->names[r], y + (height - (double)g->names[r].lines * g->canvas->leading) / 2, g->canvas->setter->template->ink);
	for (size_t i = 0; i < g->data->rows[r].span_count; i++) {
		if (!draw_span(g, r, i, y + (height - lanes) / 2)) {
			return false;
		}
	}
	g->canvas->y += height;
	draw_rule(g, g->canvas->y);
	return true;
}

/* The rows of this part: as many from part_from on as find room, at least one. */
static size_t end_of_part(const struct gantt *g) {
	double y = g->canvas->y;
	size_t r = g->canvas->part_from;

	for (; r < g->data->row_count; r++) {
		y += group_height(g, r) + g->bands[r].height;
		if (y > g->canvas->most && r > g->canvas->part_from) {
			break;
		}
	}
	return r;
}

/* Moments that hold for all rows: a line down through them, named above the axis. */
static bool draw_mark_names(struct gantt *g) {
	double right = g->canvas->x;
	bool any = false;

	for (size_t i = 0; i < g->data->mark_count; i++) {
		const struct diagram_span *mark = &g->data->marks[i];
		struct canvas_text text;
		if (mark->label == NULL || mark->from < g->scale.from || mark->from > g->scale.to) {
			continue;
		}
		if (!canvas_text(g->canvas, mark->label, false, &text)) {
			return false;
		}
		double x = diagram_x(&g->scale, mark->from) - text.width / 2;
		x = fmin(fmax(x, right), g->canvas->x + g->canvas->width - text.width);
		if (x < right - 0.1) {
			setter_warn(g->canvas->setter, g->canvas->node, "the mark \"%s\" finds no room for its name", mark->label);
			continue;
		}
		canvas_text_draw(g->canvas, &text, x, g->canvas->y, 0, g->canvas->setter->template->highlight);
		right = x + text.width + 6;
		any = true;
	}
	g->canvas->y += any ? g->canvas->leading : 0;
	return true;
}

static void draw_marks(struct gantt *g, double y0, double y1) {
	for (size_t i = 0; i < g->data->mark_count; i++) {
		double day = g->data->marks[i].from, x = diagram_x(&g->scale, day);
		if (day >= g->scale.from && day <= g->scale.to) {
			ops_line(canvas_arena(g->canvas), &g->canvas->ops, x, y0, x, y1, 0.8, g->canvas->setter->template->highlight, 2);
		}
	}
}

bool gantt_draw(struct canvas *canvas, double height) {
	struct gantt g = { .canvas = canvas, .data = canvas->node->u.gantt };

	(void)height;                /* rows are as high as they are */
	find_range(&g);
	if (!make_names(&g)) {
		return false;
	}
	const char *title = canvas->part_from == 0 ? g.data->base.title : NULL;
	if (!diagram_head(canvas, title, g.data->categories, g.data->category_count) || !draw_mark_names(&g) || !diagram_axis(canvas, &g.scale)) {
		return false;
	}
	g.bands = arena_alloc(canvas_arena(canvas), (g.data->row_count + 1) * sizeof(*g.bands));
	for (size_t r = 0; r < g.data->row_count; r++) {
		if (!make_band(&g, r)) {
			return false;
		}
	}
	size_t end = end_of_part(&g);
	double top = canvas->y, bottom = top;
	for (size_t r = canvas->part_from; r < end; r++) {
		bottom += group_height(&g, r) + g.bands[r].height;
	}
	diagram_grid(canvas, &g.scale, top, bottom);
	draw_marks(&g, top, bottom);
	draw_rule(&g, top);
	for (size_t r = canvas->part_from; r < end; r++) {
		draw_group(&g, r);
		if (!draw_row(&g, r)) {
			return false;
		}
	}
	canvas->part_next = end < g.data->row_count ? end : 0;
	return true;
}
