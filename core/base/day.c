/* day: see day.h. After Hinnant, "chrono-compatible low-level date algorithms". */
#include "base/day.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"

int64_t day_number(struct day day) {
	/* A year of 400-year eras that begins on 1 March: the leap day comes last. */
	int64_t year = day.year - (day.month <= 2);
	int64_t era = floor_div(year, 400);
	int64_t year_of_era = year - era * 400;
	int64_t day_of_year = (153 * (day.month + (day.month > 2 ? -3 : 9)) + 2) / 5 + day.dom - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * 146097 + day_of_era - 719468;
}

struct day day_from_number(int64_t n) {
	n += 719468;
	int64_t era = floor_div(n, 146097);
	int64_t day_of_era = n - era * 146097;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t march_month = (5 * day_of_year + 2) / 153;
	int month = (int)(march_month < 10 ? march_month + 3 : march_month - 9);
	return (struct day){
		.year = (int)(year_of_era + era * 400 + (month <= 2)),
		.month = month,
		.dom = (int)(day_of_year - (153 * march_month + 2) / 5 + 1),
	};
}

int day_weekday(struct day day) {
	int64_t n = day_number(day) + 4;    /* 1970-01-01 was a Thursday */
	return (int)(n - floor_div(n, 7) * 7);
}

int day_month_days(int year, int month) {
	bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return month == 2 ? 28 + is_leap : 30 + (month + (month > 7)) % 2;
}

static bool digits(const char *s, int n, int *out) {
	*out = 0;
	for (int i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9') {
			return false;
		}
		*out = *out * 10 + (s[i] - '0');
	}
	return true;
}

bool day_parse(const char *s, struct day *day) {
	struct day d;
	if (strlen(s) != 10 || !digits(s, 4, &d.year) || s[4] != '-' || !digits(s + 5, 2, &d.month) || s[7] != '-' ||
	    !digits(s + 8, 2, &d.dom) || d.month < 1 || d.month > 12 || d.dom < 1 || d.dom > day_month_days(d.year, d.month)) {
		return false;
	}
	*day = d;
	return true;
}

void day_format(struct day day, char out[11]) {
	char text[48];
	snprintf(text, sizeof(text), "%04d-%02d-%02d", day.year, day.month, day.dom);
	str_copy(out, 11, text);
}
