"""Odd sheets in sound packages: entities, encodings, cells, dates, names, links, signs that only look like text."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import package_writer as made
from cases import EITHER, SENTENCE, Case, family
from package_cases import BOOK, RELS, ROWS, SHEET, STRINGS, _write, marked, package_case, packed, parts

_PHONETIC = '<rPh sb="0" eb="1"><t>PINYIN</t></rPh>'
_XML = '<?xml version="1.0" encoding="UTF-8"?>'


def _with_doctype(xml: str, inside: str) -> str:
    head, _, body = xml.partition("?>")
    return f"{head}?><!DOCTYPE x [{inside}]>{body}"


def secret() -> str:
    return Path(os.environ.get("FAULTS_SECRET", "/etc/hostname")).as_uri()


@family
def entities() -> Iterable[Case]:
    lines = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    declarations = {
        "外部": f'<!ENTITY f SYSTEM "{secret()}">',
        "笑": f'<!ENTITY l0 "lol">{lines}<!ENTITY f "&l11;">',
        "参数": f'<!ENTITY % p SYSTEM "{secret()}">%p;<!ENTITY f "x">',
        "内部": '<!ENTITY f "某某公司">',
        "公共": f'<!ENTITY f PUBLIC "-//x" "{secret()}">',
    }
    for title, declared in declarations.items():
        for number, name in enumerate((SHEET, STRINGS, BOOK, RELS, "xl/styles.xml")):
            content = parts(f"{title}{number}")
            xml = _with_doctype(str(content[name]), declared)
            content[name] = xml.replace("某公司", "&f;", 1).replace("共享", "&f;").replace("交办", "&f;")
            yield package_case(f"实体{title}{number}", content, SENTENCE)
    content = parts("宽")
    xml = _with_doctype(str(content[SHEET]), declarations["外部"]).replace("UTF-8", "UTF-16").replace("某公司", "&f;")
    content[SHEET] = xml.encode("utf-16")
    yield package_case("实体宽字", content, SENTENCE)
    content = parts("迟")
    padded = (
        f"{_XML}<!--{' ' * 70_000}-->" + _with_doctype(str(content[SHEET]), declarations["外部"]).partition("?>")[2]
    )
    content[SHEET] = padded.replace("某公司", "&f;", 1)
    yield package_case("实体迟到", content, EITHER, ROWS)
    content = parts("纳")
    content[SHEET] = str(content[SHEET]).replace(
        "<sheetData>", f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret()}"/><sheetData>'
    )
    yield package_case("包含别的文件", content, EITHER, ROWS)
    for number, sheet in enumerate(("未声明&nbsp;的", "&#0;", "&#xFFFFFF;", "&amp;lt;")):
        yield package_case(
            f"字符引用{number}", parts(f"{number}", sheet=made.sheet_xml(marked(f"{sheet}{number}"))), ROWS
        )


@family
def encodings_and_spaces() -> Iterable[Case]:
    for codec in ("utf-16", "utf-16-le", "utf-16-be", "gb18030", "utf-8-sig"):
        for name in (SHEET, BOOK, STRINGS):
            content = parts(f"{codec}{name[-9:-4]}")
            said = "UTF-16" if codec.startswith("utf-16") else "GB18030" if codec == "gb18030" else "UTF-8"
            xml = f'<?xml version="1.0" encoding="{said}"?>' + str(content[name]).partition("?>")[2]
            content[name] = xml.encode(codec)
            yield package_case(f"编码{codec}{name[-9:-4]}", content, ROWS)
    for number, prefix in enumerate(("x", "ss", "very-long_prefix.1")):
        content = parts(f"前{number}")
        content[SHEET] = _prefixed(str(content[SHEET]), prefix)
        yield package_case(f"前缀{number}", content, ROWS if number < 2 else EITHER, ROWS)
    content = parts("严")
    for name in (SHEET, BOOK, STRINGS, RELS, "xl/styles.xml", "_rels/.rels"):
        content[name] = (
            str(content[name])
            .replace(
                "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                "http://purl.oclc.org/ooxml/spreadsheetml/main",
            )
            .replace(
                "http://schemas.openxmlformats.org/officeDocument/2006/", "http://purl.oclc.org/ooxml/officeDocument/"
            )
        )
    yield package_case("严格", content, ROWS)


def _prefixed(xml: str, prefix: str) -> str:
    import re

    return re.sub(r"<(/?)([A-Za-z])", rf"<\1{prefix}:\2", xml).replace(" xmlns=", f" xmlns:{prefix}=")


def _first_cell(change: str) -> str:
    """A sheet whose first date cell is this one."""
    return made.sheet_xml(made.plain_rows(ROWS).replace('<c r="C2" s="1"><v>43262</v></c>', change, 1))


@family
def odd_cells() -> Iterable[Case]:
    cells = [
        '<c r="C2" t="b"><v>也许</v></c>',
        '<c r="C2" t="n"><v>abc</v></c>',
        '<c r="C2" t="s"><v>99999</v></c>',
        '<c r="C2" t="s"><v>-1</v></c>',
        '<c r="C2" t="s"><v/></c>',
        '<c r="C2" t="zz"><v>1</v></c>',
        '<c r="2C"><v>1</v></c>',
        '<c r=""><v>1</v></c>',
        "<c><v>1</v></c>",
        '<c r="c2"><v>1</v></c>',
        '<c r="$C$2"><v>1</v></c>',
        '<c r="C2" s="-1"><v>1</v></c>',
        '<c r="C2" s="99999999999"><v>1</v></c>',
        '<c r="C2" t="d"><v>2018-06-11</v></c>',
        '<c r="C2" t="d"><v>2018-06-11T08:30:00Z</v></c>',
        '<c r="C2" t="d"><v>不是日期</v></c>',
        '<c r="C2" t="e"><v>#WHAT?</v></c>',
        '<c r="C2" t="e"/>',
        '<c r="C2" t="inlineStr"/>',
        '<c r="C2" t="inlineStr"><is/></c>',
        '<c r="C2" t="str"><f>A1</f></c>',
        '<c r="C2"><f>_xlfn.FOO()</f><v></v></c>',
        '<c r="C2"><v> 43262 </v></c>',
        '<c r="C2"><v>1</v><v>2</v></c>',
        '<c r="C2"><f t="shared" si="999999"/><v>3</v></c>',
        f'<c r="C2" t="inlineStr"><is><t xml:space="preserve">  两边  </t>{_PHONETIC}</is></c>',
        '<c r="C2" t="str"><v>_x000D__x0000__xD800_</v></c>',
        '<c r="C2"><v>43262</v></c><c r="C2"><v>1</v></c>',
    ]
    for number, cell in enumerate(cells):
        yield package_case(
            f"怪格{number}", parts("", sheet=_first_cell(cell).replace("公司3", f"公司怪{number}")), ROWS
        )


@family
def numbers_and_dates() -> Iterable[Case]:
    values = [
        "-1e308",
        "1e308",
        "1e300",
        "-5",
        "2958466",
        "99999999999",
        "0",
        "60",
        "0.5",
        "-0.0",
        "NaN",
        "INF",
        "-INF",
        "1e999",
        "9" * 400,
        "0x1F",
        "1e15",
        "-1e-300",
        "4.9e-324",
        "1,234",
    ]
    for number, value in enumerate(values):
        for style in ("", ' s="1"'):
            sheet = _first_cell(f'<c r="C2"{style}><v>{value}</v></c>').replace("公司3", f"公司数{number}{len(style)}")
            yield package_case(f"数{number}{'日' if style else ''}", parts("", sheet=sheet), ROWS)
    content = parts("四", sheet=_first_cell('<c r="C2" s="1"><v>-3</v></c>'))
    content[BOOK] = str(content[BOOK]).replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    yield package_case("一九零四年", content, ROWS)


@family
def odd_sheets() -> Iterable[Case]:
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>谁</t></is></c></row>'
    whole = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    column = '<mergeCells><mergeCell ref="B3:B1048576"/></mergeCells>'
    bad = "".join(f'<mergeCell ref="{ref}"/>' for ref in ("", "A1", "B9:A1", "A0:B0", "ZZZZ1:A9", "A1:B99999999999"))
    sheets = [
        (made.sheet_xml(marked("远") + far, dimension="A1"), ROWS),
        (made.sheet_xml(marked("维"), dimension="ZZZ9:A1"), ROWS),
        (made.sheet_xml(marked("空维"), dimension=""), ROWS),
        (made.sheet_xml(marked("大维"), dimension="A1:XFD1048576"), ROWS),
        (made.sheet_xml(marked("并"), after=whole), ROWS),
        (made.sheet_xml(marked("竖"), after=column), ROWS),
        (made.sheet_xml(marked("坏并"), after=f"<mergeCells>{bad}</mergeCells>"), ROWS),
        (made.sheet_xml(marked("隐").replace('<row r="5"', '<row r="5" hidden="1"')), ROWS),
        (made.sheet_xml(marked("筛"), after='<autoFilter ref="A1:C41"><filterColumn colId="0"/></autoFilter>'), ROWS),
        (made.sheet_xml(marked("列"), before='<cols><col min="1" max="99999999999999" hidden="1"/></cols>'), ROWS),
        (made.sheet_xml(marked("行").replace('r="3"', 'r="99999999999"', 1)), EITHER),
        (made.sheet_xml(marked("零行").replace('<row r="3"', '<row r="0"', 1)), EITHER),
        (made.sheet_xml(marked("负行").replace('<row r="3"', '<row r="-3"', 1)), EITHER),
        (made.sheet_xml(marked("无号").replace('<row r="3"', "<row", 1)), ROWS),
        (made.sheet_xml(""), SENTENCE),
        (made.sheet_xml(made.ROW_1), SENTENCE),
        ("<worksheet/>", SENTENCE),
        ("不是 XML", SENTENCE),
        (" ", SENTENCE),
        (f"{_XML}<html><table/></html>", SENTENCE),
        (made.sheet_xml(marked("双数据")) + "<sheetData/>", EITHER),
        (made.sheet_xml(marked("半截"))[:-400], SENTENCE),
        (made.sheet_xml(marked("错合")).replace("</sheetData>", "</sheetDatum>"), SENTENCE),
    ]
    for number, (sheet, fate) in enumerate(sheets):
        yield package_case(f"怪表{number}", parts("", sheet=sheet), fate, ROWS + 1)


@family
def odd_names_and_links() -> Iterable[Case]:
    names = [
        "../../爬出去",
        "C:\\Windows\\x",
        "con",
        "=cmd|' /C calc'!A0",
        "&#x202E;单清",
        "零&#x200B;宽",
        "&#xFEFF;",
        "",
        " ",
        "长" * 300,
        "🏭",
        "&#0;",
        "%s%n",
        "'; DROP TABLE problem; --",
        "&lt;script&gt;",
    ]
    for number, name in enumerate(names):
        content = parts(f"名{number}")
        content[BOOK] = str(content[BOOK]).replace('name="交办"', f'name="{name}"')
        yield package_case(f"表名{number}", content, ROWS)
    formulas = [
        "cmd|'/C calc'!A0",
        "[1]Sheet1!$A$1",
        'HYPERLINK("file:///etc/passwd")',
        'WEBSERVICE("http://127.0.0.1:9/")',
    ]
    for number, formula in enumerate(formulas):
        cell = f'<c r="C2" t="str"><f>{formula.replace(chr(34), "&quot;")}</f><v>结果{number}</v></c>'
        content = parts("", sheet=_first_cell(cell).replace("公司3", f"公司链{number}"))
        content["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
            f'<Relationships><Relationship Id="r1" Target="{secret()}" TargetMode="External"/></Relationships>'
        )
        yield package_case(f"公式{number}", content, ROWS)
    content = parts("宏")
    content["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0" + b"macro" * 999
    yield Case("宏.xlsm", _packing("宏.xlsm", content), ROWS)
    for number, text in enumerate(
        ("正‮反‭", "a​b‍c", "𠮷𡃁", "e\u0301\u0301\u0301" * 500, "\ufffe\uffff", "长" * 32_768, "巨" * 1_000_000)
    ):
        yield package_case(
            f"文字{number}", parts("", sheet=made.sheet_xml(marked(text))), ROWS if number != 4 else EITHER, ROWS
        )


def _packing(name: str, content: dict[str, str | bytes]) -> Callable[[Path], Path]:
    return lambda folder: _write(folder / name, packed(content))
