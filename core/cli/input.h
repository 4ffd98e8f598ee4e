/* input: requests as commands are given them: a file, a folder with attachments, or "-" for standard input. */
#ifndef CLI_INPUT_H
#define CLI_INPUT_H

#include <stdbool.h>

#include "base/str.h"
#include "ledger/job.h"

struct arena;
struct catalogue;
struct err;

struct input {
	struct buf text;             /* of the request */
	struct attachments files;
};
#define INPUT_INIT { .text = BUF_INIT }

/* The whole of it, at most REQUEST_MAX_BYTES, and attachments as the catalogue's limits have it (NULL: as many as can ever be taken). */
bool input_read(const char *path, const struct catalogue *catalogue, struct input *input, struct err *err);
void input_fini(struct input *input);

const char *input_shown(const char *path);       /* as messages name it */
const char *input_request(struct arena *arena, const char *path);    /* the file that holds the request itself, so named */
char *input_name(struct arena *arena, const char *path);     /* "inbox/ukraine.json" is "ukraine"; "-" is "request" */

/* The day it is in the configured zone. */
void input_today(const struct catalogue *catalogue, char today[11]);

#endif
