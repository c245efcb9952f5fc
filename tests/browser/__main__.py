"""Says why pages cannot be opened in a browser here; nothing where they can."""

import sys

from tests.browser.finding import OBSTACLE, chromium

if chromium() is None:
    print(OBSTACLE)  # noqa: T201 - the session asks
    sys.exit(2)
