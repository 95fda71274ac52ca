"""PAPER: reports as data (catalogue, ledger_table) and their setting as PDF (pages, by typst in a child process)."""
