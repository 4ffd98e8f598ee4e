/* rows: see rows.h. What both implementations share: rows as structs that a table describes. */
#include "ledger/rows.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

int64_t row_int(const struct column *column, const void *row) {
	const char *field = (const char *)row + column->offset;
	if (column->kind == COLUMN_ENUM) {
		int v;
		memcpy(&v, field, sizeof(v));
		return v;
	}
	assert(column->kind == COLUMN_INT);
	int64_t v;
	memcpy(&v, field, sizeof(v));
	return v;
}

void row_set_int(const struct column *column, void *row, int64_t v) {
	char *field = (char *)row + column->offset;
	if (column->kind == COLUMN_ENUM) {
		int narrow = (int)v;
		memcpy(field, &narrow, sizeof(narrow));
		return;
	}
	assert(column->kind == COLUMN_INT);
	memcpy(field, &v, sizeof(v));
}

const char *row_text(const struct column *column, const void *row) {
	assert(column->kind == COLUMN_TEXT);
	return *(const char *const *)((const char *)row + column->offset);
}

const char **row_text_slot(const struct column *column, void *row) {
	assert(column->kind == COLUMN_TEXT);
	return (const char **)((char *)row + column->offset);
}

void row_set_text(const char **slot, const char *text) {
	const char *fresh = text ? mem_strdup(text) : NULL;
	mem_free((char *)*slot);
	*slot = fresh;
}

struct bytes *row_bytes_slot(const struct column *column, void *row) {
	assert(column->kind == COLUMN_BYTES);
	return (struct bytes *)((char *)row + column->offset);
}

struct bytes bytes_copy(const char *p, size_t len) {
	char *copy = mem_alloc(len + 1);
	if (len) {
		memcpy(copy, p, len);
	}
	return (struct bytes){ copy, len };
}

const struct column *table_column(const struct table *table, const char *name) {
	for (size_t i = 0; i < table->column_count; i++) {
		if (str_eq(table->columns[i].name, name)) {
			return &table->columns[i];
		}
	}
	assert(!"a column that the table lacks");
	return NULL;
}

/* What is no column stays empty: the request of a job is read apart from it. */
void row_copy(const struct table *table, void *dst, const void *src) {
	memset(dst, 0, table->row_size);
	for (size_t i = 0; i < table->column_count; i++) {
		const struct column *column = &table->columns[i];
		if (column->kind == COLUMN_TEXT) {
			const char *text = row_text(column, src);
			*row_text_slot(column, dst) = text ? mem_strdup(text) : NULL;
		} else if (column->kind == COLUMN_BYTES) {
			const struct bytes *bytes = row_bytes_slot(column, (void *)src);
			if (bytes->p) {
				*row_bytes_slot(column, dst) = bytes_copy(bytes->p, bytes->len);
			}
		} else {
			row_set_int(column, dst, row_int(column, src));
		}
	}
}

void row_fini(const struct table *table, void *row) {
	for (size_t i = 0; i < table->column_count; i++) {
		const struct column *column = &table->columns[i];
		if (column->kind == COLUMN_TEXT) {
			mem_free((char *)*row_text_slot(column, row));
		} else if (column->kind == COLUMN_BYTES) {
			mem_free((char *)row_bytes_slot(column, row)->p);
		}
	}
	memset(row, 0, table->row_size);
}

void rows_release(const struct table *table, void *v, size_t n) {
	for (size_t i = 0; i < n; i++) {
		row_fini(table, (char *)v + i * table->row_size);
	}
	mem_free(v);
}

bool rows_push(struct rows *rows, struct err *err) {
	return rows->ops->push(rows, err);
}

bool rows_pop(struct rows *rows, bool ok, struct err *err) {
	if (ok) {
		return rows->ops->pop(rows, true, err);
	}
	rows->ops->pop(rows, false, NULL);    /* err says already why */
	return false;
}

bool rows_put(struct rows *rows, const struct table *table, const void *row, struct err *err) {
	bool is_new;
	return rows->ops->insert(rows, table, row, &is_new, err) && (is_new || rows->ops->update(rows, table, row, err));
}

bool rows_select_one(struct rows *rows, const struct table *table, const struct row_query *query, void *row, bool *is_there,
                     struct err *err) {
	struct row_query first = *query;
	void *v;
	size_t n;
	first.limit = 1;
	if (!rows->ops->select(rows, table, &first, &v, &n, err)) {
		return false;
	}
	*is_there = n == 1;
	if (n == 1) {
		memcpy(row, v, table->row_size);    /* its texts move too */
	} else {
		memset(row, 0, table->row_size);
	}
	mem_free(v);
	return true;
}
