-- The vault: ordinary records, each sealed by who keeps it. Keys sort by their bytes.

CREATE TABLE vault_record (
  space TEXT NOT NULL,
  key TEXT NOT NULL,
  value BLOB NOT NULL CHECK (length(value) <= 262144),
  version INTEGER NOT NULL CHECK (version >= 1),
  expires_us INTEGER,
  PRIMARY KEY (space, key)
) STRICT;
CREATE INDEX vault_record_expires ON vault_record (expires_us) WHERE expires_us IS NOT NULL;
