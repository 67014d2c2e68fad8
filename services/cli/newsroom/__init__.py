"""The demo's newsroom and chat: articles, the pages they are served as, what they must lead to, and who receives the alerts."""
