#include "service/watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "service/claim.h"
#include "service/inbox.h"

#define WATCH_MASK \
	(IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_DONT_FOLLOW)

struct folder {
	int wd;
	char *key;
};

struct watch {
	struct watch_events events;
	int inotify;                 /* -1 where there is none to be had: too many instances */
	uv_poll_t poll;
	struct folder *folders;
	size_t n, cap;
};

static struct folder *find(const struct watch *watch, int wd) {
	for (size_t i = 0; i < watch->n; i++) {
		if (watch->folders[i].wd == wd) {
			return &watch->folders[i];
		}
	}
	return NULL;
}

bool watch_add(struct watch *watch, const char *path, const char *key) {
	int wd = watch->inotify >= 0 ? inotify_add_watch(watch->inotify, path, WATCH_MASK) : -1;
	struct folder *folder = find(watch, wd);
	bool is_new = wd >= 0 && folder == NULL;

	if (wd < 0 || (folder != NULL && str_eq(folder->key, key))) {
		return false;
	}
	if (is_new) {
		folder = VEC_PUSH(watch->folders, watch->n, watch->cap);
		folder->wd = wd;
	} else {
		mem_free(folder->key);    /* it was renamed */
	}
	folder->key = mem_strdup(key);
	return is_new;
}

static void forget(struct watch *watch, int wd) {
	struct folder *folder = find(watch, wd);

	if (folder != NULL) {
		mem_free(folder->key);
		*folder = watch->folders[--watch->n];
	}
}

static void say_named(struct watch *watch, const struct inotify_event *event) {
	const struct folder *folder = find(watch, event->wd);
	struct buf key = BUF_INIT;

	if (folder == NULL) {
		watch->events.on_unknown(watch->events.ctx);
		return;
	}
	inbox_key(&key, folder->key, event->name);
	watch->events.on_named(watch->events.ctx, buf_str(&key));
	buf_fini(&key);
}

static void take_event(struct watch *watch, const struct inotify_event *event) {
	bool is_folder_in = (event->mask & IN_ISDIR) && (event->mask & IN_MOVED_TO);
	bool is_request = event->len > 0 && intake_name_kind(event->name) != INTAKE_TEMPORARY;

	if (event->mask & IN_IGNORED) {
		forget(watch, event->wd);
	}
	if ((event->mask & (IN_Q_OVERFLOW | IN_IGNORED | IN_DELETE_SELF | IN_MOVE_SELF | IN_ISDIR)) && !is_folder_in) {
		watch->events.on_unknown(watch->events.ctx);
	} else if (is_request && (event->mask & (IN_CLOSE_WRITE | IN_MOVED_TO))) {
		say_named(watch, event);
	} else if (is_request && (event->mask & IN_CREATE)) {
		watch->events.on_made(watch->events.ctx);
	}
}

static void on_readable(uv_poll_t *poll, int status, int events) {
	struct watch *watch = poll->data;
	_Alignas(struct inotify_event) char room[16384];
	ssize_t n;

	(void)status;
	(void)events;
	while ((n = read(watch->inotify, room, sizeof(room))) > 0) {
		for (char *p = room; p < room + n;) {
			const struct inotify_event *event = (const struct inotify_event *)(void *)p;
			take_event(watch, event);
			p += sizeof(*event) + event->len;
		}
	}
	watch->events.on_said(watch->events.ctx);
}

struct watch *watch_new(uv_loop_t *loop, const struct watch_events *events) {
	struct watch *watch = mem_alloc(sizeof(*watch));

	watch->events = *events;
	watch->poll.data = watch;
	watch->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (watch->inotify >= 0) {
		uv_poll_init(loop, &watch->poll, watch->inotify);
		uv_poll_start(&watch->poll, UV_READABLE, on_readable);
	}
	return watch;
}

void watch_stop(struct watch *watch) {
	if (watch->inotify >= 0) {
		uv_poll_stop(&watch->poll);
	}
}

static void release(struct watch *watch) {
	for (size_t i = 0; i < watch->n; i++) {
		mem_free(watch->folders[i].key);
	}
	mem_free(watch->folders);
	mem_free(watch);
}

static void on_closed(uv_handle_t *handle) {
	struct watch *watch = handle->data;

	close(watch->inotify);
	release(watch);
}

void watch_free(struct watch *watch) {
	if (watch != NULL && watch->inotify >= 0) {
		uv_close((uv_handle_t *)&watch->poll, on_closed);
	} else if (watch != NULL) {
		release(watch);
	}
}
