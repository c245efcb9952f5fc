"""What every implementation of the files port must do, its errors included."""

import errno

import pytest

from deploy.ports import Entry, Kind
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
