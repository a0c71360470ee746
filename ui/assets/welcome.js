// The welcome: example questions that the articles at hand answer.
export default function ({ data, parentElement, setTriggerValue }) {
  const examples = data.examples.map((question) => {
    const button = el("button", "example", question);
    button.addEventListener("click", () => setTriggerValue("asked", question));
    return el("li", "", button);
  });
  const list = el("ul", "examples", ...examples);
  const hint = examples.length ? el("p", "quiet", "可以这样问") : null;
  home(parentElement).replaceChildren(
    el("p", "lead", "答案逐字摘自报纸，每句都标出处；点编号看原文。查不到的，会直说查不到。"),
    ...[hint, list].filter(Boolean),
  );
}
