/*
 * watch: a request is rendered anew whenever something it is made from changes. What did not change stays warm: the catalogue,
 * fonts, shaped words and parsed data are kept between renders, each of which is a child of its own, as in the service.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/mistake.h"
#include "cli/changes.h"
#include "cli/command.h"
#include "cli/here.h"
#include "cli/say.h"
#include "cli/viewer.h"
#include "render/worker.h"

#define PLUGIN_DEPTH 3               /* folders within a plugin's: images, data */
#define USED_FILE_MAX ((size_t)64 << 20)

struct watch {
	const struct call *call;
	const char *path;            /* of the request */
	bool as_json;
	bool is_stopped;             /* the job under way was given up */
	int dpi;                     /* of images of pages */
	struct changes *changes;
	struct catalogue *catalogue; /* that the slot was made with; NULL: there is no slot yet */
	struct worker_slot *slot;    /* NULL: none is warm */
	char warm[HASH_HEX];         /* what the slot is warm for */
	char report[64], template[64];   /* of these */
	char made[HASH_HEX];         /* of what was rendered, or refused, last */
	char *output;                /* the last good PDF; NULL: there is none yet */
	char good_at[CLOCK_TIME_SIZE];           /* its time of day */
	int64_t began_us;            /* monotonic: when the change was seen */
};

/* ---- what it is made from ---- */

static bool add_folder_of(struct watch *w, const char *file, struct err *err) {
	const char *base = path_base(file);
	char *folder = base == file ? mem_strdup(".") : mem_strndup(file, (size_t)(base - file));
	bool ok = changes_add(w->changes, folder, err);
	mem_free(folder);
	return ok;
}

static bool add_given(struct watch *w, const char *const *folders, struct err *err) {
	while (folders != NULL && *folders != NULL && changes_add(w->changes, *folders, err)) {
		folders++;
	}
	return folders == NULL || *folders == NULL;
}

static bool add_configured(struct watch *w, const struct catalogue *catalogue, const char *key, struct err *err) {
	const struct json *f = catalogue_value(catalogue, key)->first;
	while (f != NULL && changes_add(w->changes, f->str, err)) {
		f = f->next;
	}
	return f == NULL;
}

/* Where nothing but the request has changed, the catalogue need not be made again. */
static bool look_at_request(struct watch *w, struct err *err) {
	const char *base = path_base(w->path);
	if (file_is_dir(w->path)) {
		return changes_add_apart(w->changes, w->path, err) && add_folder_of(w, w->path, err);
	}
	char *folder = base == w->path ? mem_strdup(".") : mem_strndup(w->path, (size_t)(base - w->path));
	bool ok = changes_add_apart(w->changes, folder, err);
	mem_free(folder);
	return ok;
}

static bool look_at_files(struct watch *w, const struct here *h, struct err *err) {
	bool ok = true;
	for (size_t i = 0; i < h->input.files.n && ok; i++) {
		const char *name = h->input.files.v[i].name;
		ok = strchr(name, '/') == NULL || add_folder_of(w, path_join(h->arena, w->path, name), err);
	}
	return ok;
}

/* Folders where what is used, or is missing, can come up: known before there is a catalogue. */
static bool look_at_given(struct watch *w, struct err *err) {
	const struct catalogue_paths *paths = &w->call->paths;
	const char *env = getenv("SITREP_CONFIG"), *named = env != NULL && *env != '\0' ? env : "config/sitrep.lua";
	return look_at_request(w, err) && add_given(w, paths->plugins, err) && add_given(w, paths->reports, err) &&
	       add_given(w, paths->templates, err) && add_folder_of(w, paths->config != NULL ? paths->config : named, err);
}

static bool look_at_tree(struct watch *w, struct arena *arena, const char *folder, int depth, struct err *err) {
	char **names;
	size_t n;
	bool ok = changes_add(w->changes, folder, err);
	if (!ok || depth == 0 || !file_list(folder, arena, &names, &n, NULL)) {
		return ok;
	}
	for (size_t i = 0; i < n && ok; i++) {
		const char *path = path_join(arena, folder, names[i]);
		ok = !file_is_dir(path) || look_at_tree(w, arena, path, depth - 1, err);
	}
	return ok;
}

/* The folders of all that the catalogue was made from, and those where more of it would be found. */
static bool look_at_all(struct watch *w, const struct catalogue *catalogue, struct err *err) {
	struct arena *arena = arena_new();
	bool ok = add_folder_of(w, catalogue_config_file(catalogue), err) && add_configured(w, catalogue, "plugins", err) &&
	          add_configured(w, catalogue, "reports", err) && add_configured(w, catalogue, "templates", err);
	for (const struct json *p = catalogue_plugins(catalogue)->first; p != NULL && ok; p = p->next) {
		ok = look_at_tree(w, arena, json_str(p, "dir", "."), PLUGIN_DEPTH, err);
	}
	for (const struct json *f = catalogue_files(catalogue)->first; f != NULL && ok; f = f->next) {
		ok = add_folder_of(w, f->key, err);
	}
	arena_free(arena);
	return ok;
}

/* ---- what of it has changed ---- */

struct used {
	const struct catalogue *catalogue;
	struct hash *sum;
	struct json_out out;
	struct arena *arena;
};

static void hash_file(struct used *used, const char *path) {
	struct buf bytes = BUF_INIT;
	hash_add(used->sum, path, strlen(path) + 1);
	if (file_read(path, USED_FILE_MAX, &bytes, NULL)) {
		hash_add(used->sum, bytes.p, bytes.len);
	}
	buf_fini(&bytes);
}

/* A plugin may use any file of its folder: which of them it does is known to its job only. */
static void hash_tree(struct used *used, const char *folder, int depth) {
	char **names;
	size_t n;
	if (!file_list(folder, used->arena, &names, &n, NULL)) {
		return;
	}
	for (size_t i = 0; i < n; i++) {
		const char *path = path_join(used->arena, folder, names[i]);
		if (changes_is_passing(names[i])) {
			continue;
		} else if (!file_is_dir(path)) {
			hash_file(used, path);
		} else if (depth > 0) {
			hash_tree(used, path, depth - 1);
		}
	}
}

static void hash_plugin(void *ctx, const struct json *plugin) {
	struct used *used = ctx;
	json_add_value(&used->out, plugin);
	hash_tree(used, json_str(plugin, "dir", "."), PLUGIN_DEPTH);
}

static bool is_of_plugin(const struct catalogue *catalogue, const char *file) {
	for (const struct json *p = catalogue_plugins(catalogue)->first; p != NULL; p = p->next) {
		const char *dir = json_str(p, "dir", "");
		if (str_prefix(file, dir) && file[strlen(dir)] == '/') {
			return true;
		}
	}
	return false;
}

/*
 * Hash of what a report is made from, the request apart: plugins that it does not use may change as they like. Where the
 * report is not known, of everything: any of it may be what is missing.
 */
static void hash_used(const struct catalogue *catalogue, const char *report, const char *template, char hash[HASH_HEX]) {
	struct buf text = BUF_INIT;
	struct used used = { .catalogue = catalogue, .sum = hash_new(), .out = JSON_OUT(&text, 0), .arena = arena_new() };

	json_begin(&used.out, '[');
	if (report == NULL) {
		json_add_str(&used.out, catalogue_generation(catalogue));
	} else {
		json_add_str(&used.out, template);
		json_add_value(&used.out, catalogue_config(catalogue));
		json_add_value(&used.out, catalogue_report(catalogue, report));
		json_add_value(&used.out, catalogue_templates(catalogue));
		catalogue_each_plugin(catalogue, report, hash_plugin, &used);
		for (const struct json *f = catalogue_files(catalogue)->first; f != NULL; f = f->next) {
			if (!is_of_plugin(catalogue, f->key)) {
				json_add_str(&used.out, f->key);
				json_add_value(&used.out, f);
			}
		}
	}
	json_end(&used.out, ']');
	hash_add(used.sum, text.p, text.len);
	hash_finish(used.sum, hash);
	arena_free(used.arena);
	buf_fini(&text);
}

static void hash_made(const struct here *h, const char *used, char hash[HASH_HEX]) {
	struct hash *sum = hash_new();
	hash_add(sum, used, strlen(used));
	hash_add(sum, h->input.text.p, h->input.text.len);
	for (size_t i = 0; i < h->input.files.n; i++) {
		const struct attachment *file = &h->input.files.v[i];
		hash_add(sum, file->name, strlen(file->name) + 1);
		hash_add(sum, file->bytes.p, file->bytes.len);
	}
	hash_finish(sum, hash);
}

/* ---- what is said ---- */

static double took_ms(const struct watch *w) {
	return (double)(clock_mono_us() - w->began_us) / 1000;
}

/* One line of JSON, for editors. */
static void say_json(const struct watch *w, bool ok, const struct errs *errors, const struct errs *warnings, int64_t pages) {
	struct buf text = BUF_INIT;
	struct json_out out = JSON_OUT(&text, 0);
	json_begin(&out, '{');
	json_put_str(&out, "event", ok ? "rendered" : "failed");
	json_put_text(&out, "file", w->output);
	if (ok) {
		json_put_int(&out, "pages", pages);
	}
	json_put_int(&out, "ms", (int64_t)(took_ms(w) + 0.5));
	json_key(&out, "errors");
	mistake_write(&out, errors);
	json_key(&out, "warnings");
	mistake_write(&out, warnings);
	json_end(&out, '}');
	buf_addc(&text, '\n');
	say_out(text.p, text.len);
	buf_fini(&text);
}

static void say_kept(const struct watch *w) {
	char now[CLOCK_TIME_SIZE];
	clock_format_time(clock_now_ms(), now);
	if (w->output != NULL) {
		say_note("%s  not rendered; %s is as it was at %s", now, w->output, w->good_at);
	} else {
		say_note("%s  not rendered; there is no PDF yet", now);
	}
}

static void say_broken(struct watch *w, const struct here *h, const struct errs *errors) {
	static const struct errs none = ERRS_INIT;
	if (w->as_json) {
		say_json(w, false, errors, h != NULL ? &h->warnings : &none, 0);
		return;
	}
	if (h != NULL) {
		say_warnings(&h->warnings);
	}
	say_failures(errors);
	say_kept(w);
}

/* ---- a turn ---- */

/* Make the slot warm for what was read; fresh is the watch's afterwards. */
static bool warm_up(struct watch *w, struct catalogue *fresh, const struct here *h, const char *used, struct err *err) {
	struct worker_slot *former = w->slot;
	w->slot = worker_open(fresh, h->request.report, h->request.template, former, err);
	worker_close(former);
	if (fresh != w->catalogue) {
		catalogue_free(w->catalogue);
	}
	w->catalogue = fresh;
	STR_COPY(w->warm, w->slot != NULL ? used : "");
	STR_COPY(w->report, h->request.report);
	STR_COPY(w->template, h->request.template);
	return w->slot != NULL;
}

static bool hand_over(struct watch *w, struct here *h, struct err *err) {
	const char *path = here_output(h, call_value(w->call, "output"));
	const struct json *record = json_parse(h->arena, h->record.p, h->record.len, NULL, err);
	if (!file_write(path, h->pdf.p, h->pdf.len, 0644, err)) {
		return false;
	}
	bool is_first = w->output == NULL;
	mem_free(w->output);
	w->output = mem_strdup(path);
	clock_format_time(clock_now_ms(), w->good_at);
	int64_t pages = json_int(record, "pages", 0);
	if (w->as_json) {
		say_json(w, true, &h->errors, &h->warnings, pages);
	} else {
		say_warnings(&h->warnings);
		say_record(record);
		printf("%s  %s: %lld page%s, %.0f ms\n", w->good_at, path, (long long)pages, pages == 1 ? "" : "s", took_ms(w));
		fflush(stdout);
	}
	if (is_first && call_has(w->call, "open")) {
		viewer_open(path);
	}
	return true;
}

/* After the PDF, which is there sooner; its warnings are told already. */
static bool make_images(struct watch *w, struct here *h) {
	const char *dir = call_value(w->call, "png");
	return dir == NULL || here_images(h, w->slot, dir, w->dpi);
}

static void refuse(struct watch *w, const struct here *h) {
	struct errs all = ERRS_INIT;
	here_refused(h, &all);
	say_broken(w, h, &all);
	errs_fini(&all);
}

/* What takes long (a loop that does not end) is given up for a change that may mend it, or for Ctrl-C. */
static bool goes_on(void *ctx) {
	struct watch *w = ctx;
	w->is_stopped = changes_pending(w->changes, w->output != NULL ? path_base(w->output) : NULL);
	return !w->is_stopped;
}

/* Render what was read and is right; fresh is taken over where the slot has to be warmed anew: whether it was. */
static bool render(struct watch *w, struct here *h, struct catalogue *fresh, const char *used) {
	struct err err = ERR_INIT;
	bool taken = !str_eq(used, w->warm), ok = true;
	w->is_stopped = false;
	if (taken) {
		ok = warm_up(w, fresh, h, used, &err);
	}
	h->goes_on = goes_on;
	h->goes_on_ctx = w;
	ok = ok && here_render(h, w->slot) && hand_over(w, h, &err) && make_images(w, h);
	if (ok) {
		worker_warm(w->slot);
	}
	if (err.code != ERR_NONE) {
		*errs_add(&h->errors) = err;
	}
	if (!ok && w->is_stopped) {
		w->made[0] = '\0';       /* it was not: the change that stopped it may be no change in the end */
	} else if (!ok) {
		say_broken(w, h, &h->errors);
	}
	return taken;
}

/* Only the request has changed, and it asks for what was rendered last: nothing else need be looked at. */
static bool is_warm_for(const struct watch *w, const struct here *h, const struct catalogue *fresh) {
	return fresh == w->catalogue && w->warm[0] != '\0' && str_eq(w->report, h->request.report) && str_eq(w->template, h->request.template);
}

/* Whether fresh was taken over. */
static bool make(struct watch *w, struct here *h, struct catalogue *fresh) {
	char used[HASH_HEX], made[HASH_HEX];
	bool is_read = here_read(h);

	if (is_read && is_warm_for(w, h, fresh)) {
		STR_COPY(used, w->warm);
	} else {
		hash_used(fresh, is_read ? h->request.report : NULL, h->request.template, used);
	}
	hash_made(h, used, made);
	if (str_eq(made, w->made)) {
		return false;            /* what has changed does not matter here */
	}
	STR_COPY(w->made, made);
	if (!is_read) {
		refuse(w, h);
		return false;
	}
	return render(w, h, fresh, used);
}

/* Can the request be rendered with what the catalogue has of all there is? */
static bool is_enough(const struct watch *w, struct catalogue *catalogue) {
	struct here probe;
	here_init(&probe, catalogue, w->path);
	bool enough = catalogue_problems(catalogue)->n == 0 && here_read(&probe);
	here_fini(&probe);
	return enough;
}

/* Of the request's report alone, where that is right; else of everything, so that all can be told. NULL with *err. */
static struct catalogue *load(const struct watch *w, struct err *err) {
	struct catalogue_paths narrow = w->call->paths;
	struct catalogue *catalogue = NULL;
	struct here probe;
	here_init(&probe, NULL, w->path);
	here_guess(&probe, &narrow.report, &narrow.template);
	if (narrow.report != NULL) {
		catalogue = catalogue_load(&narrow, LOAD_MS, NULL, err);
	}
	here_fini(&probe);
	if (catalogue != NULL && is_enough(w, catalogue)) {
		return catalogue;
	}
	catalogue_free(catalogue);
	return catalogue_load(&w->call->paths, LOAD_MS, NULL, err);
}

/* anew: the catalogue may have changed, too. False with *err where it cannot be watched. */
static bool turn(struct watch *w, bool anew, struct err *err) {
	struct err failure = ERR_INIT;
	struct catalogue *fresh = w->catalogue;
	if (anew || fresh == NULL || !is_enough(w, fresh)) {
		fresh = load(w, &failure);
	}
	if (fresh == NULL) {
		struct errs errors = ERRS_INIT;
		*errs_add(&errors) = failure;
		w->made[0] = '\0';
		say_broken(w, NULL, &errors);
		errs_fini(&errors);
		return true;
	}
	struct here h;
	here_init(&h, fresh, w->path);
	/* Before anything is read: what changes from now on is seen. */
	bool ok = fresh == w->catalogue || look_at_all(w, fresh, err);
	bool taken = ok && make(w, &h, fresh);
	ok = ok && look_at_files(w, &h, err);
	here_fini(&h);
	if (!taken && fresh != w->catalogue) {
		catalogue_free(fresh);
	}
	return ok;
}

static int watch_loop(struct watch *w) {
	struct err err = ERR_INIT;
	enum changes_said said = CHANGES_SOME;

	if (!look_at_given(w, &err)) {
		return say_failure(&err);
	}
	w->began_us = clock_mono_us();
	while (said == CHANGES_SOME || said == CHANGES_APART) {
		if (!turn(w, said == CHANGES_SOME, &err)) {
			return say_failure(&err);
		}
		said = changes_wait(w->changes, w->output != NULL ? path_base(w->output) : NULL, &w->began_us, &err);
	}
	return said == CHANGES_FAILED ? say_failure(&err) : EXIT_DONE;
}

static int run(const struct call *call) {
	struct err err = ERR_INIT;
	if (call->arg_count != 1 || str_eq(call->args[0], "-")) {
		return say_misuse("watch", call->arg_count == 0 ? "it needs a request" : "it takes one request, and that is a file or folder");
	}
	if (call_has(call, "output") && str_eq(call_value(call, "output"), "-")) {
		return say_misuse("watch", "the PDF goes into a file");
	}
	struct watch w = { .call = call, .path = call->args[0], .as_json = call_has(call, "json"), .dpi = 96 };
	int64_t dpi;
	if (call_has(call, "dpi")) {
		if (!call_has(call, "png") || !str_int(call_value(call, "dpi"), 18, 600, &dpi)) {
			return say_misuse("watch", "--dpi is a number from 18 to 600, and goes with --png");
		}
		w.dpi = (int)dpi;
	}
	if (!file_exists(w.path)) {
		err_set(&err, ERR_INPUT, "there is no such request");
		err_at_file(&err, w.path);
		return say_failure(&err);
	}
	w.changes = changes_new(&err);
	if (w.changes == NULL) {
		return say_failure(&err);
	}
	int status = watch_loop(&w);
	worker_close(w.slot);
	catalogue_free(w.catalogue);
	changes_free(w.changes);
	mem_free(w.output);
	return status;
}

static const struct option options[] = {
	{ "dpi", 0, "N", "pixels an inch of these images; else 96" },
	{ "json", 0, NULL, "say each result as a line of JSON on standard output: event, file, pages, ms, errors, warnings" },
	{ "open", 0, NULL, "show the first PDF in the desktop's viewer (xdg-open); most take up a new one by themselves" },
	{ "output", 'o', "FILE", "where the PDF goes; else NAME.pdf here" },
	{ "png", 0, "DIR", "keep the pages as images there, too: page-001.png and on; what has not changed is not written anew" },
	{ NULL, 0, NULL, NULL }
};

const struct command command_watch = {
	.name = "watch", .synopsis = "REQUEST [-o OUT.pdf] [--open] [--png DIR [--dpi N]] [--json]",
	.summary = "render a request anew whenever anything it uses changes",
	.help = "What is written, put there or taken away is seen at once: the request, its attachments, the plugins of its report with their prose, "
	        "data and pictures, the report, templates and the configuration. While something is wrong, the last good PDF stays, and the mistake is "
	        "told with its source line. Ctrl-C ends it.",
	.options = options, .run = run,
};
