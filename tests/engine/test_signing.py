"""Keys to sign with: from a file, locked or not, and how the one to use is found."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import traceback
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.errors import WrongWords
from tests.engine.openssh import agent, keygen, make_key, needs_openssh, opened, run
from tests.engine.test_publickey import VECTORS
from workflow import keyfile
from workflow.given import File
from workflow.publickey import PublicKey, read_public_key, verifies
from workflow.signing import Signer, find

SECRET = "correct horse 決議"


def unasked(prompt: str) -> str:
    raise AssertionError(f"a passphrase was asked for: {prompt}")


def public_of(path: Path) -> PublicKey:
    return read_public_key(Path(f"{path}.pub").read_text())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    make_key(folder / "plain")
    make_key(folder / "other")
    make_key(folder / "locked", passphrase=SECRET)
    make_key(folder / "other kind", kind="ecdsa")
    return folder


@pytest.fixture
def keys(made: Path, tmp_path: Path) -> Path:
    """A folder with the keys ``plain``, ``other``, ``locked`` and ``other kind``, each with its .pub file."""
    return Path(shutil.copytree(made, tmp_path / "keys"))


# ── Files ──


@needs_openssh
def test_a_key_in_a_file_signs_what_it_is_given(keys: Path) -> None:
    signer = opened(keys / "plain", unasked)
    assert signer.public == public_of(keys / "plain")
    assert not signer.may_ask
    signature = signer.sign(b"data")
    assert len(signature) == 64
    assert verifies(signer.public.raw, b"data", signature)
    assert not verifies(public_of(keys / "other").raw, b"data", signature)


@needs_openssh
def test_an_encrypted_key_is_unlocked_with_its_passphrase_once(keys: Path) -> None:
    prompts: list[str] = []
    signer = opened(keys / "locked", lambda prompt: prompts.append(prompt) or SECRET)  # type: ignore[func-returns-value]
    assert prompts == [f"Passphrase of {keys / 'locked'}: "]
    assert verifies(signer.public.raw, b"", signer.sign(b""))


@needs_openssh
def test_a_passphrase_of_a_terminal_that_does_not_speak_utf_8_is_taken(tmp_path: Path) -> None:
    typed = "\udce9t\udce9"  # the bytes E9 74 E9, as Python reads them
    assert opened(make_key(tmp_path / "key", passphrase=typed), lambda _: typed)


@needs_openssh
@pytest.mark.parametrize("cipher", ["aes256-ctr", "aes256-cbc", "aes256-gcm@openssh.com"])
def test_each_cipher_that_is_known_unlocks(keys: Path, cipher: str) -> None:
    keygen("-q", "-a", "1", "-p", "-Z", cipher, "-P", SECRET, "-N", "new", "-f", keys / "locked")
    assert opened(keys / "locked", lambda _: "new").public == public_of(keys / "locked")
    with pytest.raises(WrongWords, match="not its passphrase"):
        opened(keys / "locked", lambda _: SECRET)


@needs_openssh
def test_a_cipher_that_is_not_known_is_said_before_a_passphrase_is_asked_for(keys: Path) -> None:
    keygen("-q", "-a", "1", "-p", "-Z", "chacha20-poly1305@openssh.com", "-P", SECRET, "-N", SECRET, "-f", keys / "locked")
    with pytest.raises(WrongWords, match="encrypted in a way that is not known here") as refused:
        opened(keys / "locked", unasked)
    words = refused.value.remedy.partition("ssh-keygen ")[2].split(" ")
    keygen("-q", *words, "-P", SECRET, "-N", SECRET)  # the remedy is one
    assert opened(keys / "locked", lambda _: SECRET)


@needs_openssh
@pytest.mark.parametrize("wrong", ["", "secret", SECRET + " ", "\udce6\ud800", "a\0b"])
def test_a_wrong_passphrase_is_wrong_words_and_is_not_repeated(keys: Path, wrong: str) -> None:
    with pytest.raises(WrongWords, match="not its passphrase") as refused:
        opened(keys / "locked", lambda _: wrong)
    hides(refused.value, keys / "locked", wrong)


@needs_openssh
def test_the_one_who_is_asked_may_say_no(keys: Path) -> None:
    def nobody(prompt: str) -> str:
        raise WrongWords("no terminal to ask at")

    with pytest.raises(WrongWords, match="no terminal"):
        opened(keys / "locked", nobody)


def hides(error: WrongWords, path: Path, passphrase: str = "") -> None:
    """Nothing of a private key, and no passphrase, in what is said, shown or kept with the traceback."""
    told = traceback.TracebackException.from_exception(error, capture_locals=True)
    ours = [f for f in told.stack if f"{os.sep}workflow{os.sep}" in f.filename]  # the frames of the test know the secret
    said = "\n".join([repr(error), error.message, error.remedy, *(str(frame.locals) for frame in ours)])
    assert error.__context__ is None
    lines = path.read_text(errors="replace").splitlines()[1:-1] or ["-"]
    assert not [line for line in lines if len(line) > 8 and line[:40] in said]
    assert len(passphrase) < 4 or passphrase not in said


@needs_openssh
def test_a_signer_and_a_key_file_show_a_fingerprint_and_no_more(keys: Path) -> None:
    signer = opened(keys / "plain", unasked)
    assert repr(signer) == str(signer) == f"Signer({signer.public.fingerprint})"
    assert not hasattr(signer, "__dict__")
    key = keyfile.private(keyfile.read(keys / "plain"))
    assert (keys / "plain").read_text().splitlines()[3][:30] not in repr(key)


@needs_openssh
@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o620, 0o604, 0o602, 0o601, 0o660, 0o777])
def test_a_key_that_others_can_reach_is_refused_also_through_a_link(keys: Path, mode: int) -> None:
    key, link = keys / "my key", keys / "link"
    (keys / "plain").rename(key)
    link.symlink_to(key)
    key.chmod(mode)
    for path in (key, link):
        with pytest.raises(WrongWords, match="others may read") as refused:
            opened(path, unasked)
        assert refused.value.remedy == f"chmod 600 '{path}'" if " " in path.name else f"chmod 600 {path}"
        hides(refused.value, key)
    for mode in (0o600, 0o400):
        key.chmod(mode)
        assert opened(link, unasked)


NO_FILES = {
    "a folder": lambda path: path.mkdir(),
    "a pipe": lambda path: os.mkfifo(path, 0o600),
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
    "a file that gives nothing but errors": lambda path: path.symlink_to("/proc/self/mem"),
}


@pytest.mark.skipif(os.name != "posix", reason="these are files of POSIX")
@pytest.mark.parametrize("create", NO_FILES.values(), ids=NO_FILES)
def test_what_is_no_file_of_a_key_is_refused_at_once(tmp_path: Path, create: object) -> None:
    create(tmp_path / "key")  # type: ignore[operator]
    for use in (opened, lambda path, ask: find(path, [], {})):
        with pytest.raises(WrongWords) as refused:
            use(tmp_path / "key", unasked)
        assert refused.value.remedy


@needs_openssh
def test_a_file_that_is_too_large_is_refused_whatever_it_holds(keys: Path) -> None:
    with (keys / "plain").open("ab") as file:
        file.write(b"\n" * 64_000)
    with pytest.raises(WrongWords, match="at most 64,000 are taken"):
        opened(keys / "plain", unasked)


CONTENTS = {
    "nothing": b"",
    "a public key": b"ssh-ed25519 AAAA\n",
    "another format": b"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEI\n-----END PRIVATE KEY-----\n",
    "PuTTY": b"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n",
    "no base64": b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAA\n-----END OPENSSH PRIVATE KEY-----\n",
    "no text": b"\xff\xfe\0",
}


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
def test_a_file_of_something_else_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)
    (tmp_path / "key").chmod(0o600)
    with pytest.raises(WrongWords, match="not a private key of OpenSSH") as refused:
        opened(tmp_path / "key", unasked)
    hides(refused.value, tmp_path / "key")


@needs_openssh
def test_another_kind_of_key_is_refused_by_name(keys: Path) -> None:
    with pytest.raises(WrongWords, match="ecdsa-sha2-nistp256: an Ed25519 key is wanted"):
        opened(keys / "other kind", unasked)


def refused_or_the_same(path: Path, content: bytes) -> None:
    try:
        sign = keyfile.private(File(path, content, 0o600)).unlocked(lambda _: "x")
    except WrongWords:
        return
    assert verifies(public_of(path).raw, b"x", sign(b"x"))


@needs_openssh
@settings(max_examples=300)
@given(st.data())
def test_a_damaged_file_is_wrong_words_or_still_the_same_key(made: Path, data: st.DataObject) -> None:
    content = bytearray((made / "plain").read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    refused_or_the_same(made / "plain", bytes(content))


@needs_openssh
def test_planted_a_file_that_signs_with_another_key_than_it_says_is_found(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = opened(made / "other", unasked)
    monkeypatch.setattr(keyfile, "_decrypted", lambda *_: other.sign)
    with pytest.raises(AssertionError):
        refused_or_the_same(made / "plain", (made / "plain").read_bytes())


@needs_openssh
def test_a_public_half_that_belongs_to_another_key_is_found(keys: Path) -> None:
    plain, other = keyfile.private(keyfile.read(keys / "plain")), public_of(keys / "other")
    with pytest.raises(WrongWords, match="damaged"):
        keyfile.KeyFile(plain.file, other, encrypted=False).unlocked(unasked)


def test_planted_a_signature_that_does_not_verify_is_never_handed_out() -> None:
    public, made = PublicKey(bytes.fromhex(VECTORS[0])), bytes.fromhex(VECTORS[2] + VECTORS[3])
    assert Signer(public, lambda _: made, may_ask=False).sign(b"") == made
    for wrong in (bytes(64), b"", made[:-1]):
        with pytest.raises(WrongWords, match="does not verify"):
            Signer(public, lambda _, wrong=wrong: wrong, may_ask=False).sign(b"")


# ── Finding the key ──


@needs_openssh
def test_the_key_that_is_named_comes_before_the_one_of_the_environment(keys: Path) -> None:
    wanted = [public_of(keys / "plain"), public_of(keys / "other")]
    environ = {"KETSUGI_KEY": str(keys / "other")}
    assert find(keys / "plain", wanted, environ).public == wanted[0]
    assert find(None, wanted, environ).public == wanted[1]


@needs_openssh
def test_a_named_key_that_may_not_sign_is_refused_before_its_passphrase_is_asked_for(keys: Path) -> None:
    wanted = public_of(keys / "plain")
    with agent() as running:
        run("ssh-add", keys / "plain", environ=running)
        for named in (keys / "locked", keys / "locked.pub"):
            with pytest.raises(WrongWords) as refused:
                find(named, [wanted], running)
            fingerprint = public_of(keys / "locked").fingerprint
            assert refused.value.message == f"{named} is {fingerprint}: {wanted.fingerprint} may sign"


@needs_openssh
def test_a_named_key_that_is_not_there_is_said(keys: Path) -> None:
    with pytest.raises(WrongWords, match="No such file"):
        find(keys / "none", [public_of(keys / "plain")], {"HOME": str(keys)})


@needs_openssh
def test_a_public_key_that_is_named_means_the_agents(keys: Path) -> None:
    wanted = [public_of(keys / "locked"), public_of(keys / "plain")]
    with agent() as running:
        with pytest.raises(WrongWords, match="does not hold SHA256:"):
            find(keys / "plain.pub", wanted, running)
        assert run("ssh-add", keys / "plain", environ=running).returncode == 0
        (keys / "plain").unlink()
        for named in (keys / "plain.pub", keys / "plain"):  # the second is not there, its .pub file is
            signer = find(named, wanted, running).unlocked(unasked)
            assert (signer.public, signer.may_ask) == (wanted[1], True)
            assert verifies(signer.public.raw, b"data", signer.sign(b"data"))
    with pytest.raises(WrongWords, match=r"no agent runs \(SSH_AUTH_SOCK is not set\)"):
        find(keys / "plain.pub", wanted, {})


@needs_openssh
def test_a_locked_file_that_is_named_is_left_locked_where_the_agent_holds_its_key(keys: Path, tmp_path: Path) -> None:
    keygen("-q", "-p", "-N", SECRET, "-f", keys / "plain")
    wanted = [public_of(keys / "plain")]
    with agent() as running:
        signer = find(keys / "plain", wanted, running).unlocked(lambda _: SECRET)
        assert not signer.may_ask  # the agent does not hold it
        keygen("-q", "-p", "-P", SECRET, "-N", "", "-f", keys / "plain")
        assert not find(keys / "plain", wanted, running).unlocked(unasked).may_ask  # nothing is locked
        run("ssh-add", keys / "plain", environ=running)
        keygen("-q", "-p", "-N", SECRET, "-f", keys / "plain")
        for environ in (running, {**running, "KETSUGI_KEY": str(keys / "plain")}):
            signer = find(None if "KETSUGI_KEY" in environ else keys / "plain", wanted, environ).unlocked(unasked)
            assert (signer.public, signer.may_ask) == (wanted[0], True)
    gone = find(keys / "plain", wanted, running)  # a broken agent is no reason not to ask
    assert gone.unlocked(lambda _: SECRET).public == wanted[0]


@needs_openssh
def test_where_any_key_will_do_the_agents_only_one_does(keys: Path) -> None:
    home = keys / ".ssh" / "id_ed25519"
    home.parent.mkdir()
    shutil.copy(keys / "plain", home)
    with agent() as running:
        environ = {**running, "HOME": str(keys)}
        assert find(None, None, environ).public == public_of(keys / "plain")
        for name in ("other kind", "other"):
            run("ssh-add", keys / name, environ=running)
        assert find(None, None, environ).public == public_of(keys / "other")
        assert find(keys / "locked", None, environ).public == public_of(keys / "locked")
        run("ssh-add", keys / "plain", environ=running)
        with pytest.raises(WrongWords, match="holds 2 keys: SHA256:"):
            find(None, None, environ)


@needs_openssh
def test_the_agents_key_comes_before_the_one_at_home_if_it_may_sign(keys: Path) -> None:
    home = keys / ".ssh" / "id_ed25519"
    home.parent.mkdir()
    shutil.copy(keys / "plain", home)
    plain, other = public_of(keys / "plain"), public_of(keys / "other")
    with agent() as running:
        run("ssh-add", keys / "other", environ=running)
        environ = {**running, "HOME": str(keys)}
        assert find(None, [plain, other], environ).public == other
        assert find(None, [plain], environ).public == plain
    assert find(None, [plain], environ).public == plain  # the agent is gone: its socket leads nowhere


@needs_openssh
def test_where_nothing_is_found_it_is_said_what_was_looked_at(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted, environ = public_of(keys / "locked"), {"HOME": str(keys), "SSH_AUTH_SOCK": str(keys / "none")}
    with pytest.raises(WrongWords) as refused:
        find(None, [wanted], environ)
    for said in (wanted.fingerprint, "KETSUGI_KEY is not set", "No such file", "there is no ~/.ssh/id_ed25519"):
        assert said in refused.value.message
    (keys / ".ssh").mkdir()
    shutil.copy(keys / "plain", keys / ".ssh" / "id_ed25519")
    with pytest.raises(WrongWords) as refused:
        find(None, [wanted], {"HOME": str(keys)})
    for said in ("SSH_AUTH_SOCK is not set", f"id_ed25519 is {public_of(keys / 'plain').fingerprint}"):
        assert said in refused.value.message
    assert "ssh-add" in refused.value.remedy
    monkeypatch.chdir(keys)  # without HOME, a key in the folder where one happens to stand is not taken
    with pytest.raises(WrongWords, match="there is no ~/"):
        find(None, [public_of(keys / "plain")], {})


def test_where_nobody_may_sign_or_many_the_message_stays_short() -> None:
    with pytest.raises(WrongWords, match="no key may sign"):
        find(None, [], {})
    many = [PublicKey(bytes([n]) * 32) for n in range(2, 22)]
    with pytest.raises(WrongWords, match="and 12 more may sign"):
        find(None, many, {"HOME": "relative"})


def test_the_file_that_is_named_is_named_in_what_is_said_of_it(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("hello")
    with pytest.raises(WrongWords, match=r"note\.txt: public key: this is none"):
        find(tmp_path / "note.txt", [], {})


def test_the_library_is_loaded_when_a_key_is_used_and_not_before() -> None:
    code = "import sys, workflow.sshsig, workflow.signing; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"cryptography", "bcrypt", "sqlmodel", "sqlite3", "socket", "threading", "states.codec"} & set(loaded)
