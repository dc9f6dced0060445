export type Theme = "light" | "dark";

const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
const changed = new EventTarget();

/** Show a theme and remember it: the page's shell looks it up before anything is painted. */
export function chooseTheme(theme: Theme) {
  storage()?.setItem("theme", theme);
  show(theme);
}

prefersDark.addEventListener("change", ({ matches }) => {
  if (!storage()?.getItem("theme")) show(matches ? "dark" : "light");
});

function show(theme: Theme) {
  document.documentElement.setAttribute("data-theme", theme);
  changed.dispatchEvent(new Event("change"));
}

/** The theme on screen: the visitor's choice, else what their system prefers. */
export function currentTheme(): Theme {
  const shown = document.documentElement.getAttribute("data-theme");
  if (shown === "light" || shown === "dark") return shown;
  return prefersDark.matches ? "dark" : "light";
}

/** Hear that another theme is shown; answers how to stop. */
export function onThemeChange(listener: () => void) {
  changed.addEventListener("change", listener);
  return () => changed.removeEventListener("change", listener);
}

function storage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined; // blocked by the visitor: the choice lasts as long as the page
  }
}
