/* submit: puts requests into the inbox, whole; --wait follows them to their end. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/request.h"
#include "cli/ask.h"
#include "cli/command.h"
#include "cli/input.h"
#include "cli/say.h"
#include "service/claim.h"
#include "service/spool.h"

#define NAMES_MAX 10000          /* ukraine-2, ukraine-3 … */
#define RETRY_MS  200

/* One request and what became of it. */
struct task {
	const char *path;            /* as given */
	bool is_folder;
	const char *name;            /* in the inbox, without ".json" */
	struct input input;
	struct ask *ask;             /* while it is waited for */
	int status;                  /* an exit status, -1 before the end */
};

struct submission {
	struct arena *arena;
	const char *spool, *inbox;
	struct task *tasks;
	size_t n;
	bool waits;
};

/* ---- dropping ---- */

/* The service is another user, of the folder's group: it has to read what is dropped, and to move and remove a folder, whatever the umask is. */
static bool open_to_group(const char *path, mode_t bits, struct err *err) {
	struct stat st;
	return (stat(path, &st) == 0 && chmod(path, (st.st_mode & 07777) | bits) == 0) || err_sys(err, "cannot let the group use %s", path);
}

static bool make_folder(const char *path, struct err *err) {
	return file_is_dir(path) || (file_mkdirs(path, 0770, err) && open_to_group(path, 0070, err));
}

static bool write_file(const char *path, const void *p, size_t n, struct err *err) {
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
	if (fd < 0) {
		err_sys(err, "cannot write %s into the inbox", path);
		return errno == ENOENT ? err_hint(err, "is it a spool? `sitrep serve` makes one") : false;
	}
	bool ok = open_to_group(path, 0040, err) && file_write_fd(fd, path, p, n, err) && (fsync(fd) == 0 || err_sys(err, "cannot write %s to the disk", path));
	close(fd);
	return ok;
}

static bool write_folder(const struct submission *s, const struct task *t, const char *folder, struct err *err) {
	bool ok = make_folder(folder, err);
	for (size_t i = 0; ok && i < t->input.files.n; i++) {
		const struct attachment *file = &t->input.files.v[i];
		const char *path = path_join(s->arena, folder, file->name);
		const char *parent = arena_strndup(s->arena, path, (size_t)(path_base(path) - path - 1));
		ok = make_folder(parent, err) && write_file(path, file->bytes.p, file->bytes.len, err) &&
		     file_sync_dir_of(path, err);
	}
	const char *request = path_join(s->arena, folder, CLAIM_FOLDER_REQUEST);
	return ok && write_file(request, t->input.text.p, t->input.text.len, err) && file_sync_dir_of(request, err);
}

/* The whole request under a temporary name, which the service leaves alone. */
static bool write_temporary(const struct submission *s, const struct task *t, const char *temporary, struct err *err) {
	return t->is_folder ? write_folder(s, t, temporary, err) : write_file(temporary, t->input.text.p, t->input.text.len, err);
}

static const char *target_of(const struct submission *s, const struct task *t, const char *name) {
	return arena_printf(s->arena, "%s/%s%s", s->inbox, name, t->is_folder ? "" : ".json");
}

/* Renamed, not linked: a file of two names would be refused. Never over another request. */
static bool try_name(const char *temporary, const char *target, bool *is_taken, struct err *err) {
	*is_taken = false;
	if (renameat2(AT_FDCWD, temporary, AT_FDCWD, target, RENAME_NOREPLACE) == 0) {
		return file_sync_dir_of(target, err);
	}
	*is_taken = errno == EEXIST;
	return *is_taken || err_sys(err, "cannot drop %s", target);
}

/* Who wants to see the request accepted must ask before it is there. */
static bool start_waiting(const struct submission *s, struct task *t, const char *name, struct err *err) {
	const char *path = arena_printf(s->arena, "%s.json", name);
	ask_free(t->ask);
	t->ask = ask_open(s->spool, err);
	if (t->ask == NULL) {
		return err->code == ERR_NONE;    /* none runs yet: see follow_later */
	}
	return ask_send(t->ask, err, "wait", "path", path, NULL) && ask_answer(t->ask, s->arena, err) != NULL;
}

static bool drop_as(struct submission *s, struct task *t, const char *temporary, struct err *err) {
	const char *base = input_name(s->arena, t->path);
	for (int i = 1; i < NAMES_MAX; i++) {
		const char *name = i == 1 ? base : arena_printf(s->arena, "%s-%d", base, i);
		const char *target = target_of(s, t, name);
		bool is_taken = file_exists(target);
		if (is_taken) {
			continue;
		}
		if ((s->waits && !start_waiting(s, t, name, err)) || !try_name(temporary, target, &is_taken, err)) {
			return false;
		}
		if (!is_taken) {
			t->name = name;
			return true;
		}
	}
	return err_set(err, ERR_SYSTEM, "every name from %s to %s-%d is taken in the inbox", base, base, NAMES_MAX);
}

static bool drop(struct submission *s, struct task *t, struct err *err) {
	/* With the time: after a boot, and in containers, pids come again, and what died with one may lie there still. */
	const char *temporary = arena_printf(s->arena, "%s/" SPOOL_SUBMIT "%ld-%lld-%zu.tmp", s->inbox, (long)getpid(), (long long)clock_now_ms(), (size_t)(t - s->tasks));
	t->is_folder = file_is_dir(t->path);
	if (!input_read(t->path, NULL, &t->input, err)) {
		return false;
	}
	bool ok = write_temporary(s, t, temporary, err) && drop_as(s, t, temporary, err);
	if (!ok) {
		int saved = errno;
		spool_remove(temporary);
		errno = saved;
	}
	return ok;
}

/* ---- waiting ---- */

static void print_done(const struct submission *s, const struct task *t, const char *files) {
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;
	if (files == NULL) {
		say_note("%s: done, and its PDF was kept long enough already (`retention`)", t->name);
		return;
	}
	const char *record = arena_printf(s->arena, "%s/%s.json", s->spool, files);
	if (file_read(record, REQUEST_MAX_BYTES, &text, &err)) {
		say_record(json_parse(s->arena, text.p, text.len, NULL, &err));
	}
	printf("%s/%s.pdf\n", s->spool, files);
	fflush(stdout);
	buf_fini(&text);
}

static int print_failed(const struct submission *s, const struct task *t, const struct json *event) {
	struct buf text = BUF_INIT;
	struct errs errors = ERRS_INIT;
	struct json_out out = JSON_OUT(&text, 0);
	const struct json *error = json_lookup(event, "error");
	const char *files = json_str(event, "files", NULL);
	int status = EXIT_FAILED;
	if (error != NULL) {
		json_add_value(&out, error);
	}
	if (error != NULL && request_errors_parse(s->arena, text.p, text.len, &errors) && errors.n > 0) {
		status = say_failures(&errors);
	} else {
		say_note("%s: %s", t->name, json_str(event, "state", "failed"));
	}
	if (files != NULL) {
		say_note("%s: %s, see %s/%s.error.txt", t->name, json_str(event, "state", "failed"), s->spool, files);
	}
	errs_fini(&errors);
	buf_fini(&text);
	return status;
}

static void on_event(const struct submission *s, struct task *t, const struct json *event) {
	const char *what = json_str(event, "event", "");
	if (str_eq(what, "progress")) {
		say_progress(t->name, json_str(event, "phase", ""), json_str(event, "section", NULL), (int)json_int(event, "index", 0),
		             (int)json_int(event, "count", 0), (int)json_int(event, "page", 0));
		return;
	}
	say_progress_end();
	if (str_eq(what, "accepted")) {
		say_note("%s: accepted as %s", t->name, json_str(event, "job", ""));
	} else if (str_eq(what, "retry")) {
		say_note("%s: tried again: %s", t->name, json_str(event, "message", ""));
	} else if (str_eq(what, "end") && str_eq(json_str(event, "state", ""), "done")) {
		print_done(s, t, json_str(event, "files", NULL));
		t->status = EXIT_DONE;
	} else if (str_eq(what, "end") && str_eq(json_str(event, "state", ""), "skipped")) {
		say_note("%s: not issued: %s", t->name, json_str(json_lookup(event, "result"), "reason", "there is nothing to issue"));
		t->status = EXIT_DONE;
	} else if (str_eq(what, "end")) {
		t->status = print_failed(s, t, event);
	}
}

static void read_event(const struct submission *s, struct task *t) {
	struct err err = ERR_INIT;
	do {
		const struct json *event = ask_line(t->ask, s->arena, &err);
		if (event == NULL) {
			say_progress_end();
			say_failure(&err);
			say_note("%s: it is kept; a service that starts goes on with it", t->name);
			t->status = EXIT_FAILED;
			return;
		}
		on_event(s, t, event);
	} while (t->status < 0 && ask_has_line(t->ask));
}

/* Dropped when no service ran: find it when one does. It may lie in the inbox still, or be a job already. */
static void follow_later(const struct submission *s, struct task *t) {
	struct err err = ERR_INIT;
	const char *path = arena_printf(s->arena, "%s.json", t->name);
	t->ask = ask_open(s->spool, &err);
	if (t->ask == NULL) {
		return;
	}
	bool is_waiting = file_exists(target_of(s, t, t->name));
	bool ok = ask_send(t->ask, &err, "wait", is_waiting ? "path" : "job", is_waiting ? path : t->name, NULL) &&
	          ask_answer(t->ask, s->arena, &err) != NULL;
	if (!ok) {
		ask_free(t->ask);
		t->ask = NULL;
	}
}

static size_t open_tasks(const struct submission *s) {
	size_t n = 0;
	for (size_t i = 0; i < s->n; i++) {
		n += s->tasks[i].status < 0;
	}
	return n;
}

static void wait_once(const struct submission *s, struct pollfd *fds) {
	nfds_t n = 0;
	bool some_alone = false;
	for (size_t i = 0; i < s->n; i++) {
		struct task *t = &s->tasks[i];
		if (t->status < 0 && t->ask == NULL) {
			follow_later(s, t);
		}
		some_alone = some_alone || (t->status < 0 && t->ask == NULL);
		if (t->status < 0 && t->ask != NULL && ask_has_line(t->ask)) {
			read_event(s, t);
		}
		if (t->status < 0 && t->ask != NULL) {
			fds[n++] = (struct pollfd){ .fd = ask_fd(t->ask), .events = POLLIN };
		}
	}
	if (n == 0 && !some_alone) {
		return;
	}
	if (poll(fds, n, some_alone ? RETRY_MS : -1) <= 0) {
		return;
	}
	for (size_t i = 0, k = 0; i < s->n; i++) {
		struct task *t = &s->tasks[i];
		if (t->status < 0 && t->ask != NULL && k < n && fds[k].fd == ask_fd(t->ask)) {
			if (fds[k++].revents != 0) {
				read_event(s, t);
			}
		}
	}
}

static void wait_all(const struct submission *s) {
	struct pollfd *fds = mem_alloc((s->n + 1) * sizeof(*fds));
	bool is_told = false;
	while (open_tasks(s) > 0) {
		for (size_t i = 0; i < s->n && !is_told; i++) {
			if (s->tasks[i].status < 0 && s->tasks[i].ask == NULL) {
				say_note("No service runs on %s: the requests wait in its inbox. Start one with `sitrep serve`.", s->spool);
				is_told = true;
			}
		}
		wait_once(s, fds);
	}
	mem_free(fds);
}

/* ---- the command ---- */

static void drop_all(struct submission *s) {
	for (size_t i = 0; i < s->n; i++) {
		struct task *t = &s->tasks[i];
		struct err err = ERR_INIT;
		if (!drop(s, t, &err)) {
			t->status = say_failure(&err);
		} else if (!s->waits) {
			printf("%s\n", target_of(s, t, t->name));
			t->status = EXIT_DONE;
		}
	}
	fflush(stdout);
}

static int run(const struct call *call) {
	int status = EXIT_DONE;
	if (call->arg_count == 0) {
		return say_misuse("submit", "it needs a request");
	}
	char *spool = call_spool(call, &status);
	if (spool == NULL) {
		return status;
	}
	struct submission s = { .arena = arena_new(), .spool = spool, .n = call->arg_count, .waits = call_has(call, "wait") };
	s.inbox = path_join(s.arena, spool, "inbox");
	s.tasks = arena_alloc(s.arena, s.n * sizeof(*s.tasks));
	for (size_t i = 0; i < s.n; i++) {
		s.tasks[i] = (struct task){ .path = call->args[i], .input = INPUT_INIT, .status = -1 };
	}
	drop_all(&s);
	wait_all(&s);
	for (size_t i = 0; i < s.n; i++) {
		status = s.tasks[i].status > status ? s.tasks[i].status : status;
		ask_free(s.tasks[i].ask);
		input_fini(&s.tasks[i].input);
	}
	arena_free(s.arena);
	mem_free(spool);
	return status;
}

static const struct option options[] = {
	OPTION_SPOOL,
	{ "wait", 0, NULL, "show progress and wait for the result" },
	{ NULL, 0, NULL, NULL }
};

const struct command command_submit = {
	.name = "submit", .synopsis = "REQUEST... [--wait] [--spool DIR]", .summary = "put requests into the inbox of the service",
	.help = "A request is a JSON file, or a folder with a request.json and what belongs to it: images, CSV and other files. "
	        "Each appears in the inbox whole and under a name of its own: a second ukraine.json becomes ukraine-2.json. "
	        "With --wait the paths of the finished PDFs are printed, mistakes are told as `sitrep check` does, and the exit status "
	        "is 1 where the work failed and 2 where a request was wrong.",
	.options = options, .run = run,
};
