"""The page: plain files, read anew each time, under a policy that lets nothing in from elsewhere."""

from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).with_name("page")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
KINDS = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    "": "text/plain",
    ".txt": "text/plain",
}


async def index(request: web.Request) -> web.StreamResponse:
    del request
    return _answer(FOLDER / "index.html")


async def file(request: web.Request) -> web.StreamResponse:
    """Of /page/…: what lies in the folder and is of a kind that a page is made of."""
    path = (FOLDER / request.match_info["file"]).resolve()
    if not path.is_relative_to(FOLDER) or path.suffix not in KINDS or not path.is_file():
        return web.Response(status=404, text="No such file of the page.\n", headers=HEADERS)
    return _answer(path)


def _answer(path: Path) -> web.Response:
    return web.Response(body=path.read_bytes(), content_type=KINDS[path.suffix], charset="utf-8", headers=HEADERS)
