-- A ledger as the first version of the schema wrote it. Never changed: it is what upgrades are tested on.
PRAGMA application_id = 1398035024;
PRAGMA user_version = 1;
PRAGMA journal_mode = WAL;
CREATE TABLE jobs (
  id TEXT PRIMARY KEY NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('accepted', 'retrying', 'running', 'publishing', 'done', 'failed',
    'cancelled', 'skipped', 'quarantined')),
  priority TEXT NOT NULL CHECK (priority IN ('urgent', 'normal', 'bulk')),
  inbox TEXT, folder TEXT NOT NULL, name TEXT NOT NULL, report TEXT, generation TEXT, instance TEXT,
  series TEXT, edition INTEGER NOT NULL, period_from TEXT, period_to TEXT,
  schedule TEXT, nominal_ms INTEGER NOT NULL,
  retry_of TEXT REFERENCES jobs (id) ON DELETE SET NULL,
  output TEXT, gaps TEXT, error TEXT, result TEXT,
  attempts INTEGER NOT NULL CHECK (attempts >= 0),
  accepted_ms INTEGER NOT NULL, started_ms INTEGER NOT NULL, ended_ms INTEGER NOT NULL,
  not_before_ms INTEGER NOT NULL);
CREATE INDEX jobs_by_state ON jobs (state, priority, id);
CREATE INDEX jobs_by_name ON jobs (name);
CREATE INDEX jobs_by_schedule ON jobs (schedule) WHERE schedule IS NOT NULL;
CREATE INDEX jobs_by_series ON jobs (series) WHERE series IS NOT NULL;
CREATE INDEX jobs_by_retry ON jobs (retry_of) WHERE retry_of IS NOT NULL;
CREATE TABLE requests (
  job TEXT PRIMARY KEY NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  bytes BLOB NOT NULL);
CREATE TABLE attempts (
  job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  instance TEXT, pid INTEGER NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('running', 'ok', 'permanent', 'crash', 'deadline', 'memory',
    'environment', 'stopped', 'gap', 'cancelled')),
  started_ms INTEGER NOT NULL, ended_ms INTEGER NOT NULL,
  PRIMARY KEY (job, number)
) WITHOUT ROWID;
CREATE TABLE names (
  place TEXT NOT NULL, folder TEXT NOT NULL, name TEXT NOT NULL,
  job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  PRIMARY KEY (place, folder, name)
) WITHOUT ROWID;
CREATE INDEX names_by_job ON names (job, place);
CREATE TABLE numbers (
  place TEXT NOT NULL, folder TEXT NOT NULL, base TEXT NOT NULL,
  next INTEGER NOT NULL,
  PRIMARY KEY (place, folder, base)
) WITHOUT ROWID;
CREATE TABLE publications (
  job TEXT PRIMARY KEY NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  step TEXT NOT NULL CHECK (step IN ('none', 'planned', 'pdf', 'record')),
  folder TEXT, name TEXT, temporary TEXT, sha256 TEXT, at_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX publications_by_hash ON publications (sha256);

INSERT INTO jobs (id, state, priority, folder, name, report, generation, instance, edition, nominal_ms, output, result,
  attempts, accepted_ms, started_ms, ended_ms, not_before_ms) VALUES
  ('old-done', 'done', 'normal', '', 'ukraine', 'partnership-briefing', 'g1', 'i1', 0, 0, 'ukraine', '{"pages":13}',
   1, 1000, 2000, 3000, 0),
  ('old-running', 'running', 'bulk', 'desk', 'malta', 'country-profile', 'g1', 'i1', 0, 0, NULL, NULL,
   1, 1500, 2500, 0, 0);
INSERT INTO requests VALUES ('old-done', CAST('{}' AS BLOB)), ('old-running', CAST('{}' AS BLOB));
INSERT INTO attempts VALUES ('old-done', 1, 'i1', 77, 'ok', 2000, 3000), ('old-running', 1, 'i1', 78, 'running', 2500, 0);
INSERT INTO names VALUES ('outbox', '', 'ukraine', 'old-done');
INSERT INTO publications VALUES ('old-done', 'record', '', 'ukraine', '.old-done.tmp', 'abc', 3000);
