/*
 * editions: what the ledger knows of a series, as a job of it is told (render/wire.h, WIRE_EDITION), and what it is to keep of
 * the edition that comes out. Run in the writer's thread, but for edition_plan.
 */
#ifndef SERVICE_EDITIONS_H
#define SERVICE_EDITIONS_H

#include <stdbool.h>
#include <stddef.h>

#include <stdint.h>

#include "ledger/job.h"

struct buf;
struct edition;
struct err;
struct ledger;
struct request;

/* Does the job issue an edition? A withdrawal does not, but a notice. */
bool editions_issues(const struct job *job);

/* What the job is told, which is as of that day, appended to *out: its number, the edition before it, what it corrects. */
bool editions_tell(struct ledger *ledger, const struct job *job, const char *as_of, struct buf *out, struct err *err);

/* What is known of the edition before its files have names; heap strings, for edition_fini. dump is taken over. */
struct edition editions_plan(const struct job *job, const struct request *request, char *dump, size_t dump_len);

/* What a person asks of an edition that was issued. */
struct edition_order {
	enum job_reissue reissue;        /* a correction or a withdrawal */
	const char *series;
	int64_t number;
	const char *reason;              /* NULL: not told */
	int64_t owner;                   /* uid of whose order it is */
	const char *request;             /* of a correction: in place of the one the edition was made from; NULL: that again */
};

/* Accept a job that does it, of the request the edition was made from unless the order brings one; its id in id. ERR_INPUT for what cannot be. */
bool editions_reissue(struct ledger *ledger, const struct edition_order *order, char id[JOB_ID_SIZE], struct err *err);

#endif
