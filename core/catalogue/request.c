/* request: see request.h. */
#include "catalogue/request.h"

#include "base/day.h"
#include "base/err.h"
#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "catalogue/checking.h"
#include "catalogue/make.h"
#include "catalogue/mistake.h"
#include "catalogue/param.h"
#include "doc/labels.h"

#define TITLE_MAX  300           /* characters */
#define SECTIONS_MAX 1000

/* Deep enough for any data set; the values are what a request of the largest size may reasonably hold. */
static const struct json_limits request_limits = { .max_depth = 64, .max_values = 500000 };

/* One line that a reader sees: no control characters, something in it. */
static const char *check_line(struct checking *c, const struct json *value, const char *path) {
	if (!checking_wants(c, value, path, JSON_STRING, "a string")) {
		return NULL;
	}
	size_t characters = utf8_count(value->str, strlen(value->str));
	bool is_blank = true;
	for (const char *s = value->str; *s != '\0'; s++) {
		if ((unsigned char)*s < 0x20 || *s == 0x7F) {
			mistake(&c->source, value, path, "%s holds a line break or control character", path);
			return NULL;
		}
		is_blank = is_blank && *s == ' ';
	}
	if (is_blank) {
		err_hint(mistake(&c->source, value, path, "%s is empty", path), "leave it out for the default");
		return NULL;
	}
	if (characters > TITLE_MAX) {
		mistake(&c->source, value, path, "%s has %zu characters: %d are the most", path, characters, TITLE_MAX);
		return NULL;
	}
	return value->str;
}

static void check_report(struct checking *c, const struct json *value) {
	if (!checking_wants(c, value, "report", JSON_STRING, "a string")) {
		return;
	}
	c->report = catalogue_report(c->catalogue, value->str);
	if (c->report != NULL) {
		c->request->report = value->str;
	} else if (checking_is_broken(c, value->str)) {
		struct err *err = mistake(&c->source, value, "report", "the report \"%s\" cannot be used: its definition, or a plugin of it, has mistakes",
		                          value->str);
		err->follows = true;
		err_hint(err, "`sitrep check` tells them");
	} else {
		struct err *err = mistake(&c->source, value, "report", "unknown report \"%s\"", value->str);
		err_hint(err, "no report is configured");
		mistake_hint(err, value->str, mistake_names(c->arena, catalogue_reports(c->catalogue)));
	}
}

/* One line for all languages, or an object with a line for each. */
static const struct json *check_lines(struct checking *c, const struct json *value, const char *path) {
	if (value->type != JSON_OBJECT) {
		return check_line(c, value, path) != NULL ? value : NULL;
	}
	for (const struct json *line = value->first; line != NULL; line = line->next) {
		check_line(c, line, mistake_path(c->arena, path, line->key));
	}
	return value;
}

static void check_title(struct checking *c, const struct json *value) {
	c->title = check_lines(c, value, "title");
}

static void check_subtitle(struct checking *c, const struct json *value) {
	c->subtitle = check_lines(c, value, "subtitle");
}

static void latest_begin(void *ctx, const struct json *plugin) {
	const char **from = ctx, *begin = json_str(json_lookup(plugin, "covers"), "from", NULL);
	if (begin != NULL && (*from == NULL || strcmp(begin, *from) > 0)) {
		*from = begin;
	}
}

/* "30.09.2026" and "2026-09-30T10:00:00Z" leave no doubt which day is meant; "09/10/2026" does. */
static bool guess_day(const char *text, char meant[11]) {
	unsigned year, month, day;
	struct day parsed;
	if (sscanf(text, "%2u.%2u.%4u", &day, &month, &year) == 3) {
		snprintf(meant, 11, "%04u-%02u-%02u", year % 10000, month % 100, day % 100);
	} else {
		snprintf(meant, 11, "%.10s", text);
	}
	return day_parse(meant, &parsed);
}

static void check_as_of(struct checking *c, const struct json *value) {
	struct day day;
	const char *from = NULL;
	if (!checking_wants(c, value, "as_of", JSON_STRING, "a day (\"YYYY-MM-DD\")")) {
		return;
	}
	if (!day_parse(value->str, &day)) {
		char meant[11];
		err_hint(mistake(&c->source, value, "as_of", "as_of: \"%s\" is no day of the calendar", value->str),
		         "write it as YYYY-MM-DD, for example \"%s\"", guess_day(value->str, meant) ? meant : c->today);
		return;
	}
	if (c->report != NULL) {
		catalogue_each_plugin(c->catalogue, c->request->report, latest_begin, &from);
	}
	if (from != NULL && strcmp(value->str, from) < 0) {
		err_hint(mistake(&c->source, value, "as_of", "as_of: %s is before the facts begin", value->str),
		         "the first day that can be asked for is %s", from);
	} else if (strcmp(value->str, c->today) > 0) {
		err_hint(mistake(&c->source, value, "as_of", "as_of: %s has not come yet", value->str),
		         "the last day that can be asked for is today, %s", c->today);
	} else {
		c->request->as_of = value->str;
	}
}

/* A language the report can be had in; NULL with a mistake. */
static const char *language_of(struct checking *c, const struct json *value, const char *path) {
	struct json *declaration = make_object(c->arena);
	make_add(c->arena, declaration, "type", make_string(c->arena, "language"));
	if (param_value(&c->params, declaration, value, path) == NULL || c->report == NULL) {
		return NULL;
	}
	const char **known = catalogue_languages(c->arena, c->catalogue, c->report);
	/* What the engine prints in it can be had with sections in English: they are warned of. */
	bool is_known = known[0] == NULL || label_speaks(value->str);
	for (size_t i = 0; known[i] != NULL; i++) {
		is_known = is_known || str_eq(known[i], value->str);
	}
	if (is_known) {
		return value->str;
	}
	struct err *err = mistake(&c->source, value, path, "the report \"%s\" has no texts in \"%s\"", c->request->report, value->str);
	struct buf list = BUF_INIT;
	for (size_t i = 0; known[i] != NULL && list.len < 150; i++) {
		buf_addf(&list, "%s\"%s\"", i > 0 ? ", " : "", known[i]);
	}
	err_hint(err, "it has them in %s", buf_str(&list));
	buf_fini(&list);
	return NULL;
}

/* One language, or a list of two: the first leads. */
static void check_language(struct checking *c, const struct json *value) {
	struct request *r = c->request;
	if (value->type != JSON_ARRAY) {
		r->words.language = language_of(c, value, "language");
		return;
	}
	if (value->count != 2) {
		err_hint(mistake(&c->source, value, "language", "language lists %zu: two make a bilingual edition", (size_t)value->count),
		         "write one language without brackets, or two: [\"en\", \"fr\"]");
		return;
	}
	const struct json *first = value->first, *second = first->next;
	r->words.language = language_of(c, first, "language[0]");
	r->second.language = language_of(c, second, "language[1]");
	if (r->words.language != NULL && r->second.language != NULL && str_eq(r->words.language, r->second.language)) {
		err_hint(mistake(&c->source, second, "language[1]", "the language \"%s\" is listed twice", second->str),
		         "write \"%s\" alone for an edition in one language", second->str);
	}
}

static const char **parameter_names(struct checking *c) {
	const char **names = NULL;
	size_t n = 0, cap = 0;
	const struct json *own = json_lookup(c->report, "params");
	for (const struct json *p = own != NULL ? own->first : NULL; p != NULL; p = p->next) {
		*ARENA_PUSH(c->arena, names, n, cap) = p->key;
		if (json_str(p, "single", NULL) != NULL) {
			*ARENA_PUSH(c->arena, names, n, cap) = json_str(p, "single", NULL);
		}
	}
	const struct json *sections = json_lookup(c->report, "sections");
	for (const struct json *s = sections->first; s != NULL; s = s->next) {
		const struct json *params = json_lookup(catalogue_plugin(c->catalogue, json_str(s, "plugin", "")), "params");
		for (const struct json *p = params != NULL ? params->first : NULL; p != NULL; p = p->next) {
			if (!checking_binds(s, p->key)) {
				*ARENA_PUSH(c->arena, names, n, cap) = p->key;
			}
		}
	}
	*ARENA_PUSH(c->arena, names, n, cap) = NULL;
	return names;
}

static void unknown_param(struct checking *c, const struct json *param, const char *path) {
	const char **names = parameter_names(c);
	struct err *err = mistake_key(&c->source, param, path, "the report \"%s\" has no parameter '%s'", c->request->report, param->key);
	mistake_hint(err, param->key, names);
	if (names[0] == NULL) {
		err_hint(err, "it takes no parameters");
	}
}

static void check_single(struct checking *c, const struct json *params, const struct json *given, const struct json *list,
                         const char *path) {
	if (json_lookup(params, list->key) != NULL) {
		mistake_key(&c->source, given, path, "%s is given beside params.%s, of which it is the short form", path, list->key);
		return;
	}
	const struct json *typed = param_single(&c->params, list, given, path);
	if (typed != NULL) {
		make_add(c->arena, c->typed, list->key, typed);
	}
}

static void check_params(struct checking *c, const struct json *value) {
	if (!checking_wants(c, value, "params", JSON_OBJECT, "an object") || c->report == NULL) {
		return;
	}
	for (const struct json *p = value->first; p != NULL; p = p->next) {
		const char *path = mistake_path(c->arena, "params", p->key);
		const struct json *declaration = checking_declaration(c, p->key), *list = checking_single(c, p->key);
		if (declaration == NULL && list != NULL) {
			check_single(c, value, p, list, path);
			continue;
		}
		if (declaration == NULL) {
			unknown_param(c, p, path);
			continue;
		}
		const struct json *typed = param_value(&c->params, declaration, p, path);
		if (typed != NULL) {
			make_add(c->arena, c->typed, p->key, typed);
		}
	}
}

static void unknown_section(struct checking *c, const struct json *item, const char *path) {
	const struct json *sections = json_lookup(c->report, "sections");
	const char **ids = arena_alloc(c->arena, (sections->count + 1) * sizeof(*ids));
	size_t n = 0;
	for (const struct json *s = sections->first; s != NULL; s = s->next) {
		ids[n++] = json_str(s, "id", "");
	}
	mistake_hint(mistake(&c->source, item, path, "the report \"%s\" has no section \"%s\"", c->request->report, item->str),
	             item->str, ids);
}

/* Selects and orders. The ids are the report's: a section that stands twice in it has two. */
static void check_sections(struct checking *c, const struct json *value) {
	if (!checking_wants(c, value, "sections", JSON_ARRAY, "a list of section names") || c->report == NULL) {
		return;
	}
	if (value->count == 0) {
		err_hint(mistake(&c->source, value, "sections", "sections is an empty list"), "leave it out for all sections");
		return;
	}
	if (value->count > SECTIONS_MAX) {
		mistake(&c->source, value, "sections", "sections has %u items: %d are the most", value->count, SECTIONS_MAX);
		return;
	}
	struct map *seen = map_new();
	size_t i = 0;
	for (const struct json *item = value->first; item != NULL; item = item->next, i++) {
		const char *path = mistake_item(c->arena, "sections", i);
		if (!checking_wants(c, item, path, JSON_STRING, "a section's name (a string)")) {
			continue;
		}
		if (checking_entry(c->report, item->str) == NULL) {
			unknown_section(c, item, path);
		} else if (map_lookup(seen, item->str) != NULL) {
			err_hint(mistake(&c->source, item, path, "the section \"%s\" is listed twice", item->str),
			         "take one of them out; a report's definition may hold a section twice, under two ids");
		} else {
			map_put(seen, item->str, c);
		}
	}
	map_free(seen);
}

static void add_data_names(void *ctx, const struct json *plugin) {
	struct map *names = ctx;
	const struct json *data = json_lookup(plugin, "data");
	for (const struct json *d = data != NULL ? data->first : NULL; d != NULL; d = d->next) {
		map_put(names, d->key, (void *)(uintptr_t)plugin);
	}
}

static void check_data(struct checking *c, const struct json *value) {
	if (!checking_wants(c, value, "data", JSON_OBJECT, "an object, a data set a key") || c->report == NULL) {
		return;
	}
	struct map *sets = map_new();
	catalogue_each_plugin(c->catalogue, c->request->report, add_data_names, sets);
	const char **names = arena_alloc(c->arena, (map_count(sets) + 1) * sizeof(*names));
	for (size_t i = 0; i < map_count(sets); i++) {
		names[i] = arena_strdup(c->arena, map_key(sets, i));
	}
	struct param_check set = c->params;
	set.is_data = true;
	for (const struct json *d = value->first; d != NULL; d = d->next) {
		const char *path = mistake_path(c->arena, "data", d->key);
		const struct json *plugin = map_lookup(sets, d->key);
		if (plugin == NULL) {
			struct err *err = mistake_key(&c->source, d, path, "the report \"%s\" uses no data set '%s'", c->request->report,
			                              d->key);
			mistake_hint(err, d->key, names);
			continue;
		}
		const struct json *declared = json_lookup(json_lookup(plugin, "declared"), d->key);
		if (declared != NULL && d->type == JSON_STRING && str_eq(json_str(declared, "type", ""), "list")) {
			err_hint(mistake(&c->source, d, path, "%s must be a list, not a string", path), "the rows themselves stand here: [ { … }, … ]");
			continue;
		}
		if (declared != NULL) {
			param_value(&set, declared, d, path);
			continue;
		}
		const char *shape = json_str(json_lookup(plugin, "shapes"), d->key, NULL);
		if (shape != NULL && !str_eq(shape, json_type_name(d->type))) {
			mistake(&c->source, d, path, "%s must be %s, as the data set of the plugin \"%s\" is, not %s", path, shape,
			        plugin->key, json_type_name(d->type));
		}
	}
	map_free(sets);
	c->request->data = value;
}

const char *const request_priorities[] = {
	 [REQUEST_URGENT] = "urgent", [REQUEST_NORMAL] = "normal", [REQUEST_BULK] = "bulk", NULL
};

static void check_priority(struct checking *c, const struct json *value) {
	const char *priority = checking_choice(c, value, "priority", request_priorities);
	for (int i = REQUEST_URGENT; priority != NULL && i <= REQUEST_BULK; i++) {
		if (priority == request_priorities[i]) {
			c->request->priority = (enum request_priority)i;
		}
	}
}

/* Seen before all others, because they depend on it. */
static void check_nothing(struct checking *c, const struct json *value) {
	(void)c;
	(void)value;
}

static const char *period_day(struct checking *c, const struct json *period, const char *key) {
	const struct json *value = json_lookup(period, key);
	const char *path = mistake_path(c->arena, "period", key);
	struct day day;
	if (value == NULL) {
		err_hint(mistake(&c->source, period, "period", "period.%s is missing", key), "{ \"from\": \"YYYY-MM-DD\", \"to\": \"YYYY-MM-DD\" }");
		return NULL;
	}
	if (!checking_wants(c, value, path, JSON_STRING, "a day (\"YYYY-MM-DD\")")) {
		return NULL;
	}
	if (!day_parse(value->str, &day)) {
		char meant[11];
		err_hint(mistake(&c->source, value, path, "%s: \"%s\" is no day of the calendar", path, value->str),
		         "write it as YYYY-MM-DD, for example \"%s\"", guess_day(value->str, meant) ? meant : c->today);
		return NULL;
	}
	return value->str;
}

static void check_period(struct checking *c, const struct json *value) {
	static const struct checking_key keys[] = { { .name = "from", .check = check_nothing }, { .name = "to", .check = check_nothing }, { .name = NULL } };
	if (!checking_wants(c, value, "period", JSON_OBJECT, "an object")) {
		return;
	}
	checking_keys(c, value, "period", keys);
	const char *from = period_day(c, value, "from"), *to = period_day(c, value, "to");
	if (from != NULL && to != NULL && strcmp(from, to) > 0) {
		err_hint(mistake(&c->source, value, "period", "period: it ends on %s, before it begins", to), "from and to are both within it");
	} else if (from != NULL && to != NULL) {
		c->request->period_from = from;
		c->request->period_to = to;
	}
}

static void check_draft(struct checking *c, const struct json *value) {
	if (checking_wants(c, value, "draft", JSON_BOOL, "true or false")) {
		c->request->is_draft = value->boolean;
	}
}

static void check_schema(struct checking *c, const struct json *value) {
	checking_wants(c, value, "$schema", JSON_STRING, "a string");
}

static const struct checking_key request_keys[] = {
	{ "$schema", check_schema, "\"$schema\": \"ukraine.schema.json\"", "For editors: where the JSON Schema lies that `sitrep report schema NAME` printed" },
	{ "as_of", check_as_of, "\"as_of\": \"YYYY-MM-DD\"", "The day whose facts are told; without it the day the request is accepted" },
	{ "data", check_data, "\"data\": { \"NAME\": [ … ] }",
	  "Data sets that replace those of the plugins, for this report; its pages say so. What stands here is the data itself, held to the same shape" },
	{ "deliver", checking_deliver, "\"deliver\": [ \"TARGET\", … ]", "Where it goes when it is issued: targets of the configuration" },
	{ "draft", check_draft, "\"draft\": true", "Set a watermark on every page" },
	{ "issue_when", checking_issue_when, "\"issue_when\": \"always\" | \"changed\"",
	  "Of a series: issue it always, or only when something that matters changed since the edition before" },
	{ "language", check_language, "\"language\": \"fr\" | [ \"en\", \"fr\" ]", "The language of the report; two make a bilingual edition, of which the first leads" },
	{ "notify", checking_notify, "\"notify\": [ \"TARGET\", … ]", "Targets that are told when it fails for good" },
	{ "output", checking_output, "\"output\": { … }", "How it is set, and what the finished file is: see below" },
	{ "params", check_params, "\"params\": { \"NAME\": … }", "The report's parameters: `sitrep report list` names them" },
	{ "period", check_period, "\"period\": { \"from\": \"YYYY-MM-DD\", \"to\": \"YYYY-MM-DD\" }",
	  "The days it covers, both included; a schedule says it for its runs" },
	{ "priority", check_priority, "\"priority\": \"urgent\" | \"normal\" | \"bulk\"", "Which of those that wait is made first" },
	{ "report", check_nothing, "\"report\": \"NAME\"", "Which report it asks for. It must be given" },
	{ "sections", check_sections, "\"sections\": [ \"ID\", … ]", "Which sections, in this order; without it all of them" },
	{ "series", checking_series, "\"series\": \"NAME\"", "The series that this is an edition of: editions are numbered, and compared with the one before" },
	{ "subtitle", check_subtitle, "\"subtitle\": \"…\" | { \"en\": \"…\", \"fr\": \"…\" }", "A second line on the cover, or one a language" },
	{ "title", check_title, "\"title\": \"…\" | { \"en\": \"…\", \"fr\": \"…\" }", "The title on the cover, or one a language; without it the report's own" },
	{ .name = NULL }
};

static const char *help_of(const struct checking_key *keys, const char *name) {
	while (keys->name != NULL && !str_eq(keys->name, name)) {
		keys++;
	}
	return keys->help;
}

const char *request_help(const char *key) {
	return str_prefix(key, "output.") ? help_of(checking_output_keys, key + strlen("output.")) : help_of(request_keys, key);
}

static void add_help(struct buf *out, const struct checking_key *keys) {
	for (; keys->name != NULL; keys++) {
		buf_addf(out, "\n### `%s`\n\n%s.\n", keys->form, keys->help);
	}
}

void request_manual(struct buf *out) {
	buf_adds(out, "\n## Requests\n\nA request is a JSON object, in a file that ends in .json; or a folder with a request.json and what belongs to it. Only report is required. "
	              "`sitrep report schema NAME` prints the JSON Schema of one report's requests, `sitrep check FILE` tells the mistakes of one.\n"
	              "\n    { \"report\": \"country-profile\", \"as_of\": \"2026-09-30\", \"params\": { \"country\": \"Ukraine\" } }\n");
	add_help(out, request_keys);
	buf_adds(out, "\n## Requests: output\n");
	add_help(out, checking_output_keys);
}

static const struct json *parse(struct checking *c, const char *text, size_t len) {
	struct err err = ERR_INIT;
	if (len > REQUEST_MAX_BYTES) {
		struct err *e = errs_add(c->source.errors);
		err_set(e, ERR_INPUT, "the request has %zu bytes: %u are the most", len, REQUEST_MAX_BYTES);
		err_at(e, c->source.file, 0, 0);
		return NULL;
	}
	if (strspn(text, " \t\r\n") >= len) {
		struct err *e = errs_add(c->source.errors);
		err_set(e, ERR_INPUT, "the request is empty");
		err_at(e, c->source.file, 1, 1);
		err_hint(e, "a request is a JSON object that names its report: { \"report\": \"…\" }");
		return NULL;
	}
	const struct json *root = json_parse(c->arena, text, len, &request_limits, &err);
	if (root == NULL) {
		err_at_file(&err, c->source.file);
		*errs_add(c->source.errors) = err;
		return NULL;
	}
	if (root->type != JSON_OBJECT) {
		err_hint(mistake(&c->source, root, "", "a request must be an object, not %s", json_type_name(root->type)),
		         "for example { \"report\": \"…\" }");
		return NULL;
	}
	return root;
}

static void check_root(struct checking *c) {
	const struct json *report = json_lookup(c->root, "report");
	if (report != NULL) {
		check_report(c, report);
	} else {
		const char *names[sizeof(request_keys) / sizeof(*request_keys)] = { NULL };
		for (size_t i = 0; request_keys[i].name != NULL; i++) {
			names[i] = request_keys[i].name;
		}
		struct err *err = mistake(&c->source, c->root, "report", "the request names no report");
		mistake_hint(err, "", mistake_names(c->arena, catalogue_reports(c->catalogue)));
		err->follows = mistake_misspells(c->root, "report", names);
	}
	checking_keys(c, c->root, "", request_keys);
}

bool request_check(struct arena *arena, const struct catalogue *catalogue, const char *name, const char *text, size_t len,
                   const char *today, struct request *request, struct errs *errors, struct errs *warnings) {
	struct errs unheard = ERRS_INIT;
	struct checking c = {
		.arena = arena, .catalogue = catalogue, .today = today, .request = request, .typed = make_object(arena),
		.source = { .file = name, .text = text, .len = len, .code = ERR_INPUT, .is_request = true,
		            .errors = errors },
	};
	size_t before = errors->n;
	c.warnings = c.source;
	c.warnings.errors = warnings != NULL ? warnings : &unheard;
	c.params = (struct param_check){ .arena = arena, .words = catalogue_vocabulary(catalogue), .source = &c.source };
	*request = (struct request){ .priority = REQUEST_NORMAL };
	c.root = parse(&c, text, len);
	if (c.root != NULL) {
		check_root(&c);
		request->root = c.root;
	}
	if (c.report != NULL && errors->n == before) {
		checking_fill(&c);
	}
	mistake_sort(errors);
	errs_fini(&unheard);
	return errors->n == before;
}

void request_errors_json(const struct errs *errors, const char *name, struct buf *out) {
	struct json_out json = JSON_OUT(out, 2);
	json_begin(&json, '{');
	json_put_str(&json, "file", name);
	json_key(&json, "errors");
	mistake_write(&json, errors);
	if (errors->dropped > 0) {
		json_put_int(&json, "further", (int64_t)errors->dropped);
	}
	json_end(&json, '}');
	buf_addc(out, '\n');
}

bool request_errors_parse(struct arena *arena, const char *text, size_t len, struct errs *errors) {
	const struct json *root = json_parse(arena, text, len, NULL, NULL);
	const struct json *list = json_lookup(root, "errors");
	if (root == NULL || list == NULL || list->type != JSON_ARRAY) {
		return false;
	}
	mistake_read(list, errors);
	int64_t further = json_int(root, "further", 0);
	errors->dropped += further > 0 ? (size_t)further : 0;
	return true;
}
