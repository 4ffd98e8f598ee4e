---@meta drawings
--- What the data plugin drawings provides to those that use it, as ctx.drawings.
--- Made by `sitrep plugin library`, for lua-language-server: not to be edited, and run by nobody.

---@class ctx
---@field drawings? drawings

---What several sections show: numbers of the day, courses, matrices
---@class drawings
local drawings = {}

---What the country was up to the day, as a row of doc:gantt, and the records it is drawn from; nil where it was nothing.
function drawings:course(code) end

---The categories of such rows.
function drawings:standings() end

---The numbers of the day as doc:facts takes them. options: id, title, brief = short labels. Each has its best source alone.
function drawings:figures(options) end

---Who takes part in what, as doc:matrix takes it, by region, without the countries and columns that have no mark; and a
---set of the marks in it. options: id, caption; partners, as facts:partners() gives them; columns, { { key =, title = } … };
---marks, likewise and in their order; mark_of(status, key), the key of a mark or nil.
function drawings:matrix(options) end
