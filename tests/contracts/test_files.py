"""What every implementation of the files port must do, its errors included."""

import errno
from collections.abc import Callable

import pytest

from deploy.ports import Entry, Kind, Marks
from deploy.unfinished import UNFINISHED
from tests.contracts.conftest import Place


def filled(place: Place) -> Place:
    place.files.make_directory(place / "dir/inner")
    place.files.write(place / "dir/file", b"one")
    place.files.write(place / "dir/inner/deep", b"two")
    place.files.link(place / "dir/link", "inner")
    return place


# ------------------------------------------------------------------ looking


def test_a_path_is_what_it_is_itself(place: Place) -> None:
    filled(place)
    place.files.link(place / "dangling", "nowhere")
    assert place.files.kind(place / "dir") is Kind.DIRECTORY
    assert place.files.kind(place / "dir/file") is Kind.FILE
    assert place.files.kind(place / "dir/link") is Kind.LINK
    assert place.files.kind(place / "dangling") is Kind.LINK
    assert place.files.kind(place / "nothing") is None
    assert place.files.kind(place / "nothing/below") is None
    assert place.files.kind(place / "dir/file/below") is None
    assert place.files.kind(place / "dir/link/deep") is Kind.FILE


def test_reading_follows_links(place: Place) -> None:
    filled(place)
    place.files.link(place / "to-file", "dir/file")
    assert place.files.read(place / "to-file") == b"one"
    assert place.files.read(place / "dir/link/deep") == b"two"


@pytest.mark.parametrize("method", ["read", "names", "walk", "free_bytes", "owned", "flush"])
def test_what_is_not_there_cannot_be_looked_at(place: Place, method: str) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        getattr(place.files, method)(place / "nothing")
    assert caught.value.errno == errno.ENOENT
    assert str(caught.value.filename).startswith(place / "nothing")


def test_a_directory_is_no_file(place: Place) -> None:
    filled(place)
    with pytest.raises(IsADirectoryError):
        place.files.read(place / "dir")
    with pytest.raises(NotADirectoryError):
        place.files.names(place / "dir/file")
    with pytest.raises(NotADirectoryError):
        place.files.read(place / "dir/file/below")


def test_names_are_sorted_and_complete(place: Place) -> None:
    for name in ("b", "a", ".hidden", "B"):
        place.files.write(place / name, b"")
    assert place.files.names(place.root) == (".hidden", "B", "a", "b")


def test_a_walk_is_sorted_by_path_and_follows_no_link(place: Place) -> None:
    filled(place)
    place.files.write(place / "dir/inner-file", b"")  # '-' sorts before '/'
    assert place.files.walk(place / "dir") == (
        Entry("file", Kind.FILE),
        Entry("inner", Kind.DIRECTORY),
        Entry("inner-file", Kind.FILE),
        Entry("inner/deep", Kind.FILE),
        Entry("link", Kind.LINK),
    )


def test_a_walk_begins_behind_a_link(place: Place) -> None:
    filled(place)
    assert place.files.walk(place / "dir/link") == (Entry("deep", Kind.FILE),)


def test_a_link_is_text(place: Place) -> None:
    place.files.link(place / "link", "../some where")
    assert place.files.target(place / "link") == "../some where"
    place.files.write(place / "file", b"")
    with pytest.raises(OSError, match="Invalid argument") as caught:
        place.files.target(place / "file")
    assert caught.value.errno == errno.EINVAL


def test_resolving_follows_every_link_and_keeps_a_missing_tail(place: Place) -> None:
    filled(place)
    place.files.link(place / "current", "dir")
    assert place.files.resolve(place / "current/link/deep") == place / "dir/inner/deep"
    assert place.files.resolve(place / "current/none/at/all") == place / "dir/none/at/all"
    assert place.files.resolve(place / "dir/link/../file") == place / "dir/file"


def test_there_is_room_and_it_is_ours(place: Place) -> None:
    assert place.files.free_bytes(place.root) > 0
    assert place.files.owned(place.root)


# ------------------------------------------------------------------ directories


def test_a_directory_is_made_with_its_parents_and_may_be_there(place: Place) -> None:
    place.files.make_directory(place / "a/b/c")
    place.files.make_directory(place / "a/b/c")
    assert place.files.kind(place / "a/b/c") is Kind.DIRECTORY


def test_a_directory_behind_a_link_is_there_already(place: Place) -> None:
    filled(place)
    place.files.make_directory(place / "dir/link")
    assert place.files.kind(place / "dir/link") is Kind.LINK


def test_no_directory_takes_the_place_of_a_file(place: Place) -> None:
    filled(place)
    with pytest.raises(FileExistsError):
        place.files.make_directory(place / "dir/file")
    assert place.files.read(place / "dir/file") == b"one"


# ------------------------------------------------------------------ writing


def test_a_write_is_the_whole_file(place: Place) -> None:
    place.files.write(place / "file", b"a longer content")
    place.files.write(place / "file", b"short")
    assert place.files.read(place / "file") == b"short"
    place.files.write(place / "file", b"")
    assert place.files.read(place / "file") == b""
    assert place.files.names(place.root) == ("file",)


def test_a_write_replaces_a_link_not_what_it_leads_to(place: Place) -> None:
    place.files.write(place / "file", b"kept")
    place.files.link(place / "link", "file")
    place.files.write(place / "link", b"new")
    assert place.files.kind(place / "link") is Kind.FILE
    assert place.files.read(place / "file") == b"kept"


@pytest.mark.parametrize("method", ["write", "link", "copy"])
def test_nothing_is_made_where_there_is_no_directory(place: Place, method: str) -> None:
    filled(place)
    arguments: dict[str, tuple[object, ...]] = {
        "write": (place / "nothing/file", b"x"),
        "link": (place / "nothing/file", "x"),
        "copy": (place / "dir/file", place / "nothing/file"),
    }
    with pytest.raises(FileNotFoundError) as caught:
        getattr(place.files, method)(*arguments[method])
    assert caught.value.filename == place / "nothing/file"
    assert place.files.names(place.root) == ("dir",)


@pytest.mark.parametrize("method", ["write", "link"])
def test_a_directory_is_not_replaced(place: Place, method: str) -> None:
    filled(place)
    with pytest.raises(IsADirectoryError) as caught:
        getattr(place.files, method)(place / "dir/inner", b"x" if method == "write" else "x")
    assert caught.value.filename == place / "dir/inner"
    assert place.files.names(place / "dir") == ("file", "inner", "link")
    assert place.files.read(place / "dir/inner/deep") == b"two"


def test_a_copy_is_the_content(place: Place) -> None:
    filled(place)
    place.files.write(place / "copy", b"something longer than it")
    place.files.copy(place / "dir/file", place / "copy")
    assert place.files.read(place / "copy") == b"one"
    with pytest.raises(FileNotFoundError):
        place.files.copy(place / "nothing", place / "copy")
    assert place.files.read(place / "copy") == b"one"


def test_a_link_is_made_and_replaced_even_dangling(place: Place) -> None:
    place.files.link(place / "link", "nowhere")
    place.files.link(place / "link", "elsewhere")
    assert place.files.target(place / "link") == "elsewhere"
    assert place.files.names(place.root) == ("link",)


def test_a_link_replaces_a_file(place: Place) -> None:
    place.files.write(place / "file", b"")
    place.files.link(place / "file", "elsewhere")
    assert place.files.kind(place / "file") is Kind.LINK


# ------------------------------------------------------------------ moving


def test_files_links_and_trees_move(place: Place) -> None:
    filled(place)
    place.files.rename(place / "dir/link", place / "link")
    place.files.rename(place / "dir/file", place / "file")
    place.files.rename(place / "dir", place / "tree")
    assert place.files.names(place.root) == ("file", "link", "tree")
    assert place.files.target(place / "link") == "inner"
    assert place.files.read(place / "tree/inner/deep") == b"two"


def test_a_move_replaces_a_file_and_an_empty_directory(place: Place) -> None:
    filled(place)
    place.files.write(place / "old", b"old")
    place.files.rename(place / "dir/file", place / "old")
    assert place.files.read(place / "old") == b"one"
    place.files.make_directory(place / "empty")
    place.files.rename(place / "dir", place / "empty")
    assert place.files.names(place.root) == ("empty", "old")


def test_a_move_never_merges_nor_mixes(place: Place) -> None:
    filled(place)
    place.files.make_directory(place / "full/inside")
    with pytest.raises(OSError, match="not empty") as caught:
        place.files.rename(place / "dir", place / "full")
    assert caught.value.errno == errno.ENOTEMPTY
    with pytest.raises(IsADirectoryError):
        place.files.rename(place / "dir/file", place / "full")
    with pytest.raises(NotADirectoryError):
        place.files.rename(place / "full", place / "dir/file")
    with pytest.raises(FileNotFoundError):
        place.files.rename(place / "nothing", place / "full/new")
    with pytest.raises(FileNotFoundError):
        place.files.rename(place / "dir", place / "nothing/new")
    assert place.files.read(place / "dir/file") == b"one"


def test_two_paths_change_places_whatever_they_are(place: Place) -> None:
    filled(place)
    place.files.link(place / "link", "dir/file")
    place.files.exchange(place / "link", place / "dir/inner")
    assert place.files.read(place / "link/deep") == b"two"
    assert place.files.target(place / "dir/inner") == "dir/file"


@pytest.mark.parametrize("missing", [0, 1])
def test_an_exchange_needs_both(place: Place, missing: int) -> None:
    filled(place)
    paths = [place / "dir", place / "dir"]
    paths[missing] = place / "nothing"
    with pytest.raises(FileNotFoundError) as caught:
        place.files.exchange(*paths)
    assert caught.value.errno == errno.ENOENT
    assert caught.value.filename == paths[0]
    assert place.files.read(place / "dir/file") == b"one"


# ------------------------------------------------------------------ removing


def test_removing_takes_a_tree_and_never_what_a_link_leads_to(place: Place) -> None:
    filled(place)
    place.files.make_directory(place / "tree/inside")
    place.files.link(place / "tree/inside/link", "../../dir")
    place.files.link(place / "link", "dir")
    place.files.remove(place / "link")
    place.files.remove(place / "tree")
    assert place.files.names(place.root) == ("dir",)
    place.files.remove(place / "dir/file")
    assert place.files.names(place / "dir") == ("inner", "link")


def test_removing_what_is_not_there_is_no_error(place: Place) -> None:
    filled(place)
    place.files.remove(place / "nothing")
    place.files.remove(place / "nothing/below")
    place.files.remove(place / "dir/file/below")
    assert place.files.names(place.root) == ("dir",)


def test_a_flush_changes_nothing(place: Place) -> None:
    filled(place)
    place.files.flush(place.root)
    place.files.flush(place / "dir/file")
    assert place.files.read(place / "dir/file") == b"one"


# ------------------------------------------------------------------ the lock


def test_one_holds_the_lock_and_the_next_may(place: Place) -> None:
    lock = place / "lock"
    with place.files.lock(lock), pytest.raises(BlockingIOError), place.files.lock(lock):
        pytest.fail("two hold it")
    with place.files.lock(lock):
        assert place.files.kind(place / "lock") is Kind.FILE


def test_an_error_frees_the_lock(place: Place) -> None:
    with pytest.raises(RuntimeError), place.files.lock(place / "lock"):
        raise RuntimeError
    with place.files.lock(place / "lock"):
        pass


def test_two_locks_are_two(place: Place) -> None:
    with place.files.lock(place / "one"), place.files.lock(place / "two"):
        pass


def test_a_lock_needs_its_directory(place: Place) -> None:
    with pytest.raises(FileNotFoundError), place.files.lock(place / "nothing/lock"):
        pytest.fail("it is held")


# ------------------------------------------------------------------ marks


def test_a_path_tells_its_own_permissions_and_whose_it_is(place: Place) -> None:
    place.files.write(place / "secret", b"", 0o600)
    place.files.write(place / "file", b"")
    place.files.link(place / "link", "secret")
    place.files.make_directory(place / "dir")
    assert place.files.marks(place / "secret") == Marks(0o600, mine=True)
    assert place.files.marks(place / "file") == Marks(0o644, mine=True)
    assert place.files.marks(place / "link") == Marks(0o777, mine=True)
    assert place.files.marks(place / "dir") == Marks(0o755, mine=True)


def test_there_is_room_for_more_files(place: Place) -> None:
    assert place.files.free_inodes(place.root) > 0


@pytest.mark.parametrize("method", ["free_inodes", "marks", "mount"])
def test_what_is_not_there_has_no_marks(place: Place, method: str) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        getattr(place.files, method)(place / "nothing")
    assert caught.value.filename == place / "nothing"


# ------------------------------------------------------------------ errors, by number

LONG = "x" * 250
"""A good name for a file, but too long to be written beside its place."""

ERRORS: dict[str, tuple[int, Callable[[Place], object]]] = {
    "read a directory": (errno.EISDIR, lambda p: p.files.read(p / "dir")),
    "read a link to a directory": (errno.EISDIR, lambda p: p.files.read(p / "dir/link")),
    "read a dangling link": (errno.ENOENT, lambda p: p.files.read(p / "dangling")),
    "read a loop": (errno.ELOOP, lambda p: p.files.read(p / "loop")),
    "read below a loop": (errno.ELOOP, lambda p: p.files.read(p / "loop/file")),
    "names of a file": (errno.ENOTDIR, lambda p: p.files.names(p / "dir/file")),
    "names below a file": (errno.ENOTDIR, lambda p: p.files.names(p / "dir/file/x")),
    "names of a loop": (errno.ELOOP, lambda p: p.files.names(p / "loop")),
    "walk a file": (errno.ENOTDIR, lambda p: p.files.walk(p / "dir/file")),
    "walk a dangling link": (errno.ENOENT, lambda p: p.files.walk(p / "dangling")),
    "target of a directory": (errno.EINVAL, lambda p: p.files.target(p / "dir")),
    "target of nothing": (errno.ENOENT, lambda p: p.files.target(p / "nothing")),
    "target below a file": (errno.ENOTDIR, lambda p: p.files.target(p / "dir/file/x")),
    "owned behind a dangling link": (errno.ENOENT, lambda p: p.files.owned(p / "dangling")),
    "room behind a dangling link": (errno.ENOENT, lambda p: p.files.free_bytes(p / "dangling")),
    "flush below a file": (errno.ENOTDIR, lambda p: p.files.flush(p / "dir/file/x")),
    "write below a file": (errno.ENOTDIR, lambda p: p.files.write(p / "dir/file/x", b"")),
    "write below a loop": (errno.ELOOP, lambda p: p.files.write(p / "loop/x", b"")),
    "write a long name": (errno.ENAMETOOLONG, lambda p: p.files.write(p / LONG, b"")),
    "link below a file": (errno.ENOTDIR, lambda p: p.files.link(p / "dir/file/x", "y")),
    "link a long name": (errno.ENAMETOOLONG, lambda p: p.files.link(p / LONG, "y")),
    "make a directory below a file": (
        errno.EEXIST,
        lambda p: p.files.make_directory(p / "dir/file/x"),
    ),
    "make a directory behind a dangling link": (
        errno.EEXIST,
        lambda p: p.files.make_directory(p / "dangling"),
    ),
    "make a directory in place of a loop": (
        errno.EEXIST,
        lambda p: p.files.make_directory(p / "loop"),
    ),
    "make a directory of a long name": (
        errno.ENAMETOOLONG,
        lambda p: p.files.make_directory(p / ("x" * 256)),
    ),
    "copy a directory": (errno.EISDIR, lambda p: p.files.copy(p / "dir", p / "new")),
    "copy onto a directory": (
        errno.EISDIR,
        lambda p: p.files.copy(p / "dir/file", p / "dir/inner"),
    ),
    "copy a dangling link": (errno.ENOENT, lambda p: p.files.copy(p / "dangling", p / "new")),
    "copy to below a file": (
        errno.ENOTDIR,
        lambda p: p.files.copy(p / "dir/file", p / "dir/file/x"),
    ),
    "move nothing": (errno.ENOENT, lambda p: p.files.rename(p / "nothing", p / "new")),
    "move from below a file": (
        errno.ENOTDIR,
        lambda p: p.files.rename(p / "dir/file/x", p / "new"),
    ),
    "move a directory into itself": (
        errno.EINVAL,
        lambda p: p.files.rename(p / "dir", p / "dir/inner/new"),
    ),
    "move a directory onto a link": (
        errno.ENOTDIR,
        lambda p: p.files.rename(p / "dir", p / "dangling"),
    ),
    "move to a long name": (
        errno.ENAMETOOLONG,
        lambda p: p.files.rename(p / "dir/file", p / ("x" * 256)),
    ),
    "exchange a directory and what it holds": (
        errno.EINVAL,
        lambda p: p.files.exchange(p / "dir", p / "dir/inner"),
    ),
    "exchange what a directory holds and it": (
        errno.EINVAL,
        lambda p: p.files.exchange(p / "dir/inner", p / "dir"),
    ),
    "exchange from below a file": (
        errno.ENOTDIR,
        lambda p: p.files.exchange(p / "dir/file/x", p / "dir"),
    ),
    "lock a directory": (errno.EISDIR, lambda p: p.files.lock(p / "dir").__enter__()),
    "lock a link": (errno.ELOOP, lambda p: p.files.lock(p / "dir/link").__enter__()),
    "lock below a file": (errno.ENOTDIR, lambda p: p.files.lock(p / "dir/file/x").__enter__()),
}


@pytest.mark.parametrize("case", sorted(ERRORS))
def test_an_error_is_the_kernels_and_changes_nothing(place: Place, case: str) -> None:
    filled(place)
    place.files.link(place / "dangling", "nowhere")
    place.files.link(place / "loop", "pool")
    place.files.link(place / "pool", "loop")
    before = place.files.walk(place.root)
    number, act = ERRORS[case]
    with pytest.raises(OSError, match=r".+") as caught:
        act(place)
    assert caught.value.errno == number
    assert str(caught.value.filename).startswith(place.root)
    assert place.files.walk(place.root) == before
    assert place.files.read(place / "dir/file") == b"one"


# ------------------------------------------------------------------ links that lead astray


def test_a_loop_is_a_link_that_can_be_seen_and_removed(place: Place) -> None:
    place.files.link(place / "loop", "loop")
    assert place.files.kind(place / "loop") is Kind.LINK
    assert place.files.target(place / "loop") == "loop"
    place.files.remove(place / "loop")
    assert place.files.names(place.root) == ()


def test_a_dangling_link_resolves_to_where_it_leads(place: Place) -> None:
    place.files.link(place / "link", "nowhere/at/all")
    assert place.files.resolve(place / "link") == place / "nowhere/at/all"
    assert place.files.resolve(place / "link/below") == place / "nowhere/at/all/below"


def test_a_loop_resolves_to_itself(place: Place) -> None:
    place.files.link(place / "loop", "loop")
    assert place.files.resolve(place / "loop") == place / "loop"


def test_links_lead_on_relative_absolute_and_upwards(place: Place) -> None:
    filled(place)
    place.files.link(place / "one", place / "dir")
    place.files.link(place / "two", "one/inner")
    place.files.link(place / "dir/inner/three", "../../two")
    assert place.files.read(place / "two/deep") == b"two"
    assert place.files.read(place / "dir/inner/three/deep") == b"two"
    assert place.files.resolve(place / "dir/inner/three/three") == place / "dir/inner"
    assert place.files.names(place / "two") == ("deep", "three")


def test_a_link_follows_what_comes_and_goes_at_its_target(place: Place) -> None:
    filled(place)
    place.files.link(place / "current", "dir")
    assert place.files.read(place / "current/file") == b"one"
    place.files.rename(place / "dir", place / "old")
    assert place.files.kind(place / "current/file") is None
    place.files.make_directory(place / "dir")
    place.files.write(place / "dir/file", b"new")
    assert place.files.read(place / "current/file") == b"new"
    place.files.link(place / "current", "old")
    assert place.files.read(place / "current/file") == b"one"


def test_an_exchange_of_link_and_directory_moves_what_links_through_them_see(place: Place) -> None:
    filled(place)
    place.files.make_directory(place / "new")
    place.files.write(place / "new/file", b"new")
    place.files.link(place / "live", "new")
    assert place.files.read(place / "live/file") == b"new"
    place.files.exchange(place / "live", place / "dir")
    assert place.files.read(place / "live/file") == b"one"
    assert place.files.read(place / "dir/file") == b"new"


def test_directories_change_places_with_the_links_in_them(place: Place) -> None:
    for name in ("one", "two"):
        place.files.make_directory(place / f"{name}/{name}")
        place.files.write(place / f"{name}/{name}/file", name.encode())
        place.files.link(place / f"{name}/link", name)
    assert place.files.read(place / "one/link/file") == b"one"
    place.files.exchange(place / "one", place / "two")
    assert place.files.read(place / "one/link/file") == b"two"
    assert place.files.resolve(place / "one/link/file") == place / "one/two/file"


# ------------------------------------------------------------------ exchanges and moves


def test_every_pair_of_kinds_changes_places(place: Place) -> None:
    filled(place)
    place.files.write(place / "other", b"other")
    place.files.exchange(place / "dir/file", place / "other")
    assert place.files.read(place / "dir/file") == b"other"
    place.files.exchange(place / "dir/inner", place / "other")
    assert place.files.read(place / "other/deep") == b"two"
    assert place.files.read(place / "dir/inner") == b"one"
    place.files.link(place / "dangling", "nowhere")
    place.files.exchange(place / "dangling", place / "dir/inner")
    assert place.files.target(place / "dir/inner") == "nowhere"
    assert place.files.read(place / "dangling") == b"one"


@pytest.mark.parametrize("name", ["dir", "dir/file", "dir/link"])
def test_what_is_moved_onto_itself_stays(place: Place, name: str) -> None:
    filled(place)
    before = place.files.walk(place.root)
    place.files.rename(place / name, place / name)
    assert place.files.walk(place.root) == before
    place.files.exchange(place / name, place / name)
    assert place.files.walk(place.root) == before


def test_a_file_or_a_link_moved_onto_a_link_replaces_the_link(place: Place) -> None:
    filled(place)
    place.files.link(place / "link", "dir/file")
    place.files.write(place / "new", b"new")
    place.files.rename(place / "new", place / "link")
    assert place.files.kind(place / "link") is Kind.FILE
    place.files.rename(place / "dir/link", place / "link")
    assert place.files.target(place / "link") == "inner"
    assert place.files.read(place / "dir/file") == b"one"


def test_what_is_moved_through_a_link_lies_where_the_link_leads(place: Place) -> None:
    filled(place)
    place.files.rename(place / "dir/link/deep", place / "dir/link/moved")
    assert place.files.names(place / "dir/inner") == ("moved",)


# ------------------------------------------------------------------ copies and modes


def test_modes_are_what_was_asked_for(place: Place) -> None:
    place.files.write(place / "plain", b"")
    place.files.write(place / "secret", b"", mode=0o600)
    place.files.write(place / "program", b"", mode=0o755)
    place.files.copy(place / "program", place / "copy")
    modes = [place.files.marks(place / name).mode for name in place.files.names(place.root)]
    assert modes == [0o755, 0o644, 0o755, 0o600]


def test_a_write_sets_the_mode_anew_and_a_move_keeps_it(place: Place) -> None:
    place.files.write(place / "program", b"", mode=0o755)
    place.files.rename(place / "program", place / "moved")
    assert place.files.marks(place / "moved").mode == 0o755
    place.files.write(place / "moved", b"")
    assert place.files.marks(place / "moved").mode == 0o644


def test_a_copy_takes_what_a_link_leads_to_and_replaces_a_link(place: Place) -> None:
    filled(place)
    place.files.link(place / "from", "dir/file")
    place.files.link(place / "to", "dir/inner/deep")
    place.files.copy(place / "from", place / "to")
    assert place.files.kind(place / "to") is Kind.FILE
    assert place.files.read(place / "to") == b"one"
    assert place.files.read(place / "dir/inner/deep") == b"two"


def test_a_copy_onto_itself_keeps_it(place: Place) -> None:
    filled(place)
    place.files.copy(place / "dir/file", place / "dir/file")
    assert place.files.read(place / "dir/file") == b"one"


@pytest.mark.parametrize("method", ["copy", "write"])
def test_another_name_of_a_file_keeps_the_old_content(place: Place, method: str) -> None:
    filled(place)
    place.hard_link("dir/file", "cached")
    place.files.write(place / "new", b"new")
    if method == "copy":
        place.files.copy(place / "new", place / "cached")
    else:
        place.files.write(place / "cached", b"new")
    assert place.files.read(place / "cached") == b"new"
    assert place.files.read(place / "dir/file") == b"one"


def test_removing_one_name_of_a_file_leaves_the_other(place: Place) -> None:
    filled(place)
    place.hard_link("dir/file", "cached")
    place.files.remove(place / "dir")
    assert place.files.read(place / "cached") == b"one"


def test_what_a_killed_write_left_is_overwritten(place: Place) -> None:
    place.files.write(place / "x", b"half")
    for name in ("file", "link"):
        place.files.copy(place / "x", place / f".{name}{UNFINISHED}")
    place.files.write(place / "file", b"whole")
    place.files.link(place / "link", "file")
    assert place.files.names(place.root) == ("file", "link", "x")


# ------------------------------------------------------------------ odd names and sizes

ODD = (
    "a b",
    "a\nb",
    "-rf",
    "...",
    "caf\N{LATIN SMALL LETTER E WITH ACUTE}",
    "\udce9",
    "$HOME",
    "~",
)


def test_odd_names_are_names(place: Place) -> None:
    for name in ODD:
        place.files.make_directory(place / name)
        place.files.write(place / f"{name}/{name}", name.encode("utf-8", "surrogateescape"))
    assert place.files.names(place.root) == tuple(sorted(ODD))
    entries = [entry.path for entry in place.files.walk(place.root)]
    assert entries == sorted([*ODD, *(f"{name}/{name}" for name in ODD)])
    for name in ODD:
        place.files.rename(place / name, place / f"{name}.moved")
        place.files.remove(place / f"{name}.moved")
    assert place.files.names(place.root) == ()


def test_an_empty_directory_has_nothing_to_walk(place: Place) -> None:
    assert place.files.walk(place.root) == ()
    assert place.files.names(place.root) == ()


def test_bytes_are_kept_whatever_they_are(place: Place) -> None:
    content = bytes(range(256)) * 8192
    place.files.write(place / "file", content)
    place.files.copy(place / "file", place / "copy")
    assert place.files.read(place / "copy") == content


def test_room_is_that_of_the_file_system_wherever_on_it(place: Place) -> None:
    filled(place)
    place.files.link(place / "link", "dir/file")
    room = place.files.free_bytes(place.root)
    for name in ("dir", "dir/file", "link"):
        assert abs(place.files.free_bytes(place / name) - room) < 1024**3


def test_a_tree_is_removed_with_all_that_lies_in_it(place: Place) -> None:
    deep = "/".join(f"d{number}" for number in range(30))
    place.files.make_directory(place / f"tree/{deep}")
    place.files.write(place / f"tree/{deep}/file", b"")
    place.files.link(place / "tree/loop", "loop")
    place.files.remove(place / "tree")
    assert place.files.names(place.root) == ()


# ------------------------------------------------------------------ the lock, of others


def test_a_lock_that_another_holds_is_taken(place: Place) -> None:
    with place.rival(place / "lock"):
        with pytest.raises(BlockingIOError) as caught, place.files.lock(place / "lock"):
            pytest.fail("two hold it")
        assert caught.value.errno == errno.EAGAIN
    with place.files.lock(place / "lock"):
        pass


def test_a_lock_is_seen_without_being_taken(place: Place) -> None:
    lock = place / "lock"
    assert not place.files.held(lock)
    with place.files.lock(lock):
        assert place.files.held(lock)
    assert not place.files.held(lock)
    with place.rival(lock):
        assert place.files.held(lock)
    assert not place.files.held(lock)


def test_a_lock_is_freed_by_death(place: Place) -> None:
    with place.rival(place / "lock", dies=True), place.files.lock(place / "lock"):
        assert place.files.names(place.root) == ("lock",)


def test_a_lock_is_not_held_by_a_program_started_under_it(place: Place) -> None:
    lock = place / "lock"
    with place.files.lock(lock):
        program = place.program()
        program.__enter__()
    try:
        with place.files.lock(lock):
            pass
    finally:
        program.__exit__(None, None, None)


def test_what_a_lock_file_holds_is_kept(place: Place) -> None:
    place.files.write(place / "lock", b"words")
    with place.files.lock(place / "lock"):
        pass
    assert place.files.read(place / "lock") == b"words"
