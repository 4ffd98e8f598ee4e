#include "doc/said.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/diagram.h"
#include "doc/figure.h"
#include "doc/grid.h"
#include "doc/image.h"
#include "doc/labels.h"
#include "doc/node.h"
#include "doc/picture.h"

#define LEVELS 6

struct reader {
	struct arena *arena;
	const struct doc *doc;
	struct said *said;
	const char *section;
	const char *headings[LEVELS];        /* above what is read, by level */
	struct map *targets;         /* what references lead to: "id" of sections, "section:id", and ":id" of the first that has it */
	bool is_naming;              /* what a reference leads to: a name names nothing in its turn */
};

/* ---- words ---- */

/* Those that break no line are spaces, too. */
static const char *const spaces[] = { " ", "\n", "\t", "\u00A0", "\u202F" };

/* How long the space at text is, 0 where there is none. */
static size_t space_at(const char *text) {
	for (size_t i = 0; i < sizeof(spaces) / sizeof(*spaces); i++) {
		if (str_prefix(text, spaces[i])) {
			return strlen(spaces[i]);
		}
	}
	return 0;
}

/* How long the space at the end is. */
static size_t space_behind(const struct buf *out) {
	for (size_t i = 0; i < sizeof(spaces) / sizeof(*spaces); i++) {
		size_t n = strlen(spaces[i]);
		if (out->len >= n && memcmp(out->p + out->len - n, spaces[i], n) == 0) {
			return n;
		}
	}
	return 0;
}

static void add_space(struct buf *out) {
	if (out->len > 0 && out->p[out->len - 1] != ' ') {
		buf_addc(out, ' ');
	}
}

/* The space before a mark that is left out goes with it where none stands behind it: "Peace [3]." says "Peace." */
static void add_text(const struct node *node, struct buf *out, bool *is_left_out) {
	const char *text = node->u.text.text;

	if (*is_left_out && *text != '\0' && space_at(text) == 0) {
		out->len -= space_behind(out);
	}
	*is_left_out = *is_left_out && *text == '\0';
	buf_adds(out, text);
}

static const char *words(struct reader *r, const struct node *node);

/* What has the words by which a reference calls its target; NULL: nothing has. */
static const struct node *name_of(const struct node *target) {
	if (target->kind == NODE_SECTION) {
		const struct node *child = target->first;
		while (child != NULL && child->kind != NODE_HEADING) {
			child = child->next;
		}
		return child;
	}
	if (target->kind == NODE_RUNIN || (target->kind == NODE_ITEM && target->first != NULL && target->first->kind == NODE_TERM)) {
		return target->first;
	}
	return target->kind == NODE_HEADING ? target : node_caption(target);
}

static const struct node *target_of(const struct reader *r, const char *id) {
	const char *const keys[] = { arena_printf(r->arena, "%s:%s", r->section, id), id, arena_printf(r->arena, ":%s", id) };
	const struct node *target = NULL;

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys) && target == NULL; i++) {
		target = map_lookup(r->targets, keys[i]);
	}
	return target;
}

/* What the text calls it, or its name in place of its number; of a page, and of what has neither, dots. */
static void add_ref(struct reader *r, const struct node *ref, struct buf *out) {
	const struct node *target = r->is_naming ? NULL : target_of(r, ref->u.ref.target), *name = target != NULL ? name_of(target) : NULL;
	const char *pattern = "…", *mark = pattern, *with = pattern;

	if (ref->u.ref.text != NULL) {
		buf_adds(out, ref->u.ref.text);
		return;
	}
	if (ref->u.ref.page != REF_NAME) {
		pattern = label_text(r->doc->lang, ref->u.ref.page == REF_PAGE ? LABEL_IN_PAGE : LABEL_ON_PAGE);
		mark = "{page}";
	} else if (name != NULL) {
		r->is_naming = true;
		pattern = label_text(r->doc->lang, LABEL_QUOTED);
		mark = "{words}";
		with = words(r, name);
		r->is_naming = false;
	}
	const char *at = strstr(pattern, mark);
	buf_addf(out, "%.*s%s%s", (int)(at - pattern), pattern, with, at + strlen(mark));
}

static void add_words_of(struct reader *r, const struct node *node, struct buf *out, bool *is_left_out) {
	switch (node->kind) {
	case NODE_TEXT:
	case NODE_CODE:
		add_text(node, out, is_left_out);
		return;
	case NODE_BREAK:
		add_space(out);
		return;
	case NODE_REF:
		add_ref(r, node, out);
		return;
	case NODE_CITE:
	case NODE_NOTE:
	case NODE_MARK:
		*is_left_out = true;
		return;
	default:
		break;
	}
	if (!node_is_inline(node->kind)) {
		add_space(out);
		*is_left_out = false;
	}
	for (const struct node *c = node->first; c != NULL; c = c->next) {
		add_words_of(r, c, out, is_left_out);
	}
}

/* Without notes and citations, and with names where references become numbers. */
static void add_words(struct reader *r, const struct node *node, struct buf *out) {
	bool is_left_out = false;

	add_words_of(r, node, out, &is_left_out);
}

/* Runs of white space are one, none at the ends. In the arena. */
static const char *settle(struct arena *arena, struct buf *text) {
	size_t n = 0;

	for (size_t i = 0; i < text->len; i++) {
		size_t space = space_at(text->p + i);
		i += space > 0 ? space - 1 : 0;
		if (space == 0) {
			text->p[n++] = text->p[i];
		} else if (n > 0 && text->p[n - 1] != ' ') {
			text->p[n++] = ' ';
		}
	}
	n -= n > 0 && text->p[n - 1] == ' ';
	const char *copy = arena_strndup(arena, text->p, n);
	buf_fini(text);
	return copy;
}

static const char *words(struct reader *r, const struct node *node) {
	struct buf text = BUF_INIT;

	add_words(r, node, &text);
	return settle(r->arena, &text);
}

/* Of a note, which the words of what it stands in leave out. */
static const char *words_within(struct reader *r, const struct node *node) {
	struct buf text = BUF_INIT;

	for (const struct node *c = node->first; c != NULL; c = c->next) {
		add_words(r, c, &text);
	}
	return settle(r->arena, &text);
}

static const char *or_none(const char *text) {
	return text != NULL && *text != '\0' ? text : NULL;
}

/* Words that are no node's. */
static const char *settled(struct arena *arena, const char *text) {
	struct buf copy = BUF_INIT;

	buf_adds(&copy, text != NULL ? text : "");
	return settle(arena, &copy);
}

/* ---- rows ---- */

static const char **blanks(struct arena *arena, size_t n) {
	const char **v = arena_alloc(arena, (n + 1) * sizeof(*v));

	for (size_t i = 0; i < n; i++) {
		v[i] = "";
	}
	return v;
}

static struct said_row *add_row(struct reader *r, struct said_block *block, const char *id, size_t cells) {
	struct said_row *row = ARENA_PUSH(r->arena, block->rows, block->row_count, block->row_cap);

	*row = (struct said_row){ .id = id, .cells = blanks(r->arena, cells), .cell_count = cells };
	return row;
}

/* A column is called what the rows of the head say over it, from the top: "2025 › Imports". */
static void read_columns(struct reader *r, struct said_block *block, struct grid *grid, const struct node *row) {
	size_t from, to = 0;

	if (block->columns == NULL) {
		block->columns = blanks(r->arena, grid->columns);
		block->column_count = grid->columns;
	}
	for (const struct node *cell = row->first; cell != NULL; cell = cell->next) {
		const char *text = words(r, cell);
		grid_place(grid, cell, &from, &to);
		/* What stands over all of them tells none from another. */
		for (size_t i = from; i < to && *text != '\0' && (to - from < grid->columns || to == 1); i++) {
			const char *above = block->columns[i];
			block->columns[i] = *above != '\0' ? arena_printf(r->arena, "%s › %s", above, text) : text;
		}
	}
	grid_end_row(grid);
}

/* What a cell says stands in its first column and its first row. A row of a group is known by its first cell within that. */
static void read_cells(struct reader *r, struct said_block *block, struct grid *grid, struct node *node, const char *group) {
	struct said_row *row = add_row(r, block, node->id != NULL ? node->id : node->u.row.key, grid->columns);
	size_t from, to = 0;

	row->node = node;
	for (const struct node *cell = node->first; cell != NULL; cell = cell->next) {
		const char *text = words(r, cell);
		grid_place(grid, cell, &from, &to);
		if (from < to) {
			row->cells[from] = text;
		}
		if (cell == node->first && *text != '\0') {
			row->key = group != NULL ? arena_printf(r->arena, "%s › %s", group, text) : text;
		}
	}
	grid_end_row(grid);
}

static void read_rows(struct reader *r, struct said_block *block, const struct node *table) {
	struct grid grid = grid_of(r->arena, table);
	const char *group = NULL;

	for (struct node *row = table->first; row != NULL; row = row->next) {
		if (row->kind != NODE_ROW) {
			continue;
		}
		if (row->u.row.is_header) {
			read_columns(r, block, &grid, row);
		} else if (row->u.row.is_group) {
			group = words(r, row);
		} else {
			read_cells(r, block, &grid, row, group);
		}
	}
}

static void read_matrix(struct reader *r, struct said_block *block, const struct node_matrix *matrix) {
	block->columns = arena_alloc(r->arena, (matrix->column_count + 2) * sizeof(*block->columns));
	block->columns[block->column_count++] = settled(r->arena, matrix->corner);
	for (size_t i = 0; i < matrix->column_count; i++) {
		block->columns[block->column_count++] = settled(r->arena, matrix->columns[i]);
	}
	for (size_t i = 0; i < matrix->row_count; i++) {
		struct said_row *row = add_row(r, block, matrix->rows[i].id, matrix->column_count + 1);
		row->key = row->cells[0] = settled(r->arena, matrix->rows[i].name);
		for (size_t k = 0; k < matrix->column_count; k++) {
			int mark = matrix->rows[i].cells[k];
			row->cells[k + 1] = settled(r->arena, mark >= 0 ? matrix->marks[mark].title : NULL);
		}
	}
}

/* As the document writes it; where it is no whole day, as it is. */
static const char *day_words(const struct reader *r, const char *iso) {
	const struct doc_locale *locale = r->doc->locale;
	const char *text = locale != NULL ? locale->date(r->arena, r->doc->lang, iso, "long") : NULL;

	return text != NULL ? settled(r->arena, text) : iso;
}

/* Each item, event or fact: one cell of all its words, but where a term stands before them. */
static void read_items(struct reader *r, struct said_block *block, const struct node *list) {
	for (struct node *item = list->first; item != NULL; item = item->next) {
		const struct node *term = item->first != NULL && item->first->kind == NODE_TERM ? item->first : NULL;
		struct said_row *row = add_row(r, block, item->id, term != NULL || item->kind == NODE_EVENT ? 2 : 1);
		struct buf rest = BUF_INIT;
		for (const struct node *c = term != NULL ? term->next : item->first; c != NULL; c = c->next) {
			add_words(r, c, &rest);
		}
		row->node = item;
		if (item->kind == NODE_FACT) {
			row->key = row->cells[0] = settle(r->arena, &rest);      /* what it counts */
			row->cells[1] = term != NULL ? words(r, term) : "";
			row->cell_count = 2;
		} else if (row->cell_count == 2) {
			row->cells[0] = item->kind == NODE_EVENT ? day_words(r, item->u.event.date) : words(r, term);
			row->key = item->kind == NODE_EVENT ? NULL : or_none(row->cells[0]);
			row->cells[1] = settle(r->arena, &rest);
		} else {
			row->cells[0] = settle(r->arena, &rest);
		}
	}
}

/* ---- blocks ---- */

static const char *heading_path(const struct reader *r) {
	struct buf path = BUF_INIT;

	for (int i = 0; i < LEVELS; i++) {
		if (r->headings[i] != NULL) {
			buf_addf(&path, "%s%s", path.len > 0 ? " › " : "", r->headings[i]);
		}
	}
	const char *copy = arena_strdup(r->arena, buf_str(&path));
	buf_fini(&path);
	return copy;
}

static struct said_block *add_block(struct reader *r, struct node *node, const char *kind) {
	struct said_block *block = ARENA_PUSH(r->arena, r->said->blocks, r->said->block_count, r->said->block_cap);

	*block = (struct said_block){
		.section = r->section, .under = heading_path(r), .kind = kind, .id = node->id, .node = node,
	};
	return block;
}

static void read_heading(struct reader *r, struct node *node) {
	int level = node->u.heading.level < 1 ? 1 : node->u.heading.level > LEVELS ? LEVELS : node->u.heading.level;

	for (int i = level - 1; i < LEVELS; i++) {
		r->headings[i] = NULL;
	}
	struct said_block *block = add_block(r, node, "heading");
	block->text = words(r, node);
	r->headings[level - 1] = block->text;
	struct said_section *section = &r->said->sections[r->said->section_count - 1];
	if (str_eq(section->title, section->id)) {
		section->title = block->text;
	}
}

static void read_text(struct reader *r, struct node *node) {
	struct said_block *block = add_block(r, node, node_kind_name(node->kind));

	block->text = words(r, node);
	if (node->kind == NODE_CALLOUT) {
		block->title = or_none(settled(r->arena, node->u.callout.title));
	}
}

static const char *title_of(struct reader *r, const struct node *node) {
	const struct node *caption = node_caption(node);

	if (caption != NULL) {
		return or_none(words(r, caption));
	}
	return node_is_figure(node->kind) ? or_none(settled(r->arena, node->u.figure->title)) : NULL;
}

static void read_table(struct reader *r, struct node *node) {
	struct said_block *block = add_block(r, node, node_kind_name(node->kind));

	block->title = title_of(r, node);
	read_rows(r, block, node);
}

static void read_figure(struct reader *r, struct node *node) {
	struct said_block *block = add_block(r, node, node_kind_name(node->kind));
	const struct node *table = node->kind != NODE_MATRIX ? figure_tabulate(r->arena, r->doc, node) : NULL;

	block->title = title_of(r, node);
	if (node->kind == NODE_MATRIX) {
		read_matrix(r, block, node->u.matrix);
	} else if (table != NULL) {
		read_rows(r, block, table);
		for (size_t i = 0; i < block->row_count; i++) {
			block->rows[i].node = NULL;    /* of a table that nobody sees */
		}
	} else {
		const char *alt = node->u.figure->alt;
		block->text = settled(r->arena, node->kind == NODE_PICTURE && alt == NULL ? node->u.picture->image->name : alt);
	}
}

static void read_list(struct reader *r, struct node *node) {
	struct said_block *block = add_block(r, node, node_kind_name(node->kind));

	block->title = node->kind == NODE_FACTS ? or_none(settled(r->arena, node->u.facts.title)) : NULL;
	read_items(r, block, node);
}

static void read_blocks(struct reader *r, struct node *parent);

static void read_inner(struct reader *r, struct node *node) {
	read_blocks(r, node);
}

/* What is not here is filled by the engine. */
static void (*const readers[NODE_KINDS])(struct reader *r, struct node *node) = {
	[NODE_HEADING] = read_heading, [NODE_PARA] = read_text, [NODE_RUNIN] = read_text, [NODE_QUOTE] = read_text,
	[NODE_PULL] = read_text, [NODE_CALLOUT] = read_text, [NODE_LIST] = read_list, [NODE_FACTS] = read_list,
	[NODE_CHRONOLOGY] = read_list, [NODE_TABLE] = read_table, [NODE_MATRIX] = read_figure, [NODE_CHART] = read_figure,
	[NODE_MAP] = read_figure, [NODE_PICTURE] = read_figure, [NODE_GANTT] = read_figure, [NODE_TIMELINE] = read_figure,
	[NODE_COLUMNS] = read_inner, [NODE_COLUMN] = read_inner, [NODE_BALANCE] = read_inner,
};

struct inside {
	struct reader *r;
	struct node *block;
};

static void add_source(struct reader *r, const char *key) {
	for (size_t i = 0; i < r->said->source_count; i++) {
		if (str_eq(r->said->sources[i].key, key)) {
			return;
		}
	}
	ARENA_PUSH(r->arena, r->said->sources, r->said->source_count, r->said->source_cap)->key = key;
}

/* Notes are blocks of their own, behind what has their marks. */
static bool read_notes(struct node *node, void *ctx) {
	struct inside *in = ctx;

	if (node->kind == NODE_NOTE) {
		add_block(in->r, node, "note")->text = words_within(in->r, node);
	}
	for (size_t i = 0; node->kind == NODE_CITE && i < node->u.cite.key_count; i++) {
		add_source(in->r, node->u.cite.keys[i]);
	}
	return true;
}

static void read_blocks(struct reader *r, struct node *parent) {
	for (struct node *node = parent->first; node != NULL; node = node->next) {
		if (readers[node->kind] == NULL) {
			continue;
		}
		readers[node->kind](r, node);
		if (readers[node->kind] != read_inner) {
			struct inside in = { r, node };
			node_walk(node, read_notes, NULL, &in);
		}
	}
}

static bool is_in(const struct node *const *list, const struct node *node) {
	while (list != NULL && *list != NULL && *list != node) {
		list++;
	}
	return list != NULL && *list != NULL;
}

static void read_section(struct reader *r, struct node *section) {
	struct said_section *fresh = ARENA_PUSH(r->arena, r->said->sections, r->said->section_count, r->said->section_cap);

	*fresh = (struct said_section){ .id = section->id, .title = section->id };
	r->section = section->id;
	for (int i = 0; i < LEVELS; i++) {
		r->headings[i] = NULL;
	}
	if (section->u.section.is_gap) {
		add_block(r, section, "gap")->text = "";
		return;
	}
	read_blocks(r, section);
}

static bool note_target(struct node *node, void *ctx) {
	struct reader *r = ctx;

	if (node->kind == NODE_SECTION) {
		r->section = node->id;
	}
	if (node->id != NULL && node->kind == NODE_SECTION) {
		map_put(r->targets, node->id, node);
	} else if (node->id != NULL) {
		const char *bare = arena_printf(r->arena, ":%s", node->id);
		map_put(r->targets, arena_printf(r->arena, "%s:%s", r->section, node->id), node);
		if (map_lookup(r->targets, bare) == NULL) {
			map_put(r->targets, bare, node);
		}
	}
	return true;
}

/* A day as the document may write it. Long forms first: a shorter one may be part of a longer. */
static void add_text_of_day(struct reader *r, const char *text, size_t *cap) {
	*ARENA_PUSH(r->arena, r->said->days, r->said->day_count, *cap) = settled(r->arena, text);
}

static void add_day(struct reader *r, const char *day, size_t *cap) {
	static const char *const styles[] = { "long", "short" };
	const struct doc_locale *locale = r->doc->locale;

	for (size_t i = 0; locale != NULL && i < sizeof(styles) / sizeof(*styles); i++) {
		const char *text = locale->date(r->arena, r->doc->lang, day, styles[i]);
		if (text != NULL) {
			add_text_of_day(r, text, cap);
		}
	}
	add_text_of_day(r, day, cap);
}

struct said *said_read(struct arena *arena, const struct doc *doc, const struct node *const *skip, const char *const *days) {
	struct said *said = arena_alloc(arena, sizeof(*said));
	struct reader r = { .arena = arena, .doc = doc, .said = said, .section = "", .targets = map_new() };
	size_t cap = 0;

	*said = (struct said){ .title = doc->title, .lang = doc->lang, .as_of = doc->as_of };
	add_day(&r, doc->as_of, &cap);
	for (; days != NULL && *days != NULL; days++) {
		add_day(&r, *days, &cap);
	}
	node_walk(doc->root, note_target, NULL, &r);
	for (struct node *section = doc->root->first; section != NULL; section = section->next) {
		if (!is_in(skip, section)) {
			read_section(&r, section);
		}
	}
	map_free(r.targets);
	return said;
}

void said_name_sources(struct said *said, resolve_source_fn source, void *ctx) {
	for (size_t i = 0; i < said->source_count; i++) {
		struct doc_source found = { .title = NULL };
		struct err why = ERR_INIT;       /* told where the document is resolved */
		if (source(ctx, said->sources[i].key, &found, &why)) {
			said->sources[i].title = found.title;
		}
	}
}

/* ---- as JSON ---- */

static void put_list(struct json_out *out, const char *key, const char *const *v, size_t n) {
	json_key(out, key);
	json_begin(out, '[');
	for (size_t i = 0; i < n; i++) {
		json_add_str(out, v[i] != NULL ? v[i] : "");
	}
	json_end(out, ']');
}

static void put_block(struct json_out *out, const struct said_block *block) {
	json_begin(out, '{');
	json_put_str(out, "section", block->section);
	json_put_text(out, "under", block->under);
	json_put_str(out, "kind", block->kind);
	json_put_text(out, "id", block->id);
	json_put_text(out, "title", block->title);
	json_put_text(out, "text", block->text);
	if (block->column_count > 0) {
		put_list(out, "columns", block->columns, block->column_count);
	}
	if (block->row_count > 0) {
		json_key(out, "rows");
		json_begin(out, '[');
		for (size_t i = 0; i < block->row_count; i++) {
			json_begin(out, '{');
			json_put_text(out, "id", block->rows[i].id);
			json_put_text(out, "key", block->rows[i].key);
			put_list(out, "cells", block->rows[i].cells, block->rows[i].cell_count);
			json_end(out, '}');
		}
		json_end(out, ']');
	}
	json_end(out, '}');
}

void said_format(const struct said *said, struct json_out *out) {
	json_begin(out, '{');
	json_put_str(out, "title", said->title);
	json_put_str(out, "lang", said->lang);
	json_put_str(out, "as_of", said->as_of);
	put_list(out, "days", said->days, said->day_count);
	json_key(out, "sections");
	json_begin(out, '[');
	for (size_t i = 0; i < said->section_count; i++) {
		json_begin(out, '{');
		json_put_str(out, "id", said->sections[i].id);
		json_put_str(out, "title", said->sections[i].title);
		json_end(out, '}');
	}
	json_end(out, ']');
	json_key(out, "blocks");
	json_begin(out, '[');
	for (size_t i = 0; i < said->block_count; i++) {
		put_block(out, &said->blocks[i]);
	}
	json_end(out, ']');
	json_key(out, "sources");
	json_begin(out, '[');
	for (size_t i = 0; i < said->source_count; i++) {
		json_begin(out, '{');
		json_put_str(out, "key", said->sources[i].key);
		json_put_text(out, "title", said->sources[i].title);
		json_end(out, '}');
	}
	json_end(out, ']');
	json_end(out, '}');
}

static const char **parse_list(struct arena *arena, const struct json *list, size_t *n) {
	const char **v = arena_alloc(arena, ((list != NULL ? list->count : 0) + 1) * sizeof(*v));

	*n = 0;
	for (const struct json *item = list != NULL ? list->first : NULL; item != NULL; item = item->next) {
		v[(*n)++] = item->type == JSON_STRING ? item->str : "";
	}
	return v;
}

static void parse_block(struct arena *arena, const struct json *json, struct said_block *block) {
	const struct json *rows = json_lookup(json, "rows");

	*block = (struct said_block){
		.section = json_str(json, "section", ""), .under = json_str(json, "under", ""), .kind = json_str(json, "kind", ""),
		.id = json_str(json, "id", NULL), .title = json_str(json, "title", NULL), .text = json_str(json, "text", NULL),
	};
	block->columns = parse_list(arena, json_lookup(json, "columns"), &block->column_count);
	for (const struct json *v = rows != NULL ? rows->first : NULL; v != NULL; v = v->next) {
		struct said_row *row = ARENA_PUSH(arena, block->rows, block->row_count, block->row_cap);
		*row = (struct said_row){ .id = json_str(v, "id", NULL), .key = json_str(v, "key", NULL) };
		row->cells = parse_list(arena, json_lookup(v, "cells"), &row->cell_count);
	}
}

struct said *said_parse(struct arena *arena, const struct json *json) {
	const struct json *blocks = json_lookup(json, "blocks"), *sections = json_lookup(json, "sections");
	const struct json *sources = json_lookup(json, "sources");

	if (blocks == NULL || blocks->type != JSON_ARRAY || sections == NULL || sections->type != JSON_ARRAY) {
		return NULL;
	}
	struct said *said = arena_alloc(arena, sizeof(*said));
	*said = (struct said){
		.title = json_str(json, "title", ""), .lang = json_str(json, "lang", ""), .as_of = json_str(json, "as_of", ""),
	};
	said->days = parse_list(arena, json_lookup(json, "days"), &said->day_count);
	for (const struct json *v = sections->first; v != NULL; v = v->next) {
		*ARENA_PUSH(arena, said->sections, said->section_count, said->section_cap) =
		        (struct said_section){ .id = json_str(v, "id", ""), .title = json_str(v, "title", "") };
	}
	for (const struct json *v = blocks->first; v != NULL; v = v->next) {
		parse_block(arena, v, ARENA_PUSH(arena, said->blocks, said->block_count, said->block_cap));
	}
	for (const struct json *v = sources != NULL ? sources->first : NULL; v != NULL; v = v->next) {
		*ARENA_PUSH(arena, said->sources, said->source_count, said->source_cap) =
		        (struct said_source){ .key = json_str(v, "key", ""), .title = json_str(v, "title", NULL) };
	}
	return said;
}
