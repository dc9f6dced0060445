/**
 * Parsed data under the names that its server gave it: a page that is rendered again sends names only.
 * What was not used for longest goes first, by the bytes of its JSON.
 *
 * @param {number} limit bytes of JSON that are kept
 */
export function createDataCache(limit) {
  /** @type {Map<string, { value: unknown, size: number }>} */
  const entries = new Map();
  let size = 0;
  return {
    /** @param {string} name */
    has: (name) => entries.has(name),

    /** @param {string} name */
    get(name) {
      const entry = entries.get(name);
      if (!entry) return undefined;
      entries.delete(name);
      entries.set(name, entry);
      return entry.value;
    },

    /**
     * @param {string} name
     * @param {Buffer} json
     */
    set(name, json) {
      size += json.length - (entries.get(name)?.size ?? 0);
      entries.delete(name);
      entries.set(name, { value: JSON.parse(json.toString()), size: json.length });
      for (const [oldest, entry] of entries) {
        if (size <= limit || oldest === name) break;
        entries.delete(oldest);
        size -= entry.size;
      }
    },
  };
}
