"""The steps from one schema to the next, in order; a step imports nothing of the program, which will have moved on."""
