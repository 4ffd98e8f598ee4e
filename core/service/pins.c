#include "service/pins.h"

#include <stddef.h>

#include "base/mem.h"
#include "base/str.h"
#include "service/generation.h"

struct pin {
	char *job;
	struct generation *generation;
};

struct pins {
	struct pin *v;
	size_t n, cap;
};

struct pins *pins_new(void) {
	return mem_alloc(sizeof(struct pins));
}

static struct pin *find(const struct pins *pins, const char *job) {
	for (size_t i = 0; i < pins->n; i++) {
		if (str_eq(pins->v[i].job, job)) {
			return &pins->v[i];
		}
	}
	return NULL;
}

static void drop(struct pins *pins, struct pin *pin) {
	mem_free(pin->job);
	generation_unref(pin->generation);
	*pin = pins->v[--pins->n];
}

void pins_free(struct pins *pins) {
	if (pins == NULL) {
		return;
	}
	while (pins->n > 0) {
		drop(pins, &pins->v[pins->n - 1]);
	}
	mem_free(pins->v);
	mem_free(pins);
}

void pins_add(struct pins *pins, const char *job, struct generation *generation) {
	if (find(pins, job) == NULL) {
		*VEC_PUSH(pins->v, pins->n, pins->cap) = (struct pin){ mem_strdup(job), generation_ref(generation) };
	}
}

void pins_remove(struct pins *pins, const char *job) {
	struct pin *pin = find(pins, job);

	if (pin != NULL) {
		drop(pins, pin);
	}
}

struct generation *pins_lookup(const struct pins *pins, const char *job) {
	const struct pin *pin = find(pins, job);

	return pin != NULL ? pin->generation : NULL;
}
