"""The window 与以前比较: the ledger of an earlier day beside that of today."""
