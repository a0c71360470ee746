// The filters: what is set stands as chips that can be taken off; a form sets dates, newspapers and places.
// What is set is kept here and sent whole, as the state of this part: a click in haste is never lost to a run under way.
const DAY = "\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?";
const NONE = { since: "", until: "", papers: [], places: [] };

export default function ({ data, parentElement, setStateValue }) {
  const root = home(parentElement);
  const drawn = JSON.stringify([data.papers, data.places]);
  if (root.drawn === drawn) return;
  root.drawn = drawn;
  root.set ??= { ...NONE, ...data.set };
  root.names = new Map(data.papers.map((one) => [one.name, one.text]));
  root.keep = (set) => {
    root.set = set;
    chips(root, bar);
    setStateValue("set", set);
  };
  const form = fields(root, data);
  const toggle = el("button", "toggle", "筛选", el("span", "wide", "日期、报纸、地区"));
  toggle.setAttribute("aria-expanded", "false");
  const open = (shown) => {
    form.hidden = !shown;
    toggle.setAttribute("aria-expanded", String(shown));
  };
  toggle.addEventListener("click", () => {
    if (form.hidden) fill(root, form);
    open(form.hidden);
    if (!form.hidden) form.querySelector("input").focus();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) open(false), toggle.focus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    open(false);
    root.keep(read(form));
  });
  const bar = el("div", "bar", toggle);
  chips(root, bar);
  root.replaceChildren(form, bar);
}

function chips(root, bar) {
  const { since, until, papers, places } = root.set;
  const shown = [
    since && off(root, `${spoken(since)}起`, { ...root.set, since: "" }),
    until && off(root, `${spoken(until)}止`, { ...root.set, until: "" }),
    ...papers.map((name) => off(root, root.names.get(name) ?? name, { ...root.set, papers: papers.filter((one) => one !== name) })),
    ...places.map((name) => off(root, `提到${name}`, { ...root.set, places: places.filter((one) => one !== name) })),
  ];
  bar.replaceChildren(bar.firstChild, ...shown.filter(Boolean));
}

function off(root, text, left) {
  const button = el("button", "off", text, el("span", "x", "×"));
  button.setAttribute("aria-label", `取消筛选：${text}`);
  button.addEventListener("click", () => root.keep(left));
  return button;
}

// 2024-03 as it is said.
function spoken(day) {
  return day.split("-").map((part, at) => `${Number(part)}${"年月日"[at]}`).join("");
}

function fields(root, data) {
  const papers = data.papers.map((one) => {
    const box = el("input", "");
    box.type = "checkbox";
    box.name = "paper";
    box.value = one.name;
    return el("label", "paper", box, one.text);
  });
  const known = el("datalist", "", ...data.places.map((name) => Object.assign(el("option", ""), { value: name })));
  known.id = "places";
  const place = field("地区", "place", "如 冠县，多个用、隔开");
  place.querySelector("input").setAttribute("list", "places");
  const submit = el("button", "apply", "按此筛选");
  submit.type = "submit";
  const days = el("div", "days", day("从", "since"), day("到", "until"), place, known);
  const legend = el("legend", "quiet", "报纸（不选即全部）");
  const form = el("form", "fields", days, papers.length ? el("fieldset", "", legend, ...papers) : null, submit);
  form.hidden = true;
  return form;
}

// Put what is set into the form.
function fill(root, form) {
  const { since, until, papers, places } = root.set;
  form.elements.since.value = since ?? "";
  form.elements.until.value = until ?? "";
  form.elements.place.value = places.join("、");
  for (const box of form.querySelectorAll("[name=paper]")) box.checked = papers.includes(box.value);
}

function read(form) {
  const { since, until, place } = form.elements;
  const papers = Array.from(form.querySelectorAll("[name=paper]:checked"), (box) => box.value);
  const places = [...new Set(place.value.split(/[、，,;；\s]+/).filter(Boolean))];
  return { since: since.value.trim(), until: until.value.trim(), papers, places };
}

function day(word, name) {
  const label = field(word, name, "如 2024 或 2024-03");
  const box = label.querySelector("input");
  box.pattern = DAY;
  box.inputMode = "numeric";
  box.addEventListener("input", () => box.setCustomValidity(box.validity.patternMismatch ? "请写成 2024、2024-03 或 2024-03-12" : ""));
  return label;
}

function field(word, name, hint) {
  const box = el("input", "");
  box.name = name;
  box.placeholder = hint;
  box.maxLength = 60;
  return el("label", "day", word, box);
}
