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
	[LABEL_OTHERS] = { "Others", "Autres" },
	[LABEL_VALUE] = { "Value", "Valeur" },
	[LABEL_SIZE] = { "Size", "Taille" },
	[LABEL_DATA_ANNEX] = { "Data of the figures", "Données des figures" },
	[LABEL_DATA_OF] = { "Data of {figure}", "Données de la {figure}" },
	[LABEL_DATA_IN] = { "Data: {table}.", "Données\u00A0: {table}." },
	[LABEL_CHART_AREA] = { "Area chart", "Graphique en aires" },
	[LABEL_CHART_BAR] = { "Bar chart", "Diagramme à barres" },
	[LABEL_CHART_DONUT] = { "Ring chart", "Diagramme en anneau" },
	[LABEL_CHART_DOT] = { "Dot plot", "Diagramme à points" },
	[LABEL_CHART_LINE] = { "Line chart", "Graphique en courbes" },
	[LABEL_CHART_PERCENT] = { "Bar chart of shares", "Diagramme à barres en parts" },
	[LABEL_CHART_PIE] = { "Pie chart", "Diagramme circulaire" },
	[LABEL_CHART_SCATTER] = { "Scatter plot", "Nuage de points" },
	[LABEL_CHART_SLOPE] = { "Slope chart", "Diagramme en pentes" },
	[LABEL_CHART_SPARKLINE] = { "Small line charts", "Petites courbes" },
	[LABEL_CHART_STACKED] = { "Stacked bar chart", "Diagramme à barres empilées" },
	[LABEL_ALT_HEAD] = { "{kind}: {what}.", "{kind} : {what}." },
	[LABEL_ALT_SPAN] = { "{kind}: {what}, {first} to {last}.", "{kind} : {what}, {first} à {last}." },
	[LABEL_ALT_PANELS] = { "{n} panels share its axes.", "{n} volets partagent ses axes." },
	[LABEL_ALT_SERIES] = { "Series: {names}.", "Séries : {names}." },
	[LABEL_ALT_NOTHING] = { "{name}: no data.", "{name} : aucune donnée." },
	[LABEL_ALT_ONE] = { "{name}: {value} ({at}).", "{name} : {value} ({at})." },
	[LABEL_ALT_SAME] = { "{name}: {value} throughout.", "{name} : {value} partout." },
	[LABEL_ALT_EXTREMES] = { "{name}: highest {high} ({high_at}), lowest {low} ({low_at}).",
	                         "{name} : maximum {high} ({high_at}), minimum {low} ({low_at})." },
	[LABEL_ALT_RUN] = { "{name}: from {first} ({first_at}) to {last} ({last_at}).",
	                    "{name} : de {first} ({first_at}) à {last} ({last_at})." },
	[LABEL_ALT_RUN_PEAK] = { "{name}: from {first} ({first_at}) to {last} ({last_at}), highest {high} ({high_at}).",
	                         "{name} : de {first} ({first_at}) à {last} ({last_at}), maximum {high} ({high_at})." },
	[LABEL_ALT_RUN_DIP] = { "{name}: from {first} ({first_at}) to {last} ({last_at}), lowest {low} ({low_at}).",
	                        "{name} : de {first} ({first_at}) à {last} ({last_at}), minimum {low} ({low_at})." },
	[LABEL_ALT_RUN_BOTH] = {
		"{name}: from {first} ({first_at}) to {last} ({last_at}), highest {high} ({high_at}), lowest {low} ({low_at}).",
		"{name} : de {first} ({first_at}) à {last} ({last_at}), maximum {high} ({high_at}), minimum {low} ({low_at})." },
	[LABEL_ALT_MORE] = { "{n} further series are in the chart.", "Le graphique compte {n} autres séries." },
	[LABEL_ALT_SHARES] = { "Shares: {list}.", "Parts : {list}." },
	[LABEL_ALT_POINTS] = { "{n} points. {x}: {low_x} to {high_x}. {y}: {low_y} to {high_y}.",
	                       "{n} points. {x} : {low_x} à {high_x}. {y} : {low_y} à {high_y}." },
	[LABEL_ALT_BEST] = { "Highest: {name} ({value}).", "Le plus haut : {name} ({value})." },
	[LABEL_APPENDIX] = { "Appendix", "Annexe" },
	[LABEL_IN_APPENDIX] = { "Appendix", "annexe" },
	[LABEL_IN_PARAGRAPH] = { "paragraph", "paragraphe" },
	[LABEL_IN_ITEM] = { "item", "point" },
	[LABEL_NOTES] = { "Notes", "Notes" },
	[LABEL_BACK] = { "Back to the text", "Retour au texte" },
	[LABEL_LIST_OF_TABLES] = { "Tables", "Liste des tableaux" },
	[LABEL_LIST_OF_FIGURES] = { "Figures", "Liste des figures" },
	[LABEL_INDEX] = { "Index", "Index" },
	[LABEL_COLOPHON] = { "About this document", "À propos de ce document" },
	[LABEL_REPORT] = { "Report", "Rapport" },
	[LABEL_ISSUED] = { "Issued", "Émis le" },
	[LABEL_ENGINE] = { "Set by", "Composé par" },
	[LABEL_DATA] = { "Data", "Données" },
	[LABEL_FONTS] = { "Typefaces", "Caractères" },
	[LABEL_PUBLISHER] = { "Publisher", "Éditeur" },
	[LABEL_LICENCE] = { "Licence", "Licence" },
	[LABEL_CONTACT] = { "Contact", "Contact" },
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

	return texts[label][i >= 0 && texts[label][i] != NULL ? i : 0];
}
