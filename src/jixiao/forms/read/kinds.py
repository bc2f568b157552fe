"""What kind of file some bytes are: told by their content, never by a name. Nothing is parsed by C code here."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from jixiao.errors import JixiaoError

if TYPE_CHECKING:
    import zipfile

Kind = Literal["xlsx", "docx", "archive", "xls", "doc", "rtf", "pdf", "picture", "mht", "json", "text"]

MAX_UNPACKED = 300_000_000
MAX_RATIO = 200
LARGE_PART, SUSPECT_SIZE = 1_000_000, 20_000_000  # bytes: below them a high ratio is harmless
MAX_PARTS = 5_000
FORM_ENDINGS = frozenset(
    {
        ".xlsx", ".xlsm", ".xltx", ".xls", ".xlt", ".et", ".ett", ".docx", ".docm", ".dotx", ".doc", ".dot", ".wps", ".wpt",
        ".rtf", ".htm", ".html", ".mht", ".mhtml", ".txt", ".csv", ".tsv", ".pdf", ".json", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp",
    }
)  # fmt: skip
"""Names of files that may hold a form, in folders and archives; what they are is told by their content."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
WORD_PART = re.compile(r"word/document\d*\.xml")
"""The text of a Word document in its package."""
_NO_CHILD = 0xFFFFFFFF
_ENTRY = 128
_FIRST_RECORDS = 12
_MAX_ENTRIES = 20_000


def kind_of(data: bytes, shown: str) -> Kind:
    """By content: zip, OLE2, PDF, RTF, picture, JSON, else text.

    Raises:
        JixiaoError: protected by a password, damaged, unsafe to unpack, or of a kind that is not read.
    """
    head = data[:2048].lstrip()
    if data.startswith(b"PK"):
        return office_kind(data, shown)
    if data.startswith(_OLE):
        return _ole_kind(data, shown)
    if head.startswith(b"%PDF"):
        return "pdf"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(_PICTURES) and b"\x00" in data[:64]:
        return "picture"
    if head.startswith((b"Rar!\x1a", b"7z\xbc\xaf'\x1c", b"\x1f\x8b")):
        raise wrong_type("RAR、7z 或 gz 压缩包", shown, "an archive (RAR, 7z or gz)")
    if _is_mime(data[:4096]):
        return "mht"
    return "json" if head.startswith(b"{") else "text"


def _is_mime(head: bytes) -> bool:
    """Whether a file is a web page saved whole: mail headers and no page before them."""
    head = head.lstrip().lower()
    return head.startswith((b"mime-version:", b"from:", b"subject:", b"content-type:")) and b"multipart/" in head


def office_kind(data: bytes, shown: str) -> Kind:
    """Xlsx, docx or an archive of files, after making sure that unpacking it is safe.

    Raises:
        JixiaoError: as ``kind_of``.
    """
    import io
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError, EOFError):
        raise JixiaoError(
            "truncated",
            "文件不完整或已损坏（压缩包结构不完整）。请重新下载或复制。",
            "The file is incomplete or damaged (its zip structure is broken). Download or copy it again.",
            shown,
        ) from None
    names = {part.filename for part in parts}
    _safe(parts, shown)
    if any(part.flag_bits & 1 for part in parts):
        raise encrypted(shown)
    if "xl/workbook.xml" in names:
        return "xlsx"
    if any(WORD_PART.fullmatch(name) for name in names):
        return "docx"
    for mark, zh, en in (
        ("ppt/presentation.xml", "PPT 演示文稿", "a presentation"),
        ("xl/workbook.bin", "xlsb 工作簿", "a binary workbook (xlsb)"),
        ("OFD.xml", "OFD 版式文件，请转成 PDF", "an OFD document"),
        ("content.xml", "OpenDocument 文档", "an OpenDocument file"),
    ):
        if mark in names:
            raise wrong_type(zh, shown, en)
    if any(Path(name).suffix.lower() in FORM_ENDINGS for name in names):
        return "archive"
    raise wrong_type("压缩包，里面没有可读的文件", shown, "an archive without a file that could be read")


def _safe(parts: list[zipfile.ZipInfo], shown: str) -> None:
    unpacked = sum(part.file_size for part in parts)
    worst = max(
        (part.file_size / max(part.compress_size, 1) for part in parts if part.file_size > LARGE_PART), default=0
    )
    if len(parts) > MAX_PARTS:
        raise JixiaoError(
            "zip-bomb",
            f"压缩包里有{len(parts)}个文件，超出限度{MAX_PARTS}，未打开。请分成几个压缩包，或解开后按文件夹读取。",
            f"The package holds {len(parts)} files, more than {MAX_PARTS}; it was not opened. Split it, or unpack it and read the folder.",
            shown,
        )
    if unpacked > MAX_UNPACKED or (worst > MAX_RATIO and unpacked > SUSPECT_SIZE):
        raise JixiaoError(
            "zip-bomb",
            f"压缩包解开后有{unpacked // 1_000_000}MB，超出安全限度，未打开。请确认文件来源；若确为绩效表，请另存为新文件。",
            f"The package unpacks to {unpacked // 1_000_000} MB, beyond what is safe; it was not opened. Check where it comes from.",
            shown,
        )


def has_macros(data: bytes, kind: Kind) -> bool:
    """Whether an Office file carries macros. They are never run."""
    import io
    import zipfile

    if kind in {"xlsx", "docx"}:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(name.endswith("vbaProject.bin") or "/macrosheets/" in name for name in archive.namelist())
    if kind in {"xls", "doc"}:
        return any(entry.name in {"_VBA_PROJECT_CUR", "Macros"} for entry in ole_entries(data))
    return False


class OleEntry(NamedTuple):
    """A stream or storage at the top of an OLE2 file, and where its bytes begin."""

    name: str
    start: int


_COUNTS = (0x2C, 0x40, 0x48)
"""Where the header of an OLE2 file counts its sectors of each table of sectors ([MS-CFB] 2.2)."""
_SMALLEST_SECTOR = 512


def ole_entries(data: bytes) -> list[OleEntry]:
    """What stands at the top of an OLE2 file; nothing if its directory is damaged.

    Source: [MS-CFB] 2.2 (header), 2.3 (FAT), 2.6 (directory).
    """

    def number(at: int, size: int = 4) -> int:
        return int.from_bytes(data[at : at + size], "little")

    shift = number(30, 2)
    if shift not in {9, 12}:
        return []
    size = 1 << shift
    fat = [number(76 + 4 * index) for index in range(109)]
    directory: list[int] = []  # places of entries
    sector, each = number(48), size // 4
    while sector < len(data) // size and len(directory) < _MAX_ENTRIES:
        directory += range((sector + 1) * size, (sector + 2) * size, _ENTRY)
        held = sector // each
        sector = number((fat[held] + 1) * size + 4 * (sector % each)) if held < len(fat) else _NO_CHILD
    found: list[OleEntry] = []
    seen: set[int] = set()
    waiting = [number(directory[0] + 76)] if directory else []
    while waiting:
        index = waiting.pop()
        if index >= len(directory) or index in seen:
            continue
        seen.add(index)
        at = directory[index]
        length = max(0, min(number(at + 64, 2), 64) - 2)
        found.append(OleEntry(data[at : at + length].decode("utf-16-le", "replace"), (number(at + 116) + 1) * size))
        waiting += [number(at + 68), number(at + 72)]
    return found


def _ole_kind(data: bytes, shown: str) -> Kind:
    """Old Office and WPS files: workbooks, documents, encrypted packages."""
    # a reader that believes these counts makes room for them before it looks at the file
    counts = (int.from_bytes(data[at : at + 4], "little") for at in _COUNTS)
    entries = ole_entries(data) if max(counts) <= len(data) // _SMALLEST_SECTOR else None
    if entries is None:
        raise _damaged_ole(shown)
    names = {entry.name for entry in entries}

    def holds(name: str) -> bool:
        return name in names or (not names and name.encode("utf-16-le") in data)

    if holds("EncryptedPackage"):
        raise encrypted(shown)
    if holds("Workbook") or holds("Book"):
        if any(_locked_workbook(data, entry.start) for entry in entries if entry.name in {"Workbook", "Book"}):
            raise encrypted(shown)
        return "xls"
    if holds("WordDocument"):
        if any(_locked_document(data, entry.start) for entry in entries if entry.name == "WordDocument"):
            raise encrypted(shown)
        return "doc"
    if holds("PowerPoint Document"):
        raise wrong_type("PPT 演示文稿", shown, "a presentation")
    raise _damaged_ole(shown)


def _damaged_ole(shown: str) -> JixiaoError:
    return JixiaoError(
        "damaged-ole",
        "旧版 Office 文件已损坏或类型不明。请用 Office、WPS 打开后另存为 xlsx 或 docx。",
        "The old Office file is damaged or of an unknown kind. Open it and save it as xlsx or docx.",
        shown,
    )


def _locked_workbook(data: bytes, at: int) -> bool:
    """Whether one of the first records of a workbook is FILEPASS ([MS-XLS] 2.4.117)."""
    if data[at : at + 2] != b"\x09\x08":
        return False
    for _ in range(_FIRST_RECORDS):
        kind, size = data[at : at + 2], int.from_bytes(data[at + 2 : at + 4], "little")
        if kind == b"\x2f\x00":
            return True
        at += 4 + size
    return False


def _locked_document(data: bytes, at: int) -> bool:
    """Whether the head of a Word document says that it is encrypted ([MS-DOC] 2.5.2, fEncrypted)."""
    return data[at : at + 2] == b"\xec\xa5" and bool(data[at + 11 : at + 12]) and bool(data[at + 11] & 1)


def encrypted(shown: str) -> JixiaoError:
    """The error of a file with a password."""
    return JixiaoError(
        "encrypted",
        "文件设有打开密码。请在 Excel、Word 或 WPS 中输入密码打开，取消密码后另存再读；压缩包请先解开。",
        "The file is protected by a password. Open it, remove the password and save it again; unpack an archive.",
        shown,
    )


def wrong_type(kind: str, shown: str, en: str | None = None) -> JixiaoError:
    """The error of a file whose content is of a kind that is not read."""
    return JixiaoError(
        "wrong-type",
        f"文件内容是{kind}，不能直接读取。请另存为 xlsx、docx、网页或纯文本。",
        f"The content is {en or kind}, which cannot be read. Save it as xlsx, docx, HTML or plain text.",
        shown,
    )
