"""A server over TLS on this machine alone, certificates of a CA that nobody else knows, and who is let in."""

from __future__ import annotations

import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tocsin.rehearse.processes import HOST


def certificates(openssl: Path, folder: Path) -> None:
    """Write `ca.pem`, and of the server and a client that it has signed for, `<name>.pem` and `<name>.key`."""

    def run(*arguments: str) -> None:
        subprocess.run([openssl, *arguments], cwd=folder, check=True, capture_output=True)

    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    run("req", "-x509", *key, "-days", "2", "-subj", "/CN=ca of the bank", "-keyout", "ca.key", "-out", "ca.pem")
    (folder / "names").write_text(f"subjectAltName = IP:{HOST}, DNS:localhost, DNS:bank\n", encoding="utf-8")
    for name in ("server", "client"):
        run("req", *key, "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.csr")
        signed = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "names")
        run("x509", "-req", "-in", f"{name}.csr", *signed, "-out", f"{name}.pem")


@contextmanager
def encrypted(folder: Path, *, clients: bool = False, authorization: str | None = None) -> Iterator[int]:
    """Serve a page of metrics to whom may read it, and yield the port.

    `clients`: who has a certificate of the CA; `authorization`: who sends that header.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            let_in = authorization is None or self.headers.get("Authorization") == authorization
            self.send_response(200 if let_in else 401)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.end_headers()
            self.wfile.write(b"secret_of_the_bank 42\n" if let_in else b"")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    if clients:
        context.load_verify_locations(folder / "ca.pem")
        context.verify_mode = ssl.CERT_REQUIRED
    with _Server((HOST, 0), Handler) as server:
        # Each thread shakes hands by itself, so that nobody waits for a client that does not.
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """Say nothing of a client that is not let in."""
