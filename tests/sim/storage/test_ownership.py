"""What belongs to another user keeps what lies in it."""

import pytest

from sim.storage import ownership
from sim.storage.disk import Disk


def test_what_lies_in_another_users_directory_stays_and_the_rest_goes() -> None:
    disk = Disk()
    for path in ("/tree/a/file", "/tree/b/theirs", "/tree/c/file"):
        disk.make_directory(path.rpartition("/")[0])
        disk.put(path, b"", durable=True)
    disk.foreign = frozenset(("/tree/b",))
    ownership.rename(disk, "/tree", "/grave")
    with pytest.raises(PermissionError):
        ownership.remove(disk, "/grave")
    assert [entry.path for entry in disk.walk("/grave")] == ["b", "b/theirs", "c", "c/file"]
    disk.remove("/grave/b/theirs")
    ownership.remove(disk, "/grave")  # an empty directory is its parent's to let go of
    assert (disk.kind("/grave"), disk.foreign) == (None, frozenset())
