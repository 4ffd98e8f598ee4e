/*
 * Columns. Side by side: each column is set as a list of its own, and the lists become one, pieces in the order of their feet, so
 * that a page may end wherever one of them may: those that a page should not part are taken together. Flowing: the list as it is; where columns end is found with the pages (fill.c).
 */
#include <math.h>

#include "base/mem.h"
#include "doc/node.h"
#include "layout/box.h"
#include "text/locale.h"

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

static struct region *make_region(struct setter *setter, size_t columns, double gap, const struct node_column *widths, double x,
                                  double width) {
	struct region *region = arena_alloc(setter->arena, sizeof(*region));

	region->columns = columns;
	region->gap = fmin(gap, width / (double)(2 * columns));
	share_width(region, widths, x, width - region->gap * (double)(columns - 1));
	return region;
}

const struct region *region_flow(struct setter *setter, size_t columns, double x, double width) {
	struct region *region = make_region(setter, columns, gap_of(setter, -1), NULL, x, width);

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
	size_t end[REGION_COLUMNS_MAX];      /* of the pieces that come now */
	double foot[REGION_COLUMNS_MAX];     /* of the pieces before that */
	size_t going_on;             /* column whose last piece must not be the last on a page; as many as there are: none */
};

/* Whether a page should not end before piece i of column c. */
static bool is_bound(const struct beside *b, size_t c, size_t i) {
	return i > 0 && i < b->end[c] && b->lists[c].v[i].break_cost >= BREAK_BAD;
}

/* The foot of column c when what follows there, up to where a page may end, is added. */
static double next_foot(const struct beside *b, size_t c) {
	const struct vlist *list = &b->lists[c];
	size_t i = b->next[c];
	double foot = b->foot[c];

	do {
		foot += list->v[i].space + list->v[i].height;
	} while (is_bound(b, c, ++i));
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
		double foot = b->next[c] < b->end[c] ? next_foot(b, c) : INFINITY;
		if (foot < best_foot - 0.01) {
			best_foot = foot;
			best = c;
		}
	}
	return best;
}

/* A page that ends where one language has said it all and the other has not. */
enum { BREAK_ALONE = 3 * BREAK_POOR };

/*
 * What it costs to end a page with each column where it is: the dearest of them. A column that has not begun would
 * stand alone, as would the rest of a pair of which the other column has ended.
 */
static int parting_cost(const struct beside *b, const size_t *from, const struct region *region) {
	int cost = BREAK_FREE;

	for (size_t c = 0; c < region->columns; c++) {
		int own = region->is_pair ? BREAK_ALONE : BREAK_FREE;
		if (b->next[c] < b->end[c]) {
			own = b->next[c] > from[c] ? b->lists[c].v[b->next[c]].break_cost : BREAK_BAD;
		}
		cost = own > cost ? own : cost;
	}
	return cost;
}

/* The pieces of each column up to its end, as one list. */
static void merge(struct setter *setter, struct beside *b, const struct region *region, struct vlist *list) {
	size_t from[REGION_COLUMNS_MAX];
	bool is_first = true;

	for (size_t c = 0; c < region->columns; c++) {
		from[c] = b->next[c];
		b->foot[c] = 0;
	}
	b->going_on = region->columns;
	for (size_t c; (c = next_column(b, region->columns)) < region->columns; is_first = false) {
		struct piece *piece = &b->lists[c].v[b->next[c]];
		int cost = is_first ? BREAK_NEVER : parting_cost(b, from, region);

		piece->space = b->next[c] == from[c] ? 0 : piece->space;
		b->foot[c] += piece->space + piece->height;
		b->next[c]++;
		b->going_on = is_bound(b, c, b->next[c]) ? c : region->columns;
		add_piece(setter, list, piece, region, c);
		list->v[list->n - 1].break_cost = cost;
	}
}

/* What is set from here on is in lang, and runs as it does. */
static void speak(struct setter *setter, const char *lang) {
	setter->lang = lang;
	setter->is_rtl = setter->mirrors = locale_is_rtl(lang);
}

static bool set_column(struct setter *setter, const struct node *column, struct region *region, size_t i, struct vlist *list) {
	double indent = column->parent->u.columns.is_led ? setter->template->paragraph.number_width : 0;
	struct tag_attrs *attrs = NULL;

	list->sheet = setter->sheet;
	if (region->is_pair && column->lang != NULL) {
		attrs = arena_alloc(setter->arena, sizeof(*attrs));
		attrs->lang = column->lang;
		region->is_turned[i] = locale_is_rtl(column->lang) != setter->is_rtl;
	}
	ops_tag(setter->arena, &list->pending, TAG_DIV, attrs);
	if (attrs != NULL) {
		speak(setter, column->lang);
	}
	bool ok = block_children(setter, column, region->x[i] + indent, region->width[i] - indent, list);
	if (attrs != NULL) {
		speak(setter, setter->doc->lang);
	}
	if (!ok) {
		return false;
	}
	vlist_tag_end(setter->arena, list);
	return true;
}

/* ---- one block in two languages ---- */

/* A piece at or after i that a block begins with; list->n where there is none. */
static size_t next_head(const struct vlist *list, size_t i) {
	while (i < list->n && list->v[i].node == NULL) {
		i++;
	}
	return i;
}

/* Have both languages the same blocks, on nothing that must not be torn? Then these stand beside one another. */
static bool has_rows(const struct node *pair, const struct beside *b) {
	enum node_kind kind = pair->first->first->kind;
	size_t i = next_head(&b->lists[0], 1), k = next_head(&b->lists[1], 1);

	while (i < b->lists[0].n && k < b->lists[1].n) {
		i = next_head(&b->lists[0], i + 1);
		k = next_head(&b->lists[1], k + 1);
	}
	return kind != NODE_CALLOUT && kind != NODE_PULL && i >= b->lists[0].n && k >= b->lists[1].n;
}

/* Between two rows: what the blocks of the next one want above them. */
static void part_rows(struct setter *setter, const struct beside *b, struct vlist *list) {
	const struct piece *first = &b->lists[0].v[b->next[0]], *second = &b->lists[1].v[b->next[1]];

	list->pending_space = 0;
	struct piece *piece = vlist_add(setter->arena, list, 0, fmax(first->space, second->space));
	piece->break_cost = first->break_cost > second->break_cost ? first->break_cost : second->break_cost;
}

/* Block beside block, each row a region that goes on with the columns of the one before. */
static void merge_rows(struct setter *setter, struct beside *b, struct region *region, struct vlist *list) {
	while (b->next[0] < b->lists[0].n && b->next[1] < b->lists[1].n) {
		if (b->next[0] > 0) {
			part_rows(setter, b, list);
			region = arena_copy(setter->arena, region, sizeof(*region));
			region->goes_on = true;
		}
		b->end[0] = next_head(&b->lists[0], b->next[0] + 1);
		b->end[1] = next_head(&b->lists[1], b->next[1] + 1);
		merge(setter, b, region, list);
	}
}

bool columns_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	bool is_pair = node->u.columns.is_pair;
	struct beside b = { 0 };
	size_t n = 0;
	double above = 0, below = 0;

	for (const struct node *c = node->first; c != NULL && n < REGION_COLUMNS_MAX; c = c->next) {
		n++;
	}
	double gap = is_pair ? setter->template->bilingual.gap : gap_of(setter, node->u.columns.gap_pt);
	struct region *region = make_region(setter, n, gap, node->u.columns.widths, x, width);
	region->is_pair = is_pair;
	region->flow = setter->flows;
	setter->flows += (uint32_t)n;
	n = 0;
	for (const struct node *c = node->first; n < region->columns; c = c->next, n++) {
		b.lists[n].kept = list->kept;
		if (!set_column(setter, c, region, n, &b.lists[n])) {
			return false;
		}
		b.end[n] = b.lists[n].n;
		above = fmax(above, b.lists[n].n > 0 ? b.lists[n].v[0].space : 0);
		below = fmax(below, b.lists[n].pending_space);
	}
	struct piece *begin = begin_region(setter, above, list);
	for (size_t i = 0; i < n; i++) {
		ops_slot(setter->arena, &begin->ops, region->flow + (uint32_t)i);
	}
	if (is_pair && has_rows(node, &b)) {
		merge_rows(setter, &b, region, list);
	} else {
		merge(setter, &b, region, list);
	}
	end_region(setter, below, list);
	return true;
}

/* ---- flowing ---- */

bool balance_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	struct region *region = make_region(setter, (size_t)node->u.balance.count, gap_of(setter, node->u.balance.gap_pt), NULL, x,
	                                    width);
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
