#include "ledger/describe.h"

#include "base/json.h"
#include "base/str.h"
#include "ledger/delivery.h"
#include "ledger/ledger.h"

enum { WAITING_SHOWN = 20, FAILURES_SHOWN = 10, SKIPPED_SHOWN = 5 };

static void put_job(struct json_out *out, const struct job *job, int64_t reader, bool in_full) {
	struct buf path = BUF_INIT;

	buf_addf(&path, "%s%s%s", job->folder, *job->folder != '\0' ? "/" : "", job->name);
	json_begin(out, '{');
	json_put_str(out, "id", job->id);
	json_put_str(out, "state", job_state_name(job->state));
	json_put_str(out, "name", buf_str(&path));
	json_put_str(out, "priority", job_priority_name(job->priority));
	json_put_text(out, "report", job->report);
	json_put_text(out, "schedule", job->schedule);
	json_put_utc(out, "due", job->due_ms);
	json_put_text(out, "series", job->series);
	if (job->edition != 0) {
		json_put_int(out, "edition", job->edition);
	}
	if (job->reissue != REISSUE_NONE) {
		json_put_str(out, "reissue", job_reissue_name(job->reissue));
		json_put_text(out, "reason", job->reason);
	}
	json_put_text(out, "period_from", job->period_from);
	json_put_text(out, "period_to", job->period_to);
	json_put_text(out, "retry_of", job->retry_of);
	json_put_int(out, "attempts", job->attempts);
	json_put_utc(out, "accepted", job->accepted_ms);
	json_put_utc(out, "started", job->started_ms);
	json_put_utc(out, "ended", job->ended_ms);
	json_put_utc(out, "not_before", job->not_before_ms);
	if (reader == DESCRIBE_ALL || reader == job->owner) {
		json_put_parsed(out, "error", job->error);
	} else if (job->error != NULL) {
		json_put_bool(out, "is_withheld", true);
	}
	if (job->state == JOB_SKIPPED && !in_full) {
		json_put_parsed(out, "result", job->result);    /* short: why */
	}
	if (in_full) {
		json_put_text(out, "output", job->output);
		json_put_text(out, "generation", job->generation);
		json_put_parsed(out, "gaps", job->gaps);
		json_put_parsed(out, "result", job->result);
	}
	json_end(out, '}');
	buf_fini(&path);
}

static bool put_jobs(struct ledger *ledger, const char *key, const struct job_filter *filter, int64_t reader,
                     struct json_out *out, struct err *err) {
	struct jobs jobs;

	if (!ledger_list(ledger, filter, &jobs, err)) {
		return false;
	}
	json_key(out, key);
	json_begin(out, '[');
	for (size_t i = 0; i < jobs.n; i++) {
		put_job(out, &jobs.v[i], reader, false);
	}
	json_end(out, ']');
	jobs_fini(&jobs);
	return true;
}

static void put_delivery(struct json_out *out, const struct delivery *delivery) {
	json_begin(out, '{');
	json_put_str(out, "target", delivery->target);
	json_put_str(out, "event", delivery->event);
	json_put_str(out, "state", delivery_state_name(delivery->state));
	json_put_str(out, "job", delivery->job);
	json_put_int(out, "attempts", delivery->attempts);
	json_put_utc(out, "created", delivery->created_ms);
	json_put_utc(out, "not_before", delivery->state == DELIVERY_WAITING ? delivery->not_before_ms : 0);
	json_put_utc(out, "ended", delivery->ended_ms);
	json_put_text(out, "place", delivery->place);
	json_put_text(out, "error", delivery->error);
	json_end(out, '}');
}

static bool put_deliveries(struct ledger *ledger, const char *key, const struct delivery_filter *filter, struct json_out *out,
                           struct err *err) {
	struct deliveries list;

	if (!ledger_deliveries(ledger, filter, &list, err)) {
		return false;
	}
	json_key(out, key);
	json_begin(out, '[');
	for (size_t i = 0; i < list.n; i++) {
		put_delivery(out, &list.v[i]);
	}
	json_end(out, ']');
	deliveries_fini(&list);
	return true;
}

/* Those under way and those that wait, and the last that were given up. */
static bool describe_deliveries(struct ledger *ledger, struct json_out *out, struct err *err) {
	const struct delivery_filter open = {
		.states = DELIVERY_STATE_BIT(DELIVERY_WAITING) | DELIVERY_STATE_BIT(DELIVERY_RUNNING), .limit = WAITING_SHOWN,
	};
	const struct delivery_filter failed = {
		.states = DELIVERY_STATE_BIT(DELIVERY_FAILED), .newest_first = true, .limit = FAILURES_SHOWN,
	};
	int64_t counts[DELIVERY_STATES];

	if (!ledger_delivery_counts(ledger, counts, err)) {
		return false;
	}
	json_key(out, "deliveries");
	json_begin(out, '{');
	json_key(out, "counts");
	json_begin(out, '{');
	for (int state = 0; state < DELIVERY_STATES; state++) {
		json_put_int(out, delivery_state_name((enum delivery_state)state), counts[state]);
	}
	json_end(out, '}');
	bool ok = put_deliveries(ledger, "open", &open, out, err) && put_deliveries(ledger, "failed", &failed, out, err);
	json_end(out, '}');
	return ok;
}

bool describe_queue(struct ledger *ledger, unsigned waiting, int64_t reader, struct json_out *out, struct err *err) {
	const struct job_filter next = { .states = waiting, .limit = WAITING_SHOWN };
	const struct job_filter failures = {
		.states = JOB_STATE_BIT(JOB_FAILED) | JOB_STATE_BIT(JOB_QUARANTINED), .newest_first = true, .limit = FAILURES_SHOWN,
	};
	const struct job_filter skipped = { .states = JOB_STATE_BIT(JOB_SKIPPED), .newest_first = true, .limit = SKIPPED_SHOWN };
	int64_t counts[JOB_STATES];

	if (!ledger_counts(ledger, counts, err)) {
		return false;
	}
	json_key(out, "counts");
	json_begin(out, '{');
	for (int state = 0; state < JOB_STATES; state++) {
		json_put_int(out, job_state_name((enum job_state)state), counts[state]);
	}
	json_end(out, '}');
	return put_jobs(ledger, "waiting", &next, reader, out, err) && put_jobs(ledger, "failures", &failures, reader, out, err) &&
	       put_jobs(ledger, "skipped", &skipped, reader, out, err) && describe_deliveries(ledger, out, err);
}

static void put_attempts(struct json_out *out, const struct attempts *attempts) {
	json_key(out, "attempts");
	json_begin(out, '[');
	for (size_t i = 0; i < attempts->n; i++) {
		json_begin(out, '{');
		json_put_int(out, "number", attempts->v[i].number);
		json_put_str(out, "outcome", attempt_outcome_name(attempts->v[i].outcome));
		json_put_utc(out, "started", attempts->v[i].started_ms);
		json_put_utc(out, "ended", attempts->v[i].ended_ms);
		json_end(out, '}');
	}
	json_end(out, ']');
}

bool describe_job(struct ledger *ledger, const char *text, int64_t reader, struct json_out *out, struct err *err) {
	struct job job;
	struct attempts attempts;

	if (!ledger_find(ledger, text, &job, err)) {
		return false;
	}
	bool ok = ledger_attempts(ledger, job.id, &attempts, err);
	if (ok) {
		json_key(out, "job");
		put_job(out, &job, reader, true);
		put_attempts(out, &attempts);
		attempts_fini(&attempts);
		const struct delivery_filter all = { .job = job.id };
		ok = put_deliveries(ledger, "deliveries", &all, out, err);
	}
	job_fini(&job);
	return ok;
}

bool describe_editions(struct ledger *ledger, const char *series, struct json_out *out, struct err *err) {
	struct editions editions;

	if (!ledger_editions(ledger, series, &editions, err)) {
		return false;
	}
	json_key(out, "editions");
	json_begin(out, '[');
	for (size_t i = 0; i < editions.n; i++) {
		const struct edition *e = &editions.v[i];
		bool is_superseded = i + 1 < editions.n && str_eq(e[1].series, e->series) && e[1].number == e->number;
		json_begin(out, '{');
		json_put_str(out, "series", e->series);
		json_put_int(out, "number", e->number);
		json_put_int(out, "revision", e->revision);
		json_put_str(out, "state", e->withdrawn_ms != 0 ? "withdrawn" : is_superseded ? "corrected" : "issued");
		json_put_text(out, "report", e->report);
		json_put_text(out, "title", e->title);
		json_put_text(out, "language", e->language);
		json_put_text(out, "period_from", e->period_from);
		json_put_text(out, "period_to", e->period_to);
		json_put_text(out, "as_of", e->as_of);
		json_put_utc(out, "issued", e->issued_ms);
		json_put_text(out, "reason", e->reason);
		json_put_utc(out, "withdrawn", e->withdrawn_ms);
		json_put_text(out, "withdrawn_reason", e->withdrawn_why);
		json_put_text(out, "folder", e->folder);
		json_put_text(out, "name", e->name);
		json_put_text(out, "sha256", e->sha256);
		json_put_text(out, "job", e->job);
		json_end(out, '}');
	}
	json_end(out, ']');
	editions_fini(&editions);
	return true;
}
