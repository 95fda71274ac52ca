"""Writes forms as one Word file that a clerk can go on editing: A4, a table with lines, the fonts of official papers.

The East Asian face of every run is named, so that Word on a computer without 仿宋_GB2312 takes 仿宋 and not a Latin
font. Every text goes in as text; a line break becomes a line break inside the cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.forms.layout import Box, BoxTable, blocks_of, printable
from models.forms.sheet import FormSheet, Paragraph
from models.output_file import replacing
from models.progress import Progress, silent

if TYPE_CHECKING:
    from docx.document import Document

TITLE_FACE, BODY_FACE, LABEL_FACE = "方正小标宋简体", "仿宋_GB2312", "黑体"
_LATIN = "Times New Roman"
_TITLE_PT, _HEAD_PT, _BODY_PT, _LIST_PT = 18.0, 11.0, 11.0, 10.0
_MM_WIDE = {False: 210 - 2 * 22, True: 297 - 2 * 20}
"""Width between the margins, upright and lying."""
_ALIGN = {"left": 0, "center": 1, "right": 2}


def write_form_docx(sheets: Iterable[FormSheet], path: Path | str, progress: Progress = silent) -> int:
    """Write each form on pages of its own; returns how many there are. UserError where the file cannot be written."""
    from docx import Document as new_document

    document = new_document()
    _prepare(document)
    forms = list(sheets)
    for number, sheet in enumerate(forms):
        progress(number / len(forms), f"正在写第 {number + 1} 张，共 {len(forms)} 张")
        _section(document, sheet, number)
        _write(document, sheet)
    if forms:
        document.core_properties.title = forms[0].title if len(forms) == 1 else f"{forms[0].title}等 {len(forms)} 张"
    document.core_properties.author = "整改台账"
    with replacing(Path(path)) as temporary:
        document.save(str(temporary))
    progress(1.0, "Word 文件已写好")
    return len(forms)


def _prepare(document: Document) -> None:
    """Give the styles official faces."""
    style: Any = document.styles["Normal"]
    style.font.name = _LATIN
    _east(style.element.get_or_add_rPr(), BODY_FACE)
    heading: Any = document.styles["Heading 1"]
    heading.font.name = _LATIN
    fonts = heading.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            del fonts.attrib[name]
    _east(heading.element.get_or_add_rPr(), TITLE_FACE)


def _east(properties: Any, face: str) -> None:
    """Name the face for Chinese characters, which Word keeps apart from that for Latin letters."""
    fonts = properties.get_or_add_rFonts()
    fonts.set(_tag("w:ascii"), _LATIN)
    fonts.set(_tag("w:hAnsi"), _LATIN)
    fonts.set(_tag("w:eastAsia"), face)


def _section(document: Document, sheet: FormSheet, number: int) -> None:
    """Each form begins a section, so that its direction and the numbers of its pages are its own."""
    from docx.enum.section import WD_ORIENT, WD_SECTION
    from docx.shared import Mm

    section = document.sections[0] if number == 0 else document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE if sheet.landscape else WD_ORIENT.PORTRAIT
    width, height = (297, 210) if sheet.landscape else (210, 297)
    section.page_width, section.page_height = Mm(width), Mm(height)
    side = 20 if sheet.landscape else 22
    section.left_margin = section.right_margin = Mm(side)
    section.top_margin, section.bottom_margin = Mm(22), Mm(20)
    section.footer_distance = Mm(10)
    section.footer.is_linked_to_previous = False
    _restart_numbers(section)
    _footer(section.footer.paragraphs[0], sheet)


def _restart_numbers(section: Any) -> None:
    found: Any = section._sectPr.find(_tag("w:pgNumType"))
    if found is None:
        found = _element("w:pgNumType")
        section._sectPr.append(found)
    found.set(_tag("w:start"), "1")


def _footer(paragraph: Any, sheet: FormSheet) -> None:
    paragraph.alignment = 1
    if sheet.footer:
        _run(paragraph, f"{printable(sheet.footer)}　　", BODY_FACE, 9)
    _run(paragraph, "第 ", BODY_FACE, 9)
    _field(paragraph, "PAGE")
    _run(paragraph, " 页", BODY_FACE, 9)


def _field(paragraph: Any, code: str) -> None:
    """A number that Word counts itself."""
    field: Any = _element("w:fldSimple")
    field.set(_tag("w:instr"), code)
    run = _run(paragraph, "1", BODY_FACE, 9)
    field.append(run._r)
    paragraph._p.append(field)


def _write(document: Document, sheet: FormSheet) -> None:
    title: Any = document.add_heading(level=1)
    title.alignment = 1
    title.paragraph_format.space_before, title.paragraph_format.space_after = _pt(0), _pt(8)
    _run(title, printable(sheet.title), TITLE_FACE, _TITLE_PT, plain=True)
    if sheet.head:
        _head_line(document, sheet)
    for block in blocks_of(sheet):
        if isinstance(block, Paragraph):
            _words(document, block)
        else:
            _draw(document, block, _MM_WIDE[sheet.landscape])
    for line in sheet.foot:
        _words(document, Paragraph(line))


def _head_line(document: Document, sheet: FormSheet) -> None:
    """Texts of the line below the title, held apart by tab stops."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Mm

    width = _MM_WIDE[sheet.landscape]
    line: Any = document.add_paragraph()
    line.paragraph_format.space_after = _pt(3)
    stops = line.paragraph_format.tab_stops
    if len(sheet.head) > 2:
        stops.add_tab_stop(Mm(width / 2), WD_TAB_ALIGNMENT.CENTER)
    stops.add_tab_stop(Mm(width), WD_TAB_ALIGNMENT.RIGHT)
    _run(line, "\t".join(" ".join(printable(text).split("\n")) for text in sheet.head), BODY_FACE, _HEAD_PT)


def _words(document: Document, words: Paragraph) -> None:
    line: Any = document.add_paragraph()
    line.alignment = _ALIGN[words.align]
    line.paragraph_format.space_before, line.paragraph_format.space_after = _pt(6), _pt(3)
    line.paragraph_format.keep_with_next = words.bold
    _run(line, printable(words.text), LABEL_FACE if words.bold else BODY_FACE, _HEAD_PT)


def _draw(document: Document, table: BoxTable, width_mm: float) -> None:
    """A table with fixed widths; a space of one point keeps it apart from what follows."""
    from docx.shared import Mm

    made: Any = document.add_table(rows=len(table.heights), cols=len(table.widths))
    made.style = "Table Grid"
    made.autofit = False
    made.alignment = 1
    widths = [Mm(width_mm * share) for share in table.widths]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    rows = [list(row.cells) for row in made.rows]
    for number, height in enumerate(table.heights):
        _row(made.rows[number], height, header=number < table.header_rows, whole=table.header_rows > 0)
    for box in table.boxes:
        cell = rows[box.row][box.column]
        if box.columns > 1 or box.rows > 1:
            cell = cell.merge(rows[box.row + box.rows - 1][box.column + box.columns - 1])
        cell.width = Mm(width_mm * sum(table.widths[box.column : box.column + box.columns]))
        _fill(cell, box, _LIST_PT if table.header_rows else _BODY_PT)
    after: Any = document.add_paragraph()
    after.paragraph_format.space_after = _pt(0)
    after.paragraph_format.line_spacing = _pt(2)


def _row(row: Any, height: float, *, header: bool, whole: bool) -> None:
    """``whole`` rows go to the next page rather than be cut in two."""
    from docx.enum.table import WD_ROW_HEIGHT_RULE
    from docx.shared import Mm

    row.height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
    row.height = Mm(max(height, 8.0))
    if whole:
        row._tr.get_or_add_trPr().insert(0, _element("w:cantSplit"))
    if header:
        row._tr.get_or_add_trPr().append(_element("w:tblHeader"))


def _fill(cell: Any, box: Box, size: float) -> None:
    from docx.enum.table import WD_ALIGN_VERTICAL

    cell.vertical_alignment = {
        "top": WD_ALIGN_VERTICAL.TOP, "middle": WD_ALIGN_VERTICAL.CENTER, "bottom": WD_ALIGN_VERTICAL.BOTTOM,
    }[box.vertical]  # fmt: skip
    for extra in cell.paragraphs[1:]:
        extra._p.getparent().remove(extra._p)
    line = cell.paragraphs[0]
    line.alignment = _ALIGN[box.align]
    line.paragraph_format.space_before, line.paragraph_format.space_after = _pt(2), _pt(2)
    line.paragraph_format.keep_with_next = box.open_below
    _run(line, printable(box.text), LABEL_FACE if box.label else BODY_FACE, size)
    _open(cell, [side for side, is_open in (("top", box.open_above), ("bottom", box.open_below)) if is_open])


def _open(cell: Any, sides: Sequence[str]) -> None:
    """Leave out the line at these sides."""
    if not sides:
        return
    borders: Any = _element("w:tcBorders")
    for side in sides:
        line: Any = _element(f"w:{side}")
        line.set(_tag("w:val"), "nil")
        borders.append(line)
    properties = cell._tc.get_or_add_tcPr()
    before = properties.find(_tag("w:vAlign"))
    if before is not None:
        before.addprevious(borders)
    else:
        properties.append(borders)


def _run(paragraph: Any, text: str, face: str, size: float, *, plain: bool = False) -> Any:
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    if plain:
        run.font.color.rgb = RGBColor(0, 0, 0)
        run.font.bold = False
    _east(run._r.get_or_add_rPr(), face)
    return run


def _element(name: str) -> Any:
    import docx.oxml

    oxml: Any = docx.oxml
    return oxml.OxmlElement(name)


def _tag(name: str) -> str:
    from docx.oxml.ns import qn

    return qn(name)


def _pt(points: float) -> Any:
    from docx.shared import Pt

    return Pt(points)
