"""Messages in and out: framing, writing, and what is done with pygls's private parts."""
