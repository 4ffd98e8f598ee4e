/* labels: the words the engine prints itself ("Contents", "Table", "Page 3 of 17"), by language. */
#ifndef DOC_LABELS_H
#define DOC_LABELS_H

/* One table in labels.c: adding a language is adding a column. {page}, {pages} and {day} are filled in by who prints them. */
enum label {
	LABEL_CONTENTS, LABEL_TABLE, LABEL_FIGURE,
	LABEL_IN_TABLE, LABEL_IN_FIGURE, LABEL_IN_SECTION,   /* as a reference in running text says it */
	LABEL_SOURCES, LABEL_PAGE_OF, LABEL_AS_OF,
	LABEL_CONTINUED, LABEL_DRAFT, LABEL_UNVERIFIED, LABEL_ACCESSED, LABEL_GAP, LABEL_NOTE,
	LABEL_REPLACED,              /* "Data set replaced by the request" */
	LABEL_NO_DATA,               /* in place of a plot that would be empty */
	LABEL_BASE_OLD,              /* "Facts as known on", before a day */
	LABELS
};

/* In English where lang has no column of its own. */
const char *label_text(const char *lang, enum label label);

#endif
