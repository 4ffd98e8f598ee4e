/* trial: see trial.h. */
#include "render/trial.h"

#include "base/err.h"
#include "base/json.h"
#include "base/str.h"
#include "catalogue/mistake.h"
#include "doc/resolve.h"
#include "lua/host.h"

/* A dump nests as blocks do, twice as deep. */
static const struct json_limits dump_limits = { .max_depth = 400, .max_values = 4000000 };

void trial_record(struct arena *arena, struct host *host, const struct host_trial *trial, const struct doc *doc, size_t pages,
                  const struct errs *warnings, struct json_out *out) {
	struct buf dump = BUF_INIT;
	struct errs failures = ERRS_INIT;
	struct err err = ERR_INIT;
	struct host_tried made = { .pages = pages, .warnings = warnings };
	size_t checks = 0;

	doc_dump(doc, &dump);
	made.document = json_parse(arena, dump.p, dump.len, &dump_limits, &err);
	if (made.document != NULL) {
		checks = host_try(host, trial, &made, &failures);
	} else {
		*errs_add(&failures) = err;
	}
	json_key(out, "trial");
	json_begin(out, '{');
	json_put_int(out, "checks", (int64_t)checks);
	json_key(out, "failures");
	mistake_write(out, &failures);
	json_key(out, "document");
	json_add_strn(out, dump.p, dump.len);
	json_end(out, '}');
	errs_fini(&failures);
	buf_fini(&dump);
}
