"""Making a new workbook from the schema.

* :mod:`~practice_xl.building.tracker`: :func:`~practice_xl.building.tracker.build_tracker`
* :mod:`~practice_xl.building.content`, :mod:`~practice_xl.building.example`: what is typed in it
* :mod:`~practice_xl.building.looks`, :mod:`~practice_xl.building.page`: formats, and one sheet
* :mod:`~practice_xl.building.input_tables`, :mod:`~practice_xl.building.plan`: what is typed
* :mod:`~practice_xl.building.output_blocks`, :mod:`~practice_xl.building.start`: what is shown
* :mod:`~practice_xl.building.charts`, :mod:`~practice_xl.building.glossary`: charts, the glossary
"""
