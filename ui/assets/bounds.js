// The filters: what is set stands as chips that can be taken off; a form sets dates and newspapers.
const DAY = "\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?";

export default function ({ data, parentElement, setTriggerValue }) {
  const root = home(parentElement);
  root.send = (act) => setTriggerValue("did", { ...act, at: Date.now() });
  const drawn = JSON.stringify(data);
  if (root.drawn === drawn) return;
  root.drawn = drawn;
  root.set = { ...data.set };
  const form = fields(root, data);
  const toggle = el("button", "toggle", "筛选日期、报纸");
  toggle.setAttribute("aria-expanded", "false");
  toggle.addEventListener("click", () => {
    form.hidden = !form.hidden;
    toggle.setAttribute("aria-expanded", String(!form.hidden));
    if (!form.hidden) form.querySelector("input").focus();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) toggle.click(), toggle.focus();
  });
  root.replaceChildren(form, el("div", "bar", toggle, ...data.chips.map((one) => off(root, one))));
}

function off(root, one) {
  const button = el("button", "off", one.text, el("span", "x", "×"));
  button.setAttribute("aria-label", `取消筛选：${one.text}`);
  button.addEventListener("click", () => {
    // All that is left is sent: of two chips taken off in haste, the server may see only the second click.
    const { since, until, papers } = root.set;
    root.set = { since: one.part === "since" ? "" : since, until: one.part === "until" ? "" : until, papers: papers.filter((name) => name !== one.part) };
    button.remove();
    root.send({ action: "set", ...root.set });
  });
  return button;
}

function fields(root, data) {
  const since = day("从", data.set.since);
  const until = day("到", data.set.until);
  const papers = data.papers.map((name) => {
    const box = el("input", "");
    box.type = "checkbox";
    box.checked = data.set.papers.includes(name);
    box.value = name;
    return el("label", "paper", box, name);
  });
  const form = el("form", "fields", el("div", "days", since, until), el("fieldset", "", el("legend", "quiet", "报纸（不选即全部）"), ...papers));
  const submit = el("button", "apply", "按此筛选");
  submit.type = "submit";
  form.append(submit);
  form.hidden = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = papers.map((label) => label.querySelector("input")).filter((box) => box.checked);
    const value = (label) => label.querySelector("input").value.trim();
    root.send({ action: "set", since: value(since), until: value(until), papers: chosen.map((box) => box.value) });
  });
  return form;
}

function day(word, value) {
  const box = el("input", "");
  box.value = value ?? "";
  box.pattern = DAY;
  box.placeholder = "如 2024 或 2024-03";
  box.inputMode = "numeric";
  box.addEventListener("input", () => box.setCustomValidity(box.validity.patternMismatch ? "请写成 2024、2024-03 或 2024-03-12" : ""));
  return el("label", "day", word, box);
}
