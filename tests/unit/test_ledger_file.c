/* ledger: what only a file can show: versions, damage, a kill, a full disk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../ledger.h"
#include "base/file.h"

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
		const struct job job = job_of(id, JOB_NORMAL);
		accept_job(ledger, &job);
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

/* The page of the table of jobs that has the job of that id, full of something else. */
static void damage_page_of(const char *path, const char *id) {
	enum { PAGE = 4096 };
	struct buf file = BUF_INIT;
	OK(file_read(path, 1 << 24, &file, err));
	for (size_t at = 0; at + PAGE <= file.len; at += PAGE) {
		if (memmem(file.p + at, PAGE, id, strlen(id)) != NULL && memmem(file.p + at, PAGE, "partnership-briefing", 20) != NULL) {
			char noise[PAGE];
			memset(noise, 0xA5, sizeof(noise));
			patch_file(path, (off_t)at, noise, sizeof(noise));
			buf_fini(&file);
			return;
		}
	}
	fail_msg("no page has job %s", id);
}

/* What lies before and behind a page that is lost is saved, also a job before the one that it is the retry of. */
static void saves_all_but_a_damaged_page(void **state) {
	(void)state;
	struct bench bench;
	struct ledger_saved saved;
	struct job job;
	char to[96];
	open_bench(&bench);
	make_ledger(bench.path, 400);
	struct ledger *ledger = reopen(&bench);
	OK(ledger_end(ledger, "job00300", JOB_CANCELLED, NULL, 2000, err));
	OK(ledger_retry(ledger, "job00300", "job99999", 3000, err));
	ledger_free(ledger);
	bench.ledger = NULL;
	damage_page_of(bench.path, "job00150");
	snprintf(to, sizeof(to), "%s/new.db", bench.dir);
	OK(ledger_salvage(bench.path, to, &saved, err));
	assert_false(saved.is_whole);
	assert_in_range(saved.rows, 2 * (401 - 60), 2 * 400);    /* a job and its request each */
	OK((ledger = bench.ledger = ledger_open(to, err)));
	OK(ledger_lookup(ledger, "job99999", &job, err));
	assert_string_equal(job.retry_of, "job00300");
	job_fini(&job);
	assert_int_equal(state_of(ledger, "job00000"), JOB_ACCEPTED);
	REFUSED(ledger_lookup(ledger, "job00150", &job, err), ERR_INPUT, "there is no job");
	struct buf damage = BUF_INIT;
	OK(ledger_inspect(to, &damage, err));
	assert_string_equal(buf_str(&damage), "");
	close_bench(&bench);
}

/* A job that lost its request is claimed like any other, or it would keep all behind it waiting. */
static void claims_what_lost_its_request(void **state) {
	(void)state;
	const struct claimant who = { .instance = "i1", .generation = "g1", .pid = 77, .now_ms = 5000 };
	struct bench bench;
	struct job job;
	sqlite3 *db;
	open_bench(&bench);
	make_ledger(bench.path, 2);
	assert_int_equal(sqlite3_open(bench.path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "DELETE FROM requests WHERE job = 'job00000'", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	struct ledger *ledger = reopen(&bench);
	OK(ledger_claim(ledger, &who, &job, err));
	assert_string_equal(job.id, "job00000");
	assert_int_equal(job.request.len, 0);
	job_fini(&job);
	OK(ledger_claim(ledger, &who, &job, err));
	assert_string_equal(job.id, "job00001");
	assert_int_equal(job.request.len, 2);
	job_fini(&job);
	close_bench(&bench);
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
	struct bench bench;
	open_bench(&bench);
	make_old_ledger(bench.path, "");
	assert_int_equal(user_version(bench.path), 1);
	for (int i = 0; i < 2; i++) {    /* the second time there is nothing to do */
		struct ledger *ledger = reopen(&bench);
		assert_int_equal(state_of(ledger, "old-done"), JOB_DONE);
		assert_int_equal(state_of(ledger, "old-running"), i == 0 ? JOB_RUNNING : JOB_RETRYING);
		struct jobs publishing;
		OK(ledger_recover(ledger, "new", 1, NULL, &publishing, err));
		jobs_fini(&publishing);
		OK(ledger_schedule_pause(ledger, "weekly", true, err));
	}
	struct bench fresh;
	open_bench(&fresh);
	make_ledger(fresh.path, 0);
	assert_int_equal(user_version(bench.path), user_version(fresh.path));
	close_bench(&fresh);
	close_bench(&bench);
}

/* What was committed is there after SIGKILL, what was not is not. */
static void survives_a_kill(void **state) {
	(void)state;
	struct bench bench;
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
	close_bench(&bench);
}

/* A full disk in the middle of a batch fails the batch, wholly, and the ledger goes on once there is room. */
static void a_full_disk_drops_the_batch(void **state) {
	(void)state;
	struct bench bench;
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
	close_bench(&bench);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_a_newer_version),
		cmocka_unit_test(refuses_what_is_no_ledger),
		cmocka_unit_test(refuses_a_damaged_file),
		cmocka_unit_test(saves_all_but_a_damaged_page),
		cmocka_unit_test(claims_what_lost_its_request),
		cmocka_unit_test(upgrades_an_older_version),
		cmocka_unit_test(survives_a_kill),
		cmocka_unit_test(a_full_disk_drops_the_batch),
	};
	return cmocka_run_group_tests_name("files", tests, NULL, NULL);
}
