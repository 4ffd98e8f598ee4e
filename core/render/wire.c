#include "render/wire.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/str.h"

static const char magic[4] = { 'S', 'R', 'W', '1' };

static const struct {
	enum wire_type type;
	const char *name;
} types[] = {
	{ WIRE_READY, "ready" },
	{ WIRE_FORKED, "forked" },
	{ WIRE_EXITED, "exited" },
	{ WIRE_SLOT_FAILED, "slot-failed" },
	{ WIRE_FORK, "fork" },
	{ WIRE_REAP, "reap" },
	{ WIRE_CONFINED, "confined" },
	{ WIRE_PHASE, "phase" },
	{ WIRE_PAGE, "page" },
	{ WIRE_WARNING, "warning" },
	{ WIRE_RECORD, "record" },
	{ WIRE_DUMP, "dump" },
	{ WIRE_PDF, "pdf" },
	{ WIRE_DONE, "done" },
	{ WIRE_FAILED, "failed" },
	{ WIRE_NEEDLESS, "needless" },
	{ WIRE_JOB, "job" },
	{ WIRE_REQUEST, "request" },
	{ WIRE_FILE, "file" },
	{ WIRE_KEPT, "kept" },
	{ WIRE_IMAGE, "image" },
	{ WIRE_EDITION, "edition" },
	{ WIRE_KEEP, "keep" },
};

const char *wire_type_name(enum wire_type type) {
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		if (types[i].type == type) {
			return types[i].name;
		}
	}
	return NULL;
}

static void put_u16(unsigned char *p, uint16_t v) {
	p[0] = (unsigned char)v;
	p[1] = (unsigned char)(v >> 8);
}

static void put_u32(unsigned char *p, uint32_t v) {
	put_u16(p, (uint16_t)v);
	put_u16(p + 2, (uint16_t)(v >> 16));
}

static uint16_t load_u16(const unsigned char *p) {
	return (uint16_t)(p[0] | p[1] << 8);
}

static uint32_t load_u32(const unsigned char *p) {
	return (uint32_t)load_u16(p) | (uint32_t)load_u16(p + 2) << 16;
}

static void format_header(unsigned char header[WIRE_HEADER], enum wire_type type, size_t len) {
	memcpy(header, magic, sizeof(magic));
	put_u16(header + 4, WIRE_VERSION);
	put_u16(header + 6, (uint16_t)type);
	put_u32(header + 8, (uint32_t)len);
}

void wire_format(struct buf *out, enum wire_type type, const void *data, size_t len) {
	unsigned char header[WIRE_HEADER];

	format_header(header, type, len);
	buf_add(out, header, sizeof(header));
	buf_add(out, data, len);
}

static void format_file(struct buf *out, const struct wire_file *file) {
	unsigned char header[WIRE_HEADER];
	size_t name = strlen(file->name) + 1;

	format_header(header, WIRE_FILE, name + file->len);
	buf_add(out, header, sizeof(header));
	buf_add(out, file->name, name);
	buf_add(out, file->p, file->len);
}

void wire_format_job(struct buf *out, const struct wire_job *job) {
	struct buf text = BUF_INIT;
	struct json_out json = JSON_OUT(&text, 0);

	json_begin(&json, '{');
	json_put_str(&json, "id", job->id);
	json_put_str(&json, "name", job->name);
	json_put_int(&json, "accepted_ms", job->accepted_ms);
	json_put_str(&json, "today", job->today);
	json_put_int(&json, "attempt", job->attempt);
	if (job->explain) {
		json_put_bool(&json, "explain", true);
	}
	if (job->image_dpi > 0) {
		json_put_int(&json, "image_dpi", job->image_dpi);
	}
	if (job->skip != NULL) {
		json_key(&json, "skip");
		json_add_value(&json, job->skip);
	}
	json_put_int(&json, "files", (int64_t)job->file_count);
	json_put_int(&json, "kept", (int64_t)job->kept_count);
	json_put_bool(&json, "edition", job->edition != NULL);
	json_end(&json, '}');
	wire_format(out, WIRE_JOB, text.p, text.len);
	for (size_t i = 0; i < job->file_count; i++) {
		format_file(out, &job->files[i]);
	}
	for (size_t i = 0; i < job->kept_count; i++) {
		wire_format(out, WIRE_KEPT, job->kept[i].p, job->kept[i].len);
	}
	if (job->edition != NULL) {
		wire_format(out, WIRE_EDITION, job->edition->p, job->edition->len);
	}
	wire_format(out, WIRE_REQUEST, job->text, job->len);
	buf_fini(&text);
}

long wire_parse(const char *p, size_t n, struct wire_frame *frame, struct err *err) {
	const unsigned char *u = (const unsigned char *)p;

	if (n < WIRE_HEADER) {
		return 0;
	}
	if (memcmp(p, magic, sizeof(magic)) != 0) {
		err_set(err, ERR_INPUT, "frame does not begin with SRW1");
		return -1;
	}
	uint16_t version = load_u16(u + 4);
	uint16_t type = load_u16(u + 6);
	uint32_t len = load_u32(u + 8);

	if (version != WIRE_VERSION) {
		err_set(err, ERR_INPUT, "frame has version %u, this program speaks %u", version, WIRE_VERSION);
		return -1;
	}
	if (wire_type_name((enum wire_type)type) == NULL) {
		err_set(err, ERR_INPUT, "frame has unknown type %u", type);
		return -1;
	}
	if (len > WIRE_MAX) {
		err_set(err, ERR_LIMIT, "%s frame of %u bytes is over the limit of %u",
		        wire_type_name((enum wire_type)type), len, WIRE_MAX);
		return -1;
	}
	if (n - WIRE_HEADER < len) {
		return 0;
	}
	frame->type = (enum wire_type)type;
	frame->data = p + WIRE_HEADER;
	frame->len = len;
	return (long)(WIRE_HEADER + len);
}

bool wire_send(int fd, enum wire_type type, const void *data, size_t len, struct err *err) {
	unsigned char header[WIRE_HEADER];

	format_header(header, type, len);
	return file_write_fd(fd, "pipe", header, sizeof(header), err) &&
	       (len == 0 || file_write_fd(fd, "pipe", data, len, err));
}

/* Read once more into *in, taking a passed descriptor along when the caller wants one. */
static ssize_t receive_some(int fd, struct buf *in, int *passed) {
	union {
		struct cmsghdr align;
		char room[CMSG_SPACE(sizeof(int))];
	} control;
	ssize_t n;

	buf_reserve(in, 65536);
	if (passed == NULL) {
		do {
			n = read(fd, in->p + in->len, 65536);
		} while (n < 0 && errno == EINTR);
	} else {
		struct iovec iov = { .iov_base = in->p + in->len, .iov_len = 65536 };
		struct msghdr msg = {
			.msg_iov = &iov, .msg_iovlen = 1, .msg_control = control.room, .msg_controllen = sizeof(control.room),
		};
		do {
			n = recvmsg(fd, &msg, MSG_CMSG_CLOEXEC);
		} while (n < 0 && errno == EINTR);
		struct cmsghdr *c = n >= 0 ? CMSG_FIRSTHDR(&msg) : NULL;
		if (c != NULL && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS) {
			memcpy(passed, CMSG_DATA(c), sizeof(*passed));
		}
	}
	if (n > 0) {
		in->len += (size_t)n;
		in->p[in->len] = '\0';
	}
	return n;
}

/*
 * *in starts with the frame returned last time (frame->data borrows it), whose length stands in
 * frame->len; it is dropped now. A caller begins with frame->data == NULL.
 */
static void drop_frame(struct buf *in, struct wire_frame *frame) {
	if (frame->data == NULL) {
		return;
	}
	size_t used = WIRE_HEADER + frame->len;
	memmove(in->p, in->p + used, in->len - used);
	in->len -= used;
	in->p[in->len] = '\0';
	frame->data = NULL;
}

static bool receive(int fd, struct buf *in, struct wire_frame *frame, int *passed, struct err *err) {
	drop_frame(in, frame);
	for (;;) {
		long used = wire_parse(in->p, in->len, frame, err);
		if (used != 0) {
			return used > 0;
		}
		ssize_t n = receive_some(fd, in, passed);
		if (n < 0) {
			return err_sys(err, "cannot read from the pipe");
		}
		if (n == 0 && in->len > 0) {
			return err_set(err, ERR_INPUT, "the pipe ended inside a frame");
		}
		if (n == 0) {
			if (err != NULL) {
				err->code = ERR_NONE;
			}
			return false;
		}
	}
}

bool wire_recv(int fd, struct buf *in, struct wire_frame *frame, struct err *err) {
	return receive(fd, in, frame, NULL, err);
}

bool wire_recv_fd(int fd, struct buf *in, struct wire_frame *frame, int *passed, struct err *err) {
	*passed = -1;
	return receive(fd, in, frame, passed, err);
}

bool wire_send_fd(int fd, enum wire_type type, const void *data, size_t len, int passed, struct err *err) {
	union {
		struct cmsghdr align;
		char room[CMSG_SPACE(sizeof(int))];
	} control = { .room = { 0 } };
	struct buf frame = BUF_INIT;
	bool ok = false;

	wire_format(&frame, type, data, len);
	struct iovec iov = { .iov_base = frame.p, .iov_len = frame.len };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = control.room, .msg_controllen = sizeof(control.room) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&msg);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &passed, sizeof(passed));

	ssize_t n;
	do {
		n = sendmsg(fd, &msg, MSG_NOSIGNAL);
	} while (n < 0 && errno == EINTR);
	if (n != (ssize_t)frame.len) {
		/* The frame is far smaller than a socket's buffer: a short write means a broken peer. */
		err_sys(err, "cannot pass a descriptor to the slot");
		goto out;
	}
	ok = true;
out:
	buf_fini(&frame);
	return ok;
}
