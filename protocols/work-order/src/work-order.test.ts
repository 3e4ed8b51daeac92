import { describe, expect, test } from 'vitest'
import {
  checkValidity,
  newKeyPair,
  openSigned,
  peekSigned,
  privateKeyOf,
  publicHalf,
  publicKeyOf,
  sealFor,
  signDocument,
  unseal,
  type WorkOrder,
} from './index.ts'

const signer = privateKeyOf(newKeyPair('ed25519'))
const verifier = publicKeyOf('Ed25519', publicHalf(signer))

describe('a signed document', () => {
  const text = signDocument('work order', { id: '1' }, signer)

  test('opens with the key of its signer', () => {
    expect(openSigned('work order', text, verifier)).toEqual({ id: '1' })
    expect(peekSigned('work order', text)).toEqual({ id: '1' })
  })

  test('that was altered, signed with another key or meant for something else does not', () => {
    const { content, ...rest } = JSON.parse(text)
    const other = Buffer.from('{"id":"2"}').toString('base64url')
    const code = (code: string) => expect.objectContaining({ code })
    expect(() => openSigned('work order', JSON.stringify({ ...rest, content: other }), verifier)).toThrow(
      code('altered'),
    )
    const stranger = publicKeyOf('Ed25519', publicHalf(privateKeyOf(newKeyPair('ed25519'))))
    expect(() => openSigned('work order', text, stranger)).toThrow(code('altered'))
    expect(() => openSigned('work results', text, verifier)).toThrow(code('malformed'))
    const renamed = JSON.stringify({ ...JSON.parse(text), kind: 'work results' })
    expect(() => openSigned('work results', renamed, verifier)).toThrow(code('altered'))
    for (const cut of ['', '{}', 'null', text.slice(0, 40)]) {
      expect(() => openSigned('work order', cut, verifier)).toThrow(code('malformed'))
      expect(() => peekSigned('work order', cut)).toThrow(code('malformed'))
    }
    expect(content).not.toBe(other)
  })
})

describe('sealed keys', () => {
  const device = privateKeyOf(newKeyPair('x25519'))
  const sealed = sealFor(publicHalf(device), 'order 1', 'secret')

  test('open for their device, in their order, and show nothing', () => {
    expect(unseal(device, 'order 1', sealed)).toBe('secret')
    expect(Buffer.from(sealed, 'base64url').includes('secret')).toBe(false)
    expect(sealFor(publicHalf(device), 'order 1', 'secret')).not.toBe(sealed)
  })

  test('do not open for another device, in another order, or damaged', () => {
    const foreign = expect.objectContaining({ code: 'foreign' })
    expect(() => unseal(privateKeyOf(newKeyPair('x25519')), 'order 1', sealed)).toThrow(foreign)
    expect(() => unseal(device, 'order 2', sealed)).toThrow(foreign)
    expect(() => unseal(device, 'order 1', `A${sealed.slice(1)}`)).toThrow(foreign)
    expect(() => unseal(device, 'order 1', '')).toThrow(foreign)
  })
})

test('a key with which nothing can be agreed on is none', () => {
  const smallOrder = Buffer.alloc(32).toString('base64url')
  expect(() => publicKeyOf('X25519', smallOrder)).toThrow(expect.objectContaining({ code: 'malformed' }))
})

test('an order is valid in its time only, by a clock that does not go back', () => {
  const order = {
    id: '1',
    issuedAt: '2026-11-20T12:00:00Z',
    notBefore: '2026-11-21T06:00:00Z',
    notAfter: '2026-11-21T18:00:00Z',
  } as WorkOrder
  const at = (time: string, latest?: string) => () =>
    checkValidity(order, Date.parse(time), latest === undefined ? undefined : Date.parse(latest))
  expect(at('2026-11-21T07:00:00Z')).not.toThrow()
  expect(at('2026-11-21T05:59:59Z')).toThrow(expect.objectContaining({ code: 'early' }))
  expect(at('2026-11-21T18:00:01Z')).toThrow(expect.objectContaining({ code: 'expired' }))
  expect(at('2026-11-21T07:00:00Z', '2026-11-21T19:00:00Z')).toThrow(
    expect.objectContaining({ code: 'clock-back' }),
  )
  expect(at('2026-11-20T11:00:00Z')).toThrow(expect.objectContaining({ code: 'clock-back' }))
  expect(at('2026-11-21T07:00:00Z', '2026-11-21T07:01:00Z')).not.toThrow()
})
