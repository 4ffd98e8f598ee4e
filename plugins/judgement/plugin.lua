--- Judgement told from fact: the words for how likely something is and how sure one is of it, and how judgement is set off.
--
-- The words are those of Intelligence Community Directive 203, which keeps the two apart: a sentence says how likely, or how
-- confident, never both. What is judged stands in a callout of its own tone, whose title says so; what is in the text is fact.

local LIKELIHOODS = {
  "almost-none", "very-unlikely", "unlikely", "roughly-even", "likely", "very-likely", "almost-certain",
}
local CONFIDENCES = { "low", "moderate", "high" }

local function provide(ctx)
  local api = {}

  local function place(scale, keys, key)
    for i, known in ipairs(keys) do
      if known == key then
        return i
      end
    end
    error(("no %s is called %q; there are %s"):format(scale, tostring(key), table.concat(keys, ", ")), 4)
  end

  local function word(scale, keys, key)
    place(scale, keys, key)
    return ctx.label(scale .. "." .. key)
  end

  --- How likely something is as a number that grows, to compare two: 1 for almost-none.
  function api:rank(key)
    return place("likelihood", LIKELIHOODS, key)
  end

  --- The word for how likely something is: key is almost-none, very-unlikely, unlikely, roughly-even, likely, very-likely
  --- or almost-certain.
  function api:likelihood(key)
    return word("likelihood", LIKELIHOODS, key)
  end

  --- The word for how sure one is of a judgement: key is low, moderate or high.
  function api:confidence(key)
    return word("confidence", CONFIDENCES, key)
  end

  local function range(key)
    return ctx.label("range", ctx.data.scale[key])
  end

  --- "Likelihood: likely (55–80%). Confidence: moderate.", as Markdown: two sentences.
  function api:verdict(likelihood, confidence)
    return ctx.label("verdict", {
      likelihood = api:likelihood(likelihood), range = range(likelihood), confidence = api:confidence(confidence),
    })
  end

  --- The words as they are; an error where one sentence of theirs says both how likely and how confident.
  function api:checked(words)
    for sentence in (words .. " "):gmatch("(.-[.!?;]%s)") do
      local folded = sentence:lower()
      if folded:find(ctx.label("about.confidence"), 1, true) then
        for _, key in ipairs(LIKELIHOODS) do
          local found = ctx.label("likelihood." .. key)
          if folded:find(found, 1, true) then
            error(("a sentence says both how likely (%q) and how confident: %s"):format(found, sentence), 2)
          end
        end
      end
    end
    return words
  end

  --- Sets words, Markdown, off as judgement. options: title, id.
  function api:write(doc, words, options)
    options = options or {}
    local title = options.title and ctx.label("title.of", { what = options.title }) or ctx.label("title")
    doc:callout { tone = "judgement", title = title, text = api:checked(words), id = options.id }
  end

  --- The box that explains both scales; cite is the evidence for them (facts:cite of facts:yardstick()).
  function api:scales(doc, cite)
    local likely, sure = {}, {}
    for i, key in ipairs(LIKELIHOODS) do
      likely[i] = ctx.label("scale.likelihood", { word = api:likelihood(key), range = range(key) })
    end
    for i, key in ipairs(CONFIDENCES) do
      sure[i] = ctx.label("scale.confidence", { word = api:confidence(key), meaning = ctx.label("means." .. key) })
    end
    doc:callout {
      title = ctx.label("scales.title"), id = "judgement-scales",
      text = table.concat({
        ctx.label("scales.intro", { cite = cite }),
        ctx.label("scales.likelihood", { list = table.concat(likely, ctx.label("separator")) }),
        ctx.label("scales.confidence", { list = table.concat(sure, ctx.label("separator")) }),
      }, "\n\n"),
    }
  end

  return api
end

return {
  name = "judgement", version = "1.0.0", api = 1,
  summary = "Judgement told from fact: words for likelihood and confidence, and how judgement is set off",
  data = { scale = "data/scale.json" },
  provide = provide,
}
