"""What does not fit together stops the start, not the first request."""

import pytest
from fastapi import FastAPI
from mizan_core.registry import Registry, RegistryError
from mizan_fastapi import Mizan, client
from starlette.testclient import TestClient


@client(affects="nothing")
def broken(request) -> int:
    return 1


@client
def good(request) -> int:
    return 1


def app_with(function, mount):
    functions = Registry()
    functions.register(function)
    app = FastAPI(openapi_url=None)
    options = {"secret": "for tests", "functions": functions}
    if mount == "router":
        app.include_router(Mizan(**options).router)
    else:
        app.add_middleware(Mizan, **options)
    return app


@pytest.mark.parametrize("mount", ["router", "middleware"])
def test_a_registry_that_does_not_fit_stops_the_start(mount):
    with (
        pytest.raises(RegistryError, match="broken: there is no context 'nothing'"),
        TestClient(app_with(broken, mount)),
    ):
        pass


@pytest.mark.parametrize("mount", ["router", "middleware"])
def test_a_good_one_starts_and_answers(mount):
    with TestClient(app_with(good, mount)) as http:
        assert http.get("/api/mizan/session/").status_code == 200
