#include "render/apart.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "pdf/inspect.h"
#include "render/sandbox.h"

#define MEMORY_BYTES ((int64_t)2 << 30)
#define CPU_SECONDS  60
#define SAID_MAX     ((size_t)1 << 30)

/* ---- the child: one line of JSON, then the bytes of the files, one behind the other ---- */

static void format(const struct inspected *found, const struct err *err, struct buf *text) {
	struct json_out out = JSON_OUT(text, 0);

	json_begin(&out, '{');
	json_put_text(&out, "error", err->code != ERR_NONE ? err->msg : NULL);
	json_put_text(&out, "hint", err->code != ERR_NONE ? err->hint : NULL);
	json_put_int(&out, "code", err->code);
	json_put_bool(&out, "encrypted", found->is_encrypted);
	json_put_str(&out, "metadata", found->metadata);
	json_key(&out, "pages");
	json_begin(&out, '[');
	for (size_t i = 0; i < found->page_count; i++) {
		json_add_str(&out, found->pages[i]);
	}
	json_end(&out, ']');
	json_key(&out, "files");
	json_begin(&out, '[');
	for (size_t i = 0; i < found->file_count; i++) {
		json_begin(&out, '{');
		json_put_str(&out, "name", found->files[i].name);
		json_put_int(&out, "bytes", (int64_t)found->files[i].len);
		json_end(&out, '}');
	}
	json_end(&out, ']');
	json_end(&out, '}');
	buf_addc(text, '\n');
	for (size_t i = 0; i < found->file_count; i++) {
		buf_add(text, found->files[i].bytes, found->files[i].len);
	}
}

static _Noreturn void child(const struct sandbox *sandbox, int fd, struct arena *arena, const char *pdf, size_t len, const char *password) {
	const struct sandbox_limits limits = { .memory_bytes = MEMORY_BYTES, .cpu_seconds = CPU_SECONDS };
	struct inspected found = { 0 };
	struct err err = ERR_INIT, late = ERR_INIT;
	struct buf text = BUF_INIT;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (sandbox_enter(sandbox, &limits, &err)) {
		inspect_pdf(arena, pdf, len, password, &found, &err);
	}
	format(&found, &err, &text);
	_exit(file_write_fd(fd, "pipe", text.p, text.len, &late) ? 0 : 1);
}

/* ---- what it said ---- */

static bool take(struct arena *arena, const struct buf *said, struct inspected *found, struct err *err) {
	const char *end = memchr(said->p, '\n', said->len), *at = end != NULL ? end + 1 : NULL;
	size_t head = end != NULL ? (size_t)(end - said->p) : 0;
	const struct json *json = end != NULL ? json_parse(arena, arena_strndup(arena, said->p, head), head, NULL, NULL) : NULL;

	if (json == NULL) {
		return err_set(err, ERR_INPUT, "it cannot be read: the process that tried was ended");
	}
	found->is_encrypted = json_bool(json, "encrypted", false);
	if (json_str(json, "error", NULL) != NULL) {
		err_set(err, (enum err_code)json_int(json, "code", ERR_INPUT), "%s", json_str(json, "error", ""));
		return err_hint(err, "%s", json_str(json, "hint", ""));
	}
	const struct json *pages = json_lookup(json, "pages"), *files = json_lookup(json, "files");
	/* Its word is believed no further than that of any process that may be somebody else's by now. */
	if (pages == NULL || pages->type != JSON_ARRAY || files == NULL || files->type != JSON_ARRAY) {
		return err_set(err, ERR_INPUT, "it cannot be read: the process that tried was ended");
	}
	str_copy(found->metadata, sizeof(found->metadata), json_str(json, "metadata", ""));
	found->pages = arena_alloc(arena, (pages->count + 1) * sizeof(*found->pages));
	for (const struct json *v = pages->first; v != NULL; v = v->next) {
		str_copy(found->pages[found->page_count++], HASH_HEX, v->type == JSON_STRING ? v->str : "");
	}
	for (const struct json *v = files->first; v != NULL; v = v->next) {
		size_t n = v->type == JSON_OBJECT ? (size_t)json_int(v, "bytes", 0) : SIZE_MAX;
		if (n > (size_t)(said->p + said->len - at)) {
			return err_set(err, ERR_INPUT, "it cannot be read: the process that tried was ended");
		}
		char *bytes = arena_alloc(arena, n + 1);
		memcpy(bytes, at, n);
		at += n;
		*ARENA_PUSH(arena, found->files, found->file_count, found->file_cap) =
		        (struct inspected_file){ .name = json_str(v, "name", ""), .bytes = bytes, .len = n };
	}
	return true;
}

static bool read_all(int fd, struct buf *said, struct err *err) {
	for (;;) {
		buf_reserve(said, 65536);
		ssize_t n = read(fd, said->p + said->len, 65536);
		if (n < 0 && errno != EINTR) {
			return err_sys(err, "cannot read from a pipe");
		}
		if (n == 0) {
			return true;
		}
		said->len += n > 0 ? (size_t)n : 0;
		said->p[said->len] = '\0';
		if (said->len > SAID_MAX) {
			return err_set(err, ERR_INPUT, "the files within it are too large");
		}
	}
}

bool apart_inspect(struct arena *arena, const char *pdf, size_t len, const char *password, struct inspected *found, struct err *err) {
	struct buf said = BUF_INIT;
	int ends[2];

	*found = (struct inspected){ 0 };
	/* What it takes is loaded and compiled before: the child opens no file. */
	struct sandbox *sandbox = inspect_load(err) ? sandbox_new(SANDBOX_LOADER, err) : NULL;
	if (sandbox == NULL) {
		return false;
	}
	if (pipe2(ends, O_CLOEXEC) != 0) {
		sandbox_free(sandbox);
		return err_sys(err, "cannot make a pipe");
	}
	pid_t pid = fork();
	if (pid == 0) {
		child(sandbox, ends[1], arena, pdf, len, password);
	}
	close(ends[1]);
	bool ok = pid > 0 ? read_all(ends[0], &said, err) : err_sys(err, "cannot fork");
	close(ends[0]);
	if (pid > 0 && !ok) {
		kill(pid, SIGKILL);
	}
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
	}
	ok = ok && take(arena, &said, found, err);
	buf_fini(&said);
	sandbox_free(sandbox);
	return ok;
}
