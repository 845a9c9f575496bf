"""Sessions: seats, joining, and the facilitator."""
