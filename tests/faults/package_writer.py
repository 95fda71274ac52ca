"""Writes small .xlsx packages part by part, so that each part can be made wrong on purpose."""

from __future__ import annotations

import zipfile
from pathlib import Path

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"

ROW_1 = (
    '<row r="1">'
    + "".join(
        f'<c r="{letter}1" t="inlineStr"><is><t>{text}</t></is></c>'
        for letter, text in zip("ABC", ("序号", "企业名称", "整改时限"), strict=True)
    )
    + "</row>"
)


def data_row(number: int, name: str = "某某公司") -> str:
    """One row under the header of ``ROW_1``."""
    return (
        f'<row r="{number}"><c r="A{number}"><v>{number - 1}</v></c>'
        f'<c r="B{number}" t="inlineStr"><is><t>{name}{number}</t></is></c>'
        f'<c r="C{number}" s="1"><v>43262</v></c></row>'
    )


def sheet_xml(rows: str, *, before: str = "", after: str = "", dimension: str = "A1:C9") -> str:
    """A worksheet part."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{_MAIN}">'
        f'<dimension ref="{dimension}"/>{before}'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


def parts_of(sheet: str, *, workbook_extra: str = "") -> dict[str, str]:
    """All parts of a one-sheet workbook."""
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return {
        "[Content_Types].xml": f'<?xml version="1.0"?><Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{content_type}.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<?xml version="1.0"?><Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<?xml version="1.0"?><workbook xmlns="{_MAIN}" xmlns:r="{_REL}">{workbook_extra}'
        '<sheets><sheet name="交办" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<?xml version="1.0"?><Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{_REL}/styles" Target="styles.xml"/>'
        f'<Relationship Id="r3" Type="{_REL}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": f'<?xml version="1.0"?><styleSheet xmlns="{_MAIN}"><numFmts count="1">'
        '<numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/></numFmts>'
        '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="176" applyNumberFormat="1"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'<?xml version="1.0"?><sst xmlns="{_MAIN}"><si><t>共享</t></si></sst>',
        "xl/worksheets/sheet1.xml": sheet,
    }


def write_package(path: Path, parts: dict[str, str] | dict[str, bytes]) -> Path:
    """Zip the parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def plain_rows(count: int) -> str:
    """Header and ``count`` data rows."""
    return ROW_1 + "".join(data_row(number) for number in range(2, count + 2))
