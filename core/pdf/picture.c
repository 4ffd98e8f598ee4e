/* picture: see picture.h. */
#include "pdf/picture.h"

#include "base/str.h"
#include "doc/image.h"
#include "pdf/objs.h"
#include "pdf/vector.h"

static void put_hex(struct buf *out, const unsigned char *p, size_t n) {
	buf_addc(out, '<');
	for (size_t i = 0; i < n; i++) {
		buf_addf(out, "%02X", p[i]);
	}
	buf_addc(out, '>');
}

/* What the channels mean: a profile of the picture's own, else sRGB, which the file's output intent says. */
static void put_color_space(struct objs *objs, const struct image *image, struct buf *dict) {
	const struct image_samples *color = &image->color;
	int channels = color->palette ? 3 : color->channels;
	const char *device = channels == 1 ? "/DeviceGray" : "/DeviceRGB";
	struct buf base = BUF_INIT;

	if (image->profile) {
		unsigned num = objs_take(objs);
		char profile[48];

		snprintf(profile, sizeof(profile), "/N %d/Alternate%s", channels, device);
		objs_add_stream(objs, num, profile, image->profile, image->profile_len);
		buf_addf(&base, "[/ICCBased %u 0 R]", num);
	} else {
		buf_adds(&base, device);
	}
	buf_adds(dict, "/ColorSpace");
	if (color->palette) {
		buf_addf(dict, "[/Indexed%s %zu", buf_str(&base), color->palette_count - 1);
		put_hex(dict, color->palette, 3 * color->palette_count);
		buf_addc(dict, ']');
	} else {
		buf_adds(dict, buf_str(&base));
	}
	buf_fini(&base);
}

static void put_samples(const struct image_samples *samples, struct buf *dict) {
	buf_addf(dict, "/Type/XObject/Subtype/Image/Width %u/Height %u/BitsPerComponent %d", samples->width, samples->height,
	         samples->bits);
	if (samples->coding == IMAGE_DCT) {
		/* Readers take three channels for YCbCr where nothing in the file says otherwise. */
		buf_adds(dict, samples->is_plain_rgb ? "/DecodeParms<</ColorTransform 0>>/Filter/DCTDecode" : "/Filter/DCTDecode");
	} else {
		buf_addf(dict, "/DecodeParms<</Predictor 15/Colors %d/BitsPerComponent %d/Columns %u>>", samples->channels,
		         samples->bits, samples->width);
	}
}

static void add_samples(struct objs *objs, unsigned num, const struct image_samples *samples, const struct buf *dict) {
	if (samples->coding == IMAGE_DCT) {
		objs_add_plain(objs, num, buf_str(dict), samples->p, samples->len);
	} else {
		objs_add_packed(objs, num, buf_str(dict), samples->p, samples->len);
	}
}

bool picture_write(struct objs *objs, const struct image *image, unsigned *num, struct err *err) {
	struct buf dict = BUF_INIT;

	if (image->kind == IMAGE_SVG) {
		return vector_write(objs, image, num, err);
	}
	*num = objs_take(objs);
	put_samples(&image->color, &dict);
	put_color_space(objs, image, &dict);
	if (image->alpha.p) {
		struct buf mask = BUF_INIT;
		unsigned mask_num = objs_take(objs);

		put_samples(&image->alpha, &mask);
		buf_adds(&mask, "/ColorSpace/DeviceGray");
		add_samples(objs, mask_num, &image->alpha, &mask);
		buf_fini(&mask);
		buf_addf(&dict, "/SMask %u 0 R", mask_num);
	}
	add_samples(objs, *num, &image->color, &dict);
	buf_fini(&dict);
	return true;
}
