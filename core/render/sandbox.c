#include "render/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <math.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

struct sandbox {
	enum sandbox_role role;
	struct sock_fprog filter;    /* the system calls, compiled */
};

static const char *const level_names[] = { "none", "no-new-privs", "seccomp" };

const char *sandbox_level_name(enum sandbox_level level) {
	return level_names[level];
}

bool sandbox_level_parse(const char *name, enum sandbox_level *level) {
	for (int i = SANDBOX_NONE; i <= SANDBOX_SECCOMP; i++) {
		if (str_eq(name, level_names[i])) {
			*level = (enum sandbox_level)i;
			return true;
		}
	}
	return false;
}

/* ---- rlimits ---- */

/* Bytes of private writable memory now, what RLIMIT_DATA counts (proc_pid_statm(5), field "data"). */
static int64_t data_in_use(void) {
	long pages[6] = { 0 };
	FILE *f = fopen("/proc/self/statm", "re");

	if (f == NULL) {
		return 0;
	}
	int n = fscanf(f, "%ld %ld %ld %ld %ld %ld", &pages[0], &pages[1], &pages[2], &pages[3], &pages[4], &pages[5]);
	fclose(f);
	return n == 6 ? pages[5] * sysconf(_SC_PAGESIZE) : 0;
}

static bool limit(int resource, rlim_t value, const char *what, struct err *err) {
	struct rlimit r = { value, value };

	if (setrlimit(resource, &r) != 0) {
		return err_sys(err, "cannot limit %s", what);
	}
	return true;
}

static bool limit_resources(enum sandbox_role role, const struct sandbox_limits *limits, struct err *err) {
	/* The sanitizers' shadow counts as data: under them the limit would mean nothing. */
	bool limit_data = limits->memory_bytes > 0 && !SANITIZED;

	/* A last word to a log that is a file fails then, and does not hide how the process ended. */
	signal(SIGXFSZ, SIG_IGN);
	if (role == SANDBOX_COURIER) {
		return limit(RLIMIT_CORE, 0, "core files", err) &&
		       (!limit_data || limit(RLIMIT_DATA, (rlim_t)(data_in_use() + limits->memory_bytes), "memory", err));
	}
	return limit(RLIMIT_CORE, 0, "core files", err) && limit(RLIMIT_FSIZE, 0, "the size of files", err) &&
	       limit(RLIMIT_NPROC, 0, "processes", err) &&
	       (role == SANDBOX_LOADER || limit(RLIMIT_MEMLOCK, 0, "locked memory", err)) &&
	       (limits->cpu_seconds <= 0 || limit(RLIMIT_CPU, (rlim_t)ceil(limits->cpu_seconds), "CPU time", err)) &&
	       (!limit_data || limit(RLIMIT_DATA, (rlim_t)(data_in_use() + limits->memory_bytes), "memory", err));
}

/* ---- Landlock (Documentation/userspace-api/landlock.rst) ---- */

/* The kernel's ABI version of it, 0 where it lacks. */
static int landlock_abi(void) {
	long v = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

	return v > 0 ? (int)v : 0;
}

/* All rights of ABI 1; later ABIs' rights (refer, truncate) are added where the kernel knows them. */
static uint64_t handled_rights(int abi) {
	uint64_t rights = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_FILE |
	                  LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
	                  LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
	                  LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
	                  LANDLOCK_ACCESS_FS_MAKE_SYM;
	if (abi >= 2) {
		rights |= 1ull << 13; /* LANDLOCK_ACCESS_FS_REFER */
	}
	if (abi >= 3) {
		rights |= 1ull << 14; /* LANDLOCK_ACCESS_FS_TRUNCATE */
	}
	return rights;
}

static bool allow_below(int ruleset, const char *path, uint64_t rights, struct err *err) {
	struct landlock_path_beneath_attr below = { .allowed_access = rights, .parent_fd = open(path, O_PATH | O_CLOEXEC) };
	bool ok = below.parent_fd >= 0 &&
	          syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &below, 0) == 0;

	if (!ok) {
		err_sys(err, "cannot allow what is needed of %s in Landlock", path);
	}
	if (below.parent_fd >= 0) {
		close(below.parent_fd);
	}
	return ok;
}

static bool allow_files(int ruleset, enum sandbox_role role, int abi, const char *writable, struct err *err) {
	const uint64_t reading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
	const uint64_t never = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
	                       LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_SYM;

	return (role == SANDBOX_JOB || allow_below(ruleset, "/", reading, err)) &&
	       (writable == NULL || allow_below(ruleset, writable, handled_rights(abi) & ~never, err));
}

static bool restrict_files(enum sandbox_role role, const char *writable, struct err *err) {
	int abi = landlock_abi();

	if (abi == 0) {
		return true;
	}
	struct landlock_ruleset_attr attr = { .handled_access_fs = handled_rights(abi) };
	int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	if (ruleset < 0) {
		return err_sys(err, "cannot make a Landlock ruleset");
	}
	bool ok = allow_files(ruleset, role, abi, writable, err);
	if (ok && syscall(SYS_landlock_restrict_self, ruleset, 0) != 0) {
		ok = err_sys(err, "cannot enter Landlock");
	}
	close(ruleset);
	return ok;
}

/* ---- seccomp ---- */

/* What running, computing and answering over an open pipe takes. Everything else: ENOSYS. */
static const int calls_all[] = {
	SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(readv), SCMP_SYS(writev), SCMP_SYS(close), SCMP_SYS(fstat),
	SCMP_SYS(newfstatat), SCMP_SYS(lseek), SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(exit),
	SCMP_SYS(exit_group), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction), SCMP_SYS(futex),
	SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(sched_yield),
	SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(restart_syscall), SCMP_SYS(getrandom), SCMP_SYS(sigaltstack),
};

static const int calls_loader[] = {
	SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(statx), SCMP_SYS(access),
	SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(getdents64), SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(pread64),
	SCMP_SYS(fcntl), SCMP_SYS(getcwd), SCMP_SYS(fadvise64), SCMP_SYS(statfs), SCMP_SYS(fstatfs), SCMP_SYS(uname),
	SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(prlimit64), SCMP_SYS(sysinfo),
};

/* Nobody needs these by mistake: the process is killed (SIGSYS), so that the service can name what was tried. */
static const int calls_deadly[] = {
	SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev),
	SCMP_SYS(pidfd_open), SCMP_SYS(pidfd_send_signal), SCMP_SYS(bpf), SCMP_SYS(mount), SCMP_SYS(unshare), SCMP_SYS(setns), SCMP_SYS(init_module), SCMP_SYS(finit_module),
	SCMP_SYS(keyctl), SCMP_SYS(userfaultfd), SCMP_SYS(io_uring_setup), SCMP_SYS(perf_event_open), SCMP_SYS(open_by_handle_at),
	SCMP_SYS(setuid), SCMP_SYS(setgid), SCMP_SYS(setresuid), SCMP_SYS(setsid),
};

/* Nor these, where there is no network and are no threads. */
static const int calls_deadly_alone[] = {
	SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(clone), SCMP_SYS(clone3), SCMP_SYS(socket), SCMP_SYS(connect), SCMP_SYS(bind),
	SCMP_SYS(sendto), SCMP_SYS(sendmsg), SCMP_SYS(kill), SCMP_SYS(tkill), SCMP_SYS(setpgid),
};

static const int calls_sanitizer[] = {
	SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(readlink), SCMP_SYS(stat), SCMP_SYS(prctl), SCMP_SYS(getrlimit),
	SCMP_SYS(prlimit64), SCMP_SYS(mprotect), SCMP_SYS(clone), SCMP_SYS(wait4), SCMP_SYS(ptrace), SCMP_SYS(arch_prctl), SCMP_SYS(dup),
	SCMP_SYS(dup2), SCMP_SYS(fcntl), SCMP_SYS(getdents64), SCMP_SYS(process_vm_readv), SCMP_SYS(getppid), SCMP_SYS(pipe),
	SCMP_SYS(uname), SCMP_SYS(getuid), SCMP_SYS(sched_getaffinity), SCMP_SYS(tgkill),
};

static int add_rules(scmp_filter_ctx ctx, uint32_t action, const int *calls, size_t n) {
	for (size_t i = 0; i < n; i++) {
		int rc = seccomp_rule_add(ctx, action, calls[i], 0);
		/* A call this architecture lacks cannot be made. */
		if (rc != 0 && rc != -EDOM && rc != -EFAULT && rc != -EEXIST) {
			return rc;
		}
	}
	return 0;
}

/* Memory may be had, but never memory that can be run. */
static int add_memory_rules(scmp_filter_ctx ctx) {
	static const int calls[] = { SCMP_SYS(mmap), SCMP_SYS(mprotect) };
	int rc = 0;

	if (SANITIZED) {
		return add_rules(ctx, SCMP_ACT_ALLOW, calls, 2);
	}
	for (size_t i = 0; i < 2 && rc == 0; i++) {
		rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, calls[i], 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	}
	return rc;
}

static int fill_filter(scmp_filter_ctx ctx, enum sandbox_role role) {
	if (role == SANDBOX_COURIER) {
		return add_rules(ctx, SCMP_ACT_KILL_PROCESS, calls_deadly, sizeof(calls_deadly) / sizeof(*calls_deadly));
	}
	int rc = add_rules(ctx, SCMP_ACT_ALLOW, calls_all, sizeof(calls_all) / sizeof(*calls_all));

	if (rc == 0 && role == SANDBOX_LOADER) {
		rc = add_rules(ctx, SCMP_ACT_ALLOW, calls_loader, sizeof(calls_loader) / sizeof(*calls_loader));
	}
	if (rc == 0 && SANITIZED) {
		rc = add_rules(ctx, SCMP_ACT_ALLOW, calls_sanitizer, sizeof(calls_sanitizer) / sizeof(*calls_sanitizer));
	}
	if (rc == 0) {
		rc = add_memory_rules(ctx);
	}
	if (rc == 0) {
		rc = add_rules(ctx, SCMP_ACT_KILL_PROCESS, calls_deadly, sizeof(calls_deadly) / sizeof(*calls_deadly));
	}
	if (rc == 0) {
		rc = add_rules(ctx, SCMP_ACT_KILL_PROCESS, calls_deadly_alone, sizeof(calls_deadly_alone) / sizeof(*calls_deadly_alone));
	}
	return rc;
}

/* libseccomp writes the program to a descriptor only. */
static bool read_filter(scmp_filter_ctx ctx, struct sock_fprog *prog, struct err *err) {
	struct buf bytes = BUF_INIT;
	bool ok = false;
	int fd = memfd_create("seccomp", MFD_CLOEXEC);
	int rc = fd < 0 ? -errno : seccomp_export_bpf(ctx, fd);

	if (rc != 0 || lseek(fd, 0, SEEK_SET) != 0) {
		errno = rc != 0 ? -rc : errno;
		err_sys(err, "cannot make a seccomp filter");
		goto out;
	}
	if (!file_read_fd(fd, "seccomp filter", 1 << 20, &bytes, err)) {
		goto out;
	}
	prog->len = (unsigned short)(bytes.len / sizeof(*prog->filter));
	prog->filter = mem_alloc(bytes.len);
	memcpy(prog->filter, bytes.p, bytes.len);
	ok = true;
out:
	buf_fini(&bytes);
	if (fd >= 0) {
		close(fd);
	}
	return ok;
}

struct sandbox *sandbox_new(enum sandbox_role role, struct err *err) {
	struct sandbox *sandbox = mem_alloc(sizeof(*sandbox));
	scmp_filter_ctx ctx = seccomp_init(role == SANDBOX_COURIER ? SCMP_ACT_ALLOW : SCMP_ACT_ERRNO(ENOSYS));

	sandbox->role = role;
	int rc = ctx == NULL ? -ENOMEM : fill_filter(ctx, role);
	if (rc != 0) {
		errno = -rc;
		err_sys(err, "cannot make a seccomp filter");
		/* libseccomp asks by seccomp(2) what the kernel can, and believes a refusal. */
		err_hint(err, "does what Sitrep runs in (SystemCallFilter= of its unit, a container's profile) refuse seccomp(2)? Allow it");
	}
	if (rc != 0 || !read_filter(ctx, &sandbox->filter, err)) {
		sandbox_free(sandbox);
		sandbox = NULL;
	}
	if (ctx != NULL) {
		seccomp_release(ctx);
	}
	return sandbox;
}

void sandbox_free(struct sandbox *sandbox) {
	if (sandbox != NULL) {
		mem_free(sandbox->filter.filter);
		mem_free(sandbox);
	}
}

bool sandbox_enter(const struct sandbox *sandbox, const struct sandbox_limits *limits, struct err *err) {
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
		return err_sys(err, "cannot give up new privileges");
	}
	if (!limit_resources(sandbox->role, limits, err) || !restrict_files(sandbox->role, limits->writable, err)) {
		return false;
	}
	/* A kernel without it leaves the level lower, and whoever reads that back (sandbox_verify) decides. */
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &sandbox->filter, 0, 0) == 0 || errno == EINVAL || errno == ENOSYS ||
	       err_sys(err, "cannot enter seccomp");
}

/* ---- what the kernel says ---- */

struct confinement {
	int no_new_privs, seccomp;
	int filters;                 /* how many seccomp filters it is under; 0: none, or a kernel before 5.9 */
};

static bool read_confinement(pid_t pid, struct confinement *c, struct err *err) {
	char path[64], line[256];

	*c = (struct confinement){ 0, 0, 0 };
	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	FILE *f = fopen(path, "re");
	if (f == NULL) {
		return err_sys(err, "cannot read %s", path);
	}
	while (fgets(line, sizeof(line), f) != NULL) {
		if (str_prefix(line, "NoNewPrivs:")) {
			c->no_new_privs = atoi(line + strlen("NoNewPrivs:"));
		} else if (str_prefix(line, "Seccomp:")) {
			c->seccomp = atoi(line + strlen("Seccomp:"));
		} else if (str_prefix(line, "Seccomp_filters:")) {
			c->filters = atoi(line + strlen("Seccomp_filters:"));
		}
	}
	fclose(f);
	return true;
}

/* What it has of us says nothing: under systemd, or in a container, all are under filters. It must have one of its own. */
bool sandbox_level_of(pid_t pid, enum sandbox_level *level, struct err *err) {
	struct confinement its, ours;

	if (!read_confinement(pid, &its, err) || !read_confinement(getpid(), &ours, err)) {
		return false;
	}
	bool has_own = its.seccomp == 2 && (its.filters == 0 || its.filters > ours.filters);
	*level = !its.no_new_privs ? SANDBOX_NONE : !has_own ? SANDBOX_NO_NEW_PRIVS : SANDBOX_SECCOMP;
	return true;
}

bool sandbox_verify(pid_t pid, const char *least, struct err *err) {
	enum sandbox_level level, wanted;

	if (!sandbox_level_parse(least, &wanted)) {
		wanted = SANDBOX_SECCOMP;    /* the strictest, where it cannot be told */
	}
	if (!sandbox_level_of(pid, &level, err)) {
		return false;
	}
	if (level < wanted) {
		err_set(err, ERR_SYSTEM, "the job's process is confined to level '%s', sandbox.level wants '%s'",
		        sandbox_level_name(level), least);
		return err_hint(err, "`sitrep check` says what this kernel can do");
	}
	return true;
}

/* Says on fd that it is confined, or goes, and waits for its end. */
static _Noreturn void probe_child(const struct sandbox *sandbox, int fd) {
	const struct sandbox_limits limits = { .memory_bytes = 16 << 20 };
	struct err err = ERR_INIT;
	char c = '.';

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (sandbox_enter(sandbox, &limits, &err) && write(fd, &c, 1) == 1) {
		while (read(fd, &c, 1) > 0) {
		}
	}
	_exit(0);
}

bool sandbox_probe(enum sandbox_level *level, int *landlock, struct err *err) {
	struct sandbox *sandbox = sandbox_new(SANDBOX_JOB, err);
	int pair[2];
	char c;
	bool ok = false;

	if (sandbox == NULL) {
		return false;
	}
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
		err_sys(err, "cannot make a socket pair");
		goto out;
	}
	pid_t pid = fork();
	if (pid == 0) {
		close(pair[0]);
		probe_child(sandbox, pair[1]);
	}
	close(pair[1]);
	if (pid < 0) {
		err_sys(err, "cannot fork");
	} else if (read(pair[0], &c, 1) != 1) {
		err_set(err, ERR_SYSTEM, "a process could not confine itself");
	} else {
		ok = sandbox_level_of(pid, level, err);
	}
	close(pair[0]);
	if (pid > 0) {
		waitpid(pid, NULL, 0);
	}
	*landlock = landlock_abi();
out:
	sandbox_free(sandbox);
	return ok;
}

void sandbox_describe(enum sandbox_level level, int landlock, struct buf *out) {
	static const char *const texts[] = {
		[SANDBOX_NONE] = "nothing", [SANDBOX_NO_NEW_PRIVS] = "no new privileges", [SANDBOX_SECCOMP] = "seccomp, no new privileges",
	};

	buf_adds(out, texts[level]);
	if (landlock > 0) {
		buf_addf(out, ", Landlock %d", landlock);
	} else {
		buf_adds(out, "; this kernel has no Landlock");
	}
}

/* ---- how it ended ---- */

static enum sandbox_end explain_signal(int signal, struct err *err) {
	switch (signal) {
	case SIGSYS:
		err_set(err, ERR_PLUGIN, "the job tried what its sandbox forbids, and was ended");
		err_hint(err, "a plugin ran code of its own in the process: see which section it was");
		return SANDBOX_END_FORBIDDEN;
	case SIGXCPU:
		err_set(err, ERR_LIMIT, "the job used up its CPU time");
		err_hint(err, "limits.report_seconds of the report or the config is the limit");
		return SANDBOX_END_CPU;
	case SIGKILL:
		err_set(err, ERR_LIMIT, "the job's process ended by SIGKILL: most likely the machine ran out of memory");
		err_hint(err, "limits.memory_mb of the report or the config is the limit");
		return SANDBOX_END_MEMORY;
	default:
		err_set(err, ERR_BUG, "the job's process crashed (signal %d, %s)", signal, strsignal(signal));
		return SANDBOX_END_CRASH;
	}
}

static enum sandbox_end explain_exit(int code, struct err *err) {
	if (code == MEM_EXIT_STATUS) {
		err_set(err, ERR_LIMIT, "the job ran out of memory");
		err_hint(err, "limits.memory_mb of the report or the config is the limit");
		return SANDBOX_END_MEMORY;
	}
	err_set(err, ERR_BUG, "the job's process ended without a result (exit status %d)", code);
	return SANDBOX_END_CRASH;
}

enum sandbox_end sandbox_explain(int status, const char *section, struct err *err) {
	enum sandbox_end end = WIFSIGNALED(status) ? explain_signal(WTERMSIG(status), err)
	                                           : explain_exit(WEXITSTATUS(status), err);

	STR_COPY(err->section, section);
	return end;
}
