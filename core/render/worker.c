#include "render/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "catalogue/request.h"
#include "doc/image.h"
#include "layout/page.h"
#include "lua/host.h"
#include "pdf/pdf.h"
#include "pdf/raster.h"
#include "render/keep.h"
#include "render/pipeline.h"
#include "render/sandbox.h"
#include "render/wire.h"
#include "text/font.h"

enum { CONTROL_FD = 3, CATALOGUE_FD = 4 };

#define ASK_MS 100               /* whether the job still is wanted */
#define PAGE_MS 50               /* from one word of how far it is to the next: each wakes the service */

/* Pieces of the PDF on the wire: large enough to cost little, small enough to show progress. */
#define PDF_PIECE (256u << 10)

/* The kernel's ceilings stand behind the service's deadlines, and behind the host's count of memory, by this much. */
#define CPU_MARGIN_SECONDS 2
#define MEMORY_MARGIN(bytes) ((bytes) / 2)

/* What forked children inherit. */
struct warm {
	struct catalogue *catalogue;
	struct pipeline *pipeline;
	struct sandbox *sandbox;
	struct sandbox_limits limits;
	const struct worker_trial *trial;    /* of the one job of `sitrep plugin test` */
};

static void warm_fini(struct warm *warm) {
	pipeline_free(warm->pipeline);
	sandbox_free(warm->sandbox);
	*warm = (struct warm){ 0 };
}

static bool warm_init(struct warm *warm, struct catalogue *catalogue, const char *kept, const char *report, const char *template,
                      struct pipeline *former, struct err *err) {
	int64_t memory = catalogue_int(catalogue, "limits.memory_mb") << 20;

	*warm = (struct warm){
		.catalogue = catalogue,
		.limits = {
			.memory_bytes = memory + MEMORY_MARGIN(memory),
			.cpu_seconds = catalogue_num(catalogue, "limits.report_seconds") + CPU_MARGIN_SECONDS,
		},
	};
	warm->sandbox = sandbox_new(SANDBOX_JOB, err);
	warm->pipeline = warm->sandbox != NULL ? pipeline_new(catalogue, kept, report, template, former, err) : NULL;
	if (warm->pipeline == NULL) {
		warm_fini(warm);
		return false;
	}
	return true;
}

void worker_prepare(void) {
	fonts_prepare();
}

/* ---- the child ---- */

/* A child that cannot speak to the service has nobody to tell: it goes, and the service sees that. */
static _Noreturn void vanish(void) {
	_exit(1);
}

static void send_or_vanish(int fd, enum wire_type type, const void *data, size_t len) {
	struct err err = ERR_INIT;

	if (!wire_send(fd, type, data, len, &err)) {
		vanish();
	}
}

static void send_errors(int fd, enum wire_type type, const struct errs *errs, const char *name) {
	struct buf json = BUF_INIT;

	request_errors_json(errs, name, &json);
	send_or_vanish(fd, type, json.p, json.len);
	buf_fini(&json);
}

/* Who hears how far the job is, and when it was told of a page. */
struct told {
	int fd;
	int64_t page_ms;             /* monotonic */
};

static void send_phase(void *ctx, enum pipeline_phase phase, const char *section, int index, int count) {
	const struct told *told = ctx;
	struct buf json = BUF_INIT;
	struct json_out out = JSON_OUT(&json, 0);

	json_begin(&out, '{');
	json_put_str(&out, "phase", pipeline_phase_name(phase));
	if (section != NULL) {
		json_put_str(&out, "section", section);
	}
	json_put_int(&out, "index", index);
	json_put_int(&out, "count", count);
	json_end(&out, '}');
	send_or_vanish(told->fd, WIRE_PHASE, json.p, json.len);
	buf_fini(&json);
}

static void send_page(void *ctx, int page) {
	struct told *told = ctx;
	struct buf json = BUF_INIT;
	struct json_out out = JSON_OUT(&json, 0);
	int64_t now = clock_mono_ms();

	if (now < told->page_ms + PAGE_MS) {
		return;
	}
	told->page_ms = now;
	json_begin(&out, '{');
	json_put_int(&out, "page", page);
	json_end(&out, '}');
	send_or_vanish(told->fd, WIRE_PAGE, json.p, json.len);
	buf_fini(&json);
}

static void send_pdf(int fd, const struct buf *pdf) {
	char hash[HASH_HEX];
	struct buf json = BUF_INIT;
	struct json_out out = JSON_OUT(&json, 0);

	for (size_t at = 0; at < pdf->len; at += PDF_PIECE) {
		size_t n = pdf->len - at < PDF_PIECE ? pdf->len - at : PDF_PIECE;
		send_or_vanish(fd, WIRE_PDF, pdf->p + at, n);
	}
	hash_hex(pdf->p, pdf->len, hash);
	json_begin(&out, '{');
	json_put_int(&out, "bytes", (int64_t)pdf->len);
	json_put_str(&out, "sha256", hash);
	json_end(&out, '}');
	send_or_vanish(fd, WIRE_DONE, json.p, json.len);
	buf_fini(&json);
}

/* Section ids of JOB's "skip" as a NULL-terminated list. */
static const char *const *skip_list(struct arena *arena, const struct json *job) {
	const struct json *skip = json_lookup(job, "skip");
	size_t n = 0;

	if (skip == NULL || skip->type != JSON_ARRAY) {
		return NULL;
	}
	const char **list = arena_alloc(arena, (skip->count + 1) * sizeof(*list));
	for (const struct json *v = skip->first; v != NULL; v = v->next) {
		list[n++] = v->type == JSON_STRING ? v->str : "";
	}
	return list;
}

static void expect_frame(int fd, struct buf *in, struct wire_frame *frame, enum wire_type type) {
	struct err err = ERR_INIT;

	if (!wire_recv(fd, in, frame, &err) || frame->type != type) {
		vanish();
	}
}

/* REQUEST comes last, so that its text, the largest mostly, need not be copied. */
static void receive_files(int fd, struct arena *arena, struct buf *in, struct wire_frame *frame, int64_t n,
                          struct pipeline_job *job) {
	struct host_attachment *files = arena_alloc(arena, ((size_t)n + 1) * sizeof(*files));

	for (int64_t i = 0; i < n; i++) {
		expect_frame(fd, in, frame, WIRE_FILE);
		char *bytes = arena_alloc(arena, frame->len + 1);
		memcpy(bytes, frame->data, frame->len);
		size_t name = strnlen(bytes, frame->len);
		if (name == frame->len) {
			vanish();
		}
		files[i] = (struct host_attachment){ .name = bytes, .p = bytes + name + 1, .len = frame->len - name - 1 };
	}
	job->files = files;
	job->file_count = (size_t)n;
}

/* What cannot be read is left out: then the section is a gap, as if it had never been issued. */
static void receive_kept(int fd, struct arena *arena, struct buf *in, struct wire_frame *frame, int64_t n,
                         struct pipeline_job *job) {
	const struct json **kept = arena_alloc(arena, ((size_t)n + 1) * sizeof(*kept));

	for (int64_t i = 0; i < n; i++) {
		expect_frame(fd, in, frame, WIRE_KEPT);
		const struct json *json = json_parse(arena, arena_strndup(arena, frame->data, frame->len), frame->len, NULL, NULL);
		if (json != NULL && json_lookup(json, "calls") != NULL) {
			kept[job->kept_count++] = json;
		}
	}
	job->kept = kept;
}

static const struct json *receive_edition(int fd, struct arena *arena, struct buf *in, struct wire_frame *frame) {
	static const struct json_limits limits = { .max_depth = 64, .max_values = 4000000 };

	expect_frame(fd, in, frame, WIRE_EDITION);
	const struct json *json = json_parse(arena, arena_strndup(arena, frame->data, frame->len), frame->len, &limits, NULL);
	if (json == NULL) {
		vanish();
	}
	return json;
}

/*
 * Take JOB, FILEs and REQUEST off the channel; the job's strings live in the arena, its text in *in. Returns the resolution
 * that pages are wanted in as images; 0: a PDF is.
 */
static int receive_job(int fd, struct arena *arena, struct buf *in, struct pipeline_job *job) {
	struct wire_frame frame = { 0 };
	struct err err = ERR_INIT;

	expect_frame(fd, in, &frame, WIRE_JOB);
	struct json *json = json_parse(arena, arena_strndup(arena, frame.data, frame.len), frame.len, NULL, &err);
	if (json == NULL) {
		vanish();
	}
	*job = (struct pipeline_job){
		.id = json_str(json, "id", ""),
		.name = json_str(json, "name", ""),
		.accepted_ms = json_int(json, "accepted_ms", 0),
		.today = json_str(json, "today", ""),
		.skip = skip_list(arena, json),
		.explain = json_bool(json, "explain", false),
	};
	receive_files(fd, arena, in, &frame, json_int(json, "files", 0), job);
	receive_kept(fd, arena, in, &frame, json_int(json, "kept", 0), job);
	if (json_bool(json, "edition", false)) {
		job->edition = receive_edition(fd, arena, in, &frame);
	}
	expect_frame(fd, in, &frame, WIRE_REQUEST);
	job->text = frame.data;
	job->len = frame.len;
	return (int)json_int(json, "image_dpi", 0);
}

/* One too large for a frame is not kept. */
static void send_kept(int fd, struct pipeline *pipeline) {
	struct buf json = BUF_INIT;

	for (size_t i = 0; i < pipeline_section_count(pipeline); i++) {
		buf_reset(&json);
		buf_adds(&json, pipeline_section_id(pipeline, i));
		buf_addc(&json, '\0');
		if (pipeline_keep(pipeline, i, &json) && json.len <= KEEP_MAX) {
			send_or_vanish(fd, WIRE_KEEP, json.p, json.len);
		}
	}
	buf_fini(&json);
}

/* Each page as a PNG, with its number before it. */
static bool send_images(int fd, struct page_feed *feed, int dpi, struct errs *errors) {
	struct raster *raster = raster_new(dpi);
	const struct page *page;
	struct buf png = BUF_INIT;
	struct err err = ERR_INIT;
	bool ok;

	for (int n = 1; (ok = feed->impl->next(feed, &page, &err)) && page != NULL; n++) {
		buf_reset(&png);
		buf_addf(&png, "%d", n);
		buf_addc(&png, '\0');
		ok = raster_page(raster, page, &png, &err);
		if (!ok) {
			err_wrap(&err, "page %d", n);
			break;
		}
		send_or_vanish(fd, WIRE_IMAGE, png.p, png.len);
	}
	if (!ok) {
		*errs_add(errors) = err;
	}
	raster_free(raster);
	buf_fini(&png);
	return ok;
}

/* What is too large to be kept is told; the next edition has nothing to compare with. */
static void send_dump(int fd, struct pipeline *pipeline, const char *name) {
	struct buf json = BUF_INIT;

	if (pipeline_dump(pipeline, &json) && json.len <= WIRE_DUMP_MAX) {
		send_or_vanish(fd, WIRE_DUMP, json.p, json.len);
	} else if (json.len > 0) {
		struct errs warnings = ERRS_INIT;
		err_set(errs_add(&warnings), ERR_LIMIT, "the edition says too much to be kept (%zu MB): the next one is not compared with it",
		        json.len >> 20);
		send_errors(fd, WIRE_WARNING, &warnings, name);
		errs_fini(&warnings);
	}
	buf_fini(&json);
}

static void send_needless(int fd, const char *reason) {
	struct buf json = BUF_INIT;
	struct json_out out = JSON_OUT(&json, 0);

	json_begin(&out, '{');
	json_put_str(&out, "reason", reason);
	json_end(&out, '}');
	send_or_vanish(fd, WIRE_NEEDLESS, json.p, json.len);
	buf_fini(&json);
}

static void run_job(int fd, struct warm *warm) {
	struct arena *arena = arena_new();
	struct buf in = BUF_INIT, pdf = BUF_INIT, record = BUF_INIT;
	struct errs errors = ERRS_INIT, warnings = ERRS_INIT;
	struct pipeline_job job;
	struct told told = { .fd = fd, .page_ms = clock_mono_ms() };
	struct pipeline_events events = { .on_phase = send_phase, .on_page = send_page, .ctx = &told };

	int image_dpi = receive_job(fd, arena, &in, &job);
	const struct worker_trial *t = warm->trial;
	struct host_trial trial = { 0 };
	if (t != NULL) {
		trial = (struct host_trial){ .plugin = t->plugin, .path = t->path, .text = t->text, .len = t->len, .index = t->index };
		job.trial = &trial;
	}
	struct page_feed *feed = pipeline_set(warm->pipeline, &job, &events, &errors, &warnings);
	buf_fini(&in);
	bool ok = feed != NULL && (image_dpi > 0 ? send_images(fd, feed, image_dpi, &errors)
	                                         : pipeline_paint(warm->pipeline, &pdf, &record, &errors));
	if (warnings.n > 0) {
		send_errors(fd, WIRE_WARNING, &warnings, job.name);
	}
	if (!ok && pipeline_needless(warm->pipeline) != NULL) {
		send_needless(fd, pipeline_needless(warm->pipeline));
	} else if (ok) {
		if (image_dpi == 0) {
			send_kept(fd, warm->pipeline);
			send_dump(fd, warm->pipeline, job.name);
			send_or_vanish(fd, WIRE_RECORD, record.p, record.len);
		}
		send_pdf(fd, &pdf);
	} else {
		send_errors(fd, WIRE_FAILED, &errors, job.name);
	}
}

/* Keep the job channel and nothing else, as descriptor 3; stderr stays for the sanitizers' reports. */
static int keep_only(int fd) {
	if (fd != CONTROL_FD && dup2(fd, CONTROL_FD) < 0) {
		vanish();
	}
	int null = open("/dev/null", O_RDWR);
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
#if !defined(__SANITIZE_ADDRESS__)
	dup2(null, STDERR_FILENO);
#endif
	if (syscall(SYS_close_range, CONTROL_FD + 1, ~0u, 0) != 0) {
		vanish();
	}
	return CONTROL_FD;
}

static _Noreturn void child_main(int fd, struct warm *warm, pid_t parent) {
	struct err err = ERR_INIT;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGPIPE, SIG_IGN);
	if (getppid() != parent) {
		vanish();
	}
	clearenv();
	fd = keep_only(fd);
	if (!sandbox_enter(warm->sandbox, &warm->limits, &err)) {
		struct errs errors = ERRS_INIT;
		*errs_add(&errors) = err;
		send_errors(fd, WIRE_FAILED, &errors, "");
		vanish();
	}
	struct buf json = BUF_INIT;
	struct json_out out = JSON_OUT(&json, 0);
	json_begin(&out, '{');
	json_put_str(&out, "level", sandbox_level_name(SANDBOX_SECCOMP));
	json_end(&out, '}');
	send_or_vanish(fd, WIRE_CONFINED, json.p, json.len);
	run_job(fd, warm);
	_exit(0);
}

/* ---- the slot ---- */

static bool send_json(int fd, enum wire_type type, struct err *err, const char *fmt, ...)
        __attribute__((format(printf, 4, 5)));

static bool send_json(int fd, enum wire_type type, struct err *err, const char *fmt, ...) {
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return wire_send(fd, type, text, (size_t)n, err);
}

/* The control channel, and the job channel that came over it and was not used yet (-1: none). */
struct control {
	struct buf in;
	struct wire_frame frame;
	int passed;
};

/*
 * A frame may be read together with the one after it, and then the descriptor comes before its frame
 * does: it is kept until FORK asks for it.
 */
static bool control_recv(struct control *control, struct err *err) {
	int passed;
	bool ok = wire_recv_fd(CONTROL_FD, &control->in, &control->frame, &passed, err);

	if (passed >= 0) {
		control->passed = passed;
	}
	return ok;
}

/* Tell how the child ended while its pid is still its own, and reap it when the service says so. */
static bool see_off(int64_t attempt, pid_t pid, struct control *control, struct err *err) {
	siginfo_t info;
	struct rusage usage;

	while (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) != 0) {
		if (errno != EINTR) {
			return err_sys(err, "cannot wait for the child");
		}
	}
	int status = info.si_code == CLD_EXITED ? info.si_status << 8 : info.si_status;
	/* RUSAGE_CHILDREN counts only what is reaped: ask the kernel for this child without reaping it. */
	if (syscall(SYS_waitid, P_PID, (id_t)pid, &info, WEXITED | WNOWAIT, &usage) != 0) {
		return err_sys(err, "cannot ask for the child's usage");
	}
	int64_t cpu_us = (int64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 + usage.ru_utime.tv_usec +
	                 usage.ru_stime.tv_usec;
	if (!send_json(CONTROL_FD, WIRE_EXITED, err,
	               "{\"attempt\":%lld,\"pid\":%d,\"status\":%d,\"cpu_us\":%lld,\"maxrss_kb\":%ld}", (long long)attempt,
	               (int)pid, status, (long long)cpu_us, usage.ru_maxrss)) {
		return false;
	}
	if (!control_recv(control, err)) {
		return false;
	}
	if (control->frame.type != WIRE_REAP) {
		return err_set(err, ERR_INPUT, "expected a reap frame, got %s", wire_type_name(control->frame.type));
	}
	waitpid(pid, NULL, 0);
	return true;
}

static bool fork_job(struct warm *warm, const struct wire_frame *frame, int fd, pid_t *pid, int64_t *attempt,
                     struct err *err) {
	struct arena *arena = arena_new();
	struct json *json = json_parse(arena, frame->data, frame->len, NULL, err);
	bool is_read = json != NULL;
	pid_t self = getpid();

	*attempt = json_int(json, "attempt", 0);
	arena_free(arena);
	if (!is_read) {
		return false;
	}
	*pid = fork();
	if (*pid == 0) {
		child_main(fd, warm, self);
	}
	if (*pid < 0) {
		return err_sys(err, "cannot fork");
	}
	return send_json(CONTROL_FD, WIRE_FORKED, err, "{\"attempt\":%lld,\"pid\":%d}", (long long)*attempt, (int)*pid);
}

static bool serve_jobs(struct warm *warm, struct err *err) {
	struct control control = { .in = BUF_INIT, .passed = -1 };
	bool ok = true;

	while (ok) {
		pid_t pid;
		int64_t attempt;

		if (!control_recv(&control, err)) {
			ok = err->code == ERR_NONE;
			break;
		}
		if (control.frame.type != WIRE_FORK || control.passed < 0) {
			ok = err_set(err, ERR_INPUT, "expected a fork frame with a descriptor, got %s",
			             wire_type_name(control.frame.type));
			break;
		}
		ok = fork_job(warm, &control.frame, control.passed, &pid, &attempt, err);
		close(control.passed);
		control.passed = -1;
		ok = ok && see_off(attempt, pid, &control, err);
	}
	buf_fini(&control.in);
	return ok;
}

static int report_failure(const struct err *err) {
	struct errs errors = ERRS_INIT;
	struct err ignored = ERR_INIT;
	struct buf json = BUF_INIT;

	*errs_add(&errors) = *err;
	request_errors_json(&errors, "", &json);
	wire_send(CONTROL_FD, WIRE_SLOT_FAILED, json.p, json.len, &ignored);
	buf_fini(&json);
	errs_fini(&errors);
	return 1;
}

int worker_main(const char *kept) {
	struct err err = ERR_INIT;
	struct buf json = BUF_INIT;
	struct catalogue *catalogue = NULL;
	struct warm warm = { 0 };
	int status = 1;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGPIPE, SIG_IGN);
	/* Ctrl-C at a terminal and a supervisor's SIGTERM reach the whole group: the service decides when slots end. */
	signal(SIGHUP, SIG_IGN);     /* as is every signal that is meant for the service */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	if (lseek(CATALOGUE_FD, 0, SEEK_SET) < 0 || !file_read_fd(CATALOGUE_FD, "catalogue", 256u << 20, &json, &err) ||
	    (catalogue = catalogue_parse(json.p, json.len, &err)) == NULL ||
	    !warm_init(&warm, catalogue, kept, NULL, NULL, NULL, &err)) {
		status = report_failure(&err);
		goto out;
	}
	close(CATALOGUE_FD);
	mem_settle();
	if (!send_json(CONTROL_FD, WIRE_READY, &err, "{\"generation\":\"%s\"}", catalogue_generation(catalogue)) ||
	    !serve_jobs(&warm, &err)) {
		status = report_failure(&err);
		goto out;
	}
	status = 0;
out:
	warm_fini(&warm);
	catalogue_free(catalogue);
	buf_fini(&json);
	return status;
}

/* ---- one job without a service ---- */

/* What worker_render keeps while the child works. */
struct attendance {
	const struct worker_progress *progress;
	double section_seconds;
	int64_t report_deadline_ms, section_deadline_ms;     /* of clock_mono_ms; 0: none */
	char section[64];            /* that runs now, "" for none */
	size_t max_bytes;            /* of the PDF */
	struct buf *pdf, *record;
	struct errs *errors, *warnings;
	bool done, failed;
};

static void on_phase(struct attendance *a, const struct json *json) {
	const char *section = json_str(json, "section", NULL);

	STR_COPY(a->section, section != NULL ? section : "");
	a->section_deadline_ms = section != NULL ? clock_mono_ms() + request_deadline_ms(a->section_seconds) : 0;
	if (a->progress != NULL && a->progress->on_phase != NULL) {
		a->progress->on_phase(a->progress->ctx, json_str(json, "phase", ""), section,
		                      (int)json_int(json, "index", 0), (int)json_int(json, "count", 0));
	}
}

static void on_page(struct attendance *a, const struct json *json) {
	if (a->progress != NULL && a->progress->on_page != NULL) {
		a->progress->on_page(a->progress->ctx, (int)json_int(json, "page", 0));
	}
}

static bool on_done(struct attendance *a, const struct json *json, struct err *err) {
	char hash[HASH_HEX];

	hash_hex(a->pdf->p, a->pdf->len, hash);
	if (json_int(json, "bytes", -1) != (int64_t)a->pdf->len || !str_eq(json_str(json, "sha256", ""), hash)) {
		return err_set(err, ERR_BUG, "the PDF did not arrive as it was sent");
	}
	a->done = true;
	return true;
}

static bool on_pdf(struct attendance *a, const struct wire_frame *frame, struct err *err) {
	if (a->pdf->len + frame->len > a->max_bytes) {
		return err_set(err, ERR_LIMIT, "the PDF is larger than limits.output_mb (%zu MB)", a->max_bytes >> 20);
	}
	buf_add(a->pdf, frame->data, frame->len);
	return true;
}

static bool on_image(const struct attendance *a, const struct wire_frame *frame, struct err *err) {
	size_t name = strnlen(frame->data, frame->len);
	int64_t page;

	if (name == frame->len || !str_int(frame->data, 1, INT_MAX, &page) || a->progress == NULL || a->progress->on_image == NULL) {
		return err_set(err, ERR_BUG, "a child sent an image that nobody wants");
	}
	return a->progress->on_image(a->progress->ctx, (int)page, frame->data + name + 1, frame->len - name - 1, err);
}

static bool on_frame(struct attendance *a, struct arena *arena, const struct wire_frame *frame, struct err *err) {
	const struct json *json = NULL;

	if (frame->type == WIRE_PHASE || frame->type == WIRE_PAGE || frame->type == WIRE_DONE) {
		json = json_parse(arena, frame->data, frame->len, NULL, err);
		if (json == NULL) {
			return false;
		}
	}
	switch (frame->type) {
	case WIRE_PDF:
		return on_pdf(a, frame, err);
	case WIRE_DONE:
		return on_done(a, json, err);
	case WIRE_PHASE:
		on_phase(a, json);
		return true;
	case WIRE_PAGE:
		on_page(a, json);
		return true;
	case WIRE_RECORD:
		buf_reset(a->record);
		buf_add(a->record, frame->data, frame->len);
		return true;
	case WIRE_IMAGE:
		return on_image(a, frame, err);
	case WIRE_KEEP:
	case WIRE_DUMP:
		return true;             /* `sitrep render` issues nothing */
	case WIRE_WARNING:
		return request_errors_parse(arena, frame->data, frame->len, a->warnings);
	case WIRE_FAILED:
		a->failed = true;
		return request_errors_parse(arena, frame->data, frame->len, a->errors);
	default:
		return err_set(err, ERR_BUG, "a child may not send a %s frame", wire_type_name(frame->type));
	}
}

static bool deadline_passed(const struct attendance *a, struct err *err) {
	int64_t now = clock_mono_ms();

	if (a->section_deadline_ms != 0 && now >= a->section_deadline_ms) {
		err_set(err, ERR_LIMIT, "section '%s' ran longer than %g s", a->section, SECTION_WALL * a->section_seconds);
		err_hint(err, "limits.section_seconds of the report or the config is how long it may compute; by the clock it has twice that");
		STR_COPY(err->section, a->section);
		return true;
	}
	if (now >= a->report_deadline_ms) {
		err_set(err, ERR_LIMIT, "the report took longer than its limit");
		err_hint(err, "limits.report_seconds of the report or the config is the limit");
		return true;
	}
	return false;
}

static int poll_timeout(const struct attendance *a) {
	int64_t at = a->report_deadline_ms;

	if (a->section_deadline_ms != 0 && a->section_deadline_ms < at) {
		at = a->section_deadline_ms;
	}
	int64_t left = at - clock_mono_ms();
	return left < 0 ? 0 : left > 60000 ? 60000 : (int)left;
}

/* Read more into *in, waiting no longer than a deadline. False at the child's end, or with *err at the deadline. */
static bool read_more(const struct attendance *a, int fd, struct buf *in, struct err *err) {
	struct pollfd p = { .fd = fd, .events = POLLIN };
	bool asks = a->progress != NULL && a->progress->goes_on != NULL;
	int timeout = poll_timeout(a);
	int ready = poll(&p, 1, asks && timeout > ASK_MS ? ASK_MS : timeout);

	if (asks && ready == 0 && !a->progress->goes_on(a->progress->ctx)) {
		return err_set(err, ERR_LIMIT, "the job was stopped");
	}
	if (deadline_passed(a, err)) {
		return false;    /* also of a child that never stops talking */
	}
	if (ready <= 0) {
		return true;
	}
	buf_reserve(in, PDF_PIECE);
	ssize_t n = read(fd, in->p + in->len, PDF_PIECE);
	if (n > 0) {
		in->len += (size_t)n;
	}
	return n > 0 || (n < 0 && errno == EINTR);
}

/* Take frames until the child's last word, its end, or a deadline. */
static bool attend(struct attendance *a, int fd, struct err *err) {
	struct arena *arena = arena_new();
	struct buf in = BUF_INIT;
	size_t at = 0;
	bool ok = true;

	while (ok && !a->done && !a->failed) {
		struct wire_frame frame;
		long used = wire_parse(in.p + at, in.len - at, &frame, err);

		if (used > 0) {
			ok = on_frame(a, arena, &frame, err);
			at += (size_t)used;
			arena_reset(arena);
		} else if (used == 0) {
			memmove(in.p, in.p + at, in.len - at);
			in.len -= at;
			at = 0;
			ok = read_more(a, fd, &in, err);
		} else {
			ok = false;
		}
	}
	buf_fini(&in);
	arena_free(arena);
	return ok;
}

static bool hand_over(int fd, const struct worker_job *job, struct err *err) {
	const struct wire_job told = {
		.id = job->id, .name = job->name, .accepted_ms = job->accepted_ms, .today = job->today, .attempt = 1,
		.explain = job->explain, .image_dpi = job->image_dpi, .text = job->text, .len = job->len, .files = job->files, .file_count = job->file_count,
		.skip = job->skip, .kept = job->kept, .kept_count = job->kept_count, .edition = job->edition,
	};
	struct buf frames = BUF_INIT;

	wire_format_job(&frames, &told);
	bool ok = file_write_fd(fd, "pipe", frames.p, frames.len, err);
	buf_fini(&frames);
	return ok;
}

/* The child must have confined itself before it hears what the job is. */
static bool expect_confined(int fd, pid_t pid, const char *wanted, struct err *err) {
	struct buf in = BUF_INIT;
	struct wire_frame frame = { 0 };
	bool ok = false;

	if (!wire_recv(fd, &in, &frame, err) || frame.type != WIRE_CONFINED) {
		err_set(err, ERR_SYSTEM, "the job's process could not confine itself");
		goto out;
	}
	ok = sandbox_verify(pid, wanted, err);
out:
	buf_fini(&in);
	return ok;
}

static bool attend_child(struct attendance *a, int fd, pid_t pid, const struct warm *warm, const struct worker_job *job, const char *level,
                         struct err *err) {
	if (!expect_confined(fd, pid, level, err) || !hand_over(fd, job, err)) {
		return false;
	}
	/* While the child is at work, this process has time. */
	pipeline_hash(warm->pipeline);
	return attend(a, fd, err);
}

struct worker_slot {
	struct warm warm;
};

struct worker_slot *worker_open(struct catalogue *catalogue, const char *report, const char *template, struct worker_slot *former,
                                struct err *err) {
	struct worker_slot *slot = mem_alloc(sizeof(*slot));

	if (!warm_init(&slot->warm, catalogue, NULL, report, template, former != NULL ? former->warm.pipeline : NULL, err)) {
		mem_free(slot);
		return NULL;
	}
	return slot;
}

void worker_close(struct worker_slot *slot) {
	if (slot != NULL) {
		warm_fini(&slot->warm);
		mem_free(slot);
	}
}

void worker_warm(struct worker_slot *slot) {
	pipeline_warm(slot->warm.pipeline);
}

/* Drawing an SVG takes what cannot be loaded in a job. */
static void warm_files(const struct worker_job *job) {
	for (size_t i = 0; i < job->file_count; i++) {
		if (image_kind_of(job->files[i].name) == IMAGE_SVG) {
			pdf_warm_vector();
			break;
		}
	}
}

static bool start_child(struct worker_slot *slot, int *fd, pid_t *pid, struct err *err) {
	int pair[2];
	pid_t self = getpid();

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
		return err_sys(err, "cannot make a socket pair");
	}
	pipeline_share(slot->warm.pipeline);
	*pid = fork();
	if (*pid == 0) {
		child_main(pair[1], &slot->warm, self);
	}
	close(pair[1]);
	*fd = pair[0];
	if (*pid < 0) {
		err_sys(err, "cannot fork");
		close(pair[0]);
	}
	return *pid > 0;
}

bool worker_run(struct worker_slot *slot, const struct worker_job *job, const struct worker_progress *progress,
                struct buf *pdf, struct buf *record, struct errs *errors, struct errs *warnings) {
	const struct catalogue *catalogue = slot->warm.catalogue;
	struct err err = ERR_INIT;
	struct request_limits limits = {
		.section_seconds = catalogue_num(catalogue, "limits.section_seconds"),
		.report_seconds = catalogue_num(catalogue, "limits.report_seconds"),
		.output_mb = catalogue_int(catalogue, "limits.output_mb"),
	};
	if (job->limits != NULL) {
		limits = *job->limits;
	}
	struct attendance a = {
		.progress = progress,
		.section_seconds = limits.section_seconds,
		.report_deadline_ms = clock_mono_ms() + (int64_t)(limits.report_seconds * 1000),
		.max_bytes = (size_t)limits.output_mb << 20,
		.pdf = pdf, .record = record, .errors = errors, .warnings = warnings,
	};
	size_t errors_before = errors->n;
	int fd = -1, status = 0;
	pid_t pid = -1;

	warm_files(job);
	slot->warm.trial = job->trial;
	if (!start_child(slot, &fd, &pid, &err)) {
		*errs_add(errors) = err;
		return false;
	}
	bool spoke = attend_child(&a, fd, pid, &slot->warm, job, catalogue_str(catalogue, "sandbox.level"), &err);
	if (!spoke) {
		kill(pid, SIGKILL);
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
	}
	close(fd);
	if (!spoke && err.code == ERR_NONE) {
		sandbox_explain(status, a.section, &err);
	}
	if (err.code != ERR_NONE) {
		*errs_add(errors) = err;
	}
	return a.done && errors->n == errors_before;
}

bool worker_render(struct catalogue *catalogue, const struct worker_job *job, const struct worker_progress *progress,
                   struct buf *pdf, struct buf *record, struct errs *errors, struct errs *warnings) {
	struct err err = ERR_INIT;
	struct worker_slot *slot = worker_open(catalogue, job->report, job->template, NULL, &err);

	if (slot == NULL) {
		*errs_add(errors) = err;
		return false;
	}
	bool ok = worker_run(slot, job, progress, pdf, record, errors, warnings);
	worker_close(slot);
	return ok;
}
