"""Mizan for this app: which modules hold functions, who asks, and what a call's transaction is."""

from mizan_fastapi import Mizan

from app.accounts import sessions
from app.answers import Answers
from app.settings import FEATURES, settings

mizan = Mizan(
    secret=settings.secret_key,
    clients=[f"app.{feature}.mizan_clients" for feature in FEATURES],
    identify=sessions.identify,
    unit_of_work=sessions.unit_of_work,
    answers=Answers(),
    allowed_origins=settings.trusted_origins,
    secure_cookies=settings.uses_https,
)
