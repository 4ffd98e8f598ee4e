---@meta judgement
--- What the data plugin judgement provides to those that use it, as ctx.judgement.
--- Made by `sitrep plugin library`, for lua-language-server: not to be edited, and run by nobody.

---@class ctx
---@field judgement? judgement

---Judgement told from fact: words for likelihood and confidence, and how judgement is set off
---@class judgement
local judgement = {}

---How likely something is as a number that grows, to compare two: 1 for almost-none.
function judgement:rank(key) end

---The word for how likely something is: key is almost-none, very-unlikely, unlikely, roughly-even, likely, very-likely
---or almost-certain.
function judgement:likelihood(key) end

---The word for how sure one is of a judgement: key is low, moderate or high.
function judgement:confidence(key) end

---"Likelihood: likely (55–80%). Confidence: moderate.", as Markdown: two sentences.
function judgement:verdict(likelihood, confidence) end

---The words as they are; an error where one sentence of theirs says both how likely and how confident.
function judgement:checked(words) end

---Sets words, Markdown, off as judgement. options: title, id.
function judgement:write(doc, words, options) end

---The box that explains both scales; cite is the evidence for them (facts:cite of facts:yardstick()).
function judgement:scales(doc, cite) end
