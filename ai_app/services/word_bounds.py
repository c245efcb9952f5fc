"""Where a name begins and ends amid a folded text, and whether it is part of a longer one.

The last word of a job names a whole family of them: 헤어 디자이너 and 조명 디자이너 have little in
common, and a real estate developer writes no software. Such a head counts alone only where what
stands before it makes no other job of it: nothing, a word with a particle or a verb's ending, or
one that anybody may be called: 신입, senior. The noun of a compound has none of these, so of a
compound that no vocabulary has nothing is taken.
"""

import re

LATIN = re.compile(r"[a-z0-9]")
HANGUL = re.compile(r"[가-힣]")
JOINED = re.compile(r"[a-z0-9+#]")
"""What, right after a Latin word, makes another word of it."""
REACH = 30
"""Characters before a head that are looked at: no word is longer."""
WORD_BEFORE = re.compile(r"([a-z0-9+#가-힣]+)[ \t_-]*\Z")
PARTICLE_OR_ENDING = re.compile(
    r".*(은|는|을|를|에|의|와|과|로|고|며|면|던|된|될|한|할|이|가|나|라|랑|인|까|죠|다|요|히|돼|여|러|듯"
    r"|[에로면라해아어여와가고돼려져워겨쳐줘봐나]서|[든는은을할될갈일볼까]지|[에로지]만|[에로저나래해아어라]도"
    r"|[하되있에]게|[해이아어여돼]야|[큰쁜른든쓴린픈싼센운]|[멋가어해려라아켜빠]진|[어잘끝]난"
    r"|[해나와아어쳐켜려]온|[의리성략동인]적|한테|께서|[위통대관]해|[하되]려|[싶되]어|부터|보다|처럼"
    r"|[는인은던]데|만큼|마다|[^의]도록)"
)
NOUN = re.compile(
    r".*([강회한동논문]의|[제치안외내학교]과|[진도통항경회]로|[광보재창중신사원]고|[화가라평도장표]면"
    r"|[제계설]한|역할|[레메페웨바토케제플스놀아린종나차높]이|[요국작화평휴여추물]가"
    r"|(바나|사우|코로|아레)나|(나|오페|카메|드|필|잉글)라|[디자와라법예국메개타성애군]인|[수필]요|가든"
    r"|[마가]을|사랑)"
)
"""Nouns that only look as if a particle or an ending were joined to them."""
COUNTED = re.compile(r"[0-9]+(년|명|인|대|개월|번|살|세|순위|지망)[가-힣]*")
_CALLED = """
    왜 어떻게 언제 why how when
    신입 경력 경력직 주니어 시니어 미들 초급 중급 고급 현직 전직 전 현 예비 초보 새내기 수습
    인턴 프리랜서 프리 비전공 비전공자 전공 전공자 여성 남성 여자 남자 국내 해외 외국계 외국인
    한국 미국 일본 독일 캐나다 유럽 서울 판교 대기업 중소기업 중견기업 스타트업 공기업 글로벌
    메인 리드 수석 선임 책임 전임 전문 일반 프로 최고 국비 부트캠프 독학 취준생 지망생 정규직
    계약직 풀타임 파트타임 재택 원격 사내 에이전시 인하우스 베테랑 유명 네이버 카카오 쿠팡 토스
    라인 배민 당근 삼성 삼성전자 현대 구글 아마존 애플 저 나 내 제 우리 첫 새 두 세 한 이 그
    모든 어떤 다른 무슨 그냥 정말 진짜 이제 꼭 다시 결국 지금 현재 곧 언젠가 바로 원래 요즘 및
    또는 혹은 그리고 아니면 아주 매우 더 가장 제일 직업 직무 직군 목표 꿈 희망 장래희망 희망직무
    포지션 분야 안녕하세요 보조 다음 이번 출신 졸업 직장인 대학생 고졸 주부 취업 이직 전환 지망
    담당 실력파 혼자 같이 근데 그런데 그래서 그러나 회사 팀 업체 기관 은행 업계 게임사 금융권
    대행사 잘 참 좀 늘 계속 일단 우선 특히 역시 혹시 무조건 사실 아마 물론 쪽 대신 겸 또 후 뒤
    이후 중 때 동안 끝 나중 최종 선배 후배 동료 친구 지인 사수 멘토 형 누나 언니 오빠 동생 남편
    아내 아빠 엄마
    a an the my your our his her their this that these some any another every no more other
    which of or and for to as with from by at in than not but be been being am is are was were m
    re s become becoming became just only also currently now once still really very so two three
    many good great better best decent experienced skilled talented passionate creative aspiring
    future professional senior sr junior jr mid midlevel level lead principal staff chief head
    freelance taught remote time new young fresh beginner ex former current female male
    independent indie solo contract find hire meet ask like want love need seeking class top
    first next hi hello dear choose prefer pursue about towards toward into between vs versus d
    ll ve study studying dream goal mentor real proper actual working qualified certified
    trained confident startup company agency bank corporate house plus then maybe perhaps either
    both
"""
CALLED = frozenset(_CALLED.split())
"""What whoever has a job may be called, and words that make no compound."""


def begins_a_word(text: str, place: int) -> bool:
    """Say whether a word may begin there."""
    before = text[place - 1 : place]
    same = LATIN if LATIN.match(text[place]) else HANGUL
    return not (same.match(text[place]) and same.match(before))


def ends_a_word(text: str, place: int) -> bool:
    """Say whether a word may end there; to a Korean one particles are joined."""
    return HANGUL.match(text[place]) is not None or not JOINED.match(text[place + 1 : place + 2])


def stands_free(text: str, place: int) -> bool:
    """Say whether what begins there is no last word of a compound."""
    found = WORD_BEFORE.search(text, max(place - REACH, 0), place)
    if found is None:
        return True
    word = found[1]
    if word in CALLED or COUNTED.fullmatch(word):
        return True
    return bool(PARTICLE_OR_ENDING.fullmatch(word)) and not NOUN.fullmatch(word)
