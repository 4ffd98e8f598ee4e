#include "layout/figure.h"

#include <math.h>

#include "base/err.h"
#include "base/mem.h"
#include "doc/node.h"
#include "layout/block.h"
#include "layout/box.h"
#include "layout/canvas.h"
#include "layout/note.h"
#include "layout/second.h"

/*
 * What each kind draws, with less of it where a page is too low; a plot is never lower than this. A kind that knows its size
 * beforehand takes its place in the column, and is drawn once, as high as it may be. height: what a plot wants by itself, where
 * neither its author nor the template say it.
 */
static const struct {
	figure_draw_fn draw;
	double (*place)(struct canvas *canvas);
	double (*height)(const struct canvas *canvas);
} drawings[NODE_KINDS] = {
	[NODE_CHART] = { chart_draw, NULL, NULL },
	[NODE_GANTT] = { gantt_draw, NULL, NULL },
	[NODE_MAP] = { map_draw, NULL, map_height },
	[NODE_PICTURE] = { picture_draw, picture_place, NULL },
	[NODE_TIMELINE] = { timeline_draw, NULL, NULL },
};
static const double PLOT_MIN = 40;

static bool draw(struct canvas *canvas, double height) {
	canvas->ops = (struct ops){ 0 };
	canvas->y = 0;
	canvas->plot = height;
	canvas_with_text_end(canvas);
	bool ok = drawings[canvas->node->kind].draw(canvas, height);
	canvas_with_text(canvas);
	return ok;
}

/* Draw within canvas->most: the plot gives way to what stands round it. */
static bool draw_within(struct canvas *canvas, double height) {
	if (drawings[canvas->node->kind].place != NULL) {
		return draw(canvas, fmin(height, fmax(PLOT_MIN, canvas->most)));
	}
	if (!draw(canvas, height)) {
		return false;
	}
	if (canvas->y <= canvas->most) {
		return true;
	}
	setter_warn(canvas->setter, canvas->node, "a %s is higher than a page: its plot was made lower", node_kind_name(canvas->node->kind));
	canvas->is_squeezed = true;
	if (!draw(canvas, fmax(PLOT_MIN, canvas->plot - (canvas->y - canvas->most)))) {
		return false;
	}
	if (canvas->y <= setter_max_height(canvas->setter) + 0.1) {
		return true;
	}
	err_set(canvas->setter->err, ERR_PLUGIN, "a %s has more words than a page has room for beside its plot", node_kind_name(canvas->node->kind));
	node_blame(canvas->node, canvas->setter->err);
	return err_hint(canvas->setter->err, "shorten its title and names, or set it in a wider column");
}

/* Put a label behind what is said, in each language by itself. */
static void say_label(const struct canvas *canvas, const char *pattern, enum label label, struct tag_attrs *attrs) {
	struct arena *arena = canvas_arena(canvas);
	bool is_double = attrs->alt_second != NULL;
	const char *lang = canvas->setter->doc->lang;
	const char *words = is_double ? label_text(lang, label) : second_label(canvas->setter, canvas->node, label);

	attrs->alt = arena_printf(arena, pattern, attrs->alt, words);
	if (is_double) {
		attrs->alt_second = arena_printf(arena, pattern, attrs->alt_second, label_text(attrs->alt_lang, label));
	}
}

static struct tag_attrs *figure_attrs(const struct canvas *canvas) {
	struct tag_attrs *attrs = arena_alloc(canvas_arena(canvas), sizeof(*attrs));

	second_alt(canvas->setter, canvas->node->u.figure->alt, canvas->node->u.figure->alt_second, attrs);
	attrs->source = canvas->node;
	if (canvas->node->kind == NODE_MAP) {
		/* The line below it is part of the drawing: who listens hears it too. */
		say_label(canvas, "%s %s", LABEL_MAP_POSITION, attrs);
	}
	if (canvas->part_from > 0) {
		say_label(canvas, "%s (%s)", LABEL_CONTINUED, attrs);
	}
	attrs->bbox[0] = canvas->x;
	attrs->bbox[2] = canvas->x + canvas->width;
	attrs->bbox[3] = canvas->y;
	return attrs;
}

static void add_figure(struct canvas *canvas, bool has_caption, double space, struct vlist *list) {
	struct arena *arena = canvas_arena(canvas);
	struct piece *piece = vlist_add(arena, list, canvas->y, has_caption ? 0 : space);

	piece->break_cost = has_caption ? BREAK_NEVER : BREAK_FREE;
	piece->node = has_caption || canvas->part_from > 0 ? NULL : canvas->node;
	if (canvas->node->u.figure->is_decorative) {
		ops_artifact(arena, &piece->ops, ARTIFACT_LAYOUT);
		ops_append(arena, &piece->ops, &canvas->ops, 0, 0);
		ops_artifact_end(arena, &piece->ops);
		return;
	}
	ops_tag(arena, &piece->ops, TAG_FIGURE, figure_attrs(canvas));
	ops_append(arena, &piece->ops, &canvas->ops, 0, 0);
	ops_tag_end(arena, &piece->ops);
}

static double plot_height(const struct canvas *canvas) {
	double own = canvas->node->u.figure->height_pt;
	double (*wanted)(const struct canvas *) = drawings[canvas->node->kind].height;

	return own > 0 ? own : wanted != NULL ? wanted(canvas) : canvas->setter->template->chart.height;
}

/* The lines that stand small below the figure, on a list of their own: how much room they take is known before it is drawn. */
static bool set_credits(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	for (const struct node *c = node->first; c != NULL; c = c->next) {
		if (c->kind == NODE_REMARK && !block_words(setter, c, STYLE_CREDIT, TAG_P, x, width, list)) {
			return false;
		}
	}
	for (size_t i = 0; i < list->n; i++) {
		list->v[i].break_cost = BREAK_NEVER;
		list->v[i].node = NULL;
	}
	return true;
}

static void append(struct setter *setter, struct vlist *list, const struct vlist *from) {
	for (size_t i = 0; i < from->n; i++) {
		*ARENA_PUSH(setter->arena, list->v, list->n, list->cap) = from->v[i];
	}
}

bool figure_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	struct canvas canvas = {
		.setter = setter, .node = node, .x = x, .width = width, .column = width, .leading = setter->template->styles[STYLE_CHART_LABEL].leading,
	};
	const struct node_figure *figure = node->u.figure;
	const struct node *caption = node_caption(node);
	double height = plot_height(&canvas), above, below = 0;
	struct vlist credits = { .sheet = list->sheet };
	size_t first = list->n;
	bool is_element = !figure->is_decorative || node->first != NULL;

	if (drawings[node->kind].place != NULL) {
		height = drawings[node->kind].place(&canvas);
		x = canvas.x;
		width = canvas.width;
	}
	if (is_element) {
		ops_tag(setter->arena, &list->pending, TAG_DIV, NULL);
	}
	if (caption != NULL && !block_caption(setter, caption, figure->label, x, width, list)) {
		return false;
	}
	above = vlist_height(list, first);
	if (list->n > first) {
		list->v[first].space = fmax(list->v[first].space, setter->template->chart.space_before);
		list->v[first].node = node;
		above += list->pending_space;
	} else if (list->kept > 0) {
		above = fmax(0, setter->template->chart.space_before - list->pending_space);
	}
	if (!set_credits(setter, node, x, width, &credits)) {
		return false;
	}
	if (credits.n > 0) {
		below = vlist_height(&credits, 0) + credits.v[0].space;
	}
	below += notes_room(setter, &credits, 0);
	canvas.most = setter_max_height(setter) - list->kept - above - below - notes_room(setter, list, first);
	do {
		canvas.part_from = canvas.part_next;
		canvas.part_next = 0;
		if (!draw_within(&canvas, height)) {
			return false;
		}
		add_figure(&canvas, list->n > first && canvas.part_from == 0, setter->template->chart.space_before, list);
		canvas.most = setter_max_height(setter) - below;
	} while (canvas.part_next > 0);
	append(setter, list, &credits);
	if (is_element) {
		vlist_tag_end(setter->arena, list);
	}
	list->pending_space = setter->template->chart.space_after;
	return true;
}
