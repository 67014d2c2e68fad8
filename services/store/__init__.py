"""Claims to incidents to alerts: keep, merge, publish to tocsin:incidents, deliver, look up."""
