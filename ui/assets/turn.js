// One turn of the conversation: the question, the passages found, the answer with its numbered chips, and what to do with it.
const MARK = /\[(\d{1,3})\]/g;

export default function ({ data, parentElement, setTriggerValue }) {
  const root = home(parentElement);
  root.ask = (question) => root.ask(question);
  root.send = (act) => setTriggerValue("did", { ...act, at: Date.now() });
  const drawn = JSON.stringify(data);
  if (root.drawn === drawn) return; // a redrawing would take away focus, previews and what is being typed
  const before = root.drawn && !root.querySelector(".reason"); // drawn already, and not asking for a reason yet
  const first = !root.drawn;
  root.drawn = drawn;
  const focused = root.getRootNode().activeElement?.dataset.name;
  const parts = [asked(data.question), bounded(root, data)];
  if (data.state === "waiting") parts.push(waiting(data));
  else if (data.state === "error") parts.push(alert(data.text), again(root, data));
  else parts.push(...answered(root, data), ...suggestions(root, data));
  root.replaceChildren(el("article", `turn ${data.state}`, ...parts));
  if (focused) root.querySelector(`[data-name="${focused}"]`)?.focus();
  if (first && data.fresh) requestAnimationFrame(() => root.querySelector(".turn").scrollIntoView({ block: "start" }));
  if (before) requestAnimationFrame(() => root.querySelector(".reason")?.scrollIntoView({ block: "nearest" }));
}

// A long question scrolls in itself, by keyboard too.
function asked(question) {
  const box = el("p", "asked", question);
  if (question.length > 300) box.tabIndex = 0;
  return box;
}

// What bounded the search, said back; what the question itself said can be taken off.
function bounded(root, data) {
  if (!data.bounds?.length) return null;
  const chips = data.bounds.map((one) => {
    if (!one.off) return el("span", "bound", one.text);
    const button = el("button", "bound", one.text, el("span", "x", "×"));
    button.setAttribute("aria-label", `不限${one.text}，再问一次`);
    button.addEventListener("click", () => root.send({ action: "widen", part: one.part }));
    return button;
  });
  return el("p", "quiet bounded", `${data.bounded}：`, ...chips);
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
  const text = el("div", "text", ...data.text.split("\n").map((line, at) => el("p", lead(line, at), ...withChips(root, line, data.citations, cited))));
  return [
    sources(data.citations, "依据", cited),
    data.label ? el("p", "quiet label", data.label) : null,
    text,
    notices(root, data, cited),
    data.nearest.length ? el("p", "quiet heading", "最接近的段落") : null,
    sources(data.nearest, "最接近的段落", read(data.nearest), false),
    actions(root, data),
  ].filter(Boolean);
}

function withChips(root, line, citations, read) {
  const pieces = [];
  let end = 0;
  for (const match of line.matchAll(MARK)) {
    const n = Number(match[1]);
    if (!citations.some((one) => one.n === n)) continue;
    const before = line.slice(end, match.index);
    const last = before.match(/.[。；，：！？、”』）]*$/u)?.[0] ?? ""; // a number never stands alone at the start of a line
    pieces.push(before.slice(0, before.length - last.length), el("span", "tied", last, chip(root, n, citations, read)));
    end = match.index + match[0].length;
  }
  return [...pieces, line.slice(end)];
}

function chip(root, n, citations, read) {
  const one = citations.find((citation) => citation.n === n);
  const button = el("button", "chip", `[${n}]`);
  button.setAttribute("aria-label", `出处${n}：${one.title}`);
  let touched = false;
  button.addEventListener("pointerdown", (event) => (touched = event.pointerType === "touch"));
  button.addEventListener("click", () => {
    const peeking = root.querySelector(".preview")?.chip === button;
    if (touched && !peeking) return preview(root, button, one, read); // a first touch previews, the next one opens
    unpreview(root);
    read(n, button);
  });
  button.addEventListener("pointerenter", (event) => event.pointerType !== "touch" && preview(root, button, one, read));
  button.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && leave(root));
  button.addEventListener("focus", () => button.matches(":focus-visible") && !touched && preview(root, button, one, read));
  button.addEventListener("blur", () => leave(root));
  button.addEventListener("keydown", (event) => event.key === "Escape" && unpreview(root));
  return button;
}

// The source at a glance, beside its chip: it stays while the pointer rests on it, so that it can be read and copied from.
function preview(root, button, one, read) {
  clearTimeout(root.leaving);
  if (root.querySelector(".preview")?.chip === button) return;
  unpreview(root);
  const open = el("button", "link", "看原文");
  open.addEventListener("click", () => (unpreview(root), read(one.n, button)));
  const box = el("div", "preview", el("p", "title", one.title), el("p", "quote", one.quote), el("p", "quiet", one.where), open);
  box.chip = button;
  box.id = "preview";
  box.setAttribute("role", "tooltip");
  box.addEventListener("pointerenter", () => clearTimeout(root.leaving));
  box.addEventListener("pointerleave", () => leave(root));
  button.setAttribute("aria-describedby", "preview");
  const turn = root.querySelector(".turn");
  turn.append(box);
  const [place, at] = [turn.getBoundingClientRect(), button.getBoundingClientRect()];
  box.style.left = `${Math.max(0, Math.min(at.left - place.left, place.width - box.offsetWidth))}px`;
  const below = at.bottom + box.offsetHeight + 12 < (document.querySelector("[data-testid=stBottom]")?.getBoundingClientRect().top ?? innerHeight);
  box.style.top = `${(below ? at.bottom + 6 : at.top - box.offsetHeight - 6) - place.top}px`;
}

function leave(root) {
  clearTimeout(root.leaving);
  root.leaving = setTimeout(() => unpreview(root), 250);
}

function unpreview(root) {
  const box = root.querySelector(".preview");
  box?.chip.removeAttribute("aria-describedby");
  box?.remove();
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

function notices(root, data, read) {
  if (!data.notices.length) return null;
  const items = data.notices.map((notice) => {
    const known = notice.citations.filter((n) => data.citations.some((one) => one.n === n));
    return el("li", `notice ${notice.kind}`, notice.text, ...known.map((n) => chip(root, n, data.citations, read)));
  });
  return el("ul", "notices", ...items);
}

function suggestions(root, data) {
  if (!data.suggestions.length) return [];
  const items = data.suggestions.map((question) => {
    const button = el("button", "suggestion", question);
    button.addEventListener("click", () => root.ask(question));
    return el("li", "", button);
  });
  return [el("p", "quiet heading", "可以接着问"), el("ul", "suggestions", ...items)];
}

function actions(root, data) {
  const done = el("span", "quiet");
  done.setAttribute("role", "status");
  const copying = (words, text) => {
    const button = el("button", "action", words);
    button.addEventListener("click", async () => {
      root.querySelector(".selectable")?.remove();
      done.textContent = "";
      if (await window.liaocheng.copy(text)) done.textContent = "已复制";
      else root.querySelector(".turn").append(window.liaocheng.selectable(text, "selectable"));
    });
    return button;
  };
  const copies = data.state === "refused" ? [copying("复制", data.copy)] : [copying("复制答案", data.plain), copying("复制答案和出处", data.copy)];
  return el("div", "after", el("p", "actions", ...copies, again(root, data), ...rating(root, data), done), reason(root, data));
}

function again(root, data) {
  if (!data.again) return null;
  const button = el("button", "action", "重新回答");
  button.addEventListener("click", () => root.send({ action: "again" }));
  return button;
}

// Words rather than thumbs: not every machine has a font for those. Pressing the one that is already pressed takes the rating back.
function rating(root, data) {
  return [["up", "有用"], ["down", "没用"]].map(([name, words]) => {
    const button = el("button", "action thumb", words);
    const pressed = data.rating === name;
    button.dataset.name = name;
    button.setAttribute("aria-pressed", String(pressed));
    button.addEventListener("click", () => root.send({ action: "rate", rating: pressed ? null : name, reason: "" }));
    return button;
  });
}

function reason(root, data) {
  if (!data.rating) return null;
  if (data.reason) return el("p", "quiet", `已记下：${data.reason}`);
  const box = el("input", "why");
  box.placeholder = data.rating === "down" ? "哪里不对？可以不填" : "好在哪里？可以不填";
  box.maxLength = 500;
  box.setAttribute("aria-label", "评价的原因");
  const tell = (words) => words.trim() && root.send({ action: "rate", rating: data.rating, reason: words });
  box.addEventListener("keydown", (event) => event.key === "Enter" && !event.isComposing && tell(box.value));
  const keep = el("button", "action", "提交");
  keep.addEventListener("click", () => tell(box.value));
  const ready = data.rating === "down" ? ["没答到点上", "数字不对", "出处不对", "有遗漏"] : [];
  const picks = ready.map((words) => {
    const button = el("button", "action", words);
    button.addEventListener("click", () => tell(words));
    return button;
  });
  return el("div", "reason", el("p", "quiet", "已记下，谢谢。"), el("p", "actions", ...picks), el("p", "actions", box, keep));
}

function openReader(root, data, pointers, n, origin) {
  const style = getComputedStyle(root);
  const names = ["text-color", "background-color", "secondary-background-color", "border-color", "primary-color", "font"];
  const theme = Object.fromEntries(names.map((name) => [`--st-${name}`, style.getPropertyValue(`--st-${name}`)]));
  window.liaocheng.read({ pointers, n, articles: data.articles, origin, theme });
}
