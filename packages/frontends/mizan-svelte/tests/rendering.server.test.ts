// @vitest-environment node
import { describeRendering } from "../../mizan-base/tests/pages";
import { render } from "../src/server";
import Rendered from "./Rendered.svelte";

describeRendering((board_id, data) => render(Rendered, () => ({ board_id }), data));
