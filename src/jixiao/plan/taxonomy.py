"""The tree of indicator types (指标体系) and the spellings people use for it.

Source: 财预〔2015〕88号, 财预〔2021〕101号 and the spellings met in published forms. The
printed label always stays in the plan; these functions say what it means.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from jixiao.plan.normal import normal

Level1Type = Literal["OUTPUT", "COST", "BENEFIT", "SATISFACTION"]
Level2Type = Literal[
    "QUANTITY",
    "QUALITY",
    "TIMELINESS",
    "COST",
    "ECONOMIC_COST",
    "SOCIAL_COST",
    "ENVIRONMENTAL_COST",
    "ECONOMIC",
    "SOCIAL",
    "ECOLOGICAL",
    "SUSTAINABILITY",
    "BENEFICIARY",
]

LEVEL1_NAMES: dict[Level1Type, str] = {
    "OUTPUT": "产出指标",
    "COST": "成本指标",
    "BENEFIT": "效益指标",
    "SATISFACTION": "满意度指标",
}
LEVEL2_NAMES: dict[Level2Type, str] = {
    "QUANTITY": "数量指标",
    "QUALITY": "质量指标",
    "TIMELINESS": "时效指标",
    "COST": "成本指标",
    "ECONOMIC_COST": "经济成本指标",
    "SOCIAL_COST": "社会成本指标",
    "ENVIRONMENTAL_COST": "生态环境成本指标",
    "ECONOMIC": "经济效益指标",
    "SOCIAL": "社会效益指标",
    "ECOLOGICAL": "生态效益指标",
    "SUSTAINABILITY": "可持续影响指标",
    "BENEFICIARY": "服务对象满意度指标",
}
PARENT_OF: dict[Level2Type, tuple[Level1Type, ...]] = {
    "QUANTITY": ("OUTPUT",),
    "QUALITY": ("OUTPUT",),
    "TIMELINESS": ("OUTPUT",),
    "COST": ("OUTPUT", "COST"),
    "ECONOMIC_COST": ("COST",),
    "SOCIAL_COST": ("COST",),
    "ENVIRONMENTAL_COST": ("COST",),
    "ECONOMIC": ("BENEFIT",),
    "SOCIAL": ("BENEFIT",),
    "ECOLOGICAL": ("BENEFIT",),
    "SUSTAINABILITY": ("BENEFIT",),
    "BENEFICIARY": ("SATISFACTION",),
}

_LEVEL1: dict[str, Level1Type] = {
    "产出": "OUTPUT",
    "项目产出": "OUTPUT",
    "部门产出": "OUTPUT",
    "履职产出": "OUTPUT",
    "成本": "COST",
    "项目成本": "COST",
    "效益": "BENEFIT",
    "效果": "BENEFIT",
    "项目效益": "BENEFIT",
    "项目效果": "BENEFIT",
    "履职效益": "BENEFIT",
    "满意度": "SATISFACTION",
}
_LEVEL2: dict[str, Level2Type] = {
    "数量": "QUANTITY",
    "产出数量": "QUANTITY",
    "质量": "QUALITY",
    "产出质量": "QUALITY",
    "时效": "TIMELINESS",
    "产出时效": "TIMELINESS",
    "进度": "TIMELINESS",
    "成本": "COST",
    "产出成本": "COST",
    "经济成本": "ECONOMIC_COST",
    "社会成本": "SOCIAL_COST",
    "生态环境成本": "ENVIRONMENTAL_COST",
    "环境成本": "ENVIRONMENTAL_COST",
    "经济效益": "ECONOMIC",
    "社会效益": "SOCIAL",
    "生态效益": "ECOLOGICAL",
    "环境效益": "ECOLOGICAL",
    "生态环境效益": "ECOLOGICAL",
    "可持续影响": "SUSTAINABILITY",
    "可持续性": "SUSTAINABILITY",
    "可持续发展": "SUSTAINABILITY",
}
_NOISE = re.compile(
    r"[（(](?:必填|选填|可选|必选|核心|硬性|约束性|预期性|指标)+[)）]|[（(\[【]?\d*[-—~～]?\d*分?[）)\]】]分?|[（(]?\d+(?:\.\d+)?分[）)]?|[*★:：]+"
)
_SUFFIX = re.compile(r"类?(?:指标|目标)值?$|(?<=[出量效本益响度])值$")
"""Behind what a level is called by: 数量指标, 产出类指标, 社会效益目标, 质量值."""
_BLANKS = re.compile(r"[\s\u3000]+")


@lru_cache(maxsize=4096)
def clean_label(label: str) -> str:
    """A level label without blanks, marks, a weight or a note for filling in: 产出指标(50分), 产出指标（必填） → 产出指标."""
    return _NOISE.sub("", _BLANKS.sub("", label))


@lru_cache(maxsize=4096)
def _stem(label: str) -> str:
    label = clean_label(normal(label))
    label = label.removesuffix("等")
    return _SUFFIX.sub("", label) or label


@lru_cache(maxsize=4096)
def level1_type(label: str | None) -> Level1Type | None:
    """What an 一级指标 label means, or None for another framework (投入, 过程 …).

    >>> level1_type("产出指标(50分)"), level1_type("过程")
    ('OUTPUT', None)
    """
    if not label:
        return None
    stem = _stem(label)
    return _LEVEL1.get(stem) or ("SATISFACTION" if stem.endswith("满意度") else None)


@lru_cache(maxsize=4096)
def level2_type(label: str | None) -> Level2Type | None:
    """What a 二级指标 label means. Anything with 满意度 is BENEFICIARY, as deployed systems do.

    >>> level2_type("社会公众或服务对象满意度指标"), level2_type("环境效益指标")
    ('BENEFICIARY', 'ECOLOGICAL')
    """
    if not label:
        return None
    stem = _stem(label)
    return _LEVEL2.get(stem) or ("BENEFICIARY" if "满意" in stem else None)
