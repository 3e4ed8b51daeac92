import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toHex } from '@ferraris/bytes'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findSecret, type Party } from './find-secret.ts'

function key(digit: string): string {
  return digit.repeat(32)
}
function entry(device: string | undefined, client: number | undefined, digit: string) {
  return {
    device,
    client,
    guek: key(digit),
    gak: key(digit),
  }
}
function party(device?: string, client = 2): Party {
  return { auth: 'gmac', client, ...(device && { device }) }
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ferraris-keys-'))
  delete process.env.FERRARIS_KEYS
})
afterEach(() => rmSync(folder, { recursive: true }))

function ring(name: string, ...entries: readonly object[]): string {
  const file = join(folder, name)
  writeFileSync(file, JSON.stringify(entries))
  return file
}

/** The digit of which the key found consists. */
async function found(party: Party, options: { keys?: string; data?: string }): Promise<string> {
  const { secret } = await findSecret(party, options)
  return secret.keys === undefined ? 'none' : toHex(secret.keys.guek)[0]!
}

describe('the keys of a client towards a meter', () => {
  test('are those of the device and the client', async () => {
    const keys = ring('keys', entry('A', 1, '1'), entry('A', 2, '2'), entry('B', 2, '3'))
    expect(await found(party('A'), { keys })).toBe('2')
    expect(await found(party('B'), { keys })).toBe('3')
  })

  test('are those that fit any device, where none are its own', async () => {
    const keys = ring('keys', entry(undefined, undefined, '9'), entry('A', 2, '2'))
    expect(await found(party('A'), { keys })).toBe('2')
    expect(await found(party('C', 7), { keys })).toBe('9')
  })

  test('come from the option, else from the environment, else from the data folder', async () => {
    ring('keys.json', entry('A', 2, '1'))
    process.env.FERRARIS_KEYS = JSON.stringify(entry('A', 2, '2'))
    expect(await found(party('A'), { keys: JSON.stringify(entry('A', 2, '3')) })).toBe('3')
    expect(await found(party('A'), {})).toBe('2')
    expect(await found(party('A'), { data: folder })).toBe('1')
  })

  test('need the device, where the ring has several and the URI names none', async () => {
    const keys = ring('keys', entry('A', 2, '2'), entry('B', 2, '3'))
    await expect(findSecret(party(), { keys })).rejects.toThrow('&device=')
    const one = ring('one', entry('A', 2, '2'))
    expect(await findSecret(party(), { keys: one })).toMatchObject({ device: 'A' })
  })

  test('that are not there are told with the place where they were looked for', async () => {
    const keys = ring('keys', entry('A', 1, '1'))
    await expect(findSecret(party('A'), { keys })).rejects.toThrow(
      `${keys} has no keys for client 2 of device A`,
    )
    await expect(findSecret(party('A'), { data: join(folder, 'no') })).rejects.toThrow('does not exist')
    const low = { ...party('A', 1), auth: 'low' as const }
    await expect(findSecret(low, { keys })).rejects.toThrow('has no password for client 1')
  })
})
