"""The server: transactions, sockets and pages around the pure rules of airace_rules."""
