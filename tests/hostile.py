"""What somebody might type where a name is asked for: hostile texts, by what they try."""

import itertools
from collections.abc import Mapping

SHA = "0123456789abcdef0123456789abcdef01234567"
"""A right one, which the hostile ones are made from."""
CANARY = "canary-of-what-was-typed"


def spread(texts: tuple[str, ...], *, into: str) -> tuple[str, ...]:
    """Put each text before, after and in the middle of something right."""
    middle = len(into) // 2
    return tuple(
        made
        for text in texts
        for made in (text + into, into + text, into[:middle] + text + into[middle:])
    )


SPACES: tuple[str, ...] = (
    " ",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "\x0b",
    "\x0c",
    "\x85",
    "\xa0",
    "\u1680",
    "\u2003",
)
SPACES += ("\u2028", "\u2029", "\u202f", "\u205f", "\u3000", "\ufeff")
UNSEEN = ("\u200b", "\u200c", "\u200d", "\u2060", "\u00ad", "\u034f", "\u061c", "\u115f", "\u3164")
TURNED = ("\u202a", "\u202b", "\u202d", "\u202e", "\u2066", "\u2067", "\u2069", "\u200e", "\u200f")
CONTROLS = (
    "\x00",
    "\x01",
    "\x07",
    "\x08",
    "\x1b[31m",
    "\x1b]0;title\x07",
    "\x7f",
    "\x9b",
    "\udc80",
)
DIGITS = "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "０１２３４５６７８９", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"

HOSTILE: Mapping[str, tuple[str, ...]] = {
    "nothing": (
        "",
        " ",
        "  ",
        "\n",
        "\t",
        "\x00",
        "''",
        '""',
        "-",
        "--",
        ".",
        "..",
        "/",
        "//",
        "~",
    ),
    "spaces": spread(SPACES, into=SHA),
    "controls": spread(CONTROLS, into=SHA),
    "characters that are not seen": spread(UNSEEN, into=SHA),
    "characters that turn the text": spread(TURNED, into=SHA),
    "digits of other scripts": tuple((digits * 4)[:40] for digits in DIGITS)
    + tuple(digits + SHA[10:] for digits in DIGITS)
    + ("¹²³" + SHA[3:], "Ⅷ" + SHA[1:], "½" + SHA[1:]),
    "letters that look alike": tuple(
        SHA.replace(latin, other)
        for latin, other in (("a", "а"), ("c", "с"), ("e", "е"), ("a", "\uff41"), ("b", "Ь"))
    )
    + ("маin", "mаin", "main\u0301", "ｍａｉｎ"),
    "a shell": (
        *("$(id)", "`id`", "${IFS}", "$HOME", "$((1))", "; id", "| id", "|| id", "& id", "&& id"),
        *("> /tmp/x", "< /etc/passwd", ">(id)", "<(id)", "!!", "* ", "?", "~root", "{a,b}", "#x"),
        *(f"{SHA};id", f"{SHA}|id", f"{SHA}&id", f"$(echo {SHA})", f"`echo {SHA}`", f"{SHA}$(id)"),
        *(f"{SHA}\nid", f"{SHA}'", f'{SHA}"', f"'{SHA}'", f'"{SHA}"', f"{SHA}\\", f"\\{SHA}"),
        *("';id;'", '";id;"', "EOF\nid\nEOF", "$'\\x41'", "a\\\nb", "%0aid", "() { :; }; id"),
    ),
    "options": ("-h", "--help", f"--{SHA}", f"-{SHA}", "--upload-pack=id", "-oProxyCommand=id"),
    "workflow expressions": (
        *("${{ github.token }}", "${{ secrets.AWS_SECRET_ACCESS_KEY }}", f"{SHA}${{{{ 1 }}}}"),
        *("::set-output name=a::b", "::add-mask::x", "::error::x", f"{SHA}\n::error::x", "{{ a }}"),
    ),
    "paths": (
        *("../", "../..", "../../etc/passwd", "..\\..\\x", "/etc/passwd", "//host/share", "C:\\x"),
        *(f"../{SHA}", f"{SHA}/..", f"{SHA}/../../x", f"./{SHA}", f"{SHA}/", f"/{SHA}", "a//b"),
        *("....//", "..;/", "file:///etc/passwd", "\\\\host\\x", "a/./b", "a/../b", ".git/config"),
    ),
    "escapes": (
        *("%2e%2e%2f", "%2e%2e/", "..%2f", "%252e%252e%252f", "%c0%ae%c0%ae/", "%00", "%0d%0a"),
        *(
            "%20",
            f"{SHA}%00",
            f"{SHA}%0a",
            f"%30{SHA[1:]}",
            "&#48;",
            "\\u0030",
            "\\x30",
            "=41",
            "+",
        ),
    ),
    "git": (
        *(
            "HEAD",
            "HEAD~1",
            "HEAD^",
            "@",
            "@{u}",
            "main@{1}",
            "main^{commit}",
            "main:deploy",
            ":/x",
        ),
        *("refs/../main", "main..develop", "main...develop", f"{SHA}...main", f"{SHA}^", f"{SHA}~"),
        *(
            "main.lock",
            "a.lock/b",
            ".hidden",
            "a/.b/c",
            "a./b",
            "main.",
            "main/",
            "/main",
            "a b",
            "-main",
        ),
    ),
    "queries": (
        *(f"{SHA}?x=1", f"{SHA}#x", f"{SHA}&x=1", f"{SHA};x", "main?per_page=1", "main#", "a=b"),
        *("' OR 1=1 --", "1; DROP TABLE x", "<script>x</script>", "<!--", "]]>", "{{7*7}}", "%s%n"),
    ),
    "headers": (
        *(f"{SHA}\r\nX-Evil: 1", "main\r\n\r\nGET / HTTP/1.1", "x\nAuthorization: Bearer y"),
        *("owner/name\r\nHost: evil.example", "\r\n", "a\x00b\r\n"),
    ),
    "messages": (
        "@everyone",
        "<@1>",
        "[x](https://evil.example)",
        "```",
        "**x**",
        "||x||",
        "<t:1>",
    ),
}
"""Whatever is asked for, each of these is refused."""

COMMITS: Mapping[str, tuple[str, ...]] = {
    "words for nothing": ("None", "null", "undefined", "NaN", "false", "[]", "{}", "0", "-1"),
    "case": (SHA.upper(), SHA.title(), SHA[:39] + "F", "\u0130" + SHA[1:], "\u017f" + SHA[1:]),
    "length": (
        *(SHA[:count] for count in (1, 7, 12, 39)),
        *(SHA + "0", SHA * 2, SHA * 3, "a" * 63, "a" * 65, "a" * 10_000, "f" * 1_000_000),
    ),
    "not hex": ("g" * 40, "0x" + SHA[2:], "-" + SHA[1:], "+" + SHA[1:], SHA[:20] + "_" + SHA[21:]),
    "other names": ("HEAD", "main", "develop", "refs/heads/main", "v1.0", "latest", "feature/x"),
}
"""Refused where a commit is asked for; some would do as a branch."""

REPOSITORIES: Mapping[str, tuple[str, ...]] = {
    "form": (
        *("owner", "owner/", "/name", "owner//name", "owner/name/", "owner/name/more", "a/b/c"),
        *("owner\\name", "owner:name", "owner name", "owner/na me", "owner/name.git/x", "o/n\n"),
        *("owner/.", "owner/..", "./name", "../name", "owner/../x", "-owner/name", "owner-/name"),
        *("ow--ner/name", "o_wner/name", "o.wner/name", "owner/na%6de", "owner/name?x", "owner/#"),
        *("owner/nаme", "owner/名", "owner/n\u200bame", "\u202eowner/name", "owner/n\u0660", "о/n"),
        *("o" * 40 + "/name", "owner/" + "n" * 101, "owner/" + "n" * 100_000),
    ),
    "addresses": (
        *("https://github.com/owner/name", "git@github.com:owner/name", "//github.com/o/n"),
        *(f"https://x:{CANARY}@github.com/owner/name", f"{CANARY}@owner/name", "owner/name@evil"),
    ),
}

HOSTS = ("api.github.com", "discord.com")
ADDRESSES: Mapping[str, tuple[str, ...]] = {
    "schemes": tuple(
        f"{scheme}{HOSTS[0]}"
        for scheme in (
            *(
                "http://",
                "ftp://",
                "file://",
                "javascript:",
                "data:",
                "//",
                "",
                "https:",
                "https:/",
            ),
            *(
                "https:///",
                "https:\\\\",
                "HTTPS://",
                " https://",
                "https ://",
                "ws://",
                "gopher://",
            ),
            *("ht\ntps://", "https:// ", "\u202ehttps://", "https：//", "httpѕ://"),
        )
    ),
    "hosts": tuple(
        f"https://{host}"
        for host in (
            *(
                "",
                "/",
                ".",
                "..",
                "-",
                "[::1]",
                "[::ffff:169.254.169.254]",
                "[::]",
                "[fe80::1%25eth0]",
            ),
            *("[::1", "::1]", "[v1.x]", "[0:0:0:0:0:ffff:7f00:1]", "127.0.0.1", "0", "0.0.0.0"),
            *(
                "2130706433",
                "0x7f000001",
                "0177.0.0.1",
                "127.1",
                "169.254.169.254",
                "api.github.com.",
            ),
            *("api.github.com%00.evil.example", "api.github.com\\.evil.example", "аpi.github.com"),
            *(
                "api。github。com",
                "api.github.com@evil.example",
                "ⓐpi.github.com",
                "api_github.com",
            ),
            *(
                "api.github.com:",
                "api.github.com:port",
                "api.github.com:-1",
                "api.github.com:123456",
            ),
            *(
                "api.github.com:٨٠",
                "api .github.com",
                "api.github.com\t",
                "api.github.com\n",
                "ａ.com",
            ),
            *("xn--pi-7kc.github.com\x00", "a..b", "a." * 300 + "com", "é.com", "%61pi.github.com"),
        )
    ),
    "credentials": (
        *(f"https://me:{CANARY}@api.github.com", f"https://{CANARY}@api.github.com"),
        *(f"https://:{CANARY}@api.github.com", f"https://api.github.com:{CANARY}@evil.example"),
        *("https://@api.github.com", "https://a@b@api.github.com", "https://a%40b@api.github.com"),
    ),
    "paths": tuple(
        f"https://api.github.com{path}"
        for path in (
            *("/..", "/../x", "/.", "//", "//evil.example", "/a//b", "/%2e%2e", "/a%2fb", "/%00"),
            *(
                "?x=1",
                "/?x",
                "#x",
                "/#",
                "/a b",
                "/a\n",
                "\n",
                "/\x00",
                "\\x",
                "/a\\b",
                "/;x",
                "/a:b",
            ),
            *(
                "/$(id)",
                "/`id`",
                "/{a}",
                "/é",
                "/a\u200b",
                "/\u202e",
                "/a\r\nHost: x",
                "/" + "a" * 999,
            ),
        )
    ),
}

WEBHOOK_ID, WEBHOOK_TOKEN = "123456789012345678", "canary-Webhook_Token-" + "x" * 47
WEBHOOK_PATH = f"/api/webhooks/{WEBHOOK_ID}/{WEBHOOK_TOKEN}"
WEBHOOKS: Mapping[str, tuple[str, ...]] = {
    "hosts": tuple(
        f"{place}{WEBHOOK_PATH}"
        for place in (
            *("http://discord.com", "https://discord.com.evil.example", "https://evil.example"),
            *("https://evil.example/discord.com", "https://discord.com@evil.example", "https://"),
            *(
                f"https://me:{CANARY}@discord.com",
                "https://discord.com:443",
                "https://discord.com:80",
            ),
            *(
                "https://evil-discord.com",
                "https://x.discord.com",
                "https://discord.com.",
                "discord.com",
            ),
            *("https://discord.co", "https://dіscord.com", "https://discord。com", "//discord.com"),
            *(
                "https://[::1]",
                "https://127.0.0.1",
                "https://discord.com\\",
                "https://discord.com/",
            ),
            *(
                "HTTPS://discord.com",
                "https://Discord.com",
                " https://discord.com",
                "\nhttps://discord.com",
            ),
            *(
                "https://discord.com\t",
                "https://disc\u200bord.com",
                "https://discord.com%2f",
                "https:",
            ),
        )
    ),
    "paths": tuple(
        f"https://discord.com{path}"
        for path in (
            *("", "/", "/api", "/api/webhooks", "/api/webhooks/", f"/api/webhooks/{WEBHOOK_ID}"),
            *(
                f"/api/webhooks/{WEBHOOK_ID}/",
                f"/api/webhooks//{WEBHOOK_TOKEN}",
                f"/x{WEBHOOK_PATH}",
            ),
            *(
                f"{WEBHOOK_PATH}/",
                f"{WEBHOOK_PATH}/slack",
                f"{WEBHOOK_PATH}/github",
                f"{WEBHOOK_PATH}\n",
            ),
            *(
                f"{WEBHOOK_PATH}?wait=true",
                f"{WEBHOOK_PATH}#x",
                f"{WEBHOOK_PATH}/../x",
                f"/{WEBHOOK_PATH}",
            ),
            *(f"/api/webhooks/{WEBHOOK_ID}x/{WEBHOOK_TOKEN}", f"/api/webhooks/-1/{WEBHOOK_TOKEN}"),
            *(f"/api/webhooks/{'١' * 18}/{WEBHOOK_TOKEN}", f"/api/webhooks/1/{WEBHOOK_TOKEN}"),
            *(f"/api/webhooks/{WEBHOOK_ID}/short", f"/api/webhooks/{WEBHOOK_ID}/{'x' * 1000}"),
            *(f"/api/webhooks/{WEBHOOK_ID}/{WEBHOOK_TOKEN[:-3]}$()", f"{WEBHOOK_PATH}\r\nHost: x"),
            *(
                f"/api/webhooks/{WEBHOOK_ID}/{WEBHOOK_TOKEN[:-1]}é",
                f"{WEBHOOK_PATH} ",
                f"{WEBHOOK_PATH}%00",
            ),
            *(
                f"/api/v/webhooks/{WEBHOOK_ID}/{WEBHOOK_TOKEN}",
                f"/api/v10{WEBHOOK_PATH}",
                f"/API{WEBHOOK_PATH}",
            ),
            *(
                f"/api/%77ebhooks/{WEBHOOK_ID}/{WEBHOOK_TOKEN}",
                f"/api/webhooks/{WEBHOOK_ID}/{WEBHOOK_TOKEN}\x00",
            ),
        )
    ),
}


def every(*tables: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return all texts of these tables, each once, in their order."""
    texts = itertools.chain.from_iterable(
        category for table in tables for category in table.values()
    )
    return tuple(dict.fromkeys(texts))
