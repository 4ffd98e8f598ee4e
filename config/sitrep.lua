--- How this installation works. Paths are counted from this folder; a key left out has its default.
-- `sitrep check` reads this file and says what is wrong with it.
return {
  spool = "../spool",
  plugins = { "../plugins" },
  reports = { "../reports" },
  templates = { "../templates" },
  packs = "../packs",        -- what `sitrep pack add` adds
  timezone = "UTC",          -- says which day it is for a request without one
  workers = 0,               -- warm slots; 0: one a processor
  log = { level = "info" },
  -- Every PDF that is issued is signed; paths from here, the key readable by the service's user alone.
  -- signature = { certificate = "certificate.pem", key = "key.pem" },
  -- Where reports are delivered, once a request or a schedule names it: `sitrep help targets`.
  -- targets = { desk = { kind = "folder", path = "/srv/reports" } },
}
