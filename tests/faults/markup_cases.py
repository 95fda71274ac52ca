"""Saved web pages, Excel 2003 XML and Word tables: plain ones, cut and scribbled ones, and such as lie about spans."""

from __future__ import annotations

import random
from collections.abc import Iterable

from cases import EITHER, SENTENCE, Case, bytes_case, family
from package_cases import packed
from sheet_cases import secret

ROWS = 20
HEAD = ("序号", "企业名称", "存在问题")
_SPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def lines(mark: str) -> list[tuple[str, ...]]:
    return [HEAD, *((str(n), f"某公司{mark}{n}", f"扬尘未治理{n}") for n in range(1, ROWS + 1))]


def page(mark: str, *, span: str = "", before: str = "", head: str = "") -> str:
    rows = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in line) + "</tr>" for line in lines(mark))
    return f"{head}<html><body>{before}<table>{rows.replace('<td>3</td>', f'<td{span}>3</td>')}</table></body></html>"


def workbook(mark: str, *, cell: str = "", row: str = "", head: str = "", style: str = "") -> str:
    def one(text: str) -> str:
        return f'<Cell{cell if text == "3" else ""}><Data ss:Type="String">{text}</Data></Cell>'

    rows = "".join(f"<Row{row if line[0] == '3' else ''}>{''.join(map(one, line))}</Row>" for line in lines(mark))
    return (
        f'<?xml version="1.0"?>{head}<Workbook xmlns="{_SPACE}" xmlns:ss="{_SPACE}">{style}'
        f'<Worksheet ss:Name="交办"><Table>{rows}</Table></Worksheet></Workbook>'
    )


def document(mark: str, *, cell: str = "", head: str = "") -> bytes:
    def one(text: str) -> str:
        about = f"<w:tcPr>{cell}</w:tcPr>" if text == "3" else ""
        return f"<w:tc>{about}<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"

    rows = "".join(f"<w:tr>{''.join(map(one, line))}</w:tr>" for line in lines(mark))
    body = f"<w:body><w:tbl>{rows}</w:tbl></w:body>"
    xml = f'<?xml version="1.0" encoding="UTF-8"?>{head}<w:document xmlns:w="{_WORD}">{body}</w:document>'
    return packed(_word_parts(xml))


def _word_parts(xml: str | bytes) -> dict[str, str | bytes]:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    return {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{relations}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": xml,
    }


def _entities() -> str:
    return f'<!DOCTYPE x [<!ENTITY f SYSTEM "{secret()}"><!ENTITY l "lol"><!ENTITY m "&l;&l;&l;">]>'


@family
def web_pages() -> Iterable[Case]:
    yield bytes_case("网页.xls", page("好").encode(), ROWS)
    yield bytes_case("网页国标.xls", page("标").encode("gb18030"), ROWS)
    for number, span in enumerate(("99999999", "0", "-3", "abc", "65535", "9" * 60, "")):
        for name in ("rowspan", "colspan"):
            yield bytes_case(
                f"网页{name}{number}.xls",
                page(f"跨{number}{name[0]}", span=f' {name}="{span}"').encode(),
                EITHER,
                2 * ROWS,
            )
    both = ' rowspan="65535" colspan="65535"'
    yield bytes_case("网页全跨.xls", page("全", span=both).encode(), EITHER, 2 * ROWS)
    nested = "<table><tr><td>" * 4000
    yield bytes_case("网页套表.xls", page("套", before=nested).encode(), EITHER, ROWS)
    yield bytes_case("网页标记.xls", page("标", before="<" * 400_000).encode(), EITHER, ROWS)
    yield bytes_case("网页属性.xls", page("属", before="<p " + "a=1 " * 200_000).encode(), EITHER, ROWS)
    yield bytes_case("网页注释.xls", page("注", before="<!--" * 90_000).encode(), EITHER, ROWS)
    yield bytes_case("网页引用.xls", page("&f;&m;&#x110000;&#0;&nbsp;", head=_entities()).encode(), EITHER, ROWS)
    remote = f'<img src="{secret()}"><link href="{secret()}"><iframe src="{secret()}"></iframe><script>1</script>'
    yield bytes_case("网页外链.xls", page("外", before=remote).encode(), EITHER, ROWS)
    whole = page("断").encode()
    for number in range(1, 8):
        yield bytes_case(f"网页断{number}.xls", whole[: len(whole) * number // 8], EITHER, ROWS)


@family
def excel_2003_xml() -> Iterable[Case]:
    yield bytes_case("二〇〇三.xls", workbook("好").encode(), ROWS)
    lies = ("99999999", "0", "-3", "abc", "16384", "9" * 60)
    for number, lie in enumerate(lies):
        for name in ("Index", "MergeAcross", "MergeDown", "StyleID"):
            text = workbook(f"格{number}{name}", cell=f' ss:{name}="{lie}"')
            yield bytes_case(f"二〇〇三格{name}{number}.xls", text.encode(), EITHER, 2 * ROWS)
        for name in ("Index", "Span", "Hidden"):
            text = workbook(f"行{number}{name}", row=f' ss:{name}="{lie}"')
            yield bytes_case(f"二〇〇三行{name}{number}.xls", text.encode(), EITHER, 2 * ROWS)
    yield bytes_case("二〇〇三实体.xls", workbook("&f;", head=_entities()).encode(), SENTENCE)
    whole = workbook("断").encode()
    for number in range(1, 8):
        yield bytes_case(f"二〇〇三断{number}.xls", whole[: len(whole) * number // 8], EITHER, ROWS)
    noise = random.Random(13)
    for number in range(10):
        content = bytearray(workbook(f"涂{number}").encode())
        for _ in range(noise.choice((1, 3))):
            place = noise.randrange(len(content))
            content[place : place + 2] = noise.choice((b"<", b"&", b"\0", b'"', b"99999", b""))
        yield bytes_case(f"二〇〇三涂{number}.xls", bytes(content), EITHER, ROWS + 2)


@family
def word_tables() -> Iterable[Case]:
    yield bytes_case("文档.docx", document("好"), ROWS)
    spans = ('<w:gridSpan w:val="99999999"/>', '<w:gridSpan w:val="-1"/>', '<w:gridSpan w:val="x"/>', '<w:vMerge/>',
             '<w:vMerge w:val="restart"/>', '<w:gridSpan w:val="16384"/><w:vMerge w:val="restart"/>')  # fmt: skip
    for number, span in enumerate(spans):
        yield bytes_case(f"文档跨{number}.docx", document(f"跨{number}", cell=span), EITHER, ROWS)
    yield bytes_case("文档实体.docx", document("&f;", head=_entities()), SENTENCE)
    deep = f'<w:document xmlns:w="{_WORD}"><w:body>' + "<w:tbl><w:tr><w:tc>" * 5000 + "</w:tc></w:tr></w:tbl>" * 5000
    yield bytes_case("文档套表.docx", packed(_word_parts(f"{deep}</w:body></w:document>")), SENTENCE)
    whole = document("断")
    for number in range(1, 6):
        yield bytes_case(f"文档断{number}.docx", whole[: len(whole) * number // 6], SENTENCE)
    bomb = f'<w:document xmlns:w="{_WORD}"><w:body>' + " " * (120 << 20) + "</w:body></w:document>"
    yield bytes_case("文档弹.docx", packed(_word_parts(bomb)), SENTENCE)
