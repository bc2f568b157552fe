"""Look and words of the chart page."""

STYLE = """
header,.summary,.funds,main,footer{max-width:1180px;margin-inline:auto;padding-inline:20px}
.dual{background:var(--paper);border:1px solid var(--line);border-left:5px solid var(--none);border-radius:6px;margin:0 0 12px;padding:9px 14px}
.dual.red{border-left-color:var(--red)}.dual.yellow{border-left-color:var(--yellow)}.dual.green{border-left-color:var(--green)}
.urgent{background:var(--paper);border:1px solid var(--line);border-radius:6px;padding:10px 14px;margin-bottom:12px}
.urgent h3{margin:0 0 4px;font-size:14px}.urgent ul{margin:0;padding-left:18px}.urgent a{color:var(--red);font-weight:600}
.funds table{width:100%;border-collapse:collapse;background:var(--paper);border:1px solid var(--line)}
.funds th,.funds td{padding:6px 10px;border-bottom:1px solid var(--line);text-align:right;font-variant-numeric:tabular-nums;font-weight:400}
.funds th:first-child{text-align:left}.funds thead th{color:var(--soft);font-size:12.5px}
.bar{width:180px;height:14px;display:block;margin-left:auto}.rail{fill:#e8ecf0}.fill{fill:var(--accent)}.now{stroke:var(--ink);stroke-width:2}
main{display:grid;grid-template-columns:repeat(auto-fill,minmax(340px,1fr));gap:14px;padding-top:4px}
main h2{grid-column:1/-1;font-size:15px;font-weight:500;margin:20px 0 0;line-height:1.6}
main h2 span{background:var(--accent);color:#fff;border-radius:4px;padding:1px 9px;margin-right:6px;font-size:13px}
article{background:var(--paper);border:1px solid var(--line);border-top:4px solid var(--none);border-radius:6px;padding:11px 14px 12px;display:flex;flex-direction:column}
article.red{border-top-color:var(--red)}article.yellow{border-top-color:var(--yellow)}article.green{border-top-color:var(--green)}
article h3{font-size:14.5px;margin:0;line-height:1.45}.level{margin:1px 0 6px;color:var(--soft);font-size:12.5px}
dl{display:flex;flex-wrap:wrap;gap:4px 18px;margin:0 0 6px}
dl div{min-width:0}dt{color:var(--soft);font-size:12px}dd{margin:0;font-weight:600;font-variant-numeric:tabular-nums}
.chart{width:100%;height:auto;display:block}.grid{stroke:#edf0f3}.tick{font-size:9.5px;fill:#7b8794}.aim{font-size:10px;fill:#495566;font-weight:600}
.good{fill:#2f855a;opacity:.06}.target{stroke:#495566;stroke-width:1.1;stroke-dasharray:2 2}
.plan{fill:none;stroke:#8a94a0;stroke-width:1.3;stroke-dasharray:5 4}.previous{fill:none;stroke:#c5ccd4;stroke-width:1.4}
.actual{fill:none;stroke:var(--c);stroke-width:2.3;stroke-linejoin:round}.end{fill:var(--c)}.today{stroke:#b8c1cb;stroke-width:1}
.middle{fill:none;stroke:var(--c);stroke-width:1.4;stroke-dasharray:1.5 3;stroke-linecap:round}.fan{fill:var(--c)}.outer{opacity:.13}.inner{opacity:.2}
article{--c:var(--accent)}article.red{--c:var(--red)}article.yellow{--c:var(--yellow)}article.green{--c:var(--green)}
.reason{margin:6px 0 0;color:#36414d;font-size:12.8px}.cause{margin:6px 0 0;font-size:12.8px;background:#f6f8fa;border-radius:4px;padding:3px 8px}
@media print{body{background:#fff;font-size:11px}main{grid-template-columns:1fr 1fr;gap:8px}article{break-inside:avoid}.urgent a{text-decoration:none}}
"""
TEXTS = {
    "zh": {
        "title": "绩效运行监控", "as_of": "截至", "objective": "目标",
        "red": "红灯", "yellow": "黄灯", "green": "绿灯", "none": "未判断", "dual": "双监控", "urgent": "需要立即处理",
        "fund": "资金", "budget": "预算数", "executed": "执行数", "rate": "执行率", "bar": "执行（竖线为时间进度）", "expected": "全年预计（80%区间）",
        "target": "指标值", "actual": "完成", "chance": "达标可能性", "likelihood": "完成目标可能性",
        "open": "整改中", "overdue": "整改逾期", "closed": "整改完成",
        "legend": "实线：截至当日的完成值；长虚线：计划进度；点线：预测中位数；深浅两层：80%和95%预测区间；浅灰线：上年；浅绿底：达标的一侧；细虚线：指标值。"
                  "颜色只表示能否达标：对“不超过”的指标，低于指标值为好。预测由统计模型得出，不是承诺。",
    },
    "en": {
        "title": "performance monitoring",
        "as_of": "as of", "objective": "Objective ",
        "red": "red", "yellow": "yellow", "green": "green", "none": "not judged", "dual": "Dual monitoring", "urgent": "Needs attention now",
        "fund": "fund", "budget": "budget", "executed": "spent", "rate": "rate", "bar": "spent (line: share of the year)", "expected": "year expected (80 %)",
        "target": "target", "actual": "so far", "chance": "chance of meeting", "likelihood": "likelihood",
        "open": "being put right", "overdue": "overdue", "closed": "put right",
        "legend": "Solid: actual. Long dashes: plan curve. Dots: median forecast. Two shades: 80 % and 95 % intervals. Light grey: last year. Tinted side: target met. "
                  "Short dashes: target. Colours say whether the target will be met: for a ceiling, lower is better. Forecasts are statistical, not promises.",
    },
}  # fmt: skip
