import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import type { Role } from '@ferraris/service'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestApp, type TestApp } from '../../testing/test-app.ts'
import { longestFile } from './upload.ts'
import { signedText } from './vendors/signed-text.ts'

let fixture: TestApp
const tokens: Record<string, string> = {}
const ed25519 = generateKeyPairSync('ed25519')
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const image = Buffer.from('an image of firmware')

beforeAll(async () => {
  fixture = await openTestApp()
  const people: Record<string, Role> = {
    acme: 'vendor',
    other: 'vendor',
    ann: 'operator',
    bob: 'operator',
    eve: 'viewer',
    root: 'administrator',
  }
  for (const [name, role] of Object.entries(people))
    tokens[name] = (await fixture.parts.people.tokens.issue(name, role))!
  await fixture.app.ready()
  for (const [name, { publicKey }] of [
    ['acme-ed', ed25519],
    ['acme-ec', p256],
  ] as const)
    expect((await registered(name, publicKey)).statusCode).toBe(201)
})
afterAll(() => fixture.close())

function ask(by: string, method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) {
  return fixture.app.inject({
    method,
    url: `/api/v1${url}`,
    headers: { authorization: `Bearer ${tokens[by]}` },
    ...(payload && { payload }),
  })
}

function registered(name: string, publicKey: KeyObject, vendor = 'acme') {
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  return ask('root', 'POST', '/vendor-keys', { name, vendor, publicKey: pem })
}

const plain = {
  kind: 'firmware',
  name: 'fw 2.0.bin',
  version: '2.0',
  models: 'FER1*',
  key: 'acme-ed',
} as const

/** What is asked with a file, signed as a vendor does. */
function signed(content: Buffer, change: Record<string, string> = {}, secret = ed25519.privateKey) {
  const query: Record<string, string> = { ...plain, ...change }
  const sha256 = createHash('sha256').update(content).digest('hex')
  const text = signedText({
    kind: query.kind as 'firmware',
    version: query.version!,
    models: query.models!.split(','),
    legal: query.legal === 'true',
    sha256,
  })
  const algorithm = secret.asymmetricKeyType === 'ed25519' ? null : 'sha256'
  const signature = sign(algorithm, Buffer.from(text), secret).toString('base64url')
  return { ...query, sha256, signature }
}

function uploaded(query: Record<string, string>, content: Buffer, by = 'acme') {
  return fixture.app.inject({
    method: 'POST',
    url: `/api/v1/files?${new URLSearchParams(query)}`,
    headers: { authorization: `Bearer ${tokens[by]}`, 'content-type': 'application/octet-stream' },
    payload: content,
  })
}

test('uc UC10-1 a file goes from test by approval to orders, each step by another person than its vendor', async () => {
  const query = signed(image)
  const path = `/files/${query.sha256}`
  const first = await uploaded(query, image)
  expect(first.statusCode, first.body).toBe(201)
  expect(first.json()).toMatchObject({
    state: 'test',
    size: image.length,
    models: ['FER1*'],
    uploadedBy: 'acme',
  })
  expect((await uploaded(query, image)).statusCode).toBe(200)

  expect((await ask('ann', 'POST', `${path}/release`)).json().type).toContain('file-state')
  expect((await ask('eve', 'POST', `${path}/approve`)).statusCode).toBe(403)
  expect((await ask('acme', 'POST', `${path}/approve`)).statusCode).toBe(403)
  const approved = await ask('ann', 'POST', `${path}/approve`)
  expect(approved.json()).toMatchObject({ state: 'approved', approvedBy: 'ann' })
  expect((await ask('bob', 'POST', `${path}/release`)).json()).toMatchObject({
    state: 'available',
    availableBy: 'bob',
  })
  const content = await ask('acme', 'GET', `${path}/content`)
  expect(content.rawPayload.equals(image)).toBe(true)
  expect(content.headers['content-disposition']).toBe('attachment; filename="fw 2.0.bin"')

  const withdrawn = await ask('bob', 'POST', `${path}/withdraw`, { reason: 'resets the clock' })
  expect(withdrawn.json()).toMatchObject({
    state: 'withdrawn',
    withdrawnBy: 'bob',
    reason: 'resets the clock',
  })
  expect((await ask('ann', 'POST', `${path}/approve`)).json().type).toContain('file-state')

  const { items } = await fixture.parts.audit.list({ limit: 10 })
  expect(items.map(({ action, actor, outcome }) => `${action} ${actor} ${outcome}`)).toEqual([
    'file.withdrawn bob done',
    'file.released bob done',
    'file.approved ann done',
    'file.approved acme refused',
    'file.approved eve refused',
    'file.uploaded acme done',
    'file.uploaded acme done',
    'vendor-key.registered root done',
    'vendor-key.registered root done',
  ])
  const upload = items.at(6)!
  expect(upload.subject).toBe('fw 2.0.bin')
  expect(JSON.parse(upload.detail!)).toMatchObject({ sha256: query.sha256, models: 'FER1*', key: 'acme-ed' })
})

test('nobody approves a file of their own, whatever their role', async () => {
  const content = Buffer.from('by an administrator')
  const query = signed(content)
  expect((await uploaded(query, content, 'root')).statusCode).toBe(201)
  const refused = await ask('root', 'POST', `/files/${query.sha256}/approve`)
  expect(refused.statusCode).toBe(403)
  expect(refused.json().type).toContain('same-person')
})

test('ECDSA signatures come as r and s or in DER', async () => {
  const content = Buffer.from('ecdsa')
  const query = signed(content, { key: 'acme-ec' }, p256.privateKey)
  expect((await uploaded(query, content)).statusCode).toBe(201)
  const other = Buffer.from('ecdsa raw')
  const raw = signed(other, { key: 'acme-ec' }, p256.privateKey)
  const text = signedText({ ...plain, models: ['FER1*'], legal: false, sha256: raw.sha256 })
  const signature = sign('sha256', Buffer.from(text), { key: p256.privateKey, dsaEncoding: 'ieee-p1363' })
  expect((await uploaded({ ...raw, signature: signature.toString('base64url') }, other)).statusCode).toBe(201)
})

test('a vendor sees its own files and keys, and nothing of others', async () => {
  const content = Buffer.from('of acme alone')
  const { sha256 } = signed(content)
  await uploaded(signed(content), content)
  const files = async (by: string) => (await ask(by, 'GET', '/files')).json()
  expect((await files('acme')).total).toBeGreaterThan(0)
  expect((await files('eve')).total).toBeGreaterThan((await files('acme')).total)
  expect(await files('other')).toMatchObject({ items: [], total: 0 })
  for (const path of [`/files/${sha256}`, `/files/${sha256}/content`])
    expect((await ask('other', 'GET', path)).statusCode).toBe(404)
  expect((await ask('other', 'GET', '/vendor-keys')).json().items).toEqual([])
  expect((await ask('other', 'GET', '/end-devices')).statusCode).toBe(403)
  expect((await ask('other', 'GET', '/session')).json().user).toEqual({ username: 'other', role: 'vendor' })
  expect((await uploaded(signed(image, { version: '3' }), image, 'other')).json().type).toContain(
    'vendor-key-unknown',
  )
})

test('a file that comes several times at the same moment is kept once', async () => {
  const content = Buffer.from('sent again and again')
  const query = signed(content)
  const replies = await Promise.all([1, 2, 3, 4].map(() => uploaded(query, content)))
  expect(replies.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 200, 200, 201])
  const { items } = (await ask('acme', 'GET', '/files?limit=100')).json()
  expect(items.filter(({ sha256 }: { sha256: string }) => sha256 === query.sha256)).toHaveLength(1)
  await ask('root', 'POST', `/files/${query.sha256}/withdraw`, { reason: 'a test' })
})

test('a connection that breaks off in the middle of an upload leaves nothing, and the upload is made again', async () => {
  const content = Buffer.alloc(100_000, 7)
  const query = signed(content)
  await fixture.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = fixture.app.server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  const head = [
    `POST /api/v1/files?${new URLSearchParams(query)} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    `Authorization: Bearer ${tokens.acme}`,
    'Content-Type: application/octet-stream',
    `Content-Length: ${content.length}`,
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  await new Promise(resolve => socket.write(content.subarray(0, 60_000), resolve))
  socket.destroy()
  await once(socket, 'close')
  expect((await ask('acme', 'GET', `/files/${query.sha256}`)).statusCode).toBe(404)
  expect((await uploaded(query, content)).statusCode).toBe(201)
})

test('a list goes page by page', async () => {
  const first = (await ask('ann', 'GET', '/files?limit=2')).json()
  const second = (await ask('ann', 'GET', `/files?limit=2&cursor=${first.nextCursor}`)).json()
  const names = [...first.items, ...second.items].map(({ sha256 }) => sha256)
  expect(new Set(names).size).toBe(4)
  expect((await ask('ann', 'GET', '/files?cursor=nonsense')).statusCode).toBe(400)
})

describe('what is not right is refused, and says why', () => {
  const content = Buffer.from('refused')
  const good = () => signed(content)
  const { signature: _, ...unsigned } = good()
  test.each<[string, number, string, () => Record<string, string>, Buffer?]>([
    ['no signature', 400, 'file-unsigned', () => unsigned],
    ['a cut upload', 400, 'file-cut-off', good, content.subarray(0, 3)],
    ['an empty upload', 400, 'invalid-request', good, Buffer.alloc(0)],
    ['another model than was signed', 400, 'file-signature-wrong', () => ({ ...good(), models: 'FER3' })],
    ['another version than was signed', 400, 'file-signature-wrong', () => ({ ...good(), version: '9' })],
    ['the legal part, unsigned as such', 400, 'file-signature-wrong', () => ({ ...good(), legal: 'true' })],
    ['the signature of another key', 400, 'file-signature-wrong', () => ({ ...good(), key: 'acme-ec' })],
    ['an unknown key', 400, 'vendor-key-unknown', () => ({ ...good(), key: 'nobody' })],
    ['a path for a name', 400, 'invalid-request', () => signed(content, { name: '../../etc/passwd' })],
    ['a path of Windows for a name', 400, 'invalid-request', () => signed(content, { name: 'C:\\boot.ini' })],
    ['a hidden name', 400, 'invalid-request', () => signed(content, { name: '.profile' })],
    ['a line break in a name', 400, 'invalid-request', () => signed(content, { name: 'a\r\nset-cookie: x' })],
    ['an unknown kind', 400, 'invalid-request', () => ({ ...good(), kind: 'virus' })],
    ['no model', 400, 'invalid-request', () => ({ ...good(), models: '' })],
    ['an unknown parameter', 400, 'invalid-request', () => ({ ...good(), path: '/tmp' })],
    [
      'a legal configuration',
      400,
      'invalid-request',
      () => signed(content, { kind: 'configuration', legal: 'true' }),
    ],
  ])('%s', async (_name, status, code, query, octets = content) => {
    const { statusCode, body } = await uploaded(query(), octets)
    expect(statusCode, body).toBe(status)
    expect(JSON.parse(body).type).toBe(`urn:ferraris:problem:${code}`)
  })

  test('one that is too long for its kind', async () => {
    const long = Buffer.alloc(longestFile.configuration + 1)
    expect((await uploaded(signed(long, { kind: 'configuration' }), long)).statusCode).toBe(413)
    const longer = Buffer.alloc(longestFile.firmware + 1)
    expect((await uploaded(signed(longer), longer)).statusCode).toBe(413)
  })

  test('the same content under another name', async () => {
    await uploaded(good(), content)
    expect((await uploaded({ ...good(), name: 'other.bin' }, content)).statusCode).toBe(409)
  })

  test('what a revoked key signs', async () => {
    const pair = generateKeyPairSync('ed25519')
    await registered('short-lived', pair.publicKey)
    await ask('root', 'POST', '/vendor-keys/short-lived/revoke')
    const late = Buffer.from('late')
    const reply = await uploaded(signed(late, { key: 'short-lived' }, pair.privateKey), late)
    expect(reply.json().detail).toContain('was revoked')
  })

  test.each([
    ['a secret key', () => ed25519.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
    ['no key', () => `-----BEGIN PUBLIC KEY-----\n${'A'.repeat(60)}\n-----END PUBLIC KEY-----`],
    [
      'a key of another curve',
      () =>
        generateKeyPairSync('ec', { namedCurve: 'P-384' })
          .publicKey.export({ type: 'spki', format: 'pem' })
          .toString(),
    ],
  ])('%s for a vendor', async (_name, publicKey) => {
    const text = publicKey()
    const reply = await ask('root', 'POST', '/vendor-keys', {
      name: 'wrong',
      vendor: 'acme',
      publicKey: text,
    })
    expect(reply.statusCode, reply.body).toBe(400)
    expect(reply.body).not.toContain(text.split('\n')[1])
  })
})
