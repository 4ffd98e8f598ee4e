#include "doc/resolve.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/figure.h"
#include "doc/labels.h"
#include "doc/node.h"

enum { LEVELS = 6 };

struct resolve {
	struct arena *arena;
	struct doc *doc;
	resolve_source_fn source;
	void *source_ctx;
	struct errs *errors, *warnings;
	struct map *ids;             /* "section:id" and "section" -> node */
	struct map *bare;            /* "id" -> first node that has it, in any section */
	struct map *sources;         /* key -> number + 1, as a pointer */
	struct node *sources_node;
	int sources_level;           /* of a heading that would stand before it */
	size_t source_cap;
	const char *section;         /* the instance the walk is in */
	int heading[LEVELS];         /* counters */
	int level;                   /* of the last heading in this section, 0: none yet */
	int unnumbered;              /* level of the heading without number that the walk is below, 0: none */
	int tables, figures, notes, nameless;
	unsigned table_number;       /* of all tables */
	struct node **annexed;       /* figures whose data stand in an annex */
	size_t annexed_count, annexed_cap;
};

static struct node *add_node(struct resolve *r, struct node *parent, enum node_kind kind);
static void add_text(struct resolve *r, struct node *parent, const char *text);

static struct err *complain(struct errs *list, const struct node *node, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static struct err *complain(struct errs *list, const struct node *node, const char *fmt, ...) {
	struct err *err = errs_add(list);
	char msg[sizeof(err->msg)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(msg, sizeof(msg), fmt, ap);
	va_end(ap);
	err_set(err, ERR_PLUGIN, "%s", msg);
	node_blame(node, err);       /* after err_set, which starts afresh */
	return err;
}

/* ---- first walk: ids, numbers, soundness ---- */

static char *scoped(struct resolve *r, const char *id) {
	return arena_printf(r->arena, "%s:%s", r->section, id);
}

static void enter_id(struct resolve *r, struct node *node) {
	const char *id = node->id;

	if (node->kind != NODE_SECTION) {
		id = scoped(r, node->id);
		if (map_lookup(r->bare, node->id) == NULL) {
			map_put(r->bare, node->id, node);
		}
	}
	const struct node *other = map_lookup(r->ids, id);
	if (other != NULL) {
		struct err *err = complain(r->errors, node, "id '%s' stands twice in section '%s'", node->id, r->section);
		err_hint(err, "the first is a %s made at line %d", node_kind_name(other->kind), other->origin->line);
		return;
	}
	map_put(r->ids, id, node);
	node->id = id;
}

static void number_heading(struct resolve *r, struct node *node) {
	int level = node->u.heading.level;

	if (level < 1 || level > LEVELS) {
		complain(r->errors, node, "a heading has level %d; levels are 1 to %d", level, LEVELS);
		return;
	}
	if (level > r->level + 1) {
		struct err *err = complain(r->errors, node, "a heading of level %d follows one of level %d", level, r->level);
		err_hint(err, "levels go down one at a time, from 1: readers find their way by them");
	}
	r->level = level;
	/* What stands under a heading without number has none to continue. */
	if (r->unnumbered == 0 || level <= r->unnumbered) {
		r->unnumbered = node->u.heading.unnumbered ? level : 0;
	}
	if (r->unnumbered > 0) {
		return;
	}
	struct buf number = BUF_INIT;
	r->heading[level - 1]++;
	for (int i = level; i < LEVELS; i++) {
		r->heading[i] = 0;
	}
	for (int i = 0; i < level; i++) {
		buf_addf(&number, i == 0 ? "%d" : ".%d", r->heading[i]);
	}
	node->u.heading.number = arena_strdup(r->arena, number.p);
	buf_fini(&number);
}

static const char *numbered(struct resolve *r, enum label label, int number) {
	return arena_printf(r->arena, "%s %d", label_text(r->doc->lang, label), number);
}

/*
 * How many columns row fills, with the spans of its cells and those reaching in from above. reach[i] counts the rows
 * below that column i is taken in. 0 where a cell would lie over one from above.
 */
static size_t fill_row(const struct node *row, int *reach, size_t columns) {
	size_t at = 0, filled = 0;

	for (const struct node *cell = row->first; cell != NULL; cell = cell->next) {
		while (at < columns && reach[at] > 0) {
			reach[at++]--;
			filled++;
		}
		for (int i = 0; i < cell->u.cell.colspan; i++, at++, filled++) {
			if (at < columns && reach[at] > 0) {
				return 0;
			}
			if (at < columns) {
				reach[at] = cell->u.cell.rowspan - 1;
			}
		}
	}
	for (; at < columns; at++) {
		if (reach[at] > 0) {
			reach[at]--;
			filled++;
		}
	}
	return filled;
}

static bool check_spans(struct resolve *r, const struct node *row, size_t columns, size_t rows_left) {
	for (const struct node *cell = row->first; cell != NULL; cell = cell->next) {
		int colspan = cell->u.cell.colspan, rowspan = cell->u.cell.rowspan;
		if (colspan < 1 || rowspan < 1 || (size_t)colspan > columns || (size_t)rowspan > rows_left) {
			complain(r->errors, cell, "a cell spans %d columns and %d rows where %zu and %zu are left", colspan,
			         rowspan, columns, rows_left);
			return false;
		}
	}
	return true;
}

static void check_kind_of_row(struct resolve *r, const struct node *table, const struct node *row, size_t number) {
	if (row->u.row.is_header != (number <= table->u.table.header_rows)) {
		complain(r->errors, row, "row %zu of the table %s", number,
		         row->u.row.is_header ? "is a header row below others" : "is no header row, but stands among them");
	}
	if (row->u.row.is_group && row->first != row->last) {
		complain(r->errors, row, "row %zu of the table names a group and has more than one cell", number);
	}
}

/* The first of the rows at the table's foot, past the last row where there are none; *rows counts them all. */
static size_t foot_start(const struct node *table, size_t *rows) {
	size_t foot = table->u.table.more != NULL ? table->u.table.more->foot_rows : 0;

	*rows = 0;
	for (const struct node *row = table->first; row != NULL; row = row->next) {
		*rows += row->kind == NODE_ROW;
	}
	return foot < *rows ? *rows - foot + 1 : 1;
}

/* Header rows first, and each row's cells fill the columns exactly. Spans do not reach past a mistake: its echo is no news. */
static void check_rows(struct resolve *r, const struct node *table) {
	size_t columns = table->u.table.column_count, rows, number = 0, foot = foot_start(table, &rows);
	int *reach = mem_alloc(columns * sizeof(*reach));

	for (const struct node *row = table->first; row != NULL; row = row->next) {
		if (row->kind != NODE_ROW) {
			continue;
		}
		number++;
		check_kind_of_row(r, table, row, number);
		/* No cell reaches into the foot. */
		if (!check_spans(r, row, columns, (number < foot ? foot : rows + 1) - number)) {
			memset(reach, 0, columns * sizeof(*reach));
			continue;
		}
		size_t filled = fill_row(row, reach, columns);
		if (filled == 0) {
			complain(r->errors, row, "row %zu of the table has a cell over one that reaches in from above", number);
			memset(reach, 0, columns * sizeof(*reach));
		} else if (filled != columns) {
			complain(r->errors, row, "row %zu of the table fills %zu of %zu columns", number, filled, columns);
			memset(reach, 0, columns * sizeof(*reach));
		}
	}
	mem_free(reach);
}

/* The place of a remark in the PDF; ids of authors have no ':'. */
static const char *remark_place(struct resolve *r, const struct node *table, const char *mark) {
	return arena_printf(r->arena, "table-%u:%s", table->u.table.number, mark);
}

static void enter_remark(struct resolve *r, struct node *node) {
	if (node->u.remark.mark != NULL) {
		node->u.remark.dest = remark_place(r, node->parent, node->u.remark.mark);
	}
}

/* A mark leads to a remark of the table it stands in. */
static void enter_mark(struct resolve *r, struct node *node) {
	const struct node *table = node->parent;

	while (table != NULL && table->kind != NODE_TABLE) {
		table = table->parent;
	}
	for (const struct node *c = table != NULL ? table->first : NULL; c != NULL; c = c->next) {
		if (c->kind == NODE_REMARK && c->u.remark.mark != NULL && str_eq(c->u.remark.mark, node->u.mark.mark)) {
			node->u.mark.dest = remark_place(r, table, node->u.mark.mark);
			return;
		}
	}
	complain(r->errors, node, "no note under a table has the mark '%s'", node->u.mark.mark);
}

static void enter_table(struct resolve *r, struct node *node) {
	node->u.table.number = ++r->table_number;
	if (node->u.table.column_count == 0) {
		complain(r->errors, node, "a table has no columns");
		return;
	}
	check_rows(r, node);
	if (node_caption(node) != NULL) {
		node->u.table.label = numbered(r, LABEL_TABLE, ++r->tables);
	}
}

/* The table of a figure's data right under it: the walk comes to it next. */
static void add_below(struct resolve *r, struct node *figure) {
	struct node *table = figure_tabulate(r->arena, r->doc, figure);

	table->parent = figure->parent;
	table->next = figure->next;
	if (figure->parent->last == figure) {
		figure->parent->last = table;
	}
	figure->next = table;
}

/* Take down what the annex must hold; both ends of the reference need an id. */
static void note_annexed(struct resolve *r, struct node *figure) {
	*ARENA_PUSH(r->arena, r->annexed, r->annexed_count, r->annexed_cap) = figure;
	if (figure->id == NULL) {
		figure->id = arena_printf(r->arena, "figure:%zu", r->annexed_count);
	}
}

static void place_data(struct resolve *r, struct node *node) {
	struct node_figure *figure = node->u.figure;
	const struct figure_kind *kind = figure_kind_of(node);
	bool is_default = figure->data == FIGURE_DATA_DEFAULT;
	enum figure_data data = is_default ? r->doc->figure_data : figure->data;

	if (data != FIGURE_DATA_BELOW && data != FIGURE_DATA_ANNEX) {
		return;
	}
	if (kind == NULL || kind->tabulate == NULL) {
		if (!is_default) {
			complain(r->errors, node, "a %s has no data that could be printed as a table", node_kind_name(node->kind));
		}
	} else if (data == FIGURE_DATA_BELOW) {
		add_below(r, node);
	} else {
		note_annexed(r, node);
	}
}

static void enter_figure(struct resolve *r, struct node *node) {
	struct node_figure *figure = node->u.figure;
	const char *kind = node_kind_name(node->kind);
	struct buf caption = BUF_INIT;

	if (figure->alt == NULL || figure->alt[0] == '\0') {
		figure->alt = figure_kind_of(node) != NULL ? figure_describe(r->arena, r->doc, node) : NULL;
	}
	if (figure->alt == NULL) {
		struct err *err = complain(r->errors, node, "a %s has no alt text", kind);
		err_hint(err, "say in alt = \"…\" what the %s shows, for a reader who cannot see it", kind);
	}
	if (node_caption(node) != NULL) {
		figure->label = numbered(r, LABEL_FIGURE, ++r->figures);
		node_text(node->first, &caption);
		if (figure->alt != NULL && str_eq(caption.p, figure->alt)) {
			complain(r->warnings, node, "the alt text of a %s repeats its caption", kind);
		}
	}
	buf_fini(&caption);
}

static bool enter_first(struct node *node, void *ctx) {
	struct resolve *r = ctx;

	if (node->kind == NODE_SECTION) {
		r->section = node->id != NULL ? node->id : "";
		r->level = r->unnumbered = 0;
	}
	if (node->kind == NODE_HEADING && node->id == NULL) {
		/* Contents and bookmarks lead to every heading. */
		node->id = arena_printf(r->arena, "heading:%d", ++r->nameless);
	}
	if (node_is_figure(node->kind)) {
		enter_figure(r, node);
		place_data(r, node);
	}
	if (node->id != NULL) {
		enter_id(r, node);
	}
	switch (node->kind) {
	case NODE_HEADING:
		number_heading(r, node);
		break;
	case NODE_TABLE:
		enter_table(r, node);
		break;
	case NODE_REMARK:
		enter_remark(r, node);
		break;
	case NODE_MARK:
		enter_mark(r, node);
		break;
	case NODE_NOTE:
		node->u.note.number = ++r->notes;
		break;
	case NODE_SOURCES:
		if (r->sources_node != NULL) {
			complain(r->errors, node, "the list of sources stands twice in the report");
		}
		r->sources_node = node;
		r->sources_level = r->level < LEVELS ? r->level + 1 : LEVELS;
		break;
	default:
		break;
	}
	return true;
}

/* ---- second walk: references and citations ---- */

/* An id as a text means it: of its own section, a section, or one that any section has. */
static struct node *find_target(struct resolve *r, const char *id) {
	struct node *node = map_lookup(r->ids, scoped(r, id));

	if (node == NULL) {
		node = map_lookup(r->ids, id);
	}
	return node != NULL ? node : map_lookup(r->bare, id);
}

static const struct node *heading_of(const struct node *node) {
	if (node->kind == NODE_HEADING) {
		return node;
	}
	if (node->kind == NODE_SECTION) {
		for (const struct node *c = node->first; c != NULL; c = c->next) {
			if (c->kind == NODE_HEADING) {
				return c;
			}
		}
	}
	return NULL;
}

/* A label as running text says it: "Tableau 3" stands above the table, "tableau 3" in a sentence. */
static const char *in_text(struct resolve *r, enum label kind, const char *label) {
	return label != NULL ? arena_printf(r->arena, "%s%s", label_text(r->doc->lang, kind), strrchr(label, ' ')) : NULL;
}

/* What the engine calls the block: "Table 3", "Section 2.1", or a heading's words where it has no number. */
static const char *name_of(struct resolve *r, const struct node *node) {
	const struct node *heading = heading_of(node);
	struct buf words = BUF_INIT;
	const char *name;

	if (node->kind == NODE_TABLE) {
		return in_text(r, LABEL_IN_TABLE, node->u.table.label);
	}
	if (node_is_figure(node->kind)) {
		return in_text(r, LABEL_IN_FIGURE, node->u.figure->label);
	}
	if (heading == NULL) {
		return NULL;
	}
	if (heading->u.heading.number != NULL) {
		return arena_printf(r->arena, "%s %s", label_text(r->doc->lang, LABEL_IN_SECTION), heading->u.heading.number);
	}
	node_text(heading, &words);
	name = arena_strdup(r->arena, words.p);
	buf_fini(&words);
	return name;
}

static void resolve_ref(struct resolve *r, struct node *node) {
	struct node *target = find_target(r, node->u.ref.target);

	if (target == NULL) {
		const char **names = mem_alloc((map_count(r->bare) + 1) * sizeof(*names));
		for (size_t i = 0; i < map_count(r->bare); i++) {
			names[i] = map_key(r->bare, i);
		}
		const char *near = err_nearest(node->u.ref.target, names);
		struct err *err = complain(r->errors, node, "nothing in the report has the id '%s'", node->u.ref.target);
		if (near != NULL) {
			err_hint(err, "did you mean '#%s'?", near);
		}
		mem_free(names);
		return;
	}
	node->u.ref.block = target;
	if (node->u.ref.text == NULL) {
		node->u.ref.text = name_of(r, target);
	}
	if (node->u.ref.text == NULL) {
		struct err *err = complain(r->errors, node, "the %s '%s' has no number to refer to it by",
		                           node_kind_name(target->kind), node->u.ref.target);
		err_hint(err, "write the words: [as shown there](#%s), or give it a caption", node->u.ref.target);
	}
}

/* The number of source key, asked for and kept at its first citation; 0 when nobody knows it. */
static int source_number(struct resolve *r, const char *key) {
	void *known = map_lookup(r->sources, key);

	if (known != NULL) {
		return (int)(intptr_t)known;
	}
	struct doc_source source = { .key = key };
	if (r->source == NULL || !r->source(r->source_ctx, key, &source)) {
		return 0;
	}
	source.key = arena_strdup(r->arena, key);
	source.number = (int)r->doc->source_count + 1;
	*ARENA_PUSH(r->arena, r->doc->sources, r->doc->source_count, r->source_cap) = source;
	map_put(r->sources, key, (void *)(intptr_t)source.number);
	return source.number;
}

static int compare_ints(const void *a, const void *b) {
	return *(const int *)a - *(const int *)b;
}

/* Sort v and drop what stands there twice. */
static size_t sort_numbers(int *v, size_t n) {
	size_t kept = 0;

	qsort(v, n, sizeof(*v), compare_ints);
	for (size_t i = 0; i < n; i++) {
		if (kept == 0 || v[i] != v[kept - 1]) {
			v[kept++] = v[i];
		}
	}
	return kept;
}

static void resolve_cite(struct resolve *r, struct node *node) {
	size_t n = node->u.cite.key_count;
	struct buf text = BUF_INIT;

	node->u.cite.numbers = arena_alloc(r->arena, n * sizeof(int));
	for (size_t i = 0; i < n; i++) {
		node->u.cite.numbers[i] = source_number(r, node->u.cite.keys[i]);
		if (node->u.cite.numbers[i] == 0) {
			struct err *err = complain(r->errors, node, "no data plugin knows the source '%s'", node->u.cite.keys[i]);
			err_hint(err, "a source is described by a data plugin that the section uses, and is not dated after the report's day");
		}
	}
	node->u.cite.number_count = n = sort_numbers(node->u.cite.numbers, n);
	buf_addc(&text, '[');
	for (size_t i = 0; i < n; i++) {
		buf_addf(&text, i == 0 ? "%d" : ", %d", node->u.cite.numbers[i]);
	}
	buf_addc(&text, ']');
	node->u.cite.text = arena_strdup(r->arena, text.p);
	buf_fini(&text);
}

static bool enter_second(struct node *node, void *ctx) {
	struct resolve *r = ctx;

	if (node->kind == NODE_SECTION) {
		r->section = node->id != NULL ? node->id : "";
	} else if (node->kind == NODE_REF) {
		resolve_ref(r, node);
	} else if (node->kind == NODE_CITE) {
		resolve_cite(r, node);
	}
	return true;
}

/* ---- the list of sources ---- */

static struct node *add_node(struct resolve *r, struct node *parent, enum node_kind kind) {
	struct node *node = arena_alloc(r->arena, sizeof(*node));

	node->kind = kind;
	node->parent = parent;
	node->origin = parent->origin;
	if (parent->last != NULL) {
		parent->last->next = node;
	} else {
		parent->first = node;
	}
	parent->last = node;
	return node;
}

static void add_text(struct resolve *r, struct node *parent, const char *text) {
	add_node(r, parent, NODE_TEXT)->u.text.text = text;
}

/* Publisher, title, day, address: what it takes to find the source again. */
static void add_source(struct resolve *r, const struct doc_source *source) {
	struct node *item = add_node(r, r->sources_node, NODE_ITEM);
	struct node *para = add_node(r, item, NODE_PARA);
	struct node *title, *link;
	const char *when = source->when != NULL ? source->when : source->date;

	item->id = arena_printf(r->arena, "source-%d", source->number);
	if (source->publisher != NULL) {
		add_text(r, para, arena_printf(r->arena, "%s, ", source->publisher));
	}
	title = add_node(r, para, NODE_EMPH);
	title->lang = source->lang != NULL && !str_eq(source->lang, r->doc->lang) ? source->lang : NULL;
	add_text(r, title, source->title != NULL ? source->title : source->key);
	if (when != NULL) {
		add_text(r, para, arena_printf(r->arena, ", %s", when));
	}
	if (source->url != NULL) {
		add_text(r, para, ", ");
		link = add_node(r, para, NODE_LINK);
		link->u.link.uri = source->url;
		add_text(r, link, source->url);
	}
	if (source->accessed_when != NULL) {
		add_text(r, para, arena_printf(r->arena, ", %s %s", label_text(r->doc->lang, LABEL_ACCESSED), source->accessed_when));
	}
	if (!source->verified) {
		add_text(r, para, arena_printf(r->arena, " (%s)", label_text(r->doc->lang, LABEL_UNVERIFIED)));
	}
	add_text(r, para, ".");
}

static struct node *make_heading(struct resolve *r, const char *id, int level, const char *words) {
	struct node *heading = arena_alloc(r->arena, sizeof(*heading));

	heading->kind = NODE_HEADING;
	heading->id = id;
	heading->u.heading.level = level;
	heading->u.heading.unnumbered = true;
	add_text(r, heading, words);
	return heading;
}

/* The title an author gave the list, as a heading before it. */
static void title_sources(struct resolve *r) {
	struct node *sources = r->sources_node, *section = sources->parent;
	struct node *heading = make_heading(r, "sources:title", r->sources_level, sources->u.sources.title);
	struct node **at = &section->first;

	while (*at != sources) {
		at = &(*at)->next;
	}
	heading->origin = sources->origin;
	heading->parent = section;
	heading->next = sources;
	*at = heading;
}

/* Where a document cites and lists nothing, the list is put at its end. */
static void append_sources(struct resolve *r) {
	struct node *section = add_node(r, r->doc->root, NODE_SECTION);

	section->id = "sources:list";
	section->u.section.name = "sources";
	r->sources_node = add_node(r, section, NODE_SOURCES);
	r->sources_node->u.sources.title = label_text(r->doc->lang, LABEL_SOURCES);
	r->sources_level = 1;
}

static void list_sources(struct resolve *r) {
	if (r->doc->source_count > 0 && r->sources_node == NULL) {
		append_sources(r);
	}
	if (r->sources_node != NULL && r->sources_node->u.sources.title != NULL) {
		title_sources(r);
	}
	for (size_t i = 0; i < r->doc->source_count; i++) {
		add_source(r, &r->doc->sources[i]);
	}
}

/* ---- the annex of data ---- */

/* Text with a reference in place of its only {key}. */
static void add_with_ref(struct resolve *r, struct node *parent, enum label label, const struct node *target, const char *name) {
	const char *text = label_text(r->doc->lang, label), *key = strchr(text, '{'), *end = strchr(text, '}');
	struct node *ref;

	if (key > text) {
		add_text(r, parent, arena_strndup(r->arena, text, (size_t)(key - text)));
	}
	ref = add_node(r, parent, NODE_REF);
	ref->u.ref.target = target->id;
	ref->u.ref.text = name;
	if (end[1] != '\0') {
		add_text(r, parent, end + 1);
	}
}

/* "Data of Figure 3: Grain landed, by town", before the rows. */
static void caption_data(struct resolve *r, struct node *table, const struct node *figure) {
	struct node *rows = table->first, *last = table->last, *caption;
	const struct node_figure *is = figure->u.figure;
	struct buf words = BUF_INIT;

	table->first = table->last = NULL;
	caption = add_node(r, table, NODE_CAPTION);
	caption->next = rows;
	table->last = last;
	add_with_ref(r, caption, LABEL_DATA_OF, figure,
	             is->label != NULL ? NULL : is->title != NULL ? is->title : label_text(r->doc->lang, LABEL_IN_FIGURE));
	if (node_caption(figure) != NULL) {
		node_text(node_caption(figure), &words);
		add_text(r, caption, arena_printf(r->arena, "%s%s", str_eq(r->doc->lang, "fr") ? "\u00A0: " : ": ", words.p));
	}
	buf_fini(&words);
}

/* A section at the document's end with a table for each figure that wants it, and a word under the figure that leads there. */
static void add_annex(struct resolve *r) {
	struct node *section, *heading;

	if (r->annexed_count == 0) {
		return;
	}
	section = add_node(r, r->doc->root, NODE_SECTION);
	section->id = "data:annex";
	section->u.section.name = "data";
	heading = add_node(r, section, NODE_HEADING);
	heading->u.heading.level = 1;
	heading->u.heading.unnumbered = true;
	add_text(r, heading, label_text(r->doc->lang, LABEL_DATA_ANNEX));
	for (size_t i = 0; i < r->annexed_count; i++) {
		struct node *figure = r->annexed[i], *table = figure_tabulate(r->arena, r->doc, figure);
		table->id = arena_printf(r->arena, "table-%zu", i + 1);
		table->parent = section;
		section->last->next = table;
		section->last = table;
		caption_data(r, table, figure);
	}
	node_walk(section, enter_first, NULL, r);
	const struct node *table = heading->next;
	for (size_t i = 0; i < r->annexed_count; i++, table = table->next) {
		add_with_ref(r, add_node(r, r->annexed[i], NODE_REMARK), LABEL_DATA_IN, table, NULL);
	}
}

bool doc_resolve(struct arena *arena, struct doc *doc, resolve_source_fn source, void *ctx, struct errs *errors,
                 struct errs *warnings) {
	size_t before = errors->n;
	struct resolve r = {
		.arena = arena, .doc = doc, .source = source, .source_ctx = ctx, .errors = errors, .warnings = warnings,
		.ids = map_new(), .bare = map_new(), .sources = map_new(), .section = "",
	};

	if (doc->title == NULL || doc->title[0] == '\0') {
		err_set(errs_add(errors), ERR_PLUGIN, "the report has no title");
	}
	node_walk(doc->root, enter_first, NULL, &r);
	add_annex(&r);
	node_walk(doc->root, enter_second, NULL, &r);
	list_sources(&r);
	map_free(r.ids);
	map_free(r.bare);
	map_free(r.sources);
	return errors->n == before;
}
