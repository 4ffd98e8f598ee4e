/* catalogue: a small installation in a temporary folder, whole and with one mistake at a time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "catalogue/request.h"
#include "catalogue/schema.h"
#include "catalogue/words.h"

struct file {
	const char *path, *text;
};

static const struct file whole[] = {
	{ "config/sitrep.lua", "return {\n  timezone = \"Europe/Brussels\",\n  limits = { pages = 10 },\n}\n" },
	{ "config/schedules.lua", "return {\n  { name = \"weekly\", cron = \"0 7 * * mon\",\n    request = { report = \"brief\", params = {} } },\n}\n" },
	{ "plugins/facts/plugin.lua",
	  "return {\n  name = \"facts\", version = \"1\", api = 1, summary = \"Facts\",\n  data = { base = \"base.json\" },\n"
	  "  vocab = function(data)\n    return { country = { { code = \"UKR\", names = { \"UA\", \"Ukraine\", \"UKRAINE\" } },\n"
	  "      { code = \"GEO\", names = { \"Georgia\" } } } }\n  end,\n  provide = function(ctx) return {} end,\n}\n" },
	{ "plugins/facts/base.json", "{ \"a\": [1, 2] }\n" },
	{ "plugins/one/plugin.lua",
	  "return {\n  name = \"one\", version = \"1\", api = 1, summary = \"One\",\n"
	  "  params = { countries = { type = \"country[]\", default = \"all\" },\n    size = { type = \"integer\", min = 1 } },\n"
	  "  uses = { \"facts\" },\n  build = function(ctx, doc) end,\n}\n" },
	{ "plugins/one/intro.fr.md", "Bonjour\n" },
	{ "plugins/one/labels.en.json", "{ \"a\": \"b\" }\n" },
	{ "reports/brief.lua",
	  "return {\n  name = \"brief\", title = \"Brief\", template = \"plain\",\n"
	  "  params = { lands = { type = \"country[]\", default = { \"UA\" } } },\n"
	  "  sections = { { \"one\", countries = \"$lands\", size = 2 }, { \"one\" } },\n}\n" },
	{ "templates/plain.lua", "return { fonts = { serif = { \"Noto Serif\" }, sans = { \"Noto Sans\" } } }\n" },
	{ NULL, NULL }
};

static void put(const char *dir, const char *path, const char *text) {
	struct arena *arena = arena_new();
	struct err err = ERR_INIT;
	char *whole_path = path_join(arena, dir, path), *folder = arena_strdup(arena, whole_path);
	*strrchr(folder, '/') = '\0';
	assert_true(file_mkdirs(folder, 0755, &err));
	assert_true(file_write(whole_path, text, strlen(text), 0644, &err));
	arena_free(arena);
}

static void remove_tree(const char *dir) {
	struct arena *arena = arena_new();
	char **names;
	size_t n;
	if (file_list(dir, arena, &names, &n, NULL)) {
		for (size_t i = 0; i < n; i++) {
			const char *path = path_join(arena, dir, names[i]);
			if (file_is_dir(path)) {
				remove_tree(path);
			} else {
				unlink(path);
			}
		}
	}
	rmdir(dir);
	arena_free(arena);
}

/* The whole installation with files replaced or added. */
static struct catalogue *build_with(const struct file *files) {
	char dir[] = "/tmp/sitrep-catalogue-XXXXXX";
	struct err err = ERR_INIT;
	struct buf json = BUF_INIT;
	struct arena *arena = arena_new();
	assert_non_null(mkdtemp(dir));
	for (const struct file *f = whole; f->path != NULL; f++) {
		put(dir, f->path, f->text);
	}
	for (const struct file *f = files; f->path != NULL; f++) {
		put(dir, f->path, f->text);
	}
	struct catalogue_paths paths = { .config = path_join(arena, dir, "config/sitrep.lua") };
	assert_true(catalogue_build(&paths, &json, &err));
	struct catalogue *catalogue = catalogue_parse(json.p, json.len, &err);
	if (catalogue == NULL) {
		fail_msg("%s", err.msg);
	}
	buf_fini(&json);
	arena_free(arena);
	remove_tree(dir);
	return catalogue;
}

/* With one file (NULL: none). */
static struct catalogue *build(const char *path, const char *text) {
	const struct file files[] = { { path, text }, { NULL, NULL } };
	return build_with(files);
}

static void show(const struct catalogue *catalogue) {
	struct buf text = BUF_INIT;
	errs_format(catalogue_problems(catalogue), &text);
	print_error("%s", buf_str(&text));
	buf_fini(&text);
}

static void reads_an_installation(void **state) {
	(void)state;
	struct catalogue *c = build(NULL, NULL);
	if (catalogue_problems(c)->n > 0) {
		show(c);
	}
	assert_int_equal(catalogue_problems(c)->n, 0);
	assert_int_equal(catalogue_int(c, "limits.pages"), 10);
	assert_string_equal(catalogue_str(c, "timezone"), "Europe/Brussels");
	assert_true(str_suffix(catalogue_str(c, "spool"), "/spool"));
	assert_int_equal(catalogue_plugins(c)->count, 2);
	assert_int_equal(catalogue_words(c, "country")->count, 2);
	assert_string_equal(json_str(words_lookup(catalogue_vocabulary(c), "country", "UKRAINE"), "code", ""), "UKR");
	assert_string_equal(json_str(json_lookup(catalogue_plugin(c, "facts"), "shapes"), "base", ""), "an object");
	assert_int_equal(json_lookup(catalogue_plugin(c, "one"), "languages")->count, 2);
	const struct json *sections = json_lookup(catalogue_report(c, "brief"), "sections");
	assert_string_equal(json_str(sections->first, "id", ""), "one");
	assert_string_equal(json_str(sections->first->next, "id", ""), "one-2");
	const struct json *bound = json_lookup(sections->first, "params");
	assert_string_equal(json_str(json_lookup(bound, "countries"), "param", ""), "lands");
	assert_int_equal(json_int(json_lookup(bound, "size"), "value", 0), 2);
	assert_int_equal(catalogue_schedules(c)->count, 1);
	assert_non_null(json_lookup(catalogue_templates(c), "plain"));
	catalogue_free(c);
}

/* One file with a mistake: where it is told, what is said, and what is left out because of it. */
static const struct problem_case {
	const char *path, *text;
	const char *at;              /* "reports/brief.lua:3:5" */
	const char *said;            /* in message or hint */
	size_t plugins, reports, schedules;
} cases[] = {
	{ "config/sitrep.lua", "return {\n  timezon = \"UTC\",\n}\n", "config/sitrep.lua:2:3", "did you mean \"timezone\"", 2, 1, 1 },
	{ "config/sitrep.lua", "return { timezone = \"Europe/Brussel\" }", "config/sitrep.lua:1:21", "timezone", 2, 1, 1 },
	{ "config/sitrep.lua", "return { workers = \"two\" }", "config/sitrep.lua:1:20", "a whole number", 2, 1, 1 },
	{ "config/sitrep.lua", "return { workers = -1 }", "config/sitrep.lua:1:20", "0 to 1024", 2, 1, 1 },
	{ "config/sitrep.lua", "return { limits = { page = 1 } }", "config/sitrep.lua:1:21", "limits.pages", 2, 1, 1 },
	{ "config/sitrep.lua", "return { limits = 5 }", "config/sitrep.lua:1:19", "table of settings", 2, 1, 1 },
	{ "config/sitrep.lua", "return { log = { json = 1 } }", "config/sitrep.lua:1:25", "true or false", 2, 1, 1 },
	{ "config/sitrep.lua", "return { on_conflict = \"replce\" }", "config/sitrep.lua:1:24", "did you mean \"replace\"", 2, 1, 1 },
	{ "config/sitrep.lua", "return { file_mode = \"0999\" }", "config/sitrep.lua:1:22", "permissions", 2, 1, 1 },
	{ "config/sitrep.lua", "return { plugins = { 7 } }", "config/sitrep.lua:1:22", "list of folders", 2, 1, 1 },
	{ "config/sitrep.lua", "return {", "config/sitrep.lua:1", "", 2, 1, 1 },
	{ "config/sitrep.lua", "return { plugins = { \"../plugins\", \"/nowhere\" } }", "/nowhere", "no such folder", 2, 1, 1 },
	{ "plugins/one/plugin.lua", "return {", "plugins/one/plugin.lua:1", "", 1, 0, 0 },
	{ "plugins/one/plugin.lua", "error(\"no\")", "plugins/one/plugin.lua:1", "no", 1, 0, 0 },
	{ "plugins/two/plugin.lua", "return {\n  name = \"too\", version = \"1\", api = 1, summary = \"S\", build = function() end }",
	  "plugins/two/plugin.lua:2:10", "its folder is \"two\"", 2, 1, 1 },
	{ "plugins/two/plugin.lua", "return { name = \"two\", version = \"1\", api = 2, summary = \"S\", build = function() end }",
	  "plugins/two/plugin.lua:1:45", "api must be 1", 2, 1, 1 },
	{ "plugins/two/plugin.lua", "return { name = \"two\", api = 1, summary = \"S\", build = function() end }",
	  "plugins/two/plugin.lua:1:8", "version is missing", 2, 1, 1 },
	{ "plugins/two/plugin.lua", "return { name = \"two\", version = \"1\", api = 1, summary = \"S\" }",
	  "plugins/two/plugin.lua:1:8", "no build", 2, 1, 1 },
	{ "plugins/two/plugin.lua", "return { name = \"two\", version = \"1\", api = 1, summary = \"S\", bild = 1, build = function() end }",
	  "plugins/two/plugin.lua:1:63", "did you mean \"build\"", 2, 1, 1 },
	{ "plugins/two/plugin.lua", "return { name = \"two\", version = \"1\", api = 1, summary = \"S\", uses = { \"fact\" }, build = function() end }",
	  "plugins/two/plugin.lua:1:72", "did you mean \"facts\"", 2, 1, 1 },
	{ "plugins/two/plugin.lua", "return { name = \"two\", version = \"1\", api = 1, summary = \"S\", uses = { \"two\" }, provide = function() end }",
	  "plugins/two/plugin.lua:1:63", "uses itself", 2, 1, 1 },
	{ "plugins/two/plugin.lua", "return { name = \"two\", version = \"1\", api = 1, summary = \"S\", uses = { \"one\" }, build = function() end }",
	  "plugins/two/plugin.lua:1:72", "provides nothing", 2, 1, 1 },
	{ "plugins/two/plugin.lua", "return { name = \"two\", version = \"1\", api = 1, summary = \"S\", data = { x = \"x.json\" }, build = function() end }",
	  "plugins/two/plugin.lua:1:76", "no file \"x.json\"", 2, 1, 1 },
	{ "plugins/two/plugin.lua", "return { name = \"two\", version = \"1\", api = 1, summary = \"S\", data = { x = \"../one/labels.en.json\" }, build = function() end }",
	  "plugins/two/plugin.lua:1:76", "in the plugin's folder", 2, 1, 1 },
	{ "plugins/two/plugin.lua", "return { name = \"two\", version = \"1\", api = 1, summary = \"S\", build = function() end,\n params = { x = { type = \"contry\" } } }",
	  "plugins/two/plugin.lua:2:26", "did you mean \"country\"", 2, 1, 1 },
	{ "plugins/two/plugin.lua", "return { name = \"two\", version = \"1\", api = 1, summary = \"S\", build = function() end,\n params = { x = { type = \"country\", default = \"XX\" } } }",
	  "plugins/two/plugin.lua:2:47", "unknown country", 2, 1, 1 },
	{ "plugins/two/plugin.lua", "return { name = \"two\", version = \"1\", api = 1, summary = \"S\", build = function() end,\n params = { x = { type = \"string\", pattern = \"(a)\\\\1\" } } }",
	  "plugins/two/plugin.lua:2:46", "back-references", 2, 1, 1 },
	{ "plugins/two/plugin.lua", "return { name = \"two\", version = \"1\", api = 1, summary = \"S\", build = function() end,\n params = { x = { type = \"enum\" } } }",
	  "plugins/two/plugin.lua:2:13", "needs values", 2, 1, 1 },
	{ "plugins/two/plugin.lua", "return { name = \"two\", version = \"1\", api = 1, summary = \"S\", build = function() end,\n covers = { from = \"1991\" } }",
	  "plugins/two/plugin.lua:2:20", "no day", 2, 1, 1 },
	{ "plugins/two/notes.txt", "x", "plugins/two", "no plugin.lua", 2, 1, 1 },
	{ "plugins/facts/plugin.lua",
	  "return { name = \"facts\", version = \"1\", api = 1, summary = \"F\", provide = function() return {} end,\n"
	  " vocab = function() return { country = { { code = \"UKR\", names = { \"UA\" } }, { code = \"GEO\", names = { \"ua\" } } } } end }",
	  "plugins/facts/plugin.lua:2:10", "\"ua\" stands for two: UKR and GEO", 2, 1, 1 },
	{ "plugins/facts/base.json", "{ \"a\": }", "plugins/facts/base.json:1:8", "", 0, 0, 0 },
	{ "plugins/one/labels.en.json", "{\n \"a\": 5 }", "plugins/one/labels.en.json:2:7", "must be a string", 1, 0, 0 },
	{ "plugins/one/intro.fr.md", "Bonjour\n\xFF", "plugins/one/intro.fr.md:2:1", "UTF-8", 1, 0, 0 },
	{ "templates/bad.lua", "return { no_such_key = 1 }", "templates/bad.lua:1:8", "must name its fonts", 2, 1, 1 },
	{ "templates/house.lua", "return { extends = \"plain\",\n page = { papr = \"a4\" } }", "templates/house.lua:2:11", "did you mean 'paper'", 2, 1, 1 },
	{ "templates/house.lua", "return { extends = \"plane\" }", "templates/house.lua:1:20", "did you mean \"plain\"", 2, 1, 1 },
	{ "templates/house.lua", "return { extends = \"house\" }", "templates/house.lua:1:20", "extends it in turn", 2, 1, 1 },
	{ "templates/house.lua", "return { extends = \"plain\", cover = { logo = \"no.svg\", logo_alt = \"A\" } }", "templates/house.lua:1:46", "images/no.svg", 2, 1, 1 },
	{ "templates/house.lua", "return { extends = \"plain\", cover = { logo = \"no.gif\", logo_alt = \"A\" } }", "templates/house.lua:1:46", ".svg file", 2, 1, 1 },
	{ "templates/house.lua", "return { extends = 5 }", "templates/house.lua:1:20", "must be a string", 2, 1, 1 },
	{ "reports/brief.lua", "return {\n name = \"brief\", title = \"{land}\", template = \"plain\",\n sections = { { \"one\" } } }",
	  "reports/brief.lua:2", "the title names the parameter 'land'", 2, 0, 0 },
	{ "reports/brief.lua", "return {\n name = \"brief\", title = \"{land}\", template = \"plain\", params = { land = { type = \"country\" } },\n sections = { { \"one\" } } }",
	  "reports/brief.lua:2", "which a request may leave out", 2, 0, 0 },
	{ "reports/brief.lua", "return {\n name = \"brief\", title = \"{rows}\", template = \"plain\", params = { rows = { type = \"list\", required = true, of = { type = \"table\", fields = { n = { type = \"string\" } } } } },\n sections = { { \"one\" } } }",
	  "reports/brief.lua:2", "whose values are no words", 2, 0, 0 },
	{ "reports/brief.lua", "return {\n name = \"brief\", title = \"{land\", template = \"plain\",\n sections = { { \"one\" } } }",
	  "reports/brief.lua:2", "stands alone", 2, 0, 0 },
	{ "reports/brief.lua", "return {\n name = \"brief\", title = \"B\", template = \"plain\", params = { n = { type = \"string\", single = \"m\" } },\n sections = { { \"one\" } } }",
	  "reports/brief.lua:2", "only a list", 2, 0, 0 },
	{ "reports/brief.lua", "return {\n name = \"brief\", title = \"B\", template = \"plane\",\n sections = { { \"one\" } } }",
	  "reports/brief.lua:2:42", "did you mean \"plain\"", 2, 0, 0 },
	{ "reports/brief.lua", "return {\n name = \"brief\", title = \"B\", template = \"plain\",\n sections = { { \"onn\" } } }",
	  "reports/brief.lua:3:17", "did you mean \"one\"", 2, 0, 0 },
	{ "reports/brief.lua", "return {\n name = \"brief\", title = \"B\", template = \"plain\",\n sections = { { \"facts\" } } }",
	  "reports/brief.lua:3:17", "no build", 2, 0, 0 },
	{ "reports/brief.lua", "return {\n name = \"brief\", title = \"B\", template = \"plain\",\n sections = { { \"one\", countries = \"$land\" } } }",
	  "reports/brief.lua:3:36", "declares no parameter 'land'", 2, 0, 0 },
	{ "reports/brief.lua", "return {\n name = \"brief\", title = \"B\", template = \"plain\", params = { n = { type = \"string\" } },\n sections = { { \"one\", size = \"$n\" } } }",
	  "reports/brief.lua:3:31", "of type string", 2, 0, 0 },
	{ "reports/brief.lua", "return {\n name = \"brief\", title = \"B\", template = \"plain\",\n sections = { { \"one\", size = 0 } } }",
	  "reports/brief.lua:3:31", "the least is 1", 2, 0, 0 },
	{ "reports/brief.lua", "return {\n name = \"brief\", title = \"B\", template = \"plain\",\n sections = { { \"one\", siez = 0 } } }",
	  "reports/brief.lua:3:24", "did you mean \"size\"", 2, 0, 0 },
	{ "reports/brief.lua", "return {\n name = \"brief\", title = \"B\", template = \"plain\", on_section_error = \"lastgood\",\n sections = { { \"one\" } } }",
	  "reports/brief.lua:2:70", "did you mean \"last-good\"", 2, 0, 0 },
	{ "reports/brief.lua", "return {\n name = \"brief\", title = \"B\", template = \"plain\", limits = { pages = 0 },\n sections = { { \"one\" } } }",
	  "reports/brief.lua:2:70", "above 0", 2, 0, 0 },
	{ "reports/brief.lua", "return {\n name = \"brief\", title = \"B\", template = \"plain\",\n sections = { } }",
	  "reports/brief.lua:3:13", "at least one section", 2, 0, 0 },
	{ "reports/brief.lua", "return {\n name = \"brief\", title = \"B\", template = \"plain\",\n sections = { { \"one\", id = \"x\" }, { \"one\", id = \"x\" } } }",
	  "reports/brief.lua:3:50", "taken by another", 2, 0, 0 },
	{ "reports/other.lua", "return {\n name = \"brief\", title = \"B\", template = \"plain\",\n sections = { { \"one\" } } }",
	  "reports/other.lua:2:9", "its file is \"other.lua\"", 2, 1, 1 },
	{ "config/schedules.lua", "return {\n { name = \"w\", cron = \"@daily\", request = { report = \"breif\" } } }",
	  "config/schedules.lua:2:54", "unknown report \"breif\"", 2, 1, 0 },
	{ "config/schedules.lua", "return {\n { name = \"w\", cron = \"@daily\", jitter = 5, request = { report = \"brief\" } } }",
	  "config/schedules.lua:2:33", "unknown key", 2, 1, 0 },
	{ "config/schedules.lua", "return {\n { name = \"w\", cron = \"@daily\", issue_when = \"often\", request = { report = \"brief\" } } }",
	  "config/schedules.lua:2", "issue_when", 2, 1, 0 },
	{ "config/schedules.lua", "return {\n { name = \"w\", cron = \"@daily\", calendar = \"be\", request = { report = \"brief\" } } }",
	  "config/schedules.lua:2:44", "no calendar \"be\"", 2, 1, 0 },
	{ "config/schedules.lua", "return {\n { name = \"w\", cron = \"@daily\", working_day = 24, request = { report = \"brief\" } } }",
	  "config/schedules.lua:2:47", "from 1 to 23", 2, 1, 0 },
	{ "config/schedules.lua", "return {\n { name = \"w\", cron = \"@daily\", period = \"last week\", request = { report = \"brief\" } } }",
	  "config/schedules.lua:2:42", "none of its values", 2, 1, 0 },
	{ "config/schedules.lua", "return {\n { name = \"w\", cron = \"@daily\", period = { days = 0 }, request = { report = \"brief\" } } }",
	  "config/schedules.lua:2:42", "{ days = N }", 2, 1, 0 },
	{ "config/schedules.lua", "return {\n { name = \"w\", cron = \"@daily\", starts = \"2026-12-02\", ends = \"2026-12-01\", request = { report = \"brief\" } } }",
	  "config/schedules.lua:2:63", "before it starts", 2, 1, 0 },
	{ "config/schedules.lua", "return {\n { name = \"w\", cron = \"@daily\", starts = \"2026-02-30\", request = { report = \"brief\" } } }",
	  "config/schedules.lua:2:42", "no day of the calendar", 2, 1, 0 },
	{ "config/schedules.lua", "return {\n { name = \"w\", cron = \"@daily\", catch_up_max = 1.5, request = { report = \"brief\" } } }",
	  "config/schedules.lua:2:48", "whole number", 2, 1, 0 },
	{ "config/calendars.lua", "return { be = { off = { \"2026-02-30\" } } }", "config/calendars.lua:1:25", "\"2026-02-30\" is no day", 2, 1, 1 },
	{ "config/calendars.lua", "return { be = { off = { \"2026-12-25..2026-12-01\" } } }", "config/calendars.lua:1:25", "is no day", 2, 1, 1 },
	{ "config/calendars.lua", "return { be = { weekend = { \"sat\", \"sund\" } } }", "config/calendars.lua:1:36", "did you mean \"sun\"", 2, 1, 1 },
	{ "config/calendars.lua", "return { be = { of = { \"12-25\" } } }", "config/calendars.lua:1:17", "off", 2, 1, 1 },
	{ "config/calendars.lua", "return { be = { files = { \"none.ics\" } } }", "config/calendars.lua:1:27", "none.ics", 2, 1, 1 },
	{ "config/calendars.lua", "return { be = { weekend = { \"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\", \"sun\" } } }", "config/calendars.lua:1:27", "no day is left", 2, 1, 1 },
	{ "config/schedules.lua", "return {\n { name = \"w\", request = { report = \"brief\" } } }", "config/schedules.lua:2:2", "cron is missing", 2, 1, 0 },
	{ "config/schedules.lua", "return {\n { name = \"w\", cron = \"@daily\", timezone = \"Mars\", request = { report = \"brief\" } } }",
	  "config/schedules.lua:2:44", "Mars", 2, 1, 0 },
};

static bool is_at(const struct err *err, const char *at) {
	char place[400];
	snprintf(place, sizeof(place), "%s:%d:%d", err->at.file, err->at.line, err->at.col);
	const char *found = strstr(place, at);
	return found != NULL && (found[strlen(at)] == ':' || found[strlen(at)] == '\0');
}

static void tells_each_mistake(void **state) {
	(void)state;
	int bad = 0;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct problem_case *p = &cases[i];
		struct catalogue *c = build(p->path, p->text);
		const struct errs *problems = catalogue_problems(c);
		const struct err *first = problems->n > 0 ? &problems->v[0] : NULL;
		if (first == NULL || !is_at(first, p->at) || (strstr(first->msg, p->said) == NULL && strstr(first->hint, p->said) == NULL)) {
			print_error("%s: %s\n  expected %s \"%s\", was told:\n", p->path, p->text, p->at, p->said);
			show(c);
			bad++;
		}
		if (catalogue_plugins(c)->count != p->plugins || catalogue_reports(c)->count != p->reports ||
		    catalogue_schedules(c)->count != p->schedules) {
			print_error("%s: %s\n  expected %zu plugins, %zu reports, %zu schedules; there are %u, %u, %u\n", p->path, p->text,
			            p->plugins, p->reports, p->schedules, catalogue_plugins(c)->count, catalogue_reports(c)->count,
			            catalogue_schedules(c)->count);
			bad++;
		}
		catalogue_free(c);
	}
	assert_int_equal(bad, 0);
}

/* What a schedule cannot have because of a mistake elsewhere follows from that; its other mistakes are all told at once. */
static void tells_what_follows(void **state) {
	(void)state;
	static const struct file files[] = {
		{ "config/sitrep.lua", "return { targets = { desk = { kind = \"folder\" }, mast = { kind = \"folder\", path = \"/\" } } }" },
		{ "config/calendars.lua", "return { off = { off = { \"2026-02-30\" } }, on = {} }" },
		{ "config/schedules.lua", "return {\n"
		  " { name = \"a\", cron = \"@daily\", calendar = \"off\", request = { report = \"brief\" } },\n"
		  " { name = \"b\", cron = \"@daily\", calendar = \"on\", deliver = { \"mast\", \"desk\" }, request = { report = \"brief\" } },\n"
		  " { name = \"c\", cron = \"@dayly\", calendar = \"of\", deliver = { \"disk\" }, request = { report = \"breif\" } },\n"
		  " { name = \"d\", cron = \"@daily\", calendar = \"on\", deliver = { \"mast\" }, request = { report = \"brief\" } },\n}" },
		{ NULL, NULL }
	};
	static const struct { const char *at, *said; bool follows; } told[] = {
		{ "config/sitrep.lua:1:29", "targets.desk needs path", false },
		{ "config/calendars.lua:1:26", "is no day", false },
		{ "config/schedules.lua:2:44", "schedules[1].calendar is a calendar that has mistakes", true },
		{ "config/schedules.lua:4:24", "'@dayly' is unknown", false },
		{ "config/schedules.lua:4:44", "there is no calendar \"of\"", false },
		{ "config/schedules.lua:3", "schedule \"b\": the target \"desk\" has mistakes", true },
		{ "config/schedules.lua:4", "schedule \"c\": unknown report \"breif\"", false },
		{ "config/schedules.lua:4", "schedule \"c\": there is no target \"disk\"", false },
	};
	struct catalogue *c = build_with(files);
	const struct errs *problems = catalogue_problems(c);
	if (problems->n != sizeof(told) / sizeof(*told)) {
		show(c);
		fail();
	}
	for (size_t i = 0; i < problems->n; i++) {
		const struct err *err = &problems->v[i];
		if (!is_at(err, told[i].at) || strstr(err->msg, told[i].said) == NULL || err->follows != told[i].follows) {
			show(c);
			fail_msg("expected %s \"%s\"%s", told[i].at, told[i].said, told[i].follows ? ", which follows" : "");
		}
	}
	assert_int_equal(catalogue_schedules(c)->count, 1);
	catalogue_free(c);
}

/* The generation is the content's: it is the same for the same files in another folder's place, and follows every change. */
static void generation_follows_content(void **state) {
	(void)state;
	struct catalogue *a = build(NULL, NULL), *b = build("plugins/one/intro.fr.md", "Bonsoir\n");
	assert_true(strlen(catalogue_generation(a)) > 0);
	assert_string_not_equal(catalogue_generation(a), catalogue_generation(b));
	catalogue_free(a);
	catalogue_free(b);
}

static struct catalogue *shipped(const char *report, const char *template) {
	struct catalogue_paths paths = { .config = "config/sitrep.lua", .report = report, .template = template };
	struct err err = ERR_INIT;
	struct buf json = BUF_INIT;
	assert_true(catalogue_build(&paths, &json, &err));
	struct catalogue *catalogue = catalogue_parse(json.p, json.len, &err);
	assert_non_null(catalogue);
	assert_int_equal(catalogue_problems(catalogue)->n, 0);
	buf_fini(&json);
	return catalogue;
}

static void assert_same(const char *what, const struct json *part, const struct json *whole_part) {
	struct buf a = BUF_INIT, b = BUF_INIT;
	struct json_out out_a = JSON_OUT(&a, 0), out_b = JSON_OUT(&b, 0);
	if (part == NULL || whole_part == NULL) {
		fail_msg("%s is missing", what);
	}
	json_add_value(&out_a, part);
	json_add_value(&out_b, whole_part);
	if (!str_eq(buf_str(&a), buf_str(&b))) {
		fail_msg("%s:\n%s\nis not\n%s", what, buf_str(&a), buf_str(&b));
	}
	buf_fini(&a);
	buf_fini(&b);
}

struct compare {
	const struct catalogue *part, *all;
	size_t count;
};

static void compare_plugin(void *ctx, const struct json *plugin) {
	struct compare *compare = ctx;
	compare->count++;
	assert_same(plugin->key, catalogue_plugin(compare->part, plugin->key), plugin);
}

/* What a report needs is the same in its own catalogue as in the whole one; for each that is shipped. */
static void loads_a_report_alone(void **state) {
	(void)state;
	struct catalogue *all = shipped(NULL, NULL);
	for (const struct json *report = catalogue_reports(all)->first; report != NULL; report = report->next) {
		struct catalogue *part = shipped(report->key, "letter");
		struct compare compare = { .part = part, .all = all };
		const char *template = json_str(report, "template", "");
		assert_int_equal(catalogue_reports(part)->count, 1);
		assert_same(report->key, catalogue_report(part, report->key), report);
		assert_same(template, json_lookup(catalogue_templates(part), template), json_lookup(catalogue_templates(all), template));
		assert_same("letter", json_lookup(catalogue_templates(part), "letter"), json_lookup(catalogue_templates(all), "letter"));
		assert_same("country", catalogue_words(part, "country"), catalogue_words(all, "country"));
		assert_same("region", catalogue_words(part, "region"), catalogue_words(all, "region"));
		catalogue_each_plugin(all, report->key, compare_plugin, &compare);
		assert_true(compare.count > 0 && compare.count <= catalogue_plugins(part)->count);
		assert_true(catalogue_plugins(part)->count < catalogue_plugins(all)->count);
		catalogue_free(part);
	}
	struct catalogue *config = shipped("", NULL);
	assert_string_equal(catalogue_str(config, "spool"), catalogue_str(all, "spool"));
	assert_int_equal(catalogue_plugins(config)->count + catalogue_reports(config)->count, 0);
	catalogue_free(config);
	catalogue_free(all);
}

static void needs_a_config(void **state) {
	(void)state;
	struct catalogue_paths paths = { .config = "/nowhere/sitrep.lua" };
	struct err err = ERR_INIT;
	struct buf json = BUF_INIT;
	assert_false(catalogue_build(&paths, &json, &err));
	assert_int_equal(err.code, ERR_INPUT);
	assert_string_equal(err.at.file, "/nowhere/sitrep.lua");
	assert_int_equal(json.len, 0);
	buf_fini(&json);
}

static void refuses_what_is_no_catalogue(void **state) {
	(void)state;
	static const char *const texts[] = { "", "[]", "{}", "{\"format\":2}", "{\"format\":1,\"config\":{},\"reports\":[]}" };
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct err err = ERR_INIT;
		assert_null(catalogue_parse(texts[i], strlen(texts[i]), &err));
		assert_true(err.code != ERR_NONE);
	}
}

static void describes_requests_as_a_schema(void **state) {
	(void)state;
	struct catalogue *c = build(NULL, NULL);
	struct arena *arena = arena_new();
	struct buf text = BUF_INIT;
	assert_true(schema_report(c, "brief", &text));
	const struct json *schema = json_parse(arena, text.p, text.len, NULL, NULL);
	const struct json *properties = json_lookup(schema, "properties");
	assert_non_null(properties);
	assert_string_equal(json_str(json_lookup(properties, "report"), "const", ""), "brief");
	assert_int_equal(json_lookup(schema, "required")->count, 1);
	const struct json *language = json_lookup(properties, "language");
	const struct json *one = json_lookup(json_lookup(language, "anyOf")->first, "anyOf"), *names = json_lookup(one->first, "enum");
	assert_string_equal(names->first->str, "en");
	assert_int_equal(names->count, 4);    /* what the engine speaks: the plugin's own are among them */
	assert_string_equal(json_str(one->first->next, "pattern", ""), "^(en|fr|ar|he)-");
	/* Each key that the schema offers is one that a request may have: none is told to be unknown. */
	for (const struct json *p = properties->first; p != NULL; p = p->next) {
		struct errs errors = ERRS_INIT;
		struct request request;
		const char *line = arena_printf(arena, "{\"report\": \"brief\", \"%s\": null}", p->key);
		if (!str_eq(p->key, "report")) {
			request_check(arena, c, "r", line, strlen(line), "2026-11-23", &request, &errors, NULL);
			assert_int_equal(errors.n, 1);
			assert_null(strstr(errors.v[0].msg, "unknown key"));
			assert_non_null(request_help(p->key));
		}
		errs_fini(&errors);
	}
	assert_int_equal(properties->count, 15);    /* as many as request.c has */
	const struct json *params = json_lookup(json_lookup(properties, "params"), "properties");
	assert_non_null(json_lookup(params, "lands"));
	assert_non_null(json_lookup(params, "size"));    /* the second section takes it from the request */
	assert_non_null(json_lookup(params, "countries"));
	const struct json *sections = json_lookup(properties, "sections");
	assert_int_equal(json_int(sections, "minItems", 0), 1);
	const struct json *ids = json_lookup(json_lookup(sections, "items"), "enum");
	assert_string_equal(ids->first->next->str, "one-2");
	assert_non_null(json_lookup(json_lookup(json_lookup(properties, "data"), "properties"), "base"));
	assert_false(schema_report(c, "none", &text));
	buf_fini(&text);
	arena_free(arena);
	catalogue_free(c);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_an_installation),
		cmocka_unit_test(tells_each_mistake),
		cmocka_unit_test(tells_what_follows),
		cmocka_unit_test(generation_follows_content),
		cmocka_unit_test(loads_a_report_alone),
		cmocka_unit_test(needs_a_config),
		cmocka_unit_test(refuses_what_is_no_catalogue),
		cmocka_unit_test(describes_requests_as_a_schema),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
