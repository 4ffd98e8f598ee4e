#include "doc/labels.h"

#include <stddef.h>

#include "base/mem.h"
#include "base/str.h"
#include "doc/node.h"

const char *const label_languages[] = { "en", "fr", "ar", "he", NULL };
enum { LANGUAGES = sizeof(label_languages) / sizeof(*label_languages) - 1, WESTERN = 2 };

/* {page}, {pages} and {day} are filled in by who prints them. */
static const char *const texts[LABELS][WESTERN] = {
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
	[LABEL_LAST_GOOD] = { "This section could not be built. It stands here as it was last issued, as of {day}.",
	                      "Cette section n’a pas pu être établie. Elle figure ici telle qu’elle a été publiée en dernier lieu, au {day}." },
	[LABEL_NOTE] = { "Note", "Note" },
	[LABEL_REPLACED] = { "Data set replaced by the request", "Données remplacées par la demande" },
	[LABEL_NO_DATA] = { "No data", "Aucune donnée" },
	[LABEL_SOURCE] = { "Source:", "Source :" },
	[LABEL_SHADES] = { "Shades, from light to dark:", "Teintes, du clair au foncé :" },
	[LABEL_PART_OF] = { "part {part} of {parts}", "partie {part} sur {parts}" },
	[LABEL_BASE_OLD] = { "Facts as known on", "Faits connus au" },
	[LABEL_OTHERS] = { "Others", "Autres" },
	[LABEL_PERCENT] = { "{n}%", "{n}\u00A0%" },
	[LABEL_QUARTER] = { "Q{n}", "T{n}" },
	[LABEL_VALUE] = { "Value", "Valeur" },
	[LABEL_SIZE] = { "Size", "Taille" },
	[LABEL_DATA_ANNEX] = { "Data of the figures", "Données des figures" },
	[LABEL_DATA_OF] = { "Data of {figure}", "Données de la {figure}" },
	[LABEL_DATA_IN] = { "Data: {table}.", "Données\u00A0: {table}." },
	[LABEL_GANTT] = { "Gantt chart", "Diagramme de Gantt" },
	[LABEL_TIMELINE] = { "Timeline", "Frise chronologique" },
	[LABEL_ROWS] = { "{n} rows.", "{n} lignes." },
	[LABEL_SINCE] = { "since {from}", "depuis {from}" },
	[LABEL_UNTIL] = { "until {to}", "jusqu’à {to}" },
	[LABEL_SPAN] = { "{from} to {to}", "{from} – {to}" },
	[LABEL_SINCE_DAY] = { "since {from}", "depuis le {from}" },
	[LABEL_UNTIL_DAY] = { "until {to}", "jusqu’au {to}" },
	[LABEL_SPAN_DAYS] = { "{from} to {to}", "du {from} au {to}" },
	[LABEL_ALT_ROW] = { "{name}: {what}.", "{name} : {what}." },
	[LABEL_ALT_UNLESS] = { "Unless said otherwise: {what}.", "Sauf indication contraire : {what}." },
	[LABEL_ALT_LEFT] = { "{n} more.", "Et {n} de plus." },
	[LABEL_FROM] = { "From", "Début" },
	[LABEL_TO] = { "To", "Fin" },
	[LABEL_DATE] = { "Date", "Date" },
	[LABEL_WHAT] = { "What", "Objet" },
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
	[LABEL_ALT_KIND] = { "{kind}.", "{kind}." },
	[LABEL_ALT_KIND_SPAN] = { "{kind}, {first} to {last}.", "{kind}, {first} à {last}." },
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
	[LABEL_ALT_MORE] = { "Further series: {n}.", "Autres séries : {n}." },
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
	[LABEL_COLOPHON] = { "About this document", "À propos de ce document" },
	[LABEL_REPORT] = { "Report", "Rapport" },
	[LABEL_ISSUED] = { "Issued", "Émis le" },
	[LABEL_ENGINE] = { "Set by", "Composé par" },
	[LABEL_DATA] = { "Data", "Données" },
	[LABEL_FONTS] = { "Typefaces", "Caractères" },
	[LABEL_PUBLISHER] = { "Publisher", "Éditeur" },
	[LABEL_LICENCE] = { "Licence", "Licence" },
	[LABEL_CONTACT] = { "Contact", "Contact" },
	[LABEL_MAP] = { "Map", "Carte" },
	[LABEL_MAP_ALONE] = { "Map.", "Carte." },
	[LABEL_MAP_COUNTRY] = { "Country", "Pays" },
	[LABEL_MAP_PLACES] = { "Places (latitude, longitude)", "Lieux (latitude, longitude)" },
	[LABEL_MAP_POINTS] = { "Marked", "Repères" },
	[LABEL_MAP_POSITION] = { "Borders shown imply no position on the status of any territory. Dashed: disputed.",
	                         "Les frontières n’expriment aucune position sur le statut d’un territoire. En tirets\u00A0: contestées." },
	[LABEL_MAP_KM] = { "km", "km" },
	[LABEL_IN_NOTE] = { "Note", "Note" },
	[LABEL_IN_SOURCE] = { "Source", "Source" },
	[LABEL_COLON] = { ": ", "\u00A0: " },
	[LABEL_COMMA] = { ", ", ", " },
	[LABEL_SEMICOLON] = { "; ", " ; " },
	[LABEL_IN_PAGE] = { "page\u00A0{page}", "page\u00A0{page}" },
	[LABEL_IN_PAGES] = { "pages\u00A0{page}", "pages\u00A0{page}" },
	[LABEL_ON_PAGE] = { "on page\u00A0{page}", "à la page\u00A0{page}" },
	[LABEL_WORDS_PAGE] = { "{words} on page\u00A0{page}", "{words}, page\u00A0{page}" },
	[LABEL_THE_REQUEST] = { "The request this document was made from", "La demande dont ce document est issu" },
	[LABEL_WITH_REQUEST] = { "Came with the request", "Joint à la demande" },
	[LABEL_THE_DOCUMENT] = { "All that the document says, as data (JSON)", "Tout ce que dit le document, en données (JSON)" },
	[LABEL_EDITION] = { "Edition\u00A0{n}", "Édition\u00A0{n}" },
	[LABEL_CUTOFF] = { "Information cut-off: {day}", "Informations arrêtées au {day}" },
	[LABEL_CORRECTED] = { "Corrected on {day}", "Corrigée le {day}" },
	[LABEL_CORRECTION] = { "Correction", "Rectificatif" },
	[LABEL_CORRECTS] = { "This edition takes the place of the one issued on {day}.", "Cette édition remplace celle publiée le {day}." },
	[LABEL_ADDED] = { "added: “{after}”", "ajouté\u00A0: «\u00A0{after}\u00A0»" },
	[LABEL_REMOVED] = { "taken out: “{before}”", "retiré\u00A0: «\u00A0{before}\u00A0»" },
	[LABEL_CHANGED] = { "“{before}” is now “{after}”", "«\u00A0{before}\u00A0» devient «\u00A0{after}\u00A0»" },
	[LABEL_ALIKE] = { "“{after}” has changed in the other language alone", "«\u00A0{after}\u00A0» n’a changé que dans l’autre langue" },
	[LABEL_QUOTED] = { "“{words}”", "«\u00A0{words}\u00A0»" },
};

/* The same in the languages that run from right to left. */
static const char *const eastern[LABELS][LANGUAGES - WESTERN] = {
	[LABEL_CONTENTS] = { "المحتويات", "תוכן העניינים" },
	[LABEL_TABLE] = { "الجدول", "טבלה" },
	[LABEL_FIGURE] = { "الشكل", "איור" },
	[LABEL_IN_TABLE] = { "الجدول", "טבלה" },
	[LABEL_IN_FIGURE] = { "الشكل", "איור" },
	[LABEL_IN_SECTION] = { "القسم", "סעיף" },
	[LABEL_SOURCES] = { "المصادر", "מקורות" },
	[LABEL_PAGE_OF] = { "الصفحة {page} من {pages}", "עמוד {page} מתוך {pages}" },
	[LABEL_AS_OF] = { "الوضع حتى {day}", "נכון ליום {day}" },
	[LABEL_CONTINUED] = { "تابع", "המשך" },
	[LABEL_DRAFT] = { "مسودة", "טיוטה" },
	[LABEL_UNVERIFIED] = { "غير مؤكد", "לא מאומת" },
	[LABEL_ACCESSED] = { "اطُّلع عليه في", "נצפה ביום" },
	[LABEL_GAP] = {
		"تعذّر إعداد هذا القسم، وصدر التقرير من دونه.",
		"לא ניתן היה להכין את הסעיף הזה. התדריך פורסם בלעדיו." },
	[LABEL_LAST_GOOD] = {
		"تعذّر إعداد هذا القسم، وهو وارد هنا كما صدر آخر مرة، وفق الوضع حتى {day}.",
		"לא ניתן היה להכין את הסעיף הזה. הוא מובא כאן כפי שפורסם לאחרונה, נכון ליום {day}." },
	[LABEL_NOTE] = { "ملاحظة", "הערה" },
	[LABEL_REPLACED] = { "بيانات استبدلها الطلب", "נתונים שהוחלפו לפי הבקשה" },
	[LABEL_NO_DATA] = { "لا توجد بيانات", "אין נתונים" },
	[LABEL_BASE_OLD] = { "الحقائق كما عُرفت في", "העובדות כפי שהיו ידועות ביום" },
	[LABEL_OTHERS] = { "غير ذلك", "אחרים" },
	[LABEL_VALUE] = { "القيمة", "ערך" },
	[LABEL_SIZE] = { "الحجم", "גודל" },
	[LABEL_DATA_ANNEX] = { "بيانات الأشكال", "נתוני האיורים" },
	[LABEL_DATA_OF] = { "بيانات {figure}", "נתוני {figure}" },
	[LABEL_DATA_IN] = { "البيانات: {table}.", "הנתונים: {table}." },
	[LABEL_GANTT] = { "مخطط غانت", "תרשים גנט" },
	[LABEL_TIMELINE] = { "خط زمني", "ציר זמן" },
	[LABEL_ROWS] = { "عدد الصفوف: {n}.", "{n} שורות." },
	[LABEL_SINCE] = { "منذ {from}", "מאז {from}" },
	[LABEL_UNTIL] = { "حتى {to}", "עד {to}" },
	[LABEL_SPAN] = { "من {from} إلى {to}", "מ־{from} עד {to}" },
	[LABEL_SINCE_DAY] = { "منذ {from}", "מאז {from}" },
	[LABEL_UNTIL_DAY] = { "حتى {to}", "עד {to}" },
	[LABEL_SPAN_DAYS] = { "من {from} إلى {to}", "מ־{from} עד {to}" },
	[LABEL_ALT_ROW] = { "{name}: {what}.", "{name}: {what}." },
	[LABEL_ALT_UNLESS] = { "ما لم يُذكر غير ذلك: {what}.", "אלא אם צוין אחרת: {what}." },
	[LABEL_ALT_LEFT] = { "ويليها {n}.", "ועוד {n}." },
	[LABEL_FROM] = { "من", "מ־" },
	[LABEL_TO] = { "إلى", "עד" },
	[LABEL_DATE] = { "التاريخ", "תאריך" },
	[LABEL_WHAT] = { "البيان", "תיאור" },
	[LABEL_CHART_AREA] = { "مخطط مساحي", "תרשים שטח" },
	[LABEL_CHART_BAR] = { "مخطط أعمدة", "תרשים עמודות" },
	[LABEL_CHART_DONUT] = { "مخطط حلقي", "תרשים טבעת" },
	[LABEL_CHART_DOT] = { "مخطط نقطي", "תרשים נקודות" },
	[LABEL_CHART_LINE] = { "مخطط خطي", "תרשים קווי" },
	[LABEL_CHART_PERCENT] = { "مخطط أعمدة نسبي", "תרשים עמודות של חלקים" },
	[LABEL_CHART_PIE] = { "مخطط دائري", "תרשים עוגה" },
	[LABEL_CHART_SCATTER] = { "مخطط انتشار", "תרשים פיזור" },
	[LABEL_CHART_SLOPE] = { "مخطط انحدار", "תרשים שיפועים" },
	[LABEL_CHART_SPARKLINE] = { "خطوط صغيرة", "תרשימי קו קטנים" },
	[LABEL_CHART_STACKED] = { "مخطط أعمدة مكدسة", "תרשים עמודות מוערמות" },
	[LABEL_ALT_KIND] = { "{kind}.", "{kind}." },
	[LABEL_ALT_KIND_SPAN] = { "{kind}، من {first} إلى {last}.", "{kind}, מ־{first} עד {last}." },
	[LABEL_ALT_HEAD] = { "{kind}: {what}.", "{kind}: {what}." },
	[LABEL_ALT_SPAN] = { "{kind}: {what}، من {first} إلى {last}.", "{kind}: {what}, מ־{first} עד {last}." },
	[LABEL_ALT_PANELS] = { "عدد اللوحات التي تشترك في المحاور: {n}.", "{n} חלוניות חולקות את הצירים." },
	[LABEL_ALT_SERIES] = { "السلاسل: {names}.", "סדרות: {names}." },
	[LABEL_ALT_NOTHING] = { "{name}: لا توجد بيانات.", "{name}: אין נתונים." },
	[LABEL_ALT_ONE] = { "{name}: {value} ({at}).", "{name}: {value} ({at})." },
	[LABEL_ALT_SAME] = { "{name}: {value} طوال المدة.", "{name}: {value} לכל אורך התקופה." },
	[LABEL_ALT_EXTREMES] = {
		"{name}: الأعلى {high} ({high_at})، الأدنى {low} ({low_at}).",
		"{name}: הגבוה {high} ({high_at}), הנמוך {low} ({low_at})." },
	[LABEL_ALT_RUN] = {
		"{name}: من {first} ({first_at}) إلى {last} ({last_at}).",
		"{name}: מ־{first} ({first_at}) עד {last} ({last_at})." },
	[LABEL_ALT_RUN_PEAK] = {
		"{name}: من {first} ({first_at}) إلى {last} ({last_at})، الأعلى {high} ({high_at}).",
		"{name}: מ־{first} ({first_at}) עד {last} ({last_at}), הגבוה {high} ({high_at})." },
	[LABEL_ALT_RUN_DIP] = {
		"{name}: من {first} ({first_at}) إلى {last} ({last_at})، الأدنى {low} ({low_at}).",
		"{name}: מ־{first} ({first_at}) עד {last} ({last_at}), הנמוך {low} ({low_at})." },
	[LABEL_ALT_RUN_BOTH] = {
		"{name}: من {first} ({first_at}) إلى {last} ({last_at})، الأعلى {high} ({high_at})، الأدنى {low} ({low_at}).",
		"{name}: מ־{first} ({first_at}) עד {last} ({last_at}), הגבוה {high} ({high_at}), הנמוך {low} ({low_at})." },
	[LABEL_ALT_MORE] = { "وفي المخطط سلاسل أخرى عددها {n}.", "בתרשים עוד {n} סדרות." },
	[LABEL_ALT_SHARES] = { "الحصص: {list}.", "חלקים: {list}." },
	[LABEL_ALT_POINTS] = {
		"عدد النقاط {n}. {x}: من {low_x} إلى {high_x}. {y}: من {low_y} إلى {high_y}.",
		"{n} נקודות. {x}: מ־{low_x} עד {high_x}. {y}: מ־{low_y} עד {high_y}." },
	[LABEL_ALT_BEST] = { "الأعلى: {name} ({value}).", "הגבוה ביותר: {name} ({value})." },
	[LABEL_MAP] = { "خريطة", "מפה" },
	[LABEL_MAP_ALONE] = { "خريطة.", "מפה." },
	[LABEL_MAP_COUNTRY] = { "الدولة", "מדינה" },
	[LABEL_MAP_PLACES] = { "أماكن (خط العرض، خط الطول)", "מקומות (קו רוחב, קו אורך)" },
	[LABEL_MAP_POINTS] = { "مواقع", "מקומות מסומנים" },
	[LABEL_MAP_POSITION] = { "لا تعبّر الحدود المبيّنة عن أي موقف من وضع أي إقليم. الخطوط المتقطعة: حدود متنازع عليها.",
	                         "הגבולות המוצגים אינם מביעים עמדה בדבר מעמדו של שטח כלשהו. קו מקווקו: שנוי במחלוקת." },
	[LABEL_APPENDIX] = { "الملحق", "נספח" },
	[LABEL_IN_APPENDIX] = { "الملحق", "נספח" },
	[LABEL_IN_PARAGRAPH] = { "الفقرة", "פסקה" },
	[LABEL_IN_ITEM] = { "البند", "פריט" },
	[LABEL_NOTES] = { "الحواشي", "הערות" },
	[LABEL_BACK] = { "العودة إلى النص", "חזרה לטקסט" },
	[LABEL_LIST_OF_TABLES] = { "قائمة الجداول", "רשימת טבלאות" },
	[LABEL_LIST_OF_FIGURES] = { "قائمة الأشكال", "רשימת איורים" },
	[LABEL_COLOPHON] = { "عن هذه الوثيقة", "על מסמך זה" },
	[LABEL_REPORT] = { "التقرير", "דוח" },
	[LABEL_ISSUED] = { "تاريخ الإصدار", "הופק ביום" },
	[LABEL_ENGINE] = { "نُضِّد بواسطة", "נסדר באמצעות" },
	[LABEL_DATA] = { "البيانات", "נתונים" },
	[LABEL_FONTS] = { "الخطوط", "גופנים" },
	[LABEL_PUBLISHER] = { "الناشر", "מוציא לאור" },
	[LABEL_LICENCE] = { "الترخيص", "רישיון" },
	[LABEL_CONTACT] = { "للاتصال", "ליצירת קשר" },
	[LABEL_SOURCE] = { "المصدر:", "מקור:" },
	[LABEL_SHADES] = { "التدرّج من الفاتح إلى الداكن:", "גוונים, מבהיר לכהה:" },
	[LABEL_PART_OF] = { "الجزء {part} من {parts}", "חלק {part} מתוך {parts}" },
	[LABEL_PERCENT] = { "{n}%", "{n}%" },
	[LABEL_QUARTER] = { "الربع {n}", "רבעון {n}" },
	[LABEL_MAP_KM] = { "كم", "ק״מ" },
	[LABEL_IN_NOTE] = { "الحاشية", "הערה" },
	[LABEL_IN_SOURCE] = { "المصدر", "מקור" },
	[LABEL_COLON] = { ": ", ": " },
	[LABEL_COMMA] = { "،\u200F ", ",\u200F " },
	[LABEL_SEMICOLON] = { "؛\u200F ", ";\u200F " },
	[LABEL_IN_PAGE] = { "الصفحة\u00A0{page}", "עמוד\u00A0{page}" },
	[LABEL_IN_PAGES] = { "الصفحات\u00A0{page}", "עמודים\u00A0{page}" },
	[LABEL_ON_PAGE] = { "في الصفحة\u00A0{page}", "בעמוד\u00A0{page}" },
	[LABEL_WORDS_PAGE] = { "{words} في الصفحة\u00A0{page}", "{words} בעמוד\u00A0{page}" },
	[LABEL_THE_REQUEST] = { "الطلب الذي أُعدّت هذه الوثيقة بناءً عليه", "הבקשה שממנה הופק מסמך זה" },
	[LABEL_WITH_REQUEST] = { "مرفق بالطلب", "צורף לבקשה" },
	[LABEL_THE_DOCUMENT] = { "كل ما تقوله الوثيقة، كبيانات (JSON)", "כל האמור במסמך, כנתונים (JSON)" },
	[LABEL_EDITION] = { "العدد {n}", "גיליון {n}" },
	[LABEL_CUTOFF] = { "المعلومات حتى {day}", "המידע נכון ליום {day}" },
	[LABEL_CORRECTED] = { "صُحِّح في {day}", "תוקן ביום {day}" },
	[LABEL_CORRECTION] = { "تصحيح", "תיקון" },
	[LABEL_CORRECTS] = { "يحل هذا العدد محل العدد الصادر في {day}.", "גיליון זה בא במקום הגיליון שפורסם ביום {day}." },
	[LABEL_ADDED] = { "أضيف: «{after}»", "נוסף: ”{after}“" },
	[LABEL_REMOVED] = { "حُذف: «{before}»", "הוסר: ”{before}“" },
	[LABEL_CHANGED] = { "«{before}» أصبح «{after}»", "”{before}“ הוא כעת ”{after}“" },
	[LABEL_ALIKE] = { "«{after}» لم يتغير إلا في اللغة الأخرى", "”{after}“ השתנה בשפה האחרת בלבד" },
	[LABEL_QUOTED] = { "«{words}»", "”{words}“" },
};

/* The column of lang ("fr-CA" is French), -1 where it has none. */
static int column(const char *lang) {
	for (int i = 0; i < LANGUAGES; i++) {
		size_t n = strlen(label_languages[i]);
		if (strncmp(lang, label_languages[i], n) == 0 && (lang[n] == '\0' || lang[n] == '-')) {
			return i;
		}
	}
	return -1;
}

bool label_speaks(const char *lang) {
	return column(lang) >= 0;
}

const char *label_text(const char *lang, enum label label) {
	int i = column(lang);
	const char *text = i < 0 ? NULL : i < WESTERN ? texts[label][i] : eastern[label][i - WESTERN];

	return text != NULL ? text : texts[label][0];
}

const char *label_page(struct arena *arena, const char *lang, enum label label, const char *number) {
	static const char place[] = "{page}";
	const char *says = label_text(lang, label), *at = strstr(says, place);

	return arena_printf(arena, "%.*s%s%s", (int)(at - says), says, number, at + sizeof(place) - 1);
}

const char *label_join(struct arena *arena, const char *first, const char *second) {
	bool is_one = second == NULL || *second == '\0' || str_eq(first, second);

	return is_one ? first : arena_printf(arena, "%s" LABEL_JOINT "%s", first, second);
}

const char *label_second(const char *joined) {
	const char *joint = strstr(joined, LABEL_JOINT);

	return joint != NULL ? joint + sizeof(LABEL_JOINT) - 1 : NULL;
}

const char *label_first(struct arena *arena, const char *joined) {
	const char *joint = strstr(joined, LABEL_JOINT);

	return joint != NULL ? arena_strndup(arena, joined, (size_t)(joint - joined)) : joined;
}

const char *label_both(struct arena *arena, const struct doc *doc, enum label label) {
	return label_join(arena, label_text(doc->lang, label), doc->second != NULL ? label_text(doc->second->lang, label) : NULL);
}
