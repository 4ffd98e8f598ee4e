/* table_heat: cells tinted by their values, from light to dark so that it is read in grey too; see table.h. */
#include <math.h>

#include "base/mem.h"
#include "doc/contrast.h"
#include "doc/labels.h"
#include "layout/box.h"
#include "layout/canvas.h"
#include "layout/table.h"
#include "text/locale.h"

/* Of the legend: steps shown, and their size. */
enum { STEPS = 6 };
static const double STEP_WIDTH = 15, STEP_LEAST = 2, STEP_HEIGHT = 6, LEGEND_GAP = 4, LEGEND_SPACE = 5;

/* White is read better than black on what is darker: there both have a contrast of 4.58 (WCAG 2, 1.4.3, asks for 4.5). */
static const double DARK = 0.179;

/* On what is lighter any ink is dark enough; between the two it takes black. */
static const double LIGHT = 0.4;

static bool is_measured(const struct table *t, const struct row *row, const struct cell *cell) {
	const struct node_table *more = t->node->u.table.more;

	return more != NULL && more->heat != NULL && row->kind == ROW_BODY && cell->columns == 1 && !isnan(cell->node->u.cell.value) &&
	       more->heat[t->slots[cell->column].column];
}

void heat_measure(struct table *t) {
	const struct node_table *more = t->node->u.table.more;
	double low = INFINITY, high = -INFINITY;

	if (more == NULL || more->heat == NULL) {
		return;
	}
	for (size_t r = 0; r < t->row_count; r++) {
		for (size_t i = 0; i < t->rows[r].cell_count; i++) {
			const struct cell *cell = &t->rows[r].cells[i];
			if (is_measured(t, &t->rows[r], cell)) {
				low = fmin(low, cell->node->u.cell.value);
				high = fmax(high, cell->node->u.cell.value);
				t->heat.is_on = true;
			}
		}
	}
	t->heat.low = isnan(more->heat_low) ? low : more->heat_low;
	t->heat.high = isnan(more->heat_high) ? high : more->heat_high;
	t->has_tints = t->has_tints || t->heat.is_on;
}

static struct template_color shade(const struct table *t, double share) {
	return canvas_mix(t->setter->template->table.heat_low, t->setter->template->table.heat_high, share);
}

bool heat_color(const struct table *t, const struct row *row, const struct cell *cell, struct template_color *color) {
	double range = t->heat.high - t->heat.low;

	if (!t->heat.is_on || !is_measured(t, row, cell)) {
		return false;
	}
	double share = range > 0 ? (cell->node->u.cell.value - t->heat.low) / range : 0.5;
	*color = shade(t, fmin(1, fmax(0, share)));
	return true;
}

bool heat_ink(const struct table *t, const struct row *row, const struct cell *cell, struct template_color *ink) {
	struct template_color ground;

	if (!heat_color(t, row, cell, &ground) || contrast_luminance(ground) > LIGHT) {
		return false;
	}
	*ink = contrast_luminance(ground) < DARK ? (struct template_color){ 1, 1, 1 } : (struct template_color){ 0, 0, 0 };
	return true;
}

static bool draw_legend(struct canvas *canvas, const struct table *t) {
	struct template_color ink = t->setter->template->muted;
	struct canvas_text low, high;
	double x = canvas->x, top = (canvas->leading - STEP_HEIGHT) / 2;

	if (!canvas_number(canvas, t->heat.low, -1, &low) || !canvas_number(canvas, t->heat.high, -1, &high)) {
		return false;
	}
	/* In a narrow column its steps are narrower. */
	double step = fmin(STEP_WIDTH, fmax(STEP_LEAST, (canvas->width - low.width - high.width - 2 * LEGEND_GAP) / STEPS));
	canvas_text_draw(canvas, &low, x, 0, 0, ink);
	x += low.width + LEGEND_GAP;
	for (int i = 0; i < STEPS; i++, x += step) {
		ops_rect(canvas_arena(canvas), &canvas->ops, x, top, step - 0.6, STEP_HEIGHT, shade(t, i / (STEPS - 1.0)));
	}
	x += LEGEND_GAP - 0.6;
	canvas_text_draw(canvas, &high, x, 0, 0, ink);
	canvas->width = x + high.width - canvas->x;
	return true;
}

bool heat_legend(struct table *t, struct vlist *list) {
	struct setter *setter = t->setter;
	struct arena *arena = setter->arena;
	struct canvas canvas = {
		.setter = setter, .node = t->node, .x = t->x, .width = t->room,
		.leading = setter->template->styles[STYLE_CHART_LABEL].leading,
	};
	const char *lang = canvas_lang(&canvas);
	struct tag_attrs *attrs = arena_alloc(arena, sizeof(*attrs));

	if (!draw_legend(&canvas, t)) {
		return false;
	}
	attrs->alt = arena_printf(arena, "%s %s – %s", label_text(lang, LABEL_SHADES), locale_number(arena, lang, t->heat.low, -1),
	                          locale_number(arena, lang, t->heat.high, -1));
	attrs->bbox[0] = canvas.x;
	attrs->bbox[2] = canvas.x + canvas.width;
	attrs->bbox[3] = canvas.leading;
	list->pending_space = 0;
	struct piece *piece = vlist_add(arena, list, canvas.leading, LEGEND_SPACE);
	piece->break_cost = BREAK_NEVER;
	ops_tag(arena, &piece->ops, TAG_FIGURE, attrs);
	ops_append(arena, &piece->ops, &canvas.ops, 0, 0);
	ops_tag_end(arena, &piece->ops);
	return true;
}
