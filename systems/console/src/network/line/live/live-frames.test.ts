import { describe, expect, test } from 'vitest'
import { afterFrames, type LineFrame, mostDrawn, mostListed, silentLine, stay } from './live-frames.ts'

function frame(octets: number): LineFrame {
  return { at: 0, from: 'A', to: 'B', hop: 0, octets, ok: true }
}
function frames(count: number) {
  return Array.from({ length: count }, (_, i) => frame(i))
}
const passed = { uncounted: 0, now: 1000, seconds: 0 }

describe('the frames of a line', () => {
  test('are listed the newest first, each with a number of its own', () => {
    const first = afterFrames(silentLine, { ...passed, frames: [frame(1), frame(2)] })
    const { frames: listed } = afterFrames(first, { ...passed, frames: [frame(3)] })
    expect(listed.map(({ octets }) => octets)).toEqual([3, 2, 1])
    expect(new Set(listed.map(({ number }) => number)).size).toBe(3)
  })

  test('stay bounded in a flood, and are all counted', () => {
    const line = afterFrames(silentLine, { ...passed, frames: frames(10_000), uncounted: 500 })
    expect(line.frames).toHaveLength(mostListed)
    expect(line.drawn).toHaveLength(mostDrawn)
    expect(line.drawn[0]!.octets).toBe(9999)
    expect(line.total).toBe(10_500)
    expect(line.perSecond.at(-1)).toBe(10_500)
  })

  test('leave the drawing after their time, not the list', () => {
    const before = afterFrames(silentLine, { ...passed, frames: frames(3) })
    const after = afterFrames(before, { ...passed, frames: [], now: passed.now + stay })
    expect(after.drawn).toEqual([])
    expect(after.frames).toHaveLength(3)
  })

  test('are counted by second, also over a long silence', () => {
    const first = afterFrames(silentLine, { ...passed, frames: frames(4) })
    const next = afterFrames(first, { ...passed, frames: frames(2), seconds: 1 })
    expect(next.perSecond.slice(-2)).toEqual([4, 2])
    const late = afterFrames(next, { ...passed, frames: frames(1), seconds: 3600 })
    expect(late.perSecond).toHaveLength(silentLine.perSecond.length)
    expect(late.perSecond.reduce((sum, count) => sum + count)).toBe(1)
  })
})
