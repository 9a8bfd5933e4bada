"""`chat-rec check`."""

from bot.commands.options import DataDir


def check(*, data_dir: DataDir = None) -> None:
    """Check."""
