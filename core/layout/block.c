/* Any block, and what blocks of words are made of: lines, paragraphs, captions. */
#include <math.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "doc/labels.h"
#include "doc/node.h"
#include "layout/block.h"
#include "layout/box.h"
#include "layout/figure.h"
#include "layout/passage.h"
#include "layout/second.h"
#include "text/para.h"

const struct template_style *block_style(const struct setter *setter, enum template_style_id id) {
	return &setter->template->styles[id];
}

int block_parting(double above, double height, double page) {
	static const double small = 240, uneven = 1000, nearly = 0.25;
	double off = height > 0 ? 2 * fabs(above / height - 0.5) : 0, spare = page / fmax(height, 1) - 1;

	if (spare <= 0) {
		return BREAK_FREE;
	}
	return (int)fmin(BREAK_BAD, small * spare + uneven * off * off * fmin(1, spare / nearly));
}

void block_cost(struct piece *piece, int break_cost) {
	if (break_cost > piece->break_cost) {
		piece->break_cost = break_cost;
	}
}

/* In columns of fewer ems both edges cannot be straight without holes between words. */
static const double NARROW = 20;

/* ---- lines ---- */

/* What a page may do between the lines of a paragraph: leave no line alone at its foot or head. */
static int line_cost(size_t i, size_t n) {
	if (i == 0) {
		return BREAK_FREE;
	}
	if (n <= 2) {
		return BREAK_BAD * 2;
	}
	return i == 1 || i == n - 1 ? BREAK_BAD : BREAK_FREE;
}

/* Whether lines of that leading fall onto the lines of the page's grid. */
static bool is_on_grid(const struct setter *setter, double leading) {
	double grid = setter->template->grid, n = grid > 0 ? leading / grid : 0;

	return grid > 0 && n > 0.99 && n - floor(n + 0.01) < 0.02;
}

static void begin_lines(struct setter *setter, const struct block_frame *frame, struct ops *ops) {
	ops_tag(setter->arena, ops, frame->has_lead ? frame->lead_tag : frame->tag, NULL);
	if (frame->label != NULL) {
		ops_tag(setter->arena, ops, TAG_LBL, NULL);
		inline_ops(setter, frame->label, 0, frame->label_x, 0, true, ops);
		ops_tag_end(setter->arena, ops);
	}
}

/* The element of the lead ends, that of the text begins. */
static void end_lead(struct setter *setter, const struct block_frame *frame, struct ops *ops) {
	ops_tag_end(setter->arena, ops);
	if (frame->has_body) {
		ops_tag(setter->arena, ops, TAG_LBODY, NULL);
	}
	ops_tag(setter->arena, ops, frame->tag, NULL);
}

static void put_line(struct setter *setter, struct inline_para *para, const struct block_frame *frame, size_t i,
                     size_t lead_end, double x, struct ops *ops) {
	/* What is a label is a leaf of its own. */
	bool is_leaf = frame->lead_tag == TAG_LBL;

	if (frame->has_lead && i <= lead_end) {
		inline_part_ops(setter, para, i, x, 0, WORDS_LEAD, is_leaf, ops);
	}
	if (frame->has_lead && i == lead_end) {
		end_lead(setter, frame, ops);
	}
	if (!frame->has_lead || i >= lead_end) {
		inline_part_ops(setter, para, i, x, 0, frame->has_lead ? WORDS_REST : WORDS_ALL, false, ops);
	}
}

size_t block_framed(struct setter *setter, struct inline_para *para, const struct block_frame *frame, double x, double width,
                    double space, struct vlist *list) {
	size_t n = inline_break(setter, para, width, NULL), first = list->n;
	size_t lead_end = frame->has_lead ? inline_lead_end(para) : 0;

	if (n == 0) {
		/* A paragraph of nothing still stands in the structure. */
		ops_tag(setter->arena, &list->pending, frame->tag, NULL);
		vlist_tag_end(setter->arena, list);
	}
	for (size_t i = 0; i < n; i++) {
		struct piece *piece = vlist_add(setter->arena, list, inline_leading(para), i == 0 ? space : 0);
		if (i == 0) {
			piece->node = frame->node;
			begin_lines(setter, frame, &piece->ops);
		}
		piece->on_grid = is_on_grid(setter, inline_leading(para));
		/* A label is a leaf, and no leaf is open over the end of a page. */
		bool in_label = frame->has_lead && frame->lead_tag == TAG_LBL && i > 0 && i <= lead_end;
		block_cost(piece, in_label ? BREAK_NEVER : line_cost(i, n));
		put_line(setter, para, frame, i, lead_end, x, &piece->ops);
		if (!inline_notes(setter, para, i, piece)) {
			return SIZE_MAX;
		}
		if (i == n - 1) {
			ops_tag_end(setter->arena, &piece->ops);
		}
	}
	return first;
}

size_t block_lines(struct setter *setter, struct inline_para *para, enum tag tag, const struct node *node, double x,
                   double width, double space, struct vlist *list) {
	const struct block_frame frame = { .tag = tag, .node = node };

	return block_framed(setter, para, &frame, x, width, space, list);
}

static void warn_overfull(struct setter *setter, const struct text_line *lines, size_t n, const struct node *node) {
	for (size_t i = 0; i < n; i++) {
		if (lines[i].is_overfull) {
			setter_warn(setter, node, "a word is wider than its column and sticks out");
			return;
		}
	}
}

const char *block_prefix(const struct setter *setter, const struct node *node) {
	if (node->kind != NODE_REMARK || !node->u.remark.is_source) {
		return NULL;
	}
	/* In the language of what it stands under. */
	const char *lang = node->lang != NULL ? node->lang : node->parent->lang;
	return label_text(lang != NULL ? lang : setter->doc->lang, LABEL_SOURCE);
}

bool block_words(struct setter *setter, const struct node *node, enum template_style_id id, enum tag tag, double x,
                      double width, struct vlist *list) {
	const struct template_style *style = block_style(setter, id);
	bool is_narrow = style->align == TEMPLATE_JUSTIFY && width - style->indent < NARROW * style->size;
	const struct inline_opts opts = {
		.style = id, .align = is_narrow ? TEMPLATE_LEFT : -1,
		.prefix = block_prefix(setter, node),
	};
	struct inline_para *para = inline_new(setter, node, &opts);
	const struct text_line *lines;

	if (para == NULL) {
		return false;
	}
	width -= style->indent;
	size_t n = inline_break(setter, para, width, &lines);
	warn_overfull(setter, lines, n, node);
	if (block_lines(setter, para, tag, node, x + style->indent, width, style->space_before, list) == SIZE_MAX) {
		return false;
	}
	list->pending_space = style->space_after;
	return true;
}

/* Where references to the block lead: the head of what comes next. */
void block_place(struct setter *setter, const struct node *node, double x, struct vlist *list) {
	if (node->id != NULL) {
		ops_dest(setter->arena, &list->pending, node->id, x, 0);
	}
}

/* ---- captions ---- */

bool block_caption(struct setter *setter, const struct node *caption, const char *label, double x, double width,
                   struct vlist *list) {
	const struct template_style *style = block_style(setter, STYLE_CAPTION);
	const struct inline_opts opts = {
		.style = STYLE_CAPTION, .align = -1, .prefix = label, .prefix_gap = style->size * 0.9, .no_hyphens = true,
	};
	struct inline_para *para = inline_new(setter, caption, &opts);
	size_t first = para != NULL ? block_lines(setter, para, TAG_CAPTION, NULL, x, width, style->space_before, list) : SIZE_MAX;

	if (first == SIZE_MAX) {
		return false;
	}
	for (size_t i = first + 1; i < list->n; i++) {
		list->v[i].break_cost = BREAK_NEVER;
	}
	list->pending_space = style->space_after;
	return true;
}

bool block_continued(struct setter *setter, const struct node *node, double x, double width, struct ops *ops, double *height) {
	const struct inline_opts opts = { .style = STYLE_CAPTION, .align = TEMPLATE_LEFT };
	const char *label = node_label(node);

	*height = 0;
	if (label == NULL) {
		return true;
	}
	const char *words = arena_printf(setter->arena, "%s (%s)", label, second_label(setter, node, LABEL_CONTINUED));
	struct inline_para *para = inline_text(setter, words, &opts);
	if (para == NULL) {
		return false;
	}
	inline_break(setter, para, width, NULL);
	inline_ops(setter, para, 0, x, 0, true, ops);
	*height = inline_leading(para) + setter->template->styles[STYLE_CAPTION].space_after;
	return true;
}

/* ---- any block ---- */

/* Paragraphs are set in the style of what they stand in. */
static enum template_style_id para_style(const struct node *node) {
	for (const struct node *p = node->parent; p != NULL; p = p->parent) {
		switch (p->kind) {
		case NODE_ITEM:
			if (p->parent != NULL && p->parent->kind == NODE_LIST) {
				for (const struct node *q = p; q != NULL; q = q->parent) {
					if (q->kind == NODE_CALLOUT || q->kind == NODE_COLOPHON) {
						return q->kind == NODE_CALLOUT ? STYLE_CALLOUT : STYLE_COLOPHON;
					}
				}
			}
			return STYLE_LIST;
		case NODE_EVENT:
			return STYLE_LIST;
		case NODE_QUOTE:
			return STYLE_QUOTE;
		case NODE_CALLOUT:
			return STYLE_CALLOUT;
		default:
			break;
		}
	}
	return STYLE_BODY;
}

/* The number stands at the left, the lines beside it. */
static bool set_numbered(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	const struct template_style *style = block_style(setter, STYLE_BODY);
	const struct inline_opts opts = { .style = STYLE_BODY, .align = -1 };
	const struct inline_opts label_opts = { .style = STYLE_BODY, .align = TEMPLATE_LEFT, .no_hyphens = true };
	struct inline_para *para = inline_new(setter, node, &opts);
	struct inline_para *label = inline_text(setter, arena_printf(setter->arena, "%d.", node->u.para.number), &label_opts);
	const struct text_line *lines;

	if (para == NULL || label == NULL) {
		return false;
	}
	double hang = fmax(setter->template->paragraph.number_width, inline_max_width(label) + style->size * 0.6);
	struct block_frame frame = { .tag = TAG_P, .node = node, .label = label, .label_x = x };
	inline_break(setter, label, setter->width, NULL);
	size_t n = inline_break(setter, para, width - hang, &lines);
	warn_overfull(setter, lines, n, node);
	list->pending_space = fmax(list->pending_space, style->space_before);
	if (block_framed(setter, para, &frame, x + hang, width - hang, 0, list) == SIZE_MAX) {
		return false;
	}
	list->pending_space = style->space_after;
	return true;
}

static bool set_para(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	enum template_style_id id = para_style(node);
	double indent = block_style(setter, id)->indent;

	if (node->u.para.is_numbered) {
		return set_numbered(setter, node, x, width, list);
	}
	/* A quote's indent is taken once, by the quote. */
	return block_words(setter, node, id, TAG_P, id == STYLE_QUOTE ? x - indent : x, id == STYLE_QUOTE ? width + indent : width, list);
}

static bool set_contents(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	(void)x;
	(void)width;
	return contents_set(setter, node, list);
}

typedef bool (*set_fn)(struct setter *setter, const struct node *node, double x, double width, struct vlist *list);

/* Figures of every kind are set by figure.c. */
static const set_fn setters[NODE_KINDS] = {
	[NODE_BALANCE] = balance_set,
	[NODE_COLUMNS] = columns_set,
	[NODE_CALLOUT] = callout_set,
	[NODE_COLOPHON] = colophon_set,
	[NODE_CHRONOLOGY] = chronology_set,
	[NODE_CONTENTS] = set_contents,
	[NODE_ENDNOTES] = endnotes_set,
	[NODE_FACTS] = facts_set,
	[NODE_HEADING] = heading_set,
	[NODE_INDEX] = index_set,
	[NODE_LIST] = list_set,
	[NODE_LISTOF] = listof_set,
	[NODE_MATRIX] = matrix_set,
	[NODE_PARA] = set_para,
	[NODE_PULL] = pull_set,
	[NODE_QUOTE] = quote_set,
	[NODE_RUNIN] = runin_set,
	[NODE_SOURCES] = sources_set,
	[NODE_TABLE] = table_set,
};

bool block_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	set_fn set = node_is_figure(node->kind) ? figure_set : setters[node->kind];

	if (set == NULL) {
		return err_set(setter->err, ERR_BUG, "a %s is no block", node_kind_name(node->kind));
	}
	return set(setter, node, x, width, list);
}

/* What is no higher stands badly between a heading and the foot of a page. */
static const double FEW_LINES = 2.5;

/* Of a pair of a bilingual edition the block that leads. */
static const struct node *leading(const struct node *node) {
	return node != NULL && node->kind == NODE_COLUMNS && node->u.columns.is_pair ? node->first->first : node;
}

/*
 * What it costs to part two blocks that follow one another: headings never end a page, nor, if it can be, what
 * leads to a list or a chronology, nor a line or two that, is_opening, stand alone between a heading and what is looked at.
 */
static int parting_cost(const struct node *block, bool is_opening, const struct node *next) {
	block = leading(block);
	next = leading(next);
	if (block->kind == NODE_HEADING) {
		return BREAK_NEVER;
	}
	if (block->kind != NODE_PARA) {
		return BREAK_FREE;
	}
	if (next->kind == NODE_LIST || next->kind == NODE_CHRONOLOGY) {
		return BREAK_BAD;
	}
	return next->kind == NODE_COLUMNS || next->kind == NODE_BALANCE || (is_opening && next->kind == NODE_TABLE) ? BREAK_POOR : BREAK_FREE;
}

unsigned char block_wish(const struct setter *setter, const struct node *node) {
	bool may_move = setter->template->chart.moves && !node->is_landscape && node_is_figure(node->kind) && node_label(node) != NULL;

	return node->place != PLACE_UNSAID ? node->place : may_move ? PLACE_AUTO : PLACE_HERE;
}

static bool wants_to_move(const struct setter *setter, const struct node *node) {
	return node->parent->kind == NODE_SECTION && block_wish(setter, node) != PLACE_HERE;
}

/* Whether a block moves: not if the heading before it, if there is one, would then stand over nothing. */
static bool moves(const struct setter *setter, const struct node *node, bool after_heading) {
	const struct node *next = node;

	while (after_heading && next != NULL && wants_to_move(setter, next)) {
		next = next->next;
	}
	return wants_to_move(setter, node) && !(after_heading && (next == NULL || next->kind == NODE_HEADING || next->kind == NODE_PAGEBREAK));
}

/* The sheet a block of a section stands on; headings go with what they head, beside what moves away from them. */
static const struct sheet *sheet_of(const struct setter *setter, const struct node *node, bool after_heading) {
	bool is_heading = node->kind == NODE_HEADING;

	while (is_heading && node->next != NULL && (node->kind == NODE_HEADING || moves(setter, node, true))) {
		node = node->next;
		after_heading = true;
	}
	bool is_turned = node->is_landscape || (node->kind == NODE_TABLE && node->u.table.more != NULL &&
	                                        node->u.table.more->landscape == LANDSCAPE_YES);
	return is_turned && !moves(setter, node, after_heading) ? &setter->turned : &setter->upright;
}

/* Lists and quotes that a numbered paragraph leads to stand under its words, not under its number. */
static double leading_indent(const struct setter *setter, const struct node *before, const struct node *node) {
	bool is_led = before != NULL && before->kind == NODE_PARA && before->u.para.is_numbered &&
	              (node->kind == NODE_LIST || node->kind == NODE_QUOTE);

	return is_led ? setter->template->paragraph.number_width : 0;
}

bool block_put(struct setter *setter, const struct spot *spot, struct vlist *list) {
	const struct node *node = spot->node;

	if (spot->has_place) {
		block_place(setter, node, spot->x, list);
	}
	return spot->is_float ? float_set(setter, node, list)
	                      : block_set(setter, node, spot->x + spot->indent, spot->width - spot->indent, list);
}

static bool set_of_section(struct setter *setter, const struct spot *spot, struct vlist *list) {
	struct block_cost cost = { .node = spot->node };
	if (setter->costs == NULL) {
		return passage_set(setter, spot, list);
	}
	cost.at_us = clock_mono_us();
	cost.cpu_us = -clock_cpu_us();
	bool ok = passage_set(setter, spot, list);
	cost.us = clock_mono_us() - cost.at_us;
	cost.cpu_us += clock_cpu_us();
	*ARENA_PUSH(setter->lasting, setter->costs->v, setter->costs->n, setter->costs->cap) = cost;
	return ok;
}

bool block_children(struct setter *setter, const struct node *parent, double x, double width, struct vlist *list) {
	return block_from(setter, parent, parent->first, x, width, list);
}

bool block_from(struct setter *setter, const struct node *parent, const struct node *begin, double x, double width,
                struct vlist *list) {
	const struct node *before = NULL;    /* the last block that was set */
	bool new_page = false, is_opening = false;

	for (const struct node *node = begin; node != NULL; node = node->next) {
		size_t first = list->n;

		if (node->kind == NODE_PAGEBREAK) {
			new_page = true;
			continue;
		}
		if (node->kind == NODE_TERM || node->kind == NODE_CREDIT) {
			/* Set by what they belong to. */
			continue;
		}
		double indent = leading_indent(setter, before, node);
		bool after_heading = before != NULL && before->kind == NODE_HEADING, is_float = moves(setter, node, after_heading);
		if (parent->kind == NODE_SECTION && !is_float) {
			setter_turn(setter, sheet_of(setter, node, after_heading), list);
			width = setter->width;
		}
		const struct spot spot = {
			.node = node, .x = x, .width = width, .indent = indent, .is_float = is_float,
			.has_place = node->kind != NODE_HEADING && !is_float,
		};
		if (!(parent->kind == NODE_SECTION ? set_of_section(setter, &spot, list) : block_put(setter, &spot, list))) {
			return false;
		}
		if (first == list->n) {
			continue;
		}
		if (list->v[first].floated != NULL) {
			list->v[first].break_cost = before != NULL ? BREAK_NEVER : BREAK_FREE;
			continue;
		}
		struct piece *piece = &list->v[first];
		if (piece->node == NULL) {
			piece->node = node;
		}
		if (new_page) {
			piece->break_cost = BREAK_ALWAYS;
		} else if (piece->break_cost != BREAK_ALWAYS) {
			block_cost(piece, before != NULL ? parting_cost(before, is_opening, node) : BREAK_FREE);
		}
		list->kept = node->kind == NODE_HEADING ? list->kept + vlist_height(list, first) + list->pending_space : 0;
		new_page = false;
		is_opening = after_heading && vlist_height(list, first) < FEW_LINES * block_style(setter, STYLE_BODY)->leading;
		before = node;
	}
	return true;
}
