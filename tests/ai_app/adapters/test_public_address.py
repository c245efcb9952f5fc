"""Tests of which addresses are public."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.public_address import is_public

INSIDE = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254
169.254.169.254 169.254.170.2 172.16.0.1 172.31.255.255 192.0.0.192 192.0.2.1 192.168.0.1
198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
168.63.129.16 192.88.99.1
:: ::1 ::ffff:127.0.0.1 ::ffff:93.184.216.34 ::ffff:169.254.169.254 ::127.0.0.1 ::93.184.216.34
64:ff9b::7f00:1 64:ff9b::5db8:d822 64:ff9b:1::1 100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2
2001:db8::1 2002:7f00:1::1 2002:5db8:d822::1 3fff::1 4000::1 fc00::1 fd00:ec2::254 fe80::1
fe80::1%eth0 2606:2800:220:1:248:1893:25c8:1946%eth0 fec0::1 ff02::1
"""
OUTSIDE = "93.184.216.34 1.1.1.1 8.8.8.8 223.130.195.95 2606:4700::1111 2400:cb00::1"


@pytest.mark.parametrize("address", INSIDE.split())
def test_what_leads_inside_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE.split())
def test_what_anybody_can_reach_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", ["", "example.com", "1", "0x7f.1", "127.1", "017700000001"])
def test_what_is_no_address_is_not_public(address: str) -> None:
    assert not is_public(address)


private = st.one_of(
    *(
        st.ip_addresses(network=network)
        for network in ("10.0.0.0/8", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
    )
)


@given(private)
def test_no_private_address_is_public_in_whichever_way_it_is_written(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    assert not is_public(str(address))
    if isinstance(address, ipaddress.IPv4Address):
        number = int(address)
        ways = (0xFFFF << 32, 0x64FF9B << 96, 0x2002 << 112, 0)
        for way in ways:
            shifted = number << 80 if way == 0x2002 << 112 else number
            assert not is_public(str(ipaddress.IPv6Address(way | shifted)))
