/* build: what Markdown becomes, what may stand where, limits, and the places of mistakes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/build.h"
#include "doc/node.h"

#define LEN(a) (sizeof(a) / sizeof(*(a)))

static const struct doc_limits limits = { .max_nodes = 10000, .max_depth = 64, .max_pictures = 100, .max_text = 1 << 20 };

struct fixture {
	struct arena *arena;
	struct doc doc;
	struct build *build;
};

static int set_up(void **state) {
	struct fixture *f = mem_alloc(sizeof(*f));
	f->arena = arena_new();
	f->build = build_new(f->arena, &f->doc, &limits);
	*state = f;
	return 0;
}

static int tear_down(void **state) {
	struct fixture *f = *state;
	arena_free(f->arena);
	mem_free(f);
	return 0;
}

/* A node as kind(what it says, children). */
static void print_node(const struct node *node, struct buf *out) {
	switch (node->kind) {
	case NODE_TEXT:
		buf_addf(out, "'%s'", node->u.text.text);
		return;
	case NODE_CODE:
		buf_addf(out, "code '%s'", node->u.text.text);
		return;
	case NODE_REF:
		buf_addf(out, "ref #%s '%s'", node->u.ref.target, node->u.ref.text != NULL ? node->u.ref.text : "");
		return;
	case NODE_CITE:
		buf_adds(out, "cite");
		for (size_t i = 0; i < node->u.cite.key_count; i++) {
			buf_addf(out, " %s", node->u.cite.keys[i]);
		}
		return;
	default:
		break;
	}
	buf_adds(out, node_kind_name(node->kind));
	if (node->kind == NODE_LINK) {
		buf_addf(out, " %s", node->u.link.uri);
	} else if (node->kind == NODE_HEADING) {
		buf_addf(out, " %d", node->u.heading.level);
	} else if (node->kind == NODE_LIST && node_is_counted(node)) {
		buf_addf(out, " from %d", node->u.list.start);
	}
	if (node->kind == NODE_SPAN) {
		buf_adds(out, node->u.span.small_caps ? " small" : "");
		buf_adds(out, node->u.span.superior ? " raised" : "");
	}
	if (node->kind == NODE_ENTRY) {
		buf_addf(out, " %s %s", node->u.entry.kind != NULL ? node->u.entry.kind : "", node->u.entry.key != NULL ? node->u.entry.key : "");
	}
	if (node->lang != NULL) {
		buf_addf(out, " %s", node->lang);
	}
	buf_addc(out, '(');
	for (const struct node *c = node->first; c != NULL; c = c->next) {
		if (c != node->first) {
			buf_adds(out, ", ");
		}
		print_node(c, out);
	}
	buf_addc(out, ')');
}

static void print_children(const struct node *node, struct buf *out) {
	for (const struct node *c = node->first; c != NULL; c = c->next) {
		if (c != node->first) {
			buf_adds(out, ", ");
		}
		print_node(c, out);
	}
}

static const char *find_note(void *ctx, const char *key) {
	(void)ctx;
	return str_eq(key, "one") ? "Text of *one*" : str_eq(key, "bad") ? "fine\nthen <b>" : NULL;
}

/* Open a section and, for inlines, a paragraph in it. */
static struct node *open_para(struct fixture *f) {
	struct err err = ERR_INIT;
	assert_non_null(build_open(f->build, NODE_SECTION, NULL, &err));
	return build_open(f->build, NODE_PARA, NULL, &err);
}

static const struct reading {
	const char *markdown, *nodes;
} inlines[] = {
	{ "", "" },
	{ " \n ", "" },
	{ "plain words", "'plain words'" },
	{ "*a* and **b *c***", "emph('a'), ' and ', strong('b ', emph('c'))" },
	{ "`x < [@y]` z", "code 'x < [@y]', ' z'" },
	{ "`` a`b `` [@k]", "code 'a`b', ' ', cite k" },
	{ "two\nlines", "'two lines'" },
	{ "two\nlines [@a]\n*of*\n`x`", "'two lines ', cite a, ' ', emph('of'), ' ', code 'x'" },
	{ "hard  \nbreak", "'hard', break(), 'break'" },
	/* nothing that a block begins with makes one */
	{ "1994. A year", "'1994. A year'" },
	{ "1. one *b*", "'1. one ', emph('b')" },
	{ "- 5 % of *all*", "'- 5 % of ', emph('all')" },
	{ "# 1 and *b*", "'# 1 and ', emph('b')" },
	{ "* provisional & old", "'* provisional & old'" },
	{ "> 5 and `c`", "'> 5 and ', code 'c'" },
	{ "    four spaces *in*", "'    four spaces ', emph('in')" },
	{ "*emphasis first*", "emph('emphasis first')" },
	{ "**\"quoted\"** word", "strong('\"quoted\"'), ' word'" },
	/* links and references */
	{ "[NATO](https://www.nato.int/)", "link https://www.nato.int/('NATO')" },
	{ "[a *b*](http://x.org)", "link http://x.org('a ', emph('b'))" },
	{ "[](https://x.org/y)", "link https://x.org/y('https://x.org/y')" },
	{ "<https://x.org>", "link https://x.org('https://x.org')" },
	{ "see [](#tbl)", "'see ', ref #tbl ''" },
	{ "[the table](#tbl).", "ref #tbl 'the table', '.'" },
	{ "[the **bold** `table`](#tbl)", "ref #tbl 'the bold table'" },
	/* citations */
	{ "Fact [@a].", "'Fact ', cite a, '.'" },
	{ "[@a; @b-2 ; @c_d]", "cite a b-2 c_d" },
	{ "*[@a]*", "emph(cite a)" },
	{ "**Bold [@a] *and* [@b]**", "strong('Bold ', cite a, ' ', emph('and'), ' ', cite b)" },
	{ "a_b_c [@x_y_z]", "'a_b_c ', cite x_y_z" },
	{ "\\[@a] \\*b\\*", "'[@a] *b*'" },
	{ "**a** \\*\\* b \\*\\*\\* *\\* `**`", "strong('a'), ' ** b *** ** ', code '**'" },
	{ "\\[@a \\[a\\](#b \\[c](#d) 2 * 3 `[@`", "'[@a [a](#b [c](#d) 2 * 3 ', code '[@'" },
	{ "[a] [b [@c] d] [", "'[a] [b ', cite c, ' d] ['" },
	/* entries of an index */
	{ "[Georgia]{index=GEO}", "entry  GEO('Georgia')" },
	{ "[the *Treaty*]{index}.", "entry  ('the ', emph('Treaty')), '.'" },
	{ "[Kyiv]{index=place:kyiv}", "entry place kyiv('Kyiv')" },
	{ "[Kyiv]{index=place:}", "entry place ('Kyiv')" },
	{ "[[Tbilissi]{lang=fr}]{index=tbilisi}", "entry  tbilisi(span fr('Tbilissi'))" },
	{ "[Tbilissi]{index=tbilisi lang=fr}", "entry  tbilisi(span fr('Tbilissi'))" },
	/* notes */
	{ "Word[^one] next", "'Word', note(para('Text of ', emph('one'))), ' next'" },
	{ "Word^[said *here* [@a]].", "'Word', note(para('said ', emph('here'), ' ', cite a)), '.'" },
	{ "x^[a [b] c]y", "'x', note(para('a [b] c')), 'y'" },
	{ "2^10 ^[", "'2^10 ^['" },
	/* language */
	{ "the [acquis]{lang=fr} of", "'the ', span fr('acquis'), ' of'" },
	{ "[*très* [bien]{lang=fr-CA}]{lang=fr}", "span fr(emph('très'), ' ', span fr-CA('bien'))" },
	{ "[x]\\{lang=} \\{y} [z] {u}", "'[x]{lang=} {y} [z] {u}'" },
	{ "[NATO]{.sc} and 1[er]{lang=fr .sup}", "span small('NATO'), ' and 1', span raised fr('er')" },
	{ "[x]{.sc lang=fr}", "span small fr('x')" },
	{ "[z]{.sc", "'[z]{.sc'" },
	{ "Türkiye – « où »", "'Türkiye – « où »'" },
};

static void test_inlines(void **state) {
	for (size_t i = 0; i < LEN(inlines); i++) {
		struct err err = ERR_INIT;
		struct buf out = BUF_INIT;
		set_up(state);
		struct fixture *f = *state;
		struct node *para = open_para(f);
		build_notes(f->build, find_note, NULL);
		if (!build_inlines(f->build, inlines[i].markdown, &err)) {
			fail_msg("'%s': %s", inlines[i].markdown, err.msg);
		}
		assert_ptr_equal(build_current(f->build), para);
		print_children(para, &out);
		if (!str_eq(out.p, inlines[i].nodes)) {
			fail_msg("'%s' became\n  %s\nnot\n  %s", inlines[i].markdown, out.p, inlines[i].nodes);
		}
		buf_fini(&out);
		tear_down(state);
	}
}

static const struct reading blocks[] = {
	{ "One paragraph", "para('One paragraph')" },
	{ "One\n\nTwo *b*", "para('One'), para('Two ', emph('b'))" },
	{ "# A\n\n### B", "heading 2('A'), heading 4('B')" },
	{ "1994 was a year", "para('1994 was a year')" },
	{ "`a [@x]\n\nb`", "para('`a ', cite x), para('b`')" },
	{ "- a\n- b\n  - c", "list(item(para('a')), item(para('b'), list(item(para('c')))))" },
	{ "3. a\n4. b", "list from 3(item(para('a')), item(para('b')))" },
	{ "> a\n> b", "quote(para('a b'))" },
	{ "- a [@x]\n\n  b^[n]", "list(item(para('a ', cite x), para('b', note(para('n')))))" },
	{ "a[^n] b[^m]\n\n[^n]: *N*\n  more\n[^m]: M\n\nc", "para('a', note(para(emph('N'), ' more')), ' b', note(para('M'))), para('c')" },
	{ "[^n]: N\n\na[^n]", "para('a', note(para('N')))" },
	{ "a [^x]: b\n\n[^x]: c", "para('a ', note(para('c')), ': b')" },
	{ "| A | B |\n|--:|---|\n| 1 | [@k] |",
	  "table(row(cell('A'), cell('B')), row(cell('1'), cell(cite k)))" },
};

static void test_blocks(void **state) {
	for (size_t i = 0; i < LEN(blocks); i++) {
		struct err err = ERR_INIT;
		struct buf out = BUF_INIT;
		set_up(state);
		struct fixture *f = *state;
		struct node *section = build_open(f->build, NODE_SECTION, "s", &err);
		build_notes(f->build, find_note, NULL);
		if (!build_blocks(f->build, blocks[i].markdown, 2, &err)) {
			fail_msg("'%s': %s", blocks[i].markdown, err.msg);
		}
		print_children(section, &out);
		if (!str_eq(out.p, blocks[i].nodes)) {
			fail_msg("'%s' became\n  %s\nnot\n  %s", blocks[i].markdown, out.p, blocks[i].nodes);
		}
		buf_fini(&out);
		tear_down(state);
	}
}

/* Columns of tables and their alignment. */
static void test_table(void **state) {
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	assert_non_null(build_open(f->build, NODE_SECTION, NULL, &err));
	assert_true(build_blocks(f->build, "| A | B | C |\n|--:|:-:|---|\n| 1 | 2 | 3 |", 1, &err));
	const struct node *table = build_current(f->build)->first;
	assert_int_equal(table->u.table.column_count, 3);
	assert_int_equal(table->u.table.header_rows, 1);
	assert_int_equal(table->u.table.columns[0].align, ALIGN_RIGHT);
	assert_int_equal(table->u.table.columns[1].align, ALIGN_CENTER);
	assert_int_equal(table->u.table.columns[2].align, ALIGN_LEFT);
	assert_true(table->first->u.row.is_header);
	assert_true(table->first->first->u.cell.is_header);
	assert_false(table->last->u.row.is_header);
	assert_int_equal(table->last->first->u.cell.colspan, 1);
	assert_int_equal(table->last->first->u.cell.align, -1);
}

static const struct mistake {
	const char *markdown;
	bool is_blocks;
	int line, col;
	const char *msg;
} mistakes[] = {
	{ "a <b>bold</b>", false, 1, 3, "the text holds HTML" },
	{ "one\n\ntwo <br> x", true, 3, 5, "the text holds HTML" },
	{ "<div>\nx\n</div>", true, 1, 1, "the text holds HTML" },
	{ "a\n\n    code", true, 3, 5, "the text holds a code block" },
	{ "```\ncode\n```", true, 1, 1, "the text holds a code block" },
	{ "a ![b](c.png)", false, 1, 3, "an image cannot stand in text" },
	{ "a\n\n- b", false, 1, 1, "only words may stand here, no second paragraph, heading, list or table" },
	{ "x [^none] y", false, 1, 3, "note [^none] has no text" },
	{ "é\n[@a] ^[b]\n[^none]", false, 3, 1, "note [^none] has no text" },
	{ "a\n\n[^n]: N", true, 3, 1, "the note [^n] has no mark in this text" },
	{ "a[^n]\n\n[^n]: N\n[^n]: M", true, 4, 1, "there is a note [^n] already" },
	{ "a[^n]\n\n[^n]: N <b>", true, 3, 9, "the text holds HTML" },
	{ "[x]{} y", false, 1, 1, "{} says nothing about the words before it" },
	{ "é [x]{.sb}", false, 1, 3, "{.sb} says nothing about the words before it" },
	{ "[mot]{index=a b}", false, 1, 1, "{index=a b} says nothing about the words before it" },
	{ "see [](#x){pages}", false, 1, 5, "{pages} says nothing about a reference" },
	{ "**a** and **b", false, 1, 11, "this '**' opens or closes nothing" },
	{ "\\*\\* a\n**b **c**", false, 2, 1, "this '**' opens or closes nothing" },
	{ "[@a], **b** [@c", false, 1, 13, "this citation is never closed" },
	{ "[](#x) [](#y", false, 1, 9, "this reference is never closed" },
	{ "[a](https://x y)", false, 1, 3, "this link is never closed" },
	{ "a\n\nb [^n c", true, 3, 3, "this note's mark is never closed" },
	{ "a [@b, p. 3]", false, 1, 3, "a citation reads [@key] or [@key; @key]" },
	{ "é^[ü [@b, c]]", false, 1, 6, "a citation reads [@key] or [@key; @key]" },
	{ "a^[one\ntwo] b\n<i>", false, 3, 1, "the text holds HTML" },
	{ "x\ny [^bad]", false, 2, 3, "in note [^bad]: the text holds HTML" },
	{ "a^[b^[c]]", false, 1, 5, "a note may not stand in a note" },
	{ "[a [@b]](https://x.org)", false, 1, 4, "a citation may not stand in a link" },
	{ "[a *[@b]*](https://x.org)", false, 1, 5, "a citation may not stand in a link" },
	{ "[a [@b]](#x)", false, 1, 1, "the words of a reference hold more than words" },
	{ "[a](javascript:alert)", false, 1, 1, "a link leads nowhere a reader of the PDF could go" },
	{ "[a]()", false, 1, 1, "a link leads nowhere a reader of the PDF could go" },
	{ "a \x02 b", false, 1, 3, "the text holds a control character" },
	{ "a \\\x02\x31\x03", false, 1, 4, "the text holds a control character" },
	{ "`a\n\n\x03`", true, 3, 1, "the text holds a control character" },
	{ "- a\n\n  # b", true, 3, 3, "a heading may not stand in an item" },
	{ "a\n\n---\n\nb", true, 3, 1, "the text holds Markdown that briefings have no use for" },
};

static void test_mistakes(void **state) {
	for (size_t i = 0; i < LEN(mistakes); i++) {
		const struct mistake *m = &mistakes[i];
		struct err err = ERR_INIT;
		set_up(state);
		struct fixture *f = *state;
		bool ok;
		if (m->is_blocks) {
			assert_non_null(build_open(f->build, NODE_SECTION, NULL, &err));
			ok = build_blocks(f->build, m->markdown, 1, &err);
		} else {
			open_para(f);
			build_notes(f->build, find_note, NULL);
			ok = build_inlines(f->build, m->markdown, &err);
		}
		if (ok || !str_eq(err.msg, m->msg) || err.at.line != m->line || err.at.col != m->col) {
			fail_msg("'%s': %d:%d '%s', not %d:%d '%s'", m->markdown, err.at.line, err.at.col, err.msg, m->line,
			         m->col, m->msg);
		}
		assert_int_equal(err.code, ERR_PLUGIN);
		tear_down(state);
	}
}

static void test_content_model(void **state) {
	static const struct {
		enum node_kind parent, child;
		bool allowed;
	} cases[] = {
		{ NODE_SECTION, NODE_TABLE, true },
		{ NODE_SECTION, NODE_TEXT, false },
		{ NODE_SECTION, NODE_SECTION, false },
		{ NODE_SECTION, NODE_ITEM, false },
		{ NODE_SECTION, NODE_ROW, false },
		{ NODE_LIST, NODE_ITEM, true },
		{ NODE_LIST, NODE_PARA, false },
		{ NODE_TABLE, NODE_ROW, true },
		{ NODE_TABLE, NODE_CELL, false },
		{ NODE_CHART, NODE_CAPTION, true },
		{ NODE_CALLOUT, NODE_PARA, true },
		{ NODE_CALLOUT, NODE_HEADING, false },
		{ NODE_QUOTE, NODE_LIST, true },
		{ NODE_PARA, NODE_NOTE, true },
		{ NODE_PARA, NODE_PARA, false },
		{ NODE_PAGEBREAK, NODE_TEXT, false },
		{ NODE_CONTENTS, NODE_PARA, false },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		struct err err = ERR_INIT;
		set_up(state);
		struct fixture *f = *state;
		assert_non_null(build_open(f->build, NODE_SECTION, NULL, &err));
		if (cases[i].parent != NODE_SECTION) {
			assert_non_null(build_open(f->build, cases[i].parent, NULL, &err));
		}
		struct node *parent = build_current(f->build);
		struct node *node = build_open(f->build, cases[i].child, NULL, &err);
		if ((node != NULL) != cases[i].allowed) {
			fail_msg("a %s in a %s: %s", node_kind_name(cases[i].child), node_kind_name(cases[i].parent), err.msg);
		}
		if (node == NULL) {
			assert_ptr_equal(build_current(f->build), parent);
			assert_null(parent->first);
		}
		tear_down(state);
	}
}

static void test_ids(void **state) {
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	char id[] = "tbl-1.a_B";
	struct node *section = build_open(f->build, NODE_SECTION, id, &err);
	assert_non_null(section);
	id[0] = 'x';                     /* copied */
	assert_string_equal(section->id, "tbl-1.a_B");
	static const char *const bad[] = { "", "a b", "a:b", "é", "a/b", "a\nb" };
	for (size_t i = 0; i < LEN(bad); i++) {
		assert_null(build_open(f->build, NODE_PARA, bad[i], &err));
		assert_non_null(strstr(err.msg, "cannot be an id"));
	}
}

static void test_limits(void **state) {
	struct arena *arena = arena_new();
	struct doc doc = { .title = NULL };
	struct err err = ERR_INIT;
	(void)state;

	struct build *build = build_new(arena, &doc, &(struct doc_limits){ .max_nodes = 5, .max_depth = 64, .max_pictures = 100, .max_text = 100 });
	assert_non_null(build_open(build, NODE_SECTION, NULL, &err));
	assert_false(build_blocks(build, "a\n\nb\n\nc", 1, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	assert_int_equal(err.at.line, 5);

	build = build_new(arena, &doc, &(struct doc_limits){ .max_nodes = 100, .max_depth = 6, .max_pictures = 100, .max_text = 100 });
	assert_non_null(build_open(build, NODE_SECTION, NULL, &err));
	assert_true(build_blocks(build, "> > b", 1, &err));
	assert_false(build_blocks(build, "> > > > > b", 1, &err));
	assert_int_equal(err.code, ERR_LIMIT);

	build = build_new(arena, &doc, &(struct doc_limits){ .max_nodes = 100, .max_depth = 64, .max_pictures = 100, .max_text = 10 });
	assert_non_null(build_open(build, NODE_SECTION, NULL, &err));
	assert_false(build_blocks(build, "more than ten bytes", 1, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	arena_free(arena);
}

/* Text made to be slow: what is built of it doesn't matter, that it ends soon does (the runner's time limit sees to it). */
static void test_hostile(void **state) {
	static const char *const units[] = { "[", "^[", "[@a", "[^", "`", "*a ", "> ", "![", "[a](", "]{lang=fr}", "\\", "^[a](" };
	enum { BYTES = 200000 };
	for (size_t i = 0; i < LEN(units); i++) {
		struct buf text = BUF_INIT;
		struct err err = ERR_INIT;
		while (text.len < BYTES) {
			buf_adds(&text, units[i]);
		}
		set_up(state);
		struct fixture *f = *state;
		open_para(f);
		build_notes(f->build, find_note, NULL);
		if (!build_inlines(f->build, text.p, &err)) {
			assert_int_not_equal(err.code, ERR_NONE);
		}
		tear_down(state);
		buf_fini(&text);
	}
}

static void test_origin(void **state) {
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	build_origin(f->build, "regional", "regional-2", "plugins/regional/plugin.lua", 17);
	const struct node *section = build_open(f->build, NODE_SECTION, NULL, &err);
	build_origin(f->build, "regional", "regional-2", "plugins/regional/plugin.lua", 17);
	const struct node *para = build_open(f->build, NODE_PARA, NULL, &err);
	assert_ptr_equal(section->origin, para->origin);
	node_blame(para, &err);
	assert_string_equal(err.plugin, "regional");
	assert_string_equal(err.section, "regional-2");
	assert_string_equal(err.at.file, "plugins/regional/plugin.lua");
	assert_int_equal(err.at.line, 17);
}

/* A citation in a text of its own file is blamed at its line there, and what follows at the plugin's again. */
static void test_origin_in_file(void **state) {
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	build_origin(f->build, "regional", "regional", "plugin.lua", 17);
	const struct node *section = build_open(f->build, NODE_SECTION, NULL, &err);
	build_from_file(f->build, "intro.en.md", 3);
	assert_true(build_blocks(f->build, "One\n\ntwo\nthree [@source].", 1, &err));
	const struct node *cite = section->last->first;
	while (cite != NULL && cite->kind != NODE_CITE) {
		cite = cite->next;
	}
	assert_non_null(cite);
	assert_string_equal(cite->origin->file, "intro.en.md");
	assert_int_equal(cite->origin->line, 6);
	build_origin(f->build, "regional", "regional", "plugin.lua", 18);
	assert_true(build_blocks(f->build, "a\n\nb [@source]", 1, &err));
	assert_string_equal(section->last->origin->file, "plugin.lua");
	assert_int_equal(section->last->last->origin->line, 18);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_inlines),
		cmocka_unit_test(test_blocks),
		cmocka_unit_test_setup_teardown(test_table, set_up, tear_down),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_content_model),
		cmocka_unit_test_setup_teardown(test_ids, set_up, tear_down),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test_setup_teardown(test_origin, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_origin_in_file, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
