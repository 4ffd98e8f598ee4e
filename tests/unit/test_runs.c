/* ledger: what it knows of schedules: each run once, what was missed, what is paused, from when on a rule counts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "../ledger.h"

static const struct run *run_at(const char *schedule, int64_t nominal_ms, bool is_backfill) {
	static struct run run;
	run = (struct run){ .schedule = schedule, .nominal_ms = nominal_ms, .due_ms = nominal_ms + 5, .late_ms = 7, .is_backfill = is_backfill };
	return &run;
}

static void creates_a_run_once(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	struct schedule_state schedule;
	struct job job = job_of("a", JOB_NORMAL);
	bool is_new = false;
	OK(ledger_run(ledger, run_at("weekly", 3000, false), &job, 1001, &is_new, err));
	assert_true(is_new);
	ledger = reopen(bench);
	job.id = "b";
	OK(ledger_run(ledger, run_at("weekly", 3000, false), &job, 1002, &is_new, err));
	assert_false(is_new);
	REFUSED(ledger_lookup(ledger, "b", &job, err), ERR_INPUT, "no job b");
	job = job_of("c", JOB_NORMAL);
	OK(ledger_run(ledger, run_at("monthly", 3000, false), &job, 1002, &is_new, err));
	assert_true(is_new);
	job = job_of("d", JOB_NORMAL);
	OK(ledger_run(ledger, run_at("weekly", 2000, true), &job, 6000, &is_new, err));
	assert_true(is_new);

	OK(ledger_schedule(ledger, "weekly", &schedule, err));
	assert_int_equal(schedule.last_nominal_ms, 3000);
	assert_string_equal(schedule.last_job, "a");
	assert_int_equal(schedule.late_ms, 7);
	assert_false(schedule.is_paused);
	schedule_state_fini(&schedule);
	struct jobs jobs;
	const struct job_filter weekly = { .schedule = "weekly" };
	OK(ledger_list(ledger, &weekly, &jobs, err));
	assert_int_equal(jobs.n, 2);
	assert_string_equal(jobs.v[0].id, "a");
	assert_int_equal(jobs.v[0].nominal_ms, 3000);
	assert_int_equal(jobs.v[0].due_ms, 3005);
	assert_string_equal(jobs.v[0].schedule, "weekly");
	jobs_fini(&jobs);
}

static void begins_anew_where_the_rule_is_another(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	static const struct {
		const char *rule;
		int64_t now, settled;
		bool begins;
	} steps[] = {
		{ "daily", 100, 100, true },      /* never seen */
		{ "daily", 200, 100, false },
		{ "hourly", 300, 300, true },
		{ "hourly", 400, 300, false },
	};
	struct schedule_state schedule;
	bool begins;
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		OK(ledger_schedule_begin(ledger, "s", steps[i].rule, steps[i].now, &schedule, &begins, err));
		assert_int_equal(begins, steps[i].begins);
		assert_int_equal(schedule.settled_ms, steps[i].settled);
		schedule_state_fini(&schedule);
		ledger = reopen(bench);
	}
	OK(ledger_schedule_settle(ledger, "s", 350, err));
	OK(ledger_schedule_begin(ledger, "s", "hourly", 500, &schedule, &begins, err));
	assert_int_equal(schedule.settled_ms, 350);
	schedule_state_fini(&schedule);
}

static bool is_s(void *ctx, const char *name) {
	(void)ctx;
	return strcmp(name, "s") == 0;
}

static void begins_anew_after_it_was_off(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	struct schedule_state schedule;
	bool begins;
	OK(ledger_schedule_begin(ledger, "s", "daily", 100, &schedule, &begins, err));
	schedule_state_fini(&schedule);
	OK(ledger_schedule_begin(ledger, "t", "daily", 100, &schedule, &begins, err));
	schedule_state_fini(&schedule);
	OK(ledger_schedules_off(ledger, is_s, NULL, err));
	ledger = reopen(bench);
	OK(ledger_schedule_begin(ledger, "s", "daily", 200, &schedule, &begins, err));
	assert_false(begins);
	schedule_state_fini(&schedule);
	OK(ledger_schedule_begin(ledger, "t", "daily", 200, &schedule, &begins, err));
	assert_true(begins);
	assert_int_equal(schedule.settled_ms, 200);
	schedule_state_fini(&schedule);
}

/* The clock was set back: a run's record said of runs that were yet to come that they were missed. */
static void forgets_what_was_missed_ahead(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	struct missed_list list;
	int64_t settled;
	OK(ledger_miss(ledger, &(struct missed){ .schedule = "s", .first_ms = 1000, .last_ms = 3000, .runs = 3, .why = "it slept", .at_ms = 9 }, err));
	OK(ledger_miss(ledger, &(struct missed){ .schedule = "s", .first_ms = 5000, .last_ms = 8000, .runs = 4, .why = "paused", .at_ms = 9 }, err));
	OK(ledger_miss(ledger, &(struct missed){ .schedule = "s", .first_ms = 9000, .last_ms = 9000, .runs = 1, .why = "it slept", .at_ms = 9 }, err));
	OK(ledger_miss(ledger, &(struct missed){ .schedule = "t", .first_ms = 9000, .last_ms = 9000, .runs = 1, .why = "it slept", .at_ms = 9 }, err));
	OK(ledger_schedule_unsettle(ledger, "s", 6000, &settled, err));
	assert_int_equal(settled, 4999);    /* what was begun is settled again whole */
	ledger = reopen(bench);
	OK(ledger_missed(ledger, "s", &list, err));
	assert_int_equal(list.n, 1);
	assert_int_equal(list.v[0].last_ms, 3000);
	missed_list_fini(&list);
	OK(ledger_missed(ledger, "t", &list, err));
	assert_int_equal(list.n, 1);
	missed_list_fini(&list);
	OK(ledger_schedule_unsettle(ledger, "s", 4000, &settled, err));
	assert_int_equal(settled, 4000);
}

/* The clock was set back, and forward again: the log said of runs that had been made that they were missed. */
static void knows_the_runs_that_are_ahead(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	static const struct {
		const char *id, *schedule;
		int64_t nominal_ms;
	} made[] = { { "a", "s", 3000 }, { "b", "s", 9000 }, { "c", "s", 5000 }, { "d", "t", 7000 } };
	bool is_new;
	for (size_t i = 0; i < sizeof(made) / sizeof(*made); i++) {
		struct job job = job_of(made[i].id, JOB_NORMAL);
		OK(ledger_run(ledger, run_at(made[i].schedule, made[i].nominal_ms, false), &job, 1, &is_new, err));
	}
	ledger = reopen(bench);
	int64_t *v;
	size_t n;
	OK(ledger_runs_ahead(ledger, "s", 3000, &v, &n, err));
	assert_int_equal(n, 2);
	assert_int_equal(v[0], 5000);
	assert_int_equal(v[1], 9000);
	mem_free(v);
	OK(ledger_runs_ahead(ledger, "s", 9000, &v, &n, err));
	assert_int_equal(n, 0);
	mem_free(v);
}

static void tells_what_was_missed_once(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	struct missed_list list;
	bool is_new;
	OK(ledger_miss(ledger, &(struct missed){ .schedule = "s", .first_ms = 1000, .last_ms = 3000, .runs = 3, .why = "it slept", .at_ms = 9 }, err));
	OK(ledger_miss(ledger, &(struct missed){ .schedule = "s", .first_ms = 4000, .last_ms = 4000, .runs = 1, .why = "it slept", .at_ms = 10 }, err));
	OK(ledger_miss(ledger, &(struct missed){ .schedule = "s", .first_ms = 5000, .last_ms = 5000, .runs = 1, .why = "paused", .at_ms = 10 }, err));
	OK(ledger_miss(ledger, &(struct missed){ .schedule = "t", .first_ms = 1000, .last_ms = 1000, .runs = 1, .why = "paused", .at_ms = 10 }, err));
	OK(ledger_missed(ledger, "s", &list, err));
	assert_int_equal(list.n, 2);
	assert_int_equal(list.v[0].runs, 4);
	assert_int_equal(list.v[0].last_ms, 4000);
	missed_list_fini(&list);
	struct job job = job_of("a", JOB_NORMAL);
	OK(ledger_run(ledger, run_at("s", 100, true), &job, 11, &is_new, err));    /* a back-fill tells nothing */
	job = job_of("b", JOB_NORMAL);
	OK(ledger_run(ledger, run_at("s", 6000, false), &job, 11, &is_new, err));
	ledger = reopen(bench);
	OK(ledger_lookup(ledger, "b", &job, err));
	assert_string_equal(job.missed, "[{\"from\":\"1970-01-01T00:00:01Z\",\"to\":\"1970-01-01T00:00:04Z\",\"runs\":4,\"why\":\"it slept\"},"
	                                "{\"from\":\"1970-01-01T00:00:05Z\",\"to\":\"1970-01-01T00:00:05Z\",\"runs\":1,\"why\":\"paused\"}]");
	job_fini(&job);
	OK(ledger_lookup(ledger, "a", &job, err));
	assert_null(job.missed);
	job_fini(&job);
	OK(ledger_missed(ledger, NULL, &list, err));
	assert_int_equal(list.n, 1);
	assert_string_equal(list.v[0].schedule, "t");
	missed_list_fini(&list);
	job = job_of("c", JOB_NORMAL);
	OK(ledger_miss(ledger, &(struct missed){ .schedule = "s", .first_ms = 7000, .last_ms = 7000, .runs = 1, .why = "paused", .at_ms = 12 }, err));
	OK(ledger_missed(ledger, "s", &list, err));
	assert_int_equal(list.n, 1);    /* not one with what is told */
	missed_list_fini(&list);
	enum job_state state;
	bool is_there;
	OK(ledger_job_state(ledger, "b", &state, &is_there, err));
	assert_true(is_there && state == JOB_ACCEPTED);
	OK(ledger_job_state(ledger, "zz", &state, &is_there, err));
	assert_false(is_there);
}

/* The run and its job are one step: when the job cannot be, the run is not. */
static void a_run_without_its_job_is_none(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	struct job job = job_of("a", JOB_NORMAL);
	bool is_new = false;
	accept_job(ledger, &job);
	OK(ledger_begin(ledger, err));
	REFUSED(ledger_run(ledger, run_at("weekly", 1000, false), &job, 1, &is_new, err), ERR_BUG, "there is a job a already");
	OK(ledger_commit(ledger, err));
	job.id = "b";
	OK(ledger_run(ledger, run_at("weekly", 1000, false), &job, 1, &is_new, err));
	assert_true(is_new);
}

static void pauses(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	struct schedule_state schedule;
	OK(ledger_schedule(ledger, "weekly", &schedule, err));
	assert_string_equal(schedule.name, "weekly");
	assert_int_equal(schedule.is_paused, 0);
	assert_int_equal(schedule.last_nominal_ms, 0);
	schedule_state_fini(&schedule);
	OK(ledger_schedule_pause(ledger, "weekly", true, err));
	ledger = reopen(bench);
	OK(ledger_schedule(ledger, "weekly", &schedule, err));
	assert_int_equal(schedule.is_paused, 1);
	schedule_state_fini(&schedule);
	OK(ledger_schedule_pause(ledger, "weekly", false, err));
	OK(ledger_schedule(ledger, "weekly", &schedule, err));
	assert_int_equal(schedule.is_paused, 0);
	schedule_state_fini(&schedule);
}

static const struct bench_case cases[] = {
	{ "creates_a_run_once", creates_a_run_once },
	{ "begins_anew_where_the_rule_is_another", begins_anew_where_the_rule_is_another },
	{ "begins_anew_after_it_was_off", begins_anew_after_it_was_off },
	{ "tells_what_was_missed_once", tells_what_was_missed_once },
	{ "forgets_what_was_missed_ahead", forgets_what_was_missed_ahead },
	{ "knows_the_runs_that_are_ahead", knows_the_runs_that_are_ahead },
	{ "a_run_without_its_job_is_none", a_run_without_its_job_is_none },
	{ "pauses", pauses },
};

int main(void) {
	return run_cases("runs", cases, sizeof(cases) / sizeof(*cases));
}
