/* partners: which things of a list are which of a later one, by what they are called and by what they say. */
#ifndef DOC_PARTNERS_H
#define DOC_PARTNERS_H

#include <stddef.h>

struct arena;
struct side;

#define PARTNERS_NONE ((size_t)-1)

/* Things that a name function can tell: the n of them, and where they stand. */
struct partners_list {
	const struct side *side;     /* whatever that needs to know besides */
	const void *things;
	size_t n;
};

struct partners {
	struct arena *arena;
	struct partners_list before, after;
	size_t *from, *to;           /* to[i]: which of the earlier ones the i-th later one is; from: the other way; PARTNERS_NONE: none */
};

/* What the i-th thing is known by, or says; NULL: it takes no part in this round. */
typedef const char *(*partners_name_fn)(const struct side *side, const void *things, size_t i);

/* Nobody has a partner yet; lives in the arena. What follows looks at those alone that have none. */
struct partners partners_new(struct arena *arena, const struct partners_list *before, const struct partners_list *after);

/* The n-th of a name goes with the n-th of it in the other list. */
void partners_by_name(struct partners *partners, partners_name_fn name);

/* By the words they have in common, at least half; two of another kind are never the same. */
void partners_by_likeness(struct partners *partners, partners_name_fn words, partners_name_fn kind);

#endif
