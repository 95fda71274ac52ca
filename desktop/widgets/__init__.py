"""Reusable pieces of screen that know nothing of the ledger."""
