#include "service/writer.h"

#include "base/err.h"
#include "base/mem.h"
#include "ledger/ledger.h"

#define BATCH_MAX 512

struct op {
	struct op *next;
	writer_run_fn run;
	writer_done_fn done;
	void *ctx;
	bool ok;
	struct err err;
};

struct ops {
	struct op *first, **last;
};

struct writer {
	struct ledger *ledger;       /* the thread's, from writer_new on; NULL: could not be opened again */
	char *path;
	uv_thread_t thread;
	uv_async_t wake;             /* tells the loop that there is something in finished */
	unsigned pending;            /* the loop's */

	uv_mutex_t lock;             /* for the three below */
	uv_cond_t more;
	struct ops posted, finished;
	bool is_ending;
};

static void ops_init(struct ops *ops) {
	ops->first = NULL;
	ops->last = &ops->first;
}

static void ops_add(struct ops *ops, struct op *op) {
	op->next = NULL;
	*ops->last = op;
	ops->last = &op->next;
}

static struct op *ops_take(struct ops *ops) {
	struct op *op = ops->first;

	if (op != NULL) {
		ops->first = op->next;
		if (ops->first == NULL) {
			ops->last = &ops->first;
		}
	}
	return op;
}

/* ---- the thread ---- */

/*
 * A transaction that could not be begun or committed leaves the handle in doubt (after a failed sync it refuses all
 * further work). Closing writes what is committed anew from the log and syncs that, so that opening again is a clean start.
 */
static void reopen(struct writer *w, struct err *err) {
	ledger_free(w->ledger);
	w->ledger = ledger_open(w->path, err);
}

static bool run_all(struct writer *w, struct op **ops, size_t n, bool *is_op_at_fault, struct err *err) {
	if (w->ledger == NULL) {
		reopen(w, err);
	}
	if (w->ledger == NULL || !ledger_begin(w->ledger, err)) {
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		ops[i]->err = (struct err)ERR_INIT;
		ops[i]->ok = ops[i]->run(w->ledger, ops[i]->ctx, &ops[i]->err);
		if (!ops[i]->ok) {
			*is_op_at_fault = true;
			ledger_rollback(w->ledger);
			return false;
		}
	}
	return ledger_commit(w->ledger, err);
}

/* Run ops[0..n) in one transaction; false, and nothing kept, when one of them or the commit fails. */
static bool run_together(struct writer *w, struct op **ops, size_t n) {
	struct err err = ERR_INIT, late = ERR_INIT;
	bool is_op_at_fault = false;

	if (run_all(w, ops, n, &is_op_at_fault, &err)) {
		return true;
	}
	if (is_op_at_fault) {
		return false;
	}
	reopen(w, &late);
	for (size_t i = 0; i < n; i++) {
		ops[i]->ok = false;
		ops[i]->err = err;
	}
	return false;
}

static void run_batch(struct writer *w, struct op **ops, size_t n) {
	if (run_together(w, ops, n) || n == 1) {
		return;
	}
	/* One of them is at fault: each for itself, so that it takes no other down. */
	for (size_t i = 0; i < n; i++) {
		run_together(w, &ops[i], 1);
	}
}

static void thread_main(void *ctx) {
	struct writer *w = ctx;
	struct op *batch[BATCH_MAX];

	uv_mutex_lock(&w->lock);
	for (;;) {
		size_t n = 0;
		while (w->posted.first == NULL && !w->is_ending) {
			uv_cond_wait(&w->more, &w->lock);
		}
		while (n < BATCH_MAX && w->posted.first != NULL) {
			batch[n++] = ops_take(&w->posted);
		}
		if (n == 0) {
			break;
		}
		uv_mutex_unlock(&w->lock);
		run_batch(w, batch, n);
		uv_mutex_lock(&w->lock);
		for (size_t i = 0; i < n; i++) {
			ops_add(&w->finished, batch[i]);
		}
		uv_async_send(&w->wake);
	}
	uv_mutex_unlock(&w->lock);
}

/* ---- the loop's side ---- */

static struct op *take_finished(struct writer *w) {
	uv_mutex_lock(&w->lock);
	struct op *op = ops_take(&w->finished);
	uv_mutex_unlock(&w->lock);
	return op;
}

static void finish_ops(struct writer *w) {
	for (struct op *op = take_finished(w); op != NULL; op = take_finished(w)) {
		w->pending--;
		if (op->done != NULL) {
			op->done(op->ctx, op->ok ? NULL : &op->err);
		}
		mem_free(op);
	}
}

static void on_wake(uv_async_t *wake) {
	finish_ops(wake->data);
}

static void on_closed(uv_handle_t *handle) {
	struct writer *w = handle->data;

	uv_cond_destroy(&w->more);
	uv_mutex_destroy(&w->lock);
	mem_free(w->path);
	mem_free(w);
}

struct writer *writer_new(uv_loop_t *loop, const char *path, struct err *err) {
	struct ledger *ledger = ledger_open(path, err);
	if (ledger == NULL) {
		return NULL;
	}
	struct writer *w = mem_alloc(sizeof(*w));
	w->ledger = ledger;
	w->path = mem_strdup(path);
	ops_init(&w->posted);
	ops_init(&w->finished);
	uv_mutex_init(&w->lock);
	uv_cond_init(&w->more);
	uv_async_init(loop, &w->wake, on_wake);
	w->wake.data = w;
	if (uv_thread_create(&w->thread, thread_main, w) != 0) {
		err_set(err, ERR_SYSTEM, "cannot start the ledger's thread");
		ledger_free(ledger);
		uv_close((uv_handle_t *)&w->wake, on_closed);
		return NULL;
	}
	return w;
}

void writer_post(struct writer *w, writer_run_fn run, writer_done_fn done, void *ctx) {
	struct op *op = mem_alloc(sizeof(*op));

	op->run = run;
	op->done = done;
	op->ctx = ctx;
	w->pending++;
	uv_mutex_lock(&w->lock);
	ops_add(&w->posted, op);
	uv_cond_signal(&w->more);
	uv_mutex_unlock(&w->lock);
}

void writer_free(struct writer *w) {
	if (w == NULL) {
		return;
	}
	uv_mutex_lock(&w->lock);
	w->is_ending = true;
	uv_cond_signal(&w->more);
	uv_mutex_unlock(&w->lock);
	uv_thread_join(&w->thread);
	finish_ops(w);
	ledger_free(w->ledger);
	uv_close((uv_handle_t *)&w->wake, on_closed);
}

unsigned writer_pending(const struct writer *w) {
	return w->pending;
}
