/* file: whole in, whole out, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

/* Each test works in a fresh folder, which is where the process stands. */
static int enter_folder(void **state) {
	char path[] = "/tmp/sitrep-test-XXXXXX";
	*state = mem_strdup(mkdtemp(path));
	return chdir(*state);
}

static int leave_folder(void **state) {
	struct buf cmd = BUF_INIT;
	buf_addf(&cmd, "rm -rf '%s'", (const char *)*state);
	int rc = chdir("/") || system(buf_str(&cmd));
	buf_fini(&cmd);
	mem_free(*state);
	return rc;
}

static size_t names_in(const char *path) {
	struct arena *arena = arena_new();
	char **names;
	size_t n = 0;
	assert_true(file_list(path, arena, &names, &n, NULL));
	arena_free(arena);
	return n;
}

static void writes_and_reads(void **state) {
	(void)state;
	struct buf buf = BUF_INIT;
	buf_adds(&buf, "before ");
	assert_true(file_write("a", "one\0two", 7, 0640, NULL));
	assert_true(file_read("a", 7, &buf, NULL));
	assert_in_range(buf.cap, 1, 1024);    /* no room is kept for what does not come */
	assert_int_equal(buf.len, 14);
	assert_memory_equal(buf.p, "before one\0two", 15);
	assert_true(file_write("a", "", 0, 0640, NULL));
	buf_reset(&buf);
	assert_true(file_read("a", 0, &buf, NULL));
	assert_int_equal(buf.len, 0);
	assert_int_equal(names_in("."), 1);
	buf_fini(&buf);
}

static void refuses_what_is_no_file(void **state) {
	(void)state;
	struct buf buf = BUF_INIT;
	struct err err = ERR_INIT;
	buf_adds(&buf, "kept");
	assert_int_equal(mkfifo("fifo", 0600), 0);
	assert_int_equal(mkdir("dir", 0700), 0);
	assert_int_equal(symlink("loop", "loop"), 0);
	assert_true(file_write("big", "12345678", 8, 0600, NULL));
	static const struct { const char *path; const char *msg; } cases[] = {
		{ "none", "cannot open none: No such file" }, { "fifo", "fifo is a device, pipe or socket" },
		{ "dir", "dir is a folder" }, { "loop", "cannot open loop: Too many levels" },
		{ "big", "big has 8 bytes; 7 are allowed" }, { "big/x", "cannot open big/x: Not a directory" },
		{ "/dev/zero", "/dev/zero is a device" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_false(file_read(cases[i].path, 7, &buf, &err));
		assert_int_equal(err.code, ERR_INPUT);
		assert_true(str_prefix(err.msg, cases[i].msg));
		assert_string_equal(buf_str(&buf), "kept");
	}
	buf_fini(&buf);
}

/* Files of /proc say they have no bytes; the limit must hold all the same. */
static void bounds_what_grows(void **state) {
	(void)state;
	struct buf buf = BUF_INIT;
	struct err err = ERR_INIT;
	assert_false(file_read("/proc/self/maps", 10, &buf, &err));
	assert_string_equal(err.msg, "/proc/self/maps grew past the 10 bytes that are allowed");
	assert_int_equal(buf.len, 0);
	assert_true(file_read("/proc/self/maps", 10 * 1024 * 1024, &buf, &err));
	assert_true(buf.len > 10);
	buf_fini(&buf);
}

/* A write that fails half way leaves the old file and no temporary one. */
static void whole_or_absent(void **state) {
	(void)state;
	assert_true(file_write("a", "old", 3, 0600, NULL));
	pid_t pid = fork();
	if (pid == 0) {
		static char big[8192];
		struct err err = ERR_INIT;
		struct rlimit limit = { 4096, 4096 };
		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &limit);
		_exit(!file_write("a", big, sizeof(big), 0600, &err) && err.code == ERR_SYSTEM ? 0 : 1);
	}
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	struct buf buf = BUF_INIT;
	assert_true(file_read("a", 100, &buf, NULL));
	assert_string_equal(buf_str(&buf), "old");
	assert_int_equal(names_in("."), 1);
	buf_fini(&buf);
}

static void says_where_it_cannot_write(void **state) {
	(void)state;
	struct err err = ERR_INIT;
	assert_false(file_write("none/a", "x", 1, 0600, &err));
	assert_string_equal(err.msg, "cannot make a file in none: No such file or directory");
	assert_int_equal(err.code, ERR_INPUT);
	assert_int_equal(mkdir("dir", 0700), 0);
	assert_false(file_write("dir", "x", 1, 0600, &err));
	assert_true(str_prefix(err.msg, "cannot write dir"));
	assert_int_equal(names_in("."), 1);
}

static void makes_folders(void **state) {
	(void)state;
	struct err err = ERR_INIT;
	assert_true(file_mkdirs("a/b/c", 0700, &err));
	assert_true(file_mkdirs("a/b/c/", 0700, &err));
	assert_true(file_mkdirs("/", 0700, &err));
	assert_true(file_is_dir("a/b/c"));
	assert_false(file_is_dir("a/b/d"));
	assert_true(file_write("a/file", "", 0, 0600, NULL));
	assert_true(file_exists("a/file") && !file_is_dir("a/file") && !file_exists("a/none"));
	assert_false(file_mkdirs("a/file/x", 0700, &err));
	assert_true(str_prefix(err.msg, "cannot make folder a/file"));
	assert_true(file_sync_dir_of("a/file", NULL) && file_sync_dir_of("a", NULL) && file_sync_dir_of("/x", NULL));
	assert_false(file_sync_dir_of("none/x", &err));
}

static void lists_sorted(void **state) {
	(void)state;
	static const char *const sorted[] = { ".hidden", "B", "a", "b", "\xC3\xA9" };
	struct arena *arena = arena_new();
	struct err err = ERR_INIT;
	char **names = NULL;
	size_t n = 99;
	assert_int_equal(mkdir("d", 0700), 0);
	assert_true(file_list("d", arena, &names, &n, NULL));
	assert_int_equal(n, 0);
	for (size_t i = 5; i-- > 0;) {
		assert_true(file_write(path_join(arena, "d", sorted[i]), "", 0, 0600, NULL));
	}
	assert_true(file_list("d", arena, &names, &n, NULL));
	assert_int_equal(n, 5);
	for (size_t i = 0; i < n; i++) {
		assert_string_equal(names[i], sorted[i]);
	}
	assert_false(file_list("none", arena, &names, &n, &err));
	assert_int_equal(n, 5);
	arena_free(arena);
}

static void joins_paths(void **state) {
	(void)state;
	static const struct { const char *a, *b, *joined; } cases[] = {
		{ "a", "b", "a/b" }, { "a/", "b", "a/b" }, { "", "b", "b" }, { "a", "/b", "/b" }, { "/", "b", "/b" },
	};
	struct arena *arena = arena_new();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_string_equal(path_join(arena, cases[i].a, cases[i].b), cases[i].joined);
	}
	assert_string_equal(path_base("a/b.json"), "b.json");
	assert_string_equal(path_base("b.json"), "b.json");
	assert_string_equal(path_base("a/"), "");
	arena_free(arena);
}

/* `render -o /dev/null`, as root, once put a file in the place of the device. */
static void writes_into_what_is_no_file(void **state) {
	(void)state;
	char text[8];
	struct stat st;
	assert_int_equal(mkfifo("pipe", 0600), 0);
	int fd = open("pipe", O_RDONLY | O_NONBLOCK);
	assert_true(file_write("pipe", "one", 3, 0640, NULL));
	assert_int_equal(read(fd, text, sizeof(text)), 3);
	close(fd);
	assert_int_equal(lstat("pipe", &st), 0);
	assert_true(S_ISFIFO(st.st_mode));
	assert_int_equal(names_in("."), 1);
}

static void follows_links(void **state) {
	(void)state;
	struct stat st;
	assert_true(file_write("target", "old", 3, 0640, NULL));
	assert_int_equal(symlink("target", "link"), 0);
	assert_true(file_write("link", "newer", 5, 0640, NULL));
	assert_int_equal(lstat("link", &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(stat("target", &st), 0);
	assert_int_equal(st.st_size, 5);
}

static void maps_what_is_there(void **state) {
	(void)state;
	struct err err = ERR_INIT;
	size_t size = 0;
	assert_true(file_write("full", "bytes", 5, 0640, NULL));
	assert_true(file_write("empty", "", 0, 0640, NULL));
	void *bytes = file_map("full", &size, &err);
	assert_non_null(bytes);
	assert_int_equal(size, 5);
	assert_memory_equal(bytes, "bytes", 5);
	file_unmap(bytes, size);
	assert_null(file_map("empty", &size, &err));
	assert_string_equal(err.msg, "empty is empty");
	assert_null(file_map("none", &size, &err));
	assert_int_equal(err.code, ERR_SYSTEM);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(writes_and_reads, enter_folder, leave_folder),
		cmocka_unit_test_setup_teardown(refuses_what_is_no_file, enter_folder, leave_folder),
		cmocka_unit_test_setup_teardown(bounds_what_grows, enter_folder, leave_folder),
		cmocka_unit_test_setup_teardown(whole_or_absent, enter_folder, leave_folder),
		cmocka_unit_test_setup_teardown(says_where_it_cannot_write, enter_folder, leave_folder),
		cmocka_unit_test_setup_teardown(writes_into_what_is_no_file, enter_folder, leave_folder),
		cmocka_unit_test_setup_teardown(follows_links, enter_folder, leave_folder),
		cmocka_unit_test_setup_teardown(makes_folders, enter_folder, leave_folder),
		cmocka_unit_test_setup_teardown(maps_what_is_there, enter_folder, leave_folder),
		cmocka_unit_test_setup_teardown(lists_sorted, enter_folder, leave_folder),
		cmocka_unit_test(joins_paths),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
