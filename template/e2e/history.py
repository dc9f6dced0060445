"""What a board page showed, moment by moment: a value that flips back is caught in the act."""

from typing import Any

from playwright.sync_api import Page

# A mutation observer sees text and elements; a frame loop sees what is none, such as `checked`.
RECORD = """() => {
  const text = (element) => element?.textContent.trim() ?? null;
  const cards = (main) => Object.fromEntries([...main.querySelectorAll("li")].flatMap((item) => {
    const box = item.querySelector("input[type=checkbox]");
    return box ? [[`card ${text(box.labels[0])}`, box.checked ? "done" : "open"]] : [];
  }));
  const look = () => {
    const main = document.querySelector("main");
    const lines = [...main.querySelectorAll("[role=status]")].map(text);
    const counts = lines.find((line) => /^\\d+ of/.test(line)) ?? null;
    return { heading: text(main.querySelector("h1")), counts, ...cards(main) };
  };
  const moments = [look()];
  const record = () => {
    const moment = look();
    if (JSON.stringify(moment) !== JSON.stringify(moments.at(-1))) moments.push(moment);
  };
  const frame = () => { record(); requestAnimationFrame(frame); };
  new MutationObserver(record).observe(document.querySelector("main"), {
    attributes: true, characterData: true, childList: true, subtree: true,
  });
  requestAnimationFrame(frame);
  window.boardHistory = moments;
}"""


class History:
    """Records from now on."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.evaluate(RECORD)

    def values(self) -> dict[str, list[Any]]:
        """For each thing on screen, the values it had, without repetitions; absent is None."""
        moments = self.page.evaluate("() => window.boardHistory")
        names = {name for moment in moments for name in moment}
        return {name: _changes([moment.get(name) for moment in moments]) for name in sorted(names)}

    def changed(self) -> dict[str, list[Any]]:
        """Only what had more than one value."""
        return {name: values for name, values in self.values().items() if len(values) > 1}


def _changes(values: list[Any]) -> list[Any]:
    return [value for index, value in enumerate(values) if index == 0 or value != values[index - 1]]
