"""Settings shared by every environment; a city changes the environment and the CMS, never this file."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env

BASE_DIR = Path(__file__).resolve().parents[3]
env = Env()
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var")))
DATA_DIR.mkdir(parents=True, exist_ok=True)
env.read_env(str(DATA_DIR / "env"), recurse=False)

DEBUG = False
DEMO = env.bool("DEMO", False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [])
BASE_URL = env.str("BASE_URL", "http://127.0.0.1:8000")

INSTALLED_APPS = [
    "portal",
    "stats",
    "forms.apps.FormsConfig",
    "search",
    "home",
    "credentials",
    "programs",
    "helpdesk",
    "cases",
    "accounts",
    "audit",
    "core",
    "wagtail_modeladmin",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.redirects",
    "wagtail.locales",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.sites",
    "wagtail.embeds",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "formtools",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "phonenumber_field",
    "django.contrib.admin",  # no address: wagtail-modeladmin's filters look the app up
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "wagtail.contrib.sitemaps",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
]

if DEMO:
    INSTALLED_APPS.insert(0, "demo")

MIDDLEWARE = [
    "core.pagecache.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.middleware.HeadersMiddleware",
    "core.middleware.MethodsMiddleware",
    "core.middleware.DamagedFormMiddleware",
    "core.middleware.StillUsedMiddleware",
    "core.uploads.BodyLimit",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.StaffIdleMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "core.renderers.FormRenderer"
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
                "wagtail.contrib.settings.context_processors.settings",
                "home.context.site",
            ],
        },
    },
]

# Database: SQLite by default. IMMEDIATE, because deferred transactions lose registrations under load.
DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "core.sqlite3"  # with one door for all writers
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}

_table = {"BACKEND": "core.caches.DatabaseCache", "LOCATION": "cache"}
CACHES = {"default": _table, "marks": _table}
if env.str("CACHE_URL", ""):  # the table stands in while the server is away; marks are kept in the server alone
    _server = env.dj_cache_url("CACHE_URL")
    CACHES = {"default": _server | {"BACKEND": "core.caches.RedisCache"}, "reserve": _table}
    CACHES["marks"] = _server | {"BACKEND": "core.caches.PlainRedisCache"}
# Sizes of pictures are prefetched with their pages; in the default cache each look at one would be a write.
CACHES["renditions"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}

# Pages kept in memory (docs/caching.md). The mark that makes them stale is a file, or with CACHE_URL a value there.
GENERATION_IN_CACHE = bool(env.str("CACHE_URL", ""))
PAGE_CACHE_MB = env.int("PAGE_CACHE_MB", 32)  # in each web process; 0 keeps nothing
PAGE_CACHE_SECONDS = 60
PAGE_CACHE_GRACE = 1.0  # seconds for which a page may still be given out after a change: pages are not made in a rush
PAGE_CACHE_PARAMS = frozenset(
    {"q", "jenis", "bidang", "status", "bulan", "hal", "program", "tempat", "hari", "tampilan", "tahun", "kategori"}
    | {"acara", "dari"}
)
# Tables about people and machinery: what is written there changes no public page. By beginning of the name.
UNSEEN_TABLES = (
    *("account_", "accounts_", "audit_", "auth_", "cache", "cases_b", "cases_c", "cases_d", "cases_n", "cases_s"),
    *("core_heartbeat", "core_holidaychange", "core_outbox", "core_private", "core_quarantined", "core_throttle"),
    *("credentials_", "django_", "intake_", "mfa_"),
    "portal_",
    *("programs_attendance", "programs_completion", "programs_offer", "programs_registration", "programs_sessionsheet"),
    *("search_change", "search_failed", "search_replica", "search_term", "search_trigram"),
    *("simple_translation_", "sqlite_", "wagtailadmin_", "wagtailcore_comment", "wagtailcore_modellog"),
    *("wagtailcore_pagelog", "wagtailcore_pagesub", "wagtailcore_referenceindex", "wagtailcore_revision"),
    *("wagtailcore_task", "wagtailcore_uploaded", "wagtailcore_workflow", "wagtailsearch_", "wagtailusers_"),
)

# Tables that visitors can see and that registrations and decisions write all day (core.generation): what is kept of
# the others outlives them.
DAILY_TABLES = {"programs_batch", "programs_enrolment", "stats_fact", "stats_keeprate", "helpdesk_score"}

TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "background": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]},
}

# Secrets. DATA_KEYS: Fernet keys, the first encrypts, all decrypt. HASH_KEY: keyed look-up of NIK.
SECRET_KEY = env.str("SECRET_KEY")
DATA_KEYS = env.list("DATA_KEYS")
HASH_KEY = env.str("HASH_KEY")
SIGNING_KEYS = env.list("SIGNING_KEYS")

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.AccountBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 3
ACCOUNT_LOGIN_TIMEOUT = 60 * 60
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
# One place may be a village hall with one address for everybody: the caps of a place are high, those of an account low.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "60/m/ip,3/m/key,10/h/key",
    "login": "120/m/ip",
    "login_failed": "100/300s/ip,5/300s/key",  # the key is account and place (accounts.adapter)
}
STAFF_IDLE_MINUTES = env.int("STAFF_IDLE_MINUTES", 60)  # without a touch in the CMS; 0: never
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_SESSION_REMEMBER = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", 0)
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", False)  # production turns it on
MFA_ADAPTER = "accounts.adapter.MfaAdapter"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# Words
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "site" / "locale"]
TIME_ZONE = env.str("TIME_ZONE", "Asia/Jakarta")
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# Files: everything a citizen uploads lives outside MEDIA_ROOT and is served by views only.
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "site" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
PRIVATE_ROOT = DATA_DIR / "private"
PRINT_ROOT = BASE_DIR / "templates" / "print"
PRINT_FONTS = BASE_DIR / "build" / "fonts"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(PRIVATE_ROOT), "base_url": None, "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
SENDFILE_BACKEND = "core.sendfile"
SENDFILE_ROOT = str(PRIVATE_ROOT)
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = ["core.uploads.SmallFile", "core.uploads.BoundedFile"]
UPLOAD_MAX_MB = env.int("UPLOAD_MAX_MB", 5)
CLAMD = env.str("CLAMD", "")  # virus scanner: host:port or the path of its socket; nothing: no scan
UNSCANNED_UPLOADS = env.str("UNSCANNED_UPLOADS", "hold")  # while it is away: "hold" until scanned, or "refuse"
QUARANTINE_DAYS = env.int("QUARANTINE_DAYS", 30)
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # an editor's page with 30 sessions

# Mail: everything goes through the outbox; this is where the outbox hands over.
EMAIL_URL = env.dj_email_url("EMAIL_URL", "console://")
EMAIL_BACKEND = EMAIL_URL["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL_URL["EMAIL_HOST"]
EMAIL_PORT = EMAIL_URL["EMAIL_PORT"]
EMAIL_HOST_USER = EMAIL_URL["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = EMAIL_URL["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = EMAIL_URL["EMAIL_USE_TLS"]
EMAIL_USE_SSL = EMAIL_URL["EMAIL_USE_SSL"]
EMAIL_FILE_PATH = str(DATA_DIR / "mail")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "layanan@cakapkerja.example")

# CMS
WAGTAIL_SITE_NAME = env.str("SITE_NAME", "Tangerang Cakap Kerja")
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE = True  # a new page stands in English too, following the Indonesian one
WAGTAILADMIN_PERMITTED_LANGUAGES = [("id-id", "Bahasa Indonesia"), ("en", "English")]
WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False  # /akun/kata-sandi/ does it, for everybody
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False  # an address is proved by a code
WAGTAILUSERS_PASSWORD_REQUIRED = False
WAGTAILIMAGES_IMAGE_MODEL = "core.CustomImage"
WAGTAILDOCS_DOCUMENT_MODEL = "core.CustomDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "core.uploads.DocumentForm"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "odt", "ods", "csv", "txt"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "core.uploads.ImageForm"
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "avif"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
# The public search: its own table, and Elasticsearch where addresses are given (comma between several nodes).
ELASTICSEARCH_URL = env.list("ELASTICSEARCH_URL", [])
ELASTICSEARCH_INDEX = env.str("ELASTICSEARCH_INDEX", "cakap-search")
SILENCED_SYSTEM_CHECKS = ["wagtailadmin.W003", "security.W019"]  # W019: the CMS previews our own pages in a frame

# Headers
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "report-uri": "/csp/",
    }
}
CMS_CONTENT_SECURITY_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, "'unsafe-inline'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "object-src": [NONE],
    "base-uri": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
    "frame-src": [SELF],
    "report-uri": "/csp/",
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # previews in the CMS are frames of our own pages

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"personal": {"()": "core.logs.MaskPersonalData"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["personal"], "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {name: {"level": "WARNING"} for name in ("django_tasks", "wagtail")}  # a line for each save otherwise
    | {"elastic_transport": {"level": "CRITICAL"}},  # a line for each question; search.replica says what is wrong
}
