# Every command: its help, its misuse (2), and that nothing which is not there yet is offered.
. "$(dirname "$0")/lib.sh"

# expect STATUS COMMAND...: standard output and error in $work/out and $work/err
expect() {
	wanted=$1
	shift
	"$@" > "$work/out" 2> "$work/err" && status=0 || status=$?
	[ $status -eq "$wanted" ] || fail "$*: exit $status, not $wanted: $(cat "$work/out" "$work/err")"
}
prints() { grep -q -- "$1" "$work/out" || fail "not printed: $1: $(cat "$work/out")"; }
tells() { grep -q -- "$1" "$work/err" || fail "not told: $1: $(cat "$work/err")"; }

expect 0 "$SITREP" --version
prints '^sitrep [0-9]'
expect 0 "$SITREP" --help
for command in serve render submit status editions diff cancel retry schedule plugin report check watch pack help; do
	expect 0 "$SITREP" --help
	prints "^  $command "
	expect 0 "$SITREP" $command --help
	prints "^Usage: sitrep $command"
	prints 'Options of every command'
	[ ! -s "$work/err" ] || fail "$command --help writes to standard error"
done
# Lines that can be read, words under words.
for topic in serve render submit status editions diff cancel retry schedule plugin report check watch pack verify config reports requests schedules targets templates; do
	expect 0 "$SITREP" help $topic
	! LC_ALL=C.UTF-8 grep -E '^.{101}' "$work/out" || fail "help $topic has lines that are too long"
done
# Examples and tables as they are written.
expect 0 "$SITREP" help schedules
prints '^    written .* OnCalendar$'
prints '^        off_days = "next", period = "previous week", request = { report = "what-changed" } },$'
expect 0 "$SITREP" help schedule
prints '^  --from T               what lies after'
prints '^                         [^ ]'
expect 0 "$SITREP" help --man
prints '^.TH SITREP 1'
expect 0 "$SITREP" help config
prints '^limits.report_seconds'
expect 0 "$SITREP" help targets
prints 'kind = "webhook"'
prints '{as_of}'

expect 2 "$SITREP"
expect 2 "$SITREP" chek
tells 'did you mean `sitrep check`'
expect 2 "$SITREP" check --pluginz x
tells 'did you mean --plugins'
expect 2 "$SITREP" check --config
tells 'needs a value'
expect 2 "$SITREP" status --json=1
tells 'takes no value'
expect 2 "$SITREP" render
expect 2 "$SITREP" submit
expect 2 "$SITREP" cancel
expect 2 "$SITREP" report schema
expect 2 "$SITREP" plugin doc
expect 2 "$SITREP" schedule
expect 2 "$SITREP" check -c "$work/none.lua"
tells 'none.lua: there is no such configuration'

expect 0 "$SITREP" check -c "$config"
prints 'no mistakes'
expect 0 "$SITREP" report list -c "$config"
prints '^hello'
expect 0 "$SITREP" report schema hello -c "$config"
jq -e '.properties.report.const == "hello"' "$work/out" > /dev/null || fail "the schema"
expect 2 "$SITREP" report schema helo -c "$config"
expect 0 "$SITREP" plugin list -c "$config"
prints '^hello '
expect 0 "$SITREP" plugin check hello -c "$config"
expect 0 "$SITREP" plugin check "$here/config/plugins/hello/" -c "$config"

# A data plugin looks at its own data; each mistake at its place.
mkdir -p "$work/base/figures/data"
cat > "$work/base/figures/plugin.lua" <<'END'
return {
  name = "figures", version = "1.0.0", api = 1, summary = "Figures", data = { figures = "data/figures.json" },
  provide = function() return {} end,
  check = function(data)
    local wrong = {}
    for i, record in ipairs(data.figures) do
      if record.n < 0 then
        wrong[#wrong + 1] = { set = "figures", path = { i, "n" }, message = "n is negative", hint = "count again" }
      end
    end
    return wrong
  end,
}
END
printf '[\n{"n": 1},\n{"name": "x", "n": -5}\n]\n' > "$work/base/figures/data/figures.json"
expect 2 "$SITREP" facts check --plugins "$work/base" -c "$config"
tells 'figures.json:3:20: n is negative'
tells 'hint: count again'
prints '^figures 1.0.0: 1 data sets: 1 mistake$'
expect 2 "$SITREP" check --plugins "$work/base" -c "$config"
tells 'figures.json:3:20: n is negative'
expect 2 "$SITREP" plugin check figures --plugins "$work/base" -c "$config"
expect 0 "$SITREP" report list --plugins "$work/base" -c "$config"
sed -i 's/set = "figures", path/path/' "$work/base/figures/plugin.lua"
expect 2 "$SITREP" facts check figures --plugins "$work/base" -c "$config"
tells 'check: mistake 1 must be'
expect 2 "$SITREP" facts check none --plugins "$work/base" -c "$config"
tells 'no data plugin "none"'
expect 2 "$SITREP" facts
mkdir -p "$work/more/hello"
echo 'return { name = "hello" }' > "$work/more/hello/plugin.lua"
expect 2 "$SITREP" plugin check "$work/more/hello" -c "$config"
tells 'more/hello/plugin.lua:1:8: version is missing'
expect 2 "$SITREP" check --plugins "$work/more" -c "$config"
expect 0 "$SITREP" report list -v -c "$config"
expect 0 "$SITREP" plugin doc hello -c "$config"
expect 2 "$SITREP" plugin doc none -c "$config"
mkdir -p "$work/data/almanac"
cat > "$work/data/almanac/plugin.lua" <<'END'
local function provide()
  local api = {}

  --- The moon's phase on the day,
  -- from 0 to 1.
  function api:moon(day) return #day / 10 end

  local function hidden() end

  return api
end

return { name = "almanac", version = "1.0.0", api = 1, summary = "Moons", provide = provide }
END
expect 0 "$SITREP" plugin doc almanac -c "$config" --plugins "$work/data"
prints 'ctx.almanac:moon(day)'
prints 'from 0 to 1'
! grep -q hidden "$work/out" || fail "a local function is told"
expect 0 "$SITREP" plugin doc api
prints 'doc:table'
for key in name params uses data build collect provide source covers vocab sections page; do
	prints "^### .$key = "
done
expect 0 "$SITREP" help templates
prints '^- pad_x (5): '
expect 0 "$SITREP" help reports
prints '^### .on_section_error = '

expect 0 "$SITREP" schedule next --cron '30 2 * * *' --tz Europe/Brussels --from 2026-03-28 -n 3
[ "$(cat "$work/out")" = "2026-03-28T02:30:00+01:00
2026-03-29T03:00:00+02:00
2026-03-30T02:30:00+02:00" ] || fail "next: $(cat "$work/out")"
expect 0 "$SITREP" schedule next --cron @daily --from 2026-01-01T00:00Z --until 2026-01-04 --utc
[ "$(cat "$work/out")" = "2026-01-02T00:00:00Z
2026-01-03T00:00:00Z
2026-01-04T00:00:00Z" ] || fail "after from, and at until: $(cat "$work/out")"
expect 0 "$SITREP" schedule next --cron '30 7 15W * *' --tz Europe/Brussels --from 2026-08-14T05:29:59Z --until 2026-08-14T07:30+02:00
[ "$(cat "$work/out")" = "2026-08-14T07:30:00+02:00" ] || fail "an offset: $(cat "$work/out")"
expect 0 "$SITREP" schedule next --cron '30 7 15W * *' --tz Europe/Brussels --from 2026-08-14T07:30 --until 2026-09-15T07:29:59
[ ! -s "$work/out" ] || fail "nothing fires: $(cat "$work/out")"
expect 2 "$SITREP" schedule next --cron '0 0 31W 2 *'
expect 2 "$SITREP" schedule next --cron '@daily' --until 2026-11-31
expect 2 "$SITREP" schedule next --cron '@daily' --from 2026-11-30T7:30
expect 2 "$SITREP" schedule next --cron '61 * * * *'
expect 2 "$SITREP" schedule next --cron '@daily' --tz Mars
expect 2 "$SITREP" schedule next --cron '@daily' --from soon
expect 2 "$SITREP" schedule next none -c "$config"

mkdir "$work/config"
echo "return { plugins = \"$here/config/plugins\", reports = \"$here/config/reports\", templates = { \"$here/../../templates\" } }" > "$work/config/sitrep.lua"
cat > "$work/config/schedules.lua" <<'END'
return {
  { name = "x", cron = "99 * * * *", catch_up = "lastest", request = { report = "hello" } },
  { name = "y", cron = "0 7 * jnu mon", enabled = false, request = { report = "hello" } },
  { name = "z", cron = "0 5 3 * *", working_day = 4, request = { report = "hello" } },
}
END
expect 2 "$SITREP" check -c "$work/config/sitrep.lua"
# each where it is, all at once
tells 'schedules.lua:2:25: schedules.1.\.cron: minute 99 is out of range'
tells 'schedules.lua:2:49: schedules.1.\.catch_up: "lastest" is none of its values'
tells "schedules.lua:3:31: schedules.2.\.cron: 'jnu' is no month"
tells "schedules.lua:4: schedule 'z' can never fire"

# What is wrong only because of another mistake is counted: a folder that is not there, a configuration that cannot be read.
mkdir -p "$work/etc"
told() { "$SITREP" check -c "$work/etc/sitrep.lua" > "$work/out" 2> "$work/err" && fail "no mistake: $1"; grep -c '^[^ ].*: ' "$work/err" || true; }
says='plugins = { "../nowhere" }, reports = { "'$here'/config/reports" }, templates = { "'$here'/../../templates" }, spool = "spool"'
echo "return { $says }" > "$work/etc/sitrep.lua"
[ "$(told "a folder")" = 1 ] && grep -q 'there is no such folder of plugins' "$work/err" || fail "$(cat "$work/err")"
grep -q 'more mistakes are there only because of this one' "$work/err" || fail "$(cat "$work/err")"
echo "return { $says, log = level = 1 }" > "$work/etc/sitrep.lua"
[ "$(told "no Lua")" = 1 ] && grep -q "sitrep.lua:1:.* expected" "$work/err" || fail "$(cat "$work/err")"
# An inbox that is not there.
sed 's|^return {|return { inboxes = { desk = "/nowhere/desk" },|; s|"\.\./\.\./\.\./templates"|"'$here'/../../templates"|; s|"plugins"|"'$here'/config/plugins"|; s|"reports"|"'$here'/config/reports"|' "$config" > "$work/etc/sitrep.lua"
told "an inbox" > /dev/null
grep -q "^inbox 'desk': there is no folder /nowhere/desk" "$work/err" || fail "$(cat "$work/err")"
