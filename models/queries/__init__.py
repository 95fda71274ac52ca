"""Reading: each function opens a read transaction, returns plain frozen values, and closes it."""
