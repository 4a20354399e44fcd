"""The tree over the entries: roots and proofs as RFC 6962 defines them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

import pytest

from workflow import merkle
from workflow.merkle import Tree, node, root_of


def leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\0" + data).digest()


def root(leaves: list[bytes]) -> bytes:
    tree = Tree()
    for each in leaves:
        tree.add(each)
    return tree.root()


def inclusion(leaves: Iterable[bytes], index: int) -> list[bytes]:
    """The proof that leaf ``index``, counted from 0, is among ``leaves``."""
    tree = Tree(index)
    for each in leaves:
        tree.add(each)
    return tree.proof()


# ── Published: the reference tree of the Certificate Transparency project ──

PUBLISHED = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PROOFS = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}
KNOWN = [leaf(bytes.fromhex(each)) for each in PUBLISHED]


@pytest.mark.parametrize(("size", "known"), list(enumerate(ROOTS)))
def test_the_root_is_the_published_one(size: int, known: str) -> None:
    assert root(KNOWN[:size]).hex() == known


@pytest.mark.parametrize(("index", "size"), PROOFS)
def test_the_proof_is_the_published_one(index: int, size: int) -> None:
    assert [each.hex() for each in inclusion(KNOWN[:size], index)] == PROOFS[index, size]


# ── Every size up to 70, against the words of the RFC ──

MOST = 70
LEAVES = [leaf(bytes([n])) for n in range(MOST)]


def split(size: int) -> int:
    """The largest power of two smaller than ``size``."""
    k = 1
    while k * 2 < size:
        k *= 2
    return k


def defined_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, over leaf hashes."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return hashlib.sha256(b"\1" + defined_root(leaves[:k]) + defined_root(leaves[k:])).digest()


def defined_path(index: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962 section 2.1.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if index < k:
        return [*defined_path(index, leaves[:k]), defined_root(leaves[k:])]
    return [*defined_path(index - k, leaves[k:]), defined_root(leaves[:k])]


EVERY_ROOT = [defined_root(LEAVES[:size]) for size in range(MOST + 1)]


def every_leaf() -> Iterator[tuple[int, int]]:
    return ((index, size) for size in range(1, MOST + 1) for index in range(size))


def test_one_tree_gives_the_root_after_every_leaf() -> None:
    tree = Tree()
    found = [tree.root()]
    for each in LEAVES:
        tree.add(each)
        found.append(tree.root())
    assert found == EVERY_ROOT
    assert tree.size == MOST


def test_every_proof_is_the_defined_one_and_leads_to_the_root() -> None:
    for index, size in every_leaf():
        proof = inclusion(iter(LEAVES[:size]), index)
        assert proof == defined_path(index, LEAVES[:size])
        assert root_of(LEAVES[index], index, size, proof) == EVERY_ROOT[size]


def test_one_pass_gives_both_the_root_and_a_proof_and_a_proof_may_be_asked_for_on_the_way() -> None:
    tree = Tree(3)
    for size, each in enumerate(LEAVES, 1):
        tree.add(each)
        if size > 3:
            assert root_of(LEAVES[3], 3, size, tree.proof()) == tree.root() == EVERY_ROOT[size]


def test_a_tree_keeps_one_hash_for_each_bit_of_its_size() -> None:
    tree = Tree(5)
    for number in range(1, 3000):
        tree.add(LEAVES[0])
        assert len(tree._peaks) == number.bit_count()
        assert len(tree._path) <= number.bit_length()


# ── What is altered leads elsewhere ──


def leads(to: bytes, digest: bytes, index: int, size: int, proof: list[bytes]) -> bool:
    try:
        return root_of(digest, index, size, proof) == to
    except ValueError:
        return False


def unseen() -> list[str]:
    """Alterations of any one hash, the index or the size that still lead to the root of the stated size."""
    found = []
    for index, size in every_leaf():
        proof = defined_path(index, LEAVES[:size])
        for at in range(-1, len(proof)):
            whole = [LEAVES[index], *proof]
            whole[at + 1] = bytes([whole[at + 1][0] ^ 1]) + whole[at + 1][1:]
            if leads(EVERY_ROOT[size], whole[0], index, size, whole[1:]):
                found.append(f"hash {at} of {index}/{size}")
        for other in range(-1, size + 1):
            if other != index and leads(EVERY_ROOT[size], LEAVES[index], other, size, proof):
                found.append(f"index {other} for {index}/{size}")
        for other in range(MOST + 1):
            if other != size and leads(EVERY_ROOT[other], LEAVES[index], index, other, proof):
                found.append(f"size {other} for {index}/{size}")
        for altered in (proof[:-1], [*proof, LEAVES[0]], [LEAVES[0], *proof], proof[::-1]):
            if altered != proof and leads(EVERY_ROOT[size], LEAVES[index], index, size, altered):
                found.append(f"{len(altered)} hashes for {index}/{size}")
    return found


def test_no_altered_hash_index_or_size_leads_to_the_root() -> None:
    assert unseen() == []


def test_a_size_with_the_same_way_up_gives_the_same_root_so_that_size_and_root_are_stated_together() -> None:
    """From leaf 0, a tree of 5 to 8 leaves is climbed in the same three steps."""
    proof = defined_path(0, LEAVES[:8])
    assert {root_of(LEAVES[0], 0, size, proof) for size in (5, 6, 7, 8)} == {EVERY_ROOT[8]}
    assert len({EVERY_ROOT[size] for size in (5, 6, 7, 8)}) == 4


def test_planted_a_node_that_hashes_its_two_sides_in_order_of_size_lets_another_index_pass(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The tree of other systems, whose proofs do not say left or right."""
    monkeypatch.setattr(merkle, "node", lambda left, right: node(*sorted((left, right))))
    tree = Tree()
    for each in LEAVES[:8]:
        tree.add(each)
    proof = inclusion(LEAVES[:8], 2)
    assert leads(tree.root(), LEAVES[2], 3, 8, proof)
    assert tree.root() != EVERY_ROOT[8]


def test_planted_a_node_without_its_prefix_is_not_the_published_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merkle, "node", lambda left, right: hashlib.sha256(left + right).digest())
    assert [size for size, known in enumerate(ROOTS) if root(KNOWN[:size]).hex() == known] == [0, 1]


def test_planted_a_verifier_that_forgets_that_the_last_goes_up_alone_refuses_good_proofs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def forgetful(digest: bytes, index: int, size: int, proof: list[bytes]) -> bytes:
        for beside in proof:
            digest = node(beside, digest) if index & 1 else node(digest, beside)
            index >>= 1
        return digest

    monkeypatch.setattr(merkle, "root_of", forgetful)
    refused = [
        (index, size)
        for index, size in every_leaf()
        if merkle.root_of(LEAVES[index], index, size, defined_path(index, LEAVES[:size])) != EVERY_ROOT[size]
    ]
    assert (2, 3) in refused
    assert all(size & (size - 1) for _, size in refused), "a full tree has no such leaf"


# ── What is malformed is refused ──

MALFORMED = {
    "an index below the first": (LEAVES[0], -1, 2, [LEAVES[1]], "there is no leaf -1 among 2"),
    "an index of the size": (LEAVES[0], 2, 2, [LEAVES[1]], "there is no leaf 2 among 2"),
    "a tree of nothing": (LEAVES[0], 0, 0, [], "there is no leaf 0 among 0"),
    "a leaf of 31 bytes": (LEAVES[0][1:], 0, 1, [], "a hash has 32 bytes, this has 31"),
    "a hash of 33 bytes": (LEAVES[0], 0, 2, [LEAVES[1] + b"x"], "a hash has 32 bytes, this has 33"),
    "a hash too few": (LEAVES[0], 0, 3, [LEAVES[1]], "the proof ends before the root: hashes in it 1"),
    "a hash too many": (LEAVES[0], 0, 2, [LEAVES[1]] * 2, "the proof goes on beyond the root: hashes in it 2"),
    "a hash for a tree of one": (LEAVES[0], 0, 1, [LEAVES[1]], "the proof goes on beyond the root: hashes in it 1"),
}


@pytest.mark.parametrize(("digest", "index", "size", "proof", "said"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_proof_is_refused(digest: bytes, index: int, size: int, proof: list[bytes], said: str) -> None:
    with pytest.raises(ValueError) as refused:
        root_of(digest, index, size, proof)
    assert str(refused.value) == said


@pytest.mark.parametrize("index", [-1, 3, 4])
def test_a_proof_of_a_leaf_that_is_not_there_is_refused(index: int) -> None:
    with pytest.raises(ValueError, match=f"there is no leaf {index} among 3"):
        inclusion(LEAVES[:3], index)


def test_what_is_no_hash_is_no_leaf() -> None:
    with pytest.raises(ValueError, match="a hash has 32 bytes, this has 2"):
        Tree().add(b"no")
