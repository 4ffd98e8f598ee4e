#include "seal/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "pdf/qpdf.h"
#include "pdf/revise.h"
#include "seal/cms.h"

#define PDF_MAX      ((size_t)4 << 30)
#define PASSWORD_MAX 127     /* bytes of UTF-8 that AES-256 encryption takes (ISO 32000-2, 7.6.4.3.2) */

/* ---- a pipe, to its end ---- */

/* Read all that comes, to the end of the file. */
static bool read_all(int fd, struct buf *out, struct err *err) {
	for (;;) {
		buf_reserve(out, 65536);
		ssize_t n = read(fd, out->p + out->len, 65536);
		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n < 0) {
			return err_sys(err, "cannot read from a pipe");
		}
		out->len += (size_t)n;
		out->p[out->len] = '\0';
		if (n == 0) {
			return true;
		}
		if (out->len > PDF_MAX) {
			return err_set(err, ERR_LIMIT, "the PDF is larger than %zu bytes", PDF_MAX);
		}
	}
}

/* An answer is '+' and bytes, or '-', the code, and a message with its hint behind a line feed. */
static bool take_answer(struct buf *answer, struct buf *out, struct err *err) {
	if (answer->len > 0 && answer->p[0] == '+') {
		buf_add(out, answer->p + 1, answer->len - 1);
		return true;
	}
	if (answer->len < 2 || answer->p[0] != '-') {
		return err_set(err, ERR_BUG, "the sealer ended without a word");
	}
	char *hint = strchr(answer->p + 2, '\n');
	if (hint) {
		*hint++ = '\0';
	}
	err_set(err, (enum err_code)(answer->p[1] - '0'), "%s", answer->p + 2);
	if (hint && *hint) {
		err_hint(err, "%s", hint);
	}
	return false;
}

static bool answer(int fd, bool ok, const struct buf *made, const struct err *err) {
	struct buf text = BUF_INIT;
	struct err late = ERR_INIT;

	if (ok) {
		buf_addc(&text, '+');
		buf_add(&text, made->p, made->len);
	} else {
		buf_addf(&text, "-%c%s\n%s", '0' + (char)err->code, err->msg, err->hint);
	}
	bool is_said = file_write_fd(fd, "pipe", text.p, text.len, &late);
	buf_fini(&text);
	return is_said;
}

/* ---- the process ---- */

struct task {
	const struct json *order;
	const char *pdf;
	size_t len;
	struct buf password;
	char at[CLOCK_ISO_SIZE];
	bool is_signed;
};

static const char *member(const struct task *t, const char *key) {
	return json_str(t->order, key, NULL);
}

static bool read_password(const char *path, struct buf *password, struct err *err) {
	if (!file_read(path, 4096, password, err)) {
		return err_wrap(err, "the password");
	}
	password->len = strcspn(password->p, "\r\n");
	password->p[password->len] = '\0';
	if (password->len == 0 || password->len > PASSWORD_MAX) {
		return err_set(err, ERR_INPUT, "the password in %s has %zu bytes: it takes 1 to %d, in the first line", path, password->len, PASSWORD_MAX);
	}
	return true;
}

/* With a place for a signature, then encrypted. */
static bool prepare(const struct task *t, struct buf *out, struct err *err) {
	struct buf placed = BUF_INIT;
	bool ok = true;

	if (t->is_signed) {
		ok = revise_add_signature(t->pdf, t->len, t->at, member(t, "reason"), &placed, err);
	} else {
		buf_add(&placed, t->pdf, t->len);
	}
	if (ok && t->password.len > 0) {
		ok = revise_encrypt(placed.p, placed.len, t->password.p, out, err);
	} else if (ok) {
		buf_add(out, placed.p, placed.len);
	}
	buf_fini(&placed);
	return ok;
}

/* Whatever the PDF does to who reads it: that process has no key, and can reach nothing. */
static bool prepare_apart(struct task *t, seal_confine_fn confine, struct buf *out, struct err *err) {
	int ends[2];
	struct buf said = BUF_INIT;

	if (!qpdf_open(err)) {
		return false;
	}
	if (pipe2(ends, O_CLOEXEC) != 0) {
		return err_sys(err, "cannot make a pipe");
	}
	pid_t pid = fork();
	if (pid == 0) {
		struct buf made = BUF_INIT;
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(ends[0]);
		bool ok = confine(err) && prepare(t, &made, err);
		_exit(answer(ends[1], ok, &made, err) && ok ? 0 : 1);
	}
	close(ends[1]);
	bool ok = pid > 0 ? read_all(ends[0], &said, err) : err_sys(err, "cannot fork");
	close(ends[0]);
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
	}
	ok = ok && take_answer(&said, out, err);
	buf_fini(&said);
	return ok;
}

static bool sign(const struct task *t, const struct signer *signer, struct buf *pdf, struct err *err) {
	static const char digits[] = "0123456789abcdef";
	struct revise_ranges ranges;
	struct buf text = BUF_INIT, der = BUF_INIT;
	bool ok = revise_set_ranges(pdf, &ranges, err);

	if (ok) {
		buf_add(&text, pdf->p + ranges.at[0], ranges.len[0]);
		buf_add(&text, pdf->p + ranges.at[1], ranges.len[1]);
		ok = signer_sign(signer, text.p, text.len, &der, err);
	}
	if (ok && der.len > REVISE_SIGNATURE_MAX) {
		ok = err_set(err, ERR_INPUT, "the signature has %zu bytes, %d at most: are there too many certificates in %s?", der.len,
		             REVISE_SIGNATURE_MAX, member(t, "certificate"));
	}
	for (size_t i = 0; ok && i < der.len; i++) {
		pdf->p[ranges.hex_at + 2 * i] = digits[(unsigned char)der.p[i] >> 4];
		pdf->p[ranges.hex_at + 2 * i + 1] = digits[(unsigned char)der.p[i] & 15];
	}
	buf_fini(&text);
	buf_fini(&der);
	return ok;
}

/* The key is read when what reads the PDF has been and gone. */
static bool seal(struct task *t, seal_confine_fn confine, struct buf *out, struct err *err) {
	const char *key = member(t, "key"), *password = member(t, "password_file");

	clock_format_utc(clock_now_ms(), t->at);
	t->is_signed = key != NULL;
	if ((password != NULL && !read_password(password, &t->password, err)) || !prepare_apart(t, confine, out, err)) {
		return false;
	}
	if (key == NULL) {
		return true;
	}
	struct signer *signer = signer_open(member(t, "certificate"), key, err);
	bool ok = signer && sign(t, signer, out, err);
	signer_free(signer);
	return ok;
}

int seal_main(seal_confine_fn confine) {
	struct arena *arena = arena_new();
	struct task t = { .password = BUF_INIT };
	struct buf in = BUF_INIT, out = BUF_INIT;
	struct err err = ERR_INIT;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_DUMPABLE, 0);       /* no core file has the key */
	bool ok = read_all(0, &in, &err);
	char *end = ok ? memchr(in.p, '\n', in.len) : NULL;
	if (end) {
		t.order = json_parse(arena, arena_strndup(arena, in.p, (size_t)(end - in.p)), (size_t)(end - in.p), NULL, &err);
		t.pdf = end + 1;
		t.len = in.len - (size_t)(end + 1 - in.p);
	}
	ok = t.order != NULL && seal(&t, confine, &out, &err);
	if (!ok && err.code == ERR_NONE) {
		err_set(&err, ERR_BUG, "the sealer got no order");
	}
	bool is_said = answer(1, ok, &out, &err);
	explicit_bzero(t.password.p, t.password.len);
	buf_fini(&t.password);
	buf_fini(&in);
	buf_fini(&out);
	arena_free(arena);
	return ok && is_said ? 0 : 1;
}

/* ---- who starts it ---- */

static void put_order(const struct seal_order *order, struct buf *text) {
	struct json_out out = JSON_OUT(text, 0);

	json_begin(&out, '{');
	json_put_text(&out, "certificate", order->certificate);
	json_put_text(&out, "key", order->key);
	json_put_text(&out, "reason", order->reason);
	json_put_text(&out, "password_file", order->password_file);
	json_end(&out, '}');
	buf_addc(text, '\n');
}

static bool spawn(pid_t *pid, int *in, int *out, struct err *err) {
	static const char *const argv[] = { "sitrep", "sealer", NULL };
	/* None of ours: there may be secrets of others in it. */
	static const char *const environment[] = { "LC_ALL=C.UTF-8", NULL };
	int to[2], from[2];
	posix_spawn_file_actions_t actions;

	if (pipe2(to, O_CLOEXEC) != 0) {
		return err_sys(err, "cannot start a sealer");
	}
	if (pipe2(from, O_CLOEXEC) != 0) {
		err_sys(err, "cannot start a sealer");
		close(to[0]);
		close(to[1]);
		return false;
	}
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, to[0], 0);
	posix_spawn_file_actions_adddup2(&actions, from[1], 1);
	errno = posix_spawn(pid, "/proc/self/exe", &actions, NULL, (char *const *)(uintptr_t)argv, (char *const *)(uintptr_t)environment);
	bool ok = errno == 0 || err_sys(err, "cannot start a sealer");
	posix_spawn_file_actions_destroy(&actions);
	close(to[0]);
	close(from[1]);
	if (!ok) {
		close(to[1]);
		close(from[0]);
		return false;
	}
	*in = to[1];
	*out = from[0];
	return true;
}

/* Both pipes at once: it may answer before it has read all. *in is closed when all is written, or nobody reads. */
static bool converse(int *in, int out, const struct buf *text, int64_t deadline, struct buf *said, struct err *err) {
	size_t at = 0;

	fcntl(*in, F_SETFL, O_NONBLOCK);
	for (;;) {
		struct pollfd p[2] = { { .fd = out, .events = POLLIN }, { .fd = *in, .events = POLLOUT } };
		int64_t left = deadline - clock_mono_ms();
		if (left <= 0) {
			return err_set(err, ERR_SYSTEM, "the sealer took too long");
		}
		if (poll(p, *in >= 0 ? 2 : 1, (int)left) < 0 && errno != EINTR) {
			return err_sys(err, "cannot talk to the sealer");
		}
		if (*in >= 0 && p[1].revents != 0) {
			ssize_t n = write(*in, text->p + at, text->len - at);
			at += n > 0 ? (size_t)n : 0;
			if (at == text->len || (n < 0 && errno != EAGAIN && errno != EINTR)) {
				close(*in);
				*in = -1;
			}
		}
		if (p[0].revents != 0) {
			buf_reserve(said, 65536);
			ssize_t n = read(out, said->p + said->len, 65536);
			if (n == 0) {
				return true;
			}
			if (n < 0 && errno != EINTR) {
				return err_sys(err, "cannot read from the sealer");
			}
			said->len += n > 0 ? (size_t)n : 0;
			said->p[said->len] = '\0';
		}
	}
}

bool seal_run(const struct seal_order *order, const char *pdf, size_t len, int timeout_ms, struct buf *out, struct err *err) {
	struct buf text = BUF_INIT, said = BUF_INIT;
	pid_t pid = -1;
	int to = -1, from = -1;

	put_order(order, &text);
	buf_add(&text, pdf, len);
	bool ok = spawn(&pid, &to, &from, err);
	if (ok) {
		ok = converse(&to, from, &text, clock_mono_ms() + timeout_ms, &said, err);
		if (!ok) {
			kill(pid, SIGKILL);
		}
		if (to >= 0) {
			close(to);
		}
		close(from);
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
		}
		ok = ok && take_answer(&said, out, err);
	}
	buf_fini(&text);
	buf_fini(&said);
	return ok;
}

bool seal_check(const struct seal_order *order, struct err *err) {
	struct buf password = BUF_INIT;
	bool ok = true;

	if (order->key != NULL) {
		struct signer *signer = signer_open(order->certificate, order->key, err);
		ok = signer != NULL;
		signer_free(signer);
	}
	if (ok && order->password_file != NULL) {
		ok = qpdf_open(err) != NULL && read_password(order->password_file, &password, err);
	}
	explicit_bzero(password.p, password.len);
	buf_fini(&password);
	return ok;
}

bool seal_verify(const char *pdf, size_t len, const char *certificate, bool *is_signed, struct signed_by *by, struct err *err) {
	struct revise_ranges r;
	struct buf text = BUF_INIT, der = BUF_INIT;

	*by = (struct signed_by){ .name = NULL };
	*is_signed = revise_find_ranges(pdf, len, &r);
	if (!*is_signed) {
		return true;
	}
	buf_add(&text, pdf + r.at[0], r.len[0]);
	buf_add(&text, pdf + r.at[1], r.len[1]);
	for (size_t i = 0; i + 1 < r.hex_len; i += 2) {
		const char hex[3] = { pdf[r.hex_at + i], pdf[r.hex_at + i + 1], '\0' };
		buf_addc(&der, (char)strtoul(hex, NULL, 16));
	}
	bool ok = cms_verify(der.p, der.len, text.p, text.len, certificate, by, err);
	buf_fini(&text);
	buf_fini(&der);
	return ok;
}
