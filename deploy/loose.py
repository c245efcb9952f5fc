"""The files beside the code of a release that is laid out: the wheel's own, else the live ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy import tree
from deploy.errors import Damaged
from deploy.layout import LOOSE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deploy.host import Host


def lay_out(
    host: Host, directory: str, brought: Mapping[str, bytes], present: Mapping[str, str]
) -> dict[str, str]:
    """Lay out the files beside the code in a release to be; return their digests by name.

    `brought` has those of the proven wheel. `present` has the digests of the live ones, as they
    were backed up: one bad read must not become the new release's. Raises `Damaged` for that.
    """
    laid = {}
    for name in LOOSE:
        content = brought.get(name)
        if content is None and name in present:
            content = host.files.read(f"{host.layout.app}/{name}")
            if tree.digest(content) != present[name]:
                raise Damaged(f"{host.layout.app}/{name} is not what was backed up")
        if content is not None:
            host.files.write(f"{directory}/{name}", content)
            laid[name] = tree.digest(content)
    return laid
