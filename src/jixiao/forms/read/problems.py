"""What a reader may have to say: one message a code, in Chinese and English."""

from __future__ import annotations

from jixiao.plan.values import Location, Problem

MESSAGES: dict[str, tuple[str, str]] = {
    "unplaced": ("这段文字没有归入任何栏目，请核对原表。", "This text belongs to no field of the form; compare it with the document."),
    "not-an-amount": ("这一格应为金额，但读不出数字。", "An amount should stand here, but it is not a number."),
    "not-points": ("这一格应为分值，但读不出数字。", "Points should stand here, but they are not a number."),
    "money-unit-differs": ("金额带的单位与全表的{known}不一致。", "The amount's unit differs from the form's {known}."),
    "head-differs": ("与前文的“{known}”不一致，保留前者。", "Differs from “{known}” printed before; the first one is kept."),
    "year-differs": ("年度与前文的{known}不一致，可能混入了另一张表。", "The year differs from {known} before: another table's page?"),
    "unit-differs": ("指标值自带的单位与计量单位栏的“{unit}”矛盾，以指标值为准。",
                     "The value's own unit contradicts the unit column “{unit}”; the value's is kept."),
    "row-without-name": ("这一行有值而没有指标名称。", "This row has a value but no indicator name."),
    "task-repeated": ("工作任务序号{number}重复。", "Task number {number} stands twice."),
    "objective-repeated": ("绩效目标{number}重复出现。", "Objective {number} stands twice."),
    "objective-unknown": ("指标归属的目标{number}没有对应的绩效目标文字。", "The indicators of objective {number} have no objective text."),
    "no-indicators": ("没有找到任何绩效指标。请确认文件内含绩效指标表。", "No indicators were found. Does the file hold the indicator table?"),
    "name-doubtful": ("名称可能与相邻行交错或被截断，请核对。", "The name may be mixed with its neighbours or cut off; compare it."),
    "target-doubtful": ("指标值可能与相邻行交错或被截断，请核对。", "The target may be mixed with its neighbours or cut off; compare it."),
    "row-doubtful": ("这一行的单元格个数与表头不符，各格的归属不确定。", "This row's cells do not match the header; which is which is uncertain."),
    "glued": ("单元格的文字粘连在一起，无法确定分界，未作猜测。", "The cells' texts ran together; where one ends cannot be known and was not guessed."),
    "cut-off": ("文字在此中断，这一行不完整。", "The text breaks off here; the row is not complete."),
    "more-forms": ("文件中还有{count}张绩效表，本次只读取了第一张。", "The file holds {count} more forms; only the first was read."),
    "formula-empty": ("{count}个公式没有缓存结果，未能读取。请用 Excel 或 WPS 打开后保存一次再读。",
                      "{count} formulas have no cached result and were not read. Open and save the file in Excel or WPS, then read it again."),
    "formula-error": ("单元格是公式错误值{value}。", "The cell is a formula error {value}."),
    "several-years": ("这是中期（长期）目标部分，绩效表只记年度目标，没有存入。",
                      "This is the part on several years; a form holds the year's targets, so it was not taken."),
    "not-stored": ("绩效表的数据里没有这一栏，没有存入。", "A plan has no field for this; it was not taken."),
    "ocr-doubtful": ("这是从图片识别出来的文字，把握只有{percent}%，请对照原件核对。",
                     "This was recognised from a picture, with a certainty of {percent} % only; compare it with the original."),
    "scanned-page": ("这一页是图片（扫描件），没有读取。如需读取，请安装文字识别：pip install 'jixiao[ocr]'。",
                     "This page is a picture (a scan) and was not read. To read it install text recognition: pip install 'jixiao[ocr]'."),
    "scan-too-long": ("扫描件只识别前{count}页，这一页没有读取。请只保留绩效表所在的页。",
                      "Of a scan only the first {count} pages are recognised; this one was not read. Keep only the pages of the form."),
    "overflow": ("相邻两格的数字印得连在一起，分不清各属哪一格，请核对原表。",
                 "The figures of neighbouring cells run into one another; which belong to which cannot be told. Compare the document."),
    "pages-out-of-order": ("印在页脚的页码不连续，可能缺页或页序颠倒。请核对原文件。",
                           "The page numbers printed at the foot do not follow one another: pages may be missing or out of order."),
    "sum-doubtful": ("金额所在的栏不确定。", "Which column the amount belongs to is uncertain."),
    "control-characters": ("文字中含有不可见的控制字符，已忽略。", "Invisible control characters in the text were ignored."),
    "order-lost": ("文字的顺序与表格的行序不一致，只采用了整行可辨的指标，指标归属的目标未能确定。",
                   "The text's order is not that of the rows; only rows standing whole on one line were taken, without their objective."),
    "task-without-name": ("工作任务{number}的名称没有读到。", "The name of task {number} was not found."),
    "objective-without-text": ("绩效目标{number}的文字没有读到。", "The text of objective {number} was not found."),
    "objective-doubtful": ("绩效目标{number}的文字没有以对应工作任务结束，可能混入了别的行，未采用。",
                           "The text of objective {number} does not end with its task; other rows may be mixed in. Not taken."),
    "no-header": ("文字从表格中间开始，没有表头；按常见的栏目顺序读取，请核对。",
                  "The text begins inside a table without its header; the usual columns were assumed. Compare it."),
    "label-doubtful": ("这个一级或二级指标标签不可靠（管到哪几行不确定，或混入了别的标签），请核对。",
                       "This level label is not reliable: its rows are uncertain, or another label is mixed in. Compare it."),
    "actual-doubtful": ("实际完成值与指标值不是同一类的数，可能错格或被截断，请核对。",
                        "The actual value is not of the target's kind: it may have slid or be cut off. Compare it."),
    "head-doubtful": ("这一栏的内容不像该栏应有的内容，可能错格，请核对。", "This does not look like what its label says; it may have slid. Compare it."),
    "order-doubtful": ("从这一行起，指标分类或目标的顺序倒退，可能页序颠倒或混入了别的表，请核对。",
                       "From this row on the levels or objectives run backwards: pages may be out of order or another form's. Compare it."),
    "total-differs": ("总分与各项得分之和{sum}不符，可能读错或原表有误，请核对。",
                      "The total differs from the sum of the points, {sum}: misread, or an error of the form. Compare it."),
    "level-missing": ("没有读到这一行的一级或二级指标。", "The level labels of this row were not found."),
}  # fmt: skip


def problem(code: str, text: str, where: Location | None, lang: str = "zh", **values: object) -> Problem:
    """A Problem with its message in one language; ``values`` fill the message's blanks."""
    zh, en = MESSAGES[code]
    return Problem(code, (zh if lang == "zh" else en).format(**values), text, where)
