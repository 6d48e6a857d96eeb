# Production image: one image for web, worker, beat, sweeper and migration (docker-compose.yml).

FROM node:22-bookworm-slim AS node

# The browser's files: Sass, fonts and icons, from the locked npm packages.
FROM python:3.11-slim-bookworm AS assets
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules/npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
ENV PYTHONUTF8=1 LANG=C.UTF-8
WORKDIR /samspil
COPY requirements/ requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/assets.txt
COPY bin/ bin/
COPY static/ static/
RUN python bin/assets.py

FROM python:3.11-slim-bookworm AS packages
COPY requirements/prod.txt /tmp/prod.txt
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r /tmp/prod.txt

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 samspil \
    && useradd --system --uid 10001 --gid 10001 --no-create-home --home-dir /tmp samspil
ENV PATH=/opt/venv/bin:$PATH PYTHONUTF8=1 LANG=C.UTF-8 PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 TZ=Europe/Copenhagen DJANGO_SETTINGS_MODULE=config.settings
COPY --from=packages /opt/venv /opt/venv
WORKDIR /samspil
COPY . .
COPY --from=assets /samspil/var/assets var/assets
# Collecting files needs settings, but none of their secrets: these words stay in this one line.
RUN SECRET_KEY=build FIELD_KEYS=1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= \
    FIELD_INDEX_KEY=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= \
    DATABASE_URL=postgres://build@127.0.0.1/build REDIS_URL=redis://127.0.0.1 \
    BASE_URL=https://build.invalid EMAIL_URL=memory: EMAIL_FROM=build@build.invalid \
    python manage.py collectstatic --noinput --verbosity=0 \
    --ignore=*.scss --ignore=*.txt --ignore=*.ttf --ignore=htmax-4*
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "bin/healthy.py", "http://127.0.0.1:8000/sundhed/live", "live"]
CMD ["gunicorn", "-c", "bin/gunicorn.conf.py", "--bind=0.0.0.0:8000", "config.wsgi"]
