// @vitest-environment node
import { expect, test } from "vitest";
import { BUDGET, measure } from "../../size.js";

test("what an app downloads stays within its budget", async () => {
  const { gzip, minified } = await measure();
  console.log(`@mizan/base + @mizan/react: ${gzip} B gzip, ${minified} B minified`);
  expect(gzip).toBeLessThanOrEqual(BUDGET);
});
