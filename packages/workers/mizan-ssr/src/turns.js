/**
 * One job in a turn of the event loop: what is done is sent before the next one begins, so that whoever
 * asked for many reads the first while the rest is made. The first of a turn does not wait.
 *
 * @returns {(job: () => void) => void}
 */
export function createTurns() {
  /** @type {(() => void)[]} */
  const jobs = [];
  let isTaken = false;

  function next() {
    const job = jobs.shift();
    isTaken = job !== undefined;
    if (!job) return;
    setImmediate(next);
    job();
  }

  return (job) => {
    jobs.push(job);
    if (!isTaken) next();
  };
}
