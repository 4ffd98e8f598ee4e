/* workdays: a calendar of the catalogue (config/calendars.lua): on which days nobody works. Pure. */
#ifndef SERVICE_WORKDAYS_H
#define SERVICE_WORKDAYS_H

#include <stdint.h>

struct json;
struct workdays;

/* From its checked JSON (catalogue/catalogue.h), which must stay; NULL: Saturdays and Sundays. The caller owns the result. */
struct workdays *workdays_new(const struct json *calendar);
void workdays_free(struct workdays *workdays);     /* NULL is fine */

/* The days off of a month, as bits 1..31. */
uint32_t workdays_off(const struct workdays *workdays, int year, int month);

#endif
