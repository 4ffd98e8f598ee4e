/* zones: time zones by name, each loaded once, and again when its file is replaced: tz data are updated while the service runs. */
#ifndef SERVICE_ZONES_H
#define SERVICE_ZONES_H

#include <stdbool.h>

struct err;
struct zone;
struct zones;

struct zones *zones_new(void);
void zones_free(struct zones *zones);      /* NULL is fine */

/* The zone of that name, borrowed until zones_free or the refresh that replaces it; NULL with *err. */
const struct zone *zones_use(struct zones *zones, const char *name, struct err *err);

/*
 * Look at the files. Of each that has changed the new zone is loaded and on_change called, after which the old one is gone. One that
 * cannot be read keeps what it had: that is logged, once.
 */
void zones_refresh(struct zones *zones, void (*on_change)(void *ctx, const struct zone *old, const struct zone *fresh), void *ctx);

#endif
