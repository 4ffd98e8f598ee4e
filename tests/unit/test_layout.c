/*
 * layout: what must hold of any document. Documents are made at random, from numbers that fail_msg names: every word ends in
 * a tag of its own ("q", four letters, "z"), so that the words on the pages can be told one by one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
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
#include "layout/layout.h"
#include "layout/page.h"
#include "text/font.h"
#include "text/para.h"
#include "../shipped.h"

enum { DOCUMENTS = 300, WORDS_MAX = 1 << 16 };

static const struct doc_limits doc_limits = { .max_nodes = 1000000, .max_depth = 64, .max_pictures = 100, .max_text = 64 << 20 };

/* ---- what all documents share ---- */

static struct arena *kept;
static struct template *look;
static struct fonts *fonts;
static struct shaper *shaper;

static int begin(void **state) {
	struct errs errors = ERRS_INIT;
	struct err err = ERR_INIT;
	struct font_family families[8];
	size_t n;

	(void)state;
	kept = arena_new();
	look = template_parse(kept, shipped_template(kept, "briefing"), &errors);
	const struct template_family *wanted = template_families(look, &n);
	for (size_t i = 0; i < n; i++) {
		families[i] = (struct font_family){ .role = wanted[i].role, .names = wanted[i].names,
		                                    .optional = wanted[i].optional, .scales = wanted[i].scales };
	}
	fonts = fonts_new(families, n, &err);
	shaper = fonts != NULL ? shaper_new(fonts, &err) : NULL;
	return shaper != NULL ? 0 : -1;
}

static int end(void **state) {
	(void)state;
	shaper_free(shaper);
	fonts_free(fonts);
	arena_free(kept);
	return 0;
}

/* ---- documents ---- */

struct made {
	unsigned seed;
	uint64_t random;
	struct arena *arena;
	struct doc doc;
	struct build *build;
	struct pages pages;
	struct errs warnings;
	unsigned words;
	bool in_note;
	bool is_note[WORDS_MAX];     /* by the number in a word's tag */
	int before_note[WORDS_MAX];  /* of a note's first word: the word that has its mark, else -1 */
	int after_heading[WORDS_MAX];    /* of a heading's last word: the next word of the text, else -1 */
	int heading_open;            /* last word of the heading just made, -1: none */
	int mark_open;               /* word that has the mark of the note just begun, -1 */
};

static unsigned roll(struct made *m, unsigned n) {
	m->random ^= m->random << 13;
	m->random ^= m->random >> 7;
	m->random ^= m->random << 17;
	return (unsigned)(m->random >> 33) % n;
}

/* A word nobody else has, sometimes of many letters. */
static void add_word(struct made *m, struct buf *out) {
	static const char letters[] = "etaoinshrdlucmfwypvbg";
	unsigned n = roll(m, 60) == 0 ? 20 + roll(m, 60) : 1 + roll(m, 7), id = m->words++;

	assert_true(id < WORDS_MAX);
	for (unsigned i = 0; i < n; i++) {
		buf_addc(out, letters[i % 2 == 0 ? 4 + roll(m, 17) : roll(m, 6)]);
	}
	buf_addf(out, "q%c%c%c%cz", 'a' + (id >> 12 & 15), 'a' + (id >> 8 & 15), 'a' + (id >> 4 & 15), 'a' + (id & 15));
	m->is_note[id] = m->in_note;
	m->before_note[id] = m->after_heading[id] = -1;
	if (m->in_note && m->mark_open >= 0) {
		m->before_note[id] = m->mark_open;
		m->mark_open = -1;
	} else if (!m->in_note && m->heading_open >= 0) {
		m->after_heading[m->heading_open] = (int)id;
		m->heading_open = -1;
	}
}

static void add_words(struct made *m, struct buf *out, unsigned n, bool with_notes);

static void add_note(struct made *m, struct buf *out) {
	buf_adds(out, "^[");
	m->in_note = true;
	m->mark_open = (int)m->words - 1;
	add_words(m, out, roll(m, 12) == 0 ? 60 + roll(m, 300) : 1 + roll(m, 25), false);
	m->in_note = false;
	buf_addc(out, ']');
}

static void add_words(struct made *m, struct buf *out, unsigned n, bool with_notes) {
	for (unsigned i = 0; i < n; i++) {
		if (i > 0) {
			buf_addc(out, ' ');
		}
		switch (roll(m, 24)) {
		case 0:
			buf_adds(out, "*");
			add_word(m, out);
			buf_adds(out, "*");
			break;
		case 1:
			buf_adds(out, "**");
			add_word(m, out);
			buf_adds(out, "**");
			break;
		default:
			add_word(m, out);
		}
		if (with_notes && roll(m, 70) == 0) {
			add_note(m, out);
		}
	}
}

static void add_text(struct made *m, unsigned n, bool with_notes) {
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;

	add_words(m, &text, n, with_notes);
	if (!build_inlines(m->build, text.p, &err)) {
		fail_msg("document %u: %s", m->seed, err.msg);
	}
	buf_fini(&text);
}

static struct node *open_block(struct made *m, enum node_kind kind) {
	struct err err = ERR_INIT;
	struct node *node = build_open(m->build, kind, NULL, &err);

	if (node == NULL) {
		fail_msg("document %u: %s", m->seed, err.msg);
	}
	return node;
}

static void add_para(struct made *m, unsigned n) {
	open_block(m, NODE_PARA);
	add_text(m, n, true);
	build_close(m->build);
}

static void add_heading(struct made *m, int level) {
	open_block(m, NODE_HEADING)->u.heading.level = level;
	add_text(m, 1 + roll(m, 12), false);
	m->heading_open = (int)m->words - 1;
	build_close(m->build);
}

static void add_list(struct made *m, int depth) {
	unsigned n = 1 + roll(m, 8);
	struct node *list = open_block(m, NODE_LIST);

	list->u.list.style = (enum list_style)roll(m, LIST_TERMS);
	list->u.list.start = 1 + (int)roll(m, 30);
	for (unsigned i = 0; i < n; i++) {
		open_block(m, NODE_ITEM);
		add_para(m, 1 + roll(m, roll(m, 4) == 0 ? 80 : 15));
		if (depth < 3 && roll(m, 5) == 0) {
			add_list(m, depth + 1);
		}
		build_close(m->build);
	}
	build_close(m->build);
}

static void add_term(struct made *m, unsigned n) {
	open_block(m, NODE_TERM);
	add_text(m, n, false);
	build_close(m->build);
}

static void add_definitions(struct made *m) {
	unsigned n = 1 + roll(m, 6), longest = roll(m, 3) == 0 ? 20 : 2;
	struct node *list = open_block(m, NODE_LIST);

	list->u.list.style = LIST_TERMS;
	list->u.list.place = (enum terms_place)roll(m, 3);
	for (unsigned i = 0; i < n; i++) {
		open_block(m, NODE_ITEM);
		add_term(m, 1 + roll(m, longest));
		add_para(m, 1 + roll(m, 60));
		if (roll(m, 4) == 0) {
			add_list(m, 2);
		}
		build_close(m->build);
	}
	build_close(m->build);
}

static void add_runin(struct made *m) {
	open_block(m, NODE_RUNIN);
	add_term(m, 1 + roll(m, roll(m, 4) == 0 ? 40 : 4));
	add_para(m, 1 + roll(m, 80));
	build_close(m->build);
}

static void add_pull(struct made *m) {
	open_block(m, NODE_PULL);
	add_para(m, 1 + roll(m, roll(m, 10) == 0 ? 500 : 25));
	open_block(m, NODE_CREDIT);
	add_text(m, 1 + roll(m, 8), false);
	build_close(m->build);
	build_close(m->build);
}

static void add_facts(struct made *m) {
	struct node *facts = open_block(m, NODE_FACTS);
	unsigned n = 1 + roll(m, 9);

	facts->u.facts.columns = 1 + (int)roll(m, 4);
	for (unsigned i = 0; i < n; i++) {
		open_block(m, NODE_FACT);
		add_term(m, 1);
		add_para(m, 1 + roll(m, 10));
		build_close(m->build);
	}
	build_close(m->build);
}

static void add_caption(struct made *m) {
	open_block(m, NODE_CAPTION);
	add_text(m, 1 + roll(m, 20), true);
	build_close(m->build);
}

static void add_table(struct made *m) {
	struct node *table = open_block(m, NODE_TABLE);
	unsigned columns = 1 + roll(m, 5), rows = 1 + roll(m, roll(m, 5) == 0 ? 90 : 10);

	table->u.table.column_count = columns;
	table->u.table.columns = arena_alloc(m->arena, columns * sizeof(*table->u.table.columns));
	for (unsigned c = 0; c < columns; c++) {
		table->u.table.columns[c].align = (enum node_align)roll(m, 3);
		table->u.table.columns[c].unit = roll(m, 3) == 0 ? WIDTH_SHARE : WIDTH_AUTO;
		table->u.table.columns[c].width = 1;
	}
	if (roll(m, 3) > 0) {
		add_caption(m);
	}
	for (unsigned r = 0; r < rows; r++) {
		struct node *row = open_block(m, NODE_ROW);
		row->u.row.is_header = r == 0;
		row->u.row.is_group = r > 0 && roll(m, 9) == 0;
		row->u.row.is_total = r > 1 && r == rows - 1;
		for (unsigned c = 0; c < (row->u.row.is_group ? 1 : columns); c++) {
			struct node *cell = open_block(m, NODE_CELL);
			cell->u.cell.is_header = r == 0;
			cell->u.cell.colspan = row->u.row.is_group ? (int)columns : 1;
			add_text(m, 1 + roll(m, 6), roll(m, 4) == 0);
			build_close(m->build);
		}
		build_close(m->build);
	}
	table->u.table.header_rows = 1;
	build_close(m->build);
}

static void add_chart(struct made *m) {
	static const char *labels[] = { "Alder", "Birch", "Cedar", "Dogwood", "Elder", "Fir", "Gorse", "Hazel" };
	struct node_chart *chart = arena_alloc(m->arena, sizeof(*chart));
	unsigned n = 1 + roll(m, 8);

	open_block(m, NODE_CHART)->u.chart = chart;
	*chart = (struct node_chart){ .kind = roll(m, 2) == 0 ? CHART_BAR : CHART_LINE, .base.alt = "What it shows", .labels = labels, .label_count = n,
		.series_count = 1 + roll(m, 3), .show_values = roll(m, 2) == 0 };
	chart->series = arena_alloc(m->arena, chart->series_count * sizeof(*chart->series));
	for (size_t s = 0; s < chart->series_count; s++) {
		chart->series[s].name = labels[s];
		chart->series[s].values = arena_alloc(m->arena, n * sizeof(double));
		for (unsigned i = 0; i < n; i++) {
			chart->series[s].values[i] = roll(m, 9) == 0 ? NAN : (double)roll(m, 2000) / 10 - 20;
		}
	}
	add_caption(m);
	build_close(m->build);
}

static void add_callout(struct made *m) {
	open_block(m, NODE_CALLOUT)->u.callout.tone = "note";
	add_para(m, 1 + roll(m, roll(m, 4) == 0 ? 400 : 50));
	if (roll(m, 3) == 0) {
		add_list(m, 2);
	}
	build_close(m->build);
}

static void add_block(struct made *m, int *level) {
	switch (roll(m, 20)) {
	case 0: case 1: case 2:
		*level = 1 + (int)roll(m, *level < 4 ? (unsigned)*level + 1 : 4);
		add_heading(m, *level);
		break;
	case 3: case 4:
		add_list(m, 1);
		break;
	case 5: case 6:
		add_table(m);
		break;
	case 7:
		add_chart(m);
		break;
	case 8:
		add_callout(m);
		break;
	case 9:
		open_block(m, NODE_QUOTE);
		add_para(m, 1 + roll(m, 60));
		build_close(m->build);
		break;
	case 11:
		add_definitions(m);
		break;
	case 12:
		add_runin(m);
		break;
	case 13:
		add_pull(m);
		break;
	case 14:
		add_facts(m);
		break;
	case 10:
		if (roll(m, 3) == 0 && m->heading_open < 0) {
			open_block(m, NODE_PAGEBREAK);
			build_close(m->build);
		}
		break;
	default:
		add_para(m, 1 + roll(m, 140));
	}
}

static void make_document(struct made *m, unsigned seed) {
	struct errs errors = ERRS_INIT;
	struct err err = ERR_INIT;

	*m = (struct made){ .seed = seed, .random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1, .heading_open = -1, .mark_open = -1 };
	m->arena = arena_new();
	m->doc = (struct doc){ .title = "Random", .lang = "en", .as_of = "2026-09-30", .report = "r", .report_title = "R",
		.created = "2026-09-30T00:00:00Z" };
	m->build = build_new(m->arena, &m->doc, &doc_limits);
	for (unsigned s = 1 + roll(m, 3); s > 0; s--) {
		int level = 1;
		m->heading_open = -1;        /* nothing follows it but contents */
		open_block(m, NODE_SECTION)->id = arena_printf(m->arena, "s%u", s);
		if (roll(m, 2) == 0) {
			open_block(m, NODE_CONTENTS)->u.contents.depth = 2;
			build_close(m->build);
		}
		add_heading(m, 1);
		for (unsigned b = roll(m, 30); b > 0; b--) {
			add_block(m, &level);
		}
		build_close(m->build);
	}
	if (!doc_resolve(m->arena, &m->doc, NULL, NULL, &errors, &m->warnings)) {
		fail_msg("document %u: %s", seed, errors.v[0].msg);
	}
	if (!layout_document(m->arena, &m->doc, look, shaper, &(struct layout_limits){ .max_pages = 1000 },
	                     &m->pages, &m->warnings, &err)) {
		fail_msg("document %u: %s", seed, err.msg);
	}
}

static void drop_document(struct made *m) {
	errs_fini(&m->warnings);
	arena_free(m->arena);
}

/* ---- what holds of its pages ---- */

/* Tags nest and close; paint stands in a leaf or an artifact, never in both. */
static void check_tags(const struct made *m) {
	enum tag open[64];
	size_t depth = 0;
	bool in_artifact = false, in_flow = false;

	for (size_t p = 0; p < m->pages.n; p++) {
		const struct page *page = &m->pages.v[p];
		for (size_t i = 0; i < page->op_count; i++) {
			const struct op *op = &page->ops[i];
			bool in_leaf = depth > 0 && (open[depth - 1] == TAG_SPAN || open[depth - 1] == TAG_LINK || open[depth - 1] == TAG_LBL ||
			                             open[depth - 1] == TAG_FIGURE);
			switch (op->kind) {
			case OP_TAG_BEGIN:
				assert_false(in_artifact);
				assert_true(depth < 64);
				open[depth++] = op->u.tag.tag;
				break;
			case OP_TAG_END:
				assert_false(in_artifact);
				assert_true(depth > 0);
				assert_int_equal(open[--depth], op->u.tag.tag);
				break;
			case OP_ARTIFACT_BEGIN:
				assert_false(in_artifact);
				in_artifact = true;
				break;
			case OP_ARTIFACT_END:
				assert_true(in_artifact);
				in_artifact = false;
				break;
			case OP_DEST:
			case OP_ROTATE_BEGIN:
			case OP_ROTATE_END:
			case OP_SLOT:
				break;
			case OP_FLOW_BEGIN:
				assert_false(in_flow || in_leaf);
				in_flow = true;
				break;
			case OP_FLOW_END:
				assert_true(in_flow);
				in_flow = false;
				break;
			default:
				if (in_artifact == in_leaf) {
					fail_msg("document %u, page %zu: paint %s", m->seed, p + 1,
					         in_leaf ? "in a leaf and an artifact" : "in no leaf and no artifact");
				}
			}
		}
		assert_false(in_artifact || in_flow);
	}
	assert_int_equal(depth, 0);
}

/* Where the words are: the page each begins and ends on, and how often each came. */
struct found {
	int first_page[WORDS_MAX], last_page[WORDS_MAX], times[WORDS_MAX];
	unsigned order[WORDS_MAX], n;    /* as they came, notes and figures that may move apart */
	bool is_moved[WORDS_MAX];        /* of those figures */
};

/* Reading a word's tag: its letters so far. Text, notes and figures are read apart, for they may interrupt a divided word. */
struct reading {
	unsigned at, id;
	int begun;
	bool moves;
};

static void read_letter(const struct made *m, struct found *found, struct reading *r, char c, int page) {
	if (c == 'q') {
		*r = (struct reading){ .at = 1, .begun = page, .moves = r->moves };
	} else if (r->at >= 1 && r->at <= 4 && c >= 'a' && c <= 'p') {
		r->id = r->id << 4 | (unsigned)(c - 'a');
		r->at++;
	} else if (r->at == 5 && c == 'z') {
		found->first_page[r->id] = found->times[r->id] == 0 ? r->begun : found->first_page[r->id];
		found->last_page[r->id] = page;
		found->times[r->id]++;
		found->is_moved[r->id] = r->moves;
		if (!m->is_note[r->id] && !r->moves) {
			found->order[found->n++] = r->id;
		}
		r->at = 0;
	}
}

/* The words outside of contents, artifacts and charts, letter by letter: lines and pages may divide them anywhere. */
static void find_words(const struct made *m, struct found *found) {
	unsigned skipped = 0, outside = 0, notes = 0;
	bool in_artifact = false, in_flow = false;
	struct reading text = { .at = 0 }, note = { .at = 0 }, moved = { .moves = true };

	memset(found, 0, sizeof(*found));
	for (size_t p = 0; p < m->pages.n; p++) {
		const struct page *page = &m->pages.v[p];
		for (size_t i = 0; i < page->op_count; i++) {
			const struct op *op = &page->ops[i];
			if (op->kind == OP_TAG_BEGIN || op->kind == OP_TAG_END) {
				if (op->u.tag.tag == TAG_TOC || op->u.tag.tag == TAG_FIGURE) {
					skipped += op->kind == OP_TAG_BEGIN ? 1 : (unsigned)-1;
				} else if (op->u.tag.tag == TAG_NOTE) {
					notes += op->kind == OP_TAG_BEGIN ? 1 : (unsigned)-1;
				}
			} else if (op->kind == OP_ARTIFACT_BEGIN || op->kind == OP_ARTIFACT_END) {
				in_artifact = op->kind == OP_ARTIFACT_BEGIN;
			} else if (op->kind == OP_FLOW_BEGIN || op->kind == OP_FLOW_END) {
				in_flow = op->kind == OP_FLOW_BEGIN;
				outside = in_flow ? skipped : outside;
				skipped = in_flow ? 0 : outside;
			}
			if (op->kind != OP_TEXT || in_artifact || skipped > 0) {
				continue;
			}
			const struct text_run *run = op->u.text.run;
			for (size_t k = 0; k < run->utf8_len; k++) {
				read_letter(m, found, notes > 0 ? &note : in_flow ? &moved : &text, run->utf8[k], (int)p);
			}
		}
	}
}

/* What cannot always be had, but mostly. */
struct rare {
	unsigned all, bad;
};

static bool has_warning(const struct made *m, const char *words) {
	bool has = false;

	for (size_t i = 0; i < m->warnings.n; i++) {
		has = has || strstr(m->warnings.v[i].msg, words) != NULL;
	}
	return has;
}

/* Nothing lost, nothing twice, and all in its order: but where a table had to be divided by columns, what heads its rows comes again. */
static void check_words(const struct made *m, const struct found *found) {
	bool is_parted = has_warning(m, "its columns were set in");

	for (unsigned id = 0; id < m->words; id++) {
		if (found->times[id] < 1 || (found->times[id] > 1 && !is_parted)) {
			fail_msg("document %u: word %u is on the pages %d times", m->seed, id, found->times[id]);
		}
	}
	for (unsigned i = 1; i < found->n && !is_parted; i++) {
		if (found->order[i] < found->order[i - 1]) {
			fail_msg("document %u, page %d: word %u comes after word %u", m->seed, found->first_page[found->order[i]] + 1,
			         found->order[i], found->order[i - 1]);
		}
	}
}

/* The page of its mark is where a note begins, unless one before it was too long for its page and goes on there. */
static void check_notes(const struct made *m, const struct found *found, struct rare *late) {
	bool is_crowded = has_warning(m, "is too long for the page of its mark");
	bool is_parted = has_warning(m, "its columns were set in");      /* words that come again have their note at the first */

	for (unsigned id = 0; id < m->words; id++) {
		int mark = m->before_note[id];
		if (mark < 0) {
			continue;
		}
		int mark_page = is_parted ? found->first_page[mark] : found->last_page[mark];
		late->all++;
		late->bad += found->first_page[id] != mark_page;
		if (found->first_page[id] < mark_page || (found->first_page[id] > mark_page && !is_crowded)) {
			fail_msg("document %u: a note is on page %d, its mark on page %d", m->seed, found->first_page[id] + 1,
			         mark_page + 1);
		}
	}
}

static void check_headings(const struct made *m, const struct found *found) {
	for (unsigned id = 0; id < m->words; id++) {
		int next = m->after_heading[id];
		if (next >= 0 && !found->is_moved[next] && found->last_page[id] != found->first_page[next]) {
			fail_msg("document %u: a heading ends page %d, what it heads begins page %d", m->seed, found->last_page[id] + 1,
			         found->first_page[next] + 1);
		}
	}
}

struct box {
	double x0, y0, x1, y1;
};

/* Text within the margins, and none on top of other text. */
static void check_boxes(const struct made *m) {
	for (size_t p = 1; p < m->pages.n; p++) {
		const struct page *page = &m->pages.v[p];
		struct box *boxes = mem_alloc((page->op_count + 1) * sizeof(*boxes));
		size_t n = 0;
		bool in_artifact = false;
		for (size_t i = 0; i < page->op_count; i++) {
			const struct op *op = &page->ops[i];
			if (op->kind == OP_ARTIFACT_BEGIN || op->kind == OP_ARTIFACT_END) {
				in_artifact = op->kind == OP_ARTIFACT_BEGIN;
			}
			if (op->kind != OP_TEXT || in_artifact) {
				continue;
			}
			const struct text_run *run = op->u.text.run;
			double x = op->u.text.x, y = op->u.text.y, end = x + run->width_pt;
			/* The space at a line's end may hang. */
			if (run->utf8_len > 0 && run->utf8[run->utf8_len - 1] == ' ') {
				end -= run->size_pt * 0.3;
			}
			if (x < look->left - 0.5 || end > look->width - look->right + 0.5 || y < look->top || y > look->height - look->bottom + 0.5) {
				fail_msg("document %u, page %zu: '%.*s' at %.1f %.1f, %.1f wide, is outside of the margins", m->seed, p + 1,
				         (int)run->utf8_len, run->utf8, x, y, run->width_pt);
			}
			struct box box = { x, y - run->size_pt * 0.45, end, y };
			for (size_t k = 0; k < n; k++) {
				if (box.x0 < boxes[k].x1 - 0.6 && boxes[k].x0 < box.x1 - 0.6 && box.y0 < boxes[k].y1 - 0.3 && boxes[k].y0 < box.y1 - 0.3) {
					fail_msg("document %u, page %zu: '%.*s' at %.1f %.1f lies on other text", m->seed, p + 1, (int)run->utf8_len,
					         run->utf8, x, y);
				}
			}
			boxes[n++] = box;
		}
		mem_free(boxes);
	}
}

/* Paragraphs that a page's end divides, and those of them that leave one line alone. */
static void count_divided(const struct made *m, struct rare *count) {
	unsigned lines = 0, lines_here = 0, skipped = 0, shortest = 0;
	bool in_para = false, is_divided = false;
	double y = 0;

	for (size_t p = 0; p < m->pages.n; p++) {
		const struct page *page = &m->pages.v[p];
		if (in_para && lines_here > 0) {
			shortest = is_divided && shortest < lines_here ? shortest : lines_here;
			is_divided = true;
			lines_here = 0;
		}
		for (size_t i = 0; i < page->op_count; i++) {
			const struct op *op = &page->ops[i];
			if (op->kind == OP_ARTIFACT_BEGIN || op->kind == OP_ARTIFACT_END) {
				skipped += op->kind == OP_ARTIFACT_BEGIN ? 1 : (unsigned)-1;
			} else if (op->kind == OP_FLOW_BEGIN || op->kind == OP_FLOW_END) {
				skipped += op->kind == OP_FLOW_BEGIN ? 1 : (unsigned)-1;
			} else if ((op->kind == OP_TAG_BEGIN || op->kind == OP_TAG_END) && op->u.tag.tag == TAG_NOTE) {
				skipped += op->kind == OP_TAG_BEGIN ? 1 : (unsigned)-1;
			} else if (op->kind == OP_TAG_BEGIN && op->u.tag.tag == TAG_P && skipped == 0) {
				in_para = true;
				is_divided = false;
				lines = lines_here = 0;
				y = 0;
			} else if (op->kind == OP_TAG_END && op->u.tag.tag == TAG_P && skipped == 0 && in_para) {
				in_para = false;
				if (is_divided && lines_here > 0 && lines >= 4) {
					count->all++;
					count->bad += shortest < 2 || lines_here < 2;
				}
			} else if (op->kind == OP_TEXT && skipped == 0 && in_para && fabs(op->u.text.y - y) > 5) {
				y = op->u.text.y;
				lines++;
				lines_here++;
			}
		}
	}
}

static void test_random(void **state) {
	struct made *m = mem_alloc(sizeof(*m));
	struct found *found = mem_alloc(sizeof(*found));
	struct rare divided = { 0, 0 }, late = { 0, 0 };
	unsigned only = getenv("SEED") != NULL ? (unsigned)atoi(getenv("SEED")) : 0;

	(void)state;
	for (unsigned seed = 1; seed <= DOCUMENTS; seed++) {
		if (only != 0 && seed != only) {
			continue;
		}
		make_document(m, seed);
		check_tags(m);
		find_words(m, found);
		check_words(m, found);
		check_notes(m, found, &late);
		check_headings(m, found);
		check_boxes(m);
		count_divided(m, &divided);
		drop_document(m);
	}
	/* A page may have no other way; among thousands that must be rare. */
	if (divided.all < (only != 0 ? 0 : 100) || divided.bad * 50 > divided.all) {
		fail_msg("of %u divided paragraphs %u leave a line alone", divided.all, divided.bad);
	}
	if (late.bad * 50 > late.all) {
		fail_msg("of %u notes %u are not on the page of their mark", late.all, late.bad);
	}
	mem_free(found);
	mem_free(m);
}

/* Twice the same document gives twice the same pages. */
static void test_same(void **state) {
	struct made *m = mem_alloc(sizeof(*m));
	struct buf traces[2] = { BUF_INIT, BUF_INIT };

	(void)state;
	for (int i = 0; i < 2; i++) {
		make_document(m, 7);
		struct pages_feed feed;
		assert_true(pages_trace(pages_feed(&feed, &m->pages), &traces[i], NULL));
		drop_document(m);
	}
	assert_true(traces[0].len > 1000);
	assert_string_equal(traces[0].p, traces[1].p);
	buf_fini(&traces[0]);
	buf_fini(&traces[1]);
	mem_free(m);
}

/* Made one by one and thrown away, the pages are what they are when all are kept; and again after a rewind. */
static void test_one_by_one(void **state) {
	const struct layout_limits limits = { .max_pages = 1000 };
	struct made *m = mem_alloc(sizeof(*m));
	struct buf whole = BUF_INIT, single = BUF_INIT;
	struct pages_feed all;
	struct err err = ERR_INIT;

	(void)state;
	make_document(m, 7);
	assert_true(pages_trace(pages_feed(&all, &m->pages), &whole, &err));
	struct layout *layout = layout_new(m->arena, &m->doc, look, shaper, &limits, &m->warnings, &err);
	assert_non_null(layout);
	struct page_feed *feed = layout_feed(layout);
	assert_int_equal(feed->page_count, m->pages.n);
	for (int i = 0; i < 2; i++) {
		buf_reset(&single);
		assert_true(pages_trace(feed, &single, &err));
		assert_string_equal(buf_str(&single), buf_str(&whole));
		feed->impl->rewind(feed);
	}
	layout_free(layout);
	drop_document(m);
	buf_fini(&whole);
	buf_fini(&single);
	mem_free(m);
}

/* Floats, and references to pages: what neither the text nor its order in the document tells. */
static void stir(struct made *m) {
	const struct node *place = NULL;

	for (struct node *section = m->doc.root->first; section != NULL; section = section->next) {
		for (struct node *block = section->first; block != NULL; block = block->next) {
			bool may_move = block->kind == NODE_TABLE || block->kind == NODE_CHART || block->kind == NODE_CALLOUT;
			block->place = may_move ? (unsigned char)roll(m, PLACE_AUTO + 1) : PLACE_HERE;
			if (block->kind == NODE_HEADING && roll(m, 2) == 0) {
				place = block;
			}
			if (block->kind == NODE_PARA && place != NULL && roll(m, 3) == 0) {
				struct node *ref = node_append(m->arena, block, NODE_REF);
				ref->u.ref.page = REF_PAGE;
				ref->u.ref.text = " (page {page})";
				ref->u.ref.target = place->id;
				ref->u.ref.block = place;
			}
		}
	}
}

static void trace_document(struct made *m, size_t whole_pieces, struct buf *trace, struct buf *warnings) {
	const struct layout_limits limits = { .max_pages = 1000, .whole_pieces = whole_pieces };
	struct errs errs = ERRS_INIT;
	struct err err = ERR_INIT;
	struct layout *layout = layout_new(m->arena, &m->doc, look, shaper, &limits, &errs, &err);

	if (layout == NULL || !pages_trace(layout_feed(layout), trace, &err)) {
		fail_msg("document %u: %s", m->seed, err.msg);
	}
	errs_format(&errs, warnings);
	errs_fini(&errs);
	layout_free(layout);
}

/* What is forgotten once its pieces are known, and set again with its page, comes out as if it had been kept. */
static void test_passages(void **state) {
	struct made *m = mem_alloc(sizeof(*m));

	(void)state;
	for (unsigned seed = 1; seed <= DOCUMENTS / 6; seed++) {
		struct buf traces[2] = { BUF_INIT, BUF_INIT }, warnings[2] = { BUF_INIT, BUF_INIT };
		make_document(m, seed);
		stir(m);
		m->doc.lang = seed % 3 == 0 ? "ar" : "en";
		for (int i = 0; i < 2; i++) {
			trace_document(m, i == 0 ? SIZE_MAX : 1, &traces[i], &warnings[i]);
		}
		if (!str_eq(buf_str(&traces[0]), buf_str(&traces[1])) || !str_eq(buf_str(&warnings[0]), buf_str(&warnings[1]))) {
			fail_msg("document %u is not the same when it is set in passages", seed);
		}
		for (int i = 0; i < 2; i++) {
			buf_fini(&traces[i]);
			buf_fini(&warnings[i]);
		}
		drop_document(m);
	}
	mem_free(m);
}

static void test_limits(void **state) {
	struct made *m = mem_alloc(sizeof(*m));
	struct err err = ERR_INIT;

	(void)state;
	make_document(m, 3);
	assert_true(m->pages.n > 3);
	struct pages pages = { .v = NULL };
	assert_false(layout_document(m->arena, &m->doc, look, shaper, &(struct layout_limits){ .max_pages = 2 }, &pages,
	                             &m->warnings, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	drop_document(m);
	mem_free(m);
}

/* Sections that wrote nothing, without a cover: there was no first piece for the document's tag to begin with. */
static void test_nothing_said(void **state) {
	const struct layout_limits limits = { .max_pages = 10 };
	struct arena *arena = arena_new();
	struct node section = { .kind = NODE_SECTION }, root = { .kind = NODE_DOC, .first = &section, .last = &section };
	const struct doc doc = { .root = &root, .lang = "en", .title = "Nothing" };

	(void)state;
	section.parent = &root;
	for (int has_cover = 0; has_cover < 2; has_cover++) {
		struct template template = *look;
		struct errs warnings = ERRS_INIT;
		struct err err = ERR_INIT;
		struct pages pages = { .v = NULL };

		template.cover.shown = has_cover;
		assert_int_equal(layout_document(arena, &doc, &template, shaper, &limits, &pages, &warnings, &err),
		                 has_cover);
		assert_non_null(strstr(has_cover ? warnings.v[0].msg : err.msg, "sections wrote anything"));
		assert_int_equal(pages.n, has_cover);
		errs_fini(&warnings);
	}
	arena_free(arena);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_one_by_one),
		cmocka_unit_test(test_passages),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_nothing_said),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
