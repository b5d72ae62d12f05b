-- The ledger. What is recorded is never changed: the triggers refuse it. They are a seat belt against mistakes, for whoever
-- holds the file can drop them; what proves the history is a checkpoint held by somebody else.

CREATE TABLE ledger_entry (
  position INTEGER PRIMARY KEY CHECK (position >= 0),
  event_id BLOB NOT NULL UNIQUE CHECK (length(event_id) = 16),
  stream TEXT NOT NULL CHECK (length(stream) BETWEEN 1 AND 200),
  seq INTEGER NOT NULL CHECK (seq >= 1),
  marking INTEGER NOT NULL CHECK (marking BETWEEN 0 AND 4),
  recorded_us INTEGER NOT NULL,
  leaf BLOB NOT NULL CHECK (length(leaf) BETWEEN 1 AND 65535),
  leaf_hash BLOB NOT NULL CHECK (length(leaf_hash) = 32),
  UNIQUE (stream, seq)
) STRICT;

-- INSERT OR REPLACE deletes what it replaces without firing the DELETE trigger unless recursive_triggers is on, which any
-- other program leaves off: hence every way to replace a row is refused before the insert.
CREATE TRIGGER ledger_entry_insert BEFORE INSERT ON ledger_entry BEGIN
  SELECT RAISE(ABORT, 'ledger_entry: position is not the next')
    WHERE NEW.position IS NOT (SELECT coalesce(max(position) + 1, 0) FROM ledger_entry);
  SELECT RAISE(ABORT, 'ledger_entry: seq is not the next of its stream')
    WHERE NEW.seq IS NOT (SELECT coalesce(max(seq) + 1, 1) FROM ledger_entry WHERE stream = NEW.stream);
  SELECT RAISE(ABORT, 'ledger_entry: this event stands already')
    WHERE EXISTS (SELECT 1 FROM ledger_entry WHERE event_id = NEW.event_id);
END;
CREATE TRIGGER ledger_entry_update BEFORE UPDATE ON ledger_entry BEGIN
  SELECT RAISE(ABORT, 'ledger_entry: an entry never changes');
END;
CREATE TRIGGER ledger_entry_delete BEFORE DELETE ON ledger_entry BEGIN
  SELECT RAISE(ABORT, 'ledger_entry: an entry is never removed');
END;

CREATE TABLE ledger_head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  size INTEGER NOT NULL CHECK (size >= 0),
  frontier BLOB NOT NULL CHECK (length(frontier) % 32 = 0 AND length(frontier) <= 2048)
) STRICT;
INSERT INTO ledger_head (id, size, frontier) VALUES (1, 0, x'');
CREATE TRIGGER ledger_head_insert BEFORE INSERT ON ledger_head BEGIN
  SELECT RAISE(ABORT, 'ledger_head: there is one head');
END;
CREATE TRIGGER ledger_head_update BEFORE UPDATE ON ledger_head
WHEN NEW.id IS NOT 1 OR NEW.size <= OLD.size
  OR NEW.size IS NOT (SELECT coalesce(max(position) + 1, 0) FROM ledger_entry) BEGIN
  SELECT RAISE(ABORT, 'ledger_head: the head moves on, with the entries');
END;
CREATE TRIGGER ledger_head_delete BEFORE DELETE ON ledger_head BEGIN
  SELECT RAISE(ABORT, 'ledger_head: the head is never removed');
END;

CREATE TABLE ledger_payload (
  position INTEGER PRIMARY KEY REFERENCES ledger_entry (position),
  meta_salt BLOB NOT NULL CHECK (length(meta_salt) = 32),
  meta BLOB NOT NULL CHECK (length(meta) <= 61440),
  body_salt BLOB CHECK (length(body_salt) = 32),
  body BLOB CHECK (length(body) <= 61440),
  CHECK ((body IS NULL) = (body_salt IS NULL))
) STRICT;

-- Which bodies were erased, and by which entry: the last of the batch that carries the `entry.erased`.
CREATE TABLE ledger_erasure (
  position INTEGER PRIMARY KEY REFERENCES ledger_entry (position),
  by_position INTEGER NOT NULL REFERENCES ledger_entry (position),
  CHECK (by_position > position)
) STRICT;

-- The head moves last in an append, so an entry at or beyond it is one of this very transaction: nothing is erased without
-- an entry appended along with it.
CREATE TRIGGER ledger_erasure_insert BEFORE INSERT ON ledger_erasure BEGIN
  SELECT RAISE(ABORT, 'ledger_erasure: this body is erased already')
    WHERE EXISTS (SELECT 1 FROM ledger_erasure WHERE position = NEW.position)
       OR NOT EXISTS (SELECT 1 FROM ledger_payload WHERE position = NEW.position AND body IS NOT NULL);
  SELECT RAISE(ABORT, 'ledger_erasure: no entry is appended along with it')
    WHERE NEW.by_position < (SELECT size FROM ledger_head)
       OR NEW.by_position IS NOT (SELECT max(position) FROM ledger_entry);
END;
CREATE TRIGGER ledger_erasure_update BEFORE UPDATE ON ledger_erasure BEGIN
  SELECT RAISE(ABORT, 'ledger_erasure: an erasure never changes');
END;
CREATE TRIGGER ledger_erasure_delete BEFORE DELETE ON ledger_erasure BEGIN
  SELECT RAISE(ABORT, 'ledger_erasure: an erasure is never removed');
END;

CREATE TRIGGER ledger_payload_insert BEFORE INSERT ON ledger_payload BEGIN
  SELECT RAISE(ABORT, 'ledger_payload: the entry has its payload already')
    WHERE EXISTS (SELECT 1 FROM ledger_payload WHERE position = NEW.position);
END;
CREATE TRIGGER ledger_payload_update BEFORE UPDATE ON ledger_payload
WHEN OLD.body IS NULL OR NEW.body IS NOT NULL OR NEW.body_salt IS NOT NULL
  OR NEW.position IS NOT OLD.position OR NEW.meta_salt IS NOT OLD.meta_salt OR NEW.meta IS NOT OLD.meta
  OR NOT EXISTS (SELECT 1 FROM ledger_erasure
                 WHERE position = OLD.position AND by_position >= (SELECT size FROM ledger_head)) BEGIN
  SELECT RAISE(ABORT, 'ledger_payload: only a body goes, and only beside an entry that says so');
END;
CREATE TRIGGER ledger_payload_delete BEFORE DELETE ON ledger_payload BEGIN
  SELECT RAISE(ABORT, 'ledger_payload: a payload is never removed');
END;

CREATE TABLE ledger_node (
  level INTEGER NOT NULL CHECK (level > 0 AND level % 8 = 0),
  node_index INTEGER NOT NULL CHECK (node_index >= 0),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (level, node_index)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER ledger_node_insert BEFORE INSERT ON ledger_node BEGIN
  SELECT RAISE(ABORT, 'ledger_node: this node stands already')
    WHERE EXISTS (SELECT 1 FROM ledger_node WHERE level = NEW.level AND node_index = NEW.node_index);
END;
CREATE TRIGGER ledger_node_update BEFORE UPDATE ON ledger_node BEGIN
  SELECT RAISE(ABORT, 'ledger_node: a node never changes');
END;
CREATE TRIGGER ledger_node_delete BEFORE DELETE ON ledger_node BEGIN
  SELECT RAISE(ABORT, 'ledger_node: a node is never removed');
END;

CREATE TABLE ledger_checkpoint (
  size INTEGER PRIMARY KEY CHECK (size >= 0),
  note TEXT NOT NULL,
  signed_us INTEGER NOT NULL
) STRICT;
-- Not in the INSERT trigger as elsewhere: keeping the same checkpoint twice is no error (ON CONFLICT DO NOTHING), and a
-- BEFORE trigger comes before the conflict is seen. Another note is what it refuses.
CREATE TRIGGER ledger_checkpoint_insert BEFORE INSERT ON ledger_checkpoint BEGIN
  SELECT RAISE(ABORT, 'ledger_checkpoint: another checkpoint of this size stands')
    WHERE EXISTS (SELECT 1 FROM ledger_checkpoint WHERE size = NEW.size AND note IS NOT NEW.note);
END;
CREATE TRIGGER ledger_checkpoint_update BEFORE UPDATE ON ledger_checkpoint BEGIN
  SELECT RAISE(ABORT, 'ledger_checkpoint: a checkpoint never changes');
END;
CREATE TRIGGER ledger_checkpoint_delete BEFORE DELETE ON ledger_checkpoint BEGIN
  SELECT RAISE(ABORT, 'ledger_checkpoint: a checkpoint is never removed');
END;

CREATE TABLE ledger_cosignature (
  size INTEGER NOT NULL REFERENCES ledger_checkpoint (size),
  witness TEXT NOT NULL,
  line TEXT NOT NULL,
  PRIMARY KEY (size, witness)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER ledger_cosignature_delete BEFORE DELETE ON ledger_cosignature BEGIN
  SELECT RAISE(ABORT, 'ledger_cosignature: a cosignature is never removed');
END;
