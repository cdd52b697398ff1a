"""What stands on each sheet: from the report to the rows of its blocks, one module a sheet."""
