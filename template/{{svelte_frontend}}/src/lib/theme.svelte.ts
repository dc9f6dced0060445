export type Theme = "light" | "dark";

const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");

/** The theme on screen: the visitor's choice, else what their system prefers. */
export const theme = $state({ shown: currentTheme() });

/** Show a theme and remember it: the page's shell looks it up before anything is painted. */
export function chooseTheme(chosen: Theme) {
  storage()?.setItem("theme", chosen);
  show(chosen);
}

prefersDark.addEventListener("change", ({ matches }) => {
  if (!storage()?.getItem("theme")) show(matches ? "dark" : "light");
});

function show(chosen: Theme) {
  document.documentElement.setAttribute("data-theme", chosen);
  theme.shown = chosen;
}

function currentTheme(): Theme {
  const said = document.documentElement.getAttribute("data-theme");
  if (said === "light" || said === "dark") return said;
  return prefersDark.matches ? "dark" : "light";
}

function storage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined; // blocked by the visitor: the choice lasts as long as the page
  }
}
