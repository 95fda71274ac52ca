"""核查表: written for the teams to fill in, recognised when they come back, compared, and entered."""
