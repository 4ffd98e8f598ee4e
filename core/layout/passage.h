/*
 * passage: what a long document need not hold. Each block of a section is a passage: it is set once, to know its
 * pieces, and what they say (words, lines, cells, drawings) is forgotten; and again when the first of its pages is
 * made, for as long as pages go on that show any of it. What is kept is what pages are decided by: heights, costs,
 * notes and floats as boxes. For layout/ alone.
 */
#ifndef LAYOUT_PASSAGE_H
#define LAYOUT_PASSAGE_H

#include <stdbool.h>

struct arena;
struct passages;
struct piece;
struct setter;
struct spot;
struct vlist;

/* A block of a section, at list's end: for good where setter->passages is NULL. False with setter->err. */
bool passage_set(struct setter *setter, const struct spot *spot, struct vlist *list);

/* Before the notes of piece are divided: what they say is made again, to stay. */
bool passage_keep_notes(struct setter *setter, struct piece *piece);

struct passages *passages_new(void);
void passages_free(struct passages *passages);   /* NULL is fine */

/* Another page begins: what neither it nor the one before has shown goes. */
void passages_turn(struct passages *passages);

/* From here on what is made again stays, in arena. */
void passages_stay(struct passages *passages, struct arena *arena);

#endif
