// What a bundle of pages exports, without a framework: pages for each way in which one can go wrong.
const eaten = [];
const component = (render) => async () => ({ default: render });

export const pages = {
  "./pages/Hello.js": component(({ name }) => `<p>${name}</p>`),
  "./pages/deep/Inner.js": component(() => "inner"),
  "./pages/Data.js": component((_, { bundles }) => JSON.stringify(bundles)),
  "./pages/Throws.js": component(() => {
    throw new TypeError("no such thing");
  }),
  "./pages/Forever.js": component(() => {
    for (;;);
  }),
  "./pages/Never.js": component(() => new Promise(() => {})),
  "./pages/Slow.js": component(
    ({ milliseconds }) => new Promise((done) => setTimeout(done, milliseconds, "slow")),
  ),
  "./pages/Eats.js": component(() => {
    eaten.push(Array.from({ length: 1_000_000 }, (_, index) => ({ index })));
    return "eaten";
  }),
  "./pages/Later.js": component(({ chunks, milliseconds, fails }, { stream }) => {
    async function* later() {
      for (let number = 0; number < chunks; number++) {
        await new Promise((done) => setTimeout(done, milliseconds));
        yield `<b>${number}</b>`.repeat(1000);
      }
      if (fails) throw new Error("no such part");
    }
    return stream ? { html: "<p>first</p>", rest: later() } : "<p>whole</p>";
  }),
  "./pages/Pid.js": component(() => String(process.pid)),
};

export async function render(page, props, data) {
  const missing = props.missing ?? [];
  const made = await page(props, data);
  return typeof made === "string" ? { html: made, missing } : { ...made, missing };
}
