-- Makes the roles that are missing, run by psql as the owner. Their passwords come from the environment; what they may do is
-- granted by the command "schema". Safe to run again: a changed password takes effect.
\set ON_ERROR_STOP on
\getenv app LEDGER_APP_PASSWORD
\getenv seq LEDGER_SEQ_PASSWORD
\getenv read LEDGER_READ_PASSWORD
select format('create role %I', name) from unnest(array['ledger_app', 'ledger_seq', 'ledger_read']) name
    where not exists (select from pg_roles where rolname = name) \gexec
alter role ledger_app login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password :'app';
alter role ledger_seq login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password :'seq';
alter role ledger_read login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password :'read';
