"""还原历史台账: old monthly ledgers, their days, and the history they make."""
