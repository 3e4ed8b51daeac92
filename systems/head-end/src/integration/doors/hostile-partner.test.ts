import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { decodeSoap, encodeSoap } from '@ferraris/cim'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { HeadEnd } from '../../head-end.ts'
import { startTestHeadEnd } from '../../testing/test-head-end.ts'
import { read, replyIn, request } from '../testing/partner.fixture.ts'

let data: string
let headEnd: HeadEnd
let token: string

async function api(method: string, path: string, body?: object) {
  const reply = await fetch(`${headEnd.url}/api/v1${path}`, {
    method,
    headers: { authorization: 'Bearer test-token', ...(body && { 'content-type': 'application/json' }) },
    body: body && JSON.stringify(body),
  })
  // biome-ignore lint/suspicious/noExplicitAny: each test reads its own shape from JSON
  return { status: reply.status, body: (await reply.json()) as any }
}
async function post(
  body: string | Uint8Array,
  { path = 'cim', type = 'application/xml', by = token as string | null } = {},
) {
  const reply = await fetch(`${headEnd.url}/api/v1/integration/${path}`, {
    method: 'POST',
    headers: { 'content-type': type, ...(by !== null && { authorization: `Bearer ${by}` }) },
    body: typeof body === 'string' ? body : Buffer.from(body),
  })
  return { status: reply.status, xml: await reply.text() }
}

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'ferraris-hostile-'))
  headEnd = await startTestHeadEnd({ data, apiToken: 'test-token' })
  token = (await api('POST', '/tokens', { name: 'mdm', role: 'operator' })).body.token
}, 300_000)
afterAll(async () => {
  await headEnd.close()
  await rm(data, { recursive: true })
})

const space = 'xmlns="http://iec.ch/TC57/2011/schema/message"'
const open = `<RequestMessage ${space}>`
function header(id: string): string {
  return `<Header><Verb>get</Verb><Noun>MeterConfig</Noun><MessageID>${id}</MessageID></Header>`
}
const lol = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('')
function utf16(text: string): Buffer {
  return Buffer.from(`\ufeff${text}`, 'utf16le')
}

describe('what cannot be a message is answered with a fault, and the door stays open', () => {
  test.each([
    ['an entity that grows', `<!DOCTYPE x [<!ENTITY l0 "l">${lol}]><x>&l9;</x>`, 'dtd-refused'],
    ['an outer entity', '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1/x"> %p;]><x/>', 'dtd-refused'],
    ['an outer document type', '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', 'dtd-refused'],
    ['an entity that is not declared', `${open}${header('&secret;')}</RequestMessage>`, 'entity-refused'],
    ['an attribute of 900 kB', `<RequestMessage ${space} a="${'x'.repeat(900_000)}"/>`, undefined],
    ['ten thousand attributes', `<RequestMessage ${space} ${attributes(10_000)}/>`, undefined],
    ['a name of 900 kB', `<${'x'.repeat(900_000)}/>`, undefined],
    ['elements in each other', `${open}${'<a>'.repeat(200_000)}`, 'too-deep'],
    ['a text of 900 kB', `${open}${header('x'.repeat(900_000))}</RequestMessage>`, undefined],
    ['UTF-16 that ends within a character', utf16(`${open}</RequestMessage>`).subarray(0, -1), undefined],
    ['UTF-8 that is none', Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0xfe, 0x3c, 0x2f, 0x61, 0x3e]), undefined],
    ['UTF-7', `<?xml version="1.0" encoding="UTF-7"?>${open}</RequestMessage>`, undefined],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0]), undefined],
    ['a NUL', `${open}${header('a\0b')}</RequestMessage>`, 'xml-invalid'],
    ['a NUL by reference', `${open}${header('a&#0;b')}</RequestMessage>`, 'entity-refused'],
    ['half a surrogate pair by reference', `${open}${header('&#xD800;')}</RequestMessage>`, 'entity-refused'],
    ['nothing but a byte order mark', Buffer.from([0xef, 0xbb, 0xbf]), undefined],
    ['a bomb', bomb(), undefined],
  ])('%s', async (_, body, code) => {
    const { status, xml } = await post(body)
    expect(status).toBe(400)
    const { result, codes } = replyIn(xml)
    expect(result).toBe('FAILED')
    if (code !== undefined) expect(codes).toEqual([code])
    expect((await post(request('get', 'MeterConfig', { header: { MessageID: 'fine' } }))).status).toBe(200)
  })

  test.each([
    ['more than a message may be long', 'x'.repeat(1_048_577), 'application/xml', 413],
    ['JSON', '{}', 'application/json', 400],
    ['a form', 'a=b', 'application/x-www-form-urlencoded', 415],
    ['nothing', '', 'application/xml', 400],
  ])('%s is no message', async (_, body, type, status) => {
    expect((await post(body, { type })).status).toBe(status)
  })
})

function attributes(count: number): string {
  return Array.from({ length: count }, (_, i) => `a${i}="x"`).join(' ')
}
/** A payload that is a thousand times longer when it is opened. */
function bomb(): string {
  const packed = gzipSync(Buffer.alloc(200_000_000, 0x20), { level: 9 }).toString('base64')
  return `${open}${header('bomb')}<Payload><Compressed>${packed}</Compressed></Payload></RequestMessage>`
}

describe('messages that contradict each other', () => {
  const ask = (head: object, by = token) => post(request('get', 'MeterConfig', { header: head }), { by })

  test('the same identifier with another correlation, verb or content is refused, and the first one stands', async () => {
    const first = await ask({ MessageID: 'twice', CorrelationID: 'a' })
    expect(replyIn(first.xml)).toMatchObject({ result: 'OK', correlation: 'a' })
    expect(replyIn((await ask({ MessageID: 'twice', CorrelationID: 'b' })).xml)).toMatchObject({
      result: 'FAILED',
      codes: ['message-id-used'],
      correlation: 'b',
    })
    expect((await ask({ MessageID: 'twice', CorrelationID: 'a' })).xml).toBe(first.xml)
  })

  test('two senders may use the same identifier; neither sees the answer of the other', async () => {
    const other = (await api('POST', '/tokens', { name: 'cis', role: 'operator' })).body.token
    const [one, two] = [
      await ask({ MessageID: 'shared', CorrelationID: 'one' }),
      await ask({ MessageID: 'shared', CorrelationID: 'two' }, other),
    ]
    expect([one, two].map(({ xml }) => replyIn(xml).correlation)).toEqual(['one', 'two'])
  })

  test('a hundred at once of the same are one', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask({ MessageID: 'storm' })))
    expect(new Set(answers.map(({ status, xml }) => `${status} ${xml}`)).size).toBe(1)
    expect((await api('GET', '/integration/messages?messageId=storm')).body.total).toBe(1)
  })
})

describe('a user name in the envelope', () => {
  const soap = (name: string, password: string, id: string) =>
    encodeSoap(read(request('get', 'MeterConfig', { header: { MessageID: id } })), {
      version: '1.1',
      user: { name, password },
    })
  const send = (body: Uint8Array) => post(body, { path: 'soap', type: 'text/xml', by: null })

  test('is as good as a token in the header, and is kept nowhere', async () => {
    const { status, xml } = await send(soap('mdm', token, 'wss-1'))
    expect(status).toBe(200)
    expect(decodeSoap(new TextEncoder().encode(xml))).toMatchObject({
      message: { kind: 'response', Reply: { Result: 'OK' } },
    })
    const [{ id }] = (await api('GET', '/integration/messages?messageId=wss-1')).body.items
    const kept = JSON.stringify((await api('GET', `/integration/messages/${id}`)).body)
    expect(kept).toContain('MeterConfig')
    expect(kept).not.toContain(token)
  })

  test('goes nowhere of a message that cannot be read either', async () => {
    const broken = Buffer.from(soap('mdm', token, 'wss-2'))
      .toString()
      .replace('</soap:Body>', '<a></soap:Body>')
    const { status } = await post(broken, { path: 'soap', type: 'text/xml' })
    expect(status).toBe(500)
    const [{ id }] = (await api('GET', '/integration/messages?state=refused&limit=1')).body.items
    expect(JSON.stringify((await api('GET', `/integration/messages/${id}`)).body)).not.toContain(token)
  })

  test.each([
    ['of another name', () => soap('cis', token, 'w-3')],
    ['with a wrong password', () => soap('mdm', 'fer_nonsense', 'w-4')],
    [
      'with a digest',
      () =>
        Buffer.from(
          Buffer.from(soap('mdm', token, 'w-5'))
            .toString()
            .replace('PasswordText', 'PasswordDigest'),
        ),
    ],
    ['in a message that is too long for a stranger', () => longer(soap('mdm', token, 'w-6'))],
    ['that is not there', () => encodeSoap(read(request('get', 'MeterConfig', {})), { version: '1.1' })],
  ])('%s is refused', async (_, message) => {
    expect((await send(message())).status).toBe(401)
  })
})

function longer(message: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(message), Buffer.alloc(70_000, ' ')])
}
