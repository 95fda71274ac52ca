"""一问题一档案 on disk: what is in it, what is missing, that nothing is replaced and nothing half is left."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from PIL import Image
from sqlalchemy import select, update

from models.archiving.names import next_version, safe_file_name, safe_name
from models.archiving.packing import archive_problems
from models.errors import Cancelled, UserError
from models.operations.evidence import add_evidence, add_version, take_in
from models.operations.notes import add_note
from models.progress import Progress
from models.queries.closure_cases import CLOSURE
from models.queries.dossier import dossier
from models.queries.fields import PROBLEM
from models.store.evidence_files import evidence_path


def words(path: Path) -> str:
    pdf = pypdfium2.PdfDocument(path)
    try:
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in pdf)
    finally:
        pdf.close()


def evidence(ledger, tmp_path: Path) -> None:
    """A picture with two versions and a PDF of three pages for problem 1."""
    source = tmp_path / "原件"
    source.mkdir()
    Image.new("RGB", (40, 30), "red").save(source / "整改前.jpg")
    Image.new("RGB", (40, 30), "blue").save(source / "重拍.jpg")
    pages = [Image.new("RGB", (100, 140), "white") for _ in range(3)]
    pages[0].save(source / "县级验收意见.pdf", "PDF", save_all=True, append_images=pages[1:])
    add_evidence(ledger, 1, take_in(ledger, [source / "整改前.jpg", source / "县级验收意见.pdf"]))
    piece = next(one for one in dossier(ledger, 1).evidence if one.title == "整改前")
    (newer,) = take_in(ledger, [source / "重拍.jpg"])
    add_version(ledger, piece.id, newer)


def files_of(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_everything_about_a_problem_stands_in_its_folder(ledger, tmp_path):
    evidence(ledger, tmp_path)
    add_note(ledger, 1, "只给自己看的备忘")
    archived = archive_problems(ledger, [1], tmp_path / "档案")
    folder = tmp_path / "档案" / "ZG-000001_武安市兴旺铸造厂"
    assert files_of(folder) == {
        "00 封面.pdf", "01 问题卡片.pdf", "02 办理时间线.pdf", "目录.xlsx",
        "03 佐证材料/01_整改前照片_整改前.jpg", "03 佐证材料/01_整改前照片_整改前_第1版.jpg",
        "03 佐证材料/02_县级验收意见_县级验收意见.pdf",
    }  # fmt: skip
    assert "武安市兴旺铸造厂" in words(folder / "01 问题卡片.pdf")
    line = words(folder / "02 办理时间线.pdf")
    assert "发现问题" in line and "添加佐证材料“整改前”（第2版）" in line and "备忘" not in line
    cover = words(folder / "00 封面.pdf")
    (made,) = archived.problems
    assert f"缺项{len(made.missing)}项" in cover and "整改后照片" in made.missing and "整改前照片" not in made.missing
    assert "县级验收意见" not in made.missing and "没有销号申请表和备案表" in made.missing


def test_the_index_has_pages_sizes_and_sums_of_what_is_there(ledger, tmp_path):
    evidence(ledger, tmp_path)
    archive_problems(ledger, [1], tmp_path / "档案")
    folder = tmp_path / "档案" / "ZG-000001_武安市兴旺铸造厂"
    sheet = openpyxl.load_workbook(folder / "目录.xlsx").active
    rows = [row for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int) or str(row[0]).isdigit()]
    listed = {row[1]: row for row in rows}
    assert set(listed) == files_of(folder) - {"目录.xlsx"}
    for name, row in listed.items():
        content = (folder / name).read_bytes()
        assert int(row[5]) == len(content) and row[6] == hashlib.sha256(content).hexdigest()
    assert int(listed["03 佐证材料/02_县级验收意见_县级验收意见.pdf"][4]) == 3
    assert "原文件名 重拍.jpg" in listed["03 佐证材料/01_整改前照片_整改前.jpg"][7]


def test_a_second_run_replaces_nothing(ledger, tmp_path):
    archive_problems(ledger, [1, 2], tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.pdf")}
    again = archive_problems(ledger, [2], tmp_path)
    assert again.problems[0].folder == "ZG-000002_永年区方圆桶业_v2"
    assert {path: path.read_bytes() for path in before} == before
    assert {"归档目录.xlsx", "归档目录_v2.xlsx"} <= {path.name for path in tmp_path.iterdir()}


def test_a_problem_without_evidence_and_a_batch_as_zip(ledger, tmp_path):
    archived = archive_problems(ledger, [1, 2, 5], tmp_path / "新", as_zip=True)
    assert archived.path == tmp_path / "新" / "一问题一档案_20190506.zip" and archived.incomplete == 3
    with zipfile.ZipFile(archived.path) as package:
        assert package.testzip() is None
        names = set(package.namelist())
        sheet = openpyxl.load_workbook(package.open("归档目录.xlsx")).active
    assert {"ZG-000005/00 封面.pdf", "ZG-000005/03 佐证材料/", "ZG-000002_永年区方圆桶业/目录.xlsx"} <= names
    text = [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert any("ZG-000005" in row and "没有任何佐证材料" in row[-1] for row in text)
    assert [path.name for path in archived.path.parent.iterdir()] == [archived.path.name]


def test_a_cancel_or_an_error_leaves_nothing(ledger, tmp_path, monkeypatch):
    evidence(ledger, tmp_path)
    seen: list[str] = []
    stop = Progress(lambda _fraction, text: seen.append(text), lambda: len(seen) > 6, every_s=0)
    for as_zip in (False, True):
        seen.clear()
        with pytest.raises(Cancelled):
            archive_problems(ledger, [1, 2, 3, 4], tmp_path / "档案" / "里层", as_zip=as_zip, progress=stop)
        assert not (tmp_path / "档案").exists()
    with pytest.raises(UserError, match="没有选中"):
        archive_problems(ledger, [], tmp_path / "档案")
    (tmp_path / "文件").write_text("x")
    with pytest.raises(UserError):
        archive_problems(ledger, [1], tmp_path / "文件")
    assert (tmp_path / "文件").read_text() == "x"


def test_a_file_that_is_gone_from_the_store_is_named_as_missing(ledger, tmp_path):
    evidence(ledger, tmp_path)
    piece = next(one for one in dossier(ledger, 1).evidence if one.title == "县级验收意见")
    path = evidence_path(ledger.evidence_folder, piece.versions[0].sha256)
    path.chmod(0o644)
    path.unlink()
    (made,) = archive_problems(ledger, [1], tmp_path / "档案").problems
    assert any("县级验收意见" in one and "不见了" in one for one in made.missing)


def test_odd_names_become_names_that_windows_takes(ledger, tmp_path):
    with ledger.writing() as connection:
        connection.execute(update(PROBLEM).where(PROBLEM.c.id == 1).values(site_name='A/B:C*?"<>|. ' + "长" * 200))
    (made,) = archive_problems(ledger, [1], tmp_path).problems
    assert made.folder.startswith("ZG-000001_A_B_C______. 长") and len(made.folder) <= 60
    assert safe_name("CON") == "_CON" and safe_name("nul.txt") == "_nul.txt" and safe_name(" . ") == "未命名"
    assert safe_name("结尾点. . ") == "结尾点" and safe_name("a\u202etxt.exe") == "a_txt.exe"
    assert safe_file_name("长" * 90, "照片.JPG").endswith(".jpg") and len(safe_file_name("长" * 90, "照片.JPG")) == 60
    assert next_version("目录.xlsx", {"目录.xlsx", "目录_v2.xlsx"}) == "目录_v3.xlsx"
    assert next_version("1.2 号厂", {"1.2 号厂"}) == "1.2 号厂_v2"


def test_the_forms_of_closing_stand_as_pdf_and_word(demo, tmp_path):
    with demo.reading() as connection:
        query = select(CLOSURE.c.problem_id).where(CLOSURE.c.filed_on.is_not(None), CLOSURE.c.removed_in.is_(None))
        problem_id = connection.execute(query.limit(1)).scalar_one()
    (made,) = archive_problems(demo, [problem_id], tmp_path).problems
    folder = tmp_path / made.folder
    forms = {path.name for path in (folder / "04 销号表").iterdir()}
    assert forms == {"销号申请表.pdf", "销号申请表.docx", "销号备案表.pdf", "销号备案表.docx"}
    assert made.number in words(folder / "04 销号表" / "销号备案表.pdf")
    assert "往来文书清单.pdf" in {path.name for path in (folder / "05 往来文书").iterdir()}
    assert "销号备案" in words(folder / "05 往来文书" / "往来文书清单.pdf")
    assert "没有销号申请表和备案表" not in made.missing
