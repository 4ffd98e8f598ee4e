#include "doc/pair.h"

#include <ctype.h>
#include <stdarg.h>

#include "base/err.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/chart.h"
#include "doc/diagram.h"
#include "doc/labels.h"
#include "doc/map.h"
#include "doc/node.h"
#include "doc/pair_words.h"

struct pair {
	struct pair_words words;
	struct arena *arena;
	struct doc *doc, *second;
	struct errs *errors;
	struct map *blocks;          /* id in the second language -> the block of the leading one */
};

/* ---- structure ---- */

static void say_place(const struct node *node, char *out, size_t size) {
	const struct node_origin *o = node->origin;

	if (o == NULL || o->file == NULL) {
		snprintf(out, size, "where the engine made it");
	} else {
		snprintf(out, size, "%s:%d", o->file, o->line);
	}
}

static struct err *add_difference(struct pair *p, const struct node *a, const struct node *b, const char *fmt, va_list ap) {
	char what[300], place[200];
	struct err *err = errs_add(p->errors);

	vsnprintf(what, sizeof(what), fmt, ap);
	err_set(err, ERR_PLUGIN, "the two languages are not built alike: %s", what);
	node_blame(a != NULL ? a : b, err);
	if (a != NULL && b != NULL) {
		say_place(b, place, sizeof(place));
		err_hint(err, "in \"%s\" it is at %s; build must write the same blocks in every language, and only their words differ",
		         p->second->lang, place);
	} else {
		err_hint(err, "build must write the same blocks in every language, and only their words differ");
	}
	return err;
}

#define LIKE_PRINTF __attribute__((format(printf, 4, 5)))

/* The languages differ at a and b, of which one may be NULL; fmt: how. */
static LIKE_PRINTF bool differ(struct pair *p, const struct node *a, const struct node *b, const char *fmt, ...) {
	va_list ap;

	va_start(ap, fmt);
	add_difference(p, a, b, fmt, ap);
	va_end(ap);
	return false;
}

/* The same, where parts without ids are others in their places. */
static LIKE_PRINTF bool differ_in_order(struct pair *p, const struct node *a, const struct node *b, const char *fmt, ...) {
	va_list ap;

	va_start(ap, fmt);
	err_hint(add_difference(p, a, b, fmt, ap),
	         "what is sorted by names needs ids, by which it is paired: { id = \"row-\" .. code, … }");
	va_end(ap);
	return false;
}

static size_t count_of(const struct node *node) {
	size_t n = 0;

	for (const struct node *c = node->first; c != NULL; c = c->next) {
		n++;
	}
	return n;
}

/* Words, or nothing: what a translation may have otherwise. */
static bool holds_words(const struct node *node) {
	return node->first == NULL || node_is_inline(node->first->kind);
}

/* The row of a matrix that is row r of the other: that of its id, else in its place; NULL: there is none. */
static const struct matrix_row *row_of(const struct node_matrix *b, const struct node_matrix *a, size_t r) {
	const char *id = a->rows[r].id;

	if (id == NULL) {
		return &b->rows[r];
	}
	for (size_t i = 0; i < b->row_count; i++) {
		if (b->rows[i].id != NULL && str_eq(b->rows[i].id, id)) {
			return &b->rows[i];
		}
	}
	return NULL;
}

/* Rows have the same marks in both; sorted by their names, others would stand in their places. */
static bool match_matrix(struct pair *p, const struct node *a, const struct node *b) {
	const struct node_matrix *x = a->u.matrix, *y = b->u.matrix;

	if (x->row_count != y->row_count || x->column_count != y->column_count || x->mark_count != y->mark_count) {
		return differ(p, a, b, "a matrix has other rows, columns or marks in \"%s\" than in \"%s\"", p->doc->lang, p->second->lang);
	}
	for (size_t r = 0; r < x->row_count; r++) {
		const struct matrix_row *row = row_of(y, x, r);
		if (row == NULL || memcmp(row->cells, x->rows[r].cells, x->column_count * sizeof(*row->cells)) != 0) {
			return differ_in_order(p, a, b, "row %zu of a matrix, \"%s\", has other marks in \"%s\" than in \"%s\"", r + 1,
			                       x->rows[r].name, p->doc->lang, p->second->lang);
		}
	}
	return true;
}

/* What two blocks of one kind must have alike beside what they hold. */
static bool match_own(struct pair *p, const struct node *a, const struct node *b) {
	const char *first = p->doc->lang, *second = p->second->lang, *kind = node_kind_words(a->kind);

	switch (a->kind) {
	case NODE_HEADING:
		return a->u.heading.level == b->u.heading.level ||
		       differ(p, a, b, "%s is of level %d in \"%s\", of level %d in \"%s\"", kind, a->u.heading.level, first,
		              b->u.heading.level, second);
	case NODE_LIST:
		return a->u.list.style == b->u.list.style ||
		       differ(p, a, b, "%s has other labels in \"%s\" than in \"%s\"", kind, first, second);
	case NODE_TABLE:
		return a->u.table.column_count == b->u.table.column_count ||
		       differ(p, a, b, "%s has %zu columns in \"%s\", %zu in \"%s\"", kind, a->u.table.column_count, first,
		              b->u.table.column_count, second);
	case NODE_CELL:
		return (a->u.cell.colspan == b->u.cell.colspan && a->u.cell.rowspan == b->u.cell.rowspan) ||
		       differ(p, a, b, "%s spans others in \"%s\" than in \"%s\"", kind, first, second);
	case NODE_EVENT:
		return str_eq(a->u.event.date, b->u.event.date) ||
		       differ(p, a, b, "%s is on %s in \"%s\", on %s in \"%s\"", kind, a->u.event.date, first, b->u.event.date, second);
	case NODE_MATRIX:
		return match_matrix(p, a, b);
	default:
		return true;
	}
}

/* ---- parts that languages have in orders of their own ---- */

/* By names, say: those with an id are the same that have the same. */
static bool has_ids(const struct node *parent) {
	for (const struct node *c = parent->first; c != NULL; c = c->next) {
		if (c->id != NULL && (c->kind == NODE_ROW || c->kind == NODE_ITEM || c->kind == NODE_EVENT)) {
			return true;
		}
	}
	return false;
}

/* Take the part that a is from *rest: that of its id, or the next that has none. NULL: there is none. */
static struct node *take_part(struct node **rest, const struct node *a) {
	struct node **at = rest;

	while (*at != NULL && !(a->id == NULL ? (*at)->id == NULL : (*at)->id != NULL && str_eq((*at)->id, a->id))) {
		at = &(*at)->next;
	}
	struct node *part = *at;
	if (part != NULL) {
		*at = part->next;
		part->next = NULL;
	}
	return part;
}

/* Put b's parts in the order of a's; what a lacks comes last. */
static void order_parts(const struct node *a, struct node *b) {
	struct node *rest = b->first;

	b->first = b->last = NULL;
	for (const struct node *c = a->first; c != NULL; c = c->next) {
		struct node *part = take_part(&rest, c);
		if (part != NULL) {
			node_link(b, b->last, part);
		}
	}
	while (rest != NULL) {
		struct node *next = rest->next;
		node_link(b, b->last, rest);
		rest = next;
	}
}

/* What no translation changes of a part: the sources it cites, and the figures in a row or fact. */
struct trace {
	struct arena *arena;
	int *sources;                /* each once */
	size_t n, cap;
	struct buf figures;
};

static void add_source(struct trace *trace, int number) {
	for (size_t i = 0; i < trace->n; i++) {
		if (trace->sources[i] == number) {
			return;
		}
	}
	*ARENA_PUSH(trace->arena, trace->sources, trace->n, trace->cap) = number;
}

static bool add_trace(struct node *node, void *ctx) {
	struct trace *trace = ctx;

	for (size_t i = 0; node->kind == NODE_CITE && i < node->u.cite.number_count; i++) {
		add_source(trace, node->u.cite.numbers[i]);
	}
	for (const char *s = node->kind == NODE_TEXT ? node->u.text.text : ""; *s != '\0'; s++) {
		if (isdigit((unsigned char)*s)) {
			buf_addc(&trace->figures, *s);
		}
	}
	return true;
}

static bool has_same_trace(struct pair *p, struct node *a, struct node *b) {
	struct trace first = { .arena = p->arena, .figures = BUF_INIT }, second = { .arena = p->arena, .figures = BUF_INIT };

	node_walk(a, add_trace, NULL, &first);
	node_walk(b, add_trace, NULL, &second);
	size_t n = first.n;
	for (size_t i = 0; i < second.n; i++) {
		add_source(&first, second.sources[i]);
	}
	bool is_same = first.n == n && second.n == n;
	is_same = is_same && (a->kind == NODE_ITEM || str_eq(buf_str(&first.figures), buf_str(&second.figures)));
	buf_fini(&first.figures);
	buf_fini(&second.figures);
	return is_same;
}

/* Parts without ids are paired by their places: sorted by names they would be others in each language. */
static bool is_same_part(struct pair *p, struct node *a, struct node *b) {
	if ((a->kind != NODE_ROW && a->kind != NODE_ITEM && a->kind != NODE_FACT) || a->id != NULL || has_same_trace(p, a, b)) {
		return true;
	}
	return differ_in_order(p, a, b, "%s has other sources%s in \"%s\" than in \"%s\"", node_kind_words(a->kind),
	                       a->kind != NODE_ITEM ? " or figures" : "", p->doc->lang, p->second->lang);
}

static bool match_children(struct pair *p, struct node *a, struct node *b);

/* Whether a and b are one block in two languages; ids of b lead to a from then on. */
static bool match(struct pair *p, struct node *a, struct node *b) {
	if (a->kind != b->kind) {
		return differ(p, a, b, "%s in \"%s\" is %s in \"%s\"", node_kind_words(a->kind), p->doc->lang, node_kind_words(b->kind),
		              p->second->lang);
	}
	if (a->id != NULL && b->id != NULL && !str_eq(a->id, b->id)) {
		return differ(p, a, b, "%s has the id '%s' in \"%s\", '%s' in \"%s\"", node_kind_words(a->kind), a->id, p->doc->lang, b->id,
		              p->second->lang);
	}
	if (!match_own(p, a, b)) {
		return false;
	}
	if (b->id != NULL) {
		a->id = a->id != NULL ? a->id : b->id;
		map_put(p->blocks, b->id, a);
	}
	/* Either language may cite what the other does not. */
	return a->kind == NODE_SOURCES || (holds_words(a) && holds_words(b)) || match_children(p, a, b);
}

static bool match_children(struct pair *p, struct node *a, struct node *b) {
	if (has_ids(a)) {
		order_parts(a, b);
	}
	struct node *x = a->first, *y = b->first;

	if (a->kind == NODE_LIST || a->kind == NODE_ROW || a->kind == NODE_FACTS || a->kind == NODE_CHRONOLOGY) {
		size_t n = count_of(a), m = count_of(b);
		if (n != m) {
			return differ(p, a, b, "%s has %zu parts in \"%s\", %zu in \"%s\"", node_kind_words(a->kind), n, p->doc->lang, m,
			              p->second->lang);
		}
	}
	for (; x != NULL && y != NULL; x = x->next, y = y->next) {
		if (!match(p, x, y) || !is_same_part(p, x, y)) {
			return false;
		}
	}
	if (x != NULL || y != NULL) {
		const struct node *more = x != NULL ? x : y;
		const char *has = x != NULL ? p->doc->lang : p->second->lang, *lacks = x != NULL ? p->second->lang : p->doc->lang;
		return differ(p, x, y, "in \"%s\" %s has %s that is not there in \"%s\"", has, node_kind_words(a->kind),
		              node_kind_words(more->kind), lacks);
	}
	return true;
}

/* ---- notes ---- */

struct notes {
	struct arena *arena;
	struct node **v;
	size_t n, cap;
};

static bool find_note(struct node *node, void *ctx) {
	struct notes *notes = ctx;

	if (node->kind == NODE_NOTE) {
		*ARENA_PUSH(notes->arena, notes->v, notes->n, notes->cap) = node;
	}
	return true;
}

static bool has_key(const struct node *note, const struct node *other) {
	return note->u.note.key != NULL && other->u.note.key != NULL && str_eq(note->u.note.key, other->u.note.key);
}

/* The leading language's note that note i of the second says: of the same name, else in the same place. */
static struct node *note_of(const struct notes *notes, const struct node *note, size_t i) {
	struct node *found = notes->v[i];

	for (size_t k = 0; k < notes->n; k++) {
		if (has_key(notes->v[k], note)) {
			found = notes->v[k];
			break;
		}
	}
	return found;
}

/* What note says below what a says, unless it is the same; what it was then is a mark that leads there. */
static void join_note(struct pair *p, struct node *a, struct node *note) {
	if (!pair_says_same(&p->words, a->first, note->first)) {
		struct node *para = note->first;
		para->next = NULL;
		para->lang = p->second->lang;
		pair_mark_second(&p->words, para);
		node_link(a, a->last, para);
	}
	note->kind = NODE_MARK;
	note->first = note->last = NULL;
	note->u.mark.mark = arena_printf(p->arena, "%d", a->u.note.number);
	note->u.mark.dest = arena_printf(p->arena, "note-%d", a->u.note.number);
}

static bool pair_notes(struct pair *p, struct node *a, struct node *b) {
	struct notes first = { .arena = p->arena }, second = { .arena = p->arena };

	node_walk(a, find_note, NULL, &first);
	node_walk(b, find_note, NULL, &second);
	if (first.n != second.n) {
		return differ(p, a, b, "%s has %zu notes in \"%s\", %zu in \"%s\"", node_kind_words(a->kind), first.n, p->doc->lang,
		              second.n, p->second->lang);
	}
	for (size_t i = 0; i < second.n; i++) {
		join_note(p, note_of(&first, second.v[i], i), second.v[i]);
	}
	return true;
}

/* ---- what stands once ---- */

static void join_facts(struct pair *p, struct node *a, struct node *b) {
	a->u.facts.title = pair_text(&p->words, a->u.facts.title, b->u.facts.title);
	for (struct node *x = a->first, *y = b->first; x != NULL; x = x->next, y = y->next) {
		/* Figures stand large: both are one line. A state is a word. */
		pair_join(&p->words, x->first, y->first, NULL, a->u.facts.is_strip ? PAIR_LINE : PAIR_SLASH);
		pair_join(&p->words, x->last, y->last, NULL, PAIR_LINE);
	}
}

/* "Table 3" before the first wording is the label's place; the second one's stands in its words. */
static void join_caption(struct pair *p, struct node *a, struct node *b, const char *label, const char *other) {
	pair_join(&p->words, a, b, label != NULL && other != NULL && !str_says_same(label, other) ? other : NULL, PAIR_LINE);
}

static void join_remark(struct pair *p, struct node *a, struct node *b) {
	const char *label = label_text(p->doc->lang, LABEL_SOURCE), *other = label_text(p->second->lang, LABEL_SOURCE);

	pair_join(&p->words, a, b, a->u.remark.is_source && !str_says_same(label, other) ? other : NULL, PAIR_SPACE);
}

/* What mini says, which is shared. */
static void join_mini(struct pair *p, struct node *a, const struct node *b) {
	const struct node_mini *first = a->u.cell.mini, *second = b->u.cell.mini;

	if (first != NULL && second != NULL && first->alt != NULL) {
		struct node_mini *both = arena_copy(p->arena, first, sizeof(*first));
		both->alt_second = pair_second(first->alt, second->alt);
		a->u.cell.mini = both;
	}
}

/* The leading language's blocks have the ids; an entry of an index is a place of its own. */
static bool drop_id(struct node *node, void *ctx) {
	(void)ctx;
	node->id = node->kind == NODE_ENTRY ? node->id : NULL;
	return true;
}

static void join_cell(struct pair *p, struct node *a, struct node *b, bool is_group) {
	struct node *x, *y, *next, *after;

	join_mini(p, a, b);
	if (holds_words(a)) {
		pair_join_cell(&p->words, a, b, is_group ? PAIR_SLASH : PAIR_LINE);
		return;
	}
	for (x = a->first, y = b->first; x != NULL; x = after, y = next) {
		next = y->next;
		after = x->next;
		if (!pair_says_same(&p->words, x, y)) {
			node_walk(y, drop_id, NULL, NULL);
			y->lang = p->second->lang;
			pair_mark_second(&p->words, y);
			node_link(a, x, y);
		}
	}
}

/* Captions, rows and lines below: of tables, and of all that is drawn. */
static void join_parts(struct pair *p, struct node *a, struct node *b) {
	const char *label = node_label(a), *other = node_label(b);

	for (struct node *x = a->first, *y = b->first; x != NULL; x = x->next, y = y->next) {
		if (x->kind == NODE_CAPTION) {
			join_caption(p, x, y, label, other);
		} else if (x->kind == NODE_REMARK) {
			join_remark(p, x, y);
		}
		for (struct node *c = x->first, *d = y->first; x->kind == NODE_ROW && c != NULL; c = c->next, d = d->next) {
			join_cell(p, c, d, x->u.row.is_group);
		}
	}
}

/* By their keys, in whatever order. */
static void join_categories(struct pair *p, struct diagram_category *a, size_t n, const struct diagram_category *b, size_t m) {
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < m; k++) {
			if (str_eq(a[i].key, b[k].key)) {
				a[i].title = pair_text(&p->words, a[i].title, b[k].title);
			}
		}
	}
}

/* What the row belongs to: the group that was named last. */
static const char *group_of(const struct node_matrix *matrix, const struct matrix_row *row) {
	while (row->group == NULL && row > matrix->rows) {
		row--;
	}
	return row->group;
}

static void join_matrix(struct pair *p, struct node_matrix *a, const struct node_matrix *b) {
	a->corner = pair_text(&p->words, a->corner, b->corner);
	for (size_t i = 0; i < a->column_count; i++) {
		a->columns[i] = pair_text(&p->words, a->columns[i], b->columns[i]);
	}
	for (size_t i = 0; i < a->row_count; i++) {
		const struct matrix_row *row = row_of(b, a, i);
		a->rows[i].name = pair_text(&p->words, a->rows[i].name, row->name);
		a->rows[i].group = a->rows[i].group != NULL ? pair_text(&p->words, a->rows[i].group, group_of(b, row)) : NULL;
	}
	join_categories(p, a->marks, a->mark_count, b->marks, b->mark_count);
}

/* Of the same values: what is sorted by names has others in its place. */
static bool is_same_series(const struct node_chart *chart, const struct chart_series *a, const struct chart_series *b) {
	size_t n = chart->kind == CHART_SCATTER ? a->point_count : chart->label_count;

	return a->point_count == b->point_count && (n == 0 || memcmp(a->values, b->values, n * sizeof(*a->values)) == 0);
}

static void join_series(struct pair *p, const struct node_chart *chart, struct chart_series *a, size_t n,
                        const struct chart_series *b, size_t m) {
	for (size_t i = 0; i < n && i < m; i++) {
		if (is_same_series(chart, &a[i], &b[i])) {
			a[i].name = pair_text(&p->words, a[i].name, b[i].name);
		}
	}
}

/* The names of categories, where both have the same values in the same order: what is sorted by names has not. */
static void join_labels(struct pair *p, struct node_chart *a, const struct node_chart *b) {
	bool is_same = a->label_count == b->label_count && a->series_count == b->series_count && a->panel_count == b->panel_count;

	for (size_t i = 0; is_same && i < a->series_count; i++) {
		is_same = is_same_series(a, &a->series[i], &b->series[i]);
	}
	for (size_t i = 0; is_same && i < a->panel_count; i++) {
		is_same = a->panels[i].series_count == b->panels[i].series_count;
		for (size_t k = 0; is_same && k < a->panels[i].series_count; k++) {
			is_same = is_same_series(a, &a->panels[i].series[k], &b->panels[i].series[k]);
		}
	}
	for (size_t i = 0; is_same && a->times == NULL && i < a->label_count; i++) {
		a->labels[i] = pair_text(&p->words, a->labels[i], b->labels[i]);
	}
}

/* The names of series, which stand in a legend or beside them, and of categories; and the titles of axes. */
static void join_chart(struct pair *p, struct node_chart *a, const struct node_chart *b) {
	/* Names before each line of their own have no room for both. */
	bool has_room = a->kind != CHART_SLOPE && a->kind != CHART_SPARKLINE;

	a->x.title = pair_text(&p->words, a->x.title, b->x.title);
	a->y.title = pair_text(&p->words, a->y.title, b->y.title);
	join_labels(p, a, b);
	if (has_room && a->label_count == b->label_count) {
		join_series(p, a, a->series, a->series_count, b->series, b->series_count);
	}
	for (size_t i = 0; i < a->panel_count && i < b->panel_count && a->label_count == b->label_count; i++) {
		struct chart_panel *x = &a->panels[i];
		const struct chart_panel *y = &b->panels[i];
		if (x->series_count == y->series_count && x->series_count > 0 && is_same_series(a, &x->series[0], &y->series[0])) {
			x->title = pair_text(&p->words, x->title, y->title);
			join_series(p, a, x->series, x->series_count, y->series, y->series_count);
		}
	}
}

static bool is_same_row(const struct gantt_row *a, const struct gantt_row *b) {
	bool is_same = a->span_count == b->span_count && (a->group == NULL) == (b->group == NULL);

	for (size_t i = 0; is_same && i < a->span_count; i++) {
		is_same = memcmp(&a->spans[i].from, &b->spans[i].from, sizeof(double)) == 0;
	}
	return is_same;
}

/* The rows' names, where both have them in one order. */
static void join_gantt(struct pair *p, struct node_gantt *a, const struct node_gantt *b) {
	bool is_same = a->row_count == b->row_count;

	join_categories(p, a->categories, a->category_count, b->categories, b->category_count);
	for (size_t i = 0; is_same && i < a->row_count; i++) {
		is_same = is_same_row(&a->rows[i], &b->rows[i]);
	}
	for (size_t i = 0; is_same && i < a->row_count; i++) {
		a->rows[i].title = pair_text(&p->words, a->rows[i].title, b->rows[i].title);
		a->rows[i].group = pair_text(&p->words, a->rows[i].group, b->rows[i].group);
	}
}

static void join_map(struct pair *p, struct node_map *a, const struct node_map *b) {
	for (size_t i = 0; i < a->category_count; i++) {
		for (size_t k = 0; k < b->category_count; k++) {
			if (str_eq(a->categories[i].key, b->categories[k].key)) {
				a->categories[i].title = pair_text(&p->words, a->categories[i].title, b->categories[k].title);
			}
		}
	}
	a->value_title = pair_text(&p->words, a->value_title, b->value_title);
}

static void join_figure(struct pair *p, struct node *a, struct node *b) {
	struct node_figure *figure = a->u.figure;

	join_parts(p, a, b);
	figure->title = pair_text(&p->words, figure->title, b->u.figure->title);
	figure->alt_second = pair_second(figure->alt, b->u.figure->alt);
	if (a->kind == NODE_CHART) {
		join_chart(p, a->u.chart, b->u.chart);
	} else if (a->kind == NODE_MAP) {
		join_map(p, a->u.map, b->u.map);
	} else if (a->kind == NODE_GANTT) {
		join_gantt(p, a->u.gantt, b->u.gantt);
	} else if (a->kind == NODE_TIMELINE) {
		const struct node_timeline *x = a->u.timeline, *y = b->u.timeline;
		join_categories(p, x->categories, x->category_count, y->categories, y->category_count);
	}
}

/* A title that the engine has where the author gives none. */
static const char *join_title(struct pair *p, const char *a, const char *b, enum label label) {
	return pair_text(&p->words, a != NULL ? a : label_text(p->doc->lang, label),
	                 b != NULL ? b : label_text(p->second->lang, label));
}

static void join_listof(struct pair *p, struct node *a, const struct node *b) {
	a->u.listof.title = join_title(p, a->u.listof.title, b->u.listof.title,
	                               a->u.listof.of_figures ? LABEL_LIST_OF_FIGURES : LABEL_LIST_OF_TABLES);
}

/* ---- the edition ---- */

/* The blocks of the edition, in order, below to. */
struct made {
	struct node *to;
};

static void add(struct made *made, struct node *node) {
	node->next = NULL;
	node_link(made->to, made->to->last, node);
}

/* The block that leads what was made last: a numbered paragraph? */
static bool is_numbered(const struct node *made) {
	const struct node *block = made != NULL && made->kind == NODE_COLUMNS ? made->first->first : made;

	return block != NULL && block->kind == NODE_PARA && block->u.para.is_numbered;
}

/* Side by side, unless both say the same. */
static void add_beside(struct pair *p, struct made *made, struct node *a, struct node *b) {
	if (pair_says_same(&p->words, a, b)) {
		add(made, a);
		return;
	}
	node_walk(b, drop_id, NULL, NULL);
	const struct node *before = made->to->last;
	struct node *columns = node_append(p->arena, made->to, NODE_COLUMNS);
	columns->origin = a->origin;
	columns->is_landscape = a->is_landscape;
	columns->u.columns.gap_pt = -1;
	columns->u.columns.is_pair = true;
	columns->u.columns.is_led = (a->kind == NODE_LIST || a->kind == NODE_QUOTE) && is_numbered(before);
	a->place = b->place = PLACE_HERE;
	a->is_landscape = b->is_landscape = false;
	struct made first = { node_append(p->arena, columns, NODE_COLUMN) };
	struct made second = { node_append(p->arena, columns, NODE_COLUMN) };
	first.to->origin = a->origin;
	second.to->origin = b->origin;
	second.to->lang = b->lang = p->second->lang;
	add(&first, a);
	add(&second, b);
}

/* Sources that only the second language cites follow those of the first. */
static void join_sources(struct pair *p, struct made *made, struct node *a, struct node *b) {
	struct node *next, *item = b->first;

	for (const struct node *known = a->first; known != NULL; known = known->next) {
		item = item->next;
	}
	for (; item != NULL; item = next) {
		next = item->next;
		item->next = NULL;
		item->lang = p->second->lang;
		node_link(a, a->last, item);
	}
	add(made, a);
}

/* An index of each language, which has places of its own. */
static void add_indexes(struct pair *p, struct made *made, struct node *a, struct node *b) {
	add(made, a);
	b->lang = p->second->lang;
	b->id = NULL;
	add(made, b);
}

static void pair_blocks(struct pair *p, struct made *made, struct node *a, struct node *b);

static void pair_block(struct pair *p, struct made *made, struct node *a, struct node *b) {
	if (node_is_figure(a->kind)) {
		join_figure(p, a, b);
		add(made, a);
		return;
	}
	switch (a->kind) {
	case NODE_PARA:
	case NODE_RUNIN:
	case NODE_QUOTE:
	case NODE_PULL:
	case NODE_LIST:
	case NODE_CHRONOLOGY:
	case NODE_CALLOUT:
	case NODE_COLOPHON:
		add_beside(p, made, a, b);
		return;
	case NODE_COLUMNS:
		for (struct node *x = a->first, *y = b->first; x != NULL; x = x->next, y = y->next) {
			pair_blocks(p, made, x, y);
		}
		return;
	case NODE_BALANCE:
		pair_blocks(p, made, a, b);
		return;
	case NODE_SOURCES:
		join_sources(p, made, a, b);
		return;
	case NODE_INDEX:
		add_indexes(p, made, a, b);
		return;
	case NODE_HEADING:
		pair_join(&p->words, a, b, NULL, PAIR_LINE);
		break;
	case NODE_FACTS:
		join_facts(p, a, b);
		break;
	case NODE_TABLE:
		join_parts(p, a, b);
		break;
	case NODE_MATRIX:
		join_parts(p, a, b);
		join_matrix(p, a->u.matrix, b->u.matrix);
		break;
	case NODE_CONTENTS:
		a->u.contents.title = join_title(p, a->u.contents.title, b->u.contents.title, LABEL_CONTENTS);
		break;
	case NODE_LISTOF:
		join_listof(p, a, b);
		break;
	default:
		break;
	}
	add(made, a);
}

/* The blocks below a and b, which are alike. */
static void pair_blocks(struct pair *p, struct made *made, struct node *a, struct node *b) {
	struct node *x = a->first, *y = b->first, *next, *after;

	a->first = a->last = NULL;
	for (; x != NULL; x = next, y = after) {
		next = x->next;
		after = y->next;
		if (pair_notes(p, x, y)) {
			pair_block(p, made, x, y);
		}
	}
}

/* ---- what leads elsewhere ---- */

/*
 * References of the second language lead to blocks of the edition, and its places in the text have names of their
 * own.
 */
static bool lead(struct node *node, void *ctx) {
	struct pair *p = ctx;

	if (node->kind == NODE_ENTRY && node->id != NULL) {
		node->id = arena_printf(p->arena, "%s:%s", p->second->lang, node->id);
	} else if (node->kind == NODE_REF && node->u.ref.block != NULL && node->u.ref.block->id != NULL) {
		const struct node *block = map_lookup(p->blocks, node->u.ref.block->id);
		node->u.ref.block = block != NULL ? block : node->u.ref.block;
	}
	return true;
}

static bool is_in(const struct node *node, const struct node *root) {
	while (node != NULL && node != root) {
		node = node->parent;
	}
	return node == root;
}

/* Places that stand once, in the first language, are not the second one's index's. */
static bool keep_places(struct node *node, void *ctx) {
	const struct pair *p = ctx;
	struct node_index *index = node->u.index;
	size_t entries = 0;

	if (node->kind != NODE_INDEX || node->lang == NULL) {
		return true;
	}
	for (size_t i = 0; i < index->entry_count; i++) {
		struct index_entry *entry = &index->entries[i];
		size_t kept = 0;
		for (size_t k = 0; k < entry->place_count; k++) {
			if (is_in(entry->places[k], p->doc->root)) {
				entry->places[kept++] = entry->places[k];
			}
		}
		entry->place_count = kept;
		if (kept > 0) {
			index->entries[entries++] = *entry;
		}
	}
	index->entry_count = entries;
	return true;
}

/* ---- the whole ---- */

static void match_sections(struct pair *p) {
	struct node *a = p->doc->root->first, *b = p->second->root->first;

	for (; a != NULL && b != NULL; a = a->next, b = b->next) {
		match(p, a, b);
	}
	if (a != NULL || b != NULL) {
		differ(p, a, b, "the section '%s' is there in \"%s\" alone", (a != NULL ? a : b)->id,
		       (a != NULL ? p->doc : p->second)->lang);
	}
}

static void pair_sections(struct pair *p) {
	struct node *a = p->doc->root->first, *b = p->second->root->first;

	for (; a != NULL; a = a->next, b = b->next) {
		struct made made = { a };
		pair_blocks(p, &made, a, b);
	}
}

bool doc_pair(struct arena *arena, struct doc *doc, struct errs *errors) {
	size_t before = errors->n;
	struct pair p = {
		.words = { arena, doc }, .arena = arena, .doc = doc, .second = doc->second, .errors = errors, .blocks = map_new(),
	};

	match_sections(&p);
	if (errors->n == before) {
		node_walk(p.second->root, lead, NULL, &p);
		pair_sections(&p);
		doc->sources = doc->second->sources;
		doc->source_count = doc->second->source_count;
		node_walk(doc->root, keep_places, NULL, &p);
	}
	map_free(p.blocks);
	return errors->n == before;
}
