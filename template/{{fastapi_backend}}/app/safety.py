"""What production refuses to serve with. Each rule names the problem and the next step."""

from collections.abc import Sequence
from dataclasses import dataclass

DEVELOPMENT_SECRET = "development-only-secret-that-production-refuses"  # noqa: S105
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})
_SECRET_LENGTH = 32
_NEW_SECRET = "python -c 'import secrets; print(secrets.token_urlsafe(50))'"  # noqa: S105


class SettingsError(Exception):
    """A setting with which the app does not start: the problem, and what to do about it."""

    def __init__(self, problem: str, hint: str) -> None:
        self.problem, self.hint = problem, hint
        super().__init__(f"{problem}\n\nhint: {hint}")


@dataclass(frozen=True)
class Deployment:
    """The settings that decide whether it is safe to serve strangers."""

    secret: str
    hosts: Sequence[str]
    is_debug: bool
    uses_vite: bool
    uses_https: bool


def is_loopback_only(hosts: Sequence[str]) -> bool:
    """Whether nobody but this machine can address the app under any of these names."""
    return bool(hosts) and all(host in LOOPBACK_HOSTS for host in hosts)


def refuse_unsafe(deployment: Deployment) -> None:
    """Raise `SettingsError` for the first thing that strangers must not meet."""
    for is_broken, problem, hint in _rules(deployment):
        if is_broken:
            raise SettingsError(f"Production does not start: {problem}", hint)


def _rules(deployment: Deployment) -> list[tuple[bool, str, str]]:
    secret, hosts = deployment.secret, deployment.hosts
    is_weak = len(secret) < _SECRET_LENGTH or secret.startswith(("development", "django-insecure"))
    return [
        (
            deployment.is_debug,
            "APP_DEBUG is on, which shows source code and settings to everybody.",
            "Remove APP_DEBUG, or remove APP_ENV=production to develop.",
        ),
        (
            deployment.uses_vite,
            "MIZAN_DEV is on, so pages would load their scripts from Vite's development server.",
            "Remove MIZAN_DEV and run `make build`; for development run `make dev`.",
        ),
        (
            secret == DEVELOPMENT_SECRET,
            "SECRET_KEY is not set.",
            f"Put SECRET_KEY into the environment; {_NEW_SECRET} prints a new one. "
            "To develop instead, run `make dev`, or set APP_DEBUG=1.",
        ),
        (
            is_weak,
            "SECRET_KEY is a development secret, or shorter than 32 characters.",
            f"Set another one; {_NEW_SECRET} prints it.",
        ),
        (
            not hosts,
            "ALLOWED_HOSTS is empty.",
            "Set ALLOWED_HOSTS=example.com, or ALLOWED_HOSTS=127.0.0.1 to try it on this machine.",
        ),
        (
            "*" in hosts,
            "ALLOWED_HOSTS holds '*', so anybody could choose the host in links and redirects.",
            "List the names that the app is served under: ALLOWED_HOSTS=example.com.",
        ),
        (
            not deployment.uses_https and not is_loopback_only(hosts),
            "HTTPS=off would send session cookies over the network in the clear.",
            "Remove HTTPS=off. Without TLS the app serves this machine only: "
            "ALLOWED_HOSTS=127.0.0.1,localhost.",
        ),
    ]
