/* control_part: the clients of the control socket and what they ask, for the files of control alone: control.c, control_ask.c, control_wait.c. */
#ifndef SERVICE_CONTROL_PART_H
#define SERVICE_CONTROL_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <uv.h>

#include "base/str.h"
#include "ledger/job.h"
#include "service/control.h"

struct err;
struct json;
struct json_out;
struct ledger;

#define CONTROL_CLIENTS_MAX 64

struct client {
	uv_pipe_t pipe;
	struct control *control;
	uid_t uid;                   /* of who asks, as the kernel says; -1: it does not say */
	struct buf in;
	char *wait_job, *wait_path;  /* whose events it wants; the path becomes a job */
	bool is_told;                /* what is wrong with that job */
	unsigned wants_load;         /* of the configuration, to its end; 0: none */
	unsigned refs;               /* asked and not answered; it lives on until they are */
	bool is_held;                /* for that: nothing is read meanwhile */
	bool is_closing, is_closed;
};

struct control {
	uv_loop_t *loop;
	struct control_parts parts;
	uv_pipe_t server;
	int root_fd;                 /* the spool's folder, for a path too long for an address */
	struct client *clients[CONTROL_CLIENTS_MAX];
	size_t n;
};

/* Send a line; text is emptied. */
void client_send(struct client *client, struct buf *text);
void client_send_error(struct client *client, const struct err *err);
void client_send_ok(struct client *client, const char *key, const char *value);    /* {"ok": true, KEY: VALUE}; key NULL: that alone */

/* message, hint, file, line: an object. */
void control_put_error(struct json_out *out, const struct err *err);

/* Something that a client asks of the ledger: made on the loop, used in the writer's thread, answered on the loop again. */
struct question {
	struct client *client;
	uid_t uid;                   /* of the client */
	struct control_parts parts;
	char *job;                   /* as the client named it */
	char *target;                /* to be told again, NULL: none */
	char id[JOB_ID_SIZE];        /* of the job found, or made */
	enum job_state state;
	bool is_told;                /* what is wrong with it */
	struct buf json;             /* made in the writer's thread */
};

/* job: as the client named it. It keeps the client until question_free. */
struct question *question_new(struct client *client, const char *job);
void question_free(struct question *question);

/* The job that the client named, of which id and state are kept; job_fini afterwards. In the writer's thread. */
bool question_find(struct question *question, struct ledger *ledger, struct job *job, struct err *err);
void client_answered(struct client *client);    /* one question less: what it sent meanwhile is taken; once it is closed it is gone */

/* May change something: the service's user, root, or anybody where file_mode lets the group write; who may read what comes out may ask. */
bool control_may_change(const struct client *client);

/*
 * May know what is wrong with everybody's requests: the service's user, root, and the group that reaches the socket where failed/ is that
 * group's to read; with the job's, also who dropped it.
 */
bool control_knows_all(const struct control_parts *parts, uid_t uid);
bool control_knows(const struct control_parts *parts, uid_t uid, const struct job *job);

/* A line of the client, to be answered (control_ask.c); `wait` (control_wait.c). */
void control_take_line(struct client *client, const char *line, size_t len);
void control_wait(struct client *client, const struct json *request);

#endif
