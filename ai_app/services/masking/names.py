"""Names by which somebody is reached: addresses of mail, links to their pages, messengers.

Kakao and LINE are messengers, and companies that people work for: their names alone say nothing,
nor does what stands beside them, unless it is called an id or looks like nothing else.
"""

from services.masking.kinds import pattern

HOSTS = (
    r"github\.(?:com|io)|gitlab\.(?:com|io)|bitbucket\.org|velog\.io|brunch\.co\.kr|tistory\.com|"
    r"linkedin\.com|rallit\.com|behance\.net|notion\.(?:so|site)|medium\.com|linktr\.ee|"
    r"instagram\.com|threads\.net|facebook\.com|fb\.(?:com|me)|twitter\.com|x\.com|bsky\.app|"
    r"youtube\.com|youtu\.be|kakao\.com|naver\.(?:com|me)|daum\.net|"
    r"t\.me|line\.me|wa\.me|discord\.gg"
)
"""Where a path is somebody's."""
OWN_HOSTS = r"(?:github\.io|gitlab\.io|tistory\.com|notion\.site|medium\.com|wordpress\.com)"
"""Where the name before the dot is somebody's."""
_CHATS = (
    r"카카오톡|카톡|오픈채팅|kakao\s?talk|텔레그램|telegram|인스타그램|인스타|instagram|insta|"
    r"디스코드|discord|위챗|wechat|스카이프|skype"
)
"""Where nobody works of whom a mentee would speak; what follows may be a name without more."""
_MESSENGERS = (
    rf"{_CHATS}|(?<![가-힣])라인|(?:line|카카오|kakao)(?=\s?(?:id|아이디))|트위터|"
    r"twitter|페이스북|facebook|스레드|github|깃허브|깃헙|링크드인|linkedin"
)
_LOCAL = r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}"
_AT = r"\s?(?:\(at\)|\[at\]|[(\[]?골뱅이[)\]]?)\s?"
_DOT = r"(?:\.|\s?(?:[(\[](?:dot|닷|점)[)\]]|닷)\s?)"
_TOP = r"(?:[a-z]{2,24}|한국|닷컴|닷넷|[\u0400-\u04ff]{2,24}|[\u4e00-\u9fff]{2,4})"
_COMMON_TOP = r"(?:com|net|org|edu|gov|kr|co|io|dev|me|ai|app|jp|cn|us|uk)"
_ODD = r"(?=[a-z0-9_.-]{0,39}[0-9_]|[a-z0-9_-]{1,39}\.(?!(?:js|net|io|py|ai|com)(?![a-z]))[a-z0-9])"
"""Looks like a name that somebody made up, and like no word or product."""
_NAME = r"[a-z0-9][a-z0-9_.-]{2,39}"

EMAILS = (
    pattern(
        rf"{_LOCAL}(?:@|\s@\s|{_AT})"
        rf"(?:[\w-]{{1,63}}{_DOT}){{1,8}}{_TOP}"
    ),
    pattern(
        rf"[\w.+-]{{1,64}}(?:\s{{0,2}}@\s{{0,2}}|\sat\s|{_AT})[\w-]{{1,63}}"
        rf"(?:(?:\s{{0,2}}\.\s{{0,2}}|\sdot\s)[\w-]{{1,63}}){{0,4}}"
        rf"(?:\s{{0,2}}\.\s{{0,2}}|\sdot\s){_COMMON_TOP}(?![a-z])"
    ),
)
LINKS = (
    pattern(r"(?:[a-z][a-z0-9+.-]{1,20}://|www\.)\S+"),
    pattern(rf"(?<![a-z0-9.-])(?:[a-z0-9-]{{1,63}}\.){{0,4}}(?:{HOSTS})/@?[^\s/]\S*"),
    pattern(rf"(?<![a-z0-9.-])[a-z0-9-]{{1,63}}\.{OWN_HOSTS}(?![a-z0-9.-])\S*"),
)
HANDLES = (
    pattern(
        rf"(?<![a-z])(?:{_MESSENGERS})\s?"
        r"(?:(?:아이디|계정|id(?![a-z]))\s?[:=은는이가]?|[:=](?=\s?@?[0-9_.-]{0,39}[a-z])|(?=@))"
        rf"\s?@?{_NAME}"
    ),
    pattern(rf"(?<![a-z])(?:{_CHATS})\s?(?:[(]\s?)?(?=[a-z]){_ODD}{_NAME}"),
    pattern(rf"(?<![a-z])(?:{_CHATS})\s?[:=]\s?[0-9]{{5,12}}(?![0-9]|[-.][0-9])"),
    pattern(rf"(?<![a-z])(?:line|(?<![가-힣])라인|카카오|kakao)\s?[:=]\s?(?=[a-z]){_ODD}{_NAME}"),
)
