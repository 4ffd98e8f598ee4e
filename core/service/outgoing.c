#include "service/outgoing.h"

#include <errno.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "deliver/target.h"
#include "ledger/delivery.h"
#include "ledger/ledger.h"
#include "service/spool.h"

#define HELD_MAX ((size_t)4 << 30)
#define REDONE_MAX 16
#define MONTH_MS (INT64_C(30) * 24 * 3600 * 1000)

static const unsigned unfinished =
	JOB_STATE_BIT(JOB_ACCEPTED) | JOB_STATE_BIT(JOB_RETRYING) | JOB_STATE_BIT(JOB_RUNNING) | JOB_STATE_BIT(JOB_PUBLISHING);

/* The names in the array at key of a JSON object, in the arena: what could be a target's, each once. */
static const char **names_at(struct arena *arena, const struct json *list, size_t *n) {
	const char **names = NULL;
	size_t cap = 0;

	*n = 0;
	for (const struct json *v = list != NULL && list->type == JSON_ARRAY ? list->first : NULL; v != NULL; v = v->next) {
		if (v->type == JSON_STRING && target_name_fits(v->str)) {
			*ARENA_PUSH(arena, names, *n, cap) = v->str;
		}
	}
	return names;
}

char *outgoing_held_path(const struct spool *spool, const char *job) {
	struct buf path = BUF_INIT;

	buf_addf(&path, "%s/%s.pdf", spool->sending, job);
	return buf_detach(&path, NULL);
}

/* A second name costs nothing; where the outbox is another file system, a copy. */
static bool hold(const struct spool *spool, const char *path, const char *held, struct err *err) {
	struct buf bytes = BUF_INIT;
	bool ok = true;

	if (unlink(held) != 0 && errno != ENOENT) {
		return err_sys(err, "cannot replace %s", held);
	}
	if (link(path, held) != 0) {
		ok = file_read(path, HELD_MAX, &bytes, err) && spool_write(spool, held, bytes.p, bytes.len, err);
		buf_fini(&bytes);
	}
	return ok && spool_sync_dir(spool->sending, err);
}

bool outgoing_hold(const struct spool *spool, const char *job, const char *path, const char *record, struct err *err) {
	struct arena *arena = arena_new();
	size_t n;
	bool ok = true;

	names_at(arena, json_lookup(json_parse(arena, record, strlen(record), NULL, NULL), "deliver"), &n);
	if (n > 0) {
		char *held = outgoing_held_path(spool, job);
		ok = file_mkdirs(spool->sending, 0700, err) && hold(spool, path, held, err);
		mem_free(held);
	}
	arena_free(arena);
	return ok;
}

/* Of a run, before there is a report. */
static bool is_notice(const char *event) {
	return str_eq(event, DELIVERY_LATE) || str_eq(event, DELIVERY_MISSED);
}

/* Leave out of names those that are told, or are being told, of old: that job was issued, and is made once more. */
static bool drop_told(struct ledger *ledger, const char *old, const char **names, size_t *n, struct err *err) {
	const struct delivery_filter all = { .job = old, .states = ~DELIVERY_STATE_BIT(DELIVERY_FAILED) };
	struct deliveries told;
	size_t kept = 0;

	if (!ledger_deliveries(ledger, &all, &told, err)) {
		return false;
	}
	for (size_t i = 0; i < *n; i++) {
		bool is_told = false;
		for (size_t k = 0; k < told.n; k++) {
			is_told = is_told || (str_eq(told.v[k].target, names[i]) && !is_notice(told.v[k].event));
		}
		if (!is_told) {
			names[kept++] = names[i];
		}
	}
	*n = kept;
	deliveries_fini(&told);
	return true;
}

/* Along the jobs that this one does again, to the first that was not issued. */
static bool drop_told_before(struct ledger *ledger, struct arena *arena, const char *retry_of, const char **names, size_t *n,
                             struct err *err) {
	for (int i = 0; retry_of != NULL && *n > 0 && i < REDONE_MAX; i++) {
		struct job old;
		struct err why = ERR_INIT;
		if (!ledger_lookup(ledger, retry_of, &old, &why)) {
			if (why.code != ERR_INPUT && err != NULL) {
				*err = why;
			}
			return why.code == ERR_INPUT;    /* forgotten */
		}
		bool was_issued = old.state == JOB_DONE;
		bool ok = !was_issued || drop_told(ledger, old.id, names, n, err);
		retry_of = was_issued ? arena_strdup(arena, old.retry_of) : NULL;
		job_fini(&old);
		if (!ok) {
			return false;
		}
	}
	return true;
}

static const char *const events[JOB_REISSUES] = {
	[REISSUE_NONE] = DELIVERY_ISSUED, [REISSUE_AGAIN] = DELIVERY_ISSUED, [REISSUE_CORRECTION] = DELIVERY_CORRECTED,
	[REISSUE_WITHDRAWAL] = DELIVERY_WITHDRAWN,
};

/* The edition that job corrects or withdraws, as it was issued; series is NULL where it does neither. */
static bool edition_replaced(struct ledger *ledger, const struct job *job, struct edition *edition, struct err *err) {
	*edition = (struct edition){ .series = NULL };
	if (job->series == NULL || (job->reissue != REISSUE_CORRECTION && job->reissue != REISSUE_WITHDRAWAL)) {
		return true;
	}
	return job->reissue == REISSUE_CORRECTION ? ledger_edition_at(ledger, job->series, job->edition, job->revision - 1, edition, err)
	                                          : ledger_edition(ledger, job->series, job->edition, edition, err);
}

bool outgoing_issued(struct ledger *ledger, const char *id, const char *record, struct err *err) {
	struct arena *arena = arena_new();
	size_t n;
	const char **names = names_at(arena, json_lookup(json_parse(arena, record, strlen(record), NULL, NULL), "deliver"), &n);
	bool ok = true;

	if (n > 0) {
		struct job job = { .id = NULL };
		ok = ledger_lookup(ledger, id, &job, err) && drop_told_before(ledger, arena, job.retry_of, names, &n, err) &&
		     ledger_deliver(ledger, id, events[job.reissue], names, n, clock_now_ms(), NULL, err);
		job_fini(&job);
	}
	arena_free(arena);
	return ok;
}

bool outgoing_failed(struct ledger *ledger, const char *job, const struct bytes *request, struct err *err) {
	struct arena *arena = arena_new();
	size_t n = 0;
	const char **names = NULL;

	if (request->len > 0) {
		names = names_at(arena, json_lookup(json_parse(arena, request->p, request->len, NULL, NULL), "notify"), &n);
	}
	bool ok = n == 0 || ledger_deliver(ledger, job, DELIVERY_FAILURE, names, n, clock_now_ms(), NULL, err);
	arena_free(arena);
	return ok;
}

/* ---- asked for ---- */

/* Nothing was given up: the target was never meant, or it has what there is. */
static bool tell_first(struct ledger *ledger, const struct job *job, const char *target, struct err *err) {
	const struct delivery_filter all = { .job = job->id };
	const struct delivery *known = NULL;
	struct deliveries list;

	if (target == NULL || job->state != JOB_DONE) {
		err_set(err, ERR_INPUT, "no delivery of job %s has failed", job->id);
		return err_hint(err, "`sitrep status %s` shows its deliveries", job->id);
	}
	if (!ledger_deliveries(ledger, &all, &list, err)) {
		return false;
	}
	for (size_t i = 0; i < list.n; i++) {
		known = str_eq(list.v[i].target, target) && !is_notice(list.v[i].event) ? &list.v[i] : known;
	}
	bool ok = known == NULL;
	if (!ok) {
		err_set(err, ERR_INPUT, "the delivery of job %s to '%s' is %s", job->id, target, delivery_state_name(known->state));
		err_hint(err, known->state == DELIVERY_DELIVERED ? "nobody is told the same twice" : "it is tried again by itself");
	}
	deliveries_fini(&list);
	return ok && ledger_deliver(ledger, job->id, events[job->reissue], &target, 1, clock_now_ms(), NULL, err);
}

bool outgoing_again(struct ledger *ledger, const char *text, const char *target, char id[JOB_ID_SIZE], struct err *err) {
	struct job job;
	size_t n;

	if (!ledger_find(ledger, text, &job, err)) {
		return false;
	}
	str_copy(id, JOB_ID_SIZE, job.id);
	bool ok = ledger_delivery_retry(ledger, job.id, target, clock_now_ms(), &n, err) && (n > 0 || tell_first(ledger, &job, target, err));
	job_fini(&job);
	return ok;
}

/* ---- lateness ---- */

static const struct json *schedule_of(const struct catalogue *catalogue, const char *name) {
	for (const struct json *s = catalogue_schedules(catalogue)->first; s != NULL; s = s->next) {
		if (str_eq(json_str(s, "name", ""), name)) {
			return s;
		}
	}
	return NULL;
}

static const struct json *notify_of(const struct json *schedule) {
	return json_lookup(json_lookup(schedule, "request"), "notify");
}

bool outgoing_may_be_late(const struct catalogue *catalogue) {
	for (const struct json *s = catalogue_schedules(catalogue)->first; s != NULL; s = s->next) {
		if (notify_of(s) != NULL) {
			return true;
		}
	}
	return false;
}

/* A run of the past that was asked for is not late: nobody waited for it. */
static bool is_late(struct ledger *ledger, const struct json *schedule, const struct job *job, int64_t now, int64_t *next_ms, bool *is_late_out,
                    struct err *err) {
	int64_t limit_ms = (int64_t)(json_num(schedule, "late_minutes", 0) * 60000), late_ms = job->due_ms + limit_ms;
	bool is_backfill = false;

	*is_late_out = false;
	if (limit_ms <= 0) {
		return true;
	}
	if (late_ms > now) {
		*next_ms = late_ms < *next_ms ? late_ms : *next_ms;
		return true;
	}
	bool ok = ledger_run_is_backfill(ledger, job->schedule, job->nominal_ms, &is_backfill, err);
	*is_late_out = ok && !is_backfill;
	return ok;
}

bool outgoing_late(struct ledger *ledger, const struct catalogue *catalogue, outgoing_late_fn late, void *ctx, int64_t *next_ms,
                   struct err *err) {
	const struct job_filter filter = { .states = unfinished, .is_scheduled = true };
	struct arena *arena = arena_new();
	struct jobs jobs;
	int64_t now = clock_now_ms();
	bool ok = ledger_list(ledger, &filter, &jobs, err);

	*next_ms = INT64_MAX;
	for (size_t i = 0; ok && i < jobs.n; i++) {
		const struct job *job = &jobs.v[i];
		const struct json *schedule = schedule_of(catalogue, job->schedule);
		bool is_late_now = false;
		size_t n, fresh = 0;
		const char **names = names_at(arena, notify_of(schedule), &n);
		ok = job->missed == NULL || ledger_deliver(ledger, job->id, DELIVERY_MISSED, names, n, now, NULL, err);
		ok = ok && is_late(ledger, schedule, job, now, next_ms, &is_late_now, err) &&
		     (!is_late_now || ledger_deliver(ledger, job->id, DELIVERY_LATE, names, n, now, &fresh, err));
		if (ok && fresh > 0) {
			late(ctx, job);
		}
	}
	jobs_fini(&jobs);
	arena_free(arena);
	return ok;
}

/* ---- parcels ---- */

static void put_job(struct json_out *out, const struct job *job) {
	json_begin(out, '{');
	json_put_str(out, "id", job->id);
	json_put_str(out, "state", job_state_name(job->state));
	json_put_str(out, "name", job->name);
	json_put_text(out, "folder", job->folder);
	json_put_text(out, "output", job->output);
	json_put_text(out, "report", job->report);
	json_put_text(out, "schedule", job->schedule);
	json_put_text(out, "series", job->series);
	if (job->edition > 0) {
		json_put_int(out, "edition", job->edition);
	}
	if (job->revision > 0) {
		json_put_int(out, "revision", job->revision);
	}
	json_put_text(out, "reason", job->reason);
	json_put_parsed(out, "missed", job->missed);
	json_put_text(out, "period_from", job->period_from);
	json_put_text(out, "period_to", job->period_to);
	json_put_utc(out, "due", job->due_ms);
	json_put_utc(out, "accepted", job->accepted_ms);
	json_put_utc(out, "ended", job->ended_ms);
	json_end(out, '}');
}

/* Where the edition that is corrected or withdrawn went to the same target: what is delivered now takes its place. */
static bool put_place(struct ledger *ledger, struct json_out *out, const struct job *job, const char *target, struct err *err) {
	struct edition before;
	struct deliveries told = { NULL, 0 };

	if (!edition_replaced(ledger, job, &before, err)) {
		return false;
	}
	const struct delivery_filter all = { .job = before.job, .states = DELIVERY_STATE_BIT(DELIVERY_DELIVERED) };
	bool ok = before.job == NULL || ledger_deliveries(ledger, &all, &told, err);
	for (size_t i = 0; ok && i < told.n; i++) {
		if (str_eq(told.v[i].target, target) && !is_notice(told.v[i].event)) {
			json_put_text(out, "instead_of", told.v[i].place);
			break;
		}
	}
	deliveries_fini(&told);
	edition_fini(&before);
	return ok;
}

/* What is held of it, else what lies in the outbox. */
static void put_pdf(struct json_out *out, const struct spool *spool, const struct job *job) {
	char *held = outgoing_held_path(spool, job->id);
	struct buf path = BUF_INIT;

	if (file_exists(held)) {
		buf_adds(&path, held);
	} else {
		buf_addf(&path, "%s/%s%s%s.pdf", spool->outbox, job->folder, *job->folder != '\0' ? "/" : "", job->output != NULL ? job->output : job->name);
	}
	json_put_str(out, "pdf", buf_str(&path));
	buf_fini(&path);
	mem_free(held);
}

/* An edition that was corrected or withdrawn meanwhile: whoever did not get it is told of that alone. */
static bool find_moot(struct ledger *ledger, const struct job *job, const char *event, const char **moot, struct err *err) {
	struct edition latest;

	*moot = NULL;
	if (job->state != JOB_DONE || job->series == NULL || job->edition == 0 || is_notice(event) || job->reissue == REISSUE_WITHDRAWAL) {
		return true;
	}
	if (!ledger_edition(ledger, job->series, job->edition, &latest, err)) {
		return false;
	}
	if (latest.withdrawn_ms != 0) {
		*moot = "the edition was withdrawn before it was delivered";
	} else if (latest.series != NULL && latest.revision > job->revision) {
		*moot = "the edition was corrected before it was delivered";
	}
	edition_fini(&latest);
	return true;
}

bool outgoing_parcel(struct ledger *ledger, const struct catalogue *catalogue, const struct spool *spool, const struct delivery *delivery,
                     struct buf *text, const char **moot, struct err *err) {
	struct json_out out = JSON_OUT(text, 0);
	struct job job;

	if (!ledger_lookup(ledger, delivery->job, &job, err)) {
		return false;
	}
	if (!find_moot(ledger, &job, delivery->event, moot, err)) {
		job_fini(&job);
		return false;
	}
	json_begin(&out, '{');
	json_put_str(&out, "id", delivery->id);
	json_put_str(&out, "event", delivery->event);
	json_put_str(&out, "target_name", delivery->target);
	json_key(&out, "target");
	json_add_value(&out, json_lookup(catalogue_value(catalogue, "targets"), delivery->target));
	json_key(&out, "job");
	put_job(&out, &job);
	bool ok = put_place(ledger, &out, &job, delivery->target, err);
	if (job.state == JOB_DONE && !is_notice(delivery->event)) {
		json_put_parsed(&out, "result", job.result);
		put_pdf(&out, spool, &job);
	} else if (job.state != JOB_DONE) {
		json_put_parsed(&out, "error", job.error);
	}
	json_end(&out, '}');
	job_fini(&job);
	return ok;
}

/* ---- what is held ---- */

bool outgoing_is_told(struct ledger *ledger, const char *job, bool *is_told, struct err *err) {
	const struct delivery_filter open = { .job = job, .states = ~DELIVERY_STATE_BIT(DELIVERY_DELIVERED), .limit = 1 };
	struct deliveries found;

	if (!ledger_deliveries(ledger, &open, &found, err)) {
		return false;
	}
	*is_told = found.n == 0;
	deliveries_fini(&found);
	return true;
}

/* Nobody waits for it, and who was told in vain had time to ask. */
static bool is_settled(struct ledger *ledger, const char *job, int64_t now, bool *is_settled_out, struct err *err) {
	const struct delivery_filter all = { .job = job };
	struct deliveries found;

	if (!ledger_deliveries(ledger, &all, &found, err)) {
		return false;
	}
	*is_settled_out = true;
	for (size_t i = 0; i < found.n; i++) {
		const struct delivery *d = &found.v[i];
		bool is_over = d->state == DELIVERY_DELIVERED || (d->state == DELIVERY_FAILED && d->ended_ms + MONTH_MS < now);
		*is_settled_out = *is_settled_out && is_over;
	}
	deliveries_fini(&found);
	return true;
}

/* A job that is not at its end may still come to be told of. */
static bool may_go(struct ledger *ledger, const char *id, int64_t now, bool *goes, struct err *err) {
	struct job job;
	struct err why = ERR_INIT;

	if (!ledger_lookup(ledger, id, &job, &why)) {
		*goes = why.code == ERR_INPUT;    /* forgotten */
		if (!*goes && err != NULL) {
			*err = why;
		}
		return *goes;
	}
	bool is_over = job_state_is_final(job.state);
	job_fini(&job);
	*goes = false;
	return !is_over || is_settled(ledger, id, now, goes, err);
}

bool outgoing_sweep(struct ledger *ledger, const struct spool *spool, struct err *err) {
	struct arena *arena = arena_new();
	int64_t now = clock_now_ms();
	char **names;
	size_t n = 0;
	bool ok = !file_is_dir(spool->sending) || file_list(spool->sending, arena, &names, &n, err);

	for (size_t i = 0; ok && i < n; i++) {
		bool goes = true;
		if (str_suffix(names[i], ".pdf")) {
			ok = may_go(ledger, arena_strndup(arena, names[i], strlen(names[i]) - strlen(".pdf")), now, &goes, err);
		}
		if (ok && goes) {
			unlink(path_join(arena, spool->sending, names[i]));
		}
	}
	arena_free(arena);
	return ok;
}
