import { existsSync, readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { concat, fromHex, toHex } from '@ferraris/bytes'
import { encode } from '@ferraris/codec'
import { data, encodeData, obis, obisToOctets } from '@ferraris/cosem'
import { encodeFlagged, llc } from '@ferraris/dlms/hdlc'
import { encodeMbusFrames } from '@ferraris/dlms/mbus'
import { SuiteKeys } from '@ferraris/dlms/security'
import { encodeWpdu } from '@ferraris/dlms/wrapper'
import { mutations, Random } from '@ferraris/testing'
import { describe, expect, test } from 'vitest'
import type { PushKeys } from './push-keys.ts'
import { type Push, PushReader, type UnreadTelegram } from './push-reader.ts'

const guek = fromHex('000102030405060708090a0b0c0d0e0f')
const gak = fromHex('d0d1d2d3d4d5d6d7d8d9dadbdcdddedf')
const systemTitle = fromHex('4645520000000001')

/** A data-notification with a voltage and a long text; `value` is the voltage in 0.1 V. */
function notification(value: number, filling = 0): Uint8Array {
  return concat(
    fromHex('0f000000010c07ea0b1506080f00ff800000'),
    encodeData(
      data.structure(
        ...[data.octets(obisToOctets(obis('1.0.32.7.0.255'))), data.longUnsigned(value)],
        data.structure(data.integer(-1), data.enumeration(35)),
        ...[
          data.octets(obisToOctets(obis('0.0.96.1.0.255'))),
          data.octets(new Uint8Array(filling).fill(0x41)),
        ],
      ),
    ),
  )
}

let counter = 1
function ciphered(plain: Uint8Array, keys = new SuiteKeys(guek, gak)): Uint8Array {
  const octets = keys.protect(0x30, systemTitle, counter++, plain)
  const length = octets.length < 128 ? [octets.length] : [0x82, octets.length >> 8, octets.length & 0xff]
  return concat(Uint8Array.of(0xdb, 8), systemTitle, Uint8Array.from(length), octets)
}

const addresses = {
  source: { upper: 1, lower: 1, width: 2 },
  destination: { upper: 0x7f, width: 1 },
} as const
const control = { type: 'UI', pollFinal: true } as const
function hdlc(apdu: Uint8Array, longest = 2000): Uint8Array {
  const message = concat(encode(llc, 'response'), apdu)
  const frames = []
  for (let at = 0; at < message.length; at += longest) {
    const segmented = at + longest < message.length
    const information = message.subarray(at, at + longest)
    frames.push(encodeFlagged({ ...addresses, control, segmented, information }))
  }
  return concat(...frames)
}
const framings = {
  hdlc: (apdu: Uint8Array) => hdlc(apdu),
  'hdlc in segments': (apdu: Uint8Array) => hdlc(apdu, 100),
  mbus: (apdu: Uint8Array) => concat(...encodeMbusFrames(apdu)),
  wrapper: (apdu: Uint8Array) => encodeWpdu({ source: 1, destination: 103, apdu }),
  apdu: (apdu: Uint8Array) => apdu,
  'apdu behind LLC': (apdu: Uint8Array) => concat(encode(llc, 'response'), apdu),
}

/** What a reader hears in pieces of a stream, each list of pieces followed by a silence. */
function hear(bursts: readonly (readonly Uint8Array[])[], keys: readonly PushKeys[] = [{ guek, gak }]) {
  const pushes: Push[] = []
  const unread: UnreadTelegram[] = []
  let noise = 0
  const reader = new PushReader(keys, {
    onPush: push => pushes.push(push),
    onUnread: telegram => unread.push(telegram),
    onNoise: length => {
      noise += length
    },
  })
  for (const pieces of bursts) {
    for (const piece of pieces) reader.push(piece)
    reader.silence()
  }
  return { pushes, unread, noise }
}

function pieces(octets: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(octets.length / size) }, (_, i) =>
    octets.subarray(i * size, (i + 1) * size),
  )
}

function voltages({ pushes }: { pushes: Push[] }) {
  return pushes.map(({ readings }) => readings[0]?.value)
}

describe('a listener', () => {
  test.each(Object.entries(framings))(
    'finds what comes as %s, in pieces of any size, and deciphers it',
    (_, frame) => {
      for (const size of [1, 7, 64, 5000]) {
        const bursts = [230, 231].map(value => pieces(frame(ciphered(notification(value, 300))), size))
        const heard = hear(bursts)
        expect(heard.unread).toEqual([])
        expect(voltages(heard)).toEqual([23, 23.1])
        expect(heard.pushes[0]).toMatchObject({
          framing: _.split(' ')[0],
          kind: 'data-notification',
          layout: 'self-describing',
          meter: 'A'.repeat(300),
        })
        expect(heard.pushes[0]!.readings[0]).toMatchObject({
          unit: 'V',
          time: expect.stringContaining('08:15'),
        })
      }
    },
  )

  test('takes several APDUs in one frame or one segment apart, and puts one together that was cut in two', () => {
    const [one, two] = [notification(2301), notification(2302)]
    const behindLlc = concat(...[one, two].flatMap(apdu => [encode(llc, 'response'), apdu]))
    const inFrame = encodeFlagged({ ...addresses, control, segmented: false, information: behindLlc })
    for (const segments of [
      [inFrame],
      [concat(one, two)],
      [behindLlc],
      [concat(one, two.subarray(0, 9)), two.subarray(9)],
      [encodeWpdu({ source: 1, destination: 103, apdu: concat(one, two) })],
    ]) {
      const heard = hear([segments])
      expect(heard.unread).toEqual([])
      expect(voltages(heard)).toEqual([230.1, 230.2])
    }
  })

  test('reads the text of a port P1 that comes ciphered as a notification would, also without authentication key', () => {
    const crc = ['/SAG5METER', '', '0-0:1.0.0(261121081500W)', '1-0:1.8.0(001234.567*kWh)', '!'].join('\r\n')
    const text = Uint8Array.from(`${crc}\r\n`, character => character.charCodeAt(0))
    for (const keys of [{ guek, gak }, { guek }]) {
      const { pushes, unread } = hear([[ciphered(text)]], [keys])
      expect(unread).toEqual([])
      expect(pushes).toMatchObject([{ layout: 'P1', meter: toHex(systemTitle) }])
      expect(pushes[0]?.readings).toContainEqual({
        obis: '1.0.1.8.0.255',
        value: 1234.567,
        unit: 'kWh',
        time: '2026-11-21 08:15:00',
      })
    }
  })

  test('may join in the middle, over noise, and on a line that changes its framing', () => {
    const long = hdlc(notification(2300, 600), 128)
    const noise = fromHex('00687e68a07e00db0f01')
    const bursts = [
      [long.subarray(201), noise, hdlc(notification(2310))],
      [noise, concat(...encodeMbusFrames(notification(2320)))],
      [encodeWpdu({ source: 1, destination: 1, apdu: notification(2330) })],
      [notification(2340)],
    ]
    expect(voltages(hear(bursts)).slice(-4)).toEqual([231, 232, 233, 234])
  })

  test('tries all keys it has, and says which it misses', () => {
    const other: PushKeys = { guek: gak, gak: guek }
    const telegram = [[hdlc(ciphered(notification(2300)))]]
    expect(voltages(hear(telegram, [other, { guek, gak, systemTitle }]))).toEqual([230])
    expect(voltages(hear(telegram, [other, { guek }]))).toEqual([230])
    expect(hear(telegram, [other]).unread[0]?.error).toMatchObject({ name: 'SecurityError' })
    expect(hear(telegram, [{ guek: gak }]).unread[0]?.error.message).toContain('GUEK')
    const stranger = { ...other, systemTitle: guek.subarray(8) }
    expect(hear(telegram, [stranger]).unread[0]?.error.message).toContain(toHex(systemTitle))
  })

  test('shows the content of an unknown list', () => {
    const apdu = fromHex('0f0000000100 0201 1101'.replaceAll(' ', ''))
    expect(hear([[hdlc(apdu)]]).pushes).toMatchObject([
      { layout: null, meter: null, readings: [], body: { t: 'structure', v: [{ t: 'unsigned', v: 1 }] } },
    ])
    expect(hear([[hdlc(fromHex('c401c10006'))]]).unread).toHaveLength(1)
  })

  test('survives any damage, and reads the next telegram', () => {
    const good = hdlc(ciphered(notification(2300, 40)))
    const corpus = Object.values(framings).map(frame => frame(ciphered(notification(2300, 40))))
    let heard = 0
    for (const broken of mutations(7, corpus, 3000)) {
      const { pushes } = hear([pieces(broken, 50), [good]])
      expect(pushes.at(-1)?.readings[0]?.value).toBe(230)
      heard += pushes.length - 1
    }
    expect(heard).toBeGreaterThan(0)
  })

  test('keeps no more than a few messages, whatever comes without a pause', () => {
    const random = new Random(9)
    const reader = new PushReader([], { onPush: () => {}, onUnread: () => {} })
    const before = held()
    for (let i = 0; i < 3000; i++) {
      // Garbage, frames of messages that never end from ever new senders, and wrapper headers that promise much.
      reader.push(random.octets(1000))
      const source = { upper: random.below(128), lower: random.below(128), width: 2 } as const
      const frame = { ...addresses, source, control, segmented: true, information: random.octets(1000) }
      reader.push(encodeFlagged(frame))
      reader.push(fromHex('00010001000 1ffff'.replaceAll(' ', '')))
    }
    expect(held() - before).toBeLessThan(8_000_000)
    reader.silence()
  })
})

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

function held(): number {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

interface Vector {
  readonly name: string
  readonly category: string
  readonly transport: string
  readonly frameHex: string
  readonly keys?: { readonly guek?: string; readonly gak?: string }
}

const folder = new URL('../../../../shared/vectors/dlms/', import.meta.url)
const present = existsSync(folder)
if (!present) console.warn('telegrams of real meters: skipped, ../shared/vectors/dlms is absent')
const vectors: Vector[] = present
  ? ['collected', 'pages'].flatMap(name => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')))
  : []
const pushed = vectors
  .filter(({ category }) => /push/.test(category))
  // Of some only the body has been published.
  .map(vector =>
    vector.transport === 'data' ? { ...vector, frameHex: `0f0000000000${vector.frameHex}` } : vector,
  )

/** Of each telegram: the layout, and some values that its maker's documents or its reader's log give. */
const expected: Record<
  string,
  [layout: string, meter: string, ...(readonly [string, number | string, string | null])[]]
> = {
  'hdlc-kamstrup-omnipower': [
    ...(['Kamstrup', '12343400'] as const),
    ...([
      ['1.1.1.8.0.255', 63074980, 'Wh'],
      ['1.1.31.7.0.255', 0.57, 'A'],
      ['1.1.33.7.0.255', 0.31, null],
    ] as const),
  ],
  'tinetz-kaifa-mbus-2-segments': [
    ...(['self-describing', '1KFM0100000035'] as const),
    ...([
      ['1.0.32.7.0.255', 230.8, 'V'],
      ['1.0.1.8.0.255', 9108, 'Wh'],
    ] as const),
  ],
  'ams-aidon-list3-4': [
    ...(['self-describing', '7359992890497997'] as const),
    ...([
      ['1.0.1.7.0.255', 763, 'W'],
      ['1.0.31.7.0.255', 0.4, 'A'],
      ['1.0.1.8.0.255', 109562070, 'Wh'],
    ] as const),
  ],
  'ams-kamstrup-sweden-1': [
    ...(['Kamstrup', '5706567331323526'] as const),
    ...([
      ['1.1.1.7.0.255', 2269, 'W'],
      ['1.1.31.7.0.255', 2.87, 'A'],
      ['1.1.32.7.0.255', 241, 'V'],
    ] as const),
  ],
  'roarfred-kamstrup-2': ['Kamstrup', '5706567274389702', ['1.1.3.8.0.255', 800, 'varh']],
  'ams-kaifa-tn-3p-1': ['Kaifa, list 1', '', ['1.0.1.7.0.255', 3059, 'W']],
  'ams-kaifa-tn-3p-4': ['Kaifa, list 1', '', ['1.0.1.7.0.255', 5057, 'W']],
  'roarfred-kaifa-3': [
    ...(['Kaifa, list 3, three phases', '6970631401753985'] as const),
    ...([
      ['1.0.51.7.0.255', 3.229, 'A'],
      ['1.0.32.7.0.255', 236.9, 'V'],
      ['1.0.4.8.0.255', 16380, 'varh'],
    ] as const),
  ],
  'hdlc-kaifa-ma304h3e': [
    ...(['Kaifa, list 2, three phases', '6970631401753985'] as const),
    ...([['1.0.72.7.0.255', 238.9, 'V']] as const),
  ],
  'hdlc-norway-han-1phase': ['self-describing', '7359992890941742', ['1.0.32.7.0.255', 250, 'V']],
  'hdlc-norway-han-3phase': ['self-describing', '', ['1.0.43.7.0.255', 1506, 'var']],
  'ams-lg-e350-1': ['self-describing', '13943597', ['1.0.31.7.0.255', 31.8, 'A']],
  'ams-lg-e350-2': ['self-describing', '', ['1.0.1.7.0.255', 9460, 'W']],
  'ams-lg-e350-3': ['self-describing', '', ['1.0.1.7.0.255', 9440, 'W']],
  'ams-lng2-plaintext': [
    ...(['Landis+Gyr, list of 14', '30137181'] as const),
    ...([
      ['1.0.51.7.0.255', 0.46, 'A'],
      ['1.0.1.8.0.255', 27881149, 'Wh'],
    ] as const),
  ],
  'amshan-kamstrup-body-305': ['Kamstrup', '5705705705705702', ['1.1.31.7.0.255', 8.96, 'A']],
  'amshan-kamstrup-body-383': ['Kamstrup', '5705705705705702', ['1.1.1.8.0.255', 77452500, 'Wh']],
  'amshan-kamstrup-body-616': ['Kamstrup', '5706567000000000', ['1.1.32.7.0.255', 0, 'V']],
  'hdlc-iskra550': ['self-describing', '84895126', ['1.0.2.8.2.255', 13185, 'Wh']],
}

describe.skipIf(!present)('telegrams of real meters', () => {
  test.each(pushed.filter(({ name }) => name in expected))('$name comes out with its values', vector => {
    const keys =
      vector.keys?.guek === undefined ? [] : [keysOf(vector.keys as { guek: string; gak?: string })]
    for (const size of [1, 50, 5000]) {
      const { pushes, unread } = hear([pieces(fromHex(vector.frameHex), size)], keys)
      expect(unread).toEqual([])
      expect(pushes).toHaveLength(1)
      const [layout, meter, ...readings] = expected[vector.name]!
      expect([pushes[0]!.layout, pushes[0]!.meter ?? '']).toEqual([layout, meter])
      const found = pushes[0]!.readings.map(({ obis, value, unit }) => [obis, value, unit])
      expect(found).toEqual(expect.arrayContaining(readings))
    }
  })

  test('with unknown keys, or with content that is no known list, are shown as what they are', () => {
    const heard = pushed
      .filter(({ name }) => !(name in expected))
      .map(({ name, frameHex, keys = {} }) => {
        const known = keys.guek === undefined ? [] : [keysOf(keys as { guek: string })]
        const { pushes, unread, noise } = hear([[fromHex(frameHex)]], known)
        return [name, pushes[0]?.body?.t ?? unread[0]?.error.message ?? noise]
      })
    expect(Object.fromEntries(heard)).toMatchObject({
      'u9n-udp-wrapper-general-glo-2': 'octet-string',
      'mbus-kmswest': expect.stringContaining('454c536570000001'),
      // Its frame check sequence is wrong.
      'siemens-im350-dlms': 123,
      'lg-e450-styria-gbt-3-frames': expect.stringContaining('4c475a6773d4cbb3'),
    })
  })
})

function keysOf({ guek, gak }: { guek: string; gak?: string }): PushKeys {
  return {
    guek: fromHex(guek),
    ...(gak !== undefined && { gak: fromHex(gak) }),
  }
}
