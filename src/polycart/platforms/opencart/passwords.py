"""How OpenCart keeps the passwords of customers."""

from __future__ import annotations

import hashlib
import secrets
import string

from polycart.platforms.opencart.connection import Opencart
from polycart.platforms.opencart.facts import V40

ROUNDS = 20_000
"""Rounds of SHA-512; a login takes some ten milliseconds, and hashes the password anew."""

_LETTERS = string.ascii_letters + string.digits
_ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def columns(cart: Opencart, password: str) -> dict[str, str]:
    """The columns that hold a password.

    Up to 3.0 a salted SHA-1, three times over; since 4.0 whatever PHP's ``password_verify`` takes, which OpenCart
    replaces by its own bcrypt at the first login (system/library/cart/customer.php). Python brings no bcrypt, but all
    that SHA-512 crypt needs, which every PHP knows.
    """
    if cart.known.version >= V40:
        return {"password": crypted(password, _salt(16))}
    salt = _salt(9)
    return {"password": salted(password, salt), "salt": salt}


def _salt(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def salted(password: str, salt: str) -> str:
    """The hash up to 3.0, which those shops compare with."""

    def sha1(text: str) -> str:
        return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()

    return sha1(salt + sha1(salt + sha1(password)))


def crypted(password: str, salt: str, rounds: int = ROUNDS) -> str:
    """SHA-512 crypt: https://www.akkadia.org/drepper/SHA-crypt.txt"""
    key, seed = password.encode(), salt.encode()
    other = _digest(key + seed + key)
    first = hashlib.sha512(key + seed + _stretched(other, len(key)))
    length = len(key)
    while length:
        first.update(other if length & 1 else key)
        length >>= 1
    mixed = first.digest()
    own = _stretched(_digest(key * len(key)), len(key))
    grain = _stretched(_digest(seed * (16 + mixed[0])), len(seed))
    for turn in range(rounds):
        parts = [own if turn & 1 else mixed, grain if turn % 3 else b"", own if turn % 7 else b""]
        mixed = _digest(b"".join([*parts, mixed if turn & 1 else own]))
    return f"$6$rounds={rounds}${salt}${_spelled(mixed)}"


def _digest(text: bytes) -> bytes:
    return hashlib.sha512(text).digest()


def _stretched(digest: bytes, length: int) -> bytes:
    return (digest * (length // len(digest) + 1))[:length]


def _spelled(digest: bytes) -> str:
    """The 64 bytes in the order and the alphabet of crypt."""
    text = ""
    for place in range(21):
        trio = (place, place + 21, place + 42)
        turn = place % 3
        high, middle, low = (digest[each] for each in trio[turn:] + trio[:turn])
        text += _quad((high << 16) | (middle << 8) | low, 4)
    return text + _quad(digest[63], 2)


def _quad(value: int, letters: int) -> str:
    return "".join(_ALPHABET[(value >> (6 * place)) & 63] for place in range(letters))
