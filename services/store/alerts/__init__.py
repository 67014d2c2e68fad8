"""Alerts: who is told of an incident, in which words, and that it arrives. Incidents themselves are made elsewhere."""
