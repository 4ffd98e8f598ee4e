/*
 * reading: a document as a screen reader hears it: the tree in order, with roles, languages, alt texts and what heads a
 * cell; for people.
 */
#ifndef PDF_READING_H
#define PDF_READING_H

struct buf;
struct tags;

/*
 * Append a line for each element that holds blocks or words, those below it indented; links, references and spans stand in the words.
 * tags must have listened (tags_listen), and what Cairo left out must be known. lang is the document's.
 */
void reading_put(const struct tags *tags, const char *lang, struct buf *out);

#endif
