"""The firm whose shares or accounts an article as a whole tells of: numbers without another owner are its own."""

from __future__ import annotations

import re

LISTED = re.compile(
    r"(?P<name>(?:\*?ST)?[\u4e00-\u9fffA-Z]{2,14})[（(](?:股票代码[：:]?)?(?P<code>\d{6}(?=[)）.])"
    r"|\d{4,5}(?=\.HK))"
)
_REPORTS = re.compile(
    r"(?:^|[，。：！？；\n日讯息]|消息，)(?P<name>[\u4e00-\u9fffA-Za-z]{2,12}?)(?:股份有限公司|有限公司|公司)?(?:近日|日前|今日|昨日|今天|昨天|今晨|昨晚|今晚|正式|已|于\d+月\d+日)?"
    r"(?:发布|公布|披露|交出)了?(?:其|截至)?[^，。；“”]{0,30}?(?:财报|业绩|年报|季报|半年报|中报|年度报告|季度报告|成绩单|财务报告)"
)
_NEAR = 400  # characters; whom an article is about stands in its lead
_NO_NAME = re.compile(
    r"数据|显示|记者|消息|报道|公司$|企业|平台|机构|多家|部分|[今昨]|日|发布|[省市县区局部委]$|统计|协会|目前|截至"
    r"|银行间|^(?:近|其|该|并|已|还|也|股份|证券)|快报|行情"
)


def issuer(text: str) -> str | None:
    """The name of that firm, None when the lead names none or several by their codes."""
    lead = text[:_NEAR]
    listed = {
        m["code"]: m["name"][m["name"][0] == "日" and lead[m.start() - 1 : m.start()].isdigit() :] for m in LISTED.finditer(lead)
    }
    if len(listed) == 1:
        name = re.sub(
            r"^(?:.*(?:收盘|丨|上市公司|母公司|子公司|旗下|的)|关于|公司|以及|今日|昨日|日讯|消息)", "", listed.popitem()[1]
        )
        if re.search(r"[A-Z]$|混合|股票|债券|基金|指数", name):
            return None
        known = [name[at:] for at in range(3, len(name) - 2) if text.count(name[at:]) > text.count(name)]
        return (known[0] if known else name) if len(name) >= 2 else None
    if listed:
        return None
    report = _REPORTS.search(lead)
    name = re.sub(r"^(?:.*丨|基于|根据|据|按照|美国|北京|上海|深圳|中国(?=..集团))", "", report["name"]) if report else ""
    return name if len(name) >= 2 and text.count(name) > 1 and not _NO_NAME.search(name) else None
