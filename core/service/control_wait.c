/* control_wait: clients that wait for a job, or for a reload, and what they are told. */
#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "ledger/ledger.h"
#include "service/control_part.h"
#include "service/dispatch.h"
#include "service/writer.h"

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

/* What an ended job's files are called: asking for a reserved name again gives it. Nothing is added where there are none, or none any more. */
static bool name_of(struct ledger *ledger, const struct job *job, struct buf *name, struct err *err) {
	enum ledger_place place = job->state == JOB_DONE ? LEDGER_OUTBOX : LEDGER_FAILED;
	const char *base = job->state == JOB_DONE && job->output != NULL ? job->output : job->name;
	bool is_named = job->state == JOB_DONE || job->state == JOB_FAILED || job->state == JOB_QUARANTINED;

	return !is_named || ledger_reserve(ledger, job->id, place, job->folder, base, false, name, err) || err->code == ERR_INPUT;
}

static bool run_wait(struct ledger *ledger, void *ctx, struct err *err) {
	struct question *question = ctx;
	struct job job;

	if (!question_find(question, ledger, &job, err)) {
		return false;
	}
	question->is_told = control_knows(&question->parts, question->uid, &job);
	buf_reset(&question->json);
	if (job_state_is_final(job.state)) {
		struct json_out out = JSON_OUT(&question->json, 0);
		struct buf name = BUF_INIT;
		if (!name_of(ledger, &job, &name, err)) {
			job_fini(&job);
			return false;
		}
		put_end(&out, job.id, job.state, job.folder, buf_str(&name),
		        job.state == JOB_SKIPPED ? job.result : question->is_told ? job.error : NULL);
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
	struct question *question = ctx;

	if (err != NULL) {
		set_wait(&question->client->wait_job, NULL);
		client_send_error(question->client, err);
	} else {
		client_send_ok(question->client, "job", question->id);
		if (question->json.len > 0) {
			client_send(question->client, &question->json);
		} else {
			set_wait(&question->client->wait_job, question->id);
			question->client->is_told = question->is_told;
		}
	}
	question_free(question);
}

void control_wait(struct client *client, const struct json *request) {
	const char *path = json_str(request, "path", NULL);

	if (path != NULL) {
		set_wait(&client->wait_path, path);
		client_send_ok(client, NULL, NULL);
	} else {
		writer_post(client->control->parts.writer, run_wait, on_wait, question_new(client, json_str(request, "job", "")));
	}
}

/* ---- what they are told ---- */

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
		    !control_knows(&control->parts, client->uid, job)) {
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
			client_send_ok(client, "generation", generation);
		} else {
			client_send_error(client, &err);
		}
	}
}
