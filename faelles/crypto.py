"""Encryption of single fields: AES-256-GCM, bound to its row, with a key ring and a blind index."""

import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

VERSION = 1
NONCE_BYTES = 12


def seal(text, *, bound_to):
    """Encrypt `text` with the newest key so that it opens only together with `bound_to` (bytes)."""
    return seal_bytes(text.encode(), bound_to=bound_to)


def seal_bytes(content, *, bound_to):
    """The same for bytes."""
    number = max(settings.FIELD_KEYS)
    head = bytes((VERSION, number))
    nonce = os.urandom(NONCE_BYTES)
    cipher = AESGCM(settings.FIELD_KEYS[number])
    return head + nonce + cipher.encrypt(nonce, content, head + bound_to)


def unseal(blob, *, bound_to):
    """Decrypt what `seal` made. Raises ValueError for another format, InvalidTag when moved."""
    return unseal_bytes(blob, bound_to=bound_to).decode()


def unseal_bytes(blob, *, bound_to):
    """The same for what `seal_bytes` made."""
    blob = bytes(blob)
    if blob[0] != VERSION:
        raise ValueError("Unknown format of an encrypted field.")
    head, nonce, sealed = blob[:2], blob[2 : 2 + NONCE_BYTES], blob[2 + NONCE_BYTES :]
    return AESGCM(settings.FIELD_KEYS[head[1]]).decrypt(nonce, sealed, head + bound_to)


def key_number(blob):
    """The number of the key that sealed `blob`."""
    return bytes(blob)[1]


def blind_index(purpose, text):
    """A keyed fingerprint for exact look-up: equal texts meet, nothing else can be read from it."""
    message = purpose.encode() + b"\0" + text.encode()
    return hmac.new(settings.FIELD_INDEX_KEY, message, hashlib.sha256).digest()
