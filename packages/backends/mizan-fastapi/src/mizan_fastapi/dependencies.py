"""`Annotated[T, Depends(f)]` arguments, resolved by FastAPI's own machinery. Protocol §1."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_dependant, solve_dependencies
from fastapi.params import Depends
from mizan_core.errors import ValidationFailed
from mizan_core.signature import inject_with, injected_of
from starlette.requests import Request

inject_with(Depends)


def dependant_of(function: Callable[..., Any]) -> Dependant | None:
    """What a function asks of FastAPI, or None; made once, before the first request."""
    injected = injected_of(function)
    if not injected:
        return None
    parameters = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation)
        for name, annotation in injected.items()
    ]

    def asks(**_: Any) -> None:
        """Stands for the function: it has the same dependencies and nothing else."""

    asks.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return get_dependant(path="", call=asks)


async def solve(
    dependant: Dependant, request: Request, stack: AsyncExitStack, cache: dict[Any, Any]
) -> dict[str, Any]:
    """The values of the injected arguments; what was opened for them closes with the stack.

    Raises ValidationFailed where a dependency's own header, cookie or query value does not fit.
    """
    request.scope["fastapi_inner_astack"] = stack
    request.scope["fastapi_function_astack"] = stack
    solved = await solve_dependencies(
        request=request,
        dependant=dependant,
        dependency_overrides_provider=request.scope.get("app"),
        dependency_cache=cache,
        async_exit_stack=stack,
        embed_body_fields=False,
    )
    if solved.errors:
        raise ValidationFailed(details=[_problem(each) for each in solved.errors])
    return solved.values


def _problem(error: Any) -> dict[str, Any]:
    return {"path": list(error["loc"]), "message": error["msg"], "type": error["type"]}
