import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MeterUri } from '@ferraris/transport'
import { InputError } from '../errors.ts'
import { dataFolder, keyRingFile } from './data-folder.ts'
import { type KeyEntry, parseKeyRing, type Secret } from './key-file.ts'

/** Where a person may have said that the keys are. */
export interface KeyOptions {
  /** `--keys`: a file, or the JSON itself. */
  readonly keys?: string
  /** `--data`: a data folder with a key ring. */
  readonly data?: string
}

/** A client towards a meter: the pair that keys belong to. */
export type Party = Pick<MeterUri, 'device' | 'client' | 'auth'>

export interface FoundSecret extends FoundIn {
  readonly secret: Secret
}

interface FoundIn {
  /** The device of the entry, where the URI does not say it. */
  readonly device: string | undefined
  /** Where it was found, for messages. */
  readonly source: string
  /** The data folder, if the key ring is one's. */
  readonly folder: string | undefined
}

interface Source {
  readonly name: string
  readonly entries: readonly KeyEntry[]
  readonly folder?: string
}

interface FoundSmitpKeys extends FoundIn {
  readonly keys: NonNullable<Secret['smitp']>
}

/**
 * The keys of a client towards a meter: from `--keys`, else from `FERRARIS_KEYS`, else from the key ring of the data
 * folder. Throws InputError that says where they were looked for.
 */
export async function findSecret(party: Party, options: KeyOptions): Promise<FoundSecret> {
  const source = await openSource(options)
  const kind = kindFor(party.auth)
  const entry = entryFor(party.device, source, ({ client, secret }) => {
    return (client ?? party.client) === party.client && secret[kind] !== undefined
  })
  if (entry === undefined) throw notFound(party, `${kindNames[kind]} for client ${party.client}`, source.name)
  return { secret: entry.secret, device: entry.device, source: source.name, folder: source.folder }
}

/** K1 and K2 of a meter, looked for in the same places. Throws InputError that says where. */
export async function findSmitpKeys(
  party: Pick<Party, 'device'>,
  options: KeyOptions,
): Promise<FoundSmitpKeys> {
  const source = await openSource(options)
  const entry = entryFor(party.device, source, ({ secret }) => secret.smitp !== undefined)
  const keys = entry?.secret.smitp
  if (keys === undefined) throw notFound(party, 'k1 and k2', source.name)
  return { keys, device: entry?.device, source: source.name, folder: source.folder }
}

/** The entry of a device, or one that fits any. Throws InputError where the device is not said and must be. */
function entryFor(
  device: string | undefined,
  source: Source,
  fits: (entry: KeyEntry) => boolean,
): KeyEntry | undefined {
  const fitting = source.entries.filter(
    entry => (device === undefined || (entry.device ?? device) === device) && fits(entry),
  )
  const devices = new Set(fitting.map(({ device }) => device))
  if (device === undefined && devices.size > 1) {
    throw new InputError(
      'meter URI, device',
      `is missing, and ${source.name} has keys of ${devices.size} devices`,
      'add the serial number, for example &device=FER00000001',
    )
  }
  // An entry that names the device goes before one that fits any.
  return fitting.find(({ device }) => device !== undefined) ?? fitting[0]
}

/** What a way to prove oneself cannot do without. */
function kindFor(auth: Party['auth']): 'keys' | 'password' | 'signing' {
  if (auth === 'gmac' || auth === 'none') return 'keys'
  return auth === 'ecdsa' ? 'signing' : 'password'
}

const kindNames = { keys: 'keys', password: 'password', signing: 'key pair to sign with' } as const

function notFound({ device: serial }: Pick<Party, 'device'>, what: string, source: string): InputError {
  const device = serial === undefined ? '' : ` of device ${serial}`
  return new InputError(
    '--keys',
    `${source} has no ${what}${device}`,
    'give a file that has them with --keys FILE, or the data folder with --data DIR',
  )
}

async function openSource({ keys, data }: KeyOptions): Promise<Source> {
  if (keys !== undefined) return await openKeys(keys, '--keys')
  // A data folder that was named outweighs a key file that merely stands in the environment.
  const fromEnvironment = data === undefined ? process.env.FERRARIS_KEYS : undefined
  if (fromEnvironment) return await openKeys(fromEnvironment, 'FERRARIS_KEYS')
  const folder = dataFolder(data)
  const file = join(folder, keyRingFile)
  return { name: file, entries: parseKeyRing(await read(file, data ? '--data' : '--keys'), file), folder }
}

async function openKeys(text: string, parameter: string): Promise<Source> {
  if (/^\s*[[{]/.test(text)) return { name: parameter, entries: parseKeyRing(text, parameter) }
  return { name: text, entries: parseKeyRing(await read(text, parameter), text) }
}

async function read(file: string, parameter: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const why =
      code === 'ENOENT' ? 'does not exist' : code === 'EACCES' ? 'may not be read by this user' : message
    throw new InputError(
      parameter,
      `key file ${file} ${why}`,
      'give the keys with --keys FILE, as FERRARIS_KEYS, or the data folder with --data DIR',
      { cause: error },
    )
  }
}
