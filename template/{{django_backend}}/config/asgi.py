"""The application for an ASGI server: `uvicorn config.asgi:application --app-dir backend`."""

import os

from django.core.asgi import get_asgi_application
from mizan.asgi import limit_body

from config.safety import refuse_unsafe_production

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

refuse_unsafe_production()
application = limit_body(get_asgi_application())
