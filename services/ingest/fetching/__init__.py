"""One HTTP request: what may be asked (robots.txt), how it is bounded, and what each answer means. Knows no source's rhythm."""
