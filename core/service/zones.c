/* zones: see zones.h. */
#include "service/zones.h"

#include <sys/stat.h>

#include "base/err.h"
#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/zone.h"

/* A file by what changes when it is written or replaced. */
struct mark {
	ino_t ino;
	dev_t dev;
	off_t size;
	struct timespec mtime;
};

struct entry {
	char *name;
	struct zone *zone;
	struct mark mark;
	bool is_told;                /* that its file cannot be read */
};

struct zones {
	struct map *map;             /* name -> entry */
};

struct zones *zones_new(void) {
	struct zones *zones = mem_alloc(sizeof(*zones));

	zones->map = map_new();
	return zones;
}

void zones_free(struct zones *zones) {
	if (zones == NULL) {
		return;
	}
	for (size_t i = 0; i < map_count(zones->map); i++) {
		struct entry *entry = map_value(zones->map, i);
		zone_free(entry->zone);
		mem_free(entry->name);
		mem_free(entry);
	}
	map_free(zones->map);
	mem_free(zones);
}

/* All zero where there is no file. */
static struct mark mark_of(const char *name) {
	struct buf path = BUF_INIT;
	struct mark mark = { 0 };
	struct stat st;

	if (zone_path(name, &path, NULL) && stat(buf_str(&path), &st) == 0) {
		mark = (struct mark){ .ino = st.st_ino, .dev = st.st_dev, .size = st.st_size, .mtime = st.st_mtim };
	}
	buf_fini(&path);
	return mark;
}

static bool is_same(const struct mark *a, const struct mark *b) {
	return a->ino == b->ino && a->dev == b->dev && a->size == b->size && a->mtime.tv_sec == b->mtime.tv_sec &&
	       a->mtime.tv_nsec == b->mtime.tv_nsec;
}

const struct zone *zones_use(struct zones *zones, const char *name, struct err *err) {
	struct entry *entry = map_lookup(zones->map, name);

	if (entry != NULL) {
		return entry->zone;
	}
	struct mark mark = mark_of(name);    /* before it is read: what changes meanwhile is read again */
	struct zone *zone = zone_load(name, err);
	if (zone == NULL) {
		return NULL;
	}
	entry = mem_alloc(sizeof(*entry));
	*entry = (struct entry){ .name = mem_strdup(name), .zone = zone, .mark = mark };
	map_put(zones->map, name, entry);
	return zone;
}

void zones_refresh(struct zones *zones, void (*on_change)(void *ctx, const struct zone *old, const struct zone *fresh), void *ctx) {
	for (size_t i = 0; i < map_count(zones->map); i++) {
		struct entry *entry = map_value(zones->map, i);
		struct mark mark = mark_of(entry->name);
		struct err err = ERR_INIT;
		if (is_same(&mark, &entry->mark)) {
			continue;
		}
		struct zone *fresh = zone_load(entry->name, &err), *old = entry->zone;
		if (fresh == NULL) {
			if (!entry->is_told) {
				log_warnx("time zone %s cannot be read anew, what was known of it is used: %s", entry->name, err.msg);
			}
			entry->is_told = true;
			continue;
		}
		log_info("time zone %s was updated", entry->name);
		entry->zone = fresh;
		entry->mark = mark;
		entry->is_told = false;
		on_change(ctx, old, fresh);
		zone_free(old);
	}
}
