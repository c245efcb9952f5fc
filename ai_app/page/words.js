// What the page says, in Korean and in English, and which of the two it speaks.

import { ENGLISH } from "./words-en.js";
import { KOREAN } from "./words-ko.js";

export const LANGUAGES = { ko: KOREAN, en: ENGLISH };
const KEPT_AS = "refit-language";
const HANGUL = /[가-힣ㄱ-ㅎㅏ-ㅣ]/;

/** Give the language that the page speaks now. */
export function language() {
  return document.documentElement.lang;
}

/** Speak what was chosen before, or the first of the browser's languages that is known. */
export function begin() {
  const wanted = [remembered(), ...navigator.languages.map((tag) => tag.split("-")[0])];
  speak(wanted.find((name) => name in LANGUAGES) ?? "en");
}

/** Speak this language from now on; a later visit speaks it too. */
export function choose(name) {
  try {
    localStorage.setItem(KEPT_AS, name);
  } catch {
    // A browser that keeps nothing asks its own language the next time.
  }
  speak(name);
}

/** Say something: `values` go to what counts or names. */
export function say(key, ...values) {
  const said = LANGUAGES[language()][key];
  return typeof said === "function" ? said(...values) : said;
}

/** Give the language that a text is written in, for whoever has it read aloud. */
export function languageOf(text) {
  return HANGUL.test(text) ? "ko" : "en";
}

/** Write a share as people read it; an estimate never says that it is sure. */
export function percent(share) {
  const bounded = Math.min(0.99, Math.max(0.01, share));
  const said = new Intl.NumberFormat(language(), { style: "percent" }).format(bounded);
  if (share > bounded) return say("over", said);
  return share < bounded ? say("under", said) : said;
}

/** Write a number with its sign, which a true minus shows as wide as a plus. */
export function signed(number) {
  return `${number < 0 ? "−" : "+"}${Math.abs(number).toFixed(2)}`;
}

/** Write a whole number. */
export function count(number) {
  return new Intl.NumberFormat(language()).format(number);
}

/** Say how long ago a moment was. */
export function ago(moment) {
  const days = Math.round((new Date(moment) - Date.now()) / 86_400_000);
  const relative = new Intl.RelativeTimeFormat(language(), { numeric: "auto" });
  if (days > -14) return relative.format(Math.min(days, 0), "day");
  return days > -60 ? relative.format(Math.round(days / 7), "week")
    : relative.format(Math.round(days / 30), "month");
}

function speak(name) {
  document.documentElement.lang = name;
  document.title = say("title");
  for (const each of document.querySelectorAll("[data-says]")) {
    each.textContent = say(each.dataset.says);
  }
  for (const each of document.querySelectorAll("[data-names]")) {
    each.setAttribute("aria-label", say(each.dataset.names));
  }
  for (const each of document.querySelectorAll("[data-hints]")) {
    each.setAttribute("placeholder", say(each.dataset.hints));
  }
  for (const each of document.querySelectorAll("[data-language]")) {
    each.setAttribute("aria-pressed", String(each.dataset.language === name));
  }
}

function remembered() {
  try {
    return localStorage.getItem(KEPT_AS);
  } catch {
    return null;
  }
}
