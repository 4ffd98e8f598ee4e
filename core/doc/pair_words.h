/*
 * pair_words: words of a bilingual edition: whether two languages say the same, and both in one place. For pair.c
 * alone.
 */
#ifndef DOC_PAIR_WORDS_H
#define DOC_PAIR_WORDS_H

#include <stdbool.h>

struct arena;
struct doc;
struct node;

/* What it makes lives in the arena. */
struct pair_words {
	struct arena *arena;
	const struct doc *doc;       /* its second has the second language */
};

/* What parts the second wording from the first. */
enum pair_break { PAIR_LINE, PAIR_SPACE, PAIR_SLASH };

/*
 * A text of the engine's or an author's that is no node: "Allies / Alliés", or a alone where b says the same; NULL
 * for none.
 */
const char *pair_text(const struct pair_words *words, const char *a, const char *b);

/* Of b where it says something else than a; NULL where that says it in both. */
const char *pair_second(const char *a, const char *b);

/*
 * Put what stands in b, the second wording, behind what stands in a; label: before it, or NULL. b is empty then,
 * unless it says the same.
 */
void pair_join(const struct pair_words *words, struct node *a, struct node *b, const char *label, enum pair_break parted);

/* The same for cells that hold words; a day that is written out in both becomes its number. */
void pair_join_cell(const struct pair_words *words, struct node *a, struct node *b, enum pair_break parted);

/* Whether a and b say the same in all they hold. */
bool pair_says_same(const struct pair_words *words, const struct node *a, const struct node *b);

/* Every block of words below node, which is in the second language, is set as such. */
void pair_mark_second(const struct pair_words *words, struct node *node);

#endif
