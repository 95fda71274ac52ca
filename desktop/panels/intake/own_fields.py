"""The bureau's own fields in an import: offered with the others, and a column that is left over becomes a new one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from models.queries.fields import FIELDS

if TYPE_CHECKING:
    from desktop.pages.import_list import ImportPage
    from models.importing.views import ColumnMatch
    from models.operations import Change
    from models.operations.custom_fields import FieldDraft

_UNIT = re.compile(r"[（(]\s*(?:单位[:：]\s*)?([^（()）]{1,10})\s*[)）]\s*$")
_LONGEST = 30


def fields_to_feed() -> list[tuple[str, str]]:
    """Key and title of every field that a column of a list may feed, those of the bureau's own last."""
    from models.importing.field_list import MAPPABLE

    return [*((key, FIELDS[key].title) for key in MAPPABLE), *((one.key, one.title) for one in FIELDS.custom())]


def take_fields(page: ImportPage) -> None:
    """Offer the fields as they are now; what shows the titles shares these tables. Visits have none."""
    if "visited_on" in page.mapping.titles:
        return
    own = {one.key: one.title for one in FIELDS.custom()}
    for titles in (page.titles, page.mapping.titles):
        for key in [key for key in titles if key.startswith("custom_") and key not in own]:
            del titles[key]
        titles.update(own)


def draft_of(column: ColumnMatch) -> FieldDraft:
    """The field that a column would make: the last level of its header, its unit apart, the kind its values suggest."""
    from models.operations.custom_fields import FieldDraft

    title = " ".join(column.header.rpartition("/")[2].split())
    unit = _UNIT.search(title)
    kind = column.kind or "text"
    if kind == "decimal" and unit is not None:
        return FieldDraft(title[: unit.start()].strip()[:_LONGEST], kind, (), unit[1].strip())
    return FieldDraft(title[:_LONGEST], kind, column.options)


def make_field_of(page: ImportPage, key: str, column: ColumnMatch) -> None:
    """Ask what the new field is, make it, and let the column feed it."""
    from desktop.panels.custom_fields import ask_new_field

    def made(field: str, change: Change) -> None:
        take_fields(page)
        page.flow.desk.edit("新字段", lambda session: session.set_columns(key, {column.index: (field,)}))
        page.context.inform(f"{change.title}，{column.letter} 列会导入到它；不再需要时可在设置里停用。", "green")

    ask_new_field(page.context, page.window(), draft_of(column), on_made=made)
