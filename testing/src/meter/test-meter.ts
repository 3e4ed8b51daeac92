import { createHash } from 'node:crypto'
import { zone } from '@ferraris/cosem'
import type { ServerSettings } from '@ferraris/dlms/server'
import {
  type Clock,
  CurveCache,
  civilDay,
  inMemory,
  italianBands,
  LocalCalendar,
  logicalDevice,
  Meter,
  type MeterKeys,
  serialOf,
  syntheticHousehold,
  TariffCalendar,
} from '@ferraris/meter'
import { type DlmsListener, type DlmsService, listenDlms } from '@ferraris/transport'

const rome = new LocalCalendar(zone('Europe/Rome'))

/** A key of 16 octets that follows from its name, so that a test has the same keys in each run. */
export function keyNamed(name: string): Uint8Array {
  return createHash('sha256').update(name).digest().subarray(0, 16)
}

/** Keys of both secured associations and the master key. */
export const namedKeys = {
  reader: { guek: keyNamed('reader guek'), gak: keyNamed('reader gak') },
  management: { guek: keyNamed('management guek'), gak: keyNamed('management gak') },
  masterKey: keyNamed('master'),
}

type MeterOptions = ConstructorParameters<typeof Meter>[0]

interface TestMeterOptions extends Partial<MeterOptions> {
  readonly clock: Clock
  /** Keys of DLMS; `namedKeys` by default, null for a meter without it. */
  readonly keys?: MeterKeys | null
}

/** A single-phase meter of a synthetic household with records of 60 days from 1 September 2026. */
export function testMeter({ clock, keys = namedKeys, ...setup }: TestMeterOptions): Meter {
  return new Meter(
    {
      serial: serialOf(42),
      load: syntheticHousehold(1, 7),
      seed: 4711,
      phases: 1,
      origin: civilDay(2026, 9, 1),
      depthDays: 60,
      memory: inMemory(),
      ...setup,
    },
    // A cache of its own: loads of one name need not be the same in each test.
    { calendar: rome, tariffs: new TariffCalendar(italianBands), curves: new CurveCache() },
    keys ?? undefined,
    clock,
  )
}

/** Serves a meter on a free port of the loopback; what fails while it answers is thrown. */
export function serveMeter(
  settings: ServerSettings,
  {
    maxConnections = 8,
    ...service
  }: Partial<Pick<DlmsService, 'onEvent'>> & { readonly maxConnections?: number } = {},
): Promise<DlmsListener> {
  return listenDlms({
    host: '127.0.0.1',
    port: 0,
    server: logicalDevice,
    settings,
    ...service,
    maxConnections,
    idleTimeoutMs: 60_000,
    onFailure: error => {
      throw error
    },
  })
}
