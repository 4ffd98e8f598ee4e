/* page: see page.h. */
#include "layout/page.h"

static const char *const names[TAGS] = {
	[TAG_DOCUMENT] = "Document", [TAG_SECT] = "Sect", [TAG_H1] = "H1", [TAG_H2] = "H2", [TAG_H3] = "H3", [TAG_H4] = "H4",
	[TAG_H5] = "H5", [TAG_H6] = "H6", [TAG_P] = "P", [TAG_BLOCKQUOTE] = "BlockQuote", [TAG_L] = "L", [TAG_LI] = "LI",
	[TAG_LBL] = "Lbl", [TAG_LBODY] = "LBody", [TAG_TABLE] = "Table", [TAG_THEAD] = "THead", [TAG_TBODY] = "TBody",
	[TAG_TR] = "TR", [TAG_TH] = "TH", [TAG_TD] = "TD", [TAG_FIGURE] = "Figure", [TAG_CAPTION] = "Caption",
	[TAG_NOTE] = "Note", [TAG_REFERENCE] = "Reference", [TAG_LINK] = "Link", [TAG_TOC] = "TOC", [TAG_TOCI] = "TOCI",
	[TAG_SPAN] = "Span", [TAG_DIV] = "Div",
};

const char *tag_name(enum tag tag) {
	return names[tag];
}
