---@meta maps
--- What the data plugin maps provides to those that use it, as ctx.maps.
--- Made by `sitrep plugin library`, for lua-language-server: not to be edited, and run by nobody.

---@class ctx
---@field maps? maps

---Maps of what countries are on the day
---@class maps
local maps = {}

---What doc:map is to be given: its own options, with the status of all countries on the day, their names, a caption
---and a note where there is none. region = a region's key shows that region; share = 0.8 makes that part of its usual height.
function maps:status(options) end
