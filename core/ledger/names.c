/* names: which name a job has in the outbox or in failed/, and that no other has it; see ledger.h. */
#include "base/err.h"
#include "base/str.h"
#include "ledger/inside.h"
#include "ledger/ledger.h"
#include "ledger/rows.h"
#include "ledger/tables.h"

static const char *const place_names[] = { [LEDGER_OUTBOX] = "outbox", [LEDGER_FAILED] = "failed" };

const char *ledger_place_name(enum ledger_place place) {
	return place_names[place];
}

/* A name that is being looked for. */
struct reservation {
	const char *id, *folder, *base;
	enum ledger_place place;
	bool replace;
};

static bool is_taken(struct ledger *ledger, const struct reservation *want, const char *name, bool *taken,
                     struct err *err) {
	const struct row_query query = { .conds = {
		{ "place", ROW_IS, .text = place_names[want->place] },
		{ "folder", ROW_IS, .text = want->folder },
		{ "name", ROW_IS, .text = name },
	} };
	struct name_row row;
	if (!rows_select_one(ledger->rows, &table_names, &query, &row, taken, err)) {
		return false;
	}
	row_fini(&table_names, &row);
	return true;
}

/* BASE-2, BASE-3 …: the first that is free. Where to begin is kept, or a daily name would cost more each day. */
static bool next_free_number(struct ledger *ledger, const struct reservation *want, struct buf *name,
                             struct err *err) {
	const struct row_query query = { .conds = {
		{ "place", ROW_IS, .text = place_names[want->place] },
		{ "folder", ROW_IS, .text = want->folder },
		{ "base", ROW_IS, .text = want->base },
	} };
	struct number_row row;
	bool is_there, taken = true;
	if (!rows_select_one(ledger->rows, &table_numbers, &query, &row, &is_there, err)) {
		return false;
	}
	int64_t number = is_there ? row.next : 2;
	row_fini(&table_numbers, &row);
	for (; taken; number++) {
		buf_reset(name);
		buf_addf(name, "%s-%lld", want->base, (long long)number);
		if (!is_taken(ledger, want, buf_str(name), &taken, err)) {
			return false;
		}
	}
	const struct number_row next = {
		.place = place_names[want->place], .folder = want->folder, .base = want->base, .next = number,
	};
	return rows_put(ledger->rows, &table_numbers, &next, err);
}

/* The name the job has in place already; the row is empty where it has none. */
static bool name_of(struct ledger *ledger, const char *id, enum ledger_place place, struct name_row *row, struct err *err) {
	const struct row_query query = { .conds = {
		{ "job", ROW_IS, .text = id },
		{ "place", ROW_IS, .text = place_names[place] },
	} };
	bool is_there;
	return rows_select_one(ledger->rows, &table_names, &query, row, &is_there, err);
}

bool inside_drop_name(struct ledger *ledger, const char *id, enum ledger_place place, struct err *err) {
	const struct row_query query = { .conds = {
		{ "job", ROW_IS, .text = id },
		{ "place", ROW_IS, .text = place_names[place] },
	} };
	return ledger->rows->ops->remove(ledger->rows, &table_names, &query, err);
}

/* Enter name as the job's; an outbox name is kept in the job too, for status. */
static bool take_name(struct ledger *ledger, const struct reservation *want, const char *name, struct err *err) {
	const struct name_row row = {
		.place = place_names[want->place], .folder = want->folder, .name = name, .job = want->id,
	};
	if (!rows_put(ledger->rows, &table_names, &row, err)) {
		return false;
	}
	if (want->place != LEDGER_OUTBOX) {
		return true;
	}
	struct job job;
	if (!inside_job(ledger, want->id, &job, err)) {
		return false;
	}
	row_set_text(&job.output, name);
	bool ok = ledger->rows->ops->update(ledger->rows, &table_jobs, &job, err);
	job_fini(&job);
	return ok;
}

static bool reserve(struct ledger *ledger, const struct reservation *want, bool not_the_base, struct buf *name,
                    struct err *err) {
	struct job job;
	if (!inside_job(ledger, want->id, &job, err)) {
		return false;
	}
	bool is_over = job_state_is_final(job.state);
	enum job_state state = job.state;
	job_fini(&job);
	if (is_over) {
		return err_set(err, ERR_INPUT, "job %s is %s and needs no name", want->id, job_state_name(state));
	}
	bool taken = true;
	buf_adds(name, want->base);
	if (!not_the_base && !want->replace && !is_taken(ledger, want, want->base, &taken, err)) {
		return false;
	}
	if (not_the_base || (taken && !want->replace)) {
		if (!next_free_number(ledger, want, name, err)) {
			return false;
		}
	}
	return take_name(ledger, want, buf_str(name), err);
}

/* Runs reserve in a transaction and hands the name over. */
static bool reserve_step(struct ledger *ledger, const struct reservation *want, bool not_the_base, struct buf *name,
                         struct err *err) {
	struct buf found = BUF_INIT;
	struct name_row has = { .name = NULL };
	bool ok = false;
	if (!rows_push(ledger->rows, err)) {
		return false;
	}
	if (not_the_base) {
		ok = inside_drop_name(ledger, want->id, want->place, err) && reserve(ledger, want, true, &found, err);
	} else if (name_of(ledger, want->id, want->place, &has, err)) {
		if (has.name) {
			buf_adds(&found, has.name);
			ok = true;
		} else {
			ok = reserve(ledger, want, false, &found, err);
		}
	}
	ok = rows_pop(ledger->rows, ok, err);
	if (ok) {
		buf_add(name, found.p, found.len);
	}
	row_fini(&table_names, &has);
	buf_fini(&found);
	return ok;
}

bool ledger_reserve(struct ledger *ledger, const char *id, enum ledger_place place, const char *folder,
                    const char *base, bool replace, struct buf *name, struct err *err) {
	const struct reservation want = { id, folder, base, place, replace };
	return reserve_step(ledger, &want, false, name, err);
}

bool ledger_reserve_other(struct ledger *ledger, const char *id, enum ledger_place place, const char *folder,
                          const char *base, struct buf *name, struct err *err) {
	const struct reservation want = { id, folder, base, place, false };
	return reserve_step(ledger, &want, true, name, err);
}
