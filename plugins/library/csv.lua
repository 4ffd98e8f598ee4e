---@meta csv
--- What the data plugin csv provides to those that use it, as ctx.csv.
--- Made by `sitrep plugin library`, for lua-language-server: not to be edited, and run by nobody.

---@class ctx
---@field csv? csv

---Tables that came as CSV: files, columns, numbers, order
---@class csv
local csv = {}

---The number a cell holds, or nil: "1234.5", "-3"; the empty cell holds none.
function csv:number(cell) end

---Where the column of that name is. A name that no column has is a mistake of the request.
function csv:index(sheet, file, name) end

---Is the column all numbers, but for empty cells, and has it one?
function csv:is_numeric(sheet, index) end

---The columns of those names, in their order, or all where names is empty: { { index, title, is_numeric, is_whole, is_day } }.
function csv:columns(sheet, file, names) end

---The rows in the order of a column, "Column" or "-Column" for the largest first; as they come where by is nil. Numbers go by
---size, words by the report's language; rows that are alike stay in their order, empty cells go last.
function csv:sorted(sheet, file, by) end
