import type { RenderData } from "@mizan/base/rendering";
import { MizanPlugin } from "@mizan/vue";
import { render as renderPage } from "@mizan/vue/server";
import { createSSRApp } from "vue";
import Page from "./VuePage.vue";

export const pages = { "./pages/Page.tsx": { default: Page } };

export const render = (_: unknown, props: Record<string, unknown>, data: RenderData) =>
  renderPage((client) => createSSRApp(Page, props).use(MizanPlugin, { client }), data);
