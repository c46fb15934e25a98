"""Development and the example installation: every line loosens production for a stated reason."""

import os

os.environ.setdefault("SECRET_KEY", "development-only-not-a-secret-0123456789abcdef")
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1")
os.environ.setdefault("SITE_URL", "http://localhost:8000")

from config.settings.base import *  # noqa: F403 - settings build on each other
from config.settings.base import LOGGING, STORAGES

EXAMPLE_MODE = True  # invented people sign in with one button; a check refuses this on a public address
SECURE_SSL_REDIRECT = False  # plain http on localhost
SECURE_PROXY_SSL_HEADER = None  # type: ignore[assignment]  # no proxy in front
SECURE_HSTS_SECONDS = 0  # browsers would remember it for localhost
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_HSTS_PRELOAD = False
SESSION_COOKIE_SECURE = False  # no https
SESSION_COOKIE_NAME = "session"  # the __Host- prefix needs https
CSRF_COOKIE_SECURE = False
CSRF_COOKIE_NAME = "csrf"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # passkeys on http://localhost
MAIL_HANDOVER = "trust.mail.MailboxBackend"  # nothing leaves the machine; the mailbox page shows it
LOGGING["json"] = False
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # no collectstatic step
WHITENOISE_USE_FINDERS = True  # static files straight from the source
