/*
 * parcel: one thing to be told to one target, with all that telling it takes; and what became of it. The service writes
 * it as JSON (README.md here, "The courier"), the courier reads it.
 */
#ifndef DELIVER_PARCEL_H
#define DELIVER_PARCEL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "deliver/phrase.h"

struct arena;
struct json;
struct secrets;

/* Lives in its arena. */
struct parcel {
	struct arena *arena;
	struct secrets *secrets;
	const char *id;              /* the same for every attempt */
	const char *event;           /* "issued", "corrected", "withdrawn", "failed", "late", "missed" */
	const char *name;            /* of the target */
	const struct json *target;   /* checked: target.h */
	const struct json *job, *result, *error;     /* NULL: none */
	const char *language;        /* of what is said */
	const char *values[PHRASE_VALUES];
	int64_t now_ms;
	const char *instead_of;      /* where that went which it takes the place of, as its outcome told it; NULL: it takes none */
	const char *pdf_path, *sha256;       /* pdf_path NULL: there is none */
	struct buf pdf;
};

/* text must stay. False (ERR_BUG) for what is no parcel; parcel_fini either way. */
bool parcel_parse(struct parcel *parcel, const char *text, size_t len, struct err *err);
void parcel_fini(struct parcel *parcel);

/* Read the PDF, and see that it is the one that was issued. */
bool parcel_load(struct parcel *parcel, struct err *err);

const char *parcel_value(const struct parcel *parcel, const char *name);     /* "" for none */

/* The result record, or the error, as JSON text for whoever reads it; adds to *out. */
void parcel_record(const struct parcel *parcel, struct buf *out);

enum outcome_state {
	OUTCOME_DELIVERED,
	OUTCOME_AGAIN,               /* may go better later */
	OUTCOME_NEVER,               /* would go wrong the same way */
};

struct outcome {
	enum outcome_state state;
	bool is_doubtful;            /* nobody can tell whether the target was told */
	char place[512];             /* where it went */
	struct err err;
	double after_seconds;        /* the target asks not to be tried before; 0: it does not */
};

/* Each returns false: `return outcome_never(outcome, &err)`. */
bool outcome_again(struct outcome *outcome, const struct err *err);
bool outcome_never(struct outcome *outcome, const struct err *err);

/*
 * Called at the last moment at which the target has learnt nothing. False: the attempt is off. What needs no such moment,
 * because doing it twice changes nothing, does not call it.
 */
typedef bool (*parcel_sending_fn)(void *ctx);

struct sending {
	parcel_sending_fn fn;
	void *ctx;
	bool was_asked;
};
bool sending_ask(struct sending *sending);

/* What each kind does: deliver, or only see whether it could. All say how it went in *outcome. */
struct carrier {
	const char *kind;
	void (*deliver)(struct parcel *parcel, struct sending *sending, struct outcome *outcome);
	void (*probe)(struct parcel *parcel, struct outcome *outcome);
};
extern const struct carrier carrier_folder, carrier_mail, carrier_s3, carrier_webhook;

#endif
