"""Migrations, run when the store is opened.

To change a table: change ``store/tables.py``, add ``versions/NNNN_what.py`` beside the others with the number of the
one before as ``down_revision``, and set ``NEWEST`` in ``store/migrate.py``. A test compares tables and migrations on
both databases. There is no way back: a copy of the database is made before an update, not a downgrade after it.
"""
