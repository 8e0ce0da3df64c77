"""What stanch looks at by itself, in stories: a page behind a certificate that nobody
signed but itself."""
import http.server
import os
import ssl
import subprocess
import threading

from doubles import Threads
from steps import step


class Secured:
    """https://127.0.0.1:PORT/, with its certificate in $DIR/page.pem."""

    def __init__(self, folder):
        key, certificate = (os.path.join(folder, name) for name in ("page.key", "page.pem"))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days",
                        "3", "-subj", "/CN=page", "-addext",
                        "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
                       check=True, capture_output=True, timeout=60)

        class Handler(http.server.BaseHTTPRequestHandler):
            timeout = 10

            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"ok")

            def log_message(self, format, *arguments):
                pass

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.server = Threads(("127.0.0.1", 0), Handler)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True,
                                                 do_handshake_on_connect=False)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@step("given", r"a page with a certificate of its own")
def secured_page(stage):
    stage.services["secured"] = Secured(stage.folder)
    stage.config["more"] = stage.config["more"].replace(
        "$SECURED", f"127.0.0.1:{stage.services['secured'].port}")
