import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark";

const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
const changed = new EventTarget();

/** The theme on screen: the visitor's choice, else what their system prefers. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, currentTheme);
}

/** The page's shell reads the choice again before anything is painted. */
export function chooseTheme(theme: Theme) {
  document.documentElement.dataset["theme"] = theme;
  localStorage.setItem("theme", theme);
  changed.dispatchEvent(new Event("change"));
}

function currentTheme(): Theme {
  const chosen = document.documentElement.dataset["theme"];
  if (chosen === "light" || chosen === "dark") return chosen;
  return prefersDark.matches ? "dark" : "light";
}

function subscribe(listener: () => void) {
  changed.addEventListener("change", listener);
  prefersDark.addEventListener("change", listener);
  return () => {
    changed.removeEventListener("change", listener);
    prefersDark.removeEventListener("change", listener);
  };
}
