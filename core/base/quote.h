/* quote: the source line of a mistake, and where in it what the mistake is about stands. */
#ifndef BASE_QUOTE_H
#define BASE_QUOTE_H

#include <stddef.h>

struct err;

/*
 * err knows a line of text, of Lua or of prose (.md): add that line, and a column where what the message is about stands once in the
 * statement or paragraph that begins there. That is what it quotes first, or the option it begins with ("align is …"); the path of
 * blocks before it ("table 2 › column "Joined": …") is not looked at. What has many lines moves the place to the line it is in. Else
 * it is the function that is called there (NULL: not known), where the line names it once. What has a source line already is left as
 * it is.
 */
void err_quote(struct err *err, const char *text, size_t len, const char *called);

#endif
