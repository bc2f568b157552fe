"""The words of the review: general vocabulary of performance tables, of no department.

Each lexicon is one compiled alternation, made when it is first asked for.
"""

from __future__ import annotations

import re
from functools import lru_cache

_WORDS: dict[str, str] = {
    # wording that no one can measure (R03)
    "vague": (
        r"持续|有效|稳定|稳步|进一步|不断|全面|全方位|大力|深化|深入|逐步|明显|显著|保持|优化|做优|做大|做强|加快|切实|充分|加强|强化|积极|努力|"
        r"提升|完善|推进|保障|促进|打造|提高|增强|改善|推动|健全|落实|夯实|清单化|标准化|规范化|^(?:较?好|良好|较高|较大|一般|基本建立|较?明显)$"
    ),
    # a description of levels makes words measurable
    "levels": r"优良|良好.*较好|一级|二级|三级|分为|档|达到.{0,12}标准|[0-9０-９]",
    # a method instead of a value (R04)
    "method": r"^(?:通过|采取|采用|运用|利用|依托)",
    # what names belong on which shelf (R06)
    "timely": r"及时率|及时性|按时|如期|按期|响应时间|办结时限|完成时限|完成及时",
    "quality": r"合格|达标|合规|准确率|符合.{0,12}(?:比例|率|程度|要求)|适用率|一致性|一致率|覆盖率|验收通过率|优良率|差错率",
    "output": (
        r"(?:许可|审批|办理|办件|印发|签发|召开|举办|开展|检查|巡查|巡检|培训|监测|宣传|发放|采购|建设|维修|演练)[^率度]{0,6}(?:数|数量|次数|场次|份数|件数|个数|面积|期数)$"
        r"|许可数$|(?:次数|场次|份数|件数|期数)$"
    ),
    "benefited": r"受益|带动|就业|游客|惠及|服务|增收|吸纳|脱贫|覆盖|救助|减少|下降|降低|事故|投诉",
    "money_name": r"成本|费用|支出|补贴标准|补助标准|单价|安排金额|支付金额|总金额",
    "satisfied": r"满意|认可|好评|评价|投诉|获得感|认同|接受度|信访",
    # direction, for R10
    "lower": r"成本|费用|开支|投诉|事故|耗时|耗用|响应时间|办理时间|办理时限|用时|时长|排放量|能耗|误差|差错|缺陷|租用|租赁|死亡|伤亡|空置|流失|违规|违法|欠薪",
    "reduced": r"节约|降低|减少|下降|压减|压缩|控制|节省|削减|处理|办结|处置|化解|整改|回访"
    r"|查处|公示|公开|监督|检查|覆盖|合格|达标|率$|率[（(]",
    # a price or an allowance that may be promised as a floor
    "price": r"(?<!高)标准",
    "higher": r"满意度|满意率|满意程度|合格率|优良率|完好率|达标率|覆盖率|及时率|完成率|准确率|知晓率|通过率|就业率|增长率|利用率"
    r"|保障率|运转率|正常率|到位率|公开率|准时率",
    # input or routine, for R27
    "routine": r"租用|租赁|出席率|出勤率|到会率|参会率|签到率|经费执行率|预算执行率|资金支出率|资金使用率|支出到位率|经费支出率",
    # decided by someone else (R28)
    "third_party": r"国家级|国家认定|国家.{0,4}命名|获评|评为|入选|获奖|全国.{0,6}(?:称号|先进|示范)",
    # growth without base, for R21
    "growth": r"增长|提高|提升|上升|下降|降低|减少|增幅|降幅|压减",
    "base": r"较|同比|环比|比上|上年|去年|往年|相比|以来|占|基期|\d{4}年",
    # macro figures, for R26
    "macro": r"^(?:我|本)?(?:全国|全省|全市|全区|全县|全州|我市|我省|我区|我县)"
    r".{0,12}(?:增加值|生产总值|GDP|保有量|固定资产投资|产值|财政收入|居民.{0,4}收入|社会消费品)",
    # time names that do not say of what, for R11
    "bare_time": r"^(?:完成|实施)?(?:时间|时限|时效|期限|进度)$",
    # fixed head counts, for R09
    "headcount": r"(?:在职|在岗|在编|退休|离休|职工|编制|遗属|辅警|教师|工作人员|聘用|供养|学生|干部|村|社区|行政村)[^率]{0,6}(?:人数|个数|数)?(?:[（(]人[)）])?$",
    "measurable_end": r"(?:率|度|数|量|次数|时间|时限|投诉|成本|金额|面积|人次|比例|占比)$",
    "broken": r"[、，；：和及与的或“（《(]$",
    "entity": r"[\u4e00-\u9fff]{2,12}?(?:博览会|交易会|大会|论坛|峰会|展会|大赛|推介会)",
}


@lru_cache(maxsize=64)
def words(name: str) -> re.Pattern[str]:
    """One lexicon as a compiled pattern."""
    return re.compile(_WORDS[name])


@lru_cache(maxsize=65536)
def has(name: str, text: str) -> bool:
    """Whether a text has a word of that lexicon; remembered, as names repeat within and across tables."""
    return words(name).search(text) is not None
