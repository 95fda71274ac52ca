"""Words by which rows are told apart from data: subtotals, groups, footers, samples, notes above a table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.excel.book import Value
from models.late_regex import late_regex

SUBTOTAL = late_regex(
    r"^[^，。；,;]{0,20}?(?:合计|小计|总计|共计|累计|汇总|总数|合计数|总合计|平均值?|全[省市县区国]合?计?)(?:[（(][^）)]*[）)])?[:：]?(?:[\d.,]+[^\d]{0,3})?$"
)
_OF_WHICH = late_regex(r"^其中[:：]?(?:[^，。；]{1,8}[省市县区]?)?$")
_STRICT_TOTAL = late_regex(r"合计|小计|总计|共计|累计|汇总")
FOOTER = late_regex(
    r"^[（(【*※]?(?:填表|填报|制表|编制|审核|复核|审批|批准|签发|审定|经办|单位负责|负责|主管|分管|领导|签字|签名|联系|联络|报送|上报|统计|"
    r"核对|校对|记录|检查|督查|监督|盖章|公章|日期|电话|传真|邮箱|地址|时间|监制|承办|主办|单位)[^，。；]{0,10}[:：]"
    r"|^[（(【*※]?\s*(?:备注|附注|注|说明|填表说明|填报说明|附|注意|注意事项|提示|数据来源|资料来源|来源|口径|解释)\s*\d*\s*[）)】]?\s*[:：]"
    r"|^(?:数据)?截[至止]|^以上|^本表|^此表|^注[：:1１.、]|^[*※★][^*]|^[（(]?(?:以下|下接|转下页|续表|续下页|接上页)|^[-—－]{2,}|^以下(?:空白|无正文)"
    r"|^第\s*\d+\s*页|^共\s*\d+\s*页|^（?(?:盖章|公章|签章)）?$|^抄[送报]|^[二两]〇|^制表单位|^打印"
)
ONLY_DATE = late_regex(
    r"^(?:(?:19|20)\d\d|二[〇○零O0][一二三四五六七八九〇○零]{2})\s*[年.\-/]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[月.\-/]?\s*(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*日?)?$"
    r"|^年\s*月\s*日$"
)
PLACE = late_regex(r"^[^，。；\d]{1,8}[省市县区旗州盟镇乡]$|^[^，。；\d]{1,8}(?:街道|开发区|新区|高新区)$")
COUNT = late_regex(r"^[共计]{0,2}\d+\s*[所个家件项处条座台人户起宗]?(?:问题|企业)?$")
FOOTER_CELL = late_regex(r"^[^，。；]{1,12}[:：]")
SAMPLE = late_regex(
    r"^[（(【]?(?:例|示例|样例|范例|举例|填写示例|填报示例|填表示例|参考示例|样表|e\.?g\.?|example)(?:\d{0,2})[）)】：:]?",
    re.I,
)
_GROUP_START = late_regex(
    r"^(?:[一二三四五六七八九十百]{1,4}\s*[、.．,，]|[（(][一二三四五六七八九十百]{1,4}[）)]|第[一二三四五六七八九十百\d]{1,4}[部分批组轮类章节篇阶]"
    r"|[IVXⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]{1,4}[、.．])"
)
GROUP_NUMERAL = late_regex(r"^[（(]?(?:[一二三四五六七八九十]{1,3}|[IVXⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]{1,4})[）)]?[、.．]?$")
_HINT_START = late_regex(r"^[（(]?(?:填写|填报|填表)(?:说明|要求|格式|提示|规则)|^[（(]?(?:必填|选填|格式|填写)")
_HINT = late_regex(
    r"^[（(]?(?:必填|选填|可选|自动|下拉|填(?:到|写|全|至|入)|按|不超过|不少于|限|精确到|保留|格式|例如|如[:：]|单选|多选|请|见|同营业执照)"
)
_GROUP_COUNT = late_regex(
    r"[（(][共计]?\s*\d+\s*[所个家件项处条座台人户起宗]?[）)]\s*[:：]?$|[:：]\s*\d+\s*[所个家件项处条座台人户起宗]$"
)
ABOVE = late_regex(
    r"^(?:附件|附表|附录|表)\s*[\d一二三四五六七八九十]*|[:：]|^截[至止]|^[（(].*[）)]$|^20\d\d年|^单位[:：]?|^制表|^编号"
)


def is_subtotal(text: str) -> bool:
    """合计, 小计, 永年区小计, 总 计, 合计（38家） …"""
    if len(text) > 40:
        return False
    bare = "".join(text.split())
    if _OF_WHICH.match(bare):
        return True
    return bool(SUBTOTAL.match(bare)) and (
        bool(_STRICT_TOTAL.search(bare)) or bare in ("平均", "平均值", "总数", "全市", "全省")
    )


def is_footer(text: str) -> bool:
    """填表人：… 备注：1.… 截至… 数据来源：…"""
    return bool(FOOTER.match(text.strip()))


def is_hint_row(first: str, values: Sequence[Value]) -> bool:
    """填写说明 | 填到县 | 填全称 | 不超过200字: what to write in each column."""
    if len(values) < 3:
        return False
    hints = sum(isinstance(value, str) and len(value) < 40 and bool(_HINT.match(value.strip())) for value in values)
    return hints >= 0.6 * len(values) or (bool(_HINT_START.match(first)) and hints >= 0.25 * len(values))


def is_group(text: str) -> bool:
    """一、部级挂牌督办（15个） · 北京市（92所） · 第一阶段"""
    bare = "".join(text.split())
    return len(bare) <= 60 and bool(_GROUP_START.match(bare) or _GROUP_COUNT.search(bare))
