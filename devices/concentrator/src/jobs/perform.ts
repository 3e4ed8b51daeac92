import { encode } from '@ferraris/codec'
import { addDays } from '@ferraris/cosem'
import { catalogue, commandParameters, commands } from '@ferraris/smitp/tables'
import type { Job } from '@ferraris/uplink'
import { correctClock, readClockOffset } from '../clock/correct-clock.ts'
import { readRegistersNow } from '../meters-and-more/meter/registers.ts'
import { readRow } from '../meters-and-more/session/read-rows.ts'
import { ask } from '../meters-and-more/session/request.ts'
import type { Course } from '../network/procedure.ts'
import { readProfileDay } from '../reading/read-profile-day.ts'
import type { Section } from '../section.ts'
import { attempting } from './attempting.ts'
import type { Attempt } from './job-queue.ts'

/** What jobs may need beside the section. */
export interface Means {
  /** Begins a search of the section. */
  readonly discover: () => void
}

/** The most days that one job reads. */
const mostDays = 93

/**
 * Makes one attempt at a job. `attempts` before it may have had their effect, though nobody answered: what changes
 * something looks first then whether it is done.
 */
export function perform(section: Section, means: Means, job: Job, attempts: number): Course<Attempt> {
  return attempting(tryTo(section, means, job, attempts))
}

function* tryTo(section: Section, means: Means, job: Job, attempts: number): Course<Attempt> {
  const urgent = job.priority !== 'normal'
  const { results } = section.store
  const { task } = job
  switch (task.kind) {
    case 'discover':
      means.discover()
      return { state: 'done' }
    case 'read-registers':
      return { state: 'done', result: results.add(yield* readRegistersNow(section, task.aca), { urgent }) }
    case 'read-profile': {
      let result: string | undefined
      let day = task.from
      for (let days = 0; day <= task.to && days < mostDays; days++, day = addDays(day, 1)) {
        result = results.add(yield* readProfileDay(section, task.aca, day), { urgent })
      }
      return result === undefined
        ? { state: 'refused', detail: `no day lies between ${task.from} and ${task.to}` }
        : { state: 'done', result }
    }
    case 'switch':
      return yield* switchSupply(section, task.aca, task.connected, attempts > 0)
    case 'limit':
      return yield* limitSupply(section, task.aca, task.watts)
    case 'set-clock': {
      const offset = yield* readClockOffset(section, task.aca)
      yield* correctClock(section, task.aca, offset)
      return { state: 'done', detail: `it was ${Math.round(offset / 100) / 10} s ahead` }
    }
    case 'firmware':
      throw new TypeError('images are not brought in one attempt')
  }
}

/** Said twice it is the same limit. */
function* limitSupply(section: Section, aca: string, watts: number): Course<Attempt> {
  const parameters = encode(commandParameters.setLimit, { watts })
  yield* ask(section, aca, { kind: 'command.request', command: commands.setLimit, parameters })
  const { active } = yield* readRow(section, aca, catalogue.limiter, 1, 16)
  return { state: 'done', detail: `the limit that holds now is ${active} W` }
}

/** An attempt whose acknowledgement was lost has perhaps switched: the breaker tells, and is not switched twice. */
function* switchSupply(
  section: Section,
  aca: string,
  connected: boolean,
  doubtful: boolean,
): Course<Attempt> {
  if (doubtful) {
    const { output } = yield* readRow(section, aca, catalogue.breaker, 0, 3)
    if ((output === 'closed') === connected) return { state: 'done', detail: 'it was so already' }
  }
  const command = connected ? commands.closeBreaker : commands.openBreaker
  yield* ask(section, aca, { kind: 'command.request', command, parameters: new Uint8Array() })
  return { state: 'done' }
}
