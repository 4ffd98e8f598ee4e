/* table_head: who heads a cell, as structure tells it (PDF 32000-1, 14.8.5.7); see table.h. */
#include "base/mem.h"
#include "base/str.h"
#include "layout/box.h"
#include "layout/table.h"

/* Names cost room in the file: a table of more cells is told by scopes alone, as one without groups is. */
enum { NAMED_MAX = 20000 };

/* A header or group row higher than this part of a page may come to be divided. */
static const double WHOLE_MAX = 0.4;

bool table_is_head(const struct row *row, const struct cell *cell) {
	return row->kind == ROW_HEAD || row->kind == ROW_GROUP || cell->node->u.cell.is_header;
}

static enum tag_scope scope_of(const struct row *row, const struct cell *cell) {
	if (row->kind == ROW_HEAD || row->kind == ROW_GROUP) {
		return SCOPE_COLUMN;
	}
	return cell->node->u.cell.is_header ? SCOPE_ROW : SCOPE_NONE;
}

/* "t3-12-1": of table 3, row 12, column 1; no author's id is an id of an element. */
static const char *name_of(const struct table *t, const struct cell *cell) {
	return arena_printf(t->setter->arena, "t%u-%u-%u", t->number, cell->row + 1, cell->column + 1);
}

static bool is_high(const struct table *t, size_t from, size_t to) {
	double height = 0;

	for (size_t r = from; r < to; r++) {
		height += t->rows[r].height;
	}
	return height > WHOLE_MAX * setter_max_height(t->setter);
}

/* Where heads stand in several rows, or in the body, a reader cannot tell by scope alone what heads a cell. */
static bool needs_names(const struct table *t) {
	size_t cells = 0;
	bool needs = t->head_count > 1;

	for (size_t r = 0; r < t->row_count; r++) {
		const struct row *row = &t->rows[r];
		cells += row->is_late ? t->column_count : row->cell_count;
		needs = needs || row->kind == ROW_GROUP || row->is_joined;
		if (row->kind == ROW_GROUP && is_high(t, r, r + 1)) {
			return false;
		}
	}
	return needs && t->head_count > 0 && cells <= NAMED_MAX && !is_high(t, 0, t->head_count);
}

void table_name_heads(struct table *t) {
	struct arena *arena = t->setter->arena;

	t->has_headers = needs_names(t);
	for (size_t i = 0; i < t->column_count && t->has_headers; i++) {
		t->slots[i].heads = arena_alloc(arena, (t->head_count + 1) * sizeof(const char *));
	}
	for (size_t r = 0; r < t->head_count && t->has_headers; r++) {
		for (size_t i = 0; i < t->rows[r].cell_count; i++) {
			const struct cell *cell = &t->rows[r].cells[i];
			const char *name = name_of(t, cell);
			for (size_t k = 0; k < cell->columns && cell->node->first != NULL; k++) {
				struct slot *slot = &t->slots[cell->column + k];
				slot->heads[slot->head_count++] = name;
			}
		}
	}
}

struct names {
	const char **v;
	size_t n, cap;
};

static void add_name(const struct table *t, struct names *names, const char *name) {
	for (size_t i = 0; i < names->n; i++) {
		if (str_eq(names->v[i], name)) {
			return;
		}
	}
	*ARENA_PUSH(t->setter->arena, names->v, names->n, names->cap) = name;
}

/* The heads of the columns that cell stands on, as far as they stand above row. */
static void add_columns(const struct table *t, const struct cell *cell, struct names *names) {
	for (size_t k = 0; k < cell->columns; k++) {
		const struct slot *slot = &t->slots[cell->column + k];
		for (size_t i = 0; i < slot->head_count; i++) {
			add_name(t, names, slot->heads[i]);
		}
	}
}

static void add_groups(const struct table *t, unsigned group, struct names *names) {
	for (; group > 0; group = t->rows[group - 1].group) {
		add_name(t, names, name_of(t, &t->rows[group - 1].cells[0]));
	}
}

/* The cells of its rows that head them; t->reaching is of its row. */
static void add_rows(const struct table *t, const struct cell *cell, struct names *names) {
	for (size_t i = 0; i < t->column_count; i++) {
		const struct cell *head = t->reaching[i];
		if (table_begins(head, i) && head != cell && head->node->u.cell.is_header && head->node->first != NULL) {
			add_name(t, names, name_of(t, head));
		}
	}
}

/* Of a cell in the second row of the head or below, those above it. */
static void add_above(const struct table *t, const struct cell *cell, struct names *names) {
	for (size_t r = 0; r < cell->row; r++) {
		for (size_t i = 0; i < t->rows[r].cell_count; i++) {
			const struct cell *above = &t->rows[r].cells[i];
			if (above->column <= cell->column && cell->column < above->column + above->columns && above->node->first != NULL) {
				add_name(t, names, name_of(t, above));
			}
		}
	}
}

static const char *const *headers_of(const struct table *t, const struct row *row, const struct cell *cell) {
	struct names names = { 0 };

	if (row->kind == ROW_HEAD) {
		add_above(t, cell, &names);
	} else if (row->kind == ROW_GROUP) {
		add_groups(t, row->group, &names);
	} else {
		add_columns(t, cell, &names);
		add_groups(t, row->group, &names);
		add_rows(t, cell, &names);
	}
	if (names.n == 0) {
		return NULL;
	}
	*ARENA_PUSH(t->setter->arena, names.v, names.n, names.cap) = NULL;
	return names.v;
}

const struct tag_attrs *table_attrs(struct table *t, const struct row *row, struct cell *cell, bool is_whole) {
	static const struct tag_attrs column = { .scope = SCOPE_COLUMN }, line = { .scope = SCOPE_ROW };
	enum tag_scope scope = scope_of(row, cell);
	bool is_named = t->has_headers && is_whole;

	if (!is_named && cell->columns == 1 && (cell->rows == 1 || !is_whole)) {
		return scope == SCOPE_COLUMN ? &column : scope == SCOPE_ROW ? &line : NULL;
	}
	struct tag_attrs *attrs = arena_alloc(t->setter->arena, sizeof(*attrs));
	attrs->scope = scope;
	attrs->colspan = cell->columns > 1 ? (int)cell->columns : 0;
	attrs->rowspan = is_whole && cell->rows > 1 ? (int)cell->rows : 0;
	if (is_named) {
		attrs->id = table_is_head(row, cell) && cell->node->first != NULL ? name_of(t, cell) : NULL;
		attrs->headers = headers_of(t, row, cell);
	}
	return attrs;
}
