/* period: see period.h. */
#include "catalogue/period.h"

#include "base/day.h"
#include "base/str.h"

bool period_parse(const char *s, char from[11], char to[11]) {
	unsigned year, part;
	int end = 0;
	struct day first, last;
	if (strlen(s) == 21 && s[10] == '/') {
		snprintf(from, 11, "%.10s", s);
		snprintf(to, 11, "%.10s", s + 11);
		return day_parse(from, &first) && day_parse(to, &last);
	}
	if (sscanf(s, "%4u%n", &year, &end) != 1 || end != 4 || strspn(s, "0123456789") != 4) {
		return false;
	}
	first = (struct day){ (int)year, 1, 1 };
	last = (struct day){ (int)year, 12, 31 };
	if (s[4] == '-' && s[5] == 'Q' && s[6] >= '1' && s[6] <= '4' && s[7] == '\0') {
		first.month = (s[6] - '1') * 3 + 1;
		last.month = first.month + 2;
	} else if (s[4] == '-' && strlen(s) == 7 && strspn(s + 5, "0123456789") == 2 && sscanf(s + 5, "%2u", &part) == 1 && part >= 1 && part <= 12) {
		first.month = last.month = (int)part;
	} else if (s[4] != '\0') {
		return false;
	}
	last.dom = day_month_days(last.year, last.month);
	day_format(first, from);
	day_format(last, to);
	return true;
}
