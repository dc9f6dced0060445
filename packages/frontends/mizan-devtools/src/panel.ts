import type { CallRow, Happening, InstanceRow, Recorder } from "./recorder";
import { STYLE } from "./style";

/** One panel for all clients of a page: StrictMode makes two. */
const recorders: Recorder[] = [];
let panel: ReturnType<typeof createPanel> | undefined;

/** Shows what a recorder hears. */
export function showPanel(recorder: Recorder): void {
  if (!panel?.host.isConnected) {
    recorders.length = 0;
    panel = createPanel();
  }
  recorders.push(recorder);
  recorder.subscribe(panel.update);
}

type Child = Node | string;

/** An element; whatever is text stays text. */
function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function button(label: string, onClick: () => void, attributes: Record<string, string> = {}) {
  const element = make("button", { type: "button", ...attributes }, label);
  element.addEventListener("click", onClick);
  return element;
}

function createPanel() {
  const host = make("mizan-devtools" as "div", {});
  const root = host.attachShadow({ mode: "open" });
  const style = new CSSStyleSheet();
  style.replaceSync(STYLE);
  root.adoptedStyleSheets = [style];
  let isOpen = false;
  let chosen: string | undefined;
  let isDue = false;

  const toggle = button("Mizan", () => setOpen(!isOpen), { class: "toggle" });
  const region = make("section", { "aria-label": "Mizan devtools", class: "panel" });
  root.append(region, toggle);
  region.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    setOpen(false);
    toggle.focus();
  });

  function setOpen(next: boolean) {
    isOpen = next;
    render();
  }

  /** Once for all that happens in a turn. */
  function update() {
    if (isDue) return;
    isDue = true;
    queueMicrotask(() => {
      isDue = false;
      render();
    });
  }

  function render() {
    toggle.setAttribute("aria-expanded", String(isOpen));
    region.hidden = !isOpen;
    // Room at the end of the page for what the panel covers.
    host.toggleAttribute("data-open", isOpen);
    if (!isOpen) return;
    const focused = root.activeElement?.getAttribute("data-key");
    const scrolled = [...region.querySelectorAll(".scroll")].map(({ scrollTop }) => scrollTop);
    const instances = recorders.flatMap((recorder) =>
      recorder.instances().map((row) => ({ recorder, row })),
    );
    const found = instances.find(({ row }) => row.path === chosen) ?? instances[0];
    region.replaceChildren(
      instanceList(
        instances.map(({ row }) => row),
        found?.row,
        (path) => {
          chosen = path;
          render();
        },
      ),
      found ? details(found.row, found.recorder) : make("p", {}, "Nothing is read yet."),
      callList(recorders.flatMap((recorder) => recorder.calls())),
    );
    region.querySelectorAll(".scroll").forEach((element, index) => {
      element.scrollTop = scrolled[index] ?? 0;
    });
    if (focused) region.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  document.body.append(host);
  render();
  return { host, update };
}

const textOfParams = (params: InstanceRow["params"]) =>
  Object.entries(params)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(" ");

function instanceList(
  rows: readonly InstanceRow[],
  chosen: InstanceRow | undefined,
  choose: (path: string) => void,
) {
  const items = rows.map(({ path, context, params, state, subscribers, version }) =>
    make(
      "li",
      {},
      button(`${context} ${textOfParams(params)}`, () => choose(path), {
        "aria-pressed": String(path === chosen?.path),
        "data-key": path,
      }),
      make(
        "small",
        {},
        `${state.isFetching ? "reading" : state.status} · version ${version} · ${subscribers} shown`,
      ),
    ),
  );
  return make("div", { class: "scroll" }, make("h2", {}, "Instances"), make("ul", {}, ...items));
}

function details(row: InstanceRow, recorder: Recorder) {
  const { path, context, state, happenings } = row;
  const line = ({ at, what, why }: Happening) =>
    make("li", { class: what.split(" ")[0] ?? "" }, `${at} ${what} ${why}`);
  return make(
    "div",
    { class: "scroll" },
    make("h2", {}, `${context} ${textOfParams(row.params)}`),
    button("Refetch", () => recorder.refetch(path), { "data-key": "refetch" }),
    button("Invalidate", () => recorder.invalidate(path), { "data-key": "invalidate" }),
    ...(state.error ? [make("p", { class: "failed" }, state.error.code)] : []),
    make("ol", { "aria-label": "What happened to it" }, ...happenings.map(line)),
    make("pre", { tabindex: "0", "aria-label": "Data" }, JSON.stringify(state.data, null, 2) ?? ""),
  );
}

function callList(rows: readonly CallRow[]) {
  const items = rows.map(({ at, fn, args, milliseconds, error, effects }) =>
    make(
      "li",
      { class: error ? "failed" : "" },
      `${at} ${fn} ${error ?? effects} `,
      make("small", {}, `${Math.round(milliseconds)} ms · ${JSON.stringify(args)}`),
    ),
  );
  return make("div", { class: "scroll" }, make("h2", {}, "Answers"), make("ol", {}, ...items));
}
