/* series: see series.h; and the editions of ledger.h. */
#include "ledger/series.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "ledger/inside.h"
#include "ledger/ledger.h"
#include "ledger/rows.h"
#include "ledger/tables.h"

#define OPEN_STATES (JOB_STATE_BIT(JOB_ACCEPTED) | JOB_STATE_BIT(JOB_RETRYING) | JOB_STATE_BIT(JOB_RUNNING) | JOB_STATE_BIT(JOB_PUBLISHING))

/* ---- the queue of a series ---- */

/* The first job of the series that is not over, in *job (row_fini); id is NULL where there is none. */
static bool first_open(struct ledger *ledger, const char *series, struct job *job, struct err *err) {
	const struct row_query query = {
		.conds = { { "series", ROW_IS, .text = series }, { "state", ROW_ONE_OF, .mask = OPEN_STATES } }, .order = "id",
	};
	bool is_there;
	return rows_select_one(ledger->rows, &table_jobs, &query, job, &is_there, err);
}

bool series_enter(struct ledger *ledger, struct job *job, struct err *err) {
	struct job first;
	if (job->error) {
		job->series = NULL;
	}
	job->is_behind = 0;
	if (job->reissue == REISSUE_NONE) {
		job->edition = job->revision = 0;
	}
	if (!job->series) {
		return true;
	}
	if (!first_open(ledger, job->series, &first, err)) {
		return false;
	}
	job->is_behind = first.id != NULL && !str_eq(first.id, job->id);
	row_fini(&table_jobs, &first);
	return true;
}

bool series_advance(struct ledger *ledger, const struct job *job, struct err *err) {
	struct job next;
	bool ok = true;
	if (!job->series || job->is_behind) {
		return true;    /* it was not its turn: that is still another's */
	}
	if (!first_open(ledger, job->series, &next, err)) {
		return false;
	}
	if (next.id && next.is_behind) {
		next.is_behind = 0;
		ok = ledger->rows->ops->update(ledger->rows, &table_jobs, &next, err);
	}
	row_fini(&table_jobs, &next);
	return ok;
}

/* ---- editions ---- */

static bool load_dump(struct ledger *ledger, struct edition *edition, struct err *err) {
	const struct row_query query = { .conds = {
		{ "series", ROW_IS, .text = edition->series },
		{ "number", ROW_IS, .integer = edition->number },
		{ "revision", ROW_IS, .integer = edition->revision },
	} };
	struct dump_row row;
	bool is_there;
	if (!edition->series) {
		return true;
	}
	if (!rows_select_one(ledger->rows, &table_dumps, &query, &row, &is_there, err)) {
		edition_fini(edition);
		return false;
	}
	edition->dump = row.bytes;
	row.bytes = (struct bytes){ NULL, 0 };
	row_fini(&table_dumps, &row);
	return true;
}

/* The last row of query that is issued, by its revision or number, with its dump. */
static bool select_edition(struct ledger *ledger, struct row_query query, const char *order, struct edition *edition, struct err *err) {
	size_t n = 0;
	bool is_there;
	while (query.conds[n].column) {
		n++;
	}
	query.conds[n] = (struct row_cond){ "issued_ms", ROW_IS_NOT, .integer = 0 };
	query.order = order;
	query.descending = true;
	return rows_select_one(ledger->rows, &table_editions, &query, edition, &is_there, err);
}

/* The number of the last that was issued, 0 where none was. */
static bool last_number(struct ledger *ledger, const char *series, int64_t *number, struct err *err) {
	const struct row_query query = { .conds = { { "series", ROW_IS, .text = series } } };
	struct edition last;
	if (!select_edition(ledger, query, "number", &last, err)) {
		return false;
	}
	*number = last.number;
	edition_fini(&last);
	return true;
}

bool ledger_edition_at(struct ledger *ledger, const char *series, int64_t number, int64_t revision, struct edition *edition,
                       struct err *err) {
	const struct row_query query = { .conds = {
		{ "series", ROW_IS, .text = series },
		{ "number", ROW_IS, .integer = number },
		{ "revision", ROW_IS, .integer = revision },
	} };
	return select_edition(ledger, query, "revision", edition, err) && load_dump(ledger, edition, err);
}

bool ledger_edition(struct ledger *ledger, const char *series, int64_t number, struct edition *edition, struct err *err) {
	if (number == 0 && !last_number(ledger, series, &number, err)) {
		return false;
	}
	const struct row_query query = {
		.conds = { { "series", ROW_IS, .text = series }, { "number", ROW_IS, .integer = number } },
	};
	return select_edition(ledger, query, "revision", edition, err) && load_dump(ledger, edition, err);
}

bool ledger_edition_before(struct ledger *ledger, const char *series, int64_t number, const char *as_of, struct edition *edition, struct err *err) {
	struct row_query query = { .conds = {
		{ "as_of", ROW_AT_MOST, .text = as_of },
		{ "series", ROW_IS, .text = series },
		{ "number", ROW_AT_MOST, .integer = number - 1 },
		{ "withdrawn_ms", ROW_IS, .integer = 0 },
	} };
	struct edition found, latest;
	if (!select_edition(ledger, query, "as_of", &latest, err)) {
		return false;
	}
	query.conds[0] = (struct row_cond){ "as_of", ROW_IS, .text = latest.as_of ? latest.as_of : "" };
	bool is_found = select_edition(ledger, query, "number", &found, err);
	edition_fini(&latest);
	if (!is_found) {
		return false;
	}
	if (!found.series) {
		*edition = found;
		return true;
	}
	bool ok = ledger_edition(ledger, series, found.number, edition, err);
	edition_fini(&found);
	return ok;
}

/* <0, 0, >0: by series, number, revision. */
static int compare(const struct edition *a, const struct edition *b) {
	int by_series = strcmp(a->series, b->series);
	int64_t rest = a->number != b->number ? a->number - b->number : a->revision - b->revision;
	return by_series != 0 ? by_series : (rest > 0) - (rest < 0);
}

bool ledger_editions(struct ledger *ledger, const char *series, struct editions *editions, struct err *err) {
	struct row_query query = { .conds = { { "issued_ms", ROW_IS_NOT, .integer = 0 } }, .order = "number" };
	void *v;
	if (series) {
		query.conds[1] = (struct row_cond){ "series", ROW_IS, .text = series };
	}
	if (!ledger->rows->ops->select(ledger->rows, &table_editions, &query, &v, &editions->n, err)) {
		return false;
	}
	editions->v = v;
	/* By number already; of one number, or of all series, only neighbours change places. */
	for (size_t i = 1; i < editions->n; i++) {
		for (size_t k = i; k > 0 && compare(&editions->v[k - 1], &editions->v[k]) > 0; k--) {
			struct edition swap = editions->v[k];
			editions->v[k] = editions->v[k - 1];
			editions->v[k - 1] = swap;
		}
	}
	return true;
}

bool series_number(struct ledger *ledger, struct job *job, struct err *err) {
	int64_t last;
	if (job->series && job->reissue == REISSUE_CORRECTION) {
		struct edition edition;
		bool ok = ledger_edition(ledger, job->series, job->edition, &edition, err);
		job->revision = ok ? edition.revision + 1 : job->revision;    /* another may have come before a retry */
		if (ok) {
			edition_fini(&edition);
		}
		return ok;
	}
	if (!job->series || job->reissue != REISSUE_NONE) {
		return true;
	}
	if (!last_number(ledger, job->series, &last, err)) {
		return false;
	}
	job->edition = last + 1;
	job->revision = 0;
	return true;
}

/* ---- what is about to be issued ---- */

static struct row_query of_job(const struct job *job) {
	return (struct row_query){ .conds = {
		{ "series", ROW_IS, .text = job->series },
		{ "number", ROW_IS, .integer = job->edition },
		{ "revision", ROW_IS, .integer = job->revision },
	} };
}

static bool has_plan(const struct job *job) {
	return job->series && job->edition != 0 && job->reissue != REISSUE_AGAIN && job->reissue != REISSUE_WITHDRAWAL;
}

static bool plan(struct ledger *ledger, const struct job *job, const struct edition *edition, struct err *err) {
	if (job->state != JOB_PUBLISHING || !job->series || job->edition == 0) {
		return err_set(err, ERR_BUG, "job %s is %s and issues no edition", job->id, job_state_name(job->state));
	}
	if (!has_plan(job)) {
		return true;
	}
	struct edition row = *edition;
	row.series = job->series;
	row.number = job->edition;
	row.revision = job->revision;
	row.job = job->id;
	row.reason = job->reason;
	row.folder = row.name = row.sha256 = row.withdrawn_why = NULL;
	row.issued_ms = row.withdrawn_ms = 0;
	const struct dump_row dump = {
		.series = job->series, .number = job->edition, .revision = job->revision,
		.bytes = { edition->dump.p ? edition->dump.p : "", edition->dump.len },
	};
	const struct row_query query = of_job(job);
	struct edition there;
	bool is_there;
	if (!rows_select_one(ledger->rows, &table_editions, &query, &there, &is_there, err)) {
		return false;
	}
	bool is_issued = is_there && there.issued_ms != 0;
	edition_fini(&there);
	if (is_issued) {
		return err_set(err, ERR_BUG, "edition %lld of %s was issued already", (long long)job->edition, job->series);
	}
	return rows_put(ledger->rows, &table_editions, &row, err) && rows_put(ledger->rows, &table_dumps, &dump, err);
}

bool ledger_edition_plan(struct ledger *ledger, const char *id, const struct edition *edition, struct err *err) {
	struct job job = { .id = NULL };
	if (!rows_push(ledger->rows, err)) {
		return false;
	}
	bool ok = inside_job(ledger, id, &job, err) && plan(ledger, &job, edition, err);
	row_fini(&table_jobs, &job);
	return rows_pop(ledger->rows, ok, err);
}

bool series_unplan(struct ledger *ledger, const struct job *job, struct err *err) {
	struct row_query query;
	struct edition row;
	bool is_there;
	if (!has_plan(job)) {
		return true;
	}
	query = of_job(job);
	if (!rows_select_one(ledger->rows, &table_editions, &query, &row, &is_there, err)) {
		return false;
	}
	bool is_plan = is_there && row.issued_ms == 0;
	edition_fini(&row);
	return !is_plan || (ledger->rows->ops->remove(ledger->rows, &table_editions, &query, err) &&
	                    ledger->rows->ops->remove(ledger->rows, &table_dumps, &query, err));
}

/* Its files have their names: the edition is issued, by this job, under these. */
static bool issue(struct ledger *ledger, const struct job *job, struct err *err) {
	const struct row_query query = of_job(job);
	struct publication publication = { .job = NULL };
	struct edition row;
	bool is_there;
	if (!rows_select_one(ledger->rows, &table_editions, &query, &row, &is_there, err)) {
		return false;
	}
	if (!is_there) {
		return err_set(err, ERR_BUG, "job %s is done, but its edition %lld of %s was not planned", job->id, (long long)job->edition,
		               job->series);
	}
	bool ok = ledger_publication(ledger, job->id, &publication, err);
	if (ok) {
		row.issued_ms = row.issued_ms ? row.issued_ms : job->ended_ms;
		row_set_text(&row.job, job->id);
		row_set_text(&row.folder, publication.folder);
		row_set_text(&row.name, publication.name);
		row_set_text(&row.sha256, publication.sha256);
		ok = ledger->rows->ops->update(ledger->rows, &table_editions, &row, err);
	}
	publication_fini(&publication);
	edition_fini(&row);
	return ok;
}

/* All revisions: what was corrected is withdrawn, too. */
static bool withdraw(struct ledger *ledger, const struct job *job, struct err *err) {
	const struct row_query query = { .conds = {
		{ "series", ROW_IS, .text = job->series },
		{ "number", ROW_IS, .integer = job->edition },
	} };
	void *v;
	size_t n;
	bool ok = true;
	if (!ledger->rows->ops->select(ledger->rows, &table_editions, &query, &v, &n, err)) {
		return false;
	}
	struct edition *rows = v;
	for (size_t i = 0; ok && i < n; i++) {
		if (rows[i].withdrawn_ms != 0) {
			continue;    /* the notice was damaged, and made again */
		}
		rows[i].withdrawn_ms = job->ended_ms;
		row_set_text(&rows[i].withdrawn_why, job->reason);
		ok = ledger->rows->ops->update(ledger->rows, &table_editions, &rows[i], err);
	}
	rows_release(&table_editions, v, n);
	return ok;
}

bool series_leave(struct ledger *ledger, struct job *job, struct err *err) {
	if (!job->series || job->edition == 0) {
		return true;
	}
	if (job->state == JOB_DONE) {
		return job->reissue == REISSUE_WITHDRAWAL ? withdraw(ledger, job, err) : issue(ledger, job, err);
	}
	if (!series_unplan(ledger, job, err)) {
		return false;
	}
	if (job->reissue == REISSUE_NONE) {
		job->edition = 0;    /* free again: the next one has it */
	}
	return true;
}

/* ---- issued again ---- */

/* The edition as it stands, and that nobody else is about to change it. */
static bool may_reissue(struct ledger *ledger, const struct job *job, int64_t *revision, struct err *err) {
	const struct row_query open = { .conds = {
		{ "series", ROW_IS, .text = job->series },
		{ "edition", ROW_IS, .integer = job->edition },
		{ "state", ROW_ONE_OF, .mask = OPEN_STATES },
	} };
	struct edition edition;
	struct job other;
	bool is_there = false;
	if (!ledger_edition(ledger, job->series, job->edition, &edition, err)) {
		return false;
	}
	*revision = edition.revision;
	bool ok = true;
	if (!edition.series) {
		err_set(err, ERR_INPUT, "the series '%s' has no edition %lld", job->series, (long long)job->edition);
		ok = err_hint(err, "`sitrep editions %s` lists them", job->series);
	} else if (edition.withdrawn_ms) {
		ok = err_set(err, ERR_INPUT, "edition %lld of %s was withdrawn already", (long long)job->edition, job->series);
	}
	edition_fini(&edition);
	if (!ok || !rows_select_one(ledger->rows, &table_jobs, &open, &other, &is_there, err)) {
		return false;
	}
	if (is_there) {
		err_set(err, ERR_INPUT, "edition %lld of %s is being issued again already, by job %s", (long long)job->edition, job->series, other.id);
		ok = err_hint(err, "wait for it, or cancel it");
	}
	row_fini(&table_jobs, &other);
	return ok;
}

bool ledger_reissue(struct ledger *ledger, const struct job *job, struct err *err) {
	struct job fresh = *job;
	bool is_new = true;
	if (!rows_push(ledger->rows, err)) {
		return false;
	}
	bool ok = may_reissue(ledger, job, &fresh.revision, err);
	fresh.revision += job->reissue == REISSUE_CORRECTION;
	ok = ok && series_accept(ledger, &fresh, &is_new, err) && (is_new || err_set(err, ERR_BUG, "there is a job %s already", job->id));
	return rows_pop(ledger->rows, ok, err);
}
