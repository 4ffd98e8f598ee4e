#include "deliver/words.h"

#include "deliver/parcel.h"
#include "deliver/phrase.h"
#include "deliver/target.h"

static const struct usual {
	const char *event, *language, *subject, *text;
	const char *of_edition;      /* the subject of an edition of a series; NULL: as of anything else */
} usuals[] = {
	{ "issued", "en", "{title}, {as_of}",
	  "{title}\n\n"
	  "Series: {series}\n"
	  "Edition: {edition}\n"
	  "Period: {period}\n"
	  "As of: {as_of}\n"
	  "Pages: {pages}\n"
	  "Warnings: {warnings} (see the result record)\n\n"
	  "{link}\n",
	  "{title}, edition {edition}, {as_of}" },
	{ "issued", "fr", "{title}, {as_of}",
	  "{title}\n\n"
	  "Série : {series}\n"
	  "Édition : {edition}\n"
	  "Période : {period}\n"
	  "Situation au : {as_of}\n"
	  "Pages : {pages}\n"
	  "Avertissements : {warnings} (voir le fichier de résultat)\n\n"
	  "{link}\n",
	  "{title}, édition {edition}, {as_of}" },
	{ "failed", "en", "Not issued: {request}",
	  "The report that {request} asks for could not be made.\n\n"
	  "Schedule: {schedule}\n"
	  "Due: {due}\n"
	  "Job: {job}\n\n"
	  "{error}\n" },
	{ "late", "en", "Late: {request}",
	  "The report that {request} asks for was due and is not issued yet.\n\n"
	  "Schedule: {schedule}\n"
	  "Due: {due}\n"
	  "Job: {job}\n" },
	{ "missed", "en", "Missed: runs of {schedule}",
	  "Runs of the schedule {schedule} were missed.\n\n"
	  "{missed}\n\n"
	  "The run after them: {request}\n"
	  "Due: {due}\n"
	  "Job: {job}\n" },
	{ "corrected", "en", "Corrected: ",
	  "{title} is issued again, corrected; it takes the place of what was issued before.\n\n"
	  "Why: {reason}\n"
	  "Series: {series}\n"
	  "Edition: {edition}\n"
	  "As of: {as_of}\n\n"
	  "{link}\n" },
	{ "corrected", "fr", "Corrigé : ",
	  "{title} est publié de nouveau, corrigé ; il remplace ce qui a été publié.\n\n"
	  "Motif : {reason}\n"
	  "Série : {series}\n"
	  "Édition : {edition}\n"
	  "Situation au : {as_of}\n\n"
	  "{link}\n" },
	{ "withdrawn", "en", "Withdrawn: ",
	  "{title} is withdrawn: it is not to be used any more. A notice takes its place.\n\n"
	  "Why: {reason}\n"
	  "Series: {series}\n"
	  "Edition: {edition}\n\n"
	  "{link}\n" },
	{ "withdrawn", "fr", "Retiré : ",
	  "{title} est retiré et ne doit plus être utilisé. Un avis le remplace.\n\n"
	  "Motif : {reason}\n"
	  "Série : {series}\n"
	  "Édition : {edition}\n\n"
	  "{link}\n" },
};

/* In the report's language, where there are words in it. */
static const struct usual *find_usual(const struct parcel *parcel, const char *event) {
	const struct usual *found = &usuals[0];

	for (size_t i = sizeof(usuals) / sizeof(*usuals); i-- > 0;) {
		bool is_spoken = str_prefix(parcel->language, usuals[i].language), is_first = !str_eq(found->event, event);
		if (str_eq(usuals[i].event, event) && (is_first || is_spoken || !str_prefix(parcel->language, found->language))) {
			found = &usuals[i];
		}
	}
	return found;
}

/* That an edition is corrected or withdrawn is said before whatever its subject is, and in place of the text. */
static bool is_reissue(const struct parcel *parcel) {
	return str_eq(parcel->event, "corrected") || str_eq(parcel->event, "withdrawn");
}

static const char *subject_of(const struct parcel *parcel) {
	const char *own = parcel->result != NULL ? target_text(parcel->target, "subject", parcel->language) : NULL;
	const char *event = is_reissue(parcel) ? "issued" : parcel->event;

	const char *edition = parcel->values[phrase_index("edition", (int)strlen("edition"))];
	const struct usual *usual = find_usual(parcel, event);
	bool is_edition = edition != NULL && *edition != '\0' && usual->of_edition != NULL;

	return own != NULL ? own : is_edition ? usual->of_edition : usual->subject;
}

static const char *text_of(const struct parcel *parcel) {
	bool may_own = parcel->result != NULL && !is_reissue(parcel);
	const char *own = may_own ? target_text(parcel->target, "text", parcel->language) : NULL;

	return own != NULL ? own : find_usual(parcel, parcel->event)->text;
}

void words_say(const struct parcel *parcel, const char *key, struct buf *out) {
	bool is_subject = str_eq(key, "subject");
	size_t at = out->len;

	if (is_subject && is_reissue(parcel)) {
		buf_adds(out, find_usual(parcel, parcel->event)->subject);
	}
	phrase_fill(is_subject ? subject_of(parcel) : text_of(parcel), parcel->values, out);
	for (char *s = out->p + at; is_subject && *s != '\0'; s++) {
		*s = *s == '\n' ? ' ' : *s;
	}
}
