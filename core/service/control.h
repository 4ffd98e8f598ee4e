/* control: the socket that the commands talk to, SPOOL/control.sock; the language is in CONTROL.md. */
#ifndef SERVICE_CONTROL_H
#define SERVICE_CONTROL_H

#include <stdbool.h>
#include <uv.h>

#include "ledger/job.h"

struct control;
struct dispatch;
struct dispatch_progress;
struct err;
struct intake;
struct publisher;
struct schedules;
struct sender;
struct spool;
struct writer;

/* What it asks and tells; all must outlive it. */
struct control_parts {
	struct writer *writer;
	struct dispatch *dispatch;
	struct schedules *schedules;
	struct publisher *publisher;
	struct sender *sender;
	const struct spool *spool;
	const char *instance;
	const struct err *refused;       /* the configuration on the disk is not the one in use, for this reason; NONE: it is */
	const char *confinement;         /* of jobs, for people */
	struct intake *const *intakes;   /* one a kind of inbox; NULL: not made yet */
	const struct err *(*trouble)(void *ctx);    /* what the machine refuses at present; NULL: nothing */
	unsigned (*on_reload)(void *ctx);    /* the number of the load that control_tell_reload answers for */
	void *ctx;
};

struct control *control_new(uv_loop_t *loop, const struct control_parts *parts, struct err *err);
void control_free(struct control *control);    /* closes all clients; NULL is fine */

/* For those who wait; all these may be called any time, also with control NULL. */
void control_tell_accepted(struct control *control, const struct job *job);
void control_tell_progress(struct control *control, const struct dispatch_progress *progress);
void control_tell_retry(struct control *control, const char *job, const char *text);
void control_tell_end(struct control *control, const char *job, enum job_state state, const char *folder, const char *name,
                      const char *error);
/* To those whom that load was to answer, or an earlier one. is_taken: the new one is used, or nothing had changed; generation is the one in use. */
void control_tell_reload(struct control *control, unsigned load, const char *generation, bool is_taken);

#endif
