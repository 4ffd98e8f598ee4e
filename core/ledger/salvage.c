/* salvage: reads what can still be read of a ledger that the disk has damaged into a new one. */
#include <stdio.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "ledger/ledger.h"
#include "ledger/tables.h"

struct salvage {
	sqlite3 *from, *to;
	struct ledger_saved *saved;
};

static void add_columns(struct buf *sql, const struct table *table, const char *each) {
	for (size_t i = 0; i < table->column_count; i++) {
		buf_addf(sql, "%s%s", i > 0 ? ", " : "", each != NULL ? each : table->columns[i].name);
	}
}

/* A file of an older version may lack it. */
static bool has_column(sqlite3 *db, const struct table *table, const char *column) {
	sqlite3_stmt *stmt = NULL;
	bool has = false;

	if (sqlite3_prepare_v2(db, "SELECT 1 FROM pragma_table_info(?) WHERE name = ?", -1, &stmt, NULL) == SQLITE_OK) {
		sqlite3_bind_text(stmt, 1, table->name, -1, SQLITE_STATIC);
		sqlite3_bind_text(stmt, 2, column, -1, SQLITE_STATIC);
		has = sqlite3_step(stmt) == SQLITE_ROW;
	}
	sqlite3_finalize(stmt);
	return has;
}

/* What the column is in rows of before it was there: none, 0, the first of its names. */
static void add_unset(struct buf *sql, const struct column *column) {
	if (column->kind == COLUMN_ENUM) {
		buf_addf(sql, "'%s'", column->names[0]);
	} else {
		buf_adds(sql, column->kind == COLUMN_INT ? "0" : "NULL");
	}
}

static sqlite3_stmt *prepare_read(sqlite3 *db, const struct table *table, bool backwards) {
	sqlite3_stmt *stmt = NULL;
	struct buf sql = BUF_INIT;

	buf_adds(&sql, "SELECT ");
	for (size_t i = 0; i < table->column_count; i++) {
		const struct column *column = &table->columns[i];
		buf_adds(&sql, i > 0 ? ", " : "");
		if (i < table->key_count || has_column(db, table, column->name)) {
			buf_adds(&sql, column->name);
		} else {
			add_unset(&sql, column);
		}
	}
	buf_addf(&sql, " FROM %s NOT INDEXED ORDER BY ", table->name);
	size_t order = sql.len;
	/* In the order that it is stored in: to be sorted, all of it would have to be read before the first row comes. */
	buf_addf(&sql, "rowid%s", backwards ? " DESC" : "");
	if (sqlite3_prepare_v2(db, buf_str(&sql), -1, &stmt, NULL) != SQLITE_OK) {
		sql.len = order;    /* WITHOUT ROWID: by its key */
		for (size_t i = 0; i < table->key_count; i++) {
			buf_addf(&sql, "%s%s%s", i > 0 ? ", " : "", table->columns[i].name, backwards ? " DESC" : "");
		}
		sqlite3_prepare_v2(db, buf_str(&sql), -1, &stmt, NULL);
	}
	buf_fini(&sql);
	return stmt;
}

static sqlite3_stmt *prepare_write(sqlite3 *db, const struct table *table) {
	sqlite3_stmt *stmt = NULL;
	struct buf sql = BUF_INIT;

	buf_addf(&sql, "INSERT OR IGNORE INTO %s (", table->name);
	add_columns(&sql, table, NULL);
	buf_adds(&sql, ") VALUES (");
	add_columns(&sql, table, "?");
	buf_adds(&sql, ")");
	sqlite3_prepare_v2(db, buf_str(&sql), -1, &stmt, NULL);
	buf_fini(&sql);
	return stmt;
}

/* True when the table's end was reached. What breaks the new one's rules is no row. */
static bool copy_rows(struct salvage *s, const struct table *table, bool backwards) {
	sqlite3_stmt *read = prepare_read(s->from, table, backwards), *write = prepare_write(s->to, table);
	int rc = read != NULL && write != NULL ? SQLITE_ROW : SQLITE_ERROR;

	while (rc == SQLITE_ROW && (rc = sqlite3_step(read)) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(read); i++) {
			sqlite3_bind_value(write, i + 1, sqlite3_column_value(read, i));
		}
		int written = sqlite3_step(write);
		s->saved->rows += written == SQLITE_DONE && sqlite3_changes(s->to) == 1;
		s->saved->is_whole &= written == SQLITE_DONE;
		sqlite3_reset(write);
	}
	sqlite3_finalize(read);
	sqlite3_finalize(write);
	return rc == SQLITE_DONE;
}

static bool has_table(sqlite3 *db, const struct table *table) {
	return has_column(db, table, table->columns[0].name);
}

static void copy_table(struct salvage *s, const struct table *table) {
	if (!has_table(s->from, table) && sqlite3_errcode(s->from) == SQLITE_OK) {
		return;    /* of an older version */
	}
	/* A page that cannot be read stops a walk: the rest is reached from the other end. */
	if (!copy_rows(s, table, false)) {
		s->saved->is_whole = false;
		copy_rows(s, table, true);
	}
}

/* Rows come in any order, and some never: what belongs to a job that did not goes, as when that is deleted. */
static bool drop_orphans(struct salvage *s) {
	static const struct table *const parts[] = {
		&table_requests, &table_attachments, &table_attempts, &table_names, &table_publications, &table_deliveries,
	};
	bool ok = sqlite3_exec(s->to, "UPDATE jobs SET retry_of = NULL WHERE retry_of NOT IN (SELECT id FROM jobs)", NULL, NULL, NULL) == SQLITE_OK;

	for (size_t i = 0; ok && i < sizeof(parts) / sizeof(*parts); i++) {
		struct buf sql = BUF_INIT;
		buf_addf(&sql, "DELETE FROM %s WHERE job NOT IN (SELECT id FROM jobs)", parts[i]->name);
		ok = sqlite3_exec(s->to, buf_str(&sql), NULL, NULL, NULL) == SQLITE_OK;
		s->saved->rows -= (size_t)sqlite3_changes(s->to);
		s->saved->is_whole &= sqlite3_changes(s->to) == 0;
		buf_fini(&sql);
	}
	return ok;
}

bool ledger_salvage(const char *path, const char *to, struct ledger_saved *saved, struct err *err) {
	struct salvage s = { .saved = saved };
	bool ok = false;

	*saved = (struct ledger_saved){ .is_whole = true };
	struct ledger *ledger = ledger_open(to, err);    /* makes the tables */
	if (ledger == NULL) {
		return false;
	}
	ledger_free(ledger);
	if (sqlite3_open_v2(path, &s.from, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK ||
	    sqlite3_open_v2(to, &s.to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK ||
	    sqlite3_exec(s.to, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF; BEGIN", NULL, NULL, NULL) != SQLITE_OK) {
		err_set(err, ERR_SYSTEM, "cannot open %s and %s", path, to);
		goto out;
	}
	for (size_t i = 0; i < TABLES; i++) {
		copy_table(&s, tables_all[i]);
	}
	ok = (drop_orphans(&s) && sqlite3_exec(s.to, "COMMIT; PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL) == SQLITE_OK) ||
	     err_set(err, ERR_SYSTEM, "cannot write %s: %s", to, sqlite3_errmsg(s.to));
out:
	sqlite3_close(s.from);
	sqlite3_close(s.to);
	return ok && file_sync_dir_of(to, err);
}

/* "ok", or what is wrong, a line each. */
static void collect_lines(sqlite3 *db, const char *sql, struct buf *out) {
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);

	while (rc == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW) {
		const char *line = (const char *)sqlite3_column_text(stmt, 0);
		if (line != NULL && !str_eq(line, "ok")) {
			buf_addf(out, "%s\n", line);
		}
	}
	if (rc != SQLITE_OK || (sqlite3_errcode(db) != SQLITE_OK && sqlite3_errcode(db) != SQLITE_DONE)) {
		buf_addf(out, "%s\n", sqlite3_errmsg(db));
	}
	sqlite3_finalize(stmt);
}

bool ledger_inspect(const char *path, struct buf *damage, struct err *err) {
	sqlite3 *db = NULL;

	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
		err_set(err, ERR_SYSTEM, "cannot open %s: %s", path, sqlite3_errmsg(db));
		sqlite3_close(db);
		return false;
	}
	sqlite3_busy_timeout(db, 5000);
	collect_lines(db, "PRAGMA integrity_check(20)", damage);
	collect_lines(db, "SELECT 'a row of ' || \"table\" || ' belongs to none of ' || parent FROM pragma_foreign_key_check LIMIT 20", damage);
	sqlite3_close(db);
	return true;
}
