"""Labelled forms laid out as other departments do: other columns, orders, words, notes; names and figures stay.

The words are those that published forms of Chinese departments print. What a layout adds (说明, 评分标准, 序号, seals)
must not change what is read.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.generated.rebuilt import Fields, Funds, Goals, Layout, Words, groups, sign_of

if TYPE_CHECKING:
    import random

HEADERS: dict[str, tuple[str, ...]] = {
    "level1": ("一级指标", "一级\n指标", "一级指标名称", "一级绩效指标", "*一级指标", "1级指标"),
    "level2": ("二级指标", "二级\n指标", "二级指标名称", "二级绩效指标", "*二级指标", "2级指标"),
    "name": (
        "三级指标", "指标名称", "三级指标名称", "三级指标内容", "绩效指标", "指标内容", "绩效指标名称", "具体指标", "指标名称（三级指标）", "三级绩效指标", "考核指标",
        "3级指标", "明细指标",
    ),
    "sign": ("指标性质", "计算符号", "运算符号", "比较符", "指标符号", "目标值符号", "关系符", "*计算符号", "比较符号"),
    "value": (
        "指标值", "目标值", "年度指标值", "计划值", "预期完成值", "年初目标", "年初目标值（A）", "计划指标值", "绩效目标值",
        "年度计划完成值", "预期目标值", "目标值（计划值）",
        "2022年指标值", "年初设定值", "指标值（内容）", "当年目标值",
    ),
    "unit": ("计量单位", "度量单位", "单位", "指标单位", "数据单位", "指标值单位", "*计量单位"),
    "actual": (
        "实际完成值", "全年实际完成值（B）", "全年完成情况", "实际完成", "自评完成值", "完成值", "年度实际完成情况", "全年实际值", "指标完成情况", "实际值", "全年完成值",
        "实际完成\n情况", "截至年底完成值",
    ),
    "points": ("分值", "权重", "权重（%）", "分值（分）", "指标分值", "分值权重", "标准分值", "权重\n分值", "分值（90分）", "满分", "权重（分）"),
    "score": ("得分", "自评得分", "自评分", "实际得分", "指标得分", "单位自评得分", "得\n分", "评价得分", "最终得分"),
    "reason": (
        "偏差原因分析及改进措施", "未完成原因分析", "偏差及原因", "差异原因", "偏差情况说明及整改措施", "未完成原因和改进措施", "偏差原因\n分析", "未达标原因及改进措施",
        "备注（偏差原因）", "指标未完成原因分析", "扣分原因",
    ),
    "definition": ("指标解释", "指标值说明", "指标说明", "指标内涵", "指标释义及说明", "指标解释说明"),
    "basis": ("指标值设定依据", "设定依据", "数据来源", "佐证材料", "证明材料", "指标值来源", "取值依据"),
    "standard": ("绩效标准", "评价标准"),
    "more": ("评分标准", "评分依据", "评（扣）分标准", "计算公式", "指标方向性", "考核标准", "评分规则", "计算方法", "赋分标准"),
    "done": ("是否达标", "完成率", "指标完成率", "是否完成", "完成程度（%）"),
    "strange": ("牵头科室", "对应工作", "实施地点", "调整情况", "抽查记录"),
}  # fmt: skip
TEXTS = {
    "definition": "反映{name}的情况",
    "basis": "年度工作计划",
    "standard": "计划标准",
    "more": "达到得满分，否则按比例得分",
    "done": "是",
    "strange": "办公室",
    "note": "",
}
FUND_HEADERS: dict[str, tuple[str, ...]] = {
    "budget": ("年初预算数", "年初预算", "年初批复预算数", "年初预算安排数", "年初预算金额"),
    "only": (
        "预算数",
        "全年预算数",
        "预算数（A）",
        "预算金额",
        "全年预算数（A）",
        "预算安排数",
        "预算资金（A）",
        "调整后预算数",
    ),
    "full_year": (
        "全年预算数",
        "全年预算数（A）",
        "调整预算数（A）",
        "调整后预算数",
        "全年预算数（万元）",
        "全年预算（A）",
        "实际到位资金",
    ),
    "executed": (
        "全年执行数",
        "全年执行数（B）",
        "执行数（B）",
        "实际支出数",
        "全年支出数",
        "实际执行数（B）",
        "全年实际支出",
        "预算执行数",
    ),
    "points": ("分值", "权重", "分值（10分）"),
    "rate": ("执行率", "执行率（B/A）", "预算执行率（%）", "执行率（B/A×100%）", "预算执行率", "资金执行率"),
    "score": ("得分", "自评得分", "得分（10分×执行率）"),
}
HEAD_LABELS = {
    "department": (
        "主管部门", "项目主管部门", "预算主管部门", "归口管理单位", "主管部门及代码", "业务主管部门", "部门名称", "主管预算部门",
        "归口管理部门", "主管单位名称", "部门（单位）名称",
    ),
    "project": ("项目名称", "*项目名称", "预算项目名称", "专项名称", "项目（政策）名称", "专项资金名称", "项 目 名 称"),
}  # fmt: skip
DECOYS: Words = (
    ("规划科", "实施单位（盖章）"),
    ("张某", "项目负责人"),
    ("12345678", "联系电话"),
    ("2023年1月15日", "填报日期"),
    ("常年性项目", "项目属性"),
    ("一般公共服务", "支出功能分类科目"),
    ("2021年至2023年", "项目起止年限"),
    ("办公室", "具体执行单位"),
)
SIDES = ("绩效指标", "年度绩效指标", "绩\n效\n指\n标", "绩效指标完成情况", "", "", "年度绩效指标（90分）")
MONEY_SIDES = (
    "项目资金",
    "资金情况",
    "项目资金\n",
    "预算执行情况",
    "资金总额",
    "年度预算安排",
    "预算安排情况",
    "项目资金执行情况",
    "资金投入情况",
)
GOAL_SIDES = (
    "年度总体目标", "总体目标", "年度绩效目标", "绩效目标", "*年度绩效总目标", "年度\n总体\n目标", "项目年度目标", "年度目标（2022年）",
    "项目绩效目标", "年度绩效目标概述",
)  # fmt: skip
GOAL_HEADS = (
    ("预期目标", "实际完成情况"),
    ("年初设定目标", "全年实际完成情况"),
    ("年度目标", "完成情况"),
    ("年度预期目标", "年度目标实际完成情况"),
    ("年初设定目标", "年度总体目标完成情况综述"),
    ("绩效目标", "目标完成情况"),
    ("计划目标", "实际完成目标情况"),
)
NOTES = (
    ("填表说明：1.本表由项目单位填写，逐项列示。2.得分最高不能超过该指标分值上限。",),
    ("注：1.定量指标，资金使用单位填写本地区实际完成数。",),
    ("其他需要说明的问题", "无"),
    ("填报人：李某    联系电话：12345678    填报日期：2023年1月15日",),
    ("主管部门审核意见\n（盖章）", ""),
    ("单位负责人（签字）：", "（公章）"),
    ("备注", "本表一式两份"),
    ("财政部门意见", ""),
)
SIGNS = {
    "≥": ("≥", ">=", "≧", "大于等于", "不低于", "不少于", "＞＝"),
    "≤": ("≤", "<=", "≦", "小于等于", "不超过", "不高于", "＜＝"),
    "=": ("=", "＝", "═", "等于"),
    ">": (">", "＞", "大于"),
    "<": ("<", "＜", "小于"),
}


def reworded(truth: Fields, rng: random.Random) -> Fields:
    """The same truth with other signs: ≥, >=, 大于等于."""
    found = copy.deepcopy(truth)
    words = {sign: rng.choice(options) for sign, options in SIGNS.items()}
    for row in found["indicators"]:
        if (sign := sign_of(row)) and row["operator"] in words:
            row["target_text"] = words[row["operator"]] + row["target_text"].removeprefix(sign)
    return found


def _columns(truth: Fields, rng: random.Random) -> Words:
    rows = truth["indicators"]

    def any_of(field: str) -> bool:
        return any(row[field] for row in rows)

    fields = [f for f in ("level1", "level2") if any_of(f)] + ["name"]
    target = rng.choice(
        (
            ["value"],
            ["value"],
            ["sign", "value", "unit"],
            ["unit", "sign", "value"],
            ["sign", "unit", "value"],
            ["value", "unit"],
            ["sign", "value"],
        )
    )
    rest = [target] if any_of("target_text") or not any_of("actual") else []
    rest += [[f] for f in ("actual", "points", "score", "reason") if any_of(f)]
    if not any_of("reason") and any_of("actual") and rng.random() < 0.6:
        rest.append(["reason"])
    rest += [[f] for f in ("definition", "basis", "standard", "more", "done", "strange") if rng.random() < 0.2]
    if rng.random() < 0.6:
        rng.shuffle(rest)
    fields += [f for block in rest for f in block]
    words = [(f, rng.choice(HEADERS[f])) for f in fields]
    names = dict(words)
    if names.get("name") == "绩效指标" and "value" not in names and "actual" not in names:
        names["name"] = "指标名称"
    return tuple((f, names[f]) for f in fields)


def _labels(truth: Fields, rng: random.Random) -> dict[str, str]:
    style = rng.choice(("{}", "{}", "{}（{}分）", "{}{}分", "{}\n（{}分）", "{}({}分)", "short", "short", "broken"))
    found = {}
    for row in truth["indicators"]:
        one, two = row["level1"], row["level2"]
        points = rng.choice((10, 15, 20, 30, 50))
        if one in {"产出指标", "效益指标", "满意度指标", "成本指标"}:
            short = one.removesuffix("指标")
            text = {"short": f"{short}（{points}分）", "broken": f"{short}\n指标"}.get(style) or style.format(
                one, points
            )
            found.setdefault(one, text)
        elif one and "短" not in style and style not in {"short", "broken"}:
            found.setdefault(one, style.format(one, points))
        if two and style == "broken" and two.endswith("指标"):
            found.setdefault(two, f"{two[:-2]}\n指标")
    return found


def _funds(truth: Fields, rng: random.Random) -> Funds | None:
    funds = truth["funds"]
    if not funds:
        return None
    keys = [k for k in ("budget", "full_year", "executed", "points", "rate", "score") if any(k in f for f in funds)]
    unit = (
        rng.choice(("（{}）", "\n（{}）", "({})", "（单位：{}）")).format(truth["money_unit"])
        if truth["money_unit"]
        else ""
    )
    side = rng.choice(MONEY_SIDES).rstrip() + unit
    marks = rng.choice((("",), ("", "其中：", ""), ("", "其中:1.", "2.", "3."), ("", "一、", "二、", "三、")))
    after = rng.choice(("", "：", ":"))
    if keys == ["budget"] and rng.random() < 0.6:
        return Funds(side, (("budget", ""),), marks, after, header=False)
    words = [(k, rng.choice(FUND_HEADERS["only" if k == "budget" and "full_year" not in keys else k])) for k in keys]
    if len(words) == 1:
        words.append(("executed", rng.choice(FUND_HEADERS["executed"])))
    if truth["money_unit"] != "万元":
        words = [(k, w.replace("（万元）", "")) for k, w in words]
    return Funds(side, tuple(words), marks, after, rng.choice(("", "-", "—")))


def _goals(truth: Fields, rng: random.Random) -> Goals | None:
    objectives = truth["objectives"]
    if not objectives:
        return None
    several = max(len(form["objectives"]) for form in groups(truth)) > 1
    prefix = rng.choice(("目标{n}：", "{n}.", "{n}、", "目标{n}:")) if several else rng.choice(("", "", "目标{n}："))
    heads = rng.choice(GOAL_HEADS) if any(o["result"] for o in objectives) else ()
    return Goals(rng.choice(GOAL_SIDES), heads, prefix)


_TITLES = {
    "目标表": ("{}绩效目标表", "{}绩效目标申报表"),
    "自评表": ("{}绩效自评表", "{}绩效目标自评表"),
    "监控表": ("{}绩效目标执行监控表", "{}绩效运行监控表"),
    "评价报告": ("{}绩效评价报告", "{}绩效自评报告"),
}


def laid_out(truth: Fields, rng: random.Random) -> Layout:
    """A layout at random for a truth."""
    scope = "部门整体支出" if truth["scope"] == "整体" else "项目支出"
    title = rng.choice(_TITLES[truth["form"]]).format(scope)
    year = truth["year"]
    subtitle = rng.choice((f"（{year}年度）", f"{year}年度", f"({year}年)", f"（ {year} 年度）")) if year else ""
    printed = {"project": any(form["project"] for form in groups(truth)), "department": truth["department"]}
    lines = [(f"{{{f}}}", rng.choice(HEAD_LABELS[f])) for f in ("project", "department") if printed[f]]
    decoys = [
        line for line in DECOYS if truth["department"] or "单位" not in line[1]
    ]  # 实施单位 would be the department
    lines += rng.sample(decoys, rng.randrange(4))
    head: list[Words] = []
    while lines:
        count = rng.choice((1, 2))
        head.append(tuple(lines[:count]))
        lines = lines[count:]
    columns = _columns(truth, rng)
    fields = [f for f, _ in columns]
    total = (
        (rng.choice(("总分", "合计", "总 计", "总得分")), "100", "96")
        if "score" in fields and rng.random() < 0.5
        else None
    )
    return Layout(
        title,
        columns,
        subtitle,
        tuple(head),
        _funds(truth, rng),
        _goals(truth, rng),
        rng.choice(SIDES),
        levels=rng.choice(("merged", "merged", "repeated", "blank")),
        labels=_labels(truth, rng),
        constants={**TEXTS, **({"words": "定性"} if "sign" in fields and rng.random() < 0.5 else {})},
        total=total,
        foot=tuple(rng.sample(NOTES, rng.randrange(3))),
        prefix=rng.choice(("", "", "指标{n}：")),
        again=f"{title}（{year}年度）" if len(groups(truth)) > 1 else "",
    )


def with_side(layout: Layout, side: str) -> Layout:
    """The same layout with another label beside its table."""
    return replace(layout, side=side)
