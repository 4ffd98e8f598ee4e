/* ledger: jobs from their acceptance to their end, their names and what is listed of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../ledger.h"

static void accept(struct ledger *ledger, const char *id, enum job_priority priority) {
	const struct job job = job_of(id, priority);
	accept_job(ledger, &job);
}

static const struct claimant claimant = { .instance = "i1", .generation = "g1", .pid = 77, .now_ms = 5000 };

/* Claim and say which; "" for none. */
static const char *claim_id(struct ledger *ledger, int64_t now_ms, char id[JOB_ID_SIZE]) {
	struct claimant who = claimant;
	struct job job;
	who.now_ms = now_ms;
	OK(ledger_claim(ledger, &who, &job, err));
	str_copy(id, JOB_ID_SIZE, job.id ? job.id : "");
	job_fini(&job);
	return id;
}

static enum job_state end_attempt(struct ledger *ledger, const char *id, enum attempt_outcome outcome,
                                  int64_t not_before_ms, bool *is_exhausted) {
	const struct attempt_end end = {
		.outcome = outcome, .error = outcome == ATTEMPT_OK ? NULL : "{\"why\":1}", .now_ms = 6000,
		.not_before_ms = not_before_ms,
	};
	enum job_state state = JOB_DONE;
	OK(ledger_end_attempt(ledger, id, &end, &state, is_exhausted, err));
	assert_int_equal(state_of(ledger, id), state);
	return state;
}

static void accepts_once(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	static const char bytes[] = "{\0\xFF\"report\":1";
	struct job job = job_of("a", JOB_BULK), found;
	bool is_new = false;
	job.folder = "desk/asia";
	job.request = (struct bytes){ bytes, sizeof(bytes) - 1 };
	OK(ledger_accept(ledger, &job, &is_new, err));
	assert_true(is_new);
	job.name = "other";
	OK(ledger_accept(ledger, &job, &is_new, err));
	assert_false(is_new);

	ledger = reopen(bench);
	OK(ledger_lookup(ledger, "a", &found, err));
	assert_string_equal(found.name, "ukraine");
	assert_string_equal(found.folder, "desk/asia");
	assert_string_equal(found.report, "partnership-briefing");
	assert_int_equal(found.state, JOB_ACCEPTED);
	assert_int_equal(found.priority, JOB_BULK);
	assert_int_equal(found.accepted_ms, 1000);
	assert_int_equal(found.request.len, sizeof(bytes) - 1);
	assert_memory_equal(found.request.p, bytes, sizeof(bytes) - 1);
	assert_null(found.error);
	job_fini(&found);
	REFUSED(ledger_lookup(ledger, "b", &found, err), ERR_INPUT, "there is no job b");
}

static void keeps_an_empty_request(struct bench *bench) {
	struct job job = job_of("a", JOB_NORMAL), found;
	bool is_new;
	job.request = (struct bytes){ NULL, 0 };
	OK(ledger_accept(bench->ledger, &job, &is_new, err));
	OK(ledger_lookup(bench->ledger, "a", &found, err));
	assert_int_equal(found.request.len, 0);
	assert_string_equal(found.request.p, "");
	job_fini(&found);
}

static void claims_by_priority_then_age(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	char id[JOB_ID_SIZE];
	accept(ledger, "3", JOB_NORMAL);
	accept(ledger, "1", JOB_BULK);
	accept(ledger, "4", JOB_URGENT);
	accept(ledger, "2", JOB_NORMAL);
	assert_string_equal(claim_id(ledger, 5000, id), "4");
	assert_string_equal(claim_id(ledger, 5000, id), "2");
	assert_string_equal(claim_id(ledger, 5000, id), "3");
	assert_string_equal(claim_id(ledger, 5000, id), "1");
	assert_string_equal(claim_id(ledger, 5000, id), "");
}

static void starves_nobody(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	int claimed[JOB_PRIORITIES] = { 0 };
	static const char *const prefix[] = { "u", "n", "b" };
	for (int priority = 0; priority < JOB_PRIORITIES; priority++) {
		for (int i = 0; i < 16; i++) {
			char id[JOB_ID_SIZE];
			snprintf(id, sizeof(id), "%s%02d", prefix[priority], i);
			accept(ledger, id, (enum job_priority)priority);
		}
	}
	for (int i = 0; i < 16; i++) {
		char id[JOB_ID_SIZE];
		claim_id(ledger, 5000, id);
		claimed[*id == 'u' ? JOB_URGENT : *id == 'n' ? JOB_NORMAL : JOB_BULK]++;
	}
	assert_int_equal(claimed[JOB_URGENT], 12);
	assert_int_equal(claimed[JOB_NORMAL], 2);
	assert_int_equal(claimed[JOB_BULK], 2);
}

static void a_good_job_from_end_to_end(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	struct job job;
	accept(ledger, "a", JOB_NORMAL);
	OK(ledger_claim(ledger, &claimant, &job, err));
	assert_string_equal(job.id, "a");
	assert_int_equal(job.state, JOB_RUNNING);
	assert_int_equal(job.attempts, 1);
	assert_string_equal(job.instance, "i1");
	assert_string_equal(job.generation, "g1");
	assert_int_equal(job.request.len, 2);
	job_fini(&job);

	/* counted before the run, and certain at once */
	ledger = reopen(bench);
	OK(ledger_lookup(ledger, "a", &job, err));
	assert_int_equal(job.state, JOB_RUNNING);
	assert_int_equal(job.attempts, 1);
	assert_int_equal(job.started_ms, 5000);
	job_fini(&job);

	assert_int_equal(end_attempt(ledger, "a", ATTEMPT_OK, 0, NULL), JOB_PUBLISHING);
	struct buf name = BUF_INIT;
	OK(ledger_reserve(ledger, "a", LEDGER_OUTBOX, "", "ukraine", false, &name, err));
	assert_string_equal(buf_str(&name), "ukraine");
	struct publication plan = {
		.step = PUBLISH_PLANNED, .folder = "", .name = "ukraine", .temporary = ".a.tmp", .sha256 = "abc", .at_ms = 7,
	}, found;
	OK(ledger_journal(ledger, "a", &plan, err));
	plan.step = PUBLISH_PDF;
	OK(ledger_journal(ledger, "a", &plan, err));
	ledger = reopen(bench);
	OK(ledger_publication(ledger, "a", &found, err));
	assert_int_equal(found.step, PUBLISH_PDF);
	assert_string_equal(found.temporary, ".a.tmp");
	assert_string_equal(found.sha256, "abc");
	publication_fini(&found);
	plan.step = PUBLISH_NONE;
	REFUSED(ledger_journal(ledger, "a", &plan, err), ERR_BUG, "cannot go back");
	OK(ledger_end(ledger, "a", JOB_DONE, "{\"pages\":3}", 9000, err));

	OK(ledger_lookup(ledger, "a", &job, err));
	assert_int_equal(job.state, JOB_DONE);
	assert_string_equal(job.result, "{\"pages\":3}");
	assert_string_equal(job.output, "ukraine");
	assert_int_equal(job.ended_ms, 9000);
	job_fini(&job);
	struct attempts attempts;
	OK(ledger_attempts(ledger, "a", &attempts, err));
	assert_int_equal(attempts.n, 1);
	assert_int_equal(attempts.v[0].pid, claimant.pid);
	assert_int_equal(attempts.v[0].outcome, ATTEMPT_OK);
	assert_int_equal(attempts.v[0].ended_ms, 6000);
	attempts_fini(&attempts);
	buf_fini(&name);
}

/* outcome of each attempt, and what must come of it */
static void quarantines_after_three(struct bench *bench) {
	static const enum attempt_outcome killers[] = { ATTEMPT_CRASH, ATTEMPT_DEADLINE, ATTEMPT_MEMORY };
	struct ledger *ledger = bench->ledger;
	char id[JOB_ID_SIZE];
	bool is_exhausted = true;
	accept(ledger, "a", JOB_NORMAL);
	for (int i = 0; i < 3; i++) {
		assert_string_equal(claim_id(ledger, 100000 * i, id), "a");
		enum job_state state = end_attempt(ledger, "a", killers[i], 100000 * i + 500, &is_exhausted);
		assert_int_equal(state, i < 2 ? JOB_RETRYING : JOB_PUBLISHING);
		assert_int_equal(is_exhausted, i == 2);
		assert_string_equal(claim_id(ledger, 100000 * i + 499, id), "");
		/* what is not the job's doing costs it nothing */
		if (i < 2) {
			static const enum attempt_outcome others[] = { ATTEMPT_ENVIRONMENT, ATTEMPT_STOPPED, ATTEMPT_GAP };
			for (int k = 0; k < 3; k++) {
				assert_string_equal(claim_id(ledger, 100000 * i + 500, id), "a");
				assert_int_equal(end_attempt(ledger, "a", others[k], 0, &is_exhausted), JOB_RETRYING);
				assert_false(is_exhausted);
			}
		}
	}
	OK(ledger_end(ledger, "a", JOB_QUARANTINED, NULL, 9000, err));
	struct job job;
	OK(ledger_lookup(ledger, "a", &job, err));
	assert_int_equal(job.state, JOB_QUARANTINED);
	assert_int_equal(job.attempts, 3);
	assert_string_equal(job.error, "{\"why\":1}");
	job_fini(&job);
	struct attempts attempts;
	OK(ledger_attempts(ledger, "a", &attempts, err));
	assert_int_equal(attempts.n, 9);
	assert_int_equal(attempts.v[8].number, 9);
	assert_int_equal(attempts.v[8].outcome, ATTEMPT_MEMORY);
	attempts_fini(&attempts);
}

static void permanent_fails_at_once(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	char id[JOB_ID_SIZE];
	bool is_exhausted = true;
	accept(ledger, "a", JOB_NORMAL);
	claim_id(ledger, 1, id);
	assert_int_equal(end_attempt(ledger, "a", ATTEMPT_PERMANENT, 0, &is_exhausted), JOB_PUBLISHING);
	assert_false(is_exhausted);
	OK(ledger_end(ledger, "a", JOB_FAILED, "{\"why\":2}", 9000, err));
	struct job job;
	OK(ledger_lookup(ledger, "a", &job, err));
	assert_int_equal(job.state, JOB_FAILED);
	assert_string_equal(job.error, "{\"why\":2}");
	job_fini(&job);
}

/* A success after a crash carries no error, and the sections to leave out stay. */
static void forgets_what_went_well_later(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	char id[JOB_ID_SIZE];
	accept(ledger, "a", JOB_NORMAL);
	claim_id(ledger, 1, id);
	const struct attempt_end gap = { .outcome = ATTEMPT_GAP, .error = "{}", .gaps = "[\"map\"]", .now_ms = 2 };
	enum job_state state;
	OK(ledger_end_attempt(ledger, "a", &gap, &state, NULL, err));
	struct job job;
	OK(ledger_claim(ledger, &claimant, &job, err));
	assert_string_equal(job.gaps, "[\"map\"]");
	assert_string_equal(job.error, "{}");
	assert_int_equal(job.attempts, 1);
	job_fini(&job);
	end_attempt(ledger, "a", ATTEMPT_OK, 0, NULL);
	OK(ledger_lookup(ledger, "a", &job, err));
	assert_null(job.error);
	assert_string_equal(job.gaps, "[\"map\"]");
	job_fini(&job);
}

/* A job that has a generation keeps it through a reload. */
static void keeps_its_generation(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	char id[JOB_ID_SIZE];
	accept(ledger, "a", JOB_NORMAL);
	claim_id(ledger, 1, id);
	end_attempt(ledger, "a", ATTEMPT_CRASH, 0, NULL);
	struct claimant later = claimant;
	later.generation = "g2";
	struct job job;
	OK(ledger_claim(ledger, &later, &job, err));
	assert_string_equal(job.generation, "g1");
	job_fini(&job);
}

static void recovers(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	char id[JOB_ID_SIZE];
	struct jobs stopped, publishing;
	accept(ledger, "a", JOB_NORMAL);
	accept(ledger, "b", JOB_NORMAL);
	accept(ledger, "c", JOB_NORMAL);
	claim_id(ledger, 1, id);
	claim_id(ledger, 1, id);
	end_attempt(ledger, "b", ATTEMPT_OK, 0, NULL);

	/* the instance itself has nothing to recover */
	OK(ledger_recover(ledger, "i1", 7000, &stopped, &publishing, err));
	assert_int_equal(stopped.n, 0);
	assert_int_equal(publishing.n, 0);
	assert_int_equal(state_of(ledger, "a"), JOB_RUNNING);

	for (int death = 0; death < 5; death++) {    /* kills of the service quarantine nobody */
		ledger = reopen(bench);
		char instance[8];
		snprintf(instance, sizeof(instance), "r%d", death);
		OK(ledger_recover(ledger, instance, 7000, &stopped, &publishing, err));
		assert_int_equal(stopped.n, 1);
		assert_string_equal(stopped.v[0].id, "a");
		jobs_fini(&stopped);
		assert_int_equal(publishing.n, 1);
		assert_string_equal(publishing.v[0].id, "b");
		assert_string_equal(publishing.v[0].instance, instance);
		jobs_fini(&publishing);
		assert_int_equal(state_of(ledger, "a"), JOB_RETRYING);
		assert_int_equal(state_of(ledger, "b"), JOB_PUBLISHING);
		assert_int_equal(state_of(ledger, "c"), JOB_ACCEPTED);
		assert_string_equal(claim_id(ledger, 7000, id), "a");
		struct job job;
		OK(ledger_lookup(ledger, "a", &job, err));
		assert_int_equal(job.attempts, 1);
		job_fini(&job);
	}
}

static void requeues_a_lost_pdf(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	char id[JOB_ID_SIZE];
	accept(ledger, "a", JOB_NORMAL);
	REFUSED(ledger_requeue(ledger, "a", 0, err), ERR_INPUT, "job a is accepted");
	for (int i = 0; i < 5; i++) {
		assert_string_equal(claim_id(ledger, 1000, id), "a");
		assert_int_equal(end_attempt(ledger, "a", ATTEMPT_OK, 0, NULL), JOB_PUBLISHING);
		const struct publication plan = { .step = PUBLISH_PLANNED, .name = "ukraine", .sha256 = "abc" };
		OK(ledger_journal(ledger, "a", &plan, err));    /* again from the start */
		OK(ledger_requeue(ledger, "a", 1000, err));
		struct publication left;
		OK(ledger_publication(ledger, "a", &left, err));
		assert_int_equal(left.step, PUBLISH_NONE);       /* or a failure to come would be taken for a PDF */
		publication_fini(&left);
		assert_int_equal(state_of(ledger, "a"), JOB_RETRYING);
		assert_string_equal(claim_id(ledger, 999, id), "");
	}
}

static void says_when_next(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	char id[JOB_ID_SIZE];
	int64_t at = 0;
	OK(ledger_next_due(ledger, &at, err));
	assert_true(at == INT64_MAX);
	accept(ledger, "a", JOB_NORMAL);
	OK(ledger_next_due(ledger, &at, err));
	assert_int_equal(at, 0);
	claim_id(ledger, 1, id);
	end_attempt(ledger, "a", ATTEMPT_CRASH, 12345, NULL);
	OK(ledger_next_due(ledger, &at, err));
	assert_int_equal(at, 12345);
}

/* Bring a fresh job into state, over legal steps. */
static void bring_to(struct ledger *ledger, const char *id, enum job_state state) {
	char claimed[JOB_ID_SIZE];
	accept(ledger, id, JOB_URGENT);
	if (state == JOB_ACCEPTED) {
		return;
	}
	if (state == JOB_SKIPPED || state == JOB_CANCELLED) {
		OK(ledger_end(ledger, id, state, NULL, 1, err));
		return;
	}
	assert_string_equal(claim_id(ledger, 1, claimed), id);
	if (state == JOB_RUNNING) {
		return;
	}
	if (state == JOB_RETRYING) {
		end_attempt(ledger, id, ATTEMPT_CRASH, INT64_MAX, NULL);
		return;
	}
	end_attempt(ledger, id, ATTEMPT_OK, 0, NULL);
	if (state != JOB_PUBLISHING) {
		OK(ledger_end(ledger, id, state, NULL, 1, err));
	}
	assert_int_equal(state_of(ledger, id), state);
}

/* Every end from every state: allowed as design says, and refused with both names otherwise. */
static void ends_only_where_it_may(struct bench *bench) {
	static const enum job_state ends[] = { JOB_DONE, JOB_FAILED, JOB_QUARANTINED, JOB_CANCELLED, JOB_SKIPPED };
	static const unsigned allowed[JOB_STATES] = {
		[JOB_ACCEPTED] = JOB_STATE_BIT(JOB_FAILED) | JOB_STATE_BIT(JOB_CANCELLED) | JOB_STATE_BIT(JOB_SKIPPED),
		[JOB_RETRYING] = JOB_STATE_BIT(JOB_FAILED) | JOB_STATE_BIT(JOB_CANCELLED),
		[JOB_RUNNING] = JOB_STATE_BIT(JOB_CANCELLED) | JOB_STATE_BIT(JOB_SKIPPED),
		[JOB_PUBLISHING] = JOB_STATE_BIT(JOB_DONE) | JOB_STATE_BIT(JOB_FAILED) | JOB_STATE_BIT(JOB_QUARANTINED),
	};
	struct ledger *ledger = bench->ledger;
	for (int state = 0; state < JOB_STATES; state++) {
		for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
			char id[JOB_ID_SIZE];
			snprintf(id, sizeof(id), "%d-%zu", state, i);
			bring_to(ledger, id, (enum job_state)state);
			if (allowed[state] & JOB_STATE_BIT(ends[i])) {
				OK(ledger_end(ledger, id, ends[i], "{}", 10, err));
				assert_int_equal(state_of(ledger, id), ends[i]);
			} else {
				REFUSED(ledger_end(ledger, id, ends[i], "{}", 10, err), ERR_INPUT, job_state_name((enum job_state)state));
				assert_int_equal(state_of(ledger, id), state);
				if (!job_state_is_final((enum job_state)state)) {
					/* out of the way of the next claim */
					OK(ledger_end(ledger, id, allowed[state] & JOB_STATE_BIT(JOB_CANCELLED) ? JOB_CANCELLED : JOB_DONE,
					              NULL, 11, err));
				}
			}
			if (state != JOB_RUNNING) {
				const struct attempt_end end = { .outcome = ATTEMPT_OK };
				enum job_state to;
				REFUSED(ledger_end_attempt(ledger, id, &end, &to, NULL, err), ERR_INPUT, "no attempt is under way");
			}
		}
	}
}

/* A job whose publication hangs keeps none behind it from being removed. */
static void holds_what_ended(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	struct held held;
	struct buf name = BUF_INIT;
	bring_to(ledger, "a", JOB_PUBLISHING);
	OK(ledger_reserve(ledger, "a", LEDGER_OUTBOX, "", "ukraine", false, &name, err));
	bring_to(ledger, "b", JOB_PUBLISHING);
	OK(ledger_reserve(ledger, "b", LEDGER_OUTBOX, "", "ukraine", false, &name, err));
	buf_fini(&name);
	OK(ledger_end(ledger, "b", JOB_DONE, "{}", 9, err));
	OK(ledger_held(ledger, LEDGER_OUTBOX, 10, &held, err));
	assert_int_equal(held.n, 1);
	assert_string_equal(held.v[0].job, "b");
	assert_string_equal(held.v[0].name, "ukraine-2");
	assert_int_equal(held.v[0].ended_ms, 9);
	held_fini(&held);
}

static void cancelling_ends_the_attempt(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	bring_to(ledger, "a", JOB_RUNNING);
	OK(ledger_end(ledger, "a", JOB_CANCELLED, NULL, 10, err));
	struct attempts attempts;
	OK(ledger_attempts(ledger, "a", &attempts, err));
	assert_int_equal(attempts.n, 1);
	assert_int_equal(attempts.v[0].outcome, ATTEMPT_CANCELLED);
	assert_int_equal(attempts.v[0].ended_ms, 10);
	attempts_fini(&attempts);
}

static void reserve_is(struct ledger *ledger, const char *id, const char *folder, const char *base, bool replace,
                       const char *expected) {
	struct buf name = BUF_INIT;
	OK(ledger_reserve(ledger, id, LEDGER_OUTBOX, folder, base, replace, &name, err));
	assert_string_equal(buf_str(&name), expected);
	buf_fini(&name);
}

static void reserves_names(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	static const char *const ids[] = { "a", "b", "c", "d", "e", "f", "g" };
	for (size_t i = 0; i < 7; i++) {
		accept(ledger, ids[i], JOB_NORMAL);
	}
	reserve_is(ledger, "a", "", "ukraine", false, "ukraine");
	reserve_is(ledger, "a", "", "ukraine", false, "ukraine");      /* the same again */
	reserve_is(ledger, "b", "", "ukraine", false, "ukraine-2");
	reserve_is(ledger, "c", "asia", "ukraine", false, "ukraine");  /* another folder */
	reserve_is(ledger, "d", "", "ukraine-3", false, "ukraine-3");
	reserve_is(ledger, "e", "", "ukraine", false, "ukraine-4");    /* 3 is somebody's own name */
	reserve_is(ledger, "f", "", "ukraine", true, "ukraine");       /* replaced */

	struct buf name = BUF_INIT;
	OK(ledger_reserve_other(ledger, "b", LEDGER_OUTBOX, "", "ukraine", &name, err));
	assert_string_equal(buf_str(&name), "ukraine-5");
	buf_reset(&name);
	OK(ledger_reserve(ledger, "b", LEDGER_FAILED, "", "ukraine", false, &name, err));
	assert_string_equal(buf_str(&name), "ukraine");
	buf_fini(&name);
	ledger = reopen(bench);
	reserve_is(ledger, "b", "", "ukraine", false, "ukraine-5");

	/* what comes to nothing gives its name back */
	OK(ledger_end(ledger, "d", JOB_CANCELLED, NULL, 1, err));
	reserve_is(ledger, "g", "", "ukraine-3", false, "ukraine-3");
	struct buf none = BUF_INIT;
	REFUSED(ledger_reserve(ledger, "d", LEDGER_OUTBOX, "", "x", false, &none, err), ERR_INPUT, "job d is cancelled");
	REFUSED(ledger_reserve(ledger, "z", LEDGER_OUTBOX, "", "x", false, &none, err), ERR_INPUT, "no job z");
	buf_fini(&none);
}

static void lists_and_counts(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	struct jobs jobs;
	int64_t counts[JOB_STATES];
	bring_to(ledger, "2", JOB_RUNNING);
	bring_to(ledger, "3", JOB_DONE);
	bring_to(ledger, "4", JOB_CANCELLED);
	bring_to(ledger, "5", JOB_DONE);
	bring_to(ledger, "1", JOB_ACCEPTED);
	OK(ledger_counts(ledger, counts, err));
	for (int state = 0; state < JOB_STATES; state++) {
		int64_t expected = state == JOB_DONE ? 2 : state == JOB_RUNNING || state == JOB_CANCELLED || state == JOB_ACCEPTED;
		assert_int_equal(counts[state], expected);
	}
	static const struct {
		struct job_filter filter;
		const char *ids;
	} cases[] = {
		{ { .limit = 0 }, "12345" },
		{ { .newest_first = true }, "54321" },
		{ { .newest_first = true, .limit = 2 }, "54" },
		{ { .states = JOB_STATE_BIT(JOB_DONE) }, "35" },
		{ { .states = JOB_STATE_BIT(JOB_DONE) | JOB_STATE_BIT(JOB_RUNNING), .newest_first = true }, "532" },
		{ { .states = JOB_STATE_BIT(JOB_QUARANTINED) }, "" },
		{ { .schedule = "weekly" }, "" },
		{ { .series = "weekly" }, "" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		OK(ledger_list(ledger, &cases[i].filter, &jobs, err));
		struct buf ids = BUF_INIT;
		for (size_t k = 0; k < jobs.n; k++) {
			buf_adds(&ids, jobs.v[k].id);
		}
		assert_string_equal(buf_str(&ids), cases[i].ids);
		buf_fini(&ids);
		jobs_fini(&jobs);
	}
}

static void finds_what_people_mean(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	static const struct { const char *id, *name; } rows[] = {
		{ "20261123210351482-k7m2q9x4", "ukraine" }, { "20261123210352000-aaaaaaaa", "ukraine" },
		{ "20261124000000000-bbbbbbbb", "20%_malta" }, { "20261125000000000-cccccccc", "2026" },
	};
	for (size_t i = 0; i < 4; i++) {
		struct job job = job_of(rows[i].id, JOB_NORMAL);
		bool is_new;
		job.name = rows[i].name;
		OK(ledger_accept(ledger, &job, &is_new, err));
	}
	static const struct { const char *text, *id; } cases[] = {
		{ "20261123210351482-k7m2q9x4", "20261123210351482-k7m2q9x4" },
		{ "20261124", "20261124000000000-bbbbbbbb" },
		{ "k7m2q9x4", "20261123210351482-k7m2q9x4" },
		{ "ukraine", "20261123210352000-aaaaaaaa" },
		{ "20%_malta", "20261124000000000-bbbbbbbb" },
		{ "2026", "20261125000000000-cccccccc" },
	};
	struct job job;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		OK(ledger_find(ledger, cases[i].text, &job, err));
		assert_string_equal(job.id, cases[i].id);
		assert_int_equal(job.request.len, 2);
		job_fini(&job);
	}
	REFUSED(ledger_find(ledger, "20261123", &job, err), ERR_INPUT, "beginning of several");
	REFUSED(ledger_find(ledger, "malta", &job, err), ERR_INPUT, "there is no job 'malta'");
	REFUSED(ledger_find(ledger, "%", &job, err), ERR_INPUT, "there is no job");
	REFUSED(ledger_find(ledger, "", &job, err), ERR_INPUT, "named by its id");
}

static void retries_as_a_new_job(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	bring_to(ledger, "a", JOB_RUNNING);
	REFUSED(ledger_retry(ledger, "a", "b", 50, err), ERR_INPUT, "job a is running");
	end_attempt(ledger, "a", ATTEMPT_PERMANENT, 0, NULL);
	OK(ledger_end(ledger, "a", JOB_FAILED, NULL, 10, err));
	OK(ledger_retry(ledger, "a", "b", 50, err));
	struct job job;
	OK(ledger_lookup(ledger, "b", &job, err));
	assert_int_equal(job.state, JOB_ACCEPTED);
	assert_string_equal(job.retry_of, "a");
	assert_string_equal(job.name, "ukraine");
	assert_string_equal(job.request.p, "{}");
	assert_int_equal(job.attempts, 0);
	assert_int_equal(job.accepted_ms, 50);
	assert_int_equal(job.ended_ms, 0);
	assert_null(job.error);
	job_fini(&job);
	assert_int_equal(state_of(ledger, "a"), JOB_FAILED);
	REFUSED(ledger_retry(ledger, "a", "b", 50, err), ERR_BUG, "there is a job b already");
	REFUSED(ledger_retry(ledger, "z", "c", 50, err), ERR_INPUT, "no job z");
	char id[JOB_ID_SIZE];
	assert_string_equal(claim_id(ledger, 60, id), "b");
	end_attempt(ledger, "b", ATTEMPT_OK, 0, NULL);
	OK(ledger_end(ledger, "b", JOB_DONE, NULL, 70, err));
	REFUSED(ledger_retry(ledger, "b", "c", 80, err), ERR_INPUT, "job b is done");
}

/* What was refused before it was read, as a picture or a device is, has left nothing to try again. */
static void retries_no_refused_file(struct bench *bench) {
	struct job job = job_of("a", JOB_NORMAL);
	bool is_new;
	job.request = (struct bytes){ NULL, 0 };
	OK(ledger_accept(bench->ledger, &job, &is_new, err));
	OK(ledger_end(bench->ledger, "a", JOB_FAILED, NULL, 10, err));
	REFUSED(ledger_retry(bench->ledger, "a", "b", 50, err), ERR_INPUT, "no request was kept");
}

static void batches(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	int64_t counts[JOB_STATES];
	struct job job = job_of("b", JOB_NORMAL);
	bool is_new;
	OK(ledger_begin(ledger, err));
	accept(ledger, "a", JOB_NORMAL);
	/* one that fails takes nothing else along */
	REFUSED(ledger_end(ledger, "a", JOB_DONE, NULL, 1, err), ERR_INPUT, "job a is accepted");
	OK(ledger_accept(ledger, &job, &is_new, err));
	OK(ledger_commit(ledger, err));
	ledger = reopen(bench);
	OK(ledger_counts(ledger, counts, err));
	assert_int_equal(counts[JOB_ACCEPTED], 2);

	OK(ledger_begin(ledger, err));
	accept(ledger, "c", JOB_NORMAL);
	char id[JOB_ID_SIZE];
	claim_id(ledger, 1, id);
	ledger_rollback(ledger);
	OK(ledger_counts(ledger, counts, err));
	assert_int_equal(counts[JOB_ACCEPTED], 2);
	assert_int_equal(counts[JOB_RUNNING], 0);
}

static const struct bench_case cases[] = {
	{ "accepts_once", accepts_once },
	{ "keeps_an_empty_request", keeps_an_empty_request },
	{ "claims_by_priority_then_age", claims_by_priority_then_age },
	{ "starves_nobody", starves_nobody },
	{ "a_good_job_from_end_to_end", a_good_job_from_end_to_end },
	{ "quarantines_after_three", quarantines_after_three },
	{ "permanent_fails_at_once", permanent_fails_at_once },
	{ "forgets_what_went_well_later", forgets_what_went_well_later },
	{ "keeps_its_generation", keeps_its_generation },
	{ "recovers", recovers },
	{ "requeues_a_lost_pdf", requeues_a_lost_pdf },
	{ "holds_what_ended", holds_what_ended },
	{ "says_when_next", says_when_next },
	{ "ends_only_where_it_may", ends_only_where_it_may },
	{ "cancelling_ends_the_attempt", cancelling_ends_the_attempt },
	{ "reserves_names", reserves_names },
	{ "lists_and_counts", lists_and_counts },
	{ "finds_what_people_mean", finds_what_people_mean },
	{ "retries_as_a_new_job", retries_as_a_new_job },
	{ "retries_no_refused_file", retries_no_refused_file },
	{ "batches", batches },
};
/* Each pair of the table either leads on or is refused; none leads out of an end. */
static void every_pair_is_decided(void **state) {
	(void)state;
	int legal = 0;
	for (int s = 0; s < JOB_STATES; s++) {
		bool leads_on = false;
		for (int e = 0; e < JOB_EVENTS; e++) {
			enum job_state next = (enum job_state)s;
			if (job_next_state((enum job_state)s, (enum job_event)e, &next)) {
				assert_int_not_equal(next, s);
				leads_on = true;
				legal++;
			} else {
				assert_int_equal(next, s);
			}
		}
		assert_int_equal(job_state_is_final((enum job_state)s), !leads_on);
		assert_int_equal(job_state_is_final((enum job_state)s), s >= JOB_DONE);
	}
	assert_int_equal(legal, 15);
	enum job_priority priority;
	assert_true(job_priority_parse("bulk", &priority) && priority == JOB_BULK);
	assert_false(job_priority_parse("", &priority));
}

static void ids_sort_by_time(void **state) {
	(void)state;
	char a[JOB_ID_SIZE], b[JOB_ID_SIZE], c[JOB_ID_SIZE];
	OK(job_id_make(INT64_C(1795467831482), a, err));
	OK(job_id_make(INT64_C(1795467831482), b, err));
	OK(job_id_make(INT64_C(1795467831483), c, err));
	assert_int_equal(strlen(a), 26);
	assert_memory_equal(a, "20261123210351482-", 18);
	assert_string_not_equal(a, b);
	assert_true(strcmp(a, c) < 0 && strcmp(b, c) < 0);
}

int main(void) {
	const struct CMUnitTest alone[] = { cmocka_unit_test(every_pair_is_decided), cmocka_unit_test(ids_sort_by_time) };
	int failed = run_cases("jobs", cases, sizeof(cases) / sizeof(*cases));

	return failed + cmocka_run_group_tests_name("states and ids", alone, NULL, NULL);
}
