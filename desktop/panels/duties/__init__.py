"""The parts of the page 报送日历: the month, the units of a day, and what is recorded about them."""
