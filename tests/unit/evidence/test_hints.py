"""佐证体检 on real files: pictures with likeness, time and place, scans, Office files, and what somebody explained."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from datetime import date
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from sqlalchemy import select, update

from models.errors import UserError
from models.operations.evidence import add_evidence, add_version, edit_evidence, remove_evidence, take_in
from models.operations.evidence_facts import explain_hint, read_evidence_facts
from models.operations.rule_settings import set_rule
from models.operations.undo import undo_last
from models.queries.dossier import dossier
from models.queries.evidence import EVIDENCE, VERSION
from models.queries.evidence_hints import hints, unread_count
from models.queries.fields import PROBLEM


def picture(path: Path, seed: int, quality: int = 90, size: tuple[int, int] = (640, 480), exif: bytes = b"") -> Path:
    """A photograph of rectangles; the same seed is the same place."""
    dice = random.Random(seed)
    image = Image.new("RGB", (640, 480), (dice.randrange(256), 90, 60))
    draw = ImageDraw.Draw(image)
    for _ in range(40):
        x, y = dice.randrange(640), dice.randrange(480)
        colour = tuple(dice.randrange(256) for _ in range(3))
        draw.rectangle((x, y, x + dice.randrange(30, 260), y + dice.randrange(30, 200)), fill=colour)
    image.resize(size).save(path, quality=quality, **({"exif": exif} if exif else {}))
    return path


def exif(taken: str = "", place: tuple[float, float] | None = None) -> bytes:
    made = Image.Exif()
    if taken:
        made.get_ifd(0x8769)[0x9003] = taken
    if place is not None:
        east, north = place
        gps = made.get_ifd(0x8825)
        gps[1], gps[2], gps[3], gps[4] = "N", (north, 0.0, 0.0), "E", (east, 0.0, 0.0)
    return made.tobytes()


def attach(ledger, problem_id: int, path: Path, kind: str = "") -> int:
    add_evidence(ledger, problem_id, take_in(ledger, [path]), kind)
    with ledger.reading() as connection:
        return int(connection.execute(select(EVIDENCE.c.id).order_by(EVIDENCE.c.id.desc()).limit(1)).scalar_one())


def told(ledger, *problems: int) -> set[tuple[int, str]]:
    read_evidence_facts(ledger)
    return {(one.evidence_id, one.check_key) for one in hints(ledger, problems)}


def test_a_file_used_for_two_problems_is_told_at_both_until_one_is_gone(ledger, tmp_path):
    path = picture(tmp_path / "a.jpg", 1)
    first, second = attach(ledger, 1, path), attach(ledger, 2, path)
    found = hints(ledger, [1, 2])
    assert {(one.evidence_id, one.check_key) for one in found} == {(first, "same_file"), (second, "same_file")}
    assert "ZG-000002" in found[0].sentence and "ZG-000001" in found[1].sentence
    from models.operations.evidence import remove_evidence

    remove_evidence(ledger, second)
    assert hints(ledger, [1]) == []


def test_a_picture_sent_through_a_chat_program_is_found_again(ledger, tmp_path):
    mine = attach(ledger, 1, picture(tmp_path / "a.jpg", 1))
    theirs = attach(ledger, 2, picture(tmp_path / "b.jpg", 1, quality=40, size=(320, 240)))
    attach(ledger, 3, picture(tmp_path / "c.jpg", 2))
    assert told(ledger, 1, 2, 3) == {(mine, "near_picture"), (theirs, "near_picture")}


def test_pictures_before_and_after_that_show_the_same_are_told_within_the_problem(ledger, tmp_path):
    attach(ledger, 1, picture(tmp_path / "整改前.jpg", 1))
    after = attach(ledger, 1, picture(tmp_path / "整改后.jpg", 1, quality=30))
    assert told(ledger, 1) == {(after, "before_after")}


def test_a_picture_taken_too_early_too_late_or_elsewhere_is_told(ledger, tmp_path):
    with ledger.writing() as connection:
        connection.execute(
            update(PROBLEM)
            .where(PROBLEM.c.id == 1)
            .values(completed_on=date(2019, 4, 20), longitude=114.2, latitude=36.7)
        )
    early = attach(ledger, 1, picture(tmp_path / "整改后1.jpg", 1, exif=exif("2019:03:01 10:00:00")))
    late = attach(ledger, 1, picture(tmp_path / "整改后2.jpg", 2, exif=exif("2019:04:25 10:00:00")))
    attach(ledger, 1, picture(tmp_path / "整改后3.jpg", 3, exif=exif("2019:04:21 10:00:00")))
    far = attach(ledger, 1, picture(tmp_path / "现场.jpg", 4, exif=exif("", (114.3, 36.7))))
    attach(ledger, 1, picture(tmp_path / "近处.jpg", 5, exif=exif("", (114.205, 36.7))))
    assert told(ledger, 1) == {(early, "taken_early"), (late, "taken_late"), (far, "far_away")}
    set_rule(ledger, "evidence_far_metres", 20_000)
    set_rule(ledger, "evidence_grace_days", 5)
    assert told(ledger, 1) == {(early, "taken_early")}


def pdf(path: Path, text: str = "") -> Path:
    from models.forms.sheet import FormSheet, Paragraph
    from models.reports.form_pages import write_form_pdf

    if text:
        write_form_pdf([FormSheet(text, (Paragraph(text),))], path)
    else:
        Image.new("RGB", (300, 400), "white").save(path, "PDF")
    return path


def office(path: Path, author: str, company: str) -> Path:
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties">'
        f"<cp:lastModifiedBy>{author}</cp:lastModifiedBy></cp:coreProperties>"
    )
    app = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        f"<Company>{company}</Company></Properties>"
    )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("docProps/core.xml", core)
        package.writestr("docProps/app.xml", app)
    return path


def test_a_scan_without_words_and_a_file_of_another_unit_are_told(ledger, tmp_path):
    scan = attach(ledger, 1, pdf(tmp_path / "扫描.pdf"))
    attach(ledger, 1, pdf(tmp_path / "报告.pdf", "验收意见：同意通过验收。"))
    other = attach(ledger, 1, office(tmp_path / "自查.docx", "李四", "石家庄市某环保科技有限公司"))
    attach(ledger, 1, office(tmp_path / "方案.docx", "王五", "武安市生态环境局"))
    attach(ledger, 1, office(tmp_path / "无单位.docx", "Administrator", ""))
    found = {(one.evidence_id, one.check_key): one.sentence for one in hints(ledger, [1])}
    assert found == {}
    assert told(ledger, 1) == {(scan, "no_text"), (other, "other_unit")}
    assert any("某环保科技有限公司" in one.sentence for one in hints(ledger, [1]))


def test_hostile_files_only_have_no_facts(ledger, tmp_path):
    bomb = io.BytesIO()
    Image.new("1", (10, 10)).save(bomb, "PNG")
    raw = bytearray(bomb.getvalue())
    raw[16:24] = struct.pack(">II", 60_000, 60_000)
    (tmp_path / "huge.png").write_bytes(raw)
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff" + b"\0" * 100)
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\ntrailer<</Root 1 0 R>>")
    entities = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x><Company>&a;</Company></x>'
    with zipfile.ZipFile(tmp_path / "entity.docx", "w") as package:
        package.writestr("docProps/app.xml", entities)
    files = [tmp_path / name for name in ("huge.png", "broken.jpg", "broken.pdf", "entity.docx")]
    add_evidence(ledger, 1, take_in(ledger, files))
    read = read_evidence_facts(ledger, [1])
    assert (read.read, read.missing) == (4, 0)
    assert hints(ledger, [1]) == []
    with ledger.reading() as connection:
        rows = connection.execute(select(VERSION.c.facts_read, VERSION.c.likeness, VERSION.c.saved_by)).all()
    assert rows == [(True, None, None)] * 4
    assert read_evidence_facts(ledger).read == 0


def test_an_explanation_covers_one_hint_goes_away_with_undo_and_not_with_another_file(ledger, tmp_path):
    path = picture(tmp_path / "a.jpg", 1)
    mine = attach(ledger, 1, path)
    attach(ledger, 2, path)
    (hint,) = hints(ledger, [1])
    assert hint.explained is None
    with pytest.raises(UserError, match="说明"):
        explain_hint(ledger, mine, hint.check_key, hint.subject, "  ")
    change = explain_hint(ledger, mine, hint.check_key, hint.subject, "两个点位在同一厂区。")
    assert change.fields == {"evidence_rows"} and change.entity_ids == {1}
    assert hints(ledger, [1])[0].explained == "两个点位在同一厂区。"
    lines = [(line.subject, line.new) for line in dossier(ledger, 1).history if line.entity == "evidence_answer"]
    assert lines == [("佐证材料“a”的提示说明", None)]
    explain_hint(ledger, mine, hint.check_key, hint.subject, "两个点位在同一厂区，共用一张。")
    newest = dossier(ledger, 1).history[0]
    assert (newest.title, newest.new) == ("说明", "两个点位在同一厂区，共用一张。")
    attach(ledger, 3, path)
    assert hints(ledger, [1])[0].explained is None
    (again,) = hints(ledger, [1])
    explain_hint(ledger, mine, again.check_key, again.subject, "三个点位在同一厂区。")
    assert hints(ledger, [1])[0].explained == "三个点位在同一厂区。"
    undo_last(ledger)
    assert hints(ledger, [1])[0].explained is None


def test_only_the_newest_version_is_judged(ledger, tmp_path):
    mine = attach(ledger, 1, office(tmp_path / "自查.docx", "李四", "石家庄市某环保科技有限公司"))
    assert told(ledger, 1) == {(mine, "other_unit")}
    (stored,) = take_in(ledger, [office(tmp_path / "自查2.docx", "赵六", "武安市人民政府")])
    add_version(ledger, mine, stored)
    assert told(ledger, 1) == set()


def test_the_kind_decides_which_pictures_are_judged_by_time(ledger, tmp_path):
    mine = attach(ledger, 1, picture(tmp_path / "现场.jpg", 1, exif=exif("2018:01:01 10:00:00")))
    assert told(ledger, 1) == set()
    edit_evidence(ledger, mine, {"kind": "整改后照片"})
    assert told(ledger, 1) == {(mine, "taken_early")}


def test_the_practice_ledger_shows_what_the_checks_are_for(demo):
    read_evidence_facts(demo)
    with demo.reading() as connection:
        problems = list(connection.execute(select(PROBLEM.c.id)).scalars())
    found = hints(demo, problems)
    assert {one.check_key for one in found} == {"same_file", "near_picture", "taken_early"}
    twice = {one.problem_id for one in found if one.check_key == "same_file"}
    near = {one.problem_id for one in found if one.check_key == "near_picture"}
    assert len(twice) == 2 and len(near) >= 3 and twice < near


def test_what_nobody_looked_into_is_counted_without_what_was_taken_out(ledger, tmp_path):
    path = tmp_path / "说明.txt"
    path.write_text("整改说明", encoding="utf-8")
    kept, taken_out = attach(ledger, 1, path), attach(ledger, 2, path)
    with ledger.writing() as connection:
        connection.exec_driver_sql("UPDATE evidence_version SET facts_read = 0")
    assert (unread_count(ledger, [1]), unread_count(ledger, [1, 2])) == (1, 2)
    remove_evidence(ledger, taken_out)
    assert unread_count(ledger, [1, 2]) == 1
    remove_evidence(ledger, kept)
    assert unread_count(ledger, [1, 2]) == 0
