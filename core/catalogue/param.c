/* param: values, held to their declarations; see param.h. What a declaration itself may say: declaration.c. */
#include "catalogue/param.h"

#include <regex.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/day.h"
#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/condition.h"
#include "catalogue/make.h"
#include "catalogue/mistake.h"
#include "catalogue/param_part.h"
#include "catalogue/period.h"
#include "catalogue/words.h"
#include "lua/host.h"

#define STRING_MAX 1000          /* characters, where no max is declared */
#define TEXT_MAX   100000
#define ITEMS_MAX  1000          /* of a list */
#define ROWS_MAX   1000000       /* of a list that is data */

/* A value, held to its declaration. */
struct param_given {
	const struct param_check *check;
	const struct json *declaration;
	const char *type;            /* without "[]" */
	const struct json *at;
	const char *path;
};

static const struct json *check_number(const struct param_given *v);

const char *param_base_type(struct arena *arena, const char *type) {
	return param_is_list(type) ? arena_strndup(arena, type, strlen(type) - 2) : type;
}

bool param_is_list(const char *type) {
	return str_suffix(type, "[]");
}

static const struct json *wrong_type(const struct param_given *v) {
	const struct param_type *type = param_type_lookup(v->type);
	bool is_cell = (v->check->source->has_lines || v->check->source->has_rows) && v->at->type == JSON_STRING;
	struct err *err = is_cell ? mistake(v->check->source, v->at, v->path, "%s must be %s, not \"%.60s\"", v->path, type->one, v->at->str)
	                          : mistake(v->check->source, v->at, v->path, "%s must be %s, not %s", v->path, type->one, json_type_name(v->at->type));
	if (!is_cell && v->at->type == JSON_STRING && type->check == check_number && v->at->len > 0 && v->at->len < 30 &&
	    strspn(v->at->str, "0123456789.-") == v->at->len) {
		err_hint(err, "write %s without quotes", v->at->str);
	} else if (v->at->type == JSON_ARRAY && v->at->count == 1) {
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

bool param_matches(const char *pattern, const char *s, bool *is_valid) {
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

static const struct json *check_length(const struct param_given *v, int64_t most) {
	int64_t n = (int64_t)utf8_count(v->at->str, v->at->len);
	int64_t min = json_int(v->declaration, "min", 0), max = json_int(v->declaration, "max", most);
	if (n < min || n > max) {
		mistake(v->check->source, v->at, v->path, "%s has %lld characters: it takes %lld to %lld", v->path,
		        (long long)n, (long long)min, (long long)max);
		return NULL;
	}
	return v->at;
}

static const struct json *check_string(const struct param_given *v) {
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
	if (pattern != NULL && !param_matches(pattern, v->at->str, &is_valid)) {
		struct err *err = mistake(v->check->source, v->at, v->path, "%s: \"%s\" does not have the form that is asked for",
		                          v->path, v->at->str);
		err_hint(err, "as a whole it must match the regular expression %s", pattern);
		return NULL;
	}
	return check_length(v, str_eq(v->type, "text") ? TEXT_MAX : STRING_MAX);
}

static const struct json *check_number(const struct param_given *v) {
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

static const struct json *check_boolean(const struct param_given *v) {
	if (v->at->type == JSON_STRING && (str_eq(v->at->str, "true") || str_eq(v->at->str, "false"))) {
		struct err *err = mistake(v->check->source, v->at, v->path, "%s must be true or false, not a string", v->path);
		err_hint(err, "write %s without quotes", v->at->str);
		return NULL;
	}
	return v->at->type == JSON_BOOL ? v->at : wrong_type(v);
}

static const struct json *check_date(const struct param_given *v) {
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
static const struct json *check_language(const struct param_given *v) {
	bool is_valid;
	if (v->at->type != JSON_STRING) {
		return wrong_type(v);
	}
	if (!param_matches("[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?", v->at->str, &is_valid)) {
		struct err *err = mistake(v->check->source, v->at, v->path, "%s: \"%s\" is no language tag", v->path, v->at->str);
		err_hint(err, "write it as \"en\" or \"en-GB\"");
		return NULL;
	}
	return v->at;
}

static const struct json *check_enum(const struct param_given *v) {
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

static const struct json *check_word(const struct param_given *v) {
	const struct param_check *check = v->check;
	if (v->at->type != JSON_STRING) {
		return wrong_type(v);
	}
	if (words_list(check->words, v->type) == NULL) {
		mistake(check->source, v->at, v->path, "%s: no plugin says which %s there are", v->path, param_type_lookup(v->type)->many);
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

/* ---- periods ---- */

/* { "from": "…", "to": "…" }: both are within it. */
static bool period_of_object(const struct param_given *v, char from[11], char to[11]) {
	static const char *const keys[] = { "from", "to", NULL };
	char *const ends[] = { from, to };
	struct day day;
	for (const struct json *k = v->at->first; k != NULL; k = k->next) {
		if (!str_eq(k->key, "from") && !str_eq(k->key, "to")) {
			mistake_hint(mistake_key(v->check->source, k, v->path, "%s: unknown key '%s'", v->path, k->key), k->key, keys);
			return false;
		}
	}
	for (size_t i = 0; i < 2; i++) {
		const struct json *end = json_lookup(v->at, keys[i]);
		if (end == NULL || end->type != JSON_STRING || !day_parse(end->str, &day)) {
			err_hint(mistake(v->check->source, end != NULL ? end : v->at, v->path, "%s.%s must be a day", v->path, keys[i]), "write it as YYYY-MM-DD");
			return false;
		}
		snprintf(ends[i], 11, "%s", end->str);
	}
	return true;
}

static const struct json *check_period(const struct param_given *v) {
	char from[11], to[11];
	if (v->at->type == JSON_OBJECT) {
		if (!period_of_object(v, from, to)) {
			return NULL;
		}
	} else if (v->at->type != JSON_STRING) {
		return wrong_type(v);
	} else if (!period_parse(v->at->str, from, to)) {
		err_hint(mistake(v->check->source, v->at, v->path, "%s: \"%s\" is no period", v->path, v->at->str),
		         "write it as \"2024\", \"2024-Q3\", \"2024-06\" or \"2024-06-15/2024-09-30\"");
		return NULL;
	}
	if (strcmp(from, to) > 0) {
		mistake(v->check->source, v->at, v->path, "%s ends on %s, before it begins", v->path, to);
		return NULL;
	}
	const char *min = json_str(v->declaration, "min", NULL), *max = json_str(v->declaration, "max", NULL);
	if ((min != NULL && strcmp(from, min) < 0) || (max != NULL && strcmp(to, max) > 0)) {
		bool is_early = min != NULL && strcmp(from, min) < 0;
		mistake(v->check->source, v->at, v->path, "%s %s %s", v->path, is_early ? "begins before" : "ends after", is_early ? min : max);
		return NULL;
	}
	struct json *period = make_object(v->check->arena);
	make_add(v->check->arena, period, "from", make_string(v->check->arena, from));
	make_add(v->check->arena, period, "to", make_string(v->check->arena, to));
	return period;
}

/* ---- files that come with the request ---- */

const char *const param_file_kinds[] = { "csv", "image", "json", "text", NULL };

/* Whether it came is known where the job runs: request_files. */
static const struct json *check_file(const struct param_given *v) {
	const struct json *kinds = json_lookup(v->declaration, "kinds");
	if (v->at->type != JSON_STRING) {
		return wrong_type(v);
	}
	if (*v->at->str == '\0' || *v->at->str == '/' || strstr(v->at->str, "..") != NULL || control_character(v->at->str, false) != NULL) {
		err_hint(mistake(v->check->source, v->at, v->path, "%s: \"%s\" is no name of a file beside the request", v->path, v->at->str),
		         "a file that comes with a request lies in its folder, beside request.json: \"figures.csv\"");
		return NULL;
	}
	struct buf list = BUF_INIT;
	bool fits = kinds == NULL;
	for (const struct json *k = kinds != NULL ? kinds->first : NULL; k != NULL; k = k->next) {
		fits = fits || str_eq(k->str, host_file_kind(v->at->str));
		buf_addf(&list, "%s%s", list.len > 0 ? " or " : "", k->str);
	}
	if (!fits) {
		mistake(v->check->source, v->at, v->path, "%s: \"%s\" is a file of kind %s; it takes %s", v->path, v->at->str, host_file_kind(v->at->str),
		        buf_str(&list));
	}
	buf_fini(&list);
	return fits ? v->at : NULL;
}

/* ---- lists and tables of declared values ---- */

/* { type = "integer" } of "integer", what is written where nothing else is to be said. */
const struct json *param_declaration_of(struct arena *arena, const struct json *of) {
	if (of->type != JSON_STRING) {
		return of;
	}
	struct json *declaration = make_object(arena);
	make_add(arena, declaration, "type", of);
	return declaration;
}

/* Of a table what is meant are its rows and columns, and of one with lines the place says which. */
static const char *item_path(const struct param_given *v, size_t i) {
	const struct mistake_source *source = v->check->source;
	return source->has_lines ? v->path : source->has_rows ? arena_printf(v->check->arena, "row %zu of %s", i + 1, v->path)
	     : mistake_item(v->check->arena, v->path, i);
}

static const char *field_path(const struct param_given *v, const char *key) {
	const struct mistake_source *source = v->check->source;
	return source->has_lines || source->has_rows ? arena_printf(v->check->arena, "column \"%s\" of %s", key, v->path)
	                                              : mistake_path(v->check->arena, v->path, key);
}

const char *param_item_type(struct arena *arena, const struct json *declaration) {
	const char *type = json_str(declaration, "type", "");
	const struct json *of = json_lookup(declaration, "of");

	return of != NULL ? param_item_type(arena, param_declaration_of(arena, of)) : param_base_type(arena, type);
}

static const struct json *check_items(const struct param_given *v) {
	const struct param_check *check = v->check;
	const struct json *of = param_declaration_of(check->arena, json_lookup(v->declaration, "of"));
	int64_t min = json_int(v->declaration, "min", 0), max = json_int(v->declaration, "max", check->is_data ? ROWS_MAX : ITEMS_MAX);
	if (v->at->type != JSON_ARRAY) {
		return wrong_type(v);
	}
	if (v->at->count < min || v->at->count > max) {
		mistake(check->source, v->at, v->path, "%s has %u item%s: it takes %lld to %lld", v->path, v->at->count, v->at->count == 1 ? "" : "s",
		        (long long)min, (long long)max);
		return NULL;
	}
	struct json *typed = make_array(check->arena), **end = &typed->first;
	bool ok = true;
	size_t i = 0;
	for (const struct json *item = v->at->first; item != NULL; item = item->next, i++) {
		const struct json *value = param_value(check, of, item, item_path(v, i));
		ok = ok && value != NULL;
		if (value != NULL) {
			struct json *copy = arena_copy(check->arena, value, sizeof(*value));
			copy->next = NULL;
			copy->key = NULL;
			*end = copy;
			end = &copy->next;
			typed->count++;
		}
	}
	return ok ? typed : NULL;
}

/* One field: what is given, else its default; false with a mistake. */
static bool check_field(const struct param_given *v, const struct json *field, struct json *typed) {
	const struct param_check *check = v->check;
	const struct json *given = json_lookup(v->at, field->key);
	const struct json *value = given != NULL ? param_value(check, field, given, field_path(v, field->key))
	                                         : param_default(check, field);
	if (value != NULL) {
		make_add(check->arena, typed, field->key, value);
		return true;
	}
	return given == NULL;
}

/* What must be given and is not; with when, only where that is so. */
static bool check_required(const struct param_given *v, const struct json *field, const struct condition_values *values) {
	const struct param_check *check = v->check;
	if (json_bool(field, "required", false) && json_lookup(v->at, field->key) == NULL && json_lookup(values->typed, field->key) == NULL &&
	    condition_holds(check, values, field)) {
		const char *doc = json_str(field, "doc", NULL);
		bool is_cell = check->source->has_lines || check->source->has_rows;
		struct err *err = is_cell ? mistake(check->source, v->at, v->path, "%s has nothing in it", field_path(v, field->key))
		                          : mistake_key(check->source, v->at, v->path, "%s lacks '%s'", v->path, field->key);
		err_hint(err, "%s", doc != NULL ? doc : "it must be given");
		return false;
	}
	return true;
}

static const struct json *check_table(const struct param_given *v) {
	const struct json *fields = json_lookup(v->declaration, "fields");
	bool is_empty = v->at->type == JSON_ARRAY && v->at->count == 0;      /* as Lua writes {} */
	if (v->at->type != JSON_OBJECT && !is_empty) {
		return wrong_type(v);
	}
	struct json *typed = make_object(v->check->arena);
	bool ok = true;
	for (const struct json *k = v->at->first; k != NULL; k = k->next) {
		if (json_lookup(fields, k->key) == NULL) {
			const char *path = mistake_path(v->check->arena, v->path, k->key);
			mistake_hint(mistake_key(v->check->source, k, path, "%s has no '%s'", v->path, k->key), k->key,
			             mistake_names(v->check->arena, fields));
			ok = false;
		}
	}
	for (const struct json *field = fields->first; field != NULL; field = field->next) {
		ok = check_field(v, field, typed) && ok;
	}
	const struct condition_values values = { fields, typed, v->at };
	for (const struct json *field = fields->first; ok && field != NULL; field = field->next) {
		ok = check_required(v, field, &values);
	}
	return ok && condition_check(v->check, &values, v->path) ? typed : NULL;
}

const struct param_type param_types[] = {
	{ "boolean",   "true or false",             "booleans",   false, check_boolean, "true or false" },
	{ "country",   "a country (a string)",      "countries",  true,  check_word,    "one that a data plugin's vocab gives, by its ISO code (\"UA\", \"UKR\") or name; its code, of three letters, in Lua. Others are strings" },
	{ "date",      "a day (\"YYYY-MM-DD\")",    "days",       false, check_date,    "\"2024-06-15\"; min and max are days" },
	{ "enum",      "one of its values (a string)", "values",  false, check_enum,    "one of values" },
	{ "file",      "the name of a file (a string)", "files",  false, check_file,    "the name of a file that came with the request, of one of kinds" },
	{ "framework", "a framework (a string)",    "frameworks", true,  check_word,    "a word that a data plugin's vocab gives" },
	{ "integer",   "a whole number",            "numbers",    false, check_number,  "a whole number, from min to max" },
	{ "language",  "a language tag (a string)", "languages",  false, check_language, "\"en\", \"en-GB\"" },
	{ "list",      "a list",                    "lists",      false, check_items,   "a list of what `of` declares, min to max items" },
	{ "number",    "a number",                  "numbers",    false, check_number,  "a number, from min to max" },
	{ "period",    "a period (a string, or an object of from and to)", "periods", false, check_period, "\"2024\", \"2024-Q3\", \"2024-06\", \"2024-06-15/2024-09-30\" or { from =, to = }; in Lua { from =, to = }, both days within it" },
	{ "region",    "a region (a string)",       "regions",    true,  check_word,    "a word that a data plugin's vocab gives" },
	{ "string",    "a string",                  "strings",    false, check_string,  "a line of min to max characters (1,000), which matches pattern" },
	{ "table",     "an object",                 "objects",    false, check_table,   "an object of fields, each declared" },
	{ "text",      "a text (a string)",         "texts",      false, check_string,  "lines, as string" },
	{ NULL, NULL, NULL, false, NULL, NULL },
};

const struct param_type *param_type_lookup(const char *name) {
	const struct param_type *type = param_types;
	while (type->name != NULL && !str_eq(type->name, name)) {
		type++;
	}
	return type->name != NULL ? type : NULL;
}

bool param_is_vocabulary(const char *type) {
	size_t len = strlen(type) - (param_is_list(type) ? 2 : 0);
	for (const struct param_type *t = param_types; t->name != NULL; t++) {
		if (strlen(t->name) == len && memcmp(t->name, type, len) == 0) {
			return t->is_vocabulary;
		}
	}
	return false;
}

static bool is_same(const struct json *a, const struct json *b) {
	if (a == NULL || b == NULL || a->type != b->type || a->count != b->count) {
		return a == b;
	}
	const struct json *x = a->first, *y = b->first;
	for (; x != NULL && y != NULL; x = x->next, y = y->next) {
		const struct json *other = a->type == JSON_OBJECT ? json_lookup(b, x->key) : y;
		if (!is_same(x, other)) {
			return false;
		}
	}
	return a->type == JSON_STRING ? str_eq(a->str, b->str) : a->type == JSON_NUMBER ? a->number == b->number
	       : a->type != JSON_BOOL || a->boolean == b->boolean;
}

bool param_fits(const struct json *from, const struct json *to) {
	const char *a = json_str(from, "type", ""), *b = json_str(to, "type", "");
	if (str_eq(a, b)) {
		return is_same(json_lookup(from, "of"), json_lookup(to, "of")) && is_same(json_lookup(from, "fields"), json_lookup(to, "fields"));
	}
	return (str_eq(a, "string") && str_eq(b, "text")) || (str_eq(a, "integer") && str_eq(b, "number")) ||
	       (str_eq(a, "string[]") && str_eq(b, "text[]")) || (str_eq(a, "integer[]") && str_eq(b, "number[]"));
}

/* Every code that can be asked for, in the vocabulary's order. */
static const struct json *all_words(const struct param_given *v) {
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
static const struct json *check_list(const struct param_given *v) {
	const struct param_type *type = param_type_lookup(v->type);
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
		struct param_given one = { check, v->declaration, v->type, item, mistake_item(check->arena, v->path, i) };
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
	struct param_given v = { check, declaration, param_base_type(check->arena, type), value, path };
	return param_is_list(type) ? check_list(&v) : param_type_lookup(v.type)->check(&v);
}

const struct json *param_single(const struct param_check *check, const struct json *declaration, const struct json *value,
                                const char *path) {
	struct param_given v = { check, declaration, param_base_type(check->arena, json_str(declaration, "type", "")), value, path };
	const struct json *one = param_type_lookup(v.type)->check(&v);
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
