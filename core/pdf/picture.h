/* picture: the images of a document as objects of its PDF (PDF 32000-1, 8.9 and 8.10), each written once. */
#ifndef PDF_PICTURE_H
#define PDF_PICTURE_H

#include <stdbool.h>

struct err;
struct image;
struct objs;

/*
 * Write image and what belongs to it, and say its number in *num: an image, or a form of one unit by one, so that both are
 * put in place alike. Only once all of Cairo's objects are claimed.
 */
bool picture_write(struct objs *objs, const struct image *image, unsigned *num, struct err *err);

#endif
