/*
 * series: jobs of a series go one by one, in order; editions are numbered without a gap, whatever becomes of jobs, and
 * can be corrected and withdrawn. Each case on both stores.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../ledger.h"

static void accept_as(struct ledger *ledger, const char *id, const char *series, enum job_priority priority) {
	struct job job = {
		.id = id, .name = id, .folder = "", .priority = priority, .series = series, .accepted_ms = 1000, .request = { "{}", 2 },
	};
	accept_job(ledger, &job);
}

static void accept(struct ledger *ledger, const char *id, const char *series) {
	accept_as(ledger, id, series, JOB_NORMAL);
}

/* Claim, and say which with its number: "a 1", "" for none. */
static const char *claim(struct ledger *ledger) {
	static char said[64];
	const struct claimant who = { .instance = "i1", .generation = "g1", .pid = 77, .now_ms = 5000 };
	struct job job;
	OK(ledger_claim(ledger, &who, &job, err));
	snprintf(said, sizeof(said), job.id ? "%s %lld" : "", job.id, (long long)job.edition);
	if (job.id && job.revision) {
		snprintf(said + strlen(said), sizeof(said) - strlen(said), " r%lld", (long long)job.revision);
	}
	job_fini(&job);
	return said;
}

static enum job_state finish(struct ledger *ledger, const char *id, enum attempt_outcome outcome) {
	const struct attempt_end end = {
		.outcome = outcome, .error = outcome == ATTEMPT_OK ? NULL : "{\"why\":1}", .now_ms = 6000, .not_before_ms = 5500,
	};
	enum job_state state = JOB_DONE;
	OK(ledger_end_attempt(ledger, id, &end, &state, NULL, err));
	return state;
}

static const char *day = "2026-11-20";   /* that editions speak of */

static void plan(struct ledger *ledger, const char *id, const char *dump) {
	const struct edition edition = { .report = "brief", .title = "The week", .language = "en", .as_of = day, .dump = { dump, strlen(dump) } };
	struct publication publication = { .step = PUBLISH_PLANNED, .folder = "", .temporary = "x", .sha256 = "abc" };
	struct buf name = BUF_INIT;
	OK(ledger_reserve(ledger, id, LEDGER_OUTBOX, "", id, false, &name, err));
	publication.name = buf_str(&name);
	OK(ledger_journal(ledger, id, &publication, err));
	OK(ledger_edition_plan(ledger, id, &edition, err));
	buf_fini(&name);
}

/* A claimed job to its good end. */
static void issue(struct ledger *ledger, const char *id, const char *dump) {
	assert_int_equal(finish(ledger, id, ATTEMPT_OK), JOB_PUBLISHING);
	plan(ledger, id, dump);
	OK(ledger_end(ledger, id, JOB_DONE, "{}", 7000, err));
}

/* "1:a 2:b", with r and the revision, w where withdrawn */
static void issued(struct ledger *ledger, const char *series, const char *expected) {
	struct editions editions;
	struct buf text = BUF_INIT;
	OK(ledger_editions(ledger, series, &editions, err));
	for (size_t i = 0; i < editions.n; i++) {
		const struct edition *e = &editions.v[i];
		buf_addf(&text, "%s%lld", i ? " " : "", (long long)e->number);
		if (e->revision) {
			buf_addf(&text, "r%lld", (long long)e->revision);
		}
		buf_addf(&text, ":%s%s", e->job, e->withdrawn_ms ? "w" : "");
	}
	assert_string_equal(buf_str(&text), expected);
	buf_fini(&text);
	editions_fini(&editions);
}

static void dump_is(struct ledger *ledger, int64_t number, const char *expected) {
	struct edition edition;
	OK(ledger_edition(ledger, "weekly", number, &edition, err));
	if (!expected) {
		assert_null(edition.series);
		return;
	}
	assert_string_equal(edition.dump.p, expected);
	edition_fini(&edition);
}

static void one_at_a_time(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	accept(ledger, "a", "weekly");
	accept_as(ledger, "b", "weekly", JOB_URGENT);
	accept(ledger, "c", "weekly");
	accept(ledger, "x", "other");
	accept(ledger, "y", NULL);
	assert_string_equal(claim(ledger), "a 1");
	assert_string_equal(claim(ledger), "x 1");
	assert_string_equal(claim(ledger), "y 0");
	assert_string_equal(claim(ledger), "");

	int64_t due;
	OK(ledger_next_due(ledger, &due, err));
	assert_int_equal(due, INT64_MAX);
	assert_int_equal(finish(ledger, "a", ATTEMPT_OK), JOB_PUBLISHING);
	plan(ledger, "a", "{1}");
	assert_string_equal(claim(ledger), "");
	issued(ledger, "weekly", "");    /* a plan is no edition */
	dump_is(ledger, 0, NULL);
	OK(ledger_end(ledger, "a", JOB_DONE, "{}", 7000, err));
	issued(ledger, "weekly", "1:a");
	OK(ledger_next_due(ledger, &due, err));
	assert_int_equal(due, 0);
	assert_string_equal(claim(ledger), "b 2");
	issue(ledger, "b", "{2}");
	assert_string_equal(claim(ledger), "c 3");
	issue(ledger, "c", "{3}");
	issued(ledger, "weekly", "1:a 2:b 3:c");
	issued(ledger, NULL, "1:a 2:b 3:c");
	dump_is(ledger, 0, "{3}");
	dump_is(ledger, 2, "{2}");
	dump_is(ledger, 4, NULL);
}

static void no_gap_is_left(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	static const char *const ids[] = { "a", "b", "c", "d", "e", "f" };
	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
		accept(ledger, ids[i], "weekly");
	}
	assert_string_equal(claim(ledger), "a 1");
	assert_int_equal(finish(ledger, "a", ATTEMPT_PERMANENT), JOB_PUBLISHING);
	OK(ledger_end(ledger, "a", JOB_FAILED, NULL, 7000, err));
	assert_string_equal(claim(ledger), "b 1");
	assert_int_equal(finish(ledger, "b", ATTEMPT_CANCELLED), JOB_CANCELLED);
	OK(ledger_end(ledger, "d", JOB_CANCELLED, NULL, 7000, err));    /* while it stands behind */
	assert_string_equal(claim(ledger), "c 1");
	OK(ledger_end(ledger, "c", JOB_SKIPPED, "{\"why\":2}", 7000, err));
	assert_string_equal(claim(ledger), "e 1");
	/* what is tried again keeps its turn, also while it waits for it */
	assert_int_equal(finish(ledger, "e", ATTEMPT_CRASH), JOB_RETRYING);
	assert_string_equal(claim(ledger), "");
	issued(ledger, "weekly", "");
	OK(ledger_end(ledger, "e", JOB_CANCELLED, NULL, 7000, err));
	assert_string_equal(claim(ledger), "f 1");
	issue(ledger, "f", "{1}");
	OK(ledger_retry(ledger, "a", "g", 8000, err));
	assert_string_equal(claim(ledger), "g 2");
	issue(ledger, "g", "{2}");
	issued(ledger, "weekly", "1:f 2:g");
}

/* What is recovered may have an older id than the one whose turn it is; what ends behind it gives its turn to nobody. */
static void one_at_a_time_whatever_the_ids(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	accept(ledger, "5", "weekly");
	accept(ledger, "3", "weekly");
	accept(ledger, "7", "weekly");
	assert_string_equal(claim(ledger), "5 1");
	OK(ledger_end(ledger, "7", JOB_CANCELLED, NULL, 7000, err));
	assert_string_equal(claim(ledger), "");
	issue(ledger, "5", "{1}");
	assert_string_equal(claim(ledger), "3 2");
}

static void a_lost_publication_is_planned_anew(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	struct jobs publishing;
	accept(ledger, "a", "weekly");
	accept(ledger, "b", "weekly");
	assert_string_equal(claim(ledger), "a 1");
	assert_int_equal(finish(ledger, "a", ATTEMPT_OK), JOB_PUBLISHING);
	plan(ledger, "a", "{old}");
	OK(ledger_recover(ledger, "i2", 6500, NULL, &publishing, err));
	assert_int_equal(publishing.n, 1);
	assert_int_equal(publishing.v[0].edition, 1);
	jobs_fini(&publishing);
	OK(ledger_requeue(ledger, "a", 0, err));
	issued(ledger, "weekly", "");
	assert_string_equal(claim(ledger), "a 1");
	issue(ledger, "a", "{new}");
	dump_is(ledger, 1, "{new}");
	/* a publication that fails leaves nothing, and the next has the number */
	assert_string_equal(claim(ledger), "b 2");
	assert_int_equal(finish(ledger, "b", ATTEMPT_OK), JOB_PUBLISHING);
	plan(ledger, "b", "{2}");
	OK(ledger_end(ledger, "b", JOB_FAILED, "{}", 7000, err));
	accept(ledger, "c", "weekly");
	assert_string_equal(claim(ledger), "c 2");
	issue(ledger, "c", "{2c}");
	issued(ledger, "weekly", "1:a 2:c");
	dump_is(ledger, 2, "{2c}");
}

/* A job cannot be done without its edition being there. */
static void no_end_without_an_edition(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	struct err bug = ERR_INIT;
	accept(ledger, "a", "weekly");
	assert_string_equal(claim(ledger), "a 1");
	assert_int_equal(finish(ledger, "a", ATTEMPT_OK), JOB_PUBLISHING);
	assert_false(ledger_end(ledger, "a", JOB_DONE, "{}", 7000, &bug));
	assert_int_equal(bug.code, ERR_BUG);
	plan(ledger, "a", "{}");
	OK(ledger_end(ledger, "a", JOB_DONE, "{}", 7000, err));
}

static void what_is_refused_is_of_no_series(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	struct job job = {
		.id = "a", .name = "a", .series = "weekly", .error = "{}", .instance = "i1", .accepted_ms = 1, .request = { "{", 1 },
	};
	bool is_new;
	OK(ledger_accept(ledger, &job, &is_new, err));
	accept(ledger, "b", "weekly");
	assert_string_equal(claim(ledger), "b 1");
}

static void issue_editions(struct ledger *ledger, int n) {
	for (int i = 0; i < n; i++) {
		char id[2] = { (char)('a' + i), '\0' }, dump[8];
		accept(ledger, id, "weekly");
		claim(ledger);
		snprintf(dump, sizeof(dump), "{%d}", i + 1);
		issue(ledger, id, dump);
	}
}

static struct job reissue_of(const char *id, int64_t number, enum job_reissue reissue) {
	return (struct job){
		.id = id, .name = id, .folder = "", .series = "weekly", .edition = number, .reissue = reissue, .reason = "a wrong date",
		.accepted_ms = 9000, .priority = JOB_NORMAL, .request = { "{}", 2 },
	};
}

static void corrected_and_withdrawn(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	struct edition edition;
	issue_editions(ledger, 3);
	struct job correct = reissue_of("k", 2, REISSUE_CORRECTION), none = reissue_of("n", 9, REISSUE_CORRECTION);
	REFUSED(ledger_reissue(ledger, &none, err), ERR_INPUT, "has no edition 9");
	OK(ledger_reissue(ledger, &correct, err));
	correct.id = "l";
	REFUSED(ledger_reissue(ledger, &correct, err), ERR_INPUT, "again already");
	accept(ledger, "z", "weekly");
	assert_string_equal(claim(ledger), "k 2 r1");
	assert_string_equal(claim(ledger), "");
	issue(ledger, "k", "{2b}");
	issued(ledger, "weekly", "1:a 2:b 2r1:k 3:c");
	dump_is(ledger, 2, "{2b}");
	OK(ledger_edition_at(ledger, "weekly", 2, 0, &edition, err));
	assert_string_equal(edition.dump.p, "{2}");    /* the old one is kept */
	edition_fini(&edition);
	OK(ledger_edition_before(ledger, "weekly", 3, day, &edition, err));
	assert_string_equal(edition.dump.p, "{2b}");
	edition_fini(&edition);
	assert_string_equal(claim(ledger), "z 4");
	issue(ledger, "z", "{4}");

	struct job withdraw = reissue_of("w", 2, REISSUE_WITHDRAWAL);
	OK(ledger_reissue(ledger, &withdraw, err));
	assert_string_equal(claim(ledger), "w 2 r1");
	issue(ledger, "w", "{notice}");
	issued(ledger, "weekly", "1:a 2:bw 2r1:kw 3:c 4:z");
	dump_is(ledger, 2, "{2b}");
	withdraw.id = "v";
	REFUSED(ledger_reissue(ledger, &withdraw, err), ERR_INPUT, "withdrawn already");
	/* what was withdrawn is nobody's predecessor */
	OK(ledger_edition_before(ledger, "weekly", 3, day, &edition, err));
	assert_int_equal(edition.number, 1);
	edition_fini(&edition);
	OK(ledger_edition_before(ledger, "weekly", 1, day, &edition, err));
	assert_null(edition.series);
}

static void a_failed_correction_changes_nothing(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	issue_editions(ledger, 1);
	struct job correct = reissue_of("k", 1, REISSUE_CORRECTION);
	OK(ledger_reissue(ledger, &correct, err));
	assert_string_equal(claim(ledger), "k 1 r1");
	assert_int_equal(finish(ledger, "k", ATTEMPT_PERMANENT), JOB_PUBLISHING);
	OK(ledger_end(ledger, "k", JOB_FAILED, NULL, 9500, err));
	issued(ledger, "weekly", "1:a");
	correct.id = "l";
	OK(ledger_reissue(ledger, &correct, err));
	OK(ledger_retry(ledger, "k", "m", 9600, err));
	assert_string_equal(claim(ledger), "l 1 r1");
	issue(ledger, "l", "{1b}");
	assert_string_equal(claim(ledger), "m 1 r2");
	issue(ledger, "m", "{1c}");
	issued(ledger, "weekly", "1:a 1r1:l 1r2:m");
}

/* A damaged file is made again: of the same number, and no further edition. */
static void done_again_it_is_the_same_edition(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	issue_editions(ledger, 2);
	OK(ledger_redo(ledger, "a", "r", 9000, err));
	assert_string_equal(claim(ledger), "r 1");
	issue(ledger, "r", "{again}");
	issued(ledger, "weekly", "1:r 2:b");
	dump_is(ledger, 1, "{1}");
}

static void retention_leaves_editions(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	struct job job;
	size_t n = 0;
	issue_editions(ledger, 2);
	accept(ledger, "o", NULL);
	assert_string_equal(claim(ledger), "o 0");
	assert_int_equal(finish(ledger, "o", ATTEMPT_CANCELLED), JOB_CANCELLED);
	OK(ledger_forget(ledger, 100000, 10, &n, err));
	assert_int_equal(n, 1);
	OK(ledger_lookup(ledger, "a", &job, err));
	job_fini(&job);
	issued(ledger, "weekly", "1:a 2:b");
}

/* What editions said, by number: "3 5 6". */
static void said(struct ledger *ledger, const char *expected) {
	struct buf text = BUF_INIT;
	for (int64_t i = 1; i < 10; i++) {
		struct edition edition;
		OK(ledger_edition(ledger, "weekly", i, &edition, err));
		if (edition.dump.p != NULL) {
			buf_addf(&text, "%s%lld", text.len > 0 ? " " : "", (long long)i);
		}
		edition_fini(&edition);
	}
	assert_string_equal(buf_str(&text), expected);
	buf_fini(&text);
}

/* Old ones go; never the newest, nor what one that is kept is compared with, which is not the one that was withdrawn. */
static void editions_are_let_go(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	struct edition edition;
	struct job job;
	size_t n = 0;
	issue_editions(ledger, 6);
	job = reissue_of("w", 4, REISSUE_WITHDRAWAL);
	OK(ledger_reissue(ledger, &job, err));
	assert_string_equal(claim(ledger), "w 4");
	assert_int_equal(finish(ledger, "w", ATTEMPT_OK), JOB_PUBLISHING);
	OK(ledger_end(ledger, "w", JOB_DONE, "{}", 7000, err));
	OK(ledger_forget_editions(ledger, INT64_MIN, 0, 10, &n, err));
	assert_int_equal(n, 0);
	OK(ledger_forget_editions(ledger, INT64_MIN, 2, 1, &n, err));    /* no more than one at once */
	assert_int_equal(n, 1);
	said(ledger, "2 3 4 5 6");
	OK(ledger_forget_editions(ledger, INT64_MIN, 2, 10, &n, err));
	assert_int_equal(n, 1);
	said(ledger, "3 4 5 6");
	OK(ledger_edition_before(ledger, "weekly", 5, day, &edition, err));
	assert_int_equal(edition.number, 3);
	assert_non_null(edition.dump.p);
	edition_fini(&edition);
	OK(ledger_forget_editions(ledger, 7000, 0, 10, &n, err));        /* issued at that instant */
	assert_int_equal(n, 0);
	OK(ledger_forget_editions(ledger, 7001, 0, 10, &n, err));
	assert_int_equal(n, 3);      /* 3, 4 and its notice */
	said(ledger, "5 6");
	REFUSED(ledger_lookup(ledger, "c", &job, err), ERR_INPUT, "");
	issued(ledger, "weekly", "1:a 2:b 3:c 4:dw 5:e 6:f");
	accept(ledger, "g", "weekly");
	assert_string_equal(claim(ledger), "g 7");
}

/* "3" follows: the number of the edition before one of that number and day, 0 for none. */
static int64_t before(struct ledger *ledger, int64_t number, const char *as_of) {
	struct edition edition;
	OK(ledger_edition_before(ledger, "weekly", number, as_of, &edition, err));
	int64_t found = edition.number;
	edition_fini(&edition);
	return found;
}

/* A back-fill has the next number, and is before those of later days alone. */
static void an_earlier_day_is_before(struct bench *bench) {
	static const char *const days[] = { "2026-11-01", "2026-11-08", "2026-10-01", "2026-11-15" };
	struct ledger *ledger = bench->ledger;
	size_t n = 0;
	for (int i = 0; i < 4; i++) {
		char id[2] = { (char)('a' + i), '\0' };
		accept(ledger, id, "weekly");
		claim(ledger);
		day = days[i];
		issue(ledger, id, "{}");
	}
	day = "2026-11-20";
	assert_int_equal(before(ledger, 3, "2026-10-01"), 0);
	assert_int_equal(before(ledger, 4, "2026-11-15"), 2);
	assert_int_equal(before(ledger, 5, "2026-11-14"), 2);
	assert_int_equal(before(ledger, 5, "2026-11-15"), 4);
	assert_int_equal(before(ledger, 5, "2026-10-30"), 3);
	assert_int_equal(before(ledger, 2, "2026-11-15"), 1);
	OK(ledger_forget_editions(ledger, INT64_MIN, 1, 10, &n, err));
	said(ledger, "2 3 4");       /* the fourth is compared with the second */
}

static const struct bench_case cases[] = {
	{ "one at a time", one_at_a_time },
	{ "no gap is left", no_gap_is_left },
	{ "one at a time whatever the ids", one_at_a_time_whatever_the_ids },
	{ "a lost publication is planned anew", a_lost_publication_is_planned_anew },
	{ "no end without an edition", no_end_without_an_edition },
	{ "what is refused is of no series", what_is_refused_is_of_no_series },
	{ "corrected and withdrawn", corrected_and_withdrawn },
	{ "a failed correction changes nothing", a_failed_correction_changes_nothing },
	{ "done again it is the same edition", done_again_it_is_the_same_edition },
	{ "retention leaves editions", retention_leaves_editions },
	{ "editions are let go", editions_are_let_go },
	{ "an earlier day is before", an_earlier_day_is_before },
};

/* Editions and the queue of a series live through a damaged file that is read into a new one. */
static void salvaged(void **state) {
	struct bench bench;
	char to[96];
	struct ledger_saved saved;
	(void)state;
	open_bench(&bench);
	struct ledger *ledger = reopen(&bench);
	issue_editions(ledger, 2);
	accept(ledger, "x", "weekly");
	accept(ledger, "y", "weekly");
	ledger_free(ledger);
	snprintf(to, sizeof(to), "%s/new.db", bench.dir);
	OK(ledger_salvage(bench.path, to, &saved, err));
	assert_true(saved.is_whole);
	OK((ledger = bench.ledger = ledger_open(to, err)));
	issued(ledger, "weekly", "1:a 2:b");
	dump_is(ledger, 2, "{2}");
	assert_string_equal(claim(ledger), "x 3");
	assert_string_equal(claim(ledger), "");
	close_bench(&bench);
}

/* A file of the first version: what waits in a series stands in order, and nothing is lost by salvage either. */
static void from_an_older_version(void **state) {
	struct bench bench;
	char to[96];
	struct ledger_saved saved;
	(void)state;
	open_bench(&bench);
	make_old_ledger(bench.path, "INSERT INTO jobs (id, state, priority, folder, name, series, edition, nominal_ms, attempts, accepted_ms,"
	                " started_ms, ended_ms, not_before_ms) VALUES"
	                " ('s1', 'accepted', 'normal', '', 's1', 'weekly', 0, 0, 0, 1, 0, 0, 0),"
	                " ('s2', 'accepted', 'urgent', '', 's2', 'weekly', 0, 0, 0, 1, 0, 0, 0);"
	                "INSERT INTO requests VALUES ('s1', x'7b7d'), ('s2', x'7b7d');");
	snprintf(to, sizeof(to), "%s/new.db", bench.dir);
	OK(ledger_salvage(bench.path, to, &saved, err));
	assert_true(saved.is_whole);
	assert_true(saved.rows >= 6);
	struct ledger *ledger = reopen(&bench);
	assert_string_equal(claim(ledger), "s1 1");
	assert_string_equal(claim(ledger), "");
	issue(ledger, "s1", "{}");
	assert_string_equal(claim(ledger), "s2 2");
	close_bench(&bench);
}

int main(void) {
	const struct CMUnitTest files[] = { cmocka_unit_test(salvaged), cmocka_unit_test(from_an_older_version) };
	int failed = run_cases("series", cases, sizeof(cases) / sizeof(*cases));

	return failed + cmocka_run_group_tests_name("files", files, NULL, NULL);
}
