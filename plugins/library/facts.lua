---@meta facts
--- What the data plugin facts provides to those that use it, as ctx.facts.
--- Made by `sitrep plugin library`, for lua-language-server: not to be edited, and run by nobody.

---@class ctx
---@field facts? facts

---The vetted base of facts, asked as of a day
---@class facts
local facts = {}

---Country programmes begun by the day. options: type, status ("active" leaves out what is
---only in preparation), in_force = only those without an end by then.
function facts:instruments(codes, as_of, options) end

---The partners that hold a programme of that type on the day: how many, and whether one of the records is unsure.
function facts:holders(type, as_of) end

---Events up to the day, oldest first. options: codes = those naming one of the countries, kinds = list,
---framework, since = those after that day, last = only so many of the latest.
function facts:events(as_of, options) end

---What the country gave to operations as a partner, as known on the day: strengths dated by then only.
function facts:contributions(code, as_of) end

---The largest strength the country was counted with as a partner by the day, or nil: { operation, count, date, sources,
---verified }.
function facts:largest_strength(code, as_of) end

---Operations begun by the day, with the partners that had contributed by then (doubted[code]: not verified). legal_basis are
---keys of legal texts, some perhaps later than the day; `others`, neither Allies nor partners, have no dates.
---options: in_force.
function facts:operations(as_of, options) end

---Exercises begun by the day. options: codes = only those in which one of the countries took part or hosted.
---is_series: it is held again and again since `from`. A data set of the request may say less: { name, year }.
function facts:exercises(as_of, options) end

---Areas of cooperation begun by the day, oldest first, with the frameworks and milestones of that time:
---{ key, name, since, objective, frameworks, milestones }; the objective, which has no date, only near the cut-off.
function facts:areas(as_of) end

---The countries on record in the area on the day: { [code] = "now", "before" or "named" }. "now": a programme,
---contribution or series that runs; "before": one that is over; "named": an example of the base, which has no
---date, so only near its cut-off.
function facts:area_countries(key, as_of) end

---The earlier of the two days of a comparison: since, or where that is nil a year before the briefing's. One that is
---not before it is a mistake of the request.
function facts:earlier(since) end

---The period that an edition covers, as the day before it and its last day: from since, where it is given, to the briefing's
---day; else what the run says that it covers; else from the day of the edition before, so that nothing falls between two
---editions and nothing is told twice; else `span` back from the briefing's day, as date.add takes it.
function facts:covered(since, span) end

---What was so on `as_of` (the briefing's day) and not yet on `since`, oldest first: a list of
---{ kind, subject, name, date, qualifier, of, before, after, reason, record }. kind is "accession", "membership"
---(of a framework), "framework" (of a class), "programme" (of a type), "text", "sofa" (of a step) or "operation";
---subject the country's code or the record's key; before and after what it was and is; record what to cite.
---options: kinds = only these, codes = only these countries.
function facts:changes(since, as_of, options) end

---What changed beside the standings of countries, as changes() has it, each with `what` it is, as markup, `words` for what
---became of it, and `country`, whose it is (nil: nobody's). options: kinds = only these, of "framework", "programme", "text",
---"sofa" and "operation"; codes = only these countries.
function facts:other_changes(since, as_of, options) end

---The countries that something changed for, or happened to, after `since`, up to `as_of`: { UKR = true }.
function facts:touched(since, as_of) end

---Who gained or lost which standing after `since`, up to `as_of`, oldest first; countries for which the same
---happened on the same day together: { { date, qualifier, verb, of, standing, words, codes, names, records } }, as
---in of "pfp", standing "PfP", verb "joined", and words, what the verb is called. The second result: how
---many countries. options: codes = only these countries.
function facts:standings(since, as_of, options) end

---Mechanisms set up by the day, oldest first: `provides` is what partners have of each, on any day; `description` near only.
function facts:mechanisms(as_of) end

---Strengths of operations counted by the day, operation by operation and oldest first. counts and sums part the
---contributors into allies, partners and others, as they were when counted; with `partial` the figures by
---country do not add up to the total, so no share may be reckoned from them.
function facts:snapshots(as_of) end

---The evidence of a record, or of several, as Markdown to put after a statement: " [@a; @b]",
---with "†" when one is not verified, "‡" when all its evidence is later than the day. A record may say
---`at`: the day of the one fact cited; sources that were earlier are then left out.
function facts:cite(record, ...) end

---As cite(), of the best source alone: for where there is little room.
function facts:cite_best(record) end

---A sentence with its evidence before its full stop: "They meet yearly [@a]."
function facts:statement(words, record) end

---The mark of a record alone, for a cell whose row is cited as a whole: "†" or "".
function facts:mark(record) end

---"†" where something is unsure, else "". Marks are counted, so each is asked for where it will stand.
function facts:dagger(is_unsure) end

---The evidence of a row for a column of sources. One record: as cite(). Several, whose cells carry
---their own marks: "[@a; @b]", or "‡" or "†" where there is none.
function facts:sources_of(records) end

---The directive whose words for likelihood and confidence judgement is told in: a record to cite. It was not opened.
function facts:yardstick() end

---The evidence of all that one figure shows, for the line below it: the best source of each record, nil for none.
function facts:sources_of_each(records) end

---What a citation's key stands for, as a list of sources needs it, the title in its own language; verified: a
---part of it was read.
function facts:source(key) end

---How many statements were cited, marked † and marked ‡ so far in this report.
function facts:tally() end

---What the base holds by the day, by kind: { kind, n, verified }, without the kinds of which there is nothing yet.
function facts:holdings(as_of) end

---The base: its first day and cut-off.
function facts:base() end

---How many partners the framework has on the day, and how many of them are suspended or restricted.
function facts:count(framework, as_of) end

---Numbers of the day: members, partners, active and suspended ones.
function facts:counts(as_of) end

---Frameworks established by the day. options: cls, in_force = only those that had not ended.
function facts:frameworks(as_of, options) end

---The framework as known on the day, or nil where it was not there yet.
function facts:framework(key, as_of) end

---The keys of the frameworks whose partners are counted, in the order in which reports name them.
function facts:counted() end

---Partners in the framework on each of the days (ascending).
function facts:series(framework, ascending) end

---The text of that key, as legal() gives it, or nil where it had not been concluded by the day.
function facts:legal_text(key, as_of) end

---Texts concluded by the day, oldest first; in_force and ended only when they had come by then.
---options: types = list of treaty, political-document, agreement, unsc-resolution; framework, operation =
---only those that bear on it.
function facts:legal(as_of, options) end

---Models of agreement: no one document, so without a date; only on days near the cut-off.
function facts:legal_models() end

---The PfP status of forces agreement, country by country, as its register stood on the day; status is
---"in-force" (Additional Protocol in force), "signed" or "not-found".
function facts:sofa(codes, as_of) end

---The country's name in the report's language.
function facts:name(code) end

---A list of names, sorted by the language's rules.
function facts:names(codes) end

---The framework's name; short: its acronym where it has one.
function facts:framework_name(key, short) end

---"left PfP": what is said of a country that withdrew from it.
function facts:left(key) end

---The region's name.
function facts:region_name(key) end

---The operation's name; short: its acronym where its name ends with one, else without the word for operation.
function facts:operation_name(key, short) end

---What a kind of country programme is called: "ITPP" gives its full name; short: as a table has room for.
function facts:instrument_name(kind, short) end

---A date in words, as exact as it is known: "7 March 2024", "March 1992", "1996".
function facts:date(iso) end

---"on 7 March 2024", "in March 1992".
function facts:on(iso, qualifier) end

---"since 7 March 2024", "since about 1996" (by qualifier).
function facts:since(iso, qualifier) end

---The date for a table cell, with its qualifier: "about 1996", "by 24 January 2017", "end of 2024".
function facts:when(iso, qualifier) end

---The date for a narrow cell, with its qualifier: "7 Mar 2024", "about Mar 1992".
function facts:short_date(iso, qualifier) end

---As short_date(), since when: "since 7 Mar 2024".
function facts:since_short(iso) end

---The words with the ranges in them ("2025-2028", "I-X") as the language writes them: English takes a dash.
function facts:ranged(words) end

---A text of the base, in the report's language as the queries give it, as Markdown.
function facts:said(words) end

---A sum of money in words, in millions or thousands of millions: "EUR 70 billion".
function facts:sum(amount, currency) end

---A date at the head of an item: as when(), with a capital.
function facts:dated(iso, qualifier) end

---May texts without a date (summaries, notes, drivers) be used on this day?
function facts:is_near() end

---What a country was up to the day, stretch by stretch: { { from, to, kind, framework, approx, record } … }. kind is
---"council" (in the NACC or the EAPC alone), "partner", "suspended" or "ally"; to is nil for the last, if it goes on.
function facts:course(code, as_of) end

---A region's milestones by the day, oldest first: { date, kind, words, mark, is_key, countries, … of the event }.
---kind is "opening" (cooperation opened or deepened), "strain" (crisis, suspension, withdrawal), "operation" or
---"accession"; mark, a word or two, is there for what drew a line through the region. options: codes = only those that
---concern one of the countries, or none in particular.
function facts:milestones(region, as_of, options) end

---Sums given or pledged by the day, oldest first. recipient: the country they are for; by: of these countries alone, else
---also what the Allies gave together (which has no `by`). year: the year a pledge is for; at_least: it may be more.
function facts:support(recipient, as_of, by) end

---Challenges for which there is evidence by the day, with that evidence, oldest first. `summary` and `mitigation` are
---judgement without a date. options: codes = only those that concern one of the countries.
function facts:challenges(as_of, options) end

---Summits held by the day whose decisions the base has one by one (from 2022): { key, date, place, decisions }.
function facts:summits(as_of) end

---What drives the outlook, as the base judges it: horizon is { least, most } years, regions those it touches most. None
---away from the cut-off.
function facts:drivers(as_of) end

---Scenarios, the base's own judgement, with the keys of likelihood and confidence. None away from the cut-off.
function facts:scenarios(as_of) end

---What was announced by the day and has not come yet. What is only expected every year has no day of announcement.
function facts:upcoming(as_of) end

---Events known to the day that it will be a multiple of `every` years ago after `as_of`, up to `last`: { date, years, event, id },
---date the anniversary, in order.
function facts:anniversaries(last, every, as_of) end

---Programmes in force on the day whose own title names their years ("ITPP 2023-2026"): { country, name, type, from, last }.
---last is the year that the title ends with. The base's own end is not used: on the day it was not known.
function facts:terms(codes, as_of) end

---What is on record after `since`, up to `as_of`: a list of { at, key, words, records, codes, state }, oldest first. key is the same in every
---edition and language, words are markup that ends without a stop, records what to cite, codes the countries whose standing it is; state
---(nil: the key says it all) is another where something else is said of the same.
function facts:recorded(since, as_of) end

---What an edition up to `last` remembers, for the next one: to be kept in what a section finds. learned(), retracted() and restated()
---read it.
function facts:memory(last) end

---What lies in the time that `memory` (nil: there is none) is of, up to `last`, and was not on record then: as recorded().
function facts:learned(memory, last) end

---What was on record in that time, and is so no longer: { key, at, words, codes }, words in the language of that edition and marked as such.
function facts:retracted(memory) end

---What was on record in that time and still is, but is told otherwise now: as recorded(), each with `before`, the words of that edition.
function facts:restated(memory) end

---{ code, name, capital = {name, lat, lon}, region, regions, accession = {applied, invited, protocol_signed, acceded}
---known by the day }.
function facts:country(code, as_of) end

---Regions in the base's order; summary, drivers and others (countries that were never partners: { code, name, note }),
---which have no date, only on days near the cut-off.
function facts:region(key) end

---All regions, as region() gives each.
function facts:regions() end

---Are these all the countries of the base, as where a request names none?
function facts:is_all(codes) end

---The key of what is said of all the countries, or of those asked for: "none", or "none-selected".
function facts:scoped(key, codes) end

---The countries as the option `codes` of a query: nil where they are all, and none need be looked for.
function facts:narrowed(codes) end

---Those of the countries, in their order, that are wanted too.
function facts:among(codes, wanted) end

---The last day of each year from the first on, and the day itself; and the years, as words.
function facts:year_ends(first) end

---The Allies of the day, in the order in which they joined.
function facts:members(as_of) end

---The Ally of that code on the day, or nil.
function facts:member(code, as_of) end

---Every country that is or was a partner, by code.
function facts:countries() end

---Memberships of the countries that had begun by the day, in the order of the countries given.
---options: framework = only that one, past = those that have ended too.
function facts:memberships(codes, as_of, options) end

---The membership with which the country's partnership began, or nil.
function facts:first_membership(code, as_of) end

---What the country is on the day:
---{ code, name, kind, is_partner, since, text, memberships, record }; kind is "ally", "partner", "suspended",
---"former" (withdrawn, or its framework ended), "dissolved" or "none"; is_partner says that it is a partner, suspended or
---not; record is what to cite.
function facts:status(code, as_of) end

---The partners of the day by name: countries that are no Allies and hold at least one membership.
---options: framework, region, status ("active" leaves suspended ones out, "suspended" keeps only those),
---codes (only of these).
function facts:partners(as_of, options) end

---Every country of a region, partner or not on the day: { current = {status…}, allies = {…}, others = {…} }.
---options: codes = only of these countries.
function facts:region_states(region, as_of, options) end
