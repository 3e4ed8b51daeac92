import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { peekSigned, type WorkResults } from '@ferraris/work-order'
import { InputError } from '../errors.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { replaceFile } from './field-device.ts'
import { HeadEndRefusal, NetworkError } from './head-end-error.ts'

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
  const base = headEndUrl(options.headEnd)
  const token = process.env.FERRARIS_API_TOKEN
  if (!token)
    throw new InputError(
      'FERRARIS_API_TOKEN',
      'is missing',
      'put the token of an operator into the environment',
    )
  const handed: Handed[] = []
  for (const file of files.length > 0 ? files : unsent(join(options.data, 'orders'))) {
    const text = read(file)
    handed.push(await handIn(base, token, text))
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

async function handIn(base: string, token: string, document: string): Promise<Handed> {
  const { order } = peekSigned('work results', document) as WorkResults
  const url = `${base}/api/v1/work-orders/${encodeURIComponent(order)}/results`
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ document }),
  }).catch((cause: Error) => {
    const reason = (cause.cause as NodeJS.ErrnoException | undefined)?.code ?? cause.message
    throw new NetworkError(
      'head-end-unreachable',
      `${base}: ${reason}; the results stay here, try again later`,
      {
        cause,
      },
    )
  })
  const body = (await answer.json().catch(() => ({}))) as Partial<Handed> & {
    detail?: string
    title?: string
  }
  if (!answer.ok) {
    const detail = body.detail ?? body.title ?? `status ${answer.status}`
    throw new HeadEndRefusal(answer.status, `results of ${order} were not taken: ${detail}`)
  }
  return { order, accepted: body.accepted ?? 0, known: body.known ?? 0 }
}

/** A token goes over the network encrypted, or not at all. Throws InputError. */
function headEndUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isHere = url !== undefined && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isHere)) return url.origin
  throw new InputError('--head-end', `${text} is not safe`, 'write https://head-end.example')
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
