"""Finds a Chromium on this machine; it is not fetched."""

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
OBSTACLE = f"there is no Chromium on the PATH (none of {', '.join(NAMES)})"


def chromium() -> str | None:
    """Return the path of the first there is."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)
