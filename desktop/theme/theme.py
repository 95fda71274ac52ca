"""The current appearance: follows the system or the clerk's choice, and dresses the application."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from desktop.theme import icons
from desktop.theme.colours import DARK, LIGHT, Colours
from desktop.theme.stylesheet import stylesheet

CHOICES = {"system": "跟随系统", "light": "浅色", "dark": "深色"}


class Theme(QObject):
    """Colours and icons for whoever draws; ``changed`` fires after the application was dressed anew."""

    changed = Signal()

    def __init__(
        self, application: QApplication, icons_folder: Path, cache_folder: Path, choice: str = "system"
    ) -> None:
        super().__init__()
        self._application = application
        self._icons_folder = icons_folder
        self._cache_folder = cache_folder
        self._icons: dict[tuple[str, ...], QIcon] = {}
        self.choice = choice if choice in CHOICES else "system"
        self.dark = False
        self.colours: Colours = LIGHT
        application.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self.apply()

    def set_choice(self, choice: str) -> None:
        """Choose system, light or dark."""
        self.choice = choice if choice in CHOICES else "system"
        if self._wants_dark() != self.dark:
            self.apply()

    def colour(self, name: str) -> QColor:
        """A palette colour by its field name, or ``tone.part`` such as ``red.tint``."""
        if "." in name:
            tone, part = name.split(".")
            return QColor(getattr(self.colours.tone(tone), part))
        return QColor(getattr(self.colours, name))

    def icon(self, name: str, colour: str = "text_secondary", checked: str | None = None) -> QIcon:
        """The icon ``name`` tinted with the palette colours named."""
        key = (name, colour, checked or "", "dark" if self.dark else "light")
        if key not in self._icons:
            tint = self.colour(checked).name() if checked else None
            self._icons[key] = icons.icon(self._icons_folder, name, self.colour(colour).name(), tint)
        return self._icons[key]

    def apply(self) -> None:
        """Dress the application as chosen."""
        self.dark = self._wants_dark()
        self.colours = DARK if self.dark else LIGHT
        self._application.setPalette(_palette(self.colours))
        arrow = self._written_icon("chevron-down", self.colours.text_faint)
        check = self._written_icon("check", self.colours.on_accent)
        self._application.setStyleSheet(stylesheet(self.colours, arrow, check))
        self.changed.emit()

    def _wants_dark(self) -> bool:
        if self.choice != "system":
            return self.choice == "dark"
        return self._application.styleHints().colorScheme() == Qt.ColorScheme.Dark

    def _on_system_changed(self) -> None:
        if self.choice == "system" and self._wants_dark() != self.dark:
            self.apply()

    def _written_icon(self, name: str, colour: str) -> str:
        """Stylesheets take pictures only as files: write the tinted one to the cache folder once."""
        path = self._cache_folder / f"{name}-{colour[1:]}.svg"
        source = self._icons_folder / f"{name}.svg"
        if not source.exists():
            return ""
        if not path.exists():
            self._cache_folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(source.read_bytes().replace(b"currentColor", colour.encode()))
        return path.as_posix()


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: colours.window,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.Base: colours.surface,
        QPalette.ColorRole.AlternateBase: colours.raised,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.PlaceholderText: colours.text_faint,
        QPalette.ColorRole.Button: colours.surface,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.Highlight: colours.selection,
        QPalette.ColorRole.HighlightedText: colours.text,
        QPalette.ColorRole.ToolTipBase: colours.tooltip,
        QPalette.ColorRole.ToolTipText: colours.on_tooltip,
        QPalette.ColorRole.Link: colours.link,
        QPalette.ColorRole.Mid: colours.border,
    }
    for role, value in roles.items():
        palette.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.text_disabled))
    return palette
