/* costs: what each phase of a job took, section by section: time, computing time, memory. */
#ifndef RENDER_COSTS_H
#define RENDER_COSTS_H

#include <stddef.h>
#include <stdint.h>

struct json_out;

struct costs;

struct costs *costs_new(void);
void costs_free(struct costs *costs);            /* NULL is fine, here and in the verbs: nothing is kept then */

/* What is held at an instant, in bytes. */
struct costs_held {
	size_t arena, lua;
};

/* section: NULL where the phase is the whole document's. What is begun ends before the next begins. */
void costs_begin(struct costs *costs, const char *phase, const char *section, struct costs_held held);
void costs_end(struct costs *costs, struct costs_held held);

/* Of all that were a section's, in a phase. */
int64_t costs_cpu_us(const struct costs *costs, const char *phase, const char *section);
int64_t costs_bytes(const struct costs *costs, const char *section);     /* of the arena */

/* An array of { phase, section, at_us, us, cpu_us, bytes, lua_bytes }; at_us is the machine's monotonic clock. */
void costs_write(const struct costs *costs, struct json_out *out);

#endif
