/* hang: how far marks stand out of the margins, so that these look straight. For text/ alone. */
#ifndef TEXT_HANG_H
#define TEXT_HANG_H

#include <stddef.h>

struct item;
struct para;

/* Of the character that begins item, in points; 0: it is no mark. */
double hang_start(const struct para *para, const struct item *item);

/* Of the character before byte end of item. */
double hang_end(const struct para *para, const struct item *item, size_t end);

/* Of the hyphen set where item is divided. */
double hang_hyphen(const struct para *para, const struct item *item);

#endif
