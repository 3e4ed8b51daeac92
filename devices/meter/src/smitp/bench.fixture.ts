import { type Data, decodeData, obis, zone } from '@ferraris/cosem'
import { msOf } from '@ferraris/metering'
import type { Message } from '@ferraris/smitp'
import { disciplines } from '@ferraris/smitp/mac'
import { SmitpKey } from '@ferraris/smitp/security'
import {
  type ClientRequest,
  createSmitpClient,
  type Selection,
  type SmitpClientOutput,
  stepSmitpClient,
} from '@ferraris/smitp/session'
import { keyNamed, testMeter } from '@ferraris/testing/meter'
import { civilDay } from '../calendar/civil-day.ts'
import { LocalCalendar } from '../calendar/local-day.ts'
import { syntheticHousehold } from '../load/synthetic/household.ts'
import type { SmitpSetup } from '../meter.ts'
import { inMemory, type NonVolatile } from '../store/memory/non-volatile.ts'

export const calendar = new LocalCalendar(zone('Europe/Rome'))

export const dlmsKeys = {
  reader: { guek: keyNamed('reader guek'), gak: keyNamed('reader gak') },
  management: { guek: keyNamed('management guek'), gak: keyNamed('management gak') },
}
export const smitpKeys = {
  operational: { write: keyNamed('write'), read: keyNamed('read') },
  factory: keyNamed('factory'),
}

/** The meter's records begin here; it is noon, 80 days later. The clocks have changed in between. */
export const origin = civilDay(2026, 9, 1)
export const noon = calendar.of(origin + 80).start + 12 * 3600

export interface BenchOptions {
  readonly memory?: NonVolatile
  readonly seed?: number
  readonly phases?: 1 | 3
  /** When it is switched on. */
  readonly at?: number
  readonly smitp?: SmitpSetup
  readonly dlms?: typeof dlmsKeys | undefined
}

/** A meter with both faces and a movable clock. */
export function bench({ memory = inMemory(), seed = 7, phases = 1, at = noon, ...faces }: BenchOptions = {}) {
  const clock = { seconds: at, now: () => msOf(clock.seconds) }
  const meter = testMeter({
    load: syntheticHousehold(seed % 5, seed),
    seed: 4711 + seed,
    phases,
    memory,
    smitp: faces.smitp ?? smitpKeys,
    keys: 'dlms' in faces ? (faces.dlms ?? null) : dlmsKeys,
    clock,
  })
  const face = meter.smitp!

  /** What the COSEM face shows to the reader. */
  const cosem = (classId: number, name: string, attributeId = 2): Data => {
    const protection = { authenticated: true, encrypted: true }
    const value = meter.server.device.get(
      { client: 2, mechanism: 'high-gmac', protection } as Parameters<typeof meter.server.device.get>[0],
      { classId, instanceId: obis(name), attributeId },
    )
    if (typeof value === 'string') throw new Error(`${name}: ${value}`)
    return decodeData(value)
  }

  /** A client of the SMITP face under some keys. */
  const client = ({ write, read } = smitpKeys.operational) => {
    const keys = { write: new SmitpKey(write), read: new SmitpKey(read) }
    const settings = {
      security: { aca: face.aca, keys, mode: 'hardened' as const },
      random: (length: number) => keyNamed(String(length)).subarray(0, length),
    }
    let state = createSmitpClient()
    const ask = (request: ClientRequest, clear = false): SmitpClientOutput => {
      let outputs: readonly SmitpClientOutput[]
      ;[state, outputs] = stepSmitpClient(settings, state, { kind: 'request', request, clear })
      for (;;) {
        const send = outputs.find(output => output.kind === 'send')
        if (send === undefined) return outputs.find(({ kind }) => kind !== 'persist')!
        const { maxResponse: maxAnswer } = disciplines[send.discipline]
        const answer = face.answer({ ...send, segmented: false, maxAnswer })
        if (answer === undefined) throw new Error('the meter was silent')
        ;[state, outputs] = stepSmitpClient(settings, state, { ...answer, kind: 'answer' })
      }
    }
    const answered = (request: ClientRequest): Message => {
      const output = ask(request)
      if (output.kind !== 'answered') throw new Error(JSON.stringify(output))
      return output.message
    }
    const select = <T>(selection: Selection<T>): T => {
      let turn = selection.next()
      while (!turn.done) turn = selection.next(answered(turn.value))
      return turn.value
    }
    const row = (table: number, number: number): Uint8Array => {
      const message = answered({ kind: 'read.request', table, row: number })
      if (message.kind !== 'read.response') throw new Error(message.kind)
      return message.data
    }
    return { ask, answered, select, row }
  }
  return { meter, face, clock, cosem, client }
}
