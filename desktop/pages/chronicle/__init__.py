"""The two halves of 变更记录."""
