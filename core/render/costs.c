/* costs: see costs.h. */
#include "render/costs.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"

struct cost {
	const char *phase;           /* a word of the pipeline's */
	char section[64];            /* "": of the whole document */
	int64_t at_us, us, cpu_us;
	int64_t arena_bytes, lua_bytes;
};

struct costs {
	struct cost *v;
	size_t n, cap;
	int64_t cpu_began_us;
};

struct costs *costs_new(void) {
	return mem_alloc(sizeof(struct costs));
}

void costs_free(struct costs *costs) {
	if (costs != NULL) {
		mem_free(costs->v);
		mem_free(costs);
	}
}

void costs_begin(struct costs *costs, const char *phase, const char *section, struct costs_held held) {
	if (costs == NULL) {
		return;
	}
	struct cost *cost = VEC_PUSH(costs->v, costs->n, costs->cap);
	*cost = (struct cost){
		.phase = phase, .at_us = clock_mono_us(), .arena_bytes = -(int64_t)held.arena, .lua_bytes = -(int64_t)held.lua,
	};
	STR_COPY(cost->section, section != NULL ? section : "");
	costs->cpu_began_us = clock_cpu_us();
}

void costs_end(struct costs *costs, struct costs_held held) {
	if (costs == NULL || costs->n == 0) {
		return;
	}
	struct cost *cost = &costs->v[costs->n - 1];
	cost->us = clock_mono_us() - cost->at_us;
	cost->cpu_us = clock_cpu_us() - costs->cpu_began_us;
	cost->arena_bytes += (int64_t)held.arena;
	cost->lua_bytes += (int64_t)held.lua;
}

int64_t costs_cpu_us(const struct costs *costs, const char *phase, const char *section) {
	int64_t us = 0;
	for (size_t i = 0; costs != NULL && i < costs->n; i++) {
		us += str_eq(costs->v[i].phase, phase) && str_eq(costs->v[i].section, section) ? costs->v[i].cpu_us : 0;
	}
	return us;
}

int64_t costs_bytes(const struct costs *costs, const char *section) {
	int64_t bytes = 0;
	for (size_t i = 0; costs != NULL && i < costs->n; i++) {
		bytes += str_eq(costs->v[i].section, section) ? costs->v[i].arena_bytes : 0;
	}
	return bytes;
}

void costs_write(const struct costs *costs, struct json_out *out) {
	json_begin(out, '[');
	for (size_t i = 0; costs != NULL && i < costs->n; i++) {
		const struct cost *cost = &costs->v[i];
		json_begin(out, '{');
		json_put_str(out, "phase", cost->phase);
		json_put_text(out, "section", cost->section[0] != '\0' ? cost->section : NULL);
		json_put_int(out, "at_us", cost->at_us);
		json_put_int(out, "us", cost->us);
		json_put_int(out, "cpu_us", cost->cpu_us);
		json_put_int(out, "bytes", cost->arena_bytes);
		json_put_int(out, "lua_bytes", cost->lua_bytes);
		json_end(out, '}');
	}
	json_end(out, ']');
}
