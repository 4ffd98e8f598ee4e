/* image_part: what the readers of image files have in common. For image*.c alone. */
#ifndef DOC_IMAGE_PART_H
#define DOC_IMAGE_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct err;
struct image;

/* Each is called with image->kind and name set, and fills the rest. */
bool image_read_png(struct arena *arena, const unsigned char *p, size_t n, struct image *image, struct err *err);
bool image_read_jpeg(struct arena *arena, const unsigned char *p, size_t n, struct image *image, struct err *err);
bool image_read_svg(struct arena *arena, const unsigned char *p, size_t n, struct image *image, struct err *err);

/* Refuse what has too many pixels, or none: before it is decoded. */
bool image_check_size(uint64_t width, uint64_t height, struct err *err);

/* Set the natural size from pixels an inch; 0: the file does not say. Implausible figures count as not said. */
void image_set_dpi(struct image *image, double dpi_x, double dpi_y);

/* Keep an ICC profile of that many channels that a PDF may have; others are left out (false), as if there were none. */
bool image_set_profile(struct image *image, const void *p, size_t n, int channels);

/* Numbers as network and Motorola write them. */
static inline uint32_t image_u16(const unsigned char *p) { return (uint32_t)p[0] << 8 | p[1]; }
static inline uint32_t image_u32(const unsigned char *p) { return image_u16(p) << 16 | image_u16(p + 2); }

#endif
