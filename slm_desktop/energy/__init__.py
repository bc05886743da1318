"""What tells how much energy the computer uses."""
