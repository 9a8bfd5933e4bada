"""The command `chat-rec`; `python -m bot` is the same."""

from __future__ import annotations

import os
import sys

import typer

from bot.commands import (
    catalogue,
    chat,
    check,
    evaluate,
    learn,
    models,
    quarantine,
    serve,
    setup,
    simulate,
    status,
    train,
)
from bot.errors import ChatRecError

EPILOG = """Examples:

chat-rec setup
  (once: prepares the text encoder)

chat-rec chat
  (talk to the bot in this terminal)

chat-rec run
  (serve Telegram and Slack, as far as their tokens are in .env)

chat-rec catalogue import films.csv
  (recommend your own things)

chat-rec check
  (is everything in order?)

chat-rec train ratings.csv
  (learn from who rated or bought what)

chat-rec models list
  (which trained model serves?)
"""

app = typer.Typer(
    help="A conversational recommender that learns from what people say and tap.",
    epilog=EPILOG,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(epilog=chat.EPILOG)(chat.chat)
app.command(epilog=serve.RUN_EPILOG)(serve.run)
app.command(epilog=serve.TELEGRAM_EPILOG)(serve.telegram)
app.command(epilog=serve.SLACK_EPILOG)(serve.slack)
app.command(epilog=setup.EPILOG)(setup.setup)
app.command(epilog=check.EPILOG)(check.check)
app.command(epilog=status.EPILOG)(status.status)
app.add_typer(quarantine.app, name="quarantine")
app.add_typer(catalogue.app, name="catalogue")
app.command(epilog=learn.EPILOG)(learn.learn)
app.add_typer(models.app, name="models")
app.add_typer(train.app, name="train")
app.add_typer(evaluate.app, name="evaluate")
app.command(epilog=simulate.EPILOG)(simulate.simulate)


def main() -> None:
    """Run the command of `sys.argv`; what the user can mend is one sentence and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that lacks a letter is no reason to stop
    try:
        app(prog_name="chat-rec")
    except ChatRecError as error:
        from bot.redaction import Redaction  # an error of somebody else's may quote an address with a token

        typer.secho(Redaction()(str(error)), fg=None if os.environ.get("NO_COLOR") else "red", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
