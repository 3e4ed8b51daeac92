import { say } from './terminal/say.ts'

/**
 * A second signal means it, if it comes later than this: `npm start` hands the one Ctrl-C on that the terminal has
 * already sent to all processes in the foreground.
 */
const echo = 500
const lookAtParentEveryMs = 500

/** As at the start: it may be gone before there is anything to stop. */
const parent = process.ppid

let isService = false

/** Whether this process goes on until it is stopped: it must end in order, whatever becomes of its terminal. */
export function runsUntilStopped(): boolean {
  return isService
}

/** Waits for Ctrl-C, SIGTERM, or the end of the npm that has started it. A second signal ends the process at once. */
export async function stopSignal(): Promise<NodeJS.Signals> {
  isService = true
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>()
  let first: number | undefined
  const onSignal = (signal: NodeJS.Signals): void => {
    if (first === undefined) {
      first = performance.now()
      resolve(signal)
    } else if (performance.now() - first > echo) {
      say('Stopped at once.')
      process.exit(130)
    }
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
  watchNpm(() => onSignal('SIGHUP'))
  return await promise
}

/**
 * npm and npx end at a signal, or hand it to a shell that ends without handing it on: what they have started would go on
 * for ever. Without them a process may outlive its parent, as under nohup.
 */
function watchNpm(onGone: () => void): void {
  const { npm_lifecycle_event: script, npm_command: command } = process.env
  if (script === undefined && command === undefined) return
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    onGone()
  }, lookAtParentEveryMs)
  timer.unref()
}
