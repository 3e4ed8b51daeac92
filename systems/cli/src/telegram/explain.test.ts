import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fromHex, toHex } from '@ferraris/bytes'
import type { Layer } from '@ferraris/codec/dissect'
import { aca, encodeFrame } from '@ferraris/smitp/mac'
import { describe, expect, test } from 'vitest'
import { dissectors } from './dissectors.ts'
import { transportChoices } from './explain.ts'
import { rowsOf } from './octet-rows.ts'

/** A ciphered compact frame 21 in a data-notification. */
const pushed =
  'DB084D4D4D0000BC614E2730012345678E1212FF9C5A4556612B2E64DDE9C5280F644F047B3ACD3F3017CF40B4044F31CA2E'
const guek = '000102030405060708090a0b0c0d0e0f'
const gak = 'd0d1d2d3d4d5d6d7d8d9dadbdcdddedf'
const keys = JSON.stringify({ guek, gak })

const program = new URL('./explain.ts', import.meta.url).pathname
const script = `import { telegramCommand } from ${JSON.stringify(program)}
await telegramCommand().parseAsync(process.argv.slice(1), { from: 'user' })`

/** Runs the command in a process of its own. */
async function ferraris(args: readonly string[], input = '') {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, '--', 'explain', ...args])
  child.stdin.end(input)
  const exit = new Promise<number | null>(resolve => child.once('close', resolve))
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), exit])
  return { out, err, code }
}

describe('telegram explain', () => {
  test('goes on to the named fields of a compact frame where Chain 2 is named', async () => {
    const { out, code } = await ferraris(['--protocol', 'chain2', '--keys', keys, pushed])
    expect(code).toBe(0)
    for (const line of [
      /^compact frame {2}CF21, power has changed · 12 octets of its own$/m,
      /^ +2 {2}61 f7 5b d0 +eventTime +1643600848 {2}2022-01-31 03:47:28 \+00:00$/m,
      /^ +8 {2}00 00 0c 1c +power +3100 {2}W$/m,
    ])
      expect(out).toMatch(line)
    const json = await ferraris(['--protocol', 'chain2', '--json', '--keys', keys, pushed])
    expect(JSON.parse(json.out)).toMatchObject({
      protocol: 'chain2',
      transport: 'frame',
      frame: { frame: 21, eventCount: 7, power: 3100 },
      errors: [],
    })
  })

  test('shows the layers of a ciphered push octet by octet', async () => {
    const { out, code } = await ferraris(['--keys', keys, pushed])
    expect(code).toBe(0)
    for (const line of [
      /^ +11 {2}30 +securityControl +48 {2}suite 0, authenticated, encrypted$/m,
      /^ +12 {2}01 23 45 67 +invocationCounter +19088743$/m,
      /^ +38 {2}cd 3f 30 17 cf 40 b4 04 4f 31 ca 2e +authenticationTag/m,
      /^data-notification {2}22 octets of its own$/m,
      /^ +6 {2}02 01 +notificationBody +structure of 1$/m,
      /^ +8 {2}09 0c 15 01 61 f7 5b d0 00 07 00 00 0c 1c +\[0\] +octet-string 150161f75bd0000700000c1c$/m,
    ]) {
      expect(out).toMatch(line)
    }
  })

  test('says which of two keys does not fit, on stderr, and never shows a key', async () => {
    const [wrongGuek, wrongGak] = await Promise.all([
      ferraris(['--json', '--keys', JSON.stringify({ guek: gak, gak }), pushed]),
      ferraris(['--json', '--keys', JSON.stringify({ guek, gak: guek }), pushed]),
    ])
    expect(wrongGuek.code).toBe(2)
    expect(wrongGuek.err).toContain('the encryption key (GUEK) is not')
    expect(wrongGak.code).toBe(2)
    expect(wrongGak.err).toContain('the encryption key fits, the authentication key (GAK) does not')
    for (const { out, err } of [wrongGuek, wrongGak]) {
      expect(out + err).not.toContain(guek)
      expect(out + err).not.toContain(gak)
    }
  })

  test('knows a frame of the power line by its check sequence, and opens it with the key of the meter', async () => {
    const key = '000102030405060708090a0b0c0d0e0f'
    const frame = toHex(
      encodeFrame({
        address: aca('0102030A0B0C'),
        route: [],
        discipline: 'RA2',
        control: { poll: true, response: false, segmented: false, bNode: false },
        dsap: 0,
        ecc: 'ctr-read',
        lsdu: fromHex('6637C36299A0BEB32202F6458D2108C4E5AD0F'),
      }),
    )
    const { out, code } = await ferraris([
      '--keys',
      JSON.stringify({ read: key, lmon: 42, mode: 'faithful' }),
      frame,
    ])
    expect(code).toBe(0)
    expect(out).toMatch(/0102030A0B0C/)
    expect(out).toContain('counter 43, TMAC valid')
    expect(out).toMatch(/00 +table +0 +status word\n.*3f +row +63/)
    expect(out).not.toContain(key)
  })

  test('lets no text of a meter move the cursor, in any form', async () => {
    // A get-response with a visible-string: a new title for the window, and a cleared screen.
    const text = Buffer.from('\u001b]0;owned\u0007\u001b[2J')
    const hex = `c401c1000a${toHex(Uint8Array.of(text.length))}${text.toString('hex')}`
    const batch = JSON.stringify({ transport: 'apdu', frameHex: hex })
    const runs = await Promise.all([
      ferraris([hex]),
      ferraris(['--json', hex]),
      ferraris(['--batch', '-'], batch),
    ])
    for (const { out, err, code } of runs) {
      expect(code).toBe(0)
      expect(out + err).not.toMatch(/(?!\n)\p{Cc}/u)
      expect(out).toContain('owned')
    }
  })

  test('prints one JSON document, and reads from standard input', async () => {
    const { out, code } = await ferraris(['-', '--json'], 'c0 01 c1\n00 01 00 00 2a 00 00 ff 02 00\n')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      transport: 'apdu',
      apdus: [{ apdu: 'get-request-normal', class: 1, obis: '0.0.42.0.0.255', attribute: 2 }],
      errors: [],
    })
  })

  test('rejects what it cannot decode with layer, octet and what to try', async () => {
    const { err, code } = await ferraris(['7ea1e94103'])
    expect(code).toBe(2)
    expect(err).toMatch(/hdlc, octet 3: truncated: .*was the telegram copied to its end\?/)
  })

  test('takes a batch line by line, a broken line being one of them', async () => {
    const lines = [
      JSON.stringify({ name: 'push', transport: 'apdu', frameHex: pushed, keys: { guek, gak } }),
      '{"name":',
      JSON.stringify({ name: 'data', transport: 'data', frameHex: '1105' }),
    ]
    const { out, code } = await ferraris(['--batch', '-'], lines.join('\n'))
    expect(code).toBe(2)
    expect(
      out
        .trim()
        .split('\n')
        .map(line => JSON.parse(line)),
    ).toMatchObject([
      { name: 'push', apdus: [{ apdu: 'general-glo-ciphering' }], errors: [] },
      { errors: [{ layer: 'input' }] },
      { name: 'data', value: { t: 'unsigned', v: 5 } },
    ])
  })

  test('takes telegrams and conversations of other protocols in a batch and as a session, too', async () => {
    const frame = toHex(
      encodeFrame({
        address: aca('0102030A0B0C'),
        route: [],
        discipline: 'RA2',
        control: { poll: true, response: false, segmented: false, bNode: false },
        dsap: 0,
        ecc: 'none',
        lsdu: fromHex('02003f'),
      }),
    )
    const lines = [
      { name: 'named', protocol: 'smitp', transport: 'mac', frameHex: frame },
      { name: 'by transport', transport: 'mac', frameHex: frame },
      { name: 'by its octets', frameHex: frame },
      { name: 'dlms', frameHex: pushed, keys: { guek, gak } },
      { name: 'session', framing: 'mac', messages: [{ from: 'client', hex: frame }] },
    ]
    const batch = await ferraris(['--batch', '-'], lines.map(line => JSON.stringify(line)).join('\n'))
    const told = batch.out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    const read = { kind: 'read.request', table: 0, row: 0x3f }
    expect(told.slice(0, 3)).toMatchObject(
      [0, 1, 2].map(() => ({ protocol: 'smitp', message: read, errors: [] })),
    )
    expect(told[3]).toMatchObject({ name: 'dlms', apdus: [{ apdu: 'general-glo-ciphering' }], errors: [] })
    expect(told[4]).toMatchObject({ messages: [{ from: 'client', message: read, errors: [] }], errors: [] })
    const session = await ferraris(['--transport', 'session', '-'], JSON.stringify(lines[4]))
    expect(session.code).toBe(0)
    expect(session.out).toContain('→ read.request')
  })

  test('takes a conversation message by message', async () => {
    const line = {
      framing: 'wrapper',
      messages: [
        { from: 'client', hex: '000100100001000dc001c1000100002b0103ff0200' },
        { from: 'server', hex: '0001000100100009c401c1000600000000' },
      ],
    }
    const { out, code } = await ferraris(['--transport', 'session', '-'], JSON.stringify(line))
    expect(code).toBe(0)
    expect(out).toContain('→ get-request-normal 0.0.43.1.3.255:2')
    expect(out).toContain('← get-response-normal')
  })
})

test('the choices of --protocol and --transport are those of the dissectors', () => {
  expect(transportChoices).toEqual(
    Object.fromEntries(dissectors.map(({ protocol, transports }) => [protocol, transports])),
  )
})

test('every octet of a layer stands in exactly one row', () => {
  const layer: Layer = {
    name: 'made up',
    from: 1,
    to: 9,
    fields: [
      { name: 'a', from: 2, to: 3 },
      {
        name: 'b',
        from: 3,
        to: 8,
        fields: [
          { name: 'c', from: 4, to: 5 },
          { name: 'd', from: 6, to: 7 },
        ],
      },
    ],
  }
  const hex = '00010203040506070809'
  const rows = rowsOf(layer, hex)
  expect(rows.map(({ octets }) => octets).join('')).toBe(hex.slice(2, 18))
  expect(rows.map(({ offset, name }) => `${offset}${name}`)).toEqual([
    '1',
    '2a',
    '3b',
    '4c',
    '5',
    '6d',
    '7',
    '8',
  ])
})
