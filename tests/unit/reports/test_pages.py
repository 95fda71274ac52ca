"""The printed ledger: pages numbered through, header on each, signatures at the end, every text searchable."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from models import clock
from models.errors import Cancelled, UserError
from models.progress import Progress
from models.queries.problems import ProblemQuery
from models.reports.catalogue import REPORTS, build_report, write_report
from models.reports.ledger_table import ledger_table
from models.reports.pages import set_pages
from models.reports.report import Paper, Report, ReportColumn
from models.store import Ledger
from tests.unit.reports.sample_ledger import AS_OF, problem, sample_ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with clock.freeze(datetime(2019, 4, 30, 9)), sample_ledger(tmp_path / "ledger") as opened:
        yield opened


def page_texts(content: bytes) -> list[str]:
    document = PdfDocument(BytesIO(content))
    texts = [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in document]
    document.close()
    return texts


def plain_report(count: int, **changes: object) -> Report:
    fields: dict[str, object] = {
        "id": "ledger-table",
        "title": "整改台账",
        "unit_line": "填报单位：某厅",
        "as_of_line": "截至 2019 年 4 月 30 日",
        "columns": (ReportColumn("序号", 3, "center"), ReportColumn("问题描述", 30, flexible=True)),
        "rows": ((number, f"现场仍在生产 {number:05d} 号。" * 3) for number in range(1, count + 1)),
        "row_count": count,
        "signatures": ("填表人：", "审核人："),
        "footnotes": ("注：按问题计。",),
        "paper": Paper("A4"),
    }
    return Report(**(fields | changes))  # type: ignore[arg-type]


def test_pages_are_numbered_through_all_blocks_and_carry_the_header() -> None:
    written = set_pages(plain_report(1500), None)
    texts = page_texts(written.content)
    assert written.pages == len(texts) > 40 and written.rows == 1500
    for number, text in enumerate(texts, start=1):
        assert f"第 {number} 页 共 {len(texts)} 页" in text.replace("　", " ")
        assert "问题描述" in text
    assert "整改台账" in texts[0] and "截至 2019 年 4 月 30 日" in texts[0] and "整改台账" not in texts[1]
    assert "填表人：" in texts[-1] and "注：按问题计。" in texts[-1] and "填表人：" not in texts[0]
    whole = "".join(texts)
    assert all(whole.count(f"{number:05d}") == 3 for number in range(1, 1501))


def test_text_that_looks_like_typst_markup_arrives_as_written() -> None:
    odd = '#eval("1") $x$ *粗* _斜_ [a] \\ "引" <b> @ref // 注 \x07'
    text = page_texts(set_pages(plain_report(1, rows=[(1, odd)], title="#title *x*"), None).content)[0]
    assert '#eval("1") $x$ *粗* _斜_ [a] \\ "引" <b> @ref // 注' in text and "#title *x*" in text


def test_a_row_longer_than_a_page_goes_on_on_the_next() -> None:
    written = set_pages(plain_report(2, rows=[(1, "很长的描述。" * 3000), (2, "短")]), None)
    texts = page_texts(written.content)
    assert written.pages >= 4
    assert "".join(texts).replace("\n", "").count("很长的描述。") >= 2990


@pytest.mark.parametrize("count", range(18, 42, 3))
def test_signatures_never_stand_alone_on_a_page(count: int) -> None:
    texts = page_texts(set_pages(plain_report(count), None).content)
    assert "填表人：" in texts[-1] and f"{count:05d}" in texts[-1]


def test_a_report_without_rows_is_one_page_with_its_header() -> None:
    written = set_pages(plain_report(0), None)
    assert written.pages == 1 and "问题描述" in page_texts(written.content)[0]


def test_the_ledger_table_says_city_unit_and_day_and_marks_what_is_overdue(ledger: Ledger, tmp_path: Path) -> None:
    query = ProblemQuery(filters={"city": ("邯郸市",)}, sort=(("number", False),))
    report = ledger_table(ledger, query, AS_OF)
    assert report.title == "强化监督交办问题整改台账（邯郸市）"
    assert (report.unit_line, report.as_of_line) == ("填报单位：某省生态环境厅", "截至 2019 年 4 月 30 日　单位：个")
    assert [column.title for column in report.columns] == [
        "序号", "问题编号", "县（市、区）", "点位名称", "问题类别", "问题描述", "整改要求", "整改时限", "责任单位",
        "整改情况", "状态", "备注",
    ]  # fmt: skip
    rows = list(report.rows)
    assert [row[0] for row in rows] == [1, 2, 3, 4]
    assert rows[2][10] == "整改中（逾期）" and rows[3][7] == "长期坚持"
    both = ledger_table(ledger, ProblemQuery(), AS_OF)
    assert both.title == "强化监督交办问题整改台账" and both.columns[2].title == "市"


def test_a_problem_without_a_number_of_its_source_is_printed_with_that_of_the_ledger(tmp_path: Path) -> None:
    with sample_ledger(tmp_path / "numbers", [problem(1), problem(2) | {"number": None}]) as ledger:
        report = ledger_table(ledger, ProblemQuery(sort=(("ledger_number", False),)), AS_OF)
        place = [column.title for column in report.columns].index("问题编号")
        assert [row[place] for row in report.rows] == ["JH-22-001", "ZG-00002"]


def test_a_report_is_written_as_pdf_and_as_workbook(ledger: Ledger, tmp_path: Path) -> None:
    import openpyxl

    settings = {"title": "某台账", "unit": "某市局", "paper": "A4", "where": "city = 晋城市"}
    for suffix in ("pdf", "xlsx"):
        write_report(build_report("ledger-table", ledger, ProblemQuery(), AS_OF, settings), tmp_path / f"a.{suffix}")
    text = page_texts((tmp_path / "a.pdf").read_bytes())[0]
    assert "某台账" in text and "填报单位：某市局" in text and "JH-22-005" in text and "JH-22-001" not in text
    sheet = openpyxl.load_workbook(BytesIO((tmp_path / "a.xlsx").read_bytes())).active
    assert sheet is not None
    values = [row[0] for row in sheet.iter_rows(values_only=True)]
    assert values[:5] == ["某台账", "填报单位：某市局", "序号", 1, 2] and "填表人：" in str(values[5])


def test_the_ledger_table_is_narrowed_to_a_region_or_a_problem_and_dated(ledger: Ledger) -> None:
    def rows(**settings: str) -> int:
        return build_report("ledger-table", ledger, ProblemQuery(), AS_OF, settings).row_count

    every = rows()
    assert (
        rows(region="邯郸") == rows(where="city = 邯郸市") == 4 < every == rows(region="邯郸市") + rows(region="晋城")
    )
    assert rows(problem="ZG-00001") == 1
    dated = build_report("ledger-table", ledger, ProblemQuery(), AS_OF, {"date": "2019-05-06"})
    assert dated.signatures[-1] == "填表日期：2019 年 5 月 6 日"
    for settings, said in (
        ({"region": "没有这里"}, "没有找到"),
        ({"region": "鼓楼区"}, "不止一个"),
        ({"date": "x"}, "不是日期"),
    ):
        with pytest.raises(UserError, match=said):
            build_report("ledger-table", ledger, ProblemQuery(), AS_OF, settings)


def test_what_cannot_be_made_is_said_in_words(ledger: Ledger, tmp_path: Path) -> None:
    assert list(REPORTS)[:2] == ["ledger-table", "import-receipt"]
    assert {"late-duties", "escalation-register"} <= set(REPORTS)
    with pytest.raises(UserError, match="没有“no”这个报表"):
        build_report("no", ledger, ProblemQuery(), AS_OF, {})
    with pytest.raises(UserError, match="不认识设置“colour”"):
        build_report("ledger-table", ledger, ProblemQuery(), AS_OF, {"colour": "x"})
    with pytest.raises(UserError, match="没有“B5”这种纸"):
        build_report("ledger-table", ledger, ProblemQuery(), AS_OF, {"paper": "B5"})
    with pytest.raises(UserError, match="PDF 或 XLSX"):
        write_report(plain_report(1), tmp_path / "a.docx")


def test_cancelling_leaves_no_file(tmp_path: Path) -> None:
    calls = iter([False, True])
    with pytest.raises(Cancelled):
        set_pages(plain_report(3000), tmp_path / "a.pdf", Progress(cancelled=lambda: next(calls, True)))
    assert list(tmp_path.iterdir()) == []
