// What is known of something, name by name; a fact may have more lines, and be good or bad.
export default function ({ data, parentElement }) {
  const rows = data.facts.map((fact) => el("div", `fact ${fact.tone}`, el("dt", "", fact.name), ...fact.lines.map((line) => el("dd", "", line))));
  home(parentElement).replaceChildren(el("dl", "facts", ...rows));
}
