"""The optional language model: it proposes claims, and each is checked against the text before it counts. Off by default."""
