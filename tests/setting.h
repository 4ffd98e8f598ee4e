/* setting: a document, a template and fonts for tests of what layout/ sets; built of short specs. Included by tests alone. */
#ifndef TESTS_SETTING_H
#define TESTS_SETTING_H

#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/build.h"
#include "doc/chart.h"
#include "doc/node.h"
#include "doc/resolve.h"
#include "doc/template.h"
#include "layout/box.h"
#include "layout/layout.h"
#include "text/font.h"
#include "text/para.h"

static struct fonts *setting_fonts;
static struct shaper *setting_shaper;

/* One document under test; all of it in the arena. */
struct setting {
	struct arena *arena;
	struct template *template;
	struct doc doc;
	struct build *build;
	struct errs warnings;
	struct err err;
	struct setter setter;
	struct vlist list;
};

static inline int setting_begin(void **state) {
	static const char *const serif[] = { "Noto Serif", NULL }, *const sans[] = { "Noto Sans", NULL };
	static const struct font_family families[] = { { .role = "serif", .names = serif }, { .role = "sans", .names = sans } };
	struct err err = ERR_INIT;

	(void)state;
	setting_fonts = fonts_new(families, 2, &err);
	setting_shaper = setting_fonts != NULL ? shaper_new(setting_fonts, &err) : NULL;
	return setting_shaper != NULL ? 0 : -1;
}

static inline int setting_end(void **state) {
	(void)state;
	shaper_free(setting_shaper);
	fonts_free(setting_fonts);
	return 0;
}

/* extra: more of the template, as JSON members ("\"table\": { … }"), or "". */
static inline void setting_open(struct setting *s, const char *extra) {
	static const struct doc_limits limits = { .max_nodes = 2000000, .max_depth = 64, .max_text = 64 << 20 };
	struct errs errors = ERRS_INIT;

	*s = (struct setting){ .arena = arena_new(), .doc = { .is_tolerant = true, .title = "Test", .lang = "en", .as_of = "2026-09-30", .created = "2026-09-30T00:00:00Z" } };
	const char *text = arena_printf(s->arena, "{ \"name\": \"test\", \"fonts\": { \"serif\": \"Noto Serif\", \"sans\": \"Noto Sans\" }, "
	                                "\"styles\": { \"chart_label\": { \"font\": \"sans\", \"size\": 7.4, \"leading\": 9.4 } }, "
	                                "\"cover\": { \"shown\": false }%s%s }", extra[0] != '\0' ? ", " : "", extra);
	struct json *json = json_parse(s->arena, text, strlen(text), NULL, &s->err);
	s->template = json != NULL ? template_parse(s->arena, json, &errors) : NULL;
	if (s->template == NULL) {
		fail_msg("the template: %s", errors.n > 0 ? errors.v[0].msg : s->err.msg);
	}
	errs_fini(&errors);
	s->build = build_new(s->arena, &s->doc, &limits);
	build_open(s->build, NODE_SECTION, "section", &s->err);
	s->setter = (struct setter){
		.arena = s->arena, .lasting = s->arena, .doc = &s->doc, .lang = s->doc.lang, .template = s->template, .shaper = setting_shaper, .warnings = &s->warnings,
		.err = &s->err, .width = s->template->width - s->template->left - s->template->right,
		.height = s->template->height - s->template->top - s->template->bottom,
	};
}

static inline void setting_expand_ops(struct setting *s, struct ops *ops) {
	struct ops expanded = { 0 };

	for (size_t i = 0; i < ops->n; i++) {
		if (ops->v[i].kind == OP_WORDS) {
			inline_expand(&s->setter, &ops->v[i], &expanded);
		} else if (ops->v[i].kind == OP_LATER) {
			struct ops later = { 0 };
			if (!ops->v[i].u.later.what->make(&s->setter, ops->v[i].u.later.what, ops->v[i].u.later.part, &later)) {
				fail_msg("%s", s->err.msg);
			}
			setting_expand_ops(s, &later);
			ops_append(s->arena, &expanded, &later, ops->v[i].u.later.x, ops->v[i].u.later.y);
		} else {
			*ARENA_PUSH(s->arena, expanded.v, expanded.n, expanded.cap) = ops->v[i];
		}
	}
	*ops = expanded;
}

/* Make the runs and leaves of all that was set, as a page would. */
static inline void setting_expand(struct setting *s) {
	for (size_t i = 0; i < s->list.n; i++) {
		struct piece *piece = &s->list.v[i];
		struct piece *repeat = piece->repeat != NULL ? arena_copy(s->arena, piece->repeat, sizeof(*repeat)) : NULL;

		setting_expand_ops(s, &piece->ops);
		if (repeat != NULL) {
			setting_expand_ops(s, &repeat->ops);
			piece->repeat = repeat;
		}
	}
}

static inline void setting_close(struct setting *s) {
	errs_fini(&s->warnings);
	arena_free(s->arena);
}

static inline struct node *setting_node(struct setting *s, enum node_kind kind) {
	struct node *node = build_open(s->build, kind, NULL, &s->err);

	if (node == NULL) {
		fail_msg("%s", s->err.msg);
	}
	return node;
}

static inline void setting_words(struct setting *s, enum node_kind kind, const char *text) {
	setting_node(s, kind);
	if (text[0] != '\0' && !build_inlines(s->build, text, &s->err)) {
		fail_msg("%s", s->err.msg);
	}
	build_close(s->build);
}

/*
 * A table: columns is a letter each (l r c d), with a width where it says so ("l", "r40" points, "l30%", "l*2" a share); rows is
 * one row a line, cells parted by '|'. A row that begins with '!' is a header, '#' a group, '=' a total; a cell that begins
 * with "^3 " spans three columns, with "_2 " two rows, with "@" heads its row.
 */
static inline const struct node *setting_table(struct setting *s, const char *columns, const char *rows, const char *caption) {
	struct node *table = setting_node(s, NODE_TABLE);
	size_t cap = 0;

	for (const char *c = columns; *c != '\0';) {
		struct node_column *column = ARENA_PUSH(s->arena, table->u.table.columns, table->u.table.column_count, cap);
		column->align = *c == 'r' ? ALIGN_RIGHT : *c == 'c' ? ALIGN_CENTER : *c == 'd' ? ALIGN_DECIMAL : ALIGN_LEFT;
		c++;
		bool is_share = *c == '*';
		char *end;
		column->width = strtod(c + is_share, &end);
		column->unit = is_share ? WIDTH_SHARE : *end == '%' ? WIDTH_PERCENT : end > c ? WIDTH_PT : WIDTH_AUTO;
		c = *end == '%' ? end + 1 : end;
		c += *c == ' ';
	}
	if (caption != NULL) {
		setting_words(s, NODE_CAPTION, caption);
		table->u.table.label = "Table 3";
	}
	while (*rows != '\0') {
		size_t len = strcspn(rows, "\n");
		struct node *row = setting_node(s, NODE_ROW);
		char *line = arena_strndup(s->arena, rows, len), *cell;
		row->u.row.is_header = line[0] == '!';
		row->u.row.is_group = line[0] == '#';
		row->u.row.is_total = line[0] == '=';
		table->u.table.header_rows += row->u.row.is_header;
		line += row->u.row.is_header || row->u.row.is_group || row->u.row.is_total;
		while ((cell = strsep(&line, "|")) != NULL) {
			struct node *node = setting_node(s, NODE_CELL);
			while (cell[0] == '^' || cell[0] == '_') {
				int *span = cell[0] == '^' ? &node->u.cell.colspan : &node->u.cell.rowspan;
				*span = (int)strtol(cell + 1, &cell, 10);
				cell += cell[0] == ' ';
			}
			node->u.cell.is_header = cell[0] == '@';
			cell += cell[0] == '@';
			if (row->u.row.is_group) {
				node->u.cell.colspan = (int)table->u.table.column_count;
			}
			if (cell[0] != '\0' && !build_inlines(s->build, cell, &s->err)) {
				fail_msg("%s", s->err.msg);
			}
			build_close(s->build);
		}
		build_close(s->build);
		rows += len + (rows[len] == '\n');
	}
	build_close(s->build);
	return table;
}

/* A chart without values yet; labels and series as given. */
static inline struct node *setting_chart(struct setting *s, enum chart_kind kind, size_t labels, size_t series, const char *caption) {
	struct node *node = setting_node(s, NODE_CHART);
	struct node_chart *chart = arena_alloc(s->arena, sizeof(*chart));

	node->u.chart = chart;
	chart->kind = kind;
	chart->base.alt = "What the chart shows";
	chart->base.label = "Figure 2";
	chart->label_count = labels;
	chart->series_count = series;
	chart->labels = arena_alloc(s->arena, (labels + 1) * sizeof(*chart->labels));
	chart->series = arena_alloc(s->arena, (series + 1) * sizeof(*chart->series));
	for (size_t i = 0; i < labels; i++) {
		chart->labels[i] = arena_printf(s->arena, "Label %zu", i);
	}
	for (size_t i = 0; i < series; i++) {
		chart->series[i].name = arena_printf(s->arena, "Series %zu", i);
		chart->series[i].values = arena_alloc(s->arena, (labels + 1) * sizeof(double));
	}
	if (caption != NULL) {
		setting_words(s, NODE_CAPTION, caption);
	}
	build_close(s->build);
	return node;
}

#endif
