"""Errors for people: what is wrong, where, and what to do, in Chinese and English."""

from __future__ import annotations


class JixiaoError(Exception):
    """Input that cannot be used. Its text is a whole message in both languages.

    ``code`` is a stable short name (``empty-file``), ``place`` the file, sheet, page or row
    if known. The command line prints ``message(lang)`` and leaves with exit code 2.
    """

    def __init__(self, code: str, zh: str, en: str, place: str = "") -> None:
        """Keep both texts; ``str()`` is the Chinese one."""
        super().__init__(f"{place}：{zh}" if place else zh)
        self.code, self.zh, self.en, self.place = code, zh, en, place

    def message(self, lang: str = "zh") -> str:
        """The text in one language, with its place in front."""
        if lang == "zh":
            return f"{self.place}：{self.zh}" if self.place else self.zh
        return f"{self.place}: {self.en}" if self.place else self.en

    def at(self, place: str) -> JixiaoError:
        """The same error, with its place if it had none."""
        return self if self.place else JixiaoError(self.code, self.zh, self.en, place)
