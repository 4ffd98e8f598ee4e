/* result: what is known of a job that went well: its result record, and what is kept of it for later jobs. Pure. */
#ifndef SERVICE_RESULT_H
#define SERVICE_RESULT_H

#include "ledger/job.h"

struct arena;
struct buf;
struct request;
struct slot_end;

/* Append the record: what the service knows, and of what the child said what is about its own work. */
void result_format(struct arena *arena, const struct job *job, const struct request *request, const struct slot_end *end, struct buf *text);

/* The sections that end brings to be kept (render/keep.h), taken out of it. */
struct kepts result_keeps(const struct job *job, const struct request *request, struct slot_end *end);

#endif
