"""核查销号: what stands on the closing half of the page, and the dialogs of its steps."""
