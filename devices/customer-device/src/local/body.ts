import type { IncomingMessage } from 'node:http'
import { LocalError } from './local-error.ts'

/** Nothing that is asked of a device is longer. */
const longestBody = 4096

/** The JSON of a request; undefined without a body. Throws LocalError. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length
    if (length > longestBody) throw new LocalError('bad-request', `a body of more than ${longestBody} octets`)
    parts.push(part)
  }
  if (length === 0) return undefined
  try {
    return JSON.parse(Buffer.concat(parts).toString())
  } catch {
    throw new LocalError('bad-request', 'the body is no JSON')
  }
}
