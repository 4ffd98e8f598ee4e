/* data: see data.h. */
#include "lua/data.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"

#define COLUMNS_MAX 200
#define ROWS_MAX 1000000

static const struct json_limits limits = { .max_depth = 64, .max_values = 8000000 };

bool data_is_name(const char *file) {
	return str_suffix(file, ".json") || str_suffix(file, ".csv") || data_is_database(file);
}

bool data_is_database(const char *file) {
	return str_suffix(file, ".db") || str_suffix(file, ".sqlite");
}

struct csv {
	struct arena *arena;
	const char *text, *p, *end;
	char separator;
	const char *names[COLUMNS_MAX];
	const char *types[COLUMNS_MAX];  /* that the shape declares; NULL: none */
	size_t count;
	struct err *err;
};

static bool fail(struct csv *csv, const char *at, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static bool fail(struct csv *csv, const char *at, const char *fmt, ...) {
	char msg[256];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(msg, sizeof(msg), fmt, ap);
	va_end(ap);
	err_set(csv->err, ERR_PLUGIN, "%s", msg);
	err_at_offset(csv->err, csv->text, (size_t)(csv->end - csv->text), (size_t)(at - csv->text));
	return false;
}

char data_separator(const char *p, const char *end) {
	static const char candidates[] = { ',', ';', '\t' };
	size_t counts[sizeof(candidates)] = { 0 }, best = 0;
	bool is_quoted = false;
	for (; p < end && (is_quoted || *p != '\n'); p++) {
		is_quoted ^= *p == '"';
		for (size_t i = 0; i < sizeof(candidates); i++) {
			counts[i] += !is_quoted && *p == candidates[i];
		}
	}
	for (size_t i = 1; i < sizeof(candidates); i++) {
		best = counts[i] > counts[best] ? i : best;
	}
	return candidates[best];
}

static bool ends_cell(const struct csv *csv, const char *p) {
	return p == csv->end || *p == csv->separator || *p == '\n' || (*p == '\r' && p + 1 < csv->end && p[1] == '\n');
}

/* The cell at csv->p, which goes to what ends it. */
static bool read_cell(struct csv *csv, const char **cell, size_t *len) {
	const char *begin = csv->p;
	struct buf text = BUF_INIT;
	if (csv->p < csv->end && *csv->p == '"') {
		for (csv->p++; csv->p < csv->end && (*csv->p != '"' || (csv->p + 1 < csv->end && csv->p[1] == '"')); csv->p++) {
			buf_addc(&text, *csv->p);
			csv->p += *csv->p == '"';
		}
		bool is_closed = csv->p < csv->end && ends_cell(csv, csv->p + 1);
		csv->p += is_closed;
		if (!is_closed) {
			buf_fini(&text);
			return fail(csv, begin, "a quote is not closed, or something stands behind it");
		}
	} else {
		while (!ends_cell(csv, csv->p)) {
			csv->p++;
		}
		buf_add(&text, begin, (size_t)(csv->p - begin));
	}
	*cell = arena_strndup(csv->arena, text.p != NULL ? text.p : "", text.len);
	*len = text.len;
	buf_fini(&text);
	return true;
}

static void end_line(struct csv *csv) {
	csv->p += csv->p < csv->end && *csv->p == '\r';
	csv->p += csv->p < csv->end && *csv->p == '\n';
}

/* What a shape that is a list of tables says of the columns; NULL: nothing. */
static const struct json *declared(const struct json *shape) {
	return json_lookup(json_lookup(shape, "of"), "fields");
}

static bool refuse_column(struct csv *csv, const char *at, const char *name, const struct json *fields) {
	const char **names = arena_alloc(csv->arena, (fields->count + 1) * sizeof(*names));
	size_t n = 0;
	for (const struct json *field = fields->first; field != NULL; field = field->next) {
		names[n++] = field->key;
	}
	const char *near = err_nearest(name, names);
	fail(csv, at, "the shape has no column \"%s\"", name);
	return near == NULL ? false : err_hint(csv->err, "did you mean \"%s\"?", near);
}

/* Told once and at the head, not of every line. */
static bool check_columns(struct csv *csv, const struct json *fields) {
	for (const struct json *field = fields != NULL ? fields->first : NULL; field != NULL; field = field->next) {
		size_t i = 0;
		while (i < csv->count && !str_eq(csv->names[i], field->key)) {
			i++;
		}
		if (i == csv->count && json_bool(field, "required", false)) {
			return fail(csv, csv->text, "the first line lacks the column \"%s\"", field->key);
		}
	}
	return true;
}

static bool read_names(struct csv *csv, const struct json *fields) {
	for (;;) {
		const char *begin = csv->p, *name;
		size_t len;
		if (!read_cell(csv, &name, &len)) {
			return false;
		}
		if (len == 0) {
			return fail(csv, begin, "column %zu has no name in the first line", csv->count + 1);
		}
		for (size_t i = 0; i < csv->count; i++) {
			if (str_eq(csv->names[i], name)) {
				return fail(csv, begin, "there are two columns of the name \"%s\"", name);
			}
		}
		const struct json *field = json_lookup(fields, name);
		if (fields != NULL && field == NULL) {
			return refuse_column(csv, begin, name, fields);
		}
		csv->names[csv->count] = name;
		csv->types[csv->count++] = json_str(field, "type", NULL);
		if (csv->p == csv->end || *csv->p != csv->separator) {
			end_line(csv);
			return true;
		}
		if (csv->count == COLUMNS_MAX) {
			return fail(csv, csv->p, "there are more than %d columns", COLUMNS_MAX);
		}
		csv->p++;
	}
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
	struct json *value = arena_alloc(csv->arena, sizeof(*value));
	value->type = type;
	value->offset = value->key_offset = (uint32_t)(csv->p - csv->text);
	return value;
}

static bool read_row(struct csv *csv, struct json *row) {
	struct json **next = &row->first;
	const char *begin = csv->p;
	size_t i = 0;
	for (;; i++) {
		struct json *value = new_value(csv, JSON_STRING);
		size_t len;
		if (!read_cell(csv, &value->str, &len)) {
			return false;
		}
		if (i < csv->count && len > 0) {
			value->len = (uint32_t)len;
			value->key = csv->names[i];
			take_value(value, csv->types[i]);
			*next = value;
			next = &value->next;
			row->count++;
		}
		if (csv->p == csv->end || *csv->p != csv->separator) {
			break;
		}
		csv->p++;
	}
	end_line(csv);
	if (i + 1 != csv->count) {
		fail(csv, begin, "the line has %zu cell%s; the first one names %zu columns", i + 1, i == 0 ? "" : "s", csv->count);
		return err_hint(csv->err, i + 1 > csv->count ? "a cell with '%c' in it stands in quotes" : "a cell that is empty has its '%c', too", csv->separator);
	}
	return true;
}

static bool read_rows(struct csv *csv, struct json *all) {
	struct json **next = &all->first;
	while (csv->p < csv->end) {
		if (*csv->p == '\n' || (*csv->p == '\r' && csv->p + 1 < csv->end && csv->p[1] == '\n')) {
			end_line(csv);           /* an empty line is none */
			continue;
		}
		if (all->count == ROWS_MAX) {
			return fail(csv, csv->p, "there are more than %d lines", ROWS_MAX);
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
	size_t bad;
	*csv = (struct csv){ .arena = arena, .text = text, .p = text, .end = text + len, .err = err };
	csv->p += len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	if (!utf8_valid(text, len, &bad) || memchr(text, '\0', len) != NULL) {
		fail(csv, utf8_valid(text, len, &bad) ? text : text + bad, "the file is no UTF-8 text");
		err_hint(err, "save it as UTF-8; of a spreadsheet, as \"CSV UTF-8\"");
		return NULL;
	}
	if (csv->p == csv->end) {
		fail(csv, text, "the file is empty: its first line names the columns");
		return NULL;
	}
	csv->separator = data_separator(csv->p, csv->end);
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
