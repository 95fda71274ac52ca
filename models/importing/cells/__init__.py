"""CLEANING: cells become values of the ledger, column by column; runs in the child process."""
