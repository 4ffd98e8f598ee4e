--- What the engine makes of scripts and of small things: directions, lines without spaces, small capitals, what stays together.

-- The word for peace, as its readers write it; the last ones need the package fonts-noto-cjk.
local PEACE = {
  { "en", "peace" }, { "uk", "мир" }, { "el", "ειρήνη" }, { "ka", "მშვიდობა" }, { "hy", "խաղաղություն" }, { "ar", "سلام" },
  { "he", "שלום" }, { "hi", "शांति" }, { "th", "สันติภาพ" },
}
local EASTERN = { { "zh", "和平" }, { "ja", "平和" }, { "ko", "평화" } }

local PARAGRAPHS = {
  uk = [[Партнерство заради миру — програма практичної двосторонньої співпраці між НАТО та окремими країнами-партнерами євроатлантичного регіону, започаткована у січні 1994 року. Вона дає змогу партнерам самим обирати пріоритети співпраці.]],
  ka = [[პარტნიორობა მშვიდობისათვის არის ნატოსა და პარტნიორ ქვეყნებს შორის პრაქტიკული ორმხრივი თანამშრომლობის პროგრამა, რომელიც 1994 წლის იანვარში დაიწყო. პარტნიორები თანამშრომლობის პრიორიტეტებს თავად ირჩევენ.]],
  hy = [[«Գործընկերություն հանուն խաղաղության» ծրագիրը ՆԱՏՕ-ի և գործընկեր երկրների գործնական երկկողմ համագործակցության ծրագիր է՝ հիմնված 1994 թվականի հունվարին։]],
  ar = [[الشراكة من أجل السلام برنامج للتعاون العملي الثنائي بين حلف شمال الأطلسي (NATO) وكل دولة شريكة على حدة، أُطلق في كانون الثاني/يناير 1994، وهو يتيح للشركاء اختيار أولوياتهم بأنفسهم.]],
  he = [[השותפות למען השלום היא תוכנית לשיתוף פעולה מעשי ודו־צדדי בין נאט״ו (NATO) לבין המדינות השותפות, שהושקה בינואר 1994 ומאפשרת לכל שותפה לבחור את סדרי העדיפויות שלה.]],
  zh = [[“和平伙伴关系”计划于1994年1月由北约（NATO）峰会通过，为北约与每一个伙伴国之间的务实双边合作提供框架；此后共有34个国家先后加入。各国须承诺遵守《联合国宪章》，尊重国际法，并和平解决一切争端。]],
  ja = [[「平和のためのパートナーシップ」は、1994年1月のNATO首脳会議で採択された枠組みで、加盟国と各パートナー国との間の実務的な二国間協力を目的としている。参加国は、優先分野を自ら選ぶことができる。]],
  ko = [[“평화를 위한 동반자 관계”는 1994년 1월 나토(NATO) 정상회의에서 채택된 협력의 틀로, 나토와 개별 협력국 사이의 실질적인 양자 협력을 목적으로 한다.]],
}

local function in_language(words, lang)
  return "[" .. words .. "]{lang=" .. lang .. "}"
end

local function one_line(eastern)
  local words = {}
  for _, entry in ipairs(PEACE) do
    words[#words + 1] = in_language(entry[2], entry[1])
  end
  for _, entry in ipairs(eastern and EASTERN or {}) do
    words[#words + 1] = in_language(entry[2], entry[1])
  end
  return table.concat(words, " · ")
end

local function show(ctx, doc, languages)
  for _, lang in ipairs(languages) do
    doc:heading(ctx.label("lang-" .. lang), { level = 3, numbered = false })
    doc:text(in_language(PARAGRAPHS[lang], lang))
  end
end

local function words_table(ctx, doc, eastern)
  local rows = {}
  for _, list in ipairs { PEACE, eastern and EASTERN or {} } do
    for _, entry in ipairs(list) do
      rows[#rows + 1] = { ctx.label("lang-" .. entry[1]), in_language(entry[2], entry[1]) }
    end
  end
  doc:table { columns = { { title = ctx.label("language") }, { title = ctx.label("word") } }, rows = rows,
              caption = ctx.label("words-caption"), id = "tbl-peace" }
end

return {
  name = "specimen-scripts", version = "1.0.0", api = 1,
  summary = "A specimen of scripts and fine typography",
  params = {
    eastern = { type = "boolean", default = true, doc = "Chinese, Japanese and Korean too; they need the package fonts-noto-cjk" },
  },

  build = function(ctx, doc)
    local eastern = ctx.params.eastern

    doc:heading(ctx.label("title"), { id = "scripts" })
    doc:prose("intro")
    doc:text(one_line(eastern))
    words_table(ctx, doc, eastern)

    doc:heading(ctx.label("spaced"), { level = 2 })
    show(ctx, doc, { "uk", "ka", "hy" })
    doc:heading(ctx.label("backward"), { level = 2 })
    doc:prose("backward")
    show(ctx, doc, { "ar", "he" })
    if eastern then
      doc:heading(ctx.label("unspaced"), { level = 2 })
      doc:prose("unspaced")
      show(ctx, doc, { "zh", "ja", "ko" })
    end

    doc:heading(ctx.label("fine"), { level = 2 })
    doc:prose("fine")
    doc:quote(ctx.label("hanging"))
  end,
}
