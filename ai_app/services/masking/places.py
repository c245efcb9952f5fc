"""Where somebody lives: Korean addresses, by road or by parcel, up to the door."""

from services.masking.kinds import pattern

_REGION = (
    r"(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|충청[남북]|전북|전남|전라[남북]|"
    r"경북|경남|경상[남북]|제주)(?:특별자치시|특별자치도|특별시|광역시|시|도)?\s"
)
_NO_PLACE = r"(?![연친도요욕기야축농배지인입출탁가공향]구\s|[다역전즉동공잠일임표지혹무당수몹]시\s)"
"""Words that end as those of districts do."""
_DISTRICT = rf"{_NO_PLACE}[가-힣]{{1,6}}[시군구]\s"
_NUMBER = (
    r"[0-9]{1,4}(?:-[0-9]{1,4})?(?:번지)?(?![0-9])"
    r"(?!\s?(?:년|개|명|%|차|월|일|시|분|회|배|위|건|만|억|천|가지|번(?!지)|주|인|팀|점|단계|원|호선))"
)
_ROAD = rf"[가-힣0-9.]{{1,12}}(?<!으)(?:로|길)\s?(?:[0-9]{{1,4}}(?:번?길|가길)\s?)?{_NUMBER}"
_VILLAGE = r"[가-힣0-9]{1,8}[읍면동리가]\s(?:[가-힣]{1,6}리\s)?(?:산\s?)?"
_LOT = r"[0-9]{1,4}(?:-[0-9]{1,4}(?:번지)?|번지)(?![0-9])"
_DOOR = (
    r"(?:,?\s?(?:[가-힣a-z0-9]{1,15}(?:아파트|빌딩|타워|빌라|오피스텔)|[0-9]{1,4}동"
    r"|(?:지하\s?)?b?[0-9]{1,3}층|[0-9]{1,5}호)){0,4}"
)
ADDRESSES = (
    pattern(rf"{_REGION}(?:{_DISTRICT}){{0,2}}(?:{_ROAD}|{_VILLAGE}{_NUMBER}){_DOOR}"),
    pattern(rf"(?<![가-힣])(?:{_DISTRICT}){{1,2}}{_ROAD}{_DOOR}"),
    pattern(rf"(?<![가-힣])(?:{_DISTRICT}){{1,2}}{_VILLAGE}{_LOT}{_DOOR}"),
)
