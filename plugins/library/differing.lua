---@meta differing
--- What the data plugin differing provides to those that use it, as ctx.differing.
--- Made by `sitrep plugin library`, for lua-language-server: not to be edited, and run by nobody.

---@class ctx
---@field differing? differing

---How differences between two editions are shown
---@class differing
local differing = {}

---A table of differences, a list as ctx.changes has it (with lang, the language of one that is told in another), into doc: options are id, caption, and rows, how many are shown at
---most; how many more there are is said below it.
function differing:table(doc, list, options) end
