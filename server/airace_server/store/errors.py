"""What can go wrong with the database before anything is asked of it."""


class StoreError(Exception):
    """The database cannot be opened; the text is a sentence that says why and what to do."""
