"""Making a new workbook from the schema.

* :mod:`~practice_xl.building.tracker`: :func:`~practice_xl.building.tracker.build_tracker`
* :mod:`~practice_xl.building.content`, :mod:`~practice_xl.building.example`: what is typed in it
* :mod:`~practice_xl.building.looks`, :mod:`~practice_xl.building.page`: formats, and one sheet
* :mod:`~practice_xl.building.typed`, :mod:`~practice_xl.building.plan`: where the owner types
* :mod:`~practice_xl.building.written`, :mod:`~practice_xl.building.start`: where Python writes
* :mod:`~practice_xl.building.charts`, :mod:`~practice_xl.building.words`: charts, the glossary
"""
