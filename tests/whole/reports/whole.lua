return { name = "whole", title = "Whole", template = "briefing", sections = { { "whole" } } }
