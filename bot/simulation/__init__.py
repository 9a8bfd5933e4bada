"""Simulated users: what they want is known, so it can be counted how often, and how soon, the bot finds it.

    item ─ wishes.drawn ─▶ Task: wishes, each volunteered, told when asked, or hidden
                            │
    Phrasing + Noise ─▶ User ─ says ─▶ engine.respond ─ cards, question ─▶ User …      (playing.play)
                            │
                            ▼
                          Played ─ figures ─▶ success, violations, questions, repeats

The users read the cards, never the bot's state, except for what its question is about, which spares them reading.
"""
