// The service as any client asks it: JSON, lines of JSON, and events, each over HTTP.

const API = "/api/ai";
const JSON_TYPE = "application/json";
export const LINES_TYPE = "application/x-ndjson";

/** What the service refused, in its own words (RFC 9457), or that it did not answer at all. */
export class Refused extends Error {
  constructor({ code, detail, errors = [], request_id: requestId = "" }) {
    super(detail);
    Object.assign(this, { code, detail, errors, requestId });
  }
}

/** Ask, and give the answer as it is; throw `Refused` where it is none. */
export async function send(path, { method = "GET", body, type = JSON_TYPE, accept, signal } = {}) {
  const headers = { Accept: accept ?? JSON_TYPE };
  if (body !== undefined) headers["Content-Type"] = type;
  let answer;
  try {
    answer = await fetch(path, { method, headers, body, signal });
  } catch (error) {
    throw signal?.aborted ? error : unreachable();
  }
  if (!answer.ok) throw new Refused(await problemOf(answer));
  return answer;
}

/** Ask the API for what stands in `data`. */
export async function ask(path, { body, ...more } = {}) {
  const method = body === undefined ? "GET" : "POST";
  const sent = body === undefined ? undefined : JSON.stringify(body);
  const answer = await send(API + path, { method, body: sent, ...more });
  return (await answer.json()).data;
}

/** Yield the lines of an answer as they come, each as what its JSON says. */
export async function* lines(path, options) {
  for await (const line of split(await send(API + path, options), "\n")) {
    if (line.trim()) yield JSON.parse(line);
  }
}

/** Yield the events of an answer as they come: Server-Sent Events; comments are heartbeats. */
export async function* events(path, body, signal) {
  const answer = await send(API + path, {
    method: "POST", body: JSON.stringify(body), accept: "text/event-stream", signal,
  });
  for await (const block of split(answer, "\n\n")) {
    const fields = block.split("\n").filter((line) => line && !line.startsWith(":"));
    const of = (name) => fields.filter((line) => line.startsWith(`${name}:`))
      .map((line) => line.slice(name.length + 1).trimStart()).join("\n");
    if (fields.length) yield { event: of("event"), data: JSON.parse(of("data")) };
  }
}

/** Give every one of `kind`, page by page, but no more pages than `pagesMax`. */
export async function everybody(kind, pagesMax = 10) {
  const items = [];
  let cursor = null;
  for (let page = 0; page < pagesMax; page += 1) {
    const after = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const found = await ask(`/${kind}?limit=500${after}`);
    items.push(...found.items);
    cursor = found.next_cursor;
    if (cursor === null) break;
  }
  return { items, more: cursor !== null };
}

/** Give the samples of Prometheus's text format that have no labels, by name. */
export async function counters() {
  const text = await (await send("/metrics", { accept: "text/plain" })).text();
  const plain = text.split("\n").map((line) => line.match(/^(\w+) (\S+)$/)).filter(Boolean);
  return new Map(plain.map(([, name, value]) => [name, Number(value)]));
}

async function* split(answer, end) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    let read;
    try {
      read = await reader.read();
    } catch (error) {
      throw error.name === "AbortError" ? error : unreachable();
    }
    if (read.done) break;
    const parts = (rest + read.value).split(end);
    rest = parts.pop();
    yield* parts;
  }
  if (rest) yield rest;
}

async function problemOf(answer) {
  const code = answer.status >= 500 ? "INTERNAL_SERVER_ERROR" : "BAD_REQUEST";
  const said = await answer.json().catch(() => ({}));
  return { code, detail: `${answer.status} ${answer.statusText}`, ...said };
}

function unreachable() {
  return new Refused({ code: "UNREACHABLE", detail: "" });
}
