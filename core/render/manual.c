/* manual: see manual.h. */
#include "render/manual.h"

#include "base/str.h"
#include "doc/template.h"
#include "lua/host.h"
#include "render/loading.h"

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

void manual_templates(struct buf *out) {
	template_manual(out);
}

void manual_authors(struct buf *out) {
	host_manual(out);
	manual_reports(out);
	manual_templates(out);
}
