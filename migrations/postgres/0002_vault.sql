-- The vault: ordinary records, each sealed by who keeps it. Keys sort by their bytes.

CREATE TABLE vault_record (
  space text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  value bytea NOT NULL CHECK (octet_length(value) <= 262144),
  version bigint NOT NULL CHECK (version >= 1),
  expires_us bigint,
  PRIMARY KEY (space, key)
);
CREATE INDEX vault_record_expires ON vault_record (expires_us) WHERE expires_us IS NOT NULL;
