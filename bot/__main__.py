"""`python -m bot` is `leasehold`."""

from bot.cli import main

main(prog_name="leasehold")
