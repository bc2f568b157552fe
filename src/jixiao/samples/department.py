"""Synthetic evidence for the sample department: the rows of every ledger of the demo pack, by rule and seed.

Nothing here happened. The figures are made so that most targets are met, a few are missed, one is far exceeded and
one cannot be decided by its sample; every ledger is declared synthetic, and so is every value computed from it.
"""

from __future__ import annotations

import csv
import random
import shutil
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from jixiao.evidence.pack import Pack

DECLARED = Path(__file__).parent / "evidence"
YEAR = 2025
SEED = 2025
LOAD_ROWS = 24 * 365 * 4
"""Rows of the load ledger at default size: four users, an hour each."""
MOST_ROWS = 100_000_000
_DISTRICTS = ("滨海新区", "武清区", "西青区", "北辰区", "津南区", "东丽区", "静海区", "宝坻区", "宁河区", "蓟州区")
_WORDS = (
    "海河",
    "渤海",
    "津源",
    "华北",
    "滨城",
    "启航",
    "恒泰",
    "中环",
    "天合",
    "博远",
    "融创",
    "宏图",
    "金桥",
    "卓越",
)
_TRADES = ("装备", "电子", "汽车配件", "生物医药", "新材料", "石化", "软件", "机器人", "储能", "仪器")
Row = tuple[Any, ...]


def make_pack(folder: Path, *, seed: int = SEED, rows: int = LOAD_ROWS) -> None:
    """Write the demo pack: its declarations, and a file of synthetic rows for each ledger in ``data/``.

    ``rows`` is the size of the largest ledger (load measurements), up to 100 million. The same seed and size give the
    same files.

    Raises:
        ValueError: ``rows`` is out of bounds.
    """
    if not 0 < rows <= MOST_ROWS:
        raise ValueError(f"rows must be from 1 to {MOST_ROWS}")
    shutil.copytree(DECLARED, folder, dirs_exist_ok=True)
    (folder / "data").mkdir(exist_ok=True)
    for name, (columns, make) in _LEDGERS.items():
        made = make(random.Random(f"{seed}/{name}"))  # noqa: S311 - made-up rows, no secrets
        if name in _BOOKS:
            _book(folder / "data" / f"{name}.xlsx", columns, made)
        else:
            with (folder / "data" / f"{name}.csv").open("w", encoding="utf-8", newline="") as held:
                writer = csv.writer(held)
                writer.writerow(columns)
                writer.writerows(made)
    _load(folder / "data" / "load.parquet", seed, rows)


def filled_pack(folder: Path, *, seed: int = SEED, rows: int = LOAD_ROWS) -> Pack:
    """The demo pack with every file loaded, as if recorded at the year's end. Raises as ``make_pack``."""
    from jixiao.evidence.intake import load_all
    from jixiao.evidence.pack import open_pack

    make_pack(folder, seed=seed, rows=rows)
    pack = open_pack(folder)
    for _, path, loaded in load_all(pack, date(YEAR, 12, 31)):
        assert loaded.record is not None, (path, loaded.rejects[:3])
    return pack


_BOOKS = frozenset({"meetings", "recognitions", "surveys"})
"""Ledgers that offices keep in Excel."""


def _book(path: Path, columns: Sequence[str], rows: Iterator[Row]) -> None:
    from jixiao.books import new_book, packed

    book = new_book()
    page = book.create_sheet("台账")
    page.append(("合成数据：演示用，不是真实记录",))
    page.append(columns)
    for row in rows:
        page.append(row)
    path.write_bytes(packed(book))


def _load(path: Path, seed: int, rows: int) -> None:
    """Load measurements, as many as wanted, written by DuckDB without passing through Python."""
    import duckdb

    users = max(4, rows // (24 * 365))
    share = "1 + ((hash(range, {}) % 1000) / 1000.0 - 0.5) * 0.1"

    def part(ratio: float, number: int) -> str:
        return f"cast(peak * {ratio} * ({share.format(seed + number)}) as decimal(18, 1))"

    base = (
        f"select range, timestamp '{YEAR}-01-01' + to_hours(cast(range // {users} % {24 * 365} as integer)) as moment, "
        f"cast(range % {users} + 1 as bigint) as buyer, cast(2000 + hash(range, {seed}) % 3000 as decimal(18, 1)) as peak from range({rows})"
    )
    query = (
        f"select moment as 时刻, buyer as 用户编号, peak as 最大负荷, {part(0.062, 1)} as 响应能力, {part(0.634, 2)} as 可控负荷, "
        f"{part(0.128, 3)} as 监测负荷 from ({base}) order by range"
    )
    with duckdb.connect(":memory:") as connection:
        connection.execute(
            f"copy ({query}) to '{str(path).replace(chr(39), chr(39) * 2)}' (format parquet, compression zstd)"
        )


# -- days, names ----------------------------------------------------------------------------


def _day(rng: random.Random, first: int = 1, last: int = 12) -> date:
    start, end = date(YEAR, first, 1), date(YEAR, last, 28)
    return start + timedelta(days=rng.randrange((end - start).days + 1))


def _spread(rng: random.Random, count: int, *, rush: float = 0.35) -> list[date]:
    """Days over the year; a share of them falls into the last quarter, as offices do."""
    late = round(count * rush)
    return sorted([_day(rng, 10, 12) for _ in range(late)] + [_day(rng, 1, 9) for _ in range(count - late)])


def _firm(rng: random.Random, number: int) -> str:
    return f"天津{rng.choice(_WORDS)}{rng.choice(_TRADES)}{number}号有限公司（合成）"


def _yes(value: object) -> str:
    return "是" if value else "否"


# -- ledgers --------------------------------------------------------------------------------


def _meetings(rng: random.Random) -> Iterator[Row]:
    for month in range(1, 13):
        due = 24
        yield f"HY-{month:02d}", date(YEAR, month, 6), "运行分析例会", due, due - (month in {4, 9}), "局领导"
        for extra in range(rng.randrange(1, 4)):
            yield (
                f"DD-{month:02d}-{extra}",
                date(YEAR, month, 10 + 4 * extra),
                "专题调度会",
                12,
                rng.randrange(9, 13),
                "处室负责人",
            )


_PARTS = {
    # task: money that was spent, by kind, in 万元
    1: {"基本支出": "248.23"},
    2: {"基本支出": "1815.10", "项目支出": "341.00"},
    3: {"基本支出": "185.60", "项目支出": "492.40"},
    4: {"基本支出": "123.90"},
    5: {"基本支出": "433.20"},
    6: {"基本支出": "1082.55", "项目支出": "11690.20"},
    7: {"基本支出": "1550.40", "项目支出": "2968.70"},
    8: {"基本支出": "4690.10", "项目支出": "1390.25", "其他资金": "4578.60"},
}


def _payments(rng: random.Random) -> Iterator[Row]:
    number = 0
    for task, parts in _PARTS.items():
        for kind, amount in parts.items():
            cents = int(amount.replace(".", "")) * 10_000  # 万元 with two decimals, in 分
            count = 24 if kind == "基本支出" else 60 if task == 6 else 36
            cuts = sorted(rng.randrange(cents) for _ in range(count - 1))
            days = _spread(rng, count, rush=0.28)
            for day, low, high in zip(days, [0, *cuts], [*cuts, cents], strict=True):
                number += 1
                due = day + timedelta(days=rng.randrange(0, 20)) if task == 6 and kind == "项目支出" else None
                use = "人员和公用" if kind == "基本支出" else "项目"
                yield (f"PZ-{number:05d}", day, task, kind, use, _firm(rng, number) if use == "项目" else "", f"{(high - low) // 100}.{(high - low) % 100:02d}",
                       due.isoformat() if due else "", _yes(value=True))  # fmt: skip


def _statistics(rng: random.Random) -> Iterator[Row]:
    for month in range(1, 13):
        last = 430 + 14 * month + rng.randrange(-8, 9)
        now = round(last * (1.052 + rng.uniform(-0.008, 0.008)), 4)
        yield date(YEAR, month, 28), "规模以上工业增加值", f"{now:.4f}", f"{last:.4f}", "统计月报（合成）"


_RECOGNISED = (
    # 类别, 级别, how many
    ("产业主题园区", "市级", 10), ("先进制造业集群", "市级", 2), ("质量管理能力评价", "市级", 57), ("产业技术基础公共服务平台", "市级", 9),
    ("企业技术中心", "国家级", 3), ("企业技术中心", "市级", 40), ("智能工厂", "市级", 112), ("5G全连接工厂", "市级", 11),
    ("创新型中小企业", "市级", 1126), ("卓越制造人才", "市级", 100), ("绿色制造单位", "市级", 43), ("绿色制造单位", "国家级", 17),
    ("专精特新中小企业", "市级", 486), ("单项冠军企业", "国家级", 23),
)  # fmt: skip


def _recognitions(rng: random.Random) -> Iterator[Row]:
    number = 0
    for kind, level, count in _RECOGNISED:
        for day in _spread(rng, count, rush=0.45):
            number += 1
            yield (
                f"RD-{number:05d}",
                day,
                kind,
                level,
                _firm(rng, number),
                rng.choice(_DISTRICTS),
                f"津工信〔{YEAR}〕{rng.randrange(1, 400)}号（合成）",
                "是",
            )


def _projects(rng: random.Random) -> Iterator[Row]:
    for number, day in enumerate(_spread(rng, 104, rush=0.2), 1):
        kind = "重大工业项目" if number % 2 else "重点技改项目"
        yield (
            f"XM-{number:03d}",
            day,
            f"{rng.choice(_TRADES)}{'产线' if number % 2 else '技术改造'}项目{number}（合成）",
            kind,
            f"{rng.randrange(800, 90_000)}.00",
        )


def _events(rng: random.Random) -> Iterator[Row]:
    yield "HD-001", date(YEAR, 5, 20), "双链大会", "大会", "", 820
    for number, day in enumerate((date(YEAR, 5, 20), date(YEAR, 5, 21), date(YEAR, 5, 21), date(YEAR, 5, 22)), 2):
        yield f"HD-{number:03d}", day, "双链大会", "主题推介活动", "", rng.randrange(80, 260)
    yield "HD-006", date(YEAR, 9, 5), "世界智能产业博览会", "展览", 400, 6200
    yield "HD-007", date(YEAR, 9, 6), "世界智能产业博览会", "推介会", "", 180
    for number, day in enumerate(_spread(rng, 11, rush=0.3), 8):
        yield f"HD-{number:03d}", day, f"产业招商对接会{number - 7}", "招商活动", "", rng.randrange(30, 140)


def _requests(rng: random.Random) -> Iterator[Row]:
    for number, day in enumerate(_spread(rng, 640, rush=0.25), 1):
        late = rng.random() < 0.032
        due = day + timedelta(days=10)
        closed = due + timedelta(days=rng.randrange(1, 8)) if late else due - timedelta(days=rng.randrange(0, 9))
        yield (
            f"SQ-{number:04d}",
            day,
            due,
            closed,
            _firm(rng, number),
            rng.choice(("用工", "融资", "用地", "用能", "物流", "政策兑现")),
        )


_STEPS = {
    2: ("方案印发", "项目库建立", "双链大会", "半年调度", "年度总结"),
    4: ("梯度名单", "链式转型清单", "试点建设", "评价体系", "年度评审"),
    6: ("补贴细则", "招商计划", "需求响应签约", "补贴兑付", "年度总结"),
}


def _milestones(rng: random.Random) -> Iterator[Row]:
    for task, steps in _STEPS.items():
        for number, step in enumerate(steps, 1):
            yield task, step, "列入计划", date(YEAR, 1, 10)
            month = min(12, 2 * number + 2)
            yield task, step, "完成", date(YEAR, month, rng.randrange(8, 20))


def _reviews(rng: random.Random) -> Iterator[Row]:
    number = 0
    for task, count in ((4, 96), (5, 128), (7, 22)):
        for day in _spread(rng, count):
            number += 1
            yield f"PS-{number:04d}", day, task, f"{rng.choice(_TRADES)}项目{number}（合成）", "是", rng.randrange(3, 8)


def _diagnosis(rng: random.Random) -> Iterator[Row]:
    for number, day in enumerate(_spread(rng, 150), 1):
        yield f"ZD-{number:03d}", day, _firm(rng, number), _yes(number % 37)


def _subsidies(rng: random.Random) -> Iterator[Row]:
    for number, day in enumerate(_spread(rng, 84), 1):
        amount = rng.choice((200_000, 300_000, 500_000, 1_000_000))
        yield f"BZ-{number:03d}", day, _firm(rng, number), f"{amount}.00", f"{amount}.00", "是"


def _waste(rng: random.Random) -> Iterator[Row]:
    for month in range(1, 13):
        for kind, size in (("粉煤灰", 420_000), ("炉渣", 160_000), ("脱硫石膏", 90_000)):
            made = size + rng.randrange(-20_000, 20_000)
            yield date(YEAR, month, 28), kind, f"{made}.00", f"{made * rng.uniform(0.976, 0.992):.2f}"


def _vehicles(rng: random.Random) -> Iterator[Row]:
    for number, day in enumerate(_spread(rng, 16_240, rush=0.3), 1):
        reach = rng.choice((401, 430, 505, 510, 605, 620))
        own = reach + (7 if number % 4059 == 0 else 0)  # a handful does not agree with the catalogue
        yield (
            f"LXT{number:09d}",
            day,
            f"车型{rng.randrange(1, 90)}（合成）",
            own,
            reach,
            "是",
            f"{rng.choice((5000, 7000, 8000))}.00",
            "是",
        )


def _settlements(rng: random.Random) -> Iterator[Row]:
    for number in range(1, 181):
        peak = number % 3 != 0
        price = rng.choice((20, 25, 30)) if peak else rng.choice(("1.20", "1.50", "2.00"))
        amount = rng.randrange(200, 4000)
        day = date(YEAR, rng.choice((7, 8) if peak else (1, 2, 10)), rng.randrange(1, 28))
        yield (
            f"JS-{number:04d}",
            day,
            "削峰" if peak else "填谷",
            _firm(rng, number),
            f"{amount}.00",
            price,
            f"{amount * Decimal(price):.2f}",
        )


def _radio(rng: random.Random) -> Iterator[Row]:
    number = 0
    for kind, count in (("设施巡检", 6), ("测试验证", 2), ("考试保障", 13), ("评价评估报告", 14), ("监测技术演练", 2)):
        for day in _spread(rng, count, rush=0.25):
            number += 1
            yield f"WX-{number:03d}", day, kind, f"{kind}{number}（合成）"


def _radio_projects(rng: random.Random) -> Iterator[Row]:
    for number, name in enumerate(("监测站升级", "测向设备更新", "频谱数据平台", "移动监测车改造"), 1):
        yield f"JS-{number}", _day(rng, 3, 8), f"{name}（合成）", "完成" if number < 4 else "在建"


def _interference(rng: random.Random) -> Iterator[Row]:
    for number, day in enumerate(_spread(rng, 66, rush=0.25), 1):
        moment = datetime(YEAR, day.month, day.day, rng.randrange(24), rng.randrange(60))  # noqa: DTZ001 - local time
        yield f"GR-{number:03d}", moment, "干扰投诉" if number % 3 else "重大活动非法信号", "是"


def _orders(rng: random.Random) -> Iterator[Row]:
    for number, day in enumerate(_spread(rng, 240, rush=0.25), 1):
        moment = datetime(YEAR, day.month, day.day, rng.randrange(24), rng.randrange(60))  # noqa: DTZ001 - local time
        fix = number % 4 == 0
        hours = rng.uniform(1, 44) if fix else rng.uniform(0.2, 30)
        if number == 148:
            hours = 53.5  # one repair took too long
        yield f"GD-{number:04d}", moment, "设备维修" if fix else "问题", moment + timedelta(minutes=round(hours * 60))


def _licences(rng: random.Random) -> Iterator[Row]:
    for kind, count in (("频率使用许可", 37), ("台站许可", 712)):
        for number, day in enumerate(_spread(rng, count, rush=0.22), 1):
            yield f"{'PL' if kind[0] == '频' else 'TZ'}-{number:04d}", day, kind, _firm(rng, number)


def _leases(rng: random.Random) -> Iterator[Row]:
    for number, (kind, size) in enumerate(
        (
            ("公共卫生储备库", "2600.00"),
            ("公共卫生储备库", "1250.00"),
            ("办公用房", "5400.00"),
            ("办公用房", "2980.50"),
        ),
        1,
    ):
        yield f"ZL-{number}", date(YEAR, 1, 1), kind, f"{rng.choice(_DISTRICTS)}{number}号（合成）", size


def _examinations(rng: random.Random) -> Iterator[Row]:
    for half, month in ((1, 5), (2, 11)):
        for site in range(1, 9):
            day = date(YEAR, month, 24 if half == 1 else 8)
            yield f"KS-{half}-{site:02d}", day, day, f"{rng.choice(_DISTRICTS)}考点{site}", rng.randrange(520, 610)


def _every_day(rng: random.Random) -> Iterator[tuple[date, bool]]:
    day = date(YEAR, 1, 1)
    while day.year == YEAR:
        yield day, rng.random() < 0.985
        day += timedelta(days=1)


def _reserve(rng: random.Random) -> Iterator[Row]:
    for day, well in _every_day(rng):
        yield day, "是", _yes(well), "值班员"


def _operation(rng: random.Random) -> Iterator[Row]:
    for day, _ in _every_day(rng):
        for unit in ("局机关", "技术中心", "考试中心"):
            yield day, unit, "是", ""


_ASKED = (
    # 任务, 对象, answers, share satisfied
    (1, "工业企业", 428, 0.972), (2, "工业企业", 391, 0.968), (3, "科技型企业", 305, 0.971), (4, "转型服务对象", 288, 0.944), (5, "中小企业", 214, 0.91),
    (6, "受益企业和群众", 702, 0.953), (7, "无线电系统使用人员", 203, 0.985), (7, "社会公众", 388, 0.936), (8, "机构工作人员", 266, 0.978),
)  # fmt: skip


def _surveys(rng: random.Random) -> Iterator[Row]:
    number = 0
    for task, who, count, share in _ASKED:
        happy = round(count * share)
        answers = [rng.choice(("非常满意", "非常满意", "满意")) for _ in range(happy)]
        answers += [rng.choice(("一般", "一般", "不满意", "非常不满意")) for _ in range(count - happy)]
        rng.shuffle(answers)
        for day, answer in zip(_spread(rng, count, rush=0.5), answers, strict=True):
            number += 1
            yield f"DJ-{number:05d}", day, task, who, answer


_LEDGERS: dict[str, tuple[tuple[str, ...], Callable[[random.Random], Iterator[Row]]]] = {
    "meetings": (("编号", "日期", "类别", "应到人数", "实到人数", "主持人"), _meetings),
    "payments": (("凭证号", "支付日期", "任务", "资金性质", "用途", "收款单位", "金额", "应付日期", "合规核查"), _payments),
    "statistics": (("月份", "指标", "本年值", "上年同期值", "来源"), _statistics),
    "recognitions": (("编号", "认定日期", "类别", "级别", "名称", "所在区", "文号", "认定合规"), _recognitions),
    "projects": (("项目编号", "开工日期", "项目名称", "类别", "总投资"), _projects),
    "events": (("编号", "日期", "活动", "类型", "展览面积", "参会人数"), _events),
    "requests": (("诉求编号", "受理日期", "应办结日期", "办结日期", "企业", "问题"), _requests),
    "milestones": (("任务", "事项", "状态", "日期"), _milestones),
    "reviews": (("编号", "列入日期", "任务", "项目", "已评审", "专家人数"), _reviews),
    "diagnosis": (("编号", "应完成日期", "企业", "报告完成"), _diagnosis),
    "enterprise_subsidies": (("编号", "拨付日期", "企业", "政策标准", "实际补助", "符合标准"), _subsidies),
    "solid_waste": (("月份", "种类", "产生量", "利用量"), _waste),
    "vehicles": (("车架号", "拨付日期", "车型", "申报续航", "目录续航", "平台登记", "补贴金额", "标准适用"), _vehicles),
    "settlements": (("结算单号", "结算日期", "类型", "主体", "响应量", "单价", "金额"), _settlements),
    "radio_work": (("编号", "日期", "类别", "内容"), _radio),
    "radio_projects": (("项目编号", "开工日期", "项目名称", "状态"), _radio_projects),
    "interference": (("编号", "发生时间", "类别", "已处理"), _interference),
    "work_orders": (("工单号", "报告时间", "类别", "响应时间"), _orders),
    "licences": (("许可证号", "许可日期", "类别", "持证单位"), _licences),
    "leases": (("合同号", "起租日期", "类别", "地址", "面积"), _leases),
    "examinations": (("场次", "计划日期", "完成日期", "考点", "考生人数"), _examinations),
    "reserve_log": (("日期", "运行正常", "温度达标", "记录人"), _reserve),
    "operation_log": (("日期", "单位", "运行正常", "事项"), _operation),
    "surveys": (("答卷编号", "答卷日期", "任务", "对象", "评价"), _surveys),
}  # fmt: skip
