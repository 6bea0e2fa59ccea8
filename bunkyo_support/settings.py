"""All settings in one place. The environment is read only here and in `environment`.

Production is the default; DEVELOPMENT=1 is what `make run` and the tests state.
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from . import csp
from .environment import address, database, flag, moved_clock, optional_secret, secret, words

BASE_DIR = Path(__file__).resolve().parent.parent

# --- names on screen ---------------------------------------------------------------------
SITE_NAME = "つながる支援ケース管理"
WARD_NAME = os.environ.get("WARD_NAME", "文京区")

# --- mode and secrets --------------------------------------------------------------------
DEVELOPMENT = flag("DEVELOPMENT")
DEBUG = False
# What is in force, what is late and what is disposed of hang on the day: only a developer's may be another.
CLOCK_IS_MOVED = moved_clock()
if CLOCK_IS_MOVED and not DEVELOPMENT:
    raise ImproperlyConfigured("the clock is not that of the machine (libfaketime)")
# What a process does not hold nobody takes from it (S-87): relay, scheduler and verifier hold none of these. There is
# no setting of such a name then, so that whatever asks for it fails instead of reckoning with an empty key.
_GOES_WITHOUT = set(words("GOES_WITHOUT"))
if "secret_key" not in _GOES_WITHOUT:
    SECRET_KEY = secret("SECRET_KEY")
# The one of before, while sessions of then are still open (S-87); an empty file: none
SECRET_KEY_FALLBACKS = optional_secret("SECRET_KEY_BEFORE").split()
if "context_key" not in _GOES_WITHOUT:
    CONTEXT_KEY = secret("CONTEXT_KEY")  # signs the acting context (access.context)
if "draft_key" not in _GOES_WITHOUT:
    DRAFT_KEY = secret(
        "DRAFT_KEY"
    )  # encrypts server drafts, lists to be brought in and second factors
    # Those of before, one a line, until `encrypt_anew` has run (S-87); an empty file: none
    DRAFT_KEYS_BEFORE = optional_secret("DRAFT_KEY_BEFORE").split()
if "match_key" not in _GOES_WITHOUT:
    MATCH_KEY = secret("MATCH_KEY")  # hashes names and birth dates for R15 (access.matching)
# Those of before, one a line, by which words searched for stand in the log (access.words_sought); an empty file: none
MATCH_KEYS_BEFORE = optional_secret("MATCH_KEY_BEFORE").split()
# host:port or socket of a virus scanner (clamd); empty where there is none (documents.scanning)
CLAMD_ADDRESS = os.environ.get("CLAMD_ADDRESS", "")
NO_SCANNER = flag("NO_SCANNER")  # the ward has none and says so (S-68)
ACCESS_LOG_ANCHOR_FILE = os.environ.get("ACCESS_LOG_ANCHOR_FILE", "")
# Where backup and verifier leave the times of their successes; empty: nobody looks at them.
STATE_FOLDER = os.environ.get("STATE_FOLDER", "")
BACKUP_MAX_AGE_HOURS = int(os.environ.get("BACKUP_MAX_AGE_HOURS", "26"))
VERIFY_AT = os.environ.get("VERIFY_AT", "03:30")
HEARTBEAT_FILE = os.environ.get("HEARTBEAT_FILE", "")  # of relay and scheduler (heartbeat)
PROXIES = int(os.environ.get("PROXIES", "0"))  # how many stand before the web server (edge)
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if o]

# --- applications ------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "bunkyo_support.masters.MastersAdminConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "guardian",
    "simple_history",
    "django_htmx",
    "csp",
    "organizations",
    "access",
    "jobs",
    "alerts",
    "drafts",
    "documents",
    "cases",
    "meetings",
    "plans",
    "outreach",
    "participation",
    "community",
    "keeping",
    "reports",
    "sample_ward",
    "bunkyo_support.apps.WiringConfig",
]

MIDDLEWARE = [
    "bunkyo_support.edge.EdgeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "bunkyo_support.middleware.SecurityHeadersMiddleware",
    "bunkyo_support.csp_reports.ReportsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "bunkyo_support.session_store.CookieMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "access.middleware.SessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "access.middleware.ActingContextMiddleware",
    "meetings.opening.OpeningMiddleware",
]

ROOT_URLCONF = "bunkyo_support.urls"
WSGI_APPLICATION = "bunkyo_support.wsgi.application"
APPEND_SLASH = False

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bunkyo_support.context.site",
                "bunkyo_support.context.navigation",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- database: a role each (access.md, Enforcement 3) -------------------------------------
# default: the application acting for a person; jobs: scheduled work that reads ids, states
# and dates only; owner: migrations, present only for the commands that need it; backup: reads
# everything and writes nothing, present only where the log of reading is verified each night.
DATABASES: dict[str, Any] = {
    alias: settings
    for alias, variable in (
        ("default", "DATABASE_URL"),
        ("jobs", "JOBS_DATABASE_URL"),
        ("owner", "OWNER_DATABASE_URL"),
        ("backup", "BACKUP_DATABASE_URL"),
    )
    if (settings := database(variable))
}
DATABASES.setdefault("default", {"ENGINE": "django.db.backends.postgresql", "NAME": "bunkyo"})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people and sessions -----------------------------------------------------------------
AUTH_USER_MODEL = "organizations.Staff"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
SESSION_ENGINE = "bunkyo_support.session_store"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# A working day from the login on, however busy (S-47). Django's own end of the row moves on with each save.
SESSION_LIFE_SECONDS = int(os.environ.get("SESSION_LIFE_SECONDS", "36000"))
SESSION_COOKIE_AGE = SESSION_LIFE_SECONDS
SESSION_IDLE_SECONDS = int(os.environ.get("SESSION_IDLE_SECONDS", "900"))
# A refusal takes a multiple of this: how long it took would tell whether the row is hidden or missing (S-18). A
# developer and the tests do not wait.
REFUSAL_STEP_SECONDS = 0.0 if DEVELOPMENT else 0.25
MEETING_COURSE_DAYS = (
    14  # a course that nobody follows stands on the coordinators' list after these
)
DECISION_SOON_DAYS = 5  # business days before its day on which a decision counts as due soon
MINUTES_ANSWER_DAYS = 5  # members confirm minutes within so many days (ui.md S16)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # dies with the browser, like the session
CSRF_USE_SESSIONS = False
CSRF_FAILURE_VIEW = "bunkyo_support.views.refuse_without_token"
SECURE_COOKIES = not DEVELOPMENT
SESSION_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_NAME = "__Host-session" if SECURE_COOKIES else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE_COOKIES else "csrf"
# Flash messages in a cookie can be read by the next person at the terminal (S-46).
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- the ward's directory, by OpenID Connect; without an issuer there is none (organizations.directory)
OIDC_ISSUER = os.environ.get("OIDC_ISSUER", "")
OIDC_CLIENT_ID = os.environ.get("OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = optional_secret("OIDC_CLIENT_SECRET")
OIDC_CLAIM = os.environ.get("OIDC_CLAIM", "sub")  # by which staff are known
OIDC_SCOPES = words("OIDC_SCOPES")  # besides openid
OIDC_STRONG_ACR = words("OIDC_STRONG_ACR")  # answers that count as a second factor; none
OIDC_STRONG_AMR = words("OIDC_STRONG_AMR")
OIDC_PASSWORD_LOGINS = words("OIDC_PASSWORD_LOGINS")  # who may come in without the directory

ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "organizations.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# Failures: by address, and by name and address together (organizations.adapters), or a stranger would keep somebody
# out (S-56). The one-time code, which is asked for after the right password, by person.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "10/m/ip,5/300s/key"}
MFA_ADAPTER = "organizations.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Bunkyo Support"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a key left in a machine confirms nothing (S-55)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEVELOPMENT
USERSESSIONS_TRACK_ACTIVITY = True
# Ours enter what was wrong in the log of reading (S-69).
MFA_FORMS = {
    "authenticate": "organizations.factor_forms.CodeForm",
    "authenticate_webauthn": "organizations.factor_forms.PasskeyForm",
    "reauthenticate": "organizations.factor_forms.CodeAgainForm",
    "reauthenticate_webauthn": "organizations.factor_forms.PasskeyAgainForm",
    "login_webauthn": "organizations.factor_forms.PasskeyAloneForm",
}
USERSESSIONS_ADAPTER = "organizations.adapters.SessionsAdapter"

# --- grants and history --------------------------------------------------------------------
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_MONKEY_PATCH_GROUP = False
ANONYMOUS_USER_NAME = None
# W001 asks for guardian's backend; has_perm opens nothing here, on purpose (S-03).
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
# History rows are written by a database trigger, which sees every write (access.policies);
# the library gives the tables and the questions.
SIMPLE_HISTORY_ENABLED = False
SIMPLE_HISTORY_HISTORY_ID_USE_UUID = True
SIMPLE_HISTORY_ENFORCE_HISTORY_MODEL_PERMISSIONS = True

# --- language ------------------------------------------------------------------------------
LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_I18N = True
USE_TZ = True

# --- static files --------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEVELOPMENT
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEVELOPMENT

# --- cache: used one-time codes and limits of login attempts, shared by all web processes so
# that a code works once; nothing of a case is ever put there (S-35, S-55) -----------------------
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "organizations_login_cache",
        # More than a day of names and addresses: whoever fills it would have earlier failures forgotten.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- Celery: the job table is the truth, Redis only a doorbell (S-36, S-37); for jobs it is rung by
# `manage.py relay_jobs`, which listens to the database --------------------------------------------
CELERY_BROKER_URL = address("REDIS_URL", "redis://127.0.0.1:6379/0")
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "health_check_interval": 25,
    "max_retries": 1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_TASK_SEND_SENT_EVENT = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Alerts are told when somebody looks; these only find them. Short in tests.
ALERTS_EVERY_SECONDS = float(os.environ.get("ALERTS_EVERY_SECONDS", "900"))
DIGESTS_EVERY_SECONDS = float(os.environ.get("DIGESTS_EVERY_SECONDS", "600"))
# Boards of who looked or logged in within so many minutes are counted before they are a minute old
# (reports.keeping_fresh); 0: when somebody looks.
BOARDS_FRESH_FOR = timedelta(minutes=float(os.environ.get("BOARDS_FRESH_MINUTES", "30")))
BOARDS_EVERY_SECONDS = 10.0
# What took longer to count the last time, or was never counted (kept.UNKNOWN_MS), is not waited for: the page says so,
# and comes again (reports.counted_first).
BOARDS_WAIT_MS = int(os.environ.get("BOARDS_WAIT_MS", "100"))
CELERY_BEAT_SCHEDULE = {
    "throw-away": {"task": "jobs.tasks.throw_away_expired", "schedule": 300.0},
    "sessions": {"task": "jobs.tasks.throw_away_sessions", "schedule": 3600.0},
    "drafts": {"task": "drafts.tasks.throw_away_old", "schedule": 3600.0},
    "lists": {"task": "cases.tasks.throw_away_old_lists", "schedule": 3600.0},
    "anchor": {"task": "jobs.tasks.anchor_access_log", "schedule": 60.0},
    "clocks": {
        "task": "jobs.tasks.compare_clocks",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    # A ring that nobody has heard when the next one comes is dropped: workers do not fall behind.
    "alerts": {
        "task": "alerts.tasks.compute_alerts",
        "schedule": ALERTS_EVERY_SECONDS,
        "options": {"expires": ALERTS_EVERY_SECONDS},
    },
    "daily-mails": {
        "task": "alerts.tasks.send_digests",
        "schedule": DIGESTS_EVERY_SECONDS,
        "options": {"expires": DIGESTS_EVERY_SECONDS},
    },
    "figures": {
        "task": "reports.tasks.count_figures",
        "schedule": 45.0,
        "options": {"expires": 45.0},
    },
    "boards": {
        "task": "reports.tasks.count_boards",
        "schedule": BOARDS_EVERY_SECONDS,
        "options": {"expires": BOARDS_EVERY_SECONDS},
    },
    "unusual-reading": {"task": "jobs.tasks.find_unusual_reading", "schedule": 3600.0},
}
CELERY_BEAT_SCHEDULER = "bunkyo_support.heartbeat.Scheduler"
CELERY_BEAT_SCHEDULE_FILENAME = os.environ.get("BEAT_SCHEDULE_FILE", "celerybeat-schedule")

# --- mail: never content, see notifications ---------------------------------------------------
# Without a mail server nothing is sent, and pages say so; a developer's mails go nowhere.
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
_MAIL = "django.core.mail.backends." + ("smtp" if EMAIL_HOST else "dummy") + ".EmailBackend"
EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND", _MAIL)
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_USE_TLS = flag("EMAIL_USE_TLS")
EMAIL_HOST_USER = os.environ.get("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = optional_secret("EMAIL_PASSWORD")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", "noreply@localhost")
# Mail goes to work addresses of these domains and nowhere else; none: no mail at all (S-31).
_MAIL_DOMAINS = os.environ.get("MAIL_DOMAINS", "example.lg.jp" if DEVELOPMENT else "")
MAIL_DOMAINS = {
    domain.strip().lower()
    for domain in _MAIL_DOMAINS.split(",")
    if domain.strip() and (EMAIL_HOST or DEVELOPMENT)
}
# Where the system is found, for the one link of a mail: https://support.example.lg.jp
SITE_ADDRESS = os.environ.get("SITE_ADDRESS", "").rstrip("/")
ADMINS: list[Any] = []

# --- logs: route names and reference numbers, never paths, queries or messages (S-38) -----------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"neutral": {"()": "bunkyo_support.logs.NeutralFilter"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["neutral"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        "django.db.backends": {"level": "WARNING"},
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "CRITICAL"},
    },
}

CONTENT_SECURITY_POLICY = csp.CONTENT_SECURITY_POLICY

# --- transport ---------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = not DEVELOPMENT
SECURE_HSTS_SECONDS = 0 if DEVELOPMENT else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEVELOPMENT
SECURE_HSTS_PRELOAD = not DEVELOPMENT
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
# A kanji takes nine bytes. Far more than any form takes (documents.forms.MOST_TEXT), so that what is too long is
# said beside its field, where it still stands; beyond this the page of views.not_received answers.
DATA_UPLOAD_MAX_MEMORY_SIZE = 20_000_000
# Files are read into memory, never onto a disk of the web server, and no further than they may be.
FILE_UPLOAD_HANDLERS = ["bunkyo_support.uploads.BoundedUploadHandler"]
