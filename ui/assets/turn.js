// One turn of the conversation: the question, the passages found, the answer with its numbered chips, and what to do with it.
const MARK = /\[(\d{1,3})\]/g;

export default function ({ data, parentElement, setTriggerValue }) {
  const root = home(parentElement);
  const parts = [el("p", "asked", data.question)];
  if (data.state === "waiting") parts.push(waiting(data));
  else if (data.state === "error") parts.push(alert(data.text));
  else parts.push(...answered(root, data), ...suggestions(data, setTriggerValue));
  root.replaceChildren(el("article", `turn ${data.state}`, ...parts));
}

function waiting(data) {
  const status = el("p", "quiet status", data.citations.length ? "已找到相关段落，正在整理……" : "正在报纸里查找……");
  status.setAttribute("role", "status");
  whenStopped(() => (status.textContent = data.stopped));
  return el("div", "", sources(data.citations, "依据", null), status);
}

// Streamlit ends a run that is stopped without another word to the page; its own element says that nothing runs any more.
function whenStopped(then) {
  const app = document.querySelector("[data-test-script-state]");
  if (!app) return;
  const watch = new MutationObserver(() => {
    if (app.dataset.testScriptState !== "notRunning") return;
    watch.disconnect();
    then();
  });
  watch.observe(app, { attributes: true, attributeFilter: ["data-test-script-state"] });
}

function alert(text) {
  const box = el("p", "fault", text);
  box.setAttribute("role", "alert");
  return box;
}

function answered(root, data) {
  const read = (pointers) => (n, origin) => openReader(root, data, pointers, n, origin);
  const cited = read(data.citations);
  const lead = (line, at) => (at === 0 && data.short && line.startsWith(data.short) ? "lead" : "");
  const text = el("div", "text", ...data.text.split("\n").map((line, at) => el("p", lead(line, at), ...withChips(line, data.citations, cited))));
  return [
    sources(data.citations, "依据", cited),
    data.label ? el("p", "quiet label", data.label) : null,
    text,
    notices(data, cited),
    data.nearest.length ? el("p", "quiet heading", "最接近的段落") : null,
    sources(data.nearest, "最接近的段落", read(data.nearest), false),
    actions(root, data),
  ].filter(Boolean);
}

function withChips(line, citations, read) {
  const pieces = [];
  let end = 0;
  for (const match of line.matchAll(MARK)) {
    const n = Number(match[1]);
    if (!citations.some((one) => one.n === n)) continue;
    pieces.push(line.slice(end, match.index), chip(n, citations, read));
    end = match.index + match[0].length;
  }
  return [...pieces, line.slice(end)];
}

function chip(n, citations, read) {
  const one = citations.find((citation) => citation.n === n);
  const button = el("button", "chip", `[${n}]`);
  button.title = one.title;
  button.setAttribute("aria-label", `出处${n}：${one.title}`);
  button.addEventListener("click", () => read(n, button));
  return button;
}

function sources(citations, name, read, numbered = true) {
  if (!citations.length) return null;
  const list = el("ul", "sources", ...citations.map((one) => el("li", "", source(one, read, numbered))));
  list.setAttribute("aria-label", name);
  return list;
}

function source(one, read, numbered) {
  const card = el(
    read ? "button" : "div",
    "source",
    el("span", "title", numbered ? el("span", "n", `${one.n}`) : null, one.title),
    el("span", "quote", one.quote),
    el("span", "quiet", one.where),
  );
  if (read) card.addEventListener("click", () => read(one.n, card));
  return card;
}

function notices(data, read) {
  if (!data.notices.length) return null;
  const items = data.notices.map((notice) => {
    const known = notice.citations.filter((n) => data.citations.some((one) => one.n === n));
    return el("li", `notice ${notice.kind}`, notice.text, ...known.map((n) => chip(n, data.citations, read)));
  });
  return el("ul", "notices", ...items);
}

function suggestions(data, setTriggerValue) {
  if (!data.suggestions.length) return [];
  const items = data.suggestions.map((question) => {
    const button = el("button", "suggestion", question);
    button.addEventListener("click", () => setTriggerValue("asked", question));
    return el("li", "", button);
  });
  return [el("p", "quiet heading", "可以接着问"), el("ul", "suggestions", ...items)];
}

function actions(root, data) {
  const done = el("span", "quiet");
  done.setAttribute("role", "status");
  const button = el("button", "action", data.state === "refused" ? "复制" : "复制答案和出处");
  button.addEventListener("click", async () => {
    const copied = await window.liaocheng.copy(data.copy);
    if (copied) done.textContent = "已复制";
    else root.querySelector(".turn").append(selectable(data.copy));
  });
  return el("p", "actions", button, done);
}

// Where the browser refuses to copy, the text is shown, selected, to be copied by hand.
function selectable(text) {
  const box = el("textarea", "selectable");
  box.value = text;
  box.readOnly = true;
  box.setAttribute("aria-label", "浏览器不让自动复制，请按 Ctrl+C");
  requestAnimationFrame(() => (box.focus(), box.select()));
  return box;
}

function openReader(root, data, pointers, n, origin) {
  const style = getComputedStyle(root);
  const names = ["text-color", "background-color", "secondary-background-color", "border-color", "primary-color", "font"];
  const theme = Object.fromEntries(names.map((name) => [`--st-${name}`, style.getPropertyValue(`--st-${name}`)]));
  window.liaocheng.read({ pointers, n, articles: data.articles, origin, theme });
}
