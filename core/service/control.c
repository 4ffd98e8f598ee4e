#include "service/control.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/err.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "service/control_part.h"
#include "service/spool.h"

#define LINE_MAX_BYTES ((size_t)64 << 10)
#define BACKLOG_MAX ((size_t)1 << 20)

/* ---- clients ---- */

static void client_release(struct client *client) {
	if (!client->is_closed || client->refs > 0) {
		return;
	}
	buf_fini(&client->in);
	mem_free(client->wait_job);
	mem_free(client->wait_path);
	mem_free(client);
}

static void on_client_closed(uv_handle_t *handle) {
	struct client *client = handle->data;

	client->is_closed = true;
	client_release(client);
}

static void client_close(struct client *client) {
	struct control *control = client->control;

	if (client->is_closing) {
		return;
	}
	client->is_closing = true;
	for (size_t i = 0; i < control->n; i++) {
		if (control->clients[i] == client) {
			control->clients[i] = control->clients[--control->n];
			break;
		}
	}
	uv_close((uv_handle_t *)&client->pipe, on_client_closed);
}

struct message {
	uv_write_t write;
	char *text;
};

static void on_sent(uv_write_t *write, int status) {
	struct message *message = write->data;
	struct client *client = write->handle->data;

	mem_free(message->text);
	mem_free(message);
	if (status < 0) {
		client_close(client);
	}
}

void client_send(struct client *client, struct buf *text) {
	size_t len;

	if (client->is_closing) {
		buf_fini(text);
		return;
	}
	if (uv_stream_get_write_queue_size((uv_stream_t *)&client->pipe) > BACKLOG_MAX) {
		log_warnx("a client of the control socket does not read: dropped");
		client_close(client);
		buf_fini(text);
		return;
	}
	buf_addc(text, '\n');
	struct message *message = mem_alloc(sizeof(*message));
	message->text = buf_detach(text, &len);
	message->write.data = message;
	uv_buf_t bytes = uv_buf_init(message->text, (unsigned)len);
	if (uv_write(&message->write, (uv_stream_t *)&client->pipe, &bytes, 1, on_sent) != 0) {
		mem_free(message->text);
		mem_free(message);
		client_close(client);
	}
}

void control_put_error(struct json_out *out, const struct err *err) {
	json_begin(out, '{');
	json_put_str(out, "code", err_code_name(err->code));
	json_put_str(out, "message", err->msg);
	if (err->hint[0] != '\0') {
		json_put_str(out, "hint", err->hint);
	}
	if (err->at.file[0] != '\0') {
		json_put_str(out, "file", err->at.file);
		json_put_int(out, "line", err->at.line);
	}
	json_end(out, '}');
}

void client_send_error(struct client *client, const struct err *err) {
	struct buf text = BUF_INIT;
	struct json_out out = JSON_OUT(&text, 0);

	json_begin(&out, '{');
	json_put_bool(&out, "ok", false);
	json_key(&out, "error");
	control_put_error(&out, err);
	json_end(&out, '}');
	client_send(client, &text);
}

void client_send_ok(struct client *client, const char *key, const char *value) {
	struct buf text = BUF_INIT;
	struct json_out out = JSON_OUT(&text, 0);

	json_begin(&out, '{');
	json_put_bool(&out, "ok", true);
	if (key != NULL) {
		json_put_str(&out, key, value);
	}
	json_end(&out, '}');
	client_send(client, &text);
}

/* ---- who may what ---- */

static bool is_service(uid_t uid) {
	return uid == 0 || uid == geteuid();
}

bool control_may_change(const struct client *client) {
	return is_service(client->uid) || (client->control->parts.spool->file_mode & 0020) != 0;
}

bool control_knows_all(const struct control_parts *parts, uid_t uid) {
	const struct spool *spool = parts->spool;
	struct stat failed, socket;

	return is_service(uid) || ((spool->file_mode & 0040) != 0 && stat(spool->failed, &failed) == 0 && (failed.st_mode & 0050) == 0050 &&
	                           stat(spool->socket, &socket) == 0 && socket.st_gid == failed.st_gid);
}

bool control_knows(const struct control_parts *parts, uid_t uid, const struct job *job) {
	return (int64_t)uid == job->owner || control_knows_all(parts, uid);
}

/* ---- listening ---- */

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buf) {
	struct client *client = handle->data;

	(void)suggested;
	buf_reserve(&client->in, 4096);
	*buf = uv_buf_init(client->in.p + client->in.len, 4096);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf);

/* One question at a time: what is sent meanwhile stays in the socket, or who asks without end would have the ledger's thread to himself. */
static void take_lines(struct client *client) {
	size_t at = 0;

	while (!client->is_closing && client->refs == 0) {
		const char *begin = client->in.p + at, *end = memchr(begin, '\n', client->in.len - at);
		if (end == NULL) {
			break;
		}
		if (end > begin) {
			control_take_line(client, begin, (size_t)(end - begin));
		}
		at = (size_t)(end - client->in.p) + 1;
	}
	memmove(client->in.p, client->in.p + at, client->in.len - at);
	client->in.len -= at;
	if (client->in.len > LINE_MAX_BYTES) {
		struct err err = ERR_INIT;
		err_set(&err, ERR_INPUT, "a line is longer than %zu bytes", LINE_MAX_BYTES);
		client_send_error(client, &err);
		client_close(client);
	}
	client->is_held = !client->is_closing && client->refs > 0;
	if (client->is_held) {
		uv_read_stop((uv_stream_t *)&client->pipe);
	}
}

void client_answered(struct client *client) {
	client->refs--;
	if (client->is_held && !client->is_closing) {
		client->is_held = false;    /* first: what is refused at once is answered from within take_lines */
		take_lines(client);
		if (!client->is_held && !client->is_closing) {
			uv_read_start((uv_stream_t *)&client->pipe, on_alloc, on_read);
		}
	}
	client_release(client);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf) {
	struct client *client = stream->data;

	(void)buf;
	if (n < 0) {
		client_close(client);
	} else {
		client->in.len += (size_t)n;
		take_lines(client);
	}
}

static void on_rejected(uv_handle_t *handle) {
	mem_free(handle->data);
}

static uid_t peer_of(const uv_pipe_t *pipe) {
	struct ucred peer;
	socklen_t n = sizeof(peer);
	int fd;

	return uv_fileno((const uv_handle_t *)pipe, &fd) == 0 && getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) == 0 ? peer.uid : (uid_t)-1;
}

static void on_connection(uv_stream_t *server, int status) {
	struct control *control = server->data;

	if (status < 0) {
		return;
	}
	struct client *client = mem_alloc(sizeof(*client));
	uv_pipe_init(control->loop, &client->pipe, 0);
	client->pipe.data = client;
	client->in = (struct buf)BUF_INIT;
	client->control = control;
	if (uv_accept(server, (uv_stream_t *)&client->pipe) != 0 || control->n == CONTROL_CLIENTS_MAX) {
		uv_close((uv_handle_t *)&client->pipe, on_rejected);
		return;
	}
	client->uid = peer_of(&client->pipe);
	control->clients[control->n++] = client;
	uv_read_start((uv_stream_t *)&client->pipe, on_alloc, on_read);
}

/* ---- life ---- */

static bool bind_socket(struct control *control, struct err *err) {
	const struct spool *spool = control->parts.spool;
	char address[64];
	struct sockaddr_un room;
	mode_t mode = spool->file_mode & 0060 ? 0660 : 0600;    /* connecting takes the right to write; what may be asked: control_may_change */

	unlink(spool->socket);    /* a dead instance's: the lock is ours */
	snprintf(address, sizeof(address), "/proc/self/fd/%d/control.sock", control->root_fd);
	mode_t before = umask(0777 & ~mode);
	int rc = uv_pipe_bind(&control->server, strlen(spool->socket) < sizeof(room.sun_path) ? spool->socket : address);
	umask(before);
	if (rc == 0) {
		rc = uv_listen((uv_stream_t *)&control->server, 16, on_connection);
	}
	if (rc != 0) {
		err_set(err, ERR_SYSTEM, "cannot listen on %s: %s", spool->socket, uv_strerror(rc));
		return false;
	}
	return true;
}

static void on_closed(uv_handle_t *handle) {
	struct control *control = handle->data;

	close(control->root_fd);
	mem_free(control);
}

struct control *control_new(uv_loop_t *loop, const struct control_parts *parts, struct err *err) {
	struct control *control = mem_alloc(sizeof(*control));

	control->loop = loop;
	control->parts = *parts;
	control->root_fd = open(parts->spool->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	uv_pipe_init(loop, &control->server, 0);
	control->server.data = control;
	if (control->root_fd < 0) {
		err_sys(err, "cannot open %s", parts->spool->root);
		control_free(control);
		return NULL;
	}
	if (!bind_socket(control, err)) {
		control_free(control);
		return NULL;
	}
	return control;
}

void control_free(struct control *control) {
	if (control == NULL) {
		return;
	}
	while (control->n > 0) {
		client_close(control->clients[0]);
	}
	uv_close((uv_handle_t *)&control->server, on_closed);
}
