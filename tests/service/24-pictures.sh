# Pictures in the confined process: every kind is drawn, and told among the inputs; huge, torn and endless ones are refused soon.
. "$(dirname "$0")/lib.sh"
cp -R "$here/config" "$work/config"
sed "s|\"../../../templates\"|\"$here/../../templates\", \"house\"|" "$here/config/sitrep.lua" > "$work/config/sitrep.lua"
config=$work/config/sitrep.lua
images=$work/config/plugins/pictures/images
specimen=$here/../../plugins/specimen-figures/images
mkdir -p "$images"
cp "$specimen/bridge.jpg" "$specimen/relief.png" "$specimen/seal.png" "$specimen/rose.svg" "$images"
head -c 9000 "$specimen/bridge.jpg" > "$images/torn.jpg"
head -c 9000 "$specimen/seal.png" > "$images/torn.png"
printf '\211PNG\r\n\032\n\0\0\0\rIHDR\0\0\303\120\0\0\303\120\010\002\0\0\0\0\0\0\0' > "$images/huge.png"
{
	echo '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g id="g0"><path d="M0 0L9 9"/></g>'
	for level in 1 2 3 4 5 6 7 8 9; do
		printf '<g id="g%d">' $level
		for i in 1 2 3 4 5 6 7 8 9 10; do printf '<use href="#g%d"/>' $((level - 1)); done
		echo '</g>'
	done
	echo '</svg>'
} > "$images/bomb.svg"
cat > "$work/config/plugins/pictures/plugin.lua" <<'END'
return {
  name = "pictures", version = "1.0.0", api = 1, summary = "Pictures",
  params = { images = { type = "string[]", default = { "bridge.jpg" }, doc = "Files to show" } },
  build = function(ctx, doc)
    doc:heading("Pictures")
    for _, image in ipairs(ctx.params.images) do
      doc:figure { image = image, alt = "A picture", caption = image, width = "50%" }
      doc:figure { image = image, alt = "The same", width = 40 }
    end
  end,
}
END
cat > "$work/config/reports/pictures.lua" <<'END'
return {
  name = "pictures", title = "Pictures", template = "briefing",
  params = { images = { type = "string[]", default = { "bridge.jpg" }, doc = "Files to show" } },
  sections = { { "pictures", images = "$images" } },
}
END
# Looks with a logo: one that is drawn, one that is torn.
mkdir -p "$work/config/house/images"
cp "$specimen/rose.svg" "$work/config/house/images/arms.svg"
cp "$images/torn.png" "$work/config/house/images/torn.png"
for logo in arms.svg torn.png; do
	echo "return { name = \"${logo%.*}\", extends = \"letter\", cover = { logo = \"$logo\", logo_alt = \"Arms of the house\" } }" \
		> "$work/config/house/${logo%.*}.lua"
done
start
drop all '{ "report": "pictures", "params": { "images": ["bridge.jpg", "relief.png", "seal.png", "rose.svg"] } }'
wait_for 20 "all" is_over all
is_done all || fail "$(cat "$spool/failed/all.error.txt")"
[ "$(pdfimages -list "$spool/outbox/all.pdf" | awk 'NR > 2 { print $3, $9 }' | sort -u | tr '\n' ' ')" = "image image image jpeg smask image " ] ||
	fail "images: $(pdfimages -list "$spool/outbox/all.pdf")"
pdfimages -all "$spool/outbox/all.pdf" "$work/out"
cmp -s "$work/out-000.jpg" "$specimen/bridge.jpg" || fail "the JPEG is not what it was"
[ "$(jq -r '.inputs[].path' "$spool/outbox/all.json" | grep -c '^plugins/pictures/images/')" = 8 ] || fail "inputs: $(cat "$spool/outbox/all.json")"

# From right to left a page is turned over; its pictures keep what they say, on every page.
drop arabic '{ "report": "pictures", "language": "ar", "params": { "images": ["bridge.jpg", "relief.png", "seal.png", "rose.svg"] } }'
wait_for 20 "arabic" is_done arabic
qpdf --qdf --object-streams=disable "$spool/outbox/arabic.pdf" "$work/arabic.pdf"
[ "$(grep -ac '/S /Figure' "$work/arabic.pdf")" = 8 ] || fail "figures of the Arabic one"
[ "$(grep -ac '/Alt (' "$work/arabic.pdf")" = 8 ] || fail "alt texts of the Arabic one"

drop logo '{ "report": "pictures", "output": { "template": "arms" } }'
wait_for 20 "logo" is_done logo
qpdf --qdf --object-streams=disable "$spool/outbox/logo.pdf" "$work/logo.pdf"
grep -aq '/Alt (Arms of the house)' "$work/logo.pdf" || fail "the logo is not told"
drop bare '{ "report": "pictures", "output": { "template": "torn" } }'
wait_for 30 "bare" has_failed bare
says bare 'house/images/torn.png: the logo of template .torn.: torn.png: the file is cut short'

for image in torn.jpg torn.png huge.png bomb.svg; do
	drop "$image" "{ \"report\": \"pictures\", \"params\": { \"images\": [\"$image\"] } }"
	wait_for 30 "$image" has_failed "$image"
	says "$image" "plugin.lua:7:11: figure 1: $image: "
done
says torn.jpg 'the file is damaged: Premature end'
says torn.png 'the file is cut short'
says huge.png 'has 50000 × 50000 pixels'
says bomb.svg 'all that it repeats written out'

# Another picture, another generation.
cp "$specimen/relief.png" "$work/new.png"
mv "$work/new.png" "$images/new.png"
kill -HUP "$service"
wait_for 20 "the new generation" grep -q 'was reloaded' "$work/log"
drop new '{ "report": "pictures", "params": { "images": ["new.png"] } }'
wait_for 20 "new" is_done new
check_tidy
stop || fail "exit status $?"
