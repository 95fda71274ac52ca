"""DECIDING: which problem a row is, what it changes, and the plan a person sees."""
