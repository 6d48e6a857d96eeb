"""Single encrypted fields: they open with their own row only, and keys can be changed."""

import pytest
from cryptography.exceptions import InvalidTag

from faelles import crypto

ROW, OTHER = b"barn:1", b"barn:2"
OLD, NEW = b"o" * 32, b"n" * 32


def test_what_is_sealed_opens_again():
    assert crypto.unseal(crypto.seal("6705174123 æøå", bound_to=ROW), bound_to=ROW) == (
        "6705174123 æøå"
    )


def test_the_same_text_is_never_sealed_alike():
    assert crypto.seal("6705174123", bound_to=ROW) != crypto.seal("6705174123", bound_to=ROW)


def test_the_ciphertext_does_not_hold_the_text():
    assert b"6705174123" not in crypto.seal("6705174123", bound_to=ROW)


def test_a_ciphertext_moved_to_another_row_does_not_open():
    sealed = crypto.seal("6705174123", bound_to=ROW)
    with pytest.raises(InvalidTag):
        crypto.unseal(sealed, bound_to=OTHER)


@pytest.mark.parametrize("position", [2, 13, 14, -1])
def test_a_changed_byte_is_noticed(position):
    sealed = bytearray(crypto.seal("6705174123", bound_to=ROW))
    sealed[position] ^= 1
    with pytest.raises(InvalidTag):
        crypto.unseal(bytes(sealed), bound_to=ROW)


def test_another_format_is_refused_by_name():
    with pytest.raises(ValueError, match="Unknown format"):
        crypto.unseal(b"\x02" + crypto.seal("x", bound_to=ROW)[1:], bound_to=ROW)


def test_a_new_key_seals_and_the_old_one_still_opens(settings):
    # Given a number sealed with the first key
    settings.FIELD_KEYS = {1: OLD}
    before = crypto.seal("6705174123", bound_to=ROW)

    # When a second key is added
    settings.FIELD_KEYS = {1: OLD, 2: NEW}
    after = crypto.seal("6705174123", bound_to=ROW)

    # Then both open, and the new one needs the old key no more
    assert (crypto.key_number(before), crypto.key_number(after)) == (1, 2)
    assert crypto.unseal(before, bound_to=ROW) == "6705174123"
    settings.FIELD_KEYS = {2: NEW}
    assert crypto.unseal(after, bound_to=ROW) == "6705174123"


def test_a_ciphertext_claimed_for_another_key_does_not_open(settings):
    settings.FIELD_KEYS = {1: OLD}
    sealed = crypto.seal("x", bound_to=ROW)
    settings.FIELD_KEYS = {1: OLD, 2: OLD}
    with pytest.raises(InvalidTag):
        crypto.unseal(bytes([sealed[0], 2]) + sealed[2:], bound_to=ROW)


def test_equal_texts_have_the_same_fingerprint_within_one_purpose(settings):
    assert crypto.blind_index("cpr", "6705174123") == crypto.blind_index("cpr", "6705174123")
    assert crypto.blind_index("cpr", "6705174123") != crypto.blind_index("cpr", "6705174124")
    assert crypto.blind_index("cpr", "6705174123") != crypto.blind_index("navn", "6705174123")
    before = crypto.blind_index("cpr", "6705174123")
    settings.FIELD_INDEX_KEY = NEW
    assert crypto.blind_index("cpr", "6705174123") != before
