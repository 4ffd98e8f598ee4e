/*
 * data_query: the rows of a query on an SQLite database; see data.h. The database is the file's bytes in memory, and read-only: a query
 * can neither change it nor reach another file, and it has no time of its own.
 */
#include <sqlite3.h>
#include <string.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "lua/data.h"

#define ROWS_MAX 1000000
#define STEPS_MAX 200                /* millions of the query's own instructions: some seconds */

struct query {
	struct arena *arena;
	sqlite3 *db;
	sqlite3_stmt *stmt;
	int steps;                   /* in millions */
	struct err *err;
};

static bool fail(struct query *q, const char *what) {
	err_set(q->err, ERR_PLUGIN, "%s: %s", what, sqlite3_errmsg(q->db));
	return false;
}

static int on_steps(void *ctx) {
	struct query *q = ctx;
	return ++q->steps > STEPS_MAX;
}

/* What only reads; ATTACH and pragmas would reach out of it. No clock and no luck: the same file gives the same rows. */
static int may(void *ctx, int action, const char *a, const char *name, const char *c, const char *d) {
	static const char *const refused[] = {
		"current_date", "current_time", "current_timestamp", "date", "datetime", "julianday", "load_extension", "random", "randomblob",
		"strftime", "time", "timediff", "unixepoch", NULL
	};
	(void)ctx;
	(void)a;
	(void)c;
	(void)d;
	bool reads = action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_FUNCTION || action == SQLITE_RECURSIVE;
	for (size_t i = 0; action == SQLITE_FUNCTION && refused[i] != NULL; i++) {
		reads = reads && sqlite3_stricmp(name, refused[i]) != 0;
	}
	return reads ? SQLITE_OK : SQLITE_DENY;
}

static bool open_database(struct query *q, const char *bytes, size_t len) {
	unsigned char *copy = sqlite3_malloc64(len > 0 ? len : 1);
	if (sqlite3_open_v2(":memory:", &q->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, NULL) != SQLITE_OK || copy == NULL) {
		sqlite3_free(copy);
		return fail(q, "the database cannot be opened");
	}
	memcpy(copy, bytes, len);
	sqlite3_db_config(q->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(q->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	if (sqlite3_deserialize(q->db, "main", copy, (sqlite3_int64)len, (sqlite3_int64)len,
	                        SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY) != SQLITE_OK) {
		return fail(q, "the database cannot be read");
	}
	sqlite3_set_authorizer(q->db, may, NULL);
	sqlite3_progress_handler(q->db, 1000000, on_steps, q);
	return true;
}

static bool prepare(struct query *q, const char *sql) {
	const char *rest;
	if (sqlite3_prepare_v2(q->db, sql, -1, &q->stmt, &rest) != SQLITE_OK) {
		fail(q, "the query");
		return err_hint(q->err, "a query is one SELECT, of what is in the file");
	}
	if (q->stmt == NULL || rest[strspn(rest, " \t\r\n;")] != '\0') {
		return err_set(q->err, ERR_PLUGIN, "the query is not one SELECT");
	}
	return true;
}

/* NULL is left out: *value is NULL then. */
static bool take_cell(struct query *q, int i, struct json **value) {
	int type = sqlite3_column_type(q->stmt, i);
	*value = NULL;
	if (type == SQLITE_NULL) {
		return true;
	}
	if (type == SQLITE_BLOB) {
		return err_set(q->err, ERR_PLUGIN, "column \"%s\" holds bytes that are no text", sqlite3_column_name(q->stmt, i));
	}
	struct json *v = *value = arena_alloc(q->arena, sizeof(*v));
	v->key = arena_strdup(q->arena, sqlite3_column_name(q->stmt, i));
	if (type == SQLITE_TEXT) {
		const char *text = (const char *)sqlite3_column_text(q->stmt, i);
		size_t bad, len = (size_t)sqlite3_column_bytes(q->stmt, i);
		if (!utf8_valid(text, len, &bad) || memchr(text, '\0', len) != NULL) {
			return err_set(q->err, ERR_PLUGIN, "column \"%s\" holds text that is no UTF-8", v->key);
		}
		v->type = JSON_STRING;
		v->str = arena_strndup(q->arena, text, len);
		v->len = (uint32_t)len;
	} else {
		v->type = JSON_NUMBER;
		v->is_int = type == SQLITE_INTEGER;
		v->integer = v->is_int ? sqlite3_column_int64(q->stmt, i) : 0;
		v->number = sqlite3_column_double(q->stmt, i);
	}
	return true;
}

static bool take_row(struct query *q, struct json *row) {
	struct json **next = &row->first;
	for (int i = 0; i < sqlite3_column_count(q->stmt); i++) {
		if (!take_cell(q, i, next)) {
			return false;
		}
		if (*next != NULL) {
			row->count++;
			next = &(*next)->next;
		}
	}
	return true;
}

static bool take_rows(struct query *q, struct json *all) {
	struct json **next = &all->first;
	int status;
	while ((status = sqlite3_step(q->stmt)) == SQLITE_ROW) {
		if (all->count == ROWS_MAX) {
			return err_set(q->err, ERR_LIMIT, "the query has more than %d rows", ROWS_MAX);
		}
		*next = arena_alloc(q->arena, sizeof(**next));
		(*next)->type = JSON_OBJECT;
		if (!take_row(q, *next)) {
			return false;
		}
		next = &(*next)->next;
		all->count++;
	}
	return status == SQLITE_DONE || fail(q, status == SQLITE_INTERRUPT ? "the query takes too long" : "the query");
}

const struct json *data_query(struct arena *arena, const struct data_set *set, const char *bytes, size_t len, struct err *err) {
	struct query q = { .arena = arena, .err = err };
	struct json *all = arena_alloc(arena, sizeof(*all));
	all->type = JSON_ARRAY;
	bool ok = open_database(&q, bytes, len) && prepare(&q, set->query) && take_rows(&q, all);
	sqlite3_finalize(q.stmt);
	sqlite3_close(q.db);
	return ok ? all : NULL;
}
