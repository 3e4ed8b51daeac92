import { legible, legibleJson } from './legible.ts'

/** A message for people: stderr, so that stdout holds results alone. */
export function say(message: string): void {
  return void process.stderr.write(`${legible(message)}\n`)
}

/** Writes the result of a command: one JSON document, or text for people. */
export function show(json: boolean | undefined, document: unknown, text: () => string): void {
  if (json) writeJson(document)
  else process.stdout.write(`${legible(text())}\n`)
}

/** Writes one JSON document a line for scripts. */
export function writeJson(document: unknown): void {
  process.stdout.write(`${legibleJson(JSON.stringify(document, jsonValue))}\n`)
}

/** Whole numbers beyond 2^53 stay exact as text. */
function jsonValue(_key: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
}
