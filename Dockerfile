# One image for web, worker, pdf worker and scheduler. Not run where it was written: see docs/operations.md.
FROM python:3.11-slim-bookworm AS build
COPY requirements.lock /tmp/requirements.lock
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --no-deps --require-hashes --only-binary :all: -r /tmp/requirements.lock

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home /app fourfold \
    && mkdir -p /app /files && chown fourfold /files
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY --chown=root:root manage.py ./
COPY --chown=root:root config config
COPY --chown=root:root trust trust
COPY --chown=root:root academies academies
COPY --chown=root:root improvement_cycle improvement_cycle
COPY --chown=root:root peer_review peer_review
COPY --chown=root:root templates templates
COPY --chown=root:root static static
# Help shows the guides.
COPY --chown=root:root docs/guides docs/guides
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=config.settings.base PRIVATE_FILES=/files FONTS=/opt/fonts
# collectstatic asks for the settings, not for the services behind them.
RUN SECRET_KEY=only-for-collecting-static-files-0123456789 ALLOWED_HOSTS=localhost SITE_URL=https://localhost \
    DATABASE_URL=postgresql://nobody@localhost/none REDIS_URL=redis://localhost \
    sh -c "python manage.py collectstatic --no-input && python manage.py make_fonts"
USER fourfold
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--access-logfile", "-"]
