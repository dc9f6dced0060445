"""Settings: what differs between machines comes from the environment (`.env.example` lists it).

With APP_DEBUG=1 this is development. Otherwise it is production, which refuses to serve
where that would not be safe (`config/safety.py`).
"""

from pathlib import Path

from config import databases, environment, logs, project
from config.safety import DEVELOPMENT_SECRET, is_loopback_only

BACKEND_DIR = Path(__file__).resolve().parent.parent
PROJECT_DIR = BACKEND_DIR.parent
FRONTEND_DIR = PROJECT_DIR / "frontend"

environment.load_env_file(Path(environment.text("ENV_FILE", str(PROJECT_DIR / ".env"))))

# --- Development or production -------------------------------------------------------------

DEBUG = environment.flag("APP_DEBUG")
IS_PRODUCTION = not DEBUG or environment.text("APP_ENV") == "production"
SECRET_KEY = environment.text("SECRET_KEY", DEVELOPMENT_SECRET)
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS")
HOST = environment.host("HOST", "127.0.0.1")
if not IS_PRODUCTION:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]", HOST]

# Browsers send Secure cookies over TLS only. An app that answers to loopback names alone is
# tried out over plain http on this machine; everything else speaks TLS.
USES_HTTPS = environment.flag(
    "HTTPS", default=IS_PRODUCTION and not is_loopback_only(ALLOWED_HOSTS)
)
USES_VITE = environment.flag("MIZAN_DEV")

# --- The project ---------------------------------------------------------------------------

PROJECT_NAME = project.NAME
PROJECT_DESCRIPTION = project.DESCRIPTION

INSTALLED_APPS = [
    "accounts",
    "boards",
    "pages",
    "mizan",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "config.middleware.request_id",
    "config.middleware.content_security_policy",
    "django.middleware.security.SecurityMiddleware",
    "config.static_files.StaticFilesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pages.database.DatabaseTroubleMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BACKEND_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

# --- Data ----------------------------------------------------------------------------------

REDIS_URL = environment.text("REDIS_URL")
DATABASES = {
    "default": databases.database(
        environment.text("DATABASE_URL", "sqlite:///db.sqlite3"), PROJECT_DIR
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = databases.caches(REDIS_URL)
SESSION_ENGINE = f"django.contrib.sessions.backends.{'cached_db' if REDIS_URL else 'db'}"

# --- Mizan ---------------------------------------------------------------------------------

TRUSTED_ORIGINS = environment.words("TRUSTED_ORIGINS")
MIZAN = {
    "SECRET": SECRET_KEY,
    "MAX_BODY": 1_048_576,
    "ALLOWED_ORIGINS": TRUSTED_ORIGINS,
    # Answers are kept for a day, so that a page may send a call again whose answer was lost.
    "IDEMPOTENCY": True,
}

# --- People and passwords ------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# --- Doors ---------------------------------------------------------------------------------

# `__Host-` binds a cookie to this host over TLS: no other subdomain can plant one. The slug keeps
# two projects on one machine apart, for cookies do not look at ports.
_COOKIE_PREFIX = f"{'__Host-' if USES_HTTPS else ''}{project.SLUG}_"
SESSION_COOKIE_NAME = f"{_COOKIE_PREFIX}session"
SESSION_COOKIE_SECURE = USES_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{_COOKIE_PREFIX}csrf"
CSRF_COOKIE_SECURE = USES_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = TRUSTED_ORIGINS

SECURE_SSL_REDIRECT = USES_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = environment.whole_number("HSTS_SECONDS", 2_592_000) if USES_HTTPS else 0
# Only you know whether all subdomains speak TLS, for years to come: widen SECURE_HSTS_* yourself.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Only behind a proxy that always sets X-Forwarded-Proto and X-Forwarded-For itself: otherwise
# anybody could claim to speak TLS, or to be somebody else.
TRUSTS_PROXY = environment.flag("TRUST_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTS_PROXY else None

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000

# --- Pages and static files ----------------------------------------------------------------

VITE_ORIGIN = environment.text(
    "VITE_ORIGIN", f"http://{HOST}:{environment.whole_number('VITE_PORT', 5173)}"
)
FRONTEND_ENTRY = project.FRONTEND_ENTRY
FRONTEND_DIST = FRONTEND_DIR / "dist"

STATIC_URL = "/static/"
STATIC_ROOT = BACKEND_DIR / "staticfiles"
STATICFILES_DIRS = [BACKEND_DIR / "static", *([FRONTEND_DIST] if FRONTEND_DIST.is_dir() else [])]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedStaticFilesStorage"
    },
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
# Vite puts a hash of the content into these names, so a changed file has another address.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/assets/.+-[\w-]{8}\.\w+$"

LOGGING = logs.configuration(
    as_json=IS_PRODUCTION, level=environment.text("LOG_LEVEL", "INFO").upper()
)
