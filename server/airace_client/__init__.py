"""A small client for airace servers, with no import of the server."""
