import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toHex } from '@ferraris/bytes'
import type { LogicalDevice } from '@ferraris/dlms/server'
import { civilDay, clients, dlmsOverSmitp, logicalDevice, syntheticHousehold } from '@ferraris/meter'
import { testMeter } from '@ferraris/testing/meter'
import { formatMeterUri, formatSmitpUri, listenDlms, listenSmitp, serveOptical } from '@ferraris/transport'

interface RingEntry {
  readonly device: string
  readonly client?: number
  readonly guek?: string
  readonly gak?: string
  readonly k1?: string
  readonly k2?: string
}

function key() {
  return randomBytes(16)
}

/**
 * A meter with both faces and its keys; its time stands still unless it is `moving`. `plant` changes how it answers
 * through DLMS over IP.
 */
export async function servedMeter({
  optical = undefined as string | undefined,
  phases = 3 as 1 | 3,
  moving = false,
  at = Date.UTC(2026, 10, 21, 11, 7),
  origin = civilDay(2026, 9, 1),
  plant = (device: LogicalDevice): LogicalDevice => device,
} = {}) {
  const serial = 'FER00000042'
  const started = Date.now()
  const passed = () => (moving ? Date.now() - started : 0)
  const clock = { at, now: () => clock.at + passed() }
  const pair = () => ({ guek: key(), gak: key() })
  const keys = { reader: pair(), management: pair() }
  const operational = { write: key(), read: key() }
  const meter = testMeter({
    serial,
    load: syntheticHousehold(3, 7),
    seed: 4718,
    phases,
    origin,
    smitp: { operational },
    keys,
    clock,
  })
  const onFailure = (error: unknown) => {
    throw error
  }
  const face = meter.smitp!
  const planted = { ...meter.server, device: plant(meter.server.device) }
  const service = {
    aca: face.aca,
    onFailure,
    dlms: () => dlmsOverSmitp(meter.server, () => {}),
    answer(request: Parameters<typeof face.answer>[0]) {
      const answer = face.answer(request)
      return hooks.dropAnswer?.() ? undefined : answer
    },
  }
  /** Asked after each request to the tables has had its effect. */
  const hooks: { dropAnswer?: () => boolean } = {}
  const host = '127.0.0.1'
  const bounds = { host, port: 0, maxConnections: 8, idleTimeoutMs: 60_000 }
  const dlms = await listenDlms({ ...bounds, server: logicalDevice, settings: planted, onFailure })
  const smitp = await listenSmitp({ ...bounds, service })
  const identification = {
    manufacturer: 'FER',
    baudCharacter: '5',
    capabilities: '4',
    identification: 'FERRARIS',
  }
  const light = optical && (await serveOptical({ service, path: optical, identification }))
  const hex = ({ guek, gak }: ReturnType<typeof pair>) => ({ guek: toHex(guek), gak: toHex(gak) })
  const ring: RingEntry[] = [
    { device: serial, client: clients.reader, ...hex(keys.reader) },
    { device: serial, client: clients.management, ...hex(keys.management) },
    { device: serial, k1: toHex(operational.write), k2: toHex(operational.read) },
  ]
  const folder = mkdtempSync(join(tmpdir(), 'ferraris-served-'))
  // Counters of keys that stand in no data folder are kept here, too.
  process.env.XDG_STATE_HOME = folder
  const association = {
    client: clients.reader,
    server: logicalDevice,
    auth: 'gmac',
    device: serial,
  } as const
  const overSmitp = { ...association, framing: 'smitp', aca: face.aca } as const
  const line = { baud: 300, bits: 8, parity: 'none', stop: 1, opening: 'mode-e' } as const
  const tables = { aca: face.aca, mode: 'hardened', device: serial } as const
  return {
    meter,
    clock,
    serial,
    ring,
    folder,
    hooks,
    aca: face.aca,
    uris: {
      'DLMS/IP': formatMeterUri({ ...association, medium: 'tcp', host, port: dlms.port, framing: 'wrapper' }),
      'SMITP/IP': formatSmitpUri({ ...tables, medium: 'tcp', host, port: smitp.port }),
      'DLMS over SMITP/IP': formatMeterUri({ ...overSmitp, medium: 'tcp', host, port: smitp.port }),
    },
    /** By the light of an optical head, at the other end of its cable. */
    opticalUris: (path: string) => ({
      'SMITP on the optical port': formatSmitpUri({ ...tables, medium: 'serial', path }),
      'DLMS over SMITP on the optical port': formatMeterUri({
        ...overSmitp,
        ...line,
        medium: 'serial',
        path,
      }),
    }),
    async close() {
      await dlms.close()
      await smitp.close()
      if (light) await light.close()
      rmSync(folder, { recursive: true })
    },
  }
}
