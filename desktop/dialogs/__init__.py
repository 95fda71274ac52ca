"""Questions that stop the clerk: each takes plain values and returns a choice."""
