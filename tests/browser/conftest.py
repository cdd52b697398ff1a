"""The browser edition, built once, in a real Chromium that may not reach anything."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import tarfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import build_page  # noqa: E402

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
READY = "document.body.dataset.ready || document.querySelector('#status.failed')"
NO_PICKER = "window.showOpenFilePicker = undefined"  # the system dialogue answers to no test


@pytest.fixture(scope="session")
def built_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page as a file. Where a part cannot be had from its registry, nothing is tested."""
    if not shutil.which("npm"):
        pytest.skip("npm builds the browser edition and is not installed")
    folder = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        folder = folder.parent  # of this run, shared by its workers
    page, turn = folder / "practice_xl.html", folder / "page.turn"
    try:
        turn.touch(exist_ok=False)
    except FileExistsError:  # another worker builds it
        deadline = time.monotonic() + 120
        while not page.exists() and turn.exists() and time.monotonic() < deadline:
            time.sleep(0.5)
    else:
        try:
            half = page.with_suffix(".half")
            half.write_text(build_page.build(build_page.registry_parts()), encoding="utf-8")
            half.rename(page)
        except build_page.PartMissing as missing:
            turn.unlink()
            warnings.warn(f"THE BROWSER EDITION WAS NOT TESTED: {missing}", stacklevel=1)
    if not page.exists():
        pytest.xfail("THE BROWSER EDITION WAS NOT TESTED: a part of it cannot be had here")
    return page


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A Chromium of this machine."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Visitor:
    """Someone with the page open: clicks, chooses files, reads, keeps what is downloaded."""

    def __init__(self, browser: Any, page: Path) -> None:
        self.requests: list[str] = []
        self.folder = Path()
        self.page = browser.new_context(accept_downloads=True).new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.add_init_script(NO_PICKER)
        self.page.goto(page.as_uri())
        self.page.wait_for_function(READY, timeout=90_000)
        assert not self.failed, self.status

    def begin(self, folder: Path) -> Visitor:
        """As new: no tracker is open, downloads go to ``folder``."""
        self.folder = folder
        self.page.keyboard.press("Escape")
        if self.page.locator("#friday:not([hidden])").count():
            self.page.click("#close")
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size({"width": 1280, "height": 900})
        return self

    @property
    def status(self) -> str:
        return str(self.page.text_content("#status"))

    @property
    def failed(self) -> bool:
        return bool(self.page.locator("#status.failed").count())

    def choose(self, button: str, *files: Path) -> None:
        """Click a button that asks for files, choose them, and wait until the work is done."""
        with self.page.expect_file_chooser() as chooser:
            self.page.click(button)
        self.page.evaluate("document.getElementById('status').textContent = ''")
        chooser.value.set_files([str(file) for file in files])
        self.settle()

    def settle(self) -> None:
        """Wait for the last words of the work."""
        working = "Reading|Making|Writing|Typing"
        self.page.wait_for_function(
            f"(text => text && !/^({working})/.test(text))"
            "(document.getElementById('status').textContent)",
            timeout=40_000,
        )

    def download(self, click: Callable[[], None]) -> Path:
        with self.page.expect_download() as download:
            click()
        target = self.folder / download.value.suggested_filename
        download.value.save_as(target)
        return target

    def save(self) -> Path:
        return self.download(functools.partial(self.page.click, "#save"))


@pytest.fixture(scope="session")
def opened(chromium: Any, built_page: Path) -> Visitor:
    """The page, started once."""
    return Visitor(chromium, built_page)


@pytest.fixture
def visitor(opened: Visitor, tmp_path: Path) -> Visitor:
    """Someone new to the page."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    return opened.begin(folder)


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script of axe-core, which looks for what keeps people out."""
    folder = tmp_path_factory.mktemp("axe")
    fetched = subprocess.run(
        ["npm", "pack", "axe-core@4", "--silent"], cwd=folder, capture_output=True, check=False
    )
    if fetched.returncode:
        pytest.xfail("BARRIERS WERE NOT LOOKED FOR: axe-core cannot be had here")
    with tarfile.open(next(folder.glob("axe-core-*.tgz"))) as archive:
        member = archive.extractfile("package/axe.min.js")
        assert member is not None
        return member.read().decode()
