import { wholeSecondsOf } from '@ferraris/metering'
import {
  type CosemServerState,
  createCosemServer,
  type DlmsServer,
  stepCosemServer,
} from '@ferraris/smitp/cosem'
import type { Port, Station } from '@ferraris/smitp/line'
import { type Aca, dsaps } from '@ferraris/smitp/mac'
import type { SmitpMode } from '@ferraris/smitp/security'
import {
  type ServerMemory,
  type ServerOccurrence,
  type SmitpServerSettings,
  stepSmitpServer,
} from '@ferraris/smitp/session'
import { type SlaveAnswer, type SlaveCounters, type SlaveRequest, SlaveStation } from '@ferraris/smitp/slave'
import type { AtomicMemory } from '../store/memory/atomic-memory.ts'
import { unlessFull } from '../store/memory/full-memory.ts'
import type { Context } from './context.ts'
import { News } from './news.ts'
import { keep, recall } from './server-memory.ts'
import { tableView } from './table-view.ts'

interface SmitpFaceSetup extends Omit<Context, 'now' | 'millisecond' | 'line' | 'restartLine' | 'news'> {
  readonly mode: SmitpMode
  readonly memory: AtomicMemory
  /** True time, milliseconds since 1970. */
  now(): number
  /** The meter's DLMS server; undefined for a meter without one. */
  readonly dlms: DlmsServer | undefined
  log(occurrence: ServerOccurrence): void
  /** Does what has become due meanwhile. */
  wake(): void
  /** A request may have changed what is due, and when. */
  touched(): void
}

/** A request from any carrier of LSDUs: power line, TCP, optical port. */
export type LsduRequest = Omit<SlaveRequest, 'broadcast'>

/** The meter towards METERS AND MORE: tables (DSAP 0) and DLMS/COSEM (DSAP 1) behind one address. */
export class SmitpFace {
  readonly aca: Aca
  readonly #setup: SmitpFaceSetup
  /** What the server machine of its tables serves. */
  readonly server: SmitpServerSettings
  readonly #news: News
  #memory: ServerMemory
  #cosem: CosemServerState = createCosemServer()
  #line: SlaveStation | undefined
  /** What the station had counted when its statistics were reset. */
  #lineBefore: SlaveCounters | undefined

  constructor(setup: SmitpFaceSetup) {
    const { aca, mode, keys, memory } = setup
    this.aca = aca
    this.#setup = setup
    this.#memory = recall(memory, wholeSecondsOf(setup.now()))
    const news = new News(setup.store.events, memory, wholeSecondsOf(setup.now()))
    this.#news = news
    const restartLine = (): void => {
      this.#lineBefore = this.#line?.counters
    }
    const tables = tableView(() => {
      const now = Math.floor(setup.now())
      return {
        ...setup,
        now: wholeSecondsOf(now),
        millisecond: now % 1000,
        line: this.#counted(),
        restartLine,
        news,
      }
    })
    this.server = { aca, mode, keys: () => keys.keys, tables }
  }

  /**
   * Answers an LSDU. Undefined for DSAPs without a server, and while the meter is without supply. What a request changes is written together with the
   * counter it used up: however the power fails, it has its effect once.
   */
  answer(request: LsduRequest): SlaveAnswer | undefined {
    if (!this.#setup.store.isReachable(wholeSecondsOf(this.#setup.now()))) return undefined
    this.#setup.wake()
    const now = wholeSecondsOf(this.#setup.now())
    const { parts } = this.#setup
    // What a stopped part would have to carry or answer is dropped.
    const isRunning = unlessFull(() => parts.deliver('plc', now) && parts.deliver('non-legal', now), false)
    if (!isRunning) return undefined
    // Without a place for its counter the meter takes no request: it would be taken once more after a restart.
    const answer = unlessFull(() => this.#answer(request), undefined)
    this.#setup.touched()
    return answer
  }

  #answer({ dsap, ecc, lsdu, segmented, maxAnswer }: LsduRequest): SlaveAnswer | undefined {
    if (dsap === dsaps.cosem && this.#setup.dlms !== undefined) {
      const [state, answer] = stepCosemServer(this.#setup.dlms, this.#cosem, { lsdu, segmented })
      this.#cosem = state
      return { dsap, ecc: 'none', ...answer }
    }
    if (dsap !== dsaps.application) return undefined
    const { memory, log } = this.#setup
    const [next, outputs] = memory.atomically(() => {
      const step = stepSmitpServer(this.server, this.#memory, { ecc, lsdu, maxAnswer })
      for (const output of step[1]) if (output.kind === 'persist') keep(memory, output.memory)
      return step
    })
    this.#memory = next
    for (const output of outputs) if (output.kind === 'event') log(output.event)
    const send = outputs.find(output => output.kind === 'send')
    return send && { dsap, ecc: send.ecc, lsdu: send.lsdu }
  }

  #counted(): SlaveCounters | undefined {
    const all = this.#line?.counters
    const before = this.#lineBefore
    if (all === undefined || before === undefined) return all
    return {
      requests: all.requests - before.requests,
      answers: all.answers - before.answers,
      relayed: all.relayed - before.relayed,
      damaged: all.damaged - before.damaged,
    }
  }

  /** Puts the meter on a power line, where it answers and repeats for others. */
  plugIn(attach: (station: Station) => Port): SlaveStation {
    const application = (request: SlaveRequest) => this.answer(request)
    this.#lineBefore = undefined
    const hasNews = () => this.#news.isThere(wholeSecondsOf(this.#setup.now()))
    this.#line = new SlaveStation({ aca: this.aca, application, hasNews }, attach)
    return this.#line
  }
}
