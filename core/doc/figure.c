#include "doc/figure.h"

#include <math.h>
#include <stdarg.h>

#include "base/mem.h"
#include "base/str.h"
#include "doc/node.h"

enum { NAME_MAX_BYTES = 80 };    /* of a name within a sentence */

/* Sorted by kind. A kind that is not here must be given its alt text. */
static const struct figure_kind kinds[NODE_KINDS] = {
	[NODE_CHART] = { chart_describe, chart_tabulate },
	[NODE_MAP] = { map_describe, map_tabulate },
	[NODE_GANTT] = { gantt_describe, gantt_tabulate },
	[NODE_TIMELINE] = { timeline_describe, timeline_tabulate },
};

const struct figure_kind *figure_kind_of(const struct node *node) {
	return kinds[node->kind].describe != NULL ? &kinds[node->kind] : NULL;
}

/* ---- words ---- */

const char *figure_number(const struct figure_words *words, double value, int decimals) {
	const struct doc_locale *locale = words->doc->locale;
	const char *number = locale != NULL ? locale->number(words->arena, words->lang, fabs(value), decimals)
	                     : decimals >= 0 ? arena_printf(words->arena, "%.*f", decimals, fabs(value))
	                                     : arena_printf(words->arena, "%.12g", fabs(value));

	/* U+2212 is what a screen reader says as "minus", and every font of numbers has it. */
	return value < 0 && !str_is_zero(number) ? arena_printf(words->arena, "%s%s", locale != NULL ? "−" : "-", number) : number;
}

const char *figure_name(const struct figure_words *words, const char *name) {
	if (strlen(name) <= NAME_MAX_BYTES) {
		return name;
	}
	return arena_printf(words->arena, "%.*s…", (int)utf8_start(name, NAME_MAX_BYTES), name);
}

const char *figure_list(const struct figure_words *words, const char *const *items, size_t n) {
	const struct doc_locale *locale = words->doc->locale;
	struct buf out = BUF_INIT;

	if (locale != NULL) {
		return locale->list(words->arena, words->lang, items, (int)n);
	}
	for (size_t i = 0; i < n; i++) {
		buf_addf(&out, i == 0 ? "%s" : ", %s", items[i]);
	}
	const char *text = arena_strdup(words->arena, buf_str(&out));
	buf_fini(&out);
	return text;
}

/* The value of the key that stands at p, len bytes; NULL where pairs have none. */
static const char *find_value(const char *key, size_t len, va_list pairs) {
	const char *name;

	while ((name = va_arg(pairs, const char *)) != NULL) {
		const char *value = va_arg(pairs, const char *);
		if (strlen(name) == len && memcmp(name, key, len) == 0) {
			return value;
		}
	}
	return NULL;
}

void figure_say(const struct figure_words *words, enum label label, ...) {
	const char *text = label_text(words->lang, label);

	if (words->out->len > 0) {
		buf_addc(words->out, ' ');
	}
	while (*text != '\0') {
		const char *end = *text == '{' ? strchr(text, '}') : NULL;
		if (end == NULL) {
			buf_addc(words->out, *text++);
			continue;
		}
		va_list pairs;
		va_start(pairs, label);
		const char *value = find_value(text + 1, (size_t)(end - text - 1), pairs);
		va_end(pairs);
		buf_adds(words->out, value != NULL ? value : "");
		text = end + 1;
	}
}

static struct figure_words words_of(struct arena *arena, const struct doc *doc, const struct node *node, struct buf *out) {
	return (struct figure_words){ arena, doc, node->lang != NULL ? node->lang : doc->lang, out };
}

const char *figure_describe(struct arena *arena, const struct doc *doc, const struct node *node) {
	struct buf out = BUF_INIT;
	struct figure_words words = words_of(arena, doc, node, &out);

	figure_kind_of(node)->describe(&words, node);
	const char *text = arena_strdup(arena, buf_str(&out));
	buf_fini(&out);
	return text;
}

/* ---- tables ---- */

static struct node *add_cell(struct figure_table *table, struct node *row, const char *text) {
	struct node *cell = node_append(table->words.arena, row, NODE_CELL);

	if (text != NULL && text[0] != '\0') {
		node_append_text(table->words.arena, cell, text);
	}
	return cell;
}

static struct node *add_row(struct figure_table *table, const char *const *cells) {
	struct node *row = node_append(table->words.arena, table->table, NODE_ROW);

	for (size_t i = 0; i < table->columns; i++) {
		add_cell(table, row, cells[i])->u.cell.is_header = i == 0;
	}
	return row;
}

void figure_table_begin(struct figure_table *table, const char *const *titles, size_t n) {
	struct node_column *columns = arena_alloc(table->words.arena, n * sizeof(*columns));

	for (size_t i = 0; i < n; i++) {
		columns[i].align = i == 0 ? ALIGN_LEFT : ALIGN_DECIMAL;
	}
	table->columns = n;
	table->table->u.table.columns = columns;
	table->table->u.table.column_count = n;
	table->table->u.table.header_rows = 1;
	struct node *row = add_row(table, titles);
	row->u.row.is_header = true;
	for (struct node *cell = row->first; cell != NULL; cell = cell->next) {
		cell->u.cell.is_header = true;
	}
}

void figure_table_group(struct figure_table *table, const char *name) {
	struct node *row = node_append(table->words.arena, table->table, NODE_ROW);

	row->u.row.is_group = true;
	add_cell(table, row, name)->u.cell.colspan = (int)table->columns;
}

void figure_table_row(struct figure_table *table, const char *const *cells) {
	add_row(table, cells);
}

struct node *figure_tabulate(struct arena *arena, const struct doc *doc, const struct node *node) {
	const struct figure_kind *kind = figure_kind_of(node);

	if (kind == NULL || kind->tabulate == NULL) {
		return NULL;
	}
	struct figure_table table = { words_of(arena, doc, node, NULL), arena_alloc(arena, sizeof(*table.table)), 0 };
	table.table->kind = NODE_TABLE;
	table.table->origin = node->origin;
	table.table->lang = node->lang;
	kind->tabulate(&table, node);
	return table.table;
}
