"""House strategies on seats of this server."""
