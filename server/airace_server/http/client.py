"""The built client: its files, and its one page for every address that the client itself routes."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Match, Route
from starlette.types import Scope

import airace_server

FOR_EVER: Final = "public, max-age=31536000, immutable"
ASK_AGAIN: Final = "no-cache"
HASHED: Final = "assets/"
"""Folder of files whose names hold their hash."""
COMPRESSIBLE: Final = frozenset({".html", ".js", ".css", ".svg", ".json", ".txt", ".map", ".webmanifest"})
CLIENT_PAGES: Final = ("play", "join", "facilitate", "screen", "debrief", "studio", "codex")
NOT_BUILT: Final = """<!doctype html><html lang="en"><meta charset="utf-8"><title>airace</title>
<h1>The client is not built</h1>
<p>The server runs, but the pages of the game are missing. Start it with <code>make run</code>, which builds them.</p>
"""


def client_folder(chosen: Path | None) -> Path:
    """Where the built client is: the chosen folder, the one inside the package, or the checkout's."""
    if chosen is not None:
        return chosen
    package = Path(airace_server.__file__).resolve().parent
    inside = package / "static"
    return inside if inside.is_dir() else package.parents[1] / "web_client" / "dist"


@dataclass(frozen=True)
class Asset:
    """A file as it is sent. ``zipped`` None: not worth compressing."""

    plain: bytes
    zipped: bytes | None
    kind: str
    tag: str


@lru_cache(maxsize=512)
def load(file: Path, changed: int) -> Asset:
    """Read and compress a file once; ``changed`` (its time stamp) makes an edited file be read anew."""
    plain = file.read_bytes()
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    zipped = gzip.compress(plain, mtime=0) if file.suffix in COMPRESSIBLE else None
    if kind.startswith("text/") or kind.endswith("javascript"):
        kind = f"{kind}; charset=utf-8"
    return Asset(plain, zipped, kind, f'"{hashlib.sha256(plain).hexdigest()[:32]}"')


class Client:
    """The files under ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def page(self) -> bytes:
        """The client's one page; empty when it is not built."""
        index = self._folder / "index.html"
        return index.read_bytes() if index.is_file() else b""

    def serve(self, path: str, request: Request) -> Response:
        """The file of this path, or the page where the client routes it; else 404."""
        file = self._find(path)
        if file is not None:
            return self._send(file, request, FOR_EVER if path.startswith(HASHED) else ASK_AGAIN)
        routed = path == "" or path.split("/", 1)[0] in CLIENT_PAGES
        if not routed and "text/html" not in request.headers.get("accept", ""):
            raise HTTPException(404)
        index = self._find("index.html")
        if index is None:
            return HTMLResponse(NOT_BUILT, 503)
        return self._send(index, request, ASK_AGAIN, 200 if routed else 404)

    def _find(self, path: str) -> Path | None:
        if "\0" in path or path.startswith(".") or "/." in path:
            return None
        file = (self._folder / path).resolve()
        return file if file.is_relative_to(self._folder) and file.is_file() else None

    def _send(self, file: Path, request: Request, caching: str, status: int = 200) -> Response:
        asset = load(file, file.stat().st_mtime_ns)
        headers = {"cache-control": caching, "etag": asset.tag, "vary": "accept-encoding"}
        if status == 200 and asset.tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if asset.zipped is not None and "gzip" in request.headers.get("accept-encoding", ""):
            return Response(asset.zipped, status, {**headers, "content-encoding": "gzip"}, media_type=asset.kind)
        return Response(asset.plain, status, headers, media_type=asset.kind)


class ClientRoute(Route):
    """Takes what no other route took; it must be the last. Addresses of the interface are none of its business: there a
    wrong method is a wrong method."""

    def __init__(self, client: Client) -> None:
        async def page(request: Request) -> Response:
            return client.serve(request.path_params["path"], request)

        super().__init__("/{path:path}", page, methods=["GET"], include_in_schema=False)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        path = scope["path"]
        if path == "/api" or path.startswith("/api/"):
            return Match.NONE, {}
        match, child = super().matches(scope)
        return match, {**child, "route": self}
