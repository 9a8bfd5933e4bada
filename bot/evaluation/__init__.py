"""How good is the bot at what needs no ranking? Rows of people's messages with what they mean, judged one by one."""
