"""The rule language: reads rule files, checks them, compiles them. See ``loader``."""
