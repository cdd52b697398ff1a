"""Share with coach, and back.

A copy is a new workbook: what may not leave is taken out of the ``inputs``, everything is worked
out again, and the tracker's own pages lay it out (``build``, ``page``, ``conversation``).
``patterns`` and ``audit`` stop it, ``copy`` describes and writes it, ``copy_file`` reads any copy
back: for the ``notes`` and their merge, for the ``roster``, and for the audit.
"""
