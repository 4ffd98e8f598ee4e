/* table_cell: what stands in a cell, from its inlines or blocks to lines in tags; see table.h. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "layout/box.h"
#include "layout/columns.h"
#include "layout/second.h"
#include "layout/table.h"
#include "text/para.h"

static const double GROUP_SPACE = 3;             /* above a group's name, beside the padding */
static const double MINI_GAP = 5;                /* between a cell's words and what is drawn beside them */
static const double SPARK_PADS = 0.7;            /* so much of the padding above and below is a sparkline's */
static const double ROUNDING = 0.01;             /* what is as wide as its column must not be broken by one */
static const double MINI_WORDS = 9;              /* longer ones are broken, of leadings */
static const double PARA_SPACE = 0.3;            /* between paragraphs of a cell, of its leading */

/* ---- shaping ---- */

/* A cell in the making. */
struct filling {
	struct table *t;
	const struct row *row;
	struct cell *cell;
	size_t cap;
	bool hyphens;
	struct cell_step steps[TABLE_STEPS];
	size_t step_count;
	struct inline_para *label;   /* of the item that begins */
	double label_x, indent;
	int lists;                   /* so deep is it nested in lists */
};

static struct inline_opts cell_opts(const struct filling *f) {
	static const enum template_style_id styles[] = {
		[ROW_HEAD] = STYLE_TABLE_HEAD, [ROW_BODY] = STYLE_TABLE_CELL, [ROW_GROUP] = STYLE_TABLE_GROUP,
		[ROW_TOTAL] = STYLE_TABLE_CELL, [ROW_FOOT] = STYLE_TABLE_CELL,
	};
	static const enum template_align aligns[] = {
		[ALIGN_LEFT] = TEMPLATE_LEFT, [ALIGN_RIGHT] = TEMPLATE_RIGHT, [ALIGN_CENTER] = TEMPLATE_CENTER,
		[ALIGN_DECIMAL] = TEMPLATE_LEFT,
	};
	const struct node *node = f->cell->node;
	enum node_align align = f->cell->align;
	bool is_inner = f->row->kind == ROW_GROUP && f->row->node->u.row.level > 1;
	bool mirrors = f->t->setter->mirrors, is_stub = node->u.cell.is_header && f->row->kind == ROW_BODY && f->t->setter->template->table.stub_bold;

	if (align == ALIGN_DECIMAL && node->u.cell.mini != NULL) {
		align = ALIGN_RIGHT;     /* beside a bar numbers end where it begins */
	}
	if (mirrors && align == ALIGN_RIGHT) {
		align = ALIGN_LEFT;      /* columns at the right are of numbers: their units stand under one another, from wherever lines begin */
	}
	return (struct inline_opts){
		/* Groups within groups are set as their rows are, in the groups' colour. */
		.style = is_inner ? STYLE_TABLE_CELL : styles[f->row->kind], .align = aligns[align], .no_hyphens = !f->hyphens, .scale = f->t->scale,
		.bold = f->row->kind == ROW_TOTAL || is_stub || node->u.cell.tone == TONE_KEY,
	};
}

static bool add_para(struct filling *f, const struct node *words) {
	struct inline_opts opts = cell_opts(f);
	struct arena *arena = f->t->setter->arena;
	struct cell *cell = f->cell;
	size_t n = cell->para_count;
	bool is_item = f->label != NULL;

	if (f->lists > 0) {
		opts.align = TEMPLATE_LEFT;      /* as its label stands */
	}
	struct cell_para *para = ARENA_PUSH(arena, cell->paras, n, f->cap);
	*para = (struct cell_para){ .indent = f->indent, .label = f->label, .label_x = f->label_x, .step_count = f->step_count };
	cell->para_count = (unsigned)n;
	para->para = inline_new(f->t->setter, words, &opts);
	if (para->para == NULL) {
		return false;
	}
	para->steps = f->step_count > 0 ? arena_copy(arena, f->steps, f->step_count * sizeof(*f->steps)) : NULL;
	para->space = n == 1 ? 0 : is_item && f->lists > 0 ? f->t->setter->template->list.between * 0.5 : inline_leading(para->para) * PARA_SPACE;
	f->label = NULL;
	return true;
}

static void push_step(struct filling *f, enum tag tag, const struct tag_attrs *attrs, const void *key) {
	f->steps[f->step_count++] = (struct cell_step){ tag, attrs, key };
}

static bool add_blocks(struct filling *f, const struct node *parent);

static bool begin_item(struct filling *f, const struct node *list, const struct node *item, int number) {
	struct setter *setter = f->t->setter;
	struct inline_opts opts = cell_opts(f);
	int depth = f->lists - 1 > 2 ? 2 : f->lists - 1;
	const char *words = node_is_counted(list) ? arena_printf(setter->arena, "%d.", number) : setter->template->list.bullet[depth];

	opts.align = TEMPLATE_LEFT;
	f->label = inline_text(setter, words, &opts);
	if (f->label == NULL) {
		node_blame(item, setter->err);
		return false;
	}
	inline_break(setter, f->label, inline_max_width(f->label) + ROUNDING, NULL);
	push_step(f, TAG_LI, NULL, item);
	push_step(f, TAG_LBODY, NULL, item);
	return true;
}

static bool add_list(struct filling *f, const struct node *list) {
	struct arena *arena = f->t->setter->arena;
	double size = f->t->setter->template->styles[STYLE_TABLE_CELL].size * f->t->scale;
	double indent = size * (node_is_counted(list) ? 1.6 : 1.0), label_x = f->label_x;
	int number = list->u.list.start > 0 ? list->u.list.start : 1;

	if (f->step_count + 4 > TABLE_STEPS) {
		/* Nested so deep that nothing is left: its items stand as paragraphs. */
		for (const struct node *item = list->first; item != NULL; item = item->next) {
			if (!add_blocks(f, item)) {
				return false;
			}
		}
		return true;
	}
	struct tag_attrs *attrs = arena_alloc(arena, sizeof(*attrs));
	attrs->list_numbering = node_is_counted(list) ? "Decimal" : "Disc";
	push_step(f, TAG_L, attrs, list);
	f->label_x = f->indent;
	f->indent += indent;
	f->lists++;
	for (const struct node *item = list->first; item != NULL; item = item->next, number++) {
		if (!begin_item(f, list, item, number) || !add_blocks(f, item)) {
			return false;
		}
		f->step_count -= 2;
	}
	f->lists--;
	f->indent -= indent;
	f->label_x = label_x;
	f->step_count--;
	return true;
}

static bool add_block(struct filling *f, const struct node *block) {
	size_t steps = f->step_count;

	switch (block->kind) {
	case NODE_LIST:
		return add_list(f, block);
	case NODE_QUOTE:
		if (steps + 2 <= TABLE_STEPS) {
			push_step(f, TAG_BLOCKQUOTE, NULL, block);
		}
		if (!add_blocks(f, block)) {
			return false;
		}
		break;
	case NODE_PARA:
	case NODE_TERM:
	case NODE_CREDIT:
		push_step(f, TAG_P, NULL, block);
		if (!add_para(f, block)) {
			return false;
		}
		break;
	default:
		return err_set(f->t->setter->err, ERR_BUG, "a %s cannot be set in a cell", node_kind_name(block->kind));
	}
	f->step_count = steps;
	return true;
}

static bool add_blocks(struct filling *f, const struct node *parent) {
	for (const struct node *block = parent->first; block != NULL; block = block->next) {
		if (!add_block(f, block)) {
			return false;
		}
	}
	return true;
}

/* Fill cell with its paragraphs, shaped; one of words alone is a paragraph itself, an empty one has none. */
static bool fill_cell(struct table *t, const struct row *row, struct cell *cell, bool hyphens) {
	struct filling f = { .t = t, .row = row, .cell = cell, .hyphens = hyphens };
	const struct node *first = cell->node->first;

	cell->paras = NULL;
	cell->para_count = 0;
	if (first == NULL) {
		return true;
	}
	if (!node_is_inline(first->kind)) {
		return add_blocks(&f, cell->node);
	}
	/* Most cells are words: room for a paragraph, and no more. */
	f.cap = 1;
	cell->paras = arena_alloc(t->setter->arena, sizeof(*cell->paras));
	return add_para(&f, cell->node);
}

/* ---- decimals ---- */

/* Bytes of what may part groups of three digits: a space of some kind, an apostrophe, the other of "." and ",". */
static size_t group_mark(const char *s, const char *point) {
	static const char *const marks[] = { " ", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89", "'", "\xe2\x80\x99", ",", "." };

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		size_t n = strlen(marks[i]);
		if (strncmp(s, marks[i], n) == 0 && !str_eq(marks[i], point)) {
			return n;
		}
	}
	return 0;
}

static bool is_digit(char c) {
	return c >= '0' && c <= '9';
}

static bool is_group(const char *s) {
	return is_digit(s[0]) && is_digit(s[1]) && is_digit(s[2]) && !is_digit(s[3]);
}

/* Where in words the first number has its point, or where it ends; -1 where there is none. */
static long find_point(const char *words, const char *point) {
	const char *s = words + strcspn(words, "0123456789");
	size_t point_len = strlen(point);

	if (*s == '\0') {
		return -1;
	}
	for (;;) {
		while (is_digit(*s)) {
			s++;
		}
		size_t mark = group_mark(s, point);
		if (strncmp(s, point, point_len) == 0 || mark == 0 || !is_group(s + mark)) {
			return (long)(s - words);
		}
		s += mark;
	}
}

/* Where in the words of para, those of cell, the point stands; -1: there is no number. */
static long point_of(struct setter *setter, const struct node *cell, const struct inline_para *para, const char *point) {
	struct buf own = BUF_INIT;
	size_t len;
	const char *words = inline_words(para, &len);

	/* Sought in the cell's words, which have no marks of notes: those may be numbers, too. */
	node_text(cell, &own);
	long at = find_point(buf_str(&own), point);
	if (at > 0 && ((size_t)at > len || memcmp(words, buf_str(&own), (size_t)at) != 0)) {
		at = find_point(arena_strndup(setter->arena, words, len), point);
	}
	buf_fini(&own);
	return at;
}

static void measure_decimal(struct table *t, struct cell *cell) {
	struct slot *slot = &t->slots[cell->column];
	const struct inline_para *para = cell->para_count == 1 ? cell->paras[0].para : NULL;

	if (para == NULL || cell->node->u.cell.mini != NULL || inline_least_lines(para, cell->max + ROUNDING) != 1) {
		cell->align = para == NULL && cell->para_count == 0 ? cell->align : ALIGN_LEFT;
		return;
	}
	long at = point_of(t->setter, cell->node, para, t->point);
	if (at < 0) {
		cell->is_missing = true;
		return;
	}
	cell->whole = (float)inline_advance(para, (size_t)at);
	slot->whole = fmax(slot->whole, cell->whole);
	slot->part = fmax(slot->part, cell->max - cell->whole);
}

/* ---- widths ---- */

static double row_indent(const struct table *t, const struct row *row, const struct cell *cell) {
	int level = row->node->u.row.level;

	return cell->column == 0 && level > 1 && row->kind != ROW_HEAD ? (level - 1) * t->setter->template->table.indent * t->scale : 0;
}

static void measure_cell(struct table *t, const struct row *row, struct cell *cell) {
	double min = 0, max = 0;

	for (size_t i = 0; i < cell->para_count; i++) {
		const struct cell_para *para = &cell->paras[i];
		min = fmax(min, para->indent + inline_min_width(para->para));
		max = fmax(max, para->indent + inline_max_width(para->para));
	}
	cell->indent = (float)row_indent(t, row, cell);
	cell->max = (float)(max + cell->indent);
	cell->min = t->slots[cell->column].nowrap && cell->columns == 1 && row->kind != ROW_HEAD ? cell->max : (float)(min + cell->indent);
	cell->leading = (float)(cell->para_count > 0 ? inline_leading(cell->paras[0].para)
	                                             : t->setter->template->styles[STYLE_TABLE_CELL].leading * t->scale);
}

static bool shape_cell(struct table *t, const struct row *row, struct cell *cell) {
	if (!fill_cell(t, row, cell, false)) {
		return false;
	}
	measure_cell(t, row, cell);
	if (t->is_divided && cell->min > table_cell_width(t, cell) + ROUNDING && !fill_cell(t, row, cell, true)) {
		return false;
	}
	if (cell->node->u.cell.mini != NULL) {
		struct slot *slot = &t->slots[cell->column];
		slot->words = fmax(slot->words, fmax(cell->min, fmin(cell->max, MINI_WORDS * cell->leading)));
		cell->max = (float)fmax(cell->min, fmin(cell->max, MINI_WORDS * cell->leading));
	}
	if (cell->align == ALIGN_DECIMAL && cell->columns == 1) {
		measure_decimal(t, cell);
	}
	return true;
}

/* What words beside a drawing are broken at: where the column is too narrow for both, they share it. */
static double mini_words(const struct table *t, const struct cell *cell) {
	double width = table_cell_width(t, cell), room = width - MINI_GAP - mini_width(cell->node->u.cell.mini, cell->leading);

	return fmin(t->slots[cell->column].words, fmax(width / 2, room));
}

static double mini_offset(const struct table *t, const struct cell *cell) {
	double words = mini_words(t, cell);

	return words > 0 ? words + MINI_GAP : 0;
}

/* What a cell of one column asks for; of decimals only what stands round the point counts, and is held by all together. */
void table_hold_cell(const struct table *t, struct columns *columns, const struct cell *cell) {
	const struct node_mini *mini = cell->node->u.cell.mini;

	columns_hold(columns, cell->column, cell->min, cell->max);
	if (mini != NULL) {
		double words = t->slots[cell->column].words;
		double width = (words > 0 ? words + MINI_GAP : 0) + mini_width(mini, cell->leading);
		columns_hold(columns, cell->column, width, width);
	}
}

bool table_shape_row(struct table *t, size_t r) {
	struct row *row = &t->rows[r];

	for (size_t i = 0; i < row->cell_count; i++) {
		if (!shape_cell(t, row, &row->cells[i])) {
			return false;
		}
	}
	return true;
}

bool table_shape(struct table *t, struct columns *columns) {
	double gap = 2 * t->setter->template->table.pad_x;

	for (size_t r = 0; r < t->row_count; r++) {
		if (!table_shape_row(t, r)) {
			return false;
		}
	}
	if (!late_measure(t, columns)) {
		return false;
	}
	for (size_t r = 0; r < t->row_count; r++) {
		for (size_t i = 0; i < t->rows[r].cell_count; i++) {
			const struct cell *cell = &t->rows[r].cells[i];
			if (cell->columns == 1) {
				table_hold_cell(t, columns, cell);
			}
		}
	}
	for (size_t i = 0; i < t->column_count; i++) {
		double width = t->slots[i].whole + t->slots[i].part;
		columns_hold(columns, i, width, width);
	}
	for (size_t r = 0; r < t->row_count; r++) {
		for (size_t i = 0; i < t->rows[r].cell_count; i++) {
			const struct cell *cell = &t->rows[r].cells[i];
			if (cell->columns > 1) {
				columns_hold_span(columns, cell->column, cell->columns, gap, cell->min,
				                  t->rows[r].kind == ROW_GROUP ? cell->min : cell->max);
			}
		}
	}
	return true;
}

bool table_hyphenate(struct table *t) {
	setter_warn(t->setter, t->node, "the table's words are wider than its columns: they were divided");
	t->is_divided = true;
	for (size_t r = 0; r < t->row_count; r++) {
		for (size_t i = 0; i < t->rows[r].cell_count; i++) {
			struct cell *cell = &t->rows[r].cells[i];
			if (cell->min > table_cell_width(t, cell) + ROUNDING && !fill_cell(t, &t->rows[r], cell, true)) {
				return false;
			}
		}
	}
	return true;
}

/* ---- heights ---- */

double table_pad_above(const struct table *t, const struct row *row) {
	bool is_first = row == t->rows + t->head_count;

	return t->setter->template->table.pad_y + (row->kind == ROW_GROUP && !is_first ? GROUP_SPACE : 0);
}

/* Of lines first..first+n of para, or all where n is 0; is_top: nothing stands above them in their part. */
static double para_height(const struct cell *cell, const struct cell_para *para, size_t lines, bool is_top) {
	return (double)lines * cell->leading + (is_top ? 0 : para->space);
}

double cell_height(const struct cell *cell, size_t from) {
	double height = 0;
	size_t before = 0;
	bool is_top = true;

	for (size_t i = 0; i < cell->para_count; i++) {
		const struct cell_para *para = &cell->paras[i];
		size_t skip = from > before ? from - before : 0, lines = para->lines > skip ? para->lines - skip : 0;
		if (lines > 0) {
			height += para_height(cell, para, lines, is_top);
			is_top = false;
		}
		before += para->lines;
	}
	return height > 0 || from > 0 ? height : cell->leading;
}

size_t cell_lines_within(const struct cell *cell, double room) {
	double height = 0;
	size_t before = 0, n = 0;

	for (size_t i = 0; i < cell->para_count; i++) {
		const struct cell_para *para = &cell->paras[i];
		for (size_t k = 0; k < para->lines; k++, before++) {
			if (before < cell->next) {
				continue;
			}
			height += para_height(cell, para, 1, k > 0 || n == 0);
			if (n > 0 && height > room + ROUNDING) {
				return n;
			}
			n++;
		}
	}
	return n;
}

double table_span_height(const struct table *t, const struct cell *cell, size_t r) {
	double height = 0;

	for (size_t i = cell->row; i < r; i++) {
		height += t->rows[i].height;
	}
	return height;
}

static bool is_on_point(const struct table *t, const struct cell *cell) {
	return cell->align == ALIGN_DECIMAL && cell->columns == 1 && cell->max <= table_cell_width(t, cell) + ROUNDING;
}

static void break_cell(struct table *t, struct cell *cell, bool *is_overfull) {
	double width = table_cell_width(t, cell) - cell->indent + ROUNDING;
	const struct text_line *lines;

	if (cell->node->u.cell.mini != NULL && cell->para_count > 0) {
		width = mini_words(t, cell) + ROUNDING;
	}
	cell->lines = 0;
	for (size_t i = 0; i < cell->para_count; i++) {
		struct cell_para *para = &cell->paras[i];
		para->lines = inline_break(t->setter, para->para, fmax(1, is_on_point(t, cell) ? cell->max + ROUNDING : width - para->indent), &lines);
		for (size_t k = 0; k < para->lines; k++) {
			*is_overfull = *is_overfull || lines[k].is_overfull;
		}
		cell->lines += (unsigned)para->lines;
	}
}

static void row_height(struct table *t, size_t r) {
	double pad_y = t->setter->template->table.pad_y;
	struct row *row = &t->rows[r];

	table_reach(t, r);
	for (size_t i = 0; i < t->column_count; i++) {
		const struct cell *cell = t->reaching[i];
		if (table_begins(cell, i) && cell->row + cell->rows == r + 1) {
			double pads = table_pad_above(t, &t->rows[cell->row]) + pad_y;
			row->height = fmax(row->height, cell_height(cell, 0) + pads - table_span_height(t, cell, r));
		}
	}
	row->height = fmax(row->height, 2 * pad_y);
}

void table_break_row(struct table *t, size_t r, bool *is_overfull) {
	for (size_t i = 0; i < t->rows[r].cell_count; i++) {
		break_cell(t, &t->rows[r].cells[i], is_overfull);
	}
	row_height(t, r);
}

bool table_heights(struct table *t) {
	bool is_overfull = false;

	for (size_t r = 0; r < t->row_count; r++) {
		if (!t->rows[r].is_late) {
			table_break_row(t, r, &is_overfull);
		}
	}
	if (!late_heights(t, &is_overfull)) {
		return false;
	}
	if (is_overfull) {
		setter_warn(t->setter, t->node, "a word is wider than its column and sticks out");
	}
	return true;
}

/* ---- places ---- */

/* Where the words of cell begin, from the left of its column. */
static double words_x(const struct table *t, const struct cell *cell) {
	const struct slot *slot = &t->slots[cell->column];
	double width = t->columns[cell->column].width, room = width - slot->whole - slot->part;

	if (cell->node->u.cell.mini != NULL) {
		return 0;
	}
	if (!is_on_point(t, cell) || room < -0.01) {
		return cell->indent;
	}
	/* Where x counts from the right, the whole part stands left of the point all the same. */
	bool mirrors = t->setter->mirrors;
	double point = mirrors ? slot->part : room + slot->whole;
	if (cell->is_missing) {
		return fmax(0, fmin(point - cell->max / 2, width - cell->max));
	}
	return point - (mirrors ? cell->max + ROUNDING - cell->whole : cell->whole);
}

double table_cell_offset(const struct table *t, const struct row *row, const struct cell *cell) {
	double pad = t->setter->template->table.pad_y, above = table_pad_above(t, row);
	enum node_valign valign = cell->node->u.cell.valign;

	if (valign == VALIGN_AUTO) {
		valign = row->kind == ROW_HEAD ? VALIGN_BOTTOM : t->slots[cell->column].valign;
	}
	if (valign != VALIGN_MIDDLE && valign != VALIGN_BOTTOM) {
		return above;
	}
	double spare = table_span_height(t, cell, cell->row + cell->rows) - above - pad - cell_height(cell, 0);
	return above + (valign == VALIGN_MIDDLE ? spare / 2 : spare);
}

/* ---- operations ---- */

/* Tags of a cell's paragraphs, as they are open while its lines are put. */
struct steps {
	const struct cell_step *v;
	size_t n;
};

static void close_steps(struct arena *arena, struct steps *open, size_t n, struct ops *ops) {
	for (; open->n > n; open->n--) {
		ops_tag_end(arena, ops);
	}
}

static void put_label(const struct table *t, const struct cell *cell, const struct cell_para *para, double y, struct ops *ops) {
	ops_tag(t->setter->arena, ops, TAG_LBL, NULL);
	inline_ops(t->setter, para->label, 0, table_cell_x(t, cell) + words_x(t, cell) + para->label_x, y, true, ops);
	ops_tag_end(t->setter->arena, ops);
}

/* Close what does not go round para too, and open what else does; a label comes before the body of its item. */
static void take_steps(const struct table *t, const struct cell *cell, const struct cell_para *para, bool is_first, double y,
                       struct steps *open, struct ops *ops) {
	struct arena *arena = t->setter->arena;
	size_t same = 0;

	while (same < open->n && same < para->step_count && open->v[same].key == para->steps[same].key &&
	       open->v[same].tag == para->steps[same].tag) {
		same++;
	}
	close_steps(arena, open, same, ops);
	for (size_t i = same; i < para->step_count; i++) {
		/* The last body of an item to be opened is that whose label it is. */
		bool is_inner = true;
		for (size_t k = i + 1; k < para->step_count; k++) {
			is_inner = is_inner && para->steps[k].tag != TAG_LBODY;
		}
		if (para->steps[i].tag == TAG_LBODY && is_inner && is_first && para->label != NULL) {
			put_label(t, cell, para, y, ops);
		}
		ops_tag(arena, ops, para->steps[i].tag, para->steps[i].attrs);
	}
	*open = (struct steps){ para->steps, para->step_count };
}

void table_put_words(const struct table *t, const struct row *row, const struct cell *cell, size_t from, size_t to, double y,
                     bool as_artifact, struct ops *ops) {
	double x = table_cell_x(t, cell) + words_x(t, cell);
	struct template_color ink;
	struct steps open = { 0 };
	size_t at = 0, first = ops->n, put = 0;

	for (size_t i = 0; i < cell->para_count; i++) {
		const struct cell_para *para = &cell->paras[i];
		for (size_t k = 0; k < para->lines; k++, at++) {
			if (at < from || at >= to) {
				continue;
			}
			y += k == 0 && put > 0 ? para->space : 0;
			if (!as_artifact) {
				take_steps(t, cell, para, k == 0, y, &open, ops);
			}
			inline_ops(t->setter, para->para, k, x + para->indent, y, as_artifact, ops);
			y += cell->leading;
			put++;
		}
	}
	close_steps(t->setter->arena, &open, 0, ops);
	if (table_ink(t, row, cell, &ink)) {
		ops_color(ops, first, ink);
	}
}

static bool put_notes(struct table *t, const struct cell *cell, size_t from, size_t to, struct piece *piece) {
	size_t at = 0;

	for (size_t i = 0; i < cell->para_count && !cell->is_again; i++) {
		for (size_t k = 0; k < cell->paras[i].lines; k++, at++) {
			if (at >= from && at < to && !inline_notes(t->setter, cell->paras[i].para, k, piece)) {
				return false;
			}
		}
	}
	return true;
}

/* A sparkline is a figure; a bar beside words only shows what they say. */
static void put_mini(struct table *t, const struct cell *cell, double y, struct ops *ops) {
	struct arena *arena = t->setter->arena;
	const struct node_mini *mini = cell->node->u.cell.mini;
	double offset = mini_offset(t, cell), x = table_cell_x(t, cell) + offset;
	double width = table_cell_width(t, cell) - offset, height = cell->leading;

	if (mini->kind == MINI_SPARKLINE) {
		/* Its line may rise and fall over nearly all of the row. */
		double more = t->setter->template->table.pad_y * SPARK_PADS;
		y -= more;
		height += 2 * more;
	}
	if (mini->alt == NULL) {
		ops_artifact(arena, ops, ARTIFACT_LAYOUT);
		mini_draw(t->setter, mini, x, y, width, height, ops);
		ops_artifact_end(arena, ops);
		return;
	}
	struct tag_attrs *attrs = arena_alloc(arena, sizeof(*attrs));
	*attrs = (struct tag_attrs){ .bbox = { x, y, x + width, y + height } };
	second_alt(t->setter, mini->alt, mini->alt_second, attrs);
	ops_tag(arena, ops, TAG_FIGURE, attrs);
	mini_draw(t->setter, mini, x, y, width, height, ops);
	ops_tag_end(arena, ops);
}

bool table_put_cell(struct table *t, const struct row *row, struct cell *cell, size_t from, size_t to, double y, bool is_whole,
                    struct piece *piece) {
	struct arena *arena = t->setter->arena;

	if (cell->node->id != NULL && from == 0 && !cell->is_again) {
		ops_dest(arena, &piece->ops, cell->node->id, table_cell_x(t, cell), y);
	}
	ops_tag(arena, &piece->ops, table_is_head(row, cell) ? TAG_TH : TAG_TD, table_attrs(t, row, cell, is_whole));
	table_put_words(t, row, cell, from, to, y, false, &piece->ops);
	if (cell->node->u.cell.mini != NULL && from == 0) {
		put_mini(t, cell, y, &piece->ops);
	}
	ops_tag_end(arena, &piece->ops);
	return put_notes(t, cell, from, to, piece);
}
