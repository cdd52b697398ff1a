"""Share with coach, and back.

A copy is a new workbook: what may not leave is taken out of the inputs (``inputs``), everything is
worked out again, and the tracker's own pages lay it out (``build``, ``page``, ``conversation``,
``numbers``). ``patterns`` and ``audit`` say what stops it, ``inside`` what is in it, and ``copy``
writes it, ``password`` and ``printing`` locked or as PDF. ``copy_file`` reads any copy back: for
``merge`` and its ``notes``, for the ``roster`` and its sheet, and for the audit.
"""
