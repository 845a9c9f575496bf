"""The engine: takes a compiled ruleset and plays it. Pure; knows no game content, no file, no clock."""
