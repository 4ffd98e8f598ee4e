/* Contents: a line a heading, leading to it; its page number is set once pages are known. */
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/labels.h"
#include "doc/node.h"
#include "layout/box.h"
#include "text/para.h"

enum { DEFAULT_DEPTH = 2, MAX_DEPTH = 3 };

struct contents {
	struct setter *setter;
	struct vlist *list;
	int depth;
	double number_room;          /* kept free for page numbers at the right */
	double label_room[MAX_DEPTH];    /* the widest heading number of a level: words stand under one another */
	bool ok;
};

/* What the column of page numbers takes: four figures, in the style of the first level. */
static bool measure_room(struct contents *c) {
	const struct inline_opts opts = { .style = STYLE_CONTENTS_1, .align = TEMPLATE_LEFT };
	struct inline_para *para = inline_text(c->setter, "0000", &opts);

	if (para == NULL) {
		return false;
	}
	c->number_room = inline_max_width(para);
	return true;
}

static double label_width(struct contents *c, const struct node *heading) {
	const struct inline_opts opts = {
		.style = (enum template_style_id)(STYLE_CONTENTS_1 + heading->u.heading.level - 1), .align = TEMPLATE_LEFT,
	};
	struct inline_para *para = inline_text(c->setter, heading->u.heading.number, &opts);

	c->ok = para != NULL;
	return para != NULL ? inline_max_width(para) : 0;
}

static bool is_labelled(const struct contents *c, const struct node *node) {
	return node->kind == NODE_HEADING && node->u.heading.level <= c->depth && node->u.heading.number != NULL &&
	       c->setter->template->heading.numbered;
}

static bool measure_label(struct node *node, void *ctx) {
	struct contents *c = ctx;

	if (is_labelled(c, node)) {
		double width = label_width(c, node), *room = &c->label_room[node->u.heading.level - 1];
		*room = width > *room ? width : *room;
	}
	return c->ok;
}

/* Dots from x to the column of numbers, on a grid common to all lines: paint, not content. */
static bool add_leader(struct contents *c, enum template_style_id id, double x, double y, struct ops *ops) {
	const struct inline_opts opts = { .style = id, .align = TEMPLATE_LEFT };
	struct arena *arena = c->setter->arena;
	double right = c->setter->width - c->number_room - 4, step = c->setter->template->styles[id].size * 0.62;
	struct inline_para *dot = inline_text(c->setter, ".", &opts);

	if (dot == NULL) {
		return false;
	}
	struct text_set set;
	if (inline_break(c->setter, dot, right, NULL) != 1) {
		return true;
	}
	inline_set(c->setter, dot, 0, &set);
	if (set.run_count != 1) {
		return true;
	}
	ops_artifact(arena, ops, ARTIFACT_LAYOUT);
	for (int i = (int)((x + step) / step) + 1; i * step < right; i++) {
		ops_text(arena, ops, &set.runs[0], i * step, y + inline_baseline(dot), c->setter->template->muted);
	}
	ops_artifact_end(arena, ops);
	return true;
}

static bool add_entry(struct contents *c, const struct node *heading) {
	struct setter *setter = c->setter;
	struct arena *arena = setter->arena;
	int level = heading->u.heading.level;
	enum template_style_id id = (enum template_style_id)(STYLE_CONTENTS_1 + level - 1);
	const struct template_style *style = &setter->template->styles[id];
	bool labelled = is_labelled(c, heading);
	const struct inline_opts opts = {
		.style = id, .align = TEMPLATE_LEFT, .no_hyphens = true,
		.prefix = labelled ? heading->u.heading.number : NULL,
		.prefix_gap = labelled ? setter->template->heading.number_gap + c->label_room[level - 1] - label_width(c, heading) : 0,
	};
	double x = (level - 1) * setter->template->contents.indent;
	struct buf words = BUF_INIT;

	node_text(heading, &words);
	struct inline_para *para = inline_text(setter, arena_strdup(arena, words.p), &opts);
	struct tag_attrs *attrs = arena_alloc(arena, sizeof(*attrs));
	attrs->dest = heading->id;
	attrs->contents = arena_strdup(arena, words.p);
	buf_fini(&words);
	if (para == NULL) {
		return false;
	}
	const struct text_line *lines;
	size_t n = inline_break(setter, para, setter->width - x - c->number_room - 24, &lines);
	for (size_t i = 0; i < n; i++) {
		struct piece *piece = vlist_add(arena, c->list, inline_leading(para), i == 0 ? style->space_before : 0);
		piece->break_cost = i > 0 ? BREAK_NEVER : BREAK_FREE;
		if (i == 0) {
			ops_tag(arena, &piece->ops, TAG_TOCI, NULL);
			ops_tag(arena, &piece->ops, TAG_REFERENCE, NULL);
		}
		ops_tag(arena, &piece->ops, TAG_LINK, attrs);
		inline_ops(setter, para, i, x, 0, true, &piece->ops);
		ops_tag_end(arena, &piece->ops);
		if (i < n - 1) {
			continue;
		}
		if (setter->template->contents.leaders &&
		    !add_leader(c, id, x + lines[i].width_pt, 0, &piece->ops)) {
			return false;
		}
		*ARENA_PUSH(arena, piece->late, piece->late_count, piece->late_cap) = (struct late_number){
			.target = heading, .x = setter->width, .y = 0, .style = id, .op = piece->ops.n,
		};
		ops_tag_end(arena, &piece->ops);
		ops_tag_end(arena, &piece->ops);
	}
	c->list->pending_space = style->space_after;
	return true;
}

static bool enter(struct node *node, void *ctx) {
	struct contents *c = ctx;

	if (node->kind == NODE_HEADING && node->u.heading.level <= c->depth) {
		c->ok = add_entry(c, node);
	}
	return c->ok;
}

bool contents_set(struct setter *setter, const struct node *node, struct vlist *list) {
	struct contents c = { .setter = setter, .list = list, .depth = DEFAULT_DEPTH, .ok = true };
	const char *title = node != NULL && node->u.contents.title != NULL ? node->u.contents.title
	                                                                   : label_text(setter->doc->lang, LABEL_CONTENTS);
	const struct template_style *style = &setter->template->styles[STYLE_CONTENTS_TITLE];
	const struct inline_opts opts = { .style = STYLE_CONTENTS_TITLE, .align = -1 };
	struct inline_para *para = inline_text(setter, title, &opts);

	if (para == NULL || !measure_room(&c)) {
		return false;
	}
	if (node != NULL && node->u.contents.depth > 0) {
		c.depth = node->u.contents.depth < MAX_DEPTH ? node->u.contents.depth : MAX_DEPTH;
	}
	size_t n = inline_break(setter, para, setter->width, NULL);
	for (size_t i = 0; i < n; i++) {
		struct piece *piece = vlist_add(setter->arena, list, inline_leading(para), i == 0 ? style->space_before : 0);
		if (i == 0) {
			ops_tag(setter->arena, &piece->ops, TAG_H1, NULL);
		}
		inline_ops(setter, para, i, 0, 0, false, &piece->ops);
		if (i == n - 1) {
			ops_tag_end(setter->arena, &piece->ops);
		}
	}
	list->pending_space = style->space_after;
	ops_tag(setter->arena, &list->pending, TAG_TOC, NULL);
	size_t first = list->n;
	/* The walks change nothing; their visitors are shared with those that do. */
	node_walk(setter->doc->root, measure_label, NULL, &c);
	node_walk(setter->doc->root, enter, NULL, &c);
	vlist_tag_end(setter->arena, list);
	if (first < list->n) {
		list->v[first].break_cost = BREAK_NEVER;
	}
	return c.ok;
}
