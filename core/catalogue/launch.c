/* launch: runs the loader as a process of its own and reads its catalogue; see catalogue.h. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "catalogue/mistake.h"

#define CATALOGUE_MAX_BYTES (256u << 20)

extern char **environ;

struct arguments {
	const char **v;
	size_t n, cap;
};

static void add_argument(struct arguments *a, const char *s) {
	*VEC_PUSH(a->v, a->n, a->cap) = s;
}

static void add_folders(struct arguments *a, const char *option, const char *const *folders) {
	for (; folders != NULL && *folders != NULL; folders++) {
		add_argument(a, option);
		add_argument(a, *folders);
	}
}

static bool start(const struct catalogue_paths *paths, pid_t *pid, int *out, struct err *err) {
	struct arguments a = { .v = NULL };
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) != 0) {
		return err_sys(err, "cannot start the loader");
	}
	add_argument(&a, "sitrep");
	add_argument(&a, "loader");
	if (paths->config != NULL) {
		add_argument(&a, "--config");
		add_argument(&a, paths->config);
	}
	if (paths->pack != NULL) {
		add_argument(&a, "--pack");
		add_argument(&a, paths->pack);
	}
	if (paths->check_data) {
		add_argument(&a, "--check-data");
	}
	if (paths->with_lint) {
		add_argument(&a, "--with-lint");
	}
	if (paths->with_tests) {
		add_argument(&a, "--with-tests");
	}
	if (paths->report != NULL) {
		add_argument(&a, "--report");
		add_argument(&a, paths->report);
	}
	if (paths->template != NULL) {
		add_argument(&a, "--template");
		add_argument(&a, paths->template);
	}
	add_folders(&a, "--plugins", paths->plugins);
	add_folders(&a, "--reports", paths->reports);
	add_folders(&a, "--templates", paths->templates);
	add_argument(&a, NULL);
	posix_spawn_file_actions_t actions;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
	/* posix_spawn wants char *const *, and leaves them alone */
	errno = posix_spawn(pid, "/proc/self/exe", &actions, NULL, (char *const *)(uintptr_t)a.v, environ);
	bool ok = errno == 0 || err_sys(err, "cannot start the loader");
	posix_spawn_file_actions_destroy(&actions);
	mem_free(a.v);
	close(ends[1]);
	if (ok) {
		*out = ends[0];
	} else {
		close(ends[0]);
	}
	return ok;
}

/* Read all it prints, until it closes its end or the deadline passes. */
static bool drain(int fd, int64_t deadline, struct buf *text, struct err *err) {
	for (;;) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		int64_t left = deadline - clock_mono_ms();
		if (left <= 0) {
			err_set(err, ERR_LATE, "the configuration took too long to load");
			return err_hint(err, "is a loop in one of its Lua files, or is a data file huge?");
		}
		int rc = poll(&p, 1, (int)left);
		if (rc < 0 && errno != EINTR) {
			return err_sys(err, "cannot read from the loader");
		}
		if (rc <= 0) {
			continue;
		}
		buf_reserve(text, 65536);
		ssize_t n = read(fd, text->p + text->len, 65536);
		if (n == 0) {
			return true;
		}
		if (n < 0 && errno != EINTR) {
			return err_sys(err, "cannot read from the loader");
		}
		text->len += n > 0 ? (size_t)n : 0;
		text->p[text->len] = '\0';
		if (text->len > CATALOGUE_MAX_BYTES) {
			return err_set(err, ERR_LIMIT, "the catalogue is larger than %u bytes", CATALOGUE_MAX_BYTES);
		}
	}
}

/* The loader tells its own failure as { "errors": [ … ] }. */
static bool told_failure(const struct buf *text, struct err *err) {
	struct arena *arena = arena_new();
	struct errs errors = ERRS_INIT;
	const struct json *list = json_lookup(json_parse(arena, text->p, text->len, NULL, NULL), "errors");
	if (list != NULL && list->type == JSON_ARRAY) {
		mistake_read(list, &errors);
	}
	bool told = errors.n > 0;
	if (told && err != NULL) {
		*err = errors.v[0];
	}
	errs_fini(&errors);
	arena_free(arena);
	return told;
}

static bool reap(pid_t pid, struct buf *text, struct err *err) {
	int status;
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR) {
			return err_sys(err, "cannot wait for the loader");
		}
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		return true;
	}
	if (told_failure(text, err)) {
		return false;
	}
	if (WIFSIGNALED(status)) {
		return err_set(err, ERR_BUG, "the loader was killed by signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
	}
	return err_set(err, ERR_BUG, "the loader ended with status %d", WEXITSTATUS(status));
}

struct catalogue *catalogue_load(const struct catalogue_paths *paths, int timeout_ms, struct buf *json, struct err *err) {
	struct buf own = BUF_INIT;
	struct buf *text = json != NULL ? json : &own;
	struct catalogue *catalogue = NULL;
	struct err late = ERR_INIT;
	pid_t pid;
	int fd = -1;
	buf_reset(text);
	if (start(paths, &pid, &fd, err)) {
		if (paths->meanwhile != NULL) {
			paths->meanwhile();
		}
		bool ok = drain(fd, clock_mono_ms() + timeout_ms, text, &late);
		close(fd);
		if (!ok) {
			kill(pid, SIGKILL);
		}
		if (reap(pid, text, err) && ok) {
			catalogue = catalogue_parse(text->p, text->len, err);
		} else if (!ok && err != NULL) {
			*err = late;
		}
	}
	buf_fini(&own);
	return catalogue;
}
