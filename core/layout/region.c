/*
 * Columns. Side by side: each column is set as a list of its own, and the lists become one, pieces in the order of their feet, so
 * that a page may end wherever one of them may: those that a page should not part are taken together. Flowing: the list as it is; where columns end is found with the pages (fill.c).
 */
#include <math.h>

#include "base/err.h"
#include "base/mem.h"
#include "doc/node.h"
#include "layout/block.h"
#include "layout/box.h"

/* ---- widths ---- */

static double gap_of(const struct setter *setter, double own) {
	return own >= 0 ? own : setter->template->columns.gap;
}

static double width_wanted(const struct node_column *column, double room) {
	return column->unit == WIDTH_PERCENT ? room * column->width / 100 : column->unit == WIDTH_PT ? column->width : 0;
}

/* Shares of what points and percent leave; where these leave nothing, all shrink alike. */
static void share_width(struct region *region, const struct node_column *widths, double x, double room) {
	double fixed = 0, shares = 0, sum = 0;

	for (size_t i = 0; i < region->columns; i++) {
		fixed += widths != NULL ? width_wanted(&widths[i], room) : 0;
		shares += widths == NULL ? 1 : widths[i].unit == WIDTH_SHARE ? widths[i].width : 0;
	}
	double left = fmax(room - fixed, shares > 0 ? room * 0.1 : 0);
	for (size_t i = 0; i < region->columns; i++) {
		double share = widths == NULL ? 1 : widths[i].unit == WIDTH_SHARE ? widths[i].width : 0;
		region->width[i] = share > 0 ? left * share / shares : width_wanted(&widths[i], room);
		sum += region->width[i];
	}
	for (size_t i = 0; i < region->columns; i++) {
		region->width[i] *= shares > 0 || sum > room ? room / sum : 1;
		region->x[i] = x;
		x += region->width[i] + region->gap;
	}
}

static struct region *make_region(struct setter *setter, size_t columns, double own_gap, const struct node_column *widths, double x,
                                  double width) {
	struct region *region = arena_alloc(setter->arena, sizeof(*region));

	region->columns = columns;
	region->gap = fmin(gap_of(setter, own_gap), width / (double)(2 * columns));
	share_width(region, widths, x, width - region->gap * (double)(columns - 1));
	return region;
}

const struct region *region_flow(struct setter *setter, size_t columns, double x, double width) {
	struct region *region = make_region(setter, columns, -1, NULL, x, width);

	region->is_balanced = true;
	return region;
}

/* ---- the ends of a region ---- */

/* The piece before its columns: it takes their tags and the space above them. */
static struct piece *begin_region(struct setter *setter, double space, struct vlist *list) {
	struct piece *piece = vlist_add(setter->arena, list, 0, space);

	ops_tag(setter->arena, &piece->ops, TAG_DIV, NULL);
	return piece;
}

static void end_region(struct setter *setter, double space, struct vlist *list) {
	list->pending_space = 0;
	struct piece *piece = vlist_anchor(setter->arena, list);

	ops_tag_end(setter->arena, &piece->ops);
	list->pending_space = space;
}

static void add_piece(struct setter *setter, struct vlist *list, const struct piece *from, const struct region *region, size_t column) {
	struct piece *piece = ARENA_PUSH(setter->arena, list->v, list->n, list->cap);

	*piece = *from;
	piece->region = region;
	piece->column = (unsigned char)column;
	if (piece->break_cost == BREAK_ALWAYS) {
		piece->break_cost = BREAK_FREE;
	}
}

/* ---- side by side ---- */

struct beside {
	struct vlist lists[REGION_COLUMNS_MAX];
	size_t next[REGION_COLUMNS_MAX];     /* piece of each list */
	double foot[REGION_COLUMNS_MAX];     /* of the pieces before that */
	size_t going_on;             /* column whose last piece must not be the last on a page; as many as there are: none */
};

/* Whether a page should not end before piece i of the list. */
static bool is_bound(const struct vlist *list, size_t i) {
	return i > 0 && i < list->n && list->v[i].break_cost >= BREAK_BAD;
}

/* The foot of column c when what follows there, up to where a page may end, is added. */
static double next_foot(const struct beside *b, size_t c) {
	const struct vlist *list = &b->lists[c];
	size_t i = b->next[c];
	double foot = b->foot[c];

	do {
		foot += list->v[i].space + list->v[i].height;
	} while (is_bound(list, ++i));
	return foot;
}

/*
 * The column whose next piece comes: that where a page may next end highest, so that between two of these all columns are where it
 * may; region->columns when all are done.
 */
static size_t next_column(const struct beside *b, size_t columns) {
	size_t best = columns;
	double best_foot = INFINITY;

	if (b->going_on < columns) {
		return b->going_on;
	}
	for (size_t c = 0; c < columns; c++) {
		double foot = b->next[c] < b->lists[c].n ? next_foot(b, c) : INFINITY;
		if (foot < best_foot - 0.01) {
			best_foot = foot;
			best = c;
		}
	}
	return best;
}

/* What it costs to end a page with each column where it is: the dearest of them. A column that has not begun would stand alone. */
static int parting_cost(const struct beside *b, size_t columns) {
	int cost = BREAK_FREE;

	for (size_t c = 0; c < columns; c++) {
		if (b->next[c] < b->lists[c].n) {
			int own = b->next[c] > 0 ? b->lists[c].v[b->next[c]].break_cost : BREAK_BAD;
			cost = own > cost ? own : cost;
		}
	}
	return cost;
}

static void merge(struct setter *setter, struct beside *b, const struct region *region, struct vlist *list) {
	bool is_first = true;

	b->going_on = region->columns;
	for (size_t c; (c = next_column(b, region->columns)) < region->columns; is_first = false) {
		struct piece *piece = &b->lists[c].v[b->next[c]];
		int cost = is_first ? BREAK_NEVER : parting_cost(b, region->columns);

		piece->space = b->next[c] == 0 ? 0 : piece->space;
		b->foot[c] += piece->space + piece->height;
		b->next[c]++;
		b->going_on = is_bound(&b->lists[c], b->next[c]) ? c : region->columns;
		add_piece(setter, list, piece, region, c);
		list->v[list->n - 1].break_cost = cost;
	}
}

static bool set_column(struct setter *setter, const struct node *column, const struct region *region, size_t i, struct vlist *list) {
	list->sheet = setter->sheet;
	ops_tag(setter->arena, &list->pending, TAG_DIV, NULL);
	if (!block_children(setter, column, region->x[i], region->width[i], list)) {
		return false;
	}
	vlist_tag_end(setter->arena, list);
	return true;
}

bool columns_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	struct beside b = { 0 };
	size_t n = 0;
	double above = 0, below = 0;

	for (const struct node *c = node->first; c != NULL && n < REGION_COLUMNS_MAX; c = c->next) {
		n++;
	}
	struct region *region = make_region(setter, n, node->u.columns.gap_pt, node->u.columns.widths, x, width);
	region->flow = setter->flows;
	setter->flows += (uint32_t)n;
	n = 0;
	for (const struct node *c = node->first; n < region->columns; c = c->next, n++) {
		b.lists[n].kept = list->kept;
		if (!set_column(setter, c, region, n, &b.lists[n])) {
			return false;
		}
		above = fmax(above, b.lists[n].n > 0 ? b.lists[n].v[0].space : 0);
		below = fmax(below, b.lists[n].pending_space);
	}
	struct piece *begin = begin_region(setter, above, list);
	for (size_t i = 0; i < n; i++) {
		ops_slot(setter->arena, &begin->ops, region->flow + (uint32_t)i);
	}
	merge(setter, &b, region, list);
	end_region(setter, below, list);
	return true;
}

/* ---- flowing ---- */

bool balance_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	struct region *region = make_region(setter, (size_t)node->u.balance.count, node->u.balance.gap_pt, NULL, x, width);
	struct vlist inner = { .sheet = setter->sheet, .kept = list->kept };

	region->is_balanced = true;
	if (!block_children(setter, node, 0, region->width[0], &inner)) {
		return false;
	}
	begin_region(setter, inner.n > 0 ? inner.v[0].space : 0, list);
	double foot = 0;
	for (size_t i = 0; i < inner.n; i++) {
		add_piece(setter, list, &inner.v[i], region, 0);
		struct piece *piece = &list->v[list->n - 1];
		if (i == 0) {
			piece->space = 0;
			piece->break_cost = BREAK_NEVER;
		}
		foot += piece->space + piece->height;
		piece->foot = foot;
	}
	end_region(setter, inner.pending_space, list);
	return true;
}
