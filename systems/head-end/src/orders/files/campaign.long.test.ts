import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { PrivateKey } from '@ferraris/dlms/security'
import { firmwareImage } from '@ferraris/meter'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Fleet } from '../activities/fleet.fixture.ts'
import { signedText } from './vendors/signed-text.ts'

const count = 100
/** Signs images for the meters; a stranger does not. */
const [maker, stranger] = [1, 2].map(() => PrivateKey.generate(1, length => randomBytes(length)))
/** Signs files for the head-end. */
const vendor = generateKeyPairSync('ed25519')

let fleet: Fleet
let model: string
/** What all meters run at first. */
let factory: string
beforeAll(async () => {
  fleet = await Fleet.open(count, () => ({ firmwareKey: maker!.publicKey.point }))
  const publicKey = vendor.publicKey.export({ type: 'spki', format: 'pem' })
  await fleet.ask('root', 'POST', '/vendor-keys', { name: 'acme', vendor: 'acme', publicKey })
  // The first session tells which model a meter is.
  factory = Object.keys(await versions('factory'))[0]!
  model = (await fleet.ask<{ model: string }>('ann', 'GET', `/end-devices/${fleet.serials[0]}`)).model
})
afterAll(() => fleet.close())

/** An image that its vendor has uploaded, and two persons have let through; gives its SHA-256. */
async function available(version: string, signer: PrivateKey, legal = false): Promise<string> {
  const content = Buffer.from(firmwareImage(version, new Uint8Array(4000).fill(7), signer))
  const sha256 = createHash('sha256').update(content).digest('hex')
  const about = { kind: 'firmware' as const, version, models: [model], legal, sha256 }
  const query = new URLSearchParams({
    ...about,
    models: model,
    legal: String(legal),
    name: `${version.replace('/', '-')}.bin`,
    key: 'acme',
    signature: sign(null, Buffer.from(signedText(about)), vendor.privateKey).toString('base64url'),
  })
  await fleet.ask('acme', 'POST', `/files?${query}`, content)
  await fleet.ask('ann', 'POST', `/files/${sha256}/approve`)
  await fleet.ask('bob', 'POST', `/files/${sha256}/release`)
  return sha256
}

/** Versions that meters run, with how many of them. */
async function versions(id: string): Promise<Record<string, number>> {
  const attributes = [{ object: '1.0.0.2.0', attribute: 2 }]
  await fleet.everywhere(id, 'read-attributes', { attributes })
  const { rows } = await fleet.app.parts.pool.query<{ found: string; count: number }>(
    `select steps -> 0 ->> 'found' as found, count(*)::int as count from end_device_control
     where activity = $1 group by found`,
    [id],
  )
  return Object.fromEntries(rows.map(({ found, count: its }) => [found, its]))
}

const stages = [0.01, 0.1]
const stopRule = { share: 0.02 }

test('uc 2.b.3-1 an image goes to one meter, to a tenth, to all, runs at the time that was set, and readings go on meanwhile', async () => {
  const image = await available('2.0.0', maker!)
  const at = fleet.app.clock.now + 6 * 3_600_000
  const parameters = { image, at: new Date(at).toISOString() }
  await fleet.begin('campaign', { kind: 'firmware', parameters, stages, stopRule, retries: 2 })
  const sizes: number[] = []
  for (const stage of [1, 2]) {
    const { counts } = await fleet.until('campaign', one => one.stage === stage)
    sizes.push(counts.succeeded)
    expect(counts.open).toBe(0)
  }
  expect(sizes).toEqual([1, count / 10])
  // A reading in the middle of the campaign.
  await fleet.begin('reading', { kind: 'read-registers' })
  expect((await fleet.until('reading')).counts).toMatchObject({ succeeded: count })
  expect((await fleet.until('campaign')).counts).toMatchObject({ total: count, succeeded: count })
  expect(await versions('brought')).toEqual({ [factory]: count })
  fleet.app.clock.now = at + 60_000
  expect(Object.keys(await versions('active'))).toEqual([expect.stringContaining('2.0.0')])
})

test('uc 2.b.3-1 an image with the signature of another is refused by the meter, and the campaign stops at its first one', async () => {
  const image = await available('2.1.0', stranger!)
  await fleet.begin('stranger', { kind: 'firmware', parameters: { image }, stages, stopRule, retries: 0 })
  const stopped = await fleet.until('stranger', ({ state }) => state === 'paused')
  expect(stopped).toMatchObject({
    stopped: { stage: 0, failed: 1, of: 1 },
    counts: { total: count, waiting: count - 1, failed: 1 },
  })
  expect(stopped.failures).toMatchObject([{ cause: 'refused', count: 1 }])
  await fleet.ask('ann', 'POST', '/activities/stranger/cancel')
  expect(Object.keys(await versions('untouched'))).toEqual([expect.stringContaining('2.0.0')])
})

test('uc 2.b.3-1 firmware of the legal part waits for an administrator', async () => {
  const image = await available('LEGAL/2.0.0', maker!, true)
  await fleet.begin('legal', { kind: 'firmware', parameters: { image }, stages })
  await fleet.until('legal', ({ waitsFor }) => waitsFor === 'approval')
  const { items } = await fleet.ask<{ items: { activity: string; least: string; reasons: string[] }[] }>(
    'ann',
    'GET',
    '/approvals?state=waiting',
  )
  expect(items).toMatchObject([{ activity: 'legal', least: 'administrator', reasons: ['legal-firmware'] }])
  await fleet.ask('ann', 'POST', '/activities/legal/cancel')
})

test('uc 2.b.3-2 the version before is brought back by the same procedure, at all of them', async () => {
  const image = await available('1.9.0', maker!)
  await fleet.begin('back', { kind: 'firmware', parameters: { image }, stages, stopRule })
  expect((await fleet.until('back')).counts).toMatchObject({ succeeded: count })
  expect(Object.keys(await versions('old'))).toEqual([expect.stringContaining('1.9.0')])
})
