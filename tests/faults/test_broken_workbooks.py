"""Hundreds of broken, hostile and exotic files through the real import: read as expected, or one plain sentence."""

from __future__ import annotations

import hashlib
import os
import re
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import cases  # noqa: E402
import disguise_cases  # noqa: E402, F401
import markup_cases  # noqa: E402, F401
import ole_cases  # noqa: E402, F401
import other_cases  # noqa: E402, F401
import package_cases  # noqa: E402
import sheet_cases  # noqa: E402, F401
import standard_cipher  # noqa: E402

from models.excel.process.child import Child, ChildDied  # noqa: E402
from models.importing import ImportOptions, ImportSession, ReadAhead  # noqa: E402
from models.store import Ledger  # noqa: E402

SECRET = "绝密7731外部实体"
LONGEST_S = 20.0
COUNTED: dict[str, int] = {}
"""Files of the families tried so far."""
_KNOWN_WORDS = re.compile(
    r"Excel|WPS|CSV|PDF|RTF|Word|xlsx?|XML|GB18030|UTF-?\d*|LibreOffice|IRM|Numbers|[GM]iB|HTML|DOCX?|docx?", re.I
)


class TimedChild(Child):
    """Notes the longest request."""

    longest = (0.0, "")

    def ask(self, name: str, *args: object, **named: Any) -> Any:
        began = time.monotonic()
        try:
            return super().ask(name, *args, **named)
        finally:
            self.longest = max(self.longest, (time.monotonic() - began, str(args[:1])))


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    folder = tmp_path_factory.mktemp("ledger")
    with Ledger.create(folder / "台账", actor="测试员") as made:
        yield made


def snapshot(folder: Path) -> dict[str, tuple[int, str]]:
    """Time of change and content of every plain file below a folder."""
    found: dict[str, tuple[int, str]] = {}
    for path in sorted(folder.rglob("*")):
        about = path.lstat()
        plain = path.is_file() and not path.is_symlink() and about.st_size < 1 << 28 and os.access(path, os.R_OK)
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if plain else ""
        found[str(path)] = (about.st_mtime_ns, digest)
    return found


def stored_in(ledger: Ledger) -> dict[str, str]:
    """Digest of every file of the ledger that holds anything; SQLite's index of readers is none of it."""
    found = snapshot(ledger.folder)
    empty = hashlib.sha256(b"").hexdigest()
    return {
        name: digest for name, (_, digest) in found.items() if not name.endswith("-shm") and digest not in ("", empty)
    }


def assert_plain_sentence(text: str, path: Path) -> None:
    """One Chinese sentence that says what to do, without a word of English or of our own code."""
    assert text.endswith("。") and text.count("。") == 1 and "\n" not in text, text
    assert re.search("[\u4e00-\u9fff]{4}", text) and re.search("请|再", text), text
    text = re.sub(r"\S+\.\w{2,5}(?=：)", "", text)
    bare = _KNOWN_WORDS.sub("", re.sub(r"“[^”]*”", "", text.replace(path.name, "").replace(path.stem, "")))
    assert not re.search("[A-Za-z]{3,}", bare), text
    assert "程序出错" not in text and "意外中止" not in text, text


@pytest.mark.timeout(200)
@pytest.mark.parametrize("name", cases.FAMILIES)
def test_every_file_is_read_as_expected_or_refused_in_one_sentence(
    name: str, ledger: Ledger, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox, home = tmp_path / "来件", tmp_path / "家"
    inbox.mkdir()
    home.mkdir()
    (home / "秘密.txt").write_text(SECRET, encoding="utf-8")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("FAULTS_SECRET", str(home / "秘密.txt"))
    for variable in ("XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path_factory.mktemp("work")))
    monkeypatch.chdir(home)
    listed = list(cases.FAMILIES[name]())
    COUNTED[name] = len(listed)
    paths = [case.build(inbox) for case in listed]
    before, stored = snapshot(tmp_path), stored_in(ledger)
    children: list[TimedChild] = []

    def child(_: str, **named: Any) -> TimedChild:
        children.append(TimedChild("audited_target:SERVED", time_s=25, search=[HERE], **named))
        return children[-1]

    monkeypatch.setattr("models.importing.ahead.Child", child)
    wrong: list[str] = []
    ahead = ReadAhead(paths)
    with ImportSession(ledger, paths, ImportOptions(dry_run=True), preview=False, ahead=ahead) as session:
        views: dict[Path, list[Any]] = {}
        for source, view in zip(ahead.sources, session.files, strict=True):
            views.setdefault(source.original, []).append(view)
        for case, path in zip(listed, paths, strict=True):
            wrong += [f"{case.name}: {text}" for text in _misread(case, path, views.get(path, []))]
        assert not wrong, "\n".join(wrong)
        taken = sum(sheet.row_count for view in session.files for sheet in view.sheets if sheet.included)
        planned = session.plan()
        counted = planned.new + planned.changed + planned.unchanged + planned.suspect + planned.refused
        assert counted == taken
        assert SECRET not in repr(session.files) + repr(planned)
    assert children[0].longest[0] < LONGEST_S, children[0].longest
    assert snapshot(tmp_path) == before
    assert stored_in(ledger) == stored


def _misread(case: cases.Case, path: Path, views: list[Any]) -> Iterator[str]:
    """What is wrong with the outcome; an archive may have led to several files or to none."""
    rows = sum(sheet.row_count for view in views for sheet in view.sheets if sheet.included)
    problems = [view.problem for view in views if view.problem]
    for problem in problems:
        try:
            assert_plain_sentence(problem, path)
        except AssertionError:
            yield f"no plain sentence: {problem}"
    if not views:
        yield "nothing was said of it"
    if case.expected == cases.SENTENCE:
        if rows:
            yield f"expected a sentence, got {rows} rows"
    elif case.expected == cases.EITHER:
        if rows > case.most:
            yield f"invented rows: {rows} > {case.most}"
    elif rows != case.expected:
        notes = [sheet.role_note for view in views for sheet in view.sheets]
        yield f"expected {case.expected} rows, got {rows} {notes} {problems}"


def test_there_are_at_least_seven_hundred_of_them() -> None:
    counts = [COUNTED[name] if name in COUNTED else len(list(make())) for name, make in cases.FAMILIES.items()]
    assert sum(counts) >= 700


def test_a_workbook_locked_as_excel_2007_did_opens_with_its_password(ledger: Ledger, tmp_path: Path) -> None:
    filler = {"docProps/x.bin": os.urandom(20_000)}  # a small stream would be padded, which Excel does not do
    plain = package_cases.packed({**package_cases.parts("锁"), **filler})
    path = tmp_path / "锁.xlsx"
    path.write_bytes(standard_cipher.locked(plain, "开门"))
    options = ImportOptions(dry_run=True, password="开门")
    with ImportSession(ledger, [path], options, preview=False) as session:
        assert [view.problem for view in session.files] == [""] and session.plan().new == package_cases.ROWS


def test_the_watch_over_the_reading_process_sees_a_file_that_it_writes(tmp_path: Path) -> None:
    with TimedChild("audited_target:SERVED", search=[HERE]) as child, pytest.raises(ChildDied) as caught:
        child.ask("scribble", str(tmp_path / "表.xlsx"))
    assert "touched" in caught.value.report


def test_a_file_that_changes_while_it_is_read_is_read_or_refused_and_never_mixed(
    ledger: Ledger, tmp_path: Path
) -> None:
    path = tmp_path / "变.xlsx"
    versions = [package_cases.packed(package_cases.parts(mark)) for mark in ("甲", "乙")]
    path.write_bytes(versions[0])
    done = threading.Event()

    def write() -> None:
        while not done.is_set():
            for content in (*versions, versions[0][:700]):
                path.write_bytes(content)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(4):
            with ImportSession(ledger, [path], ImportOptions(dry_run=True), preview=False) as session:
                view = session.files[0]
                if view.problem:
                    assert_plain_sentence(view.problem, path)
                else:
                    assert sum(sheet.row_count for sheet in view.sheets) in (0, package_cases.ROWS)
    finally:
        done.set()
        writer.join()
