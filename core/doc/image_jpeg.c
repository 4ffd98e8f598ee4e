/*
 * image_jpeg: JPEG files. They stand in the PDF byte for byte; libjpeg reads them to their end before, at an eighth of their size,
 * to be sure that they are whole. Of what Exif says (CIPA DC-008, TIFF 6.0) only which side is up, and the resolution, is of use.
 */
#include <stdio.h>

#include <jerror.h>
#include <jpeglib.h>
#include <setjmp.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/image.h"
#include "doc/image_part.h"

#define SCANS_MAX 60                 /* a progressive file has about ten */

struct reader {
	struct jpeg_decompress_struct jpeg;
	struct jpeg_error_mgr errors;
	struct jpeg_progress_mgr progress;
	jmp_buf jump;
	char msg[JMSG_LENGTH_MAX];
	JSAMPLE *row;                /* or all rows, of image_decode_jpeg */
};

static struct reader *reader_of(j_common_ptr jpeg) {
	return jpeg->client_data;
}

static _Noreturn void on_error(j_common_ptr jpeg) {
	struct reader *r = reader_of(jpeg);

	jpeg->err->format_message(jpeg, r->msg);
	longjmp(r->jump, 1);
}

/* libjpeg paints grey where a file ends too early, and warns: what warns of lost data is an error here. */
static void on_message(j_common_ptr jpeg, int level) {
	int code = jpeg->err->msg_code;

	if (level < 0 && code != JWRN_EXTRANEOUS_DATA && code != JWRN_ADOBE_XFORM && code != JWRN_JFIF_MAJOR &&
	    code != JWRN_TOO_MUCH_DATA && code != JWRN_BOGUS_ICC) {
		on_error(jpeg);
	}
}

static void on_progress(j_common_ptr jpeg) {
	struct reader *r = reader_of(jpeg);

	if (((j_decompress_ptr)jpeg)->input_scan_number > SCANS_MAX) {
		snprintf(r->msg, sizeof(r->msg), "the picture is drawn in more than %d scans", SCANS_MAX);
		longjmp(r->jump, 1);
	}
}

/* ---- Exif ---- */

struct tiff {
	const unsigned char *p;
	size_t n;
	bool is_little;
};

/* A number of `bytes` bytes at offset at; 0 where there is none. */
static uint32_t tiff_number(const struct tiff *t, size_t at, int bytes) {
	uint32_t v = 0;

	if (at > t->n || t->n - at < (size_t)bytes) {
		return 0;
	}
	for (int i = 0; i < bytes; i++) {
		v = v << 8 | t->p[at + (size_t)(t->is_little ? bytes - 1 - i : i)];
	}
	return v;
}

/* Where the entry of tag stands in the first directory; 0: nowhere. */
static size_t tiff_find(const struct tiff *t, uint32_t tag) {
	size_t at = tiff_number(t, 4, 4), count = tiff_number(t, at, 2);

	for (size_t i = 0; i < count; i++) {
		if (tiff_number(t, at + 2 + 12 * i, 2) == tag) {
			return at + 2 + 12 * i;
		}
	}
	return 0;
}

static double tiff_ratio(const struct tiff *t, uint32_t tag) {
	size_t entry = tiff_find(t, tag), at = entry ? tiff_number(t, entry + 8, 4) : 0;
	uint32_t below = at ? tiff_number(t, at + 4, 4) : 0;

	return below ? (double)tiff_number(t, at, 4) / below : 0;
}

static void read_exif(const unsigned char *p, size_t n, int *orientation, double dpi[2]) {
	enum { ORIENTATION = 274, X_RESOLUTION = 282, Y_RESOLUTION = 283, UNIT = 296, CENTIMETRE = 3 };
	struct tiff t = { .p = p + 6, .n = n - 6, .is_little = p[6] == 'I' };
	size_t entry = tiff_find(&t, ORIENTATION), unit = tiff_find(&t, UNIT);
	uint32_t turned = entry ? tiff_number(&t, entry + 8, 2) : 1;
	double inch = unit && tiff_number(&t, unit + 8, 2) == CENTIMETRE ? 2.54 : 1;

	if (turned >= 1 && turned <= 8) {
		*orientation = (int)turned;
	}
	dpi[0] = tiff_ratio(&t, X_RESOLUTION) * inch;
	dpi[1] = tiff_ratio(&t, Y_RESOLUTION) * inch;
}

/* ---- the file ---- */

static void take_dpi(struct reader *r, struct image *image) {
	double dpi[2] = { 0, 0 }, inch = r->jpeg.density_unit == 2 ? 2.54 : 1;

	for (jpeg_saved_marker_ptr m = r->jpeg.marker_list; m != NULL; m = m->next) {
		if (m->marker == JPEG_APP0 + 1 && m->data_length > 14 && memcmp(m->data, "Exif\0", 6) == 0) {
			read_exif(m->data, m->data_length, &image->orientation, dpi);
			break;
		}
	}
	if (r->jpeg.saw_JFIF_marker && r->jpeg.density_unit != 0) {
		dpi[0] = r->jpeg.X_density * inch;
		dpi[1] = r->jpeg.Y_density * inch;
	}
	image->width_px = r->jpeg.image_width;
	image->height_px = r->jpeg.image_height;
	if (image->orientation >= 5) {
		image->width_px = r->jpeg.image_height;
		image->height_px = r->jpeg.image_width;
		image_set_dpi(image, dpi[1], dpi[0]);
	} else {
		image_set_dpi(image, dpi[0], dpi[1]);
	}
}

static void take_profile(struct arena *arena, struct reader *r, struct image *image) {
	JOCTET *profile = NULL;
	unsigned len = 0;

	if (jpeg_read_icc_profile(&r->jpeg, &profile, &len)) {
		image_set_profile(image, arena_copy(arena, profile, len), len, r->jpeg.num_components);
		free(profile);
	}
}

static bool check_kind(struct reader *r, struct err *err) {
	const struct jpeg_decompress_struct *jpeg = &r->jpeg;
	size_t bytes = 0;

	if (jpeg->num_components == 4) {
		err_set(err, ERR_PLUGIN, "the picture is in CMYK, the colours of a printing press; pages are in RGB");
		return err_hint(err, "convert it: magick IN.jpg -profile CMYK.icc -profile sRGB.icc OUT.jpg, or `-colorspace sRGB`");
	}
	if (jpeg->num_components != 1 && jpeg->num_components != 3) {
		return err_set(err, ERR_PLUGIN, "the picture has %d channels; 1 (grey) or 3 (RGB) can be set", jpeg->num_components);
	}
	if (jpeg->arith_code) {
		err_set(err, ERR_PLUGIN, "the picture is coded arithmetically, which no PDF may hold");
		return err_hint(err, "save it as an ordinary JPEG");
	}
	for (int i = 0; i < jpeg->num_components; i++) {
		const jpeg_component_info *c = &jpeg->comp_info[i];
		bytes += (size_t)c->width_in_blocks * c->height_in_blocks * sizeof(JBLOCK);
	}
	if (jpeg->progressive_mode && bytes > IMAGE_MEMORY_MAX) {
		err_set(err, ERR_LIMIT, "the picture is progressive, and takes %zu MB to unpack; up to %zu MB are unpacked", bytes >> 20,
		        IMAGE_MEMORY_MAX >> 20);
		return err_hint(err, "save it as a baseline JPEG, or make it smaller");
	}
	return true;
}

/* Rows are read to the last and thrown away. */
static void read_rows(struct reader *r) {
	struct jpeg_decompress_struct *jpeg = &r->jpeg;

	jpeg->scale_num = 1;
	jpeg->scale_denom = 8;
	jpeg->do_fancy_upsampling = FALSE;
	jpeg->out_color_space = jpeg->jpeg_color_space;
	r->progress.progress_monitor = on_progress;
	jpeg->progress = &r->progress;
	jpeg_start_decompress(jpeg);
	r->row = mem_alloc((size_t)jpeg->output_width * (size_t)jpeg->output_components);
	while (jpeg->output_scanline < jpeg->output_height) {
		jpeg_read_scanlines(jpeg, &r->row, 1);
	}
	jpeg_finish_decompress(jpeg);
}

static bool read_picture(struct arena *arena, struct reader *r, const unsigned char *p, size_t n, struct image *image,
                         struct err *err) {
	struct jpeg_decompress_struct *jpeg = &r->jpeg;

	if (setjmp(r->jump)) {
		return err_set(err, ERR_PLUGIN, "the file is damaged: %s", r->msg);
	}
	jpeg_mem_src(jpeg, p, n);
	jpeg_save_markers(jpeg, JPEG_APP0 + 1, 0xFFFF);
	jpeg_save_markers(jpeg, JPEG_APP0 + 2, 0xFFFF);
	jpeg_read_header(jpeg, TRUE);
	if (!image_check_size(jpeg->image_width, jpeg->image_height, err) || !check_kind(r, err)) {
		return false;
	}
	take_dpi(r, image);
	take_profile(arena, r, image);
	image->color = (struct image_samples){
		.coding = IMAGE_DCT, .p = p, .len = n, .width = jpeg->image_width, .height = jpeg->image_height,
		.channels = jpeg->num_components, .bits = 8, .is_plain_rgb = jpeg->jpeg_color_space == JCS_RGB,
	};
	read_rows(r);
	return true;
}

static void reader_init(struct reader *r) {
	r->jpeg.err = jpeg_std_error(&r->errors);
	r->errors.error_exit = on_error;
	r->errors.emit_message = on_message;
	r->jpeg.client_data = r;
}

bool image_read_jpeg(struct arena *arena, const unsigned char *p, size_t n, struct image *image, struct err *err) {
	struct reader r = { .row = NULL };
	bool ok;

	reader_init(&r);
	if (setjmp(r.jump)) {
		return err_set(err, ERR_SYSTEM, "libjpeg: %s", r.msg);
	}
	jpeg_create_decompress(&r.jpeg);
	ok = read_picture(arena, &r, p, n, image, err);
	jpeg_destroy_decompress(&r.jpeg);
	mem_free(r.row);
	return ok;
}

/* What is wrong leaves by r->jump. */
static void decode(struct reader *r, const struct image_samples *samples, double side) {
	struct jpeg_decompress_struct *jpeg = &r->jpeg;

	jpeg_mem_src(jpeg, samples->p, samples->len);
	jpeg_read_header(jpeg, TRUE);
	uint32_t longer = jpeg->image_width > jpeg->image_height ? jpeg->image_width : jpeg->image_height;
	jpeg->scale_num = jpeg->scale_denom = 1;
	while (jpeg->scale_denom < 8 && longer / (2 * jpeg->scale_denom) >= side) {
		jpeg->scale_denom *= 2;
	}
	/* Bytes as a pixel's 32 bits lie in memory. */
	jpeg->out_color_space = (const union { uint16_t n; char low; }){ 1 }.low ? JCS_EXT_BGRA : JCS_EXT_ARGB;
	r->progress.progress_monitor = on_progress;
	jpeg->progress = &r->progress;
	jpeg_start_decompress(jpeg);
	size_t row_len = 4 * (size_t)jpeg->output_width;
	r->row = mem_alloc(row_len * jpeg->output_height);
	while (jpeg->output_scanline < jpeg->output_height) {
		JSAMPROW row = r->row + jpeg->output_scanline * row_len;
		jpeg_read_scanlines(jpeg, &row, 1);
	}
	jpeg_finish_decompress(jpeg);
}

bool image_decode_jpeg(const struct image_samples *samples, double side, unsigned char **pixels, uint32_t *width, uint32_t *height,
                       struct err *err) {
	struct reader r = { .row = NULL };

	reader_init(&r);
	if (setjmp(r.jump)) {
		jpeg_destroy_decompress(&r.jpeg);
		mem_free(r.row);
		return err_set(err, ERR_PLUGIN, "the file is damaged: %s", r.msg);
	}
	jpeg_create_decompress(&r.jpeg);
	decode(&r, samples, side);
	*pixels = r.row;
	*width = r.jpeg.output_width;
	*height = r.jpeg.output_height;
	jpeg_destroy_decompress(&r.jpeg);
	return true;
}
