/* contrast: can a reader of weak sight tell the letters from their ground? By WCAG 2.1, 1.4.3 (level AA). */
#ifndef DOC_CONTRAST_H
#define DOC_CONTRAST_H

#include "doc/template.h"

#define CONTRAST_NORMAL 4.5

struct errs;

double contrast_luminance(struct template_color color);      /* relative, 0 to 1 */
double contrast_ratio(struct template_color a, struct template_color b);     /* 1 to 21 */

/* Ink for letters on ground: as it is, or, where that is too pale, so much darker (on a dark ground lighter) that its ratio is least. */
struct template_color contrast_mend(struct template_color ink, struct template_color ground, double least);

/*
 * Every pair of ink and ground that pages of the template can show, against 4.5, and 3 for large letters (18 points, or 14 in bold).
 * What is too close is added to *faults, with the path of its key ("styles.caption.colour") and a colour that would do.
 */
void contrast_check(const struct template *template, struct errs *faults);

#endif
