/* writer: operations that are posted together are committed together, and one that fails takes none of the others down. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "ledger/ledger.h"
#include "service/writer.h"

/* An operation, and how it ended. */
struct post {
	const char *id;              /* of the job that it accepts */
	uv_sem_t *wait;              /* the thread waits for it first */
	bool fails;
	int runs, dones;
	struct err err;
};

static bool run_post(struct ledger *ledger, void *ctx, struct err *err) {
	struct post *post = ctx;
	const struct job job = { .id = post->id, .name = post->id, .accepted_ms = 1, .request = { "{}", 2 } };
	bool is_new;

	if (post->wait != NULL && post->runs == 0) {
		uv_sem_wait(post->wait);
	}
	post->runs++;
	return ledger_accept(ledger, &job, &is_new, err) && (!post->fails || err_set(err, ERR_INPUT, "not this one"));
}

static void on_done(void *ctx, const struct err *err) {
	struct post *post = ctx;

	post->dones++;
	post->err = err != NULL ? *err : (struct err)ERR_INIT;
}

static bool holds(struct ledger *ledger, const char *id) {
	struct job job;
	bool is_there = ledger_lookup(ledger, id, &job, NULL);

	if (is_there) {
		job_fini(&job);
	}
	return is_there;
}

static void one_that_fails_fails_alone(void **state) {
	(void)state;
	char path[] = "/tmp/sitrep-writer-XXXXXX", file[64];
	uv_loop_t loop;
	uv_sem_t go;
	/* The first keeps the thread until the others are posted: they are one batch. */
	struct post posts[] = { { .id = "a", .wait = &go }, { .id = "b" }, { .id = "c", .fails = true }, { .id = "d" } };

	assert_non_null(mkdtemp(path));
	snprintf(file, sizeof(file), "%s/ledger.db", path);
	uv_loop_init(&loop);
	uv_sem_init(&go, 0);
	struct writer *writer = writer_new(&loop, file, NULL);
	assert_non_null(writer);
	for (size_t i = 0; i < 4; i++) {
		writer_post(writer, run_post, on_done, &posts[i]);
	}
	uv_sem_post(&go);
	while (writer_pending(writer) > 0) {
		uv_run(&loop, UV_RUN_ONCE);
	}
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(posts[i].dones, 1);
		assert_int_equal(posts[i].err.code, posts[i].fails ? ERR_INPUT : ERR_NONE);
	}
	assert_int_equal(posts[1].runs, 2);    /* in the batch, and for itself */
	writer_free(writer);
	uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	uv_sem_destroy(&go);

	struct ledger *ledger = ledger_open(file, NULL);
	assert_non_null(ledger);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(holds(ledger, posts[i].id), !posts[i].fails);
	}
	ledger_free(ledger);
	assert_int_equal(unlink(file), 0);
	assert_int_equal(rmdir(path), 0);
}

int main(void) {
	const struct CMUnitTest tests[] = { cmocka_unit_test(one_that_fails_fails_alone) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
