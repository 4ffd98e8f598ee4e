/*
 * publish: puts what became of a job where people find it, exactly once through any crash: the PDF and its result
 * record into the outbox, or the request and what was wrong with it into failed/. See README.md, "Publication".
 */
#ifndef SERVICE_PUBLISH_H
#define SERVICE_PUBLISH_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

#include "ledger/job.h"
#include "ledger/ledger.h"
#include "seal/seal.h"

struct err;
struct publisher;
struct spool;
struct writer;

struct publisher_events {
	/* The disk or the ledger refused; the publisher tries again by itself. */
	void (*on_trouble)(void *ctx, const struct err *err);
	/* A job came to its end; name is that of its files, "" where there are none. error is JSON, NULL when done. */
	void (*on_end)(void *ctx, const char *id, enum job_state state, const char *folder, const char *name, const char *error);
	/* A job that was being published when the last instance died has to be done again: it waits in the queue. */
	void (*on_requeue)(void *ctx, const char *id);
	void *ctx;
};

/* spool and events must outlive the publisher. */
struct publisher *publisher_new(uv_loop_t *loop, struct writer *writer, const struct spool *spool,
                                const struct publisher_events *events);

/* Give up what waits to be tried again (the next start finishes it). Only when publisher_active is 0. */
void publisher_free(struct publisher *publisher);    /* NULL is fine */

/* From now on nothing is tried again. */
void publisher_stop(struct publisher *publisher);

/* How many publications are under way. */
unsigned publisher_active(const struct publisher *publisher);

/* What a running job's attempt ended with. All is copied but for pdf, which is taken over. */
struct publish_result {
	const char *id, *folder;
	const char *base;            /* the name asked for, without ".pdf" */
	bool replace;                /* take it from whoever has it */
	char *pdf;                   /* heap */
	size_t pdf_len;
	const char *sha256;
	const char *record;          /* the result record, JSON */
	struct kepts keeps;          /* sections as they are issued; taken over */
	struct edition edition;      /* that it is, with its dump; taken over. series NULL: it is none */
	struct seal_order seal;      /* what is done to the PDF before it is issued; copied */
	bool takes_place;            /* of an edition that was issued: under its name, and the old files are kept in superseded/ */
};
void publish_result(struct publisher *publisher, const struct publish_result *result);

/* A job that has failed for good; the ledger has it as publishing. */
struct publish_failure {
	const struct job *job;       /* id, folder, name, request, files */
	const char *claimed;         /* what could not be read into the ledger, as it lies in claimed/; NULL: none */
	const char *error;           /* JSON of request_errors_json */
	enum job_state final;        /* JOB_FAILED or JOB_QUARANTINED */
};
void publish_failure(struct publisher *publisher, const struct publish_failure *failure);

/*
 * At start, of a job whose attempt the last instance left: the files that it had written already, and not yet in the
 * journal, go. Who makes the job again writes them again, if it comes to that.
 */
void publish_discard(const struct spool *spool, const struct job *job);

/* At start: finish what the last instance was publishing, a PDF or a failure. claimed as above. */
void publish_resume(struct publisher *publisher, const char *id, const char *claimed);

#endif
