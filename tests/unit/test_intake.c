/* intake and spool: what names mean, what claimed files are called, and that a name is never taken twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "service/intake.h"
#include "service/spool.h"

#define LEN(a) (sizeof(a) / sizeof(*(a)))

static void names_tell_what_files_are(void **state) {
	(void)state;
	static const struct {
		const char *name;
		enum intake_kind kind;
	} cases[] = {
		{ "ukraine.json", INTAKE_REQUEST },
		{ "a b\xFF.json", INTAKE_REQUEST },
		{ "x.json.json", INTAKE_REQUEST },
		{ "request.json", INTAKE_REQUEST },
		{ "error.json", INTAKE_REQUEST },
		{ ".json", INTAKE_TEMPORARY },
		{ ".ukraine.json", INTAKE_TEMPORARY },
		{ ".#ukraine.json", INTAKE_TEMPORARY },
		{ "#ukraine.json#", INTAKE_TEMPORARY },
		{ "ukraine.json~", INTAKE_TEMPORARY },
		{ "ukraine.json.tmp", INTAKE_TEMPORARY },
		{ "ukraine.json.part", INTAKE_TEMPORARY },
		{ ".ukraine.json.swp", INTAKE_TEMPORARY },
		{ "ukraine.swp", INTAKE_TEMPORARY },
		{ "~", INTAKE_TEMPORARY },
		{ "ukraine.error.json", INTAKE_RESERVED },
		{ "ukraine.error.txt", INTAKE_RESERVED },
		{ "ukraine", INTAKE_FOREIGN },
		{ "ukraine.JSON", INTAKE_FOREIGN },
		{ "ukraine.json.gz", INTAKE_FOREIGN },
		{ "ukraine.json ", INTAKE_FOREIGN },
		{ "photo.png", INTAKE_FOREIGN },
		{ "json", INTAKE_FOREIGN },
		{ "#", INTAKE_FOREIGN },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		if (intake_name_kind(cases[i].name) != cases[i].kind) {
			fail_msg("'%s' is kind %d", cases[i].name, intake_name_kind(cases[i].name));
		}
	}
}

static void claimed_names_keep_the_path(void **state) {
	(void)state;
	static const char id[] = "20261123210351482-k7m2q9x4";
	static const char *const paths[] = {
		"ukraine.json", "desk/asia/x.json", "100%.json", "%2F.json", "a,b.json", "%25%2F%", "\xFF\n.json", "x/%/y",
	};
	for (size_t i = 0; i < LEN(paths); i++) {
		struct buf name = BUF_INIT, back_id = BUF_INIT, back = BUF_INIT;
		assert_true(spool_claimed_format(id, paths[i], &name));
		assert_null(strchr(buf_str(&name), '/'));
		assert_true(spool_claimed_parse(buf_str(&name), &back_id, &back));
		assert_string_equal(buf_str(&back_id), id);
		assert_string_equal(buf_str(&back), paths[i]);
		buf_fini(&name);
		buf_fini(&back_id);
		buf_fini(&back);
	}
	static const char *const strays[] = { "x", ",x", "id,", "" };
	for (size_t i = 0; i < LEN(strays); i++) {
		struct buf a = BUF_INIT, b = BUF_INIT;
		assert_false(spool_claimed_parse(strays[i], &a, &b));
		buf_fini(&a);
		buf_fini(&b);
	}
	char path[400];
	memset(path, '/', sizeof(path) - 1);    /* each is three bytes in claimed/ */
	path[sizeof(path) - 1] = '\0';
	struct buf name = BUF_INIT;
	assert_false(spool_claimed_format(id, path, &name));
	path[70] = '\0';
	buf_reset(&name);
	assert_true(spool_claimed_format(id, path, &name));
	buf_fini(&name);
}

struct ground {
	char dir[64];
	struct spool spool;
};

static int make_ground(void **state) {
	struct ground *ground = mem_alloc(sizeof(*ground));
	struct err err = ERR_INIT;

	STR_COPY(ground->dir, "/tmp/test-spool-XXXXXX");
	assert_non_null(mkdtemp(ground->dir));
	if (!spool_open(&ground->spool, ground->dir, 0640, &err)) {
		fail_msg("%s", err.msg);
	}
	*state = ground;
	return 0;
}

static int drop_ground(void **state) {
	struct ground *ground = *state;
	char command[128];

	spool_close(&ground->spool);
	snprintf(command, sizeof(command), "rm -rf '%s'", ground->dir);
	int rc = system(command);
	mem_free(ground);
	return rc;
}

/* What another process, this one's child, is told of the spool. */
static void opened_by_another(const char *dir, struct err *err) {
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	pid_t other = fork();
	if (other == 0) {
		struct spool spool;
		*err = (struct err)ERR_INIT;
		if (spool_open(&spool, dir, 0640, err)) {
			spool_close(&spool);
		}
		_exit(write(ends[1], err, sizeof(*err)) == (ssize_t)sizeof(*err) ? 0 : 1);
	}
	assert_true(other > 0);
	assert_int_equal(read(ends[0], err, sizeof(*err)), sizeof(*err));
	assert_int_equal(waitpid(other, NULL, 0), other);
	close(ends[0]);
	close(ends[1]);
}

/* Also where a child of it is left, forked to become another program and not there yet: the lock was never that one's. */
static void one_instance_has_a_spool(void **state) {
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	char pid[16];

	opened_by_another(ground->dir, &err);
	assert_int_equal(err.code, ERR_INPUT);
	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	assert_non_null(strstr(err.msg, pid));
	pid_t left = fork();
	if (left == 0) {
		pause();
		_exit(0);
	}
	assert_true(left > 0);
	spool_close(&ground->spool);
	opened_by_another(ground->dir, &err);
	kill(left, SIGKILL);
	assert_int_equal(waitpid(left, NULL, 0), left);
	assert_int_equal(err.code, ERR_NONE);
	assert_true(spool_open(&ground->spool, ground->dir, 0640, &err));
}

static void modes_are_as_configured(void **state) {
	struct ground *ground = *state;
	struct stat st;
	char path[128];

	assert_int_equal(stat(ground->spool.outbox, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0750);
	snprintf(path, sizeof(path), "%s/a", ground->spool.outbox);
	assert_true(spool_write(&ground->spool, path, "x", 1, NULL));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
}

static void a_name_is_never_taken_twice(void **state) {
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	enum spool_move moved;
	char from[128], to[128], link[128];
	bool holds;

	snprintf(from, sizeof(from), "%s/from", ground->spool.outbox);
	snprintf(to, sizeof(to), "%s/to", ground->spool.outbox);
	snprintf(link, sizeof(link), "%s/link", ground->spool.outbox);
	assert_true(spool_write(&ground->spool, from, "one", 3, &err));
	assert_true(spool_move(from, to, false, &moved, &err));
	assert_int_equal(moved, SPOOL_MOVED);
	assert_true(spool_move(from, to, false, &moved, &err));
	assert_int_equal(moved, SPOOL_GONE);
	assert_true(spool_write(&ground->spool, from, "two", 3, &err));
	assert_true(spool_move(from, to, false, &moved, &err));
	assert_int_equal(moved, SPOOL_TAKEN);
	assert_true(spool_holds(to, "one", 3, &holds, &err) && holds);
	assert_true(spool_holds(to, "on", 2, &holds, &err) && !holds);
	assert_true(spool_holds(to, "onex", 4, &holds, &err) && !holds);
	assert_true(spool_move(from, to, true, &moved, &err));
	assert_int_equal(moved, SPOOL_MOVED);
	assert_true(spool_holds(to, "two", 3, &holds, &err) && holds);
	/* a link to nothing is something */
	assert_int_equal(symlink("/nowhere", link), 0);
	assert_true(spool_move(link, from, false, &moved, &err));
	assert_int_equal(moved, SPOOL_MOVED);
	assert_false(spool_move(from, "/nowhere/at/all", false, &moved, &err));
	assert_int_equal(err.code, ERR_SYSTEM);
}

static void writing_does_not_follow_links(void **state) {
	struct ground *ground = *state;
	char path[128], target[128];

	snprintf(path, sizeof(path), "%s/x", ground->spool.outbox);
	snprintf(target, sizeof(target), "%s/target", ground->dir);
	assert_int_equal(symlink(target, path), 0);
	assert_false(spool_write(&ground->spool, path, "x", 1, NULL));
	assert_false(file_exists(target));
}

static void put(const char *path) {
	assert_true(file_write(path, "x", 1, 0600, NULL));
}

/* 300 folders in one another, with a file and a link out of it in each of the first few. */
static void make_deep(const char *top, const char *outside) {
	struct buf path = BUF_INIT, link = BUF_INIT;

	buf_adds(&path, top);
	for (int i = 0; i < 300; i++) {
		assert_true(file_mkdirs(buf_str(&path), 0700, NULL));
		if (i < 3) {
			buf_reset(&link);
			buf_addf(&link, "%s/out", buf_str(&path));
			assert_int_equal(symlink(outside, buf_str(&link)), 0);
			buf_adds(&link, ".txt");
			put(buf_str(&link));
		}
		buf_adds(&path, "/d");
	}
	buf_fini(&path);
	buf_fini(&link);
}

static void a_folder_goes_and_nothing_beside_it(void **state) {
	struct ground *ground = *state;
	char folder[128], outside[128], precious[160];

	snprintf(folder, sizeof(folder), "%s/deep", ground->spool.failed);
	snprintf(outside, sizeof(outside), "%s/outside", ground->dir);
	snprintf(precious, sizeof(precious), "%s/precious", outside);
	assert_true(file_mkdirs(outside, 0700, NULL));
	put(precious);
	make_deep(folder, outside);
	struct rlimit descriptors, few;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &descriptors), 0);
	few = descriptors;
	few.rlim_cur = 128;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	assert_true(spool_remove(folder));
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &descriptors), 0);
	assert_false(file_exists(folder));
	assert_true(file_exists(precious));
	assert_true(spool_remove(precious));
	assert_false(spool_remove(precious));
}

/* From another file system a folder is copied: as it is, as deep as anybody means it, its links as links. */
static void a_folder_is_carried(void **state) {
	struct ground *ground = *state;
	char from[] = "/dev/shm/test-spool-XXXXXX", folder[64], to[128], path[256];
	enum spool_move moved = SPOOL_GONE;
	struct err err = ERR_INIT;
	struct stat st;

	assert_non_null(mkdtemp(from));
	snprintf(folder, sizeof(folder), "%s/deep", from);
	snprintf(to, sizeof(to), "%s/deep", ground->spool.failed);
	make_deep(folder, ground->dir);
	if (!spool_carry(&ground->spool, folder, to, &moved, &err)) {
		fail_msg("%s", err.msg);
	}
	assert_int_equal(moved, SPOOL_MOVED);
	assert_false(file_exists(folder));
	snprintf(path, sizeof(path), "%s/d/d/out", to);
	assert_true(lstat(path, &st) == 0 && S_ISLNK(st.st_mode));
	snprintf(path, sizeof(path), "%s/d/d/out.txt", to);
	assert_true(lstat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == 1);
	assert_int_equal(rmdir(from), 0);
}

int main(void) {
	umask(022);    /* what whoever runs this has is no matter of the modes that are looked at */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_tell_what_files_are),
		cmocka_unit_test(claimed_names_keep_the_path),
		cmocka_unit_test_setup_teardown(one_instance_has_a_spool, make_ground, drop_ground),
		cmocka_unit_test_setup_teardown(modes_are_as_configured, make_ground, drop_ground),
		cmocka_unit_test_setup_teardown(a_name_is_never_taken_twice, make_ground, drop_ground),
		cmocka_unit_test_setup_teardown(writing_does_not_follow_links, make_ground, drop_ground),
		cmocka_unit_test_setup_teardown(a_folder_goes_and_nothing_beside_it, make_ground, drop_ground),
		cmocka_unit_test_setup_teardown(a_folder_is_carried, make_ground, drop_ground),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
