export type Theme = "light" | "dark";

const YEAR = 31_536_000;
const changed = new EventTarget();
const system = () => window.matchMedia("(prefers-color-scheme: dark)");

/** Show a theme and have it remembered: the server puts it into the first byte of the next page. */
export function chooseTheme(theme: Theme) {
  // biome-ignore lint/suspicious/noDocumentCookie: the newer way is not in all browsers yet
  document.cookie = `theme=${theme}; path=/; max-age=${YEAR}; samesite=lax`;
  document.documentElement.setAttribute("data-theme", theme);
  changed.dispatchEvent(new Event("change"));
}

/** The theme on screen: the visitor's choice, else what their system prefers. */
export function currentTheme(): Theme {
  const chosen = document.documentElement.getAttribute("data-theme");
  if (chosen === "light" || chosen === "dark") return chosen;
  return system().matches ? "dark" : "light";
}

/** Hear that another theme is shown; answers how to stop. */
export function onThemeChange(listener: () => void) {
  const preferred = system();
  preferred.addEventListener("change", listener);
  changed.addEventListener("change", listener);
  return () => {
    preferred.removeEventListener("change", listener);
    changed.removeEventListener("change", listener);
  };
}
