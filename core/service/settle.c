/* settle: see settle.h. */
#include "service/settle.h"

#include <string.h>

#include "base/clock.h"
#include "base/day.h"
#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "ledger/ledger.h"
#include "service/rule.h"

#define OPEN_MAX 100     /* runs under way of one schedule, beyond which it makes no difference */

struct settling *settling_new(const char *schedule, enum overlap overlap) {
	struct settling *settling = mem_alloc(sizeof(*settling));

	settling->schedule = mem_strdup(schedule);
	settling->overlap = overlap;
	return settling;
}

void settling_free(struct settling *settling) {
	for (size_t i = 0; i < settling->n; i++) {
		mem_free(settling->due[i].text);
		mem_free(settling->due[i].name);
		mem_free(settling->due[i].series);
	}
	mem_free(settling->due);
	mem_free(settling->schedule);
	mem_free(settling);
}

void settling_make(struct settling *settling, const struct plan *plan, const struct fire *fire, bool is_made_up, bool with_time) {
	struct due *due = VEC_PUSH(settling->due, settling->n, settling->cap);
	const char *series = json_str(plan->request, "series", NULL);
	struct day from, to;

	*due = (struct due){
		.series = series != NULL ? mem_strdup(series) : NULL,
		.nominal_ms = fire->nominal * 1000, .due_ms = fire->at * 1000, .last_ms = fire->at * 1000, .runs = 1, .is_made_up = is_made_up,
		.text = plan_request(plan, fire), .name = plan_run_name(plan, fire, with_time),
	};
	if (!job_priority_parse(json_str(plan->request, "priority", ""), &due->priority)) {
		due->priority = is_made_up ? JOB_BULK : JOB_NORMAL;    /* behind what is asked for now */
	}
	rule_period(plan->rule, fire, &from, &to);
	day_format(from, due->period_from);
	day_format(to, due->period_to);
}

void settling_miss(struct settling *settling, const struct fire *fire, const char *why) {
	struct due *last = settling->n > 0 ? &settling->due[settling->n - 1] : NULL;

	if (last != NULL && last->why != NULL && str_eq(last->why, why)) {
		last->last_ms = fire->at * 1000;
		last->runs++;
		return;
	}
	*VEC_PUSH(settling->due, settling->n, settling->cap) = (struct due){
		.nominal_ms = fire->nominal * 1000, .due_ms = fire->at * 1000, .last_ms = fire->at * 1000, .runs = 1, .why = why,
	};
}

struct open_runs {
	size_t running, waiting;
};

static bool count_open(struct ledger *ledger, const char *schedule, struct open_runs *open, struct err *err) {
	const struct job_filter filter = {
		.states = JOB_STATE_BIT(JOB_ACCEPTED) | JOB_STATE_BIT(JOB_RETRYING) | JOB_STATE_BIT(JOB_RUNNING) | JOB_STATE_BIT(JOB_PUBLISHING),
		.schedule = schedule,
		.limit = OPEN_MAX,
	};
	struct jobs jobs;

	*open = (struct open_runs){ 0, 0 };
	if (!ledger_list(ledger, &filter, &jobs, err)) {
		return false;
	}
	for (size_t i = 0; i < jobs.n; i++) {
		*(jobs.v[i].state == JOB_ACCEPTED ? &open->waiting : &open->running) += 1;
	}
	jobs_fini(&jobs);
	return true;
}

/* Why a run that is due is not made after all; NULL: it is. Where all are made up for, they wait for those before them. */
static const char *overlaps(const struct settling *settling, const struct due *due, const struct open_runs *open) {
	if (settling->is_asked || (settling->makes_up_all && due->is_made_up)) {
		return NULL;
	}
	if (settling->overlap == OVERLAP_SKIP && open->running + open->waiting > 0) {
		return "the run before it was not over";
	}
	return settling->overlap == OVERLAP_QUEUE_ONE && open->waiting > 0 ? "another run was waiting already" : NULL;
}

static bool make(struct settling *settling, struct ledger *ledger, struct due *due, struct err *err) {
	int64_t now = clock_now_ms();
	char id[JOB_ID_SIZE];
	bool is_new;

	due->late_ms = now > due->due_ms ? now - due->due_ms : 0;
	const struct run run = {
		.schedule = settling->schedule, .nominal_ms = due->nominal_ms, .due_ms = due->due_ms, .late_ms = due->late_ms,
		.is_backfill = settling->is_backfill,
	};
	settling->id_ms = now > settling->id_ms ? now : settling->id_ms + 1;
	if (!job_id_make(settling->id_ms, id, err)) {
		return false;
	}
	const struct job job = {
		.id = id,
		.priority = due->priority,
		.folder = "",
		.name = due->name,
		.series = due->series,
		.period_from = due->period_from,
		.period_to = due->period_to,
		.accepted_ms = now,
		.request = { due->text, strlen(due->text) },
	};
	if (!ledger_run(ledger, &run, &job, now, &is_new, err)) {
		return false;
	}
	if (is_new) {
		STR_COPY(due->job, id);
		settling->made++;
	} else {
		settling->there++;
	}
	return true;
}

static bool settle_due(struct settling *settling, struct ledger *ledger, struct due *due, struct open_runs *open, struct err *err) {
	const char *why = due->why != NULL ? due->why : overlaps(settling, due, open);

	due->job[0] = '\0';
	if (why == NULL) {
		bool ok = make(settling, ledger, due, err);
		open->waiting += due->job[0] != '\0';
		return ok;
	}
	due->why = why;
	return ledger_miss(ledger, &(struct missed){
		.schedule = settling->schedule, .first_ms = due->due_ms, .last_ms = due->last_ms, .runs = due->runs, .why = why, .at_ms = clock_now_ms(),
	}, err);
}

bool settling_run(struct settling *settling, struct ledger *ledger, struct err *err) {
	struct open_runs open;

	settling->made = settling->there = 0;
	if (!count_open(ledger, settling->schedule, &open, err)) {
		return false;
	}
	for (size_t i = 0; i < settling->n; i++) {
		if (!settle_due(settling, ledger, &settling->due[i], &open, err)) {
			return false;
		}
	}
	return settling->is_asked || ledger_schedule_settle(ledger, settling->schedule, settling->settled_ms, err);
}
