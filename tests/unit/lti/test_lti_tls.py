"""The way out by TLS, against a server whose certificate a campus CA of its own has signed."""

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from lti.http import RequestsHttp
from lti.ports import HttpFailed

SIGNS_CERTIFICATES = x509.KeyUsage(
    digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
    key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: object) -> None:
        pass


class Server(HTTPServer):
    def handle_error(self, *_: object) -> None:
        """A client that does not trust this server hangs up."""

    def get_request(self) -> tuple[ssl.SSLSocket, object]:
        sock, address = super().get_request()
        return self.context.wrap_socket(sock, server_side=True), address

    context: ssl.SSLContext


def certificate(name: str, issuer: str, key: ec.EllipticCurvePrivateKey, by: ec.EllipticCurvePrivateKey) -> bytes:
    """Return a certificate as RFC 5280 wants it, since Python 3.13 takes no other."""
    now = datetime.now(UTC)
    subject, signer = (x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, one)]) for one in (name, issuer))
    made = (
        x509.CertificateBuilder(signer, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=name == issuer, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
    )
    if name == issuer:
        made = made.add_extension(SIGNS_CERTIFICATES, critical=True)
    return made.sign(by, hashes.SHA256()).public_bytes(Encoding.PEM)


@pytest.fixture(scope="module")
def campus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, str]]:
    """The server's port and the file with the certificate of its CA."""
    folder: Path = tmp_path_factory.mktemp("campus")
    authority, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    (folder / "ca.pem").write_bytes(certificate("Campus CA", "Campus CA", authority, authority))
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "server.pem").write_bytes(pem + certificate("LMS", "Campus CA", key, authority))
    server = Server(("127.0.0.1", 0), Handler)
    server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.context.load_cert_chain(folder / "server.pem")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_port, str(folder / "ca.pem")
    server.shutdown()
    thread.join(10)
    server.server_close()


def test_a_campus_ca_is_trusted_where_it_is_named(campus: tuple[int, str]) -> None:
    port, bundle = campus
    http = RequestsHttp(allow_private=True, ca_bundle=bundle)
    for _ in range(2):
        assert http.send("GET", f"https://127.0.0.1:{port}/", headers={}).body == b"ok"


def test_otherwise_it_is_not_whatever_the_environment_says(
    campus: tuple[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, bundle = campus
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", bundle)
    with pytest.raises(HttpFailed):
        RequestsHttp(allow_private=True).send("GET", f"https://127.0.0.1:{port}/", headers={})


def test_the_certificate_must_be_of_the_host_that_was_called(campus: tuple[int, str]) -> None:
    port, bundle = campus
    with pytest.raises(HttpFailed):
        RequestsHttp(allow_private=True, ca_bundle=bundle).send("GET", f"https://localhost:{port}/", headers={})
