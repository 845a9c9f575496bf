"""The services that tests lean on are the real ones."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import psycopg


def version_of(url: str) -> int:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        return connection.info.server_version


def test_each_test_gets_an_empty_database_on_a_real_postgresql(postgres_url: str) -> None:
    assert version_of(postgres_url) >= 170000
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        tables = connection.execute("select * from information_schema.tables where table_schema = 'public'").fetchall()
    assert tables == []


def test_valkey_answers(valkey_url: str) -> None:
    address = urlsplit(valkey_url)
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(b"PING\r\n")
        assert connection.recv(64) == b"+PONG\r\n"
