/*
 * sandbox: what a process gives up before it touches a byte from outside. Assume that a plugin can run
 * native code: only what the kernel enforces counts. The only user of libseccomp and Landlock.
 */
#ifndef RENDER_SANDBOX_H
#define RENDER_SANDBOX_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct buf;
struct err;
struct sandbox;

enum sandbox_role {
	SANDBOX_JOB,     /* a job's child: no file, no process, no network; only what is open */
	SANDBOX_LOADER,  /* reads files, lists folders, writes to what is open */
	SANDBOX_COURIER, /* reads files, uses the network, writes into one folder at most; runs nothing */
};

/* How far a process is confined, as the kernel tells it. Each level holds those before it. */
enum sandbox_level { SANDBOX_NONE, SANDBOX_NO_NEW_PRIVS, SANDBOX_SECCOMP };

struct sandbox_limits {
	int64_t memory_bytes;    /* beyond what is in use when it enters (RLIMIT_DATA); 0: no limit */
	double cpu_seconds;      /* behind the service's deadlines (RLIMIT_CPU, rounded up); 0: no limit */
	const char *writable;    /* the folder that a courier may write into; NULL: none */
};

/* The filter of a role, compiled once: a warm slot makes it, each child enters it. The caller owns it. */
struct sandbox *sandbox_new(enum sandbox_role role, struct err *err);
void sandbox_free(struct sandbox *sandbox);      /* NULL is fine */

/*
 * Give up, for good: core files, new files (RLIMIT_FSIZE 0), processes, privileges, the file system (Landlock,
 * where the kernel has it) and all system calls but the few the role needs: unknown ones answer ENOSYS, dangerous ones kill. A courier,
 * which looks up names and speaks TLS through the system's libraries, keeps files, threads and all calls but the dangerous ones.
 */
bool sandbox_enter(const struct sandbox *sandbox, const struct sandbox_limits *limits, struct err *err);

/* The level of process pid, read from /proc/PID/status. */
bool sandbox_level_of(pid_t pid, enum sandbox_level *level, struct err *err);

/*
 * See that process pid is confined to the level named least ("sandbox.level") at the least. False with ERR_SYSTEM where it
 * is not, or the kernel does not say.
 */
bool sandbox_verify(pid_t pid, const char *least, struct err *err);

/*
 * What a job's process is confined to on this kernel, tried in a child: the level, and the version of Landlock (0:
 * the kernel has none, and only seccomp keeps files away).
 */
bool sandbox_probe(enum sandbox_level *level, int *landlock, struct err *err);

/* The same for people: "seccomp, no new privileges, Landlock 3". */
void sandbox_describe(enum sandbox_level level, int landlock, struct buf *out);

/* How a confined process came to its end. */
enum sandbox_end {
	SANDBOX_END_FORBIDDEN,   /* it tried what its sandbox forbids */
	SANDBOX_END_CPU,         /* RLIMIT_CPU was spent */
	SANDBOX_END_MEMORY,      /* it, or the machine, had no more memory */
	SANDBOX_END_CRASH,       /* of its own: a signal, or an exit nobody expected */
};

/*
 * What the wait status of a process that left no last word means; err says it for people, with section, where it
 * was at work ("" for none).
 */
enum sandbox_end sandbox_explain(int status, const char *section, struct err *err);

const char *sandbox_level_name(enum sandbox_level level);
bool sandbox_level_parse(const char *name, enum sandbox_level *level);

#endif
