"""JUDGEMENT: pure functions over plain values; imports only rules and errors."""
