/*
 * watch: what the kernel says of folders in which requests are dropped (inotify). Hints: a scan has to find what they miss, and
 * where the kernel has no watch to give, or none at all, there are none. Loop thread.
 */
#ifndef SERVICE_WATCH_H
#define SERVICE_WATCH_H

#include <stdbool.h>
#include <uv.h>

struct watch;

struct watch_events {
	/* What this key names (see inbox.h) is complete: its writer has closed it, or it was renamed in. */
	void (*on_named)(void *ctx, const char *key);
	/* A file was made: its writer is at work, and will close it. */
	void (*on_made)(void *ctx);
	/* Something else happened, or events were lost: only a scan says what is there. */
	void (*on_unknown)(void *ctx);
	/* All that there was to say for now has been said. */
	void (*on_said)(void *ctx);
	void *ctx;
};

struct watch *watch_new(uv_loop_t *loop, const struct watch_events *events);

/* Watch the folder at path, which has that key. True where it was not watched: what came into it before gave no event. */
bool watch_add(struct watch *watch, const char *path, const char *key);

/* Say nothing any more. */
void watch_stop(struct watch *watch);
void watch_free(struct watch *watch);    /* the loop releases the rest when it runs next; NULL is fine */

#endif
