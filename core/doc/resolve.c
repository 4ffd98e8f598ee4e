#include "doc/resolve.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/annex.h"
#include "doc/diagram.h"
#include "doc/figure.h"
#include "doc/index.h"
#include "doc/labels.h"
#include "doc/matter.h"
#include "doc/node.h"
#include "doc/number.h"

enum { LEVELS = MATTER_LEVELS };

struct resolve {
	struct arena *arena;
	struct doc *doc;
	resolve_source_fn source;
	void *source_ctx;
	struct errs *errors, *warnings;
	struct errs *faults;         /* what keeps a reader out: one of the two, as the document says */
	struct map *ids;             /* "section:id" and "section" -> node */
	struct map *bare;            /* "id" -> first node that has it, in any section */
	struct map *sources;         /* key -> number + 1, as a pointer */
	struct matter *matter;       /* what the engine fills */
	size_t source_cap, note_cap;
	bool has_index;
	struct buf text;             /* of section text_of */
	const struct node *text_of;
	const char *section;         /* the instance the walk is in */
	int heading[LEVELS];         /* counters */
	int appendix[LEVELS];        /* the same within appendices, which have letters */
	bool in_appendix;
	int level;                   /* of the last heading in this section, 0: none yet */
	int unnumbered;              /* level of the heading without number that the walk is below, 0: none */
	int tables, figures, paras, nameless, entries;
	size_t noted;                /* notes that an earlier place of endnotes has taken */
	unsigned table_number;       /* of all tables */
	struct annex annex;          /* of figures' data */
};

static struct err *complain(struct errs *list, const struct node *node, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static struct err *complain(struct errs *list, const struct node *node, const char *fmt, ...) {
	struct err *err = errs_add(list);
	va_list ap;

	va_start(ap, fmt);
	err_vset(err, ERR_PLUGIN, fmt, ap);
	va_end(ap);
	node_blame(node, err);       /* after err_vset, which starts afresh */
	return err;
}

/* For one more thing that keeps a reader out. */
static struct errs *faults(struct resolve *r) {
	r->doc->fault_count++;
	return r->faults;
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
		err_hint(err, "the first is %s made at line %d", node_kind_words(other->kind), other->origin->line);
		return;
	}
	map_put(r->ids, id, node);
	node->id = id;
}

/* The counters that node goes on in, moved on to it. */
static int *count_heading(struct resolve *r, const struct node *node) {
	int level = node->u.heading.level;
	int *counts = r->in_appendix ? r->appendix : r->heading;

	counts[level - 1]++;
	for (int i = level; i < LEVELS; i++) {
		counts[i] = 0;
	}
	return counts;
}

/* "B.2": appendices have letters, whatever the form of other numbers. */
static const char *appendix_number(struct resolve *r, const int *counts, int level) {
	char letter[NUMBER_MAX], rest[8 * NUMBER_MAX] = "";

	number_format(NUMBER_UPPER_ALPHA, counts[0], r->doc->lang, letter);
	if (level > 1) {
		number_heading(NULL, counts + 1, level - 1, r->doc->lang, rest, sizeof(rest));
	}
	return arena_printf(r->arena, "%s%s%s", letter, level > 1 ? "." : "", rest);
}

static const char *heading_number(struct resolve *r, const struct node *node, const int *counts) {
	size_t level = (size_t)node->u.heading.level;
	const char *format = level <= r->doc->heading_format_count ? r->doc->heading_formats[level - 1] : NULL;
	char number[8 * NUMBER_MAX];

	if (!number_heading(format, counts, (int)level, r->doc->lang, number, sizeof(number))) {
		complain(r->errors, node, "'%s' is no form for the number of a heading of level %zu", format, level);
	}
	return arena_strdup(r->arena, number);
}

/* Under an appendix all is part of it, until a heading of level 1 that is none. */
static void enter_appendix(struct resolve *r, struct node *node) {
	if (node->u.heading.is_appendix && node->u.heading.level != 1) {
		struct err *err = complain(r->errors, node, "an appendix begins with a heading of level %d", node->u.heading.level);
		err_hint(err, "appendix = true belongs to level 1; what is below it has the appendix's letter by itself");
		return;
	}
	if (node->u.heading.level == 1) {
		r->in_appendix = node->u.heading.is_appendix;
	}
	node->u.heading.is_appendix = r->in_appendix;
}

static void enter_heading(struct resolve *r, struct node *node) {
	int level = node->u.heading.level;

	if (level < 1 || level > LEVELS) {
		complain(r->errors, node, "a heading has level %d; levels are 1 to %d", level, LEVELS);
		return;
	}
	if (level > r->level + 1) {
		struct errs *list = faults(r);
		struct err *err = r->level > 0 ? complain(list, node, "a heading of level %d follows one of level %d", level, r->level)
		                               : complain(list, node, "the section's first heading has level %d", level);
		err_hint(err, "levels go down one at a time, from 1: readers find their way by them");
	}
	r->level = level;
	enter_appendix(r, node);
	/* What stands under a heading without number has none to continue. */
	if (r->unnumbered == 0 || level <= r->unnumbered) {
		r->unnumbered = node->u.heading.unnumbered ? level : 0;
	}
	if (r->unnumbered > 0) {
		return;
	}
	int *counts = count_heading(r, node);
	node->u.heading.number = r->in_appendix ? appendix_number(r, counts, level) : heading_number(r, node, counts);
	if (r->in_appendix && level == 1) {
		node->u.heading.label = arena_printf(r->arena, "%s %s", label_text(r->doc->lang, LABEL_APPENDIX), node->u.heading.number);
	}
}

/* Every paragraph where the document has it so; but what is inside other blocks, or leads to a list, counts with them. */
static void number_para(struct resolve *r, struct node *node) {
	if (r->doc->paras_numbered && node->parent->kind == NODE_SECTION) {
		node->u.para.is_numbered = true;
	}
	if (node->u.para.is_numbered) {
		node->u.para.number = ++r->paras;
	}
}

static void number_items(struct node *list) {
	int number = list->u.list.start;

	for (struct node *item = list->first; item != NULL; item = item->next) {
		item->u.item.number = number++;
	}
}

/* What the section says in its text, without what is set large out of it; read once. */
static const char *section_text(struct resolve *r, const struct node *section) {
	if (r->text_of != section) {
		buf_reset(&r->text);
		for (const struct node *c = section->first; c != NULL; c = c->next) {
			if (c->kind != NODE_PULL) {
				node_text(c, &r->text);
			}
		}
		r->text_of = section;
	}
	return buf_str(&r->text);
}

static bool is_plain(const struct node *para) {
	for (const struct node *c = para->first; c != NULL; c = c->next) {
		if (c->kind != NODE_TEXT && c->kind != NODE_EMPH && c->kind != NODE_STRONG) {
			return false;
		}
	}
	return true;
}

/* A sentence that stands in its section as well is shown twice, and should be read once. */
static void find_repeat(struct resolve *r, struct node *pull) {
	struct buf said = BUF_INIT;

	node_text(pull->first, &said);
	/* A note or a link in it is no repetition. */
	pull->u.pull.is_repeat = said.len > 0 && is_plain(pull->first) && strstr(section_text(r, pull->parent), buf_str(&said)) != NULL;
	buf_fini(&said);
}

static void enter_note(struct resolve *r, struct node *node) {
	*ARENA_PUSH(r->arena, r->doc->notes, r->doc->note_count, r->note_cap) = node;
	node->u.note.number = (int)r->doc->note_count;
}

static void enter_endnotes(struct resolve *r, struct node *node) {
	node->u.endnotes.from = r->noted;
	node->u.endnotes.to = r->noted = r->doc->note_count;
	r->doc->notes_at_end = true;
	matter_add(r->matter, node, r->level);
}

/* What a list of tables or figures leads to needs a name to lead there by. */
static void name_place(struct resolve *r, struct node *node, int number) {
	if (node->id == NULL) {
		node->id = arena_printf(r->arena, "%s:%d", node_is_table(node->kind) ? "table" : "figure", number);
	}
}

/* The language of node: its own, or that of what it stands in. */
static const char *lang_of(const struct resolve *r, const struct node *node) {
	while (node != NULL && node->lang == NULL) {
		node = node->parent;
	}
	return node != NULL ? node->lang : r->doc->lang;
}

static const char *numbered(struct resolve *r, const struct node *node, enum label label, int number) {
	return arena_printf(r->arena, "%s %d", label_text(lang_of(r, node), label), number);
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

static bool has_headers(const struct node *table) {
	if (table->u.table.header_rows > 0) {
		return true;
	}
	for (const struct node *row = table->first; row != NULL; row = row->next) {
		for (const struct node *cell = row->kind == NODE_ROW ? row->first : NULL; cell != NULL; cell = cell->next) {
			if (cell->u.cell.is_header) {
				return true;
			}
		}
	}
	return false;
}

static void enter_table(struct resolve *r, struct node *node) {
	node->u.table.number = ++r->table_number;
	if (node->u.table.column_count == 0) {
		complain(r->errors, node, "a table has no columns");
		return;
	}
	check_rows(r, node);
	if (!has_headers(node)) {
		struct err *err = complain(faults(r), node, "no cell of the table is a header");
		err_hint(err, "give its columns a title, or header = true to the column that names the rows: a screen reader says them with each cell");
	}
	if (node_caption(node) != NULL) {
		node->u.table.label = numbered(r, node, LABEL_TABLE, ++r->tables);
		name_place(r, node, r->tables);
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
		annex_put_below(&r->annex, node);
	} else {
		annex_note(&r->annex, node);
	}
}

/* What PDF/A bears in a string (ISO 19005-3, 6.1.13), at two bytes a character. */
enum { ALT_MAX = 16000 };

static void enter_figure(struct resolve *r, struct node *node) {
	struct node_figure *figure = node->u.figure;
	const char *kind = node_kind_name(node->kind);
	struct buf caption = BUF_INIT;

	if (figure->is_decorative) {
		return;
	}
	if (figure->alt == NULL || str_says_nothing(figure->alt)) {
		figure->alt = figure_kind_of(node) != NULL ? figure_describe(r->arena, r->doc, node) : NULL;
	}
	if (figure->alt == NULL) {
		struct err *err = complain(faults(r), node, "a %s has no alt text", kind);
		err_hint(err, "say in alt = \"…\" what the %s shows, for a reader who cannot see it", kind);
	}
	if (figure->alt != NULL && strlen(figure->alt) > ALT_MAX) {
		struct err *err = complain(r->errors, node, "the alt text of a %s has %zu bytes, and %d are the most", kind, strlen(figure->alt), ALT_MAX);
		err_hint(err, "a few sentences are heard; put the rest into the text, or into a table");
	}
	if (node_caption(node) != NULL) {
		figure->label = numbered(r, node, LABEL_FIGURE, ++r->figures);
		name_place(r, node, r->figures);
		node_text(node->first, &caption);
		if (figure->alt == NULL) {
			figure->alt = arena_strdup(r->arena, buf_str(&caption));
		} else if (str_says_same(buf_str(&caption), figure->alt)) {
			struct err *err = complain(faults(r), node, "the alt text of a %s repeats its caption", kind);
			err_hint(err, "who hears it has heard the caption: say what the %s shows", kind);
		}
	}
	/* Only where that is tolerated. */
	figure->alt = figure->alt != NULL ? figure->alt : kind;
	buf_fini(&caption);
}

static void enter_matrix(struct resolve *r, struct node *node) {
	if (node_caption(node) != NULL) {
		node->u.matrix->label = numbered(r, node, LABEL_TABLE, ++r->tables);
		name_place(r, node, r->tables);
	}
}

static void enter_list(struct resolve *r, struct node *node) {
	(void)r;
	number_items(node);
}

static void enter_runin(struct resolve *r, struct node *node) {
	node->u.runin.level = r->level < LEVELS ? r->level + 1 : LEVELS;
}

static void enter_index(struct resolve *r, struct node *node) {
	r->has_index = true;
	matter_add(r->matter, node, r->level);
}

static void enter_entry(struct resolve *r, struct node *node) {
	node->id = arena_printf(r->arena, "entry:%d", ++r->entries);
}

/* A report has one colophon and one list of sources. */
static void enter_single(struct resolve *r, struct node *node) {
	if (matter_has(r->matter, node->kind)) {
		complain(r->errors, node, "%s stands twice in the report", node_kind_words(node->kind));
	}
	matter_add(r->matter, node, r->level);
}

/* A character that says nothing to who does not see its drawing, and that no font need draw alike; 0: none. */
static uint32_t find_private(const char *text) {
	/* All of them begin with bytes from EE on. */
	for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++) {
		uint32_t cp;
		if (*p < 0xEE || utf8_decode((const char *)p, strlen((const char *)p), &cp) == 0) {
			continue;
		}
		if ((cp >= 0xE000 && cp <= 0xF8FF) || cp >= 0xF0000 || (cp & 0xFFFE) == 0xFFFE || (cp >= 0xFDD0 && cp <= 0xFDEF)) {
			return cp;
		}
	}
	return 0;
}

static void enter_text(struct resolve *r, struct node *node) {
	uint32_t cp = find_private(node->u.text.text);

	if (cp != 0) {
		struct err *err = complain(faults(r), node, "the text has U+%04X, which stands for nothing in Unicode", cp);
		err_hint(err, "a reader could not hear, search or copy it: write the character that is meant, or use a picture with alt text");
	}
}

/* What each kind takes in the first walk. */
static void (*const entering[NODE_KINDS])(struct resolve *r, struct node *node) = {
	[NODE_HEADING] = enter_heading, [NODE_PARA] = number_para, [NODE_LIST] = enter_list, [NODE_RUNIN] = enter_runin,
	[NODE_TABLE] = enter_table, [NODE_MATRIX] = enter_matrix, [NODE_REMARK] = enter_remark,
	[NODE_TEXT] = enter_text, [NODE_CODE] = enter_text, [NODE_MARK] = enter_mark, [NODE_NOTE] = enter_note, [NODE_ENDNOTES] = enter_endnotes,
	[NODE_INDEX] = enter_index, [NODE_ENTRY] = enter_entry, [NODE_SOURCES] = enter_single, [NODE_COLOPHON] = enter_single,
};

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
	if (entering[node->kind] != NULL) {
		entering[node->kind](r, node);
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
static const char *in_text(struct resolve *r, const char *lang, enum label kind, const char *label) {
	return label != NULL ? arena_printf(r->arena, "%s\u00A0%s", label_text(lang, kind), strrchr(label, ' ') + 1) : NULL;
}

/* "item 3", "item (b)". */
static const char *item_name(struct resolve *r, const char *lang, const struct node *item) {
	static const enum number_style styles[] = {
		[LIST_DECIMAL] = NUMBER_DECIMAL, [LIST_ALPHA] = NUMBER_ALPHA, [LIST_UPPER_ALPHA] = NUMBER_UPPER_ALPHA,
		[LIST_ROMAN] = NUMBER_ROMAN, [LIST_UPPER_ROMAN] = NUMBER_UPPER_ROMAN,
	};
	const struct node *list = item->parent;
	char number[NUMBER_MAX];

	if (list->kind != NODE_LIST || !node_is_counted(list)) {
		return item->first != NULL && item->first->kind == NODE_TERM ? node_words(r->arena, item->first) : NULL;
	}
	number_format(styles[list->u.list.style], item->u.item.number, lang, number);
	return arena_printf(r->arena, "%s %s", label_text(lang, LABEL_IN_ITEM), number);
}

/* Its words, without the mark that parts them from the text. */
static const char *runin_name(struct resolve *r, const struct node *runin) {
	const char *words = node_words(r->arena, runin->first);
	size_t len = strlen(words);

	return len > 1 && strchr(".:", words[len - 1]) != NULL ? arena_strndup(r->arena, words, len - 1) : words;
}

static const char *heading_name(struct resolve *r, const char *lang, const struct node *heading) {
	const char *number = heading->u.heading.number;
	size_t len = number != NULL ? strlen(number) : 0;

	if (heading->u.heading.label != NULL) {
		return in_text(r, lang, LABEL_IN_APPENDIX, heading->u.heading.label);
	}
	if (number == NULL || (r->doc->heading_depth != 0 && heading->u.heading.level > r->doc->heading_depth)) {
		return node_words(r->arena, heading);
	}
	/* The point that ends a number is none of a sentence's. */
	len -= len > 1 && number[len - 1] == '.';
	return arena_printf(r->arena, "%s\u00A0%.*s", label_text(lang, LABEL_IN_SECTION), (int)len, number);
}

/* What the engine calls the block in lang: "Table 3", "Section 2.1", or a heading's words where it has no number. */
static const char *name_of(struct resolve *r, const char *lang, const struct node *node) {
	const struct node *heading = heading_of(node);

	if (node_is_table(node->kind) || node_is_figure(node->kind)) {
		return in_text(r, lang, node_is_table(node->kind) ? LABEL_IN_TABLE : LABEL_IN_FIGURE, node_label(node));
	}
	if (node->kind == NODE_PARA && node->u.para.is_numbered) {
		return arena_printf(r->arena, "%s\u00A0%d", label_text(lang, LABEL_IN_PARAGRAPH), node->u.para.number);
	}
	if (node->kind == NODE_ITEM) {
		return item_name(r, lang, node);
	}
	if (node->kind == NODE_RUNIN) {
		return runin_name(r, node);
	}
	return heading != NULL ? heading_name(r, lang, heading) : NULL;
}

/* What a reference to a page says, the number still to be put in. */
static const char *page_words(struct resolve *r, const struct node *ref) {
	const char *words = ref->u.ref.text, *lang = lang_of(r, ref), *at;

	if (words == NULL) {
		return label_text(lang, ref->u.ref.page == REF_PAGE ? LABEL_IN_PAGE : LABEL_ON_PAGE);
	}
	const char *pattern = label_text(lang, LABEL_WORDS_PAGE);
	at = strstr(pattern, "{words}");
	return arena_printf(r->arena, "%.*s%s%s", (int)(at - pattern), pattern, words, at + strlen("{words}"));
}

/*
 * What contents, lists, running lines and other references say again cannot name a page: it may be another one
 * there.
 */
static void refuse_in_titles(struct resolve *r, const struct node *ref) {
	const struct node *block = ref;

	while (block->parent != NULL && node_is_inline(block->kind)) {
		block = block->parent;
	}
	if (block->kind == NODE_HEADING || block->kind == NODE_CAPTION || block->kind == NODE_TERM) {
		struct err *err = complain(r->errors, ref, "%s cannot name a page: what it says is said again elsewhere", node_kind_words(block->kind));
		err_hint(err, "[](#%s) names what is referred to", ref->u.ref.target);
	}
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
	if (node->u.ref.page != REF_NAME) {
		refuse_in_titles(r, node);
		node->u.ref.text = page_words(r, node);
		return;
	}
	if (node->u.ref.text == NULL) {
		node->u.ref.text = name_of(r, lang_of(r, node), target);
	}
	if (node->u.ref.text == NULL) {
		struct err *err = complain(r->errors, node, "the %s '%s' has no number to refer to it by",
		                           node_kind_name(target->kind), node->u.ref.target);
		err_hint(err, "write the words: [as shown there](#%s), or give it a caption", node->u.ref.target);
	}
}

/* The number of source key, asked for and kept at its first citation; 0 when nobody knows it. */
static int source_number(struct resolve *r, const char *key, struct err *why) {
	void *known = map_lookup(r->sources, key);

	if (known != NULL) {
		return (int)(intptr_t)known;
	}
	struct doc_source source = { .key = key };
	if (r->source == NULL || !r->source(r->source_ctx, key, &source, why)) {
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

/* What fails in one place of a plugin for many sources is one mistake. */
static void add_once(struct errs *errors, const struct err *why) {
	bool is_told = false;

	for (size_t i = 0; i < errors->n && !is_told; i++) {
		const struct err *told = &errors->v[i];
		is_told = str_eq(told->plugin, why->plugin) && str_eq(told->at.file, why->at.file) && told->at.line == why->at.line;
	}
	struct err *err = errs_add(errors);
	*err = *why;
	err->follows = is_told;
}

static void resolve_cite(struct resolve *r, struct node *node) {
	size_t n = node->u.cite.key_count;
	struct buf text = BUF_INIT;

	node->u.cite.numbers = arena_alloc(r->arena, n * sizeof(int));
	for (size_t i = 0; i < n; i++) {
		struct err why = ERR_INIT;
		node->u.cite.numbers[i] = source_number(r, node->u.cite.keys[i], &why);
		if (why.code != ERR_NONE) {
			add_once(r->errors, &why);
		} else if (node->u.cite.numbers[i] == 0) {
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
	} else if (node->kind == NODE_PULL) {
		find_repeat(r, node);
	}
	return true;
}

bool doc_resolve(struct arena *arena, struct doc *doc, resolve_source_fn source, void *ctx, struct errs *errors,
                 struct errs *warnings) {
	size_t before = errors->n;
	struct resolve r = {
		.arena = arena, .doc = doc, .source = source, .source_ctx = ctx, .errors = errors, .warnings = warnings,
		.faults = doc->is_tolerant ? warnings : errors,
		.ids = map_new(), .bare = map_new(), .sources = map_new(), .section = "", .text = BUF_INIT,
		.annex = { .arena = arena, .doc = doc },
	};

	if (doc->title == NULL || doc->title[0] == '\0') {
		err_set(errs_add(errors), ERR_PLUGIN, "the report has no title");
	}
	if (doc->lang == NULL || doc->lang[0] == '\0') {
		err_set(errs_add(errors), ERR_PLUGIN, "the report has no language");
	}
	for (size_t i = 0; i < doc->source_count; i++) {
		map_put(r.sources, doc->sources[i].key, (void *)(intptr_t)doc->sources[i].number);
	}
	r.source_cap = doc->source_count;
	r.matter = matter_new(arena, doc);
	doc->notes = NULL;
	doc->note_count = 0;
	doc->fault_count = 0;
	node_walk(doc->root, enter_first, NULL, &r);
	struct node *data = annex_add(&r.annex);
	if (data != NULL) {
		node_walk(data, enter_first, NULL, &r);
		annex_refer(&r.annex, data);
	}
	node_walk(doc->root, enter_second, NULL, &r);
	/* Before the engine's own lists are there: nobody looks up a name to find a source that has it. */
	if (r.has_index) {
		index_fill(arena, doc, &r.entries);
	}
	matter_fill(r.matter, r.noted, warnings);
	map_free(r.ids);
	map_free(r.bare);
	map_free(r.sources);
	buf_fini(&r.text);
	return errors->n == before;
}
