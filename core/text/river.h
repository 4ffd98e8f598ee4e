/* river: gaps between words that line up over several lines. For text/ alone. */
#ifndef TEXT_RIVER_H
#define TEXT_RIVER_H

#include <stddef.h>
#include <stdint.h>

struct line_opts;
struct para;

/*
 * The first three lines of the n chosen (indices of the scratch's breaks) whose wider gaps stand one under
 * another: the index of the middle one; SIZE_MAX: there are none. Of justified paragraphs.
 */
size_t river_find(const struct para *para, const struct line_opts *opts, const uint32_t *chosen, size_t n);

#endif
