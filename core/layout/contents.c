/* Contents, and lists of tables and figures: a line for each, leading to it; its page number is set once pages are known. */
#include <math.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/str.h"
#include "doc/labels.h"
#include "doc/node.h"
#include "layout/block.h"
#include "layout/box.h"
#include "layout/second.h"
#include "text/para.h"

/* Levels that have a style of their own; rooms for labels: of each, of appendices, of captions. */
enum { STYLED = 3, ROOM_APPENDIX = STYLED, ROOM_CAPTION, ROOMS };

/* A list after the contents is set for so many tables or figures. */
enum { LIST_LEAST = 3 };

/* Its title is smaller than that of the contents. */
static const double LIST_TITLE_SCALE = 0.72;

/* Fewer lines would make a poor end on a page of their own. */
enum { LAST = 5 };

struct contents {
	struct setter *setter;
	struct vlist *list;
	int depth;
	bool is_listof, of_figures;
	double number_room;          /* kept free for page numbers at the right */
	double label_room[ROOMS];    /* the widest label of a kind: words stand under one another */
	size_t count;                /* of what a list of captions has */
	enum template_style_id before;       /* of the entry before: what stands under it is styled by a later one */
	bool ok;
};

/* A line of it. */
struct entry {
	const struct node *node;     /* where it leads */
	const struct node *words;    /* whose words it says */
	const char *label;           /* before them, or NULL */
	enum template_style_id style;
	int room;
	double x;
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

/* ---- what is listed ---- */

static bool heading_entry(const struct contents *c, const struct node *node, struct entry *entry) {
	const struct template *t = c->setter->template;
	int level = node->u.heading.level, styled = level < STYLED ? level : STYLED;
	bool has_label = t->heading.numbered && node->u.heading.number != NULL && level <= t->heading.depth;

	if (level > c->depth) {
		return false;
	}
	*entry = (struct entry){
		.node = node, .words = node, .style = (enum template_style_id)(STYLE_CONTENTS_1 + styled - 1), .room = styled - 1,
		.x = (level - 1) * t->contents.indent,
		.label = node->u.heading.label != NULL ? node->u.heading.label : has_label ? node->u.heading.number : NULL,
	};
	if (node->u.heading.label != NULL) {
		entry->room = ROOM_APPENDIX;
	}
	return true;
}

static bool caption_entry(const struct contents *c, const struct node *node, struct entry *entry) {
	bool is_listed = c->of_figures ? node_is_figure(node->kind) : node_is_table(node->kind);
	const char *label = is_listed ? node_label(node) : NULL;

	*entry = (struct entry){
		.node = node, .words = node_caption(node), .label = label, .style = STYLE_CONTENTS_2, .room = ROOM_CAPTION,
	};
	return label != NULL;
}

static bool entry_of(const struct contents *c, const struct node *node, struct entry *entry) {
	return c->is_listof ? caption_entry(c, node, entry) : node->kind == NODE_HEADING && heading_entry(c, node, entry);
}

static double label_width(struct contents *c, const struct entry *entry) {
	const struct inline_opts opts = { .style = entry->style, .align = TEMPLATE_LEFT };
	struct inline_para *para = inline_text(c->setter, entry->label, &opts);

	c->ok = para != NULL;
	return para != NULL ? inline_max_width(para) : 0;
}

static bool measure_label(struct node *node, void *ctx) {
	struct contents *c = ctx;
	struct entry entry;

	if (entry_of(c, node, &entry)) {
		c->count++;
		if (entry.label != NULL) {
			c->label_room[entry.room] = fmax(c->label_room[entry.room], label_width(c, &entry));
		}
	}
	return c->ok;
}

/* ---- lines ---- */

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

/* From the label's beginning to that of the words: alike for all of a kind. */
static double hang_of(const struct contents *c, const struct entry *entry) {
	return entry->label != NULL ? c->label_room[entry->room] + c->setter->template->heading.number_gap : 0;
}

static struct inline_para *set_words(struct contents *c, const struct entry *entry, struct tag_attrs *attrs) {
	double hang = hang_of(c, entry);
	const struct inline_opts opts = {
		.style = entry->style, .align = TEMPLATE_LEFT, .no_hyphens = true, .prefix = entry->label,
		.prefix_gap = entry->label != NULL ? hang - label_width(c, entry) : 0, .first_indent = -hang,
	};

	const char *words = second_leading(c->setter, entry->words);
	attrs->dest = entry->node->id;
	attrs->contents = entry->label != NULL ? arena_printf(c->setter->arena, "%s %s", entry->label, words) : words;
	return inline_text(c->setter, words, &opts);
}

/* What follows the words of the last line: dots, the page, and the ends of the entry's elements. */
static bool end_entry(struct contents *c, const struct entry *entry, double words_end, struct piece *piece) {
	struct arena *arena = c->setter->arena;

	if (c->setter->template->contents.leaders && !add_leader(c, entry->style, words_end, 0, &piece->ops)) {
		return false;
	}
	*ARENA_PUSH(arena, piece->late, piece->late_count, piece->late_cap) = (struct late_number){
		.target = entry->node, .x = c->setter->width, .y = 0, .style = entry->style, .op = piece->ops.n,
	};
	ops_tag_end(arena, &piece->ops);
	ops_tag_end(arena, &piece->ops);
	return true;
}

/* A second wording behind the first, where the line has room for it, or on the next: *words_end is then its end. */
static bool add_second(struct contents *c, const struct entry *entry, double x, double *words_end, struct piece **piece) {
	struct setter *setter = c->setter;
	const char *words = setter->doc->second != NULL ? node_second_words(setter->arena, entry->words) : NULL;
	const struct inline_opts opts = { .style = entry->style, .align = TEMPLATE_LEFT, .no_hyphens = true };
	double room = setter->width - c->number_room - 24, gap = block_style(setter, entry->style)->size * 0.8;

	if (words == NULL) {
		return true;
	}
	struct tag_attrs *attrs = arena_alloc(setter->arena, sizeof(*attrs));
	*attrs = (struct tag_attrs){ .dest = entry->node->id, .contents = words, .lang = setter->doc->second->lang };
	struct inline_para *para = inline_new(setter, second_block(setter, words, true), &opts);
	if (para == NULL) {
		return false;
	}
	bool is_beside = *words_end + gap + inline_max_width(para) <= room;
	double at = is_beside ? *words_end + gap : x;
	const struct text_line *lines;
	size_t n = inline_break(setter, para, room - at, &lines);
	for (size_t i = 0; i < n; i++) {
		if (!is_beside) {
			*piece = vlist_add(setter->arena, c->list, inline_leading(para), 0);
			(*piece)->break_cost = BREAK_NEVER;
		}
		ops_tag(setter->arena, &(*piece)->ops, TAG_LINK, attrs);
		inline_ops(setter, para, i, at, 0, true, &(*piece)->ops);
		ops_tag_end(setter->arena, &(*piece)->ops);
		*words_end = at + lines[i].width_pt;
	}
	return true;
}

static bool add_entry(struct contents *c, const struct entry *entry) {
	struct setter *setter = c->setter;
	struct arena *arena = setter->arena;
	const struct template_style *style = block_style(setter, entry->style);
	struct tag_attrs *attrs = arena_alloc(arena, sizeof(*attrs));
	struct inline_para *para = set_words(c, entry, attrs);
	double x = entry->x + hang_of(c, entry);
	const struct text_line *lines;

	if (para == NULL) {
		return false;
	}
	size_t n = inline_break(setter, para, setter->width - x - c->number_room - 24, &lines);
	for (size_t i = 0; i < n; i++) {
		struct piece *piece = vlist_add(arena, c->list, inline_leading(para), i == 0 ? style->space_before : 0);
		piece->break_cost = i > 0 ? BREAK_NEVER : entry->style > c->before ? BREAK_BAD : BREAK_FREE;
		if (i == 0) {
			ops_tag(arena, &piece->ops, TAG_TOCI, NULL);
			ops_tag(arena, &piece->ops, TAG_REFERENCE, NULL);
		}
		ops_tag(arena, &piece->ops, TAG_LINK, attrs);
		inline_ops(setter, para, i, x, 0, true, &piece->ops);
		ops_tag_end(arena, &piece->ops);
		double words_end = (i == 0 ? entry->x : x) + lines[i].width_pt;
		if (i == n - 1 && (!add_second(c, entry, x, &words_end, &piece) || !end_entry(c, entry, words_end, piece))) {
			return false;
		}
	}
	c->list->pending_space = style->space_after;
	c->before = entry->style;
	return true;
}

static bool enter(struct node *node, void *ctx) {
	struct contents *c = ctx;
	struct entry entry;

	if (entry_of(c, node, &entry)) {
		c->ok = add_entry(c, &entry);
	}
	return c->ok;
}

/* ---- the whole ---- */

static bool add_title(struct contents *c, const char *title, double scale) {
	struct setter *setter = c->setter;
	const struct template_style *style = block_style(setter, STYLE_CONTENTS_TITLE);
	const struct inline_opts opts = { .style = STYLE_CONTENTS_TITLE, .align = -1, .scale = scale };
	struct inline_para *para = inline_text(setter, title, &opts);
	size_t first = c->list->n;

	if (para == NULL || block_lines(setter, para, TAG_H1, NULL, 0, setter->width, style->space_before, c->list) == SIZE_MAX) {
		return false;
	}
	for (size_t i = first + 1; i < c->list->n; i++) {
		c->list->v[i].break_cost = BREAK_NEVER;
	}
	c->list->pending_space = style->space_after * scale;
	return true;
}

/* The walks change nothing; their visitors are shared with those that do. */
static bool add_entries(struct contents *c) {
	size_t first = c->list->n;

	ops_tag(c->setter->arena, &c->list->pending, TAG_TOC, NULL);
	node_walk(c->setter->doc->root, enter, NULL, c);
	vlist_tag_end(c->setter->arena, c->list);
	if (first < c->list->n) {
		c->list->v[first].break_cost = BREAK_NEVER;
	}
	for (size_t i = c->list->n; i-- > first + 1 && c->list->n - i < LAST;) {
		block_cost(&c->list->v[i], BREAK_POOR);
	}
	return c->ok;
}

/* A list of captions where there are least of them; of less nothing is set. */
static bool add_listof(struct setter *setter, const char *title, bool of_figures, size_t least, struct vlist *list) {
	struct contents c = { .setter = setter, .list = list, .is_listof = true, .of_figures = of_figures, .ok = true };

	if (!measure_room(&c)) {
		return false;
	}
	node_walk(setter->doc->root, measure_label, NULL, &c);
	if (!c.ok || c.count < least) {
		return c.ok;
	}
	if (title == NULL) {
		title = second_label(setter, NULL, of_figures ? LABEL_LIST_OF_FIGURES : LABEL_LIST_OF_TABLES);
	}
	list->pending_space = fmax(list->pending_space, block_style(setter, STYLE_H1)->space_before);
	return add_title(&c, title, LIST_TITLE_SCALE) && add_entries(&c);
}

bool listof_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	size_t first = list->n;

	(void)x;
	(void)width;
	if (!add_listof(setter, node->u.listof.title, node->u.listof.of_figures, 1, list)) {
		return false;
	}
	if (first == list->n) {
		setter_warn(setter, node, "there is no %s with a caption to be listed", node->u.listof.of_figures ? "figure" : "table");
	}
	return true;
}

bool contents_set(struct setter *setter, const struct node *node, struct vlist *list) {
	const struct template *t = setter->template;
	struct contents c = { .setter = setter, .list = list, .depth = t->contents.depth, .ok = true };
	const char *title = node != NULL && node->u.contents.title != NULL ? node->u.contents.title
	                                                                   : second_label(setter, NULL, LABEL_CONTENTS);

	if (node != NULL && node->u.contents.depth > 0) {
		c.depth = node->u.contents.depth;
	}
	if (!measure_room(&c)) {
		return false;
	}
	node_walk(setter->doc->root, measure_label, NULL, &c);
	if (!c.ok) {
		return false;
	}
	if (c.count == 0 && node != NULL) {
		setter_warn(setter, node, "there is no heading to be listed");
	}
	if (c.count > 0 && (!add_title(&c, title, 1) || !add_entries(&c))) {
		return false;
	}
	return (!t->contents.tables || add_listof(setter, NULL, false, LIST_LEAST, list)) &&
	       (!t->contents.figures || add_listof(setter, NULL, true, LIST_LEAST, list));
}
