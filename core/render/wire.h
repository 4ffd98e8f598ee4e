/*
 * wire: frames between the service, its slots and their children; see WIRE.md. Turns values into bytes and
 * back, does no I/O but wire_send/wire_recv for the blocking side. A peer that breaks a rule is ended.
 */
#ifndef RENDER_WIRE_H
#define RENDER_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;
struct json;

#define WIRE_VERSION 1
#define WIRE_HEADER  12              /* bytes: u32 magic "SRW1", u16 version, u16 type, u32 length; little-endian */
#define WIRE_MAX     (16u << 20)     /* largest payload of any frame */
#define WIRE_DUMP_MAX ((size_t)5 << 20)      /* of an edition that says more nothing is kept to compare with */

enum wire_type {
	/* control channel: slot -> service */
	WIRE_READY = 1,      /* JSON { generation } : warm, waiting for a job */
	WIRE_FORKED,         /* JSON { attempt, pid } : the child exists (its own process group) */
	WIRE_EXITED,         /* JSON { attempt, pid, status, cpu_us, maxrss_kb } : ended, not yet reaped: pid is still its */
	WIRE_SLOT_FAILED,    /* JSON errors : could not get warm; the slot exits */
	/* control channel: service -> slot */
	WIRE_FORK = 16,      /* JSON { attempt }, with one descriptor (SCM_RIGHTS): the job channel */
	WIRE_REAP,           /* JSON { pid } : the service no longer needs the pid */
	/* job channel: child -> service */
	WIRE_CONFINED = 32,  /* JSON { level } : restricted itself; waits for the job */
	WIRE_PHASE,          /* JSON { phase: check|collect|build|resolve|layout|paint|finish, section, index, count } */
	WIRE_PAGE,           /* JSON { page } */
	WIRE_WARNING,        /* JSON errors */
	WIRE_RECORD,         /* JSON object: what the child adds to the result record (pages, sources, gaps, inputs) */
	WIRE_KEEP,           /* a section's id, a NUL, JSON of keep.h: the section as it is issued now; before the RECORD */
	WIRE_DUMP,           /* JSON of issue.h: what is kept of an edition to compare the next one with; before the RECORD */
	WIRE_PDF,            /* bytes: next piece of the PDF */
	WIRE_DONE,           /* JSON { bytes, sha256 } : last frame of a success */
	WIRE_FAILED,         /* JSON errors : last frame of a failure; their codes say whose fault */
	WIRE_NEEDLESS,       /* JSON { reason } : last frame where an edition is not issued, since nothing changed */
	WIRE_IMAGE,          /* where JOB asked for images, each page in place of the PDF: its number, a NUL, a PNG */
	/* job channel: service -> child */
	WIRE_JOB = 48,       /* JSON { id, name, accepted_ms, today, skip: [section ids], attempt, explain, image_dpi, files: n, kept: n, edition: bool } then, as frames of their own, */
	WIRE_REQUEST,        /* bytes: the request as dropped; the last of these */
	WIRE_KEPT,           /* as often as JOB's kept says, before it: JSON of keep.h, a section as last issued */
	WIRE_EDITION,        /* where JOB says edition, before it: JSON { series, number, revision, reissue, reason, previous, corrected }, these two { number, revision, as_of, issued, period_from, period_to, dump } */
	WIRE_FILE,           /* n times, before it: an attachment's name, a NUL, its bytes */
};

struct wire_frame {
	enum wire_type type;
	const char *data;            /* borrowed from the buffer it was parsed from */
	size_t len;
};

/* Append a frame to *out. */
void wire_format(struct buf *out, enum wire_type type, const void *data, size_t len);

/* A file that came with the request. */
struct wire_file {
	const char *name;
	const char *p;
	size_t len;
};

/* What a child is told of its job. All is borrowed. */
struct wire_job {
	const char *id, *name;
	int64_t accepted_ms;
	int64_t attempt;             /* from 1 */
	const char *today;           /* YYYY-MM-DD */
	bool explain;                /* why pages ended where they did, into the record */
	int image_dpi;               /* pages as images of this resolution, and no PDF; 0: a PDF */
	const struct json *skip;     /* an array of section ids; NULL: none */
	const struct wire_file *files;
	size_t file_count;
	const struct wire_file *kept;        /* name: NULL */
	size_t kept_count;
	const struct wire_file *edition;     /* name: NULL; NULL: it is none */
	const char *text;            /* the request's bytes */
	size_t len;
};

/* Append its frames: JOB, a FILE and a KEPT each, EDITION, REQUEST. */
void wire_format_job(struct buf *out, const struct wire_job *job);

/*
 * Take the first frame off bytes p[0..n): returns its whole length and fills *frame, 0 when more bytes are
 * needed, -1 with *err when it is no frame (magic, version, type, length).
 */
long wire_parse(const char *p, size_t n, struct wire_frame *frame, struct err *err);

/*
 * Blocking, for slots, children and the CLI. Start with an empty *in and a zeroed *frame and keep both between
 * calls: frame->data lies in *in until the next call. False with err->code ERR_NONE at a clean end.
 */
bool wire_send(int fd, enum wire_type type, const void *data, size_t len, struct err *err);
bool wire_recv(int fd, struct buf *in, struct wire_frame *frame, struct err *err);

/* One message with one descriptor over a UNIX socket (WIRE_FORK). *passed is -1 when none came. */
bool wire_send_fd(int fd, enum wire_type type, const void *data, size_t len, int passed, struct err *err);
bool wire_recv_fd(int fd, struct buf *in, struct wire_frame *frame, int *passed, struct err *err);

const char *wire_type_name(enum wire_type type);

#endif
