/* methods: what a data plugin's files define for those that use it, as its sources have it. */
#ifndef CLI_METHODS_H
#define CLI_METHODS_H

/* A method as others call it ("name(code, as_of)"), and the comment above it, a line each. */
typedef void (*method_fn)(void *ctx, const char *call, const char *comment);

/* Call fn for each method ("function api:name(…)") in the Lua files of the folder, by file and line. */
void methods_each(const char *dir, method_fn fn, void *ctx);

#endif
