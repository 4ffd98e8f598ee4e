/* pdfcheck: pictures and forms. */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "pdfcheck_part.h"

/* A family of device colours that the output intent covers, a profile's, or a palette of one of them. */
static bool is_color_space(struct check *c, qpdf_oh space) {
	qpdf_oh family;

	if (is_name(c, space, "/DeviceGray") || is_name(c, space, "/DeviceRGB")) {
		return true;
	}
	if (!qpdf_oh_is_array(c->q, space) || qpdf_oh_get_array_n_items(c->q, space) < 2) {
		return false;
	}
	family = qpdf_oh_get_array_item(c->q, space, 0);
	return is_name(c, family, "/ICCBased") ||
	       (is_name(c, family, "/Indexed") && is_color_space(c, qpdf_oh_get_array_item(c->q, space, 1)));
}

/* The rows of a picture that is not a JPEG, unpacked, are as long as its dictionary says. */
static void check_samples(struct check *c, qpdf_oh image) {
	qpdf_oh space = key(c, image, "/ColorSpace");
	long long width = qpdf_oh_get_int_value(c->q, key(c, image, "/Width")), height;
	long long bits = qpdf_oh_get_int_value(c->q, key(c, image, "/BitsPerComponent")), channels = 1;
	unsigned char *data = NULL;
	QPDF_BOOL is_decoded = QPDF_FALSE;
	size_t len = 0;

	if (is_name(c, key(c, image, "/Filter"), "/DCTDecode")) {
		return;
	}
	height = qpdf_oh_get_int_value(c->q, key(c, image, "/Height"));
	if (is_name(c, space, "/DeviceRGB")) {
		channels = 3;
	} else if (qpdf_oh_is_array(c->q, space) && is_name(c, qpdf_oh_get_array_item(c->q, space, 0), "/ICCBased")) {
		channels = qpdf_oh_get_int_value(c->q, key(c, qpdf_oh_get_array_item(c->q, space, 1), "/N"));
	}
	if (qpdf_oh_get_stream_data(c->q, image, qpdf_dl_all, &is_decoded, &data, &len) & QPDF_ERRORS || !is_decoded) {
		complain(c, "P8.9.5: a picture cannot be unpacked");
	} else if ((long long)len != (width * bits * channels + 7) / 8 * height) {
		complain(c, "P8.9.5: a picture of %lld × %lld has %zu bytes", width, height, len);
	}
	free(data);
}

static void check_image(struct check *c, qpdf_oh image, bool is_mask) {
	qpdf_oh mask = key(c, image, "/SMask");

	if (!is_color_space(c, key(c, image, "/ColorSpace")) ||
	    (is_mask && !is_name(c, key(c, image, "/ColorSpace"), "/DeviceGray"))) {
		complain(c, "P8.9.5: a %s has a colour space that is not allowed", is_mask ? "mask" : "picture");
	}
	/* ISO 19005-3, 6.2.8. */
	if (has(c, image, "/Interpolate") || has(c, image, "/Alternates") || has(c, image, "/OPI") || has(c, image, "/Mask")) {
		complain(c, "A6.2.8: a picture is interpolated, or has alternates");
	}
	check_samples(c, image);
	if (qpdf_oh_is_stream(c->q, mask)) {
		if (is_mask) {
			complain(c, "P11.6.5.3: a mask has a mask");
		} else {
			check_image(c, mask, true);
		}
	}
}

/* A form is within the mark of who calls it: it may have no marks of its own (7.1), nor text without fonts, nor PostScript. */
static void check_form(struct check *c, qpdf_oh form, int depth) {
	unsigned char *data = NULL;
	QPDF_BOOL is_decoded = QPDF_FALSE;
	size_t len = 0;

	if (has(c, form, "/Ref") || has(c, form, "/OPI") || has(c, form, "/PS") || has(c, form, "/Subtype2")) {
		complain(c, "%s: a form leads elsewhere, or is PostScript", has(c, form, "/Ref") ? "M30-001" : "A6.2.9");
	}
	if (!has(c, form, "/BBox") || has(c, form, "/StructParents") || has(c, form, "/StructParent")) {
		complain(c, "P8.10.1: a form without BBox, or with marks of its own");
	}
	if (qpdf_oh_get_stream_data(c->q, form, qpdf_dl_all, &is_decoded, &data, &len) & QPDF_ERRORS || !is_decoded) {
		complain(c, "P8.10.1: a form cannot be unpacked");
	} else if (len > 0 && (memmem(data, len, "BDC", 3) || memmem(data, len, "BT\n", 3))) {
		complain(c, "M30-002: a form has marks, or text");
	}
	free(data);
	if (depth > 20) {
		complain(c, "P8.10: forms within forms without end");
	} else {
		check_resources(c, key(c, form, "/Resources"), depth + 1);
	}
}

void check_resources(struct check *c, qpdf_oh resources, int depth) {
	qpdf_oh objects = key(c, resources, "/XObject");
	char names[64][32];
	int n = 0;

	if (!qpdf_oh_is_dictionary(c->q, objects)) {
		return;
	}
	/* libqpdf has one iterator: collect, then look. */
	qpdf_oh_begin_dict_key_iter(c->q, objects);
	while (qpdf_oh_dict_more_keys(c->q)) {
		str_copy(names[n % 64], sizeof(*names), qpdf_oh_dict_next_key(c->q));
		n++;
	}
	for (int i = 0; i < n && i < 64; i++) {
		qpdf_oh object = key(c, objects, names[i]);

		if (!qpdf_oh_is_stream(c->q, object)) {
			complain(c, "P7.8.3: the resource %s is no stream", names[i]);
		} else if (is_name(c, key(c, object, "/Subtype"), "/Image")) {
			check_image(c, object, false);
		} else if (is_name(c, key(c, object, "/Subtype"), "/Form")) {
			check_form(c, object, depth);
		} else {
			complain(c, "P8.8: the resource %s is neither picture nor form", names[i]);
		}
	}
}

