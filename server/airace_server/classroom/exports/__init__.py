"""What is written of a session: one module for each format, all of the same content (``Classroom.export``)."""
