/*
 * ledger: one table of cases, each run on both implementations; then what
 * only a file can show: versions, damage, and what a second opening finds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "ledger/ledger.h"

/* What a case works on. */
struct bench {
	bool on_disk;
	char dir[64], path[128];
	struct ledger *ledger;
};

static struct ledger *reopen(struct bench *bench) {
	if (bench->on_disk) {
		struct err err = ERR_INIT;
		ledger_free(bench->ledger);
		bench->ledger = ledger_open(bench->path, &err);
		if (!bench->ledger) {
			fail_msg("%s", err.msg);
		}
	}
	return bench->ledger;
}

/* Steps of which a case says only that they must go well. */
#define OK(call)                                         \
	do {                                             \
		struct err err_ = ERR_INIT;              \
		struct err *err = &err_;                 \
		if (!(call)) {                           \
			fail_msg("%s: %s", #call, err->msg); \
		}                                        \
	} while (0)

#define REFUSED(call, expected_code, text)               \
	do {                                             \
		struct err err_ = ERR_INIT;              \
		struct err *err = &err_;                 \
		assert_false(call);                      \
		assert_int_equal(err->code, expected_code); \
		if (!strstr(err->msg, text)) {           \
			fail_msg("'%s' says nothing of '%s'", err->msg, text); \
		}                                        \
	} while (0)

static struct job job_of(const char *id, enum job_priority priority) {
	return (struct job){
		.id = id, .name = "ukraine", .folder = "", .priority = priority, .report = "partnership-briefing",
		.accepted_ms = 1000, .request = { "{}", 2 },
	};
}

static void accept(struct ledger *ledger, const char *id, enum job_priority priority) {
	struct job job = job_of(id, priority);
	bool is_new = false;
	OK(ledger_accept(ledger, &job, &is_new, err));
	assert_true(is_new);
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

static enum job_state state_of(struct ledger *ledger, const char *id) {
	struct job job;
	OK(ledger_lookup(ledger, id, &job, err));
	enum job_state state = job.state;
	job_fini(&job);
	return state;
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
	struct jobs publishing;
	accept(ledger, "a", JOB_NORMAL);
	accept(ledger, "b", JOB_NORMAL);
	accept(ledger, "c", JOB_NORMAL);
	claim_id(ledger, 1, id);
	claim_id(ledger, 1, id);
	end_attempt(ledger, "b", ATTEMPT_OK, 0, NULL);

	/* the instance itself has nothing to recover */
	OK(ledger_recover(ledger, "i1", 7000, &publishing, err));
	assert_int_equal(publishing.n, 0);
	assert_int_equal(state_of(ledger, "a"), JOB_RUNNING);

	for (int death = 0; death < 5; death++) {    /* kills of the service quarantine nobody */
		ledger = reopen(bench);
		char instance[8];
		snprintf(instance, sizeof(instance), "r%d", death);
		OK(ledger_recover(ledger, instance, 7000, &publishing, err));
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
	accept(ledger, "a", JOB_NORMAL);
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

static const struct {
	const char *name;
	void (*run)(struct bench *bench);
} cases[] = {
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
	{ "says_when_next", says_when_next },
	{ "ends_only_where_it_may", ends_only_where_it_may },
	{ "cancelling_ends_the_attempt", cancelling_ends_the_attempt },
	{ "reserves_names", reserves_names },
	{ "lists_and_counts", lists_and_counts },
	{ "finds_what_people_mean", finds_what_people_mean },
	{ "retries_as_a_new_job", retries_as_a_new_job },
	{ "retries_no_refused_file", retries_no_refused_file },
	{ "begins_anew_after_it_was_off", begins_anew_after_it_was_off },
	{ "begins_anew_where_the_rule_is_another", begins_anew_where_the_rule_is_another },
	{ "creates_a_run_once", creates_a_run_once },
	{ "tells_what_was_missed_once", tells_what_was_missed_once },
	{ "a_run_without_its_job_is_none", a_run_without_its_job_is_none },
	{ "pauses", pauses },
	{ "batches", batches },
};
#define CASES (sizeof(cases) / sizeof(*cases))

static void open_bench(struct bench *bench) {
	char dir[] = "/tmp/sitrep-ledger-XXXXXX";
	assert_non_null(mkdtemp(dir));
	STR_COPY(bench->dir, dir);
	snprintf(bench->path, sizeof(bench->path), "%s/ledger.db", dir);
}

static void close_bench(struct bench *bench) {
	char cmd[160];
	snprintf(cmd, sizeof(cmd), "rm -rf '%s'", bench->dir);
	assert_int_equal(system(cmd), 0);
}

static void run_in_memory(void **state) {
	size_t i = *(const size_t *)*state;
	struct bench bench = { .on_disk = false, .ledger = ledger_open_memory() };
	cases[i].run(&bench);
	ledger_free(bench.ledger);
}

static void run_on_disk(void **state) {
	size_t i = *(const size_t *)*state;
	struct bench bench = { .on_disk = true };
	open_bench(&bench);
	reopen(&bench);
	cases[i].run(&bench);
	ledger_free(bench.ledger);
	close_bench(&bench);
}

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

static void put_file(const char *path, const void *p, size_t n) {
	OK(file_write(path, p, n, 0600, err));
}

static void patch_file(const char *path, off_t at, const void *p, size_t n) {
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, p, n, at), n);
	close(fd);
}

static void make_ledger(const char *path, int jobs) {
	struct ledger *ledger = NULL;
	OK((ledger = ledger_open(path, err)));
	OK(ledger_begin(ledger, err));
	for (int i = 0; i < jobs; i++) {
		char id[JOB_ID_SIZE];
		snprintf(id, sizeof(id), "job%05d", i);
		accept(ledger, id, JOB_NORMAL);
	}
	OK(ledger_commit(ledger, err));
	ledger_free(ledger);
}

static void refuses_a_newer_version(void **state) {
	(void)state;
	struct bench bench;
	open_bench(&bench);
	make_ledger(bench.path, 1);
	patch_file(bench.path, 60, "\0\0\0\x63", 4);    /* user_version, big-endian */
	struct buf before = BUF_INIT, after = BUF_INIT;
	OK(file_read(bench.path, 1 << 20, &before, err));
	REFUSED(ledger_open(bench.path, err) != NULL, ERR_INPUT, "has version 99");
	OK(file_read(bench.path, 1 << 20, &after, err));
	assert_int_equal(before.len, after.len);
	assert_memory_equal(before.p, after.p, before.len);
	buf_fini(&before);
	buf_fini(&after);
	close_bench(&bench);
}

static void refuses_what_is_no_ledger(void **state) {
	(void)state;
	struct bench bench;
	open_bench(&bench);
	char text[4096];
	memset(text, 'x', sizeof(text));
	put_file(bench.path, text, sizeof(text));
	REFUSED(ledger_open(bench.path, err) != NULL, ERR_INPUT, "is no ledger");
	assert_int_equal(unlink(bench.path), 0);
	make_ledger(bench.path, 1);
	patch_file(bench.path, 68, "\0\0\0\1", 4);      /* application_id */
	REFUSED(ledger_open(bench.path, err) != NULL, ERR_INPUT, "another program's");
	REFUSED(ledger_open("/nonexistent/ledger.db", err) != NULL, ERR_SYSTEM, "/nonexistent/ledger.db");
	close_bench(&bench);
}

static void refuses_a_damaged_file(void **state) {
	(void)state;
	struct bench bench;
	open_bench(&bench);
	make_ledger(bench.path, 2000);
	struct buf whole = BUF_INIT;
	OK(file_read(bench.path, 1 << 24, &whole, err));
	assert_true(whole.len > 40 * 4096);
	char junk[4096];
	memset(junk, 0xA5, sizeof(junk));
	static const size_t pages[] = { 1, 2, 10, 30 };
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
		put_file(bench.path, whole.p, whole.len);
		patch_file(bench.path, (off_t)pages[i] * 4096, junk, sizeof(junk));
		REFUSED(ledger_open(bench.path, err) != NULL, ERR_INPUT, "is damaged");
	}
	put_file(bench.path, whole.p, whole.len / 2);    /* torn */
	REFUSED(ledger_open(bench.path, err) != NULL, ERR_INPUT, "is damaged");
	put_file(bench.path, whole.p, whole.len);
	struct ledger *ledger = NULL;
	OK((ledger = ledger_open(bench.path, err)));
	ledger_free(ledger);
	buf_fini(&whole);
	close_bench(&bench);
}

/* Make the file that a script describes. */
static void make_from_sql(const char *path, const char *script) {
	struct buf sql = BUF_INIT;
	sqlite3 *db;
	OK(file_read(script, 1 << 20, &sql, err));
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, buf_str(&sql), NULL, NULL, NULL) != SQLITE_OK) {
		fail_msg("%s: %s", script, sqlite3_errmsg(db));
	}
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	buf_fini(&sql);
}

static int user_version(const char *path) {
	struct buf file = BUF_INIT;
	OK(file_read(path, 1 << 20, &file, err));
	int version = file.p[63];
	buf_fini(&file);
	return version;
}

/* Two jobs are in the old one. */
static void upgrades_an_older_version(void **state) {
	(void)state;
	struct bench bench = { .on_disk = true };
	open_bench(&bench);
	make_from_sql(bench.path, "tests/unit/ledger-v1.sql");
	assert_int_equal(user_version(bench.path), 1);
	for (int i = 0; i < 2; i++) {    /* the second time there is nothing to do */
		struct ledger *ledger = reopen(&bench);
		assert_int_equal(state_of(ledger, "old-done"), JOB_DONE);
		assert_int_equal(state_of(ledger, "old-running"), i == 0 ? JOB_RUNNING : JOB_RETRYING);
		struct jobs publishing;
		OK(ledger_recover(ledger, "new", 1, &publishing, err));
		jobs_fini(&publishing);
		OK(ledger_schedule_pause(ledger, "weekly", true, err));
	}
	ledger_free(bench.ledger);
	struct bench fresh = { .on_disk = true };
	open_bench(&fresh);
	make_ledger(fresh.path, 0);
	assert_int_equal(user_version(bench.path), user_version(fresh.path));
	close_bench(&fresh);
	close_bench(&bench);
}

/* What was committed is there after SIGKILL, what was not is not. */
static void survives_a_kill(void **state) {
	(void)state;
	struct bench bench = { .on_disk = true };
	open_bench(&bench);
	make_ledger(bench.path, 1);
	pid_t pid = fork();
	if (pid == 0) {
		struct ledger *ledger = ledger_open(bench.path, NULL);
		struct job job = job_of("synced", JOB_NORMAL);
		bool is_new;
		bool ok = ledger && ledger_accept(ledger, &job, &is_new, NULL) && ledger_begin(ledger, NULL);
		job.id = "unsynced";
		if (ok && ledger_accept(ledger, &job, &is_new, NULL)) {
			kill(getpid(), SIGKILL);
		}
		_exit(1);
	}
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	struct ledger *ledger = reopen(&bench);
	assert_int_equal(state_of(ledger, "synced"), JOB_ACCEPTED);
	struct job job;
	REFUSED(ledger_lookup(ledger, "unsynced", &job, err), ERR_INPUT, "no job unsynced");
	ledger_free(ledger);
	close_bench(&bench);
}

/* A full disk in the middle of a batch fails the batch, wholly, and the ledger goes on once there is room. */
static void a_full_disk_drops_the_batch(void **state) {
	(void)state;
	struct bench bench = { .on_disk = true };
	open_bench(&bench);
	make_ledger(bench.path, 1);
	pid_t pid = fork();
	if (pid == 0) {
		static char big[1 << 20];
		struct ledger *ledger = ledger_open(bench.path, NULL);
		struct rlimit limit;
		getrlimit(RLIMIT_FSIZE, &limit);
		limit.rlim_cur = 256 * 1024;
		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &limit);
		struct job job = job_of("big", JOB_NORMAL);
		struct err err = ERR_INIT;
		bool is_new;
		memset(big, 'x', sizeof(big));
		job.request = (struct bytes){ big, sizeof(big) };
		bool ok = ledger_begin(ledger, &err);
		for (int i = 0; ok && i < 8; i++) {    /* more than SQLite's cache holds back */
			char id[JOB_ID_SIZE];
			snprintf(id, sizeof(id), "big%d", i);
			job.id = id;
			if (!ledger_accept(ledger, &job, &is_new, &err)) {
				break;
			}
		}
		struct job small = job_of("after", JOB_NORMAL);
		if (ok) {
			ledger_accept(ledger, &small, &is_new, NULL);
		}
		if (!ok || ledger_commit(ledger, &err) || err.code != ERR_SYSTEM) {
			_exit(2);
		}
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_FSIZE, &limit);
		small.id = "later";
		_exit(ledger_accept(ledger, &small, &is_new, &err) && is_new ? 0 : 3);
	}
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	struct ledger *ledger = reopen(&bench);
	int64_t counts[JOB_STATES];
	OK(ledger_counts(ledger, counts, err));
	assert_int_equal(counts[JOB_ACCEPTED], 2);    /* the first, and "later" */
	ledger_free(ledger);
	close_bench(&bench);
}

int main(void) {
	static size_t indices[CASES];
	static struct CMUnitTest tests[2 * CASES];
	static char names[2 * CASES][64];
	for (size_t i = 0; i < CASES; i++) {
		indices[i] = i;
		for (size_t k = 0; k < 2; k++) {
			struct CMUnitTest *test = &tests[2 * i + k];
			snprintf(names[2 * i + k], sizeof(names[0]), "%s, %s", cases[i].name, k ? "on disk" : "in memory");
			test->name = names[2 * i + k];
			test->test_func = k ? run_on_disk : run_in_memory;
			test->initial_state = &indices[i];
		}
	}
	const struct CMUnitTest only_files[] = {
		cmocka_unit_test(every_pair_is_decided),
		cmocka_unit_test(ids_sort_by_time),
		cmocka_unit_test(upgrades_an_older_version),
		cmocka_unit_test(refuses_a_newer_version),
		cmocka_unit_test(refuses_what_is_no_ledger),
		cmocka_unit_test(refuses_a_damaged_file),
		cmocka_unit_test(survives_a_kill),
		cmocka_unit_test(a_full_disk_drops_the_batch),
	};
	int failed = cmocka_run_group_tests_name("both implementations", tests, NULL, NULL);
	return failed + cmocka_run_group_tests_name("files", only_files, NULL, NULL);
}
