# `sitrep plugin check`: what can be seen of a plugin without running it; each with its place, and nothing of what is right.
. "$(dirname "$0")/lib.sh"

plugin=$work/plugins/sample
check() {
	wanted=$1
	"$SITREP" plugin check -c "$config" "$plugin" > "$work/out" 2> "$work/err" && status=0 || status=$?
	[ $status -eq "$wanted" ] || fail "plugin check: exit $status, not $wanted: $(cat "$work/out" "$work/err")"
}
tells() { grep -q -- "$1" "$work/err" || fail "not told: $1: $(cat "$work/err")"; }

(cd "$work" && "$SITREP" plugin new sample -c "$config" > /dev/null)
check 0
[ ! -s "$work/err" ] || fail "what plugin new makes: $(cat "$work/err")"

cat > "$plugin/plugin.lua" <<'END'
--- os.time() in a comment, and "io.open" in a string, are nothing.
local function total(list, ...)
  local sum, by <const> = 0, 1
  for _, figure in ipairs(list) do sum = sum + figure.os * by end
  return sum .. tostring(...)
end
return {
  name = "sample", version = "1.0.0", api = 1, summary = "Wrong in many ways",
  params = { least = { type = "number" }, most = { type = "number" } },
  data = { figures = "data/figures.json" },
  build = function(ctx, doc)
    local helper = require("helpr")
    doc:heading(ctx.label("titel"))
    doc:prose("intro", { day = ctx.as_of, count = 1, total = total(ctx.data.figures, helper) })
    doc:prose("outro")
    doc:text(os.date() .. string.dump(total) .. undeclared .. ctx.params.leest .. ctx.label("name"))
    counter = 1
    doc:text(({ key = "x", os = 1 }).key)
    doc:haeding(ctx.lable("name"))
  end,
}
END
check 2
tells 'plugin.lua:12:28: there is no file helpr.lua beside plugin.lua'
tells 'plugin.lua:13:27: there is no label "titel"'
tells 'did you mean "title"'
tells 'plugin.lua:15:15: there is no text "outro"'
tells 'plugin.lua:16:14: os is not to be had in the sandbox'
tells 'plugin.lua:16:34: string.dump is not to be had in the sandbox'
tells "plugin.lua:16:49: there is no variable 'undeclared' here"
tells "plugin.lua:16:74: the plugin declares no parameter 'leest'"
tells "plugin.lua:17:5: there is no variable 'counter' here"
tells "plugin.lua:19:9: doc has no 'haeding'"
tells "plugin.lua:19:21: ctx has no 'lable'"
tells 'did you mean ctx.label?'
[ "$(grep -c '^[^ ].*plugin.lua:' "$work/err")" = 10 ] || fail "more or less than is wrong: $(cat "$work/err")"

# What is only probably wrong is told, and changes nothing.
(cd "$work" && rm -rf plugins reports && "$SITREP" plugin new sample -c "$config" > /dev/null)
rm "$plugin/intro.fr.md"
echo 'Nobody says this.' > "$plugin/left.en.md"
sed -i '/"name"/d' "$plugin/labels.fr.json"
sed -i '1s/.*/{\n  "unsaid": "",/' "$plugin/labels.en.json"
sed -i 's/ctx.params.least/0/' "$plugin/plugin.lua"
check 0
tells 'warning: 2 texts are not in "fr": intro, left'
tells 'labels.fr.json: warning: 2 texts are not in "fr": unsaid, name'
tells "left.en.md: warning: nothing in the plugin's code names the text \"left\""
tells "labels.en.json:2:3: warning: nothing in the plugin's code names the label \"unsaid\""
tells "plugin.lua:7:5: warning: nothing in the plugin's code reads the parameter 'least'"

# A doc or ctx of one's own has what it has.
(cd "$work" && rm -rf plugins reports && "$SITREP" plugin new sample -c "$config" > /dev/null)
sed -i 's/    doc:heading/    local doc = { haeding = doc.heading, prose = doc.prose, table = doc.table }\n    doc:haeding/' "$plugin/plugin.lua"
check 0

# Tests are looked at, too.
sed -i 's/t.lacks/io.write/' "$plugin/tests/first.lua"
check 2
tells 'tests/first.lua:16:7: io is not to be had in the sandbox'

# A text that cannot be filled is told in whichever language it is, though nobody asks for it yet.
(cd "$work" && rm -rf plugins reports && "$SITREP" plugin new sample -c "$config" > /dev/null)
sed -i 's/one {# chiffre}/one {# chiffre/' "$plugin/intro.fr.md"
sed -i 's/"Combien"/"Combien de {quoi, plurl, other {}}"/' "$plugin/labels.fr.json"
check 2
tells "intro.fr.md:1:.*: text 'intro': this '{' is never closed"
tells "labels.fr.json:4:12: text 'value': 'plurl' is no kind of placeholder"
(cd "$work" && rm -rf plugins reports && "$SITREP" plugin new sample -c "$config" > /dev/null)
sed -i 's/{total, number}/{sum, number}/' "$plugin/intro.fr.md"
check 0
tells "intro.fr.md: warning: the text 'intro' asks for the value 'sum', in English it does not"
