/*
 * ledger: what the tests of core/ledger share. A case gets a ledger and runs on both kinds; on the one with a file it may close it and
 * open it again, in memory that does nothing. Included by tests alone.
 */
#ifndef TESTS_LEDGER_H
#define TESTS_LEDGER_H

#include <sqlite3.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "ledger/ledger.h"

/* Steps of which a case says only that they must go well. */
#define OK(call)                                             \
	do {                                                 \
		struct err err_ = ERR_INIT, *err = &err_;    \
		if (!(call)) {                               \
			fail_msg("%s: %s", #call, err->msg); \
		}                                            \
	} while (0)

#define REFUSED(call, expected_code, text)                             \
	do {                                                           \
		struct err err_ = ERR_INIT, *err = &err_;              \
		assert_false(call);                                    \
		assert_int_equal(err->code, expected_code);            \
		if (!strstr(err->msg, text)) {                         \
			fail_msg("'%s' says nothing of '%s'", err->msg, text); \
		}                                                      \
	} while (0)

struct bench {
	char dir[64], path[128];     /* "" in memory */
	struct ledger *ledger;
};

struct bench_case {
	const char *name;
	void (*run)(struct bench *bench);
};

/* A folder of its own and the name of a ledger in it. */
static inline void open_bench(struct bench *bench) {
	char dir[] = "/tmp/sitrep-ledger-XXXXXX";

	assert_non_null(mkdtemp(dir));
	*bench = (struct bench){ .ledger = NULL };
	STR_COPY(bench->dir, dir);
	snprintf(bench->path, sizeof(bench->path), "%s/ledger.db", dir);
}

static inline void close_bench(struct bench *bench) {
	char cmd[160];

	ledger_free(bench->ledger);
	snprintf(cmd, sizeof(cmd), "rm -rf '%s'", bench->dir);
	assert_int_equal(system(cmd), 0);
}

static inline struct ledger *reopen(struct bench *bench) {
	if (*bench->path != '\0') {
		ledger_free(bench->ledger);
		bench->ledger = NULL;
		OK((bench->ledger = ledger_open(bench->path, err)));
	}
	return bench->ledger;
}

static inline void run_in_memory(void **state) {
	const struct bench_case *c = *state;
	struct bench bench = { .ledger = ledger_open_memory() };

	c->run(&bench);
	ledger_free(bench.ledger);
}

static inline void run_on_disk(void **state) {
	const struct bench_case *c = *state;
	struct bench bench;

	open_bench(&bench);
	reopen(&bench);
	c->run(&bench);
	close_bench(&bench);
}

enum { BENCH_CASES_MAX = 64 };

/* n cases, each on both kinds of ledger; how many failed. */
static inline int run_cases(const char *name, const struct bench_case *cases, size_t n) {
	static struct CMUnitTest tests[2 * BENCH_CASES_MAX];    /* those without a name are none */
	static char names[2 * BENCH_CASES_MAX][64];

	assert_true(n <= BENCH_CASES_MAX);
	for (size_t i = 0; i < 2 * n; i++) {
		const struct bench_case *c = &cases[i / 2];
		snprintf(names[i], sizeof(names[i]), "%s, %s", c->name, i % 2 ? "on disk" : "in memory");
		tests[i] = (struct CMUnitTest){ names[i], i % 2 ? run_on_disk : run_in_memory, NULL, NULL, (void *)(uintptr_t)c };
	}
	return cmocka_run_group_tests_name(name, tests, NULL, NULL);
}

static inline struct job job_of(const char *id, enum job_priority priority) {
	return (struct job){
		.id = id, .name = "ukraine", .folder = "", .priority = priority, .report = "partnership-briefing",
		.accepted_ms = 1000, .request = { "{}", 2 },
	};
}

static inline void accept_job(struct ledger *ledger, const struct job *job) {
	bool is_new = false;

	OK(ledger_accept(ledger, job, &is_new, err));
	assert_true(is_new);
}

static inline enum job_state state_of(struct ledger *ledger, const char *id) {
	struct job job;

	OK(ledger_lookup(ledger, id, &job, err));
	enum job_state state = job.state;
	job_fini(&job);
	return state;
}

/* A ledger's file as the first version left it, with two jobs, and what sql adds. */
static inline void make_old_ledger(const char *path, const char *sql) {
	struct buf script = BUF_INIT;
	sqlite3 *db;

	OK(file_read("tests/unit/ledger-v1.sql", 1 << 20, &script, err));
	buf_adds(&script, sql);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, buf_str(&script), NULL, NULL, NULL) != SQLITE_OK) {
		fail_msg("%s", sqlite3_errmsg(db));
	}
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	buf_fini(&script);
}

#endif
