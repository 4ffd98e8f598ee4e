#include "doc/labels.h"

#include <stddef.h>

#include "base/str.h"

static const char *const languages[] = { "en", "fr" };
enum { LANGUAGES = sizeof(languages) / sizeof(*languages) };

/* {page}, {pages} and {day} are filled in by who prints them. */
static const char *const texts[LABELS][LANGUAGES] = {
	[LABEL_CONTENTS] = { "Contents", "Sommaire" },
	[LABEL_TABLE] = { "Table", "Tableau" },
	[LABEL_FIGURE] = { "Figure", "Figure" },
	[LABEL_IN_TABLE] = { "Table", "tableau" },
	[LABEL_IN_FIGURE] = { "Figure", "figure" },
	[LABEL_IN_SECTION] = { "Section", "section" },
	[LABEL_SOURCES] = { "Sources", "Sources" },
	[LABEL_PAGE_OF] = { "Page {page} of {pages}", "Page {page} sur {pages}" },
	[LABEL_AS_OF] = { "Status as of {day}", "Situation au {day}" },
	[LABEL_CONTINUED] = { "continued", "suite" },
	[LABEL_DRAFT] = { "Draft", "Projet" },
	[LABEL_UNVERIFIED] = { "unverified", "non vérifié" },
	[LABEL_ACCESSED] = { "accessed", "consulté le" },
	[LABEL_GAP] = { "This section could not be built. The briefing was issued without it.",
	                "Cette section n’a pas pu être établie. Le dossier a été publié sans elle." },
	[LABEL_NOTE] = { "Note", "Note" },
	[LABEL_REPLACED] = { "Data set replaced by the request", "Données remplacées par la demande" },
	[LABEL_NO_DATA] = { "No data", "Aucune donnée" },
	[LABEL_BASE_OLD] = { "Facts as known on", "Faits connus au" },
};

/* The column of lang ("fr-CA" is French), -1 where it has none. */
static int column(const char *lang) {
	for (int i = 0; i < LANGUAGES; i++) {
		size_t n = strlen(languages[i]);
		if (strncmp(lang, languages[i], n) == 0 && (lang[n] == '\0' || lang[n] == '-')) {
			return i;
		}
	}
	return -1;
}

const char *label_text(const char *lang, enum label label) {
	int i = column(lang);

	return texts[label][i >= 0 ? i : 0];
}
