import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { toHex } from '@ferraris/bytes'
import { InputError } from '../errors.ts'
import { dataFolder, keyRingFile } from '../keys/data-folder.ts'
import { type KeyEntry, parseKeyRing } from '../keys/key-file.ts'
import { clientName } from '../meter/clients.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

export interface KeysOptions {
  readonly data?: string
  readonly show?: boolean
  readonly json?: boolean
}

/** `district keys`: where the key ring is and whose keys it has; the keys themselves only on demand. */
export function describeKeys(serial: string | undefined, options: KeysOptions): void {
  const file = resolve(join(dataFolder(options.data), keyRingFile))
  const all = readKeyRing(file)
  const entries = serial === undefined ? all : all.filter(({ device }) => device === serial)
  if (entries.length === 0) {
    throw new InputError(
      'serial',
      `${file} has no keys of ${serial}`,
      'see `ferraris district describe` for the meters',
    )
  }
  const lines = entries.map(entry => ({
    device: entry.device ?? 'any',
    client: entry.client ?? null,
    ...(options.show && secretOf(entry)),
  }))
  show(options.json, { file, keys: lines }, () => {
    if (serial === undefined && !options.show) return overview(file, entries)
    const heads = ['device', 'client', ...(options.show ? ['GUEK', 'GAK'] : [])].map(title => ({ title }))
    const rows = lines.map(({ device, client, ...secret }) => {
      const name = client === null ? 'any' : `${client} (${clientName(client)})`
      return [print.name(device), name, ...Object.values(secret)]
    })
    return `${file}\n\n${table(heads, rows)}`
  })
}

function readKeyRing(file: string): KeyEntry[] {
  try {
    return parseKeyRing(readFileSync(file, 'utf8'), file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new InputError('--data', `there is no key ring ${file}`, 'name the data folder of a district', {
      cause: error,
    })
  }
}

function overview(file: string, entries: readonly KeyEntry[]): string {
  const devices = new Set(entries.map(({ device }) => device)).size
  return `${file}\n${entries.length} pairs of keys of ${devices} meters; ${print.quiet('SERIAL --show prints those of one')}`
}

function secretOf({ secret }: KeyEntry) {
  const { keys, password } = secret
  if (keys !== undefined) return { guek: toHex(keys.guek), gak: toHex(keys.gak) }
  return { password: password === undefined ? '' : new TextDecoder().decode(password) }
}
