#!/bin/sh
# Installs what the tests need beyond JDK 17, Maven, git and make. PostgreSQL, Kafka and the registry come by Maven.
set -eu
missing=
command -v bash >/dev/null 2>&1 || missing="$missing bash" # the completion script is tried in it
command -v docker-compose >/dev/null 2>&1 || missing="$missing docker-compose" # reads docker-compose.yml; no daemon is needed
PATH="$PATH:/usr/sbin" command -v pgbouncer >/dev/null 2>&1 || missing="$missing pgbouncer"
# pg_dump of any major that Debian has: the tests' sources are 13 to 15, and those above dump no schema
command -v pg_dump >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/pg_dump >/dev/null 2>&1 || missing="$missing postgresql-client-15"
# pg_resetwal, of any major from 13 on; the server itself is not used
ls /usr/lib/postgresql/*/bin/pg_resetwal >/dev/null 2>&1 || missing="$missing postgresql-15"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" -ne 0 ]; then
    printf 'The tests need%s; install them, or run make as root once.\n' "$missing" >&2
    exit 3
fi
export DEBIAN_FRONTEND=noninteractive
mkdir -p /etc/postgresql-common/createcluster.d
echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.d/culvert.conf
apt-get update -q
# shellcheck disable=SC2086 # the packages are words
apt-get install -y -q --no-install-recommends $missing
