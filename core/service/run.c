/*
 * run: the job in a slot. It is over when its last frame is here (DONE, FAILED), or when both its channel is at its end
 * and the slot has told how the child ended. The slot is idle again when the child is reaped, too.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "catalogue/request.h"
#include "render/keep.h"
#include "render/sandbox.h"
#include "service/slots_part.h"

#define FORK_MS 20000     /* from FORK to CONFINED */

/* The largest payload of a child's frame, by type: nothing else may cost the service's memory or time. */
#define SMALL_MAX  4096u
#define ERRORS_MAX (1u << 20)
#define RECORD_MAX (4u << 20)
#define KEEPS_MAX  ((size_t)16 << 20)    /* all sections of a job that are kept */

/* The service's end of a job channel. */
struct channel {
	uv_pipe_t pipe;
	struct slot *slot;           /* NULL once the job is over */
	struct buf in;
	struct buf out;              /* JOB and REQUEST, on their way */
	uv_write_t write;
};

/* ---- ending ---- */

/* The child leads its own process group, but for the instant before it has made it. */
void run_kill(const struct run *run) {
	if (run->pid > 0) {
		kill(-run->pid, SIGKILL);
		kill(run->pid, SIGKILL);
	}
}

/* End the job's child. The first reason stands. */
static void end_child(struct slot *slot, enum attempt_outcome outcome, const struct err *err) {
	struct run *run = &slot->run;

	if (run->kill_outcome == ATTEMPT_RUNNING) {
		run->kill_outcome = outcome;
		run->kill_err = *err;
	}
	run_kill(run);
	run->linger_deadline_ms = clock_mono_ms() + LINGER_MS;
	slot_arm_timer(slot);
}

static void on_channel_closed(uv_handle_t *handle) {
	struct channel *channel = handle->data;

	buf_fini(&channel->in);
	buf_fini(&channel->out);
	mem_free(channel);
}

static void close_channel(struct slot *slot) {
	struct channel *channel = slot->run.channel;

	if (channel != NULL) {
		channel->slot = NULL;
		slot->run.channel = NULL;
		uv_close((uv_handle_t *)&channel->pipe, on_channel_closed);
	}
}

static void run_fini(struct run *run) {
	char digest[HASH_HEX];

	buf_fini(&run->pdf);
	if (run->hash != NULL) {
		hash_finish(run->hash, digest);
	}
	errs_fini(&run->end.errors);
	errs_fini(&run->end.warnings);
	mem_free(run->end.pdf);
	mem_free(run->end.record);
	mem_free(run->end.dump);
	mem_free(run->end.needless);
	for (size_t i = 0; i < run->end.keep_count; i++) {
		mem_free(run->end.keeps[i].section);
		mem_free(run->end.keeps[i].p);
	}
	mem_free(run->end.keeps);
	*run = (struct run){ .step = STEP_OVER };
}

/* Tell the outcome, once. */
static void conclude(struct slot *slot, enum attempt_outcome outcome) {
	struct run *run = &slot->run;

	run->step = STEP_OVER;
	run->end.outcome = outcome;
	run->report_deadline_ms = run->section_deadline_ms = 0;
	run->linger_deadline_ms = clock_mono_ms() + LINGER_MS;
	slot_arm_timer(slot);
	slot->events->on_end(slot->events->ctx, slot, &run->end);
}

static void conclude_err(struct slot *slot, enum attempt_outcome outcome, const struct err *err) {
	*errs_add(&slot->run.end.errors) = *err;
	conclude(slot, outcome);
}

static const enum attempt_outcome end_outcomes[] = {
	[SANDBOX_END_FORBIDDEN] = ATTEMPT_CRASH,
	[SANDBOX_END_CPU] = ATTEMPT_DEADLINE,
	[SANDBOX_END_MEMORY] = ATTEMPT_MEMORY,
	[SANDBOX_END_CRASH] = ATTEMPT_CRASH,
};

/* The child is gone and its channel read to the end: what was it, if it did not say? */
static void conclude_silent(struct slot *slot) {
	struct run *run = &slot->run;
	struct err err = ERR_INIT;

	if (run->kill_outcome != ATTEMPT_RUNNING) {
		conclude_err(slot, run->kill_outcome, &run->kill_err);
	} else {
		enum sandbox_end end = sandbox_explain(run->status, run->end.section, &err);
		conclude_err(slot, end_outcomes[end], &err);
	}
}

/* Go on to idle when nothing of the job is left. */
static void job_ended(struct slot *slot) {
	struct run *run = &slot->run;

	if (slot->state != SLOT_BUSY || !run->has_exited) {
		return;
	}
	if (run->step != STEP_OVER) {
		if (!run->is_eof) {
			return;    /* what it said last is still on its way */
		}
		conclude_silent(slot);
	}
	close_channel(slot);
	run_fini(run);
	slot_idle(slot);
}

void run_lost(struct slot *slot) {
	struct run *run = &slot->run;

	if (run->step != STEP_OVER && run->kill_outcome != ATTEMPT_RUNNING) {
		conclude_err(slot, run->kill_outcome, &run->kill_err);
	} else if (run->step != STEP_OVER) {
		struct err err = ERR_INIT;
		err_set(&err, ERR_BUG, "the job's slot ended under it");
		STR_COPY(err.section, run->end.section);
		conclude_err(slot, ATTEMPT_CRASH, &err);
	}
	close_channel(slot);
	run_fini(run);
}

/* ---- deadlines ---- */

static int64_t earlier(int64_t a, int64_t b) {
	return a == 0 ? b : b == 0 ? a : a < b ? a : b;
}

int64_t run_deadline_ms(const struct run *run) {
	if (run->linger_deadline_ms != 0) {
		return run->linger_deadline_ms;
	}
	return earlier(run->report_deadline_ms, run->section_deadline_ms);
}

void run_due(struct slot *slot) {
	struct run *run = &slot->run;
	struct err err = ERR_INIT;
	int64_t now = clock_mono_ms();

	if (run->linger_deadline_ms != 0) {
		if (now >= run->linger_deadline_ms) {
			run_kill(run);
			err_set(&err, ERR_SYSTEM, "slot %d did not see its child off", slot->number);
			slot_fail(slot, &err);
			return;
		}
		slot_arm_timer(slot);
	} else if (run->section_deadline_ms != 0 && now >= run->section_deadline_ms) {
		err_set(&err, ERR_LATE, "section '%s' ran longer than %g s", run->end.section, SECTION_WALL * run->section_seconds);
		err_hint(&err, "limits.section_seconds of the report or the config is how long it may compute; by the clock it has twice that");
		STR_COPY(err.section, run->end.section);
		end_child(slot, ATTEMPT_DEADLINE, &err);
	} else if (run->report_deadline_ms != 0 && now >= run->report_deadline_ms) {
		if (run->step == STEP_FORKING) {
			err_set(&err, ERR_SYSTEM, "the job's process did not confine itself within %d s", FORK_MS / 1000);
			end_child(slot, ATTEMPT_ENVIRONMENT, &err);
			return;
		}
		err_set(&err, ERR_LATE, "the report took longer than %g s", run->report_seconds);
		err_hint(&err, "limits.report_seconds of the report or the config is the limit");
		STR_COPY(err.section, run->end.section);
		end_child(slot, ATTEMPT_DEADLINE, &err);
	} else {
		slot_arm_timer(slot);
	}
}

/* ---- frames of the child ---- */

static size_t frame_max(enum wire_type type) {
	switch (type) {
	case WIRE_PDF: return WIRE_MAX;
	case WIRE_RECORD: return RECORD_MAX;
	case WIRE_KEEP: return KEEP_MAX + SMALL_MAX;
	case WIRE_DUMP: return WIRE_DUMP_MAX;
	case WIRE_WARNING:
	case WIRE_FAILED: return ERRORS_MAX;
	default: return SMALL_MAX;
	}
}

static bool out_of_order(const struct wire_frame *frame, struct err *err) {
	return err_set(err, ERR_BUG, "a %s frame may not stand there", wire_type_name(frame->type));
}

static void on_written(uv_write_t *write, int status) {
	(void)write;
	(void)status;    /* a child that does not listen is told by its end, or its deadline */
}

/* The kernel says that the child is confined, not the child: then it hears what the job is. */
static bool hand_over(struct slot *slot, struct err *err) {
	struct run *run = &slot->run;

	if (!run->is_confined_told || run->pid == 0) {
		return true;    /* both have to be known; they come over different channels */
	}
	if (!sandbox_verify(run->pid, run->level, err)) {
		return false;
	}
	run->step = STEP_CONFINED;
	run->report_deadline_ms = clock_mono_ms() + (int64_t)(run->report_seconds * 1000);
	uv_buf_t bytes = uv_buf_init(run->channel->out.p, (unsigned)run->channel->out.len);
	if (uv_write(&run->channel->write, (uv_stream_t *)&run->channel->pipe, &bytes, 1, on_written) != 0) {
		return err_set(err, ERR_SYSTEM, "cannot hand the job over");
	}
	slot_arm_timer(slot);
	return true;
}

static void take_phase(struct slot *slot, const struct json *json) {
	struct run *run = &slot->run;
	const struct json *section = json_lookup(json, "section");
	const char *name = section != NULL && section->type == JSON_STRING ? section->str : NULL;

	STR_COPY(run->end.section, name != NULL ? name : "");
	run->section_deadline_ms = name != NULL ? clock_mono_ms() + request_deadline_ms(run->section_seconds) : 0;
	slot_arm_timer(slot);
	slot->events->on_phase(slot->events->ctx, slot, json_str(json, "phase", ""), name, (int)json_int(json, "index", 0),
	                       (int)json_int(json, "count", 0));
}

static bool take_page(struct slot *slot, const struct json *json, struct err *err) {
	int64_t page = json_int(json, "page", 0);

	if (page < 1 || page > slot->run.max_pages) {
		return err_set(err, ERR_LIMIT, "page %lld is over the limit of %lld pages", (long long)page,
		               (long long)slot->run.max_pages);
	}
	slot->events->on_page(slot->events->ctx, slot, (int)page);
	return true;
}

/* Not looked into: it goes to no other job but through a child. What is too much in all is not kept. */
static bool take_keep(struct slot *slot, const struct wire_frame *frame, struct err *err) {
	struct slot_end *end = &slot->run.end;
	size_t n = strnlen(frame->data, frame->len), total = frame->len;

	if (slot->run.step != STEP_CONFINED || n == frame->len) {
		return out_of_order(frame, err);
	}
	for (size_t i = 0; i < end->keep_count; i++) {
		total += end->keeps[i].len;
	}
	if (total <= KEEPS_MAX) {
		char *p = mem_alloc(frame->len - n);
		memcpy(p, frame->data + n + 1, frame->len - n - 1);
		*VEC_PUSH(end->keeps, end->keep_count, end->keep_cap) =
		        (struct slot_keep){ .section = mem_strdup(frame->data), .p = p, .len = frame->len - n - 1 };
	}
	return true;
}

/* As keep: it goes to other jobs and to readers of the ledger, who parse it for themselves. */
static bool take_dump(struct slot *slot, const struct wire_frame *frame, struct err *err) {
	struct slot_end *end = &slot->run.end;

	if (slot->run.step != STEP_CONFINED || end->dump != NULL || !slot->run.is_edition) {
		return out_of_order(frame, err);
	}
	end->dump = mem_strndup(frame->data, frame->len);
	end->dump_len = frame->len;
	return true;
}

static bool take_needless(struct slot *slot, const struct wire_frame *frame, const struct json *json, struct err *err) {
	if (slot->run.step != STEP_CONFINED || !slot->run.is_edition) {
		return out_of_order(frame, err);
	}
	slot->run.end.needless = mem_strdup(json_str(json, "reason", ""));
	conclude(slot, ATTEMPT_OK);
	return true;
}

static bool take_pdf(struct slot *slot, const struct wire_frame *frame, struct err *err) {
	struct run *run = &slot->run;

	if (run->step != STEP_RECORDED) {
		return out_of_order(frame, err);
	}
	if (frame->len > run->max_pdf - run->pdf.len) {
		err_set(err, ERR_LIMIT, "the PDF is larger than %zu MB", run->max_pdf >> 20);
		return err_hint(err, "limits.output_mb of the report or the config is the limit");
	}
	buf_add(&run->pdf, frame->data, frame->len);
	hash_add(run->hash, frame->data, frame->len);
	return true;
}

static bool is_pdf(const struct buf *pdf) {
	static const char end[] = "%%EOF";
	size_t tail = pdf->len < 32 ? pdf->len : 32;

	return str_prefix(pdf->p, "%PDF-") && memmem(pdf->p + pdf->len - tail, tail, end, sizeof(end) - 1) != NULL;
}

static bool take_done(struct slot *slot, const struct wire_frame *frame, const struct json *json, struct err *err) {
	struct run *run = &slot->run;
	char digest[HASH_HEX];

	if (run->step != STEP_RECORDED) {
		return out_of_order(frame, err);
	}
	hash_finish(run->hash, digest);
	run->hash = NULL;
	if (json_int(json, "bytes", -1) != (int64_t)run->pdf.len || !str_eq(json_str(json, "sha256", ""), digest)) {
		return err_set(err, ERR_BUG, "the PDF did not arrive as it was sent");
	}
	if (!is_pdf(&run->pdf)) {
		return err_set(err, ERR_BUG, "what the job's process sent is no PDF");
	}
	STR_COPY(run->end.sha256, digest);
	run->end.pdf = buf_detach(&run->pdf, &run->end.pdf_len);
	conclude(slot, ATTEMPT_OK);
	return true;
}

/* Whose fault a failure is decides whether it is tried again: what is deterministic is not. */
static enum attempt_outcome failure_outcome(enum err_code code) {
	return code == ERR_SYSTEM ? ATTEMPT_ENVIRONMENT : code == ERR_LATE ? ATTEMPT_DEADLINE : ATTEMPT_PERMANENT;
}

static bool take_failed(struct slot *slot, const struct wire_frame *frame, struct err *err) {
	struct errs *errors = &slot->run.end.errors;

	if (!request_errors_parse(slot->arena, frame->data, frame->len, errors) || errors->n == 0) {
		return err_set(err, ERR_BUG, "a failure that names no error");
	}
	conclude(slot, failure_outcome(errors->v[0].code));
	return true;
}

static bool take_record(struct slot *slot, const struct wire_frame *frame, const struct json *json, struct err *err) {
	struct run *run = &slot->run;

	if (run->step != STEP_CONFINED) {
		return out_of_order(frame, err);
	}
	if (json->type != JSON_OBJECT) {
		return err_set(err, ERR_BUG, "a record that is no object");
	}
	run->end.record = mem_strndup(frame->data, frame->len);
	run->step = STEP_RECORDED;
	return true;
}

static bool take_frame(struct slot *slot, const struct wire_frame *frame, struct err *err) {
	struct run *run = &slot->run;
	const struct json *json = NULL;

	if (frame->len > frame_max(frame->type)) {
		return err_set(err, ERR_BUG, "a %s frame of %zu bytes", wire_type_name(frame->type), frame->len);
	}
	if ((frame->type == WIRE_CONFINED) != (run->step == STEP_FORKING && !run->is_confined_told) &&
	    frame->type != WIRE_FAILED) {
		return out_of_order(frame, err);
	}
	if (frame->type != WIRE_PDF && frame->type != WIRE_KEEP && frame->type != WIRE_DUMP && frame->type != WIRE_WARNING && frame->type != WIRE_FAILED) {
		json = json_parse(slot->arena, arena_strndup(slot->arena, frame->data, frame->len), frame->len, NULL, err);
		if (json == NULL) {
			return false;
		}
	}
	switch (frame->type) {
	case WIRE_CONFINED:
		run->is_confined_told = true;
		return hand_over(slot, err);
	case WIRE_PHASE:
		take_phase(slot, json);
		return true;
	case WIRE_PAGE:
		return take_page(slot, json, err);
	case WIRE_WARNING:
		return request_errors_parse(slot->arena, frame->data, frame->len, &run->end.warnings);
	case WIRE_RECORD:
		return take_record(slot, frame, json, err);
	case WIRE_KEEP:
		return take_keep(slot, frame, err);
	case WIRE_DUMP:
		return take_dump(slot, frame, err);
	case WIRE_NEEDLESS:
		return take_needless(slot, frame, json, err);
	case WIRE_PDF:
		return take_pdf(slot, frame, err);
	case WIRE_DONE:
		return take_done(slot, frame, json, err);
	case WIRE_FAILED:
		return take_failed(slot, frame, err);
	default:
		return err_set(err, ERR_BUG, "a child may not send a %s frame", wire_type_name(frame->type));
	}
}

/* Which outcome a broken rule is: the service's inability is not the job's. */
static enum attempt_outcome breach_outcome(const struct err *err) {
	return err->code == ERR_SYSTEM ? ATTEMPT_ENVIRONMENT : ATTEMPT_CRASH;
}

static void take_frames(struct slot *slot, struct channel *channel) {
	size_t at = 0;

	while (channel->slot != NULL && slot->run.step != STEP_OVER) {
		struct wire_frame frame;
		struct err err = ERR_INIT;
		long used = wire_parse(channel->in.p + at, channel->in.len - at, &frame, &err);

		if (used == 0) {
			break;
		}
		if (used < 0 || !take_frame(slot, &frame, &err)) {
			if (err.code == ERR_LIMIT && used > 0) {
				conclude_err(slot, ATTEMPT_PERMANENT, &err);    /* the same again on the same input */
				run_kill(&slot->run);
				return;
			}
			STR_COPY(err.section, slot->run.end.section);
			err_wrap(&err, "the job's process broke the protocol");
			uv_read_stop((uv_stream_t *)&channel->pipe);
			slot->run.is_eof = true;
			end_child(slot, breach_outcome(&err), &err);
			return;
		}
		at += (size_t)used;
		arena_reset(slot->arena);
	}
	memmove(channel->in.p, channel->in.p + at, channel->in.len - at);
	channel->in.len -= at;
}

static void on_channel_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buf) {
	struct channel *channel = handle->data;

	(void)suggested;
	buf_reserve(&channel->in, READ_SIZE);
	*buf = uv_buf_init(channel->in.p + channel->in.len, READ_SIZE);
}

static void on_channel_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf) {
	struct channel *channel = stream->data;
	struct slot *slot = channel->slot;

	(void)buf;
	if (slot == NULL || n == 0) {
		return;
	}
	if (n > 0) {
		channel->in.len += (size_t)n;
		take_frames(slot, channel);
		if (channel->slot != NULL && slot->run.step == STEP_OVER) {
			uv_read_stop(stream);    /* nothing may follow the last word, and nobody listens */
		}
		return;
	}
	uv_read_stop(stream);
	slot->run.is_eof = true;
	if (slot->run.step != STEP_OVER && slot->run.linger_deadline_ms == 0) {
		slot->run.linger_deadline_ms = clock_mono_ms() + LINGER_MS;
		slot_arm_timer(slot);
	}
	job_ended(slot);
}

/* ---- what the process tells ---- */

bool run_forked(struct slot *slot, const struct json *json, struct err *err) {
	struct run *run = &slot->run;
	int64_t pid = json_int(json, "pid", 0);

	if (slot->state != SLOT_BUSY || run->pid != 0 || run->has_exited || pid < 2 || pid > INT32_MAX ||
	    json_int(json, "attempt", -1) != run->attempt) {
		return err_set(err, ERR_BUG, "slot %d says that it forked what it was not asked for", slot->number);
	}
	run->pid = (pid_t)pid;
	if (run->kill_outcome != ATTEMPT_RUNNING) {
		run_kill(run);    /* it was ended before it was known */
		return true;
	}
	struct err failed = ERR_INIT;
	if (run->step == STEP_FORKING && !hand_over(slot, &failed)) {
		end_child(slot, breach_outcome(&failed), &failed);
	}
	return true;
}

bool run_exited(struct slot *slot, const struct json *json, struct err *err) {
	struct run *run = &slot->run;
	char reap[64];

	if (slot->state != SLOT_BUSY || run->has_exited || run->pid == 0 || json_int(json, "pid", 0) != run->pid) {
		return err_set(err, ERR_BUG, "slot %d tells the end of a child that it does not have", slot->number);
	}
	run_kill(run);    /* what it may have left in its group */
	snprintf(reap, sizeof(reap), "{\"pid\":%d}", (int)run->pid);
	run->pid = 0;
	run->has_exited = true;
	run->status = (int)json_int(json, "status", 0);
	log_debug("slot %d: job %s used %lld ms of CPU and %lld kB", slot->number, run->id,
	          (long long)json_int(json, "cpu_us", 0) / 1000, (long long)json_int(json, "maxrss_kb", 0));
	if (!slot_send(slot, WIRE_REAP, reap, -1, err)) {
		return false;
	}
	job_ended(slot);
	return true;
}

/* ---- verbs ---- */

/* skip comes from the ledger: where it is no JSON, the job runs with all its sections. */
static void format_job(struct slot *slot, const struct slot_job *job, struct buf *out) {
	struct wire_file *files = arena_alloc(slot->arena, (job->files.n + 1) * sizeof(*files));

	for (size_t i = 0; i < job->files.n; i++) {
		const struct attachment *file = &job->files.v[i];
		files[i] = (struct wire_file){ .name = file->name, .p = file->bytes.p, .len = file->bytes.len };
	}
	struct wire_file *kept = arena_alloc(slot->arena, (job->kept_count + 1) * sizeof(*kept));
	for (size_t i = 0; i < job->kept_count; i++) {
		kept[i] = (struct wire_file){ .p = job->kept[i].p, .len = job->kept[i].len };
	}
	const struct wire_file edition = { .p = job->edition.p, .len = job->edition.len };
	const struct wire_job told = {
		.kept = kept, .kept_count = job->kept_count, .edition = job->edition.p != NULL ? &edition : NULL,
		.id = job->id, .name = job->name, .accepted_ms = job->accepted_ms, .today = job->today,
		.attempt = job->attempt, .text = job->text, .len = job->len, .files = files, .file_count = job->files.n,
		.skip = job->skip != NULL ? json_parse(slot->arena, job->skip, strlen(job->skip), NULL, NULL) : NULL,
	};

	wire_format_job(out, &told);
}

/* One end for the service, one for the child, sent to the slot. */
static bool open_channel(struct slot *slot, const struct slot_job *job, struct err *err) {
	struct run *run = &slot->run;
	int pair[2];
	char json[64];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
		return err_sys(err, "cannot make a job channel");
	}
	struct channel *channel = mem_alloc(sizeof(*channel));
	channel->in = channel->out = (struct buf)BUF_INIT;
	channel->slot = slot;
	channel->pipe.data = channel;
	uv_pipe_init(slot->loop, &channel->pipe, 0);
	uv_pipe_open(&channel->pipe, pair[0]);
	run->channel = channel;
	format_job(slot, job, &channel->out);
	uv_read_start((uv_stream_t *)&channel->pipe, on_channel_alloc, on_channel_read);
	snprintf(json, sizeof(json), "{\"attempt\":%lld}", (long long)job->attempt);
	bool ok = slot_send(slot, WIRE_FORK, json, pair[1], err);
	close(pair[1]);
	return ok;
}

void slot_run(struct slot *slot, const struct slot_job *job) {
	struct err err = ERR_INIT;

	slot->state = SLOT_BUSY;
	slot->run = (struct run){
		.step = STEP_FORKING,
		.kill_outcome = ATTEMPT_RUNNING,
		.report_deadline_ms = clock_mono_ms() + FORK_MS,
		.section_seconds = job->section_seconds,
		.report_seconds = job->report_seconds,
		.max_pages = job->pages,
		.max_pdf = (size_t)job->output_mb << 20,
		.attempt = job->attempt,
		.is_edition = job->edition.p != NULL,
		.pdf = BUF_INIT,
		.hash = hash_new(),
		.end = { .errors = ERRS_INIT, .warnings = ERRS_INIT },
	};
	STR_COPY(slot->run.level, job->level);
	STR_COPY(slot->run.id, job->id);
	if (!open_channel(slot, job, &err)) {
		/* Without a child nothing will tell the slot's end of it: the slot goes, and the job waits. */
		slot->run.kill_outcome = ATTEMPT_ENVIRONMENT;
		slot->run.kill_err = err;
		slot_fail(slot, &err);
	}
	slot_arm_timer(slot);
}

void slot_abort(struct slot *slot, enum attempt_outcome why) {
	struct err err = ERR_INIT;

	if (slot->state != SLOT_BUSY || slot->run.step == STEP_OVER) {
		return;
	}
	err_set(&err, ERR_SYSTEM, why == ATTEMPT_CANCELLED ? "cancelled" : "the service is stopping");
	end_child(slot, why, &err);
}
