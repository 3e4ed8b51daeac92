import { spawn } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { idisCodes, idisLogs } from '@ferraris/metering'
import { layCable, socatIsHere } from '@ferraris/testing'
import {
  newKeyPair,
  openSigned,
  privateKeyOf,
  publicHalf,
  publicKeyOf,
  sealFor,
  signDocument,
  type WorkOrder,
  type WorkResults,
  type WorkStep,
} from '@ferraris/work-order'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { servedMeter } from '../meter/read/served-meter.fixture.ts'
import { FieldDevice, replaceFile } from './field-device.ts'
import { upload } from './upload.ts'
import { work } from './work.ts'

const headEnd = privateKeyOf(newKeyPair('ed25519'))
const hour = 3_600_000

let folder: string
let device: FieldDevice
let served: Awaited<ReturnType<typeof servedMeter>>
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ferraris-field-'))
  device = FieldDevice.make(folder, publicHalf(headEnd))
  served = await servedMeter({ moving: true })
})
afterEach(async () => {
  await served.close()
  rmSync(folder, { recursive: true })
})

/** An order as a head-end makes it, in a file. */
function orderFile(steps: readonly WorkStep[], changes: Partial<WorkOrder> = {}, signer = headEnd): string {
  const id = randomUUID()
  const time = (offset: number) => new Date(Date.now() + offset).toISOString()
  const order: WorkOrder = {
    id,
    steps,
    issuedAt: time(-hour),
    notBefore: time(-hour),
    notAfter: time(hour),
    meter: { serial: served.serial, uri: served.uris['DLMS/IP'], aca: served.aca, timeZone: 'Europe/Rome' },
    fieldDevice: device.publicKeys,
    keys: sealFor(device.publicKeys.sealing, id, JSON.stringify(served.ring)),
    ...changes,
  }
  const file = join(folder, `${id}.order`)
  writeFileSync(file, signDocument('work order', order, signer))
  return file
}

function options() {
  return { data: folder, timeout: 20, json: true }
}

function resultsOf(file: string): WorkResults {
  const id = file.match(/([0-9a-f-]{36})\.order$/)![1]!
  const text = readFileSync(join(folder, 'orders', `${id}.results`), 'utf8')
  return openSigned('work results', text, publicKeyOf('Ed25519', device.publicKeys.signing)) as WorkResults
}

function eventsOf(code: number) {
  return served.meter.store.events
    .all(Math.floor(served.clock.now() / 1000))
    .filter(event => event.code === code).length
}

const image = new Uint8Array(500).fill(7)
const sha256 = createHash('sha256').update(image).digest('hex')
const steps: WorkStep[] = [
  { action: 'read-registers' },
  { action: 'disconnect' },
  { action: 'set-clock' },
  { action: 'write', attribute: '0.0.96.3.10.255:4', value: '2' },
  { action: 'reconnect' },
  { action: 'read-profile', profile: '1.0.99.1.0.255', from: '2026-11-20', to: '2026-11-20' },
  { action: 'read-events' },
]

describe.each(['DLMS/IP', 'SMITP/IP', 'DLMS over SMITP/IP'] as const)('an order over %s', way => {
  test('is carried out step by step, each once however often it is called', async () => {
    const file = orderFile(steps)
    const at = served.uris[way].replace(/client=\d+/, 'client=1')
    for (let i = 0; i < 2; i++) await work(file, { ...options(), at })
    const { results } = resultsOf(file)
    expect(results.map(({ outcome, action }) => [outcome, action])).toEqual(
      steps.map(({ action }) => ['done', action]),
    )
    const [registers, off, , , on, profile, log] = results.map(({ value }) => value) as Record<
      string,
      unknown[]
    >[]
    expect(registers!.registers!.length).toBeGreaterThan(7)
    expect([off, on]).toEqual([
      { state: 'disconnected' },
      { state: expect.stringMatching(/^connected|ready/) },
    ])
    expect(profile!.rows).toHaveLength(97)
    expect(log!.events).toContainEqual(
      expect.objectContaining({
        log: idisLogs.disconnector,
        code: 62,
        event: 'remoteDisconnection',
        text: 'Disconnected remotely',
      }),
    )
    expect(eventsOf(idisCodes.remoteDisconnection)).toBe(1)
    expect(eventsOf(idisCodes.clockAdjustedNewTime)).toBe(1)
  })
})

test("an order that changes something goes as management, though the head-end's URI is one for reading", async () => {
  expect(served.uris['DLMS/IP']).toContain('client=2')
  await work(orderFile([{ action: 'disconnect' }]), options())
  expect(eventsOf(idisCodes.remoteDisconnection)).toBe(1)
})

test('an order that only reads comes without keys that write, and nothing else can be done with it', async () => {
  const readOnly = served.ring
    .filter(entry => entry.client !== 1)
    .map(({ k1: _, ...entry }) => entry as object)
  const id = randomUUID()
  const keys = sealFor(device.publicKeys.sealing, id, JSON.stringify(readOnly))
  await work(orderFile([{ action: 'read-registers' }], { id, keys }), {
    ...options(),
    at: served.uris['SMITP/IP'],
  })
  const forged = orderFile([{ action: 'disconnect' }], { id, keys })
  rmSync(join(folder, 'orders', `${id}.journal`))
  await expect(work(forged, { ...options(), at: served.uris['SMITP/IP'] })).rejects.toMatchObject({
    code: 'step-refused',
  })
  expect(eventsOf(idisCodes.remoteDisconnection)).toBe(0)
})

test('what the meter refuses ends the work, is told, and is tried again the next time', async () => {
  const file = orderFile([
    { action: 'write', attribute: '0.0.1.0.0.255:9', value: '1' },
    { action: 'disconnect' },
  ])
  const at = served.uris['SMITP/IP']
  for (let i = 0; i < 2; i++)
    await expect(work(file, { ...options(), at })).rejects.toMatchObject({ code: 'step-refused' })
  expect(resultsOf(file).results).toMatchObject([{ step: 0, outcome: 'failed' }])
  expect(eventsOf(idisCodes.remoteDisconnection)).toBe(0)
})

describe('an order is refused', () => {
  const read: WorkStep[] = [{ action: 'read-registers' }]
  const past = (hours: number) => new Date(Date.now() - hours * hour).toISOString()

  test.each<[code: string, make: () => string]>([
    ['expired', () => orderFile(read, { notAfter: past(1) })],
    ['early', () => orderFile(read, { notBefore: past(-1) })],
    ['altered', () => orderFile(read, {}, privateKeyOf(newKeyPair('ed25519')))],
    [
      'altered',
      () => {
        const file = orderFile(read)
        const order = JSON.parse(readFileSync(file, 'utf8'))
        const content = JSON.parse(Buffer.from(order.content, 'base64url').toString())
        content.steps = [{ action: 'disconnect' }]
        order.content = Buffer.from(JSON.stringify(content)).toString('base64url')
        writeFileSync(file, JSON.stringify(order))
        return file
      },
    ],
    [
      'foreign',
      () => {
        const sealing = publicHalf(privateKeyOf(newKeyPair('x25519')))
        return orderFile(read, { fieldDevice: { ...device.publicKeys, sealing } })
      },
    ],
    ['foreign', () => orderFile(read, { keys: sealFor(device.publicKeys.sealing, 'another order', '[]') })],
    ['clock-back', () => orderFile(read, { issuedAt: past(-1), notAfter: past(-2) })],
    [
      'clock-back',
      () => {
        replaceFile(join(folder, 'latest-time'), past(-1))
        return orderFile(read)
      },
    ],
  ])('%s', async (code, make) => {
    await expect(work(make(), options())).rejects.toMatchObject({ name: 'WorkOrderError', code })
  })

  test('for another meter than its own', async () => {
    const at = 'smitp+tcp://127.0.0.1:1?device=FER00000007'
    await expect(work(orderFile(read), { ...options(), at })).rejects.toMatchObject({ code: 'not-allowed' })
  })

  test('with another image than the one it names', async () => {
    const file = orderFile([{ action: 'firmware', version: '2.0.0', sha256 }])
    const other = join(folder, 'other.bin')
    writeFileSync(other, 'other')
    const asked = work(file, { ...options(), at: served.uris['SMITP/IP'], image: other })
    await expect(asked).rejects.toMatchObject({ path: '--image' })
  })
})

test('killed in the middle of any step, the work has each effect once', async () => {
  const file = orderFile([...steps.slice(0, 5), { action: 'firmware', version: '2.0.0', sha256 }, steps[6]!])
  const imageFile = join(folder, 'image.bin')
  writeFileSync(imageFile, image)
  const program = fileURLToPath(new URL('../../bin/ferraris.js', import.meta.url))
  const seconds = () => Math.floor(served.clock.now() / 1000)
  const count = () => served.meter.store.events.count(seconds())
  let known = count()
  let answers = 0
  let kills = 0
  for (let run = 0; ; run++) {
    expect(run).toBeLessThan(12)
    const at = ['--at', served.uris['SMITP/IP'], '--image', imageFile, '--data', folder]
    const child = spawn(process.execPath, [program, 'field', 'work', file, ...at], { stdio: 'ignore' })
    // Killed after an effect and before its answer, and once in the middle of blocks of the image.
    served.hooks.dropAnswer = () => {
      answers++
      const effect = count() !== known
      known = count()
      if (!effect && answers !== 25) return false
      child.kill('SIGKILL')
      kills++
      return true
    }
    const code = await new Promise(resolve => child.once('exit', resolve))
    if (code === 0) break
  }
  expect(kills).toBeGreaterThanOrEqual(4)
  expect(resultsOf(file).results.map(({ outcome }) => outcome)).toEqual(Array(7).fill('done'))
  const { remoteDisconnection, remoteConnection, clockAdjustedNewTime, firmwareActivated } = idisCodes
  expect(
    [remoteDisconnection, remoteConnection, clockAdjustedNewTime, firmwareActivated].map(eventsOf),
  ).toEqual([1, 1, 1, 1])
})

test.skipIf(!socatIsHere())(
  'uc MM-7 by the light of an optical head, registers, events, a parameter and firmware, and only while the order is valid',
  async () => {
    const cable = await layCable()
    const lit = await servedMeter({ moving: true, optical: cable.ends[0] })
    try {
      const imageFile = join(folder, 'image.bin')
      writeFileSync(imageFile, image)
      const onSite: WorkStep[] = [
        { action: 'read-registers' },
        { action: 'read-events' },
        { action: 'write', attribute: '0.0.96.3.10.255:4', value: '4' },
        { action: 'firmware', version: '2.0.0', sha256 },
      ]
      const meter = { serial: lit.serial, uri: lit.uris['DLMS/IP'], aca: lit.aca, timeZone: 'Europe/Rome' }
      const order = (changes: Partial<WorkOrder>) => {
        const id = randomUUID()
        const keys = sealFor(device.publicKeys.sealing, id, JSON.stringify(lit.ring))
        return { id, file: orderFile(onSite, { id, meter, keys, ...changes }) }
      }
      const at = lit.opticalUris(cable.ends[1])['SMITP on the optical port']
      const expired = order({ notAfter: new Date(Date.now() - hour).toISOString() })
      await expect(work(expired.file, { ...options(), at, image: imageFile })).rejects.toMatchObject({
        code: 'expired',
      })
      const { id, file } = order({})
      await work(file, { ...options(), at, image: imageFile })
      const { results } = resultsOf(`${id}.order`)
      expect(results.map(({ outcome }) => outcome)).toEqual(Array(onSite.length).fill('done'))
      expect(lit.meter.store.supply.controlMode).toBe(4)
      expect(lit.meter.identity.firmware).toBe('2.0.0')
      const [registers, events] = results.map(({ value }) => value) as Record<string, unknown[]>[]
      expect(registers!.registers!.length).toBeGreaterThan(7)
      expect(JSON.stringify(events)).toContain('code')
    } finally {
      await lit.close()
      cable.unplug()
    }
  },
  300_000,
)

test('results are handed in once, and again after they have changed', async () => {
  const taken: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', part => {
      body += part
    })
    request.on('end', () => {
      taken.push(`${request.url} ${request.headers.authorization} ${'document' in JSON.parse(body)}`)
      response.end('{"accepted":1,"known":0}')
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  process.env.FERRARIS_API_TOKEN = 'token'
  try {
    const headEnd = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    await work(orderFile([{ action: 'read-registers' }]), { ...options(), at: served.uris['SMITP/IP'] })
    for (let i = 0; i < 2; i++) await upload([], { data: folder, headEnd })
    expect(taken).toEqual([
      expect.stringMatching(/^\/api\/v1\/work-orders\/[0-9a-f-]{36}\/results Bearer token true$/),
    ])
    await expect(upload([], { data: folder, headEnd: 'http://head-end.example' })).rejects.toThrow('not safe')
  } finally {
    delete process.env.FERRARIS_API_TOKEN
    server.close()
  }
})

describe('a step that is a programme', () => {
  const contract = { action: 'programme', kind: 'limit', parameters: { watts: 4500 } } as const

  test.each(['DLMS over SMITP/IP', 'SMITP/IP'] as const)(
    'is performed over DLMS within %s, read back, and harmless when it comes again',
    async way => {
      const at = served.uris[way].replace(/client=\d+/, 'client=1')
      const file = orderFile([contract])
      for (let i = 0; i < 2; i++) await work(file, { ...options(), at })
      const { results } = resultsOf(file)
      expect(results).toMatchObject([{ outcome: 'done', value: { steps: [{ outcome: 'verified' }] } }])
    },
  )

  test('is not performed through tables, nor with wrong parameters, and says what to do', async () => {
    const id = randomUUID()
    const tablesOnly = served.ring.filter(({ client }) => client !== 1)
    const keys = sealFor(device.publicKeys.sealing, id, JSON.stringify(tablesOnly))
    const at = served.uris['SMITP/IP']
    await expect(work(orderFile([contract], { id, keys }), { ...options(), at })).rejects.toThrow(
      'needs DLMS',
    )
    const wrong = { ...contract, parameters: { watts: 'many' } }
    const file = orderFile([wrong])
    const dlms = served.uris['DLMS/IP'].replace(/client=\d+/, 'client=1')
    await expect(work(file, { ...options(), at: dlms })).rejects.toMatchObject({ code: 'step-refused' })
    expect(resultsOf(file).results).toMatchObject([
      { outcome: 'failed', error: expect.stringContaining('watts') },
    ])
  })
})
