/* profile: what `sitrep render --profile` tells: a table for people, a trace for Perfetto and chrome://tracing. */
#ifndef CLI_PROFILE_H
#define CLI_PROFILE_H

#include <stdint.h>

struct buf;
struct json;

/* What this process did before the job's own began; microseconds of the monotonic clock. */
struct profile_span {
	const char *name;
	int64_t at_us, us;
};

/* Of a result record with an "explain". spans ends with a name of NULL. */
void profile_text(const struct json *record, const struct profile_span *spans, struct buf *out);

/* The same in the Trace Event Format, JSON. */
void profile_trace(const struct json *record, const struct profile_span *spans, struct buf *out);

#endif
