/* host: jobs of plugins written for the purpose, from their files to the document's dump, and what is said of their mistakes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/build.h"
#include "doc/node.h"
#include "doc/resolve.h"
#include "lua/host.h"

#define LEN(a) (sizeof(a) / sizeof(*(a)))

static char root[] = "/tmp/test_host.XXXXXX";
static struct arena *arena;
static double seconds = 0.3;     /* CPU for a section */

/* Plugins are written below root, each with its manifest, which the loader would have made. */
struct case_plugin {
	const char *name, *manifest, *source;
	struct { const char *name, *text; } files[8];
};

static void write_plugin(const struct case_plugin *plugin) {
	struct err err = ERR_INIT;
	char *dir = path_join(arena, root, plugin->name);
	char *data = path_join(arena, dir, "data");
	if (!file_mkdirs(data, 0700, &err) || !file_mkdirs(path_join(arena, dir, "images"), 0700, &err) || !file_write(path_join(arena, dir, "plugin.lua"), plugin->source,
	                                                  strlen(plugin->source), 0600, &err)) {
		fail_msg("%s", err.msg);
	}
	for (size_t i = 0; i < LEN(plugin->files) && plugin->files[i].name; i++) {
		const char *text = plugin->files[i].text;
		assert_true(file_write(path_join(arena, dir, plugin->files[i].name), text, strlen(text), 0600, &err));
	}
}

static struct host *open_host(const struct case_plugin *plugins, size_t n, struct err *err) {
	struct host_plugin *list = arena_alloc(arena, n * sizeof(*list));
	memset(err, 0, sizeof(*err));
	for (size_t i = 0; i < n; i++) {
		write_plugin(&plugins[i]);
		list[i].name = plugins[i].name;
		list[i].dir = path_join(arena, root, plugins[i].name);
		list[i].manifest = json_parse(arena, plugins[i].manifest, strlen(plugins[i].manifest), NULL, err);
		assert_non_null(list[i].manifest);
	}
	return host_new(list, n, err);
}

static const struct json *parse(const char *text) {
	struct err err;
	return text ? json_parse(arena, text, strlen(text), NULL, &err) : NULL;
}

static struct host_job job_of(struct host_section *sections, size_t n) {
	return (struct host_job){ .arena = arena, .report = "briefing", .title = "Partners", .as_of = "2026-09-30", .language = "en",
	                           .period_from = "2026-09-01", .period_to = "2026-09-29",
	                          .now = "2026-11-23T21:03:51Z", .seed = 42, .sections = sections, .section_count = n,
	                          .memory_bytes = (int64_t)32 << 20, .section_seconds = seconds };
}

/* Run a whole job; its dump in *dump. */
static bool run(struct host *host, const struct host_job *job, struct buf *dump, struct err *err) {
	static const struct doc_limits limits = { .max_nodes = 100000, .max_depth = 60, .max_pictures = 100, .max_text = 1 << 20 };
	struct doc *doc = arena_alloc(arena, sizeof(*doc));
	struct build *build = build_new(arena, doc, &limits);
	doc->lang = job->language;
	doc->title = job->title;
	doc->as_of = job->as_of;
	memset(err, 0, sizeof(*err));
	if (!host_begin(host, job, err)) {
		return false;
	}
	for (size_t i = 0; i < job->section_count; i++) {
		if (!host_collect(host, i, err)) {
			return false;
		}
	}
	for (size_t i = 0; i < job->section_count; i++) {
		struct node *node = build_open(build, NODE_SECTION, job->sections[i].id, err);
		node->u.section.name = job->sections[i].plugin;
		if (!host_build(host, i, build, err)) {
			return false;
		}
		assert_ptr_equal(build_current(build), node);
		build_close(build);
	}
	struct errs errors = ERRS_INIT, warnings = ERRS_INIT;
	if (!doc_resolve(arena, doc, host_source, host, &errors, &warnings)) {
		*err = errors.v[0];
	}
	bool ok = errors.n == 0;
	errs_fini(&errors);
	errs_fini(&warnings);
	node_text(doc->root, dump);
	doc_dump(doc, dump);
	return ok;
}

#define SECTION "{ \"build\": true }"

/* One section plugin "p" whose build is body. */
static bool run_body(const char *body, const char *params, const char *keys, struct buf *dump, struct err *err) {
	struct case_plugin plugin = {
		.name = "p", .manifest = "{ \"build\": true, \"params\": { \"countries\": {}, \"year\": {}, \"optional\": {} } }",
		.source = arena_printf(arena, "return { build = function(ctx, doc)\n%s\nend }\n", body),
		.files = { { "intro.en.md", "# Top\n\nHello {name}, {n, plural, one {# partner} other {# partners}}.\n\nSee {missing}.\n" },
		           { "short.en.md", "Only **English**.\n" },
		           { "labels.en.json", "{ \"head\": \"Partners of {region}\", \"raw\": \"{x:raw}\" }" },
		           { "labels.fr.json", "{ \"head\": \"Partenaires : {region}\" }" },
		           { "images/drawing.svg", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 20'><path d='M0 0L9 9'/></svg>" },
		           { "images/words.svg", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 2'>\n<text>x</text></svg>" },
		           { "images/torn.png", "\x89PNG\r\n\x1a\n" } },
	};
	struct host *host = open_host(&plugin, 1, err);
	if (!host) {
		return false;
	}
	struct host_section section = { .plugin = "p", .id = "p-1", .params = parse(params), .keys = parse(keys) };
	struct host_job job = job_of(&section, 1);
	bool ok = run(host, &job, dump, err);
	host_free(host);
	return ok;
}

static void check_says(const char *body, const char *expected) {
	struct buf dump = BUF_INIT;
	struct err err;
	if (!run_body(body, "{ \"countries\": [\"UKR\", \"GEO\"], \"year\": 2004 }", NULL, &dump, &err)) {
		fail_msg("%s: %s:%d: %s", body, err.at.file, err.at.line, err.msg);
	}
	if (!strstr(buf_str(&dump), expected)) {
		fail_msg("%s: no \"%s\" in\n%s", body, expected, buf_str(&dump));
	}
	buf_fini(&dump);
}

static void test_what_sections_see(void **unused) {
	(void)unused;
	check_says("doc:text(ctx.as_of .. ' ' .. ctx.language .. ' ' .. ctx.now)", "2026-09-30 en 2026-11-23T21:03:51Z");
	check_says("doc:text(ctx.period.from .. ' to ' .. ctx.period.to)", "2026-09-01 to 2026-09-29");
	check_says("doc:text(tostring(pcall(function() ctx.period.from = 'x' end)))", "false");
	check_says("doc:text(ctx.title .. ', ' .. ctx.report .. ', ' .. ctx.section.id .. ' ' .. ctx.section.name .. ctx.section.index)",
	           "Partners, briefing, p-1 p1");
	check_says("doc:text(table.concat(ctx.params.countries, '+') .. ctx.params.year)", "UKR+GEO2004");
	check_says("doc:text(tostring(ctx.params.optional))", "nil");
	check_says("for k, v in pairs(ctx.params) do doc:text(k) end", "countries\nyear");
	check_says("doc:text(#ctx.params.countries)", "2");
	check_says("doc:text(tostring(ctx.findings['other']))", "nil");
	check_says("doc:text(date.format('2024-03-07') .. ', ' .. date.format('2024-03', 'month'))", "7 March 2024, March 2024");
	check_says("doc:text(date.add('2024-01-31', { months = 1 }) .. date.add('2024', { days = -1 }))", "2024-02-292023-12-31");
	check_says("doc:text(date.compare('2004', '2004-01-01') .. date.compare('2004-02', '2004-01-31'))", "01");
	check_says("doc:text(date.days_between('2024-02-28', '2024-03-01') .. ' ' .. date.year('1994-01'))", "2 1994");
	check_says("local d = date.parse('2024-03') doc:text(d.precision .. d.year .. d.month .. tostring(d.day))", "month20243nil");
	check_says("doc:text(tostring(date.parse('2024-13')))", "nil");
	check_says("doc:text(text.list({ 'a', 'b', 'c' }) .. text.number(1234.5) .. text.plural(1))", "a, b and c1,234.5one");
	check_says("doc:text(table.concat(text.sort({ 'Zypern', 'Österreich', 'Albanien' })))", "AlbanienÖsterreichZypern");
	check_says("doc:text(text.sort({ { n = 'b' }, { n = 'a' } }, 'n')[1].n)", "a");
	check_says("doc:text(text.upper_first('été') .. text.escape('a*b_[c]'))", "Étéa*b_[c]");
	check_says("doc:text(text.escape('[@k] ^[n] [w]{lang=fr} [^n] 1. <b> `c` # &amp;'))", "[@k] ^[n] [w]{lang=fr} [^n] 1. <b> `c` # &amp;");
	check_says("doc:text(text.escape('1. One')) doc:text(text.escape('- Two')) doc:text(text.escape('# Three'))", "1. One\n- Two\n# Three");
	check_says("doc:text(ctx.label('head', { region = 'A*B*C' }))", "Partners of A*B*C");
	check_says("doc:text(ctx.label('raw', { x = '*yes*' }))", "yes");
}

/* What an error left half done is taken back where it is caught, and what was whole stays. */
static void test_caught(void **unused) {
	(void)unused;
	static const char *const catches[] = {
		"pcall(function() doc:text('before') doc:list { 'one', { text = {} } } end)", "xpcall(function() doc:text('before') doc:list { 'one', { text = {} } } end, tostring)",
		"coroutine.resume(coroutine.create(function() doc:text('before') doc:list { 'one', { text = {} } } end))",
	};
	for (size_t i = 0; i < sizeof(catches) / sizeof(*catches); i++) {
		char code[200];
		struct buf dump = BUF_INIT;
		struct err err;
		snprintf(code, sizeof(code), "%s doc:table { columns = { 'after' }, rows = { { 'x' } } }", catches[i]);
		assert_true(run_body(code, "{}", NULL, &dump, &err));
		assert_non_null(strstr(buf_str(&dump), "before"));
		assert_non_null(strstr(buf_str(&dump), "after"));
		assert_null(strstr(buf_str(&dump), "one"));
		buf_fini(&dump);
	}
}

static void test_blocks(void **unused) {
	(void)unused;
	check_says("doc:heading('Zero') doc:heading('One', { id = 'h-one', level = 2 })", "h-one");
	check_says("doc:heading('One') doc:text('a *b* c')", "a b c");
	check_says("doc:list { 'x', 'y', { 'z' }, ordered = true }", "z");
	check_says("doc:table { columns = { { title = 'Country', header = true }, 'Year' }, rows = { { 'Georgia', 1994 }, "
	           "{ group = 'South' }, { id = 'r3', { text = 'both', colspan = 2 } }, { 'Total', '2', total = true } }, caption = 'C', "
	           "id = 't' }", "Georgia");
	/* numbers by the rules of the language and the column's format; what may be a year is left alone */
	static const struct { const char *column, *cell, *says; } numbers[] = {
		{ "align = 'decimal'", "-1234.5", "−1,234.5" }, { "align = 'decimal'", "'-7'", "−7" }, { "align = 'left'", "'-7'", "-7" },
		{ "format = { decimals = 1, unit = '%', sign = true }", "3", "+3.0%" }, { "format = { decimals = 1, unit = '%' }", "-0.01", "\"0.0%" },
		{ "align = 'right'", "1994", "\"1994" }, { "align = 'right'", "12345", "12,345" }, { "align = 'right'", "0.5", "\"0.5" },
		{ "format = { grouping = false, unit = 't' }", "12345.25", "12345.25\xc2\xa0t" },
		{ "align = 'left'", "{ text = 7, format = { decimals = 2 } }", "7.00" }, { "align = 'left'", "{ bar = 0.125 }", "12.5%" },
		{ "align = 'left'", "{ sparkline = { 1, false, 2500 } }", "1; –; 2,500" },
		/* an alternative text that says nothing is none */
		{ "align = 'left'", "{ sparkline = { 1, 2 }, alt = '' }", "1; 2" }, { "align = 'left'", "{ bar = 0.25, alt = ' .' }", "25%" },
	};
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		char code[200];
		snprintf(code, sizeof(code), "doc:table { columns = { { title = 'a', %s } }, rows = { { %s } } }", numbers[i].column, numbers[i].cell);
		check_says(code, numbers[i].says);
	}
	check_says("doc:table { columns = { 'a[^y]' }, rows = { { 'b[^x]' }, { { text = 'c', note = 'y' } } }, notes = { x = 'X', y = 'Y' } }",
	           "{\"kind\":\"remark\",\"mark\":\"b\",\"in\":[\"X\"]}");
	check_says("doc:table { columns = { 'a', 'b' }, rows = { { { text = 'tall', rowspan = 2 }, '1' }, { '2' } } }", "tall");
	check_says("doc:callout { tone = 'key', title = 'T \\\\* x', text = 'One\\n\\nTwo' }", "T * x");
	check_says("doc:quote('words') doc:pagebreak() doc:contents() doc:sources()", "words");
	check_says("doc:chart { kind = 'bar', labels = { 'a', 2 }, series = { { name = 's', values = { 1, 0/0 } } }, alt = 'Two bars' }",
	           "Two bars");
	check_says("doc:figure { image = 'drawing.svg', alt = 'A line', caption = 'C', source = '*me*', width = '50%', align = 'right' }", "\"percent\":50");
	check_says("doc:map { area = 'europe', values = { UKR = 'b', DE = 'a' }, categories = { { key = 'a', title = 'Red' }, { key = 'b', title = 'Blue' } } }",
	           "[\"DEU\",\"a\"],[\"UKR\",\"b\"]");
	check_says("doc:map { bbox = { w = 170, s = -30, e = -170, n = 0 }, values = { FJI = 1.5 }, points = { { lat = -18, lon = 178, label = 'Suva' } } }",
	           "[170,-30,190,0]");
	check_says("doc:map { countries = { 'EST', 'LV' }, labels = { 'LVA' }, projection = 'conformal' }", "\"focus\":[\"EST\",\"LVA\"]");
	check_says("doc:note('n', 'The note.') doc:text('Mark[^n]')", "The note.");
}

static void test_prose(void **unused) {
	(void)unused;
	struct buf dump = BUF_INIT;
	struct err err;
	check_says("doc:prose('intro', { name = 'A_B', n = 2, missing = 'x' })", "Hello A_B, 2 partners.");
	assert_false(run_body("doc:prose('intro', { name = 'you', n = 2 })", NULL, NULL, &dump, &err));
	assert_true(str_suffix(err.at.file, "/p/intro.en.md"));
	assert_int_equal(err.at.line, 5);
	assert_non_null(strstr(err.msg, "no value 'missing'"));
	assert_string_equal(err.plugin, "p");
	assert_string_equal(err.section, "p-1");
	assert_false(run_body("doc:prose('intor', {})", NULL, NULL, &dump, &err));
	assert_string_equal(err.hint, "did you mean 'intro'?");
	assert_false(run_body("doc:text(ctx.label('haed', {}))", NULL, NULL, &dump, &err));
	assert_string_equal(err.hint, "did you mean 'head'?");
	buf_fini(&dump);
}

struct mistake {
	const char *body;            /* on line 2 of the plugin */
	const char *says, *hint;     /* parts of them; NULL: any */
	int line, col;
};

static const struct mistake mistakes[] = {
	{ "local x\nx.y = 1", "attempt to index a nil value (local 'x')", NULL, 3, 1 },
	{ "for _, x in ipairs(nil) do end", "bad argument #1 to 'ipairs' (table expected, got nil)", NULL, 2, 13 },
	{ "for _ in ipairs('x') do end", "to 'ipairs' (table expected, got string)", NULL, 2, 10 },
	{ "local n = tonumber('O')\nif n >= 3 then end", "attempt to compare number with nil", NULL, 3, 6 },
	{ "return 'a-b', 1 + tonumber('O')", "attempt to perform arithmetic on a nil value", NULL, 2, 17 },
	{ "return 1 - 2 + tonumber('O')", "attempt to perform arithmetic on a nil value", NULL, 2, 0 },
	{ "doc:tabel {}", "doc has no 'tabel'", "did you mean doc:table?", 2, 5 },
	{ "doc.text('x')", "doc.text is called with a colon: doc:text(…)", NULL, 2, 5 },
	{ "ctx:label('x')", "called with a dot", NULL, 2, 5 },
	{ "return ctx.parms.x", "ctx has no 'parms'", "did you mean ctx.params?", 2, 12 },
	{ "return ctx.params.contries", "parameter 'contries' is not declared in params of p", "did you mean ctx.params.countries?", 2, 19 },
	{ "ctx.params.year = 3", "ctx.params is shared: 'year' cannot be assigned", NULL, 2, 12 },
	{ "ctx.params.countries[3] = 'X'", "this table is shared", NULL, 2, 22 },
	{ "table.sort(ctx.params.countries)", "shared and may not be changed", NULL, 2, 7 },
	{ "ctx.x = 3", "ctx is shared: 'x' cannot be assigned", NULL, 2, 5 },
	{ "return ctx.data.x", "ctx.data has no 'x'", NULL, 2, 17 },
	{ "doc:text()", "doc:text: the text is nothing; a string was expected", NULL, 2, 5 },
	{ "doc:text({})", "doc:text: the text is a table; a string was expected", NULL, 2, 5 },
	{ "doc:text('x\\255')", "not valid UTF-8 at byte 2", NULL, 2, 5 },
	{ "doc:heading('x', { levl = 2 })", "doc:heading: there is no option 'levl'", "did you mean 'level'?", 2, 20 },
	{ "doc:heading('x', { level = '2' })", "level is the string \"2\"; a whole number was expected", NULL, 2, 29 },
	{ "doc:heading('x', { level = 7 })", "level is 7; 1 to 6 was expected", NULL, 2, 5 },
	{ "doc:heading('x', 'y')", "the options are a table", NULL, 2, 19 },
	{ "doc:table { rows = {} }", "table 1: columns are missing", NULL, 2, 5 },
	{ "doc:table { columns = { 'a' }, rows = { { 'x' }, { 'x', 'y' } } }", "table 1 › row 2: it has 2 cells", NULL, 2, 5 },
	{ "doc:table { columns = { 'a', 'Joined' }, rows = { { 'x', 'y' }, { 'x' } } }",
	  "table 1 › row 2 › column \"Joined\": the cell is missing", "write \"\"", 2, 5 },
	{ "doc:table { columns = { 'a', 'Joined' }, rows = { { 'x', true } } }",
	  "table 1 › row 1 › column \"Joined\": the cell is true; a string was expected", NULL, 2, 5 },
	{ "doc:table { columns = { { title = 'a', width = 'wide' } }, rows = {} }", "column 1: width is the string \"wide\"", NULL, 2, 49 },
	{ "doc:table { columns = { { title = 'a', align = 'centre' } }, rows = {} }", "align is \"centre\"", "did you mean \"center\"?", 2, 49 },
	{ "doc:table { columns = { 'a' }, rows = { { 'x', color = 'red' } } }", "row 1: there is no option 'color'", NULL, 2, 48 },
	{ "doc:table { columns = { { title = 'a', columns = { 'b', { title = 'c', color = 1 } } } }, rows = {} }",
	  "table 1 › column 1 › column 2: there is no option 'color'", NULL, 2, 72 },
	{ "doc:table { columns = { { columns = { 'b' } } }, rows = {} }", "columns in a group have a title above them", NULL, 2, 5 },
	{ "doc:table { columns = { { title = 'a', min = 50, max = 20 } }, rows = {} }", "min is 50 and max 20", NULL, 2, 40 },
	{ "doc:table { columns = { { title = 'a', format = { decimals = 20 } } }, rows = {} }", "column 1 › format: decimals is 20", NULL, 2, 51 },
	{ "doc:table { columns = { 'a' }, rows = { { { bar = 2 } } } }", "bar is 2; 0 to 1 was expected", NULL, 2, 45 },
	{ "doc:table { columns = { 'a' }, rows = { { { sparkline = { 1, 'x' } } } } }", "value 2 of the sparkline is the string \"x\"", NULL, 2, 63 },
	{ "doc:table { columns = { 'a' }, rows = { { { blocks = '# A heading' } } } }", "a heading may not stand in a cell", NULL, 2, 55 },
	{ "doc:table { columns = { 'a' }, rows = { { 0 / 0 } } }", "is no number that could be written", "write \"–\"", 2, 5 },
	{ "doc:table { columns = { 'a' }, rows = { { 'x' } }, notes = { k = 'y' } }", "its note 'k' has no mark", "write [^k]", 2, 62 },
	{ "doc:table { columns = { 'a' }, rows = { { 'x[^k]' } } }", "note [^k] has no text", NULL, 2, 45 },
	{ "doc:table { columns = { 'a', 'b' }, head = { { { text = 'x', rowspan = 2 }, 'y' } }, rows = {} }", "spans 1 row more than there are", NULL, 2, 5 },
	{ "doc:table { columns = { 'a', 'b' }, rows = { { 'x', { text = 'y', rowspan = 2 } }, { { text = 'z', colspan = 2 } } } }",
	  "reaches over a cell that comes down", NULL, 2, 5 },
	{ "doc:table { columns = { 'a' }, foot = { { group = 'x' } }, rows = {} }", "foot row 1: groups stand among the rows", NULL, 2, 5 },
	{ "doc:table { columns = { 'a' }, rows = {}, landscape = 'yes' }", "true, false or \"auto\" was expected", NULL, 2, 56 },
	{ "doc:table { columns = { 'a' }, rows = {}, heat = { columns = { 2 } } }", "heat.columns has the number 2", NULL, 2, 5 },
	{ "doc:table { columns = { 'a' }, rows = { 'x' } }", "table 1 › row 1: a table was expected, not the string \"x\"", NULL, 2, 42 },
	{ "doc:list {}", "list 1: the list is empty", NULL, 2, 5 },
	{ "doc:list { { 'x' } }", "follows the item it belongs to", NULL, 2, 5 },
	{ "doc:list { 'x', {} }", "list 1 › item 2: the list is empty", NULL, 2, 5 },
	{ "doc:list { 'x', function() end }", "list 1 › item 2: it is a function", NULL, 2, 5 },
	{ "doc:chart { kind = 'bar', labels = { 'a' }, series = { { name = 's', values = { 1 } } }, data = 'beside' }",
	  "data is \"beside\"; one of \"none\", \"below\", \"annex\"", NULL, 2, 98 },
	{ "doc:chart { kind = 'bar', labels = { 'a' }, series = { { name = 's', values = { 1 } } }, unit = ' t' }",
	  "chart 1: unit is \" t\": it begins with a space", "is set before it", 2, 98 },
	{ "doc:chart { kind = 'pie', labels = { 'a' }, series = {}, alt = 'x' }", "chart 1: it has 0 series", NULL, 2, 5 },
	{ "doc:chart { kind = 'bar', labels = { 'a', 'b' }, series = { { name = 's', values = { 1 } } }, alt = 'x' }",
	  "chart 1 › series 1: value 2 (label \"b\") is nothing", "0/0", 2, 44 },
	{ "doc:chart { kind = 'pie', labels = { 'a' }, series = { { name = 's', values = { 1 } } }, x_title = 'x' }",
	  "chart 1: x_title says nothing of a pie chart: it has no axis along x", NULL, 2, 5 },
	{ "doc:chart { kind = 'line', labels = { 'a' }, series = { { name = 's', values = { 1 } } }, x_decimals = 2 }",
	  "x_decimals says nothing of a line chart", NULL, 2, 5 },
	{ "doc:chart { kind = 'bar', labels = { 'a' }, series = {}, multiples = { { title = 'x', series = {} } } }", "series beside its multiples", NULL, 2, 5 },
	{ "doc:chart { kind = 'bar', labels = { 'a' }, series = {}, horizontal = true, x_title = 'x' }", "chart 1: x_title: the names", NULL, 2, 5 },
	{ "doc:figure { alt = 'x' }", "figure 1: image is missing", NULL, 2, 5 },
	{ "doc:figure { image = 'drawin.svg', alt = 'x' }", "figure 1: the plugin has no image \"drawin.svg\"", "did you mean \"drawing.svg\"?", 2, 23 },
	{ "doc:figure { image = 'photo.jpg', alt = 'x' }", "no image \"photo.jpg\"", "put photo.jpg into the folder images", 2, 23 },
	{ "doc:figure { image = '../plugin.lua', alt = 'x' }", "no image \"../plugin.lua\"", NULL, 2, 23 },
	{ "doc:figure { image = 'drawing.svg' }", "figure 1: alt is missing", "decorative = true", 2, 5 },
	{ "doc:figure { image = 'drawing.svg', alt = ' ' }", "figure 1: alt is empty", NULL, 2, 5 },
	{ "doc:figure { image = 'drawing.svg', alt = '\u00A0' }", "figure 1: alt is empty", NULL, 2, 5 },
	{ "doc:figure { image = 'drawing.svg', alt = 'x', decorative = true }", "a decorative picture says nothing", NULL, 2, 5 },
	{ "doc:figure { image = 'drawing.svg', caption = 'x', decorative = true }", "a decorative picture says nothing", NULL, 2, 5 },
	{ "doc:figure { image = 'drawing.svg', alt = 'x', width = '120%' }", "width is the string \"120%\"", NULL, 2, 57 },
	{ "doc:figure { image = 'drawing.svg', alt = 'x', width = '12' }", "width is the string \"12\"", NULL, 2, 57 },
	{ "doc:figure { image = 'drawing.svg', alt = 'x', width = -3 }", "width is the number -3", NULL, 2, 5 },
	{ "doc:figure { image = 'drawing.svg', alt = 'x', align = 'justify' }", "align is \"justify\"", NULL, 2, 57 },
	{ "doc:figure { image = 'words.svg', alt = 'x' }", "figure 1: words.svg: line 2: <text>", "outlines", 2, 5 },
	{ "doc:figure { image = 'torn.png', alt = 'x' }", "figure 1: torn.png: the file is cut short", NULL, 2, 5 },
	{ "doc:map {}", "map 1: what part of the earth it shows is missing", "area = \"europe\"", 2, 5 },
	{ "doc:map { area = 'world', country = 'GEO' }", "only one of area, bbox, country and countries", NULL, 2, 5 },
	{ "doc:map { area = 'europ' }", "map 1: there is no area \"europ\"", "did you mean \"europe\"?", 2, 19 },
	{ "doc:map { area = 'q' }", "there is no area \"q\"", "areas are africa", 2, 19 },
	{ "doc:map { bbox = { w = 1, s = 2, e = 3 } }", "bbox.n is nothing", NULL, 2, 5 },
	{ "doc:map { bbox = { w = 1, s = 95, e = 3, n = 5 } }", "bbox.s is the number 95", NULL, 2, 5 },
	{ "doc:map { bbox = { w = 1, s = 5, e = 3, n = 5.1 } }", "2 degrees wide and 0.1 high", NULL, 2, 5 },
	{ "doc:map { country = 'Georgia' }", "country: no country has the code \"Georgia\"", "three letters", 2, 22 },
	{ "doc:map { countries = { 'GEO', 'XYZ' } }", "countries, number 2: no country has the code \"XYZ\"", NULL, 2, 33 },
	{ "doc:map { countries = { 'CHL', 'KOR', 'ZAF' } }", "more than half round the earth", "world", 2, 5 },
	{ "doc:map { area = 'world', values = { UKR = 'a' } }", "values.UKR is the string \"a\"; a number was expected", "categories", 2, 45 },
	{ "doc:map { area = 'world', values = { UKR = 0/0 } }", "values.UKR is the number", NULL, 2, 5 },
	{ "doc:map { area = 'world', values = { 'ally' } }", "values go by country codes", NULL, 2, 5 },
	{ "doc:map { area = 'world', values = { UKR = 1, UA = 2 } }", "UKR has two values", NULL, 2, 5 },
	{ "doc:map { area = 'world', values = { UKR = 'aly' }, categories = { { key = 'ally', title = 'A' } } }", "values.UKR: there is no category \"aly\"",
	  "did you mean \"ally\"?", 2, 45 },
	{ "doc:map { area = 'world', categories = { { key = 'ally', title = 'A' } } }", "there are categories, but no values", NULL, 2, 5 },
	{ "doc:map { area = 'world', categories = { { key = 'ally' } }, values = {} }", "map 1 › category 1: title is missing", NULL, 2, 5 },
	{ "doc:map { area = 'world', categories = { { key = 'a', title = 'A', colour = 'red' } }, values = {} }", "colour is \"red\"", NULL, 2, 78 },
	{ "doc:map { area = 'world', breaks = { 2, 1 } }", "break 2 is the number 1; numbers that rise", NULL, 2, 5 },
	{ "doc:map { area = 'world', points = { { lat = 91, lon = 0 } } }", "map 1 › point 1: lat is the number 91", NULL, 2, 40 },
	{ "doc:map { area = 'world', points = { { lat = 1, lon = 0, kind = 'blob' } } }", "kind is \"blob\"", NULL, 2, 66 },
	{ "doc:map { area = 'world', labels = 'values' }", "labels is \"values\", but there are no numbers", NULL, 2, 37 },
	{ "doc:map { area = 'world', projection = 'mercator' }", "projection is \"mercator\"", NULL, 2, 41 },
	{ "doc:map { area = 'world', colour = 1 }", "there is no option 'colour'", NULL, 2, 27 },
	{ "doc:callout { tone = 'loud', text = 'x' }", "tone is \"loud\"", NULL, 2, 23 },
	{ "doc:callout { title = 'x' }", "callout 1: text is missing", NULL, 2, 5 },
	{ "doc:note('a', 'x') doc:note('a', 'y')", "there is a note 'a' already", NULL, 2, 0 },
	{ "return date.format('1994-02-30')", "\"1994-02-30\" is no date", NULL, 2, 13 },
	{ "return date.add('1994', { day = 1 })", "'day' is no unit", NULL, 2, 27 },
	{ "while true do end", "build of the section used more than its 0.3 seconds", NULL, 2, 0 },
	{ "while true do doc:text('x') end", NULL, NULL, 2, 19 },
	{ "while true do pcall(doc.text, doc, 'x') end", "computing time", NULL, 2, 0 },
	{ "local t = {} while true do t[#t + 1] = ('x'):rep(10000) .. #t end", "used more than its 32 MB of memory", NULL, 2, 0 },
};

static void test_mistakes(void **unused) {
	(void)unused;
	for (size_t i = 0; i < LEN(mistakes); i++) {
		const struct mistake *mistake = &mistakes[i];
		struct buf dump = BUF_INIT;
		struct err err;
		seconds = mistake->says && strstr(mistake->says, "of memory") ? 5 : 0.3;     /* sanitizers are slow */
		bool ok = run_body(mistake->body, "{ \"countries\": [\"UKR\"], \"year\": 2004 }", NULL, &dump, &err);
		seconds = 0.3;
		buf_fini(&dump);
		if (ok || (mistake->says && !strstr(err.msg, mistake->says)) || (mistake->hint && !strstr(err.hint, mistake->hint)) ||
		    err.at.line != mistake->line || err.at.col != mistake->col) {
			fail_msg("%s: %s %d:%d: %s (%s)", mistake->body, ok ? "went well" : "failed", err.at.line, err.at.col, err.msg, err.hint);
		}
		assert_true(str_suffix(err.at.file, "/p/plugin.lua"));
		assert_string_equal(err.plugin, "p");
		assert_string_equal(err.section, "p-1");
		assert_true(strstr(mistake->body, err.source) != NULL);
	}
}

static void test_request_keys(void **unused) {
	(void)unused;
	struct buf dump = BUF_INIT;
	struct err err;
	static const char params[] = "{ \"countries\": [\"UKR\", \"XKX\"], \"year\": 2004 }";
	static const char keys[] = "{ \"countries\": \"params.countries\", \"year\": \"sections[1].year\" }";
	assert_false(run_body("for _, c in ipairs(ctx.params.countries) do\nif c == 'XKX' then error('no partner \"' .. c .. '\"') end end",
	                      params, keys, &dump, &err));
	assert_string_equal(err.key, "params.countries[2]");
	assert_false(run_body("return ctx.params.year.x", params, keys, &dump, &err));
	assert_string_equal(err.key, "sections[1].year");
	assert_false(run_body("error('other')", params, keys, &dump, &err));
	assert_string_equal(err.key, "");
	buf_fini(&dump);
}

/* A data plugin, two instances of a section that use it, and one that sums up. */
static const struct case_plugin several[] = {
	{ .name = "base", .manifest = "{ \"provide\": true, \"data\": { \"partners\": \"data/partners.json\" }, \"source\": true }",
	  .source = "local calls = 0\n"
	            "return {\n"
	            "  provide = function(ctx)\n"
	            "    calls = calls + 1\n"
	            "    local api = {}\n"
	            "    function api:count() return #ctx.data.partners end\n"
	            "    function api:name(i) return ctx.data.partners[i].name end\n"
	            "    function api:calls() return calls end\n"
	            "    function api:broken() return ctx.data.partners[99].name end\n"
	            "    return api\n"
	            "  end,\n"
	            "  source = function(api, key, as_of)\n"
	            "    if key == 'bad' then error('no') end\n"
	            "    if key == 'treaty' then return { title = 'T' .. api:count(), date = '1994-01-10', verified = true } end\n"
	            "  end,\n"
	            "}\n",
	  .files = { { "data/partners.json", "[ { \"name\": \"Georgia\", \"left\": null }, { \"name\": \"Ukraine\" } ]" } } },
	{ .name = "summary", .manifest = "{ \"build\": true }",
	  .source = "return { build = function(ctx, doc)\n"
	            "  doc:text(ctx.findings['list-2'].names[1] .. ' ' .. #ctx.findings .. ' ' .. tostring(ctx.findings.summary))\n"
	            "end }" },
	{ .name = "list", .manifest = "{ \"build\": true, \"collect\": true, \"uses\": [\"base\"], \"params\": { \"i\": {} } }",
	  .source = "return {\n"
	            "  collect = function(ctx) return { names = { ctx.base:name(ctx.params.i) }, r = ctx.random(1000) } end,\n"
	            "  build = function(ctx, doc)\n"
	            "    doc:text(ctx.found.names[1] .. ' of ' .. ctx.base:count() .. ', ' .. ctx.base:calls() .. ' [@treaty]')\n"
	            "    doc:text('r ' .. ctx.found.r .. ' ' .. ctx.random(1000))\n"
	            "    for k, v in pairs({ b = 1, a = 2, c = 3 }) do doc:text(k .. v) end\n"
	            "  end,\n"
	            "}\n" },
};

static struct host_section several_sections[] = {
	{ .plugin = "summary", .id = "summary" }, { .plugin = "list", .id = "list" }, { .plugin = "list", .id = "list-2" },
};

static bool run_several(const char *data, struct buf *dump, const char **replaced, struct err *err) {
	several_sections[1].params = parse("{ \"i\": 1 }");
	several_sections[2].params = parse("{ \"i\": 2 }");
	struct host *host = open_host(several, LEN(several), err);
	if (!host) {
		return false;
	}
	struct host_job job = job_of(several_sections, LEN(several_sections));
	job.data = parse(data);
	bool ok = run(host, &job, dump, err);
	*replaced = arena_strdup(arena, host_replaced(host)[0]);
	host_free(host);
	return ok;
}

static void test_several(void **unused) {
	(void)unused;
	struct buf one = BUF_INIT, two = BUF_INIT;
	struct err err;
	const char *replaced;
	if (!run_several(NULL, &one, &replaced, &err)) {
		fail_msg("%s:%d: %s", err.at.file, err.at.line, err.msg);
	}
	assert_null(replaced);
	assert_non_null(strstr(buf_str(&one), "Ukraine 2 nil"));
	assert_non_null(strstr(buf_str(&one), "Georgia of 2, 1"));
	assert_non_null(strstr(buf_str(&one), "Ukraine of 2, 1"));
	assert_non_null(strstr(buf_str(&one), "\"T2\""));
	assert_true(run_several(NULL, &two, &replaced, &err));
	assert_string_equal(buf_str(&one), buf_str(&two));       /* another state, another hash seed */
	buf_reset(&two);
	assert_true(run_several("{ \"partners\": [ { \"name\": \"A\" }, { \"name\": \"B\" }, { \"name\": \"C\" } ] }", &two, &replaced, &err));
	assert_string_equal(replaced, "partners");
	assert_non_null(strstr(buf_str(&two), "B of 3, 1"));
	buf_fini(&one);
	buf_fini(&two);
}

/* Runs one section that uses base, whose build is body. */
static bool run_using(const char *body, struct buf *dump, struct err *err, struct errs *warnings) {
	struct case_plugin plugins[] = { several[0], {
		.name = "user", .manifest = "{ \"build\": true, \"uses\": [\"base\"] }",
		.source = arena_printf(arena, "return { build = function(ctx, doc)\n%s\nend }\n", body) } };
	struct host_section section = { .plugin = "user", .id = "user" };
	struct host *host = open_host(plugins, 2, err);
	assert_non_null(host);
	struct host_job job = job_of(&section, 1);
	bool ok = run(host, &job, dump, err);
	for (size_t i = 0; i < host_warnings(host)->n; i++) {
		*errs_add(warnings) = host_warnings(host)->v[i];
	}
	host_free(host);
	return ok;
}

static void test_libraries(void **unused) {
	(void)unused;
	struct buf dump = BUF_INIT;
	struct errs warnings = ERRS_INIT;
	struct err err;
	assert_false(run_using("ctx.base:broken()", &dump, &err, &warnings));
	assert_true(str_suffix(err.at.file, "/base/plugin.lua"));
	assert_int_equal(err.at.line, 9);
	assert_string_equal(err.plugin, "base");
	assert_string_equal(err.section, "user");
	assert_false(run_using("ctx.base:nmae(1)", &dump, &err, &warnings));
	assert_string_equal(err.hint, "did you mean ctx.base.name?");
	assert_int_equal(err.at.line, 2);
	assert_false(run_using("ctx.base.count = 1", &dump, &err, &warnings));
	assert_non_null(strstr(err.msg, "ctx.base is shared"));
	assert_int_equal(warnings.n, 0);
	assert_false(run_using("ctx.warn('odd') doc:text('x [@bad]')", &dump, &err, &warnings));
	assert_int_equal(warnings.n, 1);
	assert_string_equal(warnings.v[0].msg, "odd");
	assert_int_equal(warnings.v[0].at.line, 2);
	assert_string_equal(warnings.v[0].section, "user");
	assert_non_null(strstr(err.msg, "source 'bad'"));
	assert_string_equal(err.plugin, "base");
	errs_fini(&warnings);
	buf_fini(&dump);
}

static void test_languages(void **unused) {
	(void)unused;
	struct case_plugin plugin = {
		.name = "l", .manifest = SECTION,
		.source = "return { build = function(ctx, doc)\ndoc:text(ctx.label('a') .. ctx.label('b'))\ndoc:prose('only')\nend }\n",
		.files = { { "labels.en.json", "{ \"a\": \"A\", \"b\": \"B\" }" }, { "labels.fr.json", "{ \"a\": \"Ah\" }" },
		           { "only.en.md", "English." } },
	};
	struct buf dump = BUF_INIT;
	struct err err;
	struct host *host = open_host(&plugin, 1, &err);
	assert_non_null(host);
	struct host_section section = { .plugin = "l", .id = "l" };
	struct host_job job = job_of(&section, 1);
	job.language = "fr-BE";
	if (!run(host, &job, &dump, &err)) {
		fail_msg("%s", err.msg);
	}
	assert_non_null(strstr(buf_str(&dump), "AhB"));
	assert_int_equal(host_warnings(host)->n, 2);
	assert_non_null(strstr(host_warnings(host)->v[0].msg, "label 'b'"));
	assert_non_null(strstr(host_warnings(host)->v[1].msg, "only.fr-BE.md"));
	host_free(host);
	buf_fini(&dump);
}

/* A section without texts in the job's language is English throughout, dates and references in its sentences, too. */
static void test_silent_section(void **unused) {
	(void)unused;
	struct case_plugin plugin = {
		.name = "s", .manifest = SECTION,
		.source = "return { collect = function(ctx) return { day = date.format('2026-09-30') } end, build = function(ctx, doc)\n"
		          "doc:text(ctx.label('a', { d = '2026-09-30' }) .. ' ' .. ctx.found.day .. ' ' .. ctx.language) end }\n",
		.files = { { "labels.en.json", "{ \"a\": \"on {d, date},\" }" } },
	};
	struct buf dump = BUF_INIT;
	struct err err;
	struct host *host = open_host(&plugin, 1, &err);
	assert_non_null(host);
	struct host_section section = { .plugin = "s", .id = "s" };
	struct host_job job = job_of(&section, 1);
	job.language = "ar";
	if (!run(host, &job, &dump, &err)) {
		fail_msg("%s", err.msg);
	}
	assert_non_null(strstr(buf_str(&dump), "on 30 September 2026, 30 September 2026 en"));
	assert_non_null(strstr(buf_str(&dump), "\"lang\":\"en\""));
	assert_int_equal(host_warnings(host)->n, 0);
	host_free(host);
	buf_fini(&dump);
}

/* Plugins that cannot be opened or begun. */
static void test_broken_plugins(void **unused) {
	(void)unused;
	static const struct { struct case_plugin plugin; const char *file, *says; int line; } cases[] = {
		{ { .name = "b1", .manifest = SECTION, .source = "return {\n  build = \n}" }, "b1/plugin.lua", "unexpected symbol", 3 },
		{ { .name = "b2", .manifest = SECTION, .source = "return 5" }, "b2/plugin.lua", "the plugin returns number", 0 },
		{ { .name = "b3", .manifest = SECTION, .source = "return { build = 5 }" }, "b3/plugin.lua", "build is a number", 0 },
		{ { .name = "b4", .manifest = SECTION, .source = "return {}" }, "b4/plugin.lua", "no function build", 0 },
		{ { .name = "b5", .manifest = SECTION, .source = "\nerror('early')" }, "b5/plugin.lua", "early", 2 },
		{ { .name = "b6", .manifest = "{ \"uses\": [\"nobody\"] }", .source = "return {}" }, "b6/plugin.lua", "no such plugin", 0 },
		{ { .name = "b7", .manifest = "{ \"uses\": [\"b7\"] }", .source = "return {}" }, "b7/plugin.lua", "use each other", 0 },
		{ { .name = "b8", .manifest = SECTION, .source = "return { collect = function() return 3 end, build = function() end }" },
		  "b8/plugin.lua", "collect returned the number 3", 1 },
		{ { .name = "b9", .manifest = SECTION, .source = "return { collect = function()\nreturn { a = { print0 = pairs } } end }" },
		  "b9/plugin.lua", "what collect returned.a.print0 is a function", 1 },
		{ { .name = "b10", .manifest = SECTION, .source = "return {}", .files = { { "labels.en.json", "{ \"a\": 5 }" } } },
		  "b10/labels.en.json", "label 'a' is a number", 1 },
		{ { .name = "b11", .manifest = SECTION, .source = "return {}", .files = { { "x.en.md", "a\xff" } } }, "b11/x.en.md",
		  "not valid UTF-8", 0 },
		{ { .name = "b13", .manifest = SECTION, .source = "local p = require('legal')\nreturn {}",
		    .files = { { "legal.lua", "local a = 1\nlocal = 2" } } }, "b13/legal.lua", "expected", 2 },
		{ { .name = "b14", .manifest = SECTION, .source = "local p = require('legal')\nreturn {}",
		    .files = { { "legal.lua", "\n\nerror('in the part')" } } }, "b14/legal.lua", "in the part", 3 },
		{ { .name = "b15", .manifest = SECTION, .source = "\nrequire('legl')", .files = { { "legal.lua", "return {}" } } },
		  "b15/plugin.lua", "no file legl.lua", 2 },
		{ { .name = "b16", .manifest = SECTION, .source = "require('a')",
		    .files = { { "a.lua", "return require('b')" }, { "b.lua", "return require('a')" } } }, "b16/b.lua", "requires itself", 1 },
		{ { .name = "b17", .manifest = SECTION, .source = "require('a')", .files = { { "a.lua", "return 5" } } },
		  "b17/plugin.lua", "a.lua returns number", 1 },
		{ { .name = "b18", .manifest = SECTION, .source = "return {}", .files = { { "a.lua", "-- \xff" } } }, "b18/a.lua",
		  "not valid UTF-8", 1 },
		{ { .name = "b12", .manifest = SECTION, .source = "while true do end" }, "b12/plugin.lua", "collect of the section used", 1 },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		struct buf dump = BUF_INIT;
		struct err err;
		struct host *host = open_host(&cases[i].plugin, 1, &err);
		struct host_section section = { .plugin = cases[i].plugin.name, .id = "s" };
		struct host_job job = job_of(&section, 1);
		bool ok = host && run(host, &job, &dump, &err);
		if (ok || !str_suffix(err.at.file, cases[i].file) || !strstr(err.msg, cases[i].says) || err.at.line != cases[i].line) {
			fail_msg("%s: %s:%d: %s", cases[i].plugin.name, err.at.file, err.at.line, err.msg);
		}
		assert_string_equal(err.plugin, cases[i].plugin.name);
		host_free(host);
		buf_fini(&dump);
	}
}

/* Files beside plugin.lua: run once, with globals guarded as in plugin.lua itself, and known as inputs. */
static void test_parts(void **unused) {
	(void)unused;
	struct case_plugin plugin = {
		.name = "m", .manifest = SECTION,
		.source = "local words, again = require('words'), require('words')\n"
		          "return { build = function(ctx, doc) words.n = words.n + 1 doc:text(words.say(again.n)) end }",
		.files = { { "words.lua", "local shout = require('shout')\n"
		                          "return { n = 1, say = function(n) return shout(text.number(n)) end }" },
		           { "shout.lua", "return function(s) return s .. '!' end" }, { "README.md", "No part." } },
	};
	struct buf dump = BUF_INIT;
	struct err err;
	struct host *host = open_host(&plugin, 1, &err);
	assert_non_null(host);
	struct host_section section = { .plugin = "m", .id = "m" };
	struct host_job job = job_of(&section, 1);
	if (!run(host, &job, &dump, &err)) {
		fail_msg("%s", err.msg);
	}
	assert_non_null(strstr(buf_str(&dump), "2!"));
	size_t n;
	const struct host_file *files = host_files(host, &n);
	assert_int_equal(n, 3);
	assert_string_equal(files[1].path, "shout.lua");
	assert_string_equal(files[2].path, "words.lua");
	host_free(host);
	buf_fini(&dump);
}

/* A section that fails, in whatever way, leaves the others able to go on. */
static void test_failures_stay_alone(void **unused) {
	(void)unused;
	static const struct case_plugin plugins[] = {
		{ .name = "good", .manifest = SECTION, .source = "return { build = function(ctx, doc) doc:text('good') end }" },
		{ .name = "loops", .manifest = SECTION, .source = "while true do end" },
		{ .name = "grows", .manifest = SECTION, .source = "return { collect = function() local t = {} while true do t = { t } end end }" },
		{ .name = "raises", .manifest = SECTION, .source = "error('early')" },
		{ .name = "half", .manifest = SECTION, .source = "return { build = function(ctx, doc) doc:list { 'x', {} } end }" },
	};
	static const char *const order[] = { "loops", "grows", "raises", "raises", "half", "good" };
	static const struct doc_limits limits = { .max_nodes = 1000, .max_depth = 60, .max_pictures = 100, .max_text = 1 << 20 };
	struct host_section sections[LEN(order)];
	struct doc *doc = arena_alloc(arena, sizeof(*doc));
	struct build *build = build_new(arena, doc, &limits);
	struct err err;
	struct host *host = open_host(plugins, LEN(plugins), &err);
	assert_non_null(host);
	for (size_t i = 0; i < LEN(order); i++) {
		sections[i] = (struct host_section){ .plugin = order[i], .id = arena_printf(arena, "s%zu", i) };
	}
	seconds = 1;                     /* enough to grow in, under sanitizers too */
	struct host_job job = job_of(sections, LEN(order));
	assert_true(host_begin(host, &job, &err));
	for (size_t i = 0; i < LEN(order); i++) {
		memset(&err, 0, sizeof(err));
		bool ok = host_collect(host, i, &err);
		assert_int_equal(ok, i >= 4);
		assert_int_equal(err.code, i < 2 ? ERR_LIMIT : i < 4 ? ERR_PLUGIN : ERR_NONE);
		assert_string_equal(err.plugin, i < 4 ? order[i] : "");
	}
	struct node *node = build_open(build, NODE_SECTION, "s5", &err);
	assert_false(host_build(host, 4, build, &err));
	assert_ptr_equal(build_current(build), node);
	assert_true(host_build(host, 5, build, &err));
	seconds = 0.3;
	host_free(host);
}

/* A bilingual edition: plugins begin afresh, sort records as the leading language has them, words as their own; sources are the leading one's. */
static void test_two_languages(void **unused) {
	(void)unused;
	static const struct case_plugin plugins[] = {
		{ .name = "base", .manifest = "{ \"provide\": true, \"source\": true }",
		  .source = "local names = { en = { de = 'Germany', es = 'Spain' }, fr = {} }\n"
		            "names.fr.es, names.fr.de = 'Aspagne', 'Zermany'\n"
		            "return { provide = function(ctx) return { names = names[ctx.language], lang = ctx.language } end,\n"
		            "source = function(api, key) return { title = key .. ' in ' .. api.lang, verified = true } end }" },
		{ .name = "p", .manifest = "{ \"build\": true, \"collect\": true, \"uses\": [\"base\"] }",
		  .source = "local runs = 0\n"
		            "return { collect = function(ctx) runs = runs + 1 return { lang = ctx.language } end, build = function(ctx, doc)\n"
		            "local list = {}\n"
		            "for code, name in pairs(ctx.base.names) do list[#list + 1] = { code = code, name = name } end\n"
		            "local codes, words = {}, {}\n"
		            "for _, r in ipairs(text.sort(list, 'name')) do codes[#codes + 1], words[#words + 1] = r.code, r.name end\n"
		            "doc:text(runs .. ' ' .. ctx.found.lang .. ' ' .. #ctx.findings .. ' ' .. table.concat(codes, ' ') .. ': '\n"
		            ".. table.concat(text.sort(words), ' ') .. ' [@key]')\nend }" },
	};
	struct buf first = BUF_INIT, second = BUF_INIT;
	struct err err;
	struct host *host = open_host(plugins, LEN(plugins), &err);
	assert_non_null(host);
	struct host_section section = { .plugin = "p", .id = "p" };
	struct host_job job = job_of(&section, 1);
	job.is_bilingual = true;
	assert_true(run(host, &job, &first, &err));
	job.language = "fr";
	assert_true(run(host, &job, &second, &err));
	assert_non_null(strstr(first.p, "1 en 1 de es: Germany Spain"));
	assert_non_null(strstr(second.p, "1 fr 1 de es: Aspagne Zermany"));
	assert_non_null(strstr(second.p, "key in en"));
	buf_fini(&first);
	buf_fini(&second);
	host_free(host);
}

static void test_files(void **unused) {
	(void)unused;
	struct err err;
	size_t n;
	struct buf words = BUF_INIT;
	struct host *host = open_host(several, LEN(several), &err);
	assert_non_null(host);
	const struct host_file *files = host_files(host, &n);
	assert_int_equal(n, 4);
	assert_string_equal(files[0].plugin, "base");
	assert_string_equal(files[0].path, "data/partners.json");
	assert_int_equal(strlen(files[0].sha256), 64);
	assert_string_equal(files[1].path, "plugin.lua");
	host_free(host);
	buf_fini(&words);
}

static void test_manual(void **unused) {
	(void)unused;
	struct buf manual = BUF_INIT;
	host_manual(&manual);
	assert_non_null(strstr(buf_str(&manual), "### `doc:table { columns ="));
	assert_non_null(strstr(buf_str(&manual), "### `ctx.label(key, values)`"));
	assert_null(strstr(buf_str(&manual), "``"));             /* an empty signature */
	assert_null(strstr(buf_str(&manual), "`\n\n\n"));        /* an empty help */
	assert_null(strstr(buf_str(&manual), "(null)"));
	buf_fini(&manual);
}

static int set_up(void **unused) {
	(void)unused;
	arena = arena_new();
	return mkdtemp(root) ? 0 : -1;
}

static int tear_down(void **unused) {
	(void)unused;
	char *command = arena_printf(arena, "rm -rf '%s'", root);
	int rc = system(command);
	arena_free(arena);
	return rc;
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_sections_see),
		cmocka_unit_test(test_caught), cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_prose),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_request_keys),
		cmocka_unit_test(test_several),
		cmocka_unit_test(test_libraries),
		cmocka_unit_test(test_languages),
		cmocka_unit_test(test_silent_section),
		cmocka_unit_test(test_broken_plugins), cmocka_unit_test(test_parts),
		cmocka_unit_test(test_failures_stay_alone),
		cmocka_unit_test(test_two_languages),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_manual),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
