"""The list of sources."""

from __future__ import annotations

from assistant.knowledge.sources import load_sources


def test_every_source_has_an_address_but_the_one_without_a_document() -> None:
    assert [name for name, source in load_sources().items() if source.address is None] == ["field-knowledge"]


def test_addresses_are_web_addresses() -> None:
    addresses = [source.address for source in load_sources().values() if source.address]
    assert len(addresses) > 20
    assert [address for address in addresses if not address.startswith(("https://", "http://"))] == []
