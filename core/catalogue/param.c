/* param: see param.h. */
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
#include "catalogue/period.h"
#include "catalogue/words.h"
#include "lua/host.h"
#include "lua/library.h"

#define STRING_MAX 1000          /* characters, where no max is declared */
#define TEXT_MAX   100000
#define ITEMS_MAX  1000          /* of a list */
#define ROWS_MAX   1000000       /* of a list that is data */

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
	const char *help;
};

static const struct type *type_lookup(const char *name);
static const struct json *check_number(const struct value *v);

#define DEPTH_MAX 6              /* of lists and tables in each other */

/* Of "country[]" the name is "country". */
static const char *base_type(struct arena *arena, const char *type) {
	return param_is_list(type) ? arena_strndup(arena, type, strlen(type) - 2) : type;
}

bool param_is_list(const char *type) {
	return str_suffix(type, "[]");
}

static const struct json *wrong_type(const struct value *v) {
	const struct type *type = type_lookup(v->type);
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
		err_hint(err, "as a whole it must match the regular expression %s", pattern);
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

/* ---- periods ---- */

/* { "from": "…", "to": "…" }: both are within it. */
static bool period_of_object(const struct value *v, char from[11], char to[11]) {
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

static const struct json *check_period(const struct value *v) {
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

static const char *const file_kinds[] = { "csv", "image", "json", "text", NULL };

/* Whether it came is known where the job runs: request_files. */
static const struct json *check_file(const struct value *v) {
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
static const struct json *declaration_of(struct arena *arena, const struct json *of) {
	if (of->type != JSON_STRING) {
		return of;
	}
	struct json *declaration = make_object(arena);
	make_add(arena, declaration, "type", of);
	return declaration;
}

/* Of a table what is meant are its rows and columns, and of one with lines the place says which. */
static const char *item_path(const struct value *v, size_t i) {
	const struct mistake_source *source = v->check->source;
	return source->has_lines ? v->path : source->has_rows ? arena_printf(v->check->arena, "row %zu of %s", i + 1, v->path)
	     : mistake_item(v->check->arena, v->path, i);
}

static const char *field_path(const struct value *v, const char *key) {
	const struct mistake_source *source = v->check->source;
	return source->has_lines || source->has_rows ? arena_printf(v->check->arena, "column \"%s\" of %s", key, v->path)
	                                              : mistake_path(v->check->arena, v->path, key);
}

const char *param_item_type(struct arena *arena, const struct json *declaration) {
	const char *type = json_str(declaration, "type", "");
	const struct json *of = json_lookup(declaration, "of");

	return of != NULL ? param_item_type(arena, declaration_of(arena, of)) : base_type(arena, type);
}

static const struct json *check_items(const struct value *v) {
	const struct param_check *check = v->check;
	const struct json *of = declaration_of(check->arena, json_lookup(v->declaration, "of"));
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
static bool check_field(const struct value *v, const struct json *field, struct json *typed) {
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
static bool check_required(const struct value *v, const struct json *field, const struct condition_values *values) {
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

static const struct json *check_table(const struct value *v) {
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

static const struct type types[] = {
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
	for (size_t i = 0; i < TYPES; i++) {
		buf_addf(out, "- %s: %s.\n", types[i].name, types[i].help);
	}
}

/* "boolean"|"boolean[]"|…: what type may say. */
static void add_type_names(struct buf *out) {
	for (size_t i = 0; i < TYPES; i++) {
		buf_addf(out, "%s\"%s\"", i > 0 ? "|" : "!", types[i].name);
		if (!str_eq(types[i].name, "list")) {
			buf_addf(out, "|\"%s[]\"", types[i].name);
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

static bool check_declared_type(const struct param_check *check, const struct json *declaration, const char *path) {
	const struct json *type = json_lookup(declaration, "type");
	if (type == NULL || type->type != JSON_STRING) {
		struct err *err = type == NULL ? mistake_key(check->source, declaration, path, "%s says no type", path)
		                               : mistake(check->source, type, path, "%s.type must be a string, not %s", path,
		                                         json_type_name(type->type));
		err_hint(err, "for example { type = \"country[]\", default = \"all\" }");
		return false;
	}
	if (str_eq(type->str, "list[]")) {
		err_hint(mistake(check->source, type, path, "%s: a list of lists is declared by what it is of", path),
		         "{ type = \"list\", of = { type = \"list\", of = … } }");
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
	const char *type = base_type(check->arena, json_str(declaration, "type", ""));
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

/* A key that belongs to one type alone. */
static bool belongs(const struct param_check *check, const struct json *declaration, const char *path, const char *key, const char *type) {
	const struct json *value = json_lookup(declaration, key);
	if (value == NULL || str_eq(base_type(check->arena, json_str(declaration, "type", "")), type)) {
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
		err_hint(mistake_key(check->source, declaration, path, "%s: a list says what it is of", path), "of = { type = \"string\" }");
		return false;
	}
	return check_declared(check, declaration_of(check->arena, of), mistake_path(check->arena, path, "of"), depth + 1);
}

static bool check_fields(const struct param_check *check, const struct json *declaration, const char *path, int depth) {
	const struct json *fields = json_lookup(declaration, "fields");
	const char *below = mistake_path(check->arena, path, "fields");
	bool ok = true;
	if (!str_eq(base_type(check->arena, json_str(declaration, "type", "")), "table")) {
		return belongs(check, declaration, path, "fields", "table");
	}
	if (fields == NULL || fields->type != JSON_OBJECT) {
		err_hint(mistake_key(check->source, fields != NULL ? fields : declaration, path, "%s: a table says its fields", path),
		         "fields = { name = { type = \"string\" } }");
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
		if (k->type != JSON_STRING || !is_one_of(k->str, file_kinds)) {
			mistake_hint(mistake(check->source, k, path, "%s.kinds: there is no such kind of file", path), k->type == JSON_STRING ? k->str : "", file_kinds);
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
