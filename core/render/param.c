/* param: see param.h. */
#include "render/param.h"

#include <regex.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "render/make.h"
#include "render/mistake.h"
#include "render/words.h"

#define STRING_MAX 1000          /* characters, where no max is declared */
#define TEXT_MAX   100000
#define ITEMS_MAX  1000          /* of a list */

struct value {
	const struct param_check *check;
	const struct json *declaration;
	const char *type;            /* without "[]" */
	const struct json *at;
	const char *path;
};

typedef const struct json *(*value_fn)(const struct value *v);

struct type {
	const char *name;
	const char *one, *many;      /* as messages say it */
	bool is_vocabulary;
	value_fn check;
};

static const struct type *type_lookup(const char *name);

/* Of "country[]" the name is "country". */
static const char *base_type(struct arena *arena, const char *type) {
	return param_is_list(type) ? arena_strndup(arena, type, strlen(type) - 2) : type;
}

bool param_is_list(const char *type) {
	return str_suffix(type, "[]");
}

static const struct json *wrong_type(const struct value *v) {
	const struct type *type = type_lookup(v->type);
	struct err *err = mistake(v->check->source, v->at, v->path, "%s must be %s, not %s", v->path, type->one,
	                          json_type_name(v->at->type));
	if (v->at->type == JSON_ARRAY && v->at->count == 1) {
		err_hint(err, "it takes one value: write it without the brackets");
	} else if (v->at->type == JSON_NULL) {
		err_hint(err, "leave it out for the default");
	}
	return NULL;
}

static const char *control_character(const char *s, bool many_lines) {
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;
		if ((c < 0x20 && !(many_lines && (c == '\n' || c == '\t'))) || c == 0x7F) {
			return s;
		}
	}
	return NULL;
}

static bool matches(const char *pattern, const char *s, bool *is_valid) {
	regex_t regex;
	regmatch_t whole;
	*is_valid = regcomp(&regex, pattern, REG_EXTENDED) == 0;
	if (!*is_valid) {
		return false;
	}
	bool found = regexec(&regex, s, 1, &whole, 0) == 0 && whole.rm_so == 0 && (size_t)whole.rm_eo == strlen(s);
	regfree(&regex);
	return found;
}

static const struct json *check_length(const struct value *v, int64_t most) {
	int64_t n = (int64_t)utf8_count(v->at->str, v->at->len);
	int64_t min = json_int(v->declaration, "min", 0), max = json_int(v->declaration, "max", most);
	if (n < min || n > max) {
		mistake(v->check->source, v->at, v->path, "%s has %lld characters: it takes %lld to %lld", v->path,
		        (long long)n, (long long)min, (long long)max);
		return NULL;
	}
	return v->at;
}

static const struct json *check_string(const struct value *v) {
	if (v->at->type != JSON_STRING) {
		return wrong_type(v);
	}
	if (control_character(v->at->str, str_eq(v->type, "text"))) {
		mistake(v->check->source, v->at, v->path, "%s holds a %s", v->path,
		        str_eq(v->type, "text") ? "control character" : "line break or control character");
		return NULL;
	}
	const char *pattern = json_str(v->declaration, "pattern", NULL);
	bool is_valid;
	if (pattern != NULL && !matches(pattern, v->at->str, &is_valid)) {
		struct err *err = mistake(v->check->source, v->at, v->path, "%s: \"%s\" does not have the form that is asked for",
		                          v->path, v->at->str);
		err_hint(err, "it must match %s as a whole", pattern);
		return NULL;
	}
	return check_length(v, str_eq(v->type, "text") ? TEXT_MAX : STRING_MAX);
}

static const struct json *check_number(const struct value *v) {
	if (v->at->type != JSON_NUMBER) {
		return wrong_type(v);
	}
	if (str_eq(v->type, "integer") && !v->at->is_int) {
		mistake(v->check->source, v->at, v->path, "%s must be a whole number", v->path);
		return NULL;
	}
	const struct json *min = json_lookup(v->declaration, "min"), *max = json_lookup(v->declaration, "max");
	if (min != NULL && v->at->number < min->number) {
		mistake(v->check->source, v->at, v->path, "%s is %.15g: the least is %.15g", v->path, v->at->number, min->number);
		return NULL;
	}
	if (max != NULL && v->at->number > max->number) {
		mistake(v->check->source, v->at, v->path, "%s is %.15g: the most is %.15g", v->path, v->at->number, max->number);
		return NULL;
	}
	return v->at;
}

static const struct json *check_boolean(const struct value *v) {
	if (v->at->type == JSON_STRING && (str_eq(v->at->str, "true") || str_eq(v->at->str, "false"))) {
		struct err *err = mistake(v->check->source, v->at, v->path, "%s must be true or false, not a string", v->path);
		err_hint(err, "write %s without quotes", v->at->str);
		return NULL;
	}
	return v->at->type == JSON_BOOL ? v->at : wrong_type(v);
}

static const struct json *check_date(const struct value *v) {
	struct day day;
	if (v->at->type != JSON_STRING) {
		return wrong_type(v);
	}
	if (!day_parse(v->at->str, &day)) {
		struct err *err = mistake(v->check->source, v->at, v->path, "%s: \"%s\" is no day of the calendar", v->path, v->at->str);
		err_hint(err, "write it as YYYY-MM-DD");
		return NULL;
	}
	const char *min = json_str(v->declaration, "min", NULL), *max = json_str(v->declaration, "max", NULL);
	if ((min != NULL && strcmp(v->at->str, min) < 0) || (max != NULL && strcmp(v->at->str, max) > 0)) {
		mistake(v->check->source, v->at, v->path, "%s: %s is %s", v->path, v->at->str,
		        min != NULL && strcmp(v->at->str, min) < 0 ? arena_printf(v->check->arena, "before %s", min)
		                                                   : arena_printf(v->check->arena, "after %s", max));
		return NULL;
	}
	return v->at;
}

/* "en", "fr", "zh-Hans", "en-GB": the shape only; who has texts in it is another question. */
static const struct json *check_language(const struct value *v) {
	bool is_valid;
	if (v->at->type != JSON_STRING) {
		return wrong_type(v);
	}
	if (!matches("[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?", v->at->str, &is_valid)) {
		struct err *err = mistake(v->check->source, v->at, v->path, "%s: \"%s\" is no language tag", v->path, v->at->str);
		err_hint(err, "write it as \"en\" or \"en-GB\"");
		return NULL;
	}
	return v->at;
}

static const struct json *check_enum(const struct value *v) {
	const struct json *values = json_lookup(v->declaration, "values");
	struct json *const first = values != NULL ? values->first : NULL;
	if (v->at->type != JSON_STRING) {
		return wrong_type(v);
	}
	const char **names = arena_alloc(v->check->arena, ((values != NULL ? values->count : 0) + 1) * sizeof(*names));
	size_t n = 0;
	for (const struct json *one = first; one != NULL; one = one->next) {
		if (str_eq(one->str, v->at->str)) {
			return v->at;
		}
		names[n++] = one->str;
	}
	mistake_hint(mistake(v->check->source, v->at, v->path, "%s: \"%s\" is none of the values it takes", v->path, v->at->str),
	             v->at->str, names);
	return NULL;
}

static const struct json *check_word(const struct value *v) {
	const struct param_check *check = v->check;
	if (v->at->type != JSON_STRING) {
		return wrong_type(v);
	}
	if (words_list(check->words, v->type) == NULL) {
		mistake(check->source, v->at, v->path, "%s: no plugin says which %s there are", v->path, type_lookup(v->type)->many);
		return NULL;
	}
	const struct json *word = words_lookup(check->words, v->type, v->at->str);
	if (word == NULL) {
		struct err *err = mistake(check->source, v->at, v->path, "%s: unknown %s \"%s\"", v->path, v->type, v->at->str);
		const char *near = words_nearest(check->words, v->type, v->at->str);
		if (str_eq(v->at->str, "all")) {
			err_hint(err, "\"all\" stands alone, without the brackets");
		} else if (near != NULL) {
			err_hint(err, "did you mean \"%s\"?", near);
		} else if (str_eq(v->type, "country")) {
			err_hint(err, "write its ISO code (\"UA\", \"UKR\") or its name (\"Ukraine\")");
		}
		return NULL;
	}
	const char *refusal = json_str(word, "refuse", NULL);
	if (refusal != NULL) {
		mistake(check->source, v->at, v->path, "%s: \"%s\" cannot be asked for: %s", v->path, v->at->str, refusal);
		return NULL;
	}
	return make_string(check->arena, json_str(word, "code", ""));
}

static const struct type types[] = {
	{ "boolean",   "true or false",             "booleans",   false, check_boolean },
	{ "country",   "a country (a string)",      "countries",  true,  check_word },
	{ "date",      "a day (\"YYYY-MM-DD\")",    "days",       false, check_date },
	{ "enum",      "one of its values (a string)", "values",  false, check_enum },
	{ "framework", "a framework (a string)",    "frameworks", true,  check_word },
	{ "integer",   "a whole number",            "numbers",    false, check_number },
	{ "language",  "a language tag (a string)", "languages",  false, check_language },
	{ "number",    "a number",                  "numbers",    false, check_number },
	{ "region",    "a region (a string)",       "regions",    true,  check_word },
	{ "string",    "a string",                  "strings",    false, check_string },
	{ "text",      "a text (a string)",         "texts",      false, check_string },
};
#define TYPES (sizeof(types) / sizeof(*types))

static const struct type *type_lookup(const char *name) {
	for (size_t i = 0; i < TYPES; i++) {
		if (str_eq(types[i].name, name)) {
			return &types[i];
		}
	}
	return NULL;
}

bool param_is_vocabulary(const char *type) {
	size_t len = strlen(type) - (param_is_list(type) ? 2 : 0);
	for (size_t i = 0; i < TYPES; i++) {
		if (strlen(types[i].name) == len && memcmp(types[i].name, type, len) == 0) {
			return types[i].is_vocabulary;
		}
	}
	return false;
}

bool param_fits(const char *from, const char *to) {
	return str_eq(from, to) || (str_eq(from, "string") && str_eq(to, "text")) ||
	       (str_eq(from, "integer") && str_eq(to, "number")) ||
	       (str_eq(from, "string[]") && str_eq(to, "text[]")) ||
	       (str_eq(from, "integer[]") && str_eq(to, "number[]"));
}

/* Every code that can be asked for, in the vocabulary's order. */
static const struct json *all_words(const struct value *v) {
	struct arena *arena = v->check->arena;
	const struct json *list = words_list(v->check->words, v->type);
	struct json *all = make_array(arena), **end = &all->first;
	for (const struct json *word = list != NULL ? list->first : NULL; word != NULL; word = word->next) {
		if (json_str(word, "refuse", NULL) == NULL) {
			*end = make_string(arena, json_str(word, "code", ""));
			end = &(*end)->next;
			all->count++;
		}
	}
	return all;
}

/* Two items that are one value ("UA", "Ukraine") are a mistake: one of them was meant to be another. */
static const struct json *check_list(const struct value *v) {
	const struct type *type = type_lookup(v->type);
	const struct param_check *check = v->check;
	if (type->is_vocabulary && v->at->type == JSON_STRING && str_eq(v->at->str, "all")) {
		return all_words(v);
	}
	if (v->at->type != JSON_ARRAY) {
		struct err *err = mistake(check->source, v->at, v->path, "%s must be a list of %s, not %s", v->path, type->many,
		                          json_type_name(v->at->type));
		if (v->at->type == JSON_STRING) {
			err_hint(err, "write [\"%s\"]", v->at->str);
		}
		return NULL;
	}
	if (v->at->count > ITEMS_MAX) {
		mistake(check->source, v->at, v->path, "%s has %u items: %d are the most", v->path, v->at->count, ITEMS_MAX);
		return NULL;
	}
	if (type->is_vocabulary && v->at->count == 0) {
		struct err *err = mistake(check->source, v->at, v->path, "%s is an empty list", v->path);
		err_hint(err, "leave it out for the default, or write \"all\"");
		return NULL;
	}
	struct json *typed = make_array(check->arena), **end = &typed->first;
	struct map *seen = map_new();
	bool ok = true;
	size_t i = 0;
	for (const struct json *item = v->at->first; item != NULL; item = item->next, i++) {
		struct value one = { check, v->declaration, v->type, item, mistake_item(check->arena, v->path, i) };
		const struct json *value = type->check(&one);
		if (value == NULL) {
			ok = false;
			continue;
		}
		if (value->type == JSON_STRING && !str_eq(v->type, "text")) {
			if (map_lookup(seen, value->str) != NULL) {
				struct err *err = mistake(check->source, item, one.path, "%s: \"%s\" stands in the list already", one.path,
				                          item->str);
				err_hint(err, "take one of them out");
				ok = false;
				continue;
			}
			map_put(seen, value->str, (void *)(uintptr_t)item);
		}
		struct json *copy = arena_copy(check->arena, value, sizeof(*value));
		copy->next = NULL;
		*end = copy;
		end = &copy->next;
		typed->count++;
	}
	map_free(seen);
	return ok ? typed : NULL;
}

const struct json *param_value(const struct param_check *check, const struct json *declaration, const struct json *value,
                               const char *path) {
	const char *type = json_str(declaration, "type", "");
	struct value v = { check, declaration, base_type(check->arena, type), value, path };
	return param_is_list(type) ? check_list(&v) : type_lookup(v.type)->check(&v);
}

const struct json *param_single(const struct param_check *check, const struct json *declaration, const struct json *value,
                                const char *path) {
	struct value v = { check, declaration, base_type(check->arena, json_str(declaration, "type", "")), value, path };
	const struct json *one = type_lookup(v.type)->check(&v);
	if (one == NULL) {
		return NULL;
	}
	struct json *list = make_array(check->arena), *copy = arena_copy(check->arena, one, sizeof(*one));
	copy->next = NULL;
	list->first = copy;
	list->count = 1;
	return list;
}

const struct json *param_default(const struct param_check *check, const struct json *declaration) {
	const struct json *value = json_lookup(declaration, "default");
	return value != NULL ? param_value(check, declaration, value, "default") : NULL;
}

/* What a declaration may say. */
static const char *const declaration_keys[] = {
	"default", "doc", "max", "min", "pattern", "required", "single", "type", "values", NULL
};

static bool is_one_of(const char *word, const char *const *names) {
	while (*names != NULL && !str_eq(word, *names)) {
		names++;
	}
	return *names != NULL;
}

static bool check_declared_type(const struct param_check *check, const struct json *declaration, const char *path) {
	const struct json *type = json_lookup(declaration, "type");
	if (type == NULL || type->type != JSON_STRING) {
		struct err *err = type == NULL ? mistake_key(check->source, declaration, path, "%s says no type", path)
		                               : mistake(check->source, type, path, "%s.type must be a string, not %s", path,
		                                         json_type_name(type->type));
		err_hint(err, "for example { type = \"country[]\", default = \"all\" }");
		return false;
	}
	if (type_lookup(base_type(check->arena, type->str)) == NULL) {
		const char *names[TYPES + 1] = { NULL };
		for (size_t i = 0; i < TYPES; i++) {
			names[i] = types[i].name;
		}
		mistake_hint(mistake(check->source, type, mistake_path(check->arena, path, "type"), "%s: unknown type \"%s\"", path,
		                     type->str),
		             base_type(check->arena, type->str), names);
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

static bool check_bounds(const struct param_check *check, const struct json *declaration, const char *path) {
	const char *type = base_type(check->arena, json_str(declaration, "type", ""));
	bool is_date = str_eq(type, "date");
	bool is_text = str_eq(type, "string") || str_eq(type, "text");
	bool has_bounds = is_date || is_text || str_eq(type, "integer") || str_eq(type, "number");
	bool ok = true;
	const char *const keys[] = { "min", "max" };
	for (size_t i = 0; i < 2; i++) {
		const struct json *bound = json_lookup(declaration, keys[i]);
		if (bound != NULL && !has_bounds) {
			mistake_key(check->source, bound, path, "%s: a %s has no %s", path, type, keys[i]);
			ok = false;
		}
		ok = check_key_type(check, declaration, path, keys[i], is_date ? JSON_STRING : JSON_NUMBER,
		                    is_date ? "a day" : "a number") && ok;
	}
	const struct json *pattern = json_lookup(declaration, "pattern");
	bool is_valid = true;
	if (pattern != NULL && !is_text) {
		mistake_key(check->source, pattern, path, "%s: a %s has no pattern", path, type);
		return false;
	}
	ok = check_key_type(check, declaration, path, "pattern", JSON_STRING, "a string") && ok;
	if (pattern != NULL && pattern->type == JSON_STRING) {
		matches(pattern->str, "", &is_valid);
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
	bool is_enum = str_eq(base_type(check->arena, json_str(declaration, "type", "")), "enum");
	if (!is_enum && values == NULL) {
		return true;
	}
	if (!is_enum) {
		mistake_key(check->source, values, path, "%s: only an enum has values", path);
		return false;
	}
	if (values == NULL || values->type != JSON_ARRAY || values->count == 0) {
		mistake_key(check->source, values != NULL ? values : declaration, path, "%s: an enum needs values, a list of strings",
		            path);
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

bool param_declaration(const struct param_check *check, const struct json *declaration, const char *path) {
	if (declaration->type != JSON_OBJECT) {
		struct err *err = mistake(check->source, declaration, path, "%s must be a table, not %s", path,
		                          json_type_name(declaration->type));
		err_hint(err, "for example { type = \"country[]\", default = \"all\" }");
		return false;
	}
	bool ok = true;
	for (const struct json *key = declaration->first; key != NULL; key = key->next) {
		if (!is_one_of(key->key, declaration_keys)) {
			mistake_hint(mistake_key(check->source, key, mistake_path(check->arena, path, key->key), "unknown key '%s' in %s",
			                         key->key, path),
			             key->key, declaration_keys);
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
	const struct json *value = json_lookup(declaration, "default");
	if (ok && value != NULL) {
		ok = param_value(check, declaration, value, mistake_path(check->arena, path, "default")) != NULL;
	}
	return ok;
}
