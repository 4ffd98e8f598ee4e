/*
 * matrix: who takes part in what. A table in the structure, whose cells hold signs that say in words what they stand for;
 * drawn close, with heads that are turned where they have no room to lie.
 */
#include <math.h>

#include "base/mem.h"
#include "base/str.h"
#include "doc/diagram.h"
#include "doc/labels.h"
#include "doc/node.h"
#include "layout/block.h"
#include "layout/box.h"
#include "layout/canvas.h"
#include "layout/diagram.h"

static const double NAME_PART = 0.45;            /* of the width, that names of rows may take */
static const double NAME_GAP = 10;
static const double CELL_MIN = 13, CELL_MAX = 64;
static const double HEAD_MAX = 150;              /* length of a head, turned or not */
static const double HEAD_SECOND = 1.45;          /* and of one in two languages, so much more */
static const double HEAD_PAD = 3;                /* between heads that lie side by side */
static const double ROW_PAD = 3.2;
static const double GROUP_SPACE = 4;
static const double SIGN = 3;
static const double SLANTS[] = { 60, 90 };       /* degrees that heads are turned by: upright where they would lean out */
static const double LEGEND_GAP = 16;

enum { HEAD_LINES = 3 };

struct matrix {
	struct canvas canvas;
	const struct node_matrix *data;
	struct vlist *list;
	struct canvas_text *heads, *names, corner;   /* corner: only where it has words */
	double slant;                /* of the heads; 0: they lie */
	double names_width, cell;    /* widths */
	double left;                 /* of the first cell */
	double head_height;
	double height, above;        /* of all rows, the head's too, and of those that are set */
	unsigned number;             /* of all tables: for the ids of its heads */
	const char *group;           /* id of the group that rows are set in; NULL: of none */
	const struct piece *repeat;  /* set again at the head of the next page; group_repeat: with the name of the group that goes on */
	const struct piece *group_repeat;
};

static struct arena *arena_of(const struct matrix *m) {
	return m->canvas.setter->arena;
}

/* ---- widths ---- */

/* What stands over the names has room for its longest word. */
static bool make_corner(struct matrix *m) {
	if (m->data->corner == NULL) {
		return true;
	}
	if (!canvas_text(&m->canvas, m->data->corner, true, &m->corner)) {
		return false;
	}
	m->names_width = fmax(m->names_width, fmin(inline_min_width(m->corner.para), m->canvas.width * NAME_PART));
	canvas_text_break(&m->canvas, &m->corner, m->names_width);
	return true;
}

static bool make_names(struct matrix *m) {
	const struct node_matrix *data = m->data;
	double most = m->canvas.width * NAME_PART;

	m->names = arena_alloc(arena_of(m), (data->row_count + 1) * sizeof(*m->names));
	m->heads = arena_alloc(arena_of(m), (data->column_count + 1) * sizeof(*m->heads));
	for (size_t r = 0; r < data->row_count; r++) {
		if (!canvas_text(&m->canvas, data->rows[r].name, false, &m->names[r])) {
			return false;
		}
		canvas_text_break(&m->canvas, &m->names[r], most);
		m->names_width = fmax(m->names_width, m->names[r].width);
	}
	bool is_cut = false;
	/* In two languages they are longer, and turned nearly always. */
	double longest = fmin(HEAD_MAX, m->canvas.width / 3) * (m->canvas.setter->doc->second != NULL ? HEAD_SECOND : 1);
	for (size_t c = 0; c < data->column_count; c++) {
		if (!canvas_text_cut(&m->canvas, data->columns[c], true, longest, &m->heads[c], &is_cut)) {
			return false;
		}
	}
	if (is_cut) {
		setter_warn(m->canvas.setter, m->canvas.node, "the names of the matrix's columns are too long: they were cut");
	}
	return true;
}

/* Heads lie where each finds room over its cells in a few lines; else all are turned. */
static bool lie_down(struct matrix *m) {
	double room = m->cell - HEAD_PAD;
	size_t lines = 1;

	for (size_t c = 0; c < m->data->column_count; c++) {
		if (inline_min_width(m->heads[c].para) > room || inline_least_lines(m->heads[c].para, room) > HEAD_LINES) {
			return false;
		}
	}
	for (size_t c = 0; c < m->data->column_count; c++) {
		canvas_text_break(&m->canvas, &m->heads[c], room);
		lines = m->heads[c].lines > lines ? m->heads[c].lines : lines;
	}
	m->head_height = (double)lines * m->canvas.leading + 2 * ROW_PAD;
	return true;
}

/* The widest cells that keep the heads, turned by angle, within the text: the last lean out to the right. */
static double cell_within(const struct matrix *m, double angle) {
	double cell = m->cell, room = m->canvas.width - m->names_width - NAME_GAP;

	for (size_t c = 0; c < m->data->column_count; c++) {
		double reach = m->heads[c].width * cos(angle) + m->canvas.leading * 0.6 * sin(angle);
		cell = fmin(cell, (room - reach) / ((double)c + 0.5));
	}
	return cell;
}

static void turn_heads(struct matrix *m) {
	double longest = 0, angle = 0, cell = 0;

	for (size_t i = 0; i < sizeof(SLANTS) / sizeof(*SLANTS) && cell < CELL_MIN; i++) {
		m->slant = SLANTS[i];
		angle = m->slant * M_PI / 180;
		cell = cell_within(m, angle);
	}
	m->cell = fmin(m->cell, fmax(cell, CELL_MIN));
	for (size_t c = 0; c < m->data->column_count; c++) {
		longest = fmax(longest, m->heads[c].width);
	}
	m->head_height = longest * sin(angle) + m->canvas.leading * cos(angle) + 2 * ROW_PAD;
}

static bool fit_widths(struct matrix *m) {
	double n = (double)m->data->column_count, room;

	if (!make_names(m) || !make_corner(m)) {
		return false;
	}
	room = m->canvas.width - m->names_width - NAME_GAP;
	m->cell = fmin(CELL_MAX, room / n);
	if (m->cell < CELL_MIN) {
		setter_warn(m->canvas.setter, m->canvas.node, "the matrix has more columns (%zu) than find room side by side: it is set as narrow as can be",
		            m->data->column_count);
	}
	if (!lie_down(m)) {
		turn_heads(m);
	}
	m->head_height = fmax(m->head_height, (double)m->corner.lines * m->canvas.leading + 2 * ROW_PAD);
	m->left = m->canvas.x + m->names_width + NAME_GAP;
	return true;
}

static double cell_x(const struct matrix *m, size_t c) {
	return m->left + m->cell * ((double)c + 0.5);
}

static double right_edge(const struct matrix *m) {
	return m->left + m->cell * (double)m->data->column_count;
}

/* ---- pieces ---- */

static void add_rule(struct matrix *m, double y, double width, struct template_color color, struct ops *ops) {
	ops_artifact(arena_of(m), ops, ARTIFACT_LAYOUT);
	ops_line(arena_of(m), ops, m->canvas.x, y, right_edge(m), y, width, color, 0);
	ops_artifact_end(arena_of(m), ops);
}

static double row_height(const struct matrix *m, size_t r) {
	return (double)m->names[r].lines * m->canvas.leading + 2 * ROW_PAD;
}

/* Words from the canvas as leaves of their own, or as part of an artifact. */
static void add_words(struct matrix *m, const struct canvas_text *text, double x, double y, double at, struct template_color color,
                      bool as_artifact, struct ops *ops) {
	struct arena *arena = arena_of(m);

	m->canvas.ops = (struct ops){ 0 };
	canvas_text_draw(&m->canvas, text, x, y, at, color);
	for (size_t i = 0; i < m->canvas.ops.n; i++) {
		m->canvas.ops.v[i].u.words.is_artifact = as_artifact;
	}
	ops_append(arena, ops, &m->canvas.ops, 0, 0);
}

static void add_head(struct matrix *m, size_t c, bool as_artifact, struct ops *ops) {
	double x = cell_x(m, c), bottom = m->head_height - ROW_PAD;
	struct template_color color = m->canvas.setter->template->accent;
	const struct canvas_text *head = &m->heads[c];

	if (m->slant == 0) {
		add_words(m, head, x, bottom - (double)head->lines * m->canvas.leading, 0.5, color, as_artifact, ops);
		return;
	}
	struct ops turned = { 0 };
	struct op *op;
	add_words(m, head, x, bottom - m->canvas.leading * (m->slant < 90 ? 0.72 : 0.5), 0, color, as_artifact, &turned);
	op = ARENA_PUSH(arena_of(m), ops->v, ops->n, ops->cap);
	*op = (struct op){ .kind = OP_ROTATE_BEGIN };
	op->u.rotate.x = x;
	op->u.rotate.y = bottom - (m->slant < 90 ? m->canvas.leading * 0.2 : 0);
	op->u.rotate.degrees = -m->slant;
	ops_append(arena_of(m), ops, &turned, 0, 0);
	*ARENA_PUSH(arena_of(m), ops->v, ops->n, ops->cap) = (struct op){ .kind = OP_ROTATE_END };
}

static void add_corner(struct matrix *m, bool as_artifact, struct ops *ops) {
	double y = m->head_height - ROW_PAD - (double)m->corner.lines * m->canvas.leading;

	if (m->data->corner != NULL) {
		add_words(m, &m->corner, m->canvas.x, y, 0, m->canvas.setter->template->accent, as_artifact, ops);
	}
}

/* What is set again where the matrix goes on on the next page: "Table 3 (continued)", and the heads. */
static bool make_repeat(struct matrix *m) {
	struct arena *arena = arena_of(m);
	struct piece *repeat = arena_alloc(arena, sizeof(*repeat));
	struct ops head = { 0 };
	double above;

	ops_artifact(arena, &repeat->ops, ARTIFACT_LAYOUT);
	if (!block_continued(m->canvas.setter, m->canvas.node, m->canvas.x, m->canvas.width, &repeat->ops, &above)) {
		return false;
	}
	add_corner(m, true, &head);
	for (size_t c = 0; c < m->data->column_count; c++) {
		add_head(m, c, true, &head);
	}
	ops_line(arena, &head, m->canvas.x, m->head_height, right_edge(m), m->head_height, m->canvas.setter->template->table.head_rule,
	         m->canvas.setter->template->accent, 0);
	ops_append(arena, &repeat->ops, &head, 0, above);
	ops_artifact_end(arena, &repeat->ops);
	repeat->height = above + m->head_height;
	m->repeat = m->group_repeat = repeat;
	return true;
}

/* ---- who heads a cell ---- */

/* Heads in the body, of groups: scopes alone do not tell then what heads a cell (see table_head.c). */
static bool has_groups(const struct matrix *m) {
	for (size_t r = 0; r < m->data->row_count; r++) {
		if (m->data->rows[r].group != NULL) {
			return true;
		}
	}
	return false;
}

/* "t3-2-1": of table 3, row 2, column 1; from 0, the heads'. */
static const char *head_name(const struct matrix *m, size_t row, size_t column) {
	return arena_printf(arena_of(m), "t%u-%zu-%zu", m->number, row, column);
}

/* heads: NULL stands for one that there is not. id: NULL for a cell. */
static const struct tag_attrs *named(const struct matrix *m, enum tag_scope scope, const char *id, const char *a, const char *b, const char *c) {
	const char *heads[] = { a, b, c };
	struct tag_attrs *attrs = arena_alloc(arena_of(m), sizeof(*attrs));
	const char **kept = arena_alloc(arena_of(m), (sizeof(heads) / sizeof(*heads) + 1) * sizeof(*kept));
	size_t n = 0;

	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		if (heads[i] != NULL) {
			kept[n++] = heads[i];
		}
	}
	*attrs = (struct tag_attrs){ .scope = scope, .id = id, .headers = n > 0 ? kept : NULL };
	return attrs;
}

static const struct tag_attrs *column_attrs(const struct matrix *m, size_t column) {
	static const struct tag_attrs plain = { .scope = SCOPE_COLUMN };

	return has_groups(m) ? named(m, SCOPE_COLUMN, head_name(m, 0, column), NULL, NULL, NULL) : &plain;
}

static const struct tag_attrs *row_attrs(const struct matrix *m, size_t r) {
	static const struct tag_attrs plain = { .scope = SCOPE_ROW };
	const char *corner = m->data->corner != NULL ? head_name(m, 0, 0) : NULL;

	return has_groups(m) ? named(m, SCOPE_ROW, head_name(m, r + 1, 0), corner, m->group, NULL) : &plain;
}

static const struct tag_attrs *cell_attrs(const struct matrix *m, size_t r, size_t c) {
	return has_groups(m) ? named(m, SCOPE_NONE, NULL, head_name(m, 0, c + 1), m->group, head_name(m, r + 1, 0)) : NULL;
}

/* ---- rows ---- */

static void set_head(struct matrix *m) {
	struct arena *arena = arena_of(m);
	const struct template *t = m->canvas.setter->template;

	ops_tag(arena, &m->list->pending, TAG_THEAD, NULL);
	struct piece *piece = vlist_add(arena, m->list, m->head_height, 0);
	piece->break_cost = BREAK_NEVER;
	ops_tag(arena, &piece->ops, TAG_TR, NULL);
	ops_tag(arena, &piece->ops, TAG_TH, column_attrs(m, 0));
	add_corner(m, false, &piece->ops);
	ops_tag_end(arena, &piece->ops);
	for (size_t c = 0; c < m->data->column_count; c++) {
		ops_tag(arena, &piece->ops, TAG_TH, column_attrs(m, c + 1));
		add_head(m, c, false, &piece->ops);
		ops_tag_end(arena, &piece->ops);
	}
	ops_tag_end(arena, &piece->ops);
	add_rule(m, m->head_height, t->table.head_rule, t->accent, &piece->ops);
	vlist_tag_end(arena, m->list);
}

/* The sign on the canvas, and what it says; in two languages one lies on the other. */
static void add_sign(struct matrix *m, const char *says, const char *lang, struct ops *ops) {
	struct arena *arena = arena_of(m);
	struct tag_attrs *attrs = arena_alloc(arena, sizeof(*attrs));

	*attrs = (struct tag_attrs){ .actual_text = says, .lang = lang };
	ops_tag(arena, ops, TAG_SPAN, attrs);
	ops_append(arena, ops, &m->canvas.ops, 0, 0);
	ops_tag_end(arena, ops);
}

static void add_cell(struct matrix *m, size_t r, size_t c, double y, struct ops *ops) {
	struct arena *arena = arena_of(m);
	const struct matrix_row *row = &m->data->rows[r];

	ops_tag(arena, ops, TAG_TD, cell_attrs(m, r, c));
	if (row->cells[c] >= 0) {
		const char *says = m->data->marks[row->cells[c]].title, *second = m->canvas.setter->doc->second != NULL ? label_second(says) : NULL;
		m->canvas.ops = (struct ops){ 0 };
		diagram_sign(&m->canvas, (size_t)row->cells[c], cell_x(m, c), y, SIGN);
		add_sign(m, second != NULL ? arena_strndup(arena, says, (size_t)(second - says)) : says, NULL, ops);
		if (second != NULL) {
			add_sign(m, second, m->canvas.setter->doc->second->lang, ops);
		}
	}
	ops_tag_end(arena, ops);
}

/* The heads again, and below them the name of the group whose rows go on. */
static const struct piece *repeat_group(struct matrix *m, const struct canvas_text *name) {
	struct arena *arena = arena_of(m);
	const struct template *t = m->canvas.setter->template;
	struct piece *repeat = arena_alloc(arena, sizeof(*repeat));
	double top = m->repeat->height, bottom = top + ROW_PAD + (double)name->lines * m->canvas.leading + ROW_PAD;

	ops_append(arena, &repeat->ops, &m->repeat->ops, 0, 0);
	ops_artifact(arena, &repeat->ops, ARTIFACT_LAYOUT);
	add_words(m, name, m->canvas.x, top + ROW_PAD, 0, t->muted, true, &repeat->ops);
	ops_line(arena, &repeat->ops, m->canvas.x, bottom, right_edge(m), bottom, t->table.row_rule, t->rule, 0);
	ops_artifact_end(arena, &repeat->ops);
	repeat->height = bottom;
	return repeat;
}

/* Above a group's name; more where it parts groups. */
static double group_top(size_t r) {
	return ROW_PAD + (r > 0 ? GROUP_SPACE : 0);
}

/* The name of the group that begins with row r, and its height; 0 where none begins. */
static bool make_group(struct matrix *m, size_t r, struct canvas_text *text, double *height) {
	*height = 0;
	if (m->data->rows[r].group == NULL) {
		return true;
	}
	if (!canvas_text(&m->canvas, m->data->rows[r].group, true, text)) {
		return false;
	}
	canvas_text_break(&m->canvas, text, right_edge(m) - m->canvas.x);
	*height = group_top(r) + (double)text->lines * m->canvas.leading + ROW_PAD;
	return true;
}

static bool set_group(struct matrix *m, size_t r) {
	struct arena *arena = arena_of(m);
	struct canvas_text text;
	double height;

	if (!make_group(m, r, &text, &height)) {
		return false;
	}
	if (height == 0) {
		return true;
	}
	struct tag_attrs *attrs = arena_alloc(m->canvas.setter->arena, sizeof(*attrs));
	m->group = attrs->id = arena_printf(arena, "t%u-%zu", m->number, r + 1);
	attrs->scope = SCOPE_COLUMN;
	attrs->colspan = (int)m->data->column_count + 1;
	struct piece *piece = vlist_add(arena, m->list, height, 0);
	piece->break_cost = r == 0 ? BREAK_NEVER : block_parting(m->above, m->height, setter_max_height(m->canvas.setter));
	m->above += height;
	piece->repeat = m->repeat;
	ops_tag(arena, &piece->ops, TAG_TR, NULL);
	ops_tag(arena, &piece->ops, TAG_TH, attrs);
	add_words(m, &text, m->canvas.x, group_top(r), 0, m->canvas.setter->template->muted, false, &piece->ops);
	ops_tag_end(arena, &piece->ops);
	ops_tag_end(arena, &piece->ops);
	add_rule(m, height, m->canvas.setter->template->table.row_rule, m->canvas.setter->template->rule, &piece->ops);
	m->group_repeat = repeat_group(m, &text);
	return true;
}

static void set_row(struct matrix *m, size_t r) {
	struct arena *arena = arena_of(m);
	const struct template *t = m->canvas.setter->template;
	const struct matrix_row *row = &m->data->rows[r];
	bool is_last = r + 1 == m->data->row_count;
	double height = row_height(m, r);
	struct piece *piece = vlist_add(arena, m->list, height, 0);
	int parting = block_parting(m->above, m->height, setter_max_height(m->canvas.setter));

	piece->break_cost = r == 0 || row->group != NULL ? BREAK_NEVER : r == 1 || is_last ? BREAK_BAD : parting;
	m->above += height;
	piece->repeat = m->group_repeat;
	ops_tag(arena, &piece->ops, TAG_TR, NULL);
	ops_tag(arena, &piece->ops, TAG_TH, row_attrs(m, r));
	add_words(m, &m->names[r], m->canvas.x, ROW_PAD, 0, t->ink, false, &piece->ops);
	ops_tag_end(arena, &piece->ops);
	for (size_t c = 0; c < m->data->column_count; c++) {
		add_cell(m, r, c, height / 2, &piece->ops);
	}
	ops_tag_end(arena, &piece->ops);
	add_rule(m, height, is_last ? t->table.foot_rule : t->table.row_rule, is_last ? t->accent : t->rule, &piece->ops);
}

/* ---- the legend ---- */

/* What the signs stand for, for the eye alone: to who listens each cell says it in words. */
static bool set_legend(struct matrix *m, bool has_caption) {
	struct arena *arena = arena_of(m);
	double x = m->canvas.x, y = 0, right = m->canvas.x + m->canvas.width;
	struct ops ops = { 0 };
	size_t lines = 1;            /* of this row of the legend */

	for (size_t i = 0; i < m->data->mark_count; i++) {
		struct canvas_text text;
		if (!canvas_text(&m->canvas, m->data->marks[i].title, false, &text)) {
			return false;
		}
		canvas_text_break(&m->canvas, &text, fmin(inline_max_width(text.para) + 1, m->canvas.width - 2 * SIGN - 5));
		double width = 2 * SIGN + 5 + text.width;
		if (x > m->canvas.x && x + width > right) {
			x = m->canvas.x;
			y += (double)lines * m->canvas.leading + 1;
			lines = 1;
		}
		lines = text.lines > lines ? text.lines : lines;
		m->canvas.ops = (struct ops){ 0 };
		diagram_sign(&m->canvas, i, x + SIGN, y + m->canvas.leading / 2, SIGN);
		ops_append(arena, &ops, &m->canvas.ops, 0, 0);
		add_words(m, &text, x + 2 * SIGN + 5, y, 0, m->canvas.setter->template->ink, true, &ops);
		x += width + LEGEND_GAP;
	}
	struct piece *piece = vlist_add(arena, m->list, y + (double)lines * m->canvas.leading, has_caption ? 0 : m->canvas.setter->template->table.space_before);
	piece->break_cost = has_caption ? BREAK_NEVER : BREAK_FREE;
	ops_artifact(arena, &piece->ops, ARTIFACT_LAYOUT);
	ops_append(arena, &piece->ops, &ops, 0, 0);
	ops_artifact_end(arena, &piece->ops);
	m->list->pending_space = 4;
	return true;
}

/* ---- the whole ---- */

bool matrix_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	struct matrix m = {
		.canvas = { .setter = setter, .node = node, .x = x, .width = width, .leading = setter->template->styles[STYLE_CHART_LABEL].leading },
		.data = node->u.matrix, .list = list,
	};
	const struct node *caption = node_caption(node);
	size_t first = list->n;

	if (!fit_widths(&m)) {
		return false;
	}
	if (!make_repeat(&m)) {
		return false;
	}
	m.number = ++setter->tables;
	ops_tag_block(setter->arena, &list->pending, TAG_TABLE, node);
	if (caption != NULL && !block_caption(setter, caption, m.data->label, x, width, list)) {
		return false;
	}
	if (list->n > first) {
		list->v[first].space = fmax(list->v[first].space, setter->template->table.space_before);
	}
	if (!set_legend(&m, list->n > first)) {
		return false;
	}
	list->v[first].node = node;
	m.height = m.above = m.head_height;
	for (size_t r = 0; r < m.data->row_count; r++) {
		struct canvas_text group;
		double height;
		if (!make_group(&m, r, &group, &height)) {
			return false;
		}
		m.height += height + row_height(&m, r);
	}
	set_head(&m);
	ops_tag(setter->arena, &list->pending, TAG_TBODY, NULL);
	for (size_t r = 0; r < m.data->row_count; r++) {
		if (!set_group(&m, r)) {
			return false;
		}
		set_row(&m, r);
	}
	vlist_tag_end(setter->arena, list);
	vlist_tag_end(setter->arena, list);
	list->pending_space = setter->template->table.space_after;
	return true;
}
