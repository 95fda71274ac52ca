"""Everything about the ledger that is true without a screen; each folder is a room, named in CONTRIBUTING.md."""
