"""The parts of the page 数据体检: one check with its rows, what was let stand, and what is done with findings."""
