#include "service/generation.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "deliver/secret.h"
#include "service/spool.h"

#define FILE_MAX_BYTES ((size_t)64 << 20)    /* as the loader reads them */

struct generation {
	uv_loop_t *loop;
	char *kept;
	char **environment;
	struct catalogue *catalogue;
	int fd;                      /* memory that holds the catalogue's text */
	unsigned refs;               /* all of them on the loop's thread */
};

/* One file of a plugin, if it still is what was checked. */
static bool keep_file(struct arena *arena, const char *folder, const struct json *file, const char *name, struct err *err) {
	struct buf bytes = BUF_INIT;
	const char *to = path_join(arena, folder, name);
	char hash[HASH_HEX];
	bool ok = file_read(file->key, FILE_MAX_BYTES, &bytes, err);

	if (ok) {
		hash_hex(bytes.p, bytes.len, hash);
		ok = str_eq(hash, file->str) || err_set(err, ERR_SYSTEM, "%s changed while it was loaded", file->key);
	}
	char *parent = arena_strndup(arena, to, (size_t)(path_base(to) - to - 1));
	int fd = -1;
	if (ok && file_mkdirs(parent, 0700, err)) {
		fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		ok = (fd >= 0 || err_sys(err, "cannot create %s", to)) && file_write_fd(fd, to, bytes.p, bytes.len, err);
	}
	if (fd >= 0) {
		close(fd);
	}
	buf_fini(&bytes);
	return ok && fd >= 0;
}

static bool keep_plugin(struct arena *arena, const char *root, const struct catalogue *catalogue, const struct json *plugin,
                        struct err *err) {
	const char *dir = json_str(plugin, "dir", ""), *folder = path_join(arena, root, plugin->key);
	size_t n = strlen(dir);
	bool ok = file_mkdirs(folder, 0700, err);

	for (const struct json *file = catalogue_files(catalogue)->first; ok && file != NULL; file = file->next) {
		if (str_prefix(file->key, dir) && file->key[n] == '/') {
			ok = keep_file(arena, folder, file, file->key + n + 1, err);
		}
	}
	return ok;
}

char *generation_keep(const char *root, const struct catalogue *catalogue, struct err *err) {
	struct arena *arena = arena_new();
	struct buf path = BUF_INIT;
	bool ok;

	buf_addf(&path, "%s/%.16s-XXXXXX", root, catalogue_generation(catalogue));
	ok = file_mkdirs(root, 0700, err) && (mkdtemp(path.p) != NULL || err_sys(err, "cannot make a folder in %s", root));
	for (const struct json *plugin = catalogue_plugins(catalogue)->first; ok && plugin != NULL; plugin = plugin->next) {
		ok = keep_plugin(arena, buf_str(&path), catalogue, plugin, err);
	}
	arena_free(arena);
	if (!ok) {
		spool_remove(buf_str(&path));
		buf_fini(&path);
		return NULL;
	}
	return buf_detach(&path, NULL);
}

struct generation *generation_new(uv_loop_t *loop, struct catalogue *catalogue, const char *json, size_t len, char *kept, struct err *err) {
	int fd = memfd_create("catalogue", MFD_CLOEXEC);

	if (fd < 0 || !file_write_fd(fd, "catalogue", json, len, err)) {
		if (fd < 0) {
			err_sys(err, "cannot keep the catalogue");
		} else {
			close(fd);
		}
		return NULL;
	}
	struct generation *generation = mem_alloc(sizeof(*generation));
	generation->loop = loop;
	generation->catalogue = catalogue;
	generation->fd = fd;
	generation->kept = kept;
	generation->environment = secrets_environment(catalogue != NULL ? catalogue_value(catalogue, "targets") : NULL, NULL);
	generation->refs = 1;
	return generation;
}

void generation_take_kept(struct generation *generation, char *kept) {
	generation->kept = kept;
}

struct generation *generation_ref(struct generation *generation) {
	generation->refs++;
	return generation;
}

/* A folder that nobody uses any more. */
struct removal {
	uv_work_t work;
	char *path;
};

static void on_remove(uv_work_t *work) {
	const struct removal *removal = work->data;

	spool_remove(removal->path);
}

static void on_removed(uv_work_t *work, int status) {
	struct removal *removal = work->data;

	(void)status;
	mem_free(removal->path);
	mem_free(removal);
}

void generation_discard(uv_loop_t *loop, char *kept) {
	struct removal *removal = mem_alloc(sizeof(*removal));

	removal->path = kept;
	removal->work.data = removal;
	uv_queue_work(loop, &removal->work, on_remove, on_removed);
}

void generation_unref(struct generation *generation) {
	if (generation == NULL || --generation->refs > 0) {
		return;
	}
	mem_free(generation->environment);
	catalogue_free(generation->catalogue);
	close(generation->fd);
	if (generation->kept != NULL) {
		generation_discard(generation->loop, generation->kept);
	}
	mem_free(generation);
}

const struct catalogue *generation_catalogue(const struct generation *generation) {
	return generation->catalogue;
}

const char *generation_id(const struct generation *generation) {
	return catalogue_generation(generation->catalogue);
}

const char *generation_kept(const struct generation *generation) {
	return generation->kept;
}

char **generation_environment(const struct generation *generation) {
	return generation->environment;
}

/* Opened anew through /proc rather than duplicated: slots that start together must not share an offset. */
int generation_open(const struct generation *generation, struct err *err) {
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", generation->fd);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		err_sys(err, "cannot open the catalogue for a slot");
	}
	return fd;
}
