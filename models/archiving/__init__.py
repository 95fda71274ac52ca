"""ARCHIVE: one problem, one file (一问题一档案): everything about a problem in a folder, with an index."""
