# generate.sh TABLE DIR: DIR/plugins and DIR/reports of a table of hostile plugins, and its list NAME OUTCOME WORDS in DIR/list.
mkdir -p "$2/plugins" "$2/reports"
awk -v dir="$2" '
	function finish() {
		if (file != "" && !whole) {
			printf "  end,\n}\n" > file
		}
		if (file != "") {
			close(file)
		}
	}
	/^===? / {
		finish()
		name = $2
		whole = $1 == "==="
		system("mkdir -p " dir "/plugins/" name)
		file = dir "/plugins/" name "/plugin.lua"
		report = dir "/reports/" name ".lua"
		printf "return { name = \"%s\", title = \"A test\", template = \"briefing\", sections = { { \"%s\" } } }\n", name, name > report
		close(report)
		rest = $0
		sub(/^===? [^ ]+ [^ ]+ ?/, "", rest)
		print name "\t" $3 "\t" rest > (dir "/list")
		if (!whole) {
			printf "return {\n  name = \"%s\", version = \"1.0.0\", api = 1, summary = \"Does harm\",\n  build = function(ctx, doc)\n", name > file
		}
		next
	}
	file != "" { print > file }
	END { finish() }' "$1"
