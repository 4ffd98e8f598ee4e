#include "deliver/words.h"

#include "base/json.h"
#include "deliver/parcel.h"
#include "deliver/target.h"

static const struct usual {
	const char *event, *language, *subject, *text;
} usuals[] = {
	{ "issued", "en", "{title}, {as_of}",
	  "{title}\n\n"
	  "Series: {series}\n"
	  "Edition: {edition}\n"
	  "Period: {period}\n"
	  "As of: {as_of}\n"
	  "Pages: {pages}\n"
	  "Warnings: {warnings} (see the result record)\n\n"
	  "{link}\n" },
	{ "issued", "fr", "{title}, {as_of}",
	  "{title}\n\n"
	  "Série : {series}\n"
	  "Édition : {edition}\n"
	  "Période : {period}\n"
	  "Situation au : {as_of}\n"
	  "Pages : {pages}\n"
	  "Avertissements : {warnings} (voir le fichier de résultat)\n\n"
	  "{link}\n" },
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
	{ "", "en", "{title}: {event}", "{title}: {event}\n\nSeries: {series}\nEdition: {edition}\nJob: {job}\n\n{link}\n" },
};

static const struct usual *find_usual(const struct parcel *parcel) {
	const struct usual *found = NULL;

	for (size_t i = 0; i < sizeof(usuals) / sizeof(*usuals); i++) {
		bool is_of_event = str_eq(usuals[i].event, parcel->event) || (*usuals[i].event == '\0' && found == NULL);
		if (is_of_event && (found == NULL || str_prefix(parcel->language, usuals[i].language))) {
			found = &usuals[i];
		}
	}
	return found;
}

void words_say(const struct parcel *parcel, const char *key, struct buf *out) {
	const struct usual *usual = find_usual(parcel);
	const char *own = parcel->result != NULL ? target_text(parcel->target, key, parcel->language) : NULL;
	size_t at = out->len;

	phrase_fill(own != NULL ? own : str_eq(key, "subject") ? usual->subject : usual->text, parcel->values, out);
	for (char *s = out->p + at; str_eq(key, "subject") && *s != '\0'; s++) {
		*s = *s == '\n' ? ' ' : *s;
	}
}
