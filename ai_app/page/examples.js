// Examples to begin with, in both languages, and what can be chosen beside them.

export const EXAMPLES = [
  {
    lang: "ko", label: "간호사에서 데이터 분석가로",
    text: "간호사로 5년 일하다 데이터 분석가로 옮기고 싶습니다. SQL은 조금 할 줄 알고 파이썬을 배우고 있어요.",
  },
  {
    lang: "ko", label: "첫 백엔드 취업",
    text: "컴퓨터공학과 4학년이고 백엔드 개발자로 첫 취업을 준비합니다. 스프링으로 만든 프로젝트를 봐 주실 분을 찾아요.",
  },
  {
    lang: "ko", label: "혼자 일하는 디자이너",
    text: "작은 회사에서 혼자 일하는 프로덕트 디자이너입니다. 디자인 시스템을 처음부터 만들어야 하는데 어디서 시작할지 모르겠어요.",
  },
  {
    lang: "en", label: "Teacher to UX",
    text: "I taught in a primary school for six years and want to move into UX research. How do I show interviews and observation from a classroom in a portfolio?",
  },
  {
    lang: "en", label: "Junior data engineer",
    text: "Junior data engineer, one year of Airflow and SQL. I want to move to a company that runs Kafka and Spark, and would like a mock interview.",
  },
  {
    lang: "en", label: "Marketing, from scratch",
    text: "I studied history and got my first job in marketing. I would like somebody to explain performance ads and how to read the numbers.",
  },
];

export const JOBS = [
  { en: "Backend Developer", ko: "백엔드 개발자" },
  { en: "Frontend Developer", ko: "프론트엔드 개발자" },
  { en: "Data Analyst", ko: "데이터 분석가" },
  { en: "Product Designer", ko: "프로덕트 디자이너" },
  { en: "Marketer", ko: "마케터" },
  { en: "Teacher", ko: "교사" },
];

export const TOP_K = [3, 5, 10, 20];
export const TOP_K_FIRST = 5;
export const OBJECTIVES = ["mentees", "mentors", "fair", "total"];
export const SCORES_MIN = [0, 0.1, 0.3, 0.5];
export const SCORE_MIN_FIRST = 0.1;
