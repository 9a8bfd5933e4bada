"""From a platform's update to the answer on somebody's screen: nothing lost, nothing said twice.

    platform.listen ─ accept ─▶ inbox ─ claim ─▶ Service: parse ─▶ resolved ─▶ engine.respond
                      (stored,           │        (a token opened, a card found)      │ commit: buttons sealed,
                  then confirmed)        │                                            │ replies rendered
                                         │                                            ▼
                 finish ◀── person saved ┴──────────────────────────────── inbox.commit(Outcome)
            (or quarantine)                                                           │ postings
                                                                                      ▼
    platform.send ◀─ outbox.sending ◀─ Pace ◀─ Lane (first in, first out by chat) ◀─ Sender
          │
          └─ outbox.settle, or after a failure what `retries.after` says

What decides is plain and knows no time of its own: `pace` (how soon may a call leave), `retries` (what follows a
failure), `sealing` and `resolving` (what a button carries). What waits and stores: `serving` gives out arrivals and
`service` serves one, `sending` sends, `lane` keeps one chat in order, and `delivery.Delivery` runs it all. `meter`
counts.
"""
