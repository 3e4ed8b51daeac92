import type { FrameSeen, Line } from '@ferraris/power-line'
import { aca, encodeFrame } from '@ferraris/smitp/mac'
import { encodeUpMessage, type LineFrame, mostRepeaters } from '@ferraris/uplink'
import { expect, test } from 'vitest'
import { watchFrames } from './frames-seen.ts'

const stations = ['464500000001', '464500000002'] as const
const request = {
  route: [],
  discipline: 'RA1',
  control: { poll: true, response: false, segmented: false, bNode: false },
  dsap: 0,
  ecc: 'none',
  lsdu: Uint8Array.of(1),
} as const

test('stations that ask each other in turn make frames that can be told all the same', async () => {
  let see: (seen: FrameSeen) => void = () => {}
  const line = {
    watch: (watcher: typeof see) => {
      see = watcher
      return () => {}
    },
  } as Pick<Line, 'watch'> as Line
  const published = Promise.withResolvers<readonly LineFrame[]>()
  const end = watchFrames(line, {
    acaAt: place => place,
    placeOf: name => name,
    concentratorAt: () => 'C1',
    publish: (_, frames) => published.resolve(frames),
  })
  for (let i = 0; i < 20; i++) {
    const [from, to] = i % 2 === 0 ? stations : [stations[1], stations[0]]
    const psdu = encodeFrame({ ...request, address: aca(to) })
    see({ from, psdu, start: i, end: i + 1, heardBy: [] })
  }
  const frames = await published.promise
  end()
  expect(frames.map(({ hop }) => hop)).toEqual(
    Array.from({ length: 20 }, (_, i) => Math.min(i, mostRepeaters)),
  )
  expect(encodeUpMessage({ kind: 'frames', frames })).toContain('"hop":8')
})
