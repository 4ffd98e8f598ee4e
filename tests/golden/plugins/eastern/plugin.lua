--- Chinese, Japanese and Korean: lines without spaces, made even between the characters. Needs the package fonts-noto-cjk.
return {
  name = "eastern", version = "1.0.0", api = 1,
  summary = "Paragraphs in Chinese, Japanese and Korean",

  build = function(_, doc)
    doc:heading("Chinese, 中文")
    doc:text [[
[北大西洋公约组织（北约，NATO）成立于1949年4月4日，总部设在比利时布鲁塞尔。1994年1月，北约峰会通过了“和平伙伴关系”计划，为北约与每一个伙伴国之间的务实双边合作提供框架；此后共有34个国家先后加入，其中16国在1999年至2024年间成为正式成员。计划允许伙伴国自行选择合作重点，按照自己的步调推进。各国须承诺遵守《联合国宪章》与《世界人权宣言》，尊重国际法、民主原则和基本人权，并和平解决一切争端。《框架文件》还规定：任何积极参与的伙伴国，若认为其领土完整、政治独立或安全受到直接威胁，北约将与之进行磋商。]{lang=zh}
]]
    doc:heading("Japanese, 日本語")
    doc:text [[
[北大西洋条約機構（NATO）は、1949年に設立された集団防衛のための政府間組織である。「平和のためのパートナーシップ」は、1994年1月のブリュッセル首脳会議で採択された枠組みで、加盟国と各パートナー国との間の実務的な二国間協力を目的としている。参加国は、自国の優先分野を自ら選び、それぞれの歩調で協力を進めることができる。民主主義の諸原則の堅持、国際法の遵守、ならびに国連憲章および世界人権宣言に基づく義務の履行が、参加の前提とされる（枠組文書第2項）。]{lang=ja}
]]
    doc:heading("Korean, 한국어")
    doc:text [[
[북대서양 조약 기구(NATO)는 1949년에 창설된 집단 방위 기구이며, 본부는 벨기에 브뤼셀에 있다. “평화를 위한 동반자 관계”는 1994년 1월 정상회의에서 채택된 협력 틀로, 나토와 개별 협력국 사이의 실질적인 양자 협력을 목적으로 한다. 참가국은 스스로 우선 분야를 선택하고 각자의 속도에 맞추어 협력을 추진할 수 있다.]{lang=ko}
]]
    doc:text("In one line: NATO 北约 「平和」 평화 мир ειρήνη მშვიდობა խաղաղություն سلام שלום.")
    doc:table { columns = { { title = "Country" }, { title = "中文" }, { title = "日本語" } },
                rows = { { "Ukraine", "[乌克兰]{lang=zh}", "[ウクライナ]{lang=ja}" }, { "Georgia", "[格鲁吉亚]{lang=zh}", "[ジョージア]{lang=ja}" } } }
  end,
}
