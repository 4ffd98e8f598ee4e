#include "render/worker.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "catalogue/request.h"
#include "render/wire.h"
#include "render/worker_child.h"

enum { CONTROL_FD = 3, CATALOGUE_FD = 4 };

static bool send_json(int fd, enum wire_type type, struct err *err, const char *fmt, ...)
        __attribute__((format(printf, 4, 5)));

static bool send_json(int fd, enum wire_type type, struct err *err, const char *fmt, ...) {
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof(text)) {
		return err_set(err, ERR_BUG, "a frame of %d bytes is longer than it may be", n);
	}
	return wire_send(fd, type, text, (size_t)n, err);
}

/* The control channel, and the job channel that came over it and was not used yet (-1: none). */
struct control {
	struct buf in;
	struct wire_frame frame;
	int passed;
};

/*
 * A frame may be read together with the one after it, and then the descriptor comes before its frame
 * does: it is kept until FORK asks for it.
 */
static bool control_recv(struct control *control, struct err *err) {
	int passed;
	bool ok = wire_recv_fd(CONTROL_FD, &control->in, &control->frame, &passed, err);

	if (passed >= 0) {
		control->passed = passed;
	}
	return ok;
}

/* Tell how the child ended while its pid is still its own, and reap it when the service says so. */
static bool see_off(int64_t attempt, pid_t pid, struct control *control, struct err *err) {
	siginfo_t info;
	struct rusage usage;

	while (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) != 0) {
		if (errno != EINTR) {
			return err_sys(err, "cannot wait for the child");
		}
	}
	int status = info.si_code == CLD_EXITED ? info.si_status << 8 : info.si_status;
	/* RUSAGE_CHILDREN counts only what is reaped: ask the kernel for this child without reaping it. */
	if (syscall(SYS_waitid, P_PID, (id_t)pid, &info, WEXITED | WNOWAIT, &usage) != 0) {
		return err_sys(err, "cannot ask for the child's usage");
	}
	int64_t cpu_us = (int64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 + usage.ru_utime.tv_usec +
	                 usage.ru_stime.tv_usec;
	if (!send_json(CONTROL_FD, WIRE_EXITED, err,
	               "{\"attempt\":%lld,\"pid\":%d,\"status\":%d,\"cpu_us\":%lld,\"maxrss_kb\":%ld}", (long long)attempt,
	               (int)pid, status, (long long)cpu_us, usage.ru_maxrss)) {
		return false;
	}
	if (!control_recv(control, err)) {
		return false;
	}
	if (control->frame.type != WIRE_REAP) {
		return err_set(err, ERR_INPUT, "expected a reap frame, got %s", wire_type_name(control->frame.type));
	}
	waitpid(pid, NULL, 0);
	return true;
}

static bool fork_job(struct warm *warm, const struct wire_frame *frame, int fd, pid_t *pid, int64_t *attempt,
                     struct err *err) {
	struct arena *arena = arena_new();
	struct json *json = json_parse(arena, frame->data, frame->len, NULL, err);
	bool is_read = json != NULL;
	pid_t self = getpid();

	*attempt = json_int(json, "attempt", 0);
	arena_free(arena);
	if (!is_read) {
		return false;
	}
	*pid = fork();
	if (*pid == 0) {
		child_main(fd, warm, self);
	}
	if (*pid < 0) {
		return err_sys(err, "cannot fork");
	}
	return send_json(CONTROL_FD, WIRE_FORKED, err, "{\"attempt\":%lld,\"pid\":%d}", (long long)*attempt, (int)*pid);
}

static bool serve_jobs(struct warm *warm, struct err *err) {
	struct control control = { .in = BUF_INIT, .passed = -1 };
	bool ok = true;

	while (ok) {
		pid_t pid;
		int64_t attempt;

		if (!control_recv(&control, err)) {
			ok = err->code == ERR_NONE;
			break;
		}
		if (control.frame.type != WIRE_FORK || control.passed < 0) {
			ok = err_set(err, ERR_INPUT, "expected a fork frame with a descriptor, got %s",
			             wire_type_name(control.frame.type));
			break;
		}
		ok = fork_job(warm, &control.frame, control.passed, &pid, &attempt, err);
		close(control.passed);
		control.passed = -1;
		ok = ok && see_off(attempt, pid, &control, err);
	}
	buf_fini(&control.in);
	return ok;
}

static int report_failure(const struct err *err) {
	struct errs errors = ERRS_INIT;
	struct err ignored = ERR_INIT;
	struct buf json = BUF_INIT;

	*errs_add(&errors) = *err;
	request_errors_json(&errors, "", &json);
	wire_send(CONTROL_FD, WIRE_SLOT_FAILED, json.p, json.len, &ignored);
	buf_fini(&json);
	errs_fini(&errors);
	return 1;
}

int worker_main(const char *kept) {
	struct err err = ERR_INIT;
	struct buf json = BUF_INIT;
	struct catalogue *catalogue = NULL;
	struct warm warm = { 0 };
	int status = 1;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGPIPE, SIG_IGN);
	/* Ctrl-C at a terminal and a supervisor's SIGTERM reach the whole group: the service decides when slots end. */
	signal(SIGHUP, SIG_IGN);     /* as is every signal that is meant for the service */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	if (lseek(CATALOGUE_FD, 0, SEEK_SET) < 0 || !file_read_fd(CATALOGUE_FD, "catalogue", 256u << 20, &json, &err) ||
	    (catalogue = catalogue_parse(json.p, json.len, &err)) == NULL ||
	    !warm_init(&warm, catalogue, kept, NULL, NULL, NULL, &err)) {
		status = report_failure(&err);
		goto out;
	}
	close(CATALOGUE_FD);
	mem_settle();
	if (!send_json(CONTROL_FD, WIRE_READY, &err, "{\"generation\":\"%s\"}", catalogue_generation(catalogue)) ||
	    !serve_jobs(&warm, &err)) {
		status = report_failure(&err);
		goto out;
	}
	status = 0;
out:
	warm_fini(&warm);
	catalogue_free(catalogue);
	buf_fini(&json);
	return status;
}
