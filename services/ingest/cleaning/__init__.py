"""One page of HTML to an article's text and what the page says of itself, in processes that may be killed. No network, no SQL."""
