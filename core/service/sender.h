/*
 * sender: tells targets what is to be told to them (ledger/delivery.h): one courier process for each attempt
 * (deliver/courier.h), watched by its pipes and a deadline. Targets do not wait for one another. See README.md, "Deliveries".
 */
#ifndef SERVICE_SENDER_H
#define SERVICE_SENDER_H

#include <stdbool.h>
#include <uv.h>

struct err;
struct generation;
struct sender;
struct spool;
struct writer;

struct sender_events {
	void (*on_trouble)(void *ctx, const struct err *err);    /* the ledger or the machine refused; it tries again by itself */
	void *ctx;
};

/* spool, instance and events must outlive it. */
struct sender *sender_new(uv_loop_t *loop, struct writer *writer, const struct spool *spool, const char *instance,
                          const struct sender_events *events);
void sender_free(struct sender *sender);     /* when it is idle; NULL is fine */

/* Targets are what generation says from now on, for what waits too. The first time also begins the work. */
void sender_configure(struct sender *sender, struct generation *generation);

/* Is there a target of that name? ERR_INPUT with the nearest where there is none. */
bool sender_knows(const struct sender *sender, const char *target, struct err *err);

/* There may be something to tell. */
void sender_kick(struct sender *sender);

/* Look now for runs that are later than their schedule allows. */
void sender_look(struct sender *sender);

/* Begin nothing any more. */
void sender_stop(struct sender *sender);
/* End the couriers that are under way: what they carry waits for the next start. */
void sender_abort(struct sender *sender);
bool sender_is_idle(const struct sender *sender);

#endif
