/*
 * writer: the one thread that uses the ledger. What is posted together is committed together (one sync), and the loop
 * never waits for a disk.
 */
#ifndef SERVICE_WRITER_H
#define SERVICE_WRITER_H

#include <stdbool.h>
#include <uv.h>

struct err;
struct ledger;
struct writer;

/*
 * Done in the writer's thread, within a transaction. May be called again after a failure of its neighbours: it
 * starts afresh each time, and leaves its results in ctx.
 */
typedef bool (*writer_run_fn)(struct ledger *ledger, void *ctx, struct err *err);

/* Called on the loop once all is committed and synced (err NULL), or has failed and left nothing in the ledger. */
typedef void (*writer_done_fn)(void *ctx, const struct err *err);

/* Open the ledger at path and start the thread. The caller owns the result; release it with writer_free(). */
struct writer *writer_new(uv_loop_t *loop, const char *path, struct err *err);

/* done may be NULL. Operations are run in the order they were posted. */
void writer_post(struct writer *writer, writer_run_fn run, writer_done_fn done, void *ctx);

/* Finish what was posted, close the ledger and end the thread. Blocks; their done functions are still called. */
void writer_free(struct writer *writer);    /* NULL is fine */

/* How many operations are posted and not done. */
unsigned writer_pending(const struct writer *writer);

#endif
