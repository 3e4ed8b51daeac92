import { concat, fromHex } from '@ferraris/bytes'
import { encode } from '@ferraris/codec'
import { encodeFlagged, type HdlcControl, HdlcDeframer, llc } from '@ferraris/dlms/hdlc'
import { mutations } from '@ferraris/testing'
import { expect, test } from 'vitest'
import type { OctetLine, OctetReceiver } from '../media/octet-line.ts'
import { device } from '../testing/device.fixture.ts'
import { HdlcStation } from './hdlc-station.ts'

/** A line of which a test holds the other end. */
function line() {
  const written: Uint8Array[] = []
  let receiver: OctetReceiver | undefined
  const end: OctetLine = {
    name: 'line',
    attach: it => {
      receiver = it
    },
    write: octets => void written.push(octets),
    close: async () => {},
  }
  return { end, written, say: (octets: Uint8Array) => receiver!.onOctets(octets) }
}

const client = { upper: 16, width: 1 } as const
const meter = { upper: 1, lower: 17, width: 2 } as const
function frame(
  control: HdlcControl,
  information?: Uint8Array,
  destination: typeof meter | { upper: number; lower: number; width: 2 } = meter,
) {
  return encodeFlagged({
    segmented: false,
    source: client,
    destination,
    control,
    ...(information && { information }),
  })
}

const snrm = frame({ type: 'SNRM', pollFinal: true }, fromHex('818006060140080101'))
const request = concat(
  encode(llc, 'command'),
  fromHex('6029a109060760857405080101a203020100be10040e01000000065f1f040000181f0200'),
)
const frames = [
  snrm,
  frame({ type: 'I', sent: 0, received: 0, pollFinal: true }, request),
  frame({ type: 'RR', received: 1, pollFinal: true }),
  frame({ type: 'UI', pollFinal: false }, request),
  frame({ type: 'DISC', pollFinal: true }),
]
const options = {
  service: {
    server: 1,
    settings: device(1),
    onFailure: (error: unknown) => {
      throw error
    },
  },
  physical: 17,
}
function answersTo(...octets: readonly Uint8Array[]) {
  const { end, written, say } = line()
  const station = new HdlcStation(end, options)
  for (const one of octets) say(one)
  void station.close()
  return written.map(answer => new HdlcDeframer().push(answer)[0]?.control.type)
}

test('a station answers where it is addressed, and nowhere else', () => {
  expect(answersTo(...frames)).toEqual(['UA', 'I', 'RR', 'UA'])
  expect(answersTo(frames[1]!)).toEqual(['DM'])
  for (const other of [
    { ...meter, lower: 18 },
    { ...meter, upper: 2 },
  ])
    expect(answersTo(frame({ type: 'SNRM', pollFinal: true }, undefined, other))).toEqual([])
})

test('several clients have their own links at the same time', () => {
  const { end, written, say } = line()
  const station = new HdlcStation(end, options)
  const from = (upper: number, control: HdlcControl, information?: Uint8Array) =>
    encodeFlagged({
      segmented: false,
      source: { upper, width: 1 },
      destination: meter,
      control,
      ...(information && { information }),
    })
  for (const client of [16, 1]) say(from(client, { type: 'SNRM', pollFinal: true }))
  say(from(16, { type: 'I', sent: 0, received: 0, pollFinal: true }, request))
  say(from(1, { type: 'DISC', pollFinal: true }))
  say(from(16, { type: 'RR', received: 1, pollFinal: true }))
  say(from(1, { type: 'RR', received: 0, pollFinal: true }))
  const answers = written.map(answer => new HdlcDeframer().push(answer)[0]!)
  expect(answers.map(({ destination, control }) => [destination.upper, control.type])).toEqual([
    ...[
      [16, 'UA'],
      [1, 'UA'],
      [16, 'I'],
      [1, 'UA'],
    ],
    ...[
      [16, 'RR'],
      [1, 'DM'],
    ],
  ])
  void station.close()
})

test('a broadcast has no answer', () => {
  const broadcasts = [
    { ...meter, lower: 127 },
    { ...meter, upper: 127, lower: 127 },
  ]
  for (const all of broadcasts) {
    expect(answersTo(frame({ type: 'UI', pollFinal: false }, request, all))).toEqual([])
    if (all.upper === 127)
      expect(answersTo(frame({ type: 'SNRM', pollFinal: true }, undefined, all))).toEqual([])
  }
})

test('a station survives whatever comes, and answers a new client afterwards', () => {
  const { end, written, say } = line()
  const station = new HdlcStation(end, options)
  for (const octets of mutations(11, [...frames, concat(...frames)], 4000)) say(octets)
  // What was left unfinished is given up when the line has been silent; here, by flags that end it.
  say(new Uint8Array(2100).fill(0x7e))
  written.length = 0
  say(snrm)
  expect(written.map(answer => new HdlcDeframer().push(answer)[0]?.control.type)).toEqual(['UA'])
  void station.close()
})
