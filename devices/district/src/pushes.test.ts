import { data, encodeData } from '@ferraris/cosem'
import { encodeNotification } from '@ferraris/dlms/push'
import { listenForPushes } from '@ferraris/transport'
import { afterEach, expect, test, vi } from 'vitest'
import { keepAwake, pushOverNetwork } from './pushes.ts'

const apdu = encodeNotification({
  kind: 'data-notification',
  longInvokeId: 7,
  confirmed: false,
  time: undefined,
  body: encodeData(data.structure(data.unsigned(42))),
})
function ascii(text: string) {
  return new TextEncoder().encode(text)
}
function message(service: 'tcp' | 'udp' | 'sms', destination: string) {
  return { service, destination: ascii(destination), message: 'a-xdr', apdu, longInvokeId: 7 } as const
}

test('a push reaches the listener at the address of its setup', async () => {
  const heard = Promise.withResolvers<unknown>()
  const listener = await listenForPushes(
    { medium: 'tcp', host: '127.0.0.1', port: 0 },
    {
      keys: [],
      audience: { onPush: push => heard.resolve(push), onUnread: heard.reject, onNoise: heard.reject },
      onGone: heard.reject,
    },
  )
  expect(await pushOverNetwork.send(message('tcp', listener.place))).toBe(true)
  expect(JSON.stringify(await heard.promise)).toContain('42')
  await listener.close()
})

test.each([
  ['nothing listens there', message('tcp', '127.0.0.1:1')],
  ['its address is none', message('tcp', 'somewhere')],
  ['its medium is not there', message('sms', '+39000')],
])('a push fails, and is tried again by its setup, where %s', async (_, failing) => {
  expect(await pushOverNetwork.send(failing)).toBe(false)
})

afterEach(() => void vi.useRealTimers())

test('a meter is woken when it wants to be, also when it has come to want it later', () => {
  vi.useFakeTimers({ now: 0 })
  let next: number | undefined
  const woken: number[] = []
  const awake = keepAwake(
    {
      nextWake: () => next,
      wake() {
        woken.push(Date.now())
        next = undefined
      },
    },
    error => {
      throw error
    },
  )
  vi.advanceTimersByTime(20_000)
  next = 23_000
  vi.advanceTimersByTime(20_000)
  awake.close()
  expect(woken).toHaveLength(1)
  expect(woken[0]).toBeGreaterThanOrEqual(23_000)
  expect(woken[0]).toBeLessThanOrEqual(25_100)
  expect(vi.getTimerCount()).toBe(0)
})

test('a meter that could not be woken is woken again', () => {
  vi.useFakeTimers({ now: 0 })
  let attempts = 0
  const failures: unknown[] = []
  const awake = keepAwake(
    {
      nextWake: () => (attempts < 2 ? 0 : undefined),
      wake() {
        attempts += 1
        if (attempts === 1) throw new Error('the disk is full')
      },
    },
    error => void failures.push(error),
  )
  vi.advanceTimersByTime(20_000)
  awake.close()
  expect([attempts, failures.length]).toEqual([2, 1])
})
