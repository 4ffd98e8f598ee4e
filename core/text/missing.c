/* missing: see missing.h. */
#include "text/missing.h"

#include <stddef.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "base/err.h"
#include "base/str.h"
#include "text/face.h"
#include "text/family.h"

/* Scripts whose fonts are not simply "Noto Sans NAME" of fonts-noto-core. */
static const struct {
	UScriptCode script;
	const char *family, *package;
} fonts_of[] = {
	{ USCRIPT_AHOM, "Noto Serif Ahom", "fonts-noto-core" },
	{ USCRIPT_ARABIC, "Noto Naskh Arabic", "fonts-noto-core" },
	{ USCRIPT_ARMENIAN, "Noto Serif Armenian", "fonts-noto-core" },
	{ USCRIPT_BOPOMOFO, "Noto Serif CJK TC", "fonts-noto-cjk" },
	{ USCRIPT_BRAILLE, "Noto Sans Symbols2", "fonts-noto-core" },
	{ USCRIPT_CYRILLIC, "Noto Serif", "fonts-noto-core" },
	{ USCRIPT_DOGRA, "Noto Serif Dogra", "fonts-noto-core" },
	{ USCRIPT_GEORGIAN, "Noto Serif Georgian", "fonts-noto-core" },
	{ USCRIPT_GREEK, "Noto Serif", "fonts-noto-core" },
	{ USCRIPT_HAN, "Noto Serif CJK SC", "fonts-noto-cjk" },
	{ USCRIPT_HANGUL, "Noto Serif CJK KR", "fonts-noto-cjk" },
	{ USCRIPT_HEBREW, "Noto Serif Hebrew", "fonts-noto-core" },
	{ USCRIPT_HIRAGANA, "Noto Serif CJK JP", "fonts-noto-cjk" },
	{ USCRIPT_KATAKANA, "Noto Serif CJK JP", "fonts-noto-cjk" },
	{ USCRIPT_LATIN, "Noto Serif", "fonts-noto-core" },
	{ USCRIPT_MEROITIC_CURSIVE, "Noto Sans Meroitic", "fonts-noto-core" },
	{ USCRIPT_MEROITIC_HIEROGLYPHS, "Noto Sans Meroitic", "fonts-noto-core" },
	{ USCRIPT_NKO, "Noto Sans NKo", "fonts-noto-core" },
	{ USCRIPT_NYIAKENG_PUACHUE_HMONG, "Noto Serif Hmong Nyiakeng", "fonts-noto-core" },
	{ USCRIPT_PHAGS_PA, "Noto Sans PhagsPa", "fonts-noto-core" },
	{ USCRIPT_TANGUT, "Noto Serif Tangut", "fonts-noto-core" },
	{ USCRIPT_TIBETAN, "Noto Serif Tibetan", "fonts-noto-core" },
	{ USCRIPT_YEZIDI, "Noto Serif Yezidi", "fonts-noto-core" },
};

/* Blocks of signs, which belong to no script. */
static const struct {
	uint32_t from, to;
	const char *family, *package;
} sign_fonts[] = {
	{ 0x2190, 0x21FF, "Noto Sans Math", "fonts-noto-core" },
	{ 0x2200, 0x22FF, "Noto Sans Math", "fonts-noto-core" },
	{ 0x2460, 0x24FF, "Noto Sans Symbols", "fonts-noto-core" },
	{ 0x3000, 0x30FF, "Noto Serif CJK JP", "fonts-noto-cjk" },
	{ 0xFF00, 0xFFEF, "Noto Serif CJK JP", "fonts-noto-cjk" },
	{ 0x1D100, 0x1D1FF, "Noto Music", "fonts-noto-core" },
	{ 0x1D400, 0x1D7FF, "Noto Sans Math", "fonts-noto-core" },
};

/* The template lists the family for where its package is installed: then that is all that lacks. */
static const char *waiting_family(const struct stack *stack, const char *package) {
	for (const char *const *absent = stack_absent(stack); absent && *absent; absent++) {
		const char *has = family_package(*absent);
		if (has && strncmp(has, package, strlen(package)) == 0) {
			return *absent;
		}
	}
	return NULL;
}

static bool hint_font(const struct stack *stack, const char *family, const char *package, struct err *err) {
	const char *waiting = waiting_family(stack, package);
	if (waiting) {
		return err_hint(err, "install the Debian package %s: the template sets such characters in '%s' where it is there",
		                package, waiting);
	}
	return err_hint(err, "add the family '%s' (Debian package %s) to the template's fonts, "
	                     "or write the character otherwise", family, package);
}

static bool hint_sign(const struct stack *stack, uint32_t cp, struct err *err) {
	if (u_hasBinaryProperty((UChar32)cp, UCHAR_EMOJI_PRESENTATION)) {
		return err_hint(err, "emoji in colour cannot be set; 'Noto Sans Symbols2' (Debian package "
		                     "fonts-noto-core) has some of them in black");
	}
	for (size_t i = 0; i < sizeof(sign_fonts) / sizeof(*sign_fonts); i++) {
		if (cp >= sign_fonts[i].from && cp <= sign_fonts[i].to) {
			return hint_font(stack, sign_fonts[i].family, sign_fonts[i].package, err);
		}
	}
	return hint_font(stack, "Noto Sans Symbols2", "fonts-noto-core", err);
}

static bool hint_script(const struct stack *stack, UScriptCode script, struct err *err) {
	char family[64];
	for (size_t i = 0; i < sizeof(fonts_of) / sizeof(*fonts_of); i++) {
		if (fonts_of[i].script == script) {
			return hint_font(stack, fonts_of[i].family, fonts_of[i].package, err);
		}
	}
	snprintf(family, sizeof(family), "Noto Sans %s", uscript_getName(script));
	for (char *p = family; *p; p++) {
		*p = *p == '_' ? ' ' : *p;
	}
	return hint_font(stack, family, "fonts-noto-core or fonts-noto-extra", err);
}

bool missing_glyph(uint32_t cp, struct stack *stack, struct err *err) {
	UErrorCode status = U_ZERO_ERROR;
	char utf8[5] = "", name[128] = "";
	UScriptCode script = uscript_getScript((UChar32)cp, &status);
	bool is_private = u_charType((UChar32)cp) == U_PRIVATE_USE_CHAR;
	utf8_encode(cp, utf8);
	u_charName((UChar32)cp, U_EXTENDED_CHAR_NAME, name, sizeof(name), &status);
	bool has_script = script > USCRIPT_INHERITED && script != USCRIPT_UNKNOWN;
	err_set(err, ERR_INPUT,
	        "no font has the character '%s' (U+%04X %s%s%s%s); asked: %s and the families after it", utf8, cp, name,
	        has_script ? ", " : "", has_script ? uscript_getName(script) : "",
	        has_script ? " script" : "", stack_first(stack)->name);
	if (is_private || !u_isdefined((UChar32)cp)) {
		return err_hint(err, "the character has no meaning outside one font or program; "
		                     "write it otherwise");
	}
	return has_script ? hint_script(stack, script, err) : hint_sign(stack, cp, err);
}
