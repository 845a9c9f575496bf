"""Sockets: who is connected, what they are sent, and how much they may send."""
