"""工作日历 in the settings: the years, a year as twelve months, a notice before it is accepted, what moves by it."""
