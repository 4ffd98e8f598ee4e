/* slots_part: a slot and the job in it, for the files of slots alone: slots.c (the process), run.c (the job). */
#ifndef SERVICE_SLOTS_PART_H
#define SERVICE_SLOTS_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <uv.h>

#include "base/err.h"
#include "base/str.h"
#include "render/wire.h"
#include "service/slots.h"

#define LINGER_MS 5000      /* from the last word, or a kill, to the end of a child, or of a process */
#define READ_SIZE 65536

struct arena;
struct channel;
struct hash;
struct json;

/* One process: alive until it has exited and its channel is closed. */
struct proc {
	uv_process_t process;
	uv_pipe_t control;
	struct slot *slot;           /* NULL once the slot has given it up */
	struct buf in;
	int open;                    /* handles not closed yet */
	bool has_exited;
};

enum job_step { STEP_FORKING, STEP_CONFINED, STEP_RECORDED, STEP_OVER };

/* The job that runs. */
struct run {
	struct channel *channel;     /* NULL once closed */
	enum job_step step;
	bool is_confined_told, is_eof, has_exited;
	pid_t pid;                   /* 0: not forked yet, or reaped */
	int status;                  /* wait status, when has_exited */
	enum attempt_outcome kill_outcome;    /* ATTEMPT_RUNNING: not killed by us */
	struct err kill_err;
	int64_t report_deadline_ms, section_deadline_ms, linger_deadline_ms;    /* monotonic; 0: none */
	double section_seconds, report_seconds;
	int64_t max_pages;
	size_t max_pdf;
	char level[32];
	char id[64];
	int64_t attempt;
	bool is_edition;
	struct buf pdf;
	struct hash *hash;
	struct slot_end end;
};

struct slot {
	uv_loop_t *loop;
	int number;
	const struct slot_events *events;
	enum slot_state state;
	struct generation *generation;
	struct proc *proc;
	uv_timer_t timer;            /* the next deadline, whatever it is */
	int64_t deadline_ms;         /* to be warm, or to be gone; 0: none */
	struct arena *arena;         /* for one frame */
	struct err why;              /* it goes down */
	bool is_stopped;             /* it was told to go */
	struct run run;
};

/* ---- slots.c ---- */

/* Set the timer to the next deadline, whatever it is. */
void slot_arm_timer(struct slot *slot);

/* It broke the protocol, or cannot be spoken to: it is ended, and its exit brings it down. */
void slot_fail(struct slot *slot, const struct err *err);

/* A frame to the process, with a descriptor where passed is none below 0. */
bool slot_send(struct slot *slot, enum wire_type type, const char *json, int passed, struct err *err);

/* It can do a job. */
void slot_idle(struct slot *slot);

/* ---- run.c ---- */

/* When something of the job is due next; monotonic, 0: nothing. */
int64_t run_deadline_ms(const struct run *run);

/* The time has come, perhaps. */
void run_due(struct slot *slot);

/* What the process tells of the child; false with *err where it is not what it was asked for. */
bool run_forked(struct slot *slot, const struct json *json, struct err *err);
bool run_exited(struct slot *slot, const struct json *json, struct err *err);

/* The process is gone, and with it (PR_SET_PDEATHSIG) its child. */
void run_lost(struct slot *slot);

/* The child is killed, with its group. */
void run_kill(const struct run *run);

#endif
