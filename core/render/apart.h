/* apart: a PDF that may come from anybody, read (pdf/inspect.h) by a child that is confined: whatever it does to its reader, it ends there. */
#ifndef RENDER_APART_H
#define RENDER_APART_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct err;
struct inspected;

/* As inspect_pdf; ERR_INPUT also where the child was ended. found->is_encrypted is told in any case. */
bool apart_inspect(struct arena *arena, const char *pdf, size_t len, const char *password, struct inspected *found, struct err *err);

#endif
