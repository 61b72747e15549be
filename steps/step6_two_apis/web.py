"""What both APIs have in common: problem documents for whatever goes wrong, a limit for bodies, paths and pages."""

from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import unquote

from fastapi import FastAPI, Path, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi_swagger import patch_fastapi
from pydantic import AfterValidator
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from steps.contract import ShopError
from steps.step6_two_apis.problems import MEDIA_TYPE, as_json, problem_of

LARGEST_BODY = 16 * 1024  # bytes

# a part of a path, in which an id's own / is written as %2F
PathText = Annotated[str, Path(min_length=1), AfterValidator(unquote)]


def new_app(title: str, description: str) -> FastAPI:
    """An app with an interactive page at /docs that needs no network, and with problem documents for every error."""
    app = FastAPI(
        title=title,
        description=description,
        version="1",
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
    )
    patch_fastapi(app)
    app.add_middleware(Limits)
    app.add_exception_handler(ShopError, tell_shop_error)
    app.add_exception_handler(RequestValidationError, tell_malformed)
    app.add_exception_handler(HTTPException, tell_http_error)
    app.add_exception_handler(Exception, tell_failure)

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        """That this process is alive."""
        return {"status": "alive"}

    return app


class Limits:
    """Cuts off a body that is longer than any command, and leaves a path as it was sent, so that an id may hold a /."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        left = LARGEST_BODY

        async def receive_counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413, f"No body is longer than {LARGEST_BODY} bytes")
            return message

        await self.app({**scope, "path": scope["raw_path"].decode("latin-1")}, receive_counted, send)


async def tell_shop_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, ShopError)
    return problem_response(problem_of(error))


async def tell_malformed(_: Request, error: Exception) -> Response:
    """400 for what is no JSON, 422 for JSON of another shape."""
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    status = 400 if any(one["type"] == "json_invalid" for one in found) else 422
    detail = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in found)
    return problem_response(blank_problem(status, "The request is malformed", detail))


async def tell_http_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    problem = blank_problem(error.status_code, "The request can't be served", str(error.detail))
    return problem_response(problem, dict(error.headers or {}))


async def tell_failure(_: Request, error: Exception) -> Response:
    return problem_response(blank_problem(500, "The service has failed", type(error).__name__))


def blank_problem(status: int, title: str, detail: str) -> dict[str, Any]:
    """A problem that is no more than its status says."""
    return {"type": "about:blank", "title": title, "status": status, "detail": detail}


def problem_response(problem: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    if problem["status"] == 503:
        headers = {"Retry-After": "1", **(headers or {})}
    return Response(as_json(problem), problem["status"], headers, MEDIA_TYPE)


PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "description": "Names the kind of problem. Programs go by this."},
        "title": {"type": "string", "description": "What this kind of problem is, always in the same words."},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What was wrong this time, for people."},
    },
}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What the OpenAPI document says of these refusals."""
    content = {MEDIA_TYPE: {"schema": PROBLEM}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}
