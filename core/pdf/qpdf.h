/*
 * qpdf: what is used of libqpdf's C interface, loaded when a finished PDF has to be read or encrypted: it brings the C++ library with it,
 * and no job needs it. For inspect.c and encrypt.c.
 */
#ifndef PDF_QPDF_H
#define PDF_QPDF_H

#include <stdbool.h>

#include <qpdf/qpdf-c.h>

struct err;

#define QPDF_FNS(X) \
	X(init) X(cleanup) X(silence_errors) X(set_suppress_warnings) X(read_memory) X(get_error) X(get_error_code) \
	X(get_error_full_text) X(get_error_message_detail) X(has_error) X(is_encrypted) X(get_num_pages) X(get_page_n) X(get_root) X(oh_get_key) X(oh_is_array) \
	X(oh_is_stream) X(oh_is_string) X(oh_get_array_n_items) X(oh_get_array_item) X(oh_get_utf8_value) X(oh_get_stream_data) X(oh_get_page_content_data) \
	X(init_write_memory) X(set_object_stream_mode) X(set_stream_data_mode) X(set_r6_encryption_parameters2) X(write) \
	X(get_buffer_length) X(get_buffer) X(get_trailer) X(oh_unparse) X(oh_unparse_resolved) X(oh_remove_key) X(oh_has_key) X(oh_get_object_id) X(oh_get_uint_value_as_uint)

struct qpdf {
#define X(name) __typeof__(qpdf_##name) *name;
	QPDF_FNS(X)
#undef X
};

/* NULL with *err where the library is not installed. Never released. */
const struct qpdf *qpdf_open(struct err *err);

/* What went wrong, in *err; false. *is_locked (may be NULL): it wants another password. */
bool qpdf_fail(const struct qpdf *q, qpdf_data data, const char *what, bool *is_locked, struct err *err);

#endif
