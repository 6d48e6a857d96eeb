"""One settings file, safe for production by default.

Everything that differs between places comes from the environment. A secret X may also come from
the file named by X_FILE. A missing secret stops the start with its name.
"""

import base64
import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name, default=None):
    """Return the setting `name` from the environment or from the file that `name`_FILE points to.

    Raises ImproperlyConfigured when neither is there and no default is given.
    """
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE in the environment.")
    return value


def key_of_32_bytes(name, text):
    """Decode one base64 key and insist on 32 bytes."""
    key = base64.b64decode(text)
    if len(key) != 32:
        raise ImproperlyConfigured(f"{name} must hold 32 bytes in base64.")
    return key


def database(url):
    """Read postgres://user:password@host:port/name?host=/socket/dir into Django's form."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"application_name": "samspil", "connect_timeout": 5},
    }


def email(url):
    """Read smtp://user:password@host:port?tls=1, file:///folder, console: or memory:."""
    parts = urlsplit(url)
    backend = {"smtp": "smtp", "file": "filebased", "console": "console", "memory": "locmem"}
    if parts.scheme not in backend:
        raise ImproperlyConfigured("EMAIL_URL must begin with smtp:, file:, console: or memory:.")
    return {
        "EMAIL_BACKEND": f"django.core.mail.backends.{backend[parts.scheme]}.EmailBackend",
        "EMAIL_FILE_PATH": parts.path or None,
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": parts.port or 25,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parse_qs(parts.query).get("tls") == ["1"],
        "EMAIL_TIMEOUT": 10,
    }


# --- secrets and addresses -------------------------------------------------------------------
SECRET_KEY = env("SECRET_KEY")
FIELD_KEYS = {
    int(number): key_of_32_bytes("FIELD_KEYS", text)
    for number, text in (item.split(":", 1) for item in env("FIELD_KEYS").split(","))
}
FIELD_INDEX_KEY = key_of_32_bytes("FIELD_INDEX_KEY", env("FIELD_INDEX_KEY"))
BASE_URL = env("BASE_URL").rstrip("/")
ALLOWED_HOSTS = [
    urlsplit(BASE_URL).hostname,
    *(host for host in env("ALLOWED_HOSTS", "").split(",") if host),
]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
# Plain HTTP on loopback (the demo, browser tests): browsers refuse Secure cookies and HSTS there.
LOOPBACK = env("LOOPBACK", "") == "1"
DEBUG = False

# --- applications ----------------------------------------------------------------------------
INSTALLED_APPS = [
    "faelles",
    "plejefamilier",
    "supervision",
    "netvaerk",
    "akuttelefon",
    "forældrehandleplan",
    "overblik",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "csp",
    "django_htmx",
    "pghistory",
    "pgtrigger",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "faelles.middleware.privacy_headers",
    "csp.middleware.CSPMiddleware",
    "faelles.middleware.health",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "faelles.middleware.session_limits",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "faelles.context.layout",
            ],
            "builtins": ["faelles.templatetags.samspil"],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ("dkfds",)
CRISPY_TEMPLATE_PACK = "dkfds"
CRISPY_CLASS_CONVERTERS = dict.fromkeys(
    ("textinput", "emailinput", "passwordinput", "numberinput", "textarea", "select"), ""
)

# --- data ------------------------------------------------------------------------------------
DATABASES = {"default": database(env("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Rate limits and sessions live in PostgreSQL: login and the call form work while Redis is down.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "faelles_cache",
    }
}
PGHISTORY_APPEND_ONLY = True

# --- language and time -----------------------------------------------------------------------
LANGUAGE_CODE = "da"
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True

# --- login -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "faelles.Bruger"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "overblik:min_dag"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "faelles.login.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Slow down guesses at one person; a whole town hall behind one address may log in at eight.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "8/15m/key,40/15m/ip",
    "reset_password": "5/h/key,20/h/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 0 if LOOPBACK else 1
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = int(timedelta(hours=10).total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE_SECONDS = int(timedelta(minutes=30).total_seconds())

# --- the browser -----------------------------------------------------------------------------
SESSION_COOKIE_NAME = "session" if LOOPBACK else "__Host-session"
CSRF_COOKIE_NAME = "csrf" if LOOPBACK else "__Host-csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOOPBACK
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "faelles.views.errors.csrf_failure"
SECURE_SSL_REDIRECT = not LOOPBACK
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 0 if LOOPBACK else int(timedelta(days=365).total_seconds())
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not LOOPBACK
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 6_000_000  # a workbook with CPR numbers never touches the disk
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- files -----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static", BASE_DIR / "var" / "assets"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- mail ------------------------------------------------------------------------------------
globals().update(email(env("EMAIL_URL")))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("EMAIL_FROM")

# --- work by itself --------------------------------------------------------------------------
REDIS_URL = env("REDIS_URL")
CELERY_BROKER_URL = (
    REDIS_URL.replace("unix://", "redis+socket://", 1).split("?")[0] + "?virtual_host=0"
    if REDIS_URL.startswith("unix://")
    else REDIS_URL
)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "visibility_timeout": 600,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_DB_REUSE_MAX = 1000
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = {
    "puls": {"task": "faelles.beat_puls", "schedule": 30.0},
    "beskeder": {"task": "faelles.deliver_due", "schedule": 60.0},
    "ansvarlige": {"task": "akuttelefon.reassign_open", "schedule": crontab(minute="*/5")},
    "eskalering": {"task": "akuttelefon.escalate_overdue", "schedule": 60.0},
    "lukkeplan": {"task": "akuttelefon.plan_lukkebeskeder", "schedule": crontab(minute=0)},
    "lukkebeskeder": {"task": "akuttelefon.deliver_lukkebeskeder", "schedule": 60.0},
    "kladder": {"task": "akuttelefon.remind_kladder", "schedule": 60.0},
    "underretninger": {"task": "akuttelefon.escalate_underretninger", "schedule": 60.0},
    "vagttilbud": {"task": "akuttelefon.lapse_tilbud", "schedule": 60.0},
    "vurderere": {"task": "akuttelefon.reassign_underretninger", "schedule": 60.0},
    "vagthuller": {"task": "akuttelefon.watch_gaps", "schedule": crontab(minute=10)},
    "soegning": {
        "task": "plejefamilier.refresh_search",
        "schedule": crontab(hour=0, minute=5),
    },
    "barneplaner": {
        "task": "plejefamilier.remind_barneplaner",
        "schedule": crontab(hour=6, minute=20),
    },
    "aftaler": {"task": "plejefamilier.hand_on_aftaler", "schedule": crontab(hour=0, minute=15)},
    "moedeserier": {
        "task": "plejefamilier.roll_moedeserier",
        "schedule": crontab(hour=0, minute=25),
    },
    "moedekreds": {
        "task": "plejefamilier.drop_left_deltagere",
        "schedule": crontab(hour=0, minute=35),
    },
    "overgange": {"task": "plejefamilier.remind_overgange", "schedule": crontab(hour=0, minute=45)},
    "moedebeskeder": {"task": "plejefamilier.deliver_moedebeskeder", "schedule": 60.0},
    "indlaesninger": {"task": "plejefamilier.run_imports", "schedule": 15.0},
    "glem_indlaesninger": {
        "task": "plejefamilier.forget_imports",
        "schedule": crontab(hour=3, minute=40),
    },
    "anmodninger": {"task": "plejefamilier.escalate_anmodninger", "schedule": 60.0},
    "statusser": {"task": "plejefamilier.remind_status", "schedule": crontab(minute=0)},
    "videoer": {"task": "plejefamilier.delete_optagelser", "schedule": crontab(hour=0, minute=50)},
    "familiebeskeder": {"task": "supervision.deliver_familiebeskeder", "schedule": 60.0},
    "kursustilbud": {"task": "supervision.lapse_tilbud", "schedule": 60.0},
    "gruppebeskeder": {"task": "netvaerk.deliver_gruppebeskeder", "schedule": 60.0},
    "selvkoerende": {
        "task": "netvaerk.paamind_selvkoerende",
        "schedule": crontab(hour=6, minute=30),
    },
    "sessioner": {"task": "faelles.clear_sessions", "schedule": crontab(hour=4, minute=10)},
}

# --- logs: identifiers only, never a name or a CPR number ----------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "faelles.logs.Line",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
