/* describe: what the ledger knows, as the JSON that `sitrep status` shows: one form, whoever asks it. */
#ifndef LEDGER_DESCRIBE_H
#define LEDGER_DESCRIBE_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct json_out;
struct ledger;

/* Whom it is for: a uid, which is told what is wrong with its own jobs alone, or whoever may know of all. */
#define DESCRIBE_ALL (-1)

/*
 * Add "counts" (jobs by state), "waiting" (the next 20 in the states of the mask, JOB_STATE_BIT), "failures" (the
 * last 10), "skipped" (the last 5), and "deliveries" (counts, open, failed) to the object that is open in out. False with *err where the ledger cannot be read; out is then of no use.
 */
bool describe_queue(struct ledger *ledger, unsigned waiting, int64_t reader, struct json_out *out, struct err *err);

/* Add "editions": those of the series, or of all (NULL), in order, without what they say. */
bool describe_editions(struct ledger *ledger, const char *series, struct json_out *out, struct err *err);

/* Add "job", in full, its "attempts" and its "deliveries"; text as for ledger_find. */
bool describe_job(struct ledger *ledger, const char *text, int64_t reader, struct json_out *out, struct err *err);

#endif
