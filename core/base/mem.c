/* mem: see mem.h. */
#include "base/mem.h"

#include <malloc.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK_MIN ((size_t)64 * 1024)
#define BLOCK_MAX ((size_t)4 * 1024 * 1024)
#define KEPT_MAX  ((size_t)512 * 1024)         /* what an emptied arena holds at most */

/* In bytes. From LARGE on malloc maps; mem_settle() tries every size below SMALL_HOLE. */
#define HOLES_MAX    ((size_t)16 * 1024 * 1024)
#define LARGE        ((size_t)256 * 1024)
#define SMALL_HOLE   ((size_t)1024)
#define TOP_MAX      (16 * 1024 * 1024)        /* free at the heap's end and kept: to fault it in again and again costs more */

static _Noreturn void die(size_t size) {
	fprintf(stderr, "sitrep: out of memory (%zu bytes asked for)\n", size);
	_exit(MEM_EXIT_STATUS);    /* not abort(): a confined process may not signal, not even itself */
}

void *mem_alloc(size_t size) {
	void *p = calloc(1, size ? size : 1);
	if (!p) {
		die(size);
	}
	return p;
}

void *mem_realloc(void *p, size_t size) {
	void *q = realloc(p, size ? size : 1);
	if (!q) {
		die(size);
	}
	return q;
}

char *mem_strndup(const char *s, size_t n) {
	size_t len = strnlen(s, n);
	char *p = mem_alloc(len + 1);
	memcpy(p, s, len);
	return p;
}

char *mem_strdup(const char *s) {
	return mem_strndup(s, SIZE_MAX);
}

void mem_free(void *p) {
	free(p);
}

void mem_begin(void) {
	mallopt(M_MMAP_THRESHOLD, LARGE);
	mallopt(M_TRIM_THRESHOLD, TOP_MAX);
}

/* Take chunks of this size as long as they lie below top; bytes: what may still be taken in all. */
static void take_holes(size_t size, uintptr_t top, size_t *bytes) {
	while (*bytes > size) {
		char *p = malloc(size);

		if (!p || (uintptr_t)p >= top) {
			free(p);
			return;
		}
		*bytes -= size;
	}
}

void mem_settle(void) {
	size_t bytes = HOLES_MAX;

	malloc_trim(0);
	uintptr_t top = (uintptr_t)sbrk(0) - mallinfo2().keepcost;
	for (size_t size = LARGE; size > SMALL_HOLE; size -= size / 8) {
		take_holes(size, top, &bytes);
	}
	for (size_t size = SMALL_HOLE; size > 0; size -= 16) {
		take_holes(size, top, &bytes);
	}
}

/* The capacity that follows cap; ends the process rather than overflow. */
static size_t grown(size_t cap, size_t elem_size) {
	size_t next = cap ? cap * 2 : 8;
	if (next < cap || next > SIZE_MAX / elem_size) {
		die(SIZE_MAX);
	}
	return next;
}

void *mem_room(void *v, size_t n, size_t *cap, size_t elem_size) {
	if (n <= *cap) {
		return v;
	}
	while (*cap < n) {
		*cap = grown(*cap, elem_size);
	}
	return mem_realloc(v, *cap * elem_size);
}

void *mem_grow(void *v, size_t n, size_t *cap, size_t elem_size) {
	if (n == *cap) {
		*cap = grown(*cap, elem_size);
		v = mem_realloc(v, *cap * elem_size);
	}
	memset((char *)v + n * elem_size, 0, elem_size);
	return v;
}

/* Blocks stand newest first; `used` of the newest is where the next allocation begins. */
struct block {
	struct block *older;
	size_t size, used;
	unsigned char bytes[];
};

struct arena {
	struct block *newest;
	size_t used;
};

static struct block *block_new(struct block *older, size_t size) {
	if (size > SIZE_MAX - sizeof(struct block)) {
		die(size);
	}
	struct block *block = mem_alloc(sizeof(*block) + size);
	block->older = older;
	block->size = size;
	return block;
}

struct arena *arena_new(void) {
	return mem_alloc(sizeof(struct arena));
}

void arena_reset(struct arena *arena) {
	struct block *kept = NULL;
	for (struct block *block = arena->newest, *older; block; block = older) {
		older = block->older;
		if (!kept && block->size <= KEPT_MAX) {
			kept = block;
		} else {
			mem_free(block);
		}
	}
	if (kept) {
		memset(kept->bytes, 0, kept->used);
		kept->used = 0;
		kept->older = NULL;
	}
	arena->newest = kept;
	arena->used = 0;
}

void arena_free(struct arena *arena) {
	if (!arena) {
		return;
	}
	for (struct block *block = arena->newest, *older; block; block = older) {
		older = block->older;
		mem_free(block);
	}
	mem_free(arena);
}

size_t arena_used(const struct arena *arena) {
	return arena->used;
}

/* Nothing here is wider than a pointer or a double; a document is millions of small things. */
static size_t aligned(size_t size) {
	const size_t align = alignof(union { void *p; double d; int64_t i; });
	if (size > SIZE_MAX - align) {
		die(size);
	}
	return (size + align - 1) & ~(align - 1);
}

void *arena_alloc(struct arena *arena, size_t size) {
	size = aligned(size);
	struct block *block = arena->newest;
	if (!block || block->size - block->used < size) {
		size_t next = block ? block->size * 2 : BLOCK_MIN;
		if (next > BLOCK_MAX) {
			next = BLOCK_MAX;
		}
		block = arena->newest = block_new(block, size > next ? size : next);
	}
	void *p = block->bytes + block->used;
	block->used += size;
	arena->used += size;
	return p;
}

void *arena_copy(struct arena *arena, const void *p, size_t size) {
	void *copy = arena_alloc(arena, size);
	if (size) {
		memcpy(copy, p, size);
	}
	return copy;
}

char *arena_strndup(struct arena *arena, const char *s, size_t n) {
	size_t len = strnlen(s, n);
	char *p = arena_alloc(arena, len + 1);
	memcpy(p, s, len);
	return p;
}

char *arena_strdup(struct arena *arena, const char *s) {
	return s ? arena_strndup(arena, s, SIZE_MAX) : NULL;
}

char *arena_printf(struct arena *arena, const char *fmt, ...) {
	va_list ap, again;
	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0) {
		die(0);
	}
	char *p = arena_alloc(arena, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return p;
}

/* What was handed out last can grow where it is. size is what it has, more what it wants beside. */
static bool extend(struct arena *arena, const void *p, size_t size, size_t more) {
	struct block *block = arena->newest;

	if (!p || (const unsigned char *)p + aligned(size) != block->bytes + block->used ||
	    block->size - block->used < aligned(size + more) - aligned(size)) {
		return false;
	}
	more = aligned(size + more) - aligned(size);
	block->used += more;
	arena->used += more;
	return true;
}

void *arena_grow(struct arena *arena, void *v, size_t n, size_t *cap, size_t elem_size) {
	if (n < *cap) {
		return v;
	}
	/* Most vectors stay short, and there are many: the larger their elements the fewer at first. */
	size_t before = *cap;
	*cap = before ? grown(before, elem_size) : elem_size < 32 ? 8 : elem_size < 64 ? 2 : 1;
	if (extend(arena, v, before * elem_size, (*cap - before) * elem_size)) {
		return v;
	}
	void *wider = arena_alloc(arena, *cap * elem_size);
	if (n) {
		memcpy(wider, v, n * elem_size);
	}
	return wider;
}
