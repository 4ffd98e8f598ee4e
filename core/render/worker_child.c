#include "render/worker_child.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "catalogue/request.h"
#include "layout/page.h"
#include "lua/host.h"
#include "pdf/raster.h"
#include "render/keep.h"
#include "render/pipeline.h"
#include "render/wire.h"
#include "render/worker.h"

#define CHANNEL_FD 3             /* of the job; nothing else is open */
#define PAGE_MS 50               /* from one word of how far it is to the next: each wakes the service */

/* Pieces of the PDF on the wire: large enough to cost little, small enough to show progress. */
#define PDF_PIECE (256u << 10)

/* The kernel's ceilings stand behind the service's deadlines, and behind the host's count of memory, by this much. */
#define CPU_MARGIN_SECONDS 2
#define MEMORY_MARGIN(bytes) ((bytes) / 2)

void warm_fini(struct warm *warm) {
	pipeline_free(warm->pipeline);
	sandbox_free(warm->sandbox);
	*warm = (struct warm){ 0 };
}

bool warm_init(struct warm *warm, struct catalogue *catalogue, const char *kept, const char *report, const char *template,
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

/* ---- the job ---- */

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
	if (fd != CHANNEL_FD && dup2(fd, CHANNEL_FD) < 0) {
		vanish();
	}
	int null = open("/dev/null", O_RDWR);
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
#if !defined(__SANITIZE_ADDRESS__)
	dup2(null, STDERR_FILENO);
#endif
	if (syscall(SYS_close_range, CHANNEL_FD + 1, ~0u, 0) != 0) {
		vanish();
	}
	return CHANNEL_FD;
}

_Noreturn void child_main(int fd, struct warm *warm, pid_t parent) {
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
