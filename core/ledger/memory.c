/* memory: the rows of rows.h in vectors. Slow and obvious: what SQLite's answers are compared with. */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "ledger/rows.h"
#include "ledger/tables.h"

struct vector {
	const struct table *table;
	char *rows;
	size_t n, cap;
};

/* All tables as they were when a transaction began. */
struct image {
	struct vector v[TABLES];
};

struct memory {
	struct rows base;
	struct image now;
	struct image *before;     /* a stack, the outermost transaction's first */
	size_t depth, cap;
};

static struct memory *memory_of(struct rows *rows) {
	return (struct memory *)rows;
}

static void *row_at(const struct vector *vector, size_t i) {
	return vector->rows + i * vector->table->row_size;
}

static void image_fini(struct image *image) {
	for (size_t i = 0; i < TABLES; i++) {
		if (image->v[i].table) {
			rows_release(image->v[i].table, image->v[i].rows, image->v[i].n);
		}
	}
}

static struct image image_copy(const struct image *image) {
	struct image copy = *image;
	for (size_t i = 0; i < TABLES; i++) {
		const struct vector *from = &image->v[i];
		struct vector *to = &copy.v[i];
		to->cap = from->n;
		to->rows = from->n ? mem_alloc(from->n * from->table->row_size) : NULL;
		for (size_t k = 0; k < from->n; k++) {
			row_copy(from->table, row_at(to, k), row_at(from, k));
		}
	}
	return copy;
}

static void memory_free(struct rows *rows) {
	struct memory *memory = memory_of(rows);
	while (memory->depth > 0) {
		image_fini(&memory->before[--memory->depth]);
	}
	image_fini(&memory->now);
	mem_free(memory->before);
	mem_free(memory);
}

static bool memory_push(struct rows *rows, struct err *err) {
	(void)err;
	struct memory *memory = memory_of(rows);
	*VEC_PUSH(memory->before, memory->depth, memory->cap) = image_copy(&memory->now);
	return true;
}

static bool memory_pop(struct rows *rows, bool keep, struct err *err) {
	(void)err;
	struct memory *memory = memory_of(rows);
	struct image *before = &memory->before[--memory->depth];
	if (keep) {
		image_fini(before);
	} else {
		image_fini(&memory->now);
		memory->now = *before;
	}
	return true;
}

static struct vector *vector_of(struct rows *rows, const struct table *table) {
	struct image *now = &memory_of(rows)->now;
	size_t i = 0;
	while (now->v[i].table && now->v[i].table != table) {
		i++;
	}
	now->v[i].table = table;
	return &now->v[i];
}

static bool has_same_key(const struct table *table, const void *a, const void *b) {
	for (size_t i = 0; i < table->key_count; i++) {
		const struct column *column = &table->columns[i];
		if (column->kind == COLUMN_TEXT ? !str_eq(row_text(column, a), row_text(column, b))
		                                : row_int(column, a) != row_int(column, b)) {
			return false;
		}
	}
	return true;
}

static void *find(const struct vector *vector, const void *key) {
	for (size_t i = 0; i < vector->n; i++) {
		if (has_same_key(vector->table, row_at(vector, i), key)) {
			return row_at(vector, i);
		}
	}
	return NULL;
}

static bool memory_insert(struct rows *rows, const struct table *table, const void *row, bool *is_new,
                          struct err *err) {
	(void)err;
	struct vector *vector = vector_of(rows, table);
	*is_new = !find(vector, row);
	if (*is_new) {
		vector->rows = mem_grow(vector->rows, vector->n, &vector->cap, table->row_size);
		row_copy(table, row_at(vector, vector->n++), row);
	}
	return true;
}

static bool memory_update(struct rows *rows, const struct table *table, const void *row, struct err *err) {
	void *old = find(vector_of(rows, table), row);
	if (!old) {
		return err_set(err, ERR_BUG, "no such row in %s", table->name);
	}
	char *fresh = mem_alloc(table->row_size);    /* first: row may point into old */
	row_copy(table, fresh, row);
	row_fini(table, old);
	memcpy(old, fresh, table->row_size);
	mem_free(fresh);
	return true;
}

static bool holds(const struct table *table, const void *row, const struct row_cond *cond) {
	const struct column *column = table_column(table, cond->column);
	if (column->kind == COLUMN_TEXT) {
		const char *text = row_text(column, row);
		switch (cond->op) {
		case ROW_IS:
			return text && str_eq(text, cond->text);
		case ROW_IS_NOT:
			return !text || !cond->text ? text != cond->text : !str_eq(text, cond->text);
		case ROW_AT_MOST:
			return text && strcmp(text, cond->text) <= 0;
		case ROW_AT_LEAST:
			return text && strcmp(text, cond->text) >= 0;
		case ROW_BEGINS:
			return text && str_prefix(text, cond->text);
		default:
			abort();
		}
	}
	int64_t v = row_int(column, row);
	switch (cond->op) {
	case ROW_IS:
		return v == cond->integer;
	case ROW_IS_NOT:
		return v != cond->integer;
	case ROW_AT_MOST:
		return v <= cond->integer;
	case ROW_AT_LEAST:
		return v >= cond->integer;
	case ROW_ONE_OF:
		return (cond->mask & (1u << v)) != 0;
	default:
		abort();
	}
}

static bool matches(const struct table *table, const void *row, const struct row_query *query) {
	for (const struct row_cond *cond = query->conds; cond->column; cond++) {
		if (!holds(table, row, cond)) {
			return false;
		}
	}
	return true;
}

static bool memory_remove(struct rows *rows, const struct table *table, const struct row_query *query,
                          struct err *err) {
	(void)err;
	struct vector *vector = vector_of(rows, table);
	size_t kept = 0;
	for (size_t i = 0; i < vector->n; i++) {
		if (matches(table, row_at(vector, i), query)) {
			row_fini(table, row_at(vector, i));
			continue;
		}
		if (kept != i) {
			memcpy(row_at(vector, kept), row_at(vector, i), table->row_size);
		}
		kept++;
	}
	vector->n = kept;
	return true;
}

/* <0, 0, >0 as a stands before, with or after b. */
static int compare(const struct column *column, bool descending, const void *a, const void *b) {
	int order;
	if (column->kind == COLUMN_TEXT) {
		order = strcmp(row_text(column, a), row_text(column, b));
	} else {
		int64_t x = row_int(column, a), y = row_int(column, b);
		order = (x > y) - (x < y);
	}
	return descending ? -order : order;
}

/* By insertion: stable, and short. */
static void sort(const struct table *table, const void **v, size_t n, const char *order, bool descending) {
	const struct column *column = table_column(table, order);
	for (size_t i = 1; i < n; i++) {
		const void *row = v[i];
		size_t k = i;
		while (k > 0 && compare(column, descending, v[k - 1], row) > 0) {
			v[k] = v[k - 1];
			k--;
		}
		v[k] = row;
	}
}

static bool memory_select(struct rows *rows, const struct table *table, const struct row_query *query, void **v,
                          size_t *n, struct err *err) {
	(void)err;
	struct vector *vector = vector_of(rows, table);
	const void **found = NULL;
	size_t count = 0, cap = 0;
	for (size_t i = 0; i < vector->n; i++) {
		if (matches(table, row_at(vector, i), query)) {
			*VEC_PUSH(found, count, cap) = row_at(vector, i);
		}
	}
	if (query->order) {
		sort(table, found, count, query->order, query->descending);
	}
	if (query->limit && count > query->limit) {
		count = query->limit;
	}
	char *out = count ? mem_alloc(count * table->row_size) : NULL;
	for (size_t i = 0; i < count; i++) {
		row_copy(table, out + i * table->row_size, found[i]);
	}
	mem_free(found);
	*v = out;
	*n = count;
	return true;
}

static bool memory_count(struct rows *rows, const struct table *table, const char *name, int64_t *counts,
                         struct err *err) {
	(void)err;
	struct vector *vector = vector_of(rows, table);
	const struct column *column = table_column(table, name);
	for (size_t i = 0; i < vector->n; i++) {
		counts[row_int(column, row_at(vector, i))]++;
	}
	return true;
}

static const struct rows_ops memory_ops = {
	.free = memory_free,
	.push = memory_push,
	.pop = memory_pop,
	.insert = memory_insert,
	.update = memory_update,
	.remove = memory_remove,
	.select = memory_select,
	.count = memory_count,
};

struct rows *rows_open_memory(void) {
	struct memory *memory = mem_alloc(sizeof(*memory));
	memory->base.ops = &memory_ops;
	return &memory->base;
}
