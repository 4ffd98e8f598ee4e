/* table_mini: what is drawn within a line's height: the run of some values, a share of a bar; see table.h. */
#include <math.h>

#include "base/mem.h"
#include "layout/box.h"
#include "layout/canvas.h"
#include "layout/table.h"

/* In leadings of the cell. */
static const double SPARK_WIDTH = 4.6, SPARK_MOST = 8, BAR_WIDTH = 5, BAR_HEIGHT = 0.56;

static const double SPARK_LINE = 0.9, SPARK_DOT = 1.5, SPARK_PAD = 1.6;

double mini_width(const struct node_mini *mini, double leading) {
	return leading * (mini->kind == MINI_BAR ? BAR_WIDTH : SPARK_WIDTH);
}

struct spark {
	const struct node_mini *mini;
	double x, y, width, height, low, high;
};

static void point_at(const struct spark *s, size_t i, double *x, double *y) {
	double range = s->high - s->low;

	*x = s->x + (s->mini->n > 1 ? s->width * (double)i / (double)(s->mini->n - 1) : s->width / 2);
	*y = s->y + s->height * (range > 0 ? 1 - (s->mini->values[i] - s->low) / range : 0.5);
}

static void find_range(struct spark *s) {
	s->low = INFINITY;
	s->high = -INFINITY;
	for (size_t i = 0; i < s->mini->n; i++) {
		if (!isnan(s->mini->values[i])) {
			s->low = fmin(s->low, s->mini->values[i]);
			s->high = fmax(s->high, s->mini->values[i]);
		}
	}
}

/* The line from value i to the last before a gap; returns the index behind that. A value alone is a dot. */
static size_t draw_stretch(struct canvas *canvas, const struct spark *s, size_t i, struct template_color color) {
	struct path_seg *segs = arena_alloc(canvas_arena(canvas), (s->mini->n - i) * sizeof(*segs));
	size_t n = 0;
	double x = 0, y = 0;

	for (; i < s->mini->n && !isnan(s->mini->values[i]); i++) {
		point_at(s, i, &x, &y);
		segs[n] = canvas_point(n == 0 ? PATH_MOVE : PATH_LINE, x, y);
		n++;
	}
	if (n > 1) {
		canvas_path(canvas, segs, n, false, color, color, SPARK_LINE);
	} else {
		canvas_circle(canvas, x, y, SPARK_LINE, color, color, 0);
	}
	return i;
}

/* Time runs from left to right, as in charts. */
static void draw_spark(struct canvas *canvas, const struct node_mini *mini, double y, double height, double leading) {
	const struct template *template = canvas->setter->template;
	double room = fmin(canvas->width, SPARK_MOST * leading), width = room - 2 * SPARK_DOT;
	struct spark s = {
		.mini = mini, .x = canvas->x + SPARK_DOT, .y = y + SPARK_PAD, .width = width, .height = height - 2 * SPARK_PAD,
	};
	size_t last = mini->n;
	double at_x, at_y;

	if (canvas->setter->is_rtl) {
		ops_as_drawn(canvas_arena(canvas), &canvas->ops, canvas->x, room);
	}
	find_range(&s);
	for (size_t i = 0; i < mini->n;) {
		if (isnan(mini->values[i])) {
			i++;
			continue;
		}
		i = draw_stretch(canvas, &s, i, template->accent);
		last = i - 1;
	}
	if (last < mini->n) {
		/* Where it stands now. */
		point_at(&s, last, &at_x, &at_y);
		canvas_circle(canvas, at_x, at_y, SPARK_DOT, template->highlight, template->highlight, 0);
	}
	if (canvas->setter->is_rtl) {
		ops_as_drawn_end(canvas_arena(canvas), &canvas->ops);
	}
}

static void draw_bar(struct canvas *canvas, double share, double y, double height) {
	const struct template *template = canvas->setter->template;
	double h = height * BAR_HEIGHT, top = y + (height - h) / 2;
	struct arena *arena = canvas_arena(canvas);

	ops_rect(arena, &canvas->ops, canvas->x, top, canvas->width, h, template->rule);
	if (share > 0) {
		ops_rect(arena, &canvas->ops, canvas->x, top, canvas->width * fmin(share, 1), h, template->accent);
	}
}

void mini_draw(struct setter *setter, const struct node_mini *mini, double x, double y, double width, double height, struct ops *ops) {
	struct canvas canvas = { .setter = setter, .x = x, .width = width };

	if (mini->kind == MINI_BAR) {
		draw_bar(&canvas, mini->values[0], y, height);
	} else {
		draw_spark(&canvas, mini, y, height, height);
	}
	ops_append(setter->arena, ops, &canvas.ops, 0, 0);
}
