"""`python -m services.cli`: the command tocsin where its script is not installed, and how `tocsin up` starts its services."""

from services.cli.main import main

main(prog_name="tocsin")
