/* inside: what a ledger is, for the files that implement ledger.h. */
#ifndef LEDGER_INSIDE_H
#define LEDGER_INSIDE_H

#include <stdbool.h>

#include "ledger/ledger.h"

struct rows;

struct ledger {
	struct rows *rows;
	bool in_batch;
	unsigned claims;     /* so far, by this process: whose turn it is */
};

/* The job of that id, without its request, which the caller must job_fini(). ERR_INPUT where there is none. */
bool inside_job(struct ledger *ledger, const char *id, struct job *job, struct err *err);

/* The job has no name in that place any more; where it had none, nothing happens. */
bool inside_drop_name(struct ledger *ledger, const char *id, enum ledger_place place, struct err *err);

#endif
