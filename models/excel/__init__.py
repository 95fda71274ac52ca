"""WORKBOOKS: open any workbook safely, see its sheets as Excel shows them, find the table; the only Excel libraries.

In the child process: ``opening.open_workbook`` -> ``book.Workbook`` -> ``layout.find_table``.
On the side that must stay alive: ``child.Child`` runs such work in a process with memory and time limits.
"""
