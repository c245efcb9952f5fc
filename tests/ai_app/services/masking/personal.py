"""Personal data and ordinary text, made by the rules that each is made by."""

from hypothesis import strategies as st

DIGITS = st.text("0123456789", min_size=1)
GAPS = st.sampled_from(
    ["-", " ", ".", "", " - ", ") ", "\u2010", "\uff0d", "\u200b", "/", ":", ",", "\u3164"]
)


def wide(text: str) -> str:
    """Give ASCII as the full-width forms that Korean keyboards have."""
    return "".join(chr(ord(each) + 0xFEE0) for each in text)


def digits(least: int, most: int | None = None) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=least, max_size=most or least)


@st.composite
def mobiles(draw: st.DrawFn) -> str:
    gap = draw(GAPS)
    first = draw(st.sampled_from(["010", "011", "016", "017", "018", "019"]))
    return gap.join((first, draw(digits(3, 4)), draw(digits(4))))


@st.composite
def mobiles_from_abroad(draw: st.DrawFn) -> str:
    gap = draw(st.sampled_from(["-", " ", ".", ""]))
    first = draw(st.sampled_from(["10", "(0)10", "010", "11", "19"]))
    return draw(st.sampled_from(["+82", "0082", "00 82"])) + gap.join(
        ("", first, draw(digits(3, 4)), draw(digits(4)))
    )


@st.composite
def landlines(draw: st.DrawFn) -> str:
    area = draw(st.sampled_from(["02", "031", "051", "064", "070", "0505"]))
    gap = draw(st.sampled_from(["-", ".", ")", " ", ""]))
    return gap.join((area, draw(digits(3, 4)), draw(digits(4))))


@st.composite
def resident_numbers(draw: st.DrawFn) -> str:
    month, day = draw(st.integers(1, 12)), draw(st.integers(1, 31))
    front = f"{draw(digits(2))}{month:02}{day:02}"
    tail = draw(st.one_of(digits(6), st.just("******")))
    gap = draw(st.sampled_from(["-", "", " - ", " / ", "."]))
    apart = draw(st.sampled_from(["", ".", "-", "/"]))
    front = apart.join((front[:2], front[2:4], front[4:]))
    return f"{front}{gap}{draw(st.integers(1, 8))}{tail}"


@st.composite
def foreign_phones(draw: st.DrawFn) -> str:
    gap = draw(st.sampled_from(["-", " ", "."]))
    last = (draw(digits(3)), draw(digits(4)))
    area = f"{draw(st.integers(200, 999))}"
    if draw(st.booleans()):
        return f"({area}) " + draw(st.sampled_from("-. ")).join(last)
    country = draw(st.sampled_from(["+1", "+44", "+49", "+81", "+ 1"])).replace(" ", "")
    return gap.join((country, area, *last))


SOCIAL_SECURITY_NUMBERS = st.builds("{}-{}-{}".format, digits(3), digits(2), digits(4))
PASSPORTS = st.one_of(
    st.builds("{}{}".format, st.sampled_from("MSR"), digits(8)),
    st.builds("passport no. {}{}".format, st.sampled_from(["AB", "C"]), digits(7)),
)


@st.composite
def birthdays(draw: st.DrawFn) -> str:
    year = draw(st.sampled_from([f"{draw(st.integers(1930, 2015))}", draw(digits(2))]))
    month, day = draw(st.integers(1, 12)), draw(st.integers(1, 31))
    date = draw(
        st.sampled_from(
            [
                *(f"{year}.{month:02}.{day:02}", f"{year}-{month}-{day}", f"{year}/{month}/{day}"),
                *(f"{year}년 {month}월 {day}일", f"{year}{month:02}{day:02}"),
            ]
        )
    )
    told = draw(st.sampled_from(["생년월일 ", "생년월일: ", "생일은 ", "DOB: ", "date of birth "]))
    return f"{told}{date}"


ADDRESSES = st.builds(
    "{}{} {}{}".format,
    st.sampled_from(
        ["서울특별시 강남구 ", "경기도 성남시 분당구 ", "부산 해운대구 ", "수원시 영통구 "]
    ),
    st.sampled_from(["테헤란로", "판교역로", "마린시티2로", "광교로"]),
    st.integers(1, 999),
    st.sampled_from([", 4층 401호", " 101동 1203호", "-12 3층"]),
)


@st.composite
def cards(draw: st.DrawFn) -> str:
    gap = draw(st.sampled_from(["-", " ", ""]))
    first = draw(st.sampled_from("34569"))
    groups = (first + draw(digits(3)), draw(digits(4)), draw(digits(4)), draw(digits(4)))
    return gap.join(groups)


@st.composite
def accounts(draw: st.DrawFn) -> str:
    """By the forms of banks: 국민, 신한, 우리, 하나, 농협, 카카오뱅크, 토스뱅크, 기업."""
    form = draw(
        st.sampled_from(
            [(6, 2, 6), (3, 3, 6), (4, 3, 6), (3, 6, 5), (3, 4, 4, 2), (4, 2, 7), (4, 4, 4), (10,)]
        )
    )
    first = draw(st.integers(4, 9))  # no year begins so, and no day of two digits
    return "-".join([f"{first}{draw(digits(form[0] - 1))}", *(draw(digits(n)) for n in form[1:])])


EMAILS = st.builds(
    "{}@{}.{}".format,
    st.text("abcxyz019._+-", min_size=1, max_size=20),
    st.text("abcxyz019-", min_size=1, max_size=20),
    st.sampled_from(["com", "co.kr", "net", "dev"]),
)
SPELLED_EMAILS = st.builds(
    "{}{}{}{}com".format,
    st.text("abcxyz019", min_size=2, max_size=20),
    st.sampled_from(["(골뱅이)", " @ ", " AT ", " at ", "(at)"]),
    st.text("abcxyz019", min_size=2, max_size=20),
    st.sampled_from([" . ", " DOT ", " dot ", "."]),
)
LINKS = st.builds(
    "{}{}{}".format,
    st.sampled_from(
        [
            *("https://github.com/", "http://blog.example.kr/", "www.linkedin.com/in/"),
            *("github.com/", "blog.naver.com/", "instagram.com/", "velog.io/@", "t.me/"),
            *("https://open.kakao.com/o/", "brunch.co.kr/@", "m.facebook.com/"),
        ]
    ),
    st.text("abcxyz홍길동", min_size=1, max_size=12),
    st.sampled_from(["", "/", "/posts?id=3"]),
)
HANDLES = st.builds(
    "{}{}{}".format,
    st.sampled_from(
        [
            "카톡 아이디 ",
            "카카오톡: ",
            "카톡ID:",
            "인스타 @",
            "Telegram: @",
            "텔레그램: ",
            "디스코드 계정은 ",
            "카카오 ID: ",
            "kakao id: ",
            "카톡 아이디가 ",
            "line id ",
        ]
    ),
    st.sampled_from("abcxyz"),
    st.text("abcxyz019_.", min_size=2, max_size=20),
)
ODD_HANDLES = st.builds(
    "{}{}{}".format,
    st.sampled_from(
        ["카톡 ", "카카오톡 (", "인스타 ", "LINE: ", "라인: ", "카카오: ", "텔레그램 "]
    ),
    st.text("abcxyz", min_size=2, max_size=10),
    st.text("019_", min_size=1, max_size=6),
)
PERSONAL = st.one_of(
    *(foreign_phones(), SOCIAL_SECURITY_NUMBERS, PASSPORTS, birthdays(), ADDRESSES),
    *(SPELLED_EMAILS, ODD_HANDLES),
    *(mobiles(), mobiles_from_abroad(), landlines(), resident_numbers(), cards(), accounts()),
    *(EMAILS, LINKS, HANDLES),
)

YEARS = st.integers(1950, 2035)
ORDINARY = st.one_of(
    st.builds("{}년".format, YEARS),
    st.builds("{}-{}".format, YEARS, YEARS),
    st.builds("{} ~ {}".format, YEARS, YEARS),
    st.builds("{}.{:02} - {}.{:02}".format, YEARS, st.integers(1, 12), YEARS, st.integers(1, 12)),
    st.builds("{}-{:02}-{:02}".format, YEARS, st.integers(1, 12), st.integers(1, 31)),
    st.builds("{}{:02}{:02}".format, YEARS, st.integers(1, 12), st.integers(1, 31)),
    st.builds("{} {} {} {}".format, YEARS, YEARS, YEARS, YEARS),
    st.builds("v{}.{}.{}".format, *[st.integers(0, 999)] * 3),
    st.builds("Java {}, Python 3.{}".format, st.integers(8, 25), st.integers(6, 15)),
    st.builds("{:,}원".format, st.integers(0, 10**13)),
    st.builds("{}원".format, st.integers(0, 999_999_999)),
    st.builds("연봉 {}만원".format, st.integers(2_000, 30_000)),
    st.builds("{}% 개선, {}ms".format, st.integers(0, 100), st.integers(1, 99_999)),
    st.builds("{}.{}.{}.{}".format, *[st.integers(0, 255)] * 4),
    st.builds("port {}".format, st.integers(1, 65_535)),
    st.builds("{}:{:02}".format, st.integers(0, 23), st.integers(0, 59)),
    st.builds("CVE-{}-{}".format, YEARS, st.integers(1_000, 99_999)),
    st.sampled_from(
        [
            *("@Transactional", "@app.route", "@types/node", "react@18.2.0", "C++11 14 17 20"),
            *("Node.js", "ASP.NET", "socket.io", "github.com", "GitHub Actions", "네이버 카카오"),
            *("Discord: 2019-2021", "온라인: Zoom 강의", "가이드라인: v2", "이사 삼일절"),
            *("a@b", "사용자 @ 회사", "자바의 @Entity", "KakaoTalk 개발자", "ISO 27001:2022"),
            *("LINE에서 근무", "카카오에서 일했습니다", "LINE: Backend Engineer", "라인 개발자"),
            *("LINE: 2019.03 - 2021.02", "카카오 2019-2021", "GitHub identity", "LINE+ 2020"),
            *(
                "카카오톡 API 연동",
                "텔레그램 Node.js 봇",
                "인스타그램 마케팅",
                "kakao: Server Developer",
            ),
            *("앞으로 3년", "강남구 앞으로 3년 일할 곳", "연구 활동 3가지", "전시 위주로 10회"),
            *("서울에서 부산으로 3년", "서울 지하철 2호선", "판교로 10km", "인천시 동구 3개 팀"),
            *("매출 +12345678원", "+15,000,000원", "생일 파티 기획", "일생일대 2019", "M1 Pro"),
            *("정보처리기사 2급", "TOEIC 990", "학점 4.3/4.5", "1차 2차 3차", "24시간 365일"),
        ]
    ),
)
