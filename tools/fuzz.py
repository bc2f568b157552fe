"""Spoil real and generated files at random and read them: whatever is no JixiaoError is a finding.

    python tools/fuzz.py --minutes 30 --seed 1 --out fuzz-findings

Files are spoilt byte by byte and in their structure (PDF objects and streams, parts and elements of
packages, tags, numbers, lines). Each is read in the worker process, as the command line reads it: crashes,
hangs, too much memory and exceptions of any other class are findings. Of each kind of finding one is kept, made small,
under ``--out``, named by what happened; move it to tests/documents/fuzz when it is mended.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import random
import re
import sys
import time
import zipfile
import zlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HOME = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(HOME / "src"), str(HOME)]

from jixiao.errors import JixiaoError  # noqa: E402
from jixiao.forms.read.isolated import Worker  # noqa: E402
from jixiao.forms.read.worker import Request  # noqa: E402

FINDINGS = frozenset(("broke-the-reader", "too-slow", "too-much-memory"))
_EXTREMES = (
    b"0",
    b"-1",
    b"1",
    b"65536",
    b"2147483647",
    b"2147483648",
    b"4294967295",
    b"99999999999999999999",
    b"1e999",
    b"NaN",
    b"",
)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_OBJECT = re.compile(rb"\d+ \d+ obj.*?endobj\s*", re.DOTALL)
_ELEMENT = re.compile(rb"<(\w[\w:.-]*)\b[^>]*?(?:/>|>[^<]*</\1>)")
_TAG = re.compile(rb"</?\w[^<>]*>")
_MINIMISE = 90.0
"""Seconds for making one finding small."""


# -- sources --------------------------------------------------------------------------------


def sources(*, scans: bool) -> dict[str, bytes]:
    """Real and generated files by name."""
    from jixiao.forms.layouts import targets
    from jixiao.forms.write import write
    from jixiao.plan import plan_from_json

    found = {path.name: path.read_bytes() for path in (HOME / "src/jixiao/samples").glob("tianjin*") if path.is_file()}
    for pattern in ("tests/documents/*.*", "tests/documents/pdf/*.pdf", "tests/documents/found/*.txt"):
        found |= {path.name: path.read_bytes() for path in sorted(HOME.glob(pattern)) if path.suffix != ".md"}
    plan = plan_from_json((HOME / "tests/golden/tianjin-miit-2025.plan.json").read_bytes())
    for kind in ("docx", "html", "xlsx", "pdf"):
        found[f"written.{kind}"] = write(targets(plan), kind)
    found |= _generated(scans=scans)
    found["csv.csv"] = "一级指标,二级指标,三级指标,指标值\n产出指标,数量指标,次数,≥12次\n".encode()
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("written.docx", "written.html", "csv.csv"):
            archive.writestr(name, found[name])
    found["package.zip"] = package.getvalue()
    return found


def _generated(*, scans: bool) -> dict[str, bytes]:
    from tests.generated import drawn, kinds
    from tests.generated.scans import scanned

    from jixiao.forms.write import write

    rng = random.Random(7)
    found: dict[str, bytes] = {}
    for index, make in enumerate(make for layouts in kinds.KINDS.values() for make in layouts.values()):
        _, table = make(rng)
        found[f"generated-{index}.xlsx"] = write(table, "xlsx")
        found[f"generated-{index}.html"] = write(table, "html")
        style = drawn.ruled(rng) if index % 2 else drawn.borderless(rng)
        found[f"generated-{index}.pdf"] = drawn.pdf(table, style)
    if scans:
        found["scan.pdf"] = scanned(found["generated-1.pdf"], rng, dpi=110)
    return found


# -- spoiling -------------------------------------------------------------------------------


def spoilt(data: bytes, rng: random.Random) -> bytes:
    """The same file with one to four faults."""
    for _ in range(rng.choice((1, 1, 2, 4))):
        ways: list[Callable[[bytes, random.Random], bytes]] = [_bytes, _bytes, _numbers]
        if data.startswith(b"PK"):
            ways += [_package] * 8
        elif b"%PDF" in data[:1024]:
            ways += [_objects] * 3 + [_streams] * 5
        elif not data.startswith(b"\xd0\xcf"):
            ways += [_lines, _words] + ([_elements] * 3 if b"<" in data[:2000] else [])
        data = rng.choice(ways)(data, rng)
    return data


def _span(data: bytes, rng: random.Random, most: int = 400) -> tuple[int, int]:
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + int(rng.random() ** 4 * most))


def _bytes(data: bytes, rng: random.Random) -> bytes:
    start, end = _span(data, rng)
    match rng.randrange(7):
        case 0:
            return data[:start]
        case 1:
            return data[:start] + data[end:]
        case 2:
            return data[:end] + data[start:end] * rng.choice((1, 2, 50)) + data[end:]
        case 3:
            return data[:start] + rng.randbytes(end - start) + data[end:]
        case 4:
            return (
                data[:start]
                + rng.choice((b"\0", b"\xff", b"(", b"<", b">", b"[", b"/", b"\n")) * rng.choice((1, 3, 3000))
                + data[start:]
            )
        case 5:
            first, last = _span(data, rng, 4000)
            return data[:start] + data[first:last] + data[end:]
        case _:
            held = bytearray(data)
            for _ in range(rng.choice((1, 4, 40)) if held else 0):
                held[rng.randrange(len(held))] ^= 1 << rng.randrange(8)
            return bytes(held)


def _numbers(data: bytes, rng: random.Random) -> bytes:
    """A few numbers become extreme ones, or trade places."""
    found = list(re.finditer(rb"-?\d+(?:\.\d+)?", data))
    for match in sorted(rng.sample(found, min(len(found), rng.choice((1, 1, 3, 20)))), key=lambda m: -m.start()):
        other = rng.choice(found)[0] if rng.random() < 0.3 else rng.choice(_EXTREMES)
        data = data[: match.start()] + other + data[match.end() :]
    return data


def _pieces(data: bytes, rng: random.Random, pattern: re.Pattern[bytes]) -> bytes:
    """One match of a pattern is taken out, doubled, or trades places with another."""
    found = list(pattern.finditer(data))
    if not found:
        return _bytes(data, rng)
    one, other = sorted(rng.choices(found, k=2), key=lambda match: match.start())
    match rng.randrange(4):
        case 0:
            return data[: one.start()] + data[one.end() :]
        case 1:
            return data[: one.end()] + one[0] * rng.choice((1, 3, 300)) + data[one.end() :]
        case 2 if one.end() <= other.start():
            middle = data[one.end() : other.start()]
            return data[: one.start()] + other[0] + middle + one[0] + data[other.end() :]
        case _:  # one inside another
            at = one.start() + len(one[0]) // 2
            return data[:at] + other[0] + data[at:]


def _objects(data: bytes, rng: random.Random) -> bytes:
    if rng.random() < 0.3:  # references lead elsewhere
        references = list(re.finditer(rb"\b\d+ 0 R\b", data))
        if references:
            one, other = rng.choice(references), rng.choice(references)
            return data[: one.start()] + other[0] + data[one.end() :]
    return _pieces(data, rng, _OBJECT)


def _streams(data: bytes, rng: random.Random) -> bytes:
    """The content of a stream is spoilt as it is when unpacked, and packed again."""
    found = list(_STREAM.finditer(data))
    if not found:
        return _bytes(data, rng)
    chosen = rng.choice(found)
    try:
        content = zlib.decompress(chosen[1])
    except zlib.error:
        return data[: chosen.start(1)] + _bytes(chosen[1], rng) + data[chosen.end(1) :]
    for _ in range(rng.choice((1, 1, 5))):
        content = rng.choice((_numbers, _numbers, _bytes, _lines))(content, rng)
    packed = zlib.compress(content[:5_000_000], 1)
    head = data[: chosen.start(1)]
    cut = head.rfind(b"obj", 0, chosen.start())
    fixed = re.sub(rb"/Length\s+\d+", b"/Length %d" % len(packed), head[cut:])
    return head[:cut] + fixed + packed + data[chosen.end(1) :]


def _elements(data: bytes, rng: random.Random) -> bytes:
    return _pieces(data, rng, rng.choice((_ELEMENT, _TAG)))


def _lines(data: bytes, rng: random.Random) -> bytes:
    lines = data.split(b"\n")
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    match rng.randrange(4):
        case 0:
            del lines[one]
        case 1:
            lines[one:one] = [lines[other]] * rng.choice((1, 5, 400))
        case 2:
            lines[one], lines[other] = lines[other], lines[one]
        case _:
            start, end = sorted((one, other))
            part = lines[start:end]
            rng.shuffle(part)
            lines[start:end] = part
    return b"\n".join(lines)


def _words(data: bytes, rng: random.Random) -> bytes:
    """Characters of the forms' own words put in anywhere."""
    text = data.decode("utf-8", "ignore")
    at = rng.randrange(len(text) + 1)
    words = (
        "一级指标",
        "产出指标",
        "数量指标",
        "≥",
        "万元",
        "绩效目标1",
        "合计",
        "总额",
        "|",
        "\t",
        "\f",
        "（",
        "年度",
        "1.",
        "\n",
        "其中：",
        "10%",
        "满意度指标",
    )
    put = "".join(rng.choices(words, k=rng.choice((1, 3, 30))))
    return (text[:at] + put + text[at + rng.choice((0, 0, 5)) :]).encode()


def _package(data: bytes, rng: random.Random) -> bytes:
    """A part of a zip is spoilt, dropped, doubled or renamed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, ValueError, EOFError):
        return _bytes(data, rng)
    if not parts:
        return data
    core = [name for name in parts if re.search(r"document|sheet|shared|styles|workbook", name)]
    chosen = rng.choice(core if core and rng.random() < 0.8 else list(parts))
    match rng.randrange(12):
        case 0:
            del parts[chosen]
        case 1:
            other = rng.choice(list(parts))
            parts[chosen], parts[other] = parts[other], parts[chosen]
        case 2:
            parts[f"../{chosen}"] = parts.pop(chosen)
        case _:
            way = rng.choice((_elements, _elements, _elements, _numbers, _numbers, _bytes))
            parts[chosen] = way(parts[chosen], rng)[:20_000_000]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, held in parts.items():
            archive.writestr(name, held)
    return out.getvalue()


# -- reading --------------------------------------------------------------------------------


class Reader:
    """Reads in the worker and says what went wrong."""

    def __init__(self) -> None:
        self.worker = Worker()
        self.codes: Counter[str] = Counter()

    def finding(self, data: bytes, name: str) -> str:
        """Where the reader failed, or nothing."""
        try:
            self.worker.read_all(data, Request(name))
        except JixiaoError as error:
            self.codes[error.code] += 1
            if error.code not in FINDINGS:
                return ""
            trace = "\n".join(getattr(error, "__notes__", ()))
            places = re.findall(r'File ".*?([^/\\"]+)", line \d+, in (\S+)', trace)
            last = trace.strip().rsplit("\n", 1)[-1].split(":")[0]
            return " ".join((error.code, last, *("/".join(place) for place in places[-1:]))).strip()
        self.codes["read"] += 1
        return ""


def minimised(data: bytes, same: Callable[[bytes], bool]) -> bytes:
    """A smaller file that fails in the same way: pieces are left out as long as it does. Packages part by part."""
    ends = time.monotonic() + _MINIMISE
    for wrap, whole in _insides(data):
        inside = whole
        size = max(1, len(inside) // 2)
        while size and time.monotonic() < ends:
            at = 0
            while at < len(inside) and time.monotonic() < ends:
                shorter = inside[:at] + inside[at + size :]
                if same(wrap(shorter)):
                    inside = shorter
                    data = wrap(inside)
                else:
                    at += size
            size = size // 2 if len(inside) < 200_000 or size > 64 else 0
    return data


def _insides(data: bytes) -> Iterator[tuple[Callable[[bytes], bytes], bytes]]:
    if not data.startswith(b"PK"):
        yield (lambda held: held), data
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, ValueError, EOFError):
        yield (lambda held: held), data
        return
    for name in sorted(parts, key=lambda name: -len(parts[name])):

        def wrap(held: bytes, name: str = name) -> bytes:
            parts[name] = held
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
                for title, content in parts.items():
                    archive.writestr(title, content)
            return out.getvalue()

        yield wrap, parts[name]


def _same(reader: Reader, what: str, name: str) -> Callable[[bytes], bool]:
    """Whether a file fails in the same way."""
    return lambda data: reader.finding(data, name) == what


def main() -> int:
    """Run for so many minutes; the exit code is 1 if there were findings."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("fuzz-findings"))
    parser.add_argument("--only", default="", help="only sources whose name holds this")
    parser.add_argument("--no-scans", action="store_true", help="leave out scans, which take seconds each")
    words = parser.parse_args()
    rng, reader = random.Random(words.seed), Reader()
    held = {name: data for name, data in sources(scans=not words.no_scans).items() if words.only in name}
    names = [name for name in held if name != "scan.pdf"] or list(held)
    found: dict[str, str] = {}
    slowest, tried = (0.0, ""), 0
    ends = time.monotonic() + 60 * words.minutes
    while time.monotonic() < ends:
        name = "scan.pdf" if "scan.pdf" in held and rng.random() < 0.003 else rng.choice(names)
        data = spoilt(held[name], rng)
        started = time.monotonic()
        what = reader.finding(data, name)
        slowest = max(slowest, (time.monotonic() - started, name))
        tried += 1
        if not what or what in found:
            continue
        alone = Reader()  # a fault that an earlier file left behind in the worker is not this file's
        if alone.finding(data, name) != what:
            print(f"not again: {what} ({name})")
            continue
        small = data if "slow" in what else minimised(data, _same(alone, what, name))
        alone.worker.close()
        digest = hashlib.sha256(small).hexdigest()[:8]
        path = words.out / f"{re.sub(r'[^A-Za-z0-9]+', '-', what).strip('-')[:60]}-{digest}{Path(name).suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(small)
        found[what] = path.name
        print(f"finding: {what} from {name}: {path} ({len(small)} bytes)", flush=True)
    reader.worker.close()
    print(f"{tried} files from {len(held)} sources, seed {words.seed}; slowest {slowest[0]:.1f} s ({slowest[1]})")
    print("  ".join(f"{code} {count}" for code, count in reader.codes.most_common()))
    print(f"{len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
