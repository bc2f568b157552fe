"""What a token of a form's text lines may be a label of: a block, a column, a level, an objective."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from jixiao.forms.read.flowtasks import chinese_number
from jixiao.forms.read.vocabulary import is_level1, is_level2
from jixiao.plan.taxonomy import level1_type

_OBJECTIVE = re.compile(r"(?:绩效)?目标([0-9]{1,3}|[一二三四五六七八九十]{1,3})[:：]?")
LABELS = [
    "序号",
    "主要工作任务",
    "年度主要任务",
    "预算资金（万元）",
    "预算资金（元）",
    "预算资金(万元)",
    "预算资金(元)",
    "预算金额（万元）",
    "预算金额(万元)",
    "总额",
    "财政资金",
    "财政拨款",
    "基本支出",
    "项目支出",
    "其他资金",
    "年度绩效目标",
    "年度总体目标",
    "总体目标",
    "年度目标",
    "对应工作任务",
    "对应任务",
    "绩效目标",
    "年度绩效指标",
    "绩效指标",
    "一级指标",
    "二级指标",
    "三级指标",
    "年度指标值",
    "指标值",
    "分值",
    "权重",
    "计算符号",
    "计量单位",
    "度量单位",
    "指标性质",
    "任务名称",
    "主要内容",
    "预算资金",
    "备注",
    "指标内容",
    "实际完成值",
    "得分",
    "偏差原因分析及改进措施",
    "年度绩效目标和指标",
    "目标",
    "项目资金（万元）",
    "项目资金(万元)",
    "预期目标",
    "实际完成情况",
]
PARTS = frozenset(
    set(LABELS)
    | {label[:cut] for label in LABELS for cut in range(2, len(label))}
    | {label[cut:] for label in LABELS for cut in range(1, len(label) - 1)}
)
"""Labels, and the pieces that a line's end leaves of them."""
SECTION = {
    **dict.fromkeys(("主要工作任务", "任务名称"), "tasks"),
    **dict.fromkeys(("年度绩效目标", "年度总体目标", "总体目标"), "objectives"),
    **dict.fromkeys(("三级指标", "指标内容"), "indicators"),
}
"""Labels that tell which block their line heads."""
_SHORT = frozenset(
    ("数量", "质量", "时效", "成本", "进度", "产出", "效益", "满意度", "满意率", "群众满意度", "公众满意度")
)


class Label(NamedTuple):
    """What a token is when it names a level or an objective."""

    level: str  # "objective", "1", "2" or "12" (成本指标 stands on both)
    number: int = 0


@lru_cache(maxsize=4096)
def label_of(token: str) -> Label | None:
    """Which level or objective a token names, or None.

    >>> label_of("目标2："), label_of("产出指标"), label_of("数量")
    (Label(level='objective', number=2), Label(level='1', number=0), None)
    """
    if match := _OBJECTIVE.fullmatch(token):
        return Label("objective", chinese_number(match[1]))
    if token in _SHORT:
        return None  # 数量 alone is the rest of a wrapped name far more often than a label
    first, second = is_level1(token), is_level2(token)
    if first and second:
        return Label("1" if level1_type(token) == "SATISFACTION" else "12")
    return Label("1") if first else Label("2") if second else None


@lru_cache(maxsize=4096)
def label_start(token: str) -> bool:
    """Whether a token is the beginning of a level label that wrapped (服务对象满 | 意度)."""
    return len(token) > 1 and any(
        name.startswith(token) and name != token
        for name in ("产出指标", "效益指标", "满意度指标", "成本指标", "数量指标", "质量指标", "时效指标", "经济效益指标", "社会效益指标",
                     "生态效益指标", "可持续影响指标", "服务对象满意度指标", "社会公众或服务对象满意度指标", "生态环境成本指标", "社会成本指标",
                     "经济成本指标")
    )  # fmt: skip
