/* data: see data.h. */
#include "lua/data.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "lua/sheet.h"

#define ROWS_MAX 1000000

static const struct json_limits limits = { .max_depth = 64, .max_values = 8000000 };

bool data_is_name(const char *file) {
	return str_suffix(file, ".json") || str_suffix(file, ".csv") || data_is_database(file);
}

bool data_is_database(const char *file) {
	return str_suffix(file, ".db") || str_suffix(file, ".sqlite");
}

/* A sheet as a list of objects. */
struct csv {
	struct sheet sheet;
	const char *names[SHEET_COLUMNS_MAX];
	const char *types[SHEET_COLUMNS_MAX];  /* that the shape declares; NULL: none */
	size_t count;
};

/* What a shape that is a list of tables says of the columns; NULL: nothing. */
static const struct json *declared(const struct json *shape) {
	return json_lookup(json_lookup(shape, "of"), "fields");
}

static bool refuse_column(struct csv *csv, const char *at, const char *name, const struct json *fields) {
	const char **names = arena_alloc(csv->sheet.arena, (fields->count + 1) * sizeof(*names));
	size_t n = 0;
	for (const struct json *field = fields->first; field != NULL; field = field->next) {
		names[n++] = field->key;
	}
	const char *near = err_nearest(name, names);
	sheet_fail(&csv->sheet, at, "the shape has no column \"%s\"", name);
	if (near != NULL) {
		return err_hint(csv->sheet.err, "did you mean \"%s\"?", near);
	}
	struct buf known = BUF_INIT;
	for (size_t i = 0; i < n; i++) {
		buf_addf(&known, "%s%s", i > 0 ? ", " : "", names[i]);
	}
	err_hint(csv->sheet.err, "it has: %s", buf_str(&known));
	buf_fini(&known);
	return false;
}

/* Told once and at the head, not of every line. */
static bool check_columns(struct csv *csv, const struct json *fields) {
	for (const struct json *field = fields != NULL ? fields->first : NULL; field != NULL; field = field->next) {
		size_t i = 0;
		while (i < csv->count && !str_eq(csv->names[i], field->key)) {
			i++;
		}
		if (i == csv->count && json_bool(field, "required", false)) {
			return sheet_fail(&csv->sheet, csv->sheet.text, "the first line lacks the column \"%s\"", field->key);
		}
	}
	return true;
}

static bool read_names(struct csv *csv, const struct json *fields) {
	bool goes_on = true;
	while (goes_on) {
		const char *begin = csv->sheet.p, *name;
		size_t len;
		if (csv->count == SHEET_COLUMNS_MAX) {
			return sheet_fail(&csv->sheet, begin, "there are more than %d columns", SHEET_COLUMNS_MAX);
		}
		if (!sheet_cell(&csv->sheet, &name, &len, &goes_on)) {
			return false;
		}
		if (len == 0) {
			return sheet_fail(&csv->sheet, begin, "column %zu has no name in the first line", csv->count + 1);
		}
		for (size_t i = 0; i < csv->count; i++) {
			if (str_eq(csv->names[i], name)) {
				return sheet_fail(&csv->sheet, begin, "there are two columns of the name \"%s\"", name);
			}
		}
		const struct json *field = json_lookup(fields, name);
		if (fields != NULL && field == NULL) {
			return refuse_column(csv, begin, name, fields);
		}
		csv->names[csv->count] = name;
		csv->types[csv->count++] = json_str(field, "type", NULL);
	}
	return true;
}

/* What does not read as its type stays a string: who checks it against the shape says so. */
static void take_value(struct json *value, const char *type) {
	char *end;
	double number = strtod(value->str, &end);
	bool is_number = *end == '\0' && strspn(value->str, "0123456789.eE+-") == value->len;
	if (type == NULL || value->len == 0) {
		return;
	}
	if ((str_eq(type, "integer") || str_eq(type, "number")) && is_number) {
		value->type = JSON_NUMBER;
		value->number = number;
		value->is_int = str_int(value->str, INT64_MIN, INT64_MAX, &value->integer);
	} else if (str_eq(type, "boolean") && (str_eq(value->str, "true") || str_eq(value->str, "false"))) {
		value->type = JSON_BOOL;
		value->boolean = str_eq(value->str, "true");
	}
}

static struct json *new_value(struct csv *csv, enum json_type type) {
	struct json *value = arena_alloc(csv->sheet.arena, sizeof(*value));
	value->type = type;
	value->offset = value->key_offset = (uint32_t)(csv->sheet.p - csv->sheet.text);
	return value;
}

static bool read_row(struct csv *csv, struct json *row) {
	struct json **next = &row->first;
	const char *begin = csv->sheet.p;
	bool goes_on = true;
	size_t n = 0;
	for (; goes_on; n++) {
		struct json *value = new_value(csv, JSON_STRING);
		size_t len;
		if (!sheet_cell(&csv->sheet, &value->str, &len, &goes_on)) {
			return false;
		}
		if (n < csv->count && len > 0) {
			value->len = (uint32_t)len;
			value->key = csv->names[n];
			take_value(value, csv->types[n]);
			*next = value;
			next = &value->next;
			row->count++;
		}
	}
	return n == csv->count || sheet_miscounted(&csv->sheet, begin, n, csv->count);
}

static bool read_rows(struct csv *csv, struct json *all) {
	struct json **next = &all->first;
	while (sheet_next(&csv->sheet)) {
		if (all->count == ROWS_MAX) {
			return sheet_fail(&csv->sheet, csv->sheet.p, "there are more than %d lines", ROWS_MAX);
		}
		*next = new_value(csv, JSON_OBJECT);
		if (!read_row(csv, *next)) {
			return false;
		}
		next = &(*next)->next;
		all->count++;
	}
	return true;
}

static const struct json *parse_csv(struct arena *arena, const char *text, size_t len, const struct json *shape, struct err *err) {
	struct csv *csv = arena_alloc(arena, sizeof(*csv));
	if (!sheet_open(&csv->sheet, arena, text, len, err)) {
		return NULL;
	}
	struct json *all = new_value(csv, JSON_ARRAY);
	const struct json *fields = declared(shape);
	return read_names(csv, fields) && check_columns(csv, fields) && read_rows(csv, all) ? all : NULL;
}

const struct json *data_parse(struct arena *arena, const struct data_set *set, const char *text, size_t len, struct err *err) {
	if (data_is_database(set->file)) {
		return data_query(arena, set, text, len, err);
	}
	if (str_suffix(set->file, ".csv")) {
		return parse_csv(arena, text, len, set->shape, err);
	}
	const struct json *value = json_parse(arena, text, len, &limits, err);
	if (value == NULL && err != NULL) {
		err->code = ERR_PLUGIN;
	}
	return value;
}
