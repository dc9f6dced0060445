"""The app in a browser, against its production build: `make e2e`.

The specs name things by role and accessible name only, so that they drive any frontend.
"""
