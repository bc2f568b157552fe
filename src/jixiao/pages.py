"""What all pages we write share: one file without scripts, fonts or network, in one look."""

from __future__ import annotations

from html import escape

BASE = """
:root{--ink:#1b2430;--soft:#5f6b7a;--line:#e3e7ec;--paper:#fff;--back:#f4f6f8;--accent:#1f5fa8;--red:#c0392b;--yellow:#b7791f;--green:#2f855a;--none:#8a94a0}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--ink)}
body{font:14px/1.55 "Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",system-ui,sans-serif}
header{padding-top:26px}h1{font-size:23px;margin:0}.day{color:var(--soft);margin:2px 0 0}
.synthetic{display:inline-block;margin:8px 0 0;padding:3px 10px;border:1px solid #d9a3d2;border-radius:4px;background:#fdf3fb;color:#86277a;font-weight:600}
.tiles{display:flex;gap:12px;list-style:none;padding:0;margin:16px 0 12px;flex-wrap:wrap}
.tiles li{flex:1 1 120px;background:var(--paper);border:1px solid var(--line);border-left:5px solid var(--none);border-radius:6px;padding:8px 14px}
.tiles b{font-size:25px;margin-right:8px;font-variant-numeric:tabular-nums}.tiles span{color:var(--soft)}
.tiles .red{border-left-color:var(--red)}.tiles .yellow{border-left-color:var(--yellow)}.tiles .green{border-left-color:var(--green)}
.dot{display:inline-block;width:9px;height:9px;border-radius:50%;background:var(--none);margin-right:6px}
.red .dot{background:var(--red)}.yellow .dot{background:var(--yellow)}.green .dot{background:var(--green)}
footer{color:var(--soft);font-size:12.5px;padding-top:22px;padding-bottom:34px}
"""
"""Palette, type, tiles, and the mark of synthetic data."""
SYNTHETIC = {
    "zh": "合成数据，仅供演示，不是任何部门的真实数据",
    "en": "Synthetic data for demonstration, not of any department",
}


def document(title: str, style: str, body: str, lang: str) -> bytes:
    """A whole page as UTF-8 bytes; ``style`` comes after ``BASE``, ``body`` is HTML."""
    return (
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
        f"<style>{BASE}{style}</style>\n</head>\n<body>{body}</body>\n</html>\n"
    ).encode()


def synthetic_mark(lang: str) -> str:
    """The mark that a page shows where its data are made up."""
    return f'<p class="synthetic">{SYNTHETIC[lang]}</p>'
