"""Connects the steps of the import page with its session, and shows what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.dialogs import file_prompts
from desktop.panels.attention_list import offer_file
from desktop.panels.intake import asking, papers, telling
from desktop.panels.intake.own_fields import make_field_of
from desktop.panels.intake.policies_dialog import PoliciesDialog
from desktop.panels.intake.target_choice import open_visit_rows, set_target
from desktop.panels.profile_list import open_profiles
from models.importing.visits.visit_list import VISIT

if TYPE_CHECKING:
    from desktop.pages.import_list import ImportPage
    from models.importing.report import ImportReport
    from models.importing.writing.attention import AttentionRow
    from models.importing.writing.batches import BatchLine
    from models.progress import Progress

PLANNED, DONE = 3, 4
OWN = ("本程序导出的台账", "更正表")
READINGS = {
    "hidden_rows": lambda session, key, on: session.set_hidden(key, rows=on),
    "hidden_columns": lambda session, key, on: session.set_hidden(key, columns=on),
    "as_text": lambda session, key, on: session.set_as_text(key, on),
    "split": lambda session, key, on: session.set_split(key, on),
}
READING_WORDS = {"hidden_rows": "隐藏的行", "hidden_columns": "隐藏的列", "as_text": "按文本读取", "split": "拆成几条"}
OUTCOME_WORDS = {"new": "新增", "changed": "变更", "vanished": "清单已无", "unchanged": "未变"}


def connect(page: ImportPage) -> None:
    """All signals of the page's parts."""
    _connect_reading(page)
    _connect_mapping(page)
    _connect_plan(page)
    done, flow = page.done, page.flow
    done.rows_wanted.connect(lambda outcome: _on_rows_wanted(page, outcome))
    done.ledger_wanted.connect(lambda: page.context.open_page("visits" if _is_visits(page) else "ledger"))
    done.again_wanted.connect(lambda: page.context.run_action("import.files"))
    done.undo_wanted.connect(lambda: page.context.run_action("import.undo"))
    done.receipt_wanted.connect(lambda: papers.show_receipt(page, _batch(page)))
    done.corrections_wanted.connect(lambda: papers.save_batch_corrections(page, _batch(page)))
    page.back_button.clicked.connect(lambda: page.go_back_to(page.steps.current - 1))
    page.next_button.clicked.connect(page.on_next)
    page.leave_button.clicked.connect(page.leave)
    page.strip.cancel_clicked.connect(flow.desk.cancel)
    page.steps.step_clicked.connect(page.go_back_to)
    flow.desk.busy_changed.connect(page.on_busy)
    flow.desk.edited.connect(page.on_edited)
    flow.desk.cancelled.connect(page.on_cancelled)
    flow.desk.failed.connect(lambda sentence: _on_failed(page, sentence))
    flow.committed.connect(lambda report: _on_committed(page, report))


def _connect_reading(page: ImportPage) -> None:
    choose, header, flow = page.choose, page.header, page.flow
    choose.browse_clicked.connect(lambda: page.context.run_action("import.files"))
    choose.folder_clicked.connect(lambda: choose_folder(page))
    choose.paste_clicked.connect(page.paste)
    choose.files_dropped.connect(page.accept_files)
    choose.password_given.connect(flow.give_password)
    choose.batch_clicked.connect(lambda batch: open_rows(page, batch, "", f"第 {batch} 批"))
    choose.history_clicked.connect(lambda: page.context.open_page("history", tab="batches"))
    choose.profiles_clicked.connect(lambda: open_profiles(page.context, page.window()))
    flow.gathered.connect(choose.show_files)
    flow.not_read.connect(choose.show_problem)
    flow.opened.connect(page.on_opened)
    header.header_set.connect(
        lambda key, first, last: flow.desk.edit("表头", lambda session: session.set_header(key, first, last))
    )
    side = header.side
    side.sheet_ticked.connect(lambda key, on: flow.desk.edit("勾选的表", lambda session: session.set_included(key, on)))
    side.constant_set.connect(
        lambda key, name, value: flow.desk.edit("表外信息", lambda session: session.set_constant(key, name, value))
    )
    side.target_set.connect(lambda target: set_target(page, target))
    side.reading_set.connect(
        lambda key, what, on: flow.desk.edit(READING_WORDS[what], lambda session: READINGS[what](session, key, on))
    )


def _connect_mapping(page: ImportPage) -> None:
    mapping, flow = page.mapping, page.flow
    mapping.columns_set.connect(
        lambda key, wish: flow.desk.edit("对应的列", lambda session: session.set_columns(key, wish))
    )
    mapping.ignored_set.connect(
        lambda key, columns: flow.desk.edit("不要的列", lambda session: session.set_ignored(key, columns))
    )
    mapping.field_wanted.connect(lambda key, column: make_field_of(page, key, column))
    mapping.joined.connect(flow.join)
    mapping.constant_wanted.connect(lambda key, field: _ask_constant(page, key, field))
    mapping.sheet_shown.connect(lambda _key: page.say())
    mapping.profile_saved.connect(lambda key: papers.save_profile(page, key))
    mapping.profile_opened.connect(lambda: papers.open_profile(page))
    mapping.values.answered.connect(flow.answer)
    mapping.dates.corrected.connect(
        lambda wording, reading: flow.desk.edit(
            f"“{wording[:12]}”的读法", lambda session: session.answer_deadline(wording, reading)
        )
    )
    flow.values_found.connect(mapping.show_values)


def _connect_plan(page: ImportPage) -> None:
    plan, flow, foot = page.plan, page.flow, page.plan_foot
    plan.rows_decided.connect(
        lambda keys, choice, words: flow.desk.edit(words, lambda session: session.decide_rows(keys, choice))
    )
    plan.sides_decided.connect(
        lambda keys, fields, side, words: flow.desk.edit(
            words, lambda session: session.decide_fields(keys, fields, side)
        )
    )
    plan.policy_set.connect(flow.set_policies)
    plan.fixed.connect(flow.fix_cells)
    plan.cells_wanted.connect(flow.cells)
    plan.detail_wanted.connect(flow.detail)
    plan.problem_opened.connect(lambda problem: _open_problem(page, problem))
    plan.bar.options_set.connect(flow.set_options)
    plan.bar.policies_wanted.connect(lambda: _ask_policies(page))
    foot.strict_set.connect(lambda on: flow.set_options({"strict": on}))
    foot.undo_wanted.connect(flow.desk.undo)
    foot.corrections_wanted.connect(lambda: _save_corrections(page))
    flow.planned.connect(lambda shown, campaigns: _on_planned(page, shown, campaigns))
    flow.cells_read.connect(plan.show_cells)
    flow.detail_read.connect(plan.show_detail)


# --- what comes back


def _on_planned(page: ImportPage, shown: Any, campaigns: Sequence[str]) -> None:
    session = page.flow.session
    if session is None:
        return
    page.plan_foot.show_plan(shown.plan, session.options.strict, page.flow.desk.can_undo)
    if session.target == VISIT:
        page.plan_foot.say_visits(shown.plan)
    page.plan.show_plan(shown, session.options, campaigns, page.titles)
    if page.steps.current != PLANNED:
        page.go(PLANNED)
        telling.say_several_titles(page, shown.plan.campaign)
        page.plan.table.setFocus()
    else:
        page.say()


def _on_failed(page: ImportPage, sentence: str) -> None:
    page.context.inform(sentence, "red")
    if page.steps.current == 1:
        page.header.show_files(page.files, key=page.header.key)
    page.say()


def _on_committed(page: ImportPage, report: ImportReport) -> None:
    page.report = report
    page.done.show_report(report)
    page.flow.desk.leave()
    page.plan.forget()
    page.choose.show_files(())
    page.go(DONE)
    page.done.open_button.setFocus()
    _read_attention(page, report)
    if report.change is not None:
        page.context.bus.broadcast(report.change)


def _read_attention(page: ImportPage, report: ImportReport) -> None:
    """The rows that stayed out, read from the batch that keeps them."""
    ledger, batch = page.context.ledger, report.batch
    if batch is None:
        return

    def work(_progress: Progress) -> list[AttentionRow]:
        from models.importing.writing.attention import attention_rows

        return attention_rows(ledger, batch)

    page.context.jobs.read(
        "读取需要处理的行", work, lambda rows: page.done.show_attention(rows, f"第 {batch} 批"), owner=page
    )


def read_whether_undone(page: ImportPage) -> None:
    """Whether the batch on the last step was taken back meanwhile."""
    from models.importing.writing.batches import list_batches

    ledger, batch = page.context.ledger, _batch(page)
    if batch is None:
        return

    def work(_progress: Progress) -> bool:
        return any(line.id == batch and line.undone_by is not None for line in list_batches(ledger))

    def done(undone: bool) -> None:
        if undone:
            page.done.show_undone(batch)

    page.context.jobs.read("看这一批是否还在", work, done, owner=page, quiet=True)


def read_latest(page: ImportPage) -> None:
    """The latest imports, for the first step."""
    from models.importing.writing.batches import list_batches

    ledger = page.context.ledger

    def work(_progress: Progress) -> list[BatchLine]:
        return list_batches(ledger)

    page.context.jobs.read("最近导入", work, page.choose.show_latest, owner=page, quiet=True)


# --- what is asked for


def choose_folder(page: ImportPage) -> None:
    """Ask for a folder, and read all lists in it."""
    folder = file_prompts.ask_folder(page, page.context.state, "import", "选择放清单的文件夹")
    if folder is not None:
        page.start([folder])


def _ask_constant(page: ImportPage, key: str, field: str) -> None:
    sheet = next((sheet for sheet in page.included() if sheet.key == key), None)
    before = next((one.value for one in sheet.constants if one.field == field), "") if sheet is not None else ""
    text = asking.constant(page, page.titles, field, before)
    if text is None:
        page.show_columns()
        return
    fed = [one for one in sheet.columns if field in one.fields] if sheet is not None else []
    freed = {one.index: tuple(name for name in one.fields if name != field) for one in fed}

    def change(session: Any) -> None:
        if freed:
            session.set_columns(key, freed)
        session.set_constant(key, field, text)

    page.flow.desk.edit("每行同一个值", change)


def _ask_policies(page: ImportPage) -> None:
    session = page.flow.session
    if session is None:
        return
    fed = {field for sheet in page.included() for column in sheet.columns for field in column.fields}
    fields = [(key, title) for key, title in page.titles.items() if key in fed and key != "ledger_number"]
    chosen = PoliciesDialog.ask(page, fields, session.choices.policies)
    if chosen:
        page.flow.set_policies(chosen)


def _save_corrections(page: ImportPage) -> None:
    plan = page.plan.plan
    if plan is None or not page.files:
        return
    name = f"{Path(page.files[0].name.rpartition(' / ')[2]).stem} 更正表.xlsx"
    path = file_prompts.ask_save_file(page, page.context.state, "export", "导出更正表", name, (file_prompts.XLSX,))
    if path is not None:
        page.flow.write_corrections(plan, path, lambda: offer_file(page.context, path))


def _batch(page: ImportPage) -> int | None:
    return page.report.batch if page.report is not None else None


def _on_rows_wanted(page: ImportPage, outcome: str) -> None:
    batch = _batch(page)
    if batch is not None:
        show = open_visit_rows if _is_visits(page) else open_rows
        show(page, batch, outcome, f"第 {batch} 批{OUTCOME_WORDS.get(outcome, '')}")


def _is_visits(page: ImportPage) -> bool:
    return page.report is not None and page.report.target == VISIT


def open_rows(page: ImportPage, batch: int, outcome: str, title: str) -> None:
    """The problems of a batch in the ledger."""
    query = page.context.query_base.but(batch=(batch, outcome), campaign=None)
    page.context.open_page("ledger", query=query, title=title)


def _open_problem(page: ImportPage, problem: int) -> None:
    query = page.context.query_base.but(ids=(problem,), campaign=None)
    page.context.open_page("ledger", query=query, title="台账里的这一条")
