# The weekly brief over a base that changes between its editions: what happened in the week, and what the base learned late.
. "$(dirname "$0")/lib.sh"
root=$here/../..
mkdir "$work/config"
cp -R "$root/plugins" "$work/plugins"
facts=$work/plugins/facts/data
echo "return { plugins = { '$work/plugins' }, reports = { '$root/reports' }, templates = { '$root/templates' }, reload_ms = 0, limits = { report_seconds = 300 } }" > "$work/config/sitrep.lua"
config=$work/config/sitrep.lua
words() { pdftotext "$spool/outbox/$1.pdf" - | tr '\n' ' '; }
tells() { words "$1" | grep -q "$2" || fail "$1 does not say '$2': $(words "$1")"; }
lacks() { ! words "$1" | grep -q "$2" || fail "$1 says '$2'"; }
week() { printf '{ "report": "weekly-brief", "series": "week", "as_of": "2026-11-%s", "period": { "from": "2026-11-%s", "to": "2026-11-%s" } }' "$1" "$2" "$3"; }
# is_issued SERIES NUMBER: the files of an edition are there a moment before the ledger has it
is_issued() { [ "$(ask "select count(*) from editions where series = '$1' and number = $2 and issued_ms > 0")" = 1 ]; }
# Asked for when all of it is in its place.
reload() {
	kill -HUP "$service"
	reloaded() { [ "$(grep -c 'was reloaded' "$work/log")" = "$1" ]; }
	wait_for 60 "the base to be loaded anew" reloaded "$1"
}
start
drop one "$(week 11 04 10)"
wait_for 60 "the first week" is_done one
month() { printf '{ "report": "monthly-partnership-review", "series": "month", "language": ["fr", "en"], "as_of": "2026-11-%s" }' "$1"; }
drop month-one "$(month 11)"
wait_for 60 "the first month" is_done month-one
tells one 'No country gained or lost a standing; no event is on record'

# A programme begins, a membership is suspended, and an event of the week before is known only now.
jq -c '. + [{ "date": "2026-11-09", "kind": "exercise", "countries": ["JPN"], "title_en": "Japan observes an exercise in Tallinn",
	"title_fr": "Le Japon observe un exercice à Tallinn", "sources": ["nato-ipap"], "verified": true, "id": "ev-late" }]' "$facts/events.json" > "$work/events.json"
jq -c 'map(if .alpha3 == "AZE" then .instruments += [{ "type": "ITPP", "from": "2026-11-12", "status": "active", "qualifier": "exact", "verified": true,
		"sources": ["nato-ipap"] }]
	elif .alpha3 == "ARM" then .memberships |= (map(if .framework == "pfp" and .to == null then .to = "2026-11-15" | .end_reason = "suspended" else . end)
		+ [{ "framework": "pfp", "from": "2026-11-15", "status": "suspended", "qualifier": "exact", "verified": true, "sources": ["nato-ipap"] }])
	else . end)' "$facts/partners.json" > "$work/partners.json"
mv "$work/events.json" "$work/partners.json" "$facts"
reload 1
drop two "$(week 18 11 17)"
wait_for 60 "the second week" is_issued week 2
drop month-two "$(month 18)"
wait_for 60 "the second month" is_issued month 2
tells month-two 'Tableau [0-9]* Ce que les autres sections disent autrement.*Statuts acquis et perdus Who gained or lost a standing'
tells two 'One country gained or lost a standing; one programme, text or operation began, changed or ended; no event'
tells two '12 November 2026.*Individually Tailored Partnership Programme.*in force.*Azerbaijan.*15 November 2026.*PfP.*suspended.*Armenia'
tells two 'Earlier, but not in edition 1.*9 Nov 2026.*Japan observes an exercise in Tallinn'
tells two 'South Caucasus.*15 November 2026. PfP, suspended: Armenia.*12 November 2026. Individually Tailored Partnership Programme'
# Of the calendar nothing but its day is another.
"$SITREP" diff week -c "$config" --spool "$spool" > "$work/diff" || fail "diff"
grep -q 'calendar\|weeks from' "$work/diff" && fail "$(cat "$work/diff")"
# It reads as an editor would write it: under headings, references by name, rows apart.
grep -q '^The week › Events$' "$work/diff" && grep -q '^  added paragraph$' "$work/diff" || fail "$(cat "$work/diff")"
grep -q 'PfP, suspended: Armenia\. / 12 November' "$work/diff" || fail "$(cat "$work/diff")"
"$SITREP" diff month -c "$config" --spool "$spool" > "$work/diff" || fail "diff"
grep -q ' Voir « La semaine »\.$' "$work/diff" && ! grep -q '…\.$' "$work/diff" || fail "$(cat "$work/diff")"

# It was told: the next one does not tell it again.
drop three "$(week 25 18 24)"
wait_for 60 "the third week" is_done three
tells three 'Edition 3'
lacks three 'Earlier, but not'
lacks three 'No longer on record'

# Asked for only if something changed, none is issued of a day without news, though its pages name other days; nor a month.
skipped() { [ "$(jobs_in skipped)" = "$1" ]; }
drop quiet "$(week 26 25 25 | sed 's/"as_of/"issue_when": "changed", &/')"
wait_for 60 "the week without news" skipped 1
drop month-quiet "$(month 19 | sed 's/"as_of/"issue_when": "changed", "period": { "from": "2026-11-18", "to": "2026-11-18" }, &/')"
wait_for 60 "the month without news" skipped 2

# What was told and was wrong is taken back: the fact from the base, and in the next edition, once.
jq -c 'map(if .alpha3 == "AZE" then .instruments |= map(select(.type != "ITPP" or .from != "2026-11-12")) else . end)' "$facts/partners.json" > "$work/partners.json"
jq -c 'map(select(.id != "ev-late") | if .date == "2026-07-08" then .title_en = "Ankara Summit, told anew" else . end)' "$facts/events.json" > "$work/events.json"
mv "$work/events.json" "$work/partners.json" "$facts"
reload 2
for lang in en fr; do
	drop "four-$lang" "$(week 26 25 26 | sed "s/\"as_of/\"language\": \"$lang\", &/")"
	wait_for 60 "the fourth week, and another" is_done "four-$lang"
done
tells four-en 'Corrected since edition 3.*8 Jul 2026.*Ankara Summit, told anew.*It was told as: Ankara Summit (7–8 July)'
tells four-en 'No longer on record.*which were on record when edition 3 was made.*9 Nov 2026.*Japan observes an exercise in Tallinn'
tells four-en 'No longer on record.*12 Nov 2026.*Individually Tailored Partnership Programme (ITPP), in force: Azerbaijan'
lacks four-fr 'Retiré de la base'
# A bilingual edition tells in each language what the one before it told in that.
drop month-three "$(month 26)"
wait_for 60 "the third month" is_done month-three
columns=$(pdftotext -layout "$spool/outbox/month-three.pdf" - | tr -s '\n ' ' ')
echo "$columns" | grep -q '9 nov. 2026 Le Japon observe un exercice à 9 Nov 2026 Japan observes an exercise in Tallinn. Tallinn' || fail "both languages: $columns"
# Where its words changed in the other language alone, that is said.
tells month-three 'Seule sa formulation dans une autre langue'
# Days of two months of a year.
drop span '{ "report": "weekly-brief", "series": "span", "as_of": "2026-11-04", "period": { "from": "2026-10-28", "to": "2026-11-03" } }'
wait_for 60 "a week of two months" is_done span
tells span 'Edition 1, 28 October – 3 November 2026'
drop spans '{ "report": "weekly-brief", "language": "fr", "series": "spans", "as_of": "2026-01-05", "period": { "from": "2025-12-29", "to": "2026-01-04" } }'
wait_for 60 "a week of two years" is_done spans
tells spans '29 décembre 2025 – 4 janvier 2026'
# A correction names what it cites now.
jq -c '. + [{ "date": "2026-11-02", "kind": "exercise", "countries": ["GEO"], "title_en": "Georgia hosts an exercise", "title_fr": "La Géorgie accueille un exercice",
	"sources": ["nato-ipap"], "verified": true, "id": "ev-span" }]' "$facts/events.json" > "$work/events.json"
mv "$work/events.json" "$facts"
reload 3
"$SITREP" editions correct span 1 --reason "An exercise was left out." -c "$config" --spool "$spool" > "$work/said" 2>&1 || fail "correct: $(cat "$work/said")"
corrected() { "$SITREP" editions span -c "$config" --spool "$spool" | grep -q '^1\.1 '; }
wait_for 60 "the correction" corrected
tells span 'An exercise was left out.*added: “2 November 2026 · Georgia hosts an exercise.”.*Sources: added: “Individual Partnership Action Plans”'
stop || fail "exit status"
