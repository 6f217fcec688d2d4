"""A played LMS for launches: signs id_tokens with a key that is loaded once, and publishes the key.

`python -m tests.bench.launch_platform PORT TLS-PORT FOLDER` publishes it, in a process of its own: by plain HTTP and,
as every real LMS does, by TLS."""

import json
import ssl
import sys
import threading
import time
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

PEM, CERTIFICATE = "platform.pem", "certificate.pem"
CLIENT_ID, DEPLOYMENT_ID, KEY_ID = "bench-client", "1", "bench-key"
LTI = "https://purl.imsglobal.org/spec/lti/claim/"
INSTRUCTOR = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"


def _b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


class Signer:
    """Signs as the platform whose issuer is `issuer`."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._head = _b64(json.dumps({"alg": "RS256", "typ": "JWT", "kid": KEY_ID}).encode())

    def save(self, folder: Path) -> None:
        """Write the key, and a certificate made with it for TLS, for the process that publishes them."""
        pem = self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / PEM).write_bytes(pem)
        name, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Bench LMS")]), datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder(name, name, self._key.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(self._key, hashes.SHA256())
        )
        (folder / CERTIFICATE).write_bytes(pem + certificate.public_bytes(Encoding.PEM))

    def claims(self, nonce: str, launch_url: str, subject: str, **changes: Any) -> dict[str, Any]:
        """Return the claims of a teacher's ordinary launch, about as many as an LMS sends."""
        now = int(time.time())
        return {
            "iss": self.issuer, "aud": CLIENT_ID, "sub": subject, "nonce": nonce, "iat": now, "exp": now + 300,
            "name": f"Teacher {subject}", "given_name": "Teacher", "family_name": subject,
            "email": f"{subject}@school.example",
            LTI + "message_type": "LtiResourceLinkRequest", LTI + "version": "1.3.0",
            LTI + "deployment_id": DEPLOYMENT_ID, LTI + "target_link_uri": launch_url, LTI + "roles": [INSTRUCTOR],
            LTI + "resource_link": {"id": "link-1", "title": "Final exam"},
            LTI + "context": {"id": "course-1", "title": "Algebra", "label": "ALG", "type": ["CourseOffering"]},
            LTI + "tool_platform": {"guid": "bench", "name": "Bench LMS", "product_family_code": "bench"},
            LTI + "launch_presentation": {"document_target": "iframe", "locale": "en"},
            LTI + "custom": {"a": "1"},
            "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice": {
                "context_memberships_url": f"{self.issuer}/members", "service_versions": ["2.0"],
            },
            **changes,
        }

    def sign(self, claims: dict[str, Any], *, forged: bool = False) -> str:
        """Return the id_token; `forged`: by a key that is not the platform's, under its key id."""
        body = f"{self._head}.{_b64(json.dumps(claims, separators=(',', ':')).encode())}"
        key = self._stranger if forged else self._key
        return f"{body}.{_b64(key.sign(body.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def key_set(pem: bytes) -> bytes:
    """Return the public key set as JSON: the key that signs, and two that an LMS keeps published beside it."""
    key = load_pem_private_key(pem, None)
    assert isinstance(key, rsa.RSAPrivateKey)
    others = [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2)]
    named = [(f"older-{index}", other) for index, other in enumerate(others)] + [(KEY_ID, key)]
    return json.dumps({"keys": [_public(kid, one.public_key()) for kid, one in named]}).encode()


def _public(kid: str, key: rsa.RSAPublicKey) -> dict[str, str]:
    numbers = key.public_numbers()
    n, e = (value.to_bytes((value.bit_length() + 7) // 8, "big") for value in (numbers.n, numbers.e))
    return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": _b64(n), "e": _b64(e)}


def _serve(port: int, body: bytes, certificate: Path | None) -> None:
    class Keys(BaseHTTPRequestHandler):
        """Answers every GET with the key set."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.wfile.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
            )

    server = ThreadingHTTPServer(("127.0.0.1", port), Keys)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()


def main() -> None:
    """Publish the key set until killed."""
    port, tls_port, folder = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    body = key_set((folder / PEM).read_bytes())
    _serve(port, body, None)
    _serve(tls_port, body, folder / CERTIFICATE)
    print("ready", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
