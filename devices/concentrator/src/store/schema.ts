/** Migrations, one a version, from an empty store on. */
export const schemaSteps: readonly string[] = [
  `
CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;

CREATE TABLE meter (
  aca TEXT PRIMARY KEY,
  serial TEXT,
  state TEXT NOT NULL CHECK (state IN ('new', 'adopted', 'foreign')),
  transformer TEXT,
  substation INTEGER NOT NULL DEFAULT 0,
  loan TEXT,
  mode TEXT NOT NULL DEFAULT 'hardened',
  k1 BLOB,
  k2 BLOB,
  session TEXT,
  progress TEXT NOT NULL DEFAULT '{}',
  first_heard INTEGER NOT NULL,
  last_heard INTEGER NOT NULL
) WITHOUT ROWID, STRICT;

CREATE TABLE link (
  one TEXT NOT NULL, other TEXT NOT NULL,
  tried REAL NOT NULL, lost REAL NOT NULL, at INTEGER NOT NULL, snr REAL, signal REAL,
  PRIMARY KEY (one, other)
) WITHOUT ROWID, STRICT;

CREATE TABLE route (
  aca TEXT NOT NULL, at INTEGER NOT NULL, route TEXT NOT NULL,
  PRIMARY KEY (aca, at)
) WITHOUT ROWID, STRICT;

CREATE TABLE result (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  urgent INTEGER NOT NULL,
  aca TEXT NOT NULL,
  day TEXT,
  read_at INTEGER NOT NULL,
  body TEXT NOT NULL,
  acknowledged_at INTEGER
) STRICT;
CREATE INDEX result_waiting ON result (urgent, number) WHERE acknowledged_at IS NULL;
CREATE INDEX result_old ON result (read_at) WHERE acknowledged_at IS NOT NULL;
CREATE INDEX result_day ON result (day, aca) WHERE day IS NOT NULL;

-- Outlives the result: a day that was forwarded and let go need not be read again.
CREATE TABLE known_day (day TEXT NOT NULL, aca TEXT NOT NULL, PRIMARY KEY (day, aca)) WITHOUT ROWID, STRICT;

CREATE TABLE job (
  id TEXT PRIMARY KEY,
  job TEXT NOT NULL,
  state TEXT NOT NULL,
  at INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  detail TEXT,
  result TEXT
) WITHOUT ROWID, STRICT;
`,
  `
CREATE TABLE image_part (
  sha256 TEXT NOT NULL, start INTEGER NOT NULL, size INTEGER NOT NULL, octets BLOB NOT NULL,
  PRIMARY KEY (sha256, start)
) STRICT;
`,
  `
ALTER TABLE result ADD COLUMN refusal TEXT;
CREATE INDEX result_refused ON result (number) WHERE refusal IS NOT NULL;
`,
  `
CREATE TABLE own_event (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL, code TEXT NOT NULL, detail TEXT
) STRICT;
`,
  'ALTER TABLE job ADD COLUMN verified INTEGER NOT NULL DEFAULT 0;',
  'ALTER TABLE job ADD COLUMN cause TEXT;',
  'ALTER TABLE job ADD COLUMN steps TEXT;',
]
