/*
 * pages: floats, columns, turned sheets and references to pages in documents made at random, and what no page is made for. Every
 * word is "w" and its number: on the pages all must stand once, and be read in their order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "../setting.h"
#include "layout/page.h"

enum { DOCUMENTS = 80, WORDS_MAX = 40000, FLOWS_MAX = 4000 };

static unsigned long long random_state;

static unsigned roll(unsigned n) {
	random_state = random_state * 6364136223846793005ull + 1442695040888963407ull;
	return (unsigned)(random_state >> 33) % n;
}

/* ---- making documents ---- */

static unsigned words, text_end; /* of the document so far; behind the last of its text, floats apart */
static unsigned float_first[1000], float_anchor[1000], float_end[1000];  /* first word of each float, last of the text before it, first of the next chapter */
static unsigned float_count, float_chapter;  /* first float of the chapter */

static const char *some_words(struct setting *s, unsigned n) {
	struct buf text = BUF_INIT;

	for (unsigned i = 0; i < n; i++) {
		buf_addf(&text, "%sw%u.", i > 0 ? " " : "", words++);
	}
	const char *copy = arena_strdup(s->arena, buf_str(&text));
	buf_fini(&text);
	return copy;
}

static void add_para(struct setting *s, unsigned n) {
	setting_words(s, NODE_PARA, some_words(s, n));
	text_end = build_current(s->build)->place == PLACE_HERE ? words : text_end;
}

static void add_callout(struct setting *s, enum node_place place, bool is_landscape) {
	struct node *node = setting_node(s, NODE_CALLOUT);

	node->place = (unsigned char)place;
	node->is_landscape = is_landscape;
	if (place != PLACE_HERE) {
		float_anchor[float_count] = text_end - 1;
		float_first[float_count++] = words;
	}
	add_para(s, 1 + roll(roll(3) == 0 ? 300 : 40));
	build_close(s->build);
}

static void begin_chapter(struct setting *s) {
	for (; float_chapter < float_count; float_chapter++) {
		float_end[float_chapter] = words;
	}
	setting_node(s, NODE_HEADING)->u.heading.level = 1;
	if (!build_inlines(s->build, some_words(s, 2), &s->err)) {
		fail_msg("%s", s->err.msg);
	}
	build_close(s->build);
}

static void add_columns(struct setting *s) {
	struct node *node = setting_node(s, NODE_COLUMNS);
	unsigned n = 2 + roll(3);

	node->u.columns.gap_pt = roll(2) == 0 ? -1 : (double)roll(30);
	for (unsigned i = 0; i < n; i++) {
		setting_node(s, NODE_COLUMN);
		for (unsigned k = roll(6); k > 0; k--) {
			add_para(s, 1 + roll(60));
		}
		add_callout(s, PLACE_HERE, false);
		build_close(s->build);
	}
	build_close(s->build);
}

static void add_balance(struct setting *s) {
	struct node *node = setting_node(s, NODE_BALANCE);

	node->u.balance.count = 2 + (int)roll(3);
	node->u.balance.gap_pt = -1;
	for (unsigned k = 1 + roll(12); k > 0; k--) {
		add_para(s, 1 + roll(90));
	}
	build_close(s->build);
}

static void add_block(struct setting *s) {
	switch (roll(12)) {
	case 0:
		begin_chapter(s);
		add_para(s, 1 + roll(80));
		break;
	case 1:
		add_columns(s);
		break;
	case 2:
		add_balance(s);
		break;
	case 3: case 4: case 5:
		add_callout(s, (enum node_place)(PLACE_TOP + roll(4)), false);
		break;
	case 6:
		add_callout(s, roll(2) == 0 ? PLACE_HERE : PLACE_PAGE, true);
		break;
	default:
		add_para(s, 1 + roll(150));
	}
}

static void lay_out(struct setting *s, struct pages *pages) {
	struct errs errors = ERRS_INIT;
	const struct layout_limits limits = { .max_pages = 5000, .explains = false };

	build_close(s->build);
	if (!doc_resolve(s->arena, &s->doc, NULL, NULL, &errors, &s->warnings)) {
		fail_msg("%s", errors.v[0].msg);
	}
	if (!layout_document(s->arena, &s->doc, s->template, setting_shaper, &limits, pages, &s->warnings, &s->err)) {
		fail_msg("%s", s->err.msg);
	}
}

/* ---- reading pages ---- */

/* The text of a flow, or what stands outside of them (the last), STX and a number where a flow is read. */
static struct buf flows[FLOWS_MAX + 1];
static int page_of[WORDS_MAX];

/* The words of a run: all of each, and the page it is on. */
static void note_words(const struct text_run *run, int page) {
	for (size_t i = 0; i < run->utf8_len; i++) {
		if (run->utf8[i] == 'w') {
			unsigned word = 0;
			while (++i < run->utf8_len && run->utf8[i] >= '0' && run->utf8[i] <= '9') {
				word = word * 10 + (unsigned)(run->utf8[i] - '0');
			}
			assert_true(word < words);
			page_of[word] = page;
		}
	}
}

static void read_page(const struct page *page, int number) {
	size_t flow = FLOWS_MAX, labels = 0;
	bool in_artifact = false;

	for (size_t i = 0; i < page->op_count; i++) {
		const struct op *op = &page->ops[i];
		switch (op->kind) {
		case OP_SLOT:
			assert_true(op->u.flow < FLOWS_MAX);
			buf_addf(&flows[flow], "\x02%u;", (unsigned)op->u.flow);
			break;
		case OP_FLOW_BEGIN:
			assert_int_equal(flow, FLOWS_MAX);
			flow = op->u.flow;
			break;
		case OP_FLOW_END:
			assert_int_not_equal(flow, FLOWS_MAX);
			flow = FLOWS_MAX;
			break;
		case OP_ARTIFACT_BEGIN:
		case OP_ARTIFACT_END:
			in_artifact = op->kind == OP_ARTIFACT_BEGIN;
			break;
		case OP_TAG_BEGIN:
		case OP_TAG_END:
			labels += op->u.tag.tag == TAG_LBL ? op->kind == OP_TAG_BEGIN ? 1 : SIZE_MAX : 0;
			break;
		case OP_TEXT:
			if (!in_artifact && labels == 0) {
				buf_add(&flows[flow], op->u.text.run->utf8, op->u.text.run->utf8_len);
				note_words(op->u.text.run, number);
			}
			break;
		default:
			break;
		}
	}
	assert_int_equal(flow, FLOWS_MAX);
}

/* Read the text of a flow, and of those in it where they are read; the next word there. */
static unsigned check_order(const char *text, unsigned next) {
	while (*text != '\0') {
		if (*text == '\x02') {
			next = check_order(buf_str(&flows[strtoul(text + 1, (char **)&text, 10)]), next);
		} else if (*text == 'w') {
			unsigned long word = strtoul(text + 1, (char **)&text, 10);
			if (word != next) {
				fail_msg("word %lu is read where word %u should be", word, next);
			}
			next++;
		} else {
			text++;
		}
	}
	return next;
}

/* Within the margins of its page, and none on top of other text. */
static void check_boxes(const struct setting *s, const struct page *page, size_t number) {
	struct { double x0, y0, x1, y1; } *boxes = mem_alloc((page->op_count + 1) * sizeof(*boxes)), box;
	const struct template *t = s->template;
	bool in_artifact = false;
	size_t n = 0;

	for (size_t i = 0; i < page->op_count; i++) {
		const struct op *op = &page->ops[i];
		if (op->kind == OP_ARTIFACT_BEGIN || op->kind == OP_ARTIFACT_END) {
			in_artifact = op->kind == OP_ARTIFACT_BEGIN;
		}
		if (op->kind != OP_TEXT || in_artifact) {
			continue;
		}
		const struct text_run *run = op->u.text.run;
		double end = op->u.text.x + run->width_pt - (run->utf8[run->utf8_len - 1] == ' ' ? run->size_pt * 0.3 : 0);
		if (op->u.text.x < t->left - 0.5 || end > page->width_pt - t->right + 0.5 || op->u.text.y < t->top ||
		    op->u.text.y > page->height_pt - t->bottom + 0.5) {
			fail_msg("page %zu: '%.*s' at %.1f %.1f is outside of the margins", number, (int)run->utf8_len, run->utf8,
			         op->u.text.x, op->u.text.y);
		}
		box.x0 = op->u.text.x;
		box.x1 = end;
		box.y0 = op->u.text.y - run->size_pt * 0.45;
		box.y1 = op->u.text.y;
		for (size_t k = 0; k < n; k++) {
			if (box.x0 < boxes[k].x1 - 0.6 && boxes[k].x0 < box.x1 - 0.6 && box.y0 < boxes[k].y1 - 0.3 && boxes[k].y0 < box.y1 - 0.3) {
				fail_msg("page %zu: '%.*s' at %.1f %.1f lies on other text", number, (int)run->utf8_len, run->utf8, op->u.text.x,
				         op->u.text.y);
			}
		}
		memcpy(&boxes[n++], &box, sizeof(box));
	}
	mem_free(boxes);
}

/* Not before the page of what they follow, not behind where the next chapter begins. */
static void check_floats(unsigned seed) {
	for (unsigned f = 0; f < float_count; f++) {
		int page = page_of[float_first[f]];
		if (float_anchor[f] < words && page < page_of[float_anchor[f]]) {
			fail_msg("document %u: float %u is on page %d, what it follows on page %d", seed, f, page, page_of[float_anchor[f]]);
		}
		if (float_end[f] > 0 && page > page_of[float_end[f]]) {
			fail_msg("document %u: float %u is on page %d, the next chapter begins on page %d", seed, f, page, page_of[float_end[f]]);
		}
	}
}

static void begin(struct setting *s, const char *extra, unsigned seed) {
	setting_open(s, extra);
	random_state = seed * 2654435761u + 7;
	words = text_end = float_count = float_chapter = 0;
	memset(float_end, 0, sizeof(float_end));
	for (size_t i = 0; i <= FLOWS_MAX; i++) {
		buf_fini(&flows[i]);
	}
}

static void check_pages(const struct setting *s, const struct pages *pages) {
	for (unsigned i = 0; i < words; i++) {
		page_of[i] = -1;
	}
	for (size_t p = 0; p < pages->n; p++) {
		read_page(&pages->v[p], (int)p);
		check_boxes(s, &pages->v[p], p + 1);
	}
	assert_int_equal(check_order(buf_str(&flows[FLOWS_MAX]), 0), words);
}

static const char *const looks[] = {
	"", "\"page\": { \"grid\": 14 }", "\"page\": { \"stretch\": 4, \"paper\": \"a5\" }, \"columns\": { \"gap\": 10, \"rule\": 0.4 }",
};

static void test_random(void **state) {
	(void)state;
	for (unsigned seed = 1; seed <= DOCUMENTS; seed++) {
		struct setting s;
		struct pages pages;

		print_message("%s", "");
		begin(&s, looks[seed % 3], seed);
		begin_chapter(&s);
		for (unsigned n = 1 + roll(40); n > 0; n--) {
			add_block(&s);
		}
		lay_out(&s, &pages);
		check_pages(&s, &pages);
		check_floats(seed);
		setting_close(&s);
	}
}

/* ---- a grid, and spaces that stretch ---- */

static double line_of(const struct page *page, size_t from_last) {
	double y = -1;

	for (size_t i = page->op_count; i-- > 0;) {
		if (page->ops[i].kind == OP_TEXT && page->ops[i].u.text.y != y) {
			y = page->ops[i].u.text.y;
			if (from_last-- == 0) {
				return y;
			}
		}
	}
	return y;
}

static void test_grid(void **state) {
	struct setting s;
	struct pages pages;
	unsigned lines = 0;

	(void)state;
	begin(&s, "\"page\": { \"grid\": 14 }", 3);
	s.template->styles[STYLE_BODY].space_after = 5;
	s.template->styles[STYLE_H1].size = 17;
	s.template->styles[STYLE_H1].leading = 21;
	s.template->styles[STYLE_H1].space_before = 13;
	for (int i = 0; i < 40; i++) {
		begin_chapter(&s);
		add_para(&s, 30 + roll(80));
		add_para(&s, 30 + roll(80));
	}
	lay_out(&s, &pages);
	for (size_t p = 0; p < pages.n; p++) {
		for (size_t i = 0; i < pages.v[p].op_count; i++) {
			const struct op *op = &pages.v[p].ops[i];
			if (op->kind == OP_TEXT && op->u.text.run->size_pt == 10 && op->u.text.y > s.template->top && op->u.text.y < s.template->height - s.template->bottom) {
				double at = (op->u.text.y - s.template->top - 10) / 14;
				assert_true(fabs(at - round(at)) < 0.01);
				lines++;
			}
		}
	}
	assert_true(lines > 100);
	setting_close(&s);
}

static void test_stretch(void **state) {
	struct setting s;
	struct pages pages;
	unsigned full = 0;

	(void)state;
	begin(&s, "\"page\": { \"stretch\": 6 }", 5);
	s.template->styles[STYLE_BODY].space_after = 5;
	begin_chapter(&s);
	for (int i = 0; i < 120; i++) {
		add_para(&s, 20 + roll(60));
	}
	lay_out(&s, &pages);
	for (size_t p = 0; p + 1 < pages.n; p++) {
		/* The foot of the area is where a last line's leading ends: 4 points below its baseline at size 10, leading 14. */
		full += fabs(line_of(&pages.v[p], 0) + 4 - (s.template->height - s.template->bottom)) < 1.0;
	}
	assert_true(pages.n > 6 && full >= pages.n - 2);
	setting_close(&s);
}

/* ---- what pages are called, and references to them ---- */

/* Some pages of chapters, each with a reference to each; the texts of the references must name the pages that the chapters begin on. */
static void check_refs(const char *extra, size_t chapters, unsigned pages_each) {
	struct setting s;
	struct pages pages;

	begin(&s, extra, 11);
	for (size_t i = 0; i < chapters; i++) {
		setting_node(&s, NODE_HEADING)->u.heading.level = 1;
		build_current(s.build)->id = arena_printf(s.arena, "c%zu", i);
		build_text(s.build, arena_printf(s.arena, "Chapter%zu.", i), &s.err);
		build_close(s.build);
		setting_words(&s, NODE_PARA, arena_printf(s.arena, "See [](#c%zu){page}, and [this](#c%zu){on-page}.", (i * 7) % chapters, (i + 3) % chapters));
		for (unsigned k = 0; k < pages_each; k++) {
			setting_words(&s, NODE_PARA, some_words(&s, 300));
		}
	}
	lay_out(&s, &pages);
	const char **label = arena_alloc(s.arena, chapters * sizeof(*label));
	for (size_t p = 0, found = 0; p < pages.n; p++) {
		for (size_t i = 0; i < pages.v[p].op_count; i++) {
			const struct op *op = &pages.v[p].ops[i];
			if (op->kind == OP_DEST && op->u.dest.name[strlen(op->u.dest.name) - 1] != ':' && strstr(op->u.dest.name, ":c") != NULL) {
				assert_true(found < chapters);
				label[found++] = pages.v[p].label;
			}
		}
	}
	size_t refs = 0;
	for (size_t p = 0; p < pages.n; p++) {
		for (size_t i = 0; i < pages.v[p].op_count; i++) {
			const struct op *op = &pages.v[p].ops[i];
			const char *dest = op->kind == OP_TAG_BEGIN && op->u.tag.tag == TAG_LINK ? op->u.tag.attrs->dest : NULL;
			const char *at = dest != NULL ? strstr(dest, ":c") : NULL;
			if (at == NULL) {
				continue;
			}
			const char *says = op->u.tag.attrs->contents, *number = strrchr(says, ' ');
			number = strstr(says, "\u00A0") != NULL ? strstr(says, "\u00A0") + strlen("\u00A0") : number;
			assert_string_equal(number, label[strtoul(at + 2, NULL, 10)]);
			refs++;
		}
	}
	assert_true(refs >= 2 * chapters);
	setting_close(&s);
}

static void test_refs(void **state) {
	(void)state;
	check_refs("", 3, 1);
	check_refs("", 30, 2);
	check_refs("\"page\": { \"paper\": \"a5\" }", 60, 6);      /* over a hundred pages */
}

static void test_labels(void **state) {
	static const char *const labels[] = { "i", "ii", "1", "2", "A-1", "A-2", "B-1", "3" };
	struct setting s;
	struct pages pages;

	(void)state;
	begin(&s, "\"page\": { \"numbers\": { \"front\": \"roman\", \"appendix\": \"letter\" } }, \"heading\": { \"break_before_1\": true }", 1);
	setting_words(&s, NODE_PARA, some_words(&s, 20));
	setting_node(&s, NODE_PAGEBREAK);
	build_close(s.build);
	setting_words(&s, NODE_PARA, some_words(&s, 20));
	begin_chapter(&s);
	begin_chapter(&s);
	for (int i = 0; i < 3; i++) {
		begin_chapter(&s);
		if (i < 2) {
			build_current(s.build)->last->u.heading.is_appendix = true;
		}
		if (i == 0) {
			setting_node(&s, NODE_PAGEBREAK);
			build_close(s.build);
			add_para(&s, 10);
		}
	}
	lay_out(&s, &pages);
	assert_int_equal(pages.n, 8);
	for (size_t p = 0; p < pages.n; p++) {
		assert_string_equal(pages.v[p].label, labels[p]);
	}
	setting_close(&s);
}

/* ---- it always ends ---- */

/* All its notes: 10,000 of them on what would be one page; one longer than pages, of several paragraphs. */
static void test_many_notes(void **state) {
	enum { NOTES = 10000 };
	struct setting s;
	struct pages pages;
	struct buf text = BUF_INIT;
	size_t notes = 0;

	(void)state;
	begin(&s, "", 1);
	for (int i = 0; i < NOTES; i++) {
		buf_addf(&text, "x^[n%d] ", i);
	}
	setting_words(&s, NODE_PARA, buf_str(&text));
	buf_fini(&text);
	lay_out(&s, &pages);
	for (size_t p = 0; p < pages.n; p++) {
		for (size_t i = 0; i < pages.v[p].op_count; i++) {
			notes += pages.v[p].ops[i].kind == OP_TAG_BEGIN && pages.v[p].ops[i].u.tag.tag == TAG_NOTE;
		}
	}
	assert_int_equal(notes, NOTES);
	assert_true(pages.n < 500 && s.warnings.n < 10);
	setting_close(&s);
}

static void test_long_note(void **state) {
	struct setting s;
	struct pages pages;

	(void)state;
	begin(&s, "", 1);
	setting_node(&s, NODE_PARA);
	build_text(s.build, some_words(&s, 5), &s.err);
	setting_node(&s, NODE_NOTE);
	for (int i = 0; i < 4; i++) {
		setting_words(&s, NODE_PARA, some_words(&s, 900));
	}
	build_close(s.build);
	build_close(s.build);
	lay_out(&s, &pages);
	check_pages(&s, &pages);
	assert_true(pages.n > 4 && pages.n < 20);
	assert_non_null(strstr(s.warnings.v[0].msg, "too long for the page of its mark"));
	setting_close(&s);
}

/* Lists as deep as a document may be: further levels stand where there is room. */
static void test_deep_lists(void **state) {
	struct setting s;
	struct pages pages;
	int depth = 0;

	(void)state;
	begin(&s, "", 1);
	while (depth < 200) {
		struct node *list = build_open(s.build, NODE_LIST, NULL, &s.err);
		struct node *item = list != NULL ? build_open(s.build, NODE_ITEM, NULL, &s.err) : NULL;
		if (item == NULL || build_open(s.build, NODE_PARA, NULL, &s.err) == NULL || !build_text(s.build, some_words(&s, 3), &s.err)) {
			assert_non_null(strstr(s.err.msg, "nested deeper than 64"));
			break;
		}
		build_close(s.build);
		depth++;
	}
	assert_true(depth > 20 && depth < 200);
	while (build_current(s.build)->kind != NODE_SECTION) {
		struct node *node = build_current(s.build);
		build_close(s.build);
		/* What was refused half-way is not of the document. */
		if (node->first == NULL) {
			struct node *parent = build_current(s.build), **at = &parent->first;
			parent->last = NULL;
			while (*at != node) {
				parent->last = *at;
				at = &(*at)->next;
			}
			*at = NULL;
			words -= node->kind == NODE_PARA ? 3 : 0;
		}
	}
	lay_out(&s, &pages);
	assert_true(pages.n >= 1 && pages.n < 20);
	setting_close(&s);
}

/* What a heading heads does not float away from it: one of it stays. */
static void test_heading_keeps_float(void **state) {
	(void)state;
	for (int place = PLACE_TOP; place <= PLACE_AUTO; place++) {
		for (int turned = 0; turned < 2; turned++) {
			struct setting s;
			struct pages pages;
			unsigned heading, chapter;

			begin(&s, "", 1);
			begin_chapter(&s);
			add_para(&s, 60);
			setting_node(&s, NODE_HEADING)->u.heading.level = 2;
			heading = words;
			build_inlines(s.build, some_words(&s, 2), &s.err);
			build_close(s.build);
			add_callout(&s, (enum node_place)place, turned > 0);
			add_callout(&s, (enum node_place)place, turned > 0);
			chapter = words;
			begin_chapter(&s);
			add_para(&s, 200);
			lay_out(&s, &pages);
			check_pages(&s, &pages);
			assert_int_equal(page_of[heading], page_of[heading + 2]);
			assert_true(page_of[chapter] >= page_of[chapter - 1]);
			setting_close(&s);
		}
	}
}

/* Lines of paragraphs in columns of several: a page leaves none alone where columns could end elsewhere. */
static void test_columns_part_well(void **state) {
	unsigned alone = 0, parted = 0;

	(void)state;
	for (unsigned seed = 1; seed <= 30; seed++) {
		struct setting s;
		struct pages pages;
		unsigned first[200], n = 0;

		begin(&s, "", seed);
		begin_chapter(&s);
		struct node *columns = setting_node(&s, NODE_COLUMNS);
		columns->u.columns.gap_pt = -1;
		for (unsigned c = 0; c < 3; c++) {
			setting_node(&s, NODE_COLUMN);
			for (unsigned k = 0; k < 30; k++) {
				first[n++] = words;
				add_para(&s, 10 + roll(40));
			}
			build_close(s.build);
		}
		build_close(s.build);
		lay_out(&s, &pages);
		check_pages(&s, &pages);
		/* A line of such a column holds three words or so: fewer than four beyond a page's end are a line alone. */
		for (unsigned k = 0; k < n; k++) {
			unsigned end = k + 1 < n ? first[k + 1] : words, split = first[k];
			while (split < end && page_of[split] == page_of[first[k]]) {
				split++;
			}
			if (split < end) {
				parted++;
				alone += split - first[k] < 3 || end - split < 3;
			}
		}
		setting_close(&s);
	}
	assert_true(parted > 50);
	if (alone > 0) {
		fail_msg("of %u divided paragraphs %u leave a line alone", parted, alone);
	}
}

/* How many letters stand alone in a line, as heads of an index's entries do. */
static unsigned count_letters(const struct pages *pages) {
	unsigned n = 0;

	for (size_t p = 0; p < pages->n; p++) {
		for (size_t i = 0; i < pages->v[p].op_count; i++) {
			const struct op *op = &pages->v[p].ops[i];
			n += op->kind == OP_TEXT && op->u.text.run->utf8_len == 1 && op->u.text.run->utf8[0] >= 'A' && op->u.text.run->utf8[0] <= 'Z';
		}
	}
	return n;
}

/* A long index has letters over its entries; a short one has none, nor has one with a letter for each. */
static void test_index_letters(void **state) {
	static const struct { unsigned letters, each, heads; } cases[] = { { 12, 2, 12 }, { 11, 2, 0 }, { 26, 1, 0 }, { 6, 30, 6 } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct setting s;
		struct pages pages;

		begin(&s, "", 1);
		begin_chapter(&s);
		for (unsigned k = 0; k < cases[i].letters * cases[i].each; k++) {
			setting_words(&s, NODE_PARA, arena_printf(s.arena, "[%c%u]{index}", 'A' + k / cases[i].each, 10 + k % cases[i].each));
		}
		setting_node(&s, NODE_INDEX)->u.index = arena_alloc(s.arena, sizeof(struct node_index));
		build_close(s.build);
		lay_out(&s, &pages);
		assert_int_equal(count_letters(&pages), cases[i].heads);
		setting_close(&s);
	}
}

/* A table of so many rows behind so many lines; how many of the rows stand on the page it begins on. */
static unsigned rows_before_break(unsigned rows, unsigned lines) {
	struct setting s;
	struct pages pages;
	struct buf spec = BUF_INIT;

	begin(&s, "", 1);
	begin_chapter(&s);
	for (unsigned i = 0; i < lines; i++) {
		add_para(&s, 1);
	}
	unsigned first = words, on_first = 0;
	for (unsigned i = 0; i < rows; i++) {
		buf_addf(&spec, "%s%s", i > 0 ? "\n" : "", some_words(&s, 1));
	}
	setting_table(&s, "l", buf_str(&spec), NULL);
	buf_fini(&spec);
	add_para(&s, 300);
	lay_out(&s, &pages);
	check_pages(&s, &pages);
	for (unsigned i = first; i < first + rows; i++) {
		on_first += page_of[i] == page_of[first];
	}
	setting_close(&s);
	return on_first;
}

/* Wherever on a page a table comes to stand: a small one is whole, one of most of a page is parted near its middle. */
static void test_tables_part_well(void **state) {
	unsigned parted = 0;

	(void)state;
	for (unsigned lines = 1; lines < 60; lines++) {
		unsigned small = rows_before_break(12, lines), large = rows_before_break(28, lines);
		if (small != 12) {
			fail_msg("behind %u lines a table of 12 rows is parted after %u", lines, small);
		}
		if (large < 28 && (large < 6 || large > 22)) {
			fail_msg("behind %u lines a table of 28 rows is parted after %u", lines, large);
		}
		parted += large < 28;
	}
	assert_true(parted > 3);
}

/* Whether a line of words that stands between a heading and a table of 12 rows, behind so many lines, is left on another page than the table. */
static bool leaves_its_table(unsigned lines) {
	struct setting s;
	struct pages pages;
	struct buf spec = BUF_INIT;

	begin(&s, "", 1);
	begin_chapter(&s);
	for (unsigned i = 0; i < lines; i++) {
		add_para(&s, 1);
	}
	setting_node(&s, NODE_HEADING)->u.heading.level = 2;
	build_inlines(s.build, some_words(&s, 2), &s.err);
	build_close(s.build);
	unsigned opening = words;
	add_para(&s, 1);
	for (unsigned i = 0; i < 12; i++) {
		buf_addf(&spec, "%s%s", i > 0 ? "\n" : "", some_words(&s, 1));
	}
	setting_table(&s, "l", buf_str(&spec), NULL);
	buf_fini(&spec);
	add_para(&s, 300);
	lay_out(&s, &pages);
	check_pages(&s, &pages);
	setting_close(&s);
	return page_of[opening] != page_of[opening + 1];
}

/* The words between a heading and its table end no page, wherever on it they come to stand. */
static void test_opening_goes_with_table(void **state) {
	unsigned left = 0;

	(void)state;
	for (unsigned lines = 1; lines < 60; lines++) {
		left += leaves_its_table(lines);
	}
	assert_int_equal(left, 0);
}

/* Blocks that nothing divides, where there is no room for them. */
static void test_unbreakable(void **state) {
	struct setting s;
	struct pages pages;

	(void)state;
	begin(&s, "", 1);
	begin_chapter(&s);
	struct node *columns = setting_node(&s, NODE_COLUMNS);
	columns->u.columns.gap_pt = -1;
	for (int i = 0; i < 6; i++) {
		setting_node(&s, NODE_COLUMN);
		setting_chart(&s, CHART_BAR, 40, 12, "A caption in a narrow column")->u.chart->base.height_pt = 2000;
		setting_table(&s, "lll", "a|b|c\nDonaudampfschifffahrtsgesellschaft|Donaudampfschifffahrtsgesellschaft|c", NULL);
		build_close(s.build);
	}
	build_close(s.build);
	setting_chart(&s, CHART_LINE, 3, 1, "Higher than a page")->u.chart->base.height_pt = 2000;
	struct node *moved = setting_chart(&s, CHART_LINE, 3, 1, "Higher than a page, and may move");
	moved->u.chart->base.height_pt = 2000;
	moved->place = PLACE_TOP;
	struct node *table = (struct node *)setting_table(&s, "l", some_words(&s, 6000), NULL);
	table->place = PLACE_AUTO;
	lay_out(&s, &pages);
	assert_true(pages.n > 5 && pages.n < 60);
	assert_true(s.warnings.n > 3);
	setting_close(&s);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_grid),
		cmocka_unit_test(test_stretch),
		cmocka_unit_test(test_refs),
		cmocka_unit_test(test_labels),
		cmocka_unit_test(test_many_notes),
		cmocka_unit_test(test_long_note),
		cmocka_unit_test(test_deep_lists),
		cmocka_unit_test(test_heading_keeps_float),
		cmocka_unit_test(test_columns_part_well),
		cmocka_unit_test(test_index_letters),
		cmocka_unit_test(test_tables_part_well),
		cmocka_unit_test(test_opening_goes_with_table),
		cmocka_unit_test(test_unbreakable),
	};

	return cmocka_run_group_tests_name("pages", tests, setting_begin, setting_end);
}
