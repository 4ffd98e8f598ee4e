/*
 * intake: takes requests out of the inbox, each once. Events are hints, the scan is the truth; see README.md,
 * "Intake". The disk is touched in the thread pool, one cycle at a time.
 */
#ifndef SERVICE_INTAKE_H
#define SERVICE_INTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "service/inbox.h"
#include <uv.h>

#include "service/claim.h"

struct err;
struct generation;
struct intake;
struct job;
struct spool;
struct writer;

struct intake_settings {
	int64_t quiet_ms, rescan_ms, grace_ms, free_space_mb;
	struct claim_limits limits;
};

struct intake_events {
	/* A request was accepted: recorded and synced. */
	void (*on_accepted)(void *ctx, const struct job *job);
	/* One was accepted and is refused: the ledger has it as publishing, with its error. claimed as in publish_failure. */
	void (*on_refused)(void *ctx, const struct job *job, const char *claimed);
	/* An inbox is not there, or something in one may not be taken out (*err says what); NULL: nothing of that kind any more. */
	void (*on_waiting)(void *ctx, const struct err *err);
	/* The disk or the ledger refuses; the intake goes on by itself at the next cycle. */
	void (*on_trouble)(void *ctx, const struct err *err);
	void *ctx;
};

/* Of the inboxes of that kind. instance is the service's, kept by pointer. Starts with what a dead instance has left in claimed/. */
struct intake *intake_new(uv_loop_t *loop, enum inbox_kind kind, struct writer *writer, const struct spool *spool, const char *instance,
                          const struct intake_events *events);

/* From now on requests are checked against that generation. */
void intake_configure(struct intake *intake, struct generation *generation, const struct intake_settings *settings);

/* What is kept waiting in the inboxes, as on_waiting told it, a line each. Valid until the loop goes on. */
const char *intake_waiting(const struct intake *intake);

/* Scan now. */
void intake_kick(struct intake *intake);

/* Not before ms from now: the machine is in trouble. */
void intake_pause(struct intake *intake, int64_t ms);

/* Begin no cycle any more. */
void intake_stop(struct intake *intake);
bool intake_is_idle(const struct intake *intake);
void intake_free(struct intake *intake);    /* when stopped and idle; NULL is fine */

#endif
