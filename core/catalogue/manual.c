/* manual: see manual.h. */
#include "catalogue/manual.h"

#include <stdio.h>

#include "base/str.h"
#include "catalogue/config.h"
#include "catalogue/loading.h"
#include "catalogue/param.h"
#include "doc/template.h"
#include "lua/host.h"
#include "lua/library.h"

void manual_reports(struct buf *out) {
	buf_adds(out, "\n## Report files\n\nreports/NAME.lua returns one table: which sections make a report. name, title, template and sections are required.\n"
	              "\n    return {\n"
	              "      name = \"regional-outlook\", title = \"Regional outlook\", template = \"briefing\",\n"
	              "      params = { regions = { type = \"region[]\", default = \"all\", doc = \"Regions to cover\" } },\n"
	              "      sections = { { \"executive-summary\" }, { \"regional\", regions = \"$regions\" }, { \"sources\" } },\n"
	              "    }\n");
	for (const struct report_key *key = report_keys; key->name != NULL; key++) {
		buf_addf(out, "\n### `%s`\n\n%s\n", key->form, key->help);
	}
}

void manual_schedules(struct buf *out) {
	buf_adds(out, "\n## Schedules\n\nschedules.lua, beside sitrep.lua, returns a list of tables. name, cron and request are required.\n"
	              "\n    return {\n"
	              "      { name = \"weekly\", cron = \"0 7 * * mon\", timezone = \"Europe/Brussels\", calendar = \"office\",\n"
	              "        off_days = \"next\", period = \"previous week\", request = { report = \"what-changed\" } },\n"
	              "    }\n");
	for (const struct report_key *key = schedule_keys; key->name != NULL; key++) {
		buf_addf(out, "\n### `%s`\n\n%s\n", key->form, key->help);
	}
	buf_adds(out, "\n## Where cron and systemd do otherwise\n\nAn expression that works in Debian's crontab fires at the same instants here, through changes of the clock, too, but "
	              "for these. `sitrep schedule next --cron \"…\" --tz ZONE` shows them; OnCalendar is systemd's.\n"
	              "\n    written                     here                        crontab                 OnCalendar"
	              "\n    30 2 * * *, on a day that   once, at 03:00              the same                not on that day"
	              "\n      goes from 02:00 to 03:00"
	              "\n    0 2,3 * * *, on that day    once: both are at 03:00     twice, a run each       at 03:00"
	              "\n    30 2 * * *, on a day that   once, at the first 02:30    the same                the same"
	              "\n      goes from 03:00 to 02:00"
	              "\n    30 * * * *, on that day     each time it is 02:30       the same                the first 02:30"
	              "\n    0 0 13 * fri                on the 13th and on Fridays  the same                Fri *-*-13: both"
	              "\n    0 0 * * sat-sun             Saturdays and Sundays       taken, and never fires  Sat,Sun"
	              "\n    0 0 30 2 *, 50-10 * * * *   refused: it can never fire  taken, and never fires  taken, in vain"
	              "\n    */90 * * * *                refused: an hour has 60     taken as once an hour   0/90: refused"
	              "\n    0 0 * * fri#2               the second Friday           every Friday; runs #2   Fri *-*-8..14"
	              "\n    0 0 L * *                   the last day of the month   refused                 *-*~1"
	              "\n    @reboot                     refused: no instant         when it is started      OnBootSec=0\n");
	buf_adds(out, "\n## Calendars\n\ncalendars.lua, beside sitrep.lua, returns calendars by their names: on which days nobody works.\n"
	              "\n    return {\n"
	              "      office = { off = { \"01-01\", \"12-25\", \"2026-05-14\" }, files = { \"school-holidays.ics\" } },\n"
	              "    }\n");
	for (const struct report_key *key = calendar_keys; key->name != NULL; key++) {
		buf_addf(out, "\n### `%s`\n\n%s\n", key->form, key->help);
	}
}

void manual_templates(struct buf *out) {
	template_manual(out);
}

/* The keys of a test of a plugin. */
static void manual_tests(struct buf *out) {
	buf_adds(out, "\n## Tests\n\ntests/NAME.lua in a plugin's folder returns a list of tests, which `sitrep plugin test` runs. Each is a request for a "
	              "report of that section, made in a confined process as any job is, and what is expected of it. require(\"NAME\") gives what "
	              "NAME.lua beside plugin.lua returns.\n"
	              "\n    return {\n"
	              "      { name = \"Sweden in 2019\", as_of = \"2019-06-01\", params = { countries = { \"SE\" } }, pages = 1, warnings = {},\n"
	              "        check = function(doc, t)\n"
	              "          t.equal(#doc:rows(doc:find(\"table\", { id = \"who\" })), 2)\n"
	              "        end },\n"
	              "    }\n");
	for (const struct report_key *key = case_keys; key->name != NULL; key++) {
		buf_addf(out, "\n### `%s`\n\n%s\n", key->form, key->help);
	}
}

void manual_authors(struct buf *out) {
	host_manual(out);
	param_manual(out);
	manual_tests(out);
	manual_reports(out);
	manual_templates(out);
}

static void add_keys(struct buf *out, const char *class, const char *about, const struct report_key *keys) {
	library_class(out, class, about);
	for (const struct report_key *key = keys; key->name != NULL; key++) {
		library_field(out, key->name, key->as, key->help);
	}
}

/* "limits.pages" is pages of limits, a class of its own. */
static bool is_of(const char *key, const char *group) {
	size_t n = strlen(group);
	return n == 0 ? strchr(key, '.') == NULL : strncmp(key, group, n) == 0 && key[n] == '.';
}

static const char *config_type(const struct config_key *key, struct buf *choices) {
	static const char *const types[] = {
		[CONFIG_INTEGER] = "integer", [CONFIG_NUMBER] = "number", [CONFIG_BOOLEAN] = "boolean", [CONFIG_STRING] = "string", [CONFIG_ZONE] = "string",
		[CONFIG_PATH] = "string", [CONFIG_FOLDERS] = "string[]", [CONFIG_NAMED_FOLDERS] = "table<string, string>", [CONFIG_NAMED_FILES] = "table<string, string>",
		[CONFIG_TARGETS] = "table<string, table>",
	};
	buf_reset(choices);
	for (const char *const *c = key->type == CONFIG_CHOICE ? key->choices : NULL; c != NULL && *c != NULL; c++) {
		buf_addf(choices, "%s\"%s\"", choices->len > 0 ? "|" : "", *c);
	}
	return key->type == CONFIG_CHOICE ? buf_str(choices) : types[key->type];
}

static void add_config(struct buf *out, const char *group, const char *about) {
	struct buf choices = BUF_INIT, class = BUF_INIT;
	buf_addf(&class, "config%s%s", *group != '\0' ? "." : "", group);
	library_class(out, buf_str(&class), about);
	for (const struct config_key *key = config_keys; key->name != NULL; key++) {
		if (is_of(key->name, group)) {
			library_field(out, key->name + (*group != '\0' ? strlen(group) + 1 : 0), config_type(key, &choices), key->help);
		}
	}
	buf_fini(&choices);
	buf_fini(&class);
}

/* The groups of keys, each once, then the whole, in which they are fields. */
static void add_configs(struct buf *out) {
	char last[64] = "";
	struct buf groups = BUF_INIT;
	for (const struct config_key *key = config_keys; key->name != NULL; key++) {
		char group[64];
		size_t n = strcspn(key->name, ".");
		snprintf(group, sizeof(group), "%.*s", (int)n, key->name);
		if (key->name[n] == '.' && !str_eq(group, last)) {
			add_config(out, group, NULL);
			buf_addf(&groups, "---@field %s? config.%s\n", group, group);
			STR_COPY(last, group);
		}
	}
	add_config(out, "", "What config/sitrep.lua returns.");
	buf_adds(out, buf_str(&groups));
	buf_fini(&groups);
}

void manual_library(struct buf *out) {
	host_library(out);
	param_library(out);
	library_class(out, "report.section", "A section of a report: its plugin, then what its parameters are.");
	library_field(out, "[1]", "!string", NULL);
	library_field(out, "id", "string", NULL);
	library_field(out, "[string]", "!any", NULL);
	add_keys(out, "report", "What reports/NAME.lua returns.", report_keys);
	add_keys(out, "test", "A test of a plugin; tests/NAME.lua returns a list of them.", case_keys);
	add_configs(out);
	template_library(out);
}

bool manual_globals(struct buf *out, struct err *err) {
	return host_globals(out, err);
}
