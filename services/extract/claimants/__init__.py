"""Who says what: the claimants that a text brings in, describes, carries on and signs with."""
