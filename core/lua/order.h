/*
 * order: how lists of records were sorted by their names. A bilingual edition is built once a language, and must
 * stand in one order: in its second language such a list is in the order that it had in the first. The same call
 * of the same line within the same scope sorts the same list.
 */
#ifndef LUA_ORDER_H
#define LUA_ORDER_H

#include <stddef.h>

struct arena;
struct orders;

/* Lives in the arena. */
struct orders *orders_new(struct arena *arena);
void orders_free(struct orders *orders);     /* what is not in the arena; NULL is fine */

/* From here on the calls are made again: orders_next tells how each was answered. */
void orders_again(struct orders *orders);

/* What is called from here on belongs to scope, such as the build of a section, which may be entered in any order; in the arena. */
void orders_enter(struct orders *orders, const char *scope);

/* The n elements sorted at where ("plugin.lua:12"): element index[i] came to stand at i. index is kept. */
void orders_keep(struct orders *orders, const char *where, const size_t *index, size_t n);

/*
 * What orders_keep was told at the same call before; NULL while calls are made the first time, or where there was
 * no such call.
 */
const size_t *orders_next(struct orders *orders, const char *where, size_t n);

#endif
