"""What a third party says about when a file was there: a time stamp, asked for and checked without a network.

The request is a file to send to a time-stamping authority, and its reply a file to keep beside the checkpoint.  A
checkpoint that is stamped cannot be made later than the stamp says, not even by who holds the book and every key.

Source: RFC 3161 sections 2.4.1 and 2.4.2.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from types import ModuleType
from typing import TYPE_CHECKING, NoReturn

from states.errors import needs
from workflow.strict import no

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

LARGEST = 2**20  # bytes of a reply; one has some thousands


def request(data: bytes) -> bytes:
    """The request to stamp ``data``: its SHA-256, a nonce, and that the reply bring its certificate.

    Raises:
        WrongWords: there is nothing to stamp, or the package for it is not installed.
    """
    rfc3161 = _package()
    if not data:
        no("time stamp", "the file is empty", remedy="name a checkpoint that was written")
    builder = rfc3161.TimestampRequestBuilder(data, rfc3161.HashAlgorithm.SHA256, nonce=True, cert_req=True)
    content: bytes = builder.build().as_bytes()
    return content


def check(reply: bytes, data: bytes, roots: Iterable[bytes]) -> datetime:
    """The instant, in UTC, at which the authority says that it saw ``data``.

    ``reply`` is the authority's whole answer (a .tsr file), ``roots`` are certificates in PEM which are trusted to speak
    for authorities.  Certificates have to be valid at that instant, not today, so that a stamp can be checked for ever.

    Raises:
        WrongWords: it is no stamp, or of other data, or of nobody under ``roots``, or the package is not installed.
    """
    rfc3161 = _package()
    from cryptography import exceptions, x509

    # What a stranger may have put into a reply, among it certificates that no signature covers.
    malformed = (ValueError, x509.InvalidVersion, x509.DuplicateExtension, exceptions.UnsupportedAlgorithm)
    trusted = [certificate for pem in roots for certificate in _certificates(pem)]
    if not trusted:
        no("time stamp", "no certificate is trusted", remedy="give the root certificate of the authority")
    if len(reply) > LARGEST:
        no("time stamp", f"{len(reply):,} bytes; at most {LARGEST:,} are read")
    verifier = rfc3161.VerifierBuilder(roots=trusted).build()
    try:
        response = rfc3161.decode_timestamp_response(reply)
        if response.status != rfc3161.PKIStatus.GRANTED:  # then there is no stamp to look at
            no("time stamp", f"the authority refused it (answer {response.status})", remedy="send the request again")
        verifier.verify_message(response, data)
        seen: datetime = response.tst_info.gen_time
    except (*malformed, rfc3161.VerificationError) as error:
        _explain(str(error))
    return seen


def _explain(error: str) -> NoReturn:
    if "Mismatch between messages" in error:
        no("time stamp", "it is not of this file", remedy="name the file that was stamped, byte for byte as it was")
    if "verifying certificates" in error:
        no("time stamp", "no trusted certificate stands behind it", remedy="give the root certificate of the authority")
    no("time stamp", f"it does not hold: {' '.join(error.partition('{')[0].split())[:120]}")


def _certificates(pem: bytes) -> list[Certificate]:
    from cryptography import x509  # only here: most never check a stamp

    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError:
        no("root certificate", "it is not one in PEM", remedy="give a file that begins with -----BEGIN CERTIFICATE-----")


def _package() -> ModuleType:
    try:
        import rfc3161_client  # only here: an extra
    except ImportError:
        raise needs("a time stamp", "rfc3161-client", "timestamp") from None
    return rfc3161_client
