/* mail: the carrier that sends e-mail, to an SMTP server or through a local sendmail. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "deliver/http.h"
#include "deliver/letter.h"
#include "deliver/parcel.h"

static const char *const fields[] = { "to", "cc", "bcc" };

/* The mailboxes that it goes to, in the arena; NULL-terminated. */
static const char **recipients(struct parcel *p) {
	const char **v = NULL;
	size_t n = 0, cap = 0;

	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		const struct json *list = json_lookup(p->target, fields[i]);
		for (const struct json *a = list != NULL ? list->first : NULL; a != NULL; a = a->next) {
			struct buf mailbox = BUF_INIT;
			letter_mailbox(a->str, &mailbox);
			*ARENA_PUSH(p->arena, v, n, cap) = arena_strdup(p->arena, buf_str(&mailbox));
			buf_fini(&mailbox);
		}
	}
	*ARENA_PUSH(p->arena, v, n, cap) = NULL;
	return v;
}

static const char *sender(struct parcel *p) {
	struct buf mailbox = BUF_INIT;

	letter_mailbox(json_str(p->target, "from", ""), &mailbox);
	const char *from = arena_strdup(p->arena, buf_str(&mailbox));
	buf_fini(&mailbox);
	return from;
}

/* ---- SMTP ---- */

/* Server, security and who we are. */
static bool set_up(struct parcel *p, struct http *http, struct err *err) {
	const char *server = json_str(p->target, "server", ""), *security = json_str(p->target, "security", "starttls");
	const char *user = json_str(p->target, "user", NULL), *colon = strrchr(server, ':');
	bool is_tls = str_eq(security, "tls"), is_none = str_eq(security, "none");
	bool has_port = colon != NULL && strchr(colon, ']') == NULL;
	const char *url = arena_printf(p->arena, "%s://%s%s", is_tls ? "smtps" : "smtp", server, has_port ? "" : is_tls ? ":465" : is_none ? ":25" : ":587");

	STR_COPY(http->what, server);
	http->fn->easy_setopt(http->curl, CURLOPT_URL, url);
	http->fn->easy_setopt(http->curl, CURLOPT_USE_SSL, (long)(is_none ? CURLUSESSL_NONE : CURLUSESSL_ALL));
	if (user != NULL) {
		const char *password = http_setting(p, "password", err);
		if (password == NULL) {
			return false;
		}
		http->fn->easy_setopt(http->curl, CURLOPT_USERNAME, user);
		http->fn->easy_setopt(http->curl, CURLOPT_PASSWORD, password);
	}
	return true;
}

static void send_smtp(struct parcel *p, struct sending *sending, const struct buf *message, struct outcome *outcome) {
	struct http http = { .curl = NULL };
	struct err err = ERR_INIT;
	struct http_source source = { .p = message->p, .n = message->len };
	struct curl_slist *to = NULL;

	if (!http_init(&http, p, sending, "smtp,smtps", &err)) {
		outcome_again(outcome, &err);
	} else if (!set_up(p, &http, &err)) {
		outcome_never(outcome, &err);
	} else {
		for (const char **r = recipients(p); *r != NULL; r++) {
			to = http.fn->slist_append(to, arena_printf(p->arena, "<%s>", *r));
		}
		http.fn->easy_setopt(http.curl, CURLOPT_MAIL_FROM, arena_printf(p->arena, "<%s>", sender(p)));
		http.fn->easy_setopt(http.curl, CURLOPT_MAIL_RCPT, to);
		http_send(&http, &source);
		CURLcode rc = http_perform(&http);
		http.is_complete = source.at == source.n;
		http_judge_smtp(&http, rc, outcome);
		http.fn->slist_free_all(to);
	}
	http_fini(&http);
}

/* ---- sendmail ---- */

/* What its exit status means (sysexits.h). */
static void judge_status(const char *program, int status, const struct buf *said, struct outcome *outcome) {
	struct err err = ERR_INIT;
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;

	if (code == EX_OK) {
		return;
	}
	if (code < 0) {
		err_set(&err, ERR_SYSTEM, "%s was ended by signal %d", program, WTERMSIG(status));
		outcome_again(outcome, &err);
		outcome->is_doubtful = true;
		return;
	}
	err_set(&err, ERR_INPUT, "%s ended with status %d%s%.200s", program, code, said->len > 0 ? ": " : "", buf_str(said));
	if (code == EX_TEMPFAIL || code == EX_OSERR || code == EX_OSFILE || code == EX_CANTCREAT || code == EX_IOERR) {
		outcome_again(outcome, &err);
	} else {
		outcome_never(outcome, &err);
	}
}

static bool spawn_sendmail(struct parcel *p, const char *program, int in, int said, pid_t *pid, struct err *err) {
	const char **to = recipients(p), **args = NULL;
	const char *const first[] = { program, "-i", "-f", sender(p), "--" };
	posix_spawn_file_actions_t actions;
	size_t n = 0, cap = 0;

	for (size_t i = 0; i < sizeof(first) / sizeof(*first); i++) {
		*ARENA_PUSH(p->arena, args, n, cap) = first[i];
	}
	for (; *to != NULL; to++) {
		*ARENA_PUSH(p->arena, args, n, cap) = *to;
	}
	*ARENA_PUSH(p->arena, args, n, cap) = NULL;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, 0);
	posix_spawn_file_actions_adddup2(&actions, said, 1);
	posix_spawn_file_actions_adddup2(&actions, said, 2);
	/* posix_spawn wants char *const *, and leaves them alone */
	errno = posix_spawn(pid, program, &actions, NULL, (char *const *)(uintptr_t)args, environ);
	bool ok = errno == 0 || err_sys(err, "cannot run %s", program);
	posix_spawn_file_actions_destroy(&actions);
	return ok;
}

/* Lines end in a line feed alone, as on this machine. */
static void write_message(int fd, const struct buf *message) {
	struct buf local = BUF_INIT;

	for (size_t i = 0; i < message->len; i++) {
		if (message->p[i] != '\r') {
			buf_addc(&local, message->p[i]);
		}
	}
	file_write_fd(fd, "sendmail", local.p, local.len, NULL);    /* its status tells what became of it */
	buf_fini(&local);
}

static void run_sendmail(struct parcel *p, struct sending *sending, const struct buf *message, struct outcome *outcome) {
	const char *program = json_str(p->target, "sendmail", "");
	struct err err = ERR_INIT;
	struct buf said = BUF_INIT, shown = BUF_INIT;
	int ends[2] = { -1, -1 }, log = memfd_create("sendmail", MFD_CLOEXEC), status = 0;
	pid_t pid;

	if (log < 0 || pipe2(ends, O_CLOEXEC) != 0) {
		err_sys(&err, "cannot run %s", program);
		outcome_again(outcome, &err);
	} else if (!sending_ask(sending)) {
		err_set(&err, ERR_SYSTEM, "the service broke it off");
		outcome_again(outcome, &err);
	} else if (!spawn_sendmail(p, program, ends[0], log, &pid, &err)) {
		outcome_again(outcome, &err);
	} else {
		close(ends[0]);
		write_message(ends[1], message);
		close(ends[1]);
		ends[0] = ends[1] = -1;
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
		}
		if (lseek(log, 0, SEEK_SET) == 0 && file_read_fd(log, program, 65536, &said, NULL)) {
			buf_add_visible(&shown, buf_str(&said));
		}
		judge_status(program, status, &shown, outcome);
	}
	for (int i = 0; i < 2; i++) {
		if (ends[i] >= 0) {
			close(ends[i]);
		}
	}
	if (log >= 0) {
		close(log);
	}
	buf_fini(&said);
	buf_fini(&shown);
}

/* ---- both ---- */

static void put_place(struct parcel *p, struct outcome *outcome) {
	struct buf place = BUF_INIT;

	for (const char **r = recipients(p); *r != NULL; r++) {
		buf_addf(&place, "%s%s", place.len > 0 ? ", " : "", *r);
	}
	STR_COPY(outcome->place, buf_str(&place));
	buf_fini(&place);
}

static void deliver(struct parcel *p, struct sending *sending, struct outcome *outcome) {
	struct buf message = BUF_INIT;

	letter_format(p, &message);
	put_place(p, outcome);
	if (json_lookup(p->target, "sendmail") != NULL) {
		run_sendmail(p, sending, &message, outcome);
	} else {
		send_smtp(p, sending, &message, outcome);
	}
	buf_fini(&message);
}

/* Connects, is greeted, logs in, and goes. */
static void probe(struct parcel *p, struct outcome *outcome) {
	const char *program = json_str(p->target, "sendmail", NULL);
	struct http http = { .curl = NULL };
	struct err err = ERR_INIT;

	if (program != NULL) {
		if (access(program, X_OK) != 0) {
			err_sys(&err, "cannot run %s", program);
			outcome_never(outcome, &err);
		}
		STR_COPY(outcome->place, program);
		return;
	}
	if (!http_init(&http, p, NULL, "smtp,smtps", &err) || !set_up(p, &http, &err)) {
		outcome_never(outcome, &err);
	} else {
		http.fn->easy_setopt(http.curl, CURLOPT_NOBODY, 1L);
		http.fn->easy_setopt(http.curl, CURLOPT_CUSTOMREQUEST, "NOOP");
		http_judge_smtp(&http, http_perform(&http), outcome);
		STR_COPY(outcome->place, http.what);
	}
	http_fini(&http);
}

const struct carrier carrier_mail = { .kind = "mail", .deliver = deliver, .probe = probe };
