/* delivery: see delivery.h. The rules, over whatever keeps the rows. */
#include "ledger/delivery.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "ledger/inside.h"
#include "ledger/rows.h"
#include "ledger/tables.h"

const char *const delivery_state_names[DELIVERY_STATES] = {
	[DELIVERY_WAITING] = "waiting", [DELIVERY_RUNNING] = "running", [DELIVERY_DELIVERED] = "delivered", [DELIVERY_FAILED] = "failed",
};

const char *delivery_state_name(enum delivery_state state) {
	return delivery_state_names[state];
}

void delivery_fini(struct delivery *delivery) {
	row_fini(&table_deliveries, delivery);
}

void deliveries_fini(struct deliveries *list) {
	rows_release(&table_deliveries, list->v, list->n);
	*list = (struct deliveries){ NULL, 0 };
}

static bool select(struct ledger *ledger, const struct row_query *query, struct deliveries *list, struct err *err) {
	void *v;
	if (!ledger->rows->ops->select(ledger->rows, &table_deliveries, query, &v, &list->n, err)) {
		return false;
	}
	list->v = v;
	return true;
}

static bool store(struct ledger *ledger, const struct delivery *delivery, struct err *err) {
	return ledger->rows->ops->update(ledger->rows, &table_deliveries, delivery, err);
}

static bool deliver(struct ledger *ledger, const char *job, const char *event, const char *target, int64_t now_ms, bool *is_new,
                    struct err *err) {
	struct buf id = BUF_INIT;
	buf_addf(&id, "%s.%s.%s", job, event, target);
	const struct delivery row = {
		.id = id.p, .state = DELIVERY_WAITING, .target = target, .event = event, .job = job, .created_ms = now_ms, .not_before_ms = now_ms,
	};
	bool ok = ledger->rows->ops->insert(ledger->rows, &table_deliveries, &row, is_new, err);
	buf_fini(&id);
	return ok;
}

bool ledger_deliver(struct ledger *ledger, const char *job, const char *event, const char *const *targets, size_t n, int64_t now_ms,
                    size_t *fresh, struct err *err) {
	bool ok = true, is_new = false;
	size_t count = 0;
	if (!rows_push(ledger->rows, err)) {
		return false;
	}
	for (size_t i = 0; ok && i < n; i++) {
		ok = deliver(ledger, job, event, targets[i], now_ms, &is_new, err);
		count += ok && is_new;
	}
	if (fresh != NULL) {
		*fresh = count;
	}
	return rows_pop(ledger->rows, ok, err);
}

bool ledger_delivery_claim(struct ledger *ledger, const char *target, const char *instance, int64_t now_ms, struct delivery *delivery,
                           struct err *err) {
	const struct row_query due = {
		.conds = {
			{ "state", ROW_IS, .integer = DELIVERY_WAITING },
			{ "target", ROW_IS, .text = target },
			{ "not_before_ms", ROW_AT_MOST, .integer = now_ms },
		},
		.order = "not_before_ms",
		.limit = 1,
	};
	struct deliveries found;
	*delivery = (struct delivery){ .id = NULL };
	if (!select(ledger, &due, &found, err)) {
		return false;
	}
	if (found.n == 0) {
		return true;
	}
	*delivery = found.v[0];
	mem_free(found.v);
	delivery->state = DELIVERY_RUNNING;
	delivery->attempts++;
	row_set_text(&delivery->instance, instance);
	if (!store(ledger, delivery, err)) {
		delivery_fini(delivery);
		return false;
	}
	return true;
}

/* The delivery of that id, which must be under way. */
static bool load_running(struct ledger *ledger, const char *id, struct delivery *delivery, struct err *err) {
	const struct row_query query = { .conds = { { "id", ROW_IS, .text = id } } };
	struct deliveries found;
	if (!select(ledger, &query, &found, err)) {
		return false;
	}
	if (found.n == 0) {
		return err_set(err, ERR_INPUT, "there is no delivery %s", id);
	}
	if (found.v[0].state != DELIVERY_RUNNING) {
		err_set(err, ERR_INPUT, "delivery %s is %s, not under way", id, delivery_state_name(found.v[0].state));
		deliveries_fini(&found);
		return false;
	}
	*delivery = found.v[0];
	mem_free(found.v);
	return true;
}

bool ledger_delivery_sending(struct ledger *ledger, const char *id, struct err *err) {
	struct delivery delivery;
	if (!load_running(ledger, id, &delivery, err)) {
		return false;
	}
	delivery.doubts++;
	bool ok = store(ledger, &delivery, err);
	delivery_fini(&delivery);
	return ok;
}

static void give_up(struct delivery *delivery, int64_t now_ms) {
	if (delivery->state == DELIVERY_WAITING && delivery->doubts >= DELIVERY_DOUBTS_MAX) {
		delivery->state = DELIVERY_FAILED;
		delivery->ended_ms = now_ms;
		row_set_text(&delivery->error, "the target may have been told twice, and did not confirm it either time: it is not told again");
	}
}

bool ledger_delivery_end(struct ledger *ledger, const char *id, const struct delivery_end *end, enum delivery_state *state,
                         struct err *err) {
	struct delivery delivery;
	if (!load_running(ledger, id, &delivery, err)) {
		return false;
	}
	delivery.state = end->state;
	delivery.doubts -= end->is_known && delivery.doubts > 0;
	delivery.attempts -= end->is_uncounted && delivery.attempts > 0;
	delivery.not_before_ms = end->not_before_ms;
	delivery.ended_ms = end->state == DELIVERY_WAITING ? 0 : end->now_ms;
	row_set_text(&delivery.place, end->place);
	row_set_text(&delivery.error, end->error);
	give_up(&delivery, end->now_ms);
	bool ok = store(ledger, &delivery, err);
	*state = delivery.state;
	delivery_fini(&delivery);
	return ok;
}

bool ledger_delivery_recover(struct ledger *ledger, const char *instance, int64_t now_ms, struct err *err) {
	const struct row_query orphans = {
		.conds = { { "state", ROW_IS, .integer = DELIVERY_RUNNING }, { "instance", ROW_IS_NOT, .text = instance } },
	};
	struct deliveries found;
	bool ok = true;
	if (!select(ledger, &orphans, &found, err)) {
		return false;
	}
	if (!rows_push(ledger->rows, err)) {
		deliveries_fini(&found);
		return false;
	}
	for (size_t i = 0; ok && i < found.n; i++) {
		struct delivery *delivery = &found.v[i];
		delivery->state = DELIVERY_WAITING;
		delivery->attempts -= delivery->attempts > 0;
		delivery->not_before_ms = now_ms;
		give_up(delivery, now_ms);
		ok = store(ledger, delivery, err);
	}
	deliveries_fini(&found);
	return rows_pop(ledger->rows, ok, err);
}

static bool wait_again(struct ledger *ledger, struct delivery *delivery, int64_t now_ms, struct err *err) {
	delivery->state = DELIVERY_WAITING;
	delivery->attempts = delivery->doubts = delivery->ended_ms = 0;
	delivery->not_before_ms = now_ms;
	return store(ledger, delivery, err);
}

bool ledger_delivery_retry(struct ledger *ledger, const char *job, const char *target, int64_t now_ms, size_t *n, struct err *err) {
	const struct delivery_filter filter = { .job = job, .states = DELIVERY_STATE_BIT(DELIVERY_FAILED) };
	struct deliveries found;
	bool ok = true;
	*n = 0;
	if (!ledger_deliveries(ledger, &filter, &found, err)) {
		return false;
	}
	if (!rows_push(ledger->rows, err)) {
		deliveries_fini(&found);
		return false;
	}
	for (size_t i = 0; ok && i < found.n; i++) {
		if (target == NULL || str_eq(found.v[i].target, target)) {
			ok = wait_again(ledger, &found.v[i], now_ms, err);
			++*n;
		}
	}
	deliveries_fini(&found);
	return rows_pop(ledger->rows, ok, err);
}

bool ledger_delivery_next_due(struct ledger *ledger, int64_t *at_ms, struct err *err) {
	const struct delivery_filter next = { .states = DELIVERY_STATE_BIT(DELIVERY_WAITING), .limit = 1 };
	struct deliveries found;
	if (!ledger_deliveries(ledger, &next, &found, err)) {
		return false;
	}
	*at_ms = found.n > 0 ? found.v[0].not_before_ms : INT64_MAX;
	deliveries_fini(&found);
	return true;
}

bool ledger_deliveries(struct ledger *ledger, const struct delivery_filter *filter, struct deliveries *list, struct err *err) {
	struct row_query query = {
		.order = filter->newest_first ? "ended_ms" : "not_before_ms", .descending = filter->newest_first, .limit = filter->limit,
	};
	size_t n = 0;
	if (filter->job) {
		query.conds[n++] = (struct row_cond){ "job", ROW_IS, .text = filter->job };
	}
	if (filter->states) {
		query.conds[n++] = (struct row_cond){ "state", ROW_ONE_OF, .mask = filter->states };
	}
	return select(ledger, &query, list, err);
}

bool ledger_delivery_counts(struct ledger *ledger, int64_t counts[DELIVERY_STATES], struct err *err) {
	memset(counts, 0, DELIVERY_STATES * sizeof(*counts));
	return ledger->rows->ops->count(ledger->rows, &table_deliveries, "state", counts, err);
}
