import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { fromHex, toHex } from '@ferraris/bytes'
import type { Fault } from '@ferraris/codec/dissect'
import type { LineExplanation } from '@ferraris/dlms/explain'
import { InputError } from '../errors.ts'
import { say, show, writeJson } from '../terminal/say.ts'
import { style } from '../terminal/style.ts'
import type { ExplainedMessage } from './conversation.ts'
import { chooseDissector } from './dissectors.ts'
import { explainObject, type LineDefaults } from './explain-object.ts'
import { isObject, parseJson, readKeys, readTelegram } from './input.ts'
import { sessionView, telegramView } from './view.ts'

interface ExplainOptions {
  readonly protocol: string
  readonly transport: string
  readonly keys?: string
  readonly batch?: string
  readonly file?: string
  readonly json?: boolean
}

/** `ferraris telegram explain`. The exit code is 2 where a telegram had to be rejected. */
export async function explainTelegram(hex: readonly string[], options: ExplainOptions): Promise<void> {
  const keys = await readKeys(options.keys)
  if (options.batch !== undefined) return await explainBatch(options.batch, options, keys)
  if (options.file !== undefined)
    return await (await import('./explain-file.ts')).explainFile(
      options.file,
      options.protocol,
      keys,
      options.json,
    )
  const given = await readTelegram(hex)
  if (options.transport === 'session') return explainSessionLine(given, keys, options)
  const octets = fromHex(given)
  const { transport } = options
  const dissector = chooseDissector(octets, options.protocol, { transport, keys })
  const dissection = dissector.explain(octets, { transport, keys })
  show(options.json, { protocol: dissector.protocol, ...dissection }, () =>
    telegramView(dissection, toHex(octets)),
  )
  reject(dissection.errors)
}

type Keys = Awaited<ReturnType<typeof readKeys>>

/** A conversation is one line of JSON, as the lines of a batch are. */
function explainSessionLine(given: string, keys: Keys, { json, protocol }: ExplainOptions): void {
  const line = parseJson(given, 'session')
  if (!isObject(line) || !Array.isArray(line.messages)) {
    const form = '{"framing":"hdlc","messages":[{"from":"client","hex":"…"}]}'
    throw new InputError('session', 'has no messages', `write ${form}`)
  }
  const explanation = explainObject(line, { protocol, keys, transport: 'auto' })
  const messages = (explanation.messages ?? []) as ExplainedMessage[]
  const hexes = (line.messages as { hex: string }[]).map(({ hex }) => toHex(fromHex(hex)))
  show(json, explanation, () => sessionView(messages, hexes))
  // A malformed message is a finding about the conversation, no reason to reject it.
  for (const { errors } of messages) tell(errors)
  reject(explanation.errors)
}

function reject(errors: readonly Fault[]): void {
  tell(errors)
  if (errors.length > 0) process.exitCode = 2
}

function tell(errors: readonly Fault[]): void {
  for (const { layer, path, offset, message } of errors) {
    const place = `${layer}${path === '' ? '' : `, ${path}`}, octet ${offset}`
    say(`${style.failure('✘')} ${place}: ${message}`)
  }
}

/** One JSON object a line in, one a line out, each as soon as it has come. A line that is no object says so. */
async function explainBatch(
  file: string,
  { protocol, transport }: ExplainOptions,
  keys: Keys,
): Promise<void> {
  const input = file === '-' ? process.stdin : createReadStream(file)
  const defaults = { protocol, keys, transport }
  try {
    for await (const line of createInterface({ input })) {
      const document = line.trim() === '' ? undefined : explainText(line, defaults)
      if (document !== undefined) writeJson(document)
    }
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException
    if (syscall === undefined) throw error
    throw new InputError('--batch', `${file} cannot be read (${code})`, 'check its name and your rights', {
      cause: error,
    })
  }
}

/** Accepts the lines of a JSON array, too, as collections of vectors are written: `[`, `{…},`, `]`. */
function explainText(line: string, defaults: LineDefaults): LineExplanation | undefined {
  const text = line.trim().replace(/,$/, '')
  if (text === '[' || text === ']') return undefined
  try {
    const parsed = parseJson(text, 'line')
    if (isObject(parsed)) return explainObject(parsed, defaults)
    throw new InputError('line', 'is no JSON object', 'write one object a line')
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    process.exitCode = 2
    return { errors: [{ layer: 'input', path: '', offset: 0, message: error.message }] }
  }
}
