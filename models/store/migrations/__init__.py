"""Schema changes, run by ``models.store.upgrading``; ``migrations/draft.py`` writes the next one."""
