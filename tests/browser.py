"""Real use of a page: a Streamlit server of one's own, and Debian's Chromium.

Three things that every browser test needs, as context managers and as fixtures
(`tests/conftest.py` hands the fixtures to every test file):

- `running_app(script)` / fixture `serve_app`: a Streamlit server on 127.0.0.1, on a
  free port, waited for until healthy, ended by its own process id;
- `open_browser()` / fixture `chromium`: one headless Chromium a test session;
- `open_visit(browser)` / fixture `visit`: a page with everything it asked for
  written down: requests that left 127.0.0.1, websocket frames with their sizes,
  errors in the console.

No address outside 127.0.0.1 can be reached: the browser resolves no other name, so a
page that needs one is seen to be broken, and the attempt stands in `Visit.outside`.

    def test_page(serve_app, visit):
        app = serve_app(ROOT / "app.py")
        seen = visit(app.address)
        seen.page.get_by_role("heading", name="Map").wait_for()
        assert seen.outside == []
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    WebSocket,
    sync_playwright,
)

__all__ = [
    "CHROMIUM",
    "ROOT",
    "RunningApp",
    "Visit",
    "chromium",
    "open_browser",
    "open_visit",
    "running_app",
    "serve_app",
    "settled",
    "visit",
]

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = Path("/usr/bin/chromium")
MISSING = "chromium is missing: install it with: sudo apt-get install chromium"
_ARGUMENTS = [
    "--no-sandbox",  # tests run as root in containers
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
_HOME = ("127.0.0.1", "localhost")


@dataclass(frozen=True)
class RunningApp:
    """A Streamlit server that answers: where it is, and what it wrote."""

    address: str  # with the base path, ends with a slash
    pid: int
    log: Path

    def wrote(self) -> str:
        """Everything the server has written to standard output and error."""
        return self.log.read_text(encoding="utf-8", errors="replace")


@dataclass
class Visit:
    """One page in a browser context of its own, and what it asked for."""

    page: Page
    outside: list[str] = field(default_factory=list)  # addresses off 127.0.0.1
    requests: list[str] = field(default_factory=list)  # every address asked for
    frames_in: list[int] = field(default_factory=list)  # bytes, in order of arrival
    frames_out: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)  # console errors, exceptions

    def forget(self) -> None:
        """Empty all lists: what follows is counted from here."""
        for seen in (self.outside, self.requests, self.errors):
            seen.clear()
        self.frames_in.clear()
        self.frames_out.clear()


def settled(page: Page, timeout: float = 60.0) -> None:
    """Wait until Streamlit is connected, runs no script and has drawn the page.

    Right after a click the run may not have begun: wait for what the click should
    bring (`expect(...)`, `locator.wait_for()`), and call this after that, if at all.
    `timeout` in seconds. Raises Playwright's TimeoutError after that.
    """
    page.wait_for_selector(
        "[data-testid='stApp'][data-test-script-state='notRunning']"
        "[data-test-connection-state='CONNECTED']",
        timeout=timeout * 1000,
    )
    # Two frames: what React was given last is then on the screen.
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => "
        "requestAnimationFrame(done)))"
    )


@contextmanager
def running_app(
    script: Path | str, *, base_path: str = "", options: dict[str, str] | None = None
) -> Iterator[RunningApp]:
    """Serve one Streamlit script on 127.0.0.1 until the block ends.

    Parameters
    ----------
    script : path of the script; imports start at the project's root
    base_path : text
        `server.baseUrlPath`, for instance "wellbeing/map".
    options : further Streamlit options, for instance {"theme.base": "dark"}

    Raises
    ------
    RuntimeError
        The server did not become healthy; with everything it wrote.
    """
    with tempfile.TemporaryDirectory(prefix="tasapaino-app-") as folder:
        log = Path(folder) / "server.log"
        process, port = _started(Path(script), log, base_path, options or {})
        try:
            path = f"{base_path.strip('/')}/" if base_path else ""
            yield RunningApp(f"http://127.0.0.1:{port}/{path}", process.pid, log)
        finally:
            _end(process)


def _started(
    script: Path, log: Path, base_path: str, options: dict[str, str]
) -> tuple[subprocess.Popen[bytes], int]:
    for _attempt in range(3):  # another process may take the free port first
        port = _free_port()
        process = _spawn(script, log, port, base_path, options)
        try:
            if _healthy(process, port, base_path):
                return process, port
        except BaseException:
            _end(process)
            raise
        _end(process)
    wrote = log.read_text(encoding="utf-8", errors="replace")
    raise RuntimeError(f"streamlit did not start {script}; it wrote:\n{wrote}")


def _spawn(
    script: Path, log: Path, port: int, base_path: str, options: dict[str, str]
) -> subprocess.Popen[bytes]:
    settings = {
        "server.address": "127.0.0.1",
        "server.port": str(port),
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "server.baseUrlPath": base_path,
        **options,
    }
    flags = [f"--{name}={value}" for name, value in settings.items()]
    command = [sys.executable, "-m", "streamlit", "run", str(script.resolve()), *flags]
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    with log.open("ab") as output:  # the child keeps its own handle
        return subprocess.Popen(
            command,
            cwd=ROOT,  # so that .streamlit/config.toml is read
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _healthy(process: subprocess.Popen[bytes], port: int, base_path: str) -> bool:
    """True once the server answers; False when it ended by itself."""
    path = f"/{base_path.strip('/')}" if base_path else ""
    address = f"http://127.0.0.1:{port}{path}/_stcore/health"
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            return False
        try:
            with direct.open(address, timeout=2) as answer:
                if answer.status == 200:
                    return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=10)


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Debian's Chromium, headless, until the block ends.

    Fails the test (never skips it) where Chromium is not installed.
    """
    if not CHROMIUM.exists():
        pytest.fail(MISSING, pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=_ARGUMENTS
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def open_visit(
    browser: Browser,
    address: str,
    *,
    width: int = 1440,
    height: int = 900,
    **context: Any,
) -> Iterator[Visit]:
    """Open `address` in a fresh context and write down what it asks for.

    Further keywords go to Playwright's `new_context`: `color_scheme="dark"`,
    `has_touch=True`, `reduced_motion="reduce"`, `forced_colors="active"`, ...
    Waits until Streamlit has drawn the page.
    """
    opened = browser.new_context(viewport={"width": width, "height": height}, **context)
    try:
        seen = Visit(opened.new_page())
        _write_down(seen)
        seen.page.goto(address)
        settled(seen.page)
        yield seen
    finally:
        opened.close()


def _write_down(seen: Visit) -> None:
    def asked(address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme in ("data", "blob", "about"):
            return
        seen.requests.append(address)
        if parts.hostname not in _HOME:
            seen.outside.append(address)

    def talks(socket_: WebSocket) -> None:
        asked(socket_.url)
        socket_.on("framereceived", lambda load: seen.frames_in.append(_size(load)))
        socket_.on("framesent", lambda load: seen.frames_out.append(_size(load)))

    page = seen.page
    page.context.on("request", lambda request: asked(request.url))
    page.on("websocket", talks)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("console", lambda said: _note_error(seen, said))


def _note_error(seen: Visit, said: ConsoleMessage) -> None:
    # On a page other than the first, Streamlit looks for its server under the page's
    # own address before it finds it: an expected "not found", not an error of ours.
    if said.type == "error" and "/_stcore/" not in said.location.get("url", ""):
        seen.errors.append(said.text)


def _size(load: str | bytes) -> int:
    return len(load.encode() if isinstance(load, str) else load)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for the whole test session (with pytest-xdist: one a worker)."""
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def serve_app() -> Iterator[Callable[..., RunningApp]]:
    """Function that serves a script; the same call in one module shares the server.

    Takes what `running_app` takes. All servers end with the module's last test.
    """
    servers: dict[tuple[Any, ...], RunningApp] = {}
    with ExitStack() as stack:

        def serve(
            script: Path | str,
            *,
            base_path: str = "",
            options: dict[str, str] | None = None,
        ) -> RunningApp:
            sort = (str(script), base_path, tuple(sorted((options or {}).items())))
            if sort not in servers:
                server = running_app(script, base_path=base_path, options=options)
                servers[sort] = stack.enter_context(server)
            return servers[sort]

        yield serve


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Visit]]:
    """Function that opens an address; takes what `open_visit` takes, but the browser.

    Every page closes with the test.
    """
    with ExitStack() as stack:

        def go(address: str, **how: Any) -> Visit:
            return stack.enter_context(open_visit(chromium, address, **how))

        yield go
