--- A document that runs from right to left, with every block: what stands at the left elsewhere stands at the right.
return {
  name = "arabic", version = "1.0.0", api = 1,
  summary = "Blocks in Arabic",

  build = function(_, doc)
    doc:contents { depth = 2 }
    doc:heading("الإطار العام للتعاون", { id = "framework" })
    doc:text [[
أُطلق برنامج **الشراكة من أجل السلام** (Partnership for Peace) في 10 كانون الثاني/يناير 1994 خلال قمة بروكسل، ليكون إطاراً للتعاون العملي
الثنائي بين حلف شمال الأطلسي وكل دولة شريكة على حدة.^[انظر وثيقة الإطار الصادرة عن القمة، الفقرة 4.] ويتيح البرنامج للشركاء اختيار أولوياتهم
بأنفسهم، وقد انضمت إليه 34 دولة منذ ذلك الحين، منها 16 دولة أصبحت أعضاء في الحلف (NATO) بين عامي 1999 و2024؛ أما سائر التفاصيل فترد
في [الجدول أدناه](#tbl-members) وفي [الشكل](#fig-budget).

تتضمن «وثيقة الإطار» التزاماً بالمبادئ الديمقراطية واحترام القانون الدولي، وبالوفاء بالتزامات ميثاق الأمم المتحدة والإعلان العالمي لحقوق
الإنسان. راجع https://www.nato.int/cps/en/natohq/topics_50349.htm لمزيد من المعلومات، أو اتصل على الرقم ‎+32 2 707 41 11.
]]
    doc:heading("الأهداف", { level = 2 })
    doc:list { "زيادة الشفافية في التخطيط الدفاعي وإعداد الموازنات", "ضمان الرقابة الديمقراطية على القوات المسلحة",
               { "على المستوى الوطني", "على مستوى البرلمان" }, "التدريب المشترك، مثل مناورات Sea Breeze 2025" }
    doc:list { "التقييم", "التخطيط", "التنفيذ", ordered = true }
    doc:quote("الأمن في أوروبا لا يتجزأ، وما يمسّ أحدنا يمسّنا جميعاً.")
    doc:callout { title = "خلاصة", tone = "key", text = "التعاون العملي هو جوهر الشراكة: لكل دولة برنامجها الخاص ووتيرتها الخاصة." }
    doc:heading("الأرقام", { level = 2 })
    doc:table {
      columns = { { title = "الدولة" }, { title = "سنة الانضمام", align = "right" }, { title = "الإنفاق (٪)", align = "decimal" },
                  { title = "ملاحظات" } },
      rows = { { "جورجيا", "1994", "2.1", "شريك ذو فرص معززة" }, { "أوكرانيا", "1994", "34.5", "منذ 8 شباط/فبراير" },
               { "Moldova", "1994", "-0.55", "حياد دستوري" } },
      caption = "الدول الشريكة في منطقة البحر الأسود", id = "tbl-members",
    }
    doc:chart { kind = "bar", labels = { "2021", "2022", "2023", "2024" },
                series = { { name = "جورجيا", values = { 1.7, 1.9, 2.0, 2.1 } }, { name = "مولدوفا", values = { 0.4, 0.4, 0.5, 0.6 } } },
                y_title = "٪ من الناتج المحلي", caption = "الإنفاق الدفاعي", id = "fig-budget",
                alt = "الإنفاق الدفاعي لجورجيا ومولدوفا من 2021 إلى 2024، وهو في ازدياد" }
    doc:heading("فقرة بالإنجليزية والعبرية", { level = 2 })
    doc:text [[
[The Framework Document (paragraph 3.2) says so.]{lang=en} وبالعبرية: [הסכם השותפות (1994)]{lang=he}، ثم نعود إلى العربية.
]]
    doc:quote("[A quotation in English begins where English lines do: at the left.]{lang=en}")
    doc:heading("ما يتبع الأعداد", { level = 2, id = "figures" })
    doc:text("وقّعت عام 1994.^[العلامة إلى يسار العدد، لا جزءًا منه.] ثم انضمت عام 1999^[وهذه كذلك.] أيضًا؛ انظر [](#clause) و[](#figures){page}.")
    doc:list { style = "alpha", "البند الأول", { text = "البند الثاني", id = "clause" }, { style = "roman", "أولًا", "ثانيًا" } }
    doc:list { style = "upper-roman", start = 8, "مدريد", "براغ" }
    doc:table { columns = { { title = "الدولة" }, { title = "الحصة", align = "decimal", format = { decimals = 1, unit = "%" } } },
                rows = { { "جورجيا", 2.1 }, { "ألبانيا", -12 } } }
    doc:gantt { caption = "الأطر", title = "المجالس", categories = { { key = "a", title = "مجلس" }, { key = "b", title = "برنامج" } }, data = "below",
                rows = { { title = "الناتو", from = "1991", to = "1997", category = "a", label = "الأول" }, { title = "شراكة", from = "1994", category = "b" } } }
    doc:text("أُنفق *فعلًا* ما مجموعه 12 500 000 دولار.")
    doc:table { columns = { "الدولة", "السنوات" }, rows = { { "جورجيا", { sparkline = { 1, 2, 4, 3, 5 } } } } }
    doc:heading("الوثائق", { appendix = true })
    doc:heading("الوثيقة الإطارية", { level = 2 })
  end,
}
