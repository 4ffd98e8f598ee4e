/* manual: see manual.h. */
#include "render/manual.h"

#include "lua/host.h"

void manual_api(struct buf *out) {
	host_manual(out);
}
