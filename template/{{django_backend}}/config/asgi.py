"""The application for an ASGI server: `uvicorn config.asgi:application --app-dir backend`."""

import os

from django.core.asgi import get_asgi_application
from mizan.asgi import wrap_asgi

from config.safety import refuse_unsafe_production

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

refuse_unsafe_production()
application = wrap_asgi(get_asgi_application())
