"""What the ratios are measured against: the barest program that does the same step, one per name.

python tests/benchmarks/bare.py NAME [ARGUMENTS]
"""

from __future__ import annotations

import sys


def read_openpyxl(path: str) -> None:
    """Only read a workbook, the way most programs do."""
    import openpyxl

    for sheet in openpyxl.load_workbook(path, read_only=True).worksheets:
        for _ in sheet.iter_rows(values_only=True):
            pass


def write_openpyxl(source: str, target: str) -> None:
    """Only write the same values plainly with openpyxl's write-only mode, from a ledger."""
    import sqlite3

    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    columns = (
        "ledger_number, number, round, list_number, province, city, county, town, site_name, credit_code, address, longitude, "
        "latitude, industry, category, description, found_on, assigned_on, requirement, deadline_text, responsible_unit, phone"
    )
    for row in sqlite3.connect(source).execute(f"SELECT {columns} FROM problem WHERE removed_in IS NULL ORDER BY id"):
        sheet.append(row)
    book.save(target)


def window() -> None:
    """A bare window with SQLAlchemy imported, painted once; says so, and prints its resident memory in MiB."""
    import sqlalchemy
    import sqlalchemy.orm
    from PySide6.QtWidgets import QApplication, QMainWindow

    application = QApplication([])
    main = QMainWindow()
    main.resize(1366, 768)
    main.show()
    application.processEvents()
    assert sqlalchemy and main.isVisible()
    print("painted", flush=True)
    import psutil

    print(round(psutil.Process().memory_info().rss / 2**20, 1))


if __name__ == "__main__":
    {"read": read_openpyxl, "write": write_openpyxl, "window": window}[sys.argv[1]](*sys.argv[2:])
