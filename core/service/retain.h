/*
 * retain: removes what was kept long enough: results, failures, what was superseded, editions and jobs in the ledger, each by its own limits. Only what ended is
 * touched, the oldest first, and of the outbox only files that are still what was issued.
 */
#ifndef SERVICE_RETAIN_H
#define SERVICE_RETAIN_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

struct catalogue;
struct err;
struct retainer;
struct spool;
struct writer;

struct retain_events {
	void (*on_removed)(void *ctx, const char *what, unsigned n);     /* "results", "failures", "editions" … */
	void (*on_trouble)(void *ctx, const struct err *err);
	void *ctx;
};

struct retainer *retainer_new(uv_loop_t *loop, struct writer *writer, const struct spool *spool, const struct retain_events *events);

/* As the catalogue says from now on; looks at once, and every `retention.check_minutes`. */
void retainer_configure(struct retainer *retainer, const struct catalogue *catalogue);

void retainer_stop(struct retainer *retainer);
bool retainer_is_idle(const struct retainer *retainer);
void retainer_free(struct retainer *retainer);    /* when stopped and idle; NULL is fine */

#endif
