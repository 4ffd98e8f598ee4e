#include "pdf/archive.h"

#include <stddef.h>

#include "base/str.h"
#include "doc/conformance.h"
#include "pdf/meta.h"
#include "pdf/objs.h"

/* srgb.S */
extern const unsigned char srgb_profile[], srgb_profile_end[];

/* A property that a schema of ours uses, as an extension schema describes it. */
struct property {
	const char *name, *type, *category, *description;
};

struct schema {
	const char *uri, *prefix, *description;
	const struct property *properties;
	size_t n;
};

static const struct property ua_properties[] = {
	{ "part", "Integer", "internal", "Part of ISO 14289 that the document conforms to" },
};

static const struct schema schemas[] = {
	{ "http://www.aiim.org/pdfua/ns/id/", "pdfuaid", "PDF/UA identification", ua_properties, sizeof(ua_properties) / sizeof(*ua_properties) },
};

static void put_schema(const struct schema *schema, struct buf *out) {
	buf_addf(out, "<rdf:li rdf:parseType=\"Resource\">\n<pdfaSchema:schema>%s</pdfaSchema:schema>\n"
	              "<pdfaSchema:namespaceURI>%s</pdfaSchema:namespaceURI>\n<pdfaSchema:prefix>%s</pdfaSchema:prefix>\n"
	              "<pdfaSchema:property><rdf:Seq>\n", schema->description, schema->uri, schema->prefix);
	for (size_t i = 0; i < schema->n; i++) {
		const struct property *property = &schema->properties[i];

		buf_addf(out, "<rdf:li rdf:parseType=\"Resource\">\n<pdfaProperty:name>%s</pdfaProperty:name>\n"
		              "<pdfaProperty:valueType>%s</pdfaProperty:valueType>\n<pdfaProperty:category>%s</pdfaProperty:category>\n"
		              "<pdfaProperty:description>%s</pdfaProperty:description>\n</rdf:li>\n",
		         property->name, property->type, property->category, property->description);
	}
	buf_adds(out, "</rdf:Seq></pdfaSchema:property>\n</rdf:li>\n");
}

/* Ours: each property is text. */
static void put_own_schema(struct buf *out) {
	struct property properties[16];
	size_t n = 0;

	for (; meta_known[n].name && n < sizeof(properties) / sizeof(*properties); n++) {
		properties[n] = (struct property){ meta_known[n].name, "Text", "external", meta_known[n].help };
	}
	put_schema(&(struct schema){ META_URI, META_PREFIX, "What a report says of itself", properties, n }, out);
}

void archive_put_xmp(const struct conformance *conformance, struct buf *out) {
	buf_addf(out, "<rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\n"
	              "<pdfaid:part>%d</pdfaid:part>\n<pdfaid:conformance>%c</pdfaid:conformance>\n</rdf:Description>\n"
	              "<rdf:Description rdf:about=\"\" xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\""
	              " xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\n"
	              "<pdfaExtension:schemas><rdf:Bag>\n", conformance->part, conformance->level);
	for (size_t i = 0; i < sizeof(schemas) / sizeof(*schemas); i++) {
		put_schema(&schemas[i], out);
	}
	put_own_schema(out);
	buf_adds(out, "</rdf:Bag></pdfaExtension:schemas>\n</rdf:Description>\n");
}

void archive_put_intent(struct objs *objs, struct buf *out) {
	unsigned profile = objs_take(objs);

	objs_add_stream(objs, profile, "/N 3", srgb_profile, (size_t)(srgb_profile_end - srgb_profile));
	buf_adds(out, "/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB IEC61966-2.1)"
	              "/RegistryName(http://www.color.org)/DestOutputProfile");
	objs_put_ref(out, profile);
	buf_adds(out, ">>]");
}
