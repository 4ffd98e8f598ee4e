/* plugin: the actions of `sitrep plugin` that have a file of their own; for cmd_plugin.c. */
#ifndef CLI_PLUGIN_H
#define CLI_PLUGIN_H

#include <stddef.h>

struct arena;
struct call;
struct catalogue;

/*
 * The catalogue for what a command is to look at: a plugin of the configured folders, or the one in a folder (a path with
 * a '/', as if its parent were the first folder of plugins). *name is the plugin's (NULL: given is NULL, all of them).
 * NULL with *status where it cannot be had.
 */
struct catalogue *plugin_catalogue(const struct call *call, struct arena *arena, const char *given, const char **name, int *status);

/* Tell the mistakes of one plugin, or of all; how many. */
size_t plugin_mistakes(const struct catalogue *catalogue, const char *name);

/* There is none of that name: tell, and return the status. */
int plugin_unknown(const struct catalogue *catalogue, const char *name);

/* `new`: make the plugin name below the folder (NULL: here), with a report of its name. */
int plugin_new(const struct call *call, const char *name, const char *folder);

/* `library`: write definitions for editors into the folder: of the engine, and of each data plugin. */
int plugin_library(const struct call *call, const char *folder);

/* `test`: see command_plugin's help; name is a plugin, a folder, or NULL. */
int plugin_test(const struct call *call, const char *given);

#endif
