"""Tests: the development settings with a fast hasher, memory instead of Redis, and work done at once."""

import os

os.environ.setdefault("REDIS_URL", "redis://localhost:6379")

from config.settings.dev import *  # noqa: F403 - settings build on each other
from config.settings.dev import CACHES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # hashing is not under test
TENANCY_MAY_SWITCH = True  # a test's one transaction visits several trusts
for name in CACHES:
    CACHES[name]["BACKEND"] = "django.core.cache.backends.locmem.LocMemCache"
    CACHES[name]["LOCATION"] = name
    CACHES[name]["OPTIONS"] = {}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
EMAIL_BACKEND = "trust.mail.QueueBackend"
MAIL_HANDOVER = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
