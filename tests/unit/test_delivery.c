/* delivery: what is to be told lives through crashes, is told, tried again, given up; on both kinds of ledger. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../ledger.h"
#include "ledger/delivery.h"

static const char *const both[] = { "desk", "mail" };

static void accept(struct ledger *ledger, const char *id) {
	const struct job job = { .id = id, .name = "ukraine", .accepted_ms = 1, .request = { "{}", 2 } };
	bool is_new;
	OK(ledger_accept(ledger, &job, &is_new, err));
}

static struct delivery only(struct ledger *ledger, const char *target) {
	struct deliveries list;
	struct delivery found = { .id = NULL };
	const struct delivery_filter all = { .job = "a" };
	OK(ledger_deliveries(ledger, &all, &list, err));
	for (size_t i = 0; i < list.n; i++) {
		if (str_eq(list.v[i].target, target)) {
			found = (struct delivery){ .id = "", .state = list.v[i].state, .attempts = list.v[i].attempts, .doubts = list.v[i].doubts,
			                           .not_before_ms = list.v[i].not_before_ms };
		}
	}
	deliveries_fini(&list);
	assert_non_null(found.id);
	return found;
}

static bool claims(struct ledger *ledger, const char *target, int64_t now) {
	struct delivery delivery;
	OK(ledger_delivery_claim(ledger, target, "i1", now, &delivery, err));
	bool is_one = delivery.id != NULL;
	delivery_fini(&delivery);
	return is_one;
}

static enum delivery_state ends(struct ledger *ledger, const char *id, struct delivery_end end) {
	enum delivery_state state = DELIVERY_RUNNING;
	OK(ledger_delivery_end(ledger, id, &end, &state, err));
	return state;
}

static void is_recorded_once(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	size_t fresh = 0;
	accept(ledger, "a");
	OK(ledger_deliver(ledger, "a", DELIVERY_ISSUED, both, 2, 10, &fresh, err));
	assert_int_equal(fresh, 2);
	assert_true(claims(ledger, "desk", 10));
	assert_int_equal(ends(ledger, "a.issued.desk", (struct delivery_end){ .state = DELIVERY_DELIVERED, .place = "x", .now_ms = 11 }), DELIVERY_DELIVERED);
	OK(ledger_deliver(ledger, "a", DELIVERY_ISSUED, both, 2, 20, &fresh, err));
	assert_int_equal(fresh, 0);
	assert_int_equal(only(ledger, "desk").state, DELIVERY_DELIVERED);
	assert_false(claims(ledger, "desk", 100));
	int64_t counts[DELIVERY_STATES];
	OK(ledger_delivery_counts(ledger, counts, err));
	assert_int_equal(counts[DELIVERY_WAITING], 1);
	assert_int_equal(counts[DELIVERY_DELIVERED], 1);
}

static void waits_for_its_time(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	int64_t due = 0;
	accept(ledger, "a");
	OK(ledger_deliver(ledger, "a", DELIVERY_ISSUED, both, 1, 10, NULL, err));
	assert_false(claims(ledger, "desk", 9));
	assert_false(claims(ledger, "mail", 10));
	assert_true(claims(ledger, "desk", 10));
	assert_false(claims(ledger, "desk", 10));
	ends(ledger, "a.issued.desk", (struct delivery_end){ .state = DELIVERY_WAITING, .error = "no", .now_ms = 11, .not_before_ms = 50 });
	OK(ledger_delivery_next_due(ledger, &due, err));
	assert_int_equal(due, 50);
	assert_false(claims(ledger, "desk", 49));
	assert_true(claims(ledger, "desk", 50));
	assert_int_equal(only(ledger, "desk").attempts, 2);
}

/* A crash before the target could learn of it leaves nothing; one after it leaves a doubt, and two end it. */
static void doubts_are_counted(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	accept(ledger, "a");
	OK(ledger_deliver(ledger, "a", DELIVERY_ISSUED, both, 1, 10, NULL, err));
	for (int i = 0; i < 5; i++) {
		assert_true(claims(ledger, "desk", 10));
		OK(ledger_delivery_recover(ledger, "other", 10, err));
		assert_int_equal(only(ledger, "desk").attempts, 0);
		assert_int_equal(only(ledger, "desk").doubts, 0);
	}
	assert_true(claims(ledger, "desk", 10));
	OK(ledger_delivery_sending(ledger, "a.issued.desk", err));
	OK(ledger_delivery_recover(ledger, "other", 10, err));
	assert_int_equal(only(ledger, "desk").doubts, 1);
	/* One whose end is known is no doubt. */
	assert_true(claims(ledger, "desk", 10));
	OK(ledger_delivery_sending(ledger, "a.issued.desk", err));
	ends(ledger, "a.issued.desk", (struct delivery_end){ .state = DELIVERY_WAITING, .is_known = true, .error = "busy", .now_ms = 11 });
	assert_int_equal(only(ledger, "desk").doubts, 1);
	assert_true(claims(ledger, "desk", 20));
	OK(ledger_delivery_sending(ledger, "a.issued.desk", err));
	OK(ledger_delivery_recover(ledger, "i1", 20, err));
	assert_int_equal(only(ledger, "desk").state, DELIVERY_RUNNING);    /* its own */
	OK(ledger_delivery_recover(ledger, "other", 20, err));
	assert_int_equal(only(ledger, "desk").state, DELIVERY_FAILED);
	assert_false(claims(ledger, "desk", 100));
}

static void is_retried_when_asked(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	size_t n = 9;
	accept(ledger, "a");
	OK(ledger_deliver(ledger, "a", DELIVERY_ISSUED, both, 2, 10, NULL, err));
	assert_true(claims(ledger, "desk", 10));
	assert_int_equal(ends(ledger, "a.issued.desk", (struct delivery_end){ .state = DELIVERY_FAILED, .error = "no", .now_ms = 11 }), DELIVERY_FAILED);
	OK(ledger_delivery_retry(ledger, "a", "mail", 20, &n, err));
	assert_int_equal(n, 0);
	OK(ledger_delivery_retry(ledger, "a", NULL, 20, &n, err));
	assert_int_equal(n, 1);
	assert_int_equal(only(ledger, "desk").attempts, 0);
	assert_true(claims(ledger, "desk", 20));
}

/* A job stays as long as somebody is to be told of it. */
static void keeps_its_job(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	struct job job;
	size_t n = 0;
	accept(ledger, "a");
	OK(ledger_deliver(ledger, "a", DELIVERY_ISSUED, both, 1, 10, NULL, err));
	OK(ledger_end(ledger, "a", JOB_CANCELLED, NULL, 20, err));
	OK(ledger_forget(ledger, 100, 10, &n, err));
	assert_int_equal(n, 0);
	assert_true(claims(ledger, "desk", 10));
	ends(ledger, "a.issued.desk", (struct delivery_end){ .state = DELIVERY_DELIVERED, .now_ms = 21 });
	OK(ledger_forget(ledger, 100, 10, &n, err));
	assert_int_equal(n, 1);
	assert_false(ledger_lookup(ledger, "a", &job, NULL));
}

static void only_what_is_under_way_ends(struct bench *bench) {
	struct ledger *ledger = bench->ledger;
	struct err why = ERR_INIT;
	const struct delivery_end end = { .state = DELIVERY_DELIVERED };
	enum delivery_state state;
	accept(ledger, "a");
	OK(ledger_deliver(ledger, "a", DELIVERY_ISSUED, both, 1, 10, NULL, err));
	assert_false(ledger_delivery_end(ledger, "a.issued.desk", &end, &state, &why));
	assert_int_equal(why.code, ERR_INPUT);
	assert_non_null(strstr(why.msg, "waiting, not under way"));
	assert_false(ledger_delivery_sending(ledger, "nobody", &why));
	assert_non_null(strstr(why.msg, "no delivery nobody"));
}

static const struct bench_case cases[] = {
	{ "is_recorded_once", is_recorded_once },
	{ "waits_for_its_time", waits_for_its_time },
	{ "doubts_are_counted", doubts_are_counted },
	{ "is_retried_when_asked", is_retried_when_asked },
	{ "keeps_its_job", keeps_its_job },
	{ "only_what_is_under_way_ends", only_what_is_under_way_ends },
};

int main(void) {
	return run_cases("delivery", cases, sizeof(cases) / sizeof(*cases));
}
