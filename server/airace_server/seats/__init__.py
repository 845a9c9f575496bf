"""Codes, tokens, and who may do what."""
