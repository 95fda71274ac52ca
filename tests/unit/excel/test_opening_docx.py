"""Tables of a Word document become sheets, a document written by label one list; Word's own counting is written out."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from models.errors import UserError
from models.excel.book import Sheet
from models.excel.formats.docx_numbers import written
from models.excel.formats.opening import open_workbook
from models.excel.tables.layout import find_table

HEADER = ["序号", "督察意见", "责任单位", "整改时限"]


@pytest.fixture
def word() -> Any:
    return docx.Document()


def add_table(document: Any, rows: list[list[str]]) -> Any:
    table = document.add_table(len(rows), len(rows[0]))
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    return table


def opened(tmp_path: Path, document: Any, name: str = "清单.docx") -> list[Sheet]:
    document.save(tmp_path / name)
    return open_workbook(tmp_path / name).sheets


def numbering(document: Any, levels: list[tuple[str, str]], number: int = 77) -> None:
    """Define a list whose levels have these formats and texts."""
    root = document.part.numbering_part.element
    texts = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for level, (kind, text) in enumerate(levels)
    )
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">{texts}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'))


def count(paragraph: Any, level: int = 0, number: int = 77) -> Any:
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
    )
    return paragraph


def test_a_table_becomes_a_sheet_with_the_title_above_it(tmp_path: Path, word: Any) -> None:
    word.add_paragraph("一段很长的说明" * 30)
    word.add_paragraph("2018年督察整改任务清单")
    add_table(word, [HEADER, ["0089", "甲", "邯郸市", "立行立改"], ["2", "第一段\n第二段", "晋城市", "长期坚持"]])
    [sheet] = opened(tmp_path, word)
    assert sheet.name == sheet.rows[0][0] == "2018年督察整改任务清单" and sheet.merged == [(0, 0, 0, 3)]
    assert sheet.rows[2][0] == "0089" and sheet.rows[3][1] == "第一段\n第二段"
    assert find_table(sheet.rows, sheet.merged).data_rows == [3, 4]


def test_merged_cells_become_merges(tmp_path: Path, word: Any) -> None:
    rows = [[*HEADER], ["1", "甲", "A", "6月"], ["2", "", "B", "7月"], ["3", "", "C", "8月"], ["合计", "", "", "9月"]]
    table = add_table(word, rows)
    table.cell(1, 1).merge(table.cell(3, 1))
    table.cell(4, 0).merge(table.cell(4, 2))
    [sheet] = opened(tmp_path, word)
    assert sheet.merged == [(1, 1, 3, 1), (4, 0, 4, 2)]
    assert sheet.rows[3] == ["3", None, "C", "8月"] and sheet.rows[4] == ["合计", None, None, "9月"]


def test_several_tables_become_several_sheets_and_touching_halves_one(tmp_path: Path, word: Any) -> None:
    word.add_paragraph("甲县清单")
    add_table(word, [HEADER, ["1", "a", "b", "c"]])
    add_table(word, [["2", "d", "e", "f"], ["3", "g", "h", "i"]])
    word.add_paragraph("乙县清单")
    add_table(word, [HEADER, ["1", "a", "b", "c"]])
    found = opened(tmp_path, word)
    assert [(sheet.name, len(sheet.rows)) for sheet in found] == [("甲县清单", 5), ("乙县清单", 3)]


def test_numbers_that_word_counts_itself_are_written_out(tmp_path: Path, word: Any) -> None:
    numbering(word, [("decimal", "%1")])
    table = add_table(word, [HEADER, ["", "甲", "A", "6月"], ["", "乙", "B", "7月"]])
    for row in (1, 2):
        cell = table.cell(row, 0).paragraphs[0]
        cell.add_run("\u200b")
        count(cell)
    assert [str(row[0]).strip("\u200b ") for row in opened(tmp_path, word)[0].rows] == ["序号", "1", "2"]


def test_an_empty_numbered_cell_still_has_its_number(tmp_path: Path, word: Any) -> None:
    numbering(word, [("decimal", "%1")])
    table = add_table(word, [HEADER, ["", "甲", "A", "6月"], ["", "乙", "B", "7月"]])
    for row in (1, 2):
        count(table.cell(row, 0).paragraphs[0])
    assert [row[0] for row in opened(tmp_path, word)[0].rows] == ["序号", "1", "2"]


def test_a_document_written_by_label_becomes_one_list(tmp_path: Path, word: Any) -> None:
    numbering(word, [("chineseCounting", "%1、"), ("decimal", "%2.")])
    word.add_heading("整改任务清单", 0)
    for site, unit in (("甲厂", "邯郸市"), ("乙厂", "晋城市")):
        count(word.add_paragraph(f"督察意见：{site}污染严重。"))
        paragraph = word.add_paragraph()
        paragraph.add_run("责任单位").bold = True
        paragraph.add_run(unit)
        word.add_paragraph("整改时限：2018年底前")
        word.add_paragraph("整改措施：")
        count(word.add_paragraph("停产整治。"), 1)
        count(word.add_paragraph("拆除锅炉。"), 1)
    [sheet] = opened(tmp_path, word)
    assert sheet.rows == [
        ["整改任务清单", None, None, None, None],
        ["序号", "督察意见", "责任单位", "整改时限", "整改措施"],
        ["1", "甲厂污染严重。", "邯郸市", "2018年底前", "1.停产整治。\n2.拆除锅炉。"],
        ["2", "乙厂污染严重。", "晋城市", "2018年底前", "1.停产整治。\n2.拆除锅炉。"],
    ]


def test_one_small_table_of_labels_per_matter_becomes_one_list(tmp_path: Path, word: Any) -> None:
    for number, site in enumerate(("甲厂", "乙厂"), start=1):
        word.add_paragraph(f"任务{number}：{site}整治")
        add_table(word, [["反馈问题", f"{site}污染"], ["责任单位", "邯郸市"], ["整改措施", "一是停产。\n二是拆除。"]])
    [sheet] = opened(tmp_path, word)
    assert sheet.rows[0] == ["序号", "问题", "反馈问题", "责任单位", "整改措施"]
    assert sheet.rows[2] == ["2", "乙厂整治", "乙厂污染", "邯郸市", "一是停产。\n二是拆除。"]


def test_forms_with_two_labels_beside_each_other_become_one_list(tmp_path: Path, word: Any) -> None:
    for site in ("甲厂", "乙厂"):
        word.add_paragraph("整改任务登记表")
        rows = [["企业名称", site, "所属区县", "永年区"], ["存在问题", "未覆盖", "整改时限", "6月底"]]
        table = add_table(word, [*rows, ["整改措施", "洒水", "", ""]])
        table.cell(2, 1).merge(table.cell(2, 3))
    [sheet] = opened(tmp_path, word)
    assert sheet.rows == [
        ["整改任务登记表", None, None, None, None],
        ["企业名称", "所属区县", "存在问题", "整改时限", "整改措施"],
        ["甲厂", "永年区", "未覆盖", "6月底", "洒水"],
        ["乙厂", "永年区", "未覆盖", "6月底", "洒水"],
    ]


def test_a_list_of_two_columns_is_no_row_of_cards(tmp_path: Path, word: Any) -> None:
    add_table(word, [["企业名称", "存在问题"], ["甲厂", "未覆盖"], ["乙厂", "扬尘"], ["丙厂", "扬尘"]])
    assert len(opened(tmp_path, word)[0].rows) == 4


def test_a_table_that_only_arranges_the_page_is_seen_through(tmp_path: Path, word: Any) -> None:
    outer = word.add_table(1, 1)
    add_table_inside = outer.cell(0, 0).add_table(3, 2)
    for row, texts in enumerate((["序号", "问题"], ["1", "甲"], ["2", "乙"])):
        for column, text in enumerate(texts):
            add_table_inside.cell(row, column).text = text
    assert opened(tmp_path, word)[0].rows == [["序号", "问题"], ["1", "甲"], ["2", "乙"]]


def test_deleted_and_hidden_text_is_left_out_and_inserted_text_kept(tmp_path: Path, word: Any) -> None:
    table = add_table(word, [HEADER, ["1", "", "A", "6月"], ["2", "乙", "B", "7月"]])
    paragraph = table.cell(1, 1).paragraphs[0]._p
    for xml in (
        '<w:del {w} w:id="1"><w:r><w:delText>旧</w:delText></w:r></w:del>',
        '<w:ins {w} w:id="2"><w:r><w:t>新</w:t></w:r></w:ins>',
        "<w:r {w}><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>",
        "<w:sdt {w}><w:sdtContent><w:r><w:t>控件</w:t></w:r></w:sdtContent></w:sdt>",
        "<w:r {w}><w:br/><w:t>下行</w:t></w:r>",
    ):
        paragraph.append(parse_xml(xml.format(w=nsdecls("w"))))
    assert opened(tmp_path, word)[0].rows[1][1] == "新控件\n下行"


def test_rows_that_begin_further_right_keep_their_columns(tmp_path: Path, word: Any) -> None:
    table = add_table(word, [HEADER, ["1", "甲", "A", "6月"], ["2", "乙", "B", "7月"]])
    row = table.rows[2]._tr
    row.get_or_add_trPr().append(parse_xml(f'<w:gridBefore {nsdecls("w")} w:val="1"/>'))
    row.remove(row.findall(qn("w:tc"))[0])
    assert opened(tmp_path, word)[0].rows[2] == [None, "乙", "B", "7月"]


def test_a_document_without_list_gets_a_sentence(tmp_path: Path, word: Any) -> None:
    word.add_paragraph("关于开展检查的通知")
    word.add_paragraph("各县（市、区）：请认真落实。")
    with pytest.raises(UserError, match="没有表格"):
        opened(tmp_path, word)


def test_a_document_with_entities_is_refused(tmp_path: Path, word: Any) -> None:
    add_table(word, [HEADER, ["1", "甲", "A", "6月"]])
    word.save(tmp_path / "好.docx")
    (tmp_path / "secret").write_text("SECRET", encoding="utf-8")
    for lead in ("", "<!--" + "x" * 100_000 + "-->"):
        with zipfile.ZipFile(tmp_path / "好.docx") as source, zipfile.ZipFile(tmp_path / "坏.docx", "w") as target:
            for name in source.namelist():
                part = source.read(name)
                if name == "word/document.xml":
                    entity = f'{lead}<!DOCTYPE d [<!ENTITY e SYSTEM "{(tmp_path / "secret").as_uri()}">]><w:document'
                    part = part.replace(b"<w:document", entity.encode(), 1).replace("甲".encode(), b"&e;")
                target.writestr(name, part)
        with pytest.raises(UserError, match="外部实体声明"):
            open_workbook(tmp_path / "坏.docx")


def test_a_damaged_document_gets_a_sentence(tmp_path: Path, word: Any) -> None:
    add_table(word, [HEADER, ["1", "甲", "A", "6月"]])
    word.save(tmp_path / "好.docx")
    with zipfile.ZipFile(tmp_path / "好.docx") as source, zipfile.ZipFile(tmp_path / "坏.docx", "w") as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, part[: len(part) // 2] if name == "word/document.xml" else part)
    with pytest.raises(UserError, match="不完整或已损坏"):
        open_workbook(tmp_path / "坏.docx")


@pytest.mark.parametrize(
    ("number", "kind", "text"),
    [(21, "chineseCounting", "二十一"), (105, "chineseCounting", "一百零五"), (110, "chineseCounting", "一百一十"),
     (10, "chineseCounting", "十"), (3, "ideographTraditional", "丙"), (3, "decimalEnclosedCircle", "③"),
     (7, "decimalZero", "07"), (2, "upperLetter", "B"), (12, "decimal", "12"), (5, "decimalFullWidth", "５")],
)  # fmt: skip
def test_numbers_are_written_as_word_writes_them(number: int, kind: str, text: str) -> None:
    assert written(number, kind) == text
