/* differ: what is different between two documents, by what they say: tables of pairs and of what is told of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/build.h"
#include "doc/difference.h"
#include "doc/differ.h"
#include "doc/node.h"
#include "doc/said.h"

#define DAYS_1 "[\"1 June 2023\",\"2023-06-01\"]"
#define DAYS_2 "[\"2 July 2023\",\"2023-07-02\"]"

static const struct said *said_of(struct arena *arena, const char *days, const char *blocks) {
	const char *text = arena_printf(arena, "{\"title\":\"T\",\"lang\":\"en\",\"as_of\":\"2023-06-01\",\"days\":%s,"
	                                "\"sections\":[{\"id\":\"a\",\"title\":\"Alpha\"}],\"blocks\":[%s],\"sources\":[]}", days, blocks);
	struct err err = ERR_INIT;
	const struct json *json = json_parse(arena, text, strlen(text), NULL, &err);
	if (json == NULL) {
		fail_msg("%s: %s", err.msg, text);
	}
	const struct said *said = said_parse(arena, json);
	assert_non_null(said);
	return said;
}

static const char *or_dash(const char *text) {
	return text != NULL ? text : "-";
}

/* "changed cell [T|Georgia|Joined] 1994>1995" a line */
static const char *told(struct arena *arena, const struct differences *list) {
	struct buf text = BUF_INIT;
	for (size_t i = 0; i < list->n; i++) {
		const struct difference *d = &list->v[i];
		buf_addf(&text, "%s%s %s [%s|%s|%s] %s>%s", i ? "\n" : "", difference_how_name(d->how), d->what, or_dash(d->block), or_dash(d->row),
		         or_dash(d->column), or_dash(d->before), or_dash(d->after));
	}
	const char *copy = arena_strdup(arena, buf_str(&text));
	buf_fini(&text);
	return copy;
}

#define PARA(text)            "{\"section\":\"a\",\"kind\":\"para\",\"text\":\"" text "\"}"
#define PARA_ID(id, text)     "{\"section\":\"a\",\"kind\":\"para\",\"id\":\"" id "\",\"text\":\"" text "\"}"
#define ROW(a, b)             "{\"key\":\"" a "\",\"cells\":[\"" a "\",\"" b "\"]}"
#define ROW_ID(id, a, b)      "{\"id\":\"" id "\",\"key\":\"" a "\",\"cells\":[\"" a "\",\"" b "\"]}"
#define TABLE_OF(title, rows) "{\"section\":\"a\",\"kind\":\"table\",\"title\":\"" title "\",\"columns\":[\"Country\",\"Joined\"],\"rows\":[" rows "]}"
#define LIST(rows)            "{\"section\":\"a\",\"kind\":\"list\",\"rows\":[" rows "]}"
#define ITEM(text)            "{\"cells\":[\"" text "\"]}"

static const struct {
	const char *name, *before, *after, *expected;
} cases[] = {
	{ "the same", PARA("One."), PARA("One."), "" },
	{ "another day is no change", PARA("As of 1 June 2023 all is well."), PARA("As of 2 July 2023 all is well."), "" },
	{ "the same words are none, whosever day they name", PARA("Base of 1 June 2023."), PARA("Base of 1 June 2023."), "" },
	{ "another's day in place of its own is one", PARA("All since 1 June 2023."), PARA("All since 1 May 2023."),
	  "changed para [-|-|-] All since 1 June 2023.>All since 1 May 2023." },
	{ "the end of another day is none", PARA("Since 1 June 2023: on 11 June 2023."), PARA("Since 2 July 2023: on 11 June 2023."), "" },
	{ "nor is the beginning of a number", PARA("File 2023-06-011."), PARA("File 2023-07-021."), "changed para [-|-|-] File 2023-06-011.>File 2023-07-021." },
	{ "moved", PARA("One.") "," PARA("Two."), PARA("Two.") "," PARA("One."), "" },
	{ "added", PARA("One."), PARA("One.") "," PARA("Two."), "added para [-|-|-] ->Two." },
	{ "removed, behind what it stood after", PARA("One.") "," PARA("Quite another thing.") "," PARA("Three."), PARA("One.") "," PARA("Three.") "," PARA("Four more of them."),
	  "removed para [-|-|-] Quite another thing.>-\nadded para [-|-|-] ->Four more of them." },
	{ "changed, by likeness", PARA("The Alliance has 31 members and 39 partners."), PARA("The Alliance has 32 members and 38 partners."),
	  "changed para [-|-|-] The Alliance has 31 members and 39 partners.>The Alliance has 32 members and 38 partners." },
	{ "not alike: two things", PARA("Apples and pears."), PARA("Something else entirely."),
	  "added para [-|-|-] ->Something else entirely.\nremoved para [-|-|-] Apples and pears.>-" },
	{ "known by its id, whatever it says", PARA_ID("x", "Apples."), PARA_ID("x", "Something else entirely."), "changed para [-|-|-] Apples.>Something else entirely." },
	{ "the likest of two", PARA("The list has one item.") "," PARA("The list has two items and a note."),
	  PARA("The list has two items and a new note."), "removed para [-|-|-] The list has one item.>-\nchanged para [-|-|-] The list has two items and a note.>The list has two items and a new note." },
	{ "twice the same", PARA("Same.") "," PARA("Same."), PARA("Same."), "removed para [-|-|-] Same.>-" },
	{ "a cell", TABLE_OF("T", ROW("Georgia", "1994") "," ROW("Malta", "1995")), TABLE_OF("T", ROW("Georgia", "1994") "," ROW("Malta", "2008")),
	  "changed cell [T|Malta|Joined] 1995>2008" },
	{ "a row added, a row removed", TABLE_OF("T", ROW("Georgia", "1994") "," ROW("Malta", "1995")), TABLE_OF("T", ROW("Georgia", "1994") "," ROW("Ireland", "1999")),
	  "removed row [T|Malta|-] Malta · 1995>-\nadded row [T|Ireland|-] ->Ireland · 1999" },
	{ "a row removed at the head, one added at the end", TABLE_OF("T", ROW("Georgia", "1994") "," ROW("Malta", "1995")), TABLE_OF("T", ROW("Malta", "1995") "," ROW("Ireland", "1999")),
	  "removed row [T|Georgia|-] Georgia · 1994>-\nadded row [T|Ireland|-] ->Ireland · 1999" },
	{ "rows in another order", TABLE_OF("T", ROW("Georgia", "1994") "," ROW("Malta", "1995")), TABLE_OF("T", ROW("Malta", "1995") "," ROW("Georgia", "1994")), "" },
	{ "a row known by its id", TABLE_OF("T", ROW_ID("MKD", "FYROM", "1995")), TABLE_OF("T", ROW_ID("MKD", "North Macedonia", "1995")),
	  "changed cell [T|North Macedonia|Country] FYROM>North Macedonia" },
	{ "the same key, another id", TABLE_OF("T", ROW_ID("a", "Congo", "1")), TABLE_OF("T", ROW_ID("b", "Congo", "2")),
	  "added row [T|Congo|-] ->Congo · 2\nremoved row [T|Congo|-] Congo · 1>-" },
	{ "a caption that tells the day", TABLE_OF("On 1 June 2023", ROW("Georgia", "1994")), TABLE_OF("On 2 July 2023", ROW("Georgia", "1995")),
	  "changed cell [On 2 July 2023|Georgia|Joined] 1994>1995" },
	{ "a caption", TABLE_OF("Old", ROW("Georgia", "1994")), TABLE_OF("New", ROW("Georgia", "1994")), "changed title [New|-|-] Old>New" },
	{ "a column", "{\"section\":\"a\",\"kind\":\"table\",\"title\":\"T\",\"columns\":[\"C\"],\"rows\":[{\"key\":\"G\",\"cells\":[\"G\"]}]}",
	  "{\"section\":\"a\",\"kind\":\"table\",\"title\":\"T\",\"columns\":[\"C\",\"New\"],\"rows\":[{\"key\":\"G\",\"cells\":[\"G\",\"1\"]}]}", "added column [T|-|New] ->New" },
	{ "a fact that says another number", "{\"section\":\"a\",\"kind\":\"facts\",\"rows\":[{\"key\":\"partners in all; 3 not active\",\"cells\":[\"partners in all; 3 not active\",\"38\"]}]}",
	  "{\"section\":\"a\",\"kind\":\"facts\",\"rows\":[{\"key\":\"partners in all; 4 not active\",\"cells\":[\"partners in all; 4 not active\",\"38\"]}]}",
	  "changed fact [-|partners in all; 4 not active|-] partners in all; 3 not active>partners in all; 4 not active" },
	{ "an item of a list", LIST(ITEM("One of many things") "," ITEM("Two")), LIST(ITEM("One of many other things") "," ITEM("Two") "," ITEM("Three")),
	  "changed item [-|-|-] One of many things>One of many other things\nadded item [-|-|-] ->Three" },
	{ "a section that could not be built", PARA("One.") "," PARA("Two."), "{\"section\":\"a\",\"kind\":\"gap\",\"text\":\"\"}", "added gap [-|-|-] ->" },
};

static void tells_what_is_different(void **state) {
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena *arena = arena_new();
		struct differences list = { NULL, 0, 0 };
		const struct said *before = said_of(arena, DAYS_1, cases[i].before), *after = said_of(arena, DAYS_2, cases[i].after);
		assert_true(differ(arena, &before, &after, 1, &list));
		if (!str_eq(told(arena, &list), cases[i].expected)) {
			fail_msg("%s:\n%s\nexpected:\n%s", cases[i].name, told(arena, &list), cases[i].expected);
		}
		arena_free(arena);
	}
}

/* Two languages, each told in its own words and in one shape: the first decides what belongs to what. */
static const struct {
	const char *name, *before[2], *after[2], *expected[2];
} pairs[] = {
	{ "in both", { PARA("There is one thing here."), PARA("Il y a une chose ici.") }, { PARA("There is a thing here."), PARA("Il y a deux chose ici.") },
	  { "changed para [-|-|-] There is one thing here.>There is a thing here.", "changed para [-|-|-] Il y a une chose ici.>Il y a deux chose ici." } },
	{ "in the first alone", { PARA("There is one tihng here."), PARA("Il y a une chose ici.") }, { PARA("There is one thing here."), PARA("Il y a une chose ici.") },
	  { "changed para [-|-|-] There is one tihng here.>There is one thing here.", "changed para [-|-|-] Il y a une chose ici.>Il y a une chose ici." } },
	{ "in the second alone", { TABLE_OF("T", ROW("Malta", "1995")), TABLE_OF("U", ROW("Malte", "1994")) },
	  { TABLE_OF("T", ROW("Malta", "1995")), TABLE_OF("U", ROW("Malte", "1995")) },
	  { "changed cell [T|Malta|Joined] 1995>1995", "changed cell [U|Malte|Joined] 1994>1995" } },
	{ "a row, whatever the second calls it", { TABLE_OF("T", ROW("Spain", "1") "," ROW("Malta", "2")), TABLE_OF("U", ROW("Espagne", "1") "," ROW("Malte", "2")) },
	  { TABLE_OF("T", ROW("Malta", "2")), TABLE_OF("U", ROW("Malte", "2")) },
	  { "removed row [T|Spain|-] Spain · 1>-", "removed row [U|Espagne|-] Espagne · 1>-" } },
	{ "a row known by its id, wherever the second has it", { TABLE_OF("T", ROW_ID("DE", "Germany", "1") "," ROW_ID("MT", "Malta", "1")), TABLE_OF("U", ROW_ID("DE", "Allemagne", "1") "," ROW_ID("MT", "Malte", "1")) },
	  { TABLE_OF("T", ROW_ID("DE", "Germany", "1") "," ROW_ID("MT", "Malta", "2")), TABLE_OF("U", ROW_ID("MT", "Malte", "2") "," ROW_ID("DE", "Allemagne", "1")) },
	  { "changed cell [T|Malta|Joined] 1>2", "changed cell [U|Malte|Joined] 1>2" } },
	{ "in neither", { PARA("On 1 June 2023."), PARA("Le 1 June 2023.") }, { PARA("On 2 July 2023."), PARA("Le 2 July 2023.") }, { "", "" } },
};

static void tells_two_languages_alike(void **state) {
	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		struct arena *arena = arena_new();
		const struct said *before[2], *after[2];
		struct differences lists[2] = { { NULL, 0, 0 }, { NULL, 0, 0 } };
		for (int k = 0; k < 2; k++) {
			before[k] = said_of(arena, DAYS_1, pairs[i].before[k]);
			after[k] = said_of(arena, DAYS_2, pairs[i].after[k]);
		}
		assert_true(differ(arena, before, after, 2, lists));
		for (int k = 0; k < 2; k++) {
			if (!str_eq(told(arena, &lists[k]), pairs[i].expected[k])) {
				fail_msg("%s: %s\nexpected: %s", pairs[i].name, told(arena, &lists[k]), pairs[i].expected[k]);
			}
			for (size_t j = 0; j < lists[k].n; j++) {
				const struct difference *d = &lists[k].v[j];
				assert_int_equal(d->is_alike, d->how == DIFFERENCE_CHANGED && str_eq(d->before, d->after));
			}
		}
		arena_free(arena);
	}
}

/* What was removed has its bar at the row that it stood behind, or before at the head, and not at the whole table. */
static void marks_beside_what_is_gone(void **state) {
	static const struct { const char *before, *after; bool marked[2]; } gone[] = {
		{ ROW("A", "1") "," ROW("B", "1") "," ROW("C", "1"), ROW("B", "1") "," ROW("C", "1"), { true, false } },
		{ ROW("B", "1") "," ROW("C", "1") "," ROW("D", "1"), ROW("B", "1") "," ROW("C", "1"), { false, true } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(gone) / sizeof(*gone); i++) {
		struct arena *arena = arena_new();
		struct node table = { .kind = NODE_TABLE }, rows[2] = { { .kind = NODE_ROW }, { .kind = NODE_ROW } };
		struct differences list = { NULL, 0, 0 };
		const struct said *before = said_of(arena, DAYS_1, arena_printf(arena, TABLE_OF("T", "%s"), gone[i].before));
		const struct said *after = said_of(arena, DAYS_2, arena_printf(arena, TABLE_OF("T", "%s"), gone[i].after));
		after->blocks[0].node = &table;
		after->blocks[0].rows[0].node = &rows[0];
		after->blocks[0].rows[1].node = &rows[1];
		assert_true(differ(arena, &before, &after, 1, &list));
		assert_int_equal(list.n, 1);
		assert_false(table.is_changed);
		assert_int_equal(rows[0].is_changed, gone[i].marked[0]);
		assert_int_equal(rows[1].is_changed, gone[i].marked[1]);
		arena_free(arena);
	}
}

static void refuses_languages_that_are_not_alike(void **state) {
	struct arena *arena = arena_new();
	const struct said *one = said_of(arena, DAYS_1, PARA("One.")), *two = said_of(arena, DAYS_1, PARA("Un.") "," PARA("Deux."));
	const struct said *before[2] = { one, two }, *after[2] = { one, one };
	struct differences lists[2] = { { NULL, 0, 0 }, { NULL, 0, 0 } };

	(void)state;
	assert_false(differ(arena, before, after, 2, lists));
	assert_false(differ(arena, after, before, 2, lists));
	assert_int_equal(lists[0].n + lists[1].n, 0);
	arena_free(arena);
}

/* What follows the one before is in its table or among its paragraphs; the list's languages agree. */
static void says_what_follows(void **state) {
	struct arena *arena = arena_new();
	const struct said *before[2], *after[2];
	struct differences lists[2] = { { NULL, 0, 0 }, { NULL, 0, 0 } };
	static const bool expected[] = { false, true, false, false };
	const char *rows[2] = { ROW("A", "1") "," ROW("B", "1"), ROW("A", "2") "," ROW("B", "2") };

	(void)state;
	for (int k = 0; k < 2; k++) {    /* the second calls both tables the same */
		const char *form = k == 0 ? TABLE_OF("T", "%s") "," TABLE_OF("U", "%s") "," PARA("The %s.") : TABLE_OF("T", "%s") "," TABLE_OF("T", "%s") "," PARA("Le %s.");
		before[k] = said_of(arena, DAYS_1, arena_printf(arena, form, rows[0], ROW("C", "1"), "one of them"));
		after[k] = said_of(arena, DAYS_2, arena_printf(arena, form, rows[1], ROW("C", "2"), "two of them"));
	}
	assert_true(differ(arena, before, after, 2, lists));
	assert_int_equal(lists[0].n, 4);
	assert_int_equal(lists[1].n, 4);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(lists[0].v[i].follows, expected[i]);
		assert_int_equal(lists[1].v[i].follows, expected[i]);
	}
	arena_free(arena);
}

/* What is written is what is read: a document compared with itself, through JSON, is the same. */
static void goes_through_json(void **state) {
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena *arena = arena_new();
		struct differences list = { NULL, 0, 0 };
		struct buf text = BUF_INIT;
		struct json_out out = JSON_OUT(&text, 0);
		const struct said *said = said_of(arena, DAYS_2, cases[i].after);
		said_format(said, &out);
		const struct said *read = said_parse(arena, json_parse(arena, text.p, text.len, NULL, NULL));
		assert_true(differ(arena, &read, &said, 1, &list));
		assert_int_equal(list.n, 0);
		buf_fini(&text);
		arena_free(arena);
	}
}

static void shows_what_is_different(void **state) {
	static const struct { const char *before, *after, *was, *is; } texts[] = {
		{ "one", "two", "one", "two" },
		{ "a b c d e f g h old i j k l m n o", "a b c d e f g h new er i j k l m n o", "… d e f g h old i j k l m …", "… d e f g h new er i j k l m …" },
		{ "a b", "a b c", "a b", "a b c" },
		{ "x x", "x", "x x", "x" },
		{ "", "x", "", "x" },
		{ NULL, "1 2 3 4 5 6 7 8 9 10 1 2 3 4 5 6 7 8 9 20 1 2 3 4 5 6 7 8 9 30 1 2 3 4 5 6 7 8 9 40 41", NULL,
		  "1 2 3 4 5 6 7 8 9 10 1 2 3 4 5 6 7 8 9 20 1 2 3 4 5 6 7 8 9 30 1 2 3 4 5 6 7 8 9 40 …" },
		{ "été Chișinău", NULL, "été Chișinău", NULL },
		{ "the same", "the same", "the same", "the same" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct arena *arena = arena_new();
		const char *was, *is;
		difference_narrow(arena, &(struct difference){ .before = texts[i].before, .after = texts[i].after }, &was, &is);
		assert_string_equal(or_dash(was), or_dash(texts[i].was));
		assert_string_equal(or_dash(is), or_dash(texts[i].is));
		arena_free(arena);
	}
}

static const struct {
	const char *before, *after, *expected;
} findings[] = {
	{ "{\"a\":{\"n\":1}}", "{\"a\":{\"n\":1}}", "" },
	{ "{\"a\":{\"n\":1}}", "{\"a\":{\"n\":2}}", "changed finding [n|-|-] 1>2" },
	{ "{\"a\":{\"n\":1}}", "{\"a\":{}}", "removed finding [n|-|-] 1>-" },
	{ "{\"a\":{\"l\":[{\"id\":\"x\",\"v\":1},{\"id\":\"y\",\"v\":1}]}}", "{\"a\":{\"l\":[{\"id\":\"y\",\"v\":2},{\"id\":\"x\",\"v\":1}]}}", "changed finding [l.y.v|-|-] 1>2" },
	{ "{\"a\":{\"l\":[{\"name\":\"x\",\"v\":1},{\"name\":\"x\",\"v\":2}]}}", "{\"a\":{\"l\":[{\"name\":\"x\",\"v\":2},{\"name\":\"x\",\"v\":3}]}}",
	  "added finding [l.x|-|-] ->{\"name\":\"x\",\"v\":3}\nremoved finding [l.x|-|-] {\"name\":\"x\",\"v\":1}>-" },
	{ "{\"a\":{\"l\":[1,2]}}", "{\"a\":{\"l\":[2,3]}}", "added finding [l[2]|-|-] ->3\nremoved finding [l[1]|-|-] 1>-" },
	{ "{\"b\":{\"n\":1}}", "{\"a\":{\"n\":1}}", "" },    /* of a section that was not there nothing is said */
};

static void tells_other_findings(void **state) {
	(void)state;
	for (size_t i = 0; i < sizeof(findings) / sizeof(*findings); i++) {
		struct arena *arena = arena_new();
		struct differences list = { NULL, 0, 0 };
		differ_findings(arena, json_parse(arena, findings[i].before, strlen(findings[i].before), NULL, NULL),
		                json_parse(arena, findings[i].after, strlen(findings[i].after), NULL, NULL), &list);
		if (!str_eq(told(arena, &list), findings[i].expected)) {
			fail_msg("%zu: %s\nexpected: %s", i, told(arena, &list), findings[i].expected);
		}
		arena_free(arena);
	}
}

static const char *note_of(void *ctx, const char *key) {
	(void)ctx;
	return str_eq(key, "n") ? "Only *some* of them." : NULL;
}

static void a_note_says_its_words(void **state) {
	static const struct doc_limits limits = { .max_nodes = 100, .max_depth = 16, .max_pictures = 1, .max_text = 1 << 16 };
	struct arena *arena = arena_new();
	struct doc doc = { .title = "T", .lang = "en", .as_of = "2023-06-01" };
	struct build *build = build_new(arena, &doc, &limits);
	struct err err = ERR_INIT;

	(void)state;
	build_notes(build, note_of, NULL);
	assert_non_null(build_open(build, NODE_SECTION, "a", &err));
	assert_true(build_blocks(build, "All of them.[^n]", 1, &err));
	build_close(build);
	struct said *said = said_read(arena, &doc, NULL, NULL);
	assert_int_equal(said->block_count, 2);
	assert_string_equal(said->blocks[0].text, "All of them.");
	assert_string_equal(said->blocks[1].kind, "note");
	assert_string_equal(said->blocks[1].text, "Only some of them.");
	arena_free(arena);
}

static void a_citation_leaves_no_gap(void **state) {
	static const struct { const char *text, *said; } words[] = {
		{ "For Peace [@a].", "For Peace." },
		{ "For Peace\u00A0[@a], then [@b] more [@c] ; (see [@a])", "For Peace, then more ; (see)" },
		{ "For *Peace* [@a][^n]. All [@a]", "For Peace. All" },
		{ "A stop . stays", "A stop . stays" },
	};
	static const struct doc_limits limits = { .max_nodes = 100, .max_depth = 16, .max_pictures = 1, .max_text = 1 << 16 };

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		struct arena *arena = arena_new();
		struct doc doc = { .title = "T", .lang = "en", .as_of = "2023-06-01" };
		struct build *build = build_new(arena, &doc, &limits);
		build_notes(build, note_of, NULL);
		assert_non_null(build_open(build, NODE_SECTION, "a", NULL));
		assert_true(build_blocks(build, words[i].text, 1, NULL));
		build_close(build);
		assert_string_equal(said_read(arena, &doc, NULL, NULL)->blocks[0].text, words[i].said);
		arena_free(arena);
	}
}

/* Numbers are other ones in each edition, and names are not: what a reference leads to is said by its name. */
static void a_reference_says_a_name(void **state) {
	static const struct { const char *lang, *text, *said; } words[] = {
		{ "en", "See [](#h).", "See “The week”." },
		{ "fr", "Voir [](#h).", "Voir « The week »." },
		{ "en", "See [](#b) and [what came](#h).", "See “Second” and what came." },
		{ "en", "See [](#inner).", "See “Own part”." },
		{ "en", "It is [](#h){on-page}, see [](#h){page}.", "It is on page …, see page …." },
		{ "en", "See [](#p), [](#later).", "See …, …." },
		{ "en", "See [](#self).", "See “As … says”." },
	};
	static const struct doc_limits limits = { .max_nodes = 100, .max_depth = 16, .max_pictures = 1, .max_text = 1 << 16 };

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		struct arena *arena = arena_new();
		struct doc doc = { .title = "T", .lang = words[i].lang, .as_of = "2023-06-01" };
		struct build *build = build_new(arena, &doc, &limits);
		build_open(build, NODE_SECTION, "a", NULL);
		assert_true(build_blocks(build, words[i].text, 1, NULL));
		build_open(build, NODE_HEADING, "h", NULL)->u.heading.level = 1;
		assert_true(build_text(build, "The week", NULL));
		build_close(build);
		build_open(build, NODE_HEADING, "inner", NULL)->u.heading.level = 2;
		assert_true(build_text(build, "Own part", NULL));
		build_close(build);
		build_open(build, NODE_HEADING, "self", NULL)->u.heading.level = 2;
		assert_true(build_inlines(build, "As [](#self) says", NULL));
		build_close(build);
		build_open(build, NODE_PARA, "p", NULL);
		assert_true(build_text(build, "A paragraph.", NULL));
		build_close(build);
		build_close(build);
		build_open(build, NODE_SECTION, "b", NULL);
		build_open(build, NODE_HEADING, "inner", NULL)->u.heading.level = 1;
		assert_true(build_text(build, "Second", NULL));
		build_close(build);
		build_close(build);
		const struct said *said = said_read(arena, &doc, NULL, NULL);
		const char *text = said->blocks[0].text;
		if (!str_eq(text, words[i].said)) {
			fail_msg("%s: '%s', expected '%s'", words[i].text, text, words[i].said);
		}
		arena_free(arena);
	}
}

/* One cell of a table, in its order; text NULL: its row ends. */
struct given_cell {
	const char *text;
	int colspan, rowspan;
};

/* Rows whose first cell's text begins with '#' are of the head. */
static void build_table(struct build *build, const struct given_cell *cells, size_t n, size_t columns) {
	struct node *table = build_open(build, NODE_TABLE, NULL, NULL), *row = NULL;

	table->u.table.column_count = columns;
	for (size_t i = 0; i < n; i++) {
		if (row == NULL) {
			row = build_open(build, NODE_ROW, NULL, NULL);
			row->u.row.is_header = cells[i].text[0] == '#';
		}
		if (cells[i].text != NULL) {
			struct node *cell = build_open(build, NODE_CELL, NULL, NULL);
			cell->u.cell.colspan = cells[i].colspan;
			cell->u.cell.rowspan = cells[i].rowspan;
			assert_true(build_text(build, cells[i].text + (cells[i].text[0] == '#'), NULL));
			build_close(build);
		} else {
			build_close(build);
			row = NULL;
		}
	}
	build_close(build);
}

static const char *joined(struct arena *arena, const char *const *v, size_t n) {
	const char *text = "";
	for (size_t i = 0; i < n; i++) {
		text = arena_printf(arena, "%s|%s", text, v[i]);
	}
	return text;
}

/* Whatever spans columns or rows: a cell's place in its row is the place of its column's title. */
static void cells_stand_in_their_columns(void **state) {
	static const struct given_cell cells[] = {
		{ "#In million euros", 5, 1 }, { NULL },
		{ "#Country", 1, 2 }, { "2024", 2, 1 }, { "2025", 1, 1 }, { "Note", 1, 2 }, { NULL },
		{ "#Imports", 1, 1 }, { "Exports", 1, 1 }, { "Imports", 1, 1 }, { NULL },
		{ "Georgia", 1, 2 }, { "1", 1, 1 }, { "2", 2, 1 }, { "a", 1, 1 }, { NULL },
		{ "3", 1, 1 }, { "4", 1, 1 }, { "5", 1, 1 }, { "b", 1, 1 }, { NULL },
		{ "", 1, 1 }, { "6", 1, 1 }, { "7", 1, 1 }, { "8", 1, 1 }, { "c", 1, 1 }, { "one too many", 1, 1 }, { NULL },
	};
	static const struct { const char *cells, *key; } rows[] = {
		{ "|Georgia|1|2||a", "Georgia" }, { "||3|4|5|b", "3" }, { "||6|7|8|c", NULL },
	};
	static const struct doc_limits limits = { .max_nodes = 100, .max_depth = 16, .max_pictures = 1, .max_text = 1 << 16 };
	struct arena *arena = arena_new();
	struct doc doc = { .title = "T", .lang = "en", .as_of = "2023-06-01" };
	struct build *build = build_new(arena, &doc, &limits);

	(void)state;
	build_open(build, NODE_SECTION, "a", NULL);
	build_table(build, cells, sizeof(cells) / sizeof(*cells), 5);
	build_close(build);
	const struct said_block *block = &said_read(arena, &doc, NULL, NULL)->blocks[0];
	assert_string_equal(joined(arena, block->columns, block->column_count), "|Country|2024 › Imports|2024 › Exports|2025 › Imports|Note");
	assert_int_equal(block->row_count, sizeof(rows) / sizeof(*rows));
	for (size_t i = 0; i < block->row_count; i++) {
		assert_string_equal(joined(arena, block->rows[i].cells, block->rows[i].cell_count), rows[i].cells);
		assert_string_equal(or_dash(block->rows[i].key), or_dash(rows[i].key));
	}
	arena_free(arena);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_what_is_different),
		cmocka_unit_test(tells_two_languages_alike),
		cmocka_unit_test(marks_beside_what_is_gone),
		cmocka_unit_test(refuses_languages_that_are_not_alike),
		cmocka_unit_test(says_what_follows),
		cmocka_unit_test(goes_through_json),
		cmocka_unit_test(shows_what_is_different),
		cmocka_unit_test(tells_other_findings),
		cmocka_unit_test(a_note_says_its_words),
		cmocka_unit_test(a_citation_leaves_no_gap),
		cmocka_unit_test(a_reference_says_a_name),
		cmocka_unit_test(cells_stand_in_their_columns),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
