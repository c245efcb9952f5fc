"""Tells addresses of the public internet from those that lead inside."""

from ipaddress import IPv6Address, IPv6Network, ip_address, ip_network

GLOBAL_UNICAST = IPv6Network("2000::/3")
"""All that IANA has given out of IPv6 (RFC 4291, 2.4); what maps or embeds IPv4 at ::/8 is not."""
LEADING_ELSEWHERE = tuple(
    ip_network(each)
    for each in (
        "168.63.129.16/32",  # the host of each virtual machine of Azure, though it looks public
        "192.0.0.0/24",  # protocols (RFC 6890); one of them is Oracle's source of credentials
        "192.88.99.0/24",  # relays of 6to4 (RFC 7526)
        "224.0.0.0/4",  # multicast (RFC 5771)
        "2001::/23",  # protocols, as Teredo, which embeds IPv4 (RFC 2928, RFC 4380)
        "2001:db8::/32",  # for documentation (RFC 3849)
        "2002::/16",  # 6to4, which embeds IPv4 (RFC 3056)
        "3fff::/20",  # for documentation (RFC 9637)
    )
)


def is_public(address: str) -> bool:
    """Say whether this is an address, and one that anybody on the internet could reach.

    Python's `is_global` knows the registries of special addresses (RFC 6890) only as well as its
    version does; what it has missed is refused by name, as are all ways from IPv6 into IPv4.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and (found.scope_id or found not in GLOBAL_UNICAST):
        return False
    return found.is_global and not any(found in each for each in LEADING_ELSEWHERE)
