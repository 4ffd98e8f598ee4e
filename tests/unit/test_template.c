/* template: what the house look comes to, values of each type, what is filled in, and mistakes with their keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/contrast.h"
#include "doc/template.h"
#include "../shipped.h"

#define LEN(a) (sizeof(a) / sizeof(*(a)))
#define FONTS  "\"fonts\": { \"serif\": [\"Noto Serif\", \"Noto Sans\"], \"sans\": \"Noto Sans\" }"

static struct arena *arena;

static int set_up(void **state) {
	(void)state;
	arena = arena_new();
	return 0;
}

static int tear_down(void **state) {
	(void)state;
	arena_free(arena);
	return 0;
}

/* A template with its fonts and more keys. */
static const struct template *parse(const char *more, struct errs *errors) {
	struct err err = ERR_INIT;
	const char *text = arena_printf(arena, "{ " FONTS "%s%s }", *more != '\0' ? ", " : "", more);
	const struct json *json = json_parse(arena, text, strlen(text), NULL, &err);
	if (json == NULL) {
		fail_msg("%s: %s", text, err.msg);
	}
	return template_parse(arena, json, errors);
}

static const struct template *must_parse(const char *more) {
	struct errs errors = ERRS_INIT;
	const struct template *t = parse(more, &errors);
	if (t == NULL) {
		fail_msg("%s: %s", more, errors.v[0].msg);
	}
	return t;
}

static void assert_near(double a, double b) {
	if (fabs(a - b) > 0.01) {
		fail_msg("%g is not %g", a, b);
	}
}

/* Every key of the shipped look is known, and what it says arrives. */
static void test_briefing(void **state) {
	(void)state;
	struct errs errors = ERRS_INIT;
	size_t n;
	const struct template *t = template_parse(arena, shipped_template(arena, "briefing"), &errors);
	if (t == NULL) {
		fail_msg("%s: %s", errors.v[0].key, errors.v[0].msg);
	}
	assert_string_equal(t->name, "briefing");
	assert_near(t->width, 595.28);
	assert_near(t->height, 841.89);
	const struct template_family *families = template_families(t, &n);
	assert_int_equal(n, 2);
	assert_string_equal(families[0].names[0], "Noto Serif");
	for (int i = 0; i < STYLES; i++) {
		assert_true(t->styles[i].size > 0 && t->styles[i].leading >= t->styles[i].size);
		assert_true(t->styles[i].font >= 0 && (size_t)t->styles[i].font < n);
	}
	assert_true(t->cover.shown);
	assert_true(t->chart.palette_count >= 4);
}

static void test_lengths(void **state) {
	static const struct { const char *value; double pt; } cases[] = {
		{ "12", 12 }, { "12.5", 12.5 }, { "\"12pt\"", 12 }, { "\"25.4mm\"", 72 }, { "\"2.54cm\"", 72 }, { "\"1.5in\"", 108 },
		{ "0", 0 }, { "-3", -3 },
	};
	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		const char *more = arena_printf(arena, "\"styles\": { \"body\": { \"first_indent\": %s } }", cases[i].value);
		assert_near(must_parse(more)->styles[STYLE_BODY].first_indent, cases[i].pt);
	}
}

static void test_papers(void **state) {
	double w, h;
	(void)state;
	assert_near(must_parse("\"page\": { \"paper\": \"letter\" }")->width, 612);
	assert_true(template_paper("a4", &w, &h));
	assert_near(h, 841.89);
	assert_false(template_paper("A4", &w, &h));
	const struct template *t = must_parse("\"page\": { \"margins\": { \"left\": \"20mm\", \"top\": 50 } }");
	assert_near(t->left, 56.69);
	assert_near(t->top, 50);
	assert_near(t->right, 72);
}

static void test_colours(void **state) {
	(void)state;
	const struct template *t = must_parse("\"colours\": { \"accent\": \"#336699\", \"tint\": \"accent\" },"
	                                      "\"styles\": { \"body\": { \"colour\": \"accent\" }, \"h1\": { \"colour\": \"white\" },"
	                                      "\"h2\": { \"colour\": \"#FF0080\" } },"
	                                      "\"chart\": { \"palette\": [\"#000000\", \"accent\"] }");
	assert_near(t->accent.r, 0.2);
	assert_near(t->accent.g, 0.4);
	assert_near(t->accent.b, 0.6);
	assert_near(t->styles[STYLE_BODY].color.b, 0.6);
	assert_near(t->styles[STYLE_H1].color.g, 1);
	assert_near(t->styles[STYLE_H2].color.r, 1);
	assert_near(t->styles[STYLE_H2].color.b, 0.5);
	assert_int_equal(t->chart.palette_count, 2);
	assert_near(t->chart.palette[1].g, 0.4);
}

/* A style is like the one it is based on where it says nothing; a size alone keeps the proportion of the leading. */
static void test_bases(void **state) {
	(void)state;
	const struct template *t = must_parse(
		"\"styles\": { \"body\": { \"size\": 10, \"leading\": 15, \"font\": \"sans\", \"align\": \"justify\" },"
		"\"h1\": { \"size\": 20, \"bold\": true }, \"h2\": { \"bold\": false }, \"h3\": { \"size\": 12, \"leading\": 13 } }");
	assert_int_equal(t->styles[STYLE_BODY].font, 1);
	assert_int_equal(t->styles[STYLE_NOTE].font, 1);
	assert_near(t->styles[STYLE_H1].leading, 30);
	assert_true(t->styles[STYLE_H1].bold);
	assert_int_equal(t->styles[STYLE_H1].align, TEMPLATE_JUSTIFY);
	assert_near(t->styles[STYLE_H2].size, 20);
	assert_false(t->styles[STYLE_H2].bold);
	assert_near(t->styles[STYLE_H3].leading, 13);
	assert_near(t->styles[STYLE_H6].size, 12);
	assert_near(t->styles[STYLE_TABLE_CELL].size, 10);
}

/* What a template leaves out is filled in; Lua's empty table comes as an empty array. */
static void test_defaults(void **state) {
	(void)state;
	const struct template *t = must_parse("\"cover\": [], \"styles\": []");
	assert_near(t->width, 595.28);
	assert_near(t->left, 72);
	assert_near(t->styles[STYLE_BODY].size, 10);
	assert_true(t->table.pad_x > 0 && t->chart.height > 0 && t->chart.palette_count == 3);
	assert_string_equal(t->list.bullet[2], "•");
	assert_null(t->header.left);
	t = must_parse("\"list\": { \"bullets\": [\"–\"] }, \"footer\": { \"right\": \"{page_of}\" }");
	assert_string_equal(t->list.bullet[2], "–");
	assert_string_equal(t->footer.right, "{page_of}");
}

static void test_mistakes(void **state) {
	static const struct { const char *more, *key, *msg, *hint; } cases[] = {
		{ "\"stiles\": {}", "stiles", "unknown key 'stiles'", "did you mean 'styles'?" },
		{ "\"styles\": { \"bdy\": {} }", "styles.bdy", "unknown key 'bdy'", "did you mean 'body'?" },
		{ "\"styles\": { \"body\": { \"colr\": \"ink\" } }", "styles.body.colr", "unknown key 'colr'", "did you mean 'colour'?" },
		{ "\"styles\": { \"body\": 5 }", "styles.body", "'styles.body' must be a table, not a number", "" },
		{ "\"styles\": { \"body\": { \"size\": \"10 apples\" } }", "styles.body.size", "'styles.body.size' must be a length", NULL },
		{ "\"styles\": { \"body\": { \"indent\": 1e9 } }", "styles.body.indent", "'styles.body.indent' must be a length", NULL },
		{ "\"styles\": { \"body\": { \"size\": 0 } }", "styles.body",
		  "'styles.body' must have a size above 0 and a leading of at least 0.8 of it", "" },
		{ "\"styles\": { \"body\": { \"bold\": 1 } }", "styles.body.bold", "'styles.body.bold' must be true or false, not a number", "" },
		{ "\"styles\": { \"body\": { \"font\": \"mono\" } }", "styles.body.font", "'styles.body.font' must name one of the template's fonts", NULL },
		{ "\"styles\": { \"body\": { \"align\": \"middle\" } }", "styles.body.align",
		  "'styles.body.align' must be \"justify\", \"left\", \"right\" or \"center\"", "" },
		{ "\"colours\": { \"ink\": \"#12345\" }", "colours.ink", "'colours.ink' must be a colour", NULL },
		{ "\"colours\": { \"ink\": \"#12345g\" }", "colours.ink", "'colours.ink' must be a colour", NULL },
		{ "\"output\": { \"conformance\": \"pdf/a-3a\" }", "output.conformance", "'output.conformance' must be a list such as { \"pdf/a-3a\" }", "" },
		{ "\"output\": { \"conformance\": [\"pdf/a-1a\"] }", "output.conformance", "output.conformance: \"pdf/a-1a\" is not supported",
		  "supported are \"pdf/ua-1\", \"pdf/a-2a\", \"pdf/a-2b\", \"pdf/a-2u\", \"pdf/a-3a\", \"pdf/a-3b\", \"pdf/a-3u\"" },
		{ "\"output\": { \"conformance\": [\"pdf/a-2u\"], \"attach_data\": true }", "output.attach_data",
		  "\"pdf/a-2u\" may hold no attachments, and 'output.attach_data' asks for some", "" },
		{ "\"output\": { \"attach_data\": 1 }", "output.attach_data", "'output.attach_data' must be true or false, not a number", "" },
		{ "\"page\": { \"paper\": \"a3\" }", "page.paper", "'page.paper' must be \"a4\", \"a5\" or \"letter\"", "" },
		{ "\"page\": { \"margins\": { \"left\": 500 } }", "page.margins", "the margins leave less than two inches for the text", "" },
		{ "\"header\": { \"left\": \"{titel} {page} { x } {\" }", "header.left", "'header.left': there is no value {titel}", "did you mean {title}?" },
		{ "\"page\": { \"margin\": {} }", "page.margin", "unknown key 'margin'", "did you mean 'margins'?" },
		{ "\"header\": { \"left\": 3 }", "header.left", "'header.left' must be a string, not a number", "" },
		{ "\"chart\": { \"data\": \"beside\" }", "chart.data", "'chart.data' must be \"none\", \"below\" or \"annex\"", "" },
		{ "\"chart\": { \"palette\": [] }", "chart.palette", "'chart.palette' must be a list of 1 to 12 colours", "" },
		{ "\"list\": { \"bullets\": [\"a\", 2] }", "list.bullets", "'list.bullets' must be a list of 1 to 3 strings", "" },
		{ "\"cover\": true", "cover", "'cover' must be a table, not true or false", "" },
	};
	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		struct errs errors = ERRS_INIT;
		assert_null(parse(cases[i].more, &errors));
		const struct err *err = &errors.v[0];
		if (errors.n != 1 || err->code != ERR_INPUT || !str_eq(err->key, cases[i].key) || !str_eq(err->msg, cases[i].msg) ||
		    (cases[i].hint != NULL && !str_eq(err->hint, cases[i].hint))) {
			fail_msg("%s: %zu errors, '%s': %s (%s)", cases[i].more, errors.n, err->key, err->msg, err->hint);
		}
		errs_fini(&errors);
	}
}

static void test_collects(void **state) {
	struct errs errors = ERRS_INIT;
	(void)state;
	assert_null(parse("\"stiles\": 1, \"page\": { \"paper\": 4 }, \"styles\": { \"h1\": { \"bold\": 3, \"size\": [] } }", &errors));
	assert_int_equal(errors.n, 4);
	errs_fini(&errors);
}

static void test_fonts_required(void **state) {
	struct errs errors = ERRS_INIT;
	struct err err = ERR_INIT;
	(void)state;
	assert_null(template_parse(arena, json_parse(arena, "{}", 2, NULL, &err), &errors));
	assert_string_equal(errors.v[0].msg, "a template must name its fonts");
	errs_fini(&errors);
	assert_null(template_parse(arena, json_parse(arena, "[]", 2, NULL, &err), &errors));
	errs_fini(&errors);
}

/* A list of names may hold tables: a family that need not be installed is asked last. */
static void test_optional_fonts(void **state) {
	static const char text[] = "{ \"fonts\": { \"serif\": [{ \"family\": \"A\" }, { \"family\": \"B\", \"optional\": true, \"scale\": 1.5 }, { \"family\": \"C\", \"scale\": 0.9 }] } }";
	static const char *const wrong[] = {
		"{ \"fonts\": { \"serif\": [{ \"family\": \"B\", \"optional\": true }] } }", "{ \"fonts\": { \"serif\": [{ \"optional\": true }] } }",
		"{ \"fonts\": { \"serif\": [{ \"family\": \"B\", \"optional\": 1 }] } }", "{ \"fonts\": { \"serif\": [{ \"family\": \"B\", \"maybe\": true }] } }",
		"{ \"fonts\": { \"serif\": [{ \"family\": \"B\", \"scale\": 3 }] } }", "{ \"fonts\": { \"serif\": [{ \"family\": \"B\", \"scale\": \"1\" }] } }",
	};
	struct errs errors = ERRS_INIT;
	struct err err = ERR_INIT;
	size_t n;
	(void)state;
	struct template *t = template_parse(arena, json_parse(arena, text, strlen(text), NULL, &err), &errors);
	assert_non_null(t);
	const struct template_family *family = template_families(t, &n);
	assert_int_equal(n, 1);
	assert_string_equal(family->names[0], "A");
	assert_string_equal(family->names[1], "C");
	assert_null(family->names[2]);
	assert_string_equal(family->optional[0], "B");
	assert_null(family->optional[1]);
	assert_true(family->scales[0] == 1 && family->scales[1] == 0.9 && family->scales[2] == 1.5);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		assert_null(template_parse(arena, json_parse(arena, wrong[i], strlen(wrong[i]), NULL, &err), &errors));
		assert_true(str_prefix(errors.v[0].key, "fonts.serif"));
		errs_fini(&errors);
	}
}

/* Every key and style has a help, in the manual and so in the tables. */
static void test_manual(void **state) {
	struct buf out = BUF_INIT;
	(void)state;
	template_manual(&out);
	const char *text = buf_str(&out);
	assert_null(strstr(text, ": .\n"));
	assert_null(strstr(text, "(null)"));
	assert_non_null(strstr(text, "- pad_x (5): beside what cells hold.\n"));
	assert_non_null(strstr(text, "- h2 (h1): "));
	assert_non_null(strstr(text, "- accent (\"#1f3b5e\"): "));
	buf_fini(&out);
}

/* What is shipped can be read; what is too pale is told with its key and a colour that does. */
static void test_contrast(void **state) {
	static const struct {
		const char *keys, *key, *msg, *hint;
	} cases[] = {
		{ "\"styles\": { \"caption\": { \"colour\": \"#999999\" } }", "styles.caption.colour",
		  "'styles.caption.colour' (#999999) on paper (#ffffff) has a contrast of 2.8 to 1; letters need 4.5 (WCAG 2.1, AA)", "#767676 does" },
		{ "\"styles\": { \"callout_title\": { \"colour\": \"#757575\" } }", "styles.callout_title.colour", NULL, NULL },
		{ "\"table\": { \"head_filled\": true }, \"colours\": { \"accent\": \"#8f8f8f\" }", "table.head_filled (white)", NULL, NULL },
		{ "\"table\": { \"bad\": \"#555555\" }", "styles.table_cell.colour", NULL, NULL },
		{ "\"styles\": { \"h1\": { \"size\": 20, \"colour\": \"#959595\" } }", "styles.h1.colour", NULL, NULL },
		{ "\"styles\": { \"h1\": { \"size\": 20, \"colour\": \"#949494\" } }", NULL, NULL, NULL },
		{ "\"styles\": { \"watermark\": { \"colour\": \"#eeeeee\" } }", NULL, NULL, NULL },
	};
	static const char *const shipped[] = { "plain", "briefing", "letter", "sheet" };
	(void)state;
	for (size_t i = 0; i < LEN(shipped); i++) {
		struct errs errors = ERRS_INIT, faults = ERRS_INIT;
		const struct template *t = template_parse(arena, shipped_template(arena, shipped[i]), &errors);
		assert_non_null(t);
		contrast_check(t, &faults);
		if (faults.n > 0) {
			fail_msg("%s: %s", shipped[i], faults.v[0].msg);
		}
	}
	for (size_t i = 0; i < LEN(cases); i++) {
		struct errs faults = ERRS_INIT;
		contrast_check(must_parse(cases[i].keys), &faults);
		bool is_told = cases[i].key == NULL && faults.n == 0;
		for (size_t k = 0; k < faults.n && !is_told && cases[i].key != NULL; k++) {
			is_told = str_eq(faults.v[k].key, cases[i].key) && (cases[i].msg == NULL || str_eq(faults.v[k].msg, cases[i].msg)) &&
			          (cases[i].hint == NULL || str_eq(faults.v[k].hint, cases[i].hint));
		}
		if (!is_told) {
			fail_msg("case %zu: %zu faults: %s, %s", i, faults.n, faults.n > 0 ? faults.v[0].msg : "", faults.n > 0 ? faults.v[0].hint : "");
		}
		errs_fini(&faults);
	}
	assert_near(contrast_ratio((struct template_color){ 0, 0, 0 }, (struct template_color){ 1, 1, 1 }), 21);
}

int main(void) {
#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(test_briefing), CASE(test_lengths), CASE(test_papers), CASE(test_colours), CASE(test_bases), CASE(test_defaults),
		CASE(test_mistakes), CASE(test_collects), CASE(test_fonts_required),
		CASE(test_manual), CASE(test_contrast),
		CASE(test_optional_fonts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
