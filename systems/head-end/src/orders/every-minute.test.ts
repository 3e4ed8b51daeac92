import { msPerMinute } from '@ferraris/metering'
import { StoreUnavailable } from '@ferraris/service'
import { afterEach, expect, test, vi } from 'vitest'
import { everyMinute } from './every-minute.ts'

afterEach(() => void vi.useRealTimers())

test('a look that fails is told of, ends nothing, and is made up for a minute later', async () => {
  vi.useFakeTimers()
  const outcomes = [new TypeError('of undefined'), new StoreUnavailable('gone'), undefined]
  const troubles: Error[] = []
  let looks = 0
  const stop = everyMinute(
    async () => {
      const error = outcomes[looks++]
      if (error !== undefined) throw error
    },
    error => troubles.push(error),
  )
  await vi.advanceTimersByTimeAsync(3 * msPerMinute)
  await stop()
  expect(looks).toBe(3)
  expect(troubles).toEqual([outcomes[0]])
})
