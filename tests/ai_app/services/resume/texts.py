"""Résumés as people write them, and how a line of one is made."""

from services.resume.sections import Line, Section

KOREAN = """홍길동
백엔드 개발자 / 5년차

■ 간단 소개
주문과 결제 시스템을 만드는 서버 개발자입니다. 장애를 숫자로 설명하는 것을 좋아합니다.
동료의 성장을 돕습니다.

■ 경력사항 (총 4년)
2022.03 ~ 현재  한빛테크  백엔드 팀
- Kotlin, Spring Boot로 주문 API 개발
2019.03 ~ 2022.05  푸른소프트
- Java 기반 정산 배치 운영, MySQL 튜닝

■ 학력
2013.03 ~ 2019.02  한국대학교 컴퓨터공학과 졸업
데이터 분석가 양성 과정, R 수업

■ 기술 스택
Docker, AWS, 쿠버네티스

■ 수상
2018.01 ~ 2018.12 해커톤 대상
"""
ENGLISH = """Jane Doe
Data Analyst

SUMMARY
I turn messy hospital data into decisions. I was a nurse before.

WORK EXPERIENCE
Data Analyst, Hanbit Tech
Jan 2021 - Present
• Built dashboards in Tableau with SQL and Python.
Nurse, Seoul Clinic
Mar 2015 - Dec 2018

EDUCATION
BSc Nursing, 2010 - 2014

SKILLS: Excel, SQL
"""


def line(text: str, section: Section = Section.WORK, number: int = 1) -> Line:
    return Line(number=number, text=text, written=text, section=section)
