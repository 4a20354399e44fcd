"""Time stamps: asked for and checked against an authority that openssl plays in this folder."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import rfc3161_client

from states.errors import WrongWords
from workflow import timestamp
from workflow.note import Checkpoint
from workflow.timestamp import check, request

DATA = Checkpoint("ketsugi.example/iij", 11, bytes(range(32))).text().encode()
CONFIG = """
[tsa]
default_tsa = one
[one]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = {digests}
accuracy = secs:1
ess_cert_id_alg = sha256
"""
MAY = "basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=critical,{}\n"
CERTIFICATES = {"tsa": "timeStamping", "server": "serverAuth"}


class Authority:
    """A root, a certificate under it that may stamp, and one that may do something else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        folder.mkdir()
        (folder / "serial").write_text("01\n")
        self.openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Root", "-days", "30")
        for name, use in CERTIFICATES.items():
            (folder / f"{name}.ext").write_text(MAY.format(use))
            self.openssl("req", *key, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
            self.openssl(
                *("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"),
                *("-extfile", f"{name}.ext", "-out", f"{name}.pem", "-days", "30"),
            )

    @property
    def root(self) -> bytes:
        return (self.folder / "ca.pem").read_bytes()

    def openssl(self, *words: str) -> str:
        done = subprocess.run(["openssl", *words], cwd=self.folder, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def reply(self, query: bytes, *, digests: str = "sha256") -> bytes:
        (self.folder / "tsa.cnf").write_text(CONFIG.format(digests=digests))
        (self.folder / "query.tsq").write_bytes(query)
        signer = ("-signer", "tsa.pem", "-inkey", "tsa.key")
        self.openssl("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query.tsq", *signer, "-out", "reply.tsr")
        return (self.folder / "reply.tsr").read_bytes()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    if shutil.which("openssl") is None:
        pytest.skip("NOT TESTED: time stamps. There is no openssl to play the authority")
    return Authority(tmp_path_factory.mktemp("authorities") / "one")


@pytest.fixture(scope="module")
def another(authority: Authority) -> Authority:
    return Authority(authority.folder.parent / "another")


@pytest.fixture(scope="module")
def reply(authority: Authority) -> bytes:
    return authority.reply(request(DATA))


def said(reply: bytes, data: bytes, roots: list[bytes]) -> str:
    """The one line a stamp is refused with."""
    with pytest.raises(WrongWords) as refused:
        check(reply, data, roots)
    assert "\n" not in refused.value.message
    assert refused.value.remedy
    return refused.value.message


def test_a_stamp_says_when_the_file_was_seen(authority: Authority, reply: bytes) -> None:
    seen = check(reply, DATA, [authority.root])
    assert seen.tzinfo is UTC
    assert abs(seen - datetime.now(UTC)) < timedelta(minutes=5)


def test_openssl_checks_the_same_stamp(authority: Authority, reply: bytes) -> None:
    (authority.folder / "data").write_bytes(DATA)
    (authority.folder / "kept.tsr").write_bytes(reply)
    assert "Verification: OK" in authority.openssl(
        "ts", "-verify", "-in", "kept.tsr", "-data", "data", "-CAfile", "ca.pem"
    )  # fmt: skip


def test_the_request_asks_with_sha_256_for_a_certificate_and_brings_a_nonce_of_its_own(authority: Authority) -> None:
    queries = [request(DATA), request(DATA)]
    assert queries[0] != queries[1]
    (authority.folder / "asked.tsq").write_bytes(queries[0])
    text = authority.openssl("ts", "-query", "-in", "asked.tsq", "-text")
    assert all(line in text for line in ("Hash Algorithm: sha256", "Nonce: 0x", "Certificate required: yes"))


def test_a_stamp_of_other_data_is_refused(authority: Authority, reply: bytes) -> None:
    for other in (DATA + b"\n", DATA[:-1], DATA.replace(b"11", b"12"), b""):
        assert said(reply, other, [authority.root]) == "time stamp: it is not of this file"


def test_a_stamp_under_another_root_of_the_same_name_is_refused(another: Authority, reply: bytes) -> None:
    assert said(reply, DATA, [another.root]) == "time stamp: no trusted certificate stands behind it"


def test_one_trusted_root_among_several_is_enough(authority: Authority, another: Authority, reply: bytes) -> None:
    check(reply, DATA, [another.root, authority.root])
    check(reply, DATA, [another.root + authority.root + authority.root])


def by_hand(authority: Authority, reply: bytes, who: str) -> bytes:
    """What ``reply`` says, signed again by ``who``: openssl itself lets no other certificate stamp."""
    (authority.folder / "whole.tsr").write_bytes(reply)
    authority.openssl("ts", "-reply", "-in", "whole.tsr", "-token_out", "-out", "token.der")
    authority.openssl("cms", "-verify", "-noverify", "-inform", "DER", "-in", "token.der", "-binary", "-out", "said.der")
    content = ("-econtent_type", "1.2.840.113549.1.9.16.1.4", "-in", "said.der", "-binary", "-nodetach", "-nosmimecap")
    signer = ("-signer", f"{who}.pem", "-inkey", f"{who}.key", "-md", "sha256", "-outform", "DER")
    authority.openssl("cms", "-sign", *content, *signer, "-out", "again.der")
    token = (authority.folder / "again.der").read_bytes()
    inside = b"\x30\x03\x02\x01\x00" + token  # status 0: granted
    return b"\x30\x82" + len(inside).to_bytes(2, "big") + inside


def test_a_stamp_by_a_certificate_that_may_not_stamp_is_refused(authority: Authority, reply: bytes) -> None:
    seen = check(reply, DATA, [authority.root])
    assert check(by_hand(authority, reply, "tsa"), DATA, [authority.root]) == seen
    assert "no trusted certificate" in said(by_hand(authority, reply, "server"), DATA, [authority.root])


def test_a_refusal_of_the_authority_is_no_stamp(authority: Authority) -> None:
    reply = authority.reply(request(DATA), digests="sha512")
    assert said(reply, DATA, [authority.root]) == "time stamp: the authority refused it (answer 2)"


def flips(authority: Authority, reply: bytes) -> list[tuple[int, datetime]]:
    """Places of a reply that may be changed and it still says something, and what."""
    passed = []
    for at in range(len(reply)):
        try:
            passed.append((at, check(reply[:at] + bytes([reply[at] ^ 0x01]) + reply[at + 1 :], DATA, [authority.root])))
        except WrongWords:
            continue
    return passed


def test_a_changed_byte_is_refused_or_changes_nothing_that_is_said(authority: Authority, reply: bytes) -> None:
    """What is not signed, such as how an algorithm is written, may differ."""
    seen = check(reply, DATA, [authority.root])
    passed = flips(authority, reply)
    assert {instant for _, instant in passed} <= {seen}
    assert len(passed) < 20


def test_planted_a_check_without_signatures_lets_a_changed_instant_pass(
    authority: Authority, reply: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = check(reply, DATA, [authority.root])

    class Trusting:
        def __init__(self, **_: Any) -> None: ...

        def build(self) -> Trusting:
            return self

        def verify_message(self, *_: Any) -> bool:
            return True

    monkeypatch.setattr(rfc3161_client, "VerifierBuilder", Trusting)
    assert {instant for _, instant in flips(authority, reply)} - {seen}


NO_STAMP = {"nothing": b"", "text": b"no stamp", "a length without end": b"\x30\x84\xff\xff\xff\xff", "zeros": bytes(900)}


@pytest.mark.parametrize("given", NO_STAMP.values(), ids=NO_STAMP)
def test_what_is_no_stamp_is_refused_in_one_line(authority: Authority, given: bytes) -> None:
    assert said(given, DATA, [authority.root]).startswith("time stamp: it does not hold: ")


def test_a_stamp_that_was_cut_is_refused(authority: Authority, reply: bytes) -> None:
    for length in range(0, len(reply), 7):
        assert said(reply[:length], DATA, [authority.root])


def test_more_than_a_megabyte_is_not_read(authority: Authority) -> None:
    assert "at most 1,048,576 are read" in said(bytes(2**20 + 1), DATA, [authority.root])


def test_without_a_root_nobody_is_believed(reply: bytes) -> None:
    assert said(reply, DATA, []) == "time stamp: no certificate is trusted"
    for no_root in (b"", b"x", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"):
        assert said(reply, DATA, [no_root]) == "root certificate: it is not one in PEM"


def test_an_empty_file_is_not_stamped() -> None:
    with pytest.raises(WrongWords, match="time stamp: the file is empty"):
        request(b"")


def test_without_the_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    for call in (lambda: request(DATA), lambda: timestamp.check(b"", DATA, [])):
        with pytest.raises(WrongWords, match="a time stamp needs the package rfc3161-client") as refused:
            call()
        assert "uv tool install '.[timestamp]'" in refused.value.remedy
