"""Every error in one shape: ``{code, message, hint, field, args}``."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from airace_server.errors import STATUS, Refusal
from airace_server.messages import ErrorBody

log = structlog.get_logger("airace.http")

DESCRIBED: Final = "/docs describes every address of this server."
LONGEST_PROBLEM: Final = 200

INTERNAL: Final = ErrorBody(
    code="internal",
    message="The server failed.",
    hint="Try again; if it stays so, tell whoever runs the server.",
)
NOT_JSON: Final = ErrorBody(code="bad_frame", message="The body is not JSON.", hint="Send one JSON object.")
NO_OBJECT: Final = ErrorBody(
    code="bad_frame",
    message="The body is not a JSON object, or is not declared as JSON.",
    hint="Send one JSON object with the header `Content-Type: application/json`.",
)
ERROR_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    "4XX": {"model": ErrorBody, "description": "Refused: what happened and what to do."},
    "5XX": {"model": ErrorBody, "description": "The server failed or is busy."},
}


def answer(status: int, body: ErrorBody) -> JSONResponse:
    """An error as a response."""
    headers = {"cache-control": "no-store"}
    if status == HTTPStatus.TOO_MANY_REQUESTS and "seconds" in body.args:
        headers["retry-after"] = str(body.args["seconds"])
    return JSONResponse(body.model_dump(), status, headers)


def refused(refusal: Refusal) -> JSONResponse:
    """A refusal as a response."""
    return answer(refusal.status, refusal.body())


def malformed(error: RequestValidationError) -> ErrorBody:
    """The first thing wrong with a request, without repeating what was sent."""
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"][1:])[:LONGEST_PROBLEM] or None
    if first["type"] == "json_invalid":
        return NOT_JSON
    if not field and first["type"] in ("model_attributes_type", "missing"):
        return NO_OBJECT
    where = f"`{field}`" if field else "The body"
    problem = "Input should be a JSON object" if first["type"] == "model_attributes_type" else first["msg"]
    return ErrorBody(
        code="bad_frame", message=f"{where} is wrong: {problem[:LONGEST_PROBLEM]}.", hint=DESCRIBED, field=field
    )


def plain(error: HTTPException) -> ErrorBody:
    """What the framework itself refuses: unknown addresses and methods."""
    if error.status_code == HTTPStatus.NOT_FOUND:
        return ErrorBody(code="unknown_address", message="There is nothing at this address.", hint=DESCRIBED)
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return ErrorBody(code="wrong_method", message="This address does not take that method.", hint=DESCRIBED)
    return NOT_JSON  # the framework gave up reading the body


def install(app: FastAPI) -> None:
    """Give every error of an application the one shape."""

    @app.exception_handler(Refusal)
    async def on_refusal(request: Request, error: Refusal) -> Response:
        return refused(error)

    @app.exception_handler(RequestValidationError)
    async def on_malformed(request: Request, error: RequestValidationError) -> Response:
        return answer(HTTPStatus.UNPROCESSABLE_ENTITY, malformed(error))

    @app.exception_handler(HTTPException)
    async def on_plain(request: Request, error: HTTPException) -> Response:
        if isinstance(error.__cause__, Refusal):  # raised while the framework read the body
            return refused(error.__cause__)
        body = plain(error)
        response = answer(STATUS[body.code], body)
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(Exception)
    async def on_failure(request: Request, error: Exception) -> Response:
        log.error("request_failed", error=type(error).__name__, exc_info=error)
        return answer(HTTPStatus.INTERNAL_SERVER_ERROR, INTERNAL)
