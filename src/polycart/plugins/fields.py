"""What a plugin is called and whom it tells: each field checked, with a message that names it."""

from __future__ import annotations

import ipaddress
import re
import struct
from typing import Literal
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from polycart.core.bridge.callback import Padding
from polycart.core.errors import ParameterError

LARGEST_LOGO = 256 * 1024
MOST_PIXELS = 2000
LENGTHS = {"name": (3, 64), "company": (2, 100), "description": (0, 500)}
_SLUG = re.compile(r"[a-z][a-z0-9]{2,29}")
_VERSION = re.compile(r"\d{1,4}\.\d{1,4}\.\d{1,4}")
_IN_SVG = re.compile(rb"<!(DOCTYPE|ENTITY)|<\s*script|\son\w+\s*=|javascript:|<\s*foreignObject", re.IGNORECASE)

LogoType = Literal["", "image/png", "image/svg+xml"]


class Fields(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of the builder; keys are PEM, ``logo`` is the bytes of a PNG or SVG."""

    name: str
    company: str
    description: str = ""
    slug: str = ""
    version: str = "1.0.0"
    logo: bytes = b""
    callback_url: str = ""
    callback_key: str = ""
    gateway_key: str = ""
    padding: Padding = "oaep"

    def checked(self) -> Fields:
        """The same with what follows from it filled in; the first field that does not fit is named."""
        for field, (least, most) in LENGTHS.items():
            _text(field, getattr(self, field), least, most)
        if not _VERSION.fullmatch(self.version):
            raise ParameterError("Field 'version' is not valid. It must be three numbers, such as 1.0.0.")
        logo_type(self.logo)
        if self.callback_url:
            _address(self.callback_url)
            if not self.callback_key:
                raise ParameterError("Field 'public_key' is required where there is a 'callback_url'.")
        return msgspec.structs.replace(
            self,
            slug=self.slug_of(),
            callback_key=_key("public_key", self.callback_key) if self.callback_url else "",
            gateway_key=_key("gateway_key", self.gateway_key) if self.gateway_key else "",
        )

    def slug_of(self) -> str:
        """The plugin's technical name: given, or the letters and digits of its name."""
        slug = self.slug or re.sub(r"[^a-z0-9]", "", self.name.lower())[:30]
        if not _SLUG.fullmatch(slug):
            made = "" if self.slug else " None could be made of 'name'."
            raise ParameterError(f"Field 'slug' is not valid. It must be 3 to 30 of a-z and 0-9, a letter first.{made}")
        return slug


def _text(field: str, value: str, least: int, most: int) -> None:
    if not least <= len(value.strip()) or len(value) > most:
        raise ParameterError(f"Field '{field}' is not valid. It must be {least} to {most} characters long.")
    if not value.isprintable():
        raise ParameterError(f"Field '{field}' is not valid. It must be one line without control characters.")


def _address(url: str) -> None:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        raise ParameterError("Field 'callback_url' is not valid. It must be an https address.") from None
    plain = parts.scheme == "http" and _own_network(host)
    if not host or len(url) > 500 or not re.fullmatch(r"[\x21-\x7e]+", url) or parts.fragment or parts.username:
        raise ParameterError(
            "Field 'callback_url' is not valid. It must be an https address of at most 500 characters, without user "
            "name and fragment."
        )
    if parts.scheme != "https" and not plain:
        raise ParameterError("Field 'callback_url' is not valid. It must begin with https://")


def _own_network(host: str) -> bool:
    """Whether plain HTTP may do, because what is posted does not leave the machine or its network."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False


def _key(field: str, pem: str) -> str:
    """An RSA public key of 2048 bits or more, in the one spelling that PHP reads everywhere."""
    if "PRIVATE KEY" in pem:
        raise ParameterError(f"Field '{field}' is not valid. It is a private key; give the public half.")
    try:
        key = serialization.load_pem_public_key(pem.strip().encode())
    except ValueError:
        key = None
    if not isinstance(key, rsa.RSAPublicKey) or not 2048 <= key.key_size <= 8192:
        raise ParameterError(
            f"Field '{field}' is not valid. It must be an RSA public key of 2048 bits or more, in PEM."
        )
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(serialization.Encoding.PEM, form).decode()


def logo_type(logo: bytes) -> LogoType:
    """What kind of picture a logo is; it must be a PNG, or an SVG that runs nothing."""
    if not logo:
        return ""
    if len(logo) > LARGEST_LOGO:
        raise ParameterError(f"Field 'logo' is not valid. It must be at most {LARGEST_LOGO // 1024} KB.")
    if logo.startswith(b"\x89PNG\r\n\x1a\n") and logo[12:16] == b"IHDR":
        width, height = struct.unpack(">II", logo[16:24])
        if not 0 < width <= MOST_PIXELS or not 0 < height <= MOST_PIXELS:
            raise ParameterError(f"Field 'logo' is not valid. It must be at most {MOST_PIXELS} pixels wide and high.")
        return "image/png"
    if re.match(rb"(\xef\xbb\xbf)?\s*(<\?xml[^>]*>)?\s*(<!--.*?-->\s*)*<svg[\s>]", logo, re.DOTALL):
        if _IN_SVG.search(logo):
            raise ParameterError("Field 'logo' is not valid. The SVG must hold no scripts, events or document type.")
        return "image/svg+xml"
    raise ParameterError("Field 'logo' is not valid. It must be a PNG or an SVG.")
