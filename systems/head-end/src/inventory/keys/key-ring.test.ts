import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { inspect } from 'node:util'
import { createLog } from '@ferraris/service'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KeyError, KeyHandle, KeyRing, openKeyRing } from './key-ring.ts'

function hex(text: string) {
  return Buffer.from(text, 'hex')
}

describe('wrapping a device key', () => {
  test('gives the octets of RFC 3394, 4.3', () => {
    const ring = new KeyRing(hex('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'))
    const wrapped = ring.wrap(hex('00112233445566778899aabbccddeeff'))
    expect(wrapped.toString('hex')).toBe('64e8c3f9ce0f5ba263e9777905818a2a93c8191e7d6e8ae7')
    expect(Buffer.from(ring.unwrap(wrapped).octets()).toString('hex')).toBe(
      '00112233445566778899aabbccddeeff',
    )
  })

  test('under one key-encryption key does not open under another', () => {
    const wrapped = new KeyRing(Buffer.alloc(32, 1)).wrap(Buffer.alloc(16, 7))
    expect(() => new KeyRing(Buffer.alloc(32, 2)).unwrap(wrapped)).toThrow(KeyError)
  })
})

test('a key handle never shows its key', async () => {
  const secret = '5a5b5c5d5e5f5a5b5c5d5e5f5a5b5c5d'
  const handle = new KeyHandle(hex(secret))
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  createLog({ destination }).info({ handle, nested: { keys: [handle] } }, `with ${handle}`)
  const shown = [
    inspect({ handle }, { depth: 9, showHidden: true }),
    JSON.stringify({ handle }),
    ...lines,
  ].join()
  expect(shown).toContain('[key]')
  expect(shown).not.toMatch(/5a.?5b|90.{0,2}91/)
})

describe('the key-encryption key', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ferraris-kek-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('is made at the first start, for its owner alone, and found at the next', async () => {
    const wrapped = (await openKeyRing(folder, {})).wrap(Buffer.alloc(16, 3))
    const file = path.join(folder, 'kek')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(Buffer.from((await openKeyRing(folder, {})).unwrap(wrapped).octets())).toEqual(Buffer.alloc(16, 3))
    const given = await openKeyRing('/nonexistent', { FERRARIS_KEK: (await readFile(file, 'utf8')).trim() })
    expect(given.wrap(Buffer.alloc(16, 3))).toEqual(wrapped)
  })

  test('is refused when it is no 64 hex digits, without being repeated', async () => {
    await expect(openKeyRing(folder, { FERRARIS_KEK: 'secret' })).rejects.toThrow(
      'FERRARIS_KEK must be 64 hex digits',
    )
  })
})
