/* issued: which job issued a file, by its hash. */
#include "base/err.h"
#include "ledger/inside.h"
#include "ledger/ledger.h"
#include "ledger/rows.h"
#include "ledger/tables.h"

bool ledger_issued(struct ledger *ledger, const char *sha256, struct job *job, struct err *err) {
	const struct row_query query = { .conds = { { "sha256", ROW_IS, .text = sha256 } }, .order = "job" };
	void *v;
	size_t n;
	bool ok = true;

	*job = (struct job){ .id = NULL };
	if (!ledger->rows->ops->select(ledger->rows, &table_publications, &query, &v, &n, err)) {
		return false;
	}
	const struct publication *publications = v;
	/* The newest: an older one may have been done again. */
	for (size_t i = n; ok && i > 0 && !job->id; i--) {
		ok = ledger_lookup(ledger, publications[i - 1].job, job, err);
		if (ok && job->state != JOB_DONE) {
			job_fini(job);
			*job = (struct job){ .id = NULL };
		}
	}
	rows_release(&table_publications, v, n);
	return ok;
}
