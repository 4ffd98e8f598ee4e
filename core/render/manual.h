/* manual: what the commands print for authors. */
#ifndef RENDER_MANUAL_H
#define RENDER_MANUAL_H

struct buf;

/* The author's manual of everything that a plugin can call, as Markdown (lua/host.h). */
void manual_api(struct buf *out);

#endif
