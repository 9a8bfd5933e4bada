"""What Slack answers, or does not, → our errors: try later, in doubt, refused, unreachable."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.errors import DeliveryError, InDoubt, Refused, TryLater, Unreachable

# https://docs.slack.dev/reference/methods/chat.postMessage, and the common errors on every method's page.
LATER = frozenset({
    "ratelimited", "rate_limited", "message_limit_exceeded", "internal_error", "fatal_error", "service_unavailable",
    "request_timeout", "team_added_to_org", "accesslimited", "rollup_error", "failed_to_respond",
})  # fmt: skip
REFUSED_TOKEN = frozenset({
    "invalid_auth", "not_authed", "token_revoked", "token_expired", "org_login_required", "team_access_not_granted",
})  # fmt: skip
"""The operator can mend these, so what there is to say waits."""
GONE = frozenset({
    "channel_not_found", "is_archived", "not_in_channel", "user_not_found", "user_not_in_channel", "user_disabled",
    "users_not_found", "cannot_dm_bot", "messages_tab_disabled", "restricted_action", "channel_is_archived",
    "method_not_supported_for_channel_type", "no_channel", "account_inactive", "not_enabled", "user_not_visible",
})  # fmt: skip
DEAD_ADDRESS = (404, 410)


def of_error(error: str, retry_after: float | None = None) -> DeliveryError:
    """For the `error` of an answer that is not `ok`."""
    if error in LATER:
        return TryLater(f"Slack says {error}", retry_after, throttled="limit" in error)
    if error in REFUSED_TOKEN:
        return TryLater(f"Slack refuses the bot's token: {error}", retry_after or 60.0)
    if error in GONE:
        return Unreachable(f"Slack says {error}")
    return Refused(f"Slack says {error or 'no'}")


def of_status(status: int, headers: Mapping[str, str], error: str = "") -> DeliveryError:
    """For an answer that is not 200."""
    after = retry_after(headers)
    if status == 429:
        return TryLater("Slack says too many requests", after, throttled=True)
    if status >= 500:
        return TryLater(f"Slack answers {status}", after)
    return of_error(error, after) if error else Refused(f"Slack answers {status}")


def of_api(problem: SlackApiError) -> DeliveryError:
    # Our errors never carry Slack's whole answer: there may be a token in it.
    response = problem.response
    # A body that is no JSON leaves aiohttp's response here, which names its status otherwise.
    status: int = getattr(response, "status_code", getattr(response, "status", 200))
    return of_answer(status, getattr(response, "headers", None) or {}, getattr(response, "data", None))


def of_answer(status: int, headers: Mapping[str, str], data: object) -> DeliveryError:
    error = data.get("error") if isinstance(data, Mapping) else None
    told = error if isinstance(error, str) else ""
    if status != 200:
        return of_status(status, headers, told)
    # 200 with something that is no answer of Slack: a proxy between us, and who knows what became of it.
    return of_error(told, retry_after(headers)) if told else InDoubt("Slack's answer cannot be read")


def of_connection(problem: Exception) -> DeliveryError:
    """Before the request was written it was not made; afterwards nobody knows."""
    if isinstance(problem, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return TryLater(f"Slack is out of reach: {type(problem).__name__}")
    return InDoubt(f"Slack did not answer: {type(problem).__name__}")


CONNECTION = (aiohttp.ClientError, asyncio.TimeoutError, OSError)
"""What goes wrong below HTTP."""


def retry_after(headers: Mapping[str, str]) -> float | None:
    value = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    try:
        seconds = float(value)
    except ValueError:
        return None
    return seconds if 0 <= seconds <= 86400 else None
