"""Production settings: safe with nothing loosened, refusing to start where a secret is missing."""

from pathlib import Path

import environ
import pghistory
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF

from config import environment as env

ROOT = Path(__file__).resolve().parents[2]

# Core
SECRET_KEY = env.secret("SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
SITE_URL = env.text("SITE_URL").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The example installation: one button per invented person. A system check refuses it on any other site.
EXAMPLE_MODE = False

INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "improvement_cycle",
    "peer_review",
    "academies",
    "trust",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_prose_editor",
    "template_partials",
    "csp",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
]

MIDDLEWARE = [
    "trust.web.middleware.request_id",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "trust.web.middleware.signed_in_headers",
    "trust.web.middleware.away_asks",
    "trust.web.middleware.second_factor_required",
    "trust.web.middleware.open_trust",
    "trust.web.middleware.domain_errors",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "trust.web.context.shell",
            ],
        },
    },
]

# Database: the application role; migrations run with DATABASE_URL of the owner role.
DATABASES = {
    "default": {
        **environ.Env.db_url_config(env.text("DATABASE_URL")),
        "ENGINE": "trust.db",
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": env.integer("DATABASE_POOL", 8), "timeout": 10},
            "options": "-c statement_timeout=10s -c lock_timeout=2s -c idle_in_transaction_session_timeout=15s",
        },
    }
}
DATABASE_APP_ROLE = env.text("DATABASE_APP_ROLE", "fourfold_app")
# True only in the process that migrates: it connects as the owner role.
DATABASE_IS_OWNER = env.boolean("DATABASE_IS_OWNER", default=False)
# One transaction, one trust; only tests may change it within theirs.
TENANCY_MAY_SWITCH = False

# Cache, broker
REDIS_URL = env.text("REDIS_URL")
CACHES = {
    # A Redis that hangs must not hold up a sign-in: see trust/cache.py.
    name: {
        "BACKEND": "trust.cache.PatientRedisCache",
        "LOCATION": f"{REDIS_URL}/1",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
        **more,
    }
    for name, more in {
        "default": {},
        # The only one our apps may use: a key without an open trust is refused.
        "trust": {"KEY_FUNCTION": "trust.tenancy.cache.key_with_trust"},
    }.items()
}
CELERY_BROKER_URL = f"{REDIS_URL}/0"
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 180
CELERY_TASK_SOFT_TIME_LIMIT = 150
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    # A broker that hangs must not hold up a page: the bell is skipped.
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TIMEZONE = "Europe/London"
CELERY_BEAT_SCHEDULE = {
    # Expiring, so that a scheduler running without workers piles nothing up.
    "sweep": {"task": "trust.sweep", "schedule": 30.0, "options": {"expires": 25}},
    "sweep_files": {"task": "trust.sweep_files", "schedule": 3600.0, "options": {"expires": 3000}},
    "sweep_answers": {"task": "trust.sweep_answers", "schedule": 3600.0, "options": {"expires": 3000}},
    "sweep_passages": {"task": "trust.sweep_passages", "schedule": 3600.0, "options": {"expires": 3000}},
    # By the clock in London: from seven on the day's reminders begin, and what was missed is caught up with.
    "remind": {
        "task": "trust.remind",
        "schedule": crontab(minute="*/10", hour="7-18"),
        "options": {"expires": 550},
    },
    "sweep_tables": {"task": "improvement_cycle.sweep_tables", "schedule": 3600.0, "options": {"expires": 3000}},
}

# People
AUTH_USER_MODEL = "trust.User"
AUTHENTICATION_BACKENDS = ["trust.accounts.SignInBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "trust.passwords.NoWordsOfTheHouse"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "trust.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True  # one address, which changes when the new one is proven
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
# A school sits behind one address: the limit per address is generous, the limit per account is not.
ACCOUNT_RATE_LIMITS = {"login_failed": "100/m/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.integer("TRUSTED_PROXY_COUNT", 0)
MFA_ADAPTER = "trust.accounts.FactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Everybody has a second factor; without this nobody could change their address. The old one holds until the new one
# is proven.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Fourfold"
# A telephone's clock is seldom exact, and a code is typed in its last second: the one before and after still count
# (RFC 6238, 5.2). Each is taken once.
MFA_TOTP_TOLERANCE = 1
USERSESSIONS_TRACK_ACTIVITY = False

# Sessions and headers
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_SECONDS = 60 * 60
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_USE_SESSIONS = False
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 63072000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "trust.web.refusals.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 25

# Language and time
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "staticfiles"
STATICFILES_DIRS = [ROOT / "static"]
PRIVATE_FILES = Path(env.text("PRIVATE_FILES", str(ROOT / "media")))
# The reports' typeface, made once by `manage make_fonts`.
FONTS = Path(env.text("FONTS", str(ROOT / ".dev" / "fonts")))
# unix:/path or tcp:host:port of clamd. With a scanner, uploads wait in quarantine until it has judged them.
CLAMD = env.text("CLAMD", "")
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_FILES},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Mail: rows in the database, handed over by the worker
EMAIL_BACKEND = "trust.mail.QueueBackend"
MAIL_HANDOVER = "django.core.mail.backends.smtp.EmailBackend"
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "Fourfold <no-reply@localhost>")
EMAIL_HOST = env.text("SMTP_HOST", "localhost")
EMAIL_PORT = env.integer("SMTP_PORT", 587)
EMAIL_HOST_USER = env.text("SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.text("SMTP_PASSWORD", "")
EMAIL_USE_TLS = env.boolean("SMTP_TLS", default=True)
EMAIL_TIMEOUT = 20

# REST
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["trust.api.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["trust.api.permissions.HasPermission"],
    "DEFAULT_PAGINATION_CLASS": "trust.api.pagination.Pages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "trust.api.openapi.Described",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["trust.api.bodies.JSONBody"],
    "DEFAULT_THROTTLE_CLASSES": ["trust.api.throttles.PerToken"],
    "DEFAULT_THROTTLE_RATES": {"token": "600/min"},
    "EXCEPTION_HANDLER": "trust.api.problems.handler",
    "PAGE_SIZE": 50,
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Fourfold",
    "DESCRIPTION": "A trust's academies, inspections, years, judgements, evidence and self-evaluations.",
    "VERSION": "1",
    "DEFAULT_GENERATOR_CLASS": "trust.api.openapi.Generator",
    "SCHEMA_PATH_PREFIX": r"/t/{trust}/api/v1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "trust.api.openapi.add_refusals",
    ],
    "ENUM_NAME_OVERRIDES": {
        "AcademyState": "academies.enums.AcademyState",
        "CycleState": "improvement_cycle.enums.CycleState",
        "SelfEvaluationState": "improvement_cycle.api.document_serializers.STATES",
    },
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "COMPONENT_SPLIT_PATCH": False,
    "COMPONENT_SPLIT_REQUEST": True,
}

# History: denormalised context, no global context table, append-only by GRANT (see docs/architecture.md).
PGHISTORY_CONTEXT_FIELD = None
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)  # indexes lead with the trust
PGHISTORY_APPEND_ONLY = False
PGHISTORY_INSTALL_CONTEXT_FUNC_ON_MIGRATE = False

LOGGING_CONFIG = "trust.logging.configure"
LOGGING: dict[str, object] = {"level": env.text("LOG_LEVEL", "INFO"), "json": True}
