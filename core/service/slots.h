/*
 * slots: warm processes (`sitrep worker`) that fork one confined child a job, seen from the service: started, given a
 * job, watched frame by frame, ended. The child's word is never trusted beyond its own job. See render/WIRE.md.
 */
#ifndef SERVICE_SLOTS_H
#define SERVICE_SLOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "base/err.h"
#include "ledger/job.h"

struct generation;
struct slot;

enum slot_state {
	SLOT_DOWN,        /* no process */
	SLOT_STARTING,    /* getting warm */
	SLOT_IDLE,
	SLOT_BUSY,        /* a job runs, or its child is being seen off */
	SLOT_ENDING,      /* its channel is closed; it will be down */
};

/* A section as it is issued: JSON of render/keep.h. */
struct slot_keep {
	char *section;
	char *p;                         /* heap */
	size_t len;
};

/* What became of a job; released by the slot after on_end, but for pdf if the callee set it to NULL. */
struct slot_end {
	enum attempt_outcome outcome;    /* OK, PERMANENT, CRASH, DEADLINE, MEMORY, ENVIRONMENT, STOPPED, CANCELLED */
	struct errs errors, warnings;
	char section[64];                /* that ran when it ended, "" for none */
	char *pdf;                       /* heap; OK only */
	size_t pdf_len;
	char sha256[65];
	struct slot_keep *keeps;         /* sections as they are issued, for later jobs; OK only */
	size_t keep_count, keep_cap;
	char *dump;                      /* heap; of an edition, JSON of render/issue.h; OK only */
	size_t dump_len;
	char *needless;                  /* OK, and no edition is issued: why; NULL: there is a PDF */
	char *record;                    /* the child's part of the result record, JSON; OK only */
};

struct slot_events {
	void (*on_idle)(void *ctx, struct slot *slot);
	void (*on_down)(void *ctx, struct slot *slot, const struct err *why);    /* err NONE: it was told to end */
	void (*on_phase)(void *ctx, struct slot *slot, const char *phase, const char *section, int index, int count);
	void (*on_page)(void *ctx, struct slot *slot, int page);
	void (*on_end)(void *ctx, struct slot *slot, struct slot_end *end);
	void *ctx;
};

/* events must outlive the slot. number is for people, who read what it says of itself. */
struct slot *slot_new(uv_loop_t *loop, int number, const struct slot_events *events);
void slot_free(struct slot *slot);    /* once it is down */
void slot_set_number(struct slot *slot, int number);

/* Start a process of that generation in a slot that is down. */
bool slot_start(struct slot *slot, struct generation *generation, struct err *err);

struct slot_job {
	const char *id, *name;
	int64_t accepted_ms;
	const char *today;
	const char *skip;            /* JSON array of section ids, NULL for none */
	int64_t attempt;
	const char *text;            /* the request; all is copied */
	size_t len;
	struct attachments files;
	const struct bytes *kept;    /* sections as last issued */
	size_t kept_count;
	struct bytes edition;        /* WIRE_EDITION's; p NULL: it is none */
	double section_seconds, report_seconds;
	int64_t pages, output_mb;
	const char *level;           /* the least confinement that is accepted ("sandbox.level") */
};

/* Give an idle slot a job. on_end is called once for it, also when this fails halfway. */
void slot_run(struct slot *slot, const struct slot_job *job);

/* End the job that runs: its child is killed, and on_end says why (STOPPED or CANCELLED). */
void slot_abort(struct slot *slot, enum attempt_outcome why);

/* End the process: an idle one by closing its channel, a busy or starting one by SIGKILL. */
void slot_stop(struct slot *slot);

enum slot_state slot_state(const struct slot *slot);
int64_t slot_pid(const struct slot *slot);          /* of the process; 0 when down */
int64_t slot_job_pid(const struct slot *slot);      /* of the child; 0 when there is none */
const struct generation *slot_generation(const struct slot *slot);    /* NULL when down */

#endif
