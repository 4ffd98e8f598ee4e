#include "service/crashes.h"

#include "base/map.h"
#include "base/mem.h"

/* The times of the latest crashes, in a ring. */
struct record {
	int64_t times[CRASHES_MAX];
	size_t n;                    /* ever */
	int64_t until;               /* of the pause; 0: it is not paused */
	bool is_tried;               /* by a job, since it was over */
	size_t waiting, waited;      /* jobs: until that, and the most there were until one */
};

struct crashes {
	struct map *records;         /* plugin -> struct record */
};

struct crashes *crashes_new(void) {
	struct crashes *crashes = mem_alloc(sizeof(*crashes));

	crashes->records = map_new();
	return crashes;
}

static void free_records(struct crashes *crashes) {
	for (size_t i = 0; i < map_count(crashes->records); i++) {
		mem_free(map_value(crashes->records, i));
	}
	map_free(crashes->records);
}

void crashes_free(struct crashes *crashes) {
	if (crashes != NULL) {
		free_records(crashes);
		mem_free(crashes);
	}
}

void crashes_reset(struct crashes *crashes) {
	free_records(crashes);
	crashes->records = map_new();
}

/* Who waits comes again when it is over, and is counted anew. */
static void pause_until(struct record *record, int64_t until) {
	record->until = until;
	record->waiting = 0;
}

bool crashes_add(struct crashes *crashes, const char *plugin, int64_t now_ms) {
	struct record *record = map_lookup(crashes->records, plugin);

	if (record == NULL) {
		record = mem_alloc(sizeof(*record));
		map_put(crashes->records, plugin, record);
	}
	if (record->until != 0) {
		pause_until(record, now_ms + CRASHES_MS);    /* by the one that tried, or that was under way */
		record->is_tried = false;
		return false;
	}
	/* The one that is overwritten is CRASHES_MAX ago: was it within the time? */
	int64_t *slot = &record->times[record->n % CRASHES_MAX];
	bool is_too_many = record->n >= CRASHES_MAX && now_ms - *slot <= CRASHES_MS;
	*slot = now_ms;
	record->n++;
	if (is_too_many) {
		pause_until(record, now_ms + CRASHES_MS);
		record->n = 0;           /* afterwards it has as many again */
	}
	return is_too_many;
}

int64_t crashes_pause(const struct crashes *crashes, const char *plugin, int64_t now_ms) {
	const struct record *record = map_lookup(crashes->records, plugin);

	return record != NULL && record->until > now_ms ? record->until : 0;
}

void crashes_wait(struct crashes *crashes, const char *plugin) {
	struct record *record = map_lookup(crashes->records, plugin);

	if (record != NULL && ++record->waiting > record->waited) {
		record->waited = record->waiting;
	}
}

size_t crashes_waited(const struct crashes *crashes, const char *plugin) {
	const struct record *record = map_lookup(crashes->records, plugin);

	return record != NULL ? record->waited : 0;
}

void crashes_begin(struct crashes *crashes, const char *plugin, int64_t now_ms) {
	struct record *record = map_lookup(crashes->records, plugin);

	if (record != NULL && record->until != 0 && record->until <= now_ms) {
		pause_until(record, now_ms + CRASHES_MS);
		record->is_tried = true;
	}
}

bool crashes_end(struct crashes *crashes, const char *plugin) {
	struct record *record = map_lookup(crashes->records, plugin);

	if (record == NULL || !record->is_tried) {
		return false;
	}
	pause_until(record, 0);
	record->waited = 0;
	record->is_tried = false;
	return true;
}

const char *crashes_plugin(const struct crashes *crashes, size_t i) {
	return i < map_count(crashes->records) ? map_key(crashes->records, i) : NULL;
}
