/* control_ask: what clients of the control socket ask for and what they are answered, in the words of CONTROL.md. */
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "ledger/describe.h"
#include "ledger/ledger.h"
#include "service/control_part.h"
#include "service/dispatch.h"
#include "service/editions.h"
#include "service/intake.h"
#include "service/outgoing.h"
#include "service/publish.h"
#include "service/schedule.h"
#include "service/sender.h"
#include "service/spool.h"
#include "service/writer.h"

struct question *question_new(struct client *client, const char *job) {
	struct question *question = mem_alloc(sizeof(*question));

	question->client = client;
	question->uid = client->uid;
	question->parts = client->control->parts;
	question->job = mem_strdup(job);
	question->json = (struct buf)BUF_INIT;
	client->refs++;
	return question;
}

void question_free(struct question *question) {
	client_answered(question->client);
	mem_free(question->job);
	mem_free(question->target);
	buf_fini(&question->json);
	mem_free(question);
}

/* ---- questions to the ledger ---- */

static int64_t reader_of(const struct question *question) {
	return control_knows_all(&question->parts, question->uid) ? DESCRIBE_ALL : (int64_t)question->uid;
}

static bool run_status(struct ledger *ledger, void *ctx, struct err *err) {
	struct question *question = ctx;
	struct json_out out = JSON_OUT(&question->json, 0);

	/* What runs is told with the slots. */
	buf_reset(&question->json);
	json_begin(&out, '{');
	if (!describe_queue(ledger, JOB_STATE_BIT(JOB_ACCEPTED) | JOB_STATE_BIT(JOB_RETRYING), reader_of(question), &out, err)) {
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

static void put_kept(struct json_out *out, struct intake *const *intakes) {
	json_key(out, "kept");
	json_begin(out, '[');
	for (int kind = 0; kind < INBOX_KINDS; kind++) {
		const char *line = intakes[kind] != NULL ? intake_waiting(intakes[kind]) : "";
		for (size_t n; *line != '\0'; line += n + (line[n] == '\n')) {
			n = strcspn(line, "\n");
			json_add_strn(out, line, n);
		}
	}
	json_end(out, ']');
}

static void on_status(void *ctx, const struct err *err) {
	struct question *question = ctx;
	const struct control_parts *parts = &question->parts;
	struct buf text = BUF_INIT;
	struct json_out out = JSON_OUT(&text, 0);

	if (err != NULL) {
		client_send_error(question->client, err);
		question_free(question);
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
		control_put_error(&out, parts->refused);
	}
	const struct err *trouble = parts->trouble(parts->ctx);
	if (trouble != NULL) {
		json_key(&out, "trouble");
		control_put_error(&out, trouble);
	}
	put_kept(&out, parts->intakes);
	json_put_int(&out, "publishing", publisher_active(parts->publisher));
	put_slots(&out, parts->dispatch);
	put_paused(&out, parts->dispatch);
	json_key(&out, "schedules");
	schedules_list(parts->schedules, &out);
	struct arena *arena = arena_new();
	const struct json *json = json_parse(arena, question->json.p, question->json.len, NULL, NULL);
	for (const struct json *v = json != NULL ? json->first : NULL; v != NULL; v = v->next) {
		json_key(&out, v->key);
		json_add_value(&out, v);
	}
	arena_free(arena);
	json_end(&out, '}');
	client_send(question->client, &text);
	question_free(question);
}

static bool run_job(struct ledger *ledger, void *ctx, struct err *err) {
	struct question *question = ctx;
	struct json_out out = JSON_OUT(&question->json, 0);

	buf_reset(&question->json);
	json_begin(&out, '{');
	json_put_bool(&out, "ok", true);
	if (!describe_job(ledger, question->job, reader_of(question), &out, err)) {
		return false;
	}
	json_end(&out, '}');
	return true;
}

static void on_answer(void *ctx, const struct err *err) {
	struct question *question = ctx;

	if (err != NULL) {
		client_send_error(question->client, err);
	} else {
		client_send(question->client, &question->json);
	}
	question_free(question);
}

bool question_find(struct question *question, struct ledger *ledger, struct job *job, struct err *err) {
	if (!ledger_find(ledger, question->job, job, err)) {
		return false;
	}
	STR_COPY(question->id, job->id);
	question->state = job->state;
	return true;
}

static bool run_cancel(struct ledger *ledger, void *ctx, struct err *err) {
	struct question *question = ctx;
	struct job job;

	if (!question_find(question, ledger, &job, err)) {
		return false;
	}
	job_fini(&job);
	if (job_state_is_final(question->state) || question->state == JOB_PUBLISHING) {
		return err_set(err, ERR_INPUT, "job %s is %s and cannot be cancelled", question->id, job_state_name(question->state));
	}
	return question->state == JOB_RUNNING ||
	       ledger_end(ledger, question->id, JOB_CANCELLED, NULL, clock_now_ms(), err);
}

static void on_cancelled(void *ctx, const struct err *err) {
	struct question *question = ctx;
	struct err late = ERR_INIT;

	if (err != NULL) {
		client_send_error(question->client, err);
	} else if (question->state != JOB_RUNNING) {
		client_send_ok(question->client, "state", "cancelled");
		control_tell_end(question->client->control, question->id, JOB_CANCELLED, "", "", NULL);
		dispatch_kick(question->parts.dispatch);    /* the next of its series may wait */
	} else if (dispatch_cancel(question->parts.dispatch, question->id)) {
		client_send_ok(question->client, "state", "cancelling");
	} else {
		err_set(&late, ERR_SYSTEM, "job %s is just beginning or ending", question->id);
		err_hint(&late, "try again");
		client_send_error(question->client, &late);
	}
	question_free(question);
}

static bool run_retry(struct ledger *ledger, void *ctx, struct err *err) {
	struct question *question = ctx;
	struct job job;
	int64_t now = clock_now_ms();

	if (!ledger_find(ledger, question->job, &job, err)) {
		return false;
	}
	bool ok = job_id_make(now, question->id, err) && ledger_retry(ledger, job.id, question->id, now, err);
	job_fini(&job);
	return ok;
}

static void on_retried(void *ctx, const struct err *err) {
	struct question *question = ctx;

	if (err != NULL) {
		client_send_error(question->client, err);
	} else {
		client_send_ok(question->client, "job", question->id);
		dispatch_kick(question->parts.dispatch);
	}
	question_free(question);
}

/* ---- telling again ---- */

static bool run_tell_again(struct ledger *ledger, void *ctx, struct err *err) {
	struct question *question = ctx;

	return outgoing_again(ledger, question->job, str_eq(question->target, "all") ? NULL : question->target, question->id, err);
}

static void on_told_again(void *ctx, const struct err *err) {
	struct question *question = ctx;

	if (err != NULL) {
		client_send_error(question->client, err);
	} else {
		client_send_ok(question->client, "job", question->id);
		sender_kick(question->parts.sender);
	}
	question_free(question);
}

/* ask->job is the client's line: it names no job, but a series, a number and a reason. */
static bool run_edition(struct ledger *ledger, void *ctx, struct err *err) {
	struct question *question = ctx;
	struct arena *arena = arena_new();
	const struct json *request = json_parse(arena, question->job, strlen(question->job), NULL, err);
	const char *action = json_str(request, "action", "");
	struct edition_order order = {
		.reissue = str_eq(action, "withdraw") ? REISSUE_WITHDRAWAL : REISSUE_CORRECTION,
		.series = json_str(request, "series", ""), .reason = json_str(request, "reason", NULL), .request = json_str(request, "request", NULL),
		.owner = (int64_t)question->uid,
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
		ok = editions_reissue(ledger, &order, question->id, err);
	}
	arena_free(arena);
	return ok;
}

/* ---- commands ---- */

static void post(struct client *client, const char *job, writer_run_fn run, writer_done_fn done) {
	writer_post(client->control->parts.writer, run, done, question_new(client, job));
}

static void do_status(struct client *client, const struct json *request) {
	(void)request;
	post(client, "", run_status, on_status);
}

static void do_job(struct client *client, const struct json *request) {
	post(client, json_str(request, "job", ""), run_job, on_answer);
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
		client_send_error(client, &err);
		return;
	}
	struct question *question = question_new(client, json_str(request, "job", ""));
	question->target = mem_strdup(target);
	writer_post(client->control->parts.writer, run_tell_again, on_told_again, question);
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
	struct question *question = ctx;

	if (err != NULL) {
		client_send_error(question->client, err);
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
		client_send(question->client, &text);
	}
	question_free(question);
}

static void run_schedule(struct client *client, const struct json *request, const char *name) {
	struct schedules *schedules = client->control->parts.schedules;
	const char *from = json_str(request, "from", NULL), *to = json_str(request, "to", NULL);
	int64_t first = 0, last = 0;
	struct err err = ERR_INIT;

	if (from == NULL && to == NULL) {
		schedules_run(schedules, name, on_schedule_done, question_new(client, name));
	} else if (from == NULL || to == NULL || !str_int(from, INT64_MIN / 1000, INT64_MAX / 1000, &first) ||
	           !str_int(to, INT64_MIN / 1000, INT64_MAX / 1000, &last)) {
		err_set(&err, ERR_INPUT, "from and to are seconds since 1970, both");
		client_send_error(client, &err);
	} else {
		schedules_backfill(schedules, name, first, last, on_schedule_done, question_new(client, name));
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
		schedules_pause(schedules, name, str_eq(action, "pause"), on_schedule_done, question_new(client, name));
	} else {
		err_set(&err, ERR_INPUT, "unknown action '%s'", action);
		err_hint(&err, "use list, run, pause or resume");
		client_send_error(client, &err);
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
	{ "wait", control_wait, true },
};

static bool changes_something(size_t command, const struct json *request) {
	bool is_list = commands[command].run == do_schedule && str_eq(json_str(request, "action", ""), "list");

	return !commands[command].only_asks && !is_list;
}

void control_take_line(struct client *client, const char *line, size_t len) {
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
		client_send_error(client, &err);
	} else if (i == n) {
		err_set(&err, ERR_INPUT, "unknown command '%s'", name);
		client_send_error(client, &err);
	} else if (changes_something(i, request) && !control_may_change(client)) {
		err_set(&err, ERR_INPUT, "only the service's user and root may do that here");
		err_hint(&err, "`sudo -u sitrep sitrep …`; file_mode = \"0660\" lets the spool's group do it");
		client_send_error(client, &err);
	} else {
		commands[i].run(client, request);
	}
	arena_free(arena);
}
