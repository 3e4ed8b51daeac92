import { secondsOf } from '@ferraris/metering'
import type { Logger } from '@ferraris/service'
import type { Kysely } from 'kysely'
import { Counter, type Registry } from 'prom-client'
import type { Tables } from '../tables.ts'
import type { ClockJump } from './clock-watch.ts'
import { rememberJump } from './jumps.ts'

/** Tells jumps of the clock to the log, the metrics and the store. */
export function jumpObserver(registry: Registry, log: Logger, db: Kysely<Tables>): (jump: ClockJump) => void {
  const jumps = new Counter({
    name: 'ferraris_clock_jumps_total',
    help: "Jumps of the head-end's clock by more than a minute.",
    registers: [registry],
  })
  return jump => {
    jumps.inc()
    const expected = new Date(jump.expected).toISOString()
    const found = new Date(jump.found).toISOString()
    log.error(
      { expected, found, seconds: Math.round(secondsOf(jump.found - jump.expected)) },
      'the clock of this machine jumped: see to its time service; nothing is forgotten and no order expires for a day',
    )
    rememberJump(db, jump).catch(error => log.error({ err: error }, 'the jump of the clock is not kept'))
  }
}
