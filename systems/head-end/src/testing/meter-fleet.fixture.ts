import { createHash } from 'node:crypto'
import type { ServerEvent } from '@ferraris/dlms/server'
import { type Clock, civilDay, type Meter, serialOf, syntheticHousehold } from '@ferraris/meter'
import { serveMeter, testMeter } from '@ferraris/testing/meter'
import type { DlmsListener } from '@ferraris/transport'
import type { Enrolment } from '../inventory/enrol.ts'

export interface TestMeter {
  readonly meter: Meter
  readonly listener: DlmsListener
  readonly enrolment: Enrolment
  /** What the meter has noted of its connections. */
  readonly events: ServerEvent[]
}

function keyOf(text: string): Buffer {
  return createHash('sha256').update(text).digest().subarray(0, 16)
}

/** Virtual meters on loopback ports; their records begin on a local day of Rome. */
export async function startMeters(
  count: number,
  clock: Clock,
  origin: readonly [year: number, month: number, day: number],
  setup: (index: number) => Partial<Parameters<typeof testMeter>[0]> = () => ({}),
): Promise<TestMeter[]> {
  return await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const serial = serialOf(i + 1)
      const keys = {
        reader: { guek: keyOf(`${serial} reader guek`), gak: keyOf(`${serial} reader gak`) },
        management: { guek: keyOf(`${serial} management guek`), gak: keyOf(`${serial} management gak`) },
        masterKey: keyOf(`${serial} master`),
      }
      const given = setup(i)
      const meter = testMeter({
        serial,
        load: syntheticHousehold(i + 1, 7),
        seed: i + 1,
        origin: civilDay(...origin),
        clock,
        ...given,
        keys: { ...given.keys, ...keys },
      })
      const events: ServerEvent[] = []
      const listener = await serveMeter(meter.server, { onEvent: event => void events.push(event) })
      const { guek, gak } = keys.reader
      const enrolment = {
        serial,
        uri: `dlms+tcp://127.0.0.1:${listener.port}?client=2&server=1&auth=gmac&device=${serial}`,
        keys: [
          { client: 2, guek: guek.toString('hex'), gak: gak.toString('hex') },
          {
            client: 1,
            guek: keys.management.guek.toString('hex'),
            gak: keys.management.gak.toString('hex'),
            kek: keys.masterKey.toString('hex'),
          },
        ],
      }
      return { meter, listener, enrolment, events }
    }),
  )
}
