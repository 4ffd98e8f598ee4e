/* serve: `sitrep serve`, the service from its start to its orderly end; see README.md here. */
#ifndef SERVICE_SERVE_H
#define SERVICE_SERVE_H

#include <stdbool.h>

struct catalogue_paths;
struct err;

struct serve_options {
	const struct catalogue_paths *paths;
	const char *spool;           /* NULL: the config's */
	bool is_verbose;             /* log more than the config says */
};

/*
 * Serve until SIGTERM or SIGINT. False with *err when it could not start (ERR_INPUT: config, or a spool that is served
 * already) or not go on.
 */
bool serve_main(const struct serve_options *options, struct err *err);

#endif
