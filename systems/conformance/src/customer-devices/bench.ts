import { defined } from '@ferraris/bytes'
import type { DailyCounters, Frame, MeterRole } from '@ferraris/chain2'
import { addDays, type LocalDate, type Zone, zone } from '@ferraris/cosem'
import type { Frame as SentFrame } from '@ferraris/transport'
import type { CaseBench } from '../run.ts'
import { must, needs } from '../verdict.ts'
import { powerFrame, quarterFrame } from './frames.ts'
import { BenchMeter } from './meter.ts'
import type { CustomerDeviceSubject } from './subject.ts'
import { minus, type Sums, sumsOf, sumsOfDay, told } from './tally.ts'

/** What was counted while a case acted. */
export interface Counted {
  readonly sums: Sums
  of(day: LocalDate): Sums
}

const pollMs = 200

/**
 * What a case works with. The conversation is one-way, so that nothing acknowledges a frame: each case ends with two frames that are known
 * to be counted, of a day of their own. Once they are, all that was sent before them has been taken or left.
 */
export class DeviceBench implements CaseBench<DeviceBench> {
  readonly subject: CustomerDeviceSubject
  readonly frames: SentFrame[] = []
  readonly zone: Zone
  readonly today: LocalDate
  readonly #shared: Shared

  constructor(subject: CustomerDeviceSubject, shared?: Shared) {
    this.subject = subject
    this.zone = zone(subject.parameters.timeZone)
    this.today = this.zone.dateOf(subject.now())
    this.#shared = shared ?? { meters: new Map(), mark: undefined, seconds: 0 }
  }

  next(): DeviceBench {
    return new DeviceBench(this.subject, this.#shared)
  }

  async end(): Promise<void> {}

  /** One of the three days of the programme, the last three that are over. */
  day(number: 1 | 2 | 3): LocalDate {
    return addDays(this.today, number - 4)
  }

  /** A moment of a day that no other frame has: no two are alike. */
  moment(day: LocalDate): number {
    return this.zone.startOfDay(day) + 6 * 3600 + (this.#shared.seconds++ % 40_000)
  }

  meter(role: MeterRole = 'M1'): BenchMeter {
    let meter = this.#shared.meters.get(role)
    if (meter === undefined) {
      const { parameters, sample } = this.subject
      const declared = defined(
        parameters.meters.find(one => one.role === role),
        `meter ${role} in the parameter file`,
      )
      meter = new BenchMeter(declared, sample, this.subject.now())
      this.#shared.meters.set(role, meter)
    }
    return meter
  }

  /** Sends octets as they are; gives them, so that they can be sent again. */
  async sendOctets(apdu: Uint8Array): Promise<Uint8Array> {
    this.frames.push({ direction: 'sent', octets: apdu })
    await this.subject.send(apdu)
    return apdu
  }

  send(frame: Frame, role: MeterRole = 'M1'): Promise<Uint8Array> {
    return this.sendOctets(this.meter(role).seal(frame))
  }

  /** What the device counts of what is sent meanwhile. */
  async counted(act: () => Promise<unknown>, role: MeterRole = 'M1'): Promise<Counted> {
    const mark = await this.#mark()
    const before = await this.subject.counters(role)
    const marked = role === 'M1' ? before : await this.subject.counters('M1')
    await act()
    await this.#sendMark(marked, mark)
    const after = await this.subject.counters(role)
    const own = role === 'M1' ? mark : zeros
    return {
      sums: minus(minus(sumsOf(after), sumsOf(before)), own),
      of: day => minus(sumsOfDay(after, day), sumsOfDay(before, day)),
    }
  }

  /** A case whose frames are to be counted so, and not otherwise. */
  async mustCount(
    expected: Partial<Sums>,
    act: () => Promise<unknown>,
    role: MeterRole = 'M1',
  ): Promise<Counted> {
    const counted = await this.counted(act, role)
    must(told(counted.sums) === told(expected), `counted ${told(counted.sums)}, expected ${told(expected)}`)
    return counted
  }

  /** What the two frames at the end of a case add: a device may lack one of them, which other cases say. */
  async #mark(): Promise<Sums> {
    if (this.#shared.mark !== undefined) return this.#shared.mark
    const before = await this.subject.counters('M1')
    await this.#sendMark(before, { ...zeros, instPower: 1, loadCurve: 1 })
    const mark = minus(sumsOf(await this.subject.counters('M1')), sumsOf(before))
    needs(mark.instPower > 0 || mark.loadCurve > 0, 'the device counts no frame of its meter at all')
    this.#shared.mark = mark
    return mark
  }

  async #sendMark(before: DailyCounters, mark: Sums): Promise<void> {
    const day = addDays(this.today, -4)
    await this.send(powerFrame(this.moment(day)))
    await this.send(quarterFrame(this.moment(day)))
    const last = mark.loadCurve > 0 ? 'loadCurve' : 'instPower'
    const had = sumsOfDay(before, day)[last]
    const attempts = Math.ceil(this.subject.patienceMs / pollMs)
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (sumsOfDay(await this.subject.counters('M1'), day)[last] >= had + mark[last]) return
      await new Promise(resolve => setTimeout(resolve, pollMs))
    }
  }
}

interface Shared {
  readonly meters: Map<MeterRole, BenchMeter>
  mark: Sums | undefined
  seconds: number
}

const zeros = sumsOf([])
