/* worker_child: what a process has warm for the jobs it forks, and what such a child does; for the files of worker alone. */
#ifndef RENDER_WORKER_CHILD_H
#define RENDER_WORKER_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

#include "render/sandbox.h"

struct catalogue;
struct err;
struct pipeline;
struct worker_trial;

/* What forked children inherit. */
struct warm {
	struct catalogue *catalogue;
	struct pipeline *pipeline;
	struct sandbox *sandbox;
	struct sandbox_limits limits;
	const struct worker_trial *trial;    /* of the one job of `sitrep plugin test` */
};

/* Get warm, as worker_open; kept as in pipeline.h. The catalogue must outlive it; warm_fini releases it. False with *err, and nothing to release. */
bool warm_init(struct warm *warm, struct catalogue *catalogue, const char *kept, const char *report, const char *template,
               struct pipeline *former, struct err *err);
void warm_fini(struct warm *warm);    /* an empty one is fine */

/* Just forked by parent: confine this process, take the one job off fd, render it, tell how it went, and end. */
_Noreturn void child_main(int fd, struct warm *warm, pid_t parent);

#endif
