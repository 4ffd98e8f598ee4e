/* mem: memory that never fails softly, and arenas that go in one piece. */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stdarg.h>
#include <stddef.h>

/* The exit status of a process that ran out of memory. */
#define MEM_EXIT_STATUS 71

/* Out of memory ends the process: none of these returns NULL. Release with mem_free. */
void *mem_alloc(size_t size);              /* zeroed */
void *mem_realloc(void *p, size_t size);
char *mem_strdup(const char *s);
char *mem_strndup(const char *s, size_t n);
void mem_free(void *p);                    /* NULL is fine */

/*
 * Once, before anything large is allocated: blocks from LARGE on are the system's, each for itself. They cost what of them
 * is touched, and are given back when they are freed, however many were before them. The end of the heap is kept when it is free:
 * with a threshold of ours for blocks, malloc would give it back above 128 kB, and Cairo's fonts take and free it all the time.
 */
void mem_begin(void);

/*
 * Make the heap ready to be forked: holes between what stays are taken, for good, so that what a child
 * allocates comes from pages of its own rather than from one hole here and one there, each in a page to be copied.
 */
void mem_settle(void);

/* Room for n elements in all in the vector v, what is new not cleared; returns the vector. */
void *mem_room(void *v, size_t n, size_t *cap, size_t elem_size);

/* Grow the vector v (n used of *cap elements) so that one more fits; returns the vector. */
void *mem_grow(void *v, size_t n, size_t *cap, size_t elem_size);

/* A pointer to a fresh, zeroed element at the end of v, valid until the next. */
#define VEC_PUSH(v, n, cap) \
	((v) = mem_grow((v), (n), &(cap), sizeof(*(v))), &(v)[(n)++])

/*
 * An arena hands out zeroed memory that is released all at once. Nothing in
 * it is freed one by one; pointers are valid until arena_reset or arena_free.
 */
struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena);      /* NULL is fine */
void arena_reset(struct arena *arena);     /* empties it, keeps a block of what it grew to */
size_t arena_used(const struct arena *arena);   /* bytes handed out since the last reset */

void *arena_alloc(struct arena *arena, size_t size);   /* zeroed, aligned for any type but long double */
void *arena_copy(struct arena *arena, const void *p, size_t size);
char *arena_strdup(struct arena *arena, const char *s);   /* NULL gives NULL */
char *arena_strndup(struct arena *arena, const char *s, size_t n);
char *arena_printf(struct arena *arena, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Like mem_grow, inside an arena (what is outgrown stays until the reset). */
void *arena_grow(struct arena *arena, void *v, size_t n, size_t *cap, size_t elem_size);
#define ARENA_PUSH(arena, v, n, cap) \
	((v) = arena_grow((arena), (v), (n), &(cap), sizeof(*(v))), &(v)[(n)++])

#endif
