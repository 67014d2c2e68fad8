"""What the statements of an article say together, and they as claims of the contract."""
