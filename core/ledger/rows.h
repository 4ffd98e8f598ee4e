/*
 * rows: what the ledger needs of a store, and no more: tables of typed rows,
 * inserted, changed and picked by simple conditions, in nested transactions.
 * sqlite.c keeps them durably, memory.c for tests. The rules are in ledger.c.
 */
#ifndef LEDGER_ROWS_H
#define LEDGER_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/job.h"

struct err;

/* A field of the struct that a row is read into. Enums are kept as their names, for people who look into the file. */
enum column_kind {
	COLUMN_INT,      /* int64_t */
	COLUMN_ENUM,     /* an enum; names[] */
	COLUMN_TEXT,     /* char *, NULL for none */
	COLUMN_BYTES,    /* struct bytes */
};
struct column {
	const char *name;
	enum column_kind kind;
	size_t offset;
	const char *const *names;
	size_t name_count;
};

/* The first key_count columns are the primary key. */
struct table {
	const char *name;
	size_t row_size;
	const struct column *columns;
	size_t column_count, key_count;
};

/* Conditions of a query all hold. Text is compared bytewise. */
enum row_op { ROW_IS, ROW_IS_NOT, ROW_AT_MOST, ROW_AT_LEAST, ROW_BEGINS, ROW_ONE_OF };
struct row_cond {
	const char *column;      /* NULL ends the list */
	enum row_op op;
	const char *text;        /* COLUMN_TEXT */
	int64_t integer;         /* COLUMN_INT, COLUMN_ENUM */
	unsigned mask;           /* ROW_ONE_OF: bits of an enum */
};
#define ROW_CONDS 5
struct row_query {
	struct row_cond conds[ROW_CONDS + 1];
	const char *order;       /* a column, NULL for any order */
	bool descending;
	size_t limit;            /* 0: all */
};

struct rows;

struct rows_ops {
	void (*free)(struct rows *rows);

	/* Transactions nest: what is inside a push is kept or dropped by its pop. The outermost pop syncs. */
	bool (*push)(struct rows *rows, struct err *err);
	bool (*pop)(struct rows *rows, bool keep, struct err *err);

	/* *is_new is false, and nothing happens, where a row with that key is there. */
	bool (*insert)(struct rows *rows, const struct table *table, const void *row, bool *is_new, struct err *err);
	/* Replace the row with the same key, which must be there. */
	bool (*update)(struct rows *rows, const struct table *table, const void *row, struct err *err);
	bool (*remove)(struct rows *rows, const struct table *table, const struct row_query *query, struct err *err);
	/* *v is a heap vector of *n rows; release it with rows_release. */
	bool (*select)(struct rows *rows, const struct table *table, const struct row_query *query, void **v,
	               size_t *n, struct err *err);
	/* How many rows have each value of the enum column. */
	bool (*count)(struct rows *rows, const struct table *table, const char *column, int64_t *counts,
	              struct err *err);
};

/* An implementation embeds this first. */
struct rows {
	const struct rows_ops *ops;
};

/* The implementations. The caller owns the result; rows->ops->free. */
struct rows *rows_open_sqlite(const char *path, struct err *err);
struct rows *rows_open_sqlite_reader(const char *path, struct err *err);
struct rows *rows_open_memory(void);

/* Begin a transaction within the one that is open; end it: keep it if ok, else drop it and return false with *err as it is. */
bool rows_push(struct rows *rows, struct err *err);
bool rows_pop(struct rows *rows, bool ok, struct err *err);

/* Insert, or replace the row that has the key. */
bool rows_put(struct rows *rows, const struct table *table, const void *row, struct err *err);

/* The first row of query in *row, which the caller must row_fini; *is_there tells whether there is one. */
bool rows_select_one(struct rows *rows, const struct table *table, const struct row_query *query, void *row, bool *is_there,
                     struct err *err);

/* Fields of a row, by its column. */
int64_t row_int(const struct column *column, const void *row);
void row_set_int(const struct column *column, void *row, int64_t v);
const char *row_text(const struct column *column, const void *row);
const char **row_text_slot(const struct column *column, void *row);
void row_set_text(const char **slot, const char *text);                  /* a copy, NULL for none; text may be what the slot has */
struct bytes *row_bytes_slot(const struct column *column, void *row);
const struct column *table_column(const struct table *table, const char *name);    /* must be there */

void row_copy(const struct table *table, void *dst, const void *src);    /* deep */
void row_fini(const struct table *table, void *row);                     /* empties it */
void rows_release(const struct table *table, void *v, size_t n);

#endif
