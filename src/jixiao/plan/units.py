"""The dictionary of 计量单位: which spellings are units, and of what kind.

``kind`` decides how a target may be read: counts are open-ended, percentages have a
natural cap, money converts, durations compare downwards.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Literal

from jixiao.plan.normal import normal

UnitKind = Literal["count", "percent", "money", "duration", "length", "area", "volume", "mass", "energy", "other"]

_UNITS: dict[UnitKind, str] = {
    "count": (
        "个 家 场 次 场次 人 人次 名 户 户次 项 件 套 台 台套 台次 辆 辆次 期 批 批次 篇 份 册 本 部 张 条 处 座 栋 幢 "
        "间 株 棵 头 只 羽 匹 支 把 块 片 组 队 班 班次 届 村 镇 乡 县 所 校 例 起 宗 单 笔 趟 架 艘 门 门次 幅 盏 根 扇 "
        "节 课时 学时 学分 盒 瓶 袋 箱 桶 筐 车次 趟次 航次 人天 人日 人·次 款 种 类 类别 轮 轮次 季 "
        "个次 站 点 座次 床 张床 期次 集 幕 档 颗 枚 面 顶 双 对 副 具 口 眼 孔 道 段 层 孔次 宗次 "
        "户数 人数 次数 个数 家次 所次 村次 项次 件次 篇次 家/次 工位 车位 席 套次 桌 位 帧 首 台班 标段"
    ),
    "percent": "% ‰ 百分比 百分点 个百分点 百分之",
    "money": "元 角 分钱 美元 千元 百元 元整",
    "duration": "年 年度 个月 月 季度 周 星期 天 日 个工作日 工作日 小时 个小时 时 分钟 分 秒 毫秒",
    "length": "米 公里 千米 km KM m M 厘米 cm 毫米 mm 里 延米 延长米 车公里",
    "area": "平方米 平米 ㎡ m² m2 平方公里 平方千米 km² 亩 公顷 平方厘米 标准亩",
    "volume": "立方米 方 m³ m3 立方 升 L 毫升 吨位",
    "mass": "吨 千克 公斤 斤 克 kg 毫克 t 标准箱 吨标煤 吨标准煤",
    "energy": "千瓦 千瓦时 度 兆瓦 MW kW kWh 千伏安 KVA kVA 伏 安 瓦 兆赫 MHz GHz 千伏",
    "other": (
        "分贝 dB 摄氏度 ℃ 倍 级 星 名次 位次 排名 微克/立方米 毫克/升 GB TB Mbps 兆 Gbps 人/平方公里 PB MB "
        "度电 吨/年 倍数 小时/次 标准 得分"
    ),
}
_MULTIPLIERS = {"十": 1, "百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "万亿": 12}
_KINDS: dict[str, UnitKind] = {unit: kind for kind, units in _UNITS.items() for unit in units.split()}
_SAME = {"㎞": "公里", "㎏": "千克", "㎥": "立方米", "㎢": "平方公里", "km²": "平方公里",
         "百分比": "%", "平米": "平方米", "㎡": "平方米", "m²": "平方米", "m2": "平方米", "km": "公里",
         "KM": "公里", "千米": "公里", "m³": "立方米", "m3": "立方米", "个月": "月", "个小时": "小时", "个工作日": "工作日",
         "公斤": "千克", "kg": "千克", "个百分点": "百分点"}  # fmt: skip


@lru_cache(maxsize=4096)
def split(unit: str) -> tuple[Decimal, str]:
    """A printed unit as (multiplier, base unit): 万人次 → (10000, 人次).

    >>> split("亿元"), split("平方米")
    ((Decimal('1E+8'), '元'), (Decimal('1'), '平方米'))
    """
    if unit in _KINDS:
        return Decimal(1), unit
    for size in (2, 1):
        power = _MULTIPLIERS.get(unit[:size]) if len(unit) >= size else None
        rest = unit[size:]
        if power is not None and (not rest or _base_kind(rest) is not None):
            return Decimal(1).scaleb(power), rest
    return Decimal(1), unit


def _base_kind(unit: str) -> UnitKind | None:
    kind = _KINDS.get(unit)
    if kind is None and ("/" in unit or "每" in unit or "·" in unit or "*" in unit):
        head = unit.replace("每", "/").split("/", 1)[0].split("·", 1)[0].split("*", 1)[0]
        head_kind = _KINDS.get(head) or _KINDS.get(head.lstrip("万亿千"))
        kind = "other" if head_kind is None or head_kind == "percent" else head_kind
    return kind


@lru_cache(maxsize=4096)
def kind_of(unit: str | None) -> UnitKind | None:
    """What kind of unit it is, or None if it is not in the dictionary."""
    if not unit:
        return None
    unit = normal(unit)
    unit = _SAME.get(unit, unit)
    kind = _base_kind(unit)
    if kind is None:
        _, base = split(unit)
        kind = ("count" if base == "" else _base_kind(base)) if base != unit else None
    return kind


@lru_cache(maxsize=4096)
def canonical(unit: str | None) -> str | None:
    """One spelling for each unit: ％ and 百分比 → %, 平米 → 平方米."""
    return None if unit is None else _SAME.get(plain := normal(unit), plain)
