"""What the tests of the bureau's own fields share: the dialog that is open, and what the window says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from desktop.dialogs.custom_field import CustomFieldDialog


@pytest.fixture
def field_dialog(qtbot: Any) -> Callable[[], CustomFieldDialog]:
    """``field_dialog()`` is the dialog that asks for a field, as soon as it is open."""

    def found() -> list[CustomFieldDialog]:
        every = [one for one in QApplication.topLevelWidgets() if isinstance(one, CustomFieldDialog)]
        return [one for one in every if one.isVisible()]

    def wait() -> CustomFieldDialog:
        qtbot.waitUntil(lambda: bool(found()), timeout=3_000)
        return found()[0]

    return wait


@pytest.fixture
def messages(app: Any) -> list[Any]:
    """What the window says from now on."""
    told: list[Any] = []
    app.context.message_requested.connect(told.append)
    return told
