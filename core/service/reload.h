/*
 * reload: the configuration, loaded at the start and again whenever its files changed or somebody asks. A change is in use once it is
 * checked and a slot is warm with it; until then, however long that takes, jobs go on with the last good one.
 */
#ifndef SERVICE_RELOAD_H
#define SERVICE_RELOAD_H

#include <stdbool.h>
#include <uv.h>

struct catalogue_paths;
struct dispatch;
struct err;
struct generation;
struct reload;

struct reload_events {
	void (*on_taken)(void *ctx, struct generation *generation);    /* to be used from now on */
	/* That load is over: what was there is in use (or was no change), or is not taken. */
	void (*on_end)(void *ctx, unsigned load, bool is_taken);
	void *ctx;
};

/* paths is kept by pointer. */
struct reload *reload_new(uv_loop_t *loop, const struct catalogue_paths *paths, const struct reload_events *events);
void reload_free(struct reload *reload);     /* when it is idle; NULL is fine */

/* The first one. Broken plugins and reports are said and left out; a mistake in the config itself is a failure. Blocks. */
bool reload_first(struct reload *reload, struct err *err);

/* Keep its files below root, as generation_keep; where they have changed by now, it is loaded anew. Blocks. */
bool reload_keep(struct reload *reload, const char *root, struct err *err);

/* Look for changes from now on, which get warm in dispatch. */
void reload_begin(struct reload *reload, struct dispatch *dispatch);

/* Load it now, or, where one is under way, after that; the number of the load that has what is there now. */
unsigned reload_ask(struct reload *reload);

/* What dispatch's on_warm tells. */
void reload_warmed(struct reload *reload, const struct err *why);

void reload_stop(struct reload *reload);
bool reload_is_idle(const struct reload *reload);    /* stopped, and no thread does anything for it */

/* The one in use, valid until on_taken. */
struct generation *reload_generation(const struct reload *reload);

/* Why the configuration on the disk is not the one in use; NONE: it is. */
const struct err *reload_refused(const struct reload *reload);

#endif
