/* input: requests as commands are given them: a file, or "-" for standard input. */
#ifndef CLI_INPUT_H
#define CLI_INPUT_H

#include <stdbool.h>

struct arena;
struct buf;
struct catalogue;
struct err;

/* The whole of it, at most REQUEST_MAX_BYTES. */
bool input_read(const char *path, struct buf *text, struct err *err);

const char *input_shown(const char *path);       /* as messages name it */
char *input_name(struct arena *arena, const char *path);     /* "inbox/ukraine.json" is "ukraine"; "-" is "request" */

/* The day it is in the configured zone. */
void input_today(const struct catalogue *catalogue, char today[11]);

#endif
