"""The application for a WSGI server, where one is all that a host offers."""

import os

from django.core.wsgi import get_wsgi_application

from config.safety import refuse_unsafe_production

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

refuse_unsafe_production()
application = get_wsgi_application()
