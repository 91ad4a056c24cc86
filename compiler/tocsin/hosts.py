"""Whether a host is reached over the internet, or only inside of a cluster or company."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

# Names that nobody outside resolves. https://www.iana.org/assignments/special-use-domain-names/
_INSIDE: Final = ("svc", "local", "internal", "localhost", "lan", "home.arpa", "test", "invalid", "intranet", "corp")
# `service.namespace` looks like a domain; only with these endings it is one.
_DOMAINS: Final = frozenset({"com", "org", "net", "io", "dev", "ai", "cloud", "app", "co", "eu", "de", "fr", "uk"})
_PARTS_OF_A_DOMAIN: Final = 3


def is_public(url: str) -> bool:
    """Tell whether the host of `url` is surely reached over the internet.

    >>> [is_public(f"http://{host}/x") for host in ("146.148.127.36:3000", "10.0.0.1", "grafana.shop.svc", "grafana.shop", "example.com")]
    [True, False, False, False, True]
    """
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:  # brackets that hold no address
        return False
    try:
        return ip_address(host).is_global
    except ValueError:
        parts = host.split(".")
        if host.endswith(tuple(f".{ending}" for ending in _INSIDE)) or "svc" in parts or len(parts) < 2:  # noqa: PLR2004  # a bare name
            return False
        return len(parts) >= _PARTS_OF_A_DOMAIN or parts[-1] in _DOMAINS
