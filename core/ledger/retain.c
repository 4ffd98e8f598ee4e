/* retain: what the ledger lets go of: names of files that were removed, and jobs that ended long ago. */
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "ledger/inside.h"
#include "ledger/ledger.h"
#include "ledger/rows.h"
#include "ledger/tables.h"

static void held_file_fini(struct held_file *file) {
	mem_free(file->job);
	mem_free(file->folder);
	mem_free(file->name);
	mem_free(file->sha256);
}

void held_fini(struct held *held) {
	for (size_t i = 0; i < held->n; i++) {
		held_file_fini(&held->v[i]);
	}
	mem_free(held->v);
	*held = (struct held){ NULL, 0 };
}

static bool select_all(struct ledger *ledger, const struct table *table, const struct row_query *query, void **v, size_t *n,
                       struct err *err) {
	return ledger->rows->ops->select(ledger->rows, table, query, v, n, err);
}

/* When the job ended (0: it has not), and the hash its PDF was issued with. */
static bool look_up(struct ledger *ledger, struct held_file *file, struct err *err) {
	const struct row_query by_id = { .conds = { { "id", ROW_IS, .text = file->job } } };
	const struct row_query by_job = { .conds = { { "job", ROW_IS, .text = file->job } } };
	void *jobs, *publications;
	size_t job_count, publication_count;

	if (!select_all(ledger, &table_jobs, &by_id, &jobs, &job_count, err)) {
		return false;
	}
	const struct job *job = jobs;
	file->ended_ms = job_count > 0 && job_state_is_final(job->state) ? job->ended_ms : 0;
	rows_release(&table_jobs, jobs, job_count);
	if (!select_all(ledger, &table_publications, &by_job, &publications, &publication_count, err)) {
		return false;
	}
	const struct publication *publication = publications;
	file->sha256 = publication_count > 0 && publication->sha256 ? mem_strdup(publication->sha256) : NULL;
	rows_release(&table_publications, publications, publication_count);
	return true;
}

bool ledger_held(struct ledger *ledger, enum ledger_place place, size_t limit, struct held *held, struct err *err) {
	/* Ids sort by time, so the oldest come first. */
	const struct row_query query = {
		.conds = { { "place", ROW_IS, .text = ledger_place_name(place) } }, .order = "job", .limit = limit,
	};
	void *v;
	size_t n;
	bool ok = true;

	*held = (struct held){ NULL, 0 };
	if (!select_all(ledger, &table_names, &query, &v, &n, err)) {
		return false;
	}
	const struct name_row *rows = v;
	held->v = mem_alloc((n + 1) * sizeof(*held->v));
	for (size_t i = 0; ok && i < n; i++) {
		struct held_file *file = &held->v[held->n++];
		*file = (struct held_file){
			.job = mem_strdup(rows[i].job), .folder = mem_strdup(rows[i].folder), .name = mem_strdup(rows[i].name),
		};
		ok = look_up(ledger, file, err);
		if (ok && file->ended_ms == 0) {
			held_file_fini(file);
			held->n--;
		}
	}
	rows_release(&table_names, v, n);
	if (!ok) {
		held_fini(held);
	}
	return ok;
}

bool ledger_kept(struct ledger *ledger, const char *key, struct kepts *kepts, struct err *err) {
	const struct row_query query = { .conds = { { "key", ROW_IS, .text = key } } };
	void *v;
	size_t n;

	if (!select_all(ledger, &table_kept, &query, &v, &n, err)) {
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		*VEC_PUSH(kepts->v, kepts->n, kepts->cap) = ((struct kept *)v)[i];    /* its texts move too */
	}
	mem_free(v);
	return true;
}

bool ledger_keep(struct ledger *ledger, const struct kept *kept, struct err *err) {
	struct kepts old = { NULL, 0, 0 };
	bool is_new, ok = ledger_kept(ledger, kept->key, &old, err);
	bool is_older = ok && old.n > 0 && old.v[0].as_of != NULL && strcmp(old.v[0].as_of, kept->as_of) > 0;

	kepts_fini(&old);
	if (!ok || is_older) {
		return ok;
	}
	return ledger->rows->ops->insert(ledger->rows, &table_kept, kept, &is_new, err) &&
	       (is_new || ledger->rows->ops->update(ledger->rows, &table_kept, kept, err));
}

bool ledger_let_go(struct ledger *ledger, enum ledger_place place, const char *id, struct err *err) {
	const struct row_query query = {
		.conds = { { "job", ROW_IS, .text = id }, { "place", ROW_IS, .text = ledger_place_name(place) } },
	};

	return ledger->rows->ops->remove(ledger->rows, &table_names, &query, err);
}

/* Is there nobody who is still to be told of the job? */
static bool is_all_told(struct ledger *ledger, const char *job, bool *is_told, struct err *err) {
	const struct delivery_filter open = {
		.job = job, .states = DELIVERY_STATE_BIT(DELIVERY_WAITING) | DELIVERY_STATE_BIT(DELIVERY_RUNNING), .limit = 1,
	};
	struct deliveries found;

	if (!ledger_deliveries(ledger, &open, &found, err)) {
		return false;
	}
	*is_told = found.n == 0;
	deliveries_fini(&found);
	return true;
}

/* Remove the jobs of these states that ended before an instant, the oldest first; adds how many to *n, at most limit in all. */
static bool forget_jobs(struct ledger *ledger, unsigned states, int64_t before_ms, size_t limit, size_t *n, struct err *err) {
	struct row_query old = {
		.conds = { { "state", ROW_ONE_OF, .mask = states }, { "ended_ms", ROW_AT_MOST, .integer = before_ms } },
		.order = "ended_ms",
		.limit = limit - *n,
	};
	void *v;
	size_t count;
	bool ok = true;

	if (states == JOB_STATE_BIT(JOB_DONE)) {
		/* What issued an edition is needed to correct it. */
		old.conds[2] = (struct row_cond){ "edition", ROW_IS, .integer = 0 };
	}
	if (*n >= limit || !select_all(ledger, &table_jobs, &old, &v, &count, err)) {
		return *n >= limit;
	}
	const struct job *jobs = v;
	for (size_t i = 0; ok && i < count; i++) {
		const struct row_query one = { .conds = { { "id", ROW_IS, .text = jobs[i].id } } };
		bool is_told;
		ok = is_all_told(ledger, jobs[i].id, &is_told, err);
		if (ok && is_told) {
			ok = ledger->rows->ops->remove(ledger->rows, &table_jobs, &one, err);
			++*n;
		}
	}
	rows_release(&table_jobs, v, count);
	return ok;
}

bool ledger_forget(struct ledger *ledger, int64_t before_ms, size_t limit, size_t *n, struct err *err) {
	const unsigned others = JOB_STATE_BIT(JOB_FAILED) | JOB_STATE_BIT(JOB_CANCELLED) | JOB_STATE_BIT(JOB_SKIPPED) |
	                        JOB_STATE_BIT(JOB_QUARANTINED);
	const struct row_query kept = { .conds = { { "issued_ms", ROW_AT_MOST, .integer = before_ms } } };
	const struct row_query told = { .conds = { { "at_ms", ROW_AT_MOST, .integer = before_ms }, { "job", ROW_IS_NOT, .text = "" } } };

	*n = 0;
	return forget_jobs(ledger, JOB_STATE_BIT(JOB_DONE), before_ms, limit, n, err) &&
	       forget_jobs(ledger, others, before_ms, limit, n, err) &&
	       ledger->rows->ops->remove(ledger->rows, &table_missed, &told, err) &&
	       ledger->rows->ops->remove(ledger->rows, &table_kept, &kept, err);
}

/* ---- editions ---- */

/* Editions of a series, by number and revision. */
struct span {
	const struct edition *v;
	size_t n;
};

static bool is_last_revision(const struct span *span, size_t i) {
	return i + 1 == span->n || span->v[i + 1].number != span->v[i].number;
}

/* Is it the last of its number, and was not withdrawn: what others are compared with? */
static bool is_compared(const struct span *span, size_t i) {
	return is_last_revision(span, i) && span->v[i].withdrawn_ms == 0 && span->v[i].as_of != NULL;
}

/* Of those below first the latest that none of the others is earlier than: what the earliest of them is compared with (ledger_edition_before); NULL: none. */
static const struct edition *before_all(const struct span *span, int64_t first) {
	const char *day = "9999";
	const struct edition *found = NULL;

	for (size_t i = 0; i < span->n; i++) {
		const char *as_of = span->v[i].as_of;
		day = span->v[i].number >= first && as_of != NULL && strcmp(as_of, day) < 0 ? as_of : day;
	}
	for (size_t i = 0; i < span->n; i++) {
		bool is_before = span->v[i].number < first && is_compared(span, i) && strcmp(span->v[i].as_of, day) <= 0;
		found = is_before && (found == NULL || strcmp(span->v[i].as_of, found->as_of) >= 0) ? &span->v[i] : found;
	}
	return found;
}

/*
 * The number below which editions may go: that of the oldest that is to be kept, or the smallest of those before it that one which is kept may be
 * compared with, also when it is corrected.
 */
static int64_t first_kept(const struct span *span, int64_t before_ms, int64_t count) {
	int64_t first = span->v[span->n - 1].number, rank = 0;

	for (size_t i = span->n; i-- > 0;) {
		bool is_kept = span->v[i].issued_ms >= before_ms && (count == 0 || rank < count);
		first = is_kept ? span->v[i].number : first;
		rank += i == 0 || span->v[i - 1].number != span->v[i].number;
	}
	const struct edition *before = before_all(span, first);
	for (size_t i = 0; i < span->n && span->v[i].number < first; i++) {
		if (is_compared(span, i) && (before == NULL || strcmp(span->v[i].as_of, before->as_of) > 0 || &span->v[i] == before)) {
			return span->v[i].number;
		}
	}
	return first;
}

static bool remove_edition(struct ledger *ledger, const struct job *job, struct err *err) {
	const struct row_query one = { .conds = { { "id", ROW_IS, .text = job->id } } };
	const struct row_query dump = { .conds = {
		{ "series", ROW_IS, .text = job->series },
		{ "number", ROW_IS, .integer = job->edition },
		{ "revision", ROW_IS, .integer = job->revision },
	} };

	return ledger->rows->ops->remove(ledger->rows, &table_dumps, &dump, err) && ledger->rows->ops->remove(ledger->rows, &table_jobs, &one, err);
}

static bool forget_below(struct ledger *ledger, const char *series, int64_t number, size_t limit, size_t *n, struct err *err) {
	const struct row_query old = {
		.conds = {
			{ "series", ROW_IS, .text = series },
			{ "edition", ROW_AT_MOST, .integer = number - 1 },
			{ "edition", ROW_IS_NOT, .integer = 0 },
			{ "state", ROW_IS, .integer = JOB_DONE },
		},
		.order = "id",
		.limit = limit - *n,
	};
	void *v;
	size_t count;
	bool ok = true;

	if (*n >= limit || !select_all(ledger, &table_jobs, &old, &v, &count, err)) {
		return *n >= limit;
	}
	const struct job *jobs = v;
	for (size_t i = 0; ok && i < count; i++) {
		bool is_told;
		ok = is_all_told(ledger, jobs[i].id, &is_told, err) && (!is_told || remove_edition(ledger, &jobs[i], err));
		*n += ok && is_told;
	}
	rows_release(&table_jobs, v, count);
	return ok;
}

bool ledger_forget_editions(struct ledger *ledger, int64_t before_ms, int64_t count, size_t limit, size_t *n, struct err *err) {
	struct editions all;
	bool ok = ledger_editions(ledger, NULL, &all, err);

	*n = 0;
	if (!ok) {
		return false;
	}
	for (size_t i = 0; ok && i < all.n;) {
		struct span span = { &all.v[i], 0 };
		while (i < all.n && str_eq(all.v[i].series, span.v->series)) {
			span.n++;
			i++;
		}
		ok = forget_below(ledger, span.v->series, first_kept(&span, before_ms, count), limit, n, err);
	}
	editions_fini(&all);
	return ok;
}
