import type { Logger } from '@ferraris/service'

/** A stranger may call as often as it likes, and shall not fill the log. */
const tellEveryMs = 60_000

/** Tells the log that a caller was refused as a concentrator: at most once a minute, with how many it were since the last line. */
export function refusedCallers(log: Logger, now: () => number): (name: string) => void {
  let told = Number.NEGATIVE_INFINITY
  let count = 0
  return name => {
    count += 1
    if (now() - told < tellEveryMs) return
    log.warn(
      { concentrator: name.slice(0, 64), count },
      'refused as a concentrator: its name, credential or certificate is not one of this head-end',
    )
    told = now()
    count = 0
  }
}
