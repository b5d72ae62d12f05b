-- The ledger. What is recorded is never changed: the triggers refuse it, and the service's role has no right to (see
-- roles/app.sql). Both are a seat belt, for a superuser can do anything; what proves the history is a checkpoint held by
-- somebody else. The functions name their search path, so that no temporary table can stand in for one of these.

CREATE TABLE ledger_entry (
  position bigint PRIMARY KEY CHECK (position >= 0),
  event_id bytea NOT NULL UNIQUE CHECK (octet_length(event_id) = 16),
  stream text COLLATE "C" NOT NULL CHECK (octet_length(stream) BETWEEN 1 AND 200),
  seq bigint NOT NULL CHECK (seq >= 1),
  marking smallint NOT NULL CHECK (marking BETWEEN 0 AND 4),
  recorded_us bigint NOT NULL,
  leaf bytea NOT NULL CHECK (octet_length(leaf) BETWEEN 1 AND 65535),
  leaf_hash bytea NOT NULL CHECK (octet_length(leaf_hash) = 32),
  UNIQUE (stream, seq)
);

CREATE TABLE ledger_head (
  id smallint PRIMARY KEY CHECK (id = 1),
  size bigint NOT NULL CHECK (size >= 0),
  frontier bytea NOT NULL CHECK (octet_length(frontier) % 32 = 0 AND octet_length(frontier) <= 2048)
);
INSERT INTO ledger_head (id, size, frontier) VALUES (1, 0, '');

CREATE TABLE ledger_payload (
  position bigint PRIMARY KEY,
  meta_salt bytea NOT NULL CHECK (octet_length(meta_salt) = 32),
  meta bytea NOT NULL CHECK (octet_length(meta) <= 61440),
  body_salt bytea CHECK (octet_length(body_salt) = 32),
  body bytea CHECK (octet_length(body) <= 61440),
  CHECK ((body IS NULL) = (body_salt IS NULL))
);

-- Which bodies were erased, and by which entry: the last of the batch that carries the `entry.erased`.
CREATE TABLE ledger_erasure (
  position bigint PRIMARY KEY,
  by_position bigint NOT NULL,
  CHECK (by_position > position)
);

CREATE TABLE ledger_node (
  level smallint NOT NULL CHECK (level > 0 AND level % 8 = 0),
  node_index bigint NOT NULL CHECK (node_index >= 0),
  hash bytea NOT NULL CHECK (octet_length(hash) = 32),
  PRIMARY KEY (level, node_index)
);

CREATE TABLE ledger_checkpoint (
  size bigint PRIMARY KEY CHECK (size >= 0),
  note text NOT NULL,
  signed_us bigint NOT NULL
);

CREATE TABLE ledger_cosignature (
  size bigint NOT NULL REFERENCES ledger_checkpoint (size),
  witness text COLLATE "C" NOT NULL,
  line text NOT NULL,
  PRIMARY KEY (size, witness)
);

-- 23001 is restrict_violation: the store tells a refusal from a failure by its class, never by its text.
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%: what stands there never changes', TG_TABLE_NAME USING ERRCODE = '23001';
END $$;

CREATE TRIGGER ledger_entry_change BEFORE UPDATE OR DELETE ON ledger_entry
  FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_entry_truncate BEFORE TRUNCATE ON ledger_entry EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_head_change BEFORE INSERT OR DELETE ON ledger_head
  FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_head_truncate BEFORE TRUNCATE ON ledger_head EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_payload_delete BEFORE DELETE ON ledger_payload
  FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_payload_truncate BEFORE TRUNCATE ON ledger_payload EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_erasure_change BEFORE UPDATE OR DELETE ON ledger_erasure
  FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_erasure_truncate BEFORE TRUNCATE ON ledger_erasure EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_node_change BEFORE UPDATE OR DELETE ON ledger_node
  FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_node_truncate BEFORE TRUNCATE ON ledger_node EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_checkpoint_change BEFORE UPDATE OR DELETE ON ledger_checkpoint
  FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_checkpoint_truncate BEFORE TRUNCATE ON ledger_checkpoint EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_cosignature_delete BEFORE DELETE ON ledger_cosignature
  FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_cosignature_truncate BEFORE TRUNCATE ON ledger_cosignature EXECUTE FUNCTION ledger_refuse();

-- Once for a batch, not for a row: what was added continues the log and each of its streams, and the head says so.
CREATE FUNCTION ledger_entry_continue() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT FROM (SELECT min(position) AS low, max(position) AS high, count(*) AS many FROM added) AS a
    WHERE a.high - a.low + 1 <> a.many
       OR a.low <> coalesce((SELECT max(e.position) + 1 FROM ledger_entry e WHERE e.position < a.low), 0)
       OR a.high + 1 <> (SELECT size FROM ledger_head WHERE id = 1)
  ) THEN
    RAISE EXCEPTION 'ledger_entry: the positions do not continue the log' USING ERRCODE = '23001';
  END IF;
  IF EXISTS (
    SELECT FROM (SELECT stream, min(seq) AS low, max(seq) AS high, count(*) AS many FROM added GROUP BY stream) AS a
    WHERE a.high - a.low + 1 <> a.many
       OR a.low <> coalesce(
            (SELECT max(e.seq) + 1 FROM ledger_entry e WHERE e.stream = a.stream AND e.seq < a.low), 1)
  ) THEN
    RAISE EXCEPTION 'ledger_entry: a seq does not continue its stream' USING ERRCODE = '23001';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_entry_insert AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_continue();

-- In place of a foreign key, which would lock every entry's row anew, one query each.
CREATE FUNCTION ledger_payload_belong() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM added a WHERE NOT EXISTS (SELECT FROM ledger_entry e WHERE e.position = a.position)) THEN
    RAISE EXCEPTION 'ledger_payload: a payload without its entry' USING ERRCODE = '23001';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_payload_insert AFTER INSERT ON ledger_payload REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_payload_belong();

CREATE FUNCTION ledger_head_move() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.id <> 1 OR NEW.size <= OLD.size OR NEW.size <> (SELECT coalesce(max(position) + 1, 0) FROM ledger_entry) THEN
    RAISE EXCEPTION 'ledger_head: the head moves on, with the entries' USING ERRCODE = '23001';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_head_update AFTER UPDATE ON ledger_head FOR EACH ROW EXECUTE FUNCTION ledger_head_move();

-- Nothing is erased without an entry appended in the very transaction: the last one, and written by it.
CREATE FUNCTION ledger_erasure_belong() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM ledger_payload p WHERE p.position = NEW.position AND p.body IS NOT NULL) THEN
    RAISE EXCEPTION 'ledger_erasure: there is no body to erase' USING ERRCODE = '23001';
  END IF;
  IF NOT EXISTS (
    SELECT FROM ledger_entry e
    WHERE e.position = NEW.by_position AND e.xmin = pg_current_xact_id()::xid
      AND e.position = (SELECT max(position) FROM ledger_entry)
  ) THEN
    RAISE EXCEPTION 'ledger_erasure: no entry is appended along with it' USING ERRCODE = '23001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER ledger_erasure_insert BEFORE INSERT ON ledger_erasure
  FOR EACH ROW EXECUTE FUNCTION ledger_erasure_belong();

CREATE FUNCTION ledger_payload_erase() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.body IS NULL OR NEW.body IS NOT NULL OR NEW.body_salt IS NOT NULL
     OR NEW.position <> OLD.position OR NEW.meta_salt <> OLD.meta_salt OR NEW.meta <> OLD.meta
     OR NOT EXISTS (
       SELECT FROM ledger_erasure r
       WHERE r.position = OLD.position AND r.xmin = pg_current_xact_id()::xid) THEN
    RAISE EXCEPTION 'ledger_payload: only a body goes, and only beside an entry that says so' USING ERRCODE = '23001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER ledger_payload_update BEFORE UPDATE ON ledger_payload
  FOR EACH ROW EXECUTE FUNCTION ledger_payload_erase();
