/* likeness: see likeness.h. */
#include "render/likeness.h"

#include <stdlib.h>

#include "base/mem.h"
#include "doc/image.h"
#include "pdf/pixels.h"

#define SEEN 24                  /* of 255, in one colour */

static bool read_pixels(struct arena *arena, const void *p, size_t n, struct pixels *pixels, struct err *err) {
	struct image image;

	return image_load(arena, "page.png", p, n, &image, err) && pixels_read(pixels, &image, IMAGE_SIDE_MAX, err);
}

static double share_of(const struct pixels *a, const struct pixels *b) {
	size_t n = (size_t)a->width * a->height, differ = 0;

	if (a->width != b->width || a->height != b->height) {
		return 1;
	}
	for (size_t i = 0; i < n; i++) {
		int most = 0;
		for (size_t k = 0; k < 4; k++) {
			int by = abs(a->p[i * 4 + k] - b->p[i * 4 + k]);
			most = by > most ? by : most;
		}
		differ += most > SEEN;
	}
	return n > 0 ? (double)differ / (double)n : 0;
}

bool likeness(const void *a, size_t a_len, const void *b, size_t b_len, double *share, struct err *err) {
	struct arena *arena = arena_new();
	struct pixels one = { 0 }, other = { 0 };
	bool ok = false;

	if (!read_pixels(arena, a, a_len, &one, err)) {
		goto out;
	}
	if (read_pixels(arena, b, b_len, &other, err)) {
		*share = share_of(&one, &other);
		pixels_fini(&other);
		ok = true;
	}
	pixels_fini(&one);
out:
	arena_free(arena);
	return ok;
}
