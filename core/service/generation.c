#include "service/generation.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "render/catalogue.h"

struct generation {
	struct catalogue *catalogue;
	int fd;                      /* memory that holds the catalogue's text */
	unsigned refs;               /* all of them on the loop's thread */
};

struct generation *generation_new(struct catalogue *catalogue, const char *json, size_t len, struct err *err) {
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
	generation->catalogue = catalogue;
	generation->fd = fd;
	generation->refs = 1;
	return generation;
}

struct generation *generation_ref(struct generation *generation) {
	generation->refs++;
	return generation;
}

void generation_unref(struct generation *generation) {
	if (generation == NULL || --generation->refs > 0) {
		return;
	}
	catalogue_free(generation->catalogue);
	close(generation->fd);
	mem_free(generation);
}

const struct catalogue *generation_catalogue(const struct generation *generation) {
	return generation->catalogue;
}

const char *generation_id(const struct generation *generation) {
	return catalogue_generation(generation->catalogue);
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
