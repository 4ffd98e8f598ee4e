/* image: see image.h. */
#include "doc/image.h"

#include <math.h>
#include <strings.h>

#include "base/err.h"
#include "base/str.h"
#include "doc/image_part.h"

static const struct { const char *suffix; enum image_kind kind; } suffixes[] = {
	{ ".jpeg", IMAGE_JPEG }, { ".jpg", IMAGE_JPEG }, { ".png", IMAGE_PNG }, { ".svg", IMAGE_SVG },
};

static const char *const kind_names[] = { [IMAGE_PNG] = "PNG", [IMAGE_JPEG] = "JPEG", [IMAGE_SVG] = "SVG" };

static bool has_suffix(const char *name, const char *suffix) {
	size_t n = strlen(name), m = strlen(suffix);

	return n > m && strcasecmp(name + n - m, suffix) == 0;
}

enum image_kind image_kind_of(const char *name) {
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes) && name[0] != '.'; i++) {
		if (has_suffix(name, suffixes[i].suffix)) {
			return suffixes[i].kind;
		}
	}
	return IMAGE_NONE;
}

bool image_is_name(const char *name) {
	return image_kind_of(name) != IMAGE_NONE;
}

bool image_check_size(uint64_t width, uint64_t height, struct err *err) {
	if (width == 0 || height == 0) {
		return err_set(err, ERR_PLUGIN, "the picture has no pixels");
	}
	if (width <= IMAGE_SIDE_MAX && height <= IMAGE_SIDE_MAX && width * height <= IMAGE_PIXELS_MAX) {
		return true;
	}
	err_set(err, ERR_LIMIT, "the picture has %llu × %llu pixels; up to %d million are set, and %d a side",
	        (unsigned long long)width, (unsigned long long)height, IMAGE_PIXELS_MAX / 1000000, IMAGE_SIDE_MAX);
	return err_hint(err, "make it smaller: 2,500 × 3,500 pixels fill a page at 300 dpi");
}

void image_set_dpi(struct image *image, double dpi_x, double dpi_y) {
	/* Below and beyond it is a mistake of the program that wrote the file. */
	image->has_dpi = dpi_x >= 20 && dpi_x <= 10000 && dpi_y >= 20 && dpi_y <= 10000;
	if (!image->has_dpi) {
		dpi_x = dpi_y = IMAGE_DPI;
	}
	image->width_pt = image->width_px * 72 / dpi_x;
	image->height_pt = image->height_px * 72 / dpi_y;
}

/*
 * ICC.1:2010, 7.2: size, version, class, colour space, 'acsp'. What PDF/A takes: versions 2 and 4, of displays, inputs,
 * outputs and colour spaces.
 */
bool image_set_profile(struct image *image, const void *data, size_t n, int channels) {
	static const char *const classes[] = { "mntr", "scnr", "prtr", "spac" };
	const unsigned char *p = data;
	bool is_known = false;

	if (n < 132 || image_u32(p) != n || (p[8] != 2 && p[8] != 4) || memcmp(p + 36, "acsp", 4) != 0 ||
	    memcmp(p + 16, channels == 1 ? "GRAY" : "RGB ", 4) != 0) {
		return false;
	}
	for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++) {
		is_known = is_known || memcmp(p + 12, classes[i], 4) == 0;
	}
	if (is_known) {
		image->profile = p;
		image->profile_len = n;
	}
	return is_known;
}

/* What the bytes are, whatever the name says. */
static bool looks_like(enum image_kind kind, const unsigned char *p, size_t n) {
	switch (kind) {
	case IMAGE_PNG:
		return n >= 8 && memcmp(p, "\x89PNG\r\n\x1a\n", 8) == 0;
	case IMAGE_JPEG:
		return n >= 3 && memcmp(p, "\xff\xd8\xff", 3) == 0;
	case IMAGE_SVG:
		return n > 0 && memchr(p, '<', n < 64 ? n : 64) != NULL;
	case IMAGE_NONE:
		break;
	}
	return false;
}

static bool refuse_kind(const char *name, enum image_kind kind, const unsigned char *p, size_t n, struct err *err) {
	if (n == 0) {
		return err_set(err, ERR_PLUGIN, "%s is empty", name);
	}
	err_set(err, ERR_PLUGIN, "%s is no %s", name, kind == IMAGE_NONE ? "image" : kind_names[kind]);
	for (int other = IMAGE_PNG; other <= IMAGE_SVG; other++) {
		if (looks_like((enum image_kind)other, p, n)) {
			return err_hint(err, "it looks like %s: name it so", kind_names[other]);
		}
	}
	return err_hint(err, "PNG, JPEG and SVG can be set");
}

bool image_load(struct arena *arena, const char *name, const void *p, size_t n, struct image *image, struct err *err) {
	struct image read = { .kind = image_kind_of(name), .name = name, .orientation = 1 };
	bool ok;

	if (!looks_like(read.kind, p, n)) {
		return refuse_kind(name, read.kind, p, n, err);
	}
	switch (read.kind) {
	case IMAGE_PNG:
		ok = image_read_png(arena, p, n, &read, err);
		break;
	case IMAGE_JPEG:
		ok = image_read_jpeg(arena, p, n, &read, err);
		break;
	default:
		ok = image_read_svg(arena, p, n, &read, err);
		break;
	}
	if (!ok) {
		return err_wrap(err, "%s", name);
	}
	*image = read;
	return true;
}

void image_upright(int orientation, double u, double v, double *x, double *y) {
	bool swaps = orientation >= 5;
	double a = swaps ? v : u, b = swaps ? u : v;

	/* TIFF 6.0, tag 274: where row 0 and column 0 are seen. */
	*x = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7 ? 1 - a : a;
	*y = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8 ? 1 - b : b;
}
