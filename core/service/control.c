#include "service/control.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "ledger/describe.h"
#include "ledger/ledger.h"
#include "service/dispatch.h"
#include "service/editions.h"
#include "service/outgoing.h"
#include "service/publish.h"
#include "service/schedule.h"
#include "service/sender.h"
#include "service/spool.h"
#include "service/writer.h"

#define CLIENTS_MAX 64
#define LINE_MAX_BYTES ((size_t)64 << 10)
#define BACKLOG_MAX ((size_t)1 << 20)

struct client {
	uv_pipe_t pipe;
	struct control *control;
	uid_t uid;                   /* of who asks, as the kernel says; -1: it does not say */
	struct buf in;
	char *wait_job, *wait_path;  /* whose events it wants; the path becomes a job */
	bool is_told;                /* what is wrong with that job */
	unsigned wants_load;         /* of the configuration, to its end; 0: none */
	unsigned refs;               /* asked and not answered; it lives on until they are */
	bool is_closing, is_closed;
};

struct control {
	uv_loop_t *loop;
	struct control_parts parts;
	uv_pipe_t server;
	int root_fd;                 /* the spool's folder, for a path too long for an address */
	struct client *clients[CLIENTS_MAX];
	size_t n;
	bool is_freed;
};

/* ---- clients ---- */

static void client_release(struct client *client) {
	if (!client->is_closed || client->refs > 0) {
		return;
	}
	buf_fini(&client->in);
	mem_free(client->wait_job);
	mem_free(client->wait_path);
	mem_free(client);
}

static void on_client_closed(uv_handle_t *handle) {
	struct client *client = handle->data;

	client->is_closed = true;
	client_release(client);
}

static void client_close(struct client *client) {
	struct control *control = client->control;

	if (client->is_closing) {
		return;
	}
	client->is_closing = true;
	for (size_t i = 0; i < control->n; i++) {
		if (control->clients[i] == client) {
			control->clients[i] = control->clients[--control->n];
			break;
		}
	}
	uv_close((uv_handle_t *)&client->pipe, on_client_closed);
}

struct message {
	uv_write_t write;
	char *text;
};

static void on_sent(uv_write_t *write, int status) {
	struct message *message = write->data;
	struct client *client = write->handle->data;

	mem_free(message->text);
	mem_free(message);
	if (status < 0) {
		client_close(client);
	}
}

/* Send a line; text is emptied. */
static void client_send(struct client *client, struct buf *text) {
	size_t len;

	if (client->is_closing) {
		buf_reset(text);
		return;
	}
	if (uv_stream_get_write_queue_size((uv_stream_t *)&client->pipe) > BACKLOG_MAX) {
		log_warnx("a client of the control socket does not read: dropped");
		client_close(client);
		buf_reset(text);
		return;
	}
	buf_addc(text, '\n');
	struct message *message = mem_alloc(sizeof(*message));
	message->text = buf_detach(text, &len);
	message->write.data = message;
	uv_buf_t bytes = uv_buf_init(message->text, (unsigned)len);
	if (uv_write(&message->write, (uv_stream_t *)&client->pipe, &bytes, 1, on_sent) != 0) {
		mem_free(message->text);
		mem_free(message);
		client_close(client);
	}
}

static void put_error(struct json_out *out, const struct err *err) {
	json_begin(out, '{');
	json_put_str(out, "message", err->msg);
	if (err->hint[0] != '\0') {
		json_put_str(out, "hint", err->hint);
	}
	if (err->at.file[0] != '\0') {
		json_put_str(out, "file", err->at.file);
		json_put_int(out, "line", err->at.line);
	}
	json_end(out, '}');
}

static void send_error(struct client *client, const struct err *err) {
	struct buf text = BUF_INIT;
	struct json_out out = JSON_OUT(&text, 0);

	json_begin(&out, '{');
	json_put_bool(&out, "ok", false);
	json_key(&out, "error");
	put_error(&out, err);
	json_end(&out, '}');
	client_send(client, &text);
}

/* {"ok": true, KEY: VALUE} */
static void send_ok(struct client *client, const char *key, const char *value) {
	struct buf text = BUF_INIT;
	struct json_out out = JSON_OUT(&text, 0);

	json_begin(&out, '{');
	json_put_bool(&out, "ok", true);
	if (key != NULL) {
		json_put_str(&out, key, value);
	}
	json_end(&out, '}');
	client_send(client, &text);
}

/* ---- who may what ---- */

static bool is_service(uid_t uid) {
	return uid == 0 || uid == geteuid();
}

/* Who may read what comes out may ask; to change something takes the service's user, root, or a file_mode that lets the group write. */
static bool may_change(const struct client *client) {
	return is_service(client->uid) || (client->control->parts.spool->file_mode & 0020) != 0;
}

/* Of everybody's: the service's user, root, and the group that reaches the socket where failed/ is that group's to read. */
static bool may_know_failures(const struct control_parts *parts, uid_t uid) {
	const struct spool *spool = parts->spool;
	struct stat failed, socket;

	return is_service(uid) || ((spool->file_mode & 0040) != 0 && stat(spool->failed, &failed) == 0 && (failed.st_mode & 0050) == 0050 &&
	                           stat(spool->socket, &socket) == 0 && socket.st_gid == failed.st_gid);
}

static bool may_know_failure(const struct control_parts *parts, uid_t uid, const struct job *job) {
	return (int64_t)uid == job->owner || may_know_failures(parts, uid);
}

/* ---- questions to the ledger ---- */

struct ask {
	struct client *client;
	uid_t uid;                   /* of the client */
	struct control_parts parts;
	char *job;                   /* as the client named it */
	char *target;                /* to be told again, NULL: none */
	char id[JOB_ID_SIZE];        /* of the job found, or made */
	enum job_state state;
	bool is_told;                /* what is wrong with it */
	struct buf json;             /* made in the writer's thread */
	char *failure;               /* JSON: why it failed, of a job that ended already */
	char *folder, *name;
};

static struct ask *ask_new(struct client *client, const char *job) {
	struct ask *ask = mem_alloc(sizeof(*ask));

	ask->client = client;
	ask->uid = client->uid;
	ask->parts = client->control->parts;
	ask->job = mem_strdup(job);
	ask->json = (struct buf)BUF_INIT;
	client->refs++;
	return ask;
}

static void ask_free(struct ask *ask) {
	ask->client->refs--;
	client_release(ask->client);
	mem_free(ask->job);
	mem_free(ask->target);
	mem_free(ask->failure);
	mem_free(ask->folder);
	mem_free(ask->name);
	buf_fini(&ask->json);
	mem_free(ask);
}

static int64_t reader_of(const struct ask *ask) {
	return may_know_failures(&ask->parts, ask->uid) ? DESCRIBE_ALL : (int64_t)ask->uid;
}

static bool run_status(struct ledger *ledger, void *ctx, struct err *err) {
	struct ask *ask = ctx;
	struct json_out out = JSON_OUT(&ask->json, 0);

	/* What runs is told with the slots. */
	buf_reset(&ask->json);
	json_begin(&out, '{');
	if (!describe_queue(ledger, JOB_STATE_BIT(JOB_ACCEPTED) | JOB_STATE_BIT(JOB_RETRYING), reader_of(ask), &out, err)) {
		return false;
	}
	json_end(&out, '}');
	return true;
}

static void put_slots(struct json_out *out, const struct dispatch *dispatch) {
	json_key(out, "slots");
	json_begin(out, '[');
	for (size_t i = 0; i < dispatch_slot_count(dispatch); i++) {
		struct dispatch_slot slot;
		dispatch_slot(dispatch, i, &slot);
		json_begin(out, '{');
		json_put_int(out, "number", slot.number);
		json_put_str(out, "state", slot.state);
		json_put_int(out, "pid", slot.pid);
		if (slot.job != NULL) {
			json_put_int(out, "job_pid", slot.job_pid);
			json_put_str(out, "job", slot.job);
			json_put_str(out, "name", slot.name);
			json_put_text(out, "phase", slot.phase);
			json_put_text(out, "section", slot.section);
			json_put_int(out, "page", slot.page);
			json_put_utc(out, "since", slot.started_ms);
		}
		json_end(out, '}');
	}
	json_end(out, ']');
}

static void put_paused(struct json_out *out, const struct dispatch *dispatch) {
	size_t at = 0;
	int64_t left_ms;
	const char *plugin;

	json_key(out, "paused");
	json_begin(out, '[');
	while ((plugin = dispatch_paused(dispatch, &at, &left_ms)) != NULL) {
		json_begin(out, '{');
		json_put_str(out, "plugin", plugin);
		json_put_int(out, "seconds", left_ms / 1000 + 1);
		json_end(out, '}');
	}
	json_end(out, ']');
}

static void on_status(void *ctx, const struct err *err) {
	struct ask *ask = ctx;
	const struct control_parts *parts = &ask->parts;
	struct buf text = BUF_INIT;
	struct json_out out = JSON_OUT(&text, 0);

	if (err != NULL) {
		send_error(ask->client, err);
		ask_free(ask);
		return;
	}
	json_begin(&out, '{');
	json_put_bool(&out, "ok", true);
	json_put_int(&out, "pid", (int64_t)getpid());
	json_put_str(&out, "instance", parts->instance);
	json_put_str(&out, "spool", parts->spool->root);
	json_put_str(&out, "confinement", parts->confinement);
	if (parts->refused->code != ERR_NONE) {
		json_key(&out, "refused");
		put_error(&out, parts->refused);
	}
	const struct err *trouble = parts->trouble(parts->ctx);
	if (trouble != NULL) {
		json_key(&out, "trouble");
		put_error(&out, trouble);
	}
	json_put_int(&out, "publishing", publisher_active(parts->publisher));
	put_slots(&out, parts->dispatch);
	put_paused(&out, parts->dispatch);
	json_key(&out, "schedules");
	schedules_list(parts->schedules, &out);
	struct arena *arena = arena_new();
	const struct json *json = json_parse(arena, ask->json.p, ask->json.len, NULL, NULL);
	for (const struct json *v = json != NULL ? json->first : NULL; v != NULL; v = v->next) {
		json_key(&out, v->key);
		json_add_value(&out, v);
	}
	arena_free(arena);
	json_end(&out, '}');
	client_send(ask->client, &text);
	ask_free(ask);
}

static bool run_job(struct ledger *ledger, void *ctx, struct err *err) {
	struct ask *ask = ctx;
	struct json_out out = JSON_OUT(&ask->json, 0);

	buf_reset(&ask->json);
	json_begin(&out, '{');
	json_put_bool(&out, "ok", true);
	if (!describe_job(ledger, ask->job, reader_of(ask), &out, err)) {
		return false;
	}
	json_end(&out, '}');
	return true;
}

static void on_answer(void *ctx, const struct err *err) {
	struct ask *ask = ctx;

	if (err != NULL) {
		send_error(ask->client, err);
	} else {
		client_send(ask->client, &ask->json);
	}
	ask_free(ask);
}

static bool run_cancel(struct ledger *ledger, void *ctx, struct err *err) {
	struct ask *ask = ctx;
	struct job job;

	if (!ledger_find(ledger, ask->job, &job, err)) {
		return false;
	}
	STR_COPY(ask->id, job.id);
	ask->state = job.state;
	job_fini(&job);
	if (job_state_is_final(ask->state) || ask->state == JOB_PUBLISHING) {
		return err_set(err, ERR_INPUT, "job %s is %s and cannot be cancelled", ask->id, job_state_name(ask->state));
	}
	return ask->state == JOB_RUNNING ||
	       ledger_end(ledger, ask->id, JOB_CANCELLED, NULL, clock_now_ms(), err);
}

static void on_cancelled(void *ctx, const struct err *err) {
	struct ask *ask = ctx;
	struct err late = ERR_INIT;

	if (err != NULL) {
		send_error(ask->client, err);
	} else if (ask->state != JOB_RUNNING) {
		send_ok(ask->client, "state", "cancelled");
		control_tell_end(ask->client->control, ask->id, JOB_CANCELLED, "", "", NULL);
		dispatch_kick(ask->parts.dispatch);    /* the next of its series may wait */
	} else if (dispatch_cancel(ask->parts.dispatch, ask->id)) {
		send_ok(ask->client, "state", "cancelling");
	} else {
		err_set(&late, ERR_INPUT, "job %s is just beginning or ending", ask->id);
		err_hint(&late, "try again");
		send_error(ask->client, &late);
	}
	ask_free(ask);
}

static bool run_retry(struct ledger *ledger, void *ctx, struct err *err) {
	struct ask *ask = ctx;
	struct job job;
	int64_t now = clock_now_ms();

	if (!ledger_find(ledger, ask->job, &job, err)) {
		return false;
	}
	bool ok = job_id_make(now, ask->id, err) && ledger_retry(ledger, job.id, ask->id, now, err);
	job_fini(&job);
	return ok;
}

static void on_retried(void *ctx, const struct err *err) {
	struct ask *ask = ctx;

	if (err != NULL) {
		send_error(ask->client, err);
	} else {
		send_ok(ask->client, "job", ask->id);
		dispatch_kick(ask->parts.dispatch);
	}
	ask_free(ask);
}

/* ---- telling again ---- */

static bool run_tell_again(struct ledger *ledger, void *ctx, struct err *err) {
	struct ask *ask = ctx;

	return outgoing_again(ledger, ask->job, str_eq(ask->target, "all") ? NULL : ask->target, ask->id, err);
}

static void on_told_again(void *ctx, const struct err *err) {
	struct ask *ask = ctx;

	if (err != NULL) {
		send_error(ask->client, err);
	} else {
		send_ok(ask->client, "job", ask->id);
		sender_kick(ask->parts.sender);
	}
	ask_free(ask);
}

/* ask->job is the client's line: it names no job, but a series, a number and a reason. */
static bool run_edition(struct ledger *ledger, void *ctx, struct err *err) {
	struct ask *ask = ctx;
	struct arena *arena = arena_new();
	const struct json *request = json_parse(arena, ask->job, strlen(ask->job), NULL, err);
	const char *action = json_str(request, "action", "");
	struct edition_order order = {
		.reissue = str_eq(action, "withdraw") ? REISSUE_WITHDRAWAL : REISSUE_CORRECTION,
		.series = json_str(request, "series", ""), .reason = json_str(request, "reason", NULL), .request = json_str(request, "request", NULL),
		.owner = (int64_t)ask->uid,
	};
	bool ok = false;

	if (!str_eq(action, "correct") && !str_eq(action, "withdraw")) {
		err_set(err, ERR_INPUT, "unknown action '%s'", action);
		err_hint(err, "use correct or withdraw");
	} else if (!str_int(json_str(request, "number", ""), 1, INT64_MAX, &order.number)) {
		err_set(err, ERR_INPUT, "the number of an edition is a whole number, from 1 on");
	} else if (order.reissue == REISSUE_WITHDRAWAL && order.reason == NULL) {
		err_set(err, ERR_INPUT, "an edition is withdrawn for a reason: say which");
	} else if (order.reissue == REISSUE_WITHDRAWAL && order.request != NULL) {
		err_set(err, ERR_INPUT, "a request goes with a correction");
	} else {
		ok = editions_reissue(ledger, &order, ask->id, err);
	}
	arena_free(arena);
	return ok;
}

/* ---- waiting ---- */

static void put_end(struct json_out *out, const char *job, enum job_state state, const char *folder, const char *name,
                    const char *why) {
	struct buf files = BUF_INIT;

	json_begin(out, '{');
	json_put_str(out, "event", "end");
	json_put_str(out, "job", job);
	json_put_str(out, "state", job_state_name(state));
	if (name != NULL && *name != '\0') {
		buf_addf(&files, "%s/%s%s%s", state == JOB_DONE ? "outbox" : "failed", folder, *folder != '\0' ? "/" : "", name);
		json_put_str(out, "files", buf_str(&files));
	}
	json_put_parsed(out, state == JOB_SKIPPED ? "result" : "error", state == JOB_DONE ? NULL : why);
	json_end(out, '}');
	buf_fini(&files);
}

static bool run_wait(struct ledger *ledger, void *ctx, struct err *err) {
	struct ask *ask = ctx;
	struct job job;

	if (!ledger_find(ledger, ask->job, &job, err)) {
		return false;
	}
	STR_COPY(ask->id, job.id);
	ask->state = job.state;
	ask->is_told = may_know_failure(&ask->parts, ask->uid, &job);
	buf_reset(&ask->json);
	if (job_state_is_final(job.state)) {
		struct json_out out = JSON_OUT(&ask->json, 0);
		struct buf name = BUF_INIT;
		bool is_named = job.state == JOB_DONE || job.state == JOB_FAILED || job.state == JOB_QUARANTINED;
		/* Asking for a reserved name again gives it. */
		if (is_named && !ledger_reserve(ledger, job.id, job.state == JOB_DONE ? LEDGER_OUTBOX : LEDGER_FAILED, job.folder,
		                                job.state == JOB_DONE && job.output != NULL ? job.output : job.name, false, &name, err)) {
			job_fini(&job);
			return false;
		}
		put_end(&out, job.id, job.state, job.folder, buf_str(&name),
		        job.state == JOB_SKIPPED ? job.result : ask->is_told ? job.error : NULL);
		buf_fini(&name);
	}
	job_fini(&job);
	return true;
}

static void set_wait(char **slot, const char *value) {
	mem_free(*slot);
	*slot = value != NULL ? mem_strdup(value) : NULL;
}

static void on_wait(void *ctx, const struct err *err) {
	struct ask *ask = ctx;

	if (err != NULL) {
		set_wait(&ask->client->wait_job, NULL);
		send_error(ask->client, err);
	} else {
		send_ok(ask->client, "job", ask->id);
		if (ask->json.len > 0) {
			client_send(ask->client, &ask->json);
		} else {
			set_wait(&ask->client->wait_job, ask->id);
			ask->client->is_told = ask->is_told;
		}
	}
	ask_free(ask);
}

static bool waits_for(const struct client *client, const char *job) {
	return client->wait_job != NULL && str_eq(client->wait_job, job);
}

void control_tell_accepted(struct control *control, const struct job *job) {
	struct buf path = BUF_INIT;

	if (control == NULL) {
		return;
	}
	buf_addf(&path, "%s%s%s.json", job->folder, *job->folder != '\0' ? "/" : "", job->name);
	for (size_t i = control->n; i-- > 0;) {
		struct client *client = control->clients[i];
		if (client->wait_path == NULL || !str_eq(client->wait_path, buf_str(&path)) ||
		    !may_know_failure(&control->parts, client->uid, job)) {
			continue;    /* nobody takes the answer of another's */
		}
		struct buf text = BUF_INIT;
		struct json_out out = JSON_OUT(&text, 0);
		set_wait(&client->wait_path, NULL);
		set_wait(&client->wait_job, job->id);
		client->is_told = true;
		json_begin(&out, '{');
		json_put_str(&out, "event", "accepted");
		json_put_str(&out, "job", job->id);
		json_put_str(&out, "path", buf_str(&path));
		json_end(&out, '}');
		client_send(client, &text);
		break;    /* each request has one who dropped it */
	}
	buf_fini(&path);
}

void control_tell_progress(struct control *control, const struct dispatch_progress *progress) {
	for (size_t i = control != NULL ? control->n : 0; i-- > 0;) {
		struct client *client = control->clients[i];
		if (!waits_for(client, progress->job)) {
			continue;
		}
		struct buf text = BUF_INIT;
		struct json_out out = JSON_OUT(&text, 0);
		json_begin(&out, '{');
		json_put_str(&out, "event", "progress");
		json_put_str(&out, "job", progress->job);
		json_put_str(&out, "phase", progress->phase);
		json_put_text(&out, "section", progress->section);
		json_put_int(&out, "index", progress->index);
		json_put_int(&out, "count", progress->count);
		json_put_int(&out, "page", progress->page);
		json_end(&out, '}');
		client_send(client, &text);
	}
}

void control_tell_retry(struct control *control, const char *job, const char *message) {
	for (size_t i = control != NULL ? control->n : 0; i-- > 0;) {
		struct client *client = control->clients[i];
		if (!waits_for(client, job)) {
			continue;
		}
		struct buf text = BUF_INIT;
		struct json_out out = JSON_OUT(&text, 0);
		json_begin(&out, '{');
		json_put_str(&out, "event", "retry");
		json_put_str(&out, "job", job);
		json_put_text(&out, "message", client->is_told ? message : NULL);
		json_end(&out, '}');
		client_send(client, &text);
	}
}

void control_tell_end(struct control *control, const char *job, enum job_state state, const char *folder, const char *name,
                      const char *error) {
	for (size_t i = control != NULL ? control->n : 0; i-- > 0;) {
		struct client *client = control->clients[i];
		if (!waits_for(client, job)) {
			continue;
		}
		struct buf text = BUF_INIT;
		struct json_out out = JSON_OUT(&text, 0);
		set_wait(&client->wait_job, NULL);
		put_end(&out, job, state, folder, name, client->is_told || state == JOB_SKIPPED ? error : NULL);
		client_send(client, &text);
	}
}

void control_tell_reload(struct control *control, unsigned load, const char *generation, bool is_taken) {
	struct err err = ERR_INIT;

	err_set(&err, ERR_INPUT, "the configuration has mistakes and was not taken; %.12s stays in use", generation);
	err_hint(&err, "`sitrep check` names them");
	for (size_t i = control != NULL ? control->n : 0; i-- > 0;) {
		struct client *client = control->clients[i];
		if (client->wants_load == 0 || client->wants_load > load) {
			continue;
		}
		client->wants_load = 0;
		if (is_taken) {
			send_ok(client, "generation", generation);
		} else {
			send_error(client, &err);
		}
	}
}

/* ---- commands ---- */

static void post(struct client *client, const char *job, writer_run_fn run, writer_done_fn done) {
	writer_post(client->control->parts.writer, run, done, ask_new(client, job));
}

static void do_status(struct client *client, const struct json *request) {
	(void)request;
	post(client, "", run_status, on_status);
}

static void do_job(struct client *client, const struct json *request) {
	post(client, json_str(request, "job", ""), run_job, on_answer);
}

static void do_wait(struct client *client, const struct json *request) {
	const char *path = json_str(request, "path", NULL);

	if (path != NULL) {
		set_wait(&client->wait_path, path);
		send_ok(client, NULL, NULL);
	} else {
		post(client, json_str(request, "job", ""), run_wait, on_wait);
	}
}

static void do_cancel(struct client *client, const struct json *request) {
	post(client, json_str(request, "job", ""), run_cancel, on_cancelled);
}

static void do_retry(struct client *client, const struct json *request) {
	const char *target = json_str(request, "to", NULL);

	if (target == NULL) {
		post(client, json_str(request, "job", ""), run_retry, on_retried);
		return;
	}
	struct err err = ERR_INIT;
	if (!str_eq(target, "all") && !sender_knows(client->control->parts.sender, target, &err)) {
		send_error(client, &err);
		return;
	}
	struct ask *ask = ask_new(client, json_str(request, "job", ""));
	ask->target = mem_strdup(target);
	writer_post(client->control->parts.writer, run_tell_again, on_told_again, ask);
}

static void do_edition(struct client *client, const struct json *request) {
	struct buf line = BUF_INIT;
	struct json_out out = JSON_OUT(&line, 0);

	json_add_value(&out, request);
	post(client, buf_str(&line), run_edition, on_retried);
	buf_fini(&line);
}

static void do_reload(struct client *client, const struct json *request) {
	(void)request;
	client->wants_load = client->control->parts.on_reload(client->control->parts.ctx);
}

static void on_schedule_done(void *ctx, const struct schedules_answer *answer, const struct err *err) {
	struct ask *ask = ctx;

	if (err != NULL) {
		send_error(ask->client, err);
	} else {
		struct buf text = BUF_INIT;
		struct json_out out = JSON_OUT(&text, 0);
		json_begin(&out, '{');
		json_put_bool(&out, "ok", true);
		if (answer != NULL) {
			json_put_text(&out, "job", answer->job);
			json_put_int(&out, "made", (int64_t)answer->made);
			json_put_int(&out, "there", (int64_t)answer->there);
		}
		json_end(&out, '}');
		client_send(ask->client, &text);
	}
	ask_free(ask);
}

static void run_schedule(struct client *client, const struct json *request, const char *name) {
	struct schedules *schedules = client->control->parts.schedules;
	const char *from = json_str(request, "from", NULL), *to = json_str(request, "to", NULL);
	int64_t first = 0, last = 0;
	struct err err = ERR_INIT;

	if (from == NULL && to == NULL) {
		schedules_run(schedules, name, on_schedule_done, ask_new(client, name));
	} else if (from == NULL || to == NULL || !str_int(from, INT64_MIN / 1000, INT64_MAX / 1000, &first) ||
	           !str_int(to, INT64_MIN / 1000, INT64_MAX / 1000, &last)) {
		err_set(&err, ERR_INPUT, "from and to are seconds since 1970, both");
		send_error(client, &err);
	} else {
		schedules_backfill(schedules, name, first, last, on_schedule_done, ask_new(client, name));
	}
}

static void send_schedules(struct client *client) {
	struct buf text = BUF_INIT;
	struct json_out out = JSON_OUT(&text, 0);

	json_begin(&out, '{');
	json_put_bool(&out, "ok", true);
	json_key(&out, "schedules");
	schedules_list(client->control->parts.schedules, &out);
	json_end(&out, '}');
	client_send(client, &text);
}

static void do_schedule(struct client *client, const struct json *request) {
	struct schedules *schedules = client->control->parts.schedules;
	const char *action = json_str(request, "action", ""), *name = json_str(request, "name", "");
	struct err err = ERR_INIT;

	if (str_eq(action, "list")) {
		send_schedules(client);
	} else if (str_eq(action, "run")) {
		run_schedule(client, request, name);
	} else if (str_eq(action, "pause") || str_eq(action, "resume")) {
		schedules_pause(schedules, name, str_eq(action, "pause"), on_schedule_done, ask_new(client, name));
	} else {
		err_set(&err, ERR_INPUT, "unknown action '%s'", action);
		err_hint(&err, "use list, run, pause or resume");
		send_error(client, &err);
	}
}

static const struct {
	const char *name;
	void (*run)(struct client *client, const struct json *request);
	bool only_asks;              /* and changes nothing; `schedule` does where it is more than a list */
} commands[] = {
	{ "cancel", do_cancel },
	{ "edition", do_edition },
	{ "job", do_job, true },
	{ "reload", do_reload },
	{ "retry", do_retry },
	{ "schedule", do_schedule },
	{ "status", do_status, true },
	{ "wait", do_wait, true },
};

static bool changes_something(size_t command, const struct json *request) {
	bool is_list = commands[command].run == do_schedule && str_eq(json_str(request, "action", ""), "list");

	return !commands[command].only_asks && !is_list;
}

static void take_line(struct client *client, const char *line, size_t len) {
	struct arena *arena = arena_new();
	struct err err = ERR_INIT;
	static const struct json_limits limits = { .max_depth = 8, .max_values = 1000 };
	const struct json *request = json_parse(arena, line, len, &limits, &err);
	const char *name = request != NULL ? json_str(request, "cmd", "") : "";
	size_t i = 0, n = sizeof(commands) / sizeof(*commands);

	while (i < n && !str_eq(commands[i].name, name)) {
		i++;
	}
	if (request == NULL) {
		send_error(client, &err);
	} else if (i == n) {
		err_set(&err, ERR_INPUT, "unknown command '%s'", name);
		send_error(client, &err);
	} else if (changes_something(i, request) && !may_change(client)) {
		err_set(&err, ERR_INPUT, "only the service's user and root may do that here");
		err_hint(&err, "`sudo -u sitrep sitrep …`; file_mode = \"0660\" lets the spool's group do it");
		send_error(client, &err);
	} else {
		commands[i].run(client, request);
	}
	arena_free(arena);
}

static void take_lines(struct client *client) {
	size_t at = 0;

	while (!client->is_closing) {
		const char *begin = client->in.p + at, *end = memchr(begin, '\n', client->in.len - at);
		if (end == NULL) {
			break;
		}
		if (end > begin) {
			take_line(client, begin, (size_t)(end - begin));
		}
		at = (size_t)(end - client->in.p) + 1;
	}
	memmove(client->in.p, client->in.p + at, client->in.len - at);
	client->in.len -= at;
	if (client->in.len > LINE_MAX_BYTES) {
		struct err err = ERR_INIT;
		err_set(&err, ERR_INPUT, "a line is longer than %zu bytes", LINE_MAX_BYTES);
		send_error(client, &err);
		client_close(client);
	}
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buf) {
	struct client *client = handle->data;

	(void)suggested;
	buf_reserve(&client->in, 4096);
	*buf = uv_buf_init(client->in.p + client->in.len, 4096);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf) {
	struct client *client = stream->data;

	(void)buf;
	if (n < 0) {
		client_close(client);
	} else {
		client->in.len += (size_t)n;
		take_lines(client);
	}
}

static void on_rejected(uv_handle_t *handle) {
	mem_free(handle->data);
}

static uid_t peer_of(const uv_pipe_t *pipe) {
	struct ucred peer;
	socklen_t n = sizeof(peer);
	int fd;

	return uv_fileno((const uv_handle_t *)pipe, &fd) == 0 && getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) == 0 ? peer.uid : (uid_t)-1;
}

static void on_connection(uv_stream_t *server, int status) {
	struct control *control = server->data;

	if (status < 0) {
		return;
	}
	struct client *client = mem_alloc(sizeof(*client));
	uv_pipe_init(control->loop, &client->pipe, 0);
	client->pipe.data = client;
	client->in = (struct buf)BUF_INIT;
	client->control = control;
	if (uv_accept(server, (uv_stream_t *)&client->pipe) != 0 || control->n == CLIENTS_MAX) {
		uv_close((uv_handle_t *)&client->pipe, on_rejected);
		return;
	}
	client->uid = peer_of(&client->pipe);
	control->clients[control->n++] = client;
	uv_read_start((uv_stream_t *)&client->pipe, on_alloc, on_read);
}

/* ---- life ---- */

static bool bind_socket(struct control *control, struct err *err) {
	const struct spool *spool = control->parts.spool;
	char address[64];
	struct sockaddr_un room;
	mode_t mode = spool->file_mode & 0060 ? 0660 : 0600;    /* connecting takes the right to write; what may be asked: may_change */

	unlink(spool->socket);    /* a dead instance's: the lock is ours */
	snprintf(address, sizeof(address), "/proc/self/fd/%d/control.sock", control->root_fd);
	mode_t before = umask(0777 & ~mode);
	int rc = uv_pipe_bind(&control->server, strlen(spool->socket) < sizeof(room.sun_path) ? spool->socket : address);
	umask(before);
	if (rc == 0) {
		rc = uv_listen((uv_stream_t *)&control->server, 16, on_connection);
	}
	if (rc != 0) {
		err_set(err, ERR_SYSTEM, "cannot listen on %s: %s", spool->socket, uv_strerror(rc));
		return false;
	}
	return true;
}

static void on_closed(uv_handle_t *handle) {
	struct control *control = handle->data;

	close(control->root_fd);
	mem_free(control);
}

struct control *control_new(uv_loop_t *loop, const struct control_parts *parts, struct err *err) {
	struct control *control = mem_alloc(sizeof(*control));

	control->loop = loop;
	control->parts = *parts;
	control->root_fd = open(parts->spool->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	uv_pipe_init(loop, &control->server, 0);
	control->server.data = control;
	if (control->root_fd < 0) {
		err_sys(err, "cannot open %s", parts->spool->root);
		control_free(control);
		return NULL;
	}
	if (!bind_socket(control, err)) {
		control_free(control);
		return NULL;
	}
	return control;
}

void control_free(struct control *control) {
	if (control == NULL) {
		return;
	}
	while (control->n > 0) {
		client_close(control->clients[0]);
	}
	uv_close((uv_handle_t *)&control->server, on_closed);
}
