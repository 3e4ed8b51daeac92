import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ferraris, RunningMeter, temporaryFolder } from './ferraris.ts'

const folder = temporaryFolder()
function at(name: string): string {
  return join(folder.path, name)
}
let meter: RunningMeter
let uri: string

interface Entry {
  readonly device: string
  readonly client: number
  readonly guek: string
  readonly gak: string
  /** Of the entry for the power line. */
  readonly k1?: string
  readonly k2?: string
}

beforeAll(async () => {
  meter = await RunningMeter.start(folder.path)
  uri = meter.started.uri
  const ring: Entry[] = JSON.parse(readFileSync(at('keys.json'), 'utf8'))
  const reader = ring.find(({ client }) => client === 2)!
  const turned = (key: string): string => (key.startsWith('0') ? '1' : '0') + key.slice(1)
  writeFileSync(at('wrong-guek.json'), JSON.stringify([{ ...reader, guek: turned(reader.guek) }]))
  writeFileSync(at('wrong-gak.json'), JSON.stringify([{ ...reader, gak: turned(reader.gak) }]))
  writeFileSync(
    at('both-wrong.json'),
    JSON.stringify([{ ...reader, guek: turned(reader.guek), gak: turned(reader.gak) }]),
  )
  writeFileSync(at('no-json.json'), `guek = ${reader.guek}`)
  writeFileSync(at('short.json'), JSON.stringify([{ ...reader, gak: reader.gak.slice(1) }]))
})
afterAll(async () => {
  await meter[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

/** All output of a failing command; no key is ever in it. */
async function failure(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const run = await ferraris(args, { env: { XDG_STATE_HOME: folder.path, ...env }, cwd: folder.path })
  for (const { guek, gak, k1, k2 } of JSON.parse(readFileSync(at('keys.json'), 'utf8')) as Partial<Entry>[]) {
    for (const key of [guek, gak, k1, k2]) {
      if (key !== undefined) expect(run.stdout + run.stderr).not.toContain(key.slice(1))
    }
  }
  expect(run.stderr).not.toContain('    at ')
  return run
}

describe('a wrong key is refused with the name of the key', () => {
  test.each([
    ['wrong-guek.json', 'the encryption key (GUEK) is not the one the meter holds', 'encryption-key-wrong'],
    ['both-wrong.json', 'the encryption key (GUEK) is not the one the meter holds', 'encryption-key-wrong'],
    [
      'wrong-gak.json',
      'the encryption key fits, the authentication key (GAK) does not',
      'authentication-key-wrong',
    ],
  ])('%s', async (file, message, code) => {
    const run = await failure(['meter', 'read', uri, '--keys', at(file), '--json'])
    expect(run.code).toBe(1)
    expect(run.stderr).toContain(`meter FER00000001, client 2 (reader)`)
    expect(run.stderr).toContain(message)
    expect(JSON.parse(run.stdout).error).toMatchObject({ code, layer: 'association' })
  })
})

describe('what the meter refuses ends with exit code 1 and says what to try', () => {
  test.each([
    ['a write by the reader', ['write', '0.0.96.3.10.255:4', '2'], '--client management'],
    ['an order of the reader', ['execute', 'disconnect'], '--client management'],
    ['an object that is not there', ['read', '1.0.99.77.0.255'], 'meter objects'],
    [
      'an object the public may not see',
      ['read', '1.0.1.8.0.255', '--client', 'public'],
      '--client management',
    ],
  ])('%s', async (_, [verb, ...args], advice) => {
    const run = await failure(['meter', verb!, uri, ...args, '--data', folder.path])
    expect(run.code).toBe(1)
    expect(run.stderr).toContain(advice)
  })

  test('a meter that is not there', async () => {
    const run = await failure(['meter', 'read', 'dlms+tcp://127.0.0.1:1'])
    expect(run.code).toBe(1)
    expect(run.stderr).toContain('nothing listens there')
  })
})

describe('bad input ends with exit code 2 and names the parameter', () => {
  test.each([
    ['a URI that is none', ['read', 'meter 7'], 'meter URI, form'],
    ['an unknown parameter of the URI', ['read', 'dlms+tcp://127.0.0.1?key=1'], 'meter URI, key'],
    ['a scheme to come', ['read', 'g3+udp://127.0.0.1'], 'meter URI, scheme'],
    ['no OBIS code', ['read', 'URI', '1.8.0.0.0.0.0'], '1.0.1.8.0.255'],
    ['an attribute beyond all', ['read', 'URI', '1.0.1.8.0.255:900'], ':2'],
    ['a day that the calendar lacks', ['read', 'URI', '--day', '2026-02-30'], '--day'],
    ['a time that is none', ['read', 'URI', '--from', 'yesterday'], '--from'],
    ['a day beside a range', ['read', 'URI', '--day', '2026-11-20', '--to', '2026-11-21'], '--day'],
    ['an unknown client', ['read', 'URI', '--client', 'boss'], '--client'],
    ['keys that are not there', ['read', 'URI', '--keys', 'nowhere.json'], '--keys'],
    ['keys that are no JSON', ['read', 'URI', '--keys', 'no-json.json'], 'no-json.json'],
    ['a key that is too short', ['read', 'URI', '--keys', 'short.json'], 'short.json[0].gak'],
    [
      'keys of other devices',
      ['read', 'URI', '--keys', '[{"device":"X","guek":"00","gak":"00"}]'],
      '--keys[0].guek',
    ],
    [
      'a value of another type',
      ['write', 'URI', '0.0.96.3.10.255:4', 'on', '--client', 'management'],
      'enum',
    ],
    [
      'a value out of range',
      ['write', 'URI', '0.0.96.3.10.255:4', '256', '--client', 'management'],
      '0 to 255',
    ],
    ['an attribute without its number', ['write', 'URI', '0.0.96.3.10.255', '1'], 'which attribute?'],
    ['an unknown order', ['execute', 'URI', 'explode'], 'disconnect, reconnect, set-clock'],
    ['an unknown option', ['read', 'URI', '--dat', 'x'], 'Did you mean one of --data, --day?'],
    ['a port beyond all', ['start', '--port', '70000'], '--port'],
    ['a serial of another form', ['start', '--serial', '12'], '--serial'],
  ])('%s', async (_, [verb, ...args], named) => {
    const data =
      ['read', 'write', 'execute'].includes(verb!) && !args.includes('--keys') ? ['--data', folder.path] : []
    const run = await failure(['meter', verb!, ...args.map(arg => (arg === 'URI' ? uri : arg)), ...data])
    expect(run.code).toBe(2)
    expect(run.stderr).toContain(named)
    expect(run.stdout).toBe('')
  })

  test('an unknown command is answered with the one that was meant', async () => {
    const run = await failure(['metre', 'read'])
    expect([run.code, run.stderr]).toEqual([2, expect.stringContaining('Did you mean meter?')])
  })

  test('scripts are told so as well', async () => {
    for (const args of [
      ['meter', 'read', '--json'],
      ['district', 'start', '--meters', '0', '--json'],
      ['metre', '--json'],
    ]) {
      const run = await failure(args)
      expect(run.code).toBe(2)
      expect(JSON.parse(run.stdout).error).toMatchObject({ code: 'usage', message: expect.any(String) })
    }
  })

  test('a data folder without a district', async () => {
    const run = await failure(['district', 'describe', '--data', at('empty')])
    expect([run.code, run.stderr]).toEqual([2, expect.stringContaining('no district has been started in')])
  })
})
