import type { Plugin } from "@mizan/base";
import { optimisticUpdates } from "@mizan/base/optimistic";
import { readOptions } from "@mizan/base/options";
import { retries } from "@mizan/base/retries";
import { tabs } from "@mizan/base/tabs";
import { devtools } from "@mizan/devtools";

/** What this page's client can do besides; what you take out is not downloaded. */
export const plugins: readonly Plugin[] = [
  readOptions(), // staleTime, refetchInterval, select, enabled, focus, reconnect, Suspense
  optimisticUpdates(), // mutate(args, { optimistic: true })
  retries(), // calls whose answer was lost are sent again, and take effect once; offline they wait
  tabs(), // other tabs show what this one changed
  ...(import.meta.env.DEV ? [devtools()] : []), // the button "Mizan" in the corner, while you develop
];
