/*
 * pdfcheck: what ISO 19005-2 and -3 (PDF/A-2, -3) ask of a file that says to be one, and what is forbidden in every file of ours:
 * actions that do things, layers, forms, encryption that keeps a screen reader out.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "pdfcheck_part.h"

#define STRING_MAX 32767
#define NAME_MAX_BYTES 127

/* ---- the bytes ---- */

static void check_bytes(struct check *c) {
	const char *line = c->len > 9 ? memchr(c->pdf, '\n', c->len) : NULL;

	if (c->len < 20 || memcmp(c->pdf, "%PDF-1.", 7) != 0 || !isdigit((unsigned char)c->pdf[7]) || line != c->pdf + 8) {
		complain(c, "A6.1.2: the first line is not %%PDF-1.n");
		return;
	}
	for (int i = 2; i < 6; i++) {
		if (line[1] != '%' || (unsigned char)line[i] < 128) {
			complain(c, "A6.1.2: the second line is no comment of four bytes past 127");
			break;
		}
	}
	if (memcmp(c->pdf + c->len - 6, "%%EOF\n", 6) != 0 && memcmp(c->pdf + c->len - 5, "%%EOF", 5) != 0) {
		complain(c, "A6.1.3: something follows the end of the file");
	}
}

/* "endstream" after a line's end, in each stream that qpdf finds where the file says it is (6.1.7.1). */
static void check_stream_ends(struct check *c) {
	const char *p = c->pdf, *end = c->pdf + c->len;

	while ((p = memmem(p, (size_t)(end - p), "endstream\nendobj", 16))) {
		if (p[-1] != '\n' && p[-1] != '\r') {
			complain(c, "A6.1.7.1: byte %zu: endstream does not begin a line", (size_t)(p - c->pdf));
			return;
		}
		p += 16;
	}
}

/* ---- every object ---- */

static void check_filter(struct check *c, qpdf_oh dict) {
	qpdf_oh filters = key(c, dict, "/Filter");

	for (int i = 0; i < count_of(c, filters); i++) {
		if (is_name(c, item_of(c, filters, i), "/LZWDecode") || is_name(c, item_of(c, filters, i), "/Crypt")) {
			complain(c, "A6.1.7.2: a stream is packed by %s", qpdf_oh_get_name(c->q, item_of(c, filters, i)));
		}
	}
	if (has(c, dict, "/F") || has(c, dict, "/FFilter")) {
		complain(c, "A6.1.7.1: a stream lies outside of the file");
	}
}

static bool is_one_of(struct check *c, qpdf_oh name, const char *list) {
	char wanted[80];

	if (!qpdf_oh_is_name(c->q, name)) {
		return false;
	}
	snprintf(wanted, sizeof(wanted), "%s ", qpdf_oh_get_name(c->q, name));
	return strstr(list, wanted);
}

/* An action is known by its S; elements, intents, groups and labels have one too. */
static void check_action(struct check *c, qpdf_oh dict) {
	static const char forbidden[] = "/Launch /Sound /Movie /ResetForm /ImportData /Hide /SetOCGState /Rendition /Trans /GoTo3DView /JavaScript ";

	if (is_one_of(c, key(c, dict, "/S"), forbidden)) {
		complain(c, "A6.5.1: an action does %s", qpdf_oh_get_name(c->q, key(c, dict, "/S")));
	}
	if (has(c, dict, "/AA")) {
		complain(c, "A6.5.2: an object has additional actions");
	}
}

static void check_state(struct check *c, qpdf_oh dict) {
	static const char modes[] = "/Normal /Compatible /Multiply /Screen /Overlay /Darken /Lighten /ColorDodge /ColorBurn /HardLight /SoftLight "
	                            "/Difference /Exclusion /Hue /Saturation /Color /Luminosity ";

	if (has(c, dict, "/BM") && !is_one_of(c, key(c, dict, "/BM"), modes)) {
		complain(c, "A6.2.10: a blend mode that is not known");
	}
	if (has(c, dict, "/TR") || has(c, dict, "/HTP") || (has(c, dict, "/TR2") && !is_name(c, key(c, dict, "/TR2"), "/Default"))) {
		complain(c, "A6.2.5: a graphics state has a transfer function or a halftone's place");
	}
}

static void check_value(struct check *c, qpdf_oh oh, int depth);

static void check_dict(struct check *c, qpdf_oh dict, int depth) {
	struct names names;

	names_of(c, dict, &names);
	for (size_t i = 0; i < names.n; i++) {
		qpdf_oh value = key(c, dict, names.v[i]);

		if (strcmp(names.v[i], "/ColorSpace") == 0 && is_name(c, value, "/DeviceCMYK")) {
			complain(c, "A6.2.4.3: colours of four inks");
		}
		check_value(c, value, depth + 1);
	}
	mem_free(names.v);
	check_action(c, dict);
	check_state(c, dict);
}

/* What is direct in it; other objects have a turn of their own. */
static void check_value(struct check *c, qpdf_oh oh, int depth) {
	if (depth > 100 || (depth > 0 && number_of(c, oh) > 0)) {
		return;
	}
	if (qpdf_oh_is_stream(c->q, oh)) {
		check_filter(c, qpdf_oh_get_dict(c->q, oh));
		check_dict(c, qpdf_oh_get_dict(c->q, oh), depth);
	} else if (qpdf_oh_is_dictionary(c->q, oh)) {
		check_dict(c, oh, depth);
	} else if (qpdf_oh_is_array(c->q, oh)) {
		for (int i = 0; i < count_of(c, oh); i++) {
			check_value(c, item_of(c, oh, i), depth + 1);
		}
	} else if (qpdf_oh_is_string(c->q, oh)) {
		size_t n = 0;
		(void)qpdf_oh_get_binary_string_value(c->q, oh, &n);
		if (n > STRING_MAX) {
			complain(c, "A6.1.13: a string has %zu bytes", n);
		}
	} else if (qpdf_oh_is_name(c->q, oh) && strlen(qpdf_oh_get_name(c->q, oh)) > NAME_MAX_BYTES + 1) {
		complain(c, "A6.1.13: a name has more than %d bytes", NAME_MAX_BYTES);
	}
}

static void check_objects(struct check *c) {
	int size = qpdf_oh_get_int_value_as_int(c->q, key(c, qpdf_get_trailer(c->q), "/Size"));

	for (int num = 1; num < size; num++) {
		check_value(c, qpdf_get_object_by_id(c->q, num, 0), 0);
	}
}

/* ---- the catalog and its parts ---- */

static void check_layers(struct check *c) {
	qpdf_oh layers = key(c, c->root, "/OCProperties"), configs = key(c, layers, "/Configs"), first = key(c, layers, "/D");

	if (!has(c, c->root, "/OCProperties")) {
		return;
	}
	if (!is_text(c, key(c, first, "/Name"))) {
		complain(c, "M20-002: the layers' configuration has no name");
	}
	for (int i = 0; i < count_of(c, configs); i++) {
		if (!is_text(c, key(c, item_of(c, configs, i), "/Name"))) {
			complain(c, "M20-001: a configuration of layers has no name");
		}
	}
	if (has(c, first, "/AS")) {
		complain(c, "M20-003: the layers' configuration changes by itself");
	}
}

static void check_catalog_entries(struct check *c) {
	qpdf_oh form = key(c, c->root, "/AcroForm"), names = key(c, c->root, "/Names");
	qpdf_oh suspects = key(c, key(c, c->root, "/MarkInfo"), "/Suspects");

	if (qpdf_oh_is_bool(c->q, suspects) && qpdf_oh_get_bool_value(c->q, suspects)) {
		complain(c, "M01-007: Suspects is true");
	}
	if (has(c, form, "/XFA")) {
		complain(c, "M25-001: there is a form of XFA");
	}
	if (has(c, names, "/JavaScript") || has(c, c->root, "/OpenAction")) {
		complain(c, "A6.5.1: the catalog does something when it is opened");
	}
	if (has(c, names, "/AlternatePresentations")) {
		complain(c, "A6.10: there are alternate presentations");
	}
	if (has(c, c->root, "/Requirements")) {
		complain(c, "A6.11: a reader must meet requirements");
	}
	if (has(c, c->root, "/NeedsRendering")) {
		complain(c, "A6.4.2: the catalog needs rendering");
	}
	check_layers(c);
}

static void check_outline(struct check *c) {
	if (!c->has_lang && has(c, c->root, "/Outlines")) {
		complain(c, "M11-003: the outline has no language");
	}
}

/* Bit 10 of P lets a screen reader in (7.16). */
static void check_encryption(struct check *c) {
	qpdf_oh encrypt = key(c, qpdf_get_trailer(c->q), "/Encrypt");

	if (!qpdf_is_encrypted(c->q)) {
		return;
	}
	if (!has(c, encrypt, "/P")) {
		complain(c, "M26-001: it is encrypted, and says nothing of what is permitted");
	} else if (!(qpdf_oh_get_int_value(c->q, key(c, encrypt, "/P")) & 0x200)) {
		complain(c, "M26-002: it is encrypted, and keeps screen readers out");
	}
	if (c->level) {
		complain(c, "A6.1.3: it is encrypted");
	}
}

/* ---- files within it ---- */

static bool is_associated(struct check *c, qpdf_oh spec) {
	qpdf_oh all = key(c, c->root, "/AF");

	for (int i = 0; i < count_of(c, all); i++) {
		if (number_of(c, item_of(c, all, i)) == number_of(c, spec)) {
			return true;
		}
	}
	return false;
}

static void check_spec(struct check *c, qpdf_oh spec) {
	qpdf_oh file = key(c, key(c, spec, "/EF"), "/F");

	if (!is_text(c, key(c, spec, "/F")) || !is_text(c, key(c, spec, "/UF"))) {
		complain(c, "M21-001: a file within the file has not both names, F and UF");
	}
	if (!c->level) {
		return;
	}
	if (c->part == 2) {
		complain(c, "A6.8: PDF/A-2 holds a file");
	}
	if (!is_one_of(c, key(c, spec, "/AFRelationship"), "/Source /Data /Alternative /Supplement /EncryptedPayload /FormData /Schema /Unspecified ")) {
		complain(c, "A6.8: a file within the file does not say what it is to the document");
	}
	if (!is_associated(c, spec)) {
		complain(c, "A6.8: a file within the file belongs to nothing");
	}
	if (!qpdf_oh_is_stream(c->q, file) || !qpdf_oh_is_name(c->q, key(c, file, "/Subtype")) || !has(c, key(c, file, "/Params"), "/ModDate")) {
		complain(c, "A6.8: a file within the file has no kind, or no day");
	}
}

static void check_files(struct check *c, qpdf_oh node, int depth) {
	qpdf_oh kids = key(c, node, "/Kids"), names = key(c, node, "/Names");

	for (int i = 0; depth < 20 && i < count_of(c, kids); i++) {
		check_files(c, item_of(c, kids, i), depth + 1);
	}
	for (int i = 0; i + 1 < count_of(c, names); i += 2) {
		check_spec(c, item_of(c, names, i + 1));
	}
}

/* ---- PDF/A ---- */

static void check_intent(struct check *c) {
	qpdf_oh intents = key(c, c->root, "/OutputIntents"), profile = qpdf_oh_new_null(c->q);
	unsigned char *icc = NULL;
	size_t len = 0;
	int found = 0;

	for (int i = 0; i < count_of(c, intents); i++) {
		qpdf_oh intent = item_of(c, intents, i);

		if (is_name(c, key(c, intent, "/S"), "/GTS_PDFA1")) {
			found++;
			profile = key(c, intent, "/DestOutputProfile");
			if (!is_text(c, key(c, intent, "/OutputConditionIdentifier"))) {
				complain(c, "A6.2.3: the output intent has no identifier");
			}
		}
	}
	if (found != 1 || !qpdf_oh_is_stream(c->q, profile) || (qpdf_oh_get_stream_data(c->q, profile, qpdf_dl_all, NULL, &icc, &len) & QPDF_ERRORS)) {
		complain(c, "A6.2.3: there are %d output intents with a profile, not 1", found);
		return;
	}
	/* ICC.1: 36 "acsp", 8 the version, 12 the class, 16 the colours. */
	if (len < 128 || memcmp(icc + 36, "acsp", 4) != 0 || icc[8] > 4 || (memcmp(icc + 12, "mntr", 4) != 0 && memcmp(icc + 12, "prtr", 4) != 0)) {
		complain(c, "A6.2.3: the output intent's profile is none for a screen or printer");
	} else if (memcmp(icc + 16, "RGB ", 4) != 0 || qpdf_oh_get_int_value_as_int(c->q, key(c, profile, "/N")) != 3) {
		complain(c, "A6.2.4.3: the output intent is not of RGB, which the pages' colours are");
	}
	free(icc);
}

/* Each property of the prefix is described by its schema: its name is there behind the prefix. */
static void check_properties(struct check *c, const char *xmp, const char *prefix, size_t n) {
	char begin[80], said[160];

	snprintf(begin, sizeof(begin), "<%.*s:", (int)n, prefix);
	for (const char *p = xmp; (p = strstr(p, begin));) {
		p += n + 2;
		int length = (int)strcspn(p, " />");
		snprintf(said, sizeof(said), "<pdfaProperty:name>%.*s</pdfaProperty:name>", length, p);
		if (!strstr(xmp, said)) {
			complain(c, "A6.6.2.3: the property %.*s:%.*s is not described", (int)n, prefix, length, p);
		}
	}
}

/* Each prefix that ISO 19005 does not know is described (6.6.2.3). */
static void check_extensions(struct check *c, const char *xmp) {
	static const char *const known[] = {
		"dc", "pdf", "pdfaExtension", "pdfaField", "pdfaProperty", "pdfaSchema", "pdfaType", "pdfaid", "rdf", "x", "xml", "xmp", "xmpMM", "xmpRights",
	};

	for (const char *p = xmp; (p = strstr(p, "xmlns:")); p += 6) {
		size_t n = strcspn(p + 6, "=");
		char said[160];
		bool is_known = false;

		for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
			is_known = is_known || (strlen(known[i]) == n && memcmp(known[i], p + 6, n) == 0);
		}
		snprintf(said, sizeof(said), "<pdfaSchema:prefix>%.*s</pdfaSchema:prefix>", (int)n, p + 6);
		if (!is_known && !strstr(xmp, said)) {
			complain(c, "A6.6.2.3: the properties of %.*s are not described", (int)n, p + 6);
		} else if (!is_known) {
			check_properties(c, xmp, p + 6, n);
		}
	}
}

static void check_xmp(struct check *c, const char *xmp) {
	const char *head = strstr(xmp, "<?xpacket begin="), *head_end = head ? strstr(head, "?>") : NULL;

	if (!head_end || memmem(head, (size_t)(head_end - head), "bytes=", 6) || memmem(head, (size_t)(head_end - head), "encoding=", 9)) {
		complain(c, "A6.6.2.1: the metadata's packet says its bytes or encoding, or has no head");
	}
	check_extensions(c, xmp);
}

static void read_level(struct check *c, const char *xmp) {
	static const char part[] = "<pdfaid:part>", level[] = "<pdfaid:conformance>";
	const char *p = strstr(xmp, part), *l = strstr(xmp, level);

	if (!p && !l) {
		return;
	}
	c->part = p ? p[sizeof(part) - 1] - '0' : 0;
	c->level = l ? l[sizeof(level) - 1] : '?';
	if ((c->part != 2 && c->part != 3) || !strchr("ABU", c->level)) {
		complain(c, "A6.6.4: the metadata says PDF/A-%d%c, which is none", c->part, c->level);
	}
}

static void check_ids(struct check *c) {
	qpdf_oh id = key(c, qpdf_get_trailer(c->q), "/ID");

	if (count_of(c, id) != 2) {
		complain(c, "A6.1.3: the file has no ID");
	}
}

void check_archive(struct check *c) {
	struct buf xmp = BUF_INIT;
	unsigned char *data = NULL;
	size_t len = 0;
	qpdf_oh metadata = key(c, c->root, "/Metadata");

	if (qpdf_oh_is_stream(c->q, metadata) && !(qpdf_oh_get_stream_data(c->q, metadata, qpdf_dl_all, NULL, &data, &len) & QPDF_ERRORS)) {
		buf_add(&xmp, data, len);
	}
	free(data);
	read_level(c, buf_str(&xmp));
	check_encryption(c);
	check_catalog_entries(c);
	check_outline(c);
	check_files(c, key(c, key(c, c->root, "/Names"), "/EmbeddedFiles"), 0);
	check_objects(c);
	if (c->level) {
		check_bytes(c);
		check_stream_ends(c);
		check_ids(c);
		check_intent(c);
		check_xmp(c, buf_str(&xmp));
	}
	buf_fini(&xmp);
}
