#include "pdf/meta.h"

#include <ctype.h>
#include <stdio.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/str.h"
#include "doc/conformance.h"
#include "pdf/archive.h"
#include "pdf/attach.h"
#include "pdf/objs.h"
#include "pdf/paint.h"
#include "pdf/pdf.h"

const struct meta_known meta_known[] = {
	{ "AsOf", "Day that the report speaks of" },
	{ "Edition", "Number in its series" },
	{ "Marking", "Line at the head and foot of every page" },
	{ "Period", "First and last day that the report covers" },
	{ "Report", "Name of the report's definition" },
	{ "Series", "What it is an edition of" },
	{ NULL, NULL }
};

static bool is_known(const char *name) {
	const struct meta_known *known = meta_known;

	while (known->name && !str_eq(known->name, name)) {
		known++;
	}
	return known->name != NULL;
}

/* "2026-09-30T12:00:00Z" */
static bool is_utc(const char *s) {
	static const char form[] = "dddd-dd-ddTdd:dd:ddZ";

	for (size_t i = 0; i < sizeof(form); i++) {
		if (form[i] == 'd' ? !isdigit((unsigned char)s[i]) : s[i] != form[i]) {
			return false;
		}
	}
	return true;
}

bool meta_check(const struct pdf_meta *meta, struct err *err) {
	if (!meta->title || !*meta->title) {
		return err_set(err, ERR_BUG, "a PDF needs a title");
	}
	for (size_t i = 0; i < meta->property_count; i++) {
		if (!is_known(meta->properties[i].name)) {
			return err_set(err, ERR_BUG, "no PDF says '%s' of itself", meta->properties[i].name);
		}
	}
	if (!meta->lang || !*meta->lang) {
		return err_set(err, ERR_BUG, "a PDF needs a language");
	}
	if (!meta->created || !is_utc(meta->created)) {
		return err_set(err, ERR_BUG, "a PDF needs its day and time in UTC, not '%s'", meta->created ? meta->created : "");
	}
	if (meta->archive && !conformance_lookup(meta->archive)) {
		return err_set(err, ERR_BUG, "there is no '%s' to declare", meta->archive);
	}
	return attach_check(meta, err);
}

/*
 * What XML 1.0 cannot hold, and what is no UTF-8, becomes U+FFFD, in Info too: the two would
 * not be in step else.
 */
static void put_clean(struct buf *out, const char *s) {
	size_t left = strlen(s);

	while (left) {
		uint32_t cp;
		size_t n = utf8_decode(s, left, &cp);

		if (!n || (cp < 0x20 && cp != '\t' && cp != '\n' && cp != '\r') || cp == 0xFFFE || cp == 0xFFFF) {
			buf_adds(out, "\xEF\xBF\xBD");
			n = n ? n : 1;
		} else {
			buf_add(out, s, n);
		}
		s += n;
		left -= n;
	}
}

static void put_entry(struct buf *out, const char *key, const char *value) {
	if (value && *value) {
		struct buf clean = BUF_INIT;

		put_clean(&clean, value);
		buf_adds(out, key);
		objs_put_text(out, buf_str(&clean));
		buf_fini(&clean);
	}
}

void meta_put_date(struct buf *out, const char *key, const char *iso) {
	buf_addf(out, "%s(D:%.4s%.2s%.2s%.2s%.2s%.2sZ)", key, iso, iso + 5, iso + 8, iso + 11, iso + 14, iso + 17);
}

static void put_producer(struct buf *out) {
	buf_addf(out, "Sitrep, Cairo %s", paint_version());
}

void meta_put_info(struct buf *out, const struct pdf_meta *meta) {
	buf_adds(out, "<<");
	put_entry(out, "/Title", meta->title);
	put_entry(out, "/Author", meta->author);
	put_entry(out, "/Subject", meta->subject);
	put_entry(out, "/Keywords", meta->keywords);
	put_entry(out, "/Creator", meta->creator);
	for (size_t i = 0; i < meta->property_count; i++) {
		char key[32];

		snprintf(key, sizeof(key), "/%s", meta->properties[i].name);
		put_entry(out, key, meta->properties[i].value);
	}
	buf_adds(out, "/Producer(");
	put_producer(out);
	buf_addc(out, ')');
	meta_put_date(out, "/CreationDate", meta->created);
	meta_put_date(out, "/ModDate", meta->created);
	buf_adds(out, ">>");
}

static void put_xml(struct buf *out, const char *s) {
	struct buf clean = BUF_INIT;

	put_clean(&clean, s);
	for (const char *p = buf_str(&clean); *p; p++) {
		switch (*p) {
		case '&':
			buf_adds(out, "&amp;");
			break;
		case '<':
			buf_adds(out, "&lt;");
			break;
		case '>':
			buf_adds(out, "&gt;");
			break;
		case '\r':
			buf_adds(out, "&#13;");
			break;
		default:
			buf_addc(out, *p);
		}
	}
	buf_fini(&clean);
}

static void put_simple(struct buf *out, const char *name, const char *value) {
	if (value && *value) {
		buf_addf(out, "<%s>", name);
		put_xml(out, value);
		buf_addf(out, "</%s>\n", name);
	}
}

/* container: "Alt" or "Seq", of one item. */
static void put_in(struct buf *out, const char *name, const char *container, const char *value) {
	if (value && *value) {
		buf_addf(out, "<%s><rdf:%s><rdf:li%s>", name, container, str_eq(container, "Alt") ? " xml:lang=\"x-default\"" : "");
		put_xml(out, value);
		buf_addf(out, "</rdf:li></rdf:%s></%s>\n", container, name);
	}
}

static void put_languages(struct buf *out, const struct pdf_meta *meta) {
	buf_adds(out, "<dc:language><rdf:Bag>");
	for (const char *const *lang = (const char *const[]){ meta->lang, meta->second_lang, NULL }; *lang; lang++) {
		buf_adds(out, "<rdf:li>");
		put_xml(out, *lang);
		buf_adds(out, "</rdf:li>");
	}
	buf_adds(out, "</rdf:Bag></dc:language>\n");
}

void meta_id(const struct pdf_meta *meta, char id[META_ID_SIZE]) {
	const char *seed = meta->id_seed ? meta->id_seed : "";
	char hex[HASH_HEX];

	hash_hex(seed, strlen(seed), hex);
	memcpy(id, hex, META_ID_SIZE - 1);
	id[META_ID_SIZE - 1] = '\0';
}

void meta_put_xmp(struct buf *out, const struct pdf_meta *meta) {
	struct buf producer = BUF_INIT;
	char id[META_ID_SIZE];

	meta_id(meta, id);
	put_producer(&producer);
	buf_adds(out, "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
	              "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
	              "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
	              "<rdf:Description rdf:about=\"\""
	              " xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\""
	              " xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\""
	              " xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\" xmlns:" META_PREFIX "=\"" META_URI "\">\n"
	              "<dc:format>application/pdf</dc:format>\n");
	if (!meta->is_faulty) {
		buf_adds(out, "<pdfuaid:part>1</pdfuaid:part>\n");
	}
	put_in(out, "dc:title", "Alt", meta->title);
	put_in(out, "dc:creator", "Seq", meta->author);
	put_in(out, "dc:description", "Alt", meta->subject);
	put_languages(out, meta);
	put_simple(out, "pdf:Keywords", meta->keywords);
	put_simple(out, "pdf:Producer", buf_str(&producer));
	put_simple(out, "xmp:CreatorTool", meta->creator);
	put_simple(out, "xmp:CreateDate", meta->created);
	put_simple(out, "xmp:ModifyDate", meta->created);
	put_simple(out, "xmp:MetadataDate", meta->created);
	for (size_t i = 0; i < meta->property_count; i++) {
		char name[48];

		snprintf(name, sizeof(name), META_PREFIX ":%s", meta->properties[i].name);
		put_simple(out, name, meta->properties[i].value);
	}
	buf_addf(out, "<xmpMM:DocumentID>uuid:%.8s-%.4s-%.4s-%.4s-%.12s</xmpMM:DocumentID>\n", id, id + 8, id + 12, id + 16, id + 20);
	buf_adds(out, "</rdf:Description>\n");
	if (meta->archive) {
		archive_put_xmp(conformance_lookup(meta->archive), out);
	}
	buf_adds(out, "</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>");
	buf_fini(&producer);
}
