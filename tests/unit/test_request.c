/* request: every mistake of a request, with its place; and what a right one comes to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "catalogue/config.h"
#include "catalogue/request.h"

#define TODAY "2026-11-23"

static const char reports[] =
	"\"briefing\":{\"name\":\"briefing\",\"title\":{\"en\":\"Partners\",\"fr\":\"Partenaires\"},\"template\":\"plain\","
	"  \"params\":{\"countries\":{\"type\":\"country[]\",\"default\":\"all\"},"
	"             \"depth\":{\"type\":\"integer\",\"min\":1,\"max\":5,\"default\":2},"
	"             \"since\":{\"type\":\"date\",\"min\":\"1990-01-01\"},"
	"             \"tone\":{\"type\":\"enum\",\"values\":[\"short\",\"long\"]},"
	"             \"ratio\":{\"type\":\"number\",\"max\":1},"
	"             \"maps\":{\"type\":\"boolean\",\"default\":false},"
	"             \"tags\":{\"type\":\"string[]\",\"max\":4},"
	"             \"ref\":{\"type\":\"string\",\"pattern\":\"[A-Z]{2}[0-9]+\"},"
	"             \"remark\":{\"type\":\"text\"},"
	"             \"tongue\":{\"type\":\"language\"}},"
	"  \"sections\":[{\"plugin\":\"summary\",\"id\":\"summary\",\"params\":{\"countries\":{\"param\":\"countries\"}}},"
	"               {\"plugin\":\"regional\",\"id\":\"regional\",\"params\":{\"countries\":{\"param\":\"countries\"},\"size\":{\"value\":3}}},"
	"               {\"plugin\":\"regional\",\"id\":\"regional-2\",\"params\":{\"countries\":{\"value\":[\"UKR\"]}}}],"
	"  \"on_section_error\":\"gap\",\"limits\":{\"pages\":50,\"section_seconds\":500}},"
	"\"profile\":{\"name\":\"profile\",\"title\":\"Profile\",\"template\":\"plain\","
	"  \"params\":{\"country\":{\"type\":\"country\",\"required\":true}},"
	"  \"sections\":[{\"plugin\":\"summary\",\"id\":\"summary\",\"params\":{}}]},"
	"\"both\":{\"name\":\"both\",\"title\":\"Both\",\"template\":\"plain\",\"language\":[\"en\",\"fr\"],"
	"  \"sections\":[{\"plugin\":\"summary\",\"id\":\"summary\",\"params\":{}}]},"
	"\"pages\":{\"name\":\"pages\",\"title\":{\"en\":\"Profile: {countries}\",\"fr\":\"Fiche : {countries}\"},\"template\":\"plain\","
	"  \"params\":{\"countries\":{\"type\":\"country[]\",\"single\":\"country\",\"required\":true}},"
	"  \"sections\":[{\"plugin\":\"summary\",\"id\":\"summary\",\"params\":{\"countries\":{\"param\":\"countries\"}}}]},"
	"\"pair\":{\"name\":\"pair\",\"title\":\"Compared: {countries}\",\"template\":\"plain\","
	"  \"params\":{\"countries\":{\"type\":\"list\",\"of\":\"country\",\"required\":true,\"min\":2}},"
	"  \"sections\":[{\"plugin\":\"summary\",\"id\":\"summary\",\"params\":{\"countries\":{\"param\":\"countries\"}}}]},"
	"\"own\":{\"name\":\"own\",\"title\":\"Own\",\"template\":\"plain\",\"params\":{\"size\":{\"type\":\"integer\"}},"
	"  \"sections\":[{\"plugin\":\"regional\",\"id\":\"regional\",\"params\":{}}]}";

static const char plugins[] =
	"\"summary\":{\"params\":{\"countries\":{\"type\":\"country[]\",\"default\":\"all\"}},\"uses\":[\"facts\"],\"languages\":[\"en\",\"fr\"]},"
	"\"regional\":{\"params\":{\"countries\":{\"type\":\"country[]\",\"default\":\"all\"},\"size\":{\"type\":\"integer\",\"default\":1,\"max\":9},"
	"              \"region\":{\"type\":\"region\"}},\"uses\":[\"facts\"],\"languages\":[\"en\"]},"
	"\"facts\":{\"data\":{\"exercises\":\"data/exercises.json\"},\"shapes\":{\"exercises\":\"an array\"},"
	"           \"covers\":{\"from\":\"1991-12-20\",\"to\":\"2026-11-23\"},\"languages\":[\"en\",\"de\"]}";

static const char words[] =
	"\"country\":[{\"code\":\"UKR\",\"names\":[\"UA\",\"Ukraine\"]},{\"code\":\"GEO\",\"names\":[\"GE\",\"Georgia\",\"Géorgie\"],\"title\":{\"en\":\"Georgia\",\"fr\":\"Géorgie\"}},"
	"             {\"code\":\"MDA\",\"names\":[\"MD\",\"Republic of Moldova\",\"Moldova\"]},"
	"             {\"code\":\"CIV\",\"names\":[\"CI\",\"Côte d’Ivoire\"]},"
	"             {\"code\":\"USA\",\"names\":[\"US\",\"United States\"],\"refuse\":\"it is a founding Ally, not a partner\"}],"
	"\"region\":[{\"code\":\"black-sea\",\"names\":[\"Black Sea\"]}]";

struct fixture {
	struct catalogue *catalogue;
	struct arena *arena;
};

static int set_up(void **state) {
	struct fixture *f = mem_alloc(sizeof(*f));
	struct buf json = BUF_INIT, text = BUF_INIT;
	struct err err = ERR_INIT;
	f->arena = arena_new();
	struct json_out out = JSON_OUT(&text, 0);
	json_add_value(&out, config_check(f->arena, NULL, "/etc/sitrep", NULL));
	buf_addf(&json,
	         "{\"format\":1,\"generation\":\"g1\",\"files\":{},\"calendars\":{},\"config\":%s,\"reports\":{%s},\"plugins\":{%s},\"words\":{%s},"
	         "\"templates\":{\"plain\":{},\"kept\":{\"output\":{\"conformance\":[\"pdf/ua-1\",\"pdf/a-3a\"],\"attach_data\":true}}},\"schedules\":[],\"problems\":["
	         "{\"code\":\"plugin\",\"message\":\"no good\",\"file\":\"/r/broken.lua\",\"line\":1,\"column\":1}]}",
	         buf_str(&text), reports, plugins, words);
	f->catalogue = catalogue_parse(json.p, json.len, &err);
	if (f->catalogue == NULL) {
		print_error("%s\n", err.msg);
	}
	buf_fini(&json);
	buf_fini(&text);
	*state = f;
	return f->catalogue == NULL;
}

static int tear_down(void **state) {
	struct fixture *f = *state;
	catalogue_free(f->catalogue);
	arena_free(f->arena);
	mem_free(f);
	return 0;
}

/* expected: "line:col:key" of each mistake in order; said, where given, is part of the first one's message or hint. */
static const struct mistake_case {
	const char *text, *expected, *said;
} cases[] = {
	/* the whole text */
	{ "", "1:1:", "empty" },
	{ " \n\t ", "1:1:", "empty" },
	{ "{", "1:2:", NULL },
	{ "[]", "1:1:", "must be an object, not an array" },
	{ "\"briefing\"", "1:1:", "must be an object" },
	{ "{\"report\": \"briefing\",}", "1:23:", NULL },
	{ "{\"report\": 'briefing'}", "1:12:", NULL },
	{ "{\"report\": \"briefing\"} x", "1:24:", NULL },
	{ "\xEF\xBB\xBF{}", "1:1:", "byte-order mark" },
	{ "{\"report\": \"brief\xFFing\"}", "1:18:", "UTF-8" },
	{ "{\"report\": \"briefing\",\n \"report\": \"profile\"}", "2:2:", "report" },
	{ "{\"report\": \"briefing\", \"title\": \"a\\u0000b\"}", "1:35:", NULL },
	/* one value in place of a list */
	{ "{\"report\": \"pages\"}", "1:1:params.countries", "needs the parameter 'countries'" },
	{ "{\"report\": \"pages\", \"params\": {\"country\": \"GE\", \"countries\": [\"UA\"]}}", "1:32:params.country", "the short form" },
	{ "{\"report\": \"pages\", \"params\": {\"country\": [\"GE\"]}}", "1:43:params.country", "without the brackets" },
	{ "{\"report\": \"pages\", \"params\": {\"country\": \"XX\"}}", "1:43:params.country", "unknown country" },
	{ "{\"report\": \"pages\", \"params\": {\"countri\": \"GE\"}}", "1:32:params.countri", "did you mean" },
	/* report */
	{ "{}", "1:1:report", "briefing, profile" },
	{ "{\"report\": 5}", "1:12:report", "must be a string, not a number" },
	{ "{\"report\": \"breifing\"}", "1:12:report", "did you mean \"briefing\"?" },
	{ "{\"report\": \"zzz\"}", "1:12:report", "known: briefing, profile" },
	{ "{\"report\": \"broken\"}", "1:12:report", "sitrep check" },
	{ "{\"report\": \"nope\", \"as_of\": \"x\", \"tilte\": 1}", "1:12:report 1:29:as_of 1:34:tilte", NULL },
	/* unknown keys */
	{ "{\"raport\": \"briefing\"}", "1:1:report 1:2:raport", NULL },
	{ "{\"report\": \"briefing\",\n  \"tilte\": \"x\"}", "2:3:tilte", "did you mean \"title\"?" },
	{ "{\"report\": \"briefing\", \"output\": {\"nam\": \"x\"}}", "1:35:output.nam", "did you mean \"name\"?" },
	{ "{\"report\": \"briefing\", \"asOf\": \"2020-01-01\"}", "1:24:asOf", "as_of" },
	/* title */
	{ "{\"report\": \"briefing\", \"title\": null}", "1:33:title", "leave it out" },
	{ "{\"report\": \"briefing\", \"title\": \"\"}", "1:33:title", "is empty" },
	{ "{\"report\": \"briefing\", \"title\": \"a\\nb\"}", "1:33:title", "line break" },
	{ "{\"report\": \"briefing\", \"subtitle\": [\"a\"]}", "1:36:subtitle", "an array" },
	/* as_of */
	{ "{\"report\": \"briefing\", \"as_of\": \"2026-02-30\"}", "1:33:as_of", "no day" },
	{ "{\"report\": \"briefing\", \"as_of\": \"2026-02\"}", "1:33:as_of", "YYYY-MM-DD" },
	{ "{\"report\": \"briefing\", \"as_of\": 2026}", "1:33:as_of", "not a number" },
	{ "{\"report\": \"briefing\", \"as_of\": \"1991-12-19\"}", "1:33:as_of", "1991-12-20" },
	{ "{\"report\": \"briefing\", \"as_of\": \"2026-11-24\"}", "1:33:as_of", "has not come yet" },
	{ "{\"as_of\": \"1991-12-19\", \"report\": \"briefing\"}", "1:11:as_of", "before the facts begin" },
	/* language */
	{ "{\"report\": \"briefing\", \"language\": \"de\"}", "1:36:language", "\"en\", \"fr\"" },
	{ "{\"report\": \"briefing\", \"language\": \"English\"}", "1:36:language", "no language tag" },
	{ "{\"report\": \"briefing\", \"language\": [\"en\"]}", "1:36:language", "two make a bilingual edition" },
	{ "{\"report\": \"briefing\", \"language\": []}", "1:36:language", "lists 0" },
	{ "{\"report\": \"briefing\", \"language\": [\"en\", \"fr\", \"en\"]}", "1:36:language", "lists 3" },
	{ "{\"report\": \"briefing\", \"language\": [\"en\", \"en\"]}", "1:43:language[1]", "listed twice" },
	{ "{\"report\": \"briefing\", \"language\": [\"de\", \"fr\"]}", "1:37:language[0]", "\"en\", \"fr\"" },
	{ "{\"report\": \"briefing\", \"language\": [\"en\", 7]}", "1:43:language[1]", "must be a language tag" },
	{ "{\"report\": \"briefing\", \"language\": [\"en\", \"fr\"], \"title\": {\"en\": \"T\"}}", "1:59:title", "says nothing in \"fr\"" },
	{ "{\"report\": \"briefing\", \"title\": {\"fr\": \"T\"}}", "1:33:title", "says nothing in \"en\"" },
	{ "{\"report\": \"briefing\", \"title\": {\"en\": 5}}", "1:40:title.en", "must be a string" },
	{ "{\"report\": \"briefing\", \"as_of\": \"30.09.2019\"}", "1:33:as_of", "\"2019-09-30\"" },
	{ "{\"report\": \"briefing\", \"as_of\": \"2019-09-30T10:00:00Z\"}", "1:33:as_of", "\"2019-09-30\"" },
	/* period */
	{ "{\"report\": \"briefing\", \"period\": \"2026-09\"}", "1:34:period", "must be an object" },
	{ "{\"report\": \"briefing\", \"period\": {\"from\": \"2026-09-01\"}}", "1:34:period", "period.to is missing" },
	{ "{\"report\": \"briefing\", \"period\": {\"from\": \"2026-09-31\", \"to\": \"2026-10-01\"}}", "1:43:period.from", "no day" },
	{ "{\"report\": \"briefing\", \"period\": {\"from\": \"2026-09-02\", \"to\": \"2026-09-01\"}}", "1:34:period", "before it begins" },
	{ "{\"report\": \"briefing\", \"period\": {\"from\": \"2026-09-02\", \"till\": 1, \"to\": \"2026-09-03\"}}", "1:57:period.till", NULL },
	/* params */
	{ "{\"report\": \"briefing\", \"countries\": [\"UA\"]}", "1:24:countries", "write it into \"params\"" },
	{ "{\"report\": \"briefing\", \"params\": {\"countries\": [\"all\"]}}", "1:49:params.countries[0]", "without the brackets" },
	{ "{\"report\": \"briefing\", \"params\": []}", "1:34:params", "must be an object" },
	{ "{\"report\": \"briefing\", \"params\": {\"contries\": []}}", "1:35:params.contries", "did you mean \"countries\"?" },
	{ "{\"report\": \"briefing\", \"params\": {\"countries\": \"UA\"}}", "1:48:params.countries", "write [\"UA\"]" },
	{ "{\"report\": \"briefing\", \"params\": {\"countries\": []}}", "1:48:params.countries", "empty list" },
	{ "{\"report\": \"briefing\", \"params\": {\"countries\": [\"UA\", \"Gerogia\"]}}", "1:55:params.countries[1]", "did you mean \"Georgia\"?" },
	{ "{\"report\": \"briefing\", \"params\": {\"countries\": [\"UA\", 5]}}", "1:55:params.countries[1]", "a country" },
	{ "{\"report\": \"briefing\", \"params\": {\"countries\": [\"UA\", \"Ukraine\"]}}", "1:55:params.countries[1]", "already" },
	{ "{\"report\": \"briefing\", \"params\": {\"countries\": [\"US\"]}}", "1:49:params.countries[0]", "it is a founding Ally" },
	{ "{\"report\": \"briefing\", \"params\": {\"countries\": [\"Atlantis\"]}}", "1:49:params.countries[0]", "ISO code" },
	{ "{\"report\": \"briefing\", \"params\": {\"depth\": 0}}", "1:44:params.depth", "the least is 1" },
	{ "{\"report\": \"briefing\", \"params\": {\"depth\": 6}}", "1:44:params.depth", "the most is 5" },
	{ "{\"report\": \"briefing\", \"params\": {\"depth\": 2.5}}", "1:44:params.depth", "whole number" },
	{ "{\"report\": \"briefing\", \"params\": {\"depth\": \"2\"}}", "1:44:params.depth", "not a string" },
	{ "{\"report\": \"briefing\", \"params\": {\"ratio\": 1.5}}", "1:44:params.ratio", "the most is 1" },
	{ "{\"report\": \"briefing\", \"params\": {\"since\": \"1989-01-01\"}}", "1:44:params.since", "before 1990-01-01" },
	{ "{\"report\": \"briefing\", \"params\": {\"since\": \"soon\"}}", "1:44:params.since", "no day" },
	{ "{\"report\": \"briefing\", \"params\": {\"tone\": \"shrot\"}}", "1:43:params.tone", "did you mean \"short\"?" },
	{ "{\"report\": \"briefing\", \"params\": {\"maps\": \"true\"}}", "1:43:params.maps", "without quotes" },
	{ "{\"report\": \"briefing\", \"params\": {\"maps\": 1}}", "1:43:params.maps", "true or false" },
	{ "{\"report\": \"briefing\", \"params\": {\"tags\": [\"abcde\"]}}", "1:44:params.tags[0]", "5 characters" },
	{ "{\"report\": \"briefing\", \"params\": {\"ref\": \"AB12x\"}}", "1:42:params.ref", "[A-Z]{2}[0-9]+" },
	{ "{\"report\": \"briefing\", \"params\": {\"ref\": \"xAB12\"}}", "1:42:params.ref", "as a whole" },
	{ "{\"report\": \"briefing\", \"params\": {\"ref\": \"A\\tB\"}}", "1:42:params.ref", "control character" },
	{ "{\"report\": \"briefing\", \"params\": {\"tongue\": \"EN\"}}", "1:45:params.tongue", "language tag" },
	{ "{\"report\": \"briefing\", \"params\": {\"region\": \"Blck Sea\"}}", "1:45:params.region", "did you mean \"Black Sea\"?" },
	{ "{\"report\": \"profile\"}", "1:1:params.country", "needs the parameter 'country'" },
	{ "{\"report\": \"profile\", \"params\": {}}", "1:23:params.country", "needs the parameter" },
	{ "{\"report\": \"profile\", \"params\": {\"country\": [\"UA\"]}}", "1:45:params.country", "without the brackets" },
	{ "{\"report\": \"profile\", \"params\": {\"country\": null}}", "1:45:params.country", "leave it out" },
	/* sections */
	{ "{\"report\": \"briefing\", \"sections\": \"summary\"}", "1:36:sections", "write [\"summary\"]" },
	{ "{\"report\": \"briefing\", \"sections\": []}", "1:36:sections", "for all sections" },
	{ "{\"report\": \"briefing\", \"sections\": [\"sumary\"]}", "1:37:sections[0]", "did you mean \"summary\"?" },
	{ "{\"report\": \"briefing\", \"sections\": [\"summary\", \"summary\"]}", "1:48:sections[1]", "listed twice" },
	{ "{\"report\": \"briefing\", \"sections\": [\"summary\", {}]}", "1:48:sections[1]", "not an object" },
	{ "{\"report\": \"profile\", \"params\": {\"country\": \"UA\"}, \"sections\": [\"regional\"]}", "1:65:sections[0]", "summary" },
	/* data */
	{ "{\"report\": \"briefing\", \"data\": []}", "1:32:data", "must be an object" },
	{ "{\"report\": \"briefing\", \"data\": {\"exercise\": []}}", "1:33:data.exercise", "did you mean \"exercises\"?" },
	{ "{\"report\": \"briefing\", \"data\": {\"exercises\": {}}}", "1:46:data.exercises", "an array" },
	/* output */
	{ "{\"report\": \"briefing\", \"output\": \"x\"}", "1:34:output", "must be an object" },
	{ "{\"report\": \"briefing\", \"output\": {\"name\": \"../x\"}}", "1:43:output.name", "path" },
	{ "{\"report\": \"briefing\", \"output\": {\"name\": \"a\\\\b\"}}", "1:43:output.name", "path" },
	{ "{\"report\": \"briefing\", \"output\": {\"name\": \"\"}}", "1:43:output.name", "empty" },
	{ "{\"report\": \"briefing\", \"output\": {\"name\": \".x\"}}", "1:43:output.name", "dot" },
	{ "{\"report\": \"briefing\", \"output\": {\"name\": \"x.pdf\"}}", "1:43:output.name", "file type" },
	{ "{\"report\": \"briefing\", \"output\": {\"name\": \"x.error\"}}", "1:43:output.name", "reserved" },
	{ "{\"report\": \"briefing\", \"output\": {\"name\": \"x~\"}}", "1:43:output.name", "temporary" },
	{ "{\"report\": \"briefing\", \"output\": {\"name\": \"a\\nb\"}}", "1:43:output.name", "control character" },
	{ "{\"report\": \"briefing\", \"output\": {\"name\": \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "aaaaaaaaaaaaaaaaaaa\"}}", "1:43:output.name", "too long" },
	{ "{\"report\": \"briefing\", \"output\": {\"conformance\": \"pdf/ua-1\"}}", "1:50:output.conformance", "write [\"pdf/ua-1\"]" },
	{ "{\"report\": \"briefing\", \"output\": {\"conformance\": [\"pdf/ua-1\", \"pdf/a-4\"]}}", "1:63:output.conformance[1]", "\"pdf/a-4\" is not supported" },
	{ "{\"report\": \"briefing\", \"output\": {\"conformance\": [\"pdf/a-2a\", \"pdf/a-3b\"]}}", "1:63:output.conformance[1]", "one level of PDF/A" },
	{ "{\"report\": \"briefing\", \"output\": {\"conformance\": [\"pdf/ua-3\"]}}", "1:51:output.conformance[0]", "\"pdf/a-3a\"" },
	{ "{\"report\": \"briefing\", \"output\": {\"attach_data\": \"yes\"}}", "1:50:output.attach_data", "true or false" },
	{ "{\"report\": \"briefing\", \"output\": {\"attach_data\": true, \"conformance\": [\"pdf/a-2b\"]}}", "1:34:output", "ask for \"pdf/a-3b\"" },
	{ "{\"report\": \"profile\", \"params\": {\"country\": \"GE\"}, \"output\": {\"template\": \"kept\", \"conformance\": [\"pdf/a-2a\"]}}", "1:62:output",
	  "by template kept" },
	{ "{\"report\": \"profile\", \"params\": {\"country\": \"GE\"}, \"output\": {\"template\": \"kept\", \"conformance\": [\"pdf/a-2a\"], \"attach_data\": false}}", "", NULL },
	{ "{\"report\": \"briefing\", \"output\": {\"paper\": \"a3\"}}", "1:44:output.paper", "a4" },
	{ "{\"report\": \"briefing\", \"output\": {\"template\": \"plane\"}}", "1:47:output.template", "no template" },
	{ "{\"report\": \"briefing\", \"output\": {\"template\": 1}}", "1:47:output.template", "a string" },
	{ "{\"report\": \"briefing\", \"output\": {\"notes\": \"foto\"}}", "1:44:output.notes", "did you mean" },
	{ "{\"report\": \"briefing\", \"output\": {\"paragraphs\": true}}", "1:49:output.paragraphs", "a string" },
	{ "{\"report\": \"briefing\", \"output\": {\"marking\": \"\"}}", "1:46:output.marking", "one line" },
	{ "{\"report\": \"briefing\", \"output\": {\"marking\": \"a\\nb\"}}", "1:46:output.marking", "one line" },
	{ "{\"report\": \"briefing\", \"output\": {\"watermark\": []}}", "1:48:output.watermark", "a string" },
	/* the rest */
	{ "{\"report\": \"briefing\", \"priority\": \"high\"}", "1:36:priority", "urgent, normal, bulk" },
	{ "{\"report\": \"briefing\", \"draft\": \"true\"}", "1:33:draft", "write true without quotes" },
	{ "{\"report\": \"briefing\", \"draft\": 1}", "1:33:draft", "true or false" },
	/* all at once, in the order of the text */
	{ "{\n  \"report\": \"briefing\",\n  \"as_of\": \"2026-13-01\",\n  \"params\": { \"depth\": 9, \"countries\": [\"XX\", \"GE\", 7] },\n"
	  "  \"colour\": 1\n}", "3:12:as_of 4:24:params.depth 4:41:params.countries[0] 4:53:params.countries[2] 5:3:colour", NULL },
	/* columns count characters */
	{ "{\"report\": \"briefing\", \"title\": \"Géorgie — été\", \"x\": 1}", "1:50:x", NULL },
	/* right ones */
	{ "{\"report\": \"briefing\"}", "", NULL },
	{ "{\"$schema\": \"x\", \"report\": \"briefing\", \"title\": \"T\", \"subtitle\": \"S\", \"as_of\": \"2026-11-23\", \"language\": \"fr\","
	  " \"params\": {\"countries\": [\"ukraine\", \"geo\", \"COTE D’IVOIRE\"], \"depth\": 5, \"since\": \"1990-01-01\", \"tone\": \"long\","
	  " \"ratio\": -2e-1, \"maps\": true, \"tags\": [\"a\", \"b\"], \"ref\": \"AB1\", \"remark\": \"a\\nb\", \"tongue\": \"en-GB\"},"
	  " \"sections\": [\"regional-2\", \"summary\"], \"data\": {\"exercises\": []}, \"priority\": \"bulk\", \"draft\": true,"
	  " \"output\": {\"name\": \"black-sea\", \"paper\": \"letter\", \"notes\": \"end\", \"paragraphs\": \"numbered\","
	  " \"marking\": \"SECRET\", \"watermark\": \"Copy 3\", \"conformance\": [\"pdf/ua-1\"], \"attach_data\": false}}", "", NULL },
	{ "{\"report\": \"briefing\", \"params\": {\"countries\": \"all\", \"region\": \"BLACK SEA\"}}", "", NULL },
	{ "{\"report\": \"profile\", \"params\": {\"country\": \"Géorgie\"}}", "", NULL },
};

static void list_places(const struct errs *errors, struct buf *out) {
	for (size_t i = 0; i < errors->n; i++) {
		const struct err *err = &errors->v[i];
		buf_addf(out, "%s%d:%d:%s", i > 0 ? " " : "", err->at.line, err->at.col, err->key);
	}
}

static void tells_every_mistake(void **state) {
	struct fixture *f = *state;
	int bad = 0;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct mistake_case *c = &cases[i];
		struct errs errors = ERRS_INIT;
		struct request request;
		struct buf places = BUF_INIT;
		bool ok = request_check(f->arena, f->catalogue, "r.json", c->text, strlen(c->text), TODAY, &request, &errors, NULL);
		list_places(&errors, &places);
		assert_int_equal(ok, errors.n == 0);
		if (!str_eq(buf_str(&places), c->expected)) {
			print_error("%s\n  expected %s\n  got      %s\n", c->text, c->expected, buf_str(&places));
			bad++;
		}
		if (c->said != NULL && (errors.n == 0 || (strstr(errors.v[0].msg, c->said) == NULL &&
		                                          strstr(errors.v[0].hint, c->said) == NULL))) {
			print_error("%s\n  expected to be told \"%s\"\n  was told \"%s\" (%s)\n", c->text, c->said,
			            errors.n > 0 ? errors.v[0].msg : "nothing", errors.n > 0 ? errors.v[0].hint : "");
			bad++;
		}
		for (size_t k = 0; k < errors.n; k++) {
			assert_string_equal(errors.v[k].at.file, "r.json");
			assert_int_equal(errors.v[k].code, ERR_INPUT);
		}
		buf_fini(&places);
		errs_fini(&errors);
	}
	assert_int_equal(bad, 0);
}

static const char *dump(struct arena *arena, const struct json *value) {
	struct buf text = BUF_INIT;
	struct json_out out = JSON_OUT(&text, 0);
	json_add_value(&out, value);
	const char *copy = arena_strdup(arena, buf_str(&text));
	buf_fini(&text);
	return copy;
}

static void check_right(struct fixture *f, const char *text, struct request *request, struct errs *warnings) {
	struct errs errors = ERRS_INIT;
	bool ok = request_check(f->arena, f->catalogue, "r.json", text, strlen(text), TODAY, request, &errors, warnings);
	struct buf said = BUF_INIT;
	errs_format(&errors, &said);
	if (!ok) {
		print_error("%s", buf_str(&said));
	}
	buf_fini(&said);
	errs_fini(&errors);
	assert_true(ok);
}

static void fills_in_defaults(void **state) {
	struct fixture *f = *state;
	struct request r;
	check_right(f, "{\"report\": \"briefing\"}", &r, NULL);
	assert_string_equal(r.words.title, "Partners");
	assert_string_equal(r.as_of, TODAY);
	assert_string_equal(r.words.language, "en");
	assert_string_equal(r.template, "plain");
	assert_string_equal(r.on_section_error, "gap");
	assert_int_equal(r.priority, REQUEST_NORMAL);
	assert_null(r.output_name);
	assert_int_equal(r.limits.pages, 50);
	assert_true(r.limits.section_seconds < 500);    /* what is configured is a ceiling */
	assert_int_equal(r.section_count, 3);
	assert_string_equal(dump(f->arena, r.params), "{\"countries\":[\"UKR\",\"GEO\",\"MDA\",\"CIV\"],\"depth\":2,\"maps\":false}");
	assert_string_equal(dump(f->arena, r.sections[1].params), "{\"countries\":[\"UKR\",\"GEO\",\"MDA\",\"CIV\"],\"size\":3}");
	assert_string_equal(dump(f->arena, r.sections[2].params), "{\"countries\":[\"UKR\"],\"size\":1}");
	assert_string_equal(dump(f->arena, r.sections[0].keys), "{}");
}

static void gives_sections_their_params(void **state) {
	struct fixture *f = *state;
	struct request r;
	check_right(f, "{\"report\": \"briefing\", \"language\": \"fr\", \"params\": {\"countries\": [\"ua\"], \"region\": \"black sea\","
	               " \"size\": 4}, \"sections\": [\"regional-2\", \"regional\"]}", &r, NULL);
	assert_string_equal(r.words.title, "Partenaires");
	assert_int_equal(r.section_count, 2);
	assert_string_equal(r.sections[0].id, "regional-2");
	assert_string_equal(r.sections[0].plugin, "regional");
	assert_string_equal(dump(f->arena, r.sections[0].params), "{\"countries\":[\"UKR\"],\"size\":4,\"region\":\"black-sea\"}");
	assert_string_equal(dump(f->arena, r.sections[0].keys), "{\"size\":\"params.size\",\"region\":\"params.region\"}");
	assert_string_equal(dump(f->arena, r.sections[1].params), "{\"countries\":[\"UKR\"],\"size\":3,\"region\":\"black-sea\"}");
	assert_string_equal(dump(f->arena, r.sections[1].keys), "{\"countries\":\"params.countries\",\"region\":\"params.region\"}");
}

static void takes_two_languages(void **state) {
	struct fixture *f = *state;
	struct request r;
	check_right(f, "{\"report\": \"briefing\", \"language\": [\"fr\", \"en\"], \"subtitle\": {\"en\": \"Sub\", \"fr\": \"Sous\"}}", &r, NULL);
	assert_string_equal(r.words.language, "fr");
	assert_string_equal(r.words.title, "Partenaires");
	assert_string_equal(r.words.subtitle, "Sous");
	assert_string_equal(r.second.language, "en");
	assert_string_equal(r.second.title, "Partners");
	assert_string_equal(r.second.subtitle, "Sub");
	/* One line for both; the report's own languages where the request says none. */
	check_right(f, "{\"report\": \"both\", \"title\": \"T\"}", &r, NULL);
	assert_string_equal(r.words.language, "en");
	assert_string_equal(r.second.language, "fr");
	assert_string_equal(r.second.title, "T");
	check_right(f, "{\"report\": \"both\", \"language\": \"fr\"}", &r, NULL);
	assert_string_equal(r.words.language, "fr");
	assert_null(r.second.language);
}

/* A name that the report declares is the report's: a section gets it only where the entry binds it. */
static void keeps_a_report_s_params_its_own(void **state) {
	struct fixture *f = *state;
	struct errs warnings = ERRS_INIT;
	struct request r;
	check_right(f, "{\"report\": \"own\", \"params\": {\"size\": 4, \"region\": \"black-sea\"}}", &r, &warnings);
	assert_string_equal(dump(f->arena, r.params), "{\"size\":4}");
	assert_int_equal(json_int(r.sections[0].params, "size", 0), 1);
	assert_string_equal(dump(f->arena, r.sections[0].keys), "{\"region\":\"params.region\"}");
	assert_int_equal(warnings.n, 1);
	assert_string_equal(warnings.v[0].key, "params.size");
	errs_fini(&warnings);
}

/* One value in place of a list is that list, and what a title says of it is in the report's language. */
static void takes_one_for_a_list(void **state) {
	struct fixture *f = *state;
	struct errs warnings = ERRS_INIT;
	struct request r;
	check_right(f, "{\"report\": \"pages\", \"params\": {\"country\": \"ge\"}}", &r, &warnings);
	assert_int_equal(warnings.n, 0);
	assert_string_equal(r.words.title, "Profile: Georgia");
	assert_string_equal(r.words.report_title, "Profile: Georgia");
	assert_string_equal(dump(f->arena, r.sections[0].params), "{\"countries\":[\"GEO\"]}");
	check_right(f, "{\"report\": \"pages\", \"language\": \"fr\", \"params\": {\"countries\": [\"GE\", \"UA\"]}}", &r, NULL);
	assert_string_equal(r.words.title, "Fiche : Géorgie, UKR");
	check_right(f, "{\"report\": \"pages\", \"title\": \"{countries}\", \"params\": {\"country\": \"UA\"}}", &r, NULL);
	assert_string_equal(r.words.title, "{countries}");
	check_right(f, "{\"report\": \"pair\", \"params\": {\"countries\": [\"UA\", \"GE\"]}}", &r, NULL);
	assert_string_equal(r.words.title, "Compared: UKR, Georgia");
	errs_fini(&warnings);
}

static void warns_of_what_has_no_effect(void **state) {
	struct fixture *f = *state;
	struct errs warnings = ERRS_INIT;
	struct request r;
	check_right(f, "{\"report\": \"briefing\", \"language\": \"fr\",\n \"params\": {\"region\": \"black-sea\"}, \"sections\": [\"summary\"]}",
	            &r, &warnings);
	assert_int_equal(warnings.n, 1);
	assert_string_equal(warnings.v[0].key, "params.region");
	assert_int_equal(warnings.v[0].at.line, 2);
	errs_fini(&warnings);
	check_right(f, "{\"report\": \"briefing\", \"language\": \"fr\", \"sections\": [\"summary\", \"regional\"]}", &r, &warnings);
	assert_int_equal(warnings.n, 1);
	assert_non_null(strstr(warnings.v[0].msg, "\"regional\" has no texts in \"fr\""));
	errs_fini(&warnings);
}

static void shows_the_place(void **state) {
	struct fixture *f = *state;
	struct errs errors = ERRS_INIT;
	struct request r;
	struct buf text = BUF_INIT;
	const char *request = "{\n  \"report\": \"briefing\",\n  \"tilte\": \"x\"\n}\n";
	assert_false(request_check(f->arena, f->catalogue, "ukraine.json", request, strlen(request), TODAY, &r, &errors, NULL));
	errs_format(&errors, &text);
	assert_string_equal(buf_str(&text), "ukraine.json:3:3: unknown key 'tilte'\n"
	                                    "      \"tilte\": \"x\"\n"
	                                    "      ^\n"
	                                    "    in request key tilte\n"
	                                    "    hint: did you mean \"title\"?\n");
	buf_fini(&text);
	errs_fini(&errors);
}

static void survives_large_nonsense(void **state) {
	struct fixture *f = *state;
	struct buf text = BUF_INIT;
	struct errs errors = ERRS_INIT;
	struct request r;
	for (int i = 0; i < 200000; i++) {
		buf_addc(&text, '[');
	}
	assert_false(request_check(f->arena, f->catalogue, "r.json", text.p, text.len, TODAY, &r, &errors, NULL));
	assert_int_equal(errors.n, 1);
	errs_fini(&errors);
	buf_reset(&text);
	buf_adds(&text, "{\"report\": \"briefing\"");
	for (int i = 0; i < 100000; i++) {
		buf_addf(&text, ", \"key%d\": 1", i);
	}
	buf_addc(&text, '}');
	assert_false(request_check(f->arena, f->catalogue, "r.json", text.p, text.len, TODAY, &r, &errors, NULL));
	assert_int_equal(errors.n, ERRS_MAX);
	assert_int_equal(errors.dropped, 100000 - ERRS_MAX);
	errs_fini(&errors);
	buf_reserve(&text, REQUEST_MAX_BYTES + 1);
	while (text.len <= REQUEST_MAX_BYTES) {
		buf_addc(&text, ' ');
	}
	assert_false(request_check(f->arena, f->catalogue, "r.json", text.p, text.len, TODAY, &r, &errors, NULL));
	assert_non_null(strstr(errors.v[0].msg, "8388608 are the most"));
	errs_fini(&errors);
	buf_fini(&text);
}

static void errors_survive_json(void **state) {
	struct fixture *f = *state;
	struct errs errors = ERRS_INIT, again = ERRS_INIT;
	struct buf json = BUF_INIT;
	for (size_t i = 0; i < 3; i++) {
		struct err *err = errs_add(&errors);
		err_set(err, i == 0 ? ERR_INPUT : i == 1 ? ERR_PLUGIN : ERR_LIMIT, "number %zu says \"no\"", i);
		err_hint(err, "try %zu", i);
		err_at(err, "a\nb.json", (int)i, (int)i * 2);
		STR_COPY(err->key, "params.x[0]");
		STR_COPY(err->plugin, i == 1 ? "facts" : "");
		STR_COPY(err->section, i == 1 ? "facts-2" : "");
		STR_COPY(err->source, "\t\"é\" é");
		err->source_cut = (int)i * 7;
	}
	errors.v[0].at.col = 0;
	errors.dropped = 5;
	request_errors_json(&errors, "a.json", &json);
	assert_true(request_errors_parse(f->arena, json.p, json.len, &again));
	assert_int_equal(again.n, errors.n);
	assert_int_equal(again.dropped, 5);
	for (size_t i = 0; i < errors.n; i++) {
		const struct err *a = &errors.v[i], *b = &again.v[i];
		assert_int_equal(a->code, b->code);
		assert_string_equal(a->msg, b->msg);
		assert_string_equal(a->hint, b->hint);
		assert_string_equal(a->at.file, b->at.file);
		assert_int_equal(a->at.line, b->at.line);
		assert_int_equal(a->at.col, b->at.col);
		assert_string_equal(a->key, b->key);
		assert_string_equal(a->plugin, b->plugin);
		assert_string_equal(a->section, b->section);
		assert_string_equal(a->source, b->source);
		assert_int_equal(a->source_cut, b->source_cut);
	}
	assert_false(request_errors_parse(f->arena, "{}", 2, &again));
	assert_false(request_errors_parse(f->arena, "{", 1, &again));
	errs_fini(&errors);
	errs_fini(&again);
	buf_fini(&json);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_every_mistake),
		cmocka_unit_test(fills_in_defaults),
		cmocka_unit_test(gives_sections_their_params),
		cmocka_unit_test(takes_two_languages),
		cmocka_unit_test(keeps_a_report_s_params_its_own),
		cmocka_unit_test(takes_one_for_a_list),
		cmocka_unit_test(warns_of_what_has_no_effect),
		cmocka_unit_test(shows_the_place),
		cmocka_unit_test(survives_large_nonsense),
		cmocka_unit_test(errors_survive_json),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
