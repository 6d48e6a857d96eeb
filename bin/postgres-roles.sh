#!/bin/sh
# Run once by the postgres image on an empty data folder: a role that owns the tables and migrates, and
# the role of the running program, which owns nothing. Their passwords stand in the two addresses.
set -eu

password() { # postgres://user:password@host/database
  rest=${1#*://*:}
  printf '%s' "${rest%@*}"
}

psql -X -q -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  -v owner="$(password "$(cat /run/secrets/database_owner_url)")" \
  -v app="$(password "$(cat /run/secrets/database_url)")" <<'SQL'
create role samspil_ejer login password :'owner';
create role samspil_app login password :'app';
create database samspil owner samspil_ejer;
revoke connect, temporary on database samspil from public;
grant connect on database samspil to samspil_app;
SQL
