/* ask: see ask.h. */
#include "cli/ask.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"

#define SOCKET_NAME "control.sock"
#define LINE_MAX_BYTES (64u << 20)    /* `schedule list` of ten thousand has some */

struct ask {
	int fd;
	struct buf in;               /* what came and was not read yet */
};

/* A path too long for a socket's address is reached through the open folder. */
static bool address(const char *spool, struct sockaddr_un *to, int *folder) {
	*to = (struct sockaddr_un){ .sun_family = AF_UNIX };
	*folder = -1;
	if (strlen(spool) + sizeof("/" SOCKET_NAME) <= sizeof(to->sun_path)) {
		snprintf(to->sun_path, sizeof(to->sun_path), "%s/" SOCKET_NAME, spool);
		return true;
	}
	*folder = open(spool, O_PATH | O_DIRECTORY | O_CLOEXEC);
	snprintf(to->sun_path, sizeof(to->sun_path), "/proc/self/fd/%d/" SOCKET_NAME, *folder);
	return *folder >= 0;
}

struct ask *ask_open(const char *spool, struct err *err) {
	struct sockaddr_un to;
	int folder = -1;
	*err = (struct err)ERR_INIT;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0) {
		err_sys(err, "cannot make a socket");
		return NULL;
	}
	bool ok = address(spool, &to, &folder) && connect(fd, (const struct sockaddr *)&to, sizeof(to)) == 0;
	int why = errno;
	if (folder >= 0) {
		close(folder);
	}
	if (!ok) {
		close(fd);
		if (why != ENOENT && why != ECONNREFUSED && why != ENOTDIR) {
			errno = why;
			err_sys(err, "cannot reach the service of %s", spool);
		}
		return NULL;
	}
	struct ask *ask = mem_alloc(sizeof(*ask));
	*ask = (struct ask){ .fd = fd, .in = BUF_INIT };
	return ask;
}

void ask_free(struct ask *ask) {
	if (ask != NULL) {
		close(ask->fd);
		buf_fini(&ask->in);
		mem_free(ask);
	}
}

int ask_fd(const struct ask *ask) {
	return ask->fd;
}

bool ask_nobody(const char *spool, struct err *err) {
	err_set(err, ERR_SYSTEM, "no service runs on the spool %s", spool);
	return err_hint(err, "start one with `sitrep serve`, or name another spool with --spool");
}

bool ask_send(struct ask *ask, struct err *err, const char *cmd, ...) {
	struct buf line = BUF_INIT;
	struct json_out out = JSON_OUT(&line, 0);
	va_list ap;
	json_begin(&out, '{');
	json_put_str(&out, "cmd", cmd);
	va_start(ap, cmd);
	for (const char *key = va_arg(ap, const char *); key != NULL; key = va_arg(ap, const char *)) {
		const char *value = va_arg(ap, const char *);
		if (value != NULL) {
			json_put_str(&out, key, value);
		}
	}
	va_end(ap);
	json_end(&out, '}');
	buf_addc(&line, '\n');
	bool ok = file_write_fd(ask->fd, "the control socket", line.p, line.len, err);
	buf_fini(&line);
	return ok;
}

bool ask_has_line(const struct ask *ask) {
	return memchr(ask->in.p, '\n', ask->in.len) != NULL;
}

static bool fill(struct ask *ask, struct err *err) {
	char bytes[8192];
	ssize_t n = read(ask->fd, bytes, sizeof(bytes));
	if (n < 0) {
		return errno == EINTR || err_sys(err, "cannot read from the service");
	}
	if (n == 0) {
		return err_set(err, ERR_SYSTEM, "the service has ended");
	}
	if (ask->in.len > LINE_MAX_BYTES) {
		return err_set(err, ERR_BUG, "the service sent a line that is too long");
	}
	buf_add(&ask->in, bytes, (size_t)n);
	return true;
}

const struct json *ask_line(struct ask *ask, struct arena *arena, struct err *err) {
	while (!ask_has_line(ask)) {
		if (!fill(ask, err)) {
			return NULL;
		}
	}
	size_t n = (size_t)((char *)memchr(ask->in.p, '\n', ask->in.len) - ask->in.p);
	const char *line = arena_strndup(arena, ask->in.p, n);
	const struct json *value = json_parse(arena, line, n, NULL, err);
	size_t rest = ask->in.len - n - 1;
	memmove(ask->in.p, ask->in.p + n + 1, rest);
	ask->in.len = rest;
	ask->in.p[rest] = '\0';
	if (value == NULL) {
		err_wrap(err, "the service said what is no JSON");
	}
	return value;
}

const struct json *ask_answer(struct ask *ask, struct arena *arena, struct err *err) {
	const struct json *answer = ask_line(ask, arena, err);
	if (answer == NULL || json_bool(answer, "ok", false)) {
		return answer;
	}
	const struct json *why = json_lookup(answer, "error");
	err_set(err, err_code_parse(json_str(why, "code", "input")), "%s", json_str(why, "message", "the service refused without a reason"));
	const char *hint = json_str(why, "hint", NULL);
	if (hint != NULL) {
		err_hint(err, "%s", hint);
	}
	return NULL;
}
