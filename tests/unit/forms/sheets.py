"""A form with everything in it, for the tests of what sets forms."""

from __future__ import annotations

from models.forms.sheet import FormSheet, Grid, Listing, Paragraph, label, opinion, pairs, value, wide

MARKUP = '<b>粗</b> #let x = 1 *星* _线_ $a$ \\ & "引号" `码` @ref [内容]'


def application(rows: int = 3, **more: object) -> FormSheet:
    return FormSheet(
        "整改销号申请表",
        (
            pairs((("问题编号", "HD-1"), ("点位名称", "某铸造厂"), ("整改时限", "2019-06-30"))),
            wide("问题内容", f"第一行\n第二行 {MARKUP}"),
            Grid(
                (15, 35, 15, 35),
                (
                    (label("责任", rows=2), value("单位甲"), label("责任人"), value("张三")),
                    (value("单位乙"), label("电话"), value("0310-1234567")),
                ),
            ),
            Grid((15, 85), ((label("县级\n意见"), opinion("同意。")),)),
            Paragraph("附件如下", bold=True),
            Listing(
                ("序号", "材料"),
                tuple((str(number), f"材料{number}") for number in range(1, rows + 1)),
                (10, 90),
                "附件目录",
            ),
            Listing(("日期", "异议"), (), (20, 80), "公示异议"),
        ),
        ("填报单位：永年分局", "日期：2019-06-28"),
        ("注：一式三份。",),
        **more,  # type: ignore[arg-type]
    )
