# Scripts by the real binary: what is extracted is what was written, with ActualText and without; pages from right to left
# say so; a large font is cut down; the same request gives the same PDF but for its date.
. "$(dirname "$0")/lib.sh"
golden=$(cd "$(dirname "$0")/../golden" && pwd)
cd "$work"
render() { "$SITREP" render -c "$golden/sitrep.lua" "$golden/$1/request.json" -o "$2" 2> err > out || fail "$1: $(cat err)"; }

# The same length under another name: no reader takes it for text.
without_actual_text() {
	qpdf --qdf --object-streams=disable "$1" plain.pdf 2> err || [ $? -eq 3 ] || fail "$(cat err)"
	LC_ALL=C sed -i 's|/ActualText|/XctualText|g' plain.pdf
}

# Is each of the words in the text of the PDF? Marks of direction are the reader's own; marks on letters are left out.
has() {
	pdftotext "$1" - | sed 's/[‎‏‪‫‬⁦⁧⁩]//g' > text
	shift
	for word in "$@"; do
		grep -qF "$word" text || fail "not extracted: $word ($(tr '\n' ' ' < text | head -c 600))"
	done
}

# A PDF laid open, but for the day and time at which it was made, and what is reckoned from that: its id, and sums in its manifest.
undated() {
	qpdf --qdf --static-id --object-streams=disable "$1" "$2" 2> err || [ $? -eq 3 ] || fail "$(cat err)"
	LC_ALL=C sed -i -E 's/\(D:[0-9]{14}/(D:/; s/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z/Z/
		s/uuid:[0-9a-f-]{36}/uuid/; s/"(metadata|file_sha256)":"[0-9a-f]{64}"/"\1"/g; s/^( *\/ID \[<)[0-9a-f]{32}/\1/' "$2"
}

render arabic arabic.pdf
sleep 1
render arabic again.pdf
undated arabic.pdf structure.pdf
undated again.pdf again-structure.pdf
cmp structure.pdf again-structure.pdf > err || fail "not the same but for its date: $(cat err)"
grep -aq '/Direction /R2L' structure.pdf || fail "no direction"
grep -aq '/WritingMode /RlTb' structure.pdf || fail "no writing mode"
arabic='الشراكة السلام الأطلسي الإطار خلاصة الأهداف الديمقراطية الجدول'
without_actual_text arabic.pdf
# shellcheck disable=SC2086
has arabic.pdf $arabic 'الشراكة من أجل السلام' 'topics_50349.htm' 'Partnership for Peace' 'הסכם השותפות'
has plain.pdf $arabic 'الشراكة من أجل السلام' 'topics_50349.htm' 'Partnership for Peace'

render scripts scripts.pdf
without_actual_text scripts.pdf
for file in scripts.pdf plain.pdf; do
	has "$file" 'Партнерство заради миру' 'Σύμπραξη για την Ειρήνη' 'პარტნიორობა მშვიდობისათვის' 'խաղաղության' 'NATO summit' \
		'Mr Wörner' 'J. R. Smith' '10 000 km' '1er mars 1994' 'XXIe'
done
has scripts.pdf 'शांति के लिए साझेदारी' 'สันติภาพ'

[ -n "$(fc-list ':family=Noto Serif CJK SC')" ] || { echo "skipped: Noto Serif CJK SC is not installed"; exit 0; }
render eastern eastern.pdf
[ "$(stat -c %s eastern.pdf)" -lt 400000 ] || fail "the fonts are not cut down: $(stat -c %s eastern.pdf) bytes"
without_actual_text eastern.pdf
for file in eastern.pdf plain.pdf; do
	has "$file" '北大西洋公约组织（北约，NATO）成立于1949年4月4日，总部设在比利时布鲁塞尔。1994年1月' '“和平伙伴关系”' \
		'北大西洋条約機構（NATO）は、1949年に設立された集団防衛のための政府間組織である。' '북대서양 조약 기구(NATO)는 1949년에'
done
