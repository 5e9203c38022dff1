"""Stands in for the outside servers that a peer's page asks for scripts and styles.

The files are the ones the page names, from their npm packages, in the same versions
(leaflet.awesome-markers apart: 2.0.5 for 2.0.2, which npm does not have). They come
from this machine, so that the network costs the peer nothing. The browser is told that
every outside name is this server: it connects, encrypts and caches as it does with any
other, and the page is not changed. What is not in any package (two style sheets for
icons that the map does not have) comes empty, map tiles as one transparent picture.
"""

import base64
import hashlib
import ssl
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from tqdm import tqdm

__all__ = ["FILES", "StandIn", "stand_in"]

# End of an address -> package, version, file in it; None: empty.
FILES: dict[str, tuple[str, str, str] | None] = {
    "leaflet.js": ("leaflet", "1.9.3", "dist/leaflet.js"),
    "leaflet.css": ("leaflet", "1.9.3", "dist/leaflet.css"),
    "jquery-3.7.1.min.js": ("jquery", "3.7.1", "dist/jquery.min.js"),
    "bootstrap.bundle.min.js": (
        *("bootstrap", "5.2.2"),
        "dist/js/bootstrap.bundle.min.js",
    ),
    "bootstrap.min.css": ("bootstrap", "5.2.2", "dist/css/bootstrap.min.css"),
    "all.min.css": ("@fortawesome/fontawesome-free", "6.2.0", "css/all.min.css"),
    "leaflet.awesome-markers.js": (
        *("leaflet.awesome-markers", "2.0.5"),
        "dist/leaflet.awesome-markers.js",
    ),
    "leaflet.awesome-markers.css": (
        *("leaflet.awesome-markers", "2.0.5"),
        "dist/leaflet.awesome-markers.css",
    ),
    "bootstrap-glyphicons.css": None,
    "leaflet.awesome.rotate.min.css": None,
    "d3.min.js": ("d3", "3.5.5", "d3.min.js"),
    "d3.v4.min.js": ("d3", "4.13.0", "build/d3.min.js"),
}
_KINDS = {"js": "text/javascript", "css": "text/css", "png": "image/png"}
_PIXEL = base64.b64decode(  # a PNG of one transparent pixel
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAAC0lEQVR42mNgAAIAAAUAAen63NgAAAAA"
    "SUVORK5CYII="
)


@dataclass(frozen=True)
class StandIn:
    """What a browser must be told to use the server."""

    arguments: tuple[str, ...]


@contextmanager
def stand_in() -> Iterator[StandIn]:
    """Fetches the packages into a folder that is removed, and serves their files.

    Raises
    ------
    OSError
        npm or openssl is not there or failed, in a sentence.
    """
    with tempfile.TemporaryDirectory(prefix="tasapaino-peer-") as folder:
        files = _packaged_files(Path(folder))
        certificate, key, pin = _certificate(Path(folder))
        handler = partial(_Answers, files)
        server = _Server(("127.0.0.1", 0), handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        # Hands are shaken in each connection's own thread, not one after the other.
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield StandIn(
                (
                    "--host-resolver-rules="
                    f"MAP * 127.0.0.1:{server.server_port}, EXCLUDE 127.0.0.1",
                    f"--ignore-certificate-errors-spki-list={pin}",
                )
            )
        finally:
            server.shutdown()
            server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_connection: object) -> None:
        """Nothing: a browser ends or misuses connections as it likes."""


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # otherwise each answer may wait 40 ms

    def __init__(self, files: dict[str, bytes], *connection: object) -> None:
        self.files = files
        super().__init__(*connection)  # type: ignore[arg-type]

    def do_GET(self) -> None:  # noqa: N802 (the base class calls it so)
        name = self.path.partition("?")[0].rpartition("/")[2]
        kind = name.rpartition(".")[2]
        body = self.files.get(name, _PIXEL if kind == "png" else None)
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Type", _KINDS.get(kind, "text/plain"))
        self.send_header("Content-Length", str(len(body or b"")))
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Cache-Control", "public, max-age=31536000, immutable")
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_told: object) -> None:
        """Nobody reads it."""


def _packaged_files(folder: Path) -> dict[str, bytes]:
    packages = {(name, version) for name, version, _ in filter(None, FILES.values())}
    packed = {
        (name, version): _fetched(name, version, folder)
        for name, version in tqdm(
            sorted(packages), desc="peer's scripts", unit="package", leave=False
        )
    }
    files = {}
    for ending, wanted in FILES.items():
        files[ending] = b""
        if wanted:
            name, version, inside = wanted
            with tarfile.open(packed[name, version]) as archive:
                content = archive.extractfile(f"package/{inside}")
                if content is None:
                    raise OSError(f"{name} {version} has no file {inside}")
                files[ending] = content.read()
    return files


def _fetched(name: str, version: str, folder: Path) -> Path:
    """The package's archive. Nothing of it is run, and nothing it depends on comes."""
    told = _run("npm", "pack", "--silent", f"{name}@{version}", cwd=folder)
    return folder / told.split()[-1]


def _certificate(folder: Path) -> tuple[Path, Path, str]:
    """A certificate of this run, its key, and the mark by which Chromium knows it."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    _run(
        *("openssl", "req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=stand-in"),
        *("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
        *("-keyout", str(key), "-out", str(certificate)),
        cwd=folder,
    )
    public = _run(
        "openssl", "x509", "-pubkey", "-noout", "-in", str(certificate), cwd=folder
    )
    raw = base64.b64decode("".join(public.strip().splitlines()[1:-1]))
    return (
        certificate,
        key,
        base64.b64encode(hashlib.sha256(raw).digest()).decode(),
    )


def _run(*command: str, cwd: Path) -> str:
    try:
        done = subprocess.run(
            command, cwd=cwd, capture_output=True, text=True, check=True
        )
    except FileNotFoundError:
        raise OSError(f"{command[0]} is not installed") from None
    except subprocess.CalledProcessError as error:
        last = (error.stderr.strip().splitlines() or ["no message"])[-1]
        raise OSError(f"{' '.join(command[:2])} failed: {last}") from None
    return done.stdout
