import { readFileSync } from 'node:fs'
import { request as requestPlain } from 'node:http'
import { request as requestTls } from 'node:https'
import { ProcessError } from '../errors.ts'
import { type FolderFlags, runningFile } from './folder.ts'

interface Local {
  readonly url: string
  readonly token: string
  readonly cert?: string
}

const timeoutMs = 10_000

/** Asks a device that runs on this machine. Throws InputError where none runs, ProcessError where it does not answer. */
export async function askDevice<Answer>(flags: FolderFlags, method: string, path: string): Promise<Answer> {
  const { url, token, cert } = JSON.parse(readFileSync(runningFile(flags), 'utf8')) as Local
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number | undefined; text: string }>()
  const options = { method, headers: { authorization: `Bearer ${token}` }, timeout: timeoutMs }
  // The certificate was named by this user: whose name stands in it is no matter here.
  const trust = { ca: cert, checkServerIdentity: () => undefined }
  const target = new URL(path, url.replace('//0.0.0.0:', '//127.0.0.1:'))
  const request =
    cert === undefined ? requestPlain(target, options) : requestTls(target, { ...options, ...trust })
  request.on('response', response => {
    const parts: Buffer[] = []
    response.on('data', part => parts.push(part))
    response.on('end', () => resolve({ status: response.statusCode, text: Buffer.concat(parts).toString() }))
  })
  request.on('timeout', () => request.destroy(new Error('no answer')))
  request.on('error', reject)
  request.end()
  try {
    const { status, text } = await promise
    // Another program may have the port of a device that has ended without a word.
    if (status !== 200) throw new Error(`what is at ${url} answers with the status ${status}`)
    return JSON.parse(text) as Answer
  } catch (cause) {
    const message = `the device does not answer: ${(cause as Error).message}; has it ended? start it again`
    throw new ProcessError('device-silent', message, { cause })
  }
}
