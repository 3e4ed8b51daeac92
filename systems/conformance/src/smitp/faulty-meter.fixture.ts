import { randomBytes } from 'node:crypto'
import { civilDay } from '@ferraris/meter'
import { msPerHour } from '@ferraris/metering'
import { type Aca, disciplines, dsaps, type Ecc } from '@ferraris/smitp/mac'
import { SmitpKey, type SmitpMode, type SmitpSecurity } from '@ferraris/smitp/security'
import {
  createSmitpServer,
  type ServerMemory,
  stepSmitpServer,
  type TableStore,
} from '@ferraris/smitp/session'
import { keyNamed, testMeter } from '@ferraris/testing/meter'
import type { LsduChannel } from '@ferraris/transport'
import type { SmitpSubject } from './subject.ts'

export const now = Date.UTC(2026, 10, 21, 10, 20)
const operational = { write: keyNamed('K1'), read: keyNamed('K2') }

export interface Asked {
  readonly dsap: number
  readonly ecc: Ecc
  readonly lsdu: Uint8Array
  readonly segmented: boolean
  readonly maxAnswer: number
}
export type Answer = {
  readonly dsap: number
  readonly ecc: Ecc
  readonly lsdu: Uint8Array
  readonly segmented?: boolean
}
export type Answering = (asked: Asked) => Answer | undefined

/** The server's side of a virtual meter, for faults to be planted in. */
export interface Served {
  readonly security: SmitpSecurity
  memory: ServerMemory
  /** One step with other keys. */
  step(asked: Asked, keys?: SmitpSecurity['keys']): Answer | undefined
}

export interface Fault {
  /** Does something otherwise with the tables. */
  tables?(sound: TableStore): Partial<TableStore>
  /** Does something otherwise with the messages. */
  answers?(sound: Answering, served: Served): Answering
  /** Hears every address. */
  readonly hearsAll?: boolean
  /** Its clock is an hour ahead. */
  readonly isAhead?: boolean
}

/** A virtual meter with tables, which nothing is wrong with. */
export function soundMeter({ isAhead = false, mode = 'hardened' as SmitpMode } = {}) {
  const meter = testMeter({
    origin: civilDay(2026, 11, 1),
    smitp: { operational, mode },
    clock: { now: () => (isAhead ? now + msPerHour : now) },
  })
  const face = meter.smitp!
  const keys = { write: new SmitpKey(operational.write), read: new SmitpKey(operational.read) }
  return { face, security: { aca: face.aca, keys, mode } }
}

/** The same meter behind a server machine in which a fault is planted. */
export function faultyMeter({ tables, answers, isAhead, hearsAll }: Fault): SmitpSubject {
  const { face, security } = soundMeter({ isAhead })
  const sound = face.server.tables
  const settings = { ...face.server, tables: { ...sound, ...tables?.(sound) } }
  const served: Served = {
    security,
    memory: createSmitpServer(1000n),
    step({ ecc, lsdu, maxAnswer }, keys = security.keys) {
      const asked = { ecc, lsdu, maxAnswer }
      const planted = { ...settings, keys: () => ({ operational: keys }) }
      const [memory, outputs] = stepSmitpServer(planted, this.memory, asked)
      this.memory = memory
      const send = outputs.find(output => output.kind === 'send')
      return send && { dsap: dsaps.application, ecc: send.ecc, lsdu: send.lsdu }
    },
  }
  const answering: Answering = asked =>
    asked.dsap === dsaps.application ? served.step(asked) : face.answer(asked)
  const planted = answers?.(answering, served) ?? answering
  return subjectOf(security, aca => (hearsAll || aca === face.aca ? planted : () => undefined))
}

/** A subject whose LSDUs reach the meter without a medium, in frames as on a line. */
export function subjectOf(security: SmitpSecurity, answering: (aca: Aca) => Answering): SmitpSubject {
  return {
    name: 'virtual meter',
    security,
    mayWrite: true,
    random: length => randomBytes(length),
    keep: () => {},
    now: () => now,
    openChannel: async (aca): Promise<LsduChannel> => ({
      peer: aca,
      isStream: false,
      repetitions: 0,
      ask: async ({ dsap, ecc, lsdu, segmented = false, discipline }) =>
        answering(aca)({ dsap, ecc, lsdu, segmented, maxAnswer: disciplines[discipline].maxResponse }),
      close: async () => {},
    }),
  }
}
