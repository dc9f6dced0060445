"""Settings: what differs between machines comes from the environment (`.env.example` lists it).

With APP_DEBUG=1 this is development. Otherwise it is production, which refuses to serve where
that would not be safe (`safety.py`).
"""

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app import project
from app.safety import DEVELOPMENT_SECRET, SettingsError, is_loopback_only

BACKEND_DIR = Path(__file__).resolve().parent.parent
PROJECT_DIR = BACKEND_DIR.parent
FRONTEND_DIST = PROJECT_DIR / "frontend" / "dist"
STATIC_DIR = BACKEND_DIR / "static"
STATIC_ROOT = BACKEND_DIR / "staticfiles"

# Packages of `app/`: their models.py, mizan_clients.py and seed.py are found by name.
FEATURES = [
    "accounts",
    "boards",
]

_HOSTS_IN_URLS = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "::1": "[::1]"}  # noqa: S104


def _words(value: object) -> object:
    """A list separated by commas: `ALLOWED_HOSTS=example.com,www.example.com`."""
    if isinstance(value, str):
        return tuple(word.strip() for word in value.split(",") if word.strip())
    return value


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)]


class Settings(BaseSettings):
    """Each is the variable of the same name in capitals, which wins over its line in `.env`."""

    model_config = SettingsConfigDict(
        env_file=os.environ.get("ENV_FILE") or PROJECT_DIR / ".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    app_debug: bool = False
    app_env: Literal["", "development", "production"] = ""
    secret_key: str = DEVELOPMENT_SECRET
    allowed_hosts: Words = ()
    host: str = "127.0.0.1"
    https: bool | None = None
    hsts_seconds: int = Field(default=2_592_000, ge=0)
    # Only behind a proxy that always sets X-Forwarded-Proto and X-Forwarded-For itself: otherwise
    # anybody could claim to speak TLS, or to be somebody else.
    trust_proxy: bool = False
    trusted_origins: Words = ()
    database_url: str = "sqlite:///db.sqlite3"
    redis_url: str = ""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    # What `make dev` sets: pages load their modules from Vite's own server.
    mizan_dev: bool = False
    vite_port: int = Field(default=5173, gt=0, lt=65536)
    vite_origin: str = ""

    @property
    def is_production(self) -> bool:
        """Whether strangers are served: everything but development."""
        return not self.app_debug or self.app_env == "production"

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names that requests may ask for; in development those of this machine, too."""
        own = _HOSTS_IN_URLS.get(self.host, self.host)
        local = () if self.is_production else ("127.0.0.1", "localhost", "[::1]", own)
        return (*self.allowed_hosts, *local)

    @property
    def uses_https(self) -> bool:
        """Browsers send Secure cookies over TLS only. An app that answers to loopback names alone
        is tried out over plain http on this machine; everything else speaks TLS."""
        if self.https is None:
            return self.is_production and not is_loopback_only(self.hosts)
        return self.https

    @property
    def vite(self) -> str:
        """Where Vite's development server is."""
        own = _HOSTS_IN_URLS.get(self.host, self.host)
        return self.vite_origin or f"http://{own}:{self.vite_port}"

    @property
    def session_cookie(self) -> str:
        """`__Host-` binds a cookie to this host over TLS: no other subdomain can plant one. The
        slug keeps two projects on one machine apart, for cookies do not look at ports."""
        return f"{'__Host-' if self.uses_https else ''}{project.SLUG}_session"


def load() -> Settings:
    """The settings of this process. Raises SettingsError that names the variable."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0]).upper()
        problem = f"{name} is {first['input']!r}. {first['msg']}."
        raise SettingsError(problem, f"Set {name} to what .env.example shows.") from error


settings = load()
