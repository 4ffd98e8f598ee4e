/* here: see here.h. */
#include "cli/here.h"

#include <errno.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/skim.h"
#include "catalogue/catalogue.h"
#include "cli/command.h"
#include "cli/say.h"
#include "ledger/job.h"
#include "render/wire.h"
#include "render/worker.h"
#include "service/sealing.h"

#define SEAL_MS 60000

void here_init(struct here *here, struct catalogue *catalogue, const char *path) {
	*here = (struct here){
		.arena = arena_new(), .catalogue = catalogue, .path = path, .input = INPUT_INIT, .pdf = BUF_INIT, .record = BUF_INIT,
	};
	here->name = input_name(here->arena, path);
}

void here_fini(struct here *here) {
	errs_fini(&here->errors);
	errs_fini(&here->warnings);
	input_fini(&here->input);
	buf_fini(&here->pdf);
	buf_fini(&here->record);
	arena_free(here->arena);
}

/* Of the request no more is kept than is asked for here: the process of the job begins with all that this one has in memory. */
static bool check(struct here *here, const char *today) {
	struct arena *arena = arena_new();
	struct request request = { .report = NULL };
	bool ok = request_check(arena, here->catalogue, input_request(arena, here->path), here->input.text.p, here->input.text.len, today,
	                        &request, &here->errors, NULL);
	here->request = (struct request){
		.report = arena_strdup(here->arena, request.report), .template = arena_strdup(here->arena, request.template),
		.output_name = arena_strdup(here->arena, request.output_name), .password = arena_strdup(here->arena, request.password), .limits = request.limits,
	};
	arena_free(arena);
	return ok;
}

/* Once, as standard input can be read but once: what cannot be read stays so. */
static bool read_input(struct here *here) {
	if (!here->is_read && here->unread.code == ERR_NONE) {
		here->is_read = input_read(here->path, here->catalogue, &here->input, &here->unread);
	}
	if (!here->is_read) {
		*errs_add(&here->errors) = here->unread;
	}
	return here->is_read;
}

/* A folder is read when there is a catalogue, which says how much may be in one; its request, here too. */
void here_guess(struct here *here, const char **report, const char **template) {
	struct buf alone = BUF_INIT;
	const struct buf *text = &here->input.text;

	if (file_is_dir(here->path)) {
		file_read(input_request(here->arena, here->path), REQUEST_MAX_BYTES, &alone, NULL);
		text = &alone;
	} else {
		here->is_read = input_read(here->path, NULL, &here->input, &here->unread);
	}
	const struct json *name = skim_lookup(here->arena, buf_str(text), text->len, "report");
	const struct json *output = skim_lookup(here->arena, buf_str(text), text->len, "output");
	*report = name != NULL && name->type == JSON_STRING ? name->str : NULL;
	*template = json_str(output, "template", NULL);
	buf_fini(&alone);
}

void here_use(struct here *here, struct catalogue *catalogue) {
	here->catalogue = catalogue;
	errs_fini(&here->errors);
	here->errors = (struct errs)ERRS_INIT;
}

bool here_read(struct here *here) {
	char today[11];

	input_today(here->catalogue, today);
	return read_input(here) && check(here, today);
}

static void on_phase(void *ctx, const char *phase, const char *section, int index, int count) {
	const struct here *here = ctx;
	say_progress(here->name, phase, section, index, count, 0);
}

static bool goes_on(void *ctx) {
	const struct here *here = ctx;
	return here->goes_on == NULL || here->goes_on(here->goes_on_ctx);
}

static void on_page(void *ctx, int page) {
	const struct here *here = ctx;
	say_progress(here->name, "paint", NULL, 0, 0, page);
}

static bool run_job(struct here *here, struct worker_slot *slot, const struct worker_progress *progress, int image_dpi) {
	struct err err = ERR_INIT;
	char id[JOB_ID_SIZE], today[11];
	int64_t now = clock_issued_ms(clock_now_ms());

	if (!job_id_make(now, id, &err)) {
		*errs_add(&here->errors) = err;
		return false;
	}
	input_today(here->catalogue, today);
	struct wire_file *files = arena_alloc(here->arena, (here->input.files.n + 1) * sizeof(*files));
	for (size_t i = 0; i < here->input.files.n; i++) {
		const struct attachment *file = &here->input.files.v[i];
		files[i] = (struct wire_file){ .name = file->name, .p = file->bytes.p, .len = file->bytes.len };
	}
	const struct worker_job job = {
		.files = files, .file_count = here->input.files.n, .id = id, .name = input_request(here->arena, here->path), .text = here->input.text.p,
		.len = here->input.text.len, .accepted_ms = now, .today = today, .report = here->request.report,
		.template = here->request.template, .explain = here->explain, .image_dpi = image_dpi, .limits = &here->request.limits,
	};
	bool ok = slot != NULL
	          ? worker_run(slot, &job, progress, &here->pdf, &here->record, &here->errors, &here->warnings)
	          : worker_render(here->catalogue, &job, progress, &here->pdf, &here->record, &here->errors, &here->warnings);
	say_progress_end();
	return ok;
}

bool here_render(struct here *here, struct worker_slot *slot) {
	const struct worker_progress progress = { .on_phase = on_phase, .on_page = on_page, .goes_on = goes_on, .ctx = here };
	struct seal_order order = sealing_order(here->catalogue, here->request.password);
	struct buf sealed = BUF_INIT;
	struct err err = ERR_INIT;

	if (!run_job(here, slot, &progress, 0)) {
		return false;
	}
	/* A signature is for what is issued: the service gives it. */
	order.key = order.certificate = NULL;
	if (!seal_is_wanted(&order)) {
		return true;
	}
	bool ok = seal_run(&order, here->pdf.p, here->pdf.len, SEAL_MS, &sealed, &err);
	if (!ok) {
		*errs_add(&here->errors) = err;
	}
	buf_fini(&here->pdf);
	here->pdf = sealed;
	return ok;
}

/* ---- pages as images ---- */

struct images {
	struct arena *arena;
	const char *dir;
	int last;                    /* page */
};

static bool is_same(const char *path, const void *p, size_t n) {
	struct buf old = BUF_INIT;
	bool same = file_read(path, n, &old, NULL) && old.len == n && memcmp(old.p, p, n) == 0;
	buf_fini(&old);
	return same;
}

static bool on_image(void *ctx, int page, const void *png, size_t len, struct err *err) {
	struct images *images = ctx;
	const char *path = arena_printf(images->arena, "%s/page-%03d.png", images->dir, page);
	images->last = page;
	return is_same(path, png, len) || file_write(path, png, len, 0644, err);
}

/* What an earlier, longer report left. */
static bool remove_rest(const struct images *images, struct err *err) {
	for (int page = images->last + 1;; page++) {
		const char *path = arena_printf(images->arena, "%s/page-%03d.png", images->dir, page);
		if (unlink(path) != 0) {
			return errno == ENOENT || err_sys(err, "%s cannot be removed", path);
		}
	}
}

bool here_images(struct here *here, struct worker_slot *slot, const char *dir, int dpi) {
	struct images images = { .arena = here->arena, .dir = dir };
	const struct worker_progress progress = { .on_image = on_image, .ctx = &images };
	struct err err = ERR_INIT;
	buf_reset(&here->pdf);
	if (!file_mkdirs(dir, 0755, &err) || (run_job(here, slot, &progress, dpi) && !remove_rest(&images, &err))) {
		*errs_add(&here->errors) = err;
	}
	return here->errors.n == 0;
}

const char *here_output(struct here *here, const char *given) {
	return given != NULL ? given
	     : arena_printf(here->arena, "%s.pdf", here->request.output_name != NULL ? here->request.output_name : here->name);
}

static void add_all(struct errs *all, const struct errs *errs) {
	for (size_t i = 0; i < errs->n; i++) {
		*errs_add(all) = errs->v[i];
	}
	all->dropped += errs->dropped;
}

/* Who renders here may be the author of what is wrong: where the request cannot be told apart from that, tell both. */
int here_refused(const struct here *here, struct errs *all) {
	bool follows = false;
	for (size_t i = 0; i < here->errors.n; i++) {
		follows |= here->errors.v[i].follows;
	}
	if (here->request.report == NULL || follows) {
		add_all(all, catalogue_problems(here->catalogue));
	}
	add_all(all, &here->errors);
	for (size_t i = 0; i < all->n; i++) {
		if (all->v[i].code == ERR_SYSTEM) {
			return EXIT_FAILED;
		}
	}
	return EXIT_WRONG;
}

int here_say_refused(const struct here *here) {
	struct errs all = ERRS_INIT;
	int status = here_refused(here, &all);
	say_failures(&all);
	errs_fini(&all);
	return status;
}
