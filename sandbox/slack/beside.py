"""What stands beside the stand-in, passed on to the page under the stand-in's own address."""

import aiohttp
from aiohttp import web
from yarl import URL

from sandbox.slack import page_files

PATIENCE = 45.0
"""Seconds; a long poll takes up to thirty."""


class Beside:
    """`/beside/{path}` is `URL/{path}`; the stand-in knows nothing else of it."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/beside/{path:.*}", self._pass_on), web.post("/beside/{path:.*}", self._pass_on)]

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _pass_on(self, request: web.Request) -> web.StreamResponse:
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=PATIENCE)
            self._session = aiohttp.ClientSession(timeout=timeout, trust_env=False, auto_decompress=True)
        url = f"{self._url}/{request.rel_url.raw_path.removeprefix('/beside/')}"
        kind = {"Content-Type": request.headers["Content-Type"]} if "Content-Type" in request.headers else {}
        try:
            async with self._session.request(
                request.method,
                URL(url, encoded=True).with_query(request.rel_url.query),
                data=await request.read() or None,
                headers=kind,
                allow_redirects=False,
            ) as answer:
                return _told(answer, await answer.read())
        except (aiohttp.ClientError, OSError):
            error = "What stands beside the stand-in does not answer."
            return web.json_response({"error": error}, status=502, headers=page_files.HEADERS)


def _told(answer: aiohttp.ClientResponse, body: bytes) -> web.Response:
    headers = page_files.HEADERS | {"Content-Type": answer.headers.get("Content-Type", "application/octet-stream")}
    return web.Response(status=answer.status, body=body, headers=headers)
