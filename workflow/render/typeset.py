"""A document as PDF, set by Typst with fonts that are embedded: no character is left out, and nothing is fetched.

What is set is handed over as data, never in Typst's own language: text stays text, whatever somebody wrote into it.

Source: ISO 19005-2 (PDF/A-2b), ISO 14289-1 (PDF/UA-1).
"""

from __future__ import annotations

import importlib
import json
import re
import unicodedata
from collections.abc import Collection, Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from markupsafe import Markup

from states.errors import WrongWords, needs, with_extra
from workflow.render.plain import safe

if TYPE_CHECKING:
    from typst import Fonts

FAMILIES = ("Noto Sans CJK JP", "IPAexGothic", "Hiragino Sans", "Yu Gothic", "MS Gothic", "Meiryo")
_SOURCE = Path(__file__).with_name("pages") / "report.typ"
_REMEDY = f"install one {with_extra('pdf')}"


def pdf(data: object) -> bytes:
    """What ``pages/report.typ`` makes of ``data``: the same bytes for the same data, font and Typst.

    Raises:
        WrongWords: Typst, or a font with Japanese characters, is not installed.
    """
    typst = _package()
    fonts, family = chosen(installed())
    said = json.dumps(_plain(data), ensure_ascii=False)
    missing = uncovered(fonts, family, {each for run in _BEYOND_ASCII.findall(said) for each in letters(run)})
    content: bytes
    content, warnings = typst.compile_with_warnings(
        _SOURCE,
        root=_SOURCE.parent,
        font_paths=fonts,
        ignore_system_fonts=True,  # those that are wanted are in ``fonts``
        sys_inputs={"data": spelled_out(said, missing), "font": family},
        format="pdf",
        pdf_standards=["a-2b", "ua-1"],
    )
    if warnings:  # a font that is not known would be replaced with another, and say so only here
        raise RuntimeError(f"Typst: {warnings[0].message}")
    return content


def _plain(value: object) -> object:
    """Data with nothing in it that is written for a browser, or that would hide or turn round what stands beside it."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Markup):
        return safe(value.unescape())
    return safe(value) if isinstance(value, str) else value


def _package() -> ModuleType:
    try:
        import typst  # only here: an extra
    except ImportError:
        raise needs("a report as PDF", "typst", "pdf") from None
    return typst


# ── Fonts, and the characters that they do not have ──────────────────────────────────────────────────────────────────


def installed() -> Iterator[Fonts]:
    """The fonts of the package that the extra brings, then those of the machine."""
    fonts = _package().Fonts
    try:
        own = importlib.import_module("noto_cjk_sans_jp_regular").FONT_PATH
    except ImportError:
        pass
    else:
        yield fonts(include_system_fonts=False, font_paths=[Path(own).parent])
    yield fonts(include_system_fonts=True)


def chosen(places: Iterator[Fonts]) -> tuple[Fonts, str]:
    """The first place that has one of ``FAMILIES``, and which.

    Raises:
        WrongWords: there is none.
    """
    for fonts in places:
        there = fonts.families()
        for family in FAMILIES:
            if family in there:
                return fonts, family
    said = f"a report as PDF needs a font with Japanese characters, and there is none of {', '.join(FAMILIES)}"
    raise WrongWords(said, remedy=_REMEDY)


_BEYOND_ASCII = re.compile(r".?[^\x00-\x7f]+")  # with what a mark at its beginning stands on


def letters(text: str) -> list[str]:
    """``text`` by letter, each with its marks: a font may have both as one and the mark alone not, or the reverse."""
    found: list[str] = []
    for c in text:
        if found and unicodedata.category(c).startswith("M"):
            found[-1] += c
        else:
            found.append(c)
    return found


def uncovered(fonts: Fonts, family: str, asked: Collection[str]) -> set[str]:
    """Those of some letters that a font cannot show: Typst refuses to write a PDF/A with them, and says of which lines."""
    typst = _package()
    left, missing = sorted(asked), set[str]()
    while left:
        lines = ["".join(f"\\u{{{ord(c):x}}}" for c in each) for each in left]
        source = "\n".join([f'#set text(font: "{family}", fallback: false)', *(f"{line}\n" for line in lines)])
        try:
            typst.compile_with_warnings(
                source.encode(), font_paths=fonts, ignore_system_fonts=True, format="pdf", pdf_standards="a-2b"
            )
        except typst.TypstError as error:
            wrong = {left[(int(line) - 2) // 2] for line in re.findall(r"\.typ:(\d+):", error.diagnostic)}
            if not wrong:  # something else is the matter
                raise
            missing |= wrong
            left = [each for each in left if each not in wrong]
        else:
            break
    return missing


def spelled_out(text: str, missing: Collection[str]) -> str:
    """Text in JSON with the letters spelled out that the font cannot show."""

    def spelled(letter: str) -> str:
        return "".join(c if c.isascii() else f"\\\\u{{{ord(c):x}}}" for c in letter) if letter in missing else letter

    if not missing:
        return text
    return _BEYOND_ASCII.sub(lambda run: "".join(map(spelled, letters(run[0]))), text)
