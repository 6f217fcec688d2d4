"""Which addresses the tool calls on a platform's word."""

import pytest

from lti.addresses import AddressGuard, AddressRefused, is_web_address, origin

PUBLIC = AddressGuard()
PRIVATE = AddressGuard(allow_private=True)


@pytest.mark.parametrize(
    "url", ["https://lms.example/a?b=c", "https://lms.example:8443/", "https://93.184.216.34/", "https://[2606:4700::1]/"]
)
def test_public(url: str) -> None:
    PUBLIC.check(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://lms.example/", "https://localhost/", "https://a.localhost/", "https://LOCALHOST./", "https://127.0.0.1/",
        "https://10.0.0.1/", "https://192.168.1.1/", "https://172.16.0.1/", "https://169.254.169.254/latest",
        "https://[::1]/", "https://[fe80::1]/", "https://[fd00::1]/", "https://[::ffff:127.0.0.1]/", "https://100.64.0.1/",
        "https://[2002:7f00:1::]/", "https://[::ffff:a9fe:a9fe]/", "https://[64:ff9b::10.0.0.1]/", "https://192.88.99.1/",
        "https://[64:ff9b::7f00:1]/", "https://[::127.0.0.1]/", "https://[::10.1.2.3]/", "https://[64:ff9b:1::1]/",
        "https://[fec0::1]/", "https://[feff::1]/", "https://[2002:c058:6301::1]/", "https://[2002:a9fe:a9fe::1]/",
        "https://[2001:0:5db8:d822::1]/", "https://[64:ff9b::192.88.99.1]/",
    ],
)
def test_private_only_where_allowed(url: str) -> None:
    with pytest.raises(AddressRefused):
        PUBLIC.check(url)
    PRIVATE.check(url)


@pytest.mark.parametrize(
    "url",
    [
        "", "lms.example", "//lms.example", "file:///etc/passwd", "ftp://lms.example/", "gopher://x/", "https://",
        "https:///x", "https://user@lms.example/", "https://user:pw@lms.example/", "https://lms.example:port/",
        "https://lms.example:99999/", "https://lms.example/\r\nHost: x", "https://lms.example\\@x/", "https://a b/",
        "https://0.0.0.0/", "https://224.0.0.1/", "https://[::]/", "javascript:alert(1)", "https://x/" + "a" * 5000,
        "https://[::1/", "https://[::224.0.0.1]/", "https://[64:ff9b::e000:1]/", "https://[2002:e000:1::]/",
        "https://[64:ff9b::]/", "https://[::ffff:0:0]/", "https://[2002::1]/", "https://[ff02::1]/",
    ],
)
def test_never(url: str) -> None:
    for guard in (PUBLIC, PRIVATE):
        with pytest.raises(AddressRefused):
            guard.check(url)


def test_peer_that_a_name_turned_out_to_be() -> None:
    PUBLIC.check_peer("93.184.216.34")
    for peer in ("64:ff9b::93.184.216.34", "2002:5db8:d822::1", "::ffff:93.184.216.34", "192.88.98.1", "2606:4700::1"):
        PUBLIC.check_peer(peer)
    for peer in ("127.0.0.1", "::1", "fe80::1%eth0", "fec0::1%1", "10.1.2.3", "::ffff:10.1.2.3", "64:ff9b::a01:203"):
        with pytest.raises(AddressRefused, match="private"):
            PUBLIC.check_peer(peer)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://LMS.example:443/a", "https://lms.example"), ("http://lms.example:80", "http://lms.example"),
        ("http://localhost:8300/auth?x", "http://localhost:8300"), ("https://[::1]:8/", "https://[::1]:8"),
    ],
)
def test_origin(url: str, expected: str) -> None:
    assert origin(url) == expected


def test_web_addresses_for_browsers() -> None:
    assert is_web_address("http://127.0.0.1:8300/back")
    assert not is_web_address("javascript:alert(1)")
