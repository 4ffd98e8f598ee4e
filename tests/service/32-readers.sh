# What would keep readers out is refused before it is issued, with plugin, line and what to do; or issued with warnings, where that is configured.
. "$(dirname "$0")/lib.sh"
cp -R "$here/config" "$work/config"
sed "s|\"../../../templates\"|\"$here/../../templates\", \"house\"|" "$here/config/sitrep.lua" > "$work/config/sitrep.lua"
config=$work/config/sitrep.lua
images=$work/config/plugins/shut/images
mkdir -p "$images" "$work/config/house"
cp "$here/../../plugins/specimen-figures/images/seal.png" "$images"
cat > "$work/config/plugins/shut/plugin.lua" <<'END'
return {
  name = "shut", version = "1.0.0", api = 1, summary = "What a reader cannot read",
  build = function(ctx, doc)
    doc:heading("Shut")
    doc:heading("Too deep", { level = 3 })
    doc:table { columns = { {}, {} }, rows = { { "Georgia", "1994" } } }
    doc:figure { image = "seal.png", caption = "The seal", alt = "the seal." }
    doc:text("Press \xEE\x80\x81 to go on.")
  end,
}
END
echo 'return { name = "shut", title = "Shut", template = "plain", sections = { { "shut" } } }' > "$work/config/reports/shut.lua"
echo 'return { name = "pale", extends = "plain", styles = { body = { colour = "#999999" } } }' > "$work/config/house/pale.lua"
echo '{ "report": "shut" }' > "$work/shut.json"
echo '{ "report": "hello", "output": { "template": "pale" } }' > "$work/pale.json"

"$SITREP" render -c "$config" "$work/shut.json" -o "$work/shut.pdf" 2> "$work/err" && fail "it was issued"
[ ! -e "$work/shut.pdf" ] || fail "there is a PDF"
for said in "plugin.lua:5:.*level 3 follows one of level 1" "plugin.lua:6:.*no cell of the table is a header" \
	"plugin.lua:7:.*repeats its caption" "plugin.lua:8:.*U+E001" "hint: "; do
	grep -q "$said" "$work/err" || fail "it is not said: $said: $(cat "$work/err")"
done
"$SITREP" check -c "$config" > "$work/out" 2>&1 && fail "the pale template is fine"
grep -q "pale.lua:1:.*styles.body.colour' (#999999) on paper (#ffffff) has a contrast of 2.8 to 1" "$work/out" || fail "$(cat "$work/out")"
"$SITREP" render -c "$config" "$work/pale.json" -o "$work/pale.pdf" 2> "$work/err" && fail "the pale one was issued"

# As configured: issued, and the record has it all.
sed -i '/E001/d; /xEE/d' "$work/config/plugins/shut/plugin.lua"     # that no font can draw in any case
sed -i 's/workers = 2/accessibility = "warn", workers = 2/' "$config"
start
drop shut '{ "report": "shut" }'
drop pale '{ "report": "hello", "output": { "template": "pale" } }'
wait_for 20 "both" is_over shut
wait_for 20 "both" is_over pale
is_done shut || fail "$(cat "$spool/failed/shut.error.txt")"
is_done pale || fail "$(cat "$spool/failed/pale.error.txt")"
[ "$(jq '[.warnings[].message | select(test("level 3|no cell|repeats"))] | length' "$spool/outbox/shut.json")" = 3 ] ||
	fail "warnings: $(jq .warnings "$spool/outbox/shut.json")"
jq -e '.warnings[] | select(.message | test("contrast of 2.8"))' "$spool/outbox/pale.json" > /dev/null || fail "no word of contrast: $(cat "$spool/outbox/pale.json")"

# Such a file does not say that it is PDF/UA, and cannot be level A of PDF/A; the pale one, whose tags are right, says so.
! pdfinfo -meta "$spool/outbox/shut.pdf" | grep -q pdfuaid:part || fail "it says that it is PDF/UA"
pdfinfo -meta "$spool/outbox/pale.pdf" | grep -q '<pdfuaid:part>1<' || fail "the pale one does not say that it is PDF/UA"
for level in a:1 b:0; do
	echo '{ "report": "shut", "output": { "conformance": ["pdf/a-3'"${level%:*}"'"] } }' > "$work/level.json"
	rc=0
	"$SITREP" render -c "$config" "$work/level.json" -o "$work/level.pdf" > /dev/null 2> "$work/err" || rc=1
	[ $rc = "${level#*:}" ] || fail "pdf/a-3${level%:*}: $(cat "$work/err")"
done

# A font whose maker does not let it be embedded: fsType of OS/2 is set to "restricted" in a copy.
mkdir -p "$work/fonts"
cat > "$work/shut-font.lua" <<'END'
local f = assert(io.open(arg[1], "rb")); local s = f:read("a"); f:close()
local n = string.unpack(">I2", s, 5)
for i = 0, n - 1 do
  local at = 13 + 16 * i
  if s:sub(at, at + 3) == "OS/2" then
    local table_at = string.unpack(">I4", s, at + 8)
    s = s:sub(1, table_at + 8) .. string.pack(">I2", tonumber(arg[3])) .. s:sub(table_at + 11)
  end
end
f = assert(io.open(arg[2], "wb")); f:write(s); f:close()
END
try_font() {
	for style in Regular Bold Italic BoldItalic; do
		lua5.4 "$work/shut-font.lua" "$(fc-match -f '%{file}' "Noto Sans:style=$(echo $style | sed 's/BoldItalic/Bold Italic/')")" "$work/fonts/$style.ttf" "$1"
	done
	printf '<?xml version="1.0"?><fontconfig><dir>%s/fonts</dir><cachedir>%s/cache</cachedir></fontconfig>\n' "$work" "$work" > "$work/fonts.conf"
	FONTCONFIG_FILE=$work/fonts.conf "$SITREP" render -c "$config" "$work/only-sans.json" -o "$work/font.pdf" 2> "$work/err"
}
echo 'return { name = "sans", extends = "plain", fonts = { serif = { "Noto Sans" }, sans = { "Noto Sans" } } }' > "$work/config/house/sans.lua"
echo '{ "report": "hello", "output": { "template": "sans" } }' > "$work/only-sans.json"
try_font 0 || fail "a font that may be embedded: $(cat "$work/err")"
try_font 8 || fail "an editable font: $(cat "$work/err")"
for rights in 2 256 512; do
	! try_font $rights || fail "fsType $rights was embedded"
	grep -q "template 'sans'.*may not be put into a PDF.*fsType" "$work/err" || fail "fsType $rights: $(cat "$work/err")"
done
