#include "service/changes.h"

#include <dirent.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "base/json.h"
#include "base/str.h"
#include "catalogue/catalogue.h"

#define DEPTH 4                  /* PLUGINS/NAME/images/x.png */

static void add_path(struct buf *all, const char *path, const struct stat *st) {
	buf_addf(all, "%s %lld %lld.%09ld %llu\n", path, (long long)st->st_size, (long long)st->st_mtim.tv_sec, st->st_mtim.tv_nsec,
	         (unsigned long long)st->st_ino);
}

/* path and, of a folder, what is below it; an editor's own files and folders' times say nothing. */
static uint64_t mark(const char *path, int depth) {
	struct stat st;
	struct buf text = BUF_INIT;
	struct dirent *entry;
	uint64_t sum = 0;

	if (stat(path, &st) != 0) {
		return 0;
	}
	DIR *dir = S_ISDIR(st.st_mode) && depth > 0 ? opendir(path) : NULL;
	if (!S_ISDIR(st.st_mode)) {
		add_path(&text, path, &st);
		sum = hash_bytes(text.p, text.len);
	}
	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] != '.' && !str_suffix(entry->d_name, "~")) {
			buf_reset(&text);
			buf_addf(&text, "%s/%s", path, entry->d_name);
			sum += mark(buf_str(&text), depth - 1);    /* in whatever order they come */
		}
	}
	if (dir != NULL) {
		closedir(dir);
	}
	buf_fini(&text);
	return sum;
}

static const char *const folders[] = { "plugins", "reports", "templates" };

static bool is_below(const char *path, const char *folder) {
	return str_prefix(path, folder) && path[strlen(folder)] == '/';
}

/* A file that was read from one of the folders. */
static bool is_of_folders(const struct catalogue *catalogue, const char *path) {
	bool is = is_below(path, catalogue_str(catalogue, "packs"));

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		const struct json *list = catalogue_value(catalogue, folders[i]);
		for (const struct json *folder = list->first; folder != NULL && !is; folder = folder->next) {
			is = is_below(path, folder->str);
		}
	}
	return is;
}

uint64_t changes_mark(const struct catalogue *catalogue) {
	static const char *const beside[] = { "calendars", "schedules" };    /* also one that is not there yet */
	uint64_t sum = mark(catalogue_config_file(catalogue), 0) + mark(catalogue_str(catalogue, "packs"), DEPTH + 2);

	for (size_t i = 0; i < sizeof(beside) / sizeof(*beside); i++) {
		sum += mark(catalogue_str(catalogue, beside[i]), 0);
	}
	/* What these name, such as calendars of others. */
	for (const struct json *file = catalogue_files(catalogue)->first; file != NULL; file = file->next) {
		sum += is_of_folders(catalogue, file->key) ? 0 : mark(file->key, 0);
	}
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		const struct json *list = catalogue_value(catalogue, folders[i]);
		for (const struct json *folder = list->first; folder != NULL; folder = folder->next) {
			sum += mark(folder->str, DEPTH);
		}
	}
	return sum;
}
