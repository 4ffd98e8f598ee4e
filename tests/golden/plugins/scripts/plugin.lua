--- Every script of the default fonts, mixed in one line and in paragraphs, and the fine points of setting.
return {
  name = "scripts", version = "1.0.0", api = 1,
  summary = "Scripts and fine points",

  build = function(_, doc)
    doc:heading("Scripts")
    doc:text [[
Peace in one line: мир, ειρήνη, მშვიდობა, խաղաղություն, [سلام]{lang=ar}, [שלום]{lang=he}, [शांति]{lang=hi}, [สันติภาพ]{lang=th}.

[Партнерство заради миру — програма практичної двосторонньої співпраці між окремими країнами-партнерами євроатлантичного регіону та НАТО, започаткована 1994 року.]{lang=uk}

[Η Σύμπραξη για την Ειρήνη είναι πρόγραμμα πρακτικής διμερούς συνεργασίας μεταξύ των χωρών εταίρων και του ΝΑΤΟ, που ξεκίνησε το 1994.]{lang=el}

[პარტნიორობა მშვიდობისათვის არის პრაქტიკული ორმხრივი თანამშრომლობის პროგრამა ნატოსა და პარტნიორ ქვეყნებს შორის, რომელიც 1994 წელს დაიწყო.]{lang=ka}

[«Գործընկերություն հանուն խաղաղության» ծրագիրը գործնական երկկողմ համագործակցության ծրագիր է ՆԱՏՕ-ի և գործընկեր երկրների միջև՝ հիմնված 1994 թվականին։]{lang=hy}

[शांति के लिए साझेदारी नाटो और साझेदार देशों के बीच व्यावहारिक द्विपक्षीय सहयोग का एक कार्यक्रम है, जो 1994 में शुरू हुआ।]{lang=hi}

[โครงการหุ้นส่วนเพื่อสันติภาพเป็นความร่วมมือทวิภาคีระหว่างนาโตกับประเทศหุ้นส่วน เริ่มขึ้นในปี 1994 และยังดำเนินอยู่จนถึงปัจจุบัน]{lang=th}
]]
    doc:heading("Fine points")
    doc:text [[
The [NATO]{.sc} summit of 10 January 1994, opened by Mr Wörner and attended by J. R. Smith of the [OSCE]{.sc}, took note of art. 5, § 12 and p. 34, set aside € 50 million for 10 000 km of roads (5 % of the total) and adopted No. 7.^[The mark of this note is a superior figure of the face's own.]

[Le 1[er]{.sup} mars 1994 : « La paix » ; est-ce possible ? Oui ! M. Dupont l’a dit au XXI[e]{.sup} siècle, à 50 % près.]{lang=fr}
]]
  end,
}
