"""核查: the plans, their checks, and what they are entered, exported and read back with."""
