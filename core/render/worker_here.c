/* worker_here: one job without a service: its child is attended in this process, with the deadlines that the service would keep. */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
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
#include "pdf/pdf.h"
#include "render/pipeline.h"
#include "render/wire.h"
#include "render/worker.h"
#include "render/worker_child.h"
#include "text/font.h"

#define ASK_MS 100               /* whether the job still is wanted */
#define READ_MOST (256u << 10)   /* at a time */

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

static bool on_errors(struct arena *arena, const struct wire_frame *frame, struct errs *errors, struct err *err) {
	return (request_errors_parse(arena, frame->data, frame->len, errors) && errors->n > 0) ||
	       err_set(err, ERR_BUG, "a %s frame that names no error", wire_type_name(frame->type));
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
		return on_errors(arena, frame, a->warnings, err);
	case WIRE_FAILED:
		a->failed = true;
		return on_errors(arena, frame, a->errors, err);
	default:
		return err_set(err, ERR_BUG, "a child may not send a %s frame", wire_type_name(frame->type));
	}
}

static bool deadline_passed(const struct attendance *a, struct err *err) {
	int64_t now = clock_mono_ms();

	if (a->section_deadline_ms != 0 && now >= a->section_deadline_ms) {
		err_set(err, ERR_LATE, "section '%s' ran longer than %g s", a->section, SECTION_WALL * a->section_seconds);
		err_hint(err, "limits.section_seconds of the report or the config is how long it may compute; by the clock it has twice that");
		STR_COPY(err->section, a->section);
		return true;
	}
	if (now >= a->report_deadline_ms) {
		err_set(err, ERR_LATE, "the report took longer than its limit");
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
	buf_reserve(in, READ_MOST);
	ssize_t n = read(fd, in->p + in->len, READ_MOST);
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

void worker_prepare(void) {
	fonts_prepare();
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
