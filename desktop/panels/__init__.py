"""Pieces that know the ledger and are used by more than one page."""
