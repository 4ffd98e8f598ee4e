/*
 * crashes: how often each plugin has brought its process down of late. One that does so more than CRASHES_MAX times within CRASHES_MS is
 * paused for as long, so that its jobs do not use up the slots that others wait for. Afterwards one job of it tries: if that goes well all go
 * on, else it is paused again. Pure: no clock.
 */
#ifndef SERVICE_CRASHES_H
#define SERVICE_CRASHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CRASHES_MAX 10
#define CRASHES_MS  60000

struct crashes;

struct crashes *crashes_new(void);
void crashes_free(struct crashes *crashes);    /* NULL is fine */

/* The plugin crashed at now_ms. True when that pauses it. */
bool crashes_add(struct crashes *crashes, const char *plugin, int64_t now_ms);

/* Until when the plugin is paused; 0: it is not, or a job may try. */
int64_t crashes_pause(const struct crashes *crashes, const char *plugin, int64_t now_ms);

/* A job waits for its pause to end. */
void crashes_wait(struct crashes *crashes, const char *plugin);

/* How many have waited, at most at a time, since it was paused. */
size_t crashes_waited(const struct crashes *crashes, const char *plugin);

/* A job with it begins. Where that is a try, the others wait on. */
void crashes_begin(struct crashes *crashes, const char *plugin, int64_t now_ms);

/* A job with it ended without a crash. True when that was a try: its pause is over. */
bool crashes_end(struct crashes *crashes, const char *plugin);

/* All is forgotten: the plugins have been changed. */
void crashes_reset(struct crashes *crashes);

/* The i-th plugin that ever crashed; NULL behind the last. */
const char *crashes_plugin(const struct crashes *crashes, size_t i);

#endif
