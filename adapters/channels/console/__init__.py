"""The console: a person at a terminal, a pipe, or another program line by line.

    terminal.py    prompt, history, completion, spinner   ┐
    plain.py       pipes and files: text in, text out     ├ talk.py: typed text → message → lines
    json_lines.py  JSON Lines for programs                ┘ cards.py, listing.py: the drawing and its numbers

Each of the three has `async run(handle)`; a user's address is `console:NAME`. Nothing is imported here:
a program that talks JSON needs no prompt.
"""
