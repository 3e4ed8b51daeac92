import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { peekSigned, type WorkResults } from '@ferraris/work-order'
import { InputError } from '../errors.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { replaceFile } from './field-device.ts'

interface UploadOptions {
  readonly data: string
  readonly headEnd: string
  readonly json?: boolean
}

interface Handed {
  readonly order: string
  readonly accepted: number
  readonly known: number
}

/** `field upload`: hands results in, as often as one likes; without files those that have changed since the last time. */
export async function upload(files: readonly string[], options: UploadOptions): Promise<void> {
  const door = new HeadEndDoor(options.headEnd)
  const handed: Handed[] = []
  for (const file of files.length > 0 ? files : unsent(join(options.data, 'orders'))) {
    const text = read(file)
    handed.push(await handIn(door, text))
    replaceFile(`${file}.sent`, text)
  }
  show(options.json, { items: handed }, () =>
    handed.length === 0
      ? 'nothing to hand in'
      : handed
          .map(({ order, accepted, known }) => `${print.name(order)}  ${accepted} new, ${known} known`)
          .join('\n'),
  )
}

/** Results that were not handed in as they are. */
function unsent(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter(name => name.endsWith('.results'))
    .map(name => join(folder, name))
    .filter(file => !existsSync(`${file}.sent`) || read(`${file}.sent`) !== read(file))
}

async function handIn(door: HeadEndDoor, document: string): Promise<Handed> {
  const { order } = peekSigned('work results', document) as WorkResults
  const path = `/work-orders/${encodeURIComponent(order)}/results`
  const body = (await door.post(path, { document }, `results of ${order}`)) as Partial<Handed>
  return { order, accepted: body.accepted ?? 0, known: body.known ?? 0 }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new InputError(basename(file), `cannot be read (${code})`, 'check its name and your rights', {
      cause,
    })
  }
}
