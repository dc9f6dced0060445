import type { RenderData } from "@mizan/base/rendering";
import { render as renderPage } from "@mizan/svelte/server";
import Page from "./SveltePage.svelte";

export const pages = { "./pages/Page.tsx": { default: Page } };

export const render = (_: unknown, props: object, data: RenderData) =>
  renderPage(Page, () => props, data);
