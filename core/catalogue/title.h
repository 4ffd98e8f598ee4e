/* title: what a report is called, where its title names parameters: "{countries}: a profile". */
#ifndef CATALOGUE_TITLE_H
#define CATALOGUE_TITLE_H

struct arena;
struct json;
struct words;

/*
 * The title of a report (of the catalogue) in the language, English behind it; with params, which are typed, in
 * the places that name them, words of the vocabulary by their titles. In the arena.
 */
const char *title_of_report(struct arena *arena, const struct words *words, const struct json *report, const struct json *params,
                            const char *language);

#endif
