/*
 * pdfcheck: the checker must see what it is there for. A document with a little of everything, made by the real program as PDF/A-3a, has
 * nothing wrong; each case breaks one thing of it through libqpdf and names the rule that must be told. Every failure
 * condition that MATTERHORN.md says is checked has a case here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ctype.h>
#include <qpdf/qpdf-c.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../pdfcheck.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"

struct breaker {
	qpdf_data q;
	qpdf_oh root, tree, page;    /* page: the second, where the text is */
};

static qpdf_oh get(struct breaker *b, qpdf_oh dict, const char *name) {
	dict = qpdf_oh_is_stream(b->q, dict) ? qpdf_oh_get_dict(b->q, dict) : dict;
	return qpdf_oh_get_key(b->q, dict, name);
}

static bool is_name(struct breaker *b, qpdf_oh oh, const char *name) {
	return qpdf_oh_is_name(b->q, oh) && strcmp(qpdf_oh_get_name(b->q, oh), name) == 0;
}

/* The first element with role at or below elem. */
static qpdf_oh find_elem(struct breaker *b, qpdf_oh elem, const char *role) {
	qpdf_oh kids = get(b, elem, "/K");

	if (is_name(b, get(b, elem, "/S"), role)) {
		return elem;
	}
	for (int i = 0; qpdf_oh_is_array(b->q, kids) && i < qpdf_oh_get_array_n_items(b->q, kids); i++) {
		qpdf_oh kid = qpdf_oh_get_array_item(b->q, kids, i);

		if (qpdf_oh_is_dictionary(b->q, kid) && qpdf_oh_has_key(b->q, kid, "/S")) {
			qpdf_oh found = find_elem(b, kid, role);
			if (!qpdf_oh_is_null(b->q, found)) {
				return found;
			}
		}
	}
	return qpdf_oh_new_null(b->q);
}

static qpdf_oh elem(struct breaker *b, const char *role) {
	qpdf_oh found = find_elem(b, get(b, b->tree, "/K"), role);

	assert_false(qpdf_oh_is_null(b->q, found));
	return found;
}

static void set(struct breaker *b, qpdf_oh dict, const char *name, const char *value) {
	dict = qpdf_oh_is_stream(b->q, dict) ? qpdf_oh_get_dict(b->q, dict) : dict;
	qpdf_oh_replace_key(b->q, dict, name, qpdf_oh_parse(b->q, value));
}

static void drop(struct breaker *b, qpdf_oh dict, const char *name) {
	assert_true(qpdf_oh_has_key(b->q, dict, name));
	qpdf_oh_remove_key(b->q, dict, name);
}

static qpdf_oh first_annot(struct breaker *b) {
	return qpdf_oh_get_array_item(b->q, get(b, b->page, "/Annots"), 0);
}

static qpdf_oh some_font(struct breaker *b, const char *subtype) {
	qpdf_oh fonts = get(b, get(b, b->page, "/Resources"), "/Font");

	qpdf_oh_begin_dict_key_iter(b->q, fonts);
	while (qpdf_oh_dict_more_keys(b->q)) {
		qpdf_oh font = get(b, fonts, qpdf_oh_dict_next_key(b->q));

		if (is_name(b, get(b, font, "/Subtype"), subtype)) {
			return font;
		}
	}
	fail_msg("no %s", subtype);
	return fonts;
}

static qpdf_oh cid_font(struct breaker *b) {
	return qpdf_oh_get_array_item(b->q, get(b, some_font(b, "/Type0"), "/DescendantFonts"), 0);
}

/* Put a stream in the place of another, its dictionary kept. */
static void put_stream(struct breaker *b, qpdf_oh stream, const void *data, size_t len) {
	qpdf_oh_replace_stream_data(b->q, stream, data, len, qpdf_oh_new_null(b->q), qpdf_oh_new_null(b->q));
}

/* Change the first `from` in a stream to `to`. */
static void edit_stream(struct breaker *b, qpdf_oh stream, const char *from, const char *to) {
	unsigned char *data;
	size_t len;
	struct buf edited = BUF_INIT;
	const char *at;

	assert_int_equal(qpdf_oh_get_stream_data(b->q, stream, qpdf_dl_all, NULL, &data, &len), QPDF_SUCCESS);
	at = memmem(data, len, from, strlen(from));
	assert_non_null(at);
	buf_add(&edited, data, (size_t)(at - (char *)data));
	buf_adds(&edited, to);
	buf_add(&edited, at + strlen(from), len - (size_t)(at - (char *)data) - strlen(from));
	put_stream(b, stream, edited.p, edited.len);
	buf_fini(&edited);
	free(data);
}

static qpdf_oh contents(struct breaker *b) { return get(b, b->page, "/Contents"); }
static qpdf_oh xmp(struct breaker *b) { return get(b, b->root, "/Metadata"); }
static qpdf_oh intent(struct breaker *b) { return qpdf_oh_get_array_item(b->q, get(b, b->root, "/OutputIntents"), 0); }
static qpdf_oh first_file(struct breaker *b) { return qpdf_oh_get_array_item(b->q, get(b, b->root, "/AF"), 0); }

/* Of the first simple or composite font, which is shown on the page: each code of its ToUnicode leads to text. */
static void lead_to(struct breaker *b, const char *text) {
	qpdf_oh map = get(b, some_font(b, "/TrueType"), "/ToUnicode");
	unsigned char *data;
	size_t len;
	struct buf edited = BUF_INIT;
	char *at;

	assert_int_equal(qpdf_oh_get_stream_data(b->q, map, qpdf_dl_all, NULL, &data, &len), QPDF_SUCCESS);
	buf_add(&edited, data, len);
	/* The last of the line: "<41> <0041>", "<41> <41> <0041>". */
	at = strstr(edited.p, "endbf");
	assert_non_null(at);
	while (*at != '<') {
		at--;
	}
	memcpy(at + 1, text, 4);
	put_stream(b, map, edited.p, edited.len);
	buf_fini(&edited);
	free(data);
}

/* A form drawn on the page, as `text` says. */
static void add_form(struct breaker *b, const char *dict, const char *text) {
	qpdf_oh form = qpdf_oh_new_stream(b->q), resources = get(b, b->page, "/Resources"), forms = qpdf_oh_new_dictionary(b->q);

	qpdf_oh parsed = qpdf_oh_parse(b->q, dict);

	qpdf_oh_begin_dict_key_iter(b->q, parsed);
	while (qpdf_oh_dict_more_keys(b->q)) {
		const char *name = qpdf_oh_dict_next_key(b->q);
		qpdf_oh_replace_key(b->q, qpdf_oh_get_dict(b->q, form), name, qpdf_oh_get_key(b->q, parsed, name));
	}
	put_stream(b, form, text, strlen(text));
	qpdf_oh_replace_key(b->q, forms, "/Fm0", qpdf_make_indirect_object(b->q, form));
	qpdf_oh_replace_key(b->q, resources, "/XObject", forms);
}

/* Show a code in the page's font of a kind. */
static void show_in(struct breaker *b, const char *kind, const char *code) {
	qpdf_oh fonts = get(b, get(b, b->page, "/Resources"), "/Font");
	struct buf text = BUF_INIT;

	qpdf_oh_begin_dict_key_iter(b->q, fonts);
	while (qpdf_oh_dict_more_keys(b->q) && text.len == 0) {
		const char *name = qpdf_oh_dict_next_key(b->q);
		if (is_name(b, get(b, get(b, fonts, name), "/Subtype"), kind)) {
			buf_addf(&text, "/MCID 0>>BDC BT %s 9 Tf <%s>Tj ET ", name, code);
		}
	}
	assert_true(text.len > 0);
	edit_stream(b, contents(b), "/MCID 0>>BDC", buf_str(&text));
	buf_fini(&text);
}

static unsigned be(const unsigned char *p, int n) {
	unsigned v = 0;

	for (int i = 0; i < n; i++) {
		v = v << 8 | p[i];
	}
	return v;
}

/*
 * The cmaps of the page's simple font: those of Windows become (3, encoding); of count -1 all are there still, else so
 * many are left.
 */
static void edit_cmaps(struct breaker *b, unsigned char encoding, int count) {
	qpdf_oh program = get(b, get(b, some_font(b, "/TrueType"), "/FontDescriptor"), "/FontFile2");
	unsigned char *p, *cmap = NULL;
	size_t len;

	assert_int_equal(qpdf_oh_get_stream_data(b->q, program, qpdf_dl_all, NULL, &p, &len), QPDF_SUCCESS);
	for (unsigned i = 0; i < be(p + 4, 2); i++) {
		if (memcmp(p + 12 + 16 * i, "cmap", 4) == 0) {
			cmap = p + be(p + 12 + 16 * i + 8, 4);
		}
	}
	assert_non_null(cmap);
	for (unsigned i = 0; i < be(cmap + 2, 2); i++) {
		unsigned char *record = cmap + 4 + 8 * i;

		if (be(record, 2) == 3) {
			record[3] = encoding;
		}
	}
	if (count >= 0) {
		cmap[3] = (unsigned char)count;
	}
	put_stream(b, program, p, len);
	free(p);
}

#define BREAK(name, ...) static void name(struct breaker *b) { __VA_ARGS__; }

/* 01 to 07: what is marked, roles, metadata */
BREAK(artifact_in_tag, edit_stream(b, contents(b), "/MCID 0>>BDC", "/MCID 0>>BDC /Artifact BMC 0 0 9 9 re f EMC"))
BREAK(tag_in_artifact, edit_stream(b, contents(b), "/Artifact<</Type/Pagination/Subtype/Footer>>BDC\n", "/Artifact<</Type/Pagination>>BDC /Span<</MCID 99>>BDC EMC\n"))
BREAK(bare_paint, edit_stream(b, contents(b), "q\n", "q\n0 0 9 9 re f\n"))
BREAK(lost_mcid, drop(b, elem(b, "/H1"), "/K"))
BREAK(suspects, set(b, get(b, b->root, "/MarkInfo"), "/Suspects", "true"))
BREAK(bad_role, set(b, elem(b, "/P"), "/S", "/Paragraph"))
BREAK(round_roles, set(b, elem(b, "/P"), "/S", "/One"); set(b, b->tree, "/RoleMap", "<</One/Two/Two/One>>"))
BREAK(standard_role, set(b, b->tree, "/RoleMap", "<</P/Span>>"))
BREAK(no_metadata, drop(b, b->root, "/Metadata"))
BREAK(no_part, edit_stream(b, xmp(b), "<pdfuaid:part>1", "<pdfuaid:part>2"))
BREAK(no_title, edit_stream(b, xmp(b), "<dc:title>", "<dc:titel>"))
BREAK(no_display_title, drop(b, get(b, b->root, "/ViewerPreferences"), "/DisplayDocTitle"))
BREAK(hidden_title, set(b, get(b, b->root, "/ViewerPreferences"), "/DisplayDocTitle", "false"))
BREAK(other_title, edit_stream(b, xmp(b), ">Whole<", ">Half<"))
BREAK(other_date, edit_stream(b, xmp(b), "CreateDate>2", "CreateDate>1"))
BREAK(no_mark_info, drop(b, b->root, "/MarkInfo"))
BREAK(no_tree, drop(b, b->root, "/StructTreeRoot"))

/* 09 to 11: syntax, characters, language */
BREAK(stray_cell, set(b, elem(b, "/TR"), "/S", "/P"))
BREAK(p_in_list, set(b, elem(b, "/LI"), "/S", "/P"))
BREAK(stray_toci, set(b, elem(b, "/P"), "/S", "/TOCI"))
BREAK(stray_ruby, set(b, elem(b, "/P"), "/S", "/RB"))
BREAK(stray_warichu, set(b, elem(b, "/P"), "/S", "/WT"))
BREAK(no_character, put_stream(b, get(b, some_font(b, "/TrueType"), "/ToUnicode"), "1 beginbfchar <01> <0041> endbfchar", 35))
BREAK(no_lang, drop(b, b->root, "/Lang"))
BREAK(odd_lang, set(b, elem(b, "/P"), "/Lang", "(en_GB)"))

/* 13 to 19 */
BREAK(figure_no_alt, drop(b, elem(b, "/Figure"), "/Alt"))
BREAK(figure_blank_alt, qpdf_oh_replace_key(b->q, elem(b, "/Figure"), "/Alt", qpdf_oh_new_unicode_string(b->q, " \xC2\xA0")))
BREAK(odd_alt, qpdf_oh_replace_key(b->q, elem(b, "/Figure"), "/Alt", qpdf_oh_new_unicode_string(b->q, "A shape \x1B" "french\x1Bune forme")))
BREAK(figure_no_box, drop(b, elem(b, "/Figure"), "/A"))
BREAK(formula_no_alt, set(b, elem(b, "/Figure"), "/S", "/Formula"); drop(b, elem(b, "/Formula"), "/Alt"))
BREAK(first_is_h2, set(b, elem(b, "/H1"), "/S", "/H2"))
BREAK(skipped_level, set(b, elem(b, "/H2"), "/S", "/H3"))
BREAK(two_h, set(b, elem(b, "/H1"), "/S", "/H"); set(b, elem(b, "/H1"), "/S", "/H"))
BREAK(h_and_h1, set(b, elem(b, "/H1"), "/S", "/H"))
BREAK(head_no_scope, drop(b, elem(b, "/TH"), "/A"))
BREAK(narrow_row, set(b, elem(b, "/TH"), "/A", "[<</O/Table/Scope/Column/ColSpan 3>>]"))
BREAK(lost_head, set(b, elem(b, "/TD"), "/A", "[<</O/Table/Headers[(nowhere)]>>]"))
BREAK(no_numbering, drop(b, elem(b, "/L"), "/A"))
BREAK(note_no_id, drop(b, elem(b, "/Note"), "/ID"))
BREAK(same_ids, set(b, elem(b, "/Note"), "/ID", "(t1-1-1)"))

/* 20 to 26 */
BREAK(layers_no_name, set(b, b->root, "/OCProperties", "<</OCGs[]/D<<>>>>"))
BREAK(layers_other_no_name, set(b, b->root, "/OCProperties", "<</OCGs[]/D<</Name(a)>>/Configs[<<>>]>>"))
BREAK(layers_by_themselves, set(b, b->root, "/OCProperties", "<</OCGs[]/D<</Name(a)/AS[]>>>>"))
BREAK(file_no_name, drop(b, first_file(b), "/UF"))
BREAK(xfa, set(b, b->root, "/AcroForm", "<</Fields[]/XFA[]>>"))

/* 28: annotations */
BREAK(kind_of_annot, set(b, first_annot(b), "/Subtype", "/Text"))
BREAK(annot_no_contents, set(b, first_annot(b), "/Subtype", "/Text"); drop(b, first_annot(b), "/Contents"))
BREAK(field_no_name, set(b, first_annot(b), "/Subtype", "/Widget"))
BREAK(no_kind, set(b, first_annot(b), "/Subtype", "/Thing"))
BREAK(traps, set(b, first_annot(b), "/Subtype", "/TrapNet"))
BREAK(no_tabs, drop(b, b->page, "/Tabs"))
BREAK(other_tabs, set(b, b->page, "/Tabs", "/R"))
BREAK(link_outside, set(b, elem(b, "/Link"), "/S", "/Reference"))
BREAK(no_contents, drop(b, first_annot(b), "/Contents"))
BREAK(attached_no_name, set(b, first_annot(b), "/Subtype", "/FileAttachment"))
BREAK(printer_mark, set(b, first_annot(b), "/Subtype", "/PrinterMark"))
BREAK(leads_nowhere, drop(b, first_annot(b), "/A"))
BREAK(no_struct_parent, drop(b, first_annot(b), "/StructParent"))
BREAK(no_struct_parents, drop(b, b->page, "/StructParents"))
BREAK(untagged_link, drop(b, elem(b, "/Link"), "/K"))
BREAK(wrong_link, set(b, first_annot(b), "/StructParent", "3"))
BREAK(wrong_parent, qpdf_oh_replace_key(b->q, elem(b, "/H1"), "/P", elem(b, "/P")))

/* 30: forms */
BREAK(form_elsewhere, add_form(b, "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Ref<<>>>>", ""))
BREAK(form_with_marks, add_form(b, "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]>>", "/Span<</MCID 0>>BDC EMC\n"))

/* 31: fonts */
BREAK(no_system, drop(b, cid_font(b), "/CIDSystemInfo"))
BREAK(odd_gid_map, set(b, cid_font(b), "/CIDToGIDMap", "/Other"))
BREAK(no_gid_map, drop(b, cid_font(b), "/CIDToGIDMap"))
BREAK(other_cmap, set(b, some_font(b, "/Type0"), "/Encoding", "/UniGB-UCS2-H"))
BREAK(not_embedded, drop(b, get(b, some_font(b, "/TrueType"), "/FontDescriptor"), "/FontFile2"))
BREAK(torn_program, put_stream(b, get(b, get(b, some_font(b, "/TrueType"), "/FontDescriptor"), "/FontFile2"), "torn", 4))
BREAK(cid_set, set(b, get(b, cid_font(b), "/FontDescriptor"), "/CIDSet", "(x)"))
BREAK(other_widths, set(b, cid_font(b), "/W", "[0 60000 123]"))
BREAK(no_encoding, drop(b, some_font(b, "/TrueType"), "/Encoding"))
BREAK(no_base, set(b, some_font(b, "/TrueType"), "/Encoding", "<</Type/Encoding>>"))
BREAK(other_base, set(b, some_font(b, "/TrueType"), "/Encoding", "/StandardEncoding"))
BREAK(symbolic, set(b, get(b, some_font(b, "/TrueType"), "/FontDescriptor"), "/Flags", "4"))
BREAK(shows_notdef, show_in(b, "/Type0", "0000"))
BREAK(shows_none, show_in(b, "/Type0", "7FFF"))
BREAK(shows_unmapped, show_in(b, "/TrueType", "D0"))
BREAK(no_cmap, edit_cmaps(b, 1, 0))
BREAK(symbol_cmap, edit_cmaps(b, 0, -1))
BREAK(differences, symbol_cmap(b); set(b, some_font(b, "/TrueType"), "/Encoding", "<</BaseEncoding/WinAnsiEncoding/Differences[65/B]>>"))
BREAK(symbolic_no_cmap, no_cmap(b); symbolic(b))
BREAK(no_unicode, drop(b, some_font(b, "/TrueType"), "/ToUnicode"))
BREAK(to_zero, lead_to(b, "0000"))
BREAK(to_mark, lead_to(b, "FEFF"))
BREAK(private_use, lead_to(b, "E001"))

/* content in general */
BREAK(open_mark, edit_stream(b, contents(b), "EMC", ""))
BREAK(twice_mcid, edit_stream(b, contents(b), "/MCID 1>>", "/MCID 0>>"))
BREAK(deep, edit_stream(b, contents(b), "q\n", "q q q q q q q q q q q q q q q q q q q q q q q q q q q q q q Q Q Q Q Q Q Q Q Q Q Q Q Q Q Q Q Q Q Q Q Q Q Q Q Q Q Q Q Q\n"))
BREAK(four_inks, edit_stream(b, contents(b), "q\n", "q\n0 0 0 1 k\n"))

/* PDF/A */
BREAK(no_intent, drop(b, b->root, "/OutputIntents"))
BREAK(no_profile, drop(b, intent(b), "/DestOutputProfile"))
BREAK(odd_profile, put_stream(b, get(b, intent(b), "/DestOutputProfile"), "not a profile", 13))
BREAK(no_condition, drop(b, intent(b), "/OutputConditionIdentifier"))
BREAK(odd_level, edit_stream(b, xmp(b), "<pdfaid:part>3", "<pdfaid:part>7"))
BREAK(part_two, edit_stream(b, xmp(b), "<pdfaid:part>3", "<pdfaid:part>2"))
BREAK(not_described, edit_stream(b, xmp(b), "<pdfaSchema:prefix>pdfuaid", "<pdfaSchema:prefix>other"))
BREAK(no_property, edit_stream(b, xmp(b), "<pdfaProperty:name>Marking", "<pdfaProperty:name>Remarks"))
BREAK(odd_property, edit_stream(b, xmp(b), "<sitrep:Series>", "<sitrep:Row>"))
BREAK(packet, edit_stream(b, xmp(b), "<?xpacket begin=", "<?xpacket bytes=\"9\" begin="))
BREAK(script, set(b, b->root, "/OpenAction", "<</S/JavaScript/JS(x)>>"))
BREAK(launch, set(b, first_annot(b), "/A", "<</S/Launch/F(x)>>"))
BREAK(more_actions, set(b, b->page, "/AA", "<<>>"))
BREAK(not_printed, set(b, first_annot(b), "/F", "2"))
BREAK(lzw, add_form(b, "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/DecodeParms<</Name/Crypt>>>>", ""); set(b, get(b, get(b, get(b, b->page, "/Resources"), "/XObject"), "/Fm0"), "/FFilter", "/LZWDecode"))
BREAK(blend, set(b, get(b, b->page, "/Resources"), "/ExtGState", "<</a0<</BM/Odd>>>>"))
BREAK(transfer, set(b, get(b, b->page, "/Resources"), "/ExtGState", "<</a0<</TR/Identity>>>>"))
BREAK(alternates, set(b, get(b, b->root, "/Names"), "/AlternatePresentations", "<<>>"))
BREAK(requirements, set(b, b->root, "/Requirements", "[]"))
BREAK(no_relation, drop(b, first_file(b), "/AFRelationship"))
BREAK(of_nothing, drop(b, b->root, "/AF"))
BREAK(file_no_kind, qpdf_oh_remove_key(b->q, qpdf_oh_get_dict(b->q, get(b, get(b, first_file(b), "/EF"), "/F")), "/Subtype"))
static void long_string(struct breaker *b) {
	static char text[32770];

	memset(text, 'a', sizeof(text) - 1);
	qpdf_oh_replace_key(b->q, elem(b, "/Figure"), "/Alt", qpdf_oh_new_string(b->q, text));
}

static void change_nothing(struct breaker *b) { (void)b; }

static const struct { void (*how)(struct breaker *); const char *complaint; } cases[] = {
	{ artifact_in_tag, "M01-003" }, { tag_in_artifact, "M01-004" }, { bare_paint, "M01-005" }, { lost_mcid, "M01-005" }, { suspects, "M01-007" },
	{ bad_role, "M02-001: /Paragraph" }, { round_roles, "M02-003" }, { standard_role, "M02-004" },
	{ no_metadata, "M06-001" }, { no_part, "M06-002" }, { no_title, "M06-003" },
	{ no_display_title, "M07-001" }, { hidden_title, "M07-002" },
	{ other_title, "/Title and dc:title differ" }, { other_date, "/CreationDate and xmp:CreateDate differ" },
	{ no_mark_info, "not Marked" }, { no_tree, "no StructTreeRoot" },
	{ stray_cell, "M09-004" }, { p_in_list, "M09-005" }, { stray_toci, "M09-006" }, { stray_ruby, "M09-007" }, { stray_warichu, "M09-008" },
	{ no_character, "M10-001" },
	{ no_lang, "M11-001" }, { no_lang, "M11-002" }, { no_lang, "M11-003" }, { no_lang, "M11-004" }, { no_lang, "M11-006" },
	{ odd_lang, "'en_GB' is no language" }, { odd_alt, "goes on in a language that is none" },
	{ figure_no_alt, "M13-004" }, { figure_blank_alt, "M13-004" }, { figure_no_box, "no BBox" }, { formula_no_alt, "M17-002" },
	{ first_is_h2, "M14-002" }, { skipped_level, "M14-003" }, { two_h, "M14-006" }, { h_and_h1, "M14-007" },
	{ head_no_scope, "M15-003" }, { narrow_row, "of a table has" }, { lost_head, "P14.8.5.7" },
	{ no_numbering, "no ListNumbering" }, { note_no_id, "M19-003" }, { same_ids, "M19-004" },
	{ layers_no_name, "M20-002" }, { layers_other_no_name, "M20-001" }, { layers_by_themselves, "M20-003" },
	{ file_no_name, "M21-001" }, { xfa, "M25-001" },
	{ kind_of_annot, "M28-002" }, { annot_no_contents, "M28-004" }, { field_no_name, "M28-005" }, { field_no_name, "M28-010" }, { no_kind, "M28-006" },
	{ traps, "M28-007" }, { no_tabs, "M28-008" }, { other_tabs, "M28-009" }, { link_outside, "M28-011" }, { no_contents, "M28-012" },
	{ attached_no_name, "M28-016" }, { printer_mark, "M28-017" },
	{ leads_nowhere, "a link leads nowhere" }, { no_struct_parent, "has no StructParent" }, { no_struct_parents, "page 2 has no StructParents" },
	{ untagged_link, "of them in the tree" }, { wrong_link, "leads an annotation elsewhere" }, { wrong_parent, "the P of /H1 is not its parent" },
	{ form_elsewhere, "M30-001" }, { form_with_marks, "M30-002" },
	{ no_system, "M31-001" }, { odd_gid_map, "M31-004" }, { no_gid_map, "M31-005" }, { other_cmap, "M31-006" }, { not_embedded, "M31-009" },
	{ torn_program, "M31-009" }, { cid_set, "M31-014" }, { other_widths, "M31-016" }, { no_encoding, "M31-019" }, { no_base, "M31-020" },
	{ other_base, "M31-021" }, { symbolic, "M31-024" }, { shows_none, "M31-011" }, { shows_notdef, "M31-030" }, { no_cmap, "M31-017" }, { symbol_cmap, "M31-017" },
	{ shows_unmapped, "M31-018" },
	{ differences, "M31-023" }, { symbolic_no_cmap, "M31-025" }, { no_unicode, "M31-027" }, { to_zero, "M31-028" }, { to_mark, "M31-029" },
	{ open_mark, "marked content that does not end" }, { twice_mcid, "MCID 0 is used twice" }, { deep, "A6.1.13" }, { four_inks, "A6.2.4.3" },
	{ private_use, "A6.2.11.7.3" }, { no_intent, "A6.2.3" }, { no_profile, "A6.2.3" }, { odd_profile, "none for a screen" }, { no_condition, "no identifier" },
	{ odd_level, "A6.6.4" }, { part_two, "A6.8: PDF/A-2 holds a file" }, { not_described, "A6.6.2.3" },
	{ no_property, "the property sitrep:Marking is not described" }, { odd_property, "the property sitrep:Row is not described" }, { packet, "A6.6.2.1" },
	{ script, "A6.5.1" }, { launch, "A6.5.1" }, { more_actions, "A6.5.2" }, { not_printed, "A6.3.2" }, { lzw, "A6.1.7" }, { blend, "A6.2.10" }, { transfer, "A6.2.5" },
	{ alternates, "A6.10" }, { requirements, "A6.11" }, { no_relation, "A6.8" }, { of_nothing, "belongs to nothing" }, { file_no_kind, "no kind" },
	{ long_string, "A6.1.13" },
};

static struct buf good = BUF_INIT;

static void break_file(void (*how)(struct breaker *), struct buf *bad) {
	struct breaker b = { .q = qpdf_init() };

	qpdf_silence_errors(b.q);
	assert_int_equal(qpdf_read_memory(b.q, "good", good.p, good.len, NULL), QPDF_SUCCESS);
	b.root = qpdf_get_root(b.q);
	b.tree = get(&b, b.root, "/StructTreeRoot");
	b.page = qpdf_get_page_n(b.q, 1);
	how(&b);
	assert_int_equal(qpdf_init_write_memory(b.q), QPDF_SUCCESS);
	qpdf_set_newline_before_endstream(b.q, QPDF_TRUE);
	assert_int_equal(qpdf_write(b.q), QPDF_SUCCESS);
	buf_reset(bad);
	buf_add(bad, qpdf_get_buffer(b.q), qpdf_get_buffer_length(b.q));
	qpdf_cleanup(&b.q);
}

/* All that is not seen is told, then the test fails. */
static size_t unseen;

static void must_say(const struct buf *bad, const char *complaint) {
	struct buf report = BUF_INIT;

	if (pdfcheck(bad->p, bad->len, &report) || !strstr(buf_str(&report), complaint)) {
		print_error("no '%s' in:\n%.600s\n", complaint, buf_str(&report));
		unseen++;
	}
	buf_fini(&report);
}

static void test_sees_each(void **state) {
	struct buf bad = BUF_INIT, report = BUF_INIT;

	(void)state;
	break_file(change_nothing, &bad);
	if (!pdfcheck(bad.p, bad.len, &report)) {
		fail_msg("%s", buf_str(&report));
	}
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		break_file(cases[i].how, &bad);
		must_say(&bad, cases[i].complaint);
	}
	assert_int_equal(unseen, 0);
	buf_fini(&bad);
	buf_fini(&report);
}

/* What libqpdf would mend: the bytes themselves. */
static void test_sees_bytes(void **state) {
	static const struct { const char *from, *to, *complaint; } edits[] = {
		{ "%PDF-1.7\n", "%PDF-2.0\n", "A6.1.2" }, { "\n%\xE2\xE3\xCF\xD3\n", "\n%abcd\n", "A6.1.2" }, { "%%EOF\n", "%%EOF\nx", "A6.1.3" },
		{ "\nendstream\nendobj", " endstream\nendobj", "A6.1.7.1" },
	};
	struct buf bad = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(edits) / sizeof(*edits); i++) {
		const char *at = memmem(good.p, good.len, edits[i].from, strlen(edits[i].from));

		assert_non_null(at);
		buf_reset(&bad);
		buf_add(&bad, good.p, (size_t)(at - good.p));
		buf_adds(&bad, edits[i].to);
		buf_add(&bad, at + strlen(edits[i].from), good.len - (size_t)(at - good.p) - strlen(edits[i].from));
		must_say(&bad, edits[i].complaint);
	}
	assert_int_equal(unseen, 0);
	buf_fini(&bad);
}

/* Encryption comes after all else; with a password for the owner alone, that lets nobody extract, and for PDF/A at all. */
static void test_sees_encryption(void **state) {
	struct buf bad = BUF_INIT;
	qpdf_data q = qpdf_init();

	(void)state;
	assert_int_equal(qpdf_read_memory(q, "good", good.p, good.len, NULL), QPDF_SUCCESS);
	assert_int_equal(qpdf_init_write_memory(q), QPDF_SUCCESS);
	qpdf_set_r3_encryption_parameters_insecure(q, "", "owner", QPDF_FALSE, QPDF_FALSE, QPDF_TRUE, QPDF_TRUE, QPDF_TRUE, QPDF_TRUE, qpdf_r3p_full);
	assert_int_equal(qpdf_write(q), QPDF_SUCCESS);
	buf_add(&bad, qpdf_get_buffer(q), qpdf_get_buffer_length(q));
	qpdf_cleanup(&q);
	must_say(&bad, "M26-002");
	must_say(&bad, "A6.1.3");
	assert_int_equal(unseen, 0);
	buf_fini(&bad);
}

/* The table says "checked" of no failure condition that has no case. */
static void test_table_is_true(void **state) {
	static const char *const here[] = { "M26-002" };
	struct buf table = BUF_INIT;
	struct err err = ERR_INIT;
	size_t claims = 0;

	(void)state;
	assert_true(file_read("tests/MATTERHORN.md", 1 << 20, &table, &err));
	for (const char *p = strstr(buf_str(&table), "\n| "); p; p = strstr(p + 1, "\n| ")) {
		const char *end = strchr(p + 1, '\n');
		char rule[8];
		bool has_case = false;

		if (!isdigit((unsigned char)p[3]) || !memmem(p, (size_t)(end - p), "| checked", 9)) {
			continue;
		}
		claims++;
		snprintf(rule, sizeof(rule), "M%.6s", p + 3);
		for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
			has_case = has_case || strncmp(cases[i].complaint, rule, 7) == 0;
		}
		has_case = has_case || strcmp(here[0], rule) == 0;
		if (!has_case) {
			fail_msg("no case breaks %s", rule);
		}
	}
	assert_true(claims > 50);
	buf_fini(&table);
}

static int set_up(void **state) {
	const char *sitrep = getenv("SITREP");
	char request[] = "/tmp/test-pdfcheck-XXXXXX", command[512], bytes[4096];
	static const char text[] = "{ \"report\": \"whole\", \"as_of\": \"2026-09-30\", \"series\": \"wholes\", "
	                           "\"output\": { \"conformance\": [\"pdf/a-3a\"], \"attach_data\": true, \"marking\": \"Desk only\" } }";
	struct err err = ERR_INIT;
	int fd = mkstemp(request);
	FILE *pipe;
	size_t n;

	(void)state;
	if (fd < 0 || !file_write_fd(fd, request, text, sizeof(text) - 1, &err)) {
		return -1;
	}
	close(fd);
	snprintf(command, sizeof(command), "%s render -c tests/service/config/sitrep.lua --plugins tests/whole/plugins --reports tests/whole/reports %s -o -",
	         sitrep ? sitrep : "./sitrep", request);
	pipe = popen(command, "r");
	while (pipe && (n = fread(bytes, 1, sizeof(bytes), pipe)) > 0) {
		buf_add(&good, bytes, n);
	}
	if (!pipe || pclose(pipe) != 0) {
		return -1;
	}
	unlink(request);
	return 0;
}

static int tear_down(void **state) {
	(void)state;
	buf_fini(&good);
	return 0;
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sees_each),
		cmocka_unit_test(test_sees_bytes),
		cmocka_unit_test(test_sees_encryption),
		cmocka_unit_test(test_table_is_true),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
