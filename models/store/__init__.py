"""The file: open, lock, protect, upgrade, back up and restore a ledger; the only door to its database."""

from models.paths import default_ledger_folder as default_folder
from models.store.backing_up import BackupInfo, backups
from models.store.failures import LedgerDamaged, LedgerInUse, LedgerMissing, LedgerTooNew, LockHolder, NotALedger
from models.store.ledger import Ledger
from models.store.lock import holder_of
from models.store.network import is_remote, sync_client_of
from models.store.restoring import SetAside, newest_good_backup, restore, set_aside_damaged

__all__ = [
    "BackupInfo", "Ledger", "LedgerDamaged", "LedgerInUse", "LedgerMissing", "LedgerTooNew", "LockHolder", "NotALedger",
    "SetAside", "backups", "default_folder", "holder_of", "is_remote", "newest_good_backup", "restore",
    "set_aside_damaged", "sync_client_of",
]  # fmt: skip
