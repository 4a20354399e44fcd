"""Pages of a book for a shared screen: read only, on this computer only, with the templates of the report.

Who opens the address that ``ketsugi serve`` prints sees what can be read in the book's file.  Its path is secret and new
each time, because on one computer other accounts, and any page in a browser, can reach what listens there.

Source: RFC 9110 section 7.2, for why the name of the host is checked.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from secrets import compare_digest

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from states.errors import Conflict, KetsugiError
from workflow.book import open_book
from workflow.log import genesis
from workflow.render import pages
from workflow.render.tongue import Tongue
from workflow.screens import Screens

ADDRESS = "127.0.0.1"
HEADERS = {
    "Content-Security-Policy": f"{pages.policy()}; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
PATIENCE = 3  # seconds for an answer under way when a person ends it


def listening(port: int) -> socket.socket:
    """A socket on this computer's own address; port 0 is any that is free.

    Raises:
        Conflict: something else listens there.
    """
    try:
        return socket.create_server((ADDRESS, port))
    except OSError as error:
        raise Conflict(
            f"port {port}: {os.strerror(error.errno or 0)}", remedy="give another with --port, or 0 for any"
        ) from None


def run(screens: ASGIApp, at: socket.socket) -> None:
    """Answer until a person, or the system, ends it: that is how it is meant to end."""
    for each in (signal.SIGINT, signal.SIGTERM):  # the server ends its answers first, then raises the signal again
        signal.signal(each, lambda *_: sys.exit(0))
    config = uvicorn.Config(
        screens,
        http="h11",
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=PATIENCE,
    )
    uvicorn.Server(config).run(sockets=[at])


def application(book: Path | str, secret: str, clock: Callable[[], datetime], language: str = "en") -> ASGIApp:
    """The screens of one book, under a path that begins with ``secret``.

    Raises:
        BookUnusable: there is no book.
    """
    with open_book(book).reading(snapshot=False) as reading:
        known = genesis(reading)["book"]
    screens = Screens(book, known, f"/{secret}", clock, Tongue(language))
    routes = [
        Route("/", screens.listed),
        Route("/log", screens.logged),
        Route("/findings", screens.found),
        Route("/subject/{ref}", screens.subject),
    ]
    inner = Starlette(
        routes=[Mount(screens.root, routes=routes)],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[ADDRESS, "localhost"])],
        exception_handlers={KetsugiError: screens.refused, 404: screens.nowhere},
    )
    return _guarded(inner, secret)


def _guarded(screens: ASGIApp, secret: str) -> ASGIApp:
    """Nothing is answered without ``HEADERS``, and no address leads anywhere but one that begins with the secret."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        given = "".join(scope["path"].split("/")[1:2])
        known = compare_digest(given.encode(), secret.encode())  # takes as long for a wrong first letter as for the last
        await screens(scope if known else {**scope, "path": "/"}, receive, sent)

    return answer
