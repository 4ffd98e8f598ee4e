/* sqlite: the rows of rows.h in an SQLite file. The only user of sqlite3.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/err.h"
#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "ledger/ledger.h"
#include "ledger/rows.h"

#define APPLICATION_ID 0x53545250    /* "STRP", at byte 68 of the file */
#define BUSY_MS 5000                 /* for a reader's checkpoint; nobody else writes */

/*
 * migrations[i] brings version i to i + 1. What has been released is never
 * changed; a change of the schema is one more string at the end.
 */
static const char *const migrations[] = {
	/* 1: jobs and what becomes of them */
	"CREATE TABLE jobs ("
	"  id TEXT PRIMARY KEY NOT NULL,"
	"  state TEXT NOT NULL CHECK (state IN ('accepted', 'retrying', 'running', 'publishing', 'done', 'failed',"
	"    'cancelled', 'skipped', 'quarantined')),"
	"  priority TEXT NOT NULL CHECK (priority IN ('urgent', 'normal', 'bulk')),"
	"  inbox TEXT, folder TEXT NOT NULL, name TEXT NOT NULL, report TEXT, generation TEXT, instance TEXT,"
	"  series TEXT, edition INTEGER NOT NULL, period_from TEXT, period_to TEXT,"
	"  schedule TEXT, nominal_ms INTEGER NOT NULL,"
	"  retry_of TEXT REFERENCES jobs (id) ON DELETE SET NULL,"
	"  output TEXT, gaps TEXT, error TEXT, result TEXT,"
	"  attempts INTEGER NOT NULL CHECK (attempts >= 0),"
	"  accepted_ms INTEGER NOT NULL, started_ms INTEGER NOT NULL, ended_ms INTEGER NOT NULL,"
	"  not_before_ms INTEGER NOT NULL"
	");"    /* with rowid: rows hold whole JSON texts */
	"CREATE INDEX jobs_by_state ON jobs (state, priority, id);"
	"CREATE INDEX jobs_by_name ON jobs (name);"
	"CREATE INDEX jobs_by_schedule ON jobs (schedule) WHERE schedule IS NOT NULL;"
	"CREATE INDEX jobs_by_series ON jobs (series) WHERE series IS NOT NULL;"
	"CREATE INDEX jobs_by_retry ON jobs (retry_of) WHERE retry_of IS NOT NULL;"
	"CREATE TABLE requests ("
	"  job TEXT PRIMARY KEY NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,"
	"  bytes BLOB NOT NULL"
	");"
	"CREATE TABLE attempts ("
	"  job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,"
	"  number INTEGER NOT NULL,"
	"  instance TEXT, pid INTEGER NOT NULL,"
	"  outcome TEXT NOT NULL CHECK (outcome IN ('running', 'ok', 'permanent', 'crash', 'deadline', 'memory',"
	"    'environment', 'stopped', 'gap', 'cancelled')),"
	"  started_ms INTEGER NOT NULL, ended_ms INTEGER NOT NULL,"
	"  PRIMARY KEY (job, number)"
	") WITHOUT ROWID;"
	"CREATE TABLE names ("
	"  place TEXT NOT NULL, folder TEXT NOT NULL, name TEXT NOT NULL,"
	"  job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,"
	"  PRIMARY KEY (place, folder, name)"
	") WITHOUT ROWID;"
	"CREATE INDEX names_by_job ON names (job, place);"
	"CREATE TABLE numbers ("
	"  place TEXT NOT NULL, folder TEXT NOT NULL, base TEXT NOT NULL,"
	"  next INTEGER NOT NULL,"
	"  PRIMARY KEY (place, folder, base)"
	") WITHOUT ROWID;"
	"CREATE TABLE publications ("
	"  job TEXT PRIMARY KEY NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,"
	"  step TEXT NOT NULL CHECK (step IN ('none', 'planned', 'pdf', 'record')),"
	"  folder TEXT, name TEXT, temporary TEXT, sha256 TEXT, at_ms INTEGER NOT NULL"
	") WITHOUT ROWID;"
	"CREATE INDEX publications_by_hash ON publications (sha256);",

	/* 2: schedules, their runs, and editions */
	"CREATE TABLE schedules ("
	"  name TEXT PRIMARY KEY NOT NULL,"
	"  is_paused INTEGER NOT NULL, last_nominal_ms INTEGER NOT NULL, last_job TEXT"
	") WITHOUT ROWID;"
	"CREATE TABLE runs ("
	"  schedule TEXT NOT NULL, nominal_ms INTEGER NOT NULL,"
	"  job TEXT, note TEXT, at_ms INTEGER NOT NULL,"
	"  PRIMARY KEY (schedule, nominal_ms)"
	") WITHOUT ROWID;"
	"CREATE TABLE editions ("
	"  series TEXT NOT NULL, number INTEGER NOT NULL,"
	"  period_from TEXT, period_to TEXT, as_of TEXT, job TEXT, issued_ms INTEGER NOT NULL,"
	"  dump BLOB, findings TEXT,"
	"  PRIMARY KEY (series, number)"
	");",

	/* 3: files that came with a request */
	"CREATE TABLE attachments ("
	"  job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,"
	"  name TEXT NOT NULL,"
	"  bytes BLOB NOT NULL,"
	"  PRIMARY KEY (job, name)"
	");",

	/* 4: which jobs ended long ago */
	"CREATE INDEX jobs_by_end ON jobs (ended_ms);",

	/* 5: sections as they were last issued */
	"CREATE TABLE kept ("
	"  key TEXT PRIMARY KEY NOT NULL,"
	"  report TEXT, section TEXT, as_of TEXT, job TEXT, issued_ms INTEGER NOT NULL,"
	"  bytes BLOB NOT NULL"
	");",

	/* 6: what is told to whom of a job */
	"CREATE TABLE deliveries ("
	"  id TEXT PRIMARY KEY NOT NULL,"
	"  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'delivered', 'failed')),"
	"  target TEXT NOT NULL, event TEXT NOT NULL,"
	"  job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,"
	"  instance TEXT, place TEXT, error TEXT,"
	"  attempts INTEGER NOT NULL, doubts INTEGER NOT NULL,"
	"  created_ms INTEGER NOT NULL, not_before_ms INTEGER NOT NULL, ended_ms INTEGER NOT NULL"
	");"
	"CREATE INDEX deliveries_by_state ON deliveries (state, target, not_before_ms);"
	"CREATE INDEX deliveries_by_job ON deliveries (job);",

	/* 7: editions are numbered, corrected and withdrawn; jobs of a series go one by one. No edition was recorded before. */
	"ALTER TABLE jobs ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE jobs ADD COLUMN reissue TEXT NOT NULL DEFAULT 'none'"
	"  CHECK (reissue IN ('none', 'again', 'correction', 'withdrawal'));"
	"ALTER TABLE jobs ADD COLUMN reason TEXT;"
	"ALTER TABLE jobs ADD COLUMN is_behind INTEGER NOT NULL DEFAULT 0;"
	"UPDATE jobs SET is_behind = 1 WHERE state IN ('accepted', 'retrying') AND EXISTS (SELECT 1 FROM jobs AS o"
	"  WHERE o.series = jobs.series AND o.id < jobs.id AND o.state IN ('accepted', 'retrying', 'running', 'publishing'));"
	"DROP INDEX jobs_by_state;"
	"CREATE INDEX jobs_by_state ON jobs (state, priority, is_behind, id);"
	"DROP TABLE editions;"
	"CREATE TABLE editions ("
	"  series TEXT NOT NULL, number INTEGER NOT NULL, revision INTEGER NOT NULL, job TEXT,"
	"  report TEXT, title TEXT, language TEXT, period_from TEXT, period_to TEXT, as_of TEXT,"
	"  folder TEXT, name TEXT, sha256 TEXT, reason TEXT,"
	"  issued_ms INTEGER NOT NULL, withdrawn_ms INTEGER NOT NULL, withdrawn_why TEXT,"
	"  PRIMARY KEY (series, number, revision)"
	");"
	"CREATE TABLE dumps ("
	"  series TEXT NOT NULL, number INTEGER NOT NULL, revision INTEGER NOT NULL, bytes BLOB NOT NULL,"
	"  PRIMARY KEY (series, number, revision)"
	");",

	/* 8: how far schedules are settled, and what was missed; a run may be due at another time than its name says */
	"ALTER TABLE schedules ADD COLUMN settled_ms INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE schedules ADD COLUMN late_ms INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE schedules ADD COLUMN rule TEXT;"
	"ALTER TABLE schedules ADD COLUMN is_off INTEGER NOT NULL DEFAULT 0;"
	"UPDATE schedules SET settled_ms = last_nominal_ms;"
	"ALTER TABLE jobs ADD COLUMN due_ms INTEGER NOT NULL DEFAULT 0;"
	"UPDATE jobs SET due_ms = nominal_ms;"
	"ALTER TABLE jobs ADD COLUMN missed TEXT;"
	"CREATE TABLE missed ("
	"  schedule TEXT NOT NULL, first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL, runs INTEGER NOT NULL,"
	"  why TEXT NOT NULL, at_ms INTEGER NOT NULL, job TEXT NOT NULL,"
	"  PRIMARY KEY (schedule, first_ms)"
	") WITHOUT ROWID;"
	"CREATE INDEX missed_by_job ON missed (job);",

	/* 9: which delivery is due next, however many wait */
	"CREATE INDEX deliveries_by_due ON deliveries (state, not_before_ms);",

	/* 10: the edition before another is the one of the day before, however they are numbered */
	"CREATE INDEX editions_by_day ON editions (series, as_of);",

	/* 11: who dropped a request. Of those before nobody is known to have. */
	"ALTER TABLE jobs ADD COLUMN owner INTEGER NOT NULL DEFAULT 0;",
};
#define VERSION ((int)(sizeof(migrations) / sizeof(*migrations)))

struct store {
	struct rows base;
	sqlite3 *db;
	char *path;
	struct map *statements;    /* by their SQL */
	int depth;                 /* of open transactions */
	bool is_lost;              /* SQLite dropped the outermost transaction by itself, as on a full disk */
	bool is_broken;            /* a sync failed: what the file holds is unknown until it is opened again */
};

static struct store *store_of(struct rows *rows) {
	return (struct store *)rows;
}

/* Report what SQLite says of the last call. */
static bool fail(struct store *store, const char *what, struct err *err) {
	int code = sqlite3_extended_errcode(store->db);
	if (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC) {
		store->is_broken = true;
	}
	switch (code & 0xFF) {
	case SQLITE_NOTADB:
		err_set(err, ERR_INPUT, "%s is no ledger: it is not an SQLite file", store->path);
		return err_hint(err, "move it out of the way to begin a new ledger");
	case SQLITE_CORRUPT:
		err_set(err, ERR_INPUT, "the ledger %s is damaged: %s", store->path, sqlite3_errmsg(store->db));
		return err_hint(err, "`sitrep check --ledger --mend` saves what can be read; or restore it from a backup");
	case SQLITE_CONSTRAINT:
	case SQLITE_MISUSE:
	case SQLITE_ERROR:
	case SQLITE_RANGE:
	case SQLITE_MISMATCH:
		return err_set(err, ERR_BUG, "the ledger cannot %s: %s", what, sqlite3_errmsg(store->db));
	default: {
		int errnum = sqlite3_system_errno(store->db);
		err_set(err, ERR_SYSTEM, "the ledger %s cannot %s: %s%s%s", store->path, what,
		        sqlite3_errmsg(store->db), errnum ? ": " : "", errnum ? strerror(errnum) : "");
		if (errnum == EACCES) {
			err_hint(err, "it holds what everybody asked for, and is the service's user's alone: `sudo -u sitrep sitrep …`");
		}
		return false;
	}
	}
}

static bool exec(struct store *store, const char *sql, const char *what, struct err *err) {
	return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK || fail(store, what, err);
}

/* The statement of sql, ready to be bound; it stays the store's. */
static sqlite3_stmt *prepare(struct store *store, const char *sql, struct err *err) {
	sqlite3_stmt *stmt = map_lookup(store->statements, sql);
	if (!stmt) {
		if (sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) != SQLITE_OK) {
			fail(store, "prepare a statement", err);
			return NULL;
		}
		map_put(store->statements, sql, stmt);
	}
	return stmt;
}

/* Statements keep no lock, and no pointer into a row, once they are done. */
static void finish(sqlite3_stmt *stmt) {
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
}

static bool sqlite_push(struct rows *rows, struct err *err) {
	struct store *store = store_of(rows);
	if (store->is_broken) {
		return err_set(err, ERR_SYSTEM, "a sync of the ledger %s failed: it must be opened again", store->path);
	}
	char sql[32] = "BEGIN IMMEDIATE";
	if (store->depth > 0) {
		if (store->is_lost) {
			return err_set(err, ERR_SYSTEM, "the ledger's batch was dropped by an earlier error");
		}
		snprintf(sql, sizeof(sql), "SAVEPOINT s%d", store->depth);
	}
	if (!exec(store, sql, "begin a transaction", err)) {
		return false;
	}
	store->depth++;
	return true;
}

static bool pop_outermost(struct store *store, bool keep, struct err *err) {
	bool is_lost = store->is_lost;
	store->is_lost = false;
	if (is_lost) {
		return !keep || err_set(err, ERR_SYSTEM, "the ledger's batch was dropped by an earlier error");
	}
	if (keep && exec(store, "COMMIT", "commit", err)) {
		return true;
	}
	/* A failed commit may have rolled back by itself; to do it again is harmless. */
	sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	return !keep;
}

static bool sqlite_pop(struct rows *rows, bool keep, struct err *err) {
	struct store *store = store_of(rows);
	int depth = --store->depth;
	if (sqlite3_get_autocommit(store->db)) {
		store->is_lost = true;    /* or the savepoints to come would commit one by one */
	}
	if (depth == 0) {
		return pop_outermost(store, keep, err);
	}
	if (store->is_lost) {
		return !keep || err_set(err, ERR_SYSTEM, "the ledger's batch was dropped by an earlier error");
	}
	char sql[64];
	if (keep) {
		snprintf(sql, sizeof(sql), "RELEASE s%d", depth);
	} else {
		snprintf(sql, sizeof(sql), "ROLLBACK TO s%d; RELEASE s%d", depth, depth);
	}
	return exec(store, sql, "end a step", err);
}

static void bind_value(sqlite3_stmt *stmt, int at, const struct column *column, const void *row) {
	switch (column->kind) {
	case COLUMN_INT:
		sqlite3_bind_int64(stmt, at, row_int(column, row));
		break;
	case COLUMN_ENUM:
		sqlite3_bind_text(stmt, at, column->names[row_int(column, row)], -1, SQLITE_STATIC);
		break;
	case COLUMN_TEXT:
		sqlite3_bind_text(stmt, at, row_text(column, row), -1, SQLITE_STATIC);
		break;
	case COLUMN_BYTES: {
		const struct bytes *bytes = row_bytes_slot(column, (void *)row);
		sqlite3_bind_blob64(stmt, at, bytes->p, bytes->len, SQLITE_STATIC);
		break;
	}
	}
}

static bool run(struct store *store, sqlite3_stmt *stmt, const char *what, struct err *err) {
	bool ok = sqlite3_step(stmt) == SQLITE_DONE || fail(store, what, err);
	finish(stmt);
	return ok;
}

static void add_columns(struct buf *sql, const struct table *table, const char *each) {
	for (size_t i = 0; i < table->column_count; i++) {
		buf_addf(sql, "%s%s%s", i ? ", " : "", table->columns[i].name, each);
	}
}

static bool sqlite_insert(struct rows *rows, const struct table *table, const void *row, bool *is_new,
                          struct err *err) {
	struct store *store = store_of(rows);
	struct buf sql = BUF_INIT;
	buf_addf(&sql, "INSERT INTO %s (", table->name);
	add_columns(&sql, table, "");
	buf_adds(&sql, ") VALUES (?");
	for (size_t i = 1; i < table->column_count; i++) {
		buf_adds(&sql, ", ?");
	}
	buf_adds(&sql, ") ON CONFLICT (");
	for (size_t i = 0; i < table->key_count; i++) {
		buf_addf(&sql, "%s%s", i ? ", " : "", table->columns[i].name);
	}
	buf_adds(&sql, ") DO NOTHING");
	sqlite3_stmt *stmt = prepare(store, buf_str(&sql), err);
	buf_fini(&sql);
	if (!stmt) {
		return false;
	}
	for (size_t i = 0; i < table->column_count; i++) {
		bind_value(stmt, (int)i + 1, &table->columns[i], row);
	}
	if (!run(store, stmt, "write", err)) {
		return false;
	}
	*is_new = sqlite3_changes(store->db) == 1;
	return true;
}

static bool sqlite_update(struct rows *rows, const struct table *table, const void *row, struct err *err) {
	struct store *store = store_of(rows);
	struct buf sql = BUF_INIT;
	buf_addf(&sql, "UPDATE %s SET ", table->name);
	add_columns(&sql, table, " = ?");
	for (size_t i = 0; i < table->key_count; i++) {
		buf_addf(&sql, "%s%s = ?%zu", i ? " AND " : " WHERE ", table->columns[i].name, i + 1);
	}
	sqlite3_stmt *stmt = prepare(store, buf_str(&sql), err);
	buf_fini(&sql);
	if (!stmt) {
		return false;
	}
	for (size_t i = 0; i < table->column_count; i++) {
		bind_value(stmt, (int)i + 1, &table->columns[i], row);
	}
	if (!run(store, stmt, "write", err)) {
		return false;
	}
	return sqlite3_changes(store->db) == 1 || err_set(err, ERR_BUG, "no such row in %s", table->name);
}

/* The SQL of a query's conditions; what they compare with is bound, except for sets, which are few. */
static void add_conds(struct buf *sql, const struct table *table, const struct row_query *query) {
	const char *word = " WHERE ";
	for (const struct row_cond *cond = query->conds; cond->column; cond++, word = " AND ") {
		buf_addf(sql, "%s%s", word, cond->column);
		switch (cond->op) {
		case ROW_IS:
			buf_adds(sql, " = ?");
			break;
		case ROW_IS_NOT:
			buf_adds(sql, " IS NOT ?");    /* unlike <>, true for NULL */
			break;
		case ROW_AT_MOST:
			buf_adds(sql, " <= ?");
			break;
		case ROW_AT_LEAST:
			buf_adds(sql, " >= ?");
			break;
		case ROW_BEGINS:
			buf_addf(sql, " >= ? AND substr(%s, 1, length(?%d)) = ?%d", cond->column,
			         (int)(cond - query->conds) + 1, (int)(cond - query->conds) + 1);
			break;
		case ROW_ONE_OF: {
			const struct column *column = table_column(table, cond->column);
			const char *sep = " IN (";
			for (size_t i = 0; i < column->name_count; i++) {
				if (cond->mask & (1u << i)) {
					buf_addf(sql, "%s'%s'", sep, column->names[i]);
					sep = ", ";
				}
			}
			buf_adds(sql, *sep == ' ' ? " IS NULL AND 0" : ")");
			break;
		}
		}
	}
}

static void bind_conds(sqlite3_stmt *stmt, const struct table *table, const struct row_query *query) {
	int at = 1;
	for (const struct row_cond *cond = query->conds; cond->column; cond++) {
		const struct column *column = table_column(table, cond->column);
		if (cond->op == ROW_ONE_OF) {
			continue;
		}
		if (column->kind == COLUMN_TEXT) {
			sqlite3_bind_text(stmt, at, cond->text, -1, SQLITE_STATIC);
		} else if (column->kind == COLUMN_ENUM) {
			sqlite3_bind_text(stmt, at, column->names[cond->integer], -1, SQLITE_STATIC);
		} else {
			sqlite3_bind_int64(stmt, at, cond->integer);
		}
		at++;
	}
}

static bool sqlite_remove(struct rows *rows, const struct table *table, const struct row_query *query,
                          struct err *err) {
	struct store *store = store_of(rows);
	struct buf sql = BUF_INIT;
	buf_addf(&sql, "DELETE FROM %s", table->name);
	add_conds(&sql, table, query);
	sqlite3_stmt *stmt = prepare(store, buf_str(&sql), err);
	buf_fini(&sql);
	if (!stmt) {
		return false;
	}
	bind_conds(stmt, table, query);
	return run(store, stmt, "write", err);
}

/* The index of the word in column at `at` among names; false for a word of nobody. */
static bool read_enum(sqlite3_stmt *stmt, int at, const struct column *column, void *row) {
	const char *word = (const char *)sqlite3_column_text(stmt, at);
	for (size_t i = 0; word && i < column->name_count; i++) {
		if (str_eq(column->names[i], word)) {
			row_set_int(column, row, (int64_t)i);
			return true;
		}
	}
	return false;
}

static bool read_row(struct store *store, sqlite3_stmt *stmt, const struct table *table, void *row, struct err *err) {
	for (size_t i = 0; i < table->column_count; i++) {
		const struct column *column = &table->columns[i];
		int at = (int)i;
		switch (column->kind) {
		case COLUMN_INT:
			row_set_int(column, row, sqlite3_column_int64(stmt, at));
			break;
		case COLUMN_ENUM:
			if (!read_enum(stmt, at, column, row)) {
				return err_set(err, ERR_INPUT, "the ledger %s has an unknown %s.%s", store->path,
				               table->name, column->name);
			}
			break;
		case COLUMN_TEXT: {
			const char *text = (const char *)sqlite3_column_text(stmt, at);
			*row_text_slot(column, row) = text ? mem_strdup(text) : NULL;
			break;
		}
		case COLUMN_BYTES:
			if (sqlite3_column_type(stmt, at) != SQLITE_NULL) {
				const char *p = sqlite3_column_blob(stmt, at);
				*row_bytes_slot(column, row) = bytes_copy(p, (size_t)sqlite3_column_bytes(stmt, at));
			}
			break;
		}
	}
	return true;
}

static bool sqlite_select(struct rows *rows, const struct table *table, const struct row_query *query, void **v,
                          size_t *n, struct err *err) {
	struct store *store = store_of(rows);
	struct buf sql = BUF_INIT;
	buf_adds(&sql, "SELECT ");
	add_columns(&sql, table, "");
	buf_addf(&sql, " FROM %s", table->name);
	add_conds(&sql, table, query);
	if (query->order) {
		buf_addf(&sql, " ORDER BY %s%s", query->order, query->descending ? " DESC" : "");
	}
	if (query->limit) {
		buf_addf(&sql, " LIMIT %zu", query->limit);
	}
	sqlite3_stmt *stmt = prepare(store, buf_str(&sql), err);
	buf_fini(&sql);
	if (!stmt) {
		return false;
	}
	bind_conds(stmt, table, query);
	char *found = NULL;
	size_t count = 0, cap = 0;
	bool ok = true;
	int rc;
	while (ok && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		found = mem_grow(found, count, &cap, table->row_size);
		ok = read_row(store, stmt, table, found + count++ * table->row_size, err);
	}
	if (ok && rc != SQLITE_DONE) {
		ok = fail(store, "read", err);
	}
	finish(stmt);
	if (!ok) {
		rows_release(table, found, count);
		return false;
	}
	*v = found;
	*n = count;
	return true;
}

static bool sqlite_count(struct rows *rows, const struct table *table, const char *name, int64_t *counts,
                         struct err *err) {
	struct store *store = store_of(rows);
	const struct column *column = table_column(table, name);
	struct buf sql = BUF_INIT;
	buf_addf(&sql, "SELECT %s, count(*) FROM %s GROUP BY %s", name, table->name, name);
	sqlite3_stmt *stmt = prepare(store, buf_str(&sql), err);
	buf_fini(&sql);
	if (!stmt) {
		return false;
	}
	int rc;
	while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		const char *word = (const char *)sqlite3_column_text(stmt, 0);
		for (size_t i = 0; word && i < column->name_count; i++) {
			if (str_eq(column->names[i], word)) {
				counts[i] = sqlite3_column_int64(stmt, 1);
			}
		}
	}
	bool ok = rc == SQLITE_DONE || fail(store, "read", err);
	finish(stmt);
	return ok;
}

static void sqlite_free(struct rows *rows) {
	struct store *store = store_of(rows);
	for (size_t i = 0; i < map_count(store->statements); i++) {
		sqlite3_finalize(map_value(store->statements, i));
	}
	map_free(store->statements);
	sqlite3_close(store->db);
	mem_free(store->path);
	mem_free(store);
}

static const struct rows_ops sqlite_ops = {
	.free = sqlite_free,
	.push = sqlite_push,
	.pop = sqlite_pop,
	.insert = sqlite_insert,
	.update = sqlite_update,
	.remove = sqlite_remove,
	.select = sqlite_select,
	.count = sqlite_count,
};

static bool read_pragma(struct store *store, const char *sql, int64_t *v, struct err *err) {
	sqlite3_stmt *stmt = NULL;
	bool ok = sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW;
	if (ok) {
		*v = sqlite3_column_int64(stmt, 0);
	} else {
		fail(store, "read", err);
	}
	sqlite3_finalize(stmt);
	return ok;
}

/* The first thing that SQLite finds wrong, without looking into indices. */
static bool check_pages(struct store *store, struct err *err) {
	sqlite3_stmt *stmt = NULL;
	bool ok = false;
	if (sqlite3_prepare_v2(store->db, "PRAGMA quick_check(1)", -1, &stmt, NULL) != SQLITE_OK ||
	    sqlite3_step(stmt) != SQLITE_ROW) {
		fail(store, "check the file", err);
		goto out;
	}
	const char *says = (const char *)sqlite3_column_text(stmt, 0);
	if (!says || !str_eq(says, "ok")) {
		err_set(err, ERR_INPUT, "the ledger %s is damaged: %s", store->path, says ? says : "no reason given");
		err_hint(err, "`sitrep check --ledger --mend` saves what can be read; or restore it from a backup");
		goto out;
	}
	ok = true;
out:
	sqlite3_finalize(stmt);
	return ok;
}

static bool migrate(struct store *store, int64_t from, struct err *err) {
	if (!sqlite_push(&store->base, err)) {
		return false;
	}
	bool ok = true;
	for (int64_t version = from; ok && version < VERSION; version++) {
		ok = exec(store, migrations[version], "bring its tables up to date", err);
	}
	char sql[96];
	snprintf(sql, sizeof(sql), "PRAGMA user_version = %d; PRAGMA application_id = %d", VERSION, APPLICATION_ID);
	ok = ok && exec(store, sql, "note its version", err);
	return sqlite_pop(&store->base, ok, err) && ok;
}

static bool bring_up_to_date(struct store *store, struct err *err) {
	int64_t application, version, tables;
	if (!read_pragma(store, "PRAGMA application_id", &application, err) ||
	    !read_pragma(store, "PRAGMA user_version", &version, err) ||
	    !read_pragma(store, "SELECT count(*) FROM sqlite_schema", &tables, err)) {
		return false;
	}
	bool is_empty = application == 0 && version == 0 && tables == 0;
	if (!is_empty && application != APPLICATION_ID) {
		err_set(err, ERR_INPUT, "%s is no ledger: it is another program's SQLite file", store->path);
		return err_hint(err, "give the spool a folder of its own");
	}
	if (version > VERSION) {
		err_set(err, ERR_INPUT, "the ledger %s has version %lld; this Sitrep knows versions up to %d",
		        store->path, (long long)version, VERSION);
		return err_hint(err, "run the newer Sitrep that wrote it, or restore the backup from before the upgrade");
	}
	if (!is_empty && !check_pages(store, err)) {
		return false;
	}
	return version == VERSION || migrate(store, version, err);
}

static bool set_up(struct store *store, struct err *err) {
	sqlite3_extended_result_codes(store->db, 1);
	sqlite3_busy_timeout(store->db, BUSY_MS);
	/* The version comes first: nothing is written into a file that is not ours. */
	return exec(store, "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL", "set it up", err) &&
	       bring_up_to_date(store, err) && exec(store, "PRAGMA journal_mode = WAL", "set it up", err) &&
	       file_sync_dir_of(store->path, err);
}

/* Into an empty file; the copy needs no log beside it. */
static bool copy_pages(struct store *from, struct store *to, struct err *err) {
	sqlite3_backup *backup = sqlite3_backup_init(to->db, "main", from->db, "main");
	if (!backup) {
		return fail(to, "be written", err);
	}
	int rc;
	do {
		rc = sqlite3_backup_step(backup, -1);    /* one snapshot, however much is written meanwhile */
	} while ((rc == SQLITE_BUSY || rc == SQLITE_LOCKED) && sqlite3_sleep(50) >= 0);
	bool ok = rc == SQLITE_DONE;
	if (sqlite3_backup_finish(backup) != SQLITE_OK || !ok) {
		return fail(to, "be written", err);
	}
	return exec(to, "PRAGMA journal_mode = DELETE", "be written", err);
}

/*
 * It holds what everybody asked for: its owner's alone, as its logs, which take their mode from it. An existing one is not opened for
 * that, since closing it would drop SQLite's locks.
 */
static void make_private(const char *path) {
	static const char *const files[] = { "", "-wal", "-shm" };
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd >= 0) {
		close(fd);
		return;
	}
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		struct buf file = BUF_INIT;
		struct stat st;
		buf_addf(&file, "%s%s", path, files[i]);
		if (stat(buf_str(&file), &st) == 0 && (st.st_mode & 077) != 0 && chmod(buf_str(&file), 0600) != 0) {
			errno = 0;    /* another's: what is wrong with that is told by who opens it */
		}
		buf_fini(&file);
	}
}

static bool open_plain(struct store *store, const char *path, int flags, struct err *err) {
	*store = (struct store){ .base.ops = &sqlite_ops, .path = mem_strdup(path) };
	if (sqlite3_open_v2(path, &store->db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
		return fail(store, "be opened", err);
	}
	sqlite3_busy_timeout(store->db, BUSY_MS);
	return true;
}

static void close_plain(struct store *store) {
	sqlite3_close(store->db);
	mem_free(store->path);
}

/* A ledger that is in use would go on under a file that has no name any more. */
static bool may_replace(const char *path, const char *to, struct err *err) {
	struct stat ledger, old;

	if (stat(to, &old) != 0) {
		return true;
	}
	if (stat(path, &ledger) == 0 && ledger.st_dev == old.st_dev && ledger.st_ino == old.st_ino) {
		err_set(err, ERR_INPUT, "%s is the ledger itself", to);
		return err_hint(err, "name another file for the copy");
	}
	if (!S_ISREG(old.st_mode)) {
		err_set(err, ERR_INPUT, "%s is there, and no regular file", to);
		return err_hint(err, "name the file that the copy is to be, such as %s/ledger.db", S_ISDIR(old.st_mode) ? to : "/backup");
	}
	return true;
}

bool ledger_backup(const char *path, const char *to, struct err *err) {
	struct store from = { .db = NULL }, copy = { .db = NULL };
	struct buf part = BUF_INIT;
	int64_t application;

	if (!may_replace(path, to, err)) {
		return false;
	}
	buf_addf(&part, "%s.part", to);
	unlink(buf_str(&part));
	make_private(buf_str(&part));
	bool ok = open_plain(&from, path, SQLITE_OPEN_READWRITE, err) &&
	          read_pragma(&from, "PRAGMA application_id", &application, err) &&
	          (application == APPLICATION_ID || err_set(err, ERR_INPUT, "%s is no ledger", path)) &&
	          open_plain(&copy, buf_str(&part), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, err) && copy_pages(&from, &copy, err);
	close_plain(&from);
	close_plain(&copy);
	if (ok && rename(buf_str(&part), to) != 0) {
		ok = err_sys(err, "cannot rename %s", buf_str(&part));
	}
	ok = ok && file_sync_dir_of(to, err);
	if (!ok) {
		unlink(buf_str(&part));
	}
	buf_fini(&part);
	return ok;
}

/* Nothing is brought up to date, and nothing can be written. */
static bool set_up_reader(struct store *store, struct err *err) {
	int64_t application, version;
	sqlite3_extended_result_codes(store->db, 1);
	sqlite3_busy_timeout(store->db, BUSY_MS);
	if (!exec(store, "PRAGMA query_only = ON", "be read", err) ||
	    !read_pragma(store, "PRAGMA application_id", &application, err) ||
	    !read_pragma(store, "PRAGMA user_version", &version, err)) {
		return false;
	}
	if (application != APPLICATION_ID || version != VERSION) {
		err_set(err, ERR_INPUT, application != APPLICATION_ID ? "%s is no ledger" : "the ledger %s is of another version of Sitrep", store->path);
		return err_hint(err, "`sitrep serve` brings an older one up to date");
	}
	return true;
}

struct rows *rows_open_sqlite_reader(const char *path, struct err *err) {
	struct store *store = mem_alloc(sizeof(*store));
	store->base.ops = &sqlite_ops;
	store->path = mem_strdup(path);
	store->statements = map_new();
	bool ok = sqlite3_open_v2(path, &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK ||
	          fail(store, "be opened", err);
	if (!ok || !set_up_reader(store, err)) {
		sqlite_free(&store->base);
		return NULL;
	}
	return &store->base;
}

struct rows *rows_open_sqlite(const char *path, struct err *err) {
	struct store *store = mem_alloc(sizeof(*store));
	store->base.ops = &sqlite_ops;
	store->path = mem_strdup(path);
	store->statements = map_new();
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
	make_private(path);
	if (sqlite3_open_v2(path, &store->db, flags, NULL) != SQLITE_OK) {
		fail(store, "be opened", err);
		sqlite_free(&store->base);
		return NULL;
	}
	if (!set_up(store, err)) {
		sqlite_free(&store->base);
		return NULL;
	}
	return &store->base;
}
