/* table: columns share the width, every cell's words come out once and inside it, rows stay whole or are divided, headers come again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../setting.h"
#include "layout/columns.h"

#define LEN(a) (sizeof(a) / sizeof(*(a)))
#define NEAR(a, b) (fabs((a) - (b)) < 0.05)

/* ---- columns, by table ---- */

/* A text of ten-point words. */
static size_t count_words(const void *text, double width) {
	double words = *(const double *)text / 10, fit = fmax(1, floor(width / 10));

	return (size_t)ceil(words / fit);
}

static void test_columns(void **state) {
	static const struct {
		struct column v[4];
		size_t n;
		double avail;
		bool fits;
		double widths[4];
	} cases[] = {
		/* what needs little gets what it needs and room to breathe; what needs nearly all gets all */
		{ { { .min = 10, .max = 30 }, { .min = 10, .max = 60 } }, 2, 400, true, { 39, 69 } },
		{ { { .min = 10, .max = 100 }, { .min = 10, .max = 200 } }, 2, 360, true, { 120, 240 } },
		/* points and percent count the gap beside the column */
		{ { { .unit = WIDTH_PT, .wanted = 50 }, { .min = 10, .max = 60 } }, 2, 200, true, { 40, 160 } },
		{ { { .unit = WIDTH_PERCENT, .wanted = 25 }, { .unit = WIDTH_PERCENT, .wanted = 75 } }, 2, 190, true, { 42.5, 147.5 } },
		{ { { .unit = WIDTH_PERCENT, .wanted = 10, .min = 40 }, { .unit = WIDTH_PERCENT, .wanted = 90, .min = 30 } }, 2, 190, true,
		  { 40, 150 } },
		/* shares divide what is left; none gets less than its longest word */
		{ { { .unit = WIDTH_SHARE, .wanted = 1 }, { .unit = WIDTH_SHARE, .wanted = 3 } }, 2, 200, true, { 50, 150 } },
		{ { { .unit = WIDTH_SHARE, .wanted = 1, .min = 80 }, { .unit = WIDTH_SHARE, .wanted = 3, .min = 9 } }, 2, 200, true, { 80, 120 } },
		{ { { .unit = WIDTH_SHARE, .wanted = 1 }, { .min = 10, .max = 40 }, { .unit = WIDTH_SHARE, .wanted = 1 } }, 3, 240, true,
		  { 100, 40, 100 } },
		/* too much: the widest is cut first */
		{ { { .min = 20, .max = 30 }, { .min = 150, .max = 600 } }, 2, 100, false, { 20, 80 } },
		{ { { .unit = WIDTH_PT, .wanted = 20, .min = 40 }, { .min = 10, .max = 20 } }, 2, 100, false, { 10, 90 } },
		/* bounds count the gap beside the column, as widths do */
		{ { { .min = 10, .max = 30, .least = 90 }, { .min = 10, .max = 60 } }, 2, 400, true, { 89, 69 } },
		{ { { .min = 10, .max = 300, .most = 60 }, { .min = 10, .max = 200 } }, 2, 300, true, { 50, 240 } },
		{ { { .unit = WIDTH_SHARE, .wanted = 1, .most = 40 }, { .unit = WIDTH_SHARE, .wanted = 1 } }, 2, 200, true, { 30, 170 } },
		{ { { .unit = WIDTH_SHARE, .wanted = 1, .least = 160 }, { .unit = WIDTH_SHARE, .wanted = 9 } }, 2, 200, true, { 150, 50 } },
	};
	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		struct column v[4];
		struct columns columns = { .v = v, .n = cases[i].n, .lines = count_words };
		memcpy(v, cases[i].v, sizeof(v));
		assert_int_equal(columns_fit(&columns, cases[i].avail, 10), cases[i].fits);
		for (size_t k = 0; k < cases[i].n; k++) {
			if (!NEAR(v[k].width, cases[i].widths[k])) {
				fail_msg("case %zu, column %zu: %g, expected %g", i, k, v[k].width, cases[i].widths[k]);
			}
		}
	}
}

/* Of two columns the one with long texts must get the room: a short one breaks no line for it. */
static void test_columns_lowest(void **state) {
	static const double texts[][2] = { { 300, 40 }, { 450, 40 }, { 500, 30 }, { 40, 40 } };
	struct column v[2] = { { .min = 10 }, { .min = 10 } };
	struct column_cell samples[8];
	struct columns columns = { .v = v, .n = 2, .samples = samples, .sample_count = 4, .lines = count_words };
	size_t before = 0, after = 0;

	(void)state;
	for (size_t i = 0; i < 8; i++) {
		samples[i] = (struct column_cell){ texts[i / 2][i % 2], &texts[i / 2][i % 2] };
		columns_hold(&columns, i % 2, 10, texts[i / 2][i % 2]);
	}
	assert_true(columns_fit(&columns, 200, 10));
	assert_true(NEAR(v[0].width + v[1].width, 200));
	assert_true(v[1].width >= 40);
	for (size_t i = 0; i < 4; i++) {
		after += count_words(&texts[i][0], v[0].width);
		before += count_words(&texts[i][0], 100);
	}
	assert_true(after < before);
}

/* A small table: texts of so many ten-point words, rows of three. */
struct small {
	double texts[6][3];
	size_t rows, columns;
};

static size_t height_at(const struct small *small, const double *widths) {
	size_t height = 0;

	for (size_t r = 0; r < small->rows; r++) {
		size_t most = 1;
		for (size_t i = 0; i < small->columns; i++) {
			size_t lines = small->texts[r][i] <= widths[i] ? 1 : count_words(&small->texts[r][i], widths[i]);
			most = lines > most ? lines : most;
		}
		height += most;
	}
	return height;
}

/* The least height of all ways to share avail in steps of a word, columns from i on. */
static size_t least_height(const struct small *small, double *widths, size_t i, double avail) {
	size_t least = SIZE_MAX;

	if (i + 1 == small->columns) {
		widths[i] = avail;
		return height_at(small, widths);
	}
	for (double width = 10; width <= avail - 10 * (double)(small->columns - i - 1); width += 10) {
		widths[i] = width;
		size_t height = least_height(small, widths, i + 1, avail - width);
		least = height < least ? height : least;
	}
	return least;
}

/* Automatic widths against every way there is: nearly always as low as can be, never much higher. */
static void test_columns_brute(void **state) {
	size_t rounds = 400, worse = 0, sum = 0, least_sum = 0;
	uint32_t seed = 11;
	(void)state;
	for (size_t round = 0; round < rounds; round++) {
		struct small small = { .rows = 1 + round % 6, .columns = 2 + round / 6 % 2 };
		struct column v[3] = { { 0 } };
		struct column_cell samples[18];
		double widths[3], avail = 206;       /* a little more than words fill: no width need be met to the point */
		struct columns columns = { .v = v, .n = small.columns, .samples = samples, .sample_count = small.rows, .lines = count_words };
		for (size_t r = 0; r < small.rows; r++) {
			for (size_t i = 0; i < small.columns; i++) {
				seed = seed * 1664525 + 1013904223;
				small.texts[r][i] = 10 * (double)(1 + (seed >> 16) % (1 + (seed >> 8) % 40));
				samples[r * small.columns + i] = (struct column_cell){ small.texts[r][i], &small.texts[r][i] };
				columns_hold(&columns, i, 10, small.texts[r][i]);
			}
		}
		assert_true(columns_fit(&columns, avail, 10));
		for (size_t i = 0; i < small.columns; i++) {
			widths[i] = v[i].width;
		}
		size_t height = height_at(&small, widths), least = least_height(&small, widths, 0, avail);
		worse += height > least;
		sum += height;
		least_sum += least;
		if (height > least + 1 + least / 8) {
			fail_msg("round %zu: %zu lines high, %zu would do", round, height, least);
		}
	}
	if (worse * 40 > rounds || sum * 200 > least_sum * 201) {
		fail_msg("%zu of %zu tables are higher than need be: %zu lines in all, %zu would do", worse, rounds, sum, least_sum);
	}
}

/* Whatever is asked, the sum is the room there is, or less where little is needed, and no width is below zero. */
static void test_columns_random(void **state) {
	(void)state;
	uint32_t seed = 3;
	for (int round = 0; round < 3000; round++) {
		struct column v[8];
		double sum = 0, avail = 120 + round % 400;
		struct columns columns = { .v = v, .n = 1 + (size_t)round % 8, .lines = count_words };
		for (size_t i = 0; i < columns.n; i++) {
			seed = seed * 1664525 + 1013904223;
			uint32_t r = seed >> 8;
			v[i] = (struct column){ .unit = (enum width_unit)(r % 4), .wanted = r / 4 % 100, .min = r / 400 % 60 };
			v[i].max = v[i].min + r / 24000 % 300;
		}
		columns_fit(&columns, avail, 10);
		for (size_t i = 0; i < columns.n; i++) {
			assert_true(v[i].width >= 0);
			sum += v[i].width;
		}
		if (!(sum <= avail + 0.05)) {
			fail_msg("round %d: %g of %g", round, sum, avail);
		}
	}
}

/* ---- what is set ---- */

static void set(struct setting *s, const char *columns, const char *rows, const char *caption) {
	const struct node *table = setting_table(s, columns, rows, caption);

	if (!table_set(&s->setter, table, 0, s->setter.width, &s->list)) {
		fail_msg("%s", s->err.msg);
	}
	setting_expand(s);
}

/* All text of the pieces in order, artifacts apart; runs parted by spaces. */
static char *words_of(struct setting *s) {
	struct buf words = BUF_INIT;

	for (size_t i = 0; i < s->list.n; i++) {
		int artifact = 0;
		for (size_t k = 0; k < s->list.v[i].ops.n; k++) {
			const struct op *op = &s->list.v[i].ops.v[k];
			artifact += (op->kind == OP_ARTIFACT_BEGIN) - (op->kind == OP_ARTIFACT_END);
			if (op->kind == OP_TEXT) {
				assert_int_equal(artifact, 0);
				buf_add(&words, op->u.text.run->utf8, op->u.text.run->utf8_len);
				buf_addc(&words, ' ');
			}
		}
	}
	char *all = arena_strdup(s->arena, buf_str(&words));
	buf_fini(&words);
	return all;
}

static size_t count_in(const char *text, const char *word) {
	size_t n = 0;

	for (const char *p = strstr(text, word); p != NULL; p = strstr(p + 1, word)) {
		n++;
	}
	return n;
}

static const struct op *find_text(const struct ops *ops, const char *text) {
	for (size_t i = 0; i < ops->n; i++) {
		const struct text_run *run = ops->v[i].kind == OP_TEXT ? ops->v[i].u.text.run : NULL;
		if (run != NULL && run->utf8_len >= strlen(text) && memcmp(run->utf8, text, strlen(text)) == 0) {
			return &ops->v[i];
		}
	}
	return NULL;
}

/* Nothing stands out of the table's place, and what a piece holds is within its height. */
static void check_inside(const struct setting *s) {
	for (size_t i = 0; i < s->list.n; i++) {
		const struct piece *piece = &s->list.v[i];
		assert_true(piece->height <= s->setter.height + 0.01);
		for (size_t k = 0; k < piece->ops.n; k++) {
			const struct op *op = &piece->ops.v[k];
			if (op->kind == OP_TEXT) {
				assert_true(op->u.text.x >= -0.1 && op->u.text.x + op->u.text.run->width_pt <= s->setter.width + 0.1);
				assert_true(op->u.text.y >= 0 && op->u.text.y <= piece->height);
			} else if (op->kind == OP_RECT) {
				assert_true(op->u.rect.x >= -0.1 && op->u.rect.x + op->u.rect.w <= s->setter.width + 0.1);
			} else if (op->kind == OP_LINE) {
				assert_true(op->u.line.x0 >= -0.1 && op->u.line.x1 <= s->setter.width + 0.1);
			}
		}
	}
}

/* Tags nest, paint stands in leaves or artifacts, and Table, TR and cells are within each other as they should be. */
static void check_tags(const struct setting *s) {
	enum tag open[32];
	size_t depth = 0;
	bool in_artifact = false;

	for (size_t i = 0; i < s->list.n; i++) {
		for (size_t k = 0; k < s->list.v[i].ops.n; k++) {
			const struct op *op = &s->list.v[i].ops.v[k];
			enum tag parent = depth > 0 ? open[depth - 1] : TAG_DOCUMENT;
			bool in_leaf = parent == TAG_SPAN || parent == TAG_LINK || parent == TAG_LBL || parent == TAG_FIGURE;
			switch (op->kind) {
			case OP_TAG_BEGIN:
				assert_false(in_leaf || in_artifact);
				enum tag tag = op->u.tag.tag;
				assert_true(tag != TAG_TR || parent == TAG_THEAD || parent == TAG_TBODY || parent == TAG_TFOOT);
				assert_true((tag != TAG_TH && tag != TAG_TD) || parent == TAG_TR);
				assert_true((tag != TAG_THEAD && tag != TAG_TBODY && tag != TAG_TFOOT && tag != TAG_CAPTION) || parent == TAG_TABLE);
				open[depth++] = tag;
				break;
			case OP_TAG_END:
				assert_true(depth > 0);
				depth--;
				break;
			case OP_ARTIFACT_BEGIN:
			case OP_ARTIFACT_END:
				assert_false(in_leaf);
				in_artifact = op->kind == OP_ARTIFACT_BEGIN;
				break;
			case OP_TEXT:
				assert_true(in_leaf != in_artifact);
				break;
			case OP_RECT:
			case OP_LINE:
				assert_true(in_artifact);
				break;
			default:
				break;
			}
		}
		assert_false(in_artifact);
	}
	assert_int_equal(depth, 0);
}

static size_t count_tags(const struct setting *s, enum tag tag, const struct tag_attrs *like) {
	size_t n = 0;

	for (size_t i = 0; i < s->list.n; i++) {
		for (size_t k = 0; k < s->list.v[i].ops.n; k++) {
			const struct op *op = &s->list.v[i].ops.v[k];
			static const struct tag_attrs none;
			if (op->kind == OP_TAG_BEGIN && op->u.tag.tag == tag) {
				const struct tag_attrs *a = op->u.tag.attrs != NULL ? op->u.tag.attrs : &none;
				n += like == NULL || (a->scope == like->scope && a->colspan == like->colspan && a->rowspan == like->rowspan);
			}
		}
	}
	return n;
}

static void test_simple(void **state) {
	struct setting s;
	(void)state;
	setting_open(&s, "");
	set(&s, "lr", "!Country|Joined\n@Georgia|1994\n@Malta|2008\n=Total|2", "Who joined");
	check_inside(&s);
	check_tags(&s);
	assert_int_equal(count_in(words_of(&s), "Who joined"), 1);
	assert_string_equal(strstr(words_of(&s), "Country"), "Country Joined Georgia 1994 Malta 2008 Total 2 ");
	/* caption, header, two rows, total: nothing may part the first three, nor the total from its row */
	assert_int_equal(s.list.n, 5);
	assert_int_equal(s.list.v[1].break_cost, BREAK_NEVER);
	assert_int_equal(s.list.v[2].break_cost, BREAK_NEVER);
	assert_int_equal(s.list.v[3].break_cost, BREAK_BAD);
	assert_int_equal(s.list.v[4].break_cost, 2 * BREAK_BAD);
	assert_int_equal(count_tags(&s, TAG_TH, &(struct tag_attrs){ .scope = SCOPE_COLUMN }), 2);
	assert_int_equal(count_tags(&s, TAG_TH, &(struct tag_attrs){ .scope = SCOPE_ROW }), 2);
	assert_int_equal(count_tags(&s, TAG_TR, NULL), 4);
	/* right-aligned: the ends of the numbers stand under each other; the first column is flush with the text */
	const struct op *a = find_text(&s.list.v[2].ops, "1994"), *b = find_text(&s.list.v[4].ops, "2");
	assert_true(NEAR(a->u.text.x + a->u.text.run->width_pt, b->u.text.x + b->u.text.run->width_pt));
	assert_true(NEAR(find_text(&s.list.v[2].ops, "Georgia")->u.text.x, 0));
	setting_close(&s);
}

static void test_repeat(void **state) {
	struct setting s;
	struct buf words = BUF_INIT;
	(void)state;
	setting_open(&s, "");
	set(&s, "ll", "!Name|What\nA|b\nC|d", "Things");
	assert_null(s.list.v[1].repeat);
	for (size_t i = 2; i < 4; i++) {
		assert_non_null(s.list.v[i].repeat);
		assert_true(s.list.v[i].break_cost >= BREAK_POOR);
	}
	const struct ops *ops = &s.list.v[3].repeat->ops;
	assert_int_equal(ops->v[0].kind, OP_ARTIFACT_BEGIN);
	assert_int_equal(ops->v[ops->n - 1].kind, OP_ARTIFACT_END);
	for (size_t i = 1; i + 1 < ops->n; i++) {
		assert_true(ops->v[i].kind == OP_TEXT || ops->v[i].kind == OP_LINE || ops->v[i].kind == OP_RECT);
		if (ops->v[i].kind == OP_TEXT) {
			buf_add(&words, ops->v[i].u.text.run->utf8, ops->v[i].u.text.run->utf8_len);
			buf_addc(&words, ' ');
			assert_true(ops->v[i].u.text.y < s.list.v[3].repeat->height);
		}
	}
	assert_string_equal(buf_str(&words), "Table 3 (continued) Name What ");
	buf_fini(&words);
	setting_close(&s);
}

static void test_spans(void **state) {
	struct setting s;
	(void)state;
	setting_open(&s, "");
	set(&s, "lrrrr", "!_2 Region|^2 2019|^2 2024\n!In|Out|In|Out\n#Europe\nBlack Sea|1|2|3|4\n_2 Asia|5|6|7|8\n9|10|11|12\nGulf|^4 none", NULL);
	check_inside(&s);
	check_tags(&s);
	/* the header's two rows are one piece, as are Asia's */
	assert_int_equal(s.list.n, 5);
	assert_int_equal(count_tags(&s, TAG_TR, NULL), 7);
	assert_int_equal(count_tags(&s, TAG_TH, &(struct tag_attrs){ .scope = SCOPE_COLUMN, .rowspan = 2 }), 1);
	assert_int_equal(count_tags(&s, TAG_TH, &(struct tag_attrs){ .scope = SCOPE_COLUMN, .colspan = 2 }), 2);
	assert_int_equal(count_tags(&s, TAG_TH, &(struct tag_attrs){ .scope = SCOPE_COLUMN, .colspan = 5 }), 1);
	assert_int_equal(count_tags(&s, TAG_TD, &(struct tag_attrs){ .rowspan = 2 }), 1);
	assert_int_equal(count_tags(&s, TAG_TD, &(struct tag_attrs){ .colspan = 4 }), 1);
	/* a group is kept with the row it names */
	assert_int_equal(s.list.v[2].break_cost, BREAK_NEVER);
	/* what stands in the second row of a joined piece stands lower, in its own column */
	const struct op *five = find_text(&s.list.v[3].ops, "5"), *nine = find_text(&s.list.v[3].ops, "9");
	assert_true(nine->u.text.y > five->u.text.y + 8);
	assert_true(NEAR(nine->u.text.x + nine->u.text.run->width_pt, five->u.text.x + five->u.text.run->width_pt));
	setting_close(&s);
}

/* Where scopes do not tell, every data cell names heads that there are, and none twice. */
static void test_headers(void **state) {
	struct setting s;
	struct buf ids = BUF_INIT;
	size_t named = 0;
	(void)state;
	setting_open(&s, "");
	set(&s, "lrrrr", "!_2 Region|^2 2019|^2 2024\n!In|Out|In|Out\n#Europe\n@Black Sea|1|2|3|4\n_2 @Asia|5|6|7|8\n9|10|11|12\n=Gulf|^4 none", NULL);
	for (size_t i = 0; i < s.list.n; i++) {
		for (size_t k = 0; k < s.list.v[i].ops.n; k++) {
			const struct op *op = &s.list.v[i].ops.v[k];
			const struct tag_attrs *a = op->kind == OP_TAG_BEGIN ? op->u.tag.attrs : NULL;
			if (a != NULL && a->id != NULL) {
				assert_int_equal(op->u.tag.tag, TAG_TH);
				assert_int_equal(count_in(buf_str(&ids), arena_printf(s.arena, " %s ", a->id)), 0);
				buf_addf(&ids, " %s ", a->id);
			}
			assert_true(op->kind != OP_TAG_BEGIN || op->u.tag.tag != TAG_TD || (a != NULL && a->headers != NULL));
			for (const char *const *h = a != NULL ? a->headers : NULL; h != NULL && *h != NULL; h++) {
				/* those of groups and rows stand before, as do those of columns */
				named += op->u.tag.tag == TAG_TD;
				assert_int_equal(count_in(buf_str(&ids), arena_printf(s.arena, " %s ", *h)), 1);
			}
		}
	}
	/* by row, of 1 to 12: two of columns, the group, the row; of Gulf's, which has no head: its columns' six and the group */
	assert_int_equal(named, 12 * 4 + 2 + 7);
	buf_fini(&ids);
	setting_close(&s);
}

/* Blocks in a cell higher than a page: their tags are closed and opened again in each part, labels come once. */
static void test_blocks(void **state) {
	struct setting s;
	struct buf text = BUF_INIT;
	(void)state;
	setting_open(&s, "");
	struct node *table = setting_node(&s, NODE_TABLE);
	table->u.table.columns = arena_alloc(s.arena, sizeof(*table->u.table.columns));
	table->u.table.column_count = 1;
	buf_adds(&text, "Before\n\n");
	for (int k = 0; k < 200; k++) {
		buf_addf(&text, "- item%dx is as long as it takes to need more than a line of its column, which is as wide as the page and all the text on it\n", k);
		buf_addf(&text, k % 3 == 0 ? "    1. inner%dx\n" : "", k);
	}
	buf_adds(&text, "\nAfter");
	setting_node(&s, NODE_ROW);
	setting_node(&s, NODE_CELL);
	if (!build_blocks(s.build, buf_str(&text), 1, &s.err)) {
		fail_msg("%s", s.err.msg);
	}
	for (int i = 0; i < 3; i++) {
		build_close(s.build);
	}
	assert_true(table_set(&s.setter, table, 0, s.setter.width, &s.list));
	setting_expand(&s);
	check_tags(&s);
	char *words = words_of(&s);
	for (int k = 0; k < 200; k++) {
		assert_int_equal(count_in(words, arena_printf(s.arena, "item%dx", k)), 1);
		assert_int_equal(count_in(words, arena_printf(s.arena, "inner%dx", k)), k % 3 == 0);
	}
	assert_int_equal(count_tags(&s, TAG_LBL, NULL), 200 + 67);
	assert_true(s.list.n > 3);
	buf_fini(&text);
	setting_close(&s);
}

/* Values and their grounds: the darker the greater, and words that can be read on each. */
static double luminance(struct color c) {
	double v[3] = { c.r, c.g, c.b }, weights[3] = { 0.2126, 0.7152, 0.0722 }, sum = 0;

	for (int i = 0; i < 3; i++) {
		sum += weights[i] * (v[i] <= 0.03928 ? v[i] / 12.92 : pow((v[i] + 0.055) / 1.055, 2.4));
	}
	return sum;
}

static void test_heat(void **state) {
	static const bool columns[] = { false, true };
	struct node_table more = { .zebra = -1, .stub = -1, .heat = columns, .heat_low = NAN, .heat_high = NAN, .heat_legend = true };
	struct setting s;
	struct buf rows = BUF_INIT;
	double before = 2;
	size_t seen = 0;
	int value = 0;
	(void)state;
	setting_open(&s, "");
	for (int i = 0; i <= 40; i++) {
		buf_addf(&rows, "%sa|%d", i > 0 ? "\n" : "", i);
	}
	struct node *table = (struct node *)(uintptr_t)setting_table(&s, "lr", buf_str(&rows), NULL);
	table->u.table.more = &more;
	for (struct node *row = table->first; row != NULL; row = row->next) {
		row->last->u.cell.value = value++;
	}
	assert_true(table_set(&s.setter, table, 0, s.setter.width, &s.list));
	setting_expand(&s);
	check_inside(&s);
	for (size_t i = 0; i < 41; i++) {
		const struct op *rect = NULL;
		for (size_t k = 0; k < s.list.v[i].ops.n; k++) {
			const struct op *op = &s.list.v[i].ops.v[k];
			rect = op->kind == OP_RECT ? op : rect;
			if (op->kind == OP_TEXT && rect != NULL && op->u.text.x > rect->u.rect.x) {
				double ground = luminance(rect->u.rect.color), ink = luminance(op->u.text.color);
				assert_true(ground < before);
				assert_true((fmax(ground, ink) + 0.05) / (fmin(ground, ink) + 0.05) >= 4.5);
				before = ground;
				seen++;
			}
		}
	}
	assert_int_equal(seen, 41);
	/* under the table its legend */
	assert_int_equal(count_tags(&s, TAG_FIGURE, NULL), 1);
	buf_fini(&rows);
	setting_close(&s);
}

/* Many columns, and cells that span many of them and of the rows: it ends, and soon. */
static void test_extremes(void **state) {
	struct setting s;
	struct buf rows = BUF_INIT, letters = BUF_INIT;
	(void)state;
	setting_open(&s, "");
	for (int i = 0; i < 60; i++) {
		buf_adds(&letters, i % 7 == 3 ? "d" : "l");
	}
	for (int r = 0; r < 340; r++) {
		/* two rows of thirty cells, each two columns wide and every second two rows high */
		for (int i = 0; i < 30; i++) {
			if (r % 2 == 0 || i % 2 == 1) {
				buf_addf(&rows, "%s%s^2 w%d", i > (r % 2) ? "|" : "", r % 2 == 0 && i % 2 == 0 ? "_2 " : "", i);
			}
		}
		buf_addc(&rows, '\n');
	}
	set(&s, buf_str(&letters), buf_str(&rows), NULL);
	check_tags(&s);
	assert_true(s.list.n > 0);
	setting_close(&s);

	setting_open(&s, "");
	buf_reset(&rows);
	buf_adds(&rows, "_10000 all|0\n");
	for (int r = 1; r < 10000; r++) {
		buf_addf(&rows, "%d\n", r);
	}
	set(&s, "ll", buf_str(&rows), NULL);
	assert_true(s.list.n >= 10000);
	buf_fini(&rows);
	buf_fini(&letters);
	setting_close(&s);
}

/* Rows that are made with their pages: nothing is lost, numbers stand under each other, and one too high is divided all the same. */
static void test_late(void **state) {
	struct setting s;
	struct buf rows = BUF_INIT;
	double point = 0;
	size_t later = 0, decimals = 0;
	(void)state;
	setting_open(&s, "");
	buf_adds(&rows, "!Name|What|Number");
	for (int r = 0; r < 2500; r++) {
		buf_addf(&rows, "\n@name%dx|", r);
		for (int k = 0; k < (r == 1500 ? 2000 : r % 7); k++) {
			buf_addf(&rows, "word%d.%dx ", r, k);
		}
		buf_addf(&rows, r % 11 == 3 ? "with a note^[note%dx]" : "", r);
		buf_addf(&rows, "|%d.%d", r % 1000, r % 10);
	}
	const struct node *table = setting_table(&s, "lld", buf_str(&rows), "Long");
	assert_true(table_set(&s.setter, table, 0, s.setter.width, &s.list));
	for (size_t i = 0; i < s.list.n; i++) {
		for (size_t k = 0; k < s.list.v[i].ops.n; k++) {
			later += s.list.v[i].ops.v[k].kind == OP_LATER;
		}
	}
	assert_true(later > 2000);
	setting_expand(&s);
	check_inside(&s);
	check_tags(&s);
	char *words = words_of(&s);
	for (int r = 0; r < 2500; r += 83) {
		assert_int_equal(count_in(words, arena_printf(s.arena, "name%dx", r)), 1);
		for (int k = 0; k < r % 7; k++) {
			assert_int_equal(count_in(words, arena_printf(s.arena, "word%d.%dx", r, k)), 1);
		}
	}
	for (int k = 0; k < 2000; k += 7) {
		assert_int_equal(count_in(words, arena_printf(s.arena, "word1500.%dx", k)), 1);
	}
	for (size_t i = 0; i < s.list.n; i++) {
		const struct ops *ops = &s.list.v[i].ops;
		for (size_t k = 0; k < ops->n; k++) {
			const struct text_run *run = ops->v[k].kind == OP_TEXT ? ops->v[k].u.text.run : NULL;
			const char *dot = run != NULL && run->utf8_len < 8 ? memchr(run->utf8, '.', run->utf8_len) : NULL;
			if (dot != NULL && run->utf8[0] >= '0' && run->utf8[0] <= '9') {
				double at = ops->v[k].u.text.x + run->glyphs[dot - run->utf8].x;
				point = decimals++ == 0 ? at : point;
				assert_true(NEAR(at, point));
			}
		}
	}
	assert_int_equal(decimals, 2500);
	buf_fini(&rows);
	setting_close(&s);
}

static void test_decimals(void **state) {
	/* glyphs before the point; of what is no number, half of it */
	static const struct { const char *cell; double whole; } cases[] = {
		{ "12.5", 2 }, { "0.125", 1 }, { "100", 3 }, { "1,234.75", 5 }, { "n/a", -1 }, { "5 %", 1 }, { "3–5", 1 }, { "±0.25", 2 },
		{ "2.5 ± 0.3", 1 }, { "–", -1 }, { "–7.5", 2 }, { "1 234 567.5", 9 }, { "12,34", 2 },
	};
	struct setting s;
	double at = 0;
	(void)state;
	setting_open(&s, "");
	set(&s, "ld", "!Who|Share\na|12.5\nb|0.125\nc|100\nd|1,234.75\ne|n/a\nf|5 %\ng|3–5\nh|±0.25\ni|2.5 ± 0.3\nj|–\n"
	    "k|–7.5\nl|1 234 567.5\nm|12,34^[a note]", NULL);
	check_inside(&s);
	for (size_t i = 0; i < LEN(cases); i++) {
		const struct op *op = find_text(&s.list.v[i + 1].ops, cases[i].cell);
		const struct text_run *run = op->u.text.run;
		size_t whole = cases[i].whole < 0 ? 0 : (size_t)cases[i].whole;
		double point = cases[i].whole < 0 ? run->width_pt / 2 : whole < run->glyph_count ? run->glyphs[whole].x : run->width_pt;
		at = i == 0 ? op->u.text.x + point : at;
		if (!NEAR(op->u.text.x + point, at)) {
			fail_msg("%s: the point is at %g, not %g", cases[i].cell, op->u.text.x + point, at);
		}
	}
	setting_close(&s);
}

/* Rows that no page holds are divided, and every word still comes once, in order. */
static void test_high(void **state) {
	static const char *const layouts[] = { "%s|short\nnext|row", "_3 %s|a\nb\nc\nnext|row", "_2 one|%s\ntwo\nnext|row" };
	(void)state;
	for (size_t i = 0; i < LEN(layouts); i++) {
		struct setting s;
		struct buf text = BUF_INIT;
		size_t parts = 0;
		setting_open(&s, "");
		for (int k = 0; k < 3000; k++) {
			buf_addf(&text, "w%dx ", k);
		}
		char *rows = arena_strdup(s.arena, layouts[i]), *at = strstr(rows, "%s");
		*at = '\0';
		set(&s, "ll*1", arena_printf(s.arena, "!Head|Head\n%s%s%s", rows, buf_str(&text), at + 2), "High");
		check_tags(&s);
		char *words = words_of(&s);
		for (int k = 0; k < 3000; k += 7) {
			assert_int_equal(count_in(words, arena_printf(s.arena, "w%dx", k)), 1);
		}
		assert_int_equal(count_in(words, "next"), 1);
		for (size_t k = 0; k < s.list.n; k++) {
			const struct piece *piece = &s.list.v[k];
			parts += piece->height > 300;
			assert_true(piece->height + (piece->repeat != NULL ? piece->repeat->height : 0) <= s.setter.height + 0.01);
		}
		assert_true(parts > 1);
		assert_true(s.warnings.n > 0);
		buf_fini(&text);
		setting_close(&s);
	}
}

/* A table that needs more than there is is made narrower, and says so. */
static void test_narrow(void **state) {
	struct setting s;
	(void)state;
	setting_open(&s, "");
	set(&s, "llllllllllll", "!Interoperability|Parliamentary|Recommendations|Responsibilities|Administration|Communications|"
	    "Transportation|Representatives|Circumstances|Understanding|Infrastructure|Possibilities\na|b|c|d|e|f|g|h|i|j|k|l", NULL);
	check_inside(&s);
	check_tags(&s);
	assert_int_equal(s.warnings.n, 1);
	assert_non_null(strstr(s.warnings.v[0].msg, "its columns were set in 3 parts"));
	assert_int_equal(count_tags(&s, TAG_TABLE, NULL), 3);
	assert_int_equal(count_tags(&s, TAG_CAPTION, NULL), 3);
	char *words = words_of(&s);
	/* the stub is in each part, all else in one; no word is divided */
	assert_int_equal(count_in(words, "Interoperability"), 3);
	assert_int_equal(count_in(words, "Representatives"), 1);
	assert_int_equal(count_in(words, "(part 1 of 3)"), 1);
	assert_int_equal(count_in(words, "(part 3 of 3)"), 1);
	setting_close(&s);
}

/* Only a little too wide: its letters are made smaller, and it stays whole. */
static void test_smaller(void **state) {
	struct setting s;
	(void)state;
	setting_open(&s, "");
	set(&s, "lllllll", "!Interoperability|Parliamentary|Recommendations|Responsibilities|Administration|Infrastructure|x\n"
	    "a|b|c|d|e|f|g", NULL);
	check_inside(&s);
	assert_int_equal(s.warnings.n, 1);
	assert_non_null(strstr(s.warnings.v[0].msg, "letters of"));
	assert_int_equal(count_tags(&s, TAG_TABLE, NULL), 1);
	setting_close(&s);
}

/* What no column can hold is divided between letters. */
static void test_long_word(void **state) {
	struct setting s;
	struct buf word = BUF_INIT;
	(void)state;
	setting_open(&s, "");
	for (int i = 0; i < 400; i++) {
		buf_adds(&word, "abcdefghij");
	}
	set(&s, "l", arena_printf(s.arena, "!Word\n%s", buf_str(&word)), NULL);
	check_inside(&s);
	assert_int_equal(s.warnings.n, 1);
	assert_non_null(strstr(s.warnings.v[0].msg, "wider than its columns"));
	buf_fini(&word);
	setting_close(&s);
}

static void test_filled(void **state) {
	struct setting s;
	size_t fills = 0;
	(void)state;
	setting_open(&s, "\"table\": { \"zebra\": true, \"head_filled\": true, \"pad_x\": 6 }");
	set(&s, "ll", "!Name|What\nA|b\nC|d\nE|f", NULL);
	check_inside(&s);
	check_tags(&s);
	const struct op *head = find_text(&s.list.v[0].ops, "Name");
	assert_true(head->u.text.color.r == 1 && head->u.text.color.g == 1 && head->u.text.color.b == 1);
	assert_true(NEAR(head->u.text.x, 6));
	for (size_t i = 0; i < s.list.n; i++) {
		for (size_t k = 0; k < s.list.v[i].ops.n; k++) {
			const struct op *op = &s.list.v[i].ops.v[k];
			fills += op->kind == OP_ARTIFACT_BEGIN && op->u.artifact == ARTIFACT_BACKGROUND;
		}
	}
	assert_int_equal(fills, 2);
	setting_close(&s);
}

/* Every row with an id can be led to: by its piece, or by a place of its own where the piece is another's. */
static void test_places(void **state) {
	struct setting s;
	size_t places = 0, pieces = 0;
	(void)state;
	setting_open(&s, "");
	const struct node *table = setting_table(&s, "ll", "!Head|head\n_2 a|b\nc\nd|e", NULL);
	for (struct node *row = table->first; row != NULL; row = row->next) {
		row->id = arena_printf(s.arena, "row-%zu", places++);
	}
	assert_true(table_set(&s.setter, table, 0, s.setter.width, &s.list));
	places = 0;
	for (size_t i = 0; i < s.list.n; i++) {
		pieces += i > 0 && s.list.v[i].node != NULL && s.list.v[i].node->id != NULL;
		for (size_t k = 0; k < s.list.v[i].ops.n; k++) {
			places += s.list.v[i].ops.v[k].kind == OP_DEST;
		}
	}
	/* the head's row in the table's own piece, and c's in that of a; a and d begin theirs */
	assert_int_equal(places, 2);
	assert_int_equal(pieces, 2);
	setting_close(&s);
}

/* Empty cells, a table without rows or header: nothing breaks, and the tags are whole. */
static void test_odd(void **state) {
	static const struct { const char *columns, *rows, *caption; } cases[] = {
		{ "ll", "|\n|", NULL }, { "l", "!Only a header", "Words" }, { "l", "", "Only a caption" }, { "l", "", NULL },
		{ "ll", "#Group", NULL }, { "c", "=Total", "x" }, { "l0.01 l", "too narrow a column|b", NULL },
		{ "l*1 l*2 r20%", "a|b|c", NULL },
	};
	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		struct setting s;
		setting_open(&s, "");
		set(&s, cases[i].columns, cases[i].rows, cases[i].caption);
		ops_append(s.arena, &vlist_add(s.arena, &s.list, 0, 0)->ops, &s.list.pending, 0, 0);
		check_tags(&s);
		setting_close(&s);
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_columns_lowest),
		cmocka_unit_test(test_columns_random), cmocka_unit_test(test_columns_brute),
		cmocka_unit_test(test_simple),
		cmocka_unit_test(test_repeat),
		cmocka_unit_test(test_spans),
		cmocka_unit_test(test_headers), cmocka_unit_test(test_blocks), cmocka_unit_test(test_heat), cmocka_unit_test(test_extremes), cmocka_unit_test(test_late),
		cmocka_unit_test(test_decimals),
		cmocka_unit_test(test_high),
		cmocka_unit_test(test_narrow), cmocka_unit_test(test_smaller), cmocka_unit_test(test_long_word),
		cmocka_unit_test(test_filled),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_odd),
	};
	return cmocka_run_group_tests(tests, setting_begin, setting_end);
}
