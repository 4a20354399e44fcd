"""Texts as strangers give them: good ones with pieces or lines of them replaced."""

from __future__ import annotations

from hypothesis import strategies as st

PIECE = st.text(max_size=8) | st.sampled_from(
    ["\n", "\n\n", "— ", "extra ", "index ", "=", "0", "+1", "-1", "1_1", "9" * 5000, "é", "\ud800", "\r\n", " "]
)


@st.composite
def altered(draw: st.DrawFn, whole: str) -> str:
    """``whole`` with up to three pieces replaced: a few letters anywhere, or a line after its first word or from it."""
    for _ in range(draw(st.integers(1, 3))):
        if draw(st.booleans()):
            start = draw(st.integers(0, len(whole)))
            end = draw(st.integers(start, min(len(whole), start + 9)))
            whole = whole[:start] + draw(PIECE) + whole[end:]
        else:
            lines = whole.split("\n")
            at = draw(st.integers(0, len(lines) - 1))
            word, space, _ = lines[at].partition(" ")
            lines[at] = (f"{word}{space}" if space and draw(st.booleans()) else "") + draw(PIECE)
            whole = "\n".join(lines)
    return whole
