import { addDays } from '@ferraris/cosem'
import { obisCodes } from '@ferraris/metering'
import type { CalendarEntry, Job, JobStep } from '@ferraris/uplink'
import { correctClock, readClockOffset } from '../clock/correct-clock.ts'
import type { NeighbourhoodMeter } from '../network/neighbourhood-meter.ts'
import type { Procedure } from '../network/procedure.ts'
import { readProfileDay } from '../reading/read-profile-day.ts'
import { readRegisters } from '../reading/read-registers.ts'
import type { Section } from '../section.ts'
import type { NewResult } from '../store/result-table.ts'
import { attempting } from './attempting.ts'
import { callEmergency } from './call-emergency.ts'
import type { Attempt } from './job-queue.ts'

/** What jobs need beside the section. */
export interface JobMeans {
  /** Begins a search of the section. */
  readonly discover: () => void
  /** Does an entry of the calendar at once; false where there is none. */
  readonly run: (entry: CalendarEntry) => boolean
}

/** The most days that one job reads. */
const mostDays = 93

/** A clock that is read back so close to ours is right: it is moved by whole seconds. */
const mostClockErrorMs = 2000

/**
 * Makes one attempt at a job. `attempts` before it may have had their effect without an answer: what changes something
 * reads first then whether it is done.
 */
export function perform(section: Section, means: JobMeans, job: Job, attempts: number): Procedure<Attempt> {
  return attempting(attempt(section, means, job, attempts))
}

function* attempt(section: Section, means: JobMeans, job: Job, attempts: number): Procedure<Attempt> {
  const urgent = job.priority !== 'normal'
  const { network, store } = section
  const { task } = job
  switch (task.kind) {
    case 'discover':
      means.discover()
      return { state: 'done' }
    case 'run-now':
      return means.run(task.entry)
        ? { state: 'done' }
        : { state: 'refused', cause: 'refused', detail: `its calendar has no ${task.entry}` }
    case 'read-registers': {
      const result = yield* readRegisters(section, task.aca)
      return { state: 'done', steps: [registersRead(result)], result: store.results.add(result, { urgent }) }
    }
    case 'read-profile': {
      let result: string | undefined
      let day = task.from
      for (let days = 0; day <= task.to && days < mostDays; days++, day = addDays(day, 1)) {
        result = store.results.add(yield* readProfileDay(section, task.aca, day), { urgent })
      }
      return result === undefined
        ? { state: 'refused', cause: 'refused', detail: `no day lies between ${task.from} and ${task.to}` }
        : { state: 'done', result }
    }
    case 'switch': {
      const wantsReading = !task.connected && task.finalReading === true
      const reading = wantsReading ? yield* readRegisters(section, task.aca) : undefined
      const switched = yield* switchSupply(network.meter(task.aca), task.connected, attempts > 0)
      if (reading === undefined) return switched
      const steps = [registersRead(reading), ...(switched.steps ?? [])]
      if (switched.state !== 'done') return { ...switched, steps }
      return { ...switched, steps, result: store.results.add(reading, { urgent }) }
    }
    case 'limit': {
      // Requested twice it is the same limit.
      const active = yield* network.meter(task.aca).setLimit(task.watts)
      const verified = active === task.watts
      const target = `${obisCodes.limiter} thresholdActive`
      return {
        state: 'done',
        detail: `the limit that holds now is ${active} W`,
        steps: [stepOf(target, `${task.watts} W`, `${active} W`, verified ? 'verified' : 'done')],
        ...(verified && { verified }),
      }
    }
    case 'set-clock': {
      const meter = network.meter(task.aca)
      const offset = yield* readClockOffset(section, meter)
      yield* correctClock(section, meter, offset)
      const left = yield* readClockOffset(section, meter)
      const verified = Math.abs(left) < mostClockErrorMs
      const target = `${obisCodes.clock} time`
      const found = `${inSeconds(left)} s ahead`
      return {
        state: 'done',
        detail: `it was ${inSeconds(offset)} s ahead, and is ${inSeconds(left)} s ahead now`,
        steps: [stepOf(target, `${inSeconds(-offset)} s`, found, verified ? 'verified' : 'differs')],
        ...(verified && { verified }),
      }
    }
    case 'call-emergency':
      return yield* callEmergency(section, task)
    case 'firmware':
    case 'concentrator-firmware':
      throw new TypeError('images are not brought in one attempt')
  }
}

/**
 * An attempt without acknowledgement has perhaps switched: the switch is read, and not operated twice. What it did is read
 * back in any case: a meter says yes to a command that changes nothing, for example after its own trip. One that leaves the
 * button to the customer is done, and not verified.
 */
function* switchSupply(meter: NeighbourhoodMeter, connected: boolean, doubtful: boolean): Procedure<Attempt> {
  const target = `${obisCodes.disconnectControl} outputState`
  const wanted = connected ? 'closed' : 'open'
  if (doubtful && (yield* meter.readSwitch()).closed === connected) {
    const detail = 'it was so already'
    const steps = [{ target, outcome: 'verified', found: wanted, reason: detail } as const]
    return { state: 'done', detail, verified: true, steps }
  }
  yield* meter.operateSwitch(connected)
  const { closed, waitsForButton } = yield* meter.readSwitch()
  const found = closed ? 'closed' : 'open'
  const step = (outcome: JobStep['outcome']) => ({ steps: [stepOf(target, wanted, found, outcome)] })
  if (closed === connected)
    return { state: 'done', detail: `read back: ${found}`, verified: true, ...step('verified') }
  if (connected && waitsForButton) {
    return {
      state: 'done',
      ...step('done'),
      detail:
        'the switch is open still: the meter is ready for reconnection, and the customer closes it with the button',
    }
  }
  return {
    state: 'failed',
    cause: 'differs',
    ...step('differs'),
    detail: `the meter took the command, but its switch is ${found} still`,
  }
}

function stepOf(target: string, wrote: string, found: string, outcome: JobStep['outcome']): JobStep {
  return { target, outcome, wrote, found }
}

function registersRead(read: NewResult): JobStep {
  const count = read.kind === 'registers' ? read.registers.length : 0
  return { target: obisCodes.activeEnergyImport, outcome: 'done', found: `${count} registers` }
}

function inSeconds(offsetMs: number): number {
  return Math.round(offsetMs / 100) / 10
}
