"""The keys of all simulated bridges: published here, so they protect nothing and belong to simulators alone.

They never change, because a demo that keeps its folder finds its stores again with the credentials of the time before.
"""

from __future__ import annotations

from typing import cast

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

STORE_KEY = "5151a7ed5151a7ed5151a7ed5151a7ed"

GATEWAY_PRIVATE_KEY = """
-----BEGIN RSA PRIVATE KEY-----
MIIEogIBAAKCAQEAqkRV8v21xPZIkSQ8OHRIuBGSird2GIs8gqaNOadgWxf03Dwd
ZSOOrGQ6/f6P1/Oglagv0egqURDCT7nmiXXNwPhmSx5mAZt2Oooy2Ejva4HXqOWx
odSu/SlQSVrUrkT8+kcQciwVDFik+LdNmk3Ggdf8jXhXLHKxCOP7yFuV0PVvyyKR
5UYopV3FSDoWo+QaFQr8soKIYVLGj+ufG8t3UrxZPr7mHdNv4OAtEN0xNnDofIWP
4937BJ4JT58YgOTdAKtIxq14RSaIw+IK2CmF3k/mpW0QbX6xK6+Fa7e/h0q9ZDQo
WkKQfa5Uqa9Y3xR12WAP6hNNsHrl1YMDSIcI+QIDAQABAoIBAACtF0tI+yMOWFDt
PCj8Ozqx5StUWa10xhd9ulNXiRAriu8h9PrtFni0SDCwhVk18DYP7iqu+ZYLUz42
ToZOt7OzuNJFC2InwCMw381QktTSNe1HhjpOiihatOUprW0IvJlw1U2iw62iH3uW
XMJHW0myNiBIsU3toarXnu0XggOLqE6/2VyQVAOOhOhbpYuT6IijpFHVaXK8afKZ
j8nlbpK9GuBcT9fTPsXn6U/YIOPyKfL2UUwuVHpwSJ98x3xFZ/3n5DUIG5s/ma7g
Npd/JE+SOvwVHbbIFWMQ+S+ddSn7troYKyXGtAM4PKBuaYb6504Dm0DMMWwHssKe
eWvSg8ECgYEA0bKRnbnWgoZiXXAvOK9+zxF+71kP+3oyUcGX+WVY1XuS7K1hJ7IP
77XBuaPf/B6PS7DWd5xMMGzYg8e4QZWg0AJq6oUlb6gm24lvGv86dgksZjf4npsf
lS1cnR7a3UPg7LJ+E9QNqh/qfvxBsobM2vpCIqF/fWHfUzLNO/Ga/6ECgYEAz9zm
bIJN4b8KsAS++UbS3MvMB/abV2SuK4JUP7LJt48tvMVQwXupVja91kdsIZe0d4nD
ASouCcZ77oRPIpytyFI5XxHCbRbFNzYf2UMvrnxSarmXEsCeY+ZcfvXppJie+Pen
lDWxS8KXeYn6WvRCaAw1BrUUdVgUhkYDseYb6lkCgYA29f+WgHPJqCE17kZiLBUn
fqVvZD99IQz5Qq1rb3W2Fnpu0A6L0e69XD0XQ+1b7kKOix3bIbsSYiTpfTo87lPE
0S1mpFkoh8EPf1kAkW6oK0VY0Ui3gV7owYfpooGoxra4Mxw6ZDTkpxLWD5XEjfI5
Xqhg3UVF/pYC/2itUmjWoQKBgFwIaXmXxBX0uS2wHEJQqmIaVc8c0DDEoh0fil/d
sFR2r4CKOLRCJXrHqAvs+aJyAfR/aXjljRbE6/ByYntntcYhKce/HD+iulU0wKs4
hS8TWoZof8xMvpRq1X9dMEKxVInVVTxY/ZQWp2ynu9JzncdlyECdAl7mTcgZzd8B
jFCZAoGAMTQeXZHrarvaRYftmsOTekGUxW58Q8MaK7WAr5tC9OJtI3mDjXVv7wV6
W9qzq92bavnYQAXXQgJzqxc2E3d12wZ9qsusQM4wItiTRqMddYHHQwToSNWk+8iG
zAUuNlpyHH61yz7N6b7v5lUrYinBjrfRk8PS27yMsJ9gu8M3GwQ=
-----END RSA PRIVATE KEY-----
"""

BRIDGE_PRIVATE_KEY = """
-----BEGIN RSA PRIVATE KEY-----
MIIEowIBAAKCAQEAnToTugYvU2idT0M8F2NmJeLgdRXnwOKbmpBYV5PYg2wMxhDD
SQX/dq4F9k5EXubh4ADeaDXBK9IkBEbmvkT9lUJyI7Qo5WrtfBt8My8efEKGtjE2
sK0WwIpjPA24zHKiCr3hMK1njO/usbOIMVulKUdFo7P7CHacjv9tb3JNJAjWIxLP
aQ910uXtH37qmWYwFpOlBIGq8JD1InavjSJ+uR97B3FC9pYJr0GXrRanzgeqbcN6
Kkw1y+TWwJJat8WotEURI6MlPePtbRP1tVx6A5t4LSRjUabtarrgSWBwSnbjqZ/N
BnxURz8YzWrttlHf7mNchXotXTr4loJviaMJtwIDAQABAoIBAAg3fcpuAlEomXgH
+n76ad83ASX9VBRHg3xLaOKCzoDnx68eNyZ80sIADD24D2iqRkmvoe/uRz8kB0/V
6L8u2dXQGCj3hF+g+/JNeWsvXjd+Po4M+l+3XAYJ9W+xA+RjZUaMb9Vcapn5/A57
ZHW35WTH3cLVaBwkHsB2ZuC5J4DnhFWf4FfSe9BuKJla8UmkB0jAgmjYc8HCDGMR
GJ4qFylQxv076NDk7Qlyz56mCuzCuimHeQItQ8O465m9TwT8EE6hYlQxpKEWA2Yz
x/CHcUO/gYFYF25tPCYXlcqnhQWJa0xt5/VxADh0Yu0+lF5Apt6y7rXx6HJDHIA9
Vu8MfrECgYEA0AOSf+BpbRhfHllADNQAA8VwBQs8dTcQ4htzQdMwjTx3zrWlAO5W
BDuPASTSNtLnvaSGavYLKYHAACioFHRSM4bBu+I+KwR91geUY6BeujuC6WtUAz0i
a6hdrytivEDB+pQVAePMBrfhWxvmPujrgmxmySV1simD21Zx+XCrPd8CgYEAwX87
spfCiffk1YmpeoqgVHiepG6OCm6LzGKdM6FgPeuUlyp9ZhLiEpQ5DF68EIAfCKWJ
tQOAD+DaOBXw8drgkBvSV04aZUdT94oI8MKYHKzBr4GjeHudgNZ9fXz30pqtmQtJ
cBIZMd7ZVwWkjY23Te9HI92KxJaipudHnB0L/ykCgYBCBoA/url7+VpnxaiA6eG/
ULIHx9M+2WWwf0oMQL6Odf0JTbq8GuqOmWEA2fEnmbYZCdnopYRRfm+1HTKMm4dj
94gS3PMisGBIyUsefE7VCgK5mGmoRYVhaqWh7kF+w4dOxCYO3YFrOH59btOccE4g
rcvKWOuMy4Sg4EV5CXwxPQKBgBQoF+Tr0DUlIK5p78C3Lip+gjAo4B0QFPoOj8ew
GOF6Z/kzUOrQLsK2tBaoy7iAUDtLW0QDAFUnHDRZfMcFAP2iGFBF75P7UTDpLTM/
Yi8ig+6vd4L2hZrFPT9URFCpEkpuFZFaIUvDpipdiR3B1IWG1odS7cC63Gi8kQYf
NH+5AoGBAMEA7ZNPD2TMFe8xJWBUx8zU8iyYXV+YQTbgykNNWPK2fM6/LmLPAB6s
N5s8KJgo6El9A5RJuCJ4Hali+a32sSDlNM5a+cq+UWGGFRGnlqZzAKYo4MeUnuSE
pw5GPj0mr0Ynz+jDpot3++xolic0y9mP1a4P8KUelbBy0mAjO5ag
-----END RSA PRIVATE KEY-----
"""


def private(pem: str) -> rsa.RSAPrivateKey:
    """A key from its PEM."""
    return cast("rsa.RSAPrivateKey", serialization.load_pem_private_key(pem.strip().encode(), None))


def public_pem(key: rsa.RSAPrivateKey) -> str:
    """The public half of a key, as PEM."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


BRIDGE = private(BRIDGE_PRIVATE_KEY)
GATEWAY = private(GATEWAY_PRIVATE_KEY).public_key()
CREDENTIALS = {
    "store_key": STORE_KEY,
    "gateway_private_key": GATEWAY_PRIVATE_KEY.strip(),
    "bridge_public_key": public_pem(BRIDGE),
}
