"""Errors for people: what is wrong, where, and what to do, in Chinese and English."""

from __future__ import annotations

_LONGEST = 2_000
"""Characters of a message, which may quote the input."""


class JixiaoError(Exception):
    """Input that cannot be used. Its text is a whole message in both languages.

    ``code`` is a stable short name (``empty-file``), ``place`` the file, sheet, page or row
    if known; ``kind`` what else the document is, where the code is ``not-a-form``. The command line prints ``message(lang)`` and leaves with exit code 2.
    """

    def __init__(self, code: str, zh: str, en: str, place: str = "", kind: str = "") -> None:
        """Keep both texts; ``str()`` is the Chinese one."""
        super().__init__(printable(f"{place}：{zh}" if place else zh)[:_LONGEST])
        self.code, self.place, self.kind = code, printable(place), kind
        self.zh, self.en = printable(zh[:_LONGEST]), printable(en[:_LONGEST])

    def message(self, lang: str = "zh") -> str:
        """The text in one language, with its place in front."""
        if lang == "zh":
            return f"{self.place}：{self.zh}" if self.place else self.zh
        return f"{self.place}: {self.en}" if self.place else self.en

    def at(self, place: str) -> JixiaoError:
        """The same error, with its place if it had none."""
        return self if self.place else JixiaoError(self.code, self.zh, self.en, place, self.kind)


def printable(text: str) -> str:
    r"""A text in one line, without characters that a terminal would take for commands or that turn the reading direction.

    >>> printable("表\x1b[2J.xlsx\n")
    '表�[2J.xlsx '
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else " " if char.isspace() else "�" for char in text)
