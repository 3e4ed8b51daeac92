import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findChromium, launchChromium } from '../../console/chromium.ts'
import { buildConsole } from '../../console/district.ts'
import { signIn, visit } from '../../console/visitor.ts'
import {
  eventually,
  ferraris,
  RunningConcentrator,
  RunningMeter,
  RunningSystem,
  temporaryFolder,
} from '../../ferraris.ts'

const serial = 'FER00000042'
const chromium = findChromium()

interface KeySet {
  readonly client?: number
  readonly guek: string
  readonly gak: string
}

interface Reading {
  readonly registers: readonly { readonly obis: string; readonly value: number }[]
  readonly frames: readonly {
    readonly direction: 'sent' | 'received'
    readonly hex: string
    readonly title: string
    readonly layers: readonly { readonly name: string }[]
  }[]
}

describe('a meter and its head-end', () => {
  const folder = temporaryFolder()
  const at = (name: string) => join(folder.path, name)
  let meter: RunningMeter
  let headEnd: RunningSystem
  let keys: readonly KeySet[]
  beforeAll(async () => {
    meter = await RunningMeter.start(at('meter'), '--serial', serial, '--history', '4')
    keys = (JSON.parse(readFileSync(at('meter/keys.json'), 'utf8')) as KeySet[]).flatMap(
      ({ client, guek, gak }) => (client === undefined ? [] : [{ client, guek, gak }]),
    )
    headEnd = await RunningSystem.start('head-end', at('head-end'))
    await headEnd.post('/end-devices', { serial, uri: meter.started.uri, keys })
    await becomesReachable(headEnd)
  })
  afterAll(async () => {
    await headEnd[Symbol.asyncDispose]()
    await meter[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  function becomesReachable(system: RunningSystem) {
    return eventually(
      () => system.get<{ state: string; lastError: string | null }>(`/end-devices/${serial}`),
      ({ state }) => state === 'reachable',
    )
  }

  test('uc BY-3 the frames of a session with a device are kept with their layers, and explain themselves again', async () => {
    const reading = (await headEnd.post(`/end-devices/${serial}/readings`, {})) as Reading
    expect(reading.frames.length).toBeGreaterThan(8)
    for (const { layers, hex } of reading.frames) {
      expect(layers.length).toBeGreaterThan(0)
      expect(hex).toMatch(/^([0-9a-f]{2})+$/)
    }
    expect(reading.frames.some(({ layers }) => layers.length >= 3)).toBe(true)
    const { guek, gak } = keys.find(({ client }) => client === 2)!
    const capture = {
      kind: 'session',
      framing: 'wrapper',
      keys: { guek, gak },
      messages: reading.frames.map(({ direction, hex }) => ({
        from: direction === 'sent' ? 'client' : 'server',
        hex,
      })),
    }
    writeFileSync(at('session.jsonl'), `${JSON.stringify(capture)}\n`)
    const { code, stdout } = await ferraris(['telegram', 'explain', '--batch', at('session.jsonl')])
    expect(code).toBe(0)
    const { messages, errors } = JSON.parse(stdout) as { messages: { title: string }[]; errors: unknown[] }
    expect(errors).toEqual([])
    expect(messages.map(({ title }) => title)).toEqual(reading.frames.map(({ title }) => title))
  })

  test('uc BY-4 a head-end that was restored without its counters reads the meter again, unaided', async () => {
    // Its store is lost, the inventory with the keys is not.
    await using restored = await RunningSystem.start('head-end', at('restored'))
    await restored.post('/end-devices', { serial, uri: meter.started.uri, keys })
    await becomesReachable(restored)
    const { registers } = (await restored.post(`/end-devices/${serial}/readings`, {})) as Reading
    expect(registers.length).toBeGreaterThan(4)
    // So is the command line's, which counts for itself.
    const read = [
      'meter',
      'read',
      meter.started.uri,
      '1.0.1.8.0.255',
      '--keys',
      at('meter/keys.json'),
      '--json',
    ]
    expect((await ferraris(read, { env: { XDG_STATE_HOME: at('state') } })).code).toBe(0)
    rmSync(at('state'), { recursive: true })
    expect((await ferraris(read, { env: { XDG_STATE_HOME: at('state') } })).code).toBe(0)
  })

  test('uc SEC-3 a client with a wrong key is not associated, nor is a meter with a wrong key believed', async () => {
    const turned = (key: string) => (key.startsWith('0') ? '1' : '0') + key.slice(1)
    const wrong = keys.map(({ client, guek, gak }) => ({ device: serial, client, guek, gak: turned(gak) }))
    const read = (ring: readonly object[]) =>
      ferraris(
        ['meter', 'read', meter.started.uri, '1.0.1.8.0.255', '--keys', JSON.stringify(ring), '--json'],
        {
          env: { XDG_STATE_HOME: at('guesses') },
        },
      )
    const refused = await read(wrong)
    expect(refused.code).toBe(1)
    expect(JSON.parse(refused.stdout).error).toMatchObject({ layer: 'association' })
    // The other way round: what answers at the meter's address holds other keys than those of the inventory.
    const other = { serial: 'FER00000043', uri: meter.started.uri.replace(serial, 'FER00000043') }
    await headEnd.post('/end-devices', {
      ...other,
      keys: wrong.map(({ client, guek, gak }) => ({ client, guek, gak })),
    })
    const stranger = await eventually(
      () => headEnd.get<{ state: string; lastError: string | null }>('/end-devices/FER00000043'),
      ({ state }) => state !== 'new',
    )
    expect(stranger.state).not.toBe('reachable')
    expect(stranger.lastError).toMatch(/key/i)
  })
})

test('uc BY-4 a concentrator that has lost its counters is answered by its meters again, unaided', async () => {
  using folder = temporaryFolder()
  const at = (name: string) => join(folder.path, name)
  await using headEnd = await RunningSystem.start(
    'head-end',
    at('head-end'),
    '--mqtt-port',
    '0',
    '--tunnel-port',
    '0',
  )
  const { credential } = (await headEnd.post('/concentrators', { id: 'CS-1', substation: 'North' })) as {
    credential: string
  }
  const { mqttPort, tunnelPort } = headEnd.started
  const place = ['--broker', `mqtt://127.0.0.1:${mqttPort}`, '--tunnel', `127.0.0.1:${tunnelPort}`]
  const start = () =>
    RunningConcentrator.start(at('feeder'), credential, '--name', 'CS-1', '--meters', '4', ...place)
  let concentrator = await start()
  await headEnd.post('/end-devices', JSON.parse(readFileSync(concentrator.started.enrolment, 'utf8')))
  const carriedOut = async (id: string, connected: boolean) => {
    await eventually(
      () => headEnd.get<{ meters: { served: number } }>('/concentrators/CS-1'),
      ({ meters }) => meters.served === 4,
    )
    await headEnd.post('/end-device-controls', { id, endDevice: 'FER00000003', kind: 'switch', connected })
    const { state } = await eventually(
      () => headEnd.get<{ state: string }>(`/end-device-controls/${id}`),
      control => ['verified', 'done', 'failed', 'refused', 'expired'].includes(control.state),
    )
    return state
  }
  expect(await carriedOut('off', false)).toBe('verified')
  await concentrator.signal('SIGTERM')
  rmSync(at('feeder/concentrators'), { recursive: true })
  concentrator = await start()
  // Until the head-end has told it its meters again, it refuses orders to them.
  let attempt = 0
  await eventually(
    () => carriedOut(`on-${++attempt}`, true),
    state => state === 'verified',
  )
  await concentrator.signal('SIGTERM')
})

/** Starts a district with one command, and shows a page of its console to a person who has signed in. */
async function onScreen(
  flags: readonly string[],
  path: string,
  look: (page: Page) => Promise<void>,
): Promise<void> {
  using folder = temporaryFolder()
  await using district = await RunningSystem.start('district', join(folder.path, 'data'), ...flags)
  const browser = await launchChromium(chromium!)
  try {
    const text = readFileSync(join(folder.path, 'data/sign-in.txt'), 'utf8')
    const line = (name: string) => new RegExp(`^${name}: (\\S+)$`, 'm').exec(text)?.[1] ?? ''
    const { url } = district.started
    const session = await signIn(url, { username: line('username'), password: line('password') })
    const { page, go } = await visit(browser, url, session)
    await go(path)
    await look(page)
  } finally {
    await browser.close()
  }
}

describe.skipIf(chromium === undefined)('in a browser', () => {
  beforeAll(buildConsole)

  test('uc BY-12 one command, and a reading is on the screen within two minutes', async () => {
    const began = performance.now()
    await onScreen([], '/meters/FER00000001/registers', async page => {
      await page.getByRole('row', { name: /1\.0\.1\.8\.0\.255.*[1-9].*Wh/ }).waitFor({ timeout: 120_000 })
    })
    expect((performance.now() - began) / 1000).toBeLessThan(120)
  })

  test('uc 1.b.1-1 the curve of a home with panels says what was drawn, what was fed in, and the net of both', async () => {
    await onScreen(['--meters', '6', '--direct', '6', '--seed', '3'], '/meters/FER00000004', async page => {
      for (const name of ['Import', 'Export', 'Net'])
        await page.locator('dt', { hasText: new RegExp(`^${name}$`) }).waitFor({ timeout: 120_000 })
      const figure = async (name: string) => {
        const pair = page.locator('dl > div', {
          has: page.locator('dt', { hasText: new RegExp(`^${name}$`) }),
        })
        const text = await pair.locator('dd').first().innerText()
        const [, number = '', unit] = /([\u2212-]?[\d.,]+)\s*(k?)Wh/.exec(text) ?? []
        return Number(number.replace('\u2212', '-').replaceAll(',', '')) * (unit === 'k' ? 1000 : 1)
      }
      const [drawn, fed, net] = [await figure('Import'), await figure('Export'), await figure('Net')]
      expect(fed).toBeGreaterThan(0)
      expect(Math.abs(drawn - fed - net)).toBeLessThan(200)
    })
  })
})

test('uc QUA-3 each failure says in which layer it is, what it is, and what to try', async () => {
  using folder = temporaryFolder()
  await using meter = await RunningMeter.start(folder.path)
  const { uri, managementUri } = meter.started
  const keys = ['--data', folder.path]
  const failures: readonly (readonly [string[], string])[] = [
    [['meter', 'read', 'dlms+tcp://127.0.0.1:1'], 'transport'],
    [
      [
        'meter',
        'read',
        uri,
        '--keys',
        `[{"device":"FER00000001","client":2,"guek":"${'00'.repeat(16)}","gak":"${'00'.repeat(16)}"}]`,
      ],
      'association',
    ],
    [['meter', 'read', uri, '1.0.99.77.0.255', ...keys], 'application'],
    [['meter', 'write', uri, '0.0.96.3.10.255:4', '2', ...keys], 'application'],
    [['meter', 'write', managementUri, '0.0.96.3.10.255:4', '9', ...keys], 'application'],
    [['meter', 'read', 'g3+udp://127.0.0.1'], 'uri'],
    [['meter', 'read', uri, '--day', '2026-02-30', ...keys], 'input'],
    [['telegram', 'explain', 'xyz'], 'hex'],
  ]
  for (const [args, layer] of failures) {
    const { code, stdout, stderr } = await ferraris([...args, '--json'], {
      env: { XDG_STATE_HOME: folder.path },
    })
    expect(code, args.join(' ')).not.toBe(0)
    const { error } = JSON.parse(stdout) as { error: { layer: string; message: string; remedy: string } }
    expect([args.slice(0, 2), error.layer]).toEqual([args.slice(0, 2), layer])
    expect(error.remedy.length, args.join(' ')).toBeGreaterThan(5)
    expect(stderr.length, args.join(' ')).toBeGreaterThan(20)
    expect(stderr).not.toContain('    at ')
  }
})
