"""The arithmetic of a practice: pure functions on frozen values. No files, no cells, no clock."""
