/*
 * document: a document that a test builds by hand and resolves, with what can go into it and what came of it. A case gets its own,
 * empty (CASE), as *state. Included by tests alone.
 */
#ifndef TESTS_DOCUMENT_H
#define TESTS_DOCUMENT_H

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/build.h"
#include "doc/chart.h"
#include "doc/figure.h"
#include "doc/node.h"
#include "doc/resolve.h"

#define LEN(a) (sizeof(a) / sizeof(*(a)))
#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

static const struct doc_limits limits = { .max_nodes = 10000, .max_depth = 64, .max_pictures = 100, .max_text = 1 << 20 };

struct fixture {
	struct arena *arena;
	struct doc doc;
	struct build *build;
	struct errs errors, warnings;
	int asked;                   /* of the source function */
};

static inline int set_up(void **state) {
	struct fixture *f = mem_alloc(sizeof(*f));
	f->arena = arena_new();
	f->doc = (struct doc){ .title = "A title", .lang = "en", .as_of = "2026-09-30" };
	f->build = build_new(f->arena, &f->doc, &limits);
	*state = f;
	return 0;
}

static inline int tear_down(void **state) {
	struct fixture *f = *state;
	errs_fini(&f->errors);
	errs_fini(&f->warnings);
	arena_free(f->arena);
	mem_free(f);
	return 0;
}

/* Knows every key that begins with "s". */
static inline bool find_source(void *ctx, const char *key, struct doc_source *source, struct err *why) {
	(void)why;
	struct fixture *f = ctx;
	f->asked++;
	if (key[0] != 's') {
		return false;
	}
	*source = (struct doc_source){ .key = key, .title = key, .verified = true };
	return true;
}

static inline bool resolve(struct fixture *f) {
	return doc_resolve(f->arena, &f->doc, find_source, f, &f->errors, &f->warnings);
}

/* A section with Markdown blocks in it. */
static inline struct node *add_section(struct fixture *f, const char *id, const char *markdown) {
	struct err err = ERR_INIT;
	build_origin(f->build, "plugin", id, "plugin.lua", 1);
	struct node *section = build_open(f->build, NODE_SECTION, id, &err);
	assert_non_null(section);
	if (!build_blocks(f->build, markdown, 1, &err)) {
		fail_msg("%s: %s", markdown, err.msg);
	}
	build_close(f->build);
	return section;
}

/* Open a block at the end of a section that was closed; leave with reopen(f, NULL). */
static inline struct node *add_block(struct fixture *f, enum node_kind kind, const char *id) {
	struct err err = ERR_INIT;
	struct node *node = build_open(f->build, kind, id, &err);
	if (node == NULL) {
		fail_msg("%s: %s", node_kind_name(kind), err.msg);
	}
	return node;
}

static inline void add_caption(struct fixture *f, const char *markdown) {
	struct err err = ERR_INIT;
	add_block(f, NODE_CAPTION, NULL);
	assert_true(build_inlines(f->build, markdown, &err));
	build_close(f->build);
}

/* A table drawn by letters: "ab" a row, the same letter side by side or one above the other is one cell; '^' heads a header row. */
static inline struct node *add_table(struct fixture *f, const char *id, const char *caption, const char *const *rows, size_t columns) {
	struct node *table = add_block(f, NODE_TABLE, id);
	table->u.table.columns = arena_alloc(f->arena, columns * sizeof(*table->u.table.columns));
	table->u.table.column_count = columns;
	if (caption != NULL) {
		add_caption(f, caption);
	}
	for (; *rows != NULL; rows++) {
		struct node *row = add_block(f, NODE_ROW, NULL);
		const char *s = *rows;
		row->u.row.is_header = *s == '^';
		s += *s == '^';
		table->u.table.header_rows += row->u.row.is_header;
		for (; *s != '\0'; s++) {
			if (*s == '.') {
				continue;        /* taken from above */
			}
			struct node *cell = add_block(f, NODE_CELL, NULL);
			cell->u.cell.is_header = row->first == cell;
			if (*s >= '2' && *s <= '9') {
				cell->u.cell.rowspan = *s - '0';
			}
			for (; s[1] == '-'; s++) {
				cell->u.cell.colspan++;
			}
			build_close(f->build);
		}
		build_close(f->build);
	}
	build_close(f->build);
	return table;
}

static inline struct node_chart *add_chart(struct fixture *f, const char *id, const char *caption, const char *alt) {
	struct node *node = add_block(f, NODE_CHART, id);
	node->u.chart = arena_alloc(f->arena, sizeof(*node->u.chart));
	node->u.chart->base.alt = alt;
	if (caption != NULL) {
		add_caption(f, caption);
	}
	build_close(f->build);
	return node->u.chart;
}

static inline struct node *add_heading(struct fixture *f, const char *id, int level, bool is_appendix) {
	struct err err = ERR_INIT;
	struct node *node = add_block(f, NODE_HEADING, id);

	node->u.heading.level = level;
	node->u.heading.is_appendix = is_appendix;
	assert_true(build_text(f->build, "Words", &err));
	build_close(f->build);
	return node;
}

static inline struct node *add_para(struct fixture *f, const char *id, const char *markdown) {
	struct err err = ERR_INIT;
	struct node *node = add_block(f, NODE_PARA, id);

	assert_true(build_inlines(f->build, markdown, &err));
	build_close(f->build);
	return node;
}

static inline void check_error(const struct errs *errs, size_t i, const char *msg, const char *hint) {
	if (errs->n <= i) {
		fail_msg("there is no error '%s'", msg);
	}
	assert_string_equal(errs->v[i].msg, msg);
	if (hint != NULL) {
		assert_string_equal(errs->v[i].hint, hint);
	}
}

/* The text of the whole document, notes apart. */
static inline void check_text(struct fixture *f, const char *text) {
	struct buf out = BUF_INIT;
	node_text(f->doc.root, &out);
	assert_string_equal(out.p, text);
	buf_fini(&out);
}

#endif
