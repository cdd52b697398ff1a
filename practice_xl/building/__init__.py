"""Making a new workbook from the schema: see :func:`practice_xl.building.tracker.build_tracker`."""
