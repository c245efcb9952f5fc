"""What Caddy does, real and fake: its commands, and what clients get through it."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from deploy.errors import Unreachable
from deploy.ports import Answer
from sim.sandbox.host import CADDYFILE
from tests.contracts.proxies import PROXIES, Proxy

ARMS = ["simulated", pytest.param("real", marks=pytest.mark.real)]
PLAIN = ":80 {\n\treverse_proxy localhost:8000\n}\n"
ELSEWHERE = PLAIN.replace("8000", "8001")
HOLDING = (
    ":80 {\n\treverse_proxy localhost:8000 {\n"
    "\t\tlb_try_duration 1500ms\n\t\tlb_try_interval 100ms\n\t}\n}\n"
)
BAD = {
    "nothing": ("", "EOF"),
    "an open brace": (":80 {\n\treverse_proxy localhost:8000\n", "syntax error"),
    "no directive": (":80 {\n\treverse_prox localhost:8000\n}\n", "unrecognized directive"),
    "no port": (PLAIN.replace("8000", "99999"), "parsing upstream 'localhost:99999'"),
    "a missing import": (f"import /etc/caddy/none\n{PLAIN}", "File to import not found"),
}


@pytest.fixture(scope="module", params=ARMS)
def fresh(request: pytest.FixtureRequest) -> Iterator[Callable[[ExitStack], Proxy]]:
    """Give the fake and the real Caddy in turn."""
    with PROXIES[request.param]() as made:
        yield made


@pytest.fixture
def proxy(fresh: Callable[[ExitStack], Proxy]) -> Iterator[Proxy]:
    """Give a Caddy that is configured and does not run."""
    with ExitStack() as stack:
        made = fresh(stack)
        made.caddyfile(PLAIN)
        yield made


def reload(proxy: Proxy, path: str = CADDYFILE) -> tuple[int, str]:
    result = proxy.caddy("reload", "--config", path)
    assert result.out == ""
    return result.code, result.err


def serve(proxy: Proxy, text: str) -> None:
    proxy.caddyfile(text)
    proxy.start()


# ------------------------------------------------------------------ its commands


def test_it_names_its_version(proxy: Proxy) -> None:
    result = proxy.caddy("version")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("v2.")


def test_a_reload_needs_a_caddy_that_runs(proxy: Proxy) -> None:
    code, said = reload(proxy)
    assert code == 1
    assert "sending configuration to instance" in said
    assert "connection refused" in said.splitlines()[-1]


def test_a_reload_needs_its_file(proxy: Proxy) -> None:
    proxy.start()
    code, said = reload(proxy, "/etc/caddy/none")
    assert code == 1
    assert "open /etc/caddy/none: no such file or directory" in said.splitlines()[-1]


def test_the_file_is_read_before_caddy_is_asked(proxy: Proxy) -> None:
    code, said = reload(proxy, "/etc/caddy/none")
    assert code == 1
    assert "no such file or directory" in said


def test_a_reload_of_the_same_changes_nothing(proxy: Proxy) -> None:
    proxy.upstream(8000)
    proxy.start()
    assert reload(proxy)[0] == 0
    assert proxy.get() == Answer(200, b"upstream")


def test_a_reload_leads_to_another_upstream(proxy: Proxy) -> None:
    proxy.upstream(8000, "one")
    proxy.upstream(8001, "two")
    proxy.start()
    assert proxy.get().body == b"one"
    proxy.caddyfile(ELSEWHERE)
    assert proxy.get().body == b"one"  # until it is reloaded
    assert reload(proxy)[0] == 0
    assert proxy.get().body == b"two"


@pytest.mark.parametrize("case", sorted(BAD))
def test_a_bad_file_is_refused_and_the_old_one_serves_on(proxy: Proxy, case: str) -> None:
    text, words = BAD[case]
    proxy.upstream(8000)
    proxy.start()
    proxy.caddyfile(text)
    code, said = reload(proxy)
    assert code == 1
    assert words in said.splitlines()[-1]
    assert proxy.get() == Answer(200, b"upstream")


def test_a_file_of_comments_is_good_and_takes_every_site_away(proxy: Proxy) -> None:
    proxy.upstream(8000)
    proxy.start()
    proxy.caddyfile("# nothing\n")
    assert reload(proxy)[0] == 0
    with pytest.raises(Unreachable):
        proxy.get()
    proxy.caddyfile(PLAIN)
    assert reload(proxy)[0] == 0
    assert proxy.get().status == 200


def test_a_file_of_another_name_is_no_caddyfile(proxy: Proxy) -> None:
    proxy.start()
    proxy.caddyfile(PLAIN, "/etc/caddy/refit.conf")
    code, said = reload(proxy, "/etc/caddy/refit.conf")
    assert code == 1
    assert "config is not valid JSON" in said


def test_a_port_that_is_taken_is_refused_and_the_old_sites_serve_on(proxy: Proxy) -> None:
    proxy.upstream(8000)
    proxy.start()
    proxy.caddyfile(f'{PLAIN}:8000 {{\n\trespond "mine"\n}}\n')
    code, said = reload(proxy)
    assert code == 1
    assert "address already in use" in said
    assert proxy.get() == Answer(200, b"upstream")


def test_a_good_file_is_valid_whether_caddy_runs_or_not(proxy: Proxy) -> None:
    result = proxy.caddy("validate", "--config", CADDYFILE)
    assert (result.code, result.out) == (0, "Valid configuration\n")


@pytest.mark.parametrize("case", sorted(BAD))
def test_a_bad_file_is_not_valid(proxy: Proxy, case: str) -> None:
    text, words = BAD[case]
    proxy.caddyfile(text)
    result = proxy.caddy("validate", "--config", CADDYFILE)
    assert (result.code, result.out) == (1, "")
    assert words in result.err.splitlines()[-1]


def test_a_file_that_is_not_there_is_not_valid(proxy: Proxy) -> None:
    result = proxy.caddy("validate", "--config", "/etc/caddy/none")
    assert result.code == 1
    assert "no such file or directory" in result.err


def test_a_file_is_told_as_json(proxy: Proxy) -> None:
    result = proxy.caddy("adapt", "--config", CADDYFILE)
    assert result.code == 0
    servers = json.loads(result.out)["apps"]["http"]["servers"]
    assert [server["listen"] for server in servers.values()] == [[":80"]]
    assert "localhost:8000" in result.out


@pytest.mark.parametrize("case", sorted(BAD))
def test_a_bad_file_is_not_told(proxy: Proxy, case: str) -> None:
    proxy.caddyfile(BAD[case][0])
    assert proxy.caddy("adapt", "--config", CADDYFILE).code == 1


def test_an_open_brace_is_told_with_where_it_stands(proxy: Proxy) -> None:
    proxy.caddyfile(BAD["an open brace"][0])
    said = proxy.caddy("adapt", "--config", CADDYFILE).err.splitlines()[-1]
    assert said.startswith('{"level":"error","ts":')
    wrong = "syntax error: unexpected token 'localhost:8000', expecting '}'"
    assert json.loads(said)["msg"] == f"{wrong}, at {CADDYFILE}:2 import chain: ['']"


@pytest.mark.parametrize("pattern", ["/etc/caddy/sites/*", "sites/*"])
def test_files_are_imported_and_there_may_be_none(proxy: Proxy, pattern: str) -> None:
    proxy.upstream(8000)
    serve(proxy, f"import {pattern}\n{PLAIN}")
    assert proxy.get().status == 200
    proxy.caddyfile(':8083 {\n\trespond "imported"\n}\n', "/etc/caddy/sites/one")
    assert reload(proxy)[0] == 0
    assert proxy.get(port=8083) == Answer(200, b"imported")
    assert proxy.get().status == 200


# ------------------------------------------------------------------ what clients get


@pytest.mark.parametrize("status", [200, 404, 500, 503])
def test_an_answer_is_passed_on_as_it_is(proxy: Proxy, status: int) -> None:
    proxy.upstream(8000, "said", status=status)
    proxy.start()
    assert proxy.get("/api/ai/health") == Answer(status, b"said")


def test_an_upstream_that_is_down_is_a_bad_gateway_at_once(proxy: Proxy) -> None:
    proxy.start()
    before = proxy.now()
    assert proxy.get() == Answer(502, b"")
    assert proxy.now() - before < 1


def test_a_wrong_upstream_is_accepted_and_a_bad_gateway(proxy: Proxy) -> None:
    proxy.upstream(8000)
    proxy.start()
    proxy.caddyfile(ELSEWHERE)
    assert reload(proxy)[0] == 0
    assert proxy.get().status == 502


def test_an_upstream_comes_and_goes(proxy: Proxy) -> None:
    proxy.start()
    assert proxy.get().status == 502
    end = proxy.upstream(8000, "one")
    assert proxy.get() == Answer(200, b"one")
    end()
    assert proxy.get().status == 502
    proxy.upstream(8000, "two")
    assert proxy.get() == Answer(200, b"two")


def test_a_request_is_held_until_the_upstream_is_back(proxy: Proxy) -> None:
    serve(proxy, HOLDING)
    proxy.upstream(8000, ready_s=0.5)
    before = proxy.now()
    assert proxy.get() == Answer(200, b"upstream")
    assert 0.4 <= proxy.now() - before < 1.6


def test_a_request_is_held_no_longer_than_that(proxy: Proxy) -> None:
    serve(proxy, HOLDING)
    before = proxy.now()
    assert proxy.get() == Answer(502, b"")
    assert 1.4 <= proxy.now() - before < 4


def test_a_client_may_wait_less_long(proxy: Proxy) -> None:
    serve(proxy, HOLDING)
    before = proxy.now()
    with pytest.raises(Unreachable):
        proxy.get(timeout_s=0.4)
    assert 0.39 <= proxy.now() - before < 1.3


def test_an_error_of_the_upstream_is_not_held(proxy: Proxy) -> None:
    serve(proxy, HOLDING)
    proxy.upstream(8000, "broken", status=500)
    before = proxy.now()
    assert proxy.get() == Answer(500, b"broken")
    assert proxy.now() - before < 1


def test_holding_begins_with_a_reload(proxy: Proxy) -> None:
    proxy.start()
    before = proxy.now()
    assert proxy.get().status == 502
    assert proxy.now() - before < 1
    proxy.caddyfile(HOLDING)
    assert reload(proxy)[0] == 0
    before = proxy.now()
    assert proxy.get().status == 502
    assert proxy.now() - before >= 1.4


def test_a_slow_upstream_is_waited_for(proxy: Proxy) -> None:
    proxy.upstream(8000, answers_s=0.4)
    proxy.start()
    before = proxy.now()
    assert proxy.get().status == 200
    assert proxy.now() - before >= 0.39


def test_a_client_gives_a_slow_upstream_up(proxy: Proxy) -> None:
    proxy.upstream(8000, answers_s=30)
    proxy.start()
    with pytest.raises(Unreachable):
        proxy.get(timeout_s=0.3)


def test_an_upstream_that_dies_over_its_answer_is_a_bad_gateway(proxy: Proxy) -> None:
    proxy.upstream(8000, answers_s=30, dies_s=0.3)
    proxy.start()
    assert proxy.get() == Answer(502, b"")


def test_a_proxy_without_upstream_is_unavailable(proxy: Proxy) -> None:
    serve(proxy, ":80 {\n\treverse_proxy\n}\n")
    assert proxy.get() == Answer(503, b"")


# ------------------------------------------------------------------ sites and paths


def test_a_path_that_nobody_handles_is_an_empty_answer(proxy: Proxy) -> None:
    proxy.upstream(8000)
    serve(proxy, ":80 {\n\thandle /api/* {\n\t\treverse_proxy localhost:8000\n\t}\n}\n")
    assert proxy.get("/api/ai/health") == Answer(200, b"upstream")
    assert proxy.get("/") == Answer(200, b"")


def test_the_more_special_path_wins(proxy: Proxy) -> None:
    proxy.upstream(8000, "app")
    proxy.upstream(8080, "backend")
    handled = "\thandle /api/ai/* {\n\t\treverse_proxy localhost:8000\n\t}\n"
    serve(proxy, f":80 {{\n\thandle {{\n\t\treverse_proxy localhost:8080\n\t}}\n{handled}}}\n")
    assert proxy.get("/api/ai/health").body == b"app"
    assert proxy.get("/api/users").body == b"backend"


def test_one_path_may_be_answered_without_the_upstream(proxy: Proxy) -> None:
    proxy.upstream(8000)
    own = '\thandle /own/* {\n\t\trespond "own"\n\t}\n'
    serve(proxy, f":80 {{\n\thandle {{\n\t\treverse_proxy localhost:8000\n\t}}\n{own}}}\n")
    assert proxy.get("/own/page") == Answer(200, b"own")
    assert proxy.get("/other") == Answer(200, b"upstream")


def test_two_sites_are_two(proxy: Proxy) -> None:
    end = proxy.upstream(8000, "app")
    proxy.upstream(8080, "backend")
    serve(proxy, f"{PLAIN}:8081 {{\n\treverse_proxy localhost:8080\n}}\n")
    assert (proxy.get().body, proxy.get(port=8081).body) == (b"app", b"backend")
    end()
    assert (proxy.get().status, proxy.get(port=8081).status) == (502, 200)


def test_a_site_of_another_name_is_an_empty_answer(proxy: Proxy) -> None:
    proxy.upstream(8000)
    serve(proxy, "http://example.test {\n\treverse_proxy localhost:8000\n}\n")
    assert proxy.get() == Answer(200, b"")


@pytest.mark.parametrize(
    ("words", "answer"), [('"said"', Answer(200, b"said")), ('"no" 404', Answer(404, b"no"))]
)
def test_a_site_may_answer_by_itself(proxy: Proxy, words: str, answer: Answer) -> None:
    serve(proxy, f":80 {{\n\trespond {words}\n}}\n")
    assert proxy.get() == answer


def test_where_no_site_is_nobody_listens(proxy: Proxy) -> None:
    proxy.start()
    with pytest.raises(Unreachable):
        proxy.get(port=8081)


# ------------------------------------------------------------------ caddy itself


def test_one_that_was_killed_serves_nobody(proxy: Proxy) -> None:
    proxy.upstream(8000)
    proxy.start()
    proxy.kill()
    for port in (80, 2019):
        with pytest.raises(Unreachable):
            proxy.get("/config/", port=port)
    assert proxy.get(port=8000).status == 200
    assert reload(proxy)[0] == 1


def test_one_that_is_started_again_reads_its_file(proxy: Proxy) -> None:
    proxy.upstream(8000, "one")
    proxy.upstream(8001, "two")
    proxy.start()
    proxy.kill()
    serve(proxy, ELSEWHERE)
    assert proxy.get().body == b"two"


def test_one_with_a_bad_file_does_not_start(proxy: Proxy) -> None:
    serve(proxy, BAD["an open brace"][0])
    with pytest.raises(Unreachable):
        proxy.get("/config/", port=2019)


def test_it_tells_its_configuration(proxy: Proxy) -> None:
    proxy.start()
    answer = proxy.get("/config/", port=2019)
    assert answer.status == 200
    assert '"localhost:8000"' in answer.body.decode()
    proxy.caddyfile(ELSEWHERE)
    assert reload(proxy)[0] == 0
    assert '"localhost:8001"' in proxy.get("/config/", port=2019).body.decode()


def test_it_knows_no_other_path(proxy: Proxy) -> None:
    proxy.start()
    assert proxy.get("/nothing", port=2019).status == 404
