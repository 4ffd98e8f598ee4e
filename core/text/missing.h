/* missing: says of a character without glyph what it is and which font has it. For text/ alone. */
#ifndef TEXT_MISSING_H
#define TEXT_MISSING_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct face;

/* Fill err for the character cp, looked for in face and the families after it. Returns false. */
bool missing_glyph(uint32_t cp, const struct face *face, struct err *err);

#endif
