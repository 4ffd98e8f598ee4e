/*
 * target: where reports are delivered to, as the configuration declares it: one table of keys for each kind, which the
 * checker, the defaults and the manual read. Pure: nothing is opened and nobody is asked.
 */
#ifndef DELIVER_TARGET_H
#define DELIVER_TARGET_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct err;
struct errs;
struct json;

enum target_type {
	TARGET_ADDRESS,      /* one of e-mail */
	TARGET_ADDRESSES,    /* one, or a list */
	TARGET_BOOLEAN,
	TARGET_BUCKET,       /* as S3 lets buckets be called */
	TARGET_CHOICE,
	TARGET_HEADERS,      /* name -> text, or a secret */
	TARGET_INTEGER,
	TARGET_MODE,         /* permissions, in octal */
	TARGET_NUMBER,
	TARGET_PATH,         /* made absolute from the folder of the config */
	TARGET_PHRASE,       /* one line with {values} */
	TARGET_SECRET,       /* { file = "…" } or { env = "…" } */
	TARGET_SERVER,       /* host, or host:port */
	TARGET_TEXT,         /* with {values}: for all languages, or by language */
	TARGET_STRING,
	TARGET_URL,          /* http or https; may be a secret */
};

struct target_key {
	const char *name;
	enum target_type type;
	bool is_needed;
	const char *fallback;        /* as text; NULL: none */
	double min, max;
	const char *const *choices;
	const char *help;
};

struct target_kind {
	const char *name, *help;
	const struct target_key *keys;   /* of its own, sorted; name NULL ends them */
};
extern const struct target_kind target_kinds[];      /* name NULL ends them */

/* Letters, digits, '-' and '_', 64 at most: it goes into ids and headers. */
bool target_name_fits(const char *name);

/*
 * Check what the configuration says of the target called name and add it to *out as JSON, with every default filled in.
 * Mistakes are added to errors, with the key path ("targets.desk.path"); false when there is one. dir: of the config.
 */
bool target_check(const char *name, const struct json *value, const char *dir, struct buf *out, struct errs *errors);

/* Is there one of that name among targets, an object by name? ERR_INPUT with the nearest where there is none. */
bool target_known(const struct json *targets, const char *name, struct err *err);

/* The words of a text in that language, else in English, else the first there are; NULL: none. */
const char *target_text(const struct json *target, const char *key, const char *language);

/* Call fn for each { file } or { env } that the target names. */
typedef void (*target_secret_fn)(void *ctx, const char *key, const struct json *secret);
void target_each_secret(const struct json *target, target_secret_fn fn, void *ctx);

/* Kinds, their keys, and the values that phrases may name, for `sitrep help targets` and the manual. */
void target_manual(struct buf *out);

#endif
