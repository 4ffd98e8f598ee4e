/*
 * courier: the process that carries one parcel: plain blocking code, started by the service for one attempt, with the rights that
 * its target takes and no more. README.md here, "The courier", says what goes over its pipes.
 */
#ifndef DELIVER_COURIER_H
#define DELIVER_COURIER_H

#include <stdbool.h>

struct err;
struct errs;
struct json;
struct secrets;

/* What a target takes of the machine, beside reading files and the network. */
struct courier_rights {
	const char *folder;          /* written into; NULL: none */
	bool runs_program;           /* a sendmail, which may need the privileges it was given */
};
typedef bool (*courier_confine_fn)(const struct courier_rights *rights, struct err *err);

/* A parcel on descriptor 0, what becomes of it on descriptor 1. The exit status: 0 where that was told. */
int courier_main(courier_confine_fn confine);

/*
 * See whether target (checked, target.h) could be delivered to: connects, logs in, and tells nobody anything. place: where, a buffer of 512.
 * False with *err, which says no secret.
 */
bool courier_probe(const char *name, const struct json *target, char place[512], struct err *err);

/* See without connecting: are secrets readable, files there, programs executable? What is not is added to *errors. */
void courier_look(const struct json *target, struct errs *errors);

#endif
