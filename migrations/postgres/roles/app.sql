-- The rights of the role that the service runs as. Not a migration: run it as the owner of the database, with psql, after
-- every start of a new version (`psql -d ctac -f app.sql`); it may be run again at any time.
--
--   CREATE ROLE ctac_owner LOGIN PASSWORD '…';   -- owns the tables; migrates; not used by the running service
--   CREATE ROLE ctac_app LOGIN PASSWORD '…';     -- the service: may append and erase by the one path, nothing else
--   CREATE DATABASE ctac OWNER ctac_owner;
--
-- The owner could drop the triggers, which is why the service must not be the owner.

DO $$ BEGIN
  EXECUTE format('REVOKE CREATE, TEMPORARY ON DATABASE %I FROM PUBLIC, ctac_app', current_database());
END $$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC, ctac_app;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, ctac_app;
GRANT USAGE ON SCHEMA public TO ctac_app;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO ctac_app;
GRANT INSERT ON ledger_entry, ledger_payload, ledger_erasure, ledger_node, ledger_checkpoint, ledger_cosignature,
  vault_record TO ctac_app;
GRANT UPDATE (size, frontier) ON ledger_head TO ctac_app;
GRANT UPDATE (body_salt, body) ON ledger_payload TO ctac_app;
GRANT UPDATE (line) ON ledger_cosignature TO ctac_app;
GRANT UPDATE, DELETE ON vault_record TO ctac_app;
