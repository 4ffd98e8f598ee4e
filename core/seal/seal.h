/*
 * seal: what is done to a PDF that is issued, after its bytes are made: encrypted, signed. README.md here. In a process of its own
 * (`sitrep sealer`), which alone reads the key: no plugin's process, and not the service.
 */
#ifndef SEAL_SEAL_H
#define SEAL_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;

/* What is wanted. Strings are borrowed; those that do not apply are NULL. */
struct seal_order {
	const char *certificate, *key;       /* PEM files: it is signed */
	const char *reason;                  /* of the signature */
	const char *password_file;           /* whose first line it is encrypted with */
};

static inline bool seal_is_wanted(const struct seal_order *order) {
	return order->key != NULL || order->password_file != NULL;
}

/*
 * Run a sealer on the PDF; what it made is added to *out. Blocking, for a thread: it ends within timeout_ms. The PDF may come from a
 * process that was taken over: it is read in a child that has no key.
 */
bool seal_run(const struct seal_order *order, const char *pdf, size_t len, int timeout_ms, struct buf *out, struct err *err);

/* Are certificate, key and password there, and do they fit? For `sitrep check`. */
bool seal_check(const struct seal_order *order, struct err *err);

/* The process itself: an order and a PDF on descriptor 0, what it makes on 1. confine: give up what reading a PDF does not take. The exit status. */
typedef bool (*seal_confine_fn)(struct err *err);
int seal_main(seal_confine_fn confine);

/* What is known of the signature of a PDF (cms.h), which spans the whole file but itself. *is_signed is false where it has none. */
struct signed_by;
bool seal_verify(const char *pdf, size_t len, const char *certificate, bool *is_signed, struct signed_by *by, struct err *err);

#endif
