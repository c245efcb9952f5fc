"""What a deployment will move, proven movable while nothing is touched yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy import adoption, sharing
from deploy.errors import Refused
from deploy.ports import Kind

if TYPE_CHECKING:
    from deploy.host import View
    from deploy.model import Journal


def vet(view: View, plan: Journal) -> None:
    """Refuse where the kernel would not move what has to be: the change would stop half way.

    A directory of another user cannot be given another parent, and nothing leaves its mount.
    """
    layout = view.layout
    if plan.previous is None:
        return
    if plan.adopts:
        for name in adoption.unmoved(view.files, layout):
            folder = layout.environments if name == "venv" else layout.releases
            _vet(view, f"{layout.app}/{name}", folder)
    run = layout.live if plan.adopts else f"{plan.previous}/ai_app"
    sharing.vet(view, run)
    for name in sharing.unshared(view.files, layout.shared, run, view.config.kept):
        _vet(view, f"{run}/{name}", layout.shared)


def _vet(view: View, path: str, folder: str) -> None:
    files, base = view.files, view.layout.base
    is_there = files.kind(folder) is not None
    written = [path.rpartition("/")[0], *([folder] if is_there else [])]
    if files.kind(path) is Kind.DIRECTORY:
        written.append(path)
    for each in written:
        if not files.owned(each):
            raise Refused(
                f"{each} belongs to another user or cannot be written, so {path} could not be"
                f" moved to {folder}",
                f"Give it back: sudo chown -R --reference={base} {each} && chmod u+rwx {each}",
            )
    if files.mount(path) != files.mount(files.resolve(folder if is_there else view.layout.app)):
        place = f"{folder}/{path.rpartition('/')[2]}"
        raise Refused(
            f"{path} is on another mount than {folder}, so it could not be moved there",
            f"Mount it at {place} and put a link to that in its place"
            if folder == view.layout.shared
            else f"Unmount it, and let its files lie on the file system of {folder}",
        )
