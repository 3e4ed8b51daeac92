import { fromHex, toHex } from '@ferraris/bytes'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.ts'
import { parseKeyRing } from './key-file.ts'

const guek = '000102030405060708090a0b0c0d0e0f'
const gak = 'D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF'

describe('a key ring', () => {
  test('is an array of entries, or one entry that fits any device and client', () => {
    expect(
      parseKeyRing(JSON.stringify([{ device: 'FER00000001', client: 2, guek, gak }]), 'ring'),
    ).toMatchObject([
      {
        device: 'FER00000001',
        client: 2,
        secret: { keys: { guek: fromHex(guek), gak: fromHex(gak) } },
      },
    ])
    expect(parseKeyRing(JSON.stringify({ guek, gak }), 'ring')[0]).toMatchObject({
      device: undefined,
      client: undefined,
    })
  })

  test('may hold a password, for low-level security', () => {
    const [entry] = parseKeyRing('{"client":3,"password":"12345678"}', 'ring')
    expect(entry?.secret.password).toEqual(new TextEncoder().encode('12345678'))
    expect(entry?.secret.keys).toBeUndefined()
  })

  test('may hold key pairs, the public key of the meter by itself or by its secret key', () => {
    const [own, meter] = ['01', '02'].map(octet => octet.repeat(32)) as [string, string]
    const pair = { clientSigningPrivateKey: own, serverSigningPrivateKey: meter }
    const [entry] = parseKeyRing(JSON.stringify(pair), 'ring')
    const point = toHex(entry!.secret.signing!.meter.point)
    const publicly = { clientSigningPrivateKey: own, serverSigningPublicKey: point, guek, gak, kek: guek }
    const [other] = parseKeyRing(JSON.stringify(publicly), 'ring')
    expect(toHex(other!.secret.signing!.meter.point)).toBe(point)
    expect(other!.secret.kek).toEqual(fromHex(guek))
  })

  test.each([
    ['ring', 'guek=00'],
    ['ring', '7'],
    ['ring[1]', JSON.stringify([{ guek, gak }, null])],
    ['ring[0].key', JSON.stringify([{ key: guek }])],
    ['ring[0].gak', JSON.stringify([{ guek }])],
    ['ring.guek', JSON.stringify({ guek: guek.slice(1), gak })],
    ['ring.client', JSON.stringify({ client: '2', guek, gak })],
    ['ring.device', JSON.stringify({ device: 7, guek, gak })],
    ['ring.password', JSON.stringify({ password: 12 })],
    ['ring.gak', JSON.stringify({ guek: guek + guek, gak })],
    ['ring.kek', JSON.stringify({ guek, gak, kek: 'ab' })],
    ['ring.serverSigningPublicKey', JSON.stringify({ clientSigningPrivateKey: guek + guek })],
    [
      'ring.clientSigningPrivateKey',
      JSON.stringify({ clientSigningPrivateKey: '00'.repeat(32), serverSigningPrivateKey: '01'.repeat(32) }),
    ],
  ])('names what is wrong: %s, %#', (parameter, text) => {
    expect(() => parseKeyRing(text, 'ring')).toThrow(expect.objectContaining({ path: parameter }))
  })

  test('never repeats what stands in it, whatever that is', () => {
    const secret = fc.string({ minLength: 20, unit: fc.constantFrom(...'0123456789abcdef') })
    const broken = fc.oneof(
      secret,
      secret.map(text => `{"guek":"${text}`),
      secret
        .filter(text => text.length !== 32 && text.length !== 64)
        .map(text => JSON.stringify([{ guek: text, gak: text }])),
    )
    fc.assert(
      fc.property(broken, text => {
        const digits = /[0-9a-f]{20,}/.exec(text)![0]
        try {
          parseKeyRing(text, 'ring')
        } catch (error) {
          expect(error).toBeInstanceOf(InputError)
          expect(String((error as Error).stack)).not.toContain(digits)
        }
      }),
    )
  })
})
