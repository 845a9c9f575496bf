"""``python -m airace_server`` is the command ``airace``."""

from airace_server.cli import main

if __name__ == "__main__":
    main()
