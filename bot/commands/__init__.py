"""One file, one command of `chat-rec`; imports that cost time are made inside the functions."""
