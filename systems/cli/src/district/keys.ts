import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { toHex } from '@ferraris/bytes'
import { lineKeysFile, readLineKeys } from '@ferraris/district'
import { InputError } from '../errors.ts'
import { dataFolder, keyRingFile } from '../keys/data-folder.ts'
import { type KeyEntry, parseKeyRing } from '../keys/key-file.ts'
import { clientName } from '../meter/open/clients.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

interface KeysOptions {
  readonly data?: string
  readonly show?: boolean
  readonly json?: boolean
}

/** `district keys`: where the key ring is and for which meters; the keys themselves only on demand. */
export function describeKeys(serial: string | undefined, options: KeysOptions): void {
  const file = resolve(join(dataFolder(options.data), keyRingFile))
  const all = readKeyRing(file)
  const lineFile = join(dirname(file), lineKeysFile)
  const lineKeys = readLineKeys(dirname(file))
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
  const onLine = [...lineKeys].filter(([device]) => serial === undefined || device === serial)
  const smitp = onLine.map(([device, { k1, k2 }]) => ({
    device,
    ...(options.show && { k1: toHex(k1), k2: toHex(k2) }),
  }))
  const document = { file, keys: lines, ...(smitp.length > 0 && { lineFile, lineKeys: smitp }) }
  show(options.json, document, () => {
    if (serial === undefined && !options.show) {
      const more = smitp.length > 0 ? `\n${lineFile}\nK1 and K2 of ${smitp.length} meters on power lines` : ''
      return overview(file, entries) + more
    }
    const heads = ['device', 'client', ...(options.show ? ['GUEK', 'GAK'] : [])].map(title => ({ title }))
    const rows = lines.map(({ device, client, ...secret }) => {
      const name = client === null ? 'any' : `${client} (${clientName(client)})`
      return [print.name(device), name, ...Object.values(secret)]
    })
    const list = `${file}\n\n${table(heads, rows)}`
    if (smitp.length === 0) return list
    const lineHeads = ['device', ...(options.show ? ['K1 (write)', 'K2 (read)'] : [])].map(title => ({
      title,
    }))
    const lineRows = smitp.map(({ device, ...secret }) => [print.name(device), ...Object.values(secret)])
    return `${list}\n\n${lineFile}\n\n${table(lineHeads, lineRows)}`
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
