"""The only code that knows cells: reading what was typed, writing what was worked out."""
