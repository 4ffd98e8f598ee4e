/* slots: see slots.h. The process of a slot: started, asked to fork, ended; what it does for a job is run.c's. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "catalogue/request.h"
#include "service/generation.h"
#include "service/slots_part.h"

#define START_MS 120000    /* to get warm, on a cold and busy machine */

static void on_timer(uv_timer_t *timer);

void slot_arm_timer(struct slot *slot) {
	int64_t at = slot->deadline_ms;

	if (slot->state == SLOT_BUSY) {
		at = run_deadline_ms(&slot->run);
	}
	if (at == 0) {
		uv_timer_stop(&slot->timer);
		return;
	}
	int64_t left = at - clock_mono_ms();
	uv_update_time(slot->loop);
	uv_timer_start(&slot->timer, on_timer, left > 0 ? (uint64_t)left : 0, 0);
}

void slot_idle(struct slot *slot) {
	slot->state = SLOT_IDLE;
	slot_arm_timer(slot);
	slot->events->on_idle(slot->events->ctx, slot);
}

static void on_proc_closed(uv_handle_t *handle) {
	struct proc *proc = handle->data;

	if (--proc->open > 0) {
		return;
	}
	buf_fini(&proc->in);
	mem_free(proc);
}

static void slot_down(struct slot *slot) {
	struct err why = slot->why;

	slot->proc->slot = NULL;
	slot->proc = NULL;
	if (slot->state == SLOT_BUSY) {
		run_lost(slot);
	}
	slot->state = SLOT_DOWN;
	slot->deadline_ms = 0;
	generation_unref(slot->generation);
	slot->generation = NULL;
	slot_arm_timer(slot);
	slot->events->on_down(slot->events->ctx, slot, &why);
}

static void on_process_exit(uv_process_t *process, int64_t status, int signal) {
	struct proc *proc = process->data;
	struct slot *slot = proc->slot;

	proc->has_exited = true;
	uv_close((uv_handle_t *)&proc->process, on_proc_closed);
	if (!uv_is_closing((uv_handle_t *)&proc->control)) {
		uv_close((uv_handle_t *)&proc->control, on_proc_closed);
	}
	if (slot == NULL) {
		return;
	}
	if (!slot->is_stopped && slot->why.code == ERR_NONE) {
		err_set(&slot->why, ERR_SYSTEM, "slot %d ended by itself (exit status %d, signal %d)", slot->number, (int)status,
		        signal);
	}
	slot_down(slot);
}

void slot_fail(struct slot *slot, const struct err *err) {
	if (slot->why.code == ERR_NONE) {
		slot->why = *err;
	}
	if (slot->proc != NULL && !slot->proc->has_exited) {
		uv_process_kill(&slot->proc->process, SIGKILL);
	}
}

static void on_timer(uv_timer_t *timer) {
	struct slot *slot = timer->data;
	struct err err = ERR_INIT;

	if (slot->state == SLOT_STARTING) {
		err_set(&err, ERR_LATE, "slot %d did not get warm within %d s", slot->number, START_MS / 1000);
		slot_fail(slot, &err);
	} else if (slot->state == SLOT_ENDING) {
		uv_process_kill(&slot->proc->process, SIGKILL);
	} else if (slot->state == SLOT_BUSY) {
		run_due(slot);
	}
}

/* ---- frames of the slot ---- */

bool slot_send(struct slot *slot, enum wire_type type, const char *json, int passed, struct err *err) {
	uv_os_fd_t fd;

	uv_fileno((uv_handle_t *)&slot->proc->control, &fd);
	return passed >= 0 ? wire_send_fd(fd, type, json, strlen(json), passed, err)
	                   : wire_send(fd, type, json, strlen(json), err);
}

static bool take_ready(struct slot *slot, struct err *err) {
	if (slot->state != SLOT_STARTING) {
		return err_set(err, ERR_BUG, "slot %d is ready twice", slot->number);
	}
	slot->deadline_ms = 0;
	slot_idle(slot);
	return true;
}

static bool take_slot_failed(struct slot *slot, const struct wire_frame *frame, struct err *err) {
	struct errs errors = ERRS_INIT;

	if (request_errors_parse(slot->arena, frame->data, frame->len, &errors) && errors.n > 0) {
		*err = errors.v[0];
		err_wrap(err, "slot %d could not get warm", slot->number);
	} else {
		err_set(err, ERR_BUG, "slot %d could not get warm", slot->number);
	}
	errs_fini(&errors);
	return false;
}

static bool take_control(struct slot *slot, const struct wire_frame *frame, struct err *err) {
	if (frame->type == WIRE_SLOT_FAILED) {
		return take_slot_failed(slot, frame, err);
	}
	const struct json *json =
		json_parse(slot->arena, arena_strndup(slot->arena, frame->data, frame->len), frame->len, NULL, err);
	if (json == NULL) {
		return false;
	}
	switch (frame->type) {
	case WIRE_READY: return take_ready(slot, err);
	case WIRE_FORKED: return run_forked(slot, json, err);
	case WIRE_EXITED: return run_exited(slot, json, err);
	default: return err_set(err, ERR_BUG, "a slot may not send a %s frame", wire_type_name(frame->type));
	}
}

static void on_control_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buf) {
	struct proc *proc = handle->data;

	(void)suggested;
	buf_reserve(&proc->in, READ_SIZE);
	*buf = uv_buf_init(proc->in.p + proc->in.len, READ_SIZE);
}

static void on_control_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf) {
	struct proc *proc = stream->data;
	struct err err = ERR_INIT;
	size_t at = 0;

	(void)buf;
	if (n < 0) {
		uv_read_stop(stream);    /* its exit follows */
		return;
	}
	proc->in.len += (size_t)n;
	while (proc->slot != NULL) {
		struct wire_frame frame;
		long used = wire_parse(proc->in.p + at, proc->in.len - at, &frame, &err);

		if (used == 0) {
			break;
		}
		if (used < 0 || !take_control(proc->slot, &frame, &err)) {
			slot_fail(proc->slot, &err);
			uv_read_stop(stream);
			return;
		}
		at += (size_t)used;
		if (proc->slot != NULL) {
			arena_reset(proc->slot->arena);
		}
	}
	memmove(proc->in.p, proc->in.p + at, proc->in.len - at);
	proc->in.len -= at;
}

/* ---- verbs ---- */

struct slot *slot_new(uv_loop_t *loop, int number, const struct slot_events *events) {
	struct slot *slot = mem_alloc(sizeof(*slot));

	slot->loop = loop;
	slot->number = number;
	slot->events = events;
	slot->arena = arena_new();
	slot->run.step = STEP_OVER;
	uv_timer_init(loop, &slot->timer);
	slot->timer.data = slot;
	return slot;
}

static void on_timer_closed(uv_handle_t *handle) {
	struct slot *slot = handle->data;

	arena_free(slot->arena);
	mem_free(slot);
}

void slot_free(struct slot *slot) {
	uv_close((uv_handle_t *)&slot->timer, on_timer_closed);
}

void slot_set_number(struct slot *slot, int number) {
	slot->number = number;
}

static int spawn(struct slot *slot, struct proc *proc, const struct generation *generation, int catalogue_fd) {
	char exe[] = "/proc/self/exe", role[] = "worker";
	char *args[] = { exe, role, (char *)generation_kept(generation), NULL };
	uv_stdio_container_t stdio[] = {
		{ .flags = UV_IGNORE },
		{ .flags = UV_IGNORE },
		{ .flags = UV_INHERIT_FD, .data.fd = STDERR_FILENO },
		{ .flags = UV_CREATE_PIPE | UV_READABLE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&proc->control },
		{ .flags = UV_INHERIT_FD, .data.fd = catalogue_fd },
	};
	uv_process_options_t options = {
		.exit_cb = on_process_exit,
		.file = exe,
		.args = args,
		.env = generation_environment(generation),
		.stdio_count = sizeof(stdio) / sizeof(*stdio),
		.stdio = stdio,
	};

	return uv_spawn(slot->loop, &proc->process, &options);
}

bool slot_start(struct slot *slot, struct generation *generation, struct err *err) {
	int fd = generation_open(generation, err);
	if (fd < 0) {
		return false;
	}
	struct proc *proc = mem_alloc(sizeof(*proc));
	proc->in = (struct buf)BUF_INIT;
	proc->slot = slot;
	proc->open = 2;
	proc->process.data = proc->control.data = proc;
	uv_pipe_init(slot->loop, &proc->control, 0);
	int rc = spawn(slot, proc, generation, fd);
	close(fd);
	if (rc != 0) {
		err_set(err, ERR_SYSTEM, "cannot start slot %d: %s", slot->number, uv_strerror(rc));
		uv_close((uv_handle_t *)&proc->control, on_proc_closed);
		uv_close((uv_handle_t *)&proc->process, on_proc_closed);
		return false;
	}
	slot->proc = proc;
	slot->why = (struct err)ERR_INIT;
	slot->is_stopped = false;
	slot->generation = generation_ref(generation);
	slot->state = SLOT_STARTING;
	slot->deadline_ms = clock_mono_ms() + START_MS;
	uv_read_start((uv_stream_t *)&proc->control, on_control_alloc, on_control_read);
	slot_arm_timer(slot);
	return true;
}

void slot_stop(struct slot *slot) {
	if (slot->state == SLOT_DOWN || slot->state == SLOT_ENDING) {
		return;
	}
	slot->is_stopped = true;
	if (slot->state == SLOT_IDLE) {
		slot->state = SLOT_ENDING;
		slot->deadline_ms = clock_mono_ms() + LINGER_MS;
		slot_arm_timer(slot);
		uv_close((uv_handle_t *)&slot->proc->control, on_proc_closed);
		return;
	}
	if (slot->state == SLOT_BUSY) {
		run_kill(&slot->run);
	}
	uv_process_kill(&slot->proc->process, SIGKILL);
}

enum slot_state slot_state(const struct slot *slot) {
	return slot->state;
}

int64_t slot_pid(const struct slot *slot) {
	return slot->proc != NULL ? slot->proc->process.pid : 0;
}

int64_t slot_job_pid(const struct slot *slot) {
	return slot->state == SLOT_BUSY ? slot->run.pid : 0;
}

const struct generation *slot_generation(const struct slot *slot) {
	return slot->generation;
}
