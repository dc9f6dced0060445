/**
 * So many jobs in a turn of the event loop as take about a millisecond: what is done is sent before more
 * begins, so that whoever asked for many reads the first while the rest is made. The first does not wait.
 *
 * @returns {(job: () => void) => void}
 */
export function createTurns() {
  /** @type {(() => void)[]} */
  const jobs = [];
  let isTaken = false;
  /** How many are begun in one turn, learnt from how long the last turn took. */
  let most = 1;

  /**
   * @param {number} begun
   * @param {number} count
   */
  function next(begun, count) {
    most = Math.min(MOST, Math.max(1, Math.round((count * SLICE) / (performance.now() - begun))));
    const some = jobs.splice(0, most);
    isTaken = some.length > 0;
    if (isTaken) setImmediate(next, performance.now(), some.length);
    for (const job of some) job();
  }

  return (job) => {
    if (isTaken) return void jobs.push(job);
    isTaken = true;
    setImmediate(next, performance.now(), 1);
    job();
  };
}

/** Milliseconds. */
const SLICE = 1;
const MOST = 16;
