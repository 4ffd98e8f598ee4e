/* schema: see schema.h. What request.c accepts and this says must agree; test_catalogue.c compares the keys. */
#include "catalogue/schema.h"

#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "catalogue/make.h"
#include "catalogue/param.h"
#include "catalogue/request.h"
#include "doc/conformance.h"
#include "doc/labels.h"

static void put_type(struct json_out *out, const char *type) {
	json_put_str(out, "type", type);
}

static void put_described(struct json_out *out, const char *key, const char *type, const char *description) {
	json_key(out, key);
	json_begin(out, '{');
	put_type(out, type);
	json_put_str(out, "description", description);
	json_end(out, '}');
}

static void put_list(struct json_out *out, const char *key, const char *const *values) {
	json_key(out, key);
	json_begin(out, '[');
	for (; *values != NULL; values++) {
		json_add_str(out, *values);
	}
	json_end(out, ']');
}

/* A word may be written in any case and by any of its names: the enum is for completion, the string for the rest. */
static void put_word(struct json_out *out, const struct catalogue *catalogue, const char *type) {
	const struct json *words = catalogue_words(catalogue, type);
	json_key(out, "anyOf");
	json_begin(out, '[');
	json_begin(out, '{');
	json_key(out, "enum");
	json_begin(out, '[');
	for (const struct json *w = words != NULL ? words->first : NULL; w != NULL; w = w->next) {
		if (json_str(w, "refuse", NULL) == NULL) {
			json_add_str(out, json_str(w, "code", ""));
		}
	}
	json_end(out, ']');
	json_end(out, '}');
	json_begin(out, '{');
	put_type(out, "string");
	json_end(out, '}');
	json_end(out, ']');
}

static void put_bound(struct json_out *out, const struct json *declaration, const char *key, const char *keyword) {
	const struct json *bound = json_lookup(declaration, key);
	if (bound != NULL && bound->type == JSON_NUMBER) {
		json_key(out, keyword);
		json_add_value(out, bound);
	}
}

static void put_param(struct json_out *out, const struct catalogue *catalogue, const struct json *declaration);

static void put_declared(struct json_out *out, const struct catalogue *catalogue, const struct json *declaration);

/* "2024", "2024-Q3", "2024-06", "2024-06-15/2024-09-30", or an object of both ends. */
static void put_period_value(struct json_out *out) {
	static const char *const both[] = { "from", "to", NULL };
	json_key(out, "anyOf");
	json_begin(out, '[');
	json_begin(out, '{');
	put_type(out, "string");
	json_put_str(out, "pattern", "^[0-9]{4}(-Q[1-4]|-[0-9]{2}|-[0-9]{2}-[0-9]{2}/[0-9]{4}-[0-9]{2}-[0-9]{2})?$");
	json_end(out, '}');
	json_begin(out, '{');
	put_type(out, "object");
	json_put_bool(out, "additionalProperties", false);
	put_list(out, "required", both);
	json_key(out, "properties");
	json_begin(out, '{');
	for (const char *const *end = both; *end != NULL; end++) {
		json_key(out, *end);
		json_begin(out, '{');
		put_type(out, "string");
		json_put_str(out, "format", "date");
		json_end(out, '}');
	}
	json_end(out, '}');
	json_end(out, '}');
	json_end(out, ']');
}

static void put_table(struct json_out *out, const struct catalogue *catalogue, const struct json *declaration) {
	const struct json *fields = json_lookup(declaration, "fields");
	put_type(out, "object");
	json_put_bool(out, "additionalProperties", false);
	json_key(out, "properties");
	json_begin(out, '{');
	for (const struct json *f = fields->first; f != NULL; f = f->next) {
		put_param(out, catalogue, f);
	}
	json_end(out, '}');
	json_key(out, "required");
	json_begin(out, '[');
	for (const struct json *f = fields->first; f != NULL; f = f->next) {
		if (json_bool(f, "required", false)) {
			json_add_str(out, f->key);
		}
	}
	json_end(out, ']');
}

static void put_of(struct json_out *out, const struct catalogue *catalogue, const struct json *declaration) {
	const struct json *of = json_lookup(declaration, "of");
	put_type(out, "array");
	put_bound(out, declaration, "min", "minItems");
	put_bound(out, declaration, "max", "maxItems");
	json_key(out, "items");
	json_begin(out, '{');
	if (of->type == JSON_STRING) {
		struct json type = { .type = JSON_STRING, .key = "type", .str = of->str }, whole = { .type = JSON_OBJECT, .first = &type, .count = 1 };
		put_declared(out, catalogue, &whole);
	} else {
		put_declared(out, catalogue, of);
	}
	json_end(out, '}');
}

static void put_value(struct json_out *out, const struct catalogue *catalogue, const struct json *declaration, const char *type) {
	if (str_eq(type, "list")) {
		put_of(out, catalogue, declaration);
	} else if (str_eq(type, "table")) {
		put_table(out, catalogue, declaration);
	} else if (str_eq(type, "period")) {
		put_period_value(out);
	} else if (str_eq(type, "file")) {
		put_type(out, "string");
	} else if (param_is_vocabulary(type)) {
		put_word(out, catalogue, type);
	} else if (str_eq(type, "enum")) {
		json_key(out, "enum");
		json_add_value(out, json_lookup(declaration, "values"));
	} else if (str_eq(type, "integer") || str_eq(type, "number") || str_eq(type, "boolean")) {
		put_type(out, type);
		put_bound(out, declaration, "min", "minimum");
		put_bound(out, declaration, "max", "maximum");
	} else {
		put_type(out, "string");
		put_bound(out, declaration, "min", "minLength");
		put_bound(out, declaration, "max", "maxLength");
		if (str_eq(type, "date")) {
			json_put_str(out, "format", "date");
		}
		const char *pattern = json_str(declaration, "pattern", NULL);
		if (pattern != NULL) {
			struct buf whole = BUF_INIT;
			buf_addf(&whole, "^(%s)$", pattern);
			json_put_str(out, "pattern", buf_str(&whole));
			buf_fini(&whole);
		}
	}
}

static void put_items(struct json_out *out, const struct catalogue *catalogue, const struct json *declaration, const char *type) {
	put_type(out, "array");
	json_put_bool(out, "uniqueItems", true);
	json_key(out, "items");
	json_begin(out, '{');
	put_value(out, catalogue, declaration, type);
	json_end(out, '}');
}

/* All that a declaration says, within an object. */
static void put_declared(struct json_out *out, const struct catalogue *catalogue, const struct json *declaration) {
	struct arena *arena = arena_new();
	const char *type = json_str(declaration, "type", "");
	bool is_list = param_is_list(type);
	const char *one = is_list ? arena_strndup(arena, type, strlen(type) - 2) : type;
	const char *doc = json_str(declaration, "doc", NULL);
	static const char *const told[] = { "default", "examples", NULL };
	if (doc != NULL) {
		json_put_str(out, "description", doc);
	}
	for (const char *const *key = told; *key != NULL; key++) {
		if (json_lookup(declaration, *key) != NULL) {
			json_key(out, *key);
			json_add_value(out, json_lookup(declaration, *key));
		}
	}
	if (is_list && param_is_vocabulary(type)) {
		json_key(out, "anyOf");
		json_begin(out, '[');
		json_begin(out, '{');
		json_put_str(out, "const", "all");
		json_end(out, '}');
		json_begin(out, '{');
		put_items(out, catalogue, declaration, one);
		json_end(out, '}');
		json_end(out, ']');
	} else if (is_list) {
		put_items(out, catalogue, declaration, one);
	} else {
		put_value(out, catalogue, declaration, one);
	}
	arena_free(arena);
}

static void put_param(struct json_out *out, const struct catalogue *catalogue, const struct json *declaration) {
	json_key(out, declaration->key);
	json_begin(out, '{');
	put_declared(out, catalogue, declaration);
	json_end(out, '}');
}

/* A list that may be given as one value: by that name, as the value alone. */
static void put_single(struct json_out *out, const struct catalogue *catalogue, const struct json *declaration) {
	const char *single = json_str(declaration, "single", NULL), *type = json_str(declaration, "type", "");
	if (single == NULL) {
		return;
	}
	struct arena *arena = arena_new();
	json_key(out, single);
	json_begin(out, '{');
	struct buf what = BUF_INIT;
	buf_addf(&what, "One of %s, in its place", declaration->key);
	json_put_str(out, "description", buf_str(&what));
	buf_fini(&what);
	put_value(out, catalogue, declaration, arena_strndup(arena, type, strlen(type) - 2));
	json_end(out, '}');
	arena_free(arena);
}

/* What must be given; a list that may be given as one value is asked for when the request is checked. */
static bool must_be_given(const struct json *declaration) {
	return json_bool(declaration, "required", false) && json_lookup(declaration, "single") == NULL && json_lookup(declaration, "when") == NULL;
}

static void put_required(struct json_out *out, const char *name) {
	json_begin(out, '{');
	json_key(out, "required");
	json_begin(out, '[');
	json_add_str(out, name);
	json_end(out, ']');
	json_end(out, '}');
}

/* One of two must be given: a list, or the one value in its place. */
static void put_either(struct json_out *out, const struct json *declaration) {
	json_begin(out, '{');
	json_key(out, "oneOf");
	json_begin(out, '[');
	put_required(out, declaration->key);
	put_required(out, json_str(declaration, "single", ""));
	json_end(out, ']');
	json_end(out, '}');
}

static void put_not_with(struct json_out *out, const char *name, const char *other) {
	const char *const both[] = { name, other, NULL };
	json_begin(out, '{');
	json_key(out, "not");
	json_begin(out, '{');
	put_list(out, "required", both);
	json_end(out, '}');
	json_end(out, '}');
}

/* Whether the default of the other is among what is asked for: then it need not be given. */
static bool is_usual(const struct json *other, const struct json *wanted) {
	const struct json *usual = json_lookup(other, "default");
	for (const struct json *v = wanted->type == JSON_ARRAY ? wanted->first : wanted; v != NULL; v = wanted->type == JSON_ARRAY ? v->next : NULL) {
		if (usual != NULL && usual->type == v->type && (v->type == JSON_STRING ? str_eq(v->str, usual->str)
		    : v->type == JSON_NUMBER ? v->number == usual->number : v->boolean == usual->boolean)) {
			return true;
		}
	}
	return false;
}

/* It is there only where others have a value; where they have, it may have to be. */
static void put_when(struct json_out *out, const struct json *params, const struct json *declaration) {
	const struct json *when = json_lookup(declaration, "when");
	json_begin(out, '{');
	json_key(out, "if");
	json_begin(out, '{');
	json_key(out, "properties");
	json_begin(out, '{');
	for (const struct json *w = when->first; w != NULL; w = w->next) {
		json_key(out, w->key);
		json_begin(out, '{');
		json_key(out, "enum");
		if (w->type == JSON_ARRAY) {
			json_add_value(out, w);
		} else {
			json_begin(out, '[');
			json_add_value(out, w);
			json_end(out, ']');
		}
		json_end(out, '}');
	}
	json_end(out, '}');
	json_key(out, "required");
	json_begin(out, '[');
	for (const struct json *w = when->first; w != NULL; w = w->next) {
		if (!is_usual(json_lookup(params, w->key), w)) {
			json_add_str(out, w->key);
		}
	}
	json_end(out, ']');
	json_end(out, '}');
	if (json_bool(declaration, "required", false)) {
		json_key(out, "then");
		put_required(out, declaration->key);
	}
	json_key(out, "else");
	json_begin(out, '{');
	json_key(out, "not");
	put_required(out, declaration->key);
	json_end(out, '}');
	json_end(out, '}');
}

static void put_condition(struct json_out *out, const struct json *params, const struct json *p) {
	const struct json *excludes = json_lookup(p, "excludes");
	if (json_bool(p, "required", false) && json_lookup(p, "single") != NULL) {
		put_either(out, p);
	}
	for (const struct json *e = excludes != NULL ? excludes->first : NULL; e != NULL; e = e->next) {
		put_not_with(out, p->key, e->str);
	}
	if (json_lookup(p, "when") != NULL) {
		put_when(out, params, p);
	}
}

static bool has_key(const struct json *params, const char *const *keys) {
	for (const struct json *p = params->first; p != NULL; p = p->next) {
		for (const char *const *key = keys; *key != NULL; key++) {
			if (json_lookup(p, *key) != NULL) {
				return true;
			}
		}
	}
	return false;
}

/* What parameters say of each other; an empty list would be no schema. */
static void put_conditions(struct json_out *out, const struct json *params) {
	static const char *const of_all[] = { "excludes", "when", NULL }, *const of_some[] = { "needs", NULL };
	bool is_either = false;
	for (const struct json *p = params->first; p != NULL; p = p->next) {
		is_either = is_either || (json_bool(p, "required", false) && json_lookup(p, "single") != NULL);
	}
	if (is_either || has_key(params, of_all)) {
		json_key(out, "allOf");
		json_begin(out, '[');
		for (const struct json *p = params->first; p != NULL; p = p->next) {
			put_condition(out, params, p);
		}
		json_end(out, ']');
	}
	if (has_key(params, of_some)) {
		json_key(out, "dependentRequired");
		json_begin(out, '{');
		for (const struct json *p = params->first; p != NULL; p = p->next) {
			if (json_lookup(p, "needs") != NULL) {
				json_key(out, p->key);
				json_add_value(out, json_lookup(p, "needs"));
			}
		}
		json_end(out, '}');
	}
}

static bool needs_params(const struct json *report) {
	for (const struct json *p = json_lookup(report, "params")->first; p != NULL; p = p->next) {
		if (json_bool(p, "required", false) && json_lookup(p, "when") == NULL) {
			return true;
		}
	}
	return false;
}

/* The report's own, and those that its sections take from the request. */
static void put_params(struct json_out *out, const struct catalogue *catalogue, const struct json *report) {
	struct map *seen = map_new();
	struct arena *arena = arena_new();
	const struct json *own = json_lookup(report, "params");
	struct json *all = make_object(arena);
	json_key(out, "params");
	json_begin(out, '{');
	put_type(out, "object");
	json_put_str(out, "description", request_help("params"));
	json_put_bool(out, "additionalProperties", false);
	json_key(out, "properties");
	json_begin(out, '{');
	for (const struct json *p = own->first; p != NULL; p = p->next) {
		map_put(seen, p->key, seen);
		make_add(arena, all, p->key, p);
		put_param(out, catalogue, p);
		put_single(out, catalogue, p);
	}
	for (const struct json *s = json_lookup(report, "sections")->first; s != NULL; s = s->next) {
		const struct json *params = json_lookup(catalogue_plugin(catalogue, json_str(s, "plugin", "")), "params");
		for (const struct json *p = params != NULL ? params->first : NULL; p != NULL; p = p->next) {
			if (map_lookup(seen, p->key) == NULL && json_lookup(json_lookup(s, "params"), p->key) == NULL) {
				map_put(seen, p->key, seen);
				make_add(arena, all, p->key, p);
				put_param(out, catalogue, p);
			}
		}
	}
	json_end(out, '}');
	if (needs_params(report)) {
		json_key(out, "required");
		json_begin(out, '[');
		for (const struct json *p = own->first; p != NULL; p = p->next) {
			if (must_be_given(p)) {
				json_add_str(out, p->key);
			}
		}
		json_end(out, ']');
	}
	put_conditions(out, all);
	json_end(out, '}');
	map_free(seen);
	arena_free(arena);
}

static void put_sections(struct json_out *out, const struct json *report) {
	json_key(out, "sections");
	json_begin(out, '{');
	put_type(out, "array");
	json_put_str(out, "description", request_help("sections"));
	json_put_int(out, "minItems", 1);
	json_put_bool(out, "uniqueItems", true);
	json_key(out, "items");
	json_begin(out, '{');
	json_key(out, "enum");
	json_begin(out, '[');
	for (const struct json *s = json_lookup(report, "sections")->first; s != NULL; s = s->next) {
		json_add_str(out, json_str(s, "id", ""));
	}
	json_end(out, ']');
	json_end(out, '}');
	json_end(out, '}');
}

/* Where nothing is delivered to, there is nothing to name. */
static void put_targets(struct json_out *out, const struct catalogue *catalogue, const char *key, const char *text) {
	const struct json *targets = catalogue_value(catalogue, "targets");
	if (targets == NULL || targets->count == 0) {
		return;
	}
	json_key(out, key);
	json_begin(out, '{');
	put_type(out, "array");
	json_put_str(out, "description", text);
	json_put_bool(out, "uniqueItems", true);
	json_key(out, "items");
	json_begin(out, '{');
	json_key(out, "enum");
	json_begin(out, '[');
	for (const struct json *t = targets->first; t != NULL; t = t->next) {
		json_add_str(out, t->key);
	}
	json_end(out, ']');
	json_end(out, '}');
	json_end(out, '}');
}

struct data_writer {
	struct json_out *out;
	const struct catalogue *catalogue;
};

static void put_data_of(void *ctx, const struct json *plugin) {
	const struct data_writer *w = ctx;
	struct json_out *out = w->out;
	const struct json *shapes = json_lookup(plugin, "shapes"), *declared = json_lookup(plugin, "declared");
	for (const struct json *d = shapes != NULL ? shapes->first : NULL; d != NULL; d = d->next) {
		if (json_lookup(declared, d->key) != NULL) {
			put_param(out, w->catalogue, json_lookup(declared, d->key));
			continue;
		}
		json_key(out, d->key);
		json_begin(out, '{');
		if (str_eq(d->str, json_type_name(JSON_ARRAY)) || str_eq(d->str, json_type_name(JSON_OBJECT))) {
			put_type(out, str_eq(d->str, json_type_name(JSON_ARRAY)) ? "array" : "object");
		}
		json_end(out, '}');
	}
}

static void put_data(struct json_out *out, const struct catalogue *catalogue, const struct json *report) {
	json_key(out, "data");
	json_begin(out, '{');
	put_type(out, "object");
	json_put_str(out, "description", request_help("data"));
	json_put_bool(out, "additionalProperties", false);
	json_key(out, "properties");
	json_begin(out, '{');
	catalogue_each_plugin(catalogue, report->key, put_data_of, &(struct data_writer){ out, catalogue });
	json_end(out, '}');
	json_end(out, '}');
}

static void put_choice(struct json_out *out, const char *name, const char *const *values, const char *description) {
	json_key(out, name);
	json_begin(out, '{');
	put_list(out, "enum", values);
	json_put_str(out, "description", description);
	json_end(out, '}');
}

static void put_templates(struct json_out *out, const struct catalogue *catalogue) {
	json_key(out, "template");
	json_begin(out, '{');
	json_key(out, "enum");
	json_begin(out, '[');
	for (const struct json *t = catalogue_templates(catalogue)->first; t != NULL; t = t->next) {
		json_add_str(out, t->key);
	}
	json_end(out, ']');
	json_put_str(out, "description", request_help("output.template"));
	json_end(out, '}');
}

/* Nothing where there are none: then none may be asked for. */
static void put_passwords(struct json_out *out, const struct catalogue *catalogue) {
	const struct json *passwords = catalogue_value(catalogue, "passwords");

	if (passwords->first == NULL) {
		return;
	}
	json_key(out, "password");
	json_begin(out, '{');
	json_key(out, "enum");
	json_begin(out, '[');
	for (const struct json *p = passwords->first; p != NULL; p = p->next) {
		json_add_str(out, p->key);
	}
	json_end(out, ']');
	json_put_str(out, "description", request_help("output.password"));
	json_end(out, '}');
}

static void put_output(struct json_out *out, const struct catalogue *catalogue) {
	json_key(out, "output");
	json_begin(out, '{');
	put_type(out, "object");
	json_put_bool(out, "additionalProperties", false);
	json_key(out, "properties");
	json_begin(out, '{');
	put_described(out, "attach_data", "boolean", request_help("output.attach_data"));
	json_key(out, "conformance");
	json_begin(out, '{');
	put_type(out, "array");
	json_key(out, "items");
	json_begin(out, '{');
	put_list(out, "enum", conformance_names);
	json_end(out, '}');
	json_put_str(out, "description", request_help("output.conformance"));
	json_end(out, '}');
	put_described(out, "marking", "string", request_help("output.marking"));
	put_described(out, "name", "string", request_help("output.name"));
	put_choice(out, "notes", request_note_places, request_help("output.notes"));
	put_choice(out, "paper", request_papers, request_help("output.paper"));
	put_choice(out, "paragraphs", request_paragraphs, request_help("output.paragraphs"));
	put_passwords(out, catalogue);
	put_templates(out, catalogue);
	put_described(out, "watermark", "string", request_help("output.watermark"));
	json_end(out, '}');
	json_end(out, '}');
}

/* One of two kinds of value: begin and end with what follows the first. */
static void begin_either(struct json_out *out, const char *key) {
	json_key(out, key);
	json_begin(out, '{');
	json_key(out, "anyOf");
	json_begin(out, '[');
	json_begin(out, '{');
	put_type(out, "string");
	json_end(out, '}');
	json_begin(out, '{');
}

static void end_either(struct json_out *out, const char *description) {
	json_end(out, '}');
	json_end(out, ']');
	json_put_str(out, "description", description);
	json_end(out, '}');
}

/* Those that it has texts in and that the engine speaks, these also of a place ("en-GB"). */
static void put_language(struct json_out *out, const char *const *known) {
	struct buf pattern = BUF_INIT;
	if (*known == NULL) {
		put_type(out, "string");
		return;
	}
	json_key(out, "anyOf");
	json_begin(out, '[');
	json_begin(out, '{');
	json_key(out, "enum");
	json_begin(out, '[');
	for (const char *const *l = label_languages; *l != NULL; l++) {
		json_add_str(out, *l);
		buf_addf(&pattern, "%s%s", pattern.len > 0 ? "|" : "^(", *l);
	}
	for (; *known != NULL; known++) {
		if (!label_speaks(*known)) {
			json_add_str(out, *known);
		}
	}
	json_end(out, ']');
	json_end(out, '}');
	json_begin(out, '{');
	put_type(out, "string");
	buf_adds(&pattern, ")-");
	json_put_str(out, "pattern", buf_str(&pattern));
	json_end(out, '}');
	json_end(out, ']');
	buf_fini(&pattern);
}

static void put_languages(struct json_out *out, const struct catalogue *catalogue, const struct json *report) {
	struct arena *arena = arena_new();
	const char *const *known = catalogue_languages(arena, catalogue, report);
	json_key(out, "language");
	json_begin(out, '{');
	json_key(out, "anyOf");
	json_begin(out, '[');
	json_begin(out, '{');
	put_language(out, known);
	json_end(out, '}');
	json_begin(out, '{');
	put_type(out, "array");
	json_key(out, "items");
	json_begin(out, '{');
	put_language(out, known);
	json_end(out, '}');
	json_put_int(out, "minItems", 2);
	json_put_int(out, "maxItems", 2);
	json_put_bool(out, "uniqueItems", true);
	end_either(out, request_help("language"));
	arena_free(arena);
}

static void put_lines(struct json_out *out, const char *key, const char *description) {
	begin_either(out, key);
	put_type(out, "object");
	json_key(out, "additionalProperties");
	json_begin(out, '{');
	put_type(out, "string");
	json_end(out, '}');
	end_either(out, description);
}

static void put_day(struct json_out *out, const char *key) {
	json_key(out, key);
	json_begin(out, '{');
	put_type(out, "string");
	json_put_str(out, "format", "date");
	json_end(out, '}');
}

static void put_period(struct json_out *out) {
	static const char *const keys[] = { "from", "to", NULL };
	json_key(out, "period");
	json_begin(out, '{');
	put_type(out, "object");
	json_put_str(out, "description", request_help("period"));
	json_key(out, "properties");
	json_begin(out, '{');
	put_day(out, "from");
	put_day(out, "to");
	json_end(out, '}');
	put_list(out, "required", keys);
	json_put_bool(out, "additionalProperties", false);
	json_end(out, '}');
}

static void put_properties(struct json_out *out, const struct catalogue *catalogue, const struct json *report) {
	json_begin(out, '{');
	put_described(out, "$schema", "string", request_help("$schema"));
	json_key(out, "as_of");
	json_begin(out, '{');
	put_type(out, "string");
	json_put_str(out, "format", "date");
	json_put_str(out, "description", request_help("as_of"));
	json_end(out, '}');
	put_data(out, catalogue, report);
	put_targets(out, catalogue, "deliver", request_help("deliver"));
	put_described(out, "draft", "boolean", request_help("draft"));
	json_key(out, "issue_when");
	json_begin(out, '{');
	put_list(out, "enum", request_issue_whens);
	json_put_str(out, "description", request_help("issue_when"));
	json_end(out, '}');
	put_languages(out, catalogue, report);
	put_targets(out, catalogue, "notify", request_help("notify"));
	put_output(out, catalogue);
	put_params(out, catalogue, report);
	put_period(out);
	json_key(out, "priority");
	json_begin(out, '{');
	put_list(out, "enum", request_priorities);
	json_end(out, '}');
	json_key(out, "report");
	json_begin(out, '{');
	json_put_str(out, "const", report->key);
	json_end(out, '}');
	put_sections(out, report);
	put_described(out, "series", "string", request_help("series"));
	put_lines(out, "subtitle", request_help("subtitle"));
	put_lines(out, "title", request_help("title"));
	json_end(out, '}');
}

bool schema_report(const struct catalogue *catalogue, const char *name, struct buf *text) {
	const struct json *report = catalogue_report(catalogue, name);
	if (report == NULL) {
		return false;
	}
	const char *const required[] = { "report", needs_params(report) ? "params" : NULL, NULL };
	struct json_out out = JSON_OUT(text, 2);
	json_begin(&out, '{');
	json_put_str(&out, "$schema", "https://json-schema.org/draft/2020-12/schema");
	json_put_str(&out, "title", name);
	put_type(&out, "object");
	json_put_bool(&out, "additionalProperties", false);
	put_list(&out, "required", required);
	json_key(&out, "properties");
	put_properties(&out, catalogue, report);
	json_end(&out, '}');
	buf_addc(text, '\n');
	return true;
}
