import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import type { GivenKeys } from '@ferraris/codec/dissect'
import { InputError } from '../errors.ts'

/** The telegram as text: the arguments together, or standard input for `-`. */
export async function readTelegram(hex: readonly string[]): Promise<string> {
  if (hex.length === 0)
    throw new InputError('hex', 'is missing', 'give the telegram as hex, or - to read it from standard input')
  return hex.length === 1 && hex[0] === '-' ? await text(process.stdin) : hex.join(' ')
}

/** Key sets from `--keys`: the JSON itself or a file of it. */
export async function readKeys(given: string | undefined): Promise<GivenKeys[] | undefined> {
  if (given === undefined) return undefined
  const isJson = /^\s*[[{]/.test(given)
  const json = isJson ? given : await readNamed(given, '--keys')
  const parsed = parseJson(json, '--keys')
  const sets: unknown[] = Array.isArray(parsed) ? parsed : [parsed]
  if (!sets.every(isObject))
    throw new InputError('--keys', 'is no object and no list of objects', 'write {"guek":"…","gak":"…"}')
  return sets
}

/** The content of a file that an option names. */
export async function readNamed(file: string, option: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`
    throw new InputError(option, `${file}: ${why}`, 'check its name and your rights', { cause: error })
  }
}

/** Parsed JSON. What is wrong with it is said without showing it: it may hold keys. */
export function parseJson(json: string, option: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw new InputError(option, 'is not JSON', 'check quotes, commas and brackets')
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
