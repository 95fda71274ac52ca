"""ROUND TRIP: workbooks that go out to units and what comes back."""
