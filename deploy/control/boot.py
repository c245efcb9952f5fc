"""What runs first on a host: it fetches the deployer and the instruction, proves both, and begins.

It is sent as text, so it stands alone and is of the standard library. Whatever fails here fails
before the deployer begins: nothing was touched.
"""

import hashlib
import json
import os
import pwd
import sys
import time
import urllib.request

REFUSED = 2
TRIES_MAX, WAIT_S, TIMEOUT_S, BYTES_MAX = 4, 3, 60, 64 * 1024 * 1024
KEPT = "app/ai/.deploy/deployers"


def begin(
    instruction_url: str, instruction_sha256: str, deployer_url: str, deployer_sha256: str
) -> None:
    """Become the deployer, as the owner of the base directory; end with 2 where that cannot be."""
    try:
        if sys.version_info < (3, 10):  # noqa: UP036 - a host's Python may be anything
            raise RuntimeError("its python3 is older than 3.10")  # noqa: TRY301
        instruction = fetched(instruction_url, instruction_sha256, "the instruction")
        home = become_owner(json.loads(instruction)["base"])
        deployer = fetched(deployer_url, deployer_sha256, "the deployer")
        program = kept(json.loads(instruction)["base"], deployer_sha256, deployer)
        hand_over(program, instruction, home)
    except Exception as error:  # noqa: BLE001 - whatever it was, the deployer never began
        print(f"REFUSED, nothing was touched: {said(error)}", file=sys.stderr)  # noqa: T201
        sys.exit(REFUSED)


def said(error: Exception) -> str:
    """Say what failed without any address: the query of one is a right."""
    return str(getattr(error, "strerror", None) or error).partition("?")[0]


def fetched(url: str, sha256: str, what: str) -> bytes:
    """Return what lies at an address, proven by its digest."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for tries_left in reversed(range(TRIES_MAX)):
        try:
            with opener.open(url, timeout=TIMEOUT_S) as answer:
                content: bytes = answer.read(BYTES_MAX)
            break
        except OSError as error:
            lasting = 400 <= getattr(error, "code", 500) < 500  # noqa: PLR2004 - of HTTP
            if lasting or not tries_left:
                why = getattr(error, "code", None) or getattr(error, "reason", None) or error
                raise RuntimeError(f"{what} cannot be fetched: {why}") from None
            time.sleep(WAIT_S)
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise RuntimeError(f"{what} arrived with the SHA-256 {found}, not {sha256}")
    return content


def become_owner(base: str) -> str:
    """Go on as the user who owns the base directory; return their home."""
    uid = os.stat(base).st_uid
    owner = pwd.getpwuid(uid)
    if uid == 0 and os.geteuid() == 0:
        raise RuntimeError(f"{base} belongs to root; give it to its owner: chown -R ubuntu {base}")
    if os.geteuid() == 0:
        os.initgroups(owner.pw_name, owner.pw_gid)
        os.setgid(owner.pw_gid)
        os.setuid(uid)
    os.umask(0o022)
    return owner.pw_dir


def kept(base: str, sha256: str, content: bytes) -> str:
    """Keep the deployer on the host, where a person finds it too; return its path."""
    folder = f"{base}/{KEPT}"
    path = f"{folder}/{sha256}.pyz"
    os.makedirs(folder, exist_ok=True)
    unfinished = f"{path}.{os.getpid()}.writing"
    with open(unfinished, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(unfinished, path)
    return path


def hand_over(program: str, instruction: bytes, home: str) -> None:
    """Become the deployer; it reads the instruction from its standard input."""
    memory = os.memfd_create("instruction")
    os.write(memory, instruction)
    os.lseek(memory, 0, os.SEEK_SET)
    os.dup2(memory, 0)
    names = ("PATH", "LANG", "AWS_SSM_INSTANCE_ID")
    env = {name: os.environ[name] for name in names if name in os.environ}
    owner = pwd.getpwuid(os.geteuid()).pw_name
    os.chdir("/")
    os.execve(
        sys.executable,
        (sys.executable, "-I", program, "receive"),
        {**env, "HOME": home, "USER": owner, "LOGNAME": owner},
    )
