import type { Plugin } from "@mizan/base";
import { showPanel } from "./panel";
import { record } from "./recorder";

export type { CallRow, Happening, InstanceRow, Recorder } from "./recorder";
export { record } from "./recorder";

/**
 * A panel in the corner of the page, in development only:
 * `plugins: [...(import.meta.env.DEV ? [devtools()] : [])]` is nothing at all in a production bundle.
 *
 * It shows instances with their state, params, version and subscribers, what was merged, invalidated
 * or read and by what, and the last answers; and reads or invalidates an instance.
 */
export function devtools(): Plugin {
  return (kernel) => {
    if (typeof document !== "undefined") showPanel(record(kernel));
  };
}
