/* schedules: what the ledger knows of schedules: how far each is settled, its runs, and what was missed; see ledger.h. */
#include <string.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "ledger/inside.h"
#include "ledger/ledger.h"
#include "ledger/rows.h"
#include "ledger/series.h"
#include "ledger/tables.h"

/* ---- schedules ---- */

bool ledger_schedule(struct ledger *ledger, const char *name, struct schedule_state *schedule, struct err *err) {
	const struct row_query query = { .conds = { { "name", ROW_IS, .text = name } } };
	bool is_there;

	if (!rows_select_one(ledger->rows, &table_schedules, &query, schedule, &is_there, err)) {
		return false;
	}
	if (!is_there) {
		schedule->name = mem_strdup(name);
	}
	return true;
}

/* What is NULL stays as it is. */
static bool change(struct ledger *ledger, const char *name, const bool *is_paused, const int64_t *settled_ms, struct err *err) {
	struct schedule_state schedule;

	if (!rows_push(ledger->rows, err)) {
		return false;
	}
	if (!ledger_schedule(ledger, name, &schedule, err)) {
		return rows_pop(ledger->rows, false, err);
	}
	schedule.is_paused = is_paused != NULL ? *is_paused : schedule.is_paused;
	schedule.settled_ms = settled_ms != NULL ? *settled_ms : schedule.settled_ms;
	bool ok = rows_pop(ledger->rows, rows_put(ledger->rows, &table_schedules, &schedule, err), err);
	schedule_state_fini(&schedule);
	return ok;
}

bool ledger_schedule_pause(struct ledger *ledger, const char *name, bool is_paused, struct err *err) {
	return change(ledger, name, &is_paused, NULL, err);
}

bool ledger_schedule_settle(struct ledger *ledger, const char *name, int64_t settled_ms, struct err *err) {
	return change(ledger, name, NULL, &settled_ms, err);
}

/* Does it begin now, rather than go on from where it was settled? */
static bool is_begun(const struct schedule_state *schedule, const char *rule) {
	bool is_other = schedule->rule != NULL && *schedule->rule != '\0' && !str_eq(schedule->rule, rule);

	return schedule->settled_ms == 0 || schedule->is_off || is_other;
}

bool ledger_schedule_begin(struct ledger *ledger, const char *name, const char *rule, int64_t now_ms, struct schedule_state *schedule,
                           bool *begins, struct err *err) {
	if (!rows_push(ledger->rows, err)) {
		return false;
	}
	if (!ledger_schedule(ledger, name, schedule, err)) {
		return rows_pop(ledger->rows, false, err);
	}
	bool is_known = schedule->rule != NULL && str_eq(schedule->rule, rule) && !schedule->is_off;
	*begins = is_begun(schedule, rule);
	if (*begins) {
		schedule->settled_ms = now_ms;
	}
	schedule->is_off = false;
	row_set_text(&schedule->rule, rule);
	bool ok = rows_pop(ledger->rows, (is_known && !*begins) || rows_put(ledger->rows, &table_schedules, schedule, err), err);
	if (!ok) {
		schedule_state_fini(schedule);
	}
	return ok;
}

bool ledger_schedules_off(struct ledger *ledger, bool (*is_on)(void *ctx, const char *name), void *ctx, struct err *err) {
	const struct row_query on = { .conds = { { "is_off", ROW_IS, .integer = 0 } } };
	void *v;
	size_t n;

	if (!rows_push(ledger->rows, err)) {
		return false;
	}
	bool ok = ledger->rows->ops->select(ledger->rows, &table_schedules, &on, &v, &n, err);
	if (!ok) {
		return rows_pop(ledger->rows, false, err);
	}
	struct schedule_state *schedules = v;
	for (size_t i = 0; ok && i < n; i++) {
		if (!is_on(ctx, schedules[i].name)) {
			schedules[i].is_off = true;
			ok = rows_put(ledger->rows, &table_schedules, &schedules[i], err);
		}
	}
	rows_release(&table_schedules, v, n);
	return rows_pop(ledger->rows, ok, err);
}

/* ---- what was missed ---- */

void missed_list_fini(struct missed_list *list) {
	rows_release(&table_missed, list->v, list->n);
	*list = (struct missed_list){ NULL, 0 };
}

bool ledger_missed(struct ledger *ledger, const char *schedule, struct missed_list *list, struct err *err) {
	struct row_query query = { .conds = { { "job", ROW_IS, .text = "" } }, .order = "first_ms" };
	void *v;

	if (schedule != NULL) {
		query.conds[1] = (struct row_cond){ "schedule", ROW_IS, .text = schedule };
	}
	if (!ledger->rows->ops->select(ledger->rows, &table_missed, &query, &v, &list->n, err)) {
		return false;
	}
	list->v = v;
	return true;
}

/* What follows on a stretch of the same reason, and was not told of yet, is one with it. */
static bool miss(struct ledger *ledger, const struct missed *missed, struct err *err) {
	const struct row_query last = {
		.conds = { { "schedule", ROW_IS, .text = missed->schedule } }, .order = "first_ms", .descending = true,
	};
	struct missed before;
	bool is_there, ok;

	if (!rows_select_one(ledger->rows, &table_missed, &last, &before, &is_there, err)) {
		return false;
	}
	if (is_there && *before.job == '\0' && str_eq(before.why, missed->why) && before.last_ms <= missed->first_ms) {
		before.last_ms = missed->last_ms;
		before.runs += missed->runs;
		before.at_ms = missed->at_ms;
		ok = ledger->rows->ops->update(ledger->rows, &table_missed, &before, err);
	} else {
		struct missed row = *missed;
		row.job = "";
		ok = rows_put(ledger->rows, &table_missed, &row, err);
	}
	row_fini(&table_missed, &before);
	return ok;
}

bool ledger_miss(struct ledger *ledger, const struct missed *missed, struct err *err) {
	return rows_push(ledger->rows, err) && rows_pop(ledger->rows, miss(ledger, missed, err), err);
}

static bool unsettle(struct ledger *ledger, const char *name, int64_t now_ms, int64_t *settled_ms, struct err *err) {
	struct missed_list list = { NULL, 0 };
	bool ok = ledger_missed(ledger, name, &list, err);

	*settled_ms = now_ms;
	for (size_t i = 0; ok && i < list.n; i++) {
		const struct missed *missed = &list.v[i];
		if (missed->last_ms <= now_ms) {
			continue;
		}
		*settled_ms = missed->first_ms - 1 < *settled_ms ? missed->first_ms - 1 : *settled_ms;
		const struct row_query one = {
			.conds = { { "schedule", ROW_IS, .text = name }, { "first_ms", ROW_IS, .integer = missed->first_ms } },
		};
		ok = ledger->rows->ops->remove(ledger->rows, &table_missed, &one, err);
	}
	missed_list_fini(&list);
	return ok && ledger_schedule_settle(ledger, name, *settled_ms, err);
}

bool ledger_schedule_unsettle(struct ledger *ledger, const char *name, int64_t now_ms, int64_t *settled_ms, struct err *err) {
	return rows_push(ledger->rows, err) && rows_pop(ledger->rows, unsettle(ledger, name, now_ms, settled_ms, err), err);
}

/* The job's result tells what was missed before it; *text is "" where nothing was. */
static bool tell_missed(struct ledger *ledger, const struct job *job, struct buf *text, struct err *err) {
	struct missed_list list = { NULL, 0 };
	struct json_out out = JSON_OUT(text, 0);
	bool ok = ledger_missed(ledger, job->schedule, &list, err);

	for (size_t i = 0; ok && i < list.n; i++) {
		struct missed *missed = &list.v[i];
		if (i == 0) {
			json_begin(&out, '[');
		}
		json_begin(&out, '{');
		json_put_utc(&out, "from", missed->first_ms);
		json_put_utc(&out, "to", missed->last_ms);
		json_put_int(&out, "runs", missed->runs);
		json_put_str(&out, "why", missed->why);
		json_end(&out, '}');
		row_set_text(&missed->job, job->id);
		ok = ledger->rows->ops->update(ledger->rows, &table_missed, missed, err);
	}
	if (list.n > 0) {
		json_end(&out, ']');
	}
	missed_list_fini(&list);
	return ok;
}

/* ---- runs ---- */

/* The row of an earlier version that says that no job was made: it can be made now. */
static bool take_over(struct ledger *ledger, const struct run_row *run, bool *is_free, struct err *err) {
	const struct row_query same = {
		.conds = { { "schedule", ROW_IS, .text = run->schedule }, { "nominal_ms", ROW_IS, .integer = run->nominal_ms } },
	};
	struct run_row row;
	bool is_there;

	if (!rows_select_one(ledger->rows, &table_runs, &same, &row, &is_there, err)) {
		return false;
	}
	*is_free = is_there && row.job == NULL;
	row_fini(&table_runs, &row);
	return !*is_free || ledger->rows->ops->update(ledger->rows, &table_runs, run, err);
}

static bool accept_job(struct ledger *ledger, const struct run *run, const struct job *job, struct err *err) {
	struct job of_run = *job;
	struct buf missed = BUF_INIT;
	bool is_new = false;

	of_run.schedule = run->schedule;
	of_run.nominal_ms = run->nominal_ms;
	of_run.due_ms = run->due_ms;
	bool ok = run->is_backfill || tell_missed(ledger, &of_run, &missed, err);
	of_run.missed = missed.len > 0 ? buf_str(&missed) : NULL;
	ok = ok && series_accept(ledger, &of_run, &is_new, err) && (is_new || err_set(err, ERR_BUG, "there is a job %s already", job->id));
	buf_fini(&missed);
	return ok;
}

/* A back-fill creates runs of the past: the latest stays the latest. */
static bool note_run(struct ledger *ledger, const struct run *run, const struct job *job, struct err *err) {
	struct schedule_state schedule;

	if (!ledger_schedule(ledger, run->schedule, &schedule, err)) {
		return false;
	}
	if (run->nominal_ms > schedule.last_nominal_ms) {
		schedule.last_nominal_ms = run->nominal_ms;
	}
	if (!run->is_backfill) {
		row_set_text(&schedule.last_job, job->id);
		schedule.late_ms = run->late_ms;
	}
	bool ok = rows_put(ledger->rows, &table_schedules, &schedule, err);
	schedule_state_fini(&schedule);
	return ok;
}

#define BACKFILL "back-fill"    /* a run's note */

static bool create(struct ledger *ledger, const struct run *run, const struct job *job, int64_t now_ms, bool *is_new, struct err *err) {
	const struct run_row row = {
		.schedule = run->schedule, .nominal_ms = run->nominal_ms, .job = job->id, .note = run->is_backfill ? BACKFILL : NULL, .at_ms = now_ms,
	};

	if (!ledger->rows->ops->insert(ledger->rows, &table_runs, &row, is_new, err)) {
		return false;
	}
	if (!*is_new && !take_over(ledger, &row, is_new, err)) {
		return false;
	}
	return !*is_new || (accept_job(ledger, run, job, err) && note_run(ledger, run, job, err));
}

bool ledger_run(struct ledger *ledger, const struct run *run, const struct job *job, int64_t now_ms, bool *is_new, struct err *err) {
	return rows_push(ledger->rows, err) && rows_pop(ledger->rows, create(ledger, run, job, now_ms, is_new, err), err);
}

bool ledger_runs_ahead(struct ledger *ledger, const char *schedule, int64_t after_ms, int64_t **v, size_t *n, struct err *err) {
	const struct row_query query = {
		.conds = { { "schedule", ROW_IS, .text = schedule }, { "nominal_ms", ROW_AT_LEAST, .integer = after_ms + 1 }, { "job", ROW_IS_NOT, .text = NULL } },
		.order = "nominal_ms",
	};
	void *found;

	if (!ledger->rows->ops->select(ledger->rows, &table_runs, &query, &found, n, err)) {
		return false;
	}
	struct run_row *rows = found;
	*v = mem_alloc((*n + 1) * sizeof(**v));
	for (size_t i = 0; i < *n; i++) {
		(*v)[i] = rows[i].nominal_ms;
	}
	rows_release(&table_runs, found, *n);
	return true;
}

bool ledger_run_is_backfill(struct ledger *ledger, const char *schedule, int64_t nominal_ms, bool *is_backfill, struct err *err) {
	const struct row_query query = {
		.conds = { { "schedule", ROW_IS, .text = schedule }, { "nominal_ms", ROW_IS, .integer = nominal_ms } },
	};
	struct run_row row;
	bool is_there;

	if (!rows_select_one(ledger->rows, &table_runs, &query, &row, &is_there, err)) {
		return false;
	}
	*is_backfill = is_there && row.note != NULL && str_eq(row.note, BACKFILL);
	row_fini(&table_runs, &row);
	return true;
}

bool ledger_job_state(struct ledger *ledger, const char *id, enum job_state *state, bool *is_there, struct err *err) {
	const struct row_query by_id = { .conds = { { "id", ROW_IS, .text = id } } };
	struct job job;

	if (!rows_select_one(ledger->rows, &table_jobs, &by_id, &job, is_there, err)) {
		return false;
	}
	*state = job.state;
	row_fini(&table_jobs, &job);
	return true;
}
