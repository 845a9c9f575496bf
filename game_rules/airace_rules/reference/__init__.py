"""What a ruleset declares, for its designers: every name with its formulas, who reads it, and what it stands on.

``reference_of`` gathers it from a compiled ruleset; ``explaining`` tells of one name, ``markdown`` and ``page`` of all.
"""
