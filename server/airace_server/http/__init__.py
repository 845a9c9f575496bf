"""HTTP: one router per noun, the built client, and the pages that describe the interface."""
