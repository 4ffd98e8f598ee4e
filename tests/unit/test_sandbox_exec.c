/*
 * The sandbox from inside, as code of an attacker's choice would find it: a forked child enters it and tries one thing.
 * What would do harm by itself kills it (SIGSYS); what only reaches for more is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "render/sandbox.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED true
#else
#define SANITIZED false
#endif

#define MEMORY_BYTES (32 << 20)

/* Each returns 0 when it got what it wanted, else errno. */
static int result(long rc) {
	return rc >= 0 ? 0 : errno;
}

static int open_file(void) { return result(syscall(SYS_open, "/etc/passwd", O_RDONLY)); }
static int openat_file(void) { return result(syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY)); }
static int make_file(void) { return result(syscall(SYS_openat, AT_FDCWD, "/tmp/sitrep-was-here", O_WRONLY | O_CREAT, 0600)); }
static int remove_file(void) { return result(syscall(SYS_unlinkat, AT_FDCWD, "/tmp/sitrep-was-here", 0)); }
static int list_folder(void) { return result(syscall(SYS_openat, AT_FDCWD, "/", O_RDONLY | O_DIRECTORY)); }
static int change_mode(void) { return result(syscall(SYS_fchmodat, AT_FDCWD, "/tmp", 0777)); }
static int raise_limits(void) {
	struct rlimit r = { RLIM_INFINITY, RLIM_INFINITY };
	return result(syscall(SYS_setrlimit, RLIMIT_DATA, &r));
}
static int make_socket(void) { return result(syscall(SYS_socket, AF_INET, SOCK_STREAM, 0)); }
static int make_unix_socket(void) { return result(syscall(SYS_socket, AF_UNIX, SOCK_STREAM, 0)); }
static int fork_process(void) { return result(syscall(SYS_fork)); }
static int vfork_process(void) { return result(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)); }
static int run_program(void) {
	char *args[] = { "/bin/true", NULL };
	return result(syscall(SYS_execve, args[0], args, &args[1]));
}
static int kill_parent(void) { return result(syscall(SYS_kill, getppid(), 0)); }
static int kill_all(void) { return result(syscall(SYS_kill, -1, 0)); }
static int signal_thread(void) { return result(syscall(SYS_tgkill, getpid(), getpid(), SIGUSR1)); }
static int trace_parent(void) { return result(syscall(SYS_ptrace, PTRACE_ATTACH, getppid(), 0, 0)); }
static int read_parent(void) {
	char byte;
	return result(syscall(SYS_process_vm_readv, getppid(), &byte, 1, &byte, 1, 0));
}
static int map_executable(void) {
	return result(syscall(SYS_mmap, NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}
static int make_executable(void) {
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return result(syscall(SYS_mprotect, p, 4096, PROT_READ | PROT_EXEC));
}
static int make_executable_by_key(void) {
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return result(syscall(SYS_pkey_mprotect, p, 4096, PROT_READ | PROT_EXEC, -1));
}
static int leave_group(void) { return result(syscall(SYS_setpgid, 0, 0)); }
static int leave_session(void) { return result(syscall(SYS_setsid)); }
static int new_namespace(void) { return result(syscall(SYS_unshare, 0x10000000)); }
static int become_another(void) { return result(syscall(SYS_setuid, 65534)); }
static int outlive_parent(void) { return result(syscall(SYS_prctl, PR_SET_PDEATHSIG, 0)); }
static int make_memory_file(void) { return result(syscall(SYS_memfd_create, "x", 0)); }
static int open_by_io_uring(void) { return result(syscall(SYS_io_uring_setup, 1, NULL)); }
static int load_bpf(void) { return result(syscall(SYS_bpf, 0, NULL, 0)); }
static int use_up_memory(void) {
	size_t size = (size_t)MEMORY_BYTES + (1 << 20);
	return result(syscall(SYS_mmap, NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}
static int use_memory(void) {
	size_t size = MEMORY_BYTES / 2;
	return result(syscall(SYS_mmap, NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}
static int old_calls(void) {
	/* int 0x80: the 32-bit table's number 11 is execve */
	long rc = 11;
	__asm__ volatile("int $0x80" : "+a"(rc) : "b"(0), "c"(0), "d"(0) : "memory");
	return rc < 0 ? (int)-rc : 0;
}

enum end { WORKS, REFUSED, KILLED };

struct attempt {
	const char *name;
	int (*try)(void);
	enum end job, loader;
	bool means_little_under_sanitizers;    /* which need calls of their own */
};

static const struct attempt attempts[] = {
	{ "open a file", open_file, REFUSED, WORKS, true },
	{ "openat a file", openat_file, REFUSED, WORKS, true },
	{ "make a file", make_file, REFUSED, REFUSED, false },
	{ "remove a file", remove_file, REFUSED, REFUSED, false },
	{ "list a folder", list_folder, REFUSED, WORKS, true },
	{ "change a mode", change_mode, REFUSED, REFUSED, false },
	{ "raise a limit", raise_limits, REFUSED, REFUSED, false },
	{ "socket", make_socket, KILLED, KILLED, false },
	{ "unix socket", make_unix_socket, KILLED, KILLED, false },
	{ "fork", fork_process, KILLED, KILLED, false },
	{ "clone", vfork_process, KILLED, KILLED, true },
	{ "execve", run_program, KILLED, KILLED, false },
	{ "kill the parent", kill_parent, KILLED, KILLED, false },
	{ "kill all", kill_all, KILLED, KILLED, false },
	{ "signal a thread", signal_thread, REFUSED, REFUSED, true },
	{ "ptrace", trace_parent, KILLED, KILLED, true },
	{ "read the parent's memory", read_parent, KILLED, KILLED, true },
	{ "map executable", map_executable, REFUSED, REFUSED, true },
	{ "make executable", make_executable, REFUSED, REFUSED, true },
	{ "make executable by key", make_executable_by_key, REFUSED, REFUSED, false },
	{ "leave the group", leave_group, KILLED, KILLED, false },
	{ "leave the session", leave_session, KILLED, KILLED, false },
	{ "a new namespace", new_namespace, KILLED, KILLED, false },
	{ "another user", become_another, KILLED, KILLED, false },
	{ "outlive the parent", outlive_parent, REFUSED, REFUSED, true },
	{ "a file in memory", make_memory_file, REFUSED, REFUSED, false },
	{ "io_uring", open_by_io_uring, KILLED, KILLED, false },
	{ "bpf", load_bpf, KILLED, KILLED, false },
	{ "too much memory", use_up_memory, REFUSED, REFUSED, true },
	{ "memory", use_memory, WORKS, WORKS, false },
	{ "calls of 32 bits", old_calls, KILLED, KILLED, true },
};

/* What comes of it: the wait status of a child in the sandbox that tries. */
static int status_of(const struct sandbox *sandbox, int (*try)(void)) {
	int status;
	pid_t pid = fork();
	if (pid == 0) {
		struct err err = ERR_INIT;
		const struct sandbox_limits limits = { .memory_bytes = MEMORY_BYTES, .cpu_seconds = 5 };
		if (!sandbox_enter(sandbox, &limits, &err)) {
			_exit(200);
		}
		_exit(try());
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static enum end end_of(int status, const char *name) {
	if (WIFSIGNALED(status)) {
		if (WTERMSIG(status) != SIGSYS) {
			fail_msg("%s: ended by signal %d", name, WTERMSIG(status));
		}
		return KILLED;
	}
	if (WEXITSTATUS(status) == 200) {
		fail_msg("the sandbox could not be entered");
	}
	return WEXITSTATUS(status) == 0 ? WORKS : REFUSED;
}

static void try_all(enum sandbox_role role) {
	static const char *const names[] = { "works", "is refused", "kills" };
	struct err err = ERR_INIT;
	struct sandbox *sandbox = sandbox_new(role, &err);
	bool bad = false;

	assert_non_null(sandbox);
	for (size_t i = 0; i < sizeof(attempts) / sizeof(*attempts); i++) {
		const struct attempt *a = &attempts[i];
		enum end wanted = role == SANDBOX_JOB ? a->job : a->loader;
		if (SANITIZED && a->means_little_under_sanitizers) {
			continue;
		}
		enum end got = end_of(status_of(sandbox, a->try), a->name);
		if (got != wanted) {
			print_error("%s: it %s, but should have been: it %s\n", a->name, names[got], names[wanted]);
			bad = true;
		}
	}
	sandbox_free(sandbox);
	assert_false(bad);
}

static void confines_a_job(void **state) {
	(void)state;
	try_all(SANDBOX_JOB);
}

static void confines_the_loader(void **state) {
	(void)state;
	try_all(SANDBOX_LOADER);
}

static int write_file(int fd) {
	return result(write(fd, "x", 1));
}

/* A file that was left open by mistake cannot be made longer (RLIMIT_FSIZE). */
static void writes_no_file(void **state) {
	(void)state;
	struct err err = ERR_INIT;
	struct sandbox *sandbox = sandbox_new(SANDBOX_JOB, &err);
	char path[] = "/tmp/sitrep-test-XXXXXX";
	int fd = mkstemp(path), status;
	struct stat st;

	assert_non_null(sandbox);
	assert_true(fd >= 0);
	pid_t pid = fork();
	if (pid == 0) {
		const struct sandbox_limits limits = { .memory_bytes = MEMORY_BYTES };
		_exit(sandbox_enter(sandbox, &limits, &err) ? write_file(fd) : 200);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(fstat(fd, &st), 0);
	unlink(path);
	close(fd);
	sandbox_free(sandbox);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EFBIG);
	assert_int_equal(st.st_size, 0);
}

/* base/mem's way to end must be open in there: the status says that it was memory. */
static _Noreturn int allocate_all(void) {
	for (;;) {
		mem_alloc(1 << 20);
	}
}

static _Noreturn int loop(void) {
	for (volatile unsigned n = 0;; n++) {
	}
}

static void names_the_end(void **state) {
	(void)state;
	struct err err = ERR_INIT;
	struct sandbox *sandbox = sandbox_new(SANDBOX_JOB, &err);

	assert_non_null(sandbox);
	if (!SANITIZED) {
		int status = status_of(sandbox, allocate_all);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), MEM_EXIT_STATUS);
	}
	pid_t pid = fork();
	if (pid == 0) {
		const struct sandbox_limits limits = { .cpu_seconds = 1 };
		_exit(sandbox_enter(sandbox, &limits, &err) ? loop() : 200);
	}
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_true(WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL);
	sandbox_free(sandbox);
}

static void tells_the_level(void **state) {
	(void)state;
	struct err err = ERR_INIT;
	struct sandbox *sandbox = sandbox_new(SANDBOX_JOB, &err);
	enum sandbox_level level;
	int ready[2], done[2];
	char byte = 0;

	assert_non_null(sandbox);
	assert_int_equal(pipe(ready), 0);
	assert_int_equal(pipe(done), 0);
	assert_true(sandbox_level_of(getpid(), &level, &err));
	assert_true(level < SANDBOX_SECCOMP);
	pid_t pid = fork();
	if (pid == 0) {
		const struct sandbox_limits limits = { .cpu_seconds = 5 };
		bool ok = sandbox_enter(sandbox, &limits, &err) && write(ready[1], "x", 1) == 1 && read(done[0], &byte, 1) == 1;
		_exit(ok ? 0 : 1);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_true(sandbox_level_of(pid, &level, &err));
	assert_int_equal(level, SANDBOX_SECCOMP);
	assert_int_equal(write(done[1], "x", 1), 1);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	sandbox_free(sandbox);
}

/* What a supervisor or a container puts round the service: the call answers EPERM, all others pass. */
static bool be_filtered(int call) {
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)call, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = { sizeof(code) / sizeof(*code), code };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

/* The status that a child which does this ends with. */
static int exit_of(int (*run)(void)) {
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		_exit(run());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int be_refused(void) {
	struct err err = ERR_INIT;
	struct sandbox *sandbox = be_filtered(SYS_seccomp) ? sandbox_new(SANDBOX_JOB, &err) : NULL;

	sandbox_free(sandbox);
	return sandbox == NULL && strstr(err.hint, "refuse seccomp(2)") != NULL ? 0 : 1;
}

/* The unit for systemd once kept seccomp(2) from the service, which then said "Invalid argument" and never started. First: libseccomp asks once. */
static void says_who_refuses(void **state) {
	(void)state;
	assert_int_equal(exit_of(be_refused), 0);
}

static int inherit(void) {
	enum sandbox_level level = SANDBOX_SECCOMP;
	struct err err = ERR_INIT;
	pid_t pid = be_filtered(SYS_getppid) ? fork() : -1;

	if (pid == 0) {
		pause();
	}
	bool ok = pid > 0 && sandbox_level_of(pid, &level, &err);
	if (pid > 0) {
		kill(pid, SIGKILL);
	}
	return ok && level == SANDBOX_NO_NEW_PRIVS ? 0 : 1;
}

/* A filter that it has of the service, as under systemd, is none of its own. */
static void believes_no_inherited_filter(void **state) {
	(void)state;
	assert_int_equal(exit_of(inherit), 0);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_who_refuses),
		cmocka_unit_test(confines_a_job),
		cmocka_unit_test(confines_the_loader),
		cmocka_unit_test(writes_no_file),
		cmocka_unit_test(names_the_end),
		cmocka_unit_test(tells_the_level),
		cmocka_unit_test(believes_no_inherited_filter),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
