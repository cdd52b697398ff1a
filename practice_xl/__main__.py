"""The program ``practice-xl``, and ``python -m practice_xl``: one command, then the end.

A click is mostly imports, and they make a few hundred thousand objects that all stay. Looking
through them for garbage again and again would take a quarter of the time of a click and find none,
and taking them apart one by one at its end as long as reading the workbook does.
"""

import gc
import os
import sys

OBJECTS_BETWEEN_LOOKS = 200_000  # a long command, such as a large roster, is still tidied up


def run() -> None:
    """Run the command of this process, and end it with the command's exit code."""
    gc.set_threshold(OBJECTS_BETWEEN_LOOKS)
    for library in ("OPENBLAS", "OMP", "MKL"):  # numpy's helpers would only wait for work
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    from practice_xl.cli import main

    code = main()
    try:
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
    except BrokenPipeError:
        pass  # whoever read the output has read enough of it
    except OSError:
        code = 1
    os._exit(code)  # every file is written and closed


if __name__ == "__main__":
    if sys.path and sys.path[0] == os.getcwd():  # noqa: PTH109 - nothing more is loaded for it
        del sys.path[0]  # a json.py in the current folder is none of ours; see also python -P
    run()
