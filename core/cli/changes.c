/* changes: see changes.h. */
#include "cli/changes.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

/* A file counts when it is complete: closed by its writer or renamed. One that is only made is still empty. */
#define MASK (IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)

#define QUIET_MS 5           /* no event for so long ends a save */
#define BURST_MS 200         /* who writes all the time is not waited for */

struct changes {
	int fd;
	int apart;                   /* the watch of the folder that is told apart; -1: none is */
	bool some, others;           /* seen by changes_pending; others: than in the folder told apart */
	sigset_t wanted;             /* the signals as they were */
};

static volatile sig_atomic_t interrupted;

static void on_signal(int sig) {
	(void)sig;
	interrupted = 1;
}

/* Blocked but while waiting, so that none comes between looking at the flag and the wait. */
static void take_signals(struct changes *changes) {
	struct sigaction action = { .sa_handler = on_signal };
	sigset_t blocked;

	sigemptyset(&action.sa_mask);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGINT);
	sigaddset(&blocked, SIGTERM);
	sigprocmask(SIG_BLOCK, &blocked, &changes->wanted);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

struct changes *changes_new(struct err *err) {
	int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (fd < 0) {
		err_sys(err, "files cannot be watched");
		return NULL;
	}
	struct changes *changes = mem_alloc(sizeof(*changes));
	changes->fd = fd;
	changes->apart = -1;
	take_signals(changes);
	return changes;
}

void changes_free(struct changes *changes) {
	if (changes != NULL) {
		close(changes->fd);
		sigprocmask(SIG_SETMASK, &changes->wanted, NULL);
		mem_free(changes);
	}
}

static bool add(struct changes *changes, const char *folder, int *wd, struct err *err) {
	*wd = inotify_add_watch(changes->fd, folder, MASK);
	if (*wd >= 0 || errno == ENOENT || errno == ENOTDIR || errno == EACCES) {
		return true;
	}
	bool is_full = errno == ENOSPC;
	err_sys(err, "%s cannot be watched", folder);
	return is_full ? err_hint(err, "the kernel allows too few watches: sysctl fs.inotify.max_user_watches=65536") : false;
}

bool changes_add(struct changes *changes, const char *folder, struct err *err) {
	int wd;
	bool ok = add(changes, folder, &wd, err);
	if (ok && wd == changes->apart) {
		changes->apart = -1;
	}
	return ok;
}

bool changes_add_apart(struct changes *changes, const char *folder, struct err *err) {
	return add(changes, folder, &changes->apart, err);
}

bool changes_is_passing(const char *name) {
	return *name == '.' || *name == '#' || str_suffix(name, "~") || str_suffix(name, ".tmp") || str_suffix(name, ".part") ||
	       str_suffix(name, ".swp") || str_eq(name, "4913");
}

static bool counts(const struct inotify_event *event, const char *skip) {
	if (event->mask & (IN_Q_OVERFLOW | IN_DELETE_SELF | IN_MOVE_SELF)) {
		return true;
	}
	if (event->len == 0 || changes_is_passing(event->name) || (skip != NULL && str_eq(event->name, skip))) {
		return false;
	}
	return !(event->mask & IN_CREATE) || (event->mask & IN_ISDIR);
}

static void drain(struct changes *changes, const char *skip) {
	_Alignas(struct inotify_event) char bytes[16384];
	ssize_t n;

	while ((n = read(changes->fd, bytes, sizeof(bytes))) > 0) {
		for (const char *p = bytes; p < bytes + n;) {
			const struct inotify_event *event = (const void *)p;
			p += sizeof(*event) + event->len;
			if (!counts(event, skip)) {
				continue;
			}
			changes->some = true;
			changes->others = changes->others || event->wd != changes->apart;
		}
	}
}

bool changes_pending(struct changes *changes, const char *skip) {
	sigset_t pending;
	drain(changes, skip);
	sigpending(&pending);
	return changes->some || interrupted || sigismember(&pending, SIGINT) || sigismember(&pending, SIGTERM);
}

enum changes_said changes_wait(struct changes *changes, const char *skip, int64_t *first_us, struct err *err) {
	const struct timespec quiet = { .tv_nsec = QUIET_MS * 1000000 };
	struct pollfd p = { .fd = changes->fd, .events = POLLIN };

	if (changes->some) {
		*first_us = clock_mono_us();
	}
	while (!interrupted) {
		int ready = ppoll(&p, 1, changes->some ? &quiet : NULL, &changes->wanted);
		if (ready < 0 && errno != EINTR) {
			err_sys(err, "files cannot be waited for");
			return CHANGES_FAILED;
		}
		bool had_some = changes->some;
		if (ready > 0) {
			drain(changes, skip);
		}
		if (changes->some && !had_some) {
			*first_us = clock_mono_us();
		} else if (changes->some && (ready == 0 || clock_mono_us() - *first_us > BURST_MS * 1000)) {
			bool others = changes->others;
			changes->some = changes->others = false;
			return others ? CHANGES_SOME : CHANGES_APART;
		}
	}
	return CHANGES_INTERRUPTED;
}
