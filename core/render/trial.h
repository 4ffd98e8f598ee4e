/* trial: the check of a plugin's test, in the job that its request became; for pipeline.c alone. */
#ifndef RENDER_TRIAL_H
#define RENDER_TRIAL_H

#include <stddef.h>

struct arena;
struct doc;
struct errs;
struct host;
struct host_trial;
struct json_out;

/*
 * Run the check and add what it found to the record as "trial": { checks, failures: [ … ] (mistake.h), document: "…" },
 * the document being its dump.
 */
void trial_record(struct arena *arena, struct host *host, const struct host_trial *trial, const struct doc *doc, size_t pages,
                  const struct errs *warnings, struct json_out *out);

#endif
