# Data sets: JSON and CSV with a declared shape; mistakes in them at their place; a request's own data, held to the same; hashes in the record.
. "$(dirname "$0")/lib.sh"

cd "$work"
mkdir -p plugins/ships/data reports
cat > plugins/ships/plugin.lua << 'end'
return {
  name = "ships", version = "1.0.0", api = 1, summary = "Ships",
  data = {
    ships = { file = "data/ships.csv", shape = {
      type = "list", min = 1, doc = "The ships of the month", of = { type = "table", fields = {
        name = { type = "string", required = true, doc = "As painted on it" }, tons = { type = "integer", min = 0 },
        flag = { type = "string", required = true }, manned = { type = "boolean" }, length = { type = "number" } } } } },
    plain = "data/plain.csv",
    ports = "data/ports.json",
  },
  build = function(ctx, doc)
    doc:heading("Ships")
    local sum = 0
    for _, ship in ipairs(ctx.data.ships) do
      sum = sum + (ship.tons or 0)
      doc:text(ship.name .. "|" .. ship.flag .. "|" .. tostring(ship.tons) .. "|" .. tostring(ship.manned) .. "|" .. tostring(ship.length))
    end
    doc:text("Sum " .. sum .. ", " .. #ctx.data.plain .. " plain, " .. ctx.data.plain[1].code .. ", " .. ctx.data.ports[1])
  end,
}
end
echo 'return { name = "ships", title = "Ships", template = "plain", sections = { { "ships" } } }' > reports/ships.lua
echo '[ "Odesa" ]' > plugins/ships/data/ports.json
printf 'code;n\n007;1\n' > plugins/ships/data/plain.csv
good() { printf 'name,tons,flag,manned,length\r\n"Sea, ""Breeze""",1200,UA,true,82.5\r\nNord,,NO,false,\r\n\r\n' > plugins/ships/data/ships.csv; }
good
echo '{ "report": "ships", "as_of": "2026-01-31" }' > q.json
render() { "$SITREP" render -c "$config" --plugins plugins --reports reports q.json -o q.pdf > out 2>&1; }
check() { "$SITREP" check -c "$config" --plugins plugins --reports reports > out 2>&1; }
shows() { pdftotext -layout q.pdf - | grep -qF "$1" || fail "the PDF does not say: $1: $(pdftotext -layout q.pdf -)"; }
# says WHAT PLACE CELL: a cell in place of 1200, and what is said of it, by check and by render
says() {
	good
	sed -i "s/,1200,/,$3,/" plugins/ships/data/ships.csv
	render && fail "rendered with $3" || [ $? -eq 2 ] || fail "exit status"
	grep -qF "plugins/ships/data/ships.csv:$2: " out && grep -qF "$1" out || fail "not told: $2 $1: $(cat out)"
	check && fail "checked with $3"
	grep -qF "plugins/ships/data/ships.csv:$2: " out || fail "check does not tell it: $(cat out)"
}

render || fail "$(cat out)"
shows 'Sea, "Breeze"|UA|1200|true|82.5'
shows 'Nord|NO|nil|false|nil'
shows 'Sum 1200, 1 plain, 007, Odesa'

says 'column "tons" of data.ships must be a whole number, not "many"' '2:19' 'many'
says 'column "tons" of data.ships is -5: the least is 0' '2:19' '-5'
good
for i in 1 2 3 4 5; do echo "Ship $i,many,UA,true,1"; done >> plugins/ships/data/ships.csv
echo 'Ship 6,6,UA,maybe,1' >> plugins/ships/data/ships.csv
render && fail "rendered with five mistakes"
[ "$(grep -c 'column "tons" of' out) $(grep -c 'hint: 2 more in this column$' out) $(grep -c 'column "manned" of' out)" = '3 1 1' ] || fail "$(cat out)"
# As many as there are.
{ echo name,flag; for i in $(seq 1500); do echo "Ship $i,UA"; done; } > plugins/ships/data/ships.csv
check || fail "1500 lines: $(cat out)"
good
sed -i '2s/,true,/,true,extra,/' plugins/ships/data/ships.csv
render && fail "six cells"
grep -q 'ships.csv:2:1: the line has 6 cells; the first one names 5 columns' out || fail "$(cat out)"
good
sed -i '3s/NO//' plugins/ships/data/ships.csv
render && fail "a cell that is required is empty"
grep -q 'ships.csv:3:1: column "flag" of data.ships has nothing in it' out || fail "$(cat out)"
good
sed -i '1s/tons/weight/' plugins/ships/data/ships.csv
render && fail "a column that is not declared"
grep -q 'ships.csv:1:6: the shape has no column "weight"' out || fail "$(cat out)"
grep -q 'it has: .*tons' out || fail "$(cat out)"
good
sed -i '1s/flag/falg/' plugins/ships/data/ships.csv
render && fail "a column with a typing mistake"
grep -q 'hint: did you mean "flag"' out || fail "$(cat out)"
printf 'name,tons\nNord,1\nSud,2\n' > plugins/ships/data/ships.csv
render && fail "a column that is required is not there"
[ "$(grep -c 'ships.csv:1:1: the first line lacks the column "flag"' out)" = 1 ] || fail "$(cat out)"
printf 'name,tons\n"Nord,1\n' > plugins/ships/data/ships.csv
render && fail "a quote that is not closed"
grep -q 'ships.csv:2:1: a quote is not closed' out || fail "$(cat out)"
good

# The request's own data: held to the same shape, with the place in the request.
echo '{ "report": "ships", "as_of": "2026-01-31", "data": { "ships": [ { "name": "Own", "flag": "DE", "tons": 7 } ] } }' > q.json
render || fail "$(cat out)"
shows 'Own|DE|7|nil|nil'
shows 'Sum 7, 1 plain'
echo '{ "report": "ships", "as_of": "2026-01-31", "data": { "ships": [ { "name": "Own", "flag": "DE", "tons": "7" } ] } }' > q.json
render && fail "a string for a number"
grep -q 'q.json:1:105: data.ships\[0\].tons must be a whole number' out || fail "$(cat out)"
"$SITREP" report schema ships -c "$config" --plugins plugins --reports reports > schema.json
[ "$(jq -r '.properties.data.properties.ships | [.type, .items.properties.tons.type, (.items.required | sort | join(" "))] | join(", ")' schema.json)" = \
	'array, integer, flag name' ] || fail "schema: $(jq .properties.data schema.json)"

# A file that is called otherwise.
sed -i 's|"data/ships.csv"|"data/shisp.csv"|' plugins/ships/plugin.lua
check && fail "a file that is not there"
grep -A4 'there is no file "data/shisp.csv"' out | grep -q 'did you mean "ships.csv"' || fail "$(cat out)"
sed -i 's|"data/shisp.csv"|"data/ships.csv"|' plugins/ships/plugin.lua

# A shape that is none.
sed -i 's/type = "integer", min = 0/type = "intger"/' plugins/ships/plugin.lua
check && fail "a shape of a type that is not there"
grep -q 'plugins/ships/plugin.lua:6:.*intger' out || fail "$(cat out)"
sed -i -e 's/type = "intger"/type = "integer"/' -e 's/shape = {/shpae = {/' plugins/ships/plugin.lua
check && fail "shpae"
grep -q 'did you mean "shape"' out || fail "$(cat out)"
sed -i 's/shpae = {/shape = {/' plugins/ships/plugin.lua

# An SQLite database: rows of a query, typed as they are, and nothing but that.
sqlite3 plugins/ships/data/ships.db "CREATE TABLE s (name TEXT, tons INTEGER, flag TEXT, length REAL); INSERT INTO s VALUES ('Base', 12, 'RO', 3.5), ('Alt', NULL, 'BG', NULL)"
query() { sed -e "s|file = \"data/ships.csv\",|file = \"data/ships.db\", query = \"$1\",|" plugin.csv.lua > plugins/ships/plugin.lua; }
cp plugins/ships/plugin.lua plugin.csv.lua
echo '{ "report": "ships", "as_of": "2026-01-31" }' > q.json
query 'SELECT name, tons, flag, length FROM s ORDER BY name'
render || fail "$(cat out)"
shows 'Alt|BG|nil|nil|nil'
shows 'Base|RO|12|nil|3.5'
check || fail "$(cat out)"
before=$(sha256sum plugins/ships/data/ships.db)
while IFS='|' read -r sql words; do
	query "$sql"
	render && fail "rendered with: $sql" || [ $? -eq 2 ] || fail "exit status of: $sql"
	grep -q "$words" out || fail "not told of '$sql': $words: $(cat out)"
done << 'end'
SELECT name FROM t|plugin.lua:4:47: data.ships, of data/ships.db: the query: no such table: t
DELETE FROM s|not authorized
ATTACH 'x.db' AS x|not authorized
SELECT name, flag FROM s; SELECT 1|not one SELECT
SELECT date('now') AS name, 'x' AS flag|not authorized
SELECT name, flag, random() AS tons FROM s|not authorized
SELECT name, flag, 'many' AS tons FROM s|ships.db: column "tons" of row 1 of data.ships must be a whole number, not "many"
SELECT name FROM s|ships.db: column "flag" of row 1 of data.ships has nothing in it
SELECT x'00' AS name, 'x' AS flag|bytes that are no text
PRAGMA journal_mode|not authorized
end
[ "$before" = "$(sha256sum plugins/ships/data/ships.db)" ] || fail "the database was changed"
head -c 3000 plugins/ships/data/ships.db > torn.db
cp torn.db plugins/ships/data/ships.db
query 'SELECT name, tons, flag, length FROM s ORDER BY name'
render && fail "half a database was read"
cp plugin.csv.lua plugins/ships/plugin.lua
sed -i 's|file = "data/ships.csv"|file = "data/ships.csv", query = "SELECT 1"|' plugins/ships/plugin.lua
render && fail "a query of a CSV file"
grep -q 'a database, and it alone, has a query' out || fail "$(cat out)"
cp plugin.csv.lua plugins/ships/plugin.lua

# In the service: read once, and its hash in the result record.
config=$work/sitrep.lua
sed -e "s|{ \"plugins\" }|{ \"$work/plugins\" }|" -e "s|{ \"reports\" }|{ \"$work/reports\" }|" -e "s|\"../../../templates\"|\"$here/../../templates\"|" \
	"$here/config/sitrep.lua" > "$config"
start
echo '{ "report": "ships", "as_of": "2026-01-31" }' > q.json
"$SITREP" submit --wait -c "$config" --spool "$spool" q.json > out 2>&1 || fail "$(cat out)"
[ "$(jq -r '.inputs[] | select(.path == "plugins/ships/data/ships.csv") | .sha256' "$spool/outbox/q.json")" = "$(sha256sum plugins/ships/data/ships.csv | cut -d' ' -f1)" ] ||
	fail "the record does not know the file: $(jq .inputs "$spool/outbox/q.json")"
stop || fail "exit $?"

# Two plugins use different versions of one, each as ctx.rates.
config=$here/config/sitrep.lua
rates() { # rates FOLDER VERSION WORDS
	mkdir -p "plugins/$1"
	printf 'return { name = "rates", version = "%s", api = 1, summary = "Rates",\n  provide = function(ctx) return { say = function() return "%s" end } end }\n' "$2" "$3" \
		> "plugins/$1/plugin.lua"
}
user() { # user NAME USES
	mkdir -p "plugins/$1"
	printf 'return { name = "%s", version = "1.0.0", api = 1, summary = "User",\n  uses = { %s },\n  build = function(ctx, doc) doc:heading("%s") doc:text(ctx.rates.say()) end }\n' \
		"$1" "$2" "$1" > "plugins/$1/plugin.lua"
}
rates rates 2.10.0 'the new rates'
rates rates@1 1.4.2 'the old rates'
user old '"rates@1"'
user new '"rates"'
user exact '"rates@2.10"'
echo 'return { name = "rates", title = "Rates", template = "plain", sections = { { "old" }, { "new" }, { "exact" } } }' > reports/rates.lua
echo '{ "report": "rates", "as_of": "2026-01-31" }' > q.json
render || fail "$(cat out)"
check || fail "$(cat out)"
[ "$(pdftotext q.pdf - | grep -c 'the old rates') $(pdftotext q.pdf - | grep -c 'the new rates')" = "1 2" ] || fail "$(pdftotext q.pdf -)"
while IFS='|' read -r uses words; do
	user old "$uses"
	render && fail "rendered with: $uses" || [ $? -eq 2 ] || fail "exit status of: $uses"
	grep -qF "$words" out || fail "not told of '$uses': $words: $(cat out)"
done << 'end'
"rates@3"|there is no version 3 of "rates"
"rates@2.1"|there is no version 2.1 of "rates"
"rates", "rates@1"|it uses "rates" twice: both would be ctx.rates
"rattes@1"|there is no plugin "rattes@1"
end
user old '"rates@1"'
rates rates@1 2.0.0 'x'
render && fail "a version in another's folder"
grep -qF 'version 2.0.0 does not belong into the folder "rates@1"' out || fail "$(cat out)"
