/* ledger: see ledger.h. The rules, over whatever keeps the rows. */
#include "ledger/ledger.h"

#include <assert.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "ledger/inside.h"
#include "ledger/rows.h"
#include "ledger/series.h"
#include "ledger/tables.h"

static struct ledger *ledger_over(struct rows *rows) {
	struct ledger *ledger = mem_alloc(sizeof(*ledger));
	ledger->rows = rows;
	return ledger;
}

struct ledger *ledger_open(const char *path, struct err *err) {
	struct rows *rows = rows_open_sqlite(path, err);
	return rows ? ledger_over(rows) : NULL;
}

struct ledger *ledger_open_reader(const char *path, struct err *err) {
	struct rows *rows = rows_open_sqlite_reader(path, err);
	return rows ? ledger_over(rows) : NULL;
}

struct ledger *ledger_open_memory(void) {
	return ledger_over(rows_open_memory());
}

void ledger_free(struct ledger *ledger) {
	if (!ledger) {
		return;
	}
	ledger_rollback(ledger);
	ledger->rows->ops->free(ledger->rows);
	mem_free(ledger);
}

bool ledger_begin(struct ledger *ledger, struct err *err) {
	assert(!ledger->in_batch);
	ledger->in_batch = rows_push(ledger->rows, err);
	return ledger->in_batch;
}

bool ledger_commit(struct ledger *ledger, struct err *err) {
	assert(ledger->in_batch);
	ledger->in_batch = false;
	return rows_pop(ledger->rows, true, err);
}

void ledger_rollback(struct ledger *ledger) {
	if (ledger->in_batch) {
		ledger->in_batch = false;
		rows_pop(ledger->rows, false, NULL);
	}
}

static bool insert(struct ledger *ledger, const struct table *table, const void *row, bool *is_new, struct err *err) {
	return ledger->rows->ops->insert(ledger->rows, table, row, is_new, err);
}

static bool update(struct ledger *ledger, const struct table *table, const void *row, struct err *err) {
	return ledger->rows->ops->update(ledger->rows, table, row, err);
}

static bool select(struct ledger *ledger, const struct table *table, const struct row_query *query, void **v,
                   size_t *n, struct err *err) {
	return ledger->rows->ops->select(ledger->rows, table, query, v, n, err);
}

static bool put(struct ledger *ledger, const struct table *table, const void *row, struct err *err) {
	return rows_put(ledger->rows, table, row, err);
}

static bool select_one(struct ledger *ledger, const struct table *table, const struct row_query *query, void *row,
                       bool *is_there, struct err *err) {
	return rows_select_one(ledger->rows, table, query, row, is_there, err);
}

bool inside_job(struct ledger *ledger, const char *id, struct job *job, struct err *err) {
	const struct row_query by_id = { .conds = { { "id", ROW_IS, .text = id } } };
	bool is_there;
	if (!select_one(ledger, &table_jobs, &by_id, job, &is_there, err)) {
		return false;
	}
	return is_there || err_set(err, ERR_INPUT, "there is no job %s", id);
}

/* A job whose request a disk took has an empty one, or it would keep all behind it waiting. */
static bool load_request(struct ledger *ledger, struct job *job, struct err *err) {
	const struct row_query by_job = { .conds = { { "job", ROW_IS, .text = job->id } } };
	struct request_row row;
	bool is_there;
	if (!select_one(ledger, &table_requests, &by_job, &row, &is_there, err)) {
		return false;
	}
	job->request = row.bytes;
	row.bytes = (struct bytes){ NULL, 0 };
	row_fini(&table_requests, &row);
	void *files;
	struct row_query all = by_job;
	all.order = "name";
	if (!select(ledger, &table_attachments, &all, &files, &job->files.n, err)) {
		return false;
	}
	job->files.v = files;
	return true;
}

static bool store(struct ledger *ledger, const struct job *job, struct err *err) {
	return update(ledger, &table_jobs, job, err);
}

/* Move job along, in the struct only. */
static bool step(struct job *job, enum job_event event, struct err *err) {
	static const char *const verbs[JOB_EVENTS] = {
		[JOB_ON_START] = "started", [JOB_ON_FINISH] = "published", [JOB_ON_RETURN] = "tried again",
		[JOB_ON_DONE] = "marked as done", [JOB_ON_FAIL] = "marked as failed",
		[JOB_ON_QUARANTINE] = "quarantined", [JOB_ON_CANCEL] = "cancelled", [JOB_ON_SKIP] = "skipped",
	};
	if (!job_next_state(job->state, event, &job->state)) {
		return err_set(err, ERR_INPUT, "job %s is %s and cannot be %s", job->id, job_state_name(job->state),
		               verbs[event]);
	}
	return true;
}

/* The row itself and the request, both new. */
bool series_accept(struct ledger *ledger, const struct job *job, bool *is_new, struct err *err) {
	struct job row = *job;
	row.state = job->error ? JOB_PUBLISHING : JOB_ACCEPTED;    /* refused: its error is what is published */
	row.attempts = 0;
	row.folder = job->folder ? job->folder : "";
	if (!series_enter(ledger, &row, err)) {
		return false;
	}
	if (!insert(ledger, &table_jobs, &row, is_new, err)) {
		return false;
	}
	if (!*is_new) {
		return true;
	}
	const struct request_row request = {
		.job = job->id,
		.bytes = { job->request.p ? job->request.p : "", job->request.len },
	};
	bool row_is_new, ok = insert(ledger, &table_requests, &request, &row_is_new, err);
	for (size_t i = 0; ok && i < job->files.n; i++) {
		struct attachment file = job->files.v[i];
		file.job = job->id;
		ok = insert(ledger, &table_attachments, &file, &row_is_new, err);
	}
	return ok;
}

bool ledger_accept(struct ledger *ledger, const struct job *job, bool *is_new, struct err *err) {
	if (!rows_push(ledger->rows, err)) {
		return false;
	}
	return rows_pop(ledger->rows, series_accept(ledger, job, is_new, err), err);
}

/* The oldest job of that priority in that state that is due. */
static bool oldest(struct ledger *ledger, enum job_priority priority, enum job_state state, int64_t now_ms,
                   struct job *job, struct err *err) {
	const struct row_query query = {
		.conds = {
			{ "state", ROW_IS, .integer = state },
			{ "priority", ROW_IS, .integer = priority },
			{ "is_behind", ROW_IS, .integer = 0 },
			{ "not_before_ms", ROW_AT_MOST, .integer = now_ms },
		},
		.order = "id",
	};
	bool is_there;
	return select_one(ledger, &table_jobs, &query, job, &is_there, err);
}

/* The same among all that wait. job->id is NULL where none does. */
static bool oldest_waiting(struct ledger *ledger, enum job_priority priority, int64_t now_ms, struct job *job,
                           struct err *err) {
	struct job other;
	if (!oldest(ledger, priority, JOB_ACCEPTED, now_ms, job, err)) {
		return false;
	}
	if (!oldest(ledger, priority, JOB_RETRYING, now_ms, &other, err)) {
		job_fini(job);
		return false;
	}
	if (!job->id || (other.id && strcmp(other.id, job->id) < 0)) {
		struct job swap = *job;
		*job = other;
		other = swap;
	}
	job_fini(&other);
	return true;
}

/* In which order the queues are looked at, of every eight claims. */
static const enum job_priority turns[8][JOB_PRIORITIES] = {
	{ JOB_URGENT, JOB_NORMAL, JOB_BULK }, { JOB_URGENT, JOB_NORMAL, JOB_BULK },
	{ JOB_URGENT, JOB_NORMAL, JOB_BULK }, { JOB_NORMAL, JOB_URGENT, JOB_BULK },
	{ JOB_URGENT, JOB_NORMAL, JOB_BULK }, { JOB_URGENT, JOB_NORMAL, JOB_BULK },
	{ JOB_URGENT, JOB_NORMAL, JOB_BULK }, { JOB_BULK, JOB_URGENT, JOB_NORMAL },
};

static bool next_waiting(struct ledger *ledger, int64_t now_ms, struct job *job, struct err *err) {
	const enum job_priority *turn = turns[ledger->claims % 8];
	for (int i = 0; i < JOB_PRIORITIES; i++) {
		if (!oldest_waiting(ledger, turn[i], now_ms, job, err)) {
			return false;
		}
		if (job->id) {
			return true;
		}
	}
	return true;
}

static bool list_attempts(struct ledger *ledger, const char *id, bool newest_first, size_t limit,
                          struct attempts *attempts, struct err *err) {
	const struct row_query query = {
		.conds = { { "job", ROW_IS, .text = id } },
		.order = "number",
		.descending = newest_first,
		.limit = limit,
	};
	void *v;
	if (!select(ledger, &table_attempts, &query, &v, &attempts->n, err)) {
		return false;
	}
	attempts->v = v;
	return true;
}

/* Uncounted attempts have numbers too, so the number is not job->attempts. */
static bool start_attempt(struct ledger *ledger, const struct job *job, const struct claimant *who, struct err *err) {
	struct attempts last;
	if (!list_attempts(ledger, job->id, true, 1, &last, err)) {
		return false;
	}
	const struct attempt attempt = {
		.job = job->id,
		.number = last.n ? last.v[0].number + 1 : 1,
		.instance = who->instance,
		.pid = who->pid,
		.outcome = ATTEMPT_RUNNING,
		.started_ms = who->now_ms,
	};
	attempts_fini(&last);
	bool is_new;
	return insert(ledger, &table_attempts, &attempt, &is_new, err);
}

static bool claim(struct ledger *ledger, const struct claimant *who, struct job *job, struct err *err) {
	if (!next_waiting(ledger, who->now_ms, job, err)) {
		return false;
	}
	if (!job->id) {
		return true;
	}
	if (!load_request(ledger, job, err) || !step(job, JOB_ON_START, err) || !series_number(ledger, job, err)) {
		goto fail;
	}
	job->attempts++;    /* before the run: an attempt that takes all down with it has counted */
	job->not_before_ms = 0;
	job->started_ms = job->started_ms ? job->started_ms : who->now_ms;
	row_set_text(&job->instance, who->instance);
	if (!job->generation) {
		row_set_text(&job->generation, who->generation);
	}
	if (!store(ledger, job, err) || !start_attempt(ledger, job, who, err)) {
		goto fail;
	}
	return true;
fail:
	job_fini(job);
	return false;
}

bool ledger_claim(struct ledger *ledger, const struct claimant *who, struct job *job, struct err *err) {
	*job = (struct job){ .id = NULL };
	if (!rows_push(ledger->rows, err)) {
		return false;
	}
	if (!rows_pop(ledger->rows, claim(ledger, who, job, err), err)) {
		job_fini(job);
		return false;
	}
	if (job->id) {
		ledger->claims++;
	}
	return true;
}

/* The attempt under way, in *attempts (one or none). */
static bool running_attempt(struct ledger *ledger, const char *id, struct attempts *attempts, struct err *err) {
	if (!list_attempts(ledger, id, true, 1, attempts, err)) {
		return false;
	}
	if (attempts->n && attempts->v[0].outcome != ATTEMPT_RUNNING) {
		attempts_fini(attempts);
	}
	return true;
}

/* Accepted jobs are due at once, and many; retrying ones have a time each, and are few. */
bool ledger_next_due(struct ledger *ledger, int64_t *at_ms, struct err *err) {
	const struct row_query accepted = {
		.conds = { { "state", ROW_IS, .integer = JOB_ACCEPTED }, { "is_behind", ROW_IS, .integer = 0 } },
	};
	const struct row_query retrying = {
		.conds = { { "state", ROW_IS, .integer = JOB_RETRYING } }, .order = "not_before_ms",
	};
	struct job job;
	bool is_there;
	if (!select_one(ledger, &table_jobs, &accepted, &job, &is_there, err)) {
		return false;
	}
	if (!is_there && !select_one(ledger, &table_jobs, &retrying, &job, &is_there, err)) {
		return false;
	}
	*at_ms = is_there ? job.not_before_ms : INT64_MAX;
	job_fini(&job);
	return true;
}

/* Close the attempt under way, if one is, and take back the count of one that was not the job's doing. */
static bool close_attempt(struct ledger *ledger, struct job *job, enum attempt_outcome outcome, int64_t now_ms,
                          struct err *err) {
	struct attempts attempts;
	if (!running_attempt(ledger, job->id, &attempts, err)) {
		return false;
	}
	bool ok = true;
	if (attempts.n) {
		attempts.v[0].outcome = outcome;
		attempts.v[0].ended_ms = now_ms;
		ok = update(ledger, &table_attempts, &attempts.v[0], err);
		if (!attempt_is_counted(outcome)) {
			job->attempts--;
		}
	}
	attempts_fini(&attempts);
	return ok;
}

/* A job that is over: its series goes on with the next, and what it was about to issue is issued, or was not. */
static bool store_ended(struct ledger *ledger, struct job *job, struct err *err) {
	return series_leave(ledger, job, err) && store(ledger, job, err) && series_advance(ledger, job, err);
}

/* What the outcome of an attempt means for its job. */
static enum job_event event_of(const struct job *job, enum attempt_outcome outcome) {
	switch (outcome) {
	case ATTEMPT_OK:
	case ATTEMPT_PERMANENT:
		return JOB_ON_FINISH;
	case ATTEMPT_CANCELLED:
		return JOB_ON_CANCEL;
	case ATTEMPT_CRASH:
	case ATTEMPT_DEADLINE:
	case ATTEMPT_MEMORY:
		return job->attempts >= ATTEMPT_MAX ? JOB_ON_FINISH : JOB_ON_RETURN;
	case ATTEMPT_RUNNING:
	case ATTEMPT_ENVIRONMENT:
	case ATTEMPT_STOPPED:
	case ATTEMPT_GAP:
		break;
	}
	return JOB_ON_RETURN;
}

static bool end_attempt(struct ledger *ledger, struct job *job, const struct attempt_end *end, struct err *err) {
	if (job->state != JOB_RUNNING) {
		return err_set(err, ERR_INPUT, "job %s is %s: no attempt is under way", job->id,
		               job_state_name(job->state));
	}
	enum job_event event = event_of(job, end->outcome);
	if (!close_attempt(ledger, job, end->outcome, end->now_ms, err) || !step(job, event, err)) {
		return false;
	}
	job->not_before_ms = event == JOB_ON_RETURN ? end->not_before_ms : 0;
	job->ended_ms = event == JOB_ON_CANCEL ? end->now_ms : 0;
	/* An earlier crash's error is no part of what came out well in the end. */
	row_set_text(&job->error, end->outcome == ATTEMPT_OK ? NULL : end->error ? end->error : job->error);
	if (end->gaps) {
		row_set_text(&job->gaps, end->gaps);
	}
	return event == JOB_ON_CANCEL ? store_ended(ledger, job, err) : store(ledger, job, err);
}

bool ledger_end_attempt(struct ledger *ledger, const char *id, const struct attempt_end *end, enum job_state *state,
                        bool *is_exhausted, struct err *err) {
	struct job job;
	if (!rows_push(ledger->rows, err)) {
		return false;
	}
	if (!inside_job(ledger, id, &job, err)) {
		return rows_pop(ledger->rows, false, err);
	}
	bool ok = rows_pop(ledger->rows, end_attempt(ledger, &job, end, err), err);
	if (ok) {
		*state = job.state;
		if (is_exhausted) {
			*is_exhausted = job.state == JOB_PUBLISHING && end->outcome != ATTEMPT_OK &&
			                end->outcome != ATTEMPT_PERMANENT;
		}
	}
	job_fini(&job);
	return ok;
}

bool ledger_publication(struct ledger *ledger, const char *id, struct publication *publication, struct err *err) {
	const struct row_query query = { .conds = { { "job", ROW_IS, .text = id } } };
	bool is_there;
	return select_one(ledger, &table_publications, &query, publication, &is_there, err);
}

static bool journal(struct ledger *ledger, const struct job *job, const struct publication *publication,
                    struct err *err) {
	struct publication before;
	if (job->state != JOB_PUBLISHING) {
		return err_set(err, ERR_INPUT, "job %s is %s: nothing of it is being published", job->id,
		               job_state_name(job->state));
	}
	if (!ledger_publication(ledger, job->id, &before, err)) {
		return false;
	}
	/* A plan may be made again: the job was rendered a second time. */
	bool is_back = publication->step < before.step && publication->step != PUBLISH_PLANNED;
	publication_fini(&before);
	if (is_back) {
		return err_set(err, ERR_BUG, "the publication of job %s cannot go back to '%s'", job->id,
		               publish_step_names[publication->step]);
	}
	struct publication row = *publication;
	row.job = job->id;
	return put(ledger, &table_publications, &row, err);
}

bool ledger_journal(struct ledger *ledger, const char *id, const struct publication *publication, struct err *err) {
	struct job job;
	if (!rows_push(ledger->rows, err)) {
		return false;
	}
	if (!inside_job(ledger, id, &job, err)) {
		return rows_pop(ledger->rows, false, err);
	}
	bool ok = rows_pop(ledger->rows, journal(ledger, &job, publication, err), err);
	job_fini(&job);
	return ok;
}

/* The event that ends a job in that state, and how it ends an attempt that is under way. */
static const struct ending {
	bool is_one;
	enum job_event event;
	enum attempt_outcome outcome;
} endings[JOB_STATES] = {
	[JOB_DONE] = { true, JOB_ON_DONE, ATTEMPT_OK },
	[JOB_FAILED] = { true, JOB_ON_FAIL, ATTEMPT_PERMANENT },
	[JOB_QUARANTINED] = { true, JOB_ON_QUARANTINE, ATTEMPT_CRASH },
	[JOB_CANCELLED] = { true, JOB_ON_CANCEL, ATTEMPT_CANCELLED },
	[JOB_SKIPPED] = { true, JOB_ON_SKIP, ATTEMPT_OK },
};

static bool end_job(struct ledger *ledger, struct job *job, enum job_state final, const char *json, int64_t now_ms,
                    struct err *err) {
	if (!step(job, endings[final].event, err) ||
	    !close_attempt(ledger, job, endings[final].outcome, now_ms, err)) {
		return false;
	}
	if (json) {
		row_set_text(final == JOB_DONE || final == JOB_SKIPPED ? &job->result : &job->error, json);
	}
	if (final != JOB_DONE) {
		if (!inside_drop_name(ledger, job->id, LEDGER_OUTBOX, err)) {
			return false;
		}
		row_set_text(&job->output, NULL);
	}
	job->ended_ms = now_ms;
	return store_ended(ledger, job, err);
}

bool ledger_end(struct ledger *ledger, const char *id, enum job_state final, const char *json, int64_t now_ms,
                struct err *err) {
	struct job job;
	assert(endings[final].is_one);
	if (!rows_push(ledger->rows, err)) {
		return false;
	}
	if (!inside_job(ledger, id, &job, err)) {
		return rows_pop(ledger->rows, false, err);
	}
	bool ok = rows_pop(ledger->rows, end_job(ledger, &job, final, json, now_ms, err), err);
	job_fini(&job);
	return ok;
}

/* The plan goes with the PDF it was of: whoever finds one after a crash goes on with it. */
static bool requeue(struct ledger *ledger, struct job *job, int64_t not_before_ms, struct err *err) {
	const struct row_query plan = { .conds = { { "job", ROW_IS, .text = job->id } } };
	if (job->state != JOB_PUBLISHING) {
		return err_set(err, ERR_INPUT, "job %s is %s: nothing of it is being published", job->id,
		               job_state_name(job->state));
	}
	if (!step(job, JOB_ON_RETURN, err)) {
		return false;
	}
	if (!series_unplan(ledger, job, err) || !ledger->rows->ops->remove(ledger->rows, &table_publications, &plan, err)) {
		return false;
	}
	job->not_before_ms = not_before_ms;
	if (job->attempts > 0) {
		job->attempts--;    /* that attempt went well; what was lost is no fault of it */
	}
	return store(ledger, job, err);
}

bool ledger_requeue(struct ledger *ledger, const char *id, int64_t not_before_ms, struct err *err) {
	struct job job;
	if (!rows_push(ledger->rows, err)) {
		return false;
	}
	if (!inside_job(ledger, id, &job, err)) {
		return rows_pop(ledger->rows, false, err);
	}
	bool ok = rows_pop(ledger->rows, requeue(ledger, &job, not_before_ms, err), err);
	job_fini(&job);
	return ok;
}

/* The jobs in state that another instance has, in *jobs. */
static bool list_orphans(struct ledger *ledger, enum job_state state, const char *instance, struct jobs *jobs,
                         struct err *err) {
	const struct row_query query = {
		.conds = {
			{ "state", ROW_IS, .integer = state },
			{ "instance", ROW_IS_NOT, .text = instance },
		},
		.order = "id",
	};
	void *v;
	if (!select(ledger, &table_jobs, &query, &v, &jobs->n, err)) {
		return false;
	}
	jobs->v = v;
	return true;
}

static bool recover(struct ledger *ledger, const char *instance, int64_t now_ms, struct jobs *stopped,
                    struct jobs *publishing, struct err *err) {
	bool ok = true;
	if (!list_orphans(ledger, JOB_RUNNING, instance, stopped, err)) {
		return false;
	}
	const struct attempt_end end = {
		.outcome = ATTEMPT_STOPPED, .now_ms = now_ms, .not_before_ms = now_ms,
	};
	for (size_t i = 0; ok && i < stopped->n; i++) {
		ok = end_attempt(ledger, &stopped->v[i], &end, err);
	}
	if (!ok || !list_orphans(ledger, JOB_PUBLISHING, instance, publishing, err)) {
		return false;
	}
	for (size_t i = 0; ok && i < publishing->n; i++) {
		row_set_text(&publishing->v[i].instance, instance);
		ok = store(ledger, &publishing->v[i], err);
	}
	return ok;
}

bool ledger_recover(struct ledger *ledger, const char *instance, int64_t now_ms, struct jobs *stopped,
                    struct jobs *publishing, struct err *err) {
	struct jobs running = { NULL, 0 };
	*publishing = (struct jobs){ NULL, 0 };
	bool ok = rows_push(ledger->rows, err) &&
	          rows_pop(ledger->rows, recover(ledger, instance, now_ms, &running, publishing, err), err);
	if (!ok) {
		jobs_fini(publishing);
	}
	if (!ok || stopped == NULL) {
		jobs_fini(&running);
	}
	if (stopped != NULL) {
		*stopped = running;
	}
	return ok;
}

bool ledger_lookup(struct ledger *ledger, const char *id, struct job *job, struct err *err) {
	if (!inside_job(ledger, id, job, err)) {
		return false;
	}
	if (!load_request(ledger, job, err)) {
		job_fini(job);
		return false;
	}
	return true;
}

/* At most two jobs that query finds, newest first: none, the one, or too many. */
static bool find_two(struct ledger *ledger, struct row_query query, struct jobs *jobs, struct err *err) {
	void *v;
	query.order = "id";
	query.descending = true;
	query.limit = 2;
	if (!select(ledger, &table_jobs, &query, &v, &jobs->n, err)) {
		return false;
	}
	jobs->v = v;
	return true;
}

/* What follows the '-' of an id: too seldom asked for to be worth an index. */
static bool find_by_tail(struct ledger *ledger, const char *tail, struct jobs *jobs, struct err *err) {
	const struct row_query all = { .order = "id", .descending = true };
	void *v;
	size_t n;
	if (!select(ledger, &table_jobs, &all, &v, &n, err)) {
		return false;
	}
	struct jobs list = { v, n };
	for (size_t i = 0; i < n && jobs->n == 0; i++) {
		const char *dash = strchr(list.v[i].id, '-');
		if (dash && str_eq(dash + 1, tail)) {
			jobs->v = mem_alloc(sizeof(*jobs->v));
			jobs->v[jobs->n++] = list.v[i];
			list.v[i] = (struct job){ .id = NULL };
		}
	}
	jobs_fini(&list);
	return true;
}

bool ledger_find(struct ledger *ledger, const char *text, struct job *job, struct err *err) {
	const struct row_query by_prefix = { .conds = { { "id", ROW_BEGINS, .text = text } } };
	const struct row_query by_name = { .conds = { { "name", ROW_IS, .text = text } } };
	struct jobs found = { NULL, 0 };
	bool ok = false;
	if (*text == '\0') {
		return err_set(err, ERR_INPUT, "a job is named by its id, or the name of its request");
	}
	if (!find_two(ledger, by_name, &found, err)) {
		return false;
	}
	if (found.n == 0 && !find_two(ledger, by_prefix, &found, err)) {
		return false;
	}
	if (found.n == 2 && !str_eq(found.v[0].name, text)) {
		err_set(err, ERR_INPUT, "'%s' is the beginning of several jobs' ids, such as %s and %s", text,
		        found.v[0].id, found.v[1].id);
		err_hint(err, "give more of the id");
		goto out;
	}
	if (found.n == 0 && !find_by_tail(ledger, text, &found, err)) {
		goto out;
	}
	if (found.n == 0) {
		err_set(err, ERR_INPUT, "there is no job '%s'", text);
		err_hint(err, "`sitrep status` lists the jobs");
		goto out;
	}
	ok = ledger_lookup(ledger, found.v[0].id, job, err);
out:
	jobs_fini(&found);
	return ok;
}

bool ledger_list(struct ledger *ledger, const struct job_filter *filter, struct jobs *jobs, struct err *err) {
	struct row_query query = { .order = "id", .descending = filter->newest_first, .limit = filter->limit };
	size_t n = 0;
	if (filter->states) {
		query.conds[n++] = (struct row_cond){ "state", ROW_ONE_OF, .mask = filter->states };
	}
	if (filter->schedule) {
		query.conds[n++] = (struct row_cond){ "schedule", ROW_IS, .text = filter->schedule };
	}
	if (filter->is_scheduled) {
		query.conds[n++] = (struct row_cond){ "schedule", ROW_IS_NOT, .text = NULL };
	}
	if (filter->series) {
		query.conds[n++] = (struct row_cond){ "series", ROW_IS, .text = filter->series };
	}
	void *v;
	if (!select(ledger, &table_jobs, &query, &v, &jobs->n, err)) {
		return false;
	}
	jobs->v = v;
	return true;
}

bool ledger_counts(struct ledger *ledger, int64_t counts[JOB_STATES], struct err *err) {
	memset(counts, 0, JOB_STATES * sizeof(*counts));
	return ledger->rows->ops->count(ledger->rows, &table_jobs, "state", counts, err);
}

bool ledger_attempts(struct ledger *ledger, const char *id, struct attempts *attempts, struct err *err) {
	return list_attempts(ledger, id, false, 0, attempts, err);
}

static bool insert_again(struct ledger *ledger, const struct job *old, const char *new_id, int64_t now_ms, struct err *err) {
	struct job fresh = *old;
	fresh.id = new_id;
	fresh.retry_of = old->id;
	fresh.generation = fresh.instance = fresh.output = fresh.gaps = fresh.error = fresh.result = NULL;
	fresh.accepted_ms = now_ms;
	fresh.started_ms = fresh.ended_ms = fresh.not_before_ms = 0;
	if (old->state == JOB_DONE && old->edition != 0 && old->reissue != REISSUE_WITHDRAWAL) {
		fresh.reissue = REISSUE_AGAIN;
	} else if (old->state == JOB_DONE && old->edition == 0) {
		fresh.series = NULL;    /* issued before editions were counted: no new one */
	}
	bool is_new;
	if (!series_accept(ledger, &fresh, &is_new, err)) {
		return false;
	}
	return is_new || err_set(err, ERR_BUG, "there is a job %s already", new_id);
}

static bool retry(struct ledger *ledger, const struct job *old, const char *new_id, int64_t now_ms, struct err *err) {
	if (!job_state_is_final(old->state) || old->state == JOB_DONE) {
		err_set(err, ERR_INPUT, "job %s is %s and cannot be tried again", old->id, job_state_name(old->state));
		return err_hint(err, old->state == JOB_DONE ? "submit its request again" : "cancel it first");
	}
	if (old->request.len == 0) {
		err_set(err, ERR_INPUT, "job %s cannot be tried again: what was dropped was refused and no request was kept", old->id);
		return err_hint(err, "drop it again, mended");
	}
	return insert_again(ledger, old, new_id, now_ms, err);
}

bool ledger_redo(struct ledger *ledger, const char *id, const char *new_id, int64_t now_ms, struct err *err) {
	struct job old;
	if (!rows_push(ledger->rows, err)) {
		return false;
	}
	if (!ledger_lookup(ledger, id, &old, err)) {
		return rows_pop(ledger->rows, false, err);
	}
	bool ok = (old.state == JOB_DONE || err_set(err, ERR_INPUT, "job %s is not done", id)) &&
	          inside_drop_name(ledger, id, LEDGER_OUTBOX, err) && insert_again(ledger, &old, new_id, now_ms, err);
	ok = rows_pop(ledger->rows, ok, err);
	job_fini(&old);
	return ok;
}

bool ledger_retry(struct ledger *ledger, const char *id, const char *new_id, int64_t now_ms, struct err *err) {
	struct job old;
	if (!rows_push(ledger->rows, err)) {
		return false;
	}
	if (!ledger_lookup(ledger, id, &old, err)) {
		return rows_pop(ledger->rows, false, err);
	}
	bool ok = rows_pop(ledger->rows, retry(ledger, &old, new_id, now_ms, err), err);
	job_fini(&old);
	return ok;
}
