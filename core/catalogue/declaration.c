/* declaration: what a declared parameter may say of itself, checked and told; see param.h. The values held to it: param.c. */
#include <stddef.h>

#include "base/day.h"
#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/condition.h"
#include "catalogue/mistake.h"
#include "catalogue/param.h"
#include "catalogue/param_part.h"
#include "lua/library.h"

#define DEPTH_MAX 6              /* of lists and tables in each other */

/* What a declaration may say. */
static const struct { const char *name, *form, *help, *as; } keys[] = {
	{ "default", "default = VALUE", "What it is where nothing is given; without it, nil. Of a list of words it may be \"all\".", "any" },
	{ "doc", "doc = \"…\"", "What it is for, for who asks.", "string" },
	{ "examples", "examples = { VALUE, … }", "Values that show how it is written. They are checked as any are.", "any[]" },
	{ "excludes", "excludes = { \"NAME\", … }", "Parameters beside which it cannot be given.", "string[]" },
	{ "fields", "fields = { NAME = { type =, … }, … }", "Of a table: what is in it, each declared as a parameter is.", "table<string, param>" },
	{ "kinds", "kinds = { \"csv\", \"image\", \"json\", \"text\" }", "Of a file: what it may be; without it, anything.", "(\"csv\"|\"image\"|\"json\"|\"text\"|\"other\")[]" },
	{ "max", "max = …", "The greatest number, last day, most characters, or most items of a list.", "number|string" },
	{ "min", "min = …", "The least number, first day, fewest characters, or fewest items.", "number|string" },
	{ "needs", "needs = { \"NAME\", … }", "Parameters that must be given where it is.", "string[]" },
	{ "of", "of = { type =, … } | \"TYPE\"", "Of a list: what its items are.", "param|string" },
	{ "pattern", "pattern = \"[A-Z]{2}[0-9]+\"", "Of a string or text: a POSIX extended regular expression that it matches as a whole.", "string" },
	{ "required", "required = true", "It must be given; with when, only then.", "boolean" },
	{ "single", "single = \"NAME\"", "Of a report's list: the name by which one value alone may be given.", "string" },
	{ "type", "type = \"TYPE\"", "What it is, one of those below; with [] behind it, a list of them: \"country[]\". It must be said.", "!string" },
	{ "values", "values = { \"…\", … }", "Of an enum: what it may be.", "string[]" },
	{ "when", "when = { NAME = VALUE | { VALUE, … }, … }", "It is there only where other parameters have one of these values.", "table<string, any>" },
};
#define KEYS (sizeof(keys) / sizeof(*keys))

void param_manual(struct buf *out) {
	buf_adds(out, "\n## Parameters\n\nWhat a plugin or report takes is declared: `params = { NAME = { type =, … } }`. From that its values are checked before anything "
	              "runs, with their place in the request; `sitrep report schema` and `sitrep plugin doc` tell it.\n\n"
	              "    params = {\n"
	              "      kind = { type = \"enum\", values = { \"table\", \"map\" }, default = \"table\", doc = \"How it is shown\" },\n"
	              "      zoom = { type = \"number\", min = 1, max = 8, when = { kind = \"map\" }, doc = \"How near\" },\n"
	              "      rows = { type = \"list\", of = { type = \"table\", fields = {\n"
	              "        name = { type = \"string\", required = true }, when = { type = \"period\" } } }, examples = { { { name = \"PfP\", when = \"1994\" } } } },\n"
	              "    }\n\n");
	for (size_t i = 0; i < KEYS; i++) {
		buf_addf(out, "- `%s`: %s\n", keys[i].form, keys[i].help);
	}
	buf_adds(out, "\nTypes:\n\n");
	for (const struct param_type *type = param_types; type->name != NULL; type++) {
		buf_addf(out, "- %s: %s.\n", type->name, type->help);
	}
}

/* "boolean"|"boolean[]"|…: what type may say. */
static void add_type_names(struct buf *out) {
	for (const struct param_type *type = param_types; type->name != NULL; type++) {
		buf_addf(out, "%s\"%s\"", type > param_types ? "|" : "!", type->name);
		if (!str_eq(type->name, "list")) {
			buf_addf(out, "|\"%s[]\"", type->name);
		}
	}
}

void param_library(struct buf *out) {
	struct buf names = BUF_INIT;
	add_type_names(&names);
	library_class(out, "param", "A declared parameter.");
	for (size_t i = 0; i < KEYS; i++) {
		library_field(out, keys[i].name, str_eq(keys[i].name, "type") ? buf_str(&names) : keys[i].as, keys[i].help);
	}
	buf_fini(&names);
}

static bool is_one_of(const char *word, const char *const *names) {
	while (*names != NULL && !str_eq(word, *names)) {
		names++;
	}
	return *names != NULL;
}

static const char *const *key_names(struct arena *arena) {
	const char **names = arena_alloc(arena, (KEYS + 1) * sizeof(*names));
	for (size_t i = 0; i < KEYS; i++) {
		names[i] = keys[i].name;
	}
	return names;
}

/* A key of the declaration that is none was meant to be that one, and is told: what it lacks follows. */
static bool misspells(const struct param_check *check, const struct json *declaration, const char *key) {
	return json_lookup(declaration, key) == NULL && mistake_misspells(declaration, key, key_names(check->arena));
}

static bool check_declared_type(const struct param_check *check, const struct json *declaration, const char *path) {
	const struct json *type = json_lookup(declaration, "type");
	if (type == NULL || type->type != JSON_STRING) {
		struct err *err = type == NULL ? mistake_key(check->source, declaration, path, "%s says no type", path)
		                               : mistake(check->source, type, path, "%s.type must be a string, not %s", path,
		                                         json_type_name(type->type));
		err_hint(err, "for example { type = \"country[]\", default = \"all\" }");
		err->follows = misspells(check, declaration, "type");
		return false;
	}
	if (str_eq(type->str, "list[]")) {
		err_hint(mistake(check->source, type, path, "%s: a list of lists is declared by what it is of", path),
		         "{ type = \"list\", of = { type = \"list\", of = … } }");
		return false;
	}
	if (param_type_lookup(param_base_type(check->arena, type->str)) == NULL) {
		const char **names = NULL;
		size_t n = 0, cap = 0;
		for (const struct param_type *t = param_types; t->name != NULL; t++) {
			*ARENA_PUSH(check->arena, names, n, cap) = t->name;
		}
		*ARENA_PUSH(check->arena, names, n, cap) = NULL;
		mistake_hint(mistake(check->source, type, mistake_path(check->arena, path, "type"), "%s: unknown type \"%s\"", path,
		                     type->str),
		             param_base_type(check->arena, type->str), names);
		return false;
	}
	return true;
}

static bool check_key_type(const struct param_check *check, const struct json *declaration, const char *path, const char *key,
                           enum json_type type, const char *what) {
	const struct json *value = json_lookup(declaration, key);
	if (value != NULL && value->type != type) {
		mistake(check->source, value, mistake_path(check->arena, path, key), "%s.%s must be %s, not %s", path, key, what,
		        json_type_name(value->type));
		return false;
	}
	return true;
}

/* A bound that is a day must be one, and something must lie between the two. */
static bool check_range(const struct param_check *check, const struct json *const bounds[2], bool is_date, const char *path) {
	const struct json *min = bounds[0], *max = bounds[1];
	struct day day;
	for (size_t i = 0; i < 2 && is_date; i++) {
		if (bounds[i] != NULL && !day_parse(bounds[i]->str, &day)) {
			err_hint(mistake(check->source, bounds[i], path, "%s.%s: \"%s\" is no day of the calendar", path, bounds[i]->key, bounds[i]->str),
			         "write it as YYYY-MM-DD");
			return false;
		}
	}
	if (min != NULL && max != NULL && (is_date ? strcmp(min->str, max->str) > 0 : min->number > max->number)) {
		mistake(check->source, max, path, "%s.max is less than its min: no value lies between them", path);
		return false;
	}
	return true;
}

static bool check_bounds(const struct param_check *check, const struct json *declaration, const char *path) {
	const char *type = param_base_type(check->arena, json_str(declaration, "type", ""));
	bool is_date = str_eq(type, "date") || str_eq(type, "period");
	bool is_text = str_eq(type, "string") || str_eq(type, "text");
	bool has_bounds = is_date || is_text || str_eq(type, "integer") || str_eq(type, "number") || str_eq(type, "list");
	bool ok = true;
	const char *const ends[] = { "min", "max" };
	const struct json *const bounds[] = { json_lookup(declaration, "min"), json_lookup(declaration, "max") };
	for (size_t i = 0; i < 2; i++) {
		if (bounds[i] != NULL && !has_bounds) {
			mistake_key(check->source, bounds[i], path, "%s: a %s has no %s", path, type, ends[i]);
			ok = false;
		}
		ok = check_key_type(check, declaration, path, ends[i], is_date ? JSON_STRING : JSON_NUMBER,
		                    is_date ? "a day" : "a number") && ok;
	}
	ok = ok && check_range(check, bounds, is_date, path);
	const struct json *pattern = json_lookup(declaration, "pattern");
	bool is_valid = true;
	if (pattern != NULL && !is_text) {
		mistake_key(check->source, pattern, path, "%s: a %s has no pattern", path, type);
		return false;
	}
	ok = check_key_type(check, declaration, path, "pattern", JSON_STRING, "a string") && ok;
	if (pattern != NULL && pattern->type == JSON_STRING) {
		param_matches(pattern->str, "", &is_valid);
		/* A back-reference can take exponential time. */
		for (const char *p = strchr(pattern->str, '\\'); p != NULL; p = strchr(p + 2, '\\')) {
			is_valid = is_valid && p[1] != '\0' && !(p[1] >= '0' && p[1] <= '9');
			if (p[1] == '\0') {
				break;
			}
		}
		if (!is_valid) {
			struct err *err = mistake(check->source, pattern, path, "%s.pattern is no pattern that can be used", path);
			err_hint(err, "write a POSIX extended regular expression without back-references: \"[A-Z]{2}[0-9]+\"");
			ok = false;
		}
	}
	return ok;
}

/* The name by which a list may be given as one value. */
static bool check_single(const struct param_check *check, const struct json *declaration, const char *path) {
	const struct json *single = json_lookup(declaration, "single");
	if (single != NULL && !param_is_list(json_str(declaration, "type", ""))) {
		mistake_key(check->source, single, path, "%s: only a list can be given as a single value", path);
		return false;
	}
	return check_key_type(check, declaration, path, "single", JSON_STRING, "a name");
}

static bool check_values(const struct param_check *check, const struct json *declaration, const char *path) {
	const struct json *values = json_lookup(declaration, "values");
	bool is_enum = str_eq(param_base_type(check->arena, json_str(declaration, "type", "")), "enum");
	if (!is_enum && values == NULL) {
		return true;
	}
	if (!is_enum) {
		mistake_key(check->source, values, path, "%s: only an enum has values", path);
		return false;
	}
	if (values == NULL || values->type != JSON_ARRAY || values->count == 0) {
		mistake_key(check->source, values != NULL ? values : declaration, path, "%s: an enum needs values, a list of strings",
		            path)->follows = misspells(check, declaration, "values");
		return false;
	}
	for (const struct json *one = values->first; one != NULL; one = one->next) {
		if (one->type != JSON_STRING) {
			mistake(check->source, one, path, "%s.values must be strings, not %s", path, json_type_name(one->type));
			return false;
		}
	}
	return true;
}

/* A key that belongs to one type alone. */
static bool belongs(const struct param_check *check, const struct json *declaration, const char *path, const char *key, const char *type) {
	const struct json *value = json_lookup(declaration, key);
	if (value == NULL || str_eq(param_base_type(check->arena, json_str(declaration, "type", "")), type)) {
		return true;
	}
	mistake_key(check->source, value, path, "%s: only a %s has %s", path, type, key);
	return false;
}

static bool check_declared(const struct param_check *check, const struct json *declaration, const char *path, int depth);

static bool check_of(const struct param_check *check, const struct json *declaration, const char *path, int depth) {
	const struct json *of = json_lookup(declaration, "of");
	if (!str_eq(json_str(declaration, "type", ""), "list")) {
		return belongs(check, declaration, path, "of", "list");
	}
	if (of == NULL) {
		struct err *err = mistake_key(check->source, declaration, path, "%s: a list says what it is of", path);
		err_hint(err, "of = { type = \"string\" }");
		err->follows = misspells(check, declaration, "of");
		return false;
	}
	return check_declared(check, param_declaration_of(check->arena, of), mistake_path(check->arena, path, "of"), depth + 1);
}

static bool check_fields(const struct param_check *check, const struct json *declaration, const char *path, int depth) {
	const struct json *fields = json_lookup(declaration, "fields");
	const char *below = mistake_path(check->arena, path, "fields");
	bool ok = true;
	if (!str_eq(param_base_type(check->arena, json_str(declaration, "type", "")), "table")) {
		return belongs(check, declaration, path, "fields", "table");
	}
	if (fields == NULL || fields->type != JSON_OBJECT) {
		struct err *err = mistake_key(check->source, fields != NULL ? fields : declaration, path, "%s: a table says its fields", path);
		err_hint(err, "fields = { name = { type = \"string\" } }");
		err->follows = misspells(check, declaration, "fields");
		return false;
	}
	for (const struct json *field = fields->first; field != NULL; field = field->next) {
		ok = check_declared(check, field, mistake_path(check->arena, below, field->key), depth + 1) && ok;
	}
	return ok && condition_declarations(check, fields, below);
}

static bool check_kinds(const struct param_check *check, const struct json *declaration, const char *path) {
	const struct json *kinds = json_lookup(declaration, "kinds");
	if (kinds == NULL || !belongs(check, declaration, path, "kinds", "file")) {
		return kinds == NULL;
	}
	if (kinds->type != JSON_ARRAY || kinds->count == 0) {
		mistake(check->source, kinds, path, "%s.kinds must be a list of strings", path);
		return false;
	}
	for (const struct json *k = kinds->first; k != NULL; k = k->next) {
		if (k->type != JSON_STRING || !is_one_of(k->str, param_file_kinds)) {
			mistake_hint(mistake(check->source, k, path, "%s.kinds: there is no such kind of file", path), k->type == JSON_STRING ? k->str : "", param_file_kinds);
			return false;
		}
	}
	return true;
}

static bool check_examples(const struct param_check *check, const struct json *declaration, const char *path) {
	const struct json *examples = json_lookup(declaration, "examples");
	const char *below = mistake_path(check->arena, path, "examples");
	bool ok = true;
	size_t i = 1;
	if (examples != NULL && examples->type != JSON_ARRAY) {
		mistake(check->source, examples, below, "%s must be a list of values, not %s", below, json_type_name(examples->type));
		return false;
	}
	for (const struct json *e = examples != NULL ? examples->first : NULL; e != NULL; e = e->next, i++) {
		ok = param_value(check, declaration, e, mistake_item(check->arena, below, i)) != NULL && ok;
	}
	return ok;
}

static bool check_declared(const struct param_check *check, const struct json *declaration, const char *path, int depth) {
	if (declaration->type != JSON_OBJECT) {
		struct err *err = mistake(check->source, declaration, path, "%s must be a table, not %s", path,
		                          json_type_name(declaration->type));
		err_hint(err, "for example { type = \"country[]\", default = \"all\" }");
		return false;
	}
	bool ok = true;
	if (depth > DEPTH_MAX) {
		mistake(check->source, declaration, path, "%s is nested deeper than %d", path, DEPTH_MAX);
		return false;
	}
	const char *const *names = key_names(check->arena);
	for (const struct json *key = declaration->first; key != NULL; key = key->next) {
		if (!is_one_of(key->key, names)) {
			mistake_hint(mistake_key(check->source, key, mistake_path(check->arena, path, key->key), "unknown key '%s' in %s",
			                         key->key, path),
			             key->key, names);
			ok = false;
		}
	}
	if (!check_declared_type(check, declaration, path)) {
		return false;
	}
	ok = check_key_type(check, declaration, path, "doc", JSON_STRING, "a string") && ok;
	ok = check_key_type(check, declaration, path, "required", JSON_BOOL, "true or false") && ok;
	ok = check_single(check, declaration, path) && ok;
	ok = check_bounds(check, declaration, path) && ok;
	ok = check_values(check, declaration, path) && ok;
	ok = check_of(check, declaration, path, depth) && ok;
	ok = check_fields(check, declaration, path, depth) && ok;
	ok = check_kinds(check, declaration, path) && ok;
	ok = ok && check_examples(check, declaration, path);
	const struct json *value = json_lookup(declaration, "default");
	if (ok && value != NULL) {
		ok = param_value(check, declaration, value, mistake_path(check->arena, path, "default")) != NULL;
	}
	return ok;
}

bool param_declaration(const struct param_check *check, const struct json *declaration, const char *path) {
	return check_declared(check, declaration, path, 0);
}
