/* config: the keys of config/sitrep.lua: one table for the checker, the defaults and the manual. */
#ifndef CATALOGUE_CONFIG_H
#define CATALOGUE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;
struct json;
struct mistake_source;

/* A path is made absolute from the folder of the config; folders is a list of such. */
enum config_type { CONFIG_INTEGER, CONFIG_NUMBER, CONFIG_BOOLEAN, CONFIG_STRING, CONFIG_CHOICE, CONFIG_ZONE, CONFIG_PATH, CONFIG_FOLDERS,
                   CONFIG_NAMED_FOLDERS, CONFIG_NAMED_FILES, CONFIG_TARGETS };

struct config_key {
	const char *name;            /* dotted: limits = { pages = 100 } is "limits.pages" */
	enum config_type type;
	const char *fallback;        /* as text */
	double min, max;
	const char *const *choices;
	const char *help;
};

extern const struct config_key config_keys[];    /* sorted; name NULL ends it */

/*
 * The whole configuration as one flat object, each key of the table with its value: what config says
 * (NULL: nothing), else the default. Mistakes go to the source, and leave the default. dir: of the config, absolute.
 */
struct json *config_check(struct arena *arena, const struct json *config, const char *dir, const struct mistake_source *source);

/* The keys with their types, defaults and help, for `sitrep help config` and the manual. */
void config_manual(struct buf *out);

#endif
