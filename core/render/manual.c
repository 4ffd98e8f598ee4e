/* manual: see manual.h. */
#include "render/manual.h"

#include "base/str.h"
#include "doc/template.h"
#include "lua/host.h"
#include "render/loading.h"
#include "render/param.h"

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
	              "      { name = \"weekly\", cron = \"0 7 * * mon\", timezone = \"Europe/Brussels\", calendar = \"office\", off_days = \"next\",\n"
	              "        period = \"previous week\", request = { report = \"what-changed\" } },\n"
	              "    }\n");
	for (const struct report_key *key = schedule_keys; key->name != NULL; key++) {
		buf_addf(out, "\n### `%s`\n\n%s\n", key->form, key->help);
	}
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

void manual_tests(struct buf *out) {
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
